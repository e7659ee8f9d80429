"""A Markdown document as a tree of blocks and inline parts: what HTML, DOCX and PDF are made from and read into.

Pure values. `Mark` is a position that somebody wants to find again; `Changed` is an open suggestion inside a line of
text. Both are left out by `plain`, so that two trees can be compared.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

Style = Literal["emphasis", "strong", "strike"]
Align = Literal["", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """HTML inside a paragraph, kept as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Styled:
    style: Style
    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    title: str
    content: "Inlines"


@dataclass(frozen=True, slots=True)
class Image:
    src: str
    alt: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A line break that is seen; with `soft`, one that only the source has."""

    soft: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A footnote's number in the text."""

    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    code: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Suggestion number `index`: `after` for `before`; either may be empty."""

    before: "Inlines"
    after: "Inlines"
    index: int


Inline = Text | Raw | Code | Styled | Link | Image | Break | Reference | Mark | Changed
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    content: Inlines


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    content: Inlines


@dataclass(frozen=True, slots=True)
class Fence:
    """Code as a block; `content` is Text, marks and changes only."""

    info: str
    content: Inlines


@dataclass(frozen=True, slots=True)
class Html:
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    pass


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: "Blocks"


@dataclass(frozen=True, slots=True)
class Item:
    blocks: "Blocks"
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class List:
    """`start` is None for bullets."""

    start: int | None
    loose: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first row is the head; every row has as many cells as there are aligns."""

    aligns: tuple[Align, ...]
    rows: tuple[tuple[Inlines, ...], ...]


Block = Paragraph | Heading | Fence | Html | Rule | Quote | List | Table
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """`front` is the front matter with its fences, byte for byte; `notes` are the footnotes by label, in order."""

    blocks: Blocks
    front: str = ""
    notes: tuple[tuple[str, Blocks], ...] = ()


Leaf = Callable[[Inlines], Inlines]


def map_leaves(tree: Tree, change: Leaf) -> Tree:
    """The tree with every line of inline content replaced, front to back."""
    blocks = _map_blocks(tree.blocks, change)
    return replace(tree, blocks=blocks, notes=tuple((label, _map_blocks(body, change)) for label, body in tree.notes))


def _map_blocks(blocks: Blocks, change: Leaf) -> Blocks:
    return tuple(_map_block(block, change) for block in blocks)


def _map_block(block: Block, change: Leaf) -> Block:
    match block:
        case Paragraph() | Heading() | Fence():
            return replace(block, content=change(block.content))
        case Quote():
            return Quote(_map_blocks(block.blocks, change))
        case List():
            items = tuple(replace(item, blocks=_map_blocks(item.blocks, change)) for item in block.items)
            return replace(block, items=items)
        case Table():
            return replace(block, rows=tuple(tuple(change(cell) for cell in row) for row in block.rows))
        case _:
            return block


def leaves(tree: Tree) -> list[Inlines]:
    """Every line of inline content, in order."""
    found: list[Inlines] = []

    def keep(content: Inlines) -> Inlines:
        found.append(content)
        return content

    map_leaves(tree, keep)
    return found


def walk(content: Inlines) -> Iterator[Inline]:
    """Every part of a line, outer before inner."""
    for part in content:
        yield part
        if isinstance(part, Styled | Link):
            yield from walk(part.content)
        elif isinstance(part, Changed):
            yield from walk((*part.before, *part.after))


def blocks_of(blocks: Blocks) -> Iterator[Block]:
    """Every block, outer before inner."""
    for block in blocks:
        yield block
        if isinstance(block, Quote):
            yield from blocks_of(block.blocks)
        elif isinstance(block, List):
            for item in block.items:
                yield from blocks_of(item.blocks)


def joined(content: Inlines) -> Inlines:
    """The line with neighbouring text joined and what is empty left out."""
    done: list[Inline] = []
    for part in content:
        if isinstance(part, Styled | Link):
            part = replace(part, content=joined(part.content))
            if not part.content:
                continue
        last = done[-1] if done else None
        if isinstance(part, Text | Raw | Code):
            if not part.text:
                continue
            if isinstance(last, Text | Raw | Code) and type(last) is type(part):
                done[-1] = replace(last, text=last.text + part.text)
                continue
        if isinstance(part, Styled) and isinstance(last, Styled) and last.style == part.style:
            done[-1] = Styled(part.style, joined((*last.content, *part.content)))
            continue
        if isinstance(part, Link) and isinstance(last, Link) and (last.href, last.title) == (part.href, part.title):
            done[-1] = replace(part, content=joined((*last.content, *part.content)))
            continue
        done.append(part)
    return tuple(done)


def plain(content: Inlines) -> Inlines:
    """The line as it reads now: without marks, with what suggestions would replace."""
    return joined(tuple(_unmarked(content)))


def _unmarked(content: Inlines) -> Iterator[Inline]:
    for part in content:
        if isinstance(part, Mark):
            continue
        if isinstance(part, Changed):
            yield from _unmarked(part.before)
        elif isinstance(part, Styled | Link):
            yield replace(part, content=plain(part.content))
        else:
            yield part


def words_of(content: Inlines) -> str:
    """What a reader sees of a line, without form."""
    found = []
    for part in walk(plain(content)):
        if isinstance(part, Text | Raw | Code):
            found.append(part.text)
        elif isinstance(part, Image):
            found.append(part.alt)
        elif isinstance(part, Break):
            found.append(" ")
    return "".join(found)
