/** The files of a conversation: how far each is read and why not, to open, keep, read again or take away. */
import { Download, RefreshCw, Trash2 } from "lucide-react";
import { api } from "../api";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Dialog } from "../ui/dialog";
import { sayError } from "../ui/toast";
import type { FileChanged } from "../wire.gen";
import { attachFiles, chooseToAttach } from "./attach";
import { lookAt, showList } from "./open";
import { sizeName, stateName } from "./words";

export default function FileList({ room, files }: { room: string; files: readonly FileChanged[] }) {
  const { canTalk } = useActions();
  return (
    <Dialog open wide title={i18n.t("Files")} about={i18n.t("What agents can look in here. Ask about them in the conversation: answers quote them, and each quote leads to its place.")} onClose={() => showList(false)}>
      <ul className="divide-y divide-line">
        {files.map((file) => (
          <Row key={file.file} file={file} canTalk={canTalk} />
        ))}
      </ul>
      {files.length === 0 && <p className="py-4 text-13 text-muted">{i18n.t("No file is attached yet.")}</p>}
      {canTalk && (
        <Button className="mt-4" onClick={() => chooseToAttach((chosen) => attachFiles(room, chosen))}>
          {i18n.t("Attach files…")}
        </Button>
      )}
    </Dialog>
  );
}

function Row({ file, canTalk }: { file: FileChanged; canTalk: boolean }) {
  const failed = file.state === "failed";
  return (
    <li className="flex items-start gap-2 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          {file.state === "indexed" ? (
            <button type="button" dir="auto" onClick={() => lookAt({ file: file.file })} className="max-w-full truncate text-13 font-medium underline underline-offset-2">
              {file.name}
            </button>
          ) : (
            <span dir="auto" className="max-w-full truncate text-13 font-medium">
              {file.name}
            </span>
          )}
          <span className={cx("text-12", failed ? "text-danger" : "text-muted")}>
            {stateName(file)} · {sizeName(file.size_bytes)}
          </span>
        </p>
        {file.why && <p className={cx("mt-0.5 text-12", failed ? "text-danger" : "text-muted")}>{file.why}</p>}
        {file.hidden && <p className="mt-0.5 text-12 text-warn">{i18n.t("It holds words that no reader sees: white, tiny or hidden. They are marked, and never quoted as an answer.")}</p>}
      </div>
      {failed && canTalk && (
        <IconButton label={i18n.t("Read {name} again", { name: file.name })} onClick={() => void api.post(`/attached/${file.file}/again`).catch(sayError)}>
          <RefreshCw size={14} />
        </IconButton>
      )}
      <a href={`/api/files/${file.file}`} download={file.name} aria-label={i18n.t("Download {name}", { name: file.name })} className="grid size-7 place-items-center rounded-md text-muted hover:bg-hover hover:text-fg coarse:size-11">
        <Download size={14} />
      </a>
      {canTalk && (
        <IconButton label={i18n.t("Remove {name}", { name: file.name })} onClick={() => void api.delete(`/attached/${file.file}`).catch(sayError)}>
          <Trash2 size={14} />
        </IconButton>
      )}
    </li>
  );
}
