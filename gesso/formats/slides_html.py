"""Slides as one web page that needs nothing else: arrow keys, notes, print; without a script they stand in a column.

The inside of a slide is the same HTML in the workspace. HTML of the document is never on a slide; its source is in the
notes.
"""

import base64
import hashlib
import html
from collections.abc import Iterator, Sequence
from itertools import groupby

from gesso.formats import tree as t
from gesso.formats.document import Document
from gesso.formats.html_write import Page
from gesso.formats.review import Reviewed
from gesso.formats.slides import Line, Slide, deck_of

STYLE = """
:root { color-scheme: light dark; --bg: #eeece9; --card: #fff; --fg: #26221d; --muted: #6f6a63; --line: #dedad4;
  --soft: #f5f3f0; --accent: #2f5fb3 }
@media (prefers-color-scheme: dark) { :root { --bg: #0e0f11; --card: #1b1d21; --fg: #e9e7e4; --muted: #a5a19b;
  --line: #3d3f45; --soft: #26282e; --accent: #8fb4ff } }
* { box-sizing: border-box } body { margin: 0; background: var(--bg); color: var(--fg);
  font-family: Inter, "Segoe UI", system-ui, sans-serif }
main { display: grid; gap: 1.5rem; padding: 1.5rem; justify-items: center }
.slide { container-type: size; position: relative; width: min(100%, 1100px); aspect-ratio: 16 / 9; overflow: hidden;
  background: var(--card); border-radius: 10px }
.in { display: flex; flex-direction: column; gap: 2.4cqw; height: 100%; padding: 4.6cqw 5.4cqw; font-size: 2.25cqw;
  line-height: 1.4; overflow: auto; overflow-wrap: break-word }
.in h2 { margin: 0; font-size: 1.75em; line-height: 1.15; font-weight: 600; text-wrap: balance }
.title .in, .section .in { justify-content: center } .title h2 { font-size: 2.5em } .section h2 { font-size: 2.1em }
.title .in::after, .section .in::after { content: ""; width: 8cqw; border-top: .45cqw solid var(--accent) }
.body { display: grid; gap: 3cqw; flex: 1; min-height: 0; align-content: start }
.title .body, .section .body { flex: none }
.beside { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) }
.words > * { margin: 0 0 .55em } .words ul, .words ol { padding-inline-start: 1.3em } .words li { margin: 0 0 .3em }
.words li[data-level="1"] { margin-inline-start: 1.3em; font-size: .9em }
.words li[data-level="2"] { margin-inline-start: 2.6em; font-size: .85em }
.words li.box { list-style: none } .words li.box::before { content: attr(data-box) " "; margin-inline-start: -1.3em }
blockquote { padding-inline-start: .8em; border-inline-start: .3cqw solid var(--line); color: var(--muted) }
.pictures { display: grid; gap: 2cqw; min-height: 0; align-content: start }
.pictures img { max-width: 100%; max-height: 36cqw; object-fit: contain; justify-self: center }
table { border-collapse: collapse; font-size: .85em } th, td { padding: .3em .8em; text-align: start;
  border-bottom: 1px solid var(--line) } th { background: var(--soft); font-weight: 600 }
pre { margin: 0; padding: .8em 1em; background: var(--soft); border-radius: .5em; font-size: .72em; line-height: 1.4;
  white-space: pre-wrap } code { font-family: "JetBrains Mono", ui-monospace, Consolas, monospace }
a { color: var(--accent) } .number { position: absolute; inset: auto 2cqw 1.4cqw auto; color: var(--muted);
  font-size: 1.3cqw }
.notes { width: min(100%, 1100px); color: var(--muted); line-height: 1.55 } .notes h3 { font-size: .8rem; margin: 0 }
.js main { padding: 0; gap: 0; height: 100vh; align-content: center } .js .slide { display: none; border-radius: 0;
  width: min(100vw, 177.78vh) } .js .slide.now { display: block } .js .notes { display: none }
.js.told .slide { width: min(100vw, 124vh) } .js.told .slide.now + .notes { display: block; padding: 1rem;
  max-height: 28vh; overflow: auto }
@media print { @page { size: 297mm 167mm; margin: 0 } body, .js main { display: block; padding: 0; height: auto;
  background: none } .slide, .js .slide { display: block; width: 297mm; height: 167mm; aspect-ratio: auto;
  border-radius: 0; break-after: page } .notes, .js.told .slide.now + .notes { display: none } }
""".strip()

SCRIPT = """
const root = document.documentElement, slides = [...document.querySelectorAll(".slide")];
let now = 0;
const show = to => {
  now = Math.max(0, Math.min(slides.length - 1, to));
  slides.forEach((slide, at) => slide.classList.toggle("now", at === now));
  history.replaceState(null, "", "#" + (now + 1));
};
const keys = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1,
  Backspace: -1, Home: -1e9, End: 1e9 };
addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("a")) return;
  if (event.key in keys) show(now + keys[event.key]);
  else if (event.key === "n") root.classList.toggle("told");
  else if (event.key === "f") document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen();
  else return;
  event.preventDefault();
});
addEventListener("click", event => {
  if (!event.target.closest("a, .notes") && !String(getSelection()))
    show(now + (event.clientX < innerWidth / 3 ? -1 : 1));
});
root.classList.add("js");
show((parseInt(location.hash.slice(1)) || 1) - 1);
""".strip()


def write_slides(document: Document) -> bytes:
    """The page, in UTF-8."""
    deck = deck_of(document)
    sides = Sides(document)
    body = []
    for number, slide in enumerate(deck.slides, 1):
        label = html.escape(f"Slide {number} of {len(deck.slides)}")
        body.append(
            f'<section class="slide {slide.kind}" id="{number}" aria-label="{label}"><div class="in" tabindex="0">'
            f'{sides.shown(slide)}</div><span class="number">{number}</span></section>'
        )
        if slide.notes:
            body.append(f'<aside class="notes" aria-label="Notes"><h3>Notes</h3>{sides.said(slide)}</aside>')
    sum_ = base64.b64encode(hashlib.sha256(f"\n{SCRIPT}\n".encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{sum_}'; img-src data: https: http:"
    page = (
        f'<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{html.escape(deck.title)}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<meta http-equiv="Content-Security-Policy" '
        f'content="{policy}">\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n<main>\n{chr(10).join(body)}\n</main>\n'
        f"<script>\n{SCRIPT}\n</script>\n</body>\n</html>\n"
    )
    return page.encode("utf-8", "replace")


class Sides(Page):
    """Writes slides of one document as HTML."""

    def __init__(self, document: Document) -> None:
        super().__init__(document, Reviewed(t.Tree(()), (), (), ()))

    def shown(self, slide: Slide) -> str:
        """What stands on a slide."""
        pictures = [part for part in slide.parts if isinstance(part, t.Image)]
        rest = [part for part in slide.parts if not isinstance(part, t.Image)]
        more = f" <small>({slide.part})</small>" if slide.part > 1 else ""
        found = [f"<h2>{self.line(slide.title)}{more}</h2>"]
        columns = []
        if rest:
            columns.append(f'<div class="words">{"".join(self.stacked(rest))}</div>')
        if pictures:
            columns.append(f'<div class="pictures">{"".join(map(self.image, pictures))}</div>')
        if columns:
            found.append(f'<div class="body{" beside" * (len(columns) == 2)}">{"".join(columns)}</div>')
        return "".join(found)

    def said(self, slide: Slide) -> str:
        """What is spoken to it."""
        return self.blocks(slide.notes)

    def part(self, part: t.Inline) -> str:
        if isinstance(part, t.Reference):
            return f"<sup>{html.escape(part.label)}</sup>"
        return super().part(part)

    def stacked(self, parts: Sequence[Line | t.Table | t.Fence]) -> Iterator[str]:
        for kind, group in groupby(parts, _kind):
            for part in group if kind in ("", "“", "block") else [None]:
                if isinstance(part, Line):
                    words = self.line(part.content)
                    yield f"<blockquote>{words}</blockquote>" if kind == "“" else f"<p>{words}</p>"
                elif part is not None:
                    yield self.block(part, False)
            if kind in ("ul", "ol"):
                yield f"<{kind}>{''.join(self.item(part) for part in group if isinstance(part, Line))}</{kind}>"

    def item(self, line: Line) -> str:
        level = f' data-level="{min(line.level, 2)}"' if line.level else ""
        number = line.mark.removesuffix(".")
        value = f' value="{number}"' if number.isdigit() else ""
        box = f' class="box" data-box="{line.mark}"' if line.mark in "☐☑" else ""
        return f"<li{level}{value}{box}>{self.line(line.content)}</li>"


def _kind(part: Line | t.Table | t.Fence) -> str:
    if not isinstance(part, Line):
        return "block"
    return part.mark if part.mark in ("", "“") else "ol" if part.mark[0].isdigit() else "ul"
