/** The next dates of a task, in the person's zone, with what is odd about each. */
import { i18n } from "../i18n";
import { useNow } from "./clockwork";
import type { DueView } from "./data";
import { clock, dayName, elsewhere, fromNow, zoneHere } from "./times";

export function Dates({ next, zone }: { next: readonly DueView[]; zone: string }) {
  const now = useNow();
  const here = zoneHere();
  if (next.length === 0) return <p className="text-13 text-muted">{i18n.t("It is not due again.")}</p>;
  return (
    <ol aria-label={i18n.t("Next dates")} className="text-13 tabular-nums">
      {next.map((each, at) => (
        <li key={each.utc} className="flex flex-wrap items-baseline gap-x-3 py-0.5">
          <span className="w-28 shrink-0">{dayName(each.utc, here, now)}</span>
          <span className="font-medium">{clock(each.utc, here)}</span>
          <span className="min-w-0 text-12 text-muted">
            {[elsewhere(each.utc, zone, here), at === 0 ? fromNow(each.utc, now) : "", noteOf(each.note)].filter(Boolean).join(" · ")}
          </span>
        </li>
      ))}
    </ol>
  );
}

export function noteOf(note: string): string {
  const known: Record<string, string> = {
    gap: i18n.t("the clocks go forward: an hour later than usual"),
    overlap: i18n.t("the clocks go back: only the first of the two"),
    clamped: i18n.t("the month is shorter: its last day"),
    "by hand": i18n.t("by hand"),
    snoozed: i18n.t("snoozed until then"),
  };
  if (note.startsWith("after ")) return i18n.t("after another task");
  return known[note] ?? note;
}
