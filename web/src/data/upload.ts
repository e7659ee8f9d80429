/** A file of data on its way to the server, in pieces, so that a large one needs no memory and survives a lost line. */
import { api, ApiError } from "../api";
import { i18n } from "../i18n";
import { say } from "../ui/toast";
import type { DataView, UploadView } from "../wire.gen";

const AGAIN_MS = [500, 1500, 4000];
const SAID_EVERY_MS = 4000;
const MAX_NAME = 200;

/** Whether the file is opened as data: a `.json` only where it begins as a list of objects. */
export async function heldAsData(file: File): Promise<boolean> {
  if (!/\.json$/i.test(file.name)) return true;
  return /^\s*\[\s*\{/.test(await file.slice(0, 400).text());
}

/** A new page over the file, or the newer file behind `canvas`. Throws ApiError; then nothing was made. */
export async function sendData(room: string, file: File, canvas?: string): Promise<DataView> {
  const name = file.name.slice(-MAX_NAME);
  const begun = await api.post<UploadView>(`/rooms/${room}/data`, { name, size_bytes: file.size, ...(canvas ? { canvas } : {}) });
  let said = performance.now();
  for (let at = 0; at < file.size; ) {
    at = (await piece(begun, file, at)).received;
    if (performance.now() - said > SAID_EVERY_MS && at < file.size) {
      said = performance.now();
      say(i18n.t("“{name}”: {percent}% sent", { name, percent: Math.floor((100 * at) / file.size) }));
    }
  }
  return api.post<DataView>(`/data/${begun.upload}/done`);
}

async function piece(begun: UploadView, file: File, at: number): Promise<UploadView> {
  const bytes = file.slice(at, at + begun.piece_bytes, "application/octet-stream");
  for (let tried = 0; ; tried++) {
    try {
      return await api.put<UploadView>(`/data/${begun.upload}?at=${at}`, bytes);
    } catch (error) {
      const wait = AGAIN_MS[tried];
      if (!(error instanceof ApiError && error.code === "offline") || wait === undefined) throw error;
      await new Promise((then) => setTimeout(then, wait));
    }
  }
}
