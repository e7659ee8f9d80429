/** Files of other programs: brought into a conversation, with what was lost said. */
import { create } from "zustand";
import { api, sentence } from "../api";
import { forget } from "../data";
import { i18n, withTaskWords } from "../i18n";
import { useDesk } from "../room/desk";
import { say, sayError } from "../ui/toast";
import type { BroughtIn, LostView, RoomView } from "../wire.gen";
import { madeHere } from "./lastRoom";

/** What the last import could not keep, shown until it is closed. */
export const useLost = create<{ readonly lost: readonly LostView[] }>(() => ({ lost: [] }));

const SLOW_MS = 1000;
const MAX_NAME = 200;
const DATA = /\.(csv|tsv|tab|xls[xm]?|ods|parquet|pq|jsonl?|ndjson)$/i;
/** What cannot be a page to write in; it is attached. */
const TO_READ = /\.(?:pdf|pptx|pptm|epub|mp3|wav|m4a|ogg|flac)$/i;

function bring(room: string, file: File): Promise<BroughtIn> {
  const bytes = file.slice(0, file.size, "application/octet-stream");
  return api.post<BroughtIn>(`/rooms/${room}/import?name=${encodeURIComponent(file.name.slice(-MAX_NAME))}`, bytes);
}

/**
 * Makes pages of the files, one after another, and gives the first one's id, or "" when there is none. A file that
 * cannot be read is said and does not stop the others.
 */
async function bringAll(room: string, files: readonly File[]): Promise<string> {
  const lost: LostView[] = [];
  let first = "";
  let pages = 0;
  void attach(room, files.filter((file) => TO_READ.test(file.name)));
  for (const file of files.filter((each) => !TO_READ.test(each.name))) {
    if (DATA.test(file.name)) {
      const { heldAsData, sendData } = await import("../data/upload");
      if (await heldAsData(file)) {
        try {
          const made = await sendData(room, file);
          first ||= made.canvas;
        } catch (error) {
          say(i18n.t("“{name}” was not imported. {why}", { name: file.name, why: sentence(error) }));
        }
        continue;
      }
    }
    const slow = setTimeout(() => say(i18n.t("Importing “{name}”…", { name: file.name })), SLOW_MS);
    try {
      const made = await bring(room, file);
      lost.push(...made.lost);
      first ||= made.canvases[0]?.id ?? "";
      pages += made.canvases.length;
    } catch (error) {
      say(i18n.t("“{name}” was not imported. {why}", { name: file.name, why: sentence(error) }));
    } finally {
      clearTimeout(slow);
    }
  }
  if (lost.length > 0) useLost.setState({ lost });
  else if (pages > 0) say(i18n.t("{count, plural, one {Imported, with nothing lost.} other {Imported # pages, with nothing lost.}}", { count: pages }));
  return first;
}

/** Pages from the files in that conversation, the first of them shown. */
export async function importFiles(room: string, files: readonly File[]): Promise<void> {
  const first = await bringAll(room, files);
  if (first) useDesk.getState().show(first);
}

/** A conversation with the files as pages, or null when none of them could be read: then there is no conversation. */
export async function importAnew(files: readonly File[]): Promise<string | null> {
  try {
    const title = (files[0]?.name ?? "").replace(/\.[^.]*$/, "").slice(0, MAX_NAME);
    const { id } = await api.post<RoomView>("/rooms", { title });
    const first = await bringAll(id, files);
    if (first || files.some((file) => TO_READ.test(file.name))) madeHere.add(id);
    else await api.delete(`/rooms/${id}`);
    forget("rooms");
    return madeHere.has(id) ? id : null;
  } catch (error) {
    sayError(error);
    return null;
  }
}

/** Attaches the files to that conversation, to be read and asked about. */
export async function attach(room: string | null, files: readonly File[]): Promise<void> {
  const { attachFiles } = await withTaskWords(() => import("../files/attach"))();
  if (room) await attachFiles(room, files);
}

/** Asks for files as the browser does. */
export function chooseFiles(then: (files: File[]) => unknown): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = ".docx,.docm,.md,.markdown,.txt,.html,.htm,.ipynb,.zip,.py,.js,.ts,.css,.json,.csv,.tsv,.xlsx,.xls,.ods,.parquet,.jsonl,.ndjson,.sql,.yaml,.toml,text/*";
  input.addEventListener("change", () => then([...(input.files ?? [])]));
  input.click();
}
