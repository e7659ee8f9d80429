/** KaTeX, fetched when the first formula is drawn. Trusts nothing: no links, no HTML, bounded size and expansion. */

import katex from "katex";
import "katex/dist/katex.min.css";

/** Draw `tex` into `into`. Throws an Error with KaTeX's own words for what it cannot read. */
export function draw(tex: string, into: HTMLElement, display: boolean): void {
  katex.render(tex, into, { displayMode: display, throwOnError: true, trust: false, strict: "ignore", maxExpand: 500, maxSize: 40 });
}
