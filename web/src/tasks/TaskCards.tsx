/** What a conversation shows of tasks, under the message it came from: one that was made, a change of one, how a run ended. */
import { CalendarClock, FileText, MessagesSquare, Pause, Pencil, Play, Trash2, Undo2 } from "lucide-react";
import { Link } from "wouter";
import { ApiError } from "../api";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import type { Placed, RoomState, TaskCard } from "../room/state";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { sayError } from "../ui/toast";
import type { RunFinished, TaskChanged } from "../wire.gen";
import { deleteTask, pauseTask, resumeTask, undoTask, useTaskNow } from "./data";
import { Dates } from "./Dates";
import { Sign, stateName } from "./states";
import { dayName, placeOf, zoneHere, clock } from "./times";

export default function TaskCards({ room, after }: { room: RoomState; after: string }) {
  const tasks = Object.values(room.tasks);
  return (
    <div className="space-y-3">
      {tasks.filter((task) => task.created?.after === after).map((task) => <Made key={task.id} task={task} />)}
      {tasks.flatMap((task) => task.changes.filter((change) => change.after === after).map((change, at) => <Changed key={`${task.id} ${at}`} task={task} change={change} />))}
      {tasks.flatMap((task) => task.runs.filter((run) => run.after === after).map((run) => <Ended key={run.run} run={run} room={room} />))}
    </div>
  );
}

/** Times on the clock of a zone, without an offset; by their own clock, whatever zone this is. */
function Local({ times, zone }: { times: readonly string[]; zone: string }) {
  const now = new Date();
  // The wall clock of the zone, read as if it were UTC, so that "today" is today there.
  const there = new Date(`${now.toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T")}Z`);
  return (
    <ol aria-label={i18n.t("Next dates")} className="text-13 tabular-nums">
      {times.map((time) => (
        <li key={time} className="flex gap-3 py-0.5">
          <span className="w-28 shrink-0">{dayName(`${time.slice(0, 19)}Z`, "UTC", there)}</span>
          <span className="font-medium">{clock(`${time.slice(0, 19)}Z`, "UTC")}</span>
        </li>
      ))}
    </ol>
  );
}

/** As it is now where it is one's own, else as the conversation tells. */
function Made({ task }: { task: TaskCard }) {
  const { owner } = useActions();
  const made = task.created;
  const live = useTaskNow(task.id, task.changes.length + task.runs.length, task.state !== "deleted");
  if (!made) return null;
  const gone = task.state === "deleted" || (owner && live.error instanceof ApiError && live.error.status === 404);
  const state = gone ? "deleted" : (live.data?.state ?? task.state);
  const dated = live.data ? live.data.timetable !== null || live.data.next.length > 0 : task.next.length > 0;
  return (
    <section aria-label={i18n.t("Task: {title}", { title: task.title })} className={cx("overflow-hidden rounded-lg border border-line bg-surface", gone && "opacity-75")}>
      <div className="flex items-start gap-2.5 px-4 pt-3 pb-2.5">
        <CalendarClock size={16} aria-hidden className="mt-0.5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <h3 dir="auto" className="text-14 font-medium wrap-anywhere">
            {live.data?.instruction ?? (made.instruction || task.title)}
          </h3>
          <p dir="auto" className="text-13 text-muted first-letter:uppercase">
            {live.data?.sentence ?? task.sentence}
            {made.zone !== zoneHere() && <> · {i18n.t("by the clock of {place}", { place: placeOf(made.zone) })}</>}
          </p>
        </div>
        <State state={state} />
      </div>
      {state === "active" && (dated || made.assumptions.length > 0 || made.question) && (
        <div className="border-t border-line px-4 py-2">
          {dated && (live.data ? <Dates next={live.data.next} zone={live.data.zone} /> : <Local times={task.next} zone={made.zone} />)}
          {made.assumptions.map((words) => (
            <p key={words} className="mt-1 text-12 text-muted">
              {i18n.t("Taken so: {words}", { words })}
            </p>
          ))}
          {made.question && <p className="mt-1 text-13 text-warn">{made.question}</p>}
        </div>
      )}
      {(live.data || gone) && <Buttons task={task} state={state} />}
    </section>
  );
}

function Buttons({ task, state }: { task: TaskCard; state: TaskCard["state"] }) {
  return (
    <footer className="flex flex-wrap gap-1.5 border-t border-line px-3 py-2">
      {state === "deleted" ? (
        <Button size="sm" onClick={() => void undoTask(task.id).catch(sayError)}>
          <Undo2 size={13} /> {i18n.t("Bring it back")}
        </Button>
      ) : (
        <>
          <Edit task={task.id} />
          {state === "active" && (
            <Button size="sm" onClick={() => void pauseTask(task.id).catch(sayError)}>
              <Pause size={13} /> {i18n.t("Pause")}
            </Button>
          )}
          {state === "paused" && (
            <Button size="sm" onClick={() => void resumeTask(task.id).catch(sayError)}>
              <Play size={13} /> {i18n.t("Resume")}
            </Button>
          )}
          <Button size="sm" onClick={() => void deleteTask(task)}>
            <Undo2 size={13} /> {i18n.t("Undo")}
          </Button>
        </>
      )}
    </footer>
  );
}

const Edit = ({ task }: { task: string }) => (
  <Link href={`/tasks/t/${task}`} className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-12 hover:border-line-strong hover:bg-hover coarse:h-11 coarse:px-3">
    <Pencil size={13} aria-hidden /> {i18n.t("Edit")}
  </Link>
);

function State({ state }: { state: TaskCard["state"] }) {
  if (state === "active") return null;
  const [icon, words] = {
    paused: [<Pause size={12} key="i" aria-hidden />, i18n.t("Paused")] as const,
    ended: [null, i18n.t("Ended")] as const,
    deleted: [<Trash2 size={12} key="i" aria-hidden />, i18n.t("Deleted")] as const,
  }[state];
  return (
    <span className="flex shrink-0 items-center gap-1 rounded-full bg-sunken px-2 py-0.5 text-12 text-muted">
      {icon} {words}
    </span>
  );
}

function Changed({ task, change }: { task: TaskCard; change: Placed<TaskChanged> }) {
  const { owner } = useActions();
  const newest = task.changes.at(-1) === change;
  return (
    <section aria-label={i18n.t("Changed: {title}", { title: change.title })} className="rounded-lg border border-line bg-surface px-4 py-2.5">
      <div className="flex items-start gap-2.5">
        <CalendarClock size={15} aria-hidden className="mt-0.5 shrink-0 text-muted" />
        <div className="min-w-0 flex-1">
          <p dir="auto" className="text-13 wrap-anywhere">
            <Link href={`/tasks/t/${task.id}`} className="font-medium hover:underline">
              {change.title}
            </Link>
            <span className="text-muted"> · {change.what}</span>
          </p>
          {change.state === "active" && change.next.length > 0 && (
            <p className="text-13 first-letter:uppercase">{change.sentence}</p>
          )}
        </div>
        {owner && newest && change.state !== "deleted" && (
          <Button size="sm" onClick={() => void undoTask(task.id).catch(sayError)}>
            <Undo2 size={13} /> {i18n.t("Undo")}
          </Button>
        )}
      </div>
      {change.state === "active" && change.next.length > 0 && (
        <div className="mt-1.5 ps-6">
          <Local times={change.next.slice(0, 3)} zone={task.created?.zone ?? zoneHere()} />
        </div>
      )}
    </section>
  );
}

function Ended({ run, room }: { run: Placed<RunFinished & { at: string }>; room: RoomState }) {
  const elsewhere = run.room !== null && run.room !== room.id;
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-13">
      <Sign state={run.state} />
      <Link href={`/tasks/t/${run.task}`} dir="auto" className="font-medium hover:underline">
        {run.title}
      </Link>
      <span className="text-muted">
        {stateName(run.state)}
        {run.reason && <> · {run.reason}</>}
      </span>
      {run.canvas && (
        <Link href={`/r/${run.room ?? room.id}/c/${run.canvas}`} className="inline-flex items-center gap-1 text-accent underline underline-offset-2">
          <FileText size={13} aria-hidden /> {i18n.t("Open the page")}
        </Link>
      )}
      {elsewhere && !run.canvas && (
        <Link href={`/r/${run.room}`} className="inline-flex items-center gap-1 text-accent underline underline-offset-2">
          <MessagesSquare size={13} aria-hidden /> {i18n.t("Open the conversation")}
        </Link>
      )}
    </p>
  );
}
