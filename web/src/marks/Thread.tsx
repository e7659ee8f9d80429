/** One comment with its answers: who, how grave, about which words, what is offered instead, and what to do about it. */
import { Check, CornerDownRight, Ellipsis, Pencil, RotateCcw, Trash2, WandSparkles, X } from "lucide-react";
import { useState } from "react";
import { hueOf } from "../canvas/hues";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import type { Note, Reply } from "../room/state";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Menu, MenuItem } from "../ui/menu";
import { answer, apply, rewrite, settleNote } from "./decide";
import type { Mentionable } from "./mentions";
import { Words } from "./Words";

export interface ThreadProps {
  readonly note: Note;
  readonly names: ReadonlyMap<string, string>;
  readonly people: readonly Mentionable[];
  readonly me: string | undefined;
  readonly active: boolean;
  readonly writing: boolean;
  /** Its words are not in the text now. */
  readonly gone: boolean;
  /** Its passage is not beside it: it is quoted. */
  readonly quoted: boolean;
  onChoose(writing?: boolean): void;
  onLeave(): void;
}

export function Thread(props: ThreadProps) {
  const { note, active, gone, quoted, onChoose, onLeave } = props;
  const { canTalk } = useActions();
  const [editing, setEditing] = useState<string | null>(null);
  const machine = note.turn !== null;
  const settled = note.state !== "open";
  const name = props.names.get(note.by) ?? (machine ? i18n.t("Gesso") : i18n.t("Somebody"));
  const about = note.quote ? i18n.t("Comment by {name} on “{quote}”", { name, quote: clip(note.quote) }) : i18n.t("Comment by {name} on the whole page", { name });
  const edit = (reply: string | null) => async (words: string) => {
    const taken = await rewrite(note.id, reply, words);
    if (taken) setEditing(null);
    return taken;
  };
  return (
    <article
      aria-label={about}
      tabIndex={0}
      data-thread={note.id}
      data-hue={machine ? "agent" : hueOf(note.by)}
      aria-current={active}
      className={cx("note-card", active && "note-active", settled && "note-settled")}
      onClick={(event) => !active && !(event.target instanceof Element && event.target.closest("button,a,textarea")) && onChoose()}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        if (step) focusBeside(event.currentTarget, step);
        else if (event.key === "Enter") onChoose(true);
        else if (event.key === "Escape") onLeave();
        else if (event.key === "r" && canTalk && !settled) void settleNote(note.id, "resolved");
        else return;
        event.preventDefault();
      }}
    >
      <Head note={note} name={name} active={active} onEdit={() => setEditing(note.id)} own={note.by === props.me} canTalk={canTalk} />
      {gone && note.quote !== "" && (
        <p className="mt-1 text-12 text-muted">
          {i18n.t("Its words are gone:")} <q dir="auto" className="note-quote">{clip(note.quote)}</q>
        </p>
      )}
      {!gone && quoted && note.quote !== "" && (
        <p className="mt-1 truncate text-12 text-muted">
          <q dir="auto" className="note-quote">{clip(note.quote)}</q>
        </p>
      )}
      {note.quote === "" && <p className="mt-1 text-12 text-muted">{i18n.t("On the whole page")}</p>}
      {editing === note.id ? (
        <div className="mt-1">
          <Words value={note.body} label={i18n.t("Your comment")} send={i18n.t("Save")} people={props.people} focus onSend={edit(null)} onCancel={() => setEditing(null)} />
        </div>
      ) : (
        <Said words={note.body} edited={note.edited} clipped={!active} />
      )}
      {note.replace !== null && note.state === "open" && <Offered before={note.quote} after={note.replace} />}
      {note.replies.length > 0 && !active && (
        <p className="mt-1.5 flex items-center gap-1.5 text-12 text-muted">
          <CornerDownRight size={12} />
          {note.replies.length === 1 ? i18n.t("1 answer") : i18n.t("{count} answers", { count: note.replies.length })}
        </p>
      )}
      {active && note.replies.map((reply) => (
        <Answer
          key={reply.id}
          reply={reply}
          name={props.names.get(reply.by) ?? i18n.t("Gesso")}
          people={props.people}
          own={reply.by === props.me}
          editing={editing === reply.id}
          onEdit={(now) => setEditing(now ? reply.id : null)}
          onSave={edit(reply.id)}
        />
      ))}
      {active && canTalk && (
        <>
          <Decide note={note} gone={gone} />
          <div className="mt-2">
            <Words
              label={settled ? i18n.t("Answer, and open it again") : i18n.t("Answer")}
              send={i18n.t("Answer")}
              people={props.people}
              focus={props.writing}
              onSend={(words) => answer(note.id, words)}
              onCancel={onLeave}
            />
          </div>
        </>
      )}
    </article>
  );
}

/** The next comment or the one before gets the keyboard. */
function focusBeside(from: HTMLElement, step: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>("[data-thread]")].sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
  all[all.indexOf(from) + step]?.focus();
}

const clip = (words: string) => (words.length > 120 ? `${words.slice(0, 118).trimEnd()}…` : words);

function Head({ note, name, active, own, canTalk, onEdit }: { note: Note; name: string; active: boolean; own: boolean; canTalk: boolean; onEdit(): void }) {
  const { owner } = useActions();
  const [sure, setSure] = useState(false);
  const machine = note.turn !== null;
  const state = { open: "", resolved: i18n.t("Resolved"), dismissed: i18n.t("Dismissed"), applied: i18n.t("Applied"), deleted: "" }[note.state];
  return (
    <header className="flex min-h-7 items-center gap-2">
      <span aria-hidden className="note-dot" />
      <span className={cx("min-w-0 truncate text-12 font-medium", machine && "text-agent")}>{name}</span>
      {machine && active && note.kind !== "note" && <span className="truncate text-11 text-muted">{kindName(note.kind)}</span>}
      {note.severity && <Severity of={note.severity} />}
      <time dateTime={note.at} title={new Date(note.at).toLocaleString()} className="ms-auto shrink-0 text-11 text-muted">
        {state || when(note.at)}
      </time>
      {canTalk && (own || owner || note.state !== "open") && (
        <Menu
          label={i18n.t("Comment")}
          width={160}
          trigger={
            <IconButton label={i18n.t("More for this comment")} className="-me-1.5">
              <Ellipsis size={14} />
            </IconButton>
          }
        >
          {note.state !== "open" && (
            <MenuItem icon={<RotateCcw size={14} />} onSelect={() => void settleNote(note.id, "open")}>
              {i18n.t("Open again")}
            </MenuItem>
          )}
          {own && (
            <MenuItem icon={<Pencil size={14} />} onSelect={onEdit}>
              {i18n.t("Edit")}
            </MenuItem>
          )}
          {(own || owner) && (
            <MenuItem danger icon={<Trash2 size={14} />} onSelect={() => setSure(true)}>
              {i18n.t("Delete…")}
            </MenuItem>
          )}
        </Menu>
      )}
      {sure && (
        <div role="alertdialog" aria-label={i18n.t("Delete this comment?")} className="note-sure">
          <p className="text-13">{i18n.t("Delete this comment and its answers? This cannot be taken back.")}</p>
          <div className="mt-2 flex justify-end gap-1">
            <Button size="sm" kind="muted" autoFocus onClick={() => setSure(false)}>
              {i18n.t("Cancel")}
            </Button>
            <Button size="sm" kind="danger" onClick={() => void settleNote(note.id, "deleted")}>
              {i18n.t("Delete")}
            </Button>
          </div>
        </div>
      )}
    </header>
  );
}

function Severity({ of }: { of: "major" | "minor" | "nit" }) {
  const words = { major: i18n.t("major"), minor: i18n.t("minor"), nit: i18n.t("detail") }[of];
  return <span className={cx("note-severity", of === "major" && "note-major")}>{words}</span>;
}

const kindName = (kind: string) => kind.replace(/[_-]+/g, " ");

function when(at: string): string {
  const then = new Date(at);
  const today = then.toDateString() === new Date().toDateString();
  return today ? then.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : then.toLocaleDateString([], { day: "numeric", month: "short" });
}

function Said({ words, edited, clipped }: { words: string; edited: boolean; clipped: boolean }) {
  return (
    <p dir="auto" className={cx("note-said", clipped && "line-clamp-4")}>
      {words.split(/((?<![\p{L}\p{N}_@])@[\p{L}\p{N}_][\p{L}\p{N}_.-]*)/u).map((part, index) =>
        index % 2 === 1 ? <span key={index} className="font-medium text-accent">{part}</span> : part,
      )}
      {edited && <span className="text-11 text-muted"> {i18n.t("(edited)")}</span>}
    </p>
  );
}

/** The words that the comment offers for its passage. */
function Offered({ before, after }: { before: string; after: string }) {
  return (
    <p dir="auto" className="note-offered">
      {before && (
        <>
          <span className="sr-only">{i18n.t("Before:")} </span>
          <del>{before}</del>{" "}
        </>
      )}
      {after && (
        <>
          <span className="sr-only">{i18n.t("After:")} </span>
          <ins>{after}</ins>
        </>
      )}
    </p>
  );
}

function Decide({ note, gone }: { note: Note; gone: boolean }) {
  const { canEdit } = useActions();
  if (note.state !== "open") {
    return (
      <div className="mt-2 flex gap-1">
        <Button size="sm" onClick={() => void settleNote(note.id, "open")}>
          <RotateCcw size={13} /> {i18n.t("Open again")}
        </Button>
      </div>
    );
  }
  return (
    <div className="mt-2 flex flex-wrap gap-1">
      {canEdit && !gone && (
        <Button size="sm" className="text-agent" onClick={() => void apply(note.canvas, note.id, note.replace !== null)}>
          <WandSparkles size={13} /> {i18n.t("Apply")}
        </Button>
      )}
      <Button size="sm" kind="quiet" onClick={() => void settleNote(note.id, "resolved")}>
        <Check size={13} /> {i18n.t("Resolve")}
      </Button>
      {note.turn !== null && (
        <Button size="sm" kind="muted" onClick={() => void settleNote(note.id, "dismissed")}>
          <X size={13} /> {i18n.t("Dismiss")}
        </Button>
      )}
    </div>
  );
}

interface AnswerProps {
  readonly reply: Reply;
  readonly name: string;
  readonly people: readonly Mentionable[];
  readonly own: boolean;
  readonly editing: boolean;
  onEdit(now: boolean): void;
  onSave(words: string): Promise<boolean>;
}

function Answer({ reply, name, people, own, editing, onEdit, onSave }: AnswerProps) {
  const machine = reply.turn !== null;
  return (
    <div data-hue={machine ? "agent" : hueOf(reply.by)} className="mt-2 border-t border-line pt-1.5">
      <p className="flex min-h-6 items-center gap-2 text-12">
        <span aria-hidden className="note-dot" />
        <span className={cx("min-w-0 truncate font-medium", machine && "text-agent")}>{name}</span>
        <time dateTime={reply.at} className="ms-auto text-11 text-muted">{when(reply.at)}</time>
        {own && !editing && (
          <IconButton label={i18n.t("Edit")} className="-me-1.5" onClick={() => onEdit(true)}>
            <Pencil size={12} />
          </IconButton>
        )}
      </p>
      {editing ? (
        <Words value={reply.body} label={i18n.t("Your answer")} send={i18n.t("Save")} people={people} focus onSend={onSave} onCancel={() => onEdit(false)} />
      ) : (
        <Said words={reply.body} edited={reply.edited} clipped={false} />
      )}
    </div>
  );
}
