/** Over the words of the composer: the files of the conversation with how far each is read; takes pasted and dropped ones. */
import { AlertTriangle, EyeOff, FileText, FileAudio, Image, LoaderCircle } from "lucide-react";
import { lazy, Suspense, useEffect, type RefObject } from "react";
import { i18n } from "../i18n";
import { useRoom } from "../room/store";
import { cx } from "../ui/cx";
import type { FileChanged } from "../wire.gen";
import { attachFiles } from "./attach";
import { lookAt, showList, useFiles } from "./open";
import { stateName } from "./words";

const FileView = lazy(() => import("./FileView"));
const FileList = lazy(() => import("./FileList"));

const SHOWN = 4;

export default function FileBar({ room, form }: { room: string; form: RefObject<HTMLFormElement | null> }) {
  const files = useRoom((state) => (state.room.id === room ? state.room.files : null));
  const { looking, list } = useFiles();
  useTaking(room, form);
  const all = Object.values(files ?? {});
  const shown = all.slice(-SHOWN);
  return (
    <>
      {shown.length > 0 && (
        <ul aria-label={i18n.t("Files of this conversation")} className="flex flex-wrap gap-1.5 px-2 pt-2">
          {shown.map((file) => (
            <li key={file.file} className="min-w-0 max-w-full">
              <Chip file={file} />
            </li>
          ))}
          <li>
            <button type="button" onClick={() => showList(true)} className="h-7 rounded-md px-2 text-12 text-muted hover:bg-hover hover:text-fg coarse:h-11">
              {i18n.t("{count, plural, one {All about # file} other {All # files}}", { count: all.length })}
            </button>
          </li>
        </ul>
      )}
      <Suspense fallback={null}>
        {list && <FileList room={room} files={all} />}
        {looking && <FileView looking={looking} />}
      </Suspense>
    </>
  );
}

function Chip({ file }: { file: FileChanged }) {
  const failed = file.state === "failed";
  const busy = file.state === "queued" || file.state === "reading";
  const Icon = failed ? AlertTriangle : busy ? LoaderCircle : file.kind === "picture" ? Image : file.kind === "audio" ? FileAudio : FileText;
  const open = () => (file.state === "indexed" ? lookAt({ file: file.file }) : showList(true));
  return (
    <button
      type="button"
      data-state={file.state}
      title={file.why || file.name}
      onClick={open}
      className={cx("flex h-7 max-w-64 items-center gap-1.5 rounded-md border px-2 text-12 hover:border-line-strong coarse:h-11", failed ? "border-danger/50 bg-danger-soft" : "border-line bg-sunken")}
    >
      <Icon size={13} className={cx("shrink-0", failed ? "text-danger" : "text-muted", busy && "animate-spin")} />
      <span dir="auto" className="truncate font-medium">
        {file.name}
      </span>
      <span className={cx("shrink-0", failed ? "text-danger" : "text-muted")}>{stateName(file)}</span>
      {file.hidden && <EyeOff size={13} className="shrink-0 text-warn" aria-label={i18n.t("It holds words that no reader sees.")} />}
    </button>
  );
}

/** Files pasted into the words, or dropped on the composer, are attached. */
function useTaking(room: string, form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    const element = form.current;
    if (!element || room === "new") return;
    const take = (event: Event, data: DataTransfer | null) => {
      const files = [...(data?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      void attachFiles(room, files);
    };
    const paste = (event: ClipboardEvent) => take(event, event.clipboardData);
    const drop = (event: DragEvent) => take(event, event.dataTransfer);
    const over = (event: DragEvent) => event.dataTransfer?.types.includes("Files") && event.preventDefault();
    element.addEventListener("paste", paste);
    element.addEventListener("drop", drop);
    element.addEventListener("dragover", over);
    return () => {
      element.removeEventListener("paste", paste);
      element.removeEventListener("drop", drop);
      element.removeEventListener("dragover", over);
    };
  }, [room, form]);
}
