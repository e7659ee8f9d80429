/** Delegated work in the conversation: its plan under the message that asked for it, and where it halts or ends. */
import { CalendarClock, CircleCheck, FileText, Info, ListChecks, Pause, Play, Plus, Square, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { i18n } from "../i18n";
import type { JobCard, RoomState } from "../room/state";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { say } from "../ui/toast";
import type { JobView } from "../wire.gen";
import { act, isGoing, useJob } from "./data";
import { Question } from "./Question";
import { Steps } from "./Steps";

export default function JobCards({ room, after }: { room: RoomState; after: string }) {
  const jobs = Object.values(room.jobs);
  return (
    <div className="space-y-3">
      {jobs.filter((job) => job.after === after).map((job) => <Card key={job.id} room={room} card={job} />)}
      {jobs.filter((job) => job.told?.after === after && job.told.after !== job.after).map((job) => <Told key={job.id} room={room} card={job} />)}
    </div>
  );
}

export function stateName(state: JobView["state"]): string {
  return {
    planned: i18n.t("Not started"),
    queued: i18n.t("Starting"),
    running: i18n.t("Working"),
    waiting: i18n.t("Waiting for you"),
    paused: i18n.t("Paused"),
    done: i18n.t("Done"),
    failed: i18n.t("Failed"),
    stopped: i18n.t("Stopped"),
  }[state];
}

const TONES: Partial<Record<JobView["state"], string>> = {
  running: "bg-agent-soft text-agent",
  queued: "bg-agent-soft text-agent",
  waiting: "bg-warn-soft text-warn",
  failed: "bg-danger-soft text-danger",
};

function Card({ room, card }: { room: RoomState; card: JobCard }) {
  const job = useJob(room.id, card);
  if (!job) return <div className="h-28" />;
  const done = job.steps.filter((step) => step.state === "done" || step.state === "skipped").length;
  return (
    <section id={job.id} aria-label={i18n.t("Plan: {title}", { title: job.title })} className="overflow-hidden rounded-lg border border-line bg-surface">
      <header className="flex items-start gap-2.5 px-4 pt-3 pb-2.5">
        <ListChecks size={16} aria-hidden className="mt-0.5 shrink-0 text-agent" />
        <div className="min-w-0 flex-1">
          <h3 dir="auto" className="text-14 font-medium wrap-anywhere">
            {job.title}
          </h3>
          <p className="text-12 text-muted tabular-nums">
            {i18n.t("{done} of {count} steps", { done, count: job.steps.length })} · {bounds(job)}
          </p>
        </div>
        <span className={cx("shrink-0 rounded-full px-2 py-0.5 text-12", TONES[job.state] ?? "bg-sunken text-muted")}>{stateName(job.state)}</span>
      </header>
      <Notes job={job} />
      <Steps job={job} />
      {job.mine && job.state !== "done" && <Add job={job} />}
      {job.state === "waiting" && <Question job={job} />}
      {job.why && job.state !== "waiting" && <p className="border-t border-line px-4 py-2 text-12 text-muted">{job.why}</p>}
      <Buttons room={room} job={job} />
    </section>
  );
}

function bounds(job: JobView): string {
  const { minutes, minutes_used, cost_usd, cost_used, deadline } = job.spent;
  const used = (value: number) => value.toFixed(value >= 0.05 && value < 1 ? 1 : 0);
  return [
    minutes !== null && i18n.t("{used} of {minutes} min", { used: used(minutes_used), minutes }),
    cost_usd !== null && i18n.t("${used} of ${cost}", { used: cost_used.toFixed(2), cost: cost_usd.toFixed(2) }),
    deadline && i18n.t("by {deadline}", { deadline: deadline.replace(/^by /i, "") }),
  ]
    .filter(Boolean)
    .join(" · ");
}

function Notes({ job }: { job: JobView }) {
  if (job.state !== "planned" || job.asked.length + job.cannot.length === 0) return null;
  return (
    <ul className="space-y-1 px-4 pb-2.5 text-12">
      {job.asked.map((words) => (
        <li key={words} dir="auto" className="flex gap-2 text-muted">
          <Info size={13} aria-hidden className="mt-0.5 shrink-0" /> {words}
        </li>
      ))}
      {job.cannot.map((words) => (
        <li key={words} dir="auto" className="flex gap-2 text-warn">
          <TriangleAlert size={13} aria-hidden className="mt-0.5 shrink-0" /> {words}
        </li>
      ))}
    </ul>
  );
}

function Add({ job }: { job: JobView }) {
  const [words, setWords] = useState("");
  const add = async () => {
    const text = words.trim();
    if (text && (await act(job, "/steps", { text }))) setWords("");
  };
  return (
    <form
      className="flex items-center gap-2 px-4 pb-2"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Plus size={15} aria-hidden className="shrink-0 text-muted" />
      <input
        dir="auto"
        value={words}
        maxLength={2000}
        placeholder={i18n.t("Add a step")}
        aria-label={i18n.t("Add a step")}
        onChange={(event) => setWords(event.target.value)}
        className="h-7 min-w-0 flex-1 bg-transparent text-13 outline-none placeholder:text-muted coarse:h-11 coarse:text-16"
      />
    </form>
  );
}

function Buttons({ room, job }: { room: RoomState; job: JobView }) {
  const [timing, setTiming] = useState(false);
  return (
    <>
      <footer className="flex flex-wrap items-center gap-1.5 border-t border-line px-3 py-2">
        {job.mine && !isGoing(job.state) && job.state !== "done" && (
          <Button size="sm" kind="primary" onClick={() => void act(job, "/start")}>
            <Play size={13} /> {job.state === "planned" ? i18n.t("Start") : i18n.t("Start again")}
          </Button>
        )}
        {job.mine && job.state === "paused" && (
          <Button size="sm" kind="primary" onClick={() => void act(job, "/start")}>
            <Play size={13} /> {i18n.t("Go on")}
          </Button>
        )}
        {job.mine && (job.state === "running" || job.state === "queued") && (
          <Button size="sm" onClick={() => void act(job, "/pause")}>
            <Pause size={13} /> {i18n.t("Pause")}
          </Button>
        )}
        {job.mine && isGoing(job.state) && (
          <Button size="sm" onClick={() => void act(job, "/stop")}>
            <Square size={11} fill="currentColor" /> {i18n.t("Stop")}
          </Button>
        )}
        {job.result && <Page href={`/r/${room.id}/c/${job.result}`} words={i18n.t("Open the result")} strong />}
        <Page href={`/r/${room.id}/c/${job.canvas}`} words={i18n.t("Open the plan")} />
        {job.mine && job.state === "done" && (
          <Button size="sm" aria-expanded={timing} onClick={() => setTiming(!timing)}>
            <CalendarClock size={13} /> {i18n.t("Do it regularly")}
          </Button>
        )}
      </footer>
      {timing && <Timing job={job} onDone={() => setTiming(false)} />}
    </>
  );
}

const Page = ({ href, words, strong = false }: { href: string; words: string; strong?: boolean }) => (
  <Link
    href={href}
    className={cx(
      "inline-flex h-7 items-center gap-1.5 rounded-md border px-2 text-12 coarse:h-11 coarse:px-3",
      strong ? "border-accent bg-accent-soft font-medium text-accent" : "border-line bg-surface hover:border-line-strong hover:bg-hover",
    )}
  >
    <FileText size={13} aria-hidden /> {words}
  </Link>
);

function Timing({ job, onDone }: { job: JobView; onDone(): void }) {
  const [words, setWords] = useState("");
  return (
    <form
      className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-2.5"
      onSubmit={async (event) => {
        event.preventDefault();
        const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
        if (!words.trim() || !(await act(job, "/schedule", { text: words, zone }))) return;
        say(i18n.t("It is among your tasks now."));
        onDone();
      }}
    >
      <label className="flex min-w-0 flex-1 items-center gap-2 text-13">
        {i18n.t("When?")}
        <input
          autoFocus
          dir="auto"
          value={words}
          maxLength={400}
          placeholder={i18n.t("every Monday at 9:00")}
          onChange={(event) => setWords(event.target.value)}
          className="h-8 min-w-0 flex-1 rounded-md border border-line bg-bg px-2 text-13 outline-none focus:border-accent coarse:h-11 coarse:text-16"
        />
      </label>
      <Button size="sm" kind="primary" type="submit">
        {i18n.t("Make it a task")}
      </Button>
    </form>
  );
}

/** Where the conversation has gone on since: how it ended. What it waits for stands over the composer. */
function Told({ room, card }: { room: RoomState; card: JobCard }) {
  const job = useJob(room.id, card);
  const told = card.told;
  if (!job || !told) return null;
  const done = told.state === "done";
  return (
    <section aria-label={i18n.t("The end of {title}", { title: job.title })} className="rounded-lg border border-line bg-surface px-4 py-3">
      <p className="flex items-start gap-2 text-13">
        {done ? <CircleCheck size={15} aria-hidden className="mt-0.5 shrink-0 text-ok" /> : <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0 text-danger" />}
        <span className="min-w-0 wrap-anywhere">
          <span dir="auto" className="font-medium">
            {job.title}
          </span>{" "}
          <span className="text-muted">
            {stateName(told.state)} · {told.why}
          </span>
        </span>
      </p>
      <div className="mt-2 flex flex-wrap gap-1.5 ps-6">
        {job.result && <Page href={`/r/${room.id}/c/${job.result}`} words={i18n.t("Open the result")} strong />}
        <a href={`#${job.id}`} className="inline-flex h-7 items-center px-1 text-12 text-muted underline underline-offset-2 hover:text-fg coarse:h-11" onClick={(event) => {
          event.preventDefault();
          document.getElementById(job.id)?.scrollIntoView({ behavior: "smooth", block: "center" });
        }}>
          {i18n.t("To its steps")}
        </a>
        {!done && job.mine && (
          <Button size="sm" onClick={() => void act(job, "/start")}>
            {i18n.t("Start again")}
          </Button>
        )}
      </div>
    </section>
  );
}

