"""A document as one web page that needs nothing else: readable, printable, without a script, pictures inside.

Suggestions stand in the text as what would go and what would come; comments are numbered there and told at the end.
HTML of the text is shown as its source, so that nothing in it runs.
"""

import base64
import html
from collections.abc import Sequence

from gesso.formats import losses as lose
from gesso.formats import tree as t
from gesso.formats.document import COMMENTS, SUGGESTIONS, Document, Lost, Note, counted
from gesso.formats.html_comments import write_comments
from gesso.formats.links import attachment_of, is_safe
from gesso.formats.pictures import picture_of
from gesso.formats.review import Reviewed, review

_TAGS: dict[t.Style, str] = {"emphasis": "em", "strong": "strong", "strike": "s"}
STYLE = """
:root { color-scheme: light dark; --fg: #26221d; --muted: #6f6a63; --line: #dedad4; --soft: #f5f3f0; --accent: #2f5fb3;
  --machine: #7a4fb5 }
@media (prefers-color-scheme: dark) { :root { --fg: #e9e7e4; --muted: #a5a19b; --line: #3d3f45; --soft: #23252b;
  --accent: #8fb4ff; --machine: #c7a6ff } body { background: #17181c } }
body { margin: 0 auto; max-width: 42rem; padding: 3rem 1.25rem 5rem; color: var(--fg);
  font: 1.0625rem/1.65 "Source Serif 4", Charter, Georgia, serif; overflow-wrap: break-word }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 2em 0 .6em } h1 { margin-top: 0 }
a { color: var(--accent) } img { max-width: 100% } hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0 }
blockquote { margin: 1em 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--muted) }
pre, code { font: .86em/1.55 "JetBrains Mono", ui-monospace, Consolas, monospace }
pre { padding: .8rem 1rem; background: var(--soft); border-radius: 6px; overflow-x: auto }
code { background: var(--soft) }
.table { overflow-x: auto } table { border-collapse: collapse; margin: 1em 0 }
th, td { border: 1px solid var(--line); padding: .3rem .7rem; vertical-align: top } th { background: var(--soft) }
li.task { list-style: none } li.task input { margin: 0 .5em 0 -1.4em }
ins { color: var(--machine); text-decoration-thickness: 2px } del { color: var(--muted) }
.notes { margin-top: 4rem; border-top: 1px solid var(--line); color: var(--muted); font-size: .92em }
sup a { text-decoration: none } .by { font-weight: 600 }
@media print { body { max-width: none; padding: 0; font-size: 11pt } pre { white-space: pre-wrap } a { color: inherit }
  h1, h2, h3, h4 { break-after: avoid } pre, table, blockquote, img { break-inside: avoid } }
""".strip()


def write_html(document: Document) -> bytes:
    """The page, in UTF-8. Code becomes one block."""
    if document.kind == "code":
        body = f"<pre><code>{html.escape(document.text, quote=False)}</code></pre>"
    else:
        reviewed = review(document)
        body = Page(document, reviewed).body()
    title = html.escape(document.title)
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data: https: http:"
    page = (
        f'<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<meta http-equiv="Content-Security-Policy" '
        f'content="{policy}">\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n'
    )
    return page.encode("utf-8", "replace")


def losses_html(document: Document) -> tuple[Lost, ...]:
    """What the page would not show as it is. Pictures from elsewhere stay addresses; nothing is fetched."""
    if document.kind == "code":
        return counted(
            [Lost(COMMENTS, count=len(document.comments)), Lost(SUGGESTIONS, count=len(document.suggestions))]
        )
    reviewed = review(document)
    tree = t.map_leaves(reviewed.tree, t.plain)
    found = [*reviewed.lost, *lose.common(document, tree), *lose.html_blocks(tree), *lose.other_files(document)]
    return counted(found)


class Page:
    """Writes the parts of a document as HTML, each for itself."""

    def __init__(self, document: Document, reviewed: Reviewed) -> None:
        self.document, self.reviewed = document, reviewed
        self.files = {one.name: one for one in document.attachments}
        self.notes = {label: n for n, (label, _) in enumerate(reviewed.tree.notes, 1)}

    def body(self) -> str:
        found = [self.blocks(self.reviewed.tree.blocks)]
        if self.reviewed.tree.notes:
            items = "\n".join(
                f'<li id="note-{n}">{self.blocks(body)}</li>' for n, (_, body) in enumerate(self.reviewed.tree.notes, 1)
            )
            found.append(f'<section class="notes" aria-label="Footnotes"><ol>{items}</ol></section>')
        if self.reviewed.comments:
            found.append(write_comments((note, self.quote(note)) for note in self.reviewed.comments))
        return "\n".join(found)

    def quote(self, note: Note) -> str:
        return " ".join(self.document.text[note.start : note.end].split())[:200]

    def blocks(self, blocks: t.Blocks, tight: bool = False) -> str:
        return "\n".join(self.block(block, tight) for block in blocks)

    def block(self, block: t.Block, tight: bool) -> str:
        match block:
            case t.Paragraph():
                return self.line(block.content) if tight else f"<p>{self.line(block.content)}</p>"
            case t.Heading():
                return f"<h{block.level}>{self.line(block.content)}</h{block.level}>"
            case t.Fence():
                language = block.info.split()[0] if block.info.split() else ""
                kind = f' class="language-{_safe(language)}"' if language else ""
                return f"<pre><code{kind}>{self.line(block.content)}</code></pre>"
            case t.Html():
                return f"<pre><code>{_safe(block.text)}</code></pre>"
            case t.Rule():
                return "<hr>"
            case t.Quote():
                return f"<blockquote>\n{self.blocks(block.blocks)}\n</blockquote>"
            case t.List():
                return self.list_(block)
            case t.Table():
                return self.table(block)

    def list_(self, block: t.List) -> str:
        items = []
        for item in block.items:
            box = ""
            if item.checked is not None:
                box = f'<input type="checkbox" disabled{" checked" if item.checked else ""}>'
            kind = "" if item.checked is None else ' class="task"'
            items.append(f"<li{kind}>{box}{self.blocks(item.blocks, not block.loose)}</li>")
        start = f' start="{block.start}"' if block.start not in (None, 1) else ""
        tag = "ul" if block.start is None else "ol"
        return f"<{tag}{start}>\n" + "\n".join(items) + f"\n</{tag}>"

    def table(self, block: t.Table) -> str:
        def row(cells: Sequence[t.Inlines], tag: str) -> str:
            done = []
            for align, content in zip(block.aligns, cells, strict=True):
                side = f' style="text-align:{align}"' if align else ""
                done.append(f"<{tag}{side}>{self.line(content)}</{tag}>")
            return f"<tr>{''.join(done)}</tr>"

        head = row(block.rows[0], "th") if block.rows else ""
        body = "\n".join(row(cells, "td") for cells in block.rows[1:])
        return f'<div class="table"><table>\n<thead>{head}</thead>\n<tbody>{body}</tbody>\n</table></div>'

    # ------------------------------------------------------------------ lines

    def line(self, content: t.Inlines) -> str:
        return "".join(self.part(part) for part in content)

    def part(self, part: t.Inline) -> str:
        match part:
            case t.Text():
                return _safe(part.text)
            case t.Raw() | t.Code():
                return f"<code>{_safe(part.text)}</code>"
            case t.Styled():
                return f"<{_TAGS[part.style]}>{self.line(part.content)}</{_TAGS[part.style]}>"
            case t.Link():
                return self.link(part)
            case t.Image():
                return self.image(part)
            case t.Break():
                return "\n" if part.soft else "<br>\n"
            case t.Reference():
                n = self.notes.get(part.label, 0)
                return f'<sup><a href="#note-{n}">{n}</a></sup>' if n else ""
            case t.Mark():
                n, ends = divmod(part.code, 2)
                end = f'<sup data-comment="{n + 1}"><a href="#comment-{n + 1}">[{n + 1}]</a></sup>'
                return end if ends else f'<span data-comment="{n + 1}"></span>'
            case t.Changed():
                out = f'<del data-suggestion="{part.index}">{self.line(part.before)}</del>' if part.before else ""
                return out + (
                    f'<ins data-suggestion="{part.index}">{self.line(part.after)}</ins>' if part.after else ""
                )

    def link(self, link: t.Link) -> str:
        words = self.line(link.content)
        if not is_safe(link.href):
            return words
        title = f' title="{_safe(link.title)}"' if link.title else ""
        return f'<a href="{_safe(link.href)}"{title} rel="noreferrer">{words}</a>'

    def image(self, image: t.Image) -> str:
        found = self.files.get(attachment_of(image.src))
        picture = picture_of(found.data) if found else None
        src = image.src
        if found and picture:
            src = f"data:{picture.media_type};base64,{base64.b64encode(found.data).decode()}"
        elif not is_safe(src):
            return _safe(image.alt)
        title = f' title="{_safe(image.title)}"' if image.title else ""
        return f'<img src="{_safe(src)}" alt="{_safe(image.alt)}"{title}>'


def _safe(text: str) -> str:
    return html.escape(text)
