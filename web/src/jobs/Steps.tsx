/** The steps of a plan, each with what came of it and what a person can do with it. The text itself is the canvas's. */
import { ArrowDown, ArrowUp, CircleCheck, CircleDashed, CircleMinus, GitFork, LoaderCircle, MessageCircleQuestion, MoreHorizontal, Pencil, RotateCcw, Trash2, TriangleAlert, Undo2, User, WandSparkles } from "lucide-react";
import { useState } from "react";
import { i18n } from "../i18n";
import { IconButton } from "../ui/button";
import { cx } from "../ui/cx";
import { Menu, MenuItem } from "../ui/menu";
import type { JobView, StepView } from "../wire.gen";
import { act, onStep } from "./data";

const SIGNS = {
  open: [CircleDashed, "text-muted"],
  running: [LoaderCircle, "animate-spin text-agent"],
  waiting: [MessageCircleQuestion, "text-warn"],
  done: [CircleCheck, "text-ok"],
  failed: [TriangleAlert, "text-danger"],
  stopped: [CircleMinus, "text-muted"],
  skipped: [CircleMinus, "text-muted"],
} as const;

export function stateName(state: StepView["state"]): string {
  return {
    open: i18n.t("To do"),
    running: i18n.t("Being done"),
    waiting: i18n.t("Waiting for you"),
    done: i18n.t("Done"),
    failed: i18n.t("Could not be done"),
    stopped: i18n.t("Stopped"),
    skipped: i18n.t("Left out"),
  }[state];
}

export function Steps({ job }: { job: JobView }) {
  return (
    <ol aria-label={i18n.t("Steps")} tabIndex={0} className="max-h-[46vh] overflow-y-auto border-t border-line py-1">
      {job.steps.map((step) => (
        <Row key={step.key} job={job} step={step} />
      ))}
    </ol>
  );
}

function Row({ job, step }: { job: JobView; step: StepView }) {
  const [editing, setEditing] = useState(false);
  const [Icon, tone] = SIGNS[step.state];
  const settled = step.state === "done" || step.state === "skipped";
  return (
    <li className="group/step flex items-start gap-2.5 px-4 py-1.5">
      <span className="mt-0.5" title={stateName(step.state)}>
        <Icon size={15} className={tone} aria-hidden />
        <span className="sr-only">{stateName(step.state)}</span>
      </span>
      <div className="min-w-0 flex-1">
        {editing ? (
          <Words
            step={step}
            onDone={(words) => {
              setEditing(false);
              if (words !== null) void act(job, `/steps/${step.key}`, { text: words }, "patch");
            }}
          />
        ) : (
          <p dir="auto" className={cx("text-13 leading-[19px] wrap-anywhere", step.state === "skipped" && "text-muted line-through")}>
            <span className="me-1.5 text-12 text-muted tabular-nums">{step.number}.</span>
            {step.text}
            {step.needs_person && (
              <span className="ms-1.5 inline-flex items-center gap-1 rounded-full bg-sunken px-1.5 text-11 text-muted">
                <User size={10} aria-hidden /> {i18n.t("you")}
              </span>
            )}
          </p>
        )}
        {step.summary && (
          <p dir="auto" className={cx("text-12 wrap-anywhere", step.state === "failed" ? "text-danger" : "text-muted")}>
            {step.summary}
            {step.state === "done" && step.lacks.filter((lack) => lack.toLowerCase() !== step.summary.toLowerCase()).map((lack) => ` · ${lack}`)}
          </p>
        )}
        {step.thought && (
          <details className="text-12 text-agent">
            <summary className="w-fit cursor-pointer select-none hover:underline coarse:min-h-11">{i18n.t("What and why")}</summary>
            <p dir="auto" className="ms-1 border-s-2 border-agent/30 ps-2 text-muted">
              {step.thought}
            </p>
          </details>
        )}
      </div>
      {job.mine && !editing && <Doing job={job} step={step} settled={settled} onEdit={() => setEditing(true)} />}
    </li>
  );
}

function Doing({ job, step, settled, onEdit }: { job: JobView; step: StepView; settled: boolean; onEdit(): void }) {
  const running = step.state === "running";
  const move = (number: number) => void act(job, `/steps/${step.key}`, { number }, "patch");
  return (
    <Menu
      label={i18n.t("Step {number}", { number: step.number })}
      trigger={
        <IconButton label={i18n.t("Change step {number}", { number: step.number })} className="-my-0.5 opacity-60 group-hover/step:opacity-100 focus-visible:opacity-100">
          <MoreHorizontal size={15} />
        </IconButton>
      }
    >
      {!settled && step.who === "agent" && (
        <MenuItem icon={<User size={14} />} onSelect={() => void onStep(job, step.key, "take")}>
          {i18n.t("I will do it myself")}
        </MenuItem>
      )}
      {!settled && step.who === "person" && (
        <MenuItem icon={<WandSparkles size={14} />} onSelect={() => void onStep(job, step.key, "give")}>
          {i18n.t("Let gesso do it")}
        </MenuItem>
      )}
      {!settled && !running && (
        <MenuItem icon={<CircleCheck size={14} />} onSelect={() => void onStep(job, step.key, "done")}>
          {i18n.t("It is done")}
        </MenuItem>
      )}
      {!settled && !running && (
        <MenuItem icon={<CircleMinus size={14} />} onSelect={() => void onStep(job, step.key, "skip")}>
          {i18n.t("Leave it out")}
        </MenuItem>
      )}
      {step.state === "skipped" && (
        <MenuItem icon={<Undo2 size={14} />} onSelect={() => void onStep(job, step.key, "open")}>
          {i18n.t("Take it in again")}
        </MenuItem>
      )}
      {job.state !== "planned" && !running && (
        <MenuItem icon={<RotateCcw size={14} />} onSelect={() => void onStep(job, step.key, "again")}>
          {i18n.t("Do it again, alone")}
        </MenuItem>
      )}
      {!settled && !running && (
        <MenuItem icon={<Pencil size={14} />} onSelect={onEdit}>
          {i18n.t("Other words")}
        </MenuItem>
      )}
      {step.number > 1 && (
        <MenuItem icon={<ArrowUp size={14} />} onSelect={() => move(step.number - 1)}>
          {i18n.t("Earlier")}
        </MenuItem>
      )}
      {step.number < job.steps.length && (
        <MenuItem icon={<ArrowDown size={14} />} onSelect={() => move(step.number + 1)}>
          {i18n.t("Later")}
        </MenuItem>
      )}
      {job.state !== "planned" && (
        <MenuItem icon={<GitFork size={14} />} onSelect={() => void act(job, "/fork", { step: step.key })}>
          {i18n.t("Go another way from here")}
        </MenuItem>
      )}
      {!settled && !running && (
        <MenuItem danger icon={<Trash2 size={14} />} onSelect={() => void onStep(job, step.key, "remove")}>
          {i18n.t("Delete it")}
        </MenuItem>
      )}
    </Menu>
  );
}

function Words({ step, onDone }: { step: StepView; onDone(words: string | null): void }) {
  const [words, setWords] = useState(step.text);
  return (
    <input
      autoFocus
      dir="auto"
      value={words}
      maxLength={2000}
      aria-label={i18n.t("Words of step {number}", { number: step.number })}
      onChange={(event) => setWords(event.target.value)}
      onBlur={() => onDone(words.trim() && words.trim() !== step.text ? words.trim() : null)}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") onDone(null);
      }}
      className="w-full rounded-md border border-line bg-bg px-2 py-1 text-13 outline-none focus:border-accent coarse:text-16"
    />
  );
}
