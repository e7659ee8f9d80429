/** A chart as a Vega-Lite specification, made from rows alone: nothing in it comes from outside or is an expression. Pure. */
import type { Chart } from "./catalogue.gen";

const DAY = /^\d{4}-\d{2}(?:-\d{2})?$/;
/** Names that Vega-Lite would read as a path (`a.b`, `a[0]`) never reach it: columns are c0, c1 … */
const field = (at: number) => `c${at}`;

type Along = "temporal" | "quantitative" | "nominal";

/** Days and months are times; numbers go along as such only where there is a line to be drawn through them. */
function along(widget: Chart): Along {
  const first = widget.rows.map((row) => row[0]);
  if (first.every((cell) => typeof cell === "string" && DAY.test(cell))) return "temporal";
  const lined = widget.mark === "line" || widget.mark === "area" || widget.mark === "point";
  return lined && first.every((cell) => typeof cell === "number") ? "quantitative" : "nominal";
}

export function specOf(widget: Chart): Record<string, unknown> {
  const mark = widget.mark ?? "bar";
  const [x = "", ...series] = widget.columns;
  const kind = along(widget);
  const base = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", width: "container" };
  const unit = widget.unit?.trim();
  if (mark === "pie") {
    const values = widget.rows.map((row) => ({ c0: String(row[0]), c1: row[1] }));
    return {
      ...base,
      height: 220,
      data: { values },
      mark: { type: "arc", innerRadius: 48, padAngle: 0.015, cornerRadius: 2 },
      encoding: {
        theta: { field: "c1", type: "quantitative", title: series[0], stack: true },
        color: { field: "c0", type: "nominal", title: null, sort: null },
        tooltip: [{ field: "c0", type: "nominal", title: x }, { field: "c1", type: "quantitative", title: series[0] }],
      },
    };
  }
  const one = series.length === 1;
  const cells = widget.rows.flatMap((row) => series.map((name, at) => ({ c0: kind === "nominal" ? String(row[0]) : row[0], c1: row[at + 1], c2: name })));
  const labels = widget.rows.map((row) => String(row[0]));
  const across = mark === "bar" && kind === "nominal" && (labels.length > 12 || Math.max(...labels.map((each) => each.length)) > 14);
  const plainYears = kind === "quantitative" && labels.every((each) => /^[12]\d{3}$/.test(each));
  const xAxis = { field: field(0), type: kind, title: x, ...(kind === "nominal" ? { sort: null, axis: { labelAngle: across ? 0 : labels.length > 7 ? -40 : 0 } } : {}), ...(plainYears ? { axis: { format: "d", tickMinStep: 1 }, scale: { zero: false, nice: false } } : kind === "quantitative" ? { scale: { zero: false } } : {}) };
  const yTitle = [one ? series[0] : null, unit ? (one ? `(${unit})` : unit) : null].filter(Boolean).join(" ") || null;
  const yAxis = { field: field(1), type: "quantitative", title: yTitle, ...(mark === "line" || mark === "point" ? { scale: { zero: false } } : {}) };
  return {
    ...base,
    height: across ? { step: one ? 22 : 14 } : 240,
    data: { values: cells },
    mark: mark === "line" ? { type: "line", point: widget.rows.length <= 60 } : mark,
    encoding: {
      ...(across ? { y: xAxis, x: yAxis } : { x: xAxis, y: yAxis }),
      ...(one ? {} : { color: { field: field(2), type: "nominal", title: null, sort: null } }),
      ...(!one && mark === "bar" ? { [across ? "yOffset" : "xOffset"]: { field: field(2), sort: null } } : {}),
      tooltip: [{ field: field(0), type: kind, title: x }, ...(one ? [] : [{ field: field(2), type: "nominal", title: " " }]), { field: field(1), type: "quantitative", title: one ? series[0] : " " }],
    },
  };
}
