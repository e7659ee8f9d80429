/** Lines over a number: precision and recall over the threshold. Told in words, too, and each line is named at its end. */
import { i18n } from "../i18n";
import type { CurvePoint } from "../wire.gen";
import { apart, share, ticks } from "./numbers";

const W = 480;
const H = 220;
const L = 34;
const R = 66;
const T = 10;
const B = 34;

export function Curve({ points }: { points: readonly CurvePoint[] }) {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const low = first.threshold;
  const wide = Math.max(1e-9, last.threshold - low);
  const x = (value: number) => L + ((W - L - R) * (value - low)) / wide;
  const y = (value: number) => T + (H - T - B) * (1 - value);
  const path = (of: (point: CurvePoint) => number) => points.map((point) => `${x(point.threshold).toFixed(1)},${y(of(point)).toFixed(1)}`).join(" ");
  const [precisionAt, recallAt] = apart(y(last.precision), y(last.recall), 15, T, H - B);
  const told = i18n.t("From a threshold of {low} to {high} precision goes from {p1} to {p2}, recall from {r1} to {r2}.", {
    low: share(low), high: share(last.threshold), p1: share(first.precision), p2: share(last.precision), r1: share(first.recall), r2: share(last.recall),
  });
  const label = "fill-muted text-11";
  return (
    <figure className="rounded-lg border border-line bg-surface p-3">
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={told} direction="ltr" className="block w-full">
        {[0, 0.25, 0.5, 0.75, 1].map((at) => (
          <g key={at}>
            <line x1={L} x2={W - R} y1={y(at)} y2={y(at)} className="stroke-line" />
            <text x={L - 6} y={y(at) + 4} textAnchor="end" className={label}>
              {String(at).replace(/^0\./, ".")}
            </text>
          </g>
        ))}
        {ticks(low, last.threshold).map((at) => (
          <text key={at} x={x(at)} y={H - B + 16} textAnchor="middle" className={label}>
            {String(at).replace(/^0\./, ".")}
          </text>
        ))}
        <text x={(L + W - R) / 2} y={H - 4} textAnchor="middle" className={label}>
          {i18n.t("threshold")}
        </text>
        <polyline points={path((point) => point.precision)} fill="none" strokeWidth="2" className="stroke-accent" />
        <polyline points={path((point) => point.recall)} fill="none" strokeWidth="2" strokeDasharray="5 3" className="stroke-warn" />
        <text x={W - R + 6} y={precisionAt + 4} className="fill-accent text-11 font-medium">
          {i18n.t("precision")}
        </text>
        <text x={W - R + 6} y={recallAt + 4} className="fill-warn text-11 font-medium">
          {i18n.t("recall")}
        </text>
      </svg>
    </figure>
  );
}
