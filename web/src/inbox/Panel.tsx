/** The inbox as it hangs from its bell: each notice leads to what it is about and offers what can be done about it. */
import { AlarmClock, Check, CheckCheck, Lightbulb, MessagesSquare, Pause, Play, Plus, RotateCw, ShieldQuestion, X } from "lucide-react";
import { useState, type ReactNode, type RefObject } from "react";
import { Link, useLocation } from "wouter";
import { sentence } from "../api";
import { i18n } from "../i18n";
import { Coming } from "../lab/parts";
import { snoozes } from "../tasks/actions";
import { isState, Sign, stateName } from "../tasks/states";
import { useNow } from "../tasks/clockwork";
import { fromNow, plain } from "../tasks/times";
import { Button, IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { INPUT, Note } from "../ui/field";
import Float from "../ui/Float";
import { Menu, MenuItem } from "../ui/menu";
import { say, sayError } from "../ui/toast";
import type { NoticeView } from "../wire.gen";
import { actOn, markAllRead, markRead, useInbox, type NoticeAction } from "./data";

export default function Panel({ anchor, onClose }: { anchor: RefObject<HTMLElement | null>; onClose(): void }) {
  const inbox = useInbox();
  const notices = inbox.data?.notices ?? [];
  return (
    <Float anchor={anchor} label={i18n.t("Inbox")} className="w-100 p-0!" onClose={onClose} onLeave={() => anchor.current?.querySelector("button")?.focus()}>
      <header className="sticky top-0 z-10 flex h-11 items-center gap-2 border-b border-line bg-surface ps-4 pe-2">
        <h2 className="flex-1 text-13 font-semibold">{i18n.t("Inbox")}</h2>
        {(inbox.data?.unread ?? 0) > 0 && (
          <Button size="sm" kind="muted" onClick={() => void markAllRead().catch(sayError)}>
            <CheckCheck size={13} /> {i18n.t("All read")}
          </Button>
        )}
        <Link href="/settings/notifications" onClick={onClose} className="rounded-md px-2 py-1 text-12 text-muted hover:bg-hover hover:text-fg coarse:py-3">
          {i18n.t("Settings")}
        </Link>
      </header>
      {!inbox.data && (
        <div className="p-4">
          <Coming error={inbox.error} rows={3} />
        </div>
      )}
      {inbox.data && inbox.error && <Note kind="warn">{sentence(inbox.error)}</Note>}
      {inbox.data && notices.length === 0 && (
        <p className="px-6 py-10 text-center text-13 text-muted">{i18n.t("Nothing here. When a task has run, needs you or could not run, it says so here.")}</p>
      )}
      <ul className="divide-y divide-line">
        {notices.map((notice) => (
          <Notice key={notice.id} notice={notice} onClose={onClose} />
        ))}
      </ul>
    </Float>
  );
}

/** Where a notice leads: the page that was written, else the conversation, else the task. */
export function placeOf(notice: NoticeView): string {
  if (notice.kind === "suggestion") return "/tasks/habits";
  if (notice.room && notice.canvas) return `/r/${notice.room}/c/${notice.canvas}`;
  if (notice.kind !== "paused" && notice.room) return `/r/${notice.room}`;
  return notice.task ? `/tasks/t/${notice.task}` : "/tasks";
}

function Notice({ notice, onClose }: { notice: NoticeView; onClose(): void }) {
  const now = useNow();
  return (
    <li className="relative px-4 py-3">
      {!notice.read && <span aria-hidden className="absolute start-1.5 top-5 size-1.5 rounded-full bg-accent" />}
      <Link
        href={placeOf(notice)}
        onClick={() => {
          if (!notice.read) void markRead(notice.id).catch(sayError);
          onClose();
        }}
        className="block rounded-sm"
      >
        <span className="flex items-baseline gap-3">
          <span dir="auto" className={cx("min-w-0 flex-1 text-13 wrap-anywhere", !notice.read && "font-medium")}>
            {!notice.read && <span className="sr-only">{i18n.t("Unread:")} </span>}
            <Kind notice={notice} />
            {notice.title}
            {notice.count > 1 && <span className="ms-1.5 rounded-full bg-sunken px-1.5 text-11 font-normal text-muted tabular-nums">×{notice.count}</span>}
          </span>
          <span className="shrink-0 text-12 text-muted">{fromNow(notice.at, now)}</span>
        </span>
        {notice.body && (
          <span dir="auto" className="mt-0.5 line-clamp-3 text-13 text-muted wrap-anywhere first-letter:uppercase">
            {plain(notice.body)}
          </span>
        )}
      </Link>
      <Actions notice={notice} onClose={onClose} />
    </li>
  );
}

/** What became of it, before its name; never by colour alone. */
function Kind({ notice }: { notice: NoticeView }) {
  if (notice.kind === "suggestion") return <Lightbulb size={14} aria-hidden className="me-1.5 inline-block align-[-2px] text-agent" />;
  if (notice.kind === "approval") return <ShieldQuestion size={14} aria-hidden className="me-1.5 inline-block align-[-2px] text-warn" />;
  if (notice.kind === "paused") {
    return (
      <>
        <Pause size={14} aria-hidden className="me-1.5 inline-block align-[-2px] text-warn" />
        {i18n.t("Paused")}:{" "}
      </>
    );
  }
  const { state } = notice;
  if (!isState(state)) return null;
  return (
    <>
      <Sign state={state} className="me-1.5 inline-block align-[-2px]" />
      {state === "done" ? <span className="sr-only">{stateName(state)}: </span> : `${stateName(state)}: `}
    </>
  );
}

function Actions({ notice, onClose }: { notice: NoticeView; onClose(): void }) {
  const [, go] = useLocation();
  const [answering, setAnswering] = useState(false);
  const has = (action: NoticeAction) => notice.actions.includes(action);
  const act = (action: NoticeAction, words: string, more: { minutes?: number; text?: string } = {}) =>
    actOn(notice.id, action, more).then(() => say(words), sayError);
  const buttons: ReactNode[] = [];
  const add = (action: NoticeAction, icon: ReactNode, words: string, run: () => void) =>
    has(action) &&
    buttons.push(
      <Button key={action} size="sm" onClick={run}>
        {icon} {words}
      </Button>,
    );
  add("approve", <Check size={13} />, i18n.t("Approve"), () => void act("approve", i18n.t("Approved.")));
  add("deny", <X size={13} />, i18n.t("Say no"), () => void act("deny", i18n.t("It is not done.")));
  add("answer", <MessagesSquare size={13} />, i18n.t("Answer"), () => setAnswering(!answering));
  add("make", <Plus size={13} />, i18n.t("Make a task of it"), () => {
    onClose();
    void actOn(notice.id, "make").catch(sayError);
    go(`/tasks?say=${encodeURIComponent(notice.prefill)}`);
  });
  add("again", <RotateCw size={13} />, i18n.t("Run again"), () => void act("again", i18n.t("It is starting again.")));
  add("resume", <Play size={13} />, i18n.t("Resume"), () => void act("resume", i18n.t("Goes on.")));
  add("pause", <Pause size={13} />, i18n.t("Pause"), () => void act("pause", i18n.t("Paused.")));
  if (buttons.length === 0 && !has("snooze") && !has("dismiss")) return null;
  return (
    <>
      <div className="mt-2 flex flex-wrap items-center gap-1.5">
        {buttons}
        {has("snooze") && (
          <Menu
            label={i18n.t("Snooze for")}
            width={140}
            trigger={
              <Button size="sm">
                <AlarmClock size={13} /> {i18n.t("Snooze")}
              </Button>
            }
          >
            {snoozes().map(([minutes, words]) => (
              <MenuItem key={minutes} onSelect={() => void act("snooze", i18n.t("Snoozed."), { minutes })}>
                {words}
              </MenuItem>
            ))}
          </Menu>
        )}
        {has("dismiss") && (
          <IconButton label={i18n.t("Dismiss")} onClick={() => void act("dismiss", i18n.t("Not suggested again for a while."))}>
            <X size={14} />
          </IconButton>
        )}
      </div>
      {answering && <Answer onAnswer={(text) => void act("answer", i18n.t("Answered."), { text }).then(() => setAnswering(false))} />}
    </>
  );
}

function Answer({ onAnswer }: { onAnswer(text: string): void }) {
  const [text, setText] = useState("");
  return (
    <form
      className="mt-2 flex gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) onAnswer(text.trim());
      }}
    >
      <input autoFocus aria-label={i18n.t("Your answer")} value={text} onChange={(event) => setText(event.target.value)} className={INPUT} />
      <Button type="submit" kind="primary" disabled={!text.trim()}>
        {i18n.t("Send")}
      </Button>
    </form>
  );
}
