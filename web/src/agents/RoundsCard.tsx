/** Several agents working by turns, as it goes: each round with its comments and changes, and how it ended. */
import { CircleCheck, CircleDashed, CircleStop, LoaderCircle, RefreshCcwDot, TriangleAlert } from "lucide-react";
import { i18n } from "../i18n";
import { useActions } from "../room/actions";
import type { Rounds, RoomState } from "../room/state";
import { Button } from "../ui/button";
import type { Severity } from "../wire.gen";
import { agentFace, dotColour } from "./names";
import { roundsOf, severities, type Leg } from "./rounds";

export default function RoundsCard({ room, work }: { room: RoomState; work: Rounds }) {
  const { stopAll, canTalk } = useActions();
  const rounds = roundsOf(room, work);
  const names = work.agents.map((agent) => agentFace(room, agent).name);
  const until = work.until === "nit" ? i18n.t("until no comment is left") : i18n.t("until no comment above minor is left");
  return (
    <section aria-label={i18n.t("Work in rounds")} className="overflow-hidden rounded-lg border border-line bg-surface">
      <header className="flex items-center gap-2.5 px-3 py-2">
        <RefreshCcwDot size={15} className="shrink-0 text-agent" />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-13 font-medium">{names.join(" · ")}</span>
          <span className="block truncate text-12 text-muted">
            {i18n.t("Rounds at most")}: {work.most} · {until}
          </span>
        </span>
        {!work.ended && canTalk && (
          <Button size="sm" onClick={() => void stopAll()}>
            <CircleStop size={13} /> {i18n.t("Stop all")}
          </Button>
        )}
      </header>
      <ol className="border-t border-line">
        {rounds.map((round) => (
          <li key={round.number} className="flex gap-3 border-b border-line px-3 py-2 last:border-0">
            <span className="w-16 shrink-0 pt-0.5 text-12 text-muted">{i18n.t("Round")} {round.number}</span>
            <ul className="min-w-0 flex-1 space-y-1">
              {round.legs.map((leg) => (
                <li key={leg.agent} className="flex items-start gap-2 text-13">
                  <State leg={leg} />
                  <span className="min-w-0">
                    <span aria-hidden className="me-1.5 inline-block size-1.5 rounded-full align-middle" style={{ background: dotColour(agentFace(room, leg.agent).hue) }} />
                    {agentFace(room, leg.agent).name} <span className="text-muted">{doneIn(leg, leg.agent === work.agents[0])}</span>
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {work.ended && (
        <p className="flex items-start gap-2 border-t border-line bg-sunken/60 px-3 py-2 text-13" role="status">
          {work.ended.outcome === "done" ? (
            <CircleCheck size={15} className="mt-0.5 shrink-0 text-ok" />
          ) : (
            <TriangleAlert size={15} className="mt-0.5 shrink-0 text-warn" />
          )}
          <span className="min-w-0">{work.ended.why}</span>
        </p>
      )}
    </section>
  );
}

function State({ leg }: { leg: Leg }) {
  if (leg.turn === null) return <CircleDashed size={14} className="mt-0.5 shrink-0 text-muted" />;
  if (leg.turn.outcome === null) return <LoaderCircle size={14} className="mt-0.5 shrink-0 animate-spin text-agent" />;
  if (leg.turn.outcome === "done") return <CircleCheck size={14} className="mt-0.5 shrink-0 text-muted" />;
  return <CircleStop size={14} className="mt-0.5 shrink-0 text-warn" />;
}

function doneIn(leg: Leg, critic: boolean): string {
  if (leg.turn === null) return i18n.t("next");
  const comments = severities(leg).map((severity) => `${leg.comments[severity]} ${levelName(severity)}`);
  const told = [
    [i18n.t("Comments"), comments.join(", ")],
    [i18n.t("Changes"), leg.edits],
    [i18n.t("Suggestions"), leg.suggestions],
    [i18n.t("Answers"), leg.answers],
  ].flatMap(([name, count]) => (count ? [`${name}: ${count}`] : []));
  if (told.length > 0) return told.join(" · ");
  if (leg.turn.outcome === null) return i18n.t("at work…");
  if (leg.turn.outcome === "stopped") return i18n.t("stopped");
  if (leg.turn.outcome === "failed") return i18n.t("failed");
  return critic ? i18n.t("no comment") : i18n.t("no change");
}

function levelName(severity: Severity): string {
  return { major: i18n.t("major"), minor: i18n.t("minor"), nit: i18n.t("nit") }[severity];
}
