"""Markdown into a tree, with the places somebody asked for marked in it.

CommonMark with tables, strikethrough, footnotes, task items and front matter. Link targets are kept as written; nothing
is fetched, and whether a target is safe is the writer's question. A paragraph with thousands of markup characters is
taken as plain words, so that no text is slow to read.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from gesso.formats import tree as t

MAX_MARKUP = 4_000
"""Markup characters of one paragraph past which it is taken as plain words."""
_MARKUP = re.compile(r"[\[\]*_`<&~!\\]")
_TASK = re.compile(r"\[([ xX])\][ \t]+")
_FIRST_SPARE, _SPARES = 0xF0000, 0xFFFE
_STYLES: dict[str, t.Style] = {"em_open": "emphasis", "strong_open": "strong", "s_open": "strike"}


class _Reader(MarkdownIt):
    """Keeps link targets byte for byte."""

    def normalizeLink(self, url: str) -> str:
        return url

    def normalizeLinkText(self, link: str) -> str:
        return link

    def validateLink(self, url: str) -> bool:
        return True


def _inline(state: StateCore) -> None:
    for token in state.tokens:
        if token.type != "inline":
            continue
        token.children = []
        if len(token.content) > MAX_MARKUP and len(_MARKUP.findall(token.content)) > MAX_MARKUP:
            token.children = [Token("text", "", 0, content=token.content)]
        else:
            state.md.inline.parse(token.content, state.md, state.env, token.children)


def _reader() -> MarkdownIt:
    made = _Reader("commonmark", {"maxNesting": 60}).enable(["table", "strikethrough"])
    made.use(footnote_plugin, inline=False)
    made.core.ruler.at("inline", _inline)
    return made


def split_front(text: str) -> tuple[str, str]:
    """The front matter with its fences and the blank lines after it (or nothing), and the rest."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return "", text
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            while number + 1 < len(lines) and not lines[number + 1].strip():
                number += 1
            cut = sum(len(each) + 1 for each in lines[: number + 1])
            return text[:cut], text[cut:]
    return "", text


def spare_letters(text: str, count: int) -> list[str]:
    """Private letters that `text` does not hold, to stand for positions in it."""
    used = {ord(letter) for letter in set(text) if ord(letter) >= _FIRST_SPARE}
    free = (chr(at) for at in range(_FIRST_SPARE, _FIRST_SPARE + _SPARES) if at not in used)
    return list(islice(free, count))


@dataclass(frozen=True, slots=True)
class Placed:
    """A tree and the numbers of the points that are marked in it."""

    tree: t.Tree
    points: frozenset[int]


def read_tree(text: str) -> t.Tree:
    """The tree of a Markdown text; CRLF reads as LF."""
    return _read(text, {})


def read_started(text: str) -> tuple[t.Tree, tuple[int, ...]]:
    """The tree, and where in `text` the line of each of its blocks begins, in code points."""
    front, body = split_front(text.replace("\r\n", "\n"))
    tokens = _Tokens(_reader().parse(body), {})
    tree = tokens.tree(front)
    lines = [0, *(match.end() for match in re.finditer("\r\n?|\n", text))]
    above = front.count("\n")
    return tree, tuple(lines[min(above + line, len(lines) - 1)] for line in tokens.lines)


def read_placed(text: str, points: Sequence[int]) -> Placed:
    """The tree with `Mark(n)` where code point `points[n]` is.

    A point inside markup moves to where the words begin. One that still changes what the text means is left out.
    """
    letters = spare_letters(text, len(points))
    bare = read_tree(text)
    if not letters:
        return Placed(bare, frozenset())
    moved = [_past_markers(text, at) for at in points[: len(letters)]]

    def attempt(chosen: Sequence[int]) -> t.Tree | None:
        pieces, last = [], 0
        for at, number in sorted((moved[number], number) for number in chosen):
            pieces += [text[last:at], letters[number]]
            last = at
        found = _read("".join(pieces) + text[last:], {letters[number]: number for number in chosen})
        marks = [part.code for leaf in t.leaves(found) for part in t.walk(leaf) if isinstance(part, t.Mark)]
        same = t.map_leaves(found, t.plain) == bare
        return found if same and sorted(marks) == sorted(chosen) else None

    kept = _largest(list(range(len(moved))), lambda chosen: attempt(chosen) is not None, tries=60)
    found = attempt(kept)
    return Placed(bare if found is None else found, frozenset(kept if found is not None else ()))


def _largest(items: list[int], fits: Callable[[list[int]], bool], tries: int) -> list[int]:
    """As many of `items` as fit one by one, found by halving; those still unknown after `tries` are left out."""
    kept: list[int] = []
    waiting = [items]
    while waiting and tries:
        group = waiting.pop()
        tries -= 1
        if fits(group):
            kept += group
        elif len(group) > 1:
            middle = len(group) // 2
            waiting += [group[middle:], group[:middle]]
    return sorted(kept)


_PREFIX = re.compile(
    r"(?:[ \t]*(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])|#{1,6}(?=[ \t])|\|))*[ \t]*(?:\[[ xX]\][ \t]+)?"
)


def _past_markers(text: str, at: int) -> int:
    """`at`, or where the words of its line begin when it lies in the line's markers."""
    line = text.rfind("\n", 0, at) + 1
    match = _PREFIX.match(text, line)
    return max(at, match.end()) if match and match.end() <= len(text) else at


def _read(text: str, marks: dict[str, int]) -> t.Tree:
    front, body = split_front(text.replace("\r\n", "\n"))
    if any(letter in front for letter in marks):
        marks = {letter: number for letter, number in marks.items() if letter not in front}
    return _Tokens(_reader().parse(body), marks).tree(front)


class _Tokens:
    """Reads a list of tokens front to back."""

    def __init__(self, tokens: list[Token], marks: dict[str, int]) -> None:
        self.tokens, self.at, self.marks = tokens, 0, marks
        self.split = re.compile(f"([{''.join(marks)}])") if marks else None
        self.lines: list[int] = []

    def tree(self, front: str) -> t.Tree:
        blocks: list[t.Block] = []
        notes: list[tuple[str, t.Blocks]] = []
        while self.at < len(self.tokens):
            if self.tokens[self.at].type == "footnote_block_open":
                self.at += 1
                while self.tokens[self.at].type == "footnote_open":
                    label = str(self.tokens[self.at].meta["label"])
                    self.at += 1
                    notes.append((label, self.until("footnote_close")))
                self.at += 1
            else:
                place = self.tokens[self.at].map
                found = self.block()
                blocks += found
                self.lines += [place[0] if place else 0] * len(found)
        return t.Tree(tuple(blocks), front, tuple(notes))

    def until(self, closing: str) -> t.Blocks:
        """The blocks up to a closing token, which is passed."""
        found: list[t.Block] = []
        while self.tokens[self.at].type != closing:
            found += self.block()
        self.at += 1
        return tuple(found)

    def block(self) -> list[t.Block]:
        token = self.tokens[self.at]
        self.at += 1
        match token.type:
            case "paragraph_open":
                return [t.Paragraph(self.line())]
            case "heading_open":
                return [t.Heading(int(token.tag[1]), self.line())]
            case "blockquote_open":
                return [t.Quote(self.until("blockquote_close"))]
            case "bullet_list_open" | "ordered_list_open":
                return [self.list_(token)]
            case "fence" | "code_block":
                return [t.Fence(token.info.strip(), self.words(token.content.removesuffix("\n"), t.Text))]
            case "html_block":
                return [t.Html(token.content.rstrip("\n"))]
            case "hr":
                return [t.Rule()]
            case "table_open":
                return [self.table()]
            case _:
                return []

    def line(self) -> t.Inlines:
        """The inline content of a paragraph or heading, and past its end."""
        token = self.tokens[self.at]
        self.at += 2
        return self.inlines(token)

    def list_(self, opening: Token) -> t.List:
        start = int(str(opening.attrs.get("start", 1))) if opening.type == "ordered_list_open" else None
        closing = opening.type.replace("open", "close")
        items: list[t.Item] = []
        loose = False
        while self.tokens[self.at].type != closing:
            self.at += 1
            first, level = self.at, self.tokens[self.at].level
            blocks = self.until("list_item_close")
            inner = self.tokens[first : self.at]
            loose |= any(one.type == "paragraph_open" and one.level == level and not one.hidden for one in inner)
            items.append(_task(blocks))
        self.at += 1
        return t.List(start, loose, tuple(items))

    def table(self) -> t.Table:
        rows: list[tuple[t.Inlines, ...]] = []
        aligns: list[t.Align] = []
        cells: list[t.Inlines] = []
        while (token := self.tokens[self.at]).type != "table_close":
            self.at += 1
            if token.type in ("th_open", "td_open"):
                if token.type == "th_open":
                    aligns.append(_align(str(token.attrs.get("style", ""))))
                cells.append(self.inlines(self.tokens[self.at]))
                self.at += 2
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        self.at += 1
        return t.Table(tuple(aligns), tuple(rows))

    def words(self, text: str, make: "type[t.Text] | type[t.Code]") -> t.Inlines:
        """A text with the marks in it."""
        if self.split is None:
            return (make(text),) if text else ()
        parts = [part for part in self.split.split(text) if part]
        return tuple(t.Mark(self.marks[part]) if part in self.marks else make(part) for part in parts)

    def inlines(self, token: Token) -> t.Inlines:
        stack: list[list[t.Inline]] = [[]]
        opened: list[Token] = []
        for child in token.children or []:
            if child.type in _STYLES or child.type == "link_open":
                stack.append([])
                opened.append(child)
            elif child.nesting == -1 and opened:
                content, opening = tuple(stack.pop()), opened.pop()
                stack[-1].append(_closed(opening, content))
            else:
                stack[-1] += self.part(child)
        while opened:
            content = tuple(stack.pop())
            stack[-1].append(_closed(opened.pop(), content))
        return t.joined(tuple(stack[0]))

    def part(self, child: Token) -> t.Inlines:
        match child.type:
            case "text" | "text_special":
                return self.words(child.content, t.Text)
            case "code_inline":
                return self.words(child.content, t.Code)
            case "softbreak" | "hardbreak":
                return (t.Break(soft=child.type == "softbreak"),)
            case "html_inline":
                return (t.Raw(child.content),)
            case "image":
                alt = "".join(inner.content for inner in child.children or [])
                return (t.Image(str(child.attrs["src"]), alt, str(child.attrs.get("title", ""))),)
            case "footnote_ref":
                return (t.Reference(str(child.meta["label"])),)
            case _:
                return ()


def _closed(opening: Token, content: t.Inlines) -> t.Inline:
    if opening.type == "link_open":
        return t.Link(str(opening.attrs.get("href", "")), str(opening.attrs.get("title", "")), content)
    return t.Styled(_STYLES[opening.type], content)


def _align(style: str) -> t.Align:
    for align in ("left", "center", "right"):
        if style.endswith(align):
            return align
    return ""


def _task(blocks: t.Blocks) -> t.Item:
    """The item, with its box taken off the words when it is a task."""
    first = blocks[0] if blocks else None
    if isinstance(first, t.Paragraph) and first.content and isinstance(first.content[0], t.Text):
        match = _TASK.match(first.content[0].text)
        if match and (match.end() < len(first.content[0].text) or len(first.content) > 1):
            rest = t.joined((t.Text(first.content[0].text[match.end() :]), *first.content[1:]))
            return t.Item((t.Paragraph(rest), *blocks[1:]), match[1] in "xX")
    return t.Item(blocks)
