/** The comments that an agent made in a turn, listed under its reply; each leads to its passage. */
import { MessageSquareText } from "lucide-react";
import { i18n } from "../i18n";
import { pane, useDesk } from "../room/desk";
import type { Note } from "../room/state";
import { cx } from "../ui/cx";
import { visit } from "./board";

/** A page that is not open yet needs a while until its comments have places. */
function look(note: Note): void {
  const desk = useDesk.getState();
  if (desk.canvas !== note.canvas) desk.show(note.canvas);
  else if (desk.sheet !== "peek") useDesk.setState({ sheet: "peek" });
  visit(note.id);
  const again = setInterval(() => pane.current?.reveal({ note: note.id }) && clearInterval(again), 150);
  setTimeout(() => clearInterval(again), 3000);
}

export function NoteCards({ notes }: { notes: readonly Note[] }) {
  if (notes.length === 0) return null;
  const states = { open: "", resolved: i18n.t("Resolved"), dismissed: i18n.t("Dismissed"), applied: i18n.t("Applied"), deleted: i18n.t("Deleted") };
  return (
    <section aria-label={i18n.t("Comments of this reply")} className="overflow-hidden rounded-lg border border-line bg-surface">
      <p className="flex items-center gap-2 px-3 pt-2 pb-1 text-12 text-muted">
        <MessageSquareText size={13} className="text-agent" />
        {notes.length === 1 ? i18n.t("1 comment") : i18n.t("{count} comments", { count: notes.length })}
      </p>
      <ul className="pb-1">
        {notes.map((note) => (
          <li key={note.id}>
            <button
              type="button"
              disabled={note.state === "deleted"}
              onClick={() => look(note)}
              className={cx("flex min-h-8 w-full items-baseline gap-2 px-3 py-1 text-start text-13 hover:bg-hover coarse:min-h-11", note.state !== "open" && "text-muted")}
            >
              <span aria-hidden className={cx("size-1.5 shrink-0 -translate-y-0.5 rounded-full", note.severity === "major" ? "bg-warn" : "bg-agent")} />
              <span dir="auto" className="line-clamp-2 min-w-0 flex-1">{note.body}</span>
              {states[note.state] && <span className="shrink-0 text-12 text-muted">{states[note.state]}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
