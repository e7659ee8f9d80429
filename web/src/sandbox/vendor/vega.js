import * as vega from "vega";
import * as lite from "vega-lite";

/** As vega-embed has it, without its menu: draws a Vega-Lite (or Vega) specification into an element or a selector. */
async function embed(place, spec, options = {}) {
  const element = typeof place === "string" ? document.querySelector(place) : place;
  if (!element) throw new Error(`There is no element ${place} to draw the chart into.`);
  const dark = document.documentElement.dataset.theme === "dark";
  const ink = dark ? { background: "transparent", axis: { labelColor: "#ddd", titleColor: "#ddd", gridColor: "#444", domainColor: "#666", tickColor: "#666" }, legend: { labelColor: "#ddd", titleColor: "#ddd" }, title: { color: "#eee" }, view: { stroke: "#444" } } : { background: "transparent" };
  const full = /vega\/v\d/.test(spec.$schema ?? "") || Array.isArray(spec.marks);
  const compiled = full ? spec : lite.compile(spec, { config: { ...ink, ...(options.config ?? {}) } }).spec;
  element.replaceChildren();
  const view = new vega.View(vega.parse(compiled), { renderer: options.renderer ?? "svg", container: element, hover: true });
  await view.runAsync();
  return { view, spec, vgSpec: compiled, finalize: () => view.finalize() };
}

export const modules = { vega, "vega-lite": lite, "vega-embed": { default: embed, embed } };
