/** Numbers drawn, and the same numbers as a table underneath for whoever wants them exactly. */
import { useMemo } from "react";
import { Chart } from "../data/Chart";
import { i18n } from "../i18n";
import type { Chart as Value } from "./catalogue.gen";
import { specOf } from "./spec";
import { TableView, shown } from "./TableView";

/** What the chart shows, for who does not see it. */
export function wordsOf(widget: Value): string {
  const series = widget.columns.slice(1).map((name, at) => {
    const cells = widget.rows.filter((row) => typeof row[at + 1] === "number");
    const [low, high] = [Math.min, Math.max].map((pick) => cells.find((row) => row[at + 1] === pick(...cells.map((each) => each[at + 1] as number))));
    if (!low || !high) return name;
    return i18n.t("{name}: highest {high} at {highAt}, lowest {low} at {lowAt}", { name, high: shown(high[at + 1]!), highAt: shown(high[0]!), low: shown(low[at + 1]!), lowAt: shown(low[0]!) });
  });
  return `${widget.label}. ${series.join(". ")}.`;
}

export function ChartView({ widget }: { widget: Value }) {
  const spec = useMemo(() => specOf(widget), [widget]);
  return (
    <>
      <div className="w-chart">
        <Chart spec={spec} words={wordsOf(widget)} />
      </div>
      <details className="w-numbers">
        <summary>{i18n.t("The numbers")}</summary>
        <TableView widget={widget} />
      </details>
    </>
  );
}
