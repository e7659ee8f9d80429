/** Measures with the band they are meant to lie in, a slider that proposes, and under each the passages farthest out. */
import { useState } from "react";
import { i18n } from "../i18n";
import { Button } from "../ui/button";
import { cx } from "../ui/cx";
import type { Datum, Measure } from "../wire.gen";
import type { Doing } from "./Panel";
import { said } from "./said";
import { Estimated, Item, type Shown } from "./Shapes";

const number = (value: number) => value.toLocaleString(undefined, { maximumFractionDigits: 1 });

export function Bands({ view, doing }: Shown) {
  const known = new Set(view.measures.map((measure) => measure.key));
  const rest = view.data.filter((datum) => !known.has(datum.group));
  return (
    <div className="mt-3 divide-y divide-line">
      {view.measures.map((measure) => (
        <One key={measure.key} measure={measure} data={view.data.filter((datum) => datum.group === measure.key)} doing={doing} />
      ))}
      {rest.length > 0 && (
        <div className="-mx-2 pt-3">
          {rest.map((datum) => (
            <Item key={datum.id} datum={datum} doing={doing} />
          ))}
        </div>
      )}
    </div>
  );
}

function One({ measure, data, doing }: { measure: Measure; data: readonly Datum[]; doing: Doing }) {
  const { value, low, high, unit } = measure;
  const out = value !== null && (value < low || value > high);
  const [open, setOpen] = useState(false);
  return (
    <section className="py-3" aria-label={said(measure.title)}>
      <h3 className="flex items-baseline gap-2 text-13 font-medium">
        <span className="min-w-0 flex-1">{said(measure.title)}</span>
        {measure.grade === "estimated" && <Estimated by={measure.by} />}
        <span className={cx("tabular-nums", out ? "text-warn" : "text-fg")}>
          {value === null ? "–" : number(value)} <span className="text-12 font-normal text-muted">{unit}</span>
        </span>
      </h3>
      <Scale measure={measure} />
      <p className="mt-1 text-12 text-muted">
        {i18n.t("meant to be {low} to {high}", { low: number(low), high: number(high) })}
        {measure.about && ` · ${measure.about}`}
      </p>
      {doing.able && measure.act && <Slider key={high} measure={measure} doing={doing} />}
      {data.length > 0 && (
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="mt-1 h-7 text-12 text-accent hover:underline coarse:h-9">
          {open ? i18n.t("Hide the passages") : data.length === 1 ? i18n.t("Show the passage") : i18n.t("Show {count} passages", { count: data.length })}
        </button>
      )}
      {open && (
        <div className="-mx-2">
          {data.map((datum) => (
            <Item key={datum.id} datum={datum} doing={doing} />
          ))}
        </div>
      )}
    </section>
  );
}

function place(measure: Measure, value: number): string {
  const share = (value - measure.least) / (measure.most - measure.least || 1);
  return `${Math.round(1000 * Math.min(1, Math.max(0, share))) / 10}%`;
}

function Scale({ measure }: { measure: Measure }) {
  const { value, low, high } = measure;
  const out = value !== null && (value < low || value > high);
  const from = place(measure, low);
  return (
    <div aria-hidden className="relative mt-2 h-2 rounded-full bg-sunken">
      <span className="absolute inset-y-0 rounded-full bg-ok/35" style={{ insetInlineStart: from, width: `calc(${place(measure, high)} - ${from})` }} />
      {value !== null && (
        <span
          className={cx("absolute -inset-y-0.5 w-1 -translate-x-1/2 rounded-full rtl:translate-x-1/2", out ? "bg-warn" : "bg-fg")}
          style={{ insetInlineStart: place(measure, value) }}
        />
      )}
    </div>
  );
}

/** Where one would like the measure to be. Nothing is proposed before the button is pressed. */
function Slider({ measure, doing }: { measure: Measure; doing: Doing }) {
  const [goal, setGoal] = useState(measure.high);
  const fine = measure.most - measure.least <= 10;
  return (
    <div className="mt-2 flex items-center gap-3">
      <input
        type="range"
        min={measure.least}
        max={measure.most}
        step={fine ? 0.1 : 1}
        value={goal}
        aria-label={i18n.t("Goal for {measure}", { measure: said(measure.title) })}
        aria-valuetext={`${number(goal)} ${measure.unit}`}
        onChange={(event) => setGoal(Number(event.target.value))}
        className="lens-slider min-w-0 flex-1"
      />
      <output className="w-8 text-end text-12 tabular-nums">{number(goal)}</output>
      <Button size="sm" onClick={() => measure.act && doing.act(measure.act, { goal })} title={measure.act ? said(measure.act.label) : undefined}>
        {i18n.t("Propose")}
      </Button>
    </div>
  );
}
