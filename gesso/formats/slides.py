"""A document as slides, by rules: which words stand on which slide and which are spoken.

Each heading of the first three levels begins a slide, and so does a line across the page. Lists, tables, pictures and
code stand there as they are and go on on a further slide when one is full. Of long prose the first sentence stands
there, and the whole of it is in the notes, so that every word of the document is on a slide or in its notes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Literal

from gesso.base.sentences import split_sentences
from gesso.formats import losses as lose
from gesso.formats import tree as t
from gesso.formats.document import COMMENTS, SUGGESTIONS, Document, Lost, counted
from gesso.formats.markdown_read import read_started

LINES = 11.0
"""Lines of words that a slide holds."""
WIDTH = 76
"""Letters of one line across a slide; beside a picture there is room for half of them."""
LONG = 170
"""Code points past which prose is shown by its first sentence."""
LONGEST = 300
"""A first sentence that is longer is cut."""
HTML = "HTML in the text (its source is in the notes)"
DIAGRAMS = "diagrams and formulas in blocks (shown as their source)"
_DRAWN = ("mermaid", "math", "latex")

Kind = Literal["title", "section", "content"]


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one line or more: `mark` is "" for prose, "•", "1.", "☐", "☑", or "“" for what is quoted."""

    content: t.Inlines
    mark: str = ""
    level: int = 0


Part = Line | t.Table | t.Fence | t.Image


@dataclass(frozen=True, slots=True)
class Slide:
    """`start` is where in the text it begins, in code points; `part` counts the slides of one heading from 1."""

    kind: Kind
    title: t.Inlines
    parts: tuple[Part, ...]
    notes: t.Blocks
    start: int
    part: int = 1


@dataclass(frozen=True, slots=True)
class Deck:
    title: str
    slides: tuple[Slide, ...]


def deck_of(document: Document) -> Deck:
    """The slides. Comments and suggestions are not on them; code is one slide after another of code."""
    tree, starts = read_started(document.text)
    if document.kind == "code":
        tree, starts = t.Tree((t.Fence(document.language or "", (t.Text(document.text),)),)), (0,)
    return Deck(document.title, tuple(_Cutting(document.title, tree, starts).slides()))


def losses_slides(document: Document) -> tuple[Lost, ...]:
    """What neither the slides nor their notes hold, or hold in another form."""
    marks = [Lost(COMMENTS, count=len(document.comments)), Lost(SUGGESTIONS, count=len(document.suggestions))]
    if document.kind == "code":
        return counted(marks)
    tree, _ = read_started(document.text)
    html = [replace(lost, what=HTML) for lost in lose.html_blocks(tree)]
    drawn = sum(isinstance(one, t.Fence) and one.info.split()[:1] in ([d] for d in _DRAWN) for one in _blocks(tree))
    found = [*marks, *lose.common(document, tree), *html, Lost(DIAGRAMS, count=drawn), *lose.other_files(document)]
    return counted(found)


def weight(part: Part, width: int = WIDTH) -> float:
    """About how many lines a part takes on a slide."""
    match part:
        case Line():
            return max(1, ceil((len(t.words_of(part.content)) + 4 * part.level) / width)) + 0.15
        case t.Table():
            columns = max(1, len(part.aligns))
            return sum(max([1, *(ceil(len(t.words_of(c)) * columns / width / 1.2) for c in row)]) for row in part.rows)
        case t.Fence():
            lines = t.words_of(part.content).split("\n")
            return 0.4 + 0.72 * sum(max(1, ceil(len(line) / (width * 1.15))) for line in lines)
        case t.Image():
            return 0  # it stands beside the words, or alone


def _blocks(tree: t.Tree) -> Iterator[t.Block]:
    yield from t.blocks_of(tree.blocks)
    for _, body in tree.notes:
        yield from t.blocks_of(body)


@dataclass
class _Topic:
    """What stands under one heading: whole parts, and what of it is spoken, by the part that it belongs to."""

    title: t.Inlines
    start: int
    kind: Kind = "content"
    parts: list[tuple[Part | None, t.Blocks]] = field(default_factory=list)


class _Cutting:
    def __init__(self, title: str, tree: t.Tree, starts: Sequence[int]) -> None:
        self.title, self.tree, self.starts = title, tree, starts
        self.notes = dict(tree.notes)
        self.said: set[str] = set()

    def slides(self) -> Iterator[Slide]:
        for topic in self.topics():
            yield from self.filled(topic)

    def topics(self) -> Iterator[_Topic]:
        blocks = self.tree.blocks
        tops = sum(isinstance(block, t.Heading) and block.level == 1 for block in blocks)
        named = tops == 1 and isinstance(blocks[0], t.Heading) and blocks[0].level == 1
        topic = _Topic((t.Text(self.title),), 0, "title")
        for block, start in zip(blocks, self.starts, strict=True):
            if isinstance(block, t.Heading) and block.level <= 3:
                if not named or topic.start != start or block is not blocks[0]:
                    yield topic
                topic = _Topic(block.content, start, "title" if named and block is blocks[0] else "content")
                topic.parts += [(None, self.footnotes(block.content))]
            elif isinstance(block, t.Rule):
                yield topic
                topic = _Topic(topic.title, start)
            else:
                if topic.kind == "title" and (not _is_subtitle(block) or any(part for part, _ in topic.parts)):
                    yield topic
                    topic = _Topic(topic.title, start)
                topic.parts += self.shown(block)
        yield topic
        left = tuple(label for label in self.notes if label not in self.said)
        if left:
            end = self.starts[-1] if self.starts else 0
            last = _Topic((t.Text("Notes"),), end)
            last.parts = [pair for label in left for block in self.notes[label] for pair in self.shown(block)]
            yield last

    # ------------------------------------------------------------------ what is shown of a block

    def shown(self, block: t.Block, level: int = 0) -> list[tuple[Part | None, t.Blocks]]:
        """The parts that a block becomes, each with what is spoken to it."""
        match block:
            case t.Paragraph():
                return self.prose(block.content, "", level)
            case t.Heading():
                return [(Line((t.Styled("strong", block.content),), "", level), self.footnotes(block.content))]
            case t.Fence() | t.Table():
                return [(block, self.footnotes(*t.leaves(t.Tree((block,)))))]
            case t.Html():
                return [(None, (t.Fence("html", (t.Text(block.text),)),))]
            case t.Quote():
                return [
                    (replace(part, mark=part.mark or "“") if isinstance(part, Line) else part, said)
                    for inner in block.blocks
                    for part, said in self.shown(inner, level)
                ]
            case t.List():
                return self.list_(block, level)
            case _:
                return []

    def list_(self, block: t.List, level: int) -> list[tuple[Part | None, t.Blocks]]:
        found: list[tuple[Part | None, t.Blocks]] = []
        for number, item in enumerate(block.items, block.start or 0):
            mark = "•" if block.start is None else f"{number}."
            if item.checked is not None:
                mark = "☑" if item.checked else "☐"
            for inner in item.blocks:
                if isinstance(inner, t.Paragraph):
                    found += self.prose(inner.content, mark, level)
                    mark = ""
                else:
                    found += self.shown(inner, level + 1)
        return found

    def prose(self, content: t.Inlines, mark: str, level: int) -> list[tuple[Part | None, t.Blocks]]:
        pictures = [part for part in t.walk(content) if isinstance(part, t.Image)]
        words = t.joined(tuple(_without_pictures(content)))
        said = self.footnotes(content)
        found: list[tuple[Part | None, t.Blocks]] = []
        if t.words_of(words).strip():
            line = _first(words)
            whole = () if line == words else (t.Paragraph(words),)
            found.append((Line(line, mark, level), (*whole, *said)))
            said = ()
        for picture in pictures:
            found.append((picture, said))
            said = ()
        return found

    def footnotes(self, *lines: t.Inlines) -> t.Blocks:
        """The notes that are named in these lines, spoken where they are named first."""
        found: list[t.Block] = []
        for line in lines:
            for part in t.walk(line):
                if isinstance(part, t.Reference) and part.label in self.notes and part.label not in self.said:
                    self.said.add(part.label)
                    found += self.notes[part.label]
        return tuple(found)

    # ------------------------------------------------------------------ what fits on one slide

    def filled(self, topic: _Topic) -> Iterator[Slide]:
        shown: list[Part] = []
        notes: list[t.Block] = []
        number, full = 1, 0.0
        beside = any(isinstance(part, t.Image) for part, _ in topic.parts)
        width = WIDTH // 2 if beside and any(isinstance(part, Line) for part, _ in topic.parts) else WIDTH
        for whole, said in topic.parts:
            for piece in _pieces(whole, width):
                more = 0.0 if piece is None else weight(piece, width)
                crowd = isinstance(piece, t.Image) and sum(isinstance(part, t.Image) for part in shown) >= 2
                if shown and piece is not None and (full + more > LINES or crowd):
                    yield Slide(topic.kind, topic.title, tuple(shown), tuple(notes), topic.start, number)
                    shown, notes, full, number = [], [], 0.0, number + 1
                if piece is not None:
                    shown.append(piece)
                    full += more
            notes += said
        kind: Kind = "section" if topic.kind == "content" and not shown else topic.kind
        yield Slide(kind, topic.title, tuple(shown), tuple(notes), topic.start, number)


def _is_subtitle(block: t.Block) -> bool:
    return (
        isinstance(block, t.Paragraph)
        and 0 < len(t.words_of(block.content)) <= LONG
        and not any(isinstance(part, t.Image) for part in t.walk(block.content))
    )


def _pieces(part: Part | None, width: int) -> list[Part | None]:
    """A table or code that is longer than a slide, in pieces that are not; the head of a table stands on each."""
    if isinstance(part, t.Table) and weight(part, width) > LINES - 1:
        head, rows = part.rows[0], part.rows[1:]
        done: list[Part | None] = []
        at: list[tuple[t.Inlines, ...]] = []
        for row in rows:
            if at and weight(replace(part, rows=(head, *at, row)), width) > LINES - 1:
                done.append(replace(part, rows=(head, *at)))
                at = []
            at.append(row)
        return [*done, replace(part, rows=(head, *at))]
    if isinstance(part, t.Fence) and weight(part, width) > LINES - 1:
        lines = t.words_of(part.content).split("\n")
        step = int((LINES - 1.4) / 0.72)
        return [replace(part, content=(t.Text("\n".join(lines[at : at + step])),)) for at in range(0, len(lines), step)]
    return [part]


def _without_pictures(content: t.Inlines) -> Iterator[t.Inline]:
    for part in content:
        if isinstance(part, t.Styled | t.Link):
            yield replace(part, content=tuple(_without_pictures(part.content)))
        elif not isinstance(part, t.Image):
            yield part


def _first(content: t.Inlines) -> t.Inlines:
    """The whole of a short line; of a longer one its first sentences, as far as they fit."""
    words = t.words_of(content)
    if len(words) <= LONG:
        return content
    length = 0
    for sentence in split_sentences(words):
        if length and length + len(sentence.rstrip()) > LONG:
            break
        length += len(sentence)
    length = len(words[:length].rstrip())
    if length <= LONGEST:
        return t.joined(_cut(content, length)[0])
    length = words.rfind(" ", 0, LONGEST - 40)
    return t.joined((*_cut(content, length if length > 0 else LONGEST - 40)[0], t.Text(" …")))


def _cut(content: t.Inlines, length: int) -> tuple[t.Inlines, int]:
    """The first `length` code points of a line, and how many are still wanted after it."""
    done: list[t.Inline] = []
    for part in content:
        if length <= 0:
            break
        if isinstance(part, t.Text | t.Raw | t.Code):
            done.append(replace(part, text=part.text[:length]))
            length -= len(part.text)
        elif isinstance(part, t.Styled | t.Link):
            inner, length = _cut(part.content, length)
            done.append(replace(part, content=inner))
        else:
            done.append(part)
            length -= isinstance(part, t.Break)
    return tuple(done), length
