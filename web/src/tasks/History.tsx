/** What became of each instant of a task: state and reason, how late, what was checked, what came out and what it cost. */
import { ChevronRight, FileText, MessagesSquare, RotateCw } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { Markdown } from "../chat/Markdown";
import { i18n } from "../i18n";
import { Coming } from "../lab/parts";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import { sayError } from "../ui/toast";
import { useNow } from "./clockwork";
import { runAgain, useRuns, type RunView, type TaskView } from "./data";
import { noteOf } from "./Dates";
import { Lines } from "./Doctor";
import { Sign, stateName } from "./states";
import { cost, elsewhere, moment, plain, stretch, zoneHere } from "./times";

const PAGE = 20;

export function History({ task }: { task: TaskView }) {
  const [limit, setLimit] = useState(PAGE);
  const busy = task.last_run?.state === "queued" || task.last_run?.state === "running";
  const runs = useRuns(task.id, limit, busy);
  if (!runs.data) return <Coming error={runs.error} rows={3} />;
  if (runs.data.runs.length === 0) return <p className="text-13 text-muted">{i18n.t("It has not run yet. “Run now” tries it at once.")}</p>;
  return (
    <>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {runs.data.runs.map((run) => (
          <Row key={run.id} run={run} zone={task.zone} />
        ))}
      </ul>
      {runs.data.more && limit < 200 && (
        <Button size="sm" kind="muted" className="mt-2" onClick={() => setLimit(Math.min(200, limit * 3))}>
          {i18n.t("Show more")}
        </Button>
      )}
    </>
  );
}

function Row({ run, zone }: { run: RunView; zone: string }) {
  const [open, setOpen] = useState(false);
  const now = useNow();
  const here = zoneHere();
  const facts = [elsewhere(run.scheduled_utc, zone, here), noteOf(run.note), lateness(run), cost(run.cost_usd)].filter(Boolean);
  // What was done says more than why it was late; how late stands beside it.
  const line = run.state === "done" ? !open && plain(run.output) : run.reason || (!open && plain(run.output));
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-start gap-3 px-3 py-2.5 text-start text-13 hover:bg-hover coarse:min-h-11"
      >
        <Sign state={run.state} className="mt-0.5" />
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{stateName(run.state)}</span>
            <span className="text-muted tabular-nums">{moment(run.scheduled_utc, here, now)}</span>
            {facts.length > 0 && <span className="text-12 text-muted">{facts.join(" · ")}</span>}
          </span>
          {line && (
            <span dir="auto" className={cx("block text-muted wrap-anywhere first-letter:uppercase", !open && "truncate")}>
              {line}
            </span>
          )}
        </span>
        <ChevronRight size={14} aria-hidden className={cx("mt-0.5 shrink-0 text-muted transition-transform rtl:-scale-x-100", open && "rotate-90")} />
      </button>
      {open && <More run={run} />}
    </li>
  );
}

export function lateness(run: RunView): string {
  return run.late_s !== null && run.late_s >= 60 ? i18n.t("{time} late", { time: stretch(run.late_s) }) : "";
}

function took(run: RunView): string {
  if (!run.started_utc || !run.ended_utc) return "";
  return i18n.t("took {time}", { time: stretch((Date.parse(run.ended_utc) - Date.parse(run.started_utc)) / 1000) });
}

function More({ run }: { run: RunView }) {
  const failed = run.checks.filter((check) => !check.ok).length;
  return (
    <div className="space-y-3 border-t border-line bg-sunken/50 px-4 py-3 text-13">
      {run.output && (
        <div className="max-h-80 overflow-y-auto" tabIndex={0} role="region" aria-label={i18n.t("What came out")}>
          <Markdown text={run.output} />
        </div>
      )}
      {run.checks.length > 0 && (
        <section aria-label={i18n.t("What was checked")}>
          <h3 className="mb-1.5 text-12 font-medium text-muted">
            {failed > 0 ? i18n.t("{count, plural, one {# check} other {# checks}} not passed", { count: failed }) : i18n.t("All checks passed")}
          </h3>
          <Lines lines={run.checks} />
        </section>
      )}
      <RunLinks run={run} />
      <p className="text-12 text-muted">{[took(run), i18n.t("version {n} of the task", { n: run.version })].filter(Boolean).join(" · ")}</p>
    </div>
  );
}

const LINK = "inline-flex h-7 items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-12 hover:border-line-strong hover:bg-hover coarse:h-11 coarse:px-3";

/** Where the result is, and having it again. */
export function RunLinks({ run }: { run: RunView }) {
  const over = !["queued", "running", "waiting"].includes(run.state);
  return (
    <div className="flex flex-wrap gap-2">
      {run.canvas && run.room && (
        <Link href={`/r/${run.room}/c/${run.canvas}`} className={LINK}>
          <FileText size={13} aria-hidden /> {i18n.t("Open the page")}
        </Link>
      )}
      {run.room && (
        <Link href={`/r/${run.room}`} className={LINK}>
          <MessagesSquare size={13} aria-hidden /> {run.state === "waiting" ? i18n.t("Answer") : i18n.t("Open the conversation")}
        </Link>
      )}
      {over && (
        <Button size="sm" onClick={() => void runAgain(run.id).catch(sayError)}>
          <RotateCw size={13} /> {i18n.t("Run again")}
        </Button>
      )}
    </div>
  );
}
