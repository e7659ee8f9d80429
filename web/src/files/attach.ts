/** Files put into a conversation to be read and asked about. What becomes of them is told by the room's log. */
import { api, sentence } from "../api";
import { i18n } from "../i18n";
import { say } from "../ui/toast";
import type { AttachedView } from "../wire.gen";

const MAX_NAME = 200;

/** Attaches them one after another; one that is not taken is said and does not stop the others. How many were. */
export async function attachFiles(room: string, files: readonly File[]): Promise<number> {
  let taken = 0;
  for (const file of files) {
    const bytes = file.slice(0, file.size, "application/octet-stream");
    try {
      await api.post<AttachedView>(`/rooms/${room}/attached?name=${encodeURIComponent(file.name.slice(-MAX_NAME))}`, bytes);
      taken += 1;
    } catch (error) {
      say(i18n.t("“{name}” was not attached. {why}", { name: file.name, why: sentence(error) }));
    }
  }
  return taken;
}

/** Asks for files as the browser does. */
export function chooseToAttach(then: (files: File[]) => unknown): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.dataset["attach"] = "";
  input.hidden = true;
  input.addEventListener("change", () => {
    then([...(input.files ?? [])]);
    input.remove();
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input); // so that a test, and some browsers, find it
  input.click();
}
