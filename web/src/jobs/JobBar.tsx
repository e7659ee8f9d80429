/** Over the composer while delegated work goes on: where it is, and Pause and Stop at hand. */
import { ListChecks, LoaderCircle, MessageCircleQuestion, Pause, Play, Square } from "lucide-react";
import { i18n } from "../i18n";
import type { JobCard, RoomState } from "../room/state";
import { IconButton } from "../ui/button";
import type { JobView } from "../wire.gen";
import { act, isGoing, stepNow, useJob } from "./data";
import { Question } from "./Question";

export default function JobBar({ room }: { room: RoomState }) {
  const card = Object.values(room.jobs).findLast((job) => isGoing(job.state));
  return card ? <Bar key={card.id} room={room} card={card} /> : null;
}

function Bar({ room, card }: { room: RoomState; card: JobCard }) {
  const job = useJob(room.id, card);
  if (!job || !isGoing(job.state)) return null;
  const step = stepNow(job);
  const Icon = job.state === "paused" ? ListChecks : LoaderCircle;
  const held = job.state === "paused" && step?.state === "running";
  const words =
    held
        ? i18n.t("Pauses after this step: {step}", { step: step.text })
        : job.state === "paused"
          ? i18n.t("Paused before step {number}: {step}", { number: step?.number ?? 0, step: step?.text ?? "" })
          : step
            ? i18n.t("Step {number} of {count}: {step}", { number: step.number, count: job.steps.length, step: step.text })
            : i18n.t("Coming to its end");
  if (job.state === "waiting") {
    return (
      <section aria-label={i18n.t("{title} waits for you", { title: job.title })} className="mb-1.5 max-h-[38vh] overflow-y-auto rounded-lg border border-line bg-surface py-2 ps-3 pe-1 text-13">
        <div className="flex items-start gap-2">
          <MessageCircleQuestion size={15} aria-hidden className="mt-0.5 shrink-0 text-warn" />
          <div className="min-w-0 flex-1">
            <Question job={job} bare />
          </div>
          {job.mine && <Stop job={job} />}
        </div>
      </section>
    );
  }
  return (
    <div role="status" className="mb-1.5 flex items-center gap-2 rounded-lg border border-line bg-surface py-1 ps-3 pe-1 text-13">
      <Icon size={14} aria-hidden className={job.state === "paused" ? "shrink-0 text-muted" : "shrink-0 animate-spin text-agent"} />
      <button
        type="button"
        dir="auto"
        className="min-w-0 flex-1 truncate text-start hover:underline coarse:min-h-11"
        title={words}
        onClick={() => document.getElementById(job.id)?.scrollIntoView({ behavior: "smooth", block: "center" })}
      >
        {words}
      </button>
      {job.mine && job.state === "paused" && (
        <IconButton label={i18n.t("Go on")} side="top" onClick={() => void act(job, "/start")}>
          <Play size={14} />
        </IconButton>
      )}
      {job.mine && job.state !== "paused" && (
        <IconButton label={i18n.t("Pause")} side="top" onClick={() => void act(job, "/pause")}>
          <Pause size={14} />
        </IconButton>
      )}
      {job.mine && <Stop job={job} />}
    </div>
  );
}

const Stop = ({ job }: { job: JobView }) => (
  <IconButton label={i18n.t("Stop the work")} side="top" onClick={() => void act(job, "/stop")}>
    <Square size={12} fill="currentColor" />
  </IconButton>
);
