/** One task: what it does and when, changed in words or by form; what is next; and what became of it each time. */
import { ArrowLeft, CalendarClock, Ellipsis, MessagesSquare, Pause, Pencil, Play, Undo2, Zap } from "lucide-react";
import { useState, type ReactNode } from "react";
import { Link, useLocation } from "wouter";
import { ApiError, sentence } from "../api";
import { i18n } from "../i18n";
import { Coming } from "../lab/parts";
import { Button, IconButton } from "../ui/button";
import { INPUT, Note } from "../ui/field";
import { Menu } from "../ui/menu";
import { say, sayError } from "../ui/toast";
import { act, TaskItems } from "./actions";
import { useRested } from "./clockwork";
import { changeTask, useDescribed, useTask, type TaskView } from "./data";
import { Dates } from "./Dates";
import { Details } from "./Details";
import { Doctor } from "./Doctor";
import { draftOf, type Draft } from "./drafts";
import { timetableOf } from "./form";
import { History } from "./History";
import { Question } from "./Preview";
import { elsewhere, placeOf, zoneHere } from "./times";

export function Task({ id }: { id: string }) {
  const task = useTask(id);
  if (!task.data) {
    return (
      <>
        <Back />
        {task.error ? <Note kind="danger">{sentence(task.error)}</Note> : <Coming error={null} />}
      </>
    );
  }
  return <Shown task={task.data} />;
}

function Back() {
  return (
    <Link href="/tasks" className="-ms-2 mb-3 inline-flex min-h-8 items-center gap-1.5 rounded-md px-2 text-13 text-muted hover:bg-hover hover:text-fg coarse:min-h-11">
      <ArrowLeft size={14} aria-hidden className="rtl:-scale-x-100" /> {i18n.t("Tasks")}
    </Link>
  );
}

function Shown({ task }: { task: TaskView }) {
  const [, go] = useLocation();
  const [editing, setEditing] = useState(false);
  return (
    <>
      <Back />
      <header>
        <div className="flex items-start gap-2">
          <h1 dir="auto" className="min-w-0 flex-1 text-22 font-semibold tracking-[-0.01em] wrap-anywhere">
            {task.title || task.instruction}
          </h1>
          <Menu
            label={task.title}
            width={180}
            trigger={
              <IconButton label={i18n.t("More for “{title}”", { title: task.title })}>
                <Ellipsis size={16} />
              </IconButton>
            }
          >
            <TaskItems task={task} onDeleted={() => go("/tasks")} />
          </Menu>
        </div>
        <p className="mt-1 flex items-start gap-1.5 text-14 text-muted">
          <CalendarClock size={15} aria-hidden className="mt-0.5 shrink-0" />
          <span dir="auto" className="first-letter:uppercase">
            {task.sentence}
            {differs(task) && <> · {i18n.t("by the clock of {place}", { place: placeOf(task.zone) })}</>}
          </span>
        </p>
        <State task={task} />
        <div className="mt-4 flex flex-wrap gap-2">
          <Button onClick={() => void act.run(task)}>
            <Zap size={14} /> {i18n.t("Run now")}
          </Button>
          {task.state === "active" && (
            <Button onClick={() => void act.pause(task)}>
              <Pause size={14} /> {i18n.t("Pause")}
            </Button>
          )}
          {task.state === "paused" && (
            <Button onClick={() => void act.resume(task)}>
              <Play size={14} /> {i18n.t("Resume")}
            </Button>
          )}
          <Button aria-expanded={editing} onClick={() => setEditing(!editing)}>
            <Pencil size={14} /> {i18n.t("Edit")}
          </Button>
          {task.version > 1 && (
            <Button kind="muted" onClick={() => void act.undo(task)}>
              <Undo2 size={14} /> {i18n.t("Undo the last change")}
            </Button>
          )}
          <Link href={`/r/${task.room}`} className="inline-flex h-8 items-center gap-2 rounded-md px-3 text-13 text-muted hover:bg-hover hover:text-fg coarse:h-11">
            <MessagesSquare size={14} aria-hidden /> {i18n.t("Its conversation")}
          </Link>
        </div>
      </header>
      {editing ? <Edit task={task} onDone={() => setEditing(false)} /> : task.timetable && <InWords task={task} />}
      <Part title={i18n.t("Next")}>
        {task.state === "active" && (task.timetable || task.next.length > 0) ? <Dates next={task.next} zone={task.zone} /> : <p className="text-13 text-muted">{task.state === "paused" ? i18n.t("Paused: nothing is due until it goes on.") : task.settings.after ? i18n.t("Each time the task before it is done.") : i18n.t("It is not due again.")}</p>}
      </Part>
      {task.instruction !== task.title && (
        <Part title={i18n.t("What is to be done")}>
          <p dir="auto" className="max-w-[68ch] text-14 whitespace-pre-wrap wrap-anywhere">
            {task.instruction}
          </p>
        </Part>
      )}
      <Part title={i18n.t("History")}>
        <History task={task} />
      </Part>
      <Doctor task={task} />
    </>
  );
}

const differs = (task: TaskView) => task.next.some((each) => elsewhere(each.utc, task.zone, zoneHere()) !== "");

function State({ task }: { task: TaskView }) {
  if (task.state === "paused") {
    return (
      <div className="mt-3">
        <Note kind="warn">{task.paused_why ? `${i18n.t("Paused")}: ${task.paused_why}` : i18n.t("Paused.")}</Note>
      </div>
    );
  }
  if (task.state === "ended") return <p className="mt-2 text-13 text-muted">{i18n.t("It has ended. Snooze it or change its dates to have it again.")}</p>;
  return null;
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-8" aria-label={title}>
      <h2 className="mb-2 text-14 font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** "Make it 8": the change, what it was before, and the next three dates; or the question that it raises. */
function InWords({ task }: { task: TaskView }) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [before, setBefore] = useState<string | null>(null);
  const [asked, setAsked] = useState<{ text: string; question: string } | null>(null);
  const change = async (words: string) => {
    setBusy(true);
    try {
      const now = await changeTask(task.id, { text: words });
      if (now.version === task.version) say(i18n.t("It is so already: nothing was changed."));
      else setBefore(task.sentence);
      setAsked(null);
      setText("");
    } catch (error) {
      if (error instanceof ApiError && error.code === "question") setAsked({ text: words, question: error.message });
      else sayError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="mt-6">
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) void change(text.trim());
        }}
      >
        <input
          aria-label={i18n.t("Change it in words")}
          placeholder={i18n.t("“make it 8 pm”, “not on Fridays”, “until March”")}
          dir="auto"
          maxLength={2000}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAsked(null);
          }}
          className={INPUT}
        />
        <Button type="submit" disabled={busy || !text.trim()}>
          {i18n.t("Change")}
        </Button>
      </form>
      <div aria-live="polite" className="mt-3 empty:mt-0">
        {asked && <Question key={asked.question} question={asked.question} onAnswer={(answer) => void change(`${asked.text} ${answer}`)} />}
        {!asked && before !== null && (
          <section aria-label={i18n.t("What changed")} className="rounded-lg border border-ok/40 bg-ok-soft px-4 py-3">
            <div className="flex items-start gap-3">
              <p className="min-w-0 flex-1 text-13" dir="auto">
                {before !== task.sentence && <del className="block text-muted">{before}</del>}
                <ins className="block font-medium no-underline first-letter:uppercase">{task.sentence}</ins>
              </p>
              <Button
                size="sm"
                onClick={() => {
                  setBefore(null);
                  void act.undo(task);
                }}
              >
                <Undo2 size={13} /> {i18n.t("Undo")}
              </Button>
            </div>
            <div className="mt-2">
              <Dates next={task.next.slice(0, 3)} zone={task.zone} />
            </div>
          </section>
        )}
      </div>
    </div>
  );
}

function Edit({ task, onDone }: { task: TaskView; onDone(): void }) {
  const [draft, setDraft] = useState<Draft>(() => draftOf(task, zoneHere(), new Date()));
  const [failed, setFailed] = useState("");
  const [busy, setBusy] = useState(false);
  const chained = draft.settings.after !== null;
  const timetable = chained ? null : timetableOf(draft.when, task.timetable);
  const described = useDescribed(useRested(timetable, 250));
  const shown = timetable ? described.data?.tasks[0] : undefined;
  const save = async () => {
    setBusy(true);
    setFailed("");
    try {
      await changeTask(task.id, {
        title: draft.title.trim(),
        instruction: draft.instruction.trim(),
        settings: draft.settings,
        ...(timetable ? { timetable } : {}),
      });
      onDone();
    } catch (error) {
      setFailed(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      aria-label={i18n.t("Edit")}
      className="mt-6 rounded-lg border border-line bg-surface p-4"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Details draft={draft} onDraft={setDraft} room={task.room} task={task.id} />
      <div aria-live="polite" className="mt-6 space-y-3">
        {shown && (
          <div className="rounded-md bg-sunken px-3 py-2">
            <p className="mb-1 text-13 font-medium first-letter:uppercase">{shown.sentence}</p>
            <Dates next={shown.next} zone={draft.when.zone} />
          </div>
        )}
        {(failed || described.isError) && <Note kind="danger">{failed || sentence(described.error)}</Note>}
      </div>
      <div className="mt-4 flex gap-2">
        <Button kind="primary" type="submit" disabled={busy || !draft.instruction.trim() || (!timetable && !chained)}>
          {i18n.t("Save")}
        </Button>
        <Button onClick={onDone}>{i18n.t("Cancel")}</Button>
      </div>
    </form>
  );
}
