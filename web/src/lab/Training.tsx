/** Training runs with their curves, live while they write. */
import { TriangleAlert } from "lucide-react";
import { i18n } from "../i18n";
import type { LabTraining, LabTrainingPoint } from "../wire.gen";
import { useLab, useTraining } from "./data";
import { when } from "./names";
import { apart, share, span, ticks } from "./numbers";
import { Bar, Block, Coming, Empty } from "./parts";

const W = 640;
const H = 220;
const L = 44;
const R = 72;
const T = 10;
const B = 34;

export function Training() {
  const runs = useTraining();
  const folder = useLab(null).data?.folder ?? "lab";
  if (!runs.data) return <Coming error={runs.error} />;
  return (
    <Block title={i18n.t("Training runs")} about={i18n.t("What lies in the lab's folder under training. Training is started from a terminal, because it takes the machine for hours.")}>
      {runs.data.length === 0 ? (
        <Empty command={`gesso lab train recipe.json --out "${folder}/training/open_canvas"`}>{i18n.t("No run was written into the lab's folder yet. A recipe names the files of rows to learn from:")}</Empty>
      ) : (
        <ul className="space-y-4">
          {runs.data.map((run) => (
            <Run key={run.id} run={run} />
          ))}
        </ul>
      )}
    </Block>
  );
}

function Run({ run }: { run: LabTraining }) {
  const state = run.finished ? i18n.t("finished") : run.moving ? i18n.t("training") : i18n.t("at rest");
  const left = run.moving ? i18n.t("about {time} left", { time: span(run.left_s) }) : null;
  return (
    <li className="rounded-lg border border-line bg-surface p-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="min-w-0 text-13 font-semibold break-words">{run.name}</h3>
        <p className="text-12 text-muted">{[state, run.method, when(run.at), left].filter(Boolean).join(" · ")}</p>
      </div>
      {run.fault ? (
        <p className="mt-2 flex items-start gap-2 text-13">
          <TriangleAlert size={14} className="mt-0.5 shrink-0 text-warn" aria-hidden /> {run.fault}
        </p>
      ) : (
        <>
          <p className="my-2 text-12 text-muted tabular-nums">
            {[
              i18n.t("step {step} of {steps}", { step: run.step, steps: run.steps }),
              run.best_loss === null ? null : i18n.t("best dev loss {loss} at step {step}", { loss: run.best_loss.toFixed(4), step: run.best_step }),
              i18n.t("{rate} tokens/s", { rate: Math.round(run.tokens_per_s) }),
              i18n.t("{time} so far", { time: span(run.seconds) }),
              ...Object.entries(run.scores).slice(0, 2).map(([name, value]) => `${name} ${share(value)}`),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
          {Object.keys(run.scores).length > 2 && (
            <details className="mb-2 text-12 text-muted">
              <summary className="w-fit rounded-sm hover:text-fg coarse:py-3">{i18n.t("Dev, part by part")}</summary>
              <p className="mt-1 tabular-nums">{Object.entries(run.scores).map(([name, value]) => `${name} ${share(value)}`).join(" · ")}</p>
            </details>
          )}
          {!run.finished && <Bar done={run.step} total={run.steps} label={i18n.t("Progress of {name}", { name: run.name })} />}
          {run.train.length > 1 && <Curves train={run.train} dev={run.dev} best={run.best_step} />}
        </>
      )}
    </li>
  );
}

/** The lowest and highest loss to draw: the first steps are far above all others and would press the rest flat. */
export function reach(train: readonly LabTrainingPoint[], dev: readonly LabTrainingPoint[]): [number, number] {
  const losses = train.map((point) => point.loss).sort((a, b) => a - b);
  const most = losses[Math.floor((losses.length - 1) * 0.97)] ?? 1;
  const all = [...losses, ...dev.map((point) => point.loss)];
  const low = Math.min(...all);
  const high = Math.max(most, ...dev.map((point) => point.loss));
  return high > low ? [low, high] : [low, low + 1];
}

function Curves({ train, dev, best }: { train: readonly LabTrainingPoint[]; dev: readonly LabTrainingPoint[]; best: number }) {
  const [low, high] = reach(train, dev);
  const last = Math.max(...[...train, ...dev].map((point) => point.step));
  const x = (step: number) => L + ((W - L - R) * step) / Math.max(1, last);
  const y = (loss: number) => T + ((H - T - B) * (high - Math.min(high, loss))) / (high - low);
  const path = (points: readonly LabTrainingPoint[]) => points.map((point) => `${x(point.step).toFixed(1)},${y(point.loss).toFixed(1)}`).join(" ");
  const ends: [number, number] = [y(train.at(-1)?.loss ?? low), y(dev.at(-1)?.loss ?? low)];
  const [trainAt, devAt] = dev.length > 0 ? apart(ends[0], ends[1], 15, T, H - B) : ends;
  const told = i18n.t("Loss over {steps} steps: training from {t1} to {t2}, dev from {d1} to {d2}.", {
    steps: last, t1: share(train[0]?.loss), t2: share(train.at(-1)?.loss), d1: share(dev[0]?.loss), d2: share(dev.at(-1)?.loss),
  });
  const label = "fill-muted text-11";
  return (
    <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={told} direction="ltr" className="mt-3 block w-full max-w-[720px]">
      {ticks(low, high).map((at) => (
        <g key={at}>
          <line x1={L} x2={W - R} y1={y(at)} y2={y(at)} className="stroke-line" />
          <text x={L - 6} y={y(at) + 4} textAnchor="end" className={label}>
            {at}
          </text>
        </g>
      ))}
      {ticks(0, last, 5).map((at) => (
        <text key={at} x={x(at)} y={H - B + 16} textAnchor="middle" className={label}>
          {at}
        </text>
      ))}
      <text x={(L + W - R) / 2} y={H - 4} textAnchor="middle" className={label}>
        {i18n.t("steps")}
      </text>
      {best > 0 && <line x1={x(best)} x2={x(best)} y1={T} y2={H - B} strokeDasharray="2 3" className="stroke-line-strong" />}
      <polyline points={path(train)} fill="none" strokeWidth="1.5" strokeDasharray="5 3" className="stroke-muted" />
      <polyline points={path(dev)} fill="none" strokeWidth="2" className="stroke-accent" />
      {dev.map((point) => (
        <circle key={point.step} cx={x(point.step)} cy={y(point.loss)} r={point.step === best ? 4.5 : 2.5} className="fill-accent" />
      ))}
      <text x={W - R + 6} y={trainAt + 4} className={label}>
        {i18n.t("training")}
      </text>
      {dev.length > 0 && (
        <text x={W - R + 6} y={devAt + 4} className="fill-accent text-11 font-medium">
          {i18n.t("dev")}
        </text>
      )}
    </svg>
  );
}
