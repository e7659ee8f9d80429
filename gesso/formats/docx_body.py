"""The paragraphs and tables of a Word part, read into entries: one block each, with the list, quote and depth it has.

Tracked changes become `Changed` parts: what was there stays in the text, what somebody wants is offered. Everything
that cannot be kept is counted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from gesso.formats import docx_parts as x
from gesso.formats import pieces as p
from gesso.formats import tree as t
from gesso.formats.document import Lost
from gesso.formats.docx_styles import Styles, number, numbering_of, on, val, w
from gesso.formats.links import is_safe

_STYLES: dict[str, t.Style] = {"b": "strong", "i": "emphasis", "strike": "strike"}
_INSTRUCTION = re.compile(r'\s*HYPERLINK\s+(\\l\s+)?"([^"]*)"', re.IGNORECASE)
_FILE = re.compile(r"\w[\w.()-]{0,100}\.(?:png|jpg|jpeg|gif)")
_ALIGNS: dict[str, t.Align] = {"center": "center", "right": "right", "end": "right", "left": "left", "start": "left"}
_BOXES = {"☐": False, "☒": True, "☑": True}


@dataclass(frozen=True, slots=True)
class Relation:
    target: str
    outside: bool


@dataclass
class Context:
    """What all parts of one file share while it is read."""

    styles: Styles
    relations: dict[str, Relation]
    pictures: dict[str, str]
    """Names of attachments by relation."""
    names: dict[str, str] = field(default_factory=dict)
    """What pictures are called in the text, where the file gives them a name."""
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    lost: list[Lost] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    """Who made each tracked change, by its index."""
    comments: dict[str, int] = field(default_factory=dict)
    inserted: list[tuple[int, "Entry", str]] = field(default_factory=list)
    """Whole paragraphs that somebody wants to insert: the mark they follow, what, who."""
    counts: dict[tuple[str, int], int] = field(default_factory=dict)
    """The next number of each list, for those that go on after something else."""

    def lose(self, what: str) -> None:
        self.lost.append(Lost(what))

    def label(self, kind: str, id: str) -> str:
        return self.labels.setdefault((kind, id), str(len(self.labels) + 1))


@dataclass(frozen=True, slots=True)
class Entry:
    """One block with its surroundings: list as (numbering, level), quote depth, indentation in list levels."""

    block: t.Block
    numbering: tuple[str, int] | None = None
    quote: int = 0
    level: int = 0
    loose: bool = False
    checked: bool | None = None
    apart: bool = False
    """Whether an empty paragraph stands before it."""


@dataclass(frozen=True, slots=True)
class _Flagged:
    """A piece, and whether somebody wants it in or out."""

    piece: p.Piece
    flag: str = ""
    author: str = ""


INSERTED = 1_000_000_000
"""Marks from here on are places where whole paragraphs would go in."""


class Body:
    def __init__(self, context: Context) -> None:
        self.context = context

    def entries(self, parent: Element) -> list[Entry]:
        """The blocks under `parent`, in order."""
        found: list[Entry] = []
        apart = False
        for child in self.children(parent):
            if child.tag == w("p"):
                new = self.paragraph(child, found)
                found += [replace(entry, apart=apart) for entry in new]
                apart = not new
            elif child.tag == w("tbl"):
                found.append(self.table(child))
        return found

    def children(self, parent: Element) -> Iterator[Element]:
        """Elements with those unwrapped that only surround others."""
        for child in parent:
            if child.tag in (w("sdt"), w("sdtContent"), w("customXml"), w("smartTag"), w("moveFromRangeStart")):
                yield from self.children(child)
            elif child.tag == f"{{{x.MC}}}AlternateContent":
                chosen = child.find(f"{{{x.MC}}}Fallback") or child.find(f"{{{x.MC}}}Choice")
                if chosen is not None:
                    yield from self.children(chosen)
            else:
                yield child

    # ------------------------------------------------------------------ paragraphs

    def paragraph(self, element: Element, before: list[Entry]) -> list[Entry]:
        properties = element.find(w("pPr"))
        if properties is None:
            properties = Element(w("pPr"))
        style = val(properties.find(w("pStyle")))
        meaning = self.context.styles.meaning(style)
        if properties.find(w("pPrChange")) is not None:
            self.context.lose("tracked changes of form")
        flagged = _Line(self.context, meaning.role in ("code", "markup"), meaning.role == "heading").read(element)
        checked, flagged = _box(flagged)
        numbering = self.numbering(properties, style) if meaning.role in ("text", "quote") else None
        mark = properties.find(w("rPr"))
        if mark is not None and mark.find(w("del")) is not None and not all(one.flag == "del" for one in flagged):
            self.context.lose("tracked joining of paragraphs")
        proposed = mark is not None and (mark.find(w("ins")) is not None or mark.find(w("moveTo")) is not None)
        if proposed and flagged and all(one.flag == "ins" for one in flagged if not isinstance(one.piece.part, t.Mark)):
            entry = self.entry([replace(one, flag="") for one in flagged], properties, style, numbering, checked)
            self.insert(entry, before, flagged[0].author)
            return []
        if not flagged and numbering is None and meaning.role not in ("rule", "code", "markup"):
            border = properties.find(f"{w('pBdr')}/{w('bottom')}")
            return [Entry(t.Rule())] if border is not None else []
        return [self.entry(flagged, properties, style, numbering, checked)]

    def numbering(self, properties: Element, style: str) -> tuple[str, int] | None:
        own = properties.find(w("numPr"))
        found = numbering_of(own) if own is not None else self.context.styles.numbering(style)
        return None if found is None or found[0] in ("", "0") else found

    def entry(
        self, flagged: list[_Flagged], properties: Element, style: str, numbering: tuple[str, int] | None,
        checked: bool | None,
    ) -> Entry:  # fmt: skip
        meaning = self.context.styles.meaning(style)
        content = p.nest(self.changes(flagged))
        indent = properties.find(w("ind"))
        left = "0" if indent is None else indent.get(w("left"), indent.get(w("start"), "0"))
        quote = meaning.level if meaning.role == "quote" else 0
        level = max(0, min(9, (number(left) - 360 * quote) // x.STEP)) if numbering is None else 0
        block: t.Block
        if meaning.role == "heading":
            block = t.Heading(meaning.level, content)
        elif meaning.role == "code":
            block = t.Fence(meaning.info, content)
        elif meaning.role == "markup":
            block = t.Html(t.words_of(content))
        elif meaning.role == "rule":
            block = t.Rule()
        else:
            block = t.Paragraph(content)
        spacing = properties.find(w("contextualSpacing"))
        return Entry(block, numbering, quote, level, spacing is not None and not on(spacing), checked)

    def insert(self, entry: Entry, before: list[Entry], author: str) -> None:
        """Keep a paragraph somebody wants to insert, after the last line that is there."""
        code = INSERTED + len(self.context.inserted)
        self.context.inserted.append((code, entry, author))
        for at in range(len(before) - 1, -1, -1):
            block = before[at].block
            if isinstance(block, t.Paragraph | t.Heading):
                marked = replace(block, content=(*block.content, t.Mark(code)))
                before[at] = replace(before[at], block=marked)
                return

    def changes(self, flagged: list[_Flagged]) -> list[p.Flat]:
        """The pieces with each stretch of tracked ones as one suggestion."""
        done: list[p.Flat] = []
        stretch: list[_Flagged] = []

        def close() -> None:
            ins = tuple(one.piece for one in stretch if one.flag == "ins")
            kept = tuple(one.piece for one in stretch if one.flag != "ins")
            if ins or any(one.flag == "del" for one in stretch):
                done.append(p.Change(kept, ins, len(self.context.authors)))
                self.context.authors.append(next(one.author for one in stretch if one.flag))
            else:
                done.extend(kept)
            stretch.clear()

        for one in flagged:
            if one.flag or (isinstance(one.piece.part, t.Mark) and stretch):
                stretch.append(one)
            else:
                close()
                done.append(one.piece)
        trailing = []
        while stretch and not stretch[-1].flag:
            trailing.append(stretch.pop().piece)
        close()
        return [*done, *reversed(trailing)]

    # ------------------------------------------------------------------ tables

    def table(self, element: Element) -> Entry:
        rows: list[list[t.Inlines]] = []
        aligns: list[t.Align] = []
        for row in element.iter(w("tr")) if element.find(f".//{w('tbl')}") is None else element.findall(w("tr")):
            cells: list[t.Inlines] = []
            for cell in self.children(row):
                if cell.tag != w("tc"):
                    continue
                cells.append(self.cell(cell))
                if not rows:
                    side = val(cell.find(f".//{w('jc')}"))
                    aligns.append(_ALIGNS.get(side, ""))
                span = number(val(cell.find(f"{w('tcPr')}/{w('gridSpan')}"), "1"), 1)
                if span > 1 or cell.find(f"{w('tcPr')}/{w('vMerge')}") is not None:
                    self.context.lose("joined table cells")
                cells += [()] * min(span - 1, 100)
                if not rows:
                    aligns += [""] * min(span - 1, 100)
            rows.append(cells)
        width = max((len(cells) for cells in rows), default=0)
        aligns += [""] * (width - len(aligns))
        even = tuple(tuple(cells + [()] * (width - len(cells))) for cells in rows)
        indent = element.find(f"{w('tblPr')}/{w('tblInd')}")
        level = 0 if indent is None else max(0, min(9, number(indent.get(w("w"), "0")) // x.STEP))
        if not width:
            return Entry(t.Paragraph(()))
        return Entry(t.Table(tuple(aligns), even), level=level)

    def cell(self, cell: Element) -> t.Inlines:
        found: list[t.Inline] = []
        for entry in self.entries(cell):
            block = entry.block
            if isinstance(block, t.Table):
                self.context.lose("tables inside tables")
                content: t.Inlines = t.joined(
                    tuple(part for row in block.rows for inner in row for part in (*inner, t.Text(" ")))
                )
            else:
                content = getattr(block, "content", ()) if not isinstance(block, t.Html) else (t.Text(block.text),)
            if found and content:
                found.append(t.Break())
            found += content
        return t.joined(tuple(found))


@dataclass
class _Line:
    """Reads the runs of one paragraph."""

    context: Context
    code: bool
    heading: bool
    found: list[_Flagged] = field(default_factory=list)
    flag: str = ""
    author: str = ""
    link: p.Target | None = None
    fields: list[str] = field(default_factory=list)
    field_links: list[p.Target | None] = field(default_factory=list)

    def read(self, paragraph: Element) -> list[_Flagged]:
        self.parts(paragraph)
        words = [one for one in self.found if isinstance(one.piece.part, t.Text | t.Code)]
        if self.heading and all("strong" in one.piece.styles for one in words):
            self.found = [
                replace(one, piece=replace(one.piece, styles=one.piece.styles - {"strong"})) for one in self.found
            ]
        return self.found

    def parts(self, parent: Iterable[Element]) -> None:
        for child in parent:
            self.part(child)

    def part(self, child: Element) -> None:
        match child.tag.rpartition("}")[2]:
            case "r":
                self.run(child)
            case "hyperlink":
                self.hyperlink(child)
            case "ins" | "moveTo":
                self.flagged("ins", child)
            case "del" | "moveFrom":
                self.flagged("del", child)
            case "sdt" | "sdtContent" | "smartTag" | "customXml" | "fldSimple" | "Choice" | "dir" | "bdo":
                self.parts(child)
            case "AlternateContent":
                chosen = child.find(f"{{{x.MC}}}Choice")
                self.parts(chosen if chosen is not None else ())
            case "commentRangeStart" | "commentRangeEnd":
                number_ = self.context.comments.get(child.get(w("id"), ""))
                if number_ is not None:
                    self.add(t.Mark(2 * number_ + (child.tag == w("commentRangeEnd"))))
            case "oMath" | "oMathPara":
                words = "".join(part.text or "" for part in child.iter() if part.tag.endswith("}t"))
                self.context.lose("equations (their letters are kept)")
                self.add(t.Text(words))

    def flagged(self, flag: str, element: Element) -> None:
        before = self.flag, self.author
        self.flag = flag if before[0] != "del" else "del"
        self.author = element.get(w("author"), "")[:200]
        self.parts(element)
        self.flag, self.author = before

    def add(self, part: t.Text | t.Raw | t.Code | t.Image | t.Break | t.Reference | t.Mark,
            styles: frozenset[t.Style] = frozenset()) -> None:  # fmt: skip
        if isinstance(part, t.Mark):
            self.found.append(_Flagged(p.Piece(part)))
            return
        link = self.link or next((one for one in reversed(self.field_links) if one), None)
        self.found.append(_Flagged(p.Piece(part, styles, link), self.flag, self.author))

    def hyperlink(self, element: Element) -> None:
        anchor = element.get(w("anchor"), "")
        relation = self.context.relations.get(element.get(f"{{{x.R}}}id", ""))
        href = f"{relation.target if relation else ''}{'#' + anchor if anchor else ''}"
        if anchor.startswith("_") and relation is None:
            href = ""  # a place in the file's own table of contents
        before = self.link
        self.link = self.target(href, element.get(w("tooltip"), ""))
        self.parts(element)
        self.link = before

    def target(self, href: str, title: str) -> p.Target | None:
        if href and not is_safe(href):
            self.context.lose("links that could run something")
            return None
        return (href, title) if href else None

    def run(self, run: Element) -> None:
        properties = run.find(w("rPr"))
        styles, form = self.form(properties)
        for child in run:
            match child.tag.rpartition("}")[2]:
                case "t" | "delText":
                    self.words(child.text or "", form, styles)
                case "tab" | "ptab":
                    self.words("\t", form, styles)
                case "br" | "cr":
                    self.line_break(child, form, styles)
                case "noBreakHyphen":
                    self.words("\u2011", form, styles)
                case "softHyphen":
                    self.words("\u00ad", form, styles)
                case "sym":
                    code = child.get(w("char"), "")
                    self.words(chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else "", form, styles)
                case "drawing" | "pict" | "object":
                    self.drawing(child, styles)
                case "AlternateContent":
                    chosen = child.find(f"{{{x.MC}}}Choice")
                    for inner in chosen if chosen is not None else ():
                        self.drawing(inner, styles)
                case "footnoteReference" | "endnoteReference":
                    kind = child.tag.rpartition("}")[2].removesuffix("Reference")
                    self.add(t.Reference(self.context.label(kind, child.get(w("id"), ""))))
                case "fldChar":
                    self.field(child.get(w("fldCharType"), ""))
                case "instrText" if self.fields:
                    self.fields[-1] += child.text or ""
                case "rPrChange":
                    self.context.lose("tracked changes of form")

    def field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("")
            self.field_links.append(None)
        elif kind == "separate" and self.fields:
            match = _INSTRUCTION.match(self.fields[-1])
            if match:
                self.field_links[-1] = self.target(("#" if match[1] else "") + match[2], "")
        elif kind == "end" and self.fields:
            self.fields.pop()
            self.field_links.pop()

    def form(self, properties: Element | None) -> tuple[frozenset[t.Style], str]:
        """Styles, and whether the run is `code`, `raw`, a `picture`'s link or plain."""
        if properties is None:
            return frozenset(), "code" if self.code else ""
        found, name = self.context.styles.run_form(val(properties.find(w("rStyle"))))
        for short in _STYLES:
            switch = properties.find(w(short))
            if switch is not None:
                found = found | {short} if on(switch) else found - {short}
        if on(properties.find(w("dstrike"))):
            found.add("strike")
        if properties.find(w("rPrChange")) is not None:
            self.context.lose("tracked changes of form")
        for lossy, what in (("color", "colours of text"), ("highlight", "highlighted text"), ("u", "underlined text")):
            element = properties.find(w(lossy))
            if element is not None and self.link is None and val(element) not in ("", "auto", "none", "000000"):
                self.context.lose(what)
        if val(properties.find(w("vertAlign"))) in ("superscript", "subscript") and not name.lower().endswith(
            "reference"
        ):
            self.context.lose("raised and lowered text")
        styles = frozenset(_STYLES[short] for short in found)
        if name == "Markup Character":
            return styles, "raw"
        if name == "Picture Link":
            return styles, "picture"
        return styles, "code" if self.code or self.context.styles.is_code(name, properties) else ""

    def words(self, text: str, form: str, styles: frozenset[t.Style]) -> None:
        if not text:
            return
        if form == "picture" and self.link:
            href, title = self.link
            self.link = None
            self.add(t.Image(href, "" if text == href else text, title), styles)
        elif self.code or not form:
            self.add(t.Text(text), frozenset() if self.code else styles)
        else:
            self.add(t.Code(text) if form == "code" else t.Raw(text), styles)

    def line_break(self, element: Element, form: str, styles: frozenset[t.Style]) -> None:
        if element.get(w("type"), "") in ("page", "column"):
            self.context.lose("page breaks")
        elif self.code:
            self.add(t.Text("\n"))
        else:
            self.add(t.Break(), styles)

    def drawing(self, element: Element, styles: frozenset[t.Style]) -> None:
        if element.find(f".//{w('txbxContent')}") is not None:
            self.context.lose("text boxes (their words are kept)")
            for paragraph in element.iter(w("p")):
                self.add(t.Text(" "))
                self.parts(paragraph)
            return
        blip = element.find(f".//{{{x.A}}}blip")
        shape = next((one for one in element.iter() if one.tag.endswith("}imagedata")), None)
        id = blip.get(f"{{{x.R}}}embed", "") if blip is not None else ""
        id = id or (shape.get(f"{{{x.R}}}id", "") if shape is not None else "")
        label = element.find(f".//{{{x.WP}}}docPr")
        alt = "" if label is None else label.get("descr", "")
        title = "" if label is None else label.get("title", "")
        if id in self.context.pictures:
            file = self.context.pictures[id]
            wanted = "" if label is None else label.get("name", "")
            if _FILE.fullmatch(wanted) and wanted not in {
                *self.context.names.values(),
                *self.context.pictures.values(),
            }:
                self.context.names.setdefault(file, wanted)
            self.add(t.Image(f"attachment:{self.context.names.get(file, file)}", alt, title), styles)
        else:
            self.context.lose("drawings, charts and embedded objects")


def _box(flagged: list[_Flagged]) -> tuple[bool | None, list[_Flagged]]:
    """Whether a line begins with a box to tick, and the line without it."""
    words = [at for at, one in enumerate(flagged) if isinstance(one.piece.part, t.Text)]
    if not words or not isinstance(first := flagged[words[0]].piece.part, t.Text) or first.text[:1] not in _BOXES:
        return None, flagged
    rest = list(flagged)
    checked = _BOXES[first.text[0]]
    left = first.text[1:]
    if not left and len(words) > 1:
        second = flagged[words[1]].piece.part
        assert isinstance(second, t.Text)
        rest[words[1]] = replace(
            rest[words[1]], piece=replace(rest[words[1]].piece, part=t.Text(second.text.lstrip(" \t\u00a0")))
        )
    rest[words[0]] = replace(rest[words[0]], piece=replace(rest[words[0]].piece, part=t.Text(left.lstrip(" \t\u00a0"))))
    return checked, [one for one in rest if not (isinstance(one.piece.part, t.Text) and not one.piece.part.text)]
