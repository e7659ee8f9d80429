/** A score as a mark on a line from 0 to 1 with its 95 % interval. The mark's form says whose it is, not only its colour. */
import { i18n } from "../i18n";
import { cx } from "../ui/cx";
import { share } from "./numbers";

const W = 200;
const x = (value: number) => 6 + (W - 12) * Math.min(1, Math.max(0, value));

export function Interval(props: { low: number; value: number; high: number; kind: "trained" | "best" | "plain"; className?: string }) {
  const { low, value, high, kind } = props;
  const tone = kind === "trained" ? "text-agent" : kind === "best" ? "text-accent" : "text-muted";
  return (
    <svg
      viewBox={`0 0 ${W} 16`}
      preserveAspectRatio="none"
      role="img"
      aria-label={i18n.t("{value}, between {low} and {high}", { value: share(value), low: share(low), high: share(high) })}
      className={cx("block h-4 w-full overflow-visible rtl:-scale-x-100", tone, props.className)}
    >
      <line x1="6" x2={W - 6} y1="8" y2="8" className="stroke-line" vectorEffect="non-scaling-stroke" />
      {[0, 0.5, 1].map((at) => (
        <line key={at} x1={x(at)} x2={x(at)} y1="5" y2="11" className="stroke-line-strong" vectorEffect="non-scaling-stroke" />
      ))}
      <line x1={x(low)} x2={x(high)} y1="8" y2="8" stroke="currentColor" strokeWidth={kind === "plain" ? 2 : 4} strokeLinecap="round" vectorEffect="non-scaling-stroke" opacity={kind === "plain" ? 0.7 : 0.4} />
      {/* A dot that stays round however wide the line is drawn: a line of no length with a round end. */}
      <line x1={x(value)} x2={x(value)} y1="8" y2="8" stroke="currentColor" strokeWidth={kind === "plain" ? 7 : 10} strokeLinecap={kind === "trained" ? "square" : "round"} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
