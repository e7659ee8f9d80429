"""A web page, or what was copied from one, as a Markdown document.

Only words, structure, links and pictures that the file itself holds come in. Scripts, styles, event handlers, forms and
frames never do; nothing is fetched.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field, replace

from gesso.formats import pieces as p
from gesso.formats import tree as t
from gesso.formats.document import Attachment, Document, Lost, Proposal, check_size, check_text, counted, stem_of
from gesso.formats.html_comments import mark_of, take_comments
from gesso.formats.html_tokens import SKIPPED, Tag, tokens
from gesso.formats.links import is_safe
from gesso.formats.markdown_write import write_tree
from gesso.formats.pictures import picture_of
from gesso.formats.plain import decode
from gesso.formats.review import gather

MAX_DEPTH = 40
_STYLED: dict[str, t.Style] = {"b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "cite": "emphasis",
                               "s": "strike", "strike": "strike", "del": "strike"}  # fmt: skip
_CODE = frozenset({"code", "kbd", "samp", "tt", "var"})
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "nav",
        "aside",
        "figure",
        "figcaption",
        "address",
        "dl",
        "dt",
        "dd",
        "details",
        "summary",
        "center",
        "form",
        "fieldset",
        "body",
        "html",
        "caption",
        "legend",
    ]
)
_CONTAINERS = frozenset({"blockquote", "ul", "ol", "li", "table", "tr", "td", "th"})
_LOST = {"form": "forms", "input": "forms", "button": "forms", "iframe": "frames", "object": "embedded programs",
         "embed": "embedded programs", "video": "video and sound", "audio": "video and sound", "svg": "drawings",
         "canvas": "drawings", "math": "equations", "script": "scripts", "style": "styles", "select": "forms",
         "textarea": "forms", "u": "underlined text", "mark": "highlighted text", "sub": "raised and lowered text",
         "sup": "raised and lowered text", "font": "styles"}  # fmt: skip
_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight-source|brush:)-?\s*([\w+#-]+)")
_TITLE = re.compile(r"<title[^>]*>([^<]{0,1000})", re.IGNORECASE)


def read_html(data: bytes, name: str = "") -> Document:
    """The document. Raises BadInput for what is no text, TooLarge past the limits."""
    check_size(data)
    source, lost = decode(data)
    check_text(source)
    page, notes = take_comments(source.replace("\r\n", "\n"))
    reader = _Page(comments=len(notes))
    for token in tokens(page):
        if isinstance(token, str):
            reader.words(token)
        else:
            reader.tag(token)
    written = write_tree(t.Tree(reader.finish()))
    title = _TITLE.search(source)
    words = " ".join(title[1].split())[:200] if title else ""
    offers = tuple(
        Proposal(written.places[-2 * n - 1], written.places[-2 * n - 2], written.after[n])
        for n in range(reader.changes)
        if n in written.after and -2 * n - 1 in written.places and -2 * n - 2 in written.places
    )
    found = Document(words or stem_of(name), written.text, suggestions=offers, attachments=tuple(reader.attachments))
    found = replace(gather(found, written.places, written.after, tuple(notes), ()), suggestions=offers)
    more = [
        Lost("passages whose form Markdown cannot write", count=written.unformed),
        Lost("comments without a place in the text", count=len(notes) - len(found.comments)),
    ]
    return replace(found, lost=counted([*lost, *reader.lost, *more]))


@dataclass
class _Frame:
    """An open container."""

    name: str
    blocks: list[t.Block] = field(default_factory=list)
    items: list[t.Item] = field(default_factory=list)
    cells: list[t.Inlines] = field(default_factory=list)
    rows: list[list[t.Inlines]] = field(default_factory=list)
    aligns: list[t.Align] = field(default_factory=list)
    start: int | None = None
    checked: bool | None = None
    align: t.Align = ""


@dataclass
class _Page:
    """What is open while the tags go by. `comments` is how many there are in a list that was taken out."""

    comments: int = 0
    numbered: bool = False
    """Inside the number of a comment, which is no word of the text."""
    frames: list[_Frame] = field(default_factory=lambda: [_Frame("")])
    line: list[p.Flat] = field(default_factory=list)
    styles: list[tuple[str, t.Style | None]] = field(default_factory=list)
    links: list[p.Target | None] = field(default_factory=list)
    code: int = 0
    pre: int = 0
    heading: int = 0
    info: str = ""
    offered: str = ""
    """The suggestion (`del` or `ins`) of our own pages that is open."""
    changes: int = 0
    lost: list[Lost] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    # ------------------------------------------------------------------ words

    def words(self, text: str) -> None:
        if self.numbered or (self.frames[-1].name in ("table", "tr", "ul", "ol") and not text.strip()):
            return
        if not self.pre:
            text = re.sub(r"[ \t\n\f\r]+", " ", text)
            last = self.line[-1] if self.line else None
            after_space = isinstance(last, p.Piece) and isinstance(last.part, t.Text) and last.part.text.endswith(" ")
            if not self.line or after_space or (isinstance(last, p.Piece) and isinstance(last.part, t.Break)):
                text = text.lstrip(" ")
        if text:
            self.add(t.Code(text) if self.code and not self.pre else t.Text(text))

    def add(self, part: t.Text | t.Code | t.Image | t.Break) -> None:
        styles = frozenset(style for _, style in self.styles if style) if not self.pre else frozenset()
        piece = p.Piece(part, styles, next((link for link in reversed(self.links) if link), None))
        last = self.line[-1] if self.line else None
        if not self.offered:
            self.line.append(piece)
        elif self.offered == "del":
            self.line.append(p.Change((piece,), (), self.changes))
            self.changes += 1
        elif isinstance(last, p.Change) and not last.after:
            self.line[-1] = p.Change(last.before, (piece,), last.index)
        elif isinstance(last, p.Change):
            self.line[-1] = p.Change(last.before, (*last.after, piece), last.index)
        else:
            self.line.append(p.Change((), (piece,), self.changes))
            self.changes += 1

    def flush(self) -> None:
        """End the open paragraph."""
        line, self.line = self.line, []
        content = p.nest(line)
        if not t.words_of(content).strip() and not any(
            isinstance(part, t.Image | t.Changed) for part in t.walk(content)
        ):
            return
        blocks = self.frames[-1].blocks
        blocks.append(t.Heading(self.heading, content) if self.heading else t.Paragraph(content))

    # ------------------------------------------------------------------ tags

    def tag(self, tag: Tag) -> None:
        name = tag.name
        mark = mark_of(tag, self.comments)
        if mark is not None:
            self.line.append(p.Piece(t.Mark(mark)))
            self.numbered = name == "sup"
        elif name == "sup" and tag.closing:
            self.numbered = False
        elif name in _LOST and not tag.closing and not (name == "input" and tag.attributes.get("type") == "checkbox"):
            self.lost.append(Lost(_LOST[name]))
        if any(key.startswith("on") for key in tag.attributes):
            self.lost.append(Lost("event handlers"))
        if name in SKIPPED:
            return
        if (
            name in ("ins", "del")
            and (tag.closing or "data-suggestion" in tag.attributes)
            and (self.offered or not tag.closing)
        ):
            self.offered = "" if tag.closing else name
        elif name in _STYLED or name == "span":
            self.style(tag)
        elif name == "a":
            self.link(tag)
        elif name in _CODE:
            self.code = max(0, self.code + (-1 if tag.closing else 1))
            if self.pre and not tag.closing and (match := _LANGUAGE.search(tag.attributes.get("class", ""))):
                self.info = match[1]
        elif name == "br":
            self.add(t.Text("\n") if self.pre else t.Break())
        elif name == "img":
            self.image(tag)
        elif name == "input" and tag.attributes.get("type") == "checkbox":
            self.check("checked" in tag.attributes)
        else:
            self.block(tag)

    def block(self, tag: Tag) -> None:
        name = tag.name
        if name in _CONTAINERS:
            self.close(name) if tag.closing else self.open(tag)
        elif name == "pre":
            self.preformatted(tag)
        elif re.fullmatch("h[1-6]", name):
            self.flush()
            self.heading = 0 if tag.closing else int(name[1])
        elif name == "hr":
            self.flush()
            self.frames[-1].blocks.append(t.Rule())
        elif name in _BLOCKS and not self.pre and not self.heading:
            self.flush()

    def style(self, tag: Tag) -> None:
        if tag.closing:
            for at in range(len(self.styles) - 1, -1, -1):
                if self.styles[at][0] == tag.name:
                    del self.styles[at]
                    return
            return
        css = tag.attributes.get("style", "").lower().replace(" ", "")
        style: t.Style | None = _STYLED.get(tag.name)
        if re.search(r"font-weight:(?:bold|[6-9]00)", css):
            style = "strong"
        elif re.search(r"font-weight:(?:normal|[1-5]00)", css) and style == "strong":
            style = None
        elif "font-style:italic" in css:
            style = "emphasis"
        elif "line-through" in css:
            style = "strike"
        if len(self.styles) < 200:
            self.styles.append((tag.name, style))

    def link(self, tag: Tag) -> None:
        if tag.closing:
            if self.links:
                self.links.pop()
            return
        href = tag.attributes.get("href", "").strip()
        if href and not is_safe(href):
            self.lost.append(Lost("links that could run something"))
            href = ""
        self.links.append((href, tag.attributes.get("title", "")) if href else None)
        del self.links[200:]

    def image(self, tag: Tag) -> None:
        src, alt = tag.attributes.get("src", "").strip(), tag.attributes.get("alt", "")
        if src.startswith("data:"):
            head, _, body = src.partition(",")
            try:
                data = base64.b64decode(body, validate=False) if head.endswith(";base64") else b""
            except (binascii.Error, ValueError):
                data = b""
            picture = picture_of(data)
            if picture is None:
                self.lost.append(Lost("pictures in a format that no browser shows"))
                return
            name = f"image{len(self.attachments) + 1}.{picture.extension}"
            self.attachments.append(Attachment(name, picture.media_type, data))
            src = f"attachment:{name}"
        elif not src or not is_safe(src):
            self.lost.append(Lost("pictures that are not in the file"))
            return
        self.add(t.Image(src, alt, tag.attributes.get("title", "")))

    def check(self, checked: bool) -> None:
        for frame in reversed(self.frames):
            if frame.name == "li":
                frame.checked = checked
                return

    def preformatted(self, tag: Tag) -> None:
        if not tag.closing:
            self.flush()
            self.pre += 1
            match = _LANGUAGE.search(tag.attributes.get("class", ""))
            self.info = match[1] if match else ""
        elif self.pre:
            self.pre -= 1
            line, self.line = self.line, []
            content = p.nest(line)
            text = t.words_of(content).removeprefix("\n").removesuffix("\n")
            changed = any(isinstance(part, t.Changed | t.Mark) for part in content)
            self.frames[-1].blocks.append(t.Fence(self.info, content if changed else ((t.Text(text),) if text else ())))
            self.code = 0

    # ------------------------------------------------------------------ containers

    def open(self, tag: Tag) -> None:
        self.flush()
        if len(self.frames) >= MAX_DEPTH:
            self.lost.append(Lost("structure that is nested too deeply"))
            return
        if tag.name in ("li", "tr", "td", "th"):
            same = ("td", "th") if tag.name in ("td", "th") else (tag.name,)
            outer = {"li": ("ul", "ol"), "tr": ("table",)}.get(tag.name, ("tr",))
            for frame in reversed(self.frames):
                if frame.name in outer:
                    break
                if frame.name in same:
                    self.close(frame.name)
                    break
        frame = _Frame(tag.name)
        if tag.name == "ol":
            start = tag.attributes.get("start", "1")
            frame.start = int(start) if re.fullmatch(r"\d{1,9}", start) else 1
        css = tag.attributes.get("style", "").replace(" ", "") + " text-align:" + tag.attributes.get("align", "")
        for align in ("left", "center", "right"):
            if f"text-align:{align}" in css:
                frame.align = align
        self.frames.append(frame)

    def close(self, name: str) -> None:
        if not any(frame.name == name for frame in self.frames):
            return
        while True:
            self.flush()
            frame = self.frames.pop()
            self.end(frame)
            if frame.name == name:
                return

    def end(self, frame: _Frame) -> None:
        """Give what a container holds to the one around it."""
        above = self.frames[-1]
        blocks = tuple(frame.blocks)
        if frame.name == "blockquote":
            if blocks:
                above.blocks.append(t.Quote(blocks))
        elif frame.name == "li":
            (above.items if above.name in ("ul", "ol") else []).append(t.Item(blocks, frame.checked))
            if above.name not in ("ul", "ol"):
                above.blocks += blocks
        elif frame.name in ("ul", "ol"):
            items = [*frame.items, *((t.Item(blocks),) if blocks else ())]
            loose = any(sum(isinstance(block, t.Paragraph) for block in item.blocks) > 1 for item in items)
            if items:
                above.blocks.append(t.List(frame.start if frame.name == "ol" else None, loose, tuple(items)))
        elif frame.name in ("td", "th") and above.name == "tr":
            above.cells.append(_cell(blocks))
            above.aligns.append(frame.align)
        elif frame.name == "tr" and above.name == "table":
            above.rows.append(frame.cells)
            above.aligns = above.aligns or frame.aligns
        elif frame.name == "table" and frame.rows:
            width = max(len(row) for row in frame.rows)
            rows = tuple(tuple(row + [()] * (width - len(row))) for row in frame.rows)
            if width:
                aligns = (*frame.aligns, *[""] * width)[:width]
                above.blocks.append(t.Table(aligns, rows))  # type: ignore[arg-type]
            above.blocks += blocks
        else:
            above.blocks += blocks

    def finish(self) -> t.Blocks:
        if self.pre:
            self.preformatted(Tag("pre", True))
        self.flush()
        while len(self.frames) > 1:
            self.close(self.frames[-1].name)
        return tuple(self.frames[0].blocks)


def _cell(blocks: t.Blocks) -> t.Inlines:
    done: list[t.Inline] = []
    for leaf in t.leaves(t.Tree(blocks)):
        done += [t.Break(), *leaf] if done else leaf
    return t.joined(tuple(done))
