/** Files of other programs: brought into the room, with what was lost said, and what an export would lose. */
import { create } from "zustand";
import { failure, sentence } from "../api";
import { i18n } from "../i18n";
import { useDesk } from "../room/desk";
import { say } from "../ui/toast";
import type { BroughtIn, LostView } from "../wire.gen";

/** What the last import could not keep, shown until it is closed. */
export const useLost = create<{ readonly file: string; readonly lost: readonly LostView[] }>(() => ({ file: "", lost: [] }));

async function bring(room: string, file: File): Promise<BroughtIn> {
  const response = await fetch(`/api/rooms/${room}/import?name=${encodeURIComponent(file.name)}`, {
    method: "POST",
    body: file,
    headers: { "Content-Type": "application/octet-stream" },
  });
  if (!response.ok) throw await failure(response);
  return (await response.json()) as BroughtIn;
}

/** Makes pages of the files, one after another; a file that cannot be read is said and does not stop the others. */
export async function importFiles(room: string, files: readonly File[]): Promise<void> {
  const lost: LostView[] = [];
  let first = "";
  for (const file of files) {
    try {
      const made = await bring(room, file);
      lost.push(...made.lost);
      first ||= made.canvases[0]?.id ?? "";
    } catch (error) {
      say(i18n.t("“{name}” was not imported. {why}", { name: file.name, why: sentence(error) }));
    }
  }
  if (first) useDesk.getState().show(first);
  if (lost.length > 0) useLost.setState({ file: files[0]?.name ?? "", lost });
  else if (first) say(i18n.t("Imported, with nothing lost."));
}

/** Asks for files as the browser does, then imports them. */
export function chooseFiles(room: string): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = ".docx,.docm,.md,.markdown,.txt,.html,.htm,.ipynb,.zip,.py,.js,.ts,.css,.json,.csv,.sql,.yaml,.toml,text/*";
  input.addEventListener("change", () => void importFiles(room, [...(input.files ?? [])]));
  input.click();
}
