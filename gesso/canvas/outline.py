"""Cuts Markdown into blocks, line by line, without ever failing.

Not a Markdown parser: it finds where blocks begin and end, as a person would point at them, and takes what it does
not know (`:::`, unclosed fences, broken tables) as paragraphs or fences up to the end. One pass, linear in the text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from gesso.base.late import late

BlockKind = Literal[
    "paragraph", "heading", "list", "item", "quote", "table", "fence", "frontmatter", "rule", "html",
    "definition", "imports", "code", "part", "cue", "lines",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text in code points, with the parts it is made of, if it is divided."""

    kind: BlockKind
    start: int
    end: int
    title: str = ""
    parts: tuple["Part", ...] = ()


class Line(NamedTuple):
    """A line without its end; `end` is where its last non-blank character ends."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        return self.end == self.start


_FENCE = late(r" {0,3}(`{3,}|~{3,})[ \t]*([^`\n]*)$")
_HEADING = late(r" {0,3}#{1,6}(?=[ \t]|$)")
_UNDERLINE = late(r" {0,3}(=+|-+)[ \t]*$")
_RULE = late(r" {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$")
_ITEM = late(r"( {0,3})([-*+]|\d{1,9}[.)])(?:[ \t]+|$)")
_QUOTE = late(r" {0,3}>")
_DELIMITER = late(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_HTML = late(r" {0,3}<(?:[a-zA-Z][\w-]*(?:[\s/>]|$)|/[a-zA-Z]|!--)")
_TITLE = 80


def lines_of(text: str) -> list[Line]:
    """The lines of a text; only "\\n" ends a line, and a carriage return before it counts as blank."""
    lines = []
    at = 0
    for raw in text.split("\n"):
        kept = raw.rstrip()
        lines.append(Line(at, at + len(kept), kept))
        at += len(raw) + 1
    return lines


def item_marker(text: str) -> str:
    """The list marker `text` starts with, its white space included ("- ", "3. ", "- [ ] "), or ""."""
    found = re.match(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?", text)
    return found.group() if found else ""


def heading_marker(text: str) -> str:
    """The "## " that `text` starts with, or ""."""
    found = re.match(r" {0,3}#{1,6}[ \t]+", text)
    return found.group() if found else ""


def cut_markdown(text: str) -> list[Part]:
    """The blocks of a Markdown text, in order."""
    return list(_Cutter(lines_of(text)).cut())


class _Cutter:
    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.at = 0

    def cut(self) -> Iterator[Part]:
        front = self._frontmatter()
        if front:
            yield front
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.blank:
                self.at += 1
                continue
            yield self._block(line)

    def _block(self, line: Line) -> Part:
        fence = _FENCE.match(line.text)
        if fence:
            return self._fence(fence.group(1), fence.group(2).strip())
        if _HEADING.match(line.text):
            self.at += 1
            return _part("heading", line, line, _heading_title(line.text))
        if _RULE.match(line.text):
            self.at += 1
            return _part("rule", line, line, "")
        if _ITEM.match(line.text):
            return self._list()
        if _QUOTE.match(line.text):
            return self._while("quote", lambda text: not self._interrupts(text, quote=True))
        if self._table_starts(self.at):
            return self._while("table", lambda text: "|" in text)
        if _HTML.match(line.text):
            return self._while("html", bool)
        return self._paragraph()

    def _frontmatter(self) -> Part | None:
        if not self.lines or self.lines[0].text != "---":
            return None
        for index in range(1, len(self.lines)):
            if self.lines[index].text in ("---", "..."):
                if index == 1 or self.lines[1].blank:
                    return None
                self.at = index + 1
                return _part("frontmatter", self.lines[0], self.lines[index], "front matter")
        return None

    def _fence(self, marks: str, label: str) -> Part:
        """A fence up to its closing line, or to the end of the text when it is never closed."""
        first = last = self.at
        self.at += 1
        close = re.compile(rf" {{0,3}}{re.escape(marks[0])}{{{len(marks)},}}[ \t]*$")
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.blank:
                last = self.at
            self.at += 1
            if close.match(line.text):
                break
        return _part("fence", self.lines[first], self.lines[last], label)

    def _while(self, kind: BlockKind, goes_on: Callable[[str], bool]) -> Part:
        """A block of this line and the following ones for which `goes_on` holds."""
        first = self.at
        self.at += 1
        while self.at < len(self.lines) and self.lines[self.at].text and goes_on(self.lines[self.at].text):
            self.at += 1
        return _part(kind, self.lines[first], self.lines[self.at - 1], "")

    def _paragraph(self) -> Part:
        first = self.at
        self.at += 1
        while self.at < len(self.lines):
            text = self.lines[self.at].text
            if text and _UNDERLINE.match(text):
                self.at += 1
                title = " ".join(line.text.strip() for line in self.lines[first : self.at - 1])
                return _part("heading", self.lines[first], self.lines[self.at - 1], title)
            if not text or self._interrupts(text) or self._table_starts(self.at):
                break
            self.at += 1
        return _part("paragraph", self.lines[first], self.lines[self.at - 1], "")

    def _interrupts(self, text: str, quote: bool = False) -> bool:
        """Whether a line ends the paragraph (or quote) before it without a blank line between."""
        item = _ITEM.match(text)
        return bool(
            _FENCE.match(text)
            or _HEADING.match(text)
            or _RULE.match(text)
            or (item and len(text) > item.end() and (item.group(2)[0] in "-*+" or item.group(2)[:-1] == "1"))
            or (not quote and _QUOTE.match(text))
        )

    def _table_starts(self, index: int) -> bool:
        if index + 1 >= len(self.lines):
            return False
        head, rule = self.lines[index].text, self.lines[index + 1].text
        return "|" in head and "-" in rule and ("|" in rule or ":" in rule) and bool(_DELIMITER.match(rule))

    def _list(self) -> Part:
        """A list and its items; an item goes on over indented lines, blank lines before them included."""
        items: list[Part] = []
        ordered: bool | None = None
        while self.at < len(self.lines):
            found = _ITEM.match(self.lines[self.at].text)
            if not found or _RULE.match(self.lines[self.at].text):
                break
            numbered = found.group(2)[0].isdigit()
            if ordered is None:
                ordered = numbered
            elif ordered != numbered:
                break
            items.append(self._item(found))
            ahead = self.at
            while ahead < len(self.lines) and self.lines[ahead].blank:
                ahead += 1
            if ahead < len(self.lines) and _ITEM.match(self.lines[ahead].text):
                self.at = ahead
        title = f"{len(items)} item{'s' * (len(items) != 1)}"
        return Part("list", items[0].start, items[-1].end, title, tuple(items))

    def _item(self, marker: "re.Match[str]") -> Part:
        first = last = self.at
        inside = len(marker.group(1)) + len(marker.group(2)) + 1
        fence = _FENCE.match(self.lines[first].text[marker.end() :])
        self.at += 1
        after_blank = False
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.blank:
                after_blank = True
                self.at += 1
                continue
            indent = len(line.text) - len(line.text.lstrip(" \t"))
            deep = indent >= min(inside, 2) or line.text[0] == "\t"
            if fence:
                if deep and re.match(rf"[ \t]*{re.escape(fence.group(1)[0])}{{3,}}[ \t]*$", line.text):
                    fence = None
                elif not deep and after_blank:
                    break
            elif deep:
                fence = _FENCE.match(line.text.lstrip(" \t"))
            elif after_blank or _ITEM.match(line.text) or self._interrupts(line.text):
                break
            after_blank = False
            last = self.at
            self.at += 1
        self.at = last + 1
        return _part("item", self.lines[first], self.lines[last], "")


def _heading_title(text: str) -> str:
    title = text.strip().lstrip("#").strip()
    bare = title.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else title


def _part(kind: BlockKind, first: Line, last: Line, title: str) -> Part:
    start = first.start + len(first.text) - len(first.text.lstrip())
    return Part(kind, start, last.end, title[:_TITLE])
