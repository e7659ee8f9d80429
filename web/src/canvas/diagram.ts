/**
 * Mermaid, fetched when the first diagram is drawn. It runs under our content policy (no eval, no inline script), at its
 * strict level, and what it makes is shown as a picture: nothing in it can act, load or restyle the page.
 */

import mermaid from "mermaid";

/** The same letters are measured here and drawn in the picture, which cannot use the page's own fonts. */
const FONT = "ui-sans-serif, system-ui, sans-serif";
const KEPT = 60;

const drawn = new Map<string, Promise<string>>();
let count = 0;
let turn: Promise<unknown> = Promise.resolve();

mermaid.initialize({
  startOnLoad: false,
  securityLevel: "strict",
  suppressErrorRendering: true,
  theme: "neutral",
  fontFamily: FONT,
  htmlLabels: false,
  flowchart: { htmlLabels: false, useMaxWidth: false },
  maxTextSize: 30_000,
  // What a diagram may not set for itself: besides Mermaid's own list, style sheets (they can load pictures from elsewhere).
  secure: ["secure", "securityLevel", "startOnLoad", "maxTextSize", "suppressErrorRendering", "maxEdges", "themeCSS", "fontFamily", "altFontFamily", "htmlLabels"],
});

async function render(code: string): Promise<string> {
  const { svg } = await mermaid.render(`cv-diagram-${++count}`, code);
  const parsed = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
  if (!parsed) throw new Error("The diagram is empty.");
  // A picture needs a size of its own; its box says it.
  const [, , width, height] = (parsed.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
  if (width && height) {
    parsed.setAttribute("width", String(Math.ceil(width)));
    parsed.setAttribute("height", String(Math.ceil(height)));
  }
  parsed.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(parsed))}`;
}

/** The diagram as the address of a picture. Rejects with Mermaid's own words for what it cannot read. */
export function draw(code: string): Promise<string> {
  let found = drawn.get(code);
  if (!found) {
    // One after another: Mermaid keeps state of its own while it draws.
    found = turn.then(() => render(code));
    turn = found.catch(() => undefined);
    drawn.set(code, found);
    if (drawn.size > KEPT) drawn.delete(drawn.keys().next().value!);
  }
  return found;
}
