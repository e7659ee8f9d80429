/** Draws a Vega-Lite chart without eval, in the colours of the page. Loaded with the first chart. */
import { expressionInterpreter } from "vega-interpreter";
import { parse, View } from "vega";
import { compile, type Config, type TopLevelSpec } from "vega-lite";

const PEOPLE = ["blue", "amber", "green", "pink", "teal", "red"];

function config(): Config {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const font = style.getPropertyValue("--font-ui") || "sans-serif";
  const words = { labelColor: colour("muted"), titleColor: colour("muted"), labelFont: font, titleFont: font, labelFontSize: 11, titleFontSize: 12, titleFontWeight: 500 as const };
  const accent = colour("accent");
  return {
    background: "transparent",
    font,
    axis: { ...words, gridColor: colour("line"), domainColor: colour("line-strong"), tickColor: colour("line-strong"), labelLimit: 180 },
    legend: words,
    title: { color: colour("fg") },
    view: { stroke: null },
    range: { category: PEOPLE.map((name) => colour(`person-${name}`)) },
    bar: { color: accent, cornerRadiusEnd: 2 },
    line: { color: accent, strokeWidth: 2, point: { color: accent } },
    area: { color: accent, opacity: 0.5 },
    point: { color: accent, filled: true, opacity: 0.7 },
  } as Config;
}

/** Draws into `place`, without the title, which stands above it; gives what takes it away again. */
export async function draw(place: HTMLElement, spec: Record<string, unknown>): Promise<() => void> {
  const { title: _, ...bare } = spec;
  const made = compile(bare as unknown as TopLevelSpec, { config: config() }).spec;
  const view = new View(parse(made, undefined, { ast: true }), { expr: expressionInterpreter, renderer: "svg", container: place, hover: true });
  view.preventDefault(false);
  await view.runAsync();
  const resized = new ResizeObserver(() => void view.resize().runAsync());
  resized.observe(place);
  return () => {
    resized.disconnect();
    view.finalize();
  };
}
