/** A person's message: its words, what it was about, and editing it into a new branch. */
import { CalendarClock, Copy, Pencil, PenLine, TextCursorInput } from "lucide-react";
import { memo, useState } from "react";
import { i18n } from "../i18n";
import { copy, useActions } from "../room/actions";
import type { Message, RoomState } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Branches } from "./Branches";

interface SaidProps {
  readonly message: Message;
  readonly room: RoomState;
  readonly me: string;
}

export const Said = memo(function Said({ message, room, me }: SaidProps) {
  const [editing, setEditing] = useState(false);
  const { canTalk, rewrite } = useActions();
  const name = room.members[message.by]?.name;
  if (editing) {
    return (
      <Rewrite
        text={message.text}
        onDone={(text) => {
          setEditing(false);
          if (text !== null) void rewrite(message.parent, text);
        }}
      />
    );
  }
  return (
    <article aria-label={i18n.t("Message by {name}", { name: name ?? i18n.t("somebody") })} className="group/message flex flex-col items-end">
      {name && message.by !== me && <p className="mb-1 text-12 text-muted">{name}</p>}
      <div className="max-w-[88%] rounded-lg bg-sunken px-3.5 py-2.5 dark:bg-surface">
        {message.selection && (
          <p className="mb-1.5 flex items-start gap-1.5 border-s-2 border-accent/50 ps-2 text-12 text-muted">
            <TextCursorInput size={13} className="mt-0.5 shrink-0" />
            <span className="line-clamp-2">{message.selection.quote}</span>
          </p>
        )}
        {message.run && (
          <p className="mb-1 flex items-center gap-1.5 text-12 text-muted">
            <CalendarClock size={13} className="shrink-0" /> {/^\d+\. /.test(message.text) ? i18n.t("A step of the plan") : i18n.t("Begun by a task")}
          </p>
        )}
        {message.shortcut && (
          <p dir="auto" className="flex items-center gap-2 text-14">
            <PenLine size={14} className="shrink-0 text-agent" /> {message.shortcut.title}
          </p>
        )}
        {message.text !== message.shortcut?.title && (
          <p dir="auto" className={cx("text-14 leading-[22px] wrap-anywhere whitespace-pre-wrap", message.shortcut && "mt-1 line-clamp-4 text-muted")}>
            {message.text}
          </p>
        )}
      </div>
      <footer className="mt-0.5 -mb-4 flex min-h-7 items-center gap-0.5 opacity-0 transition-opacity duration-(--fast) group-hover/message:opacity-100 group-focus-within/message:opacity-100 coarse:opacity-100">
        <Branches message={message} room={room} />
        <IconButton label={i18n.t("Copy")} onClick={() => copy(message.text)}>
          <Copy size={14} />
        </IconButton>
        {canTalk && !message.shortcut && !message.run && message.widget === null && (
          <IconButton label={i18n.t("Edit")} onClick={() => setEditing(true)}>
            <Pencil size={14} />
          </IconButton>
        )}
      </footer>
    </article>
  );
}, same);

function same(a: SaidProps, b: SaidProps): boolean {
  return (
    a.message === b.message && a.me === b.me && a.room.messages === b.room.messages && a.room.members === b.room.members
  );
}

function Rewrite(props: { text: string; onDone(text: string | null): void }) {
  const [text, setText] = useState(props.text);
  const ready = text.trim() !== "" && text.trim() !== props.text;
  const finish = () => ready && props.onDone(text.trim());
  return (
    <form
      className="rounded-lg border border-accent bg-surface p-2"
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      <textarea
        autoFocus
        dir="auto"
        aria-label={i18n.t("Edit the message")}
        value={text}
        rows={Math.min(12, text.split("\n").length + 1)}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            props.onDone(null);
          }
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) finish();
        }}
        className="block w-full resize-none bg-transparent px-1.5 py-1 text-14 outline-none coarse:text-16"
      />
      <div className="flex items-center justify-end gap-2">
        <span className="flex-1 ps-1.5 text-12 text-muted">{i18n.t("The conversation goes on from here; the other version is kept.")}</span>
        <Button size="sm" kind="muted" onClick={() => props.onDone(null)}>
          {i18n.t("Cancel")}
        </Button>
        <Button size="sm" kind="primary" type="submit" disabled={!ready}>
          {i18n.t("Send")}
        </Button>
      </div>
    </form>
  );
}
