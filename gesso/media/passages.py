"""The prose of a document in order, sentence by sentence, each with where it stands and how it sounds without marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gesso.base.late import late
from gesso.base.sentences import split_sentences
from gesso.formats import tree as t

_ITEM = late(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?", re.MULTILINE)
_QUOTE = late(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_REFERENCE = late(r"\[\^[^\]\s]+\]")
_NOTE = late(r"^\[\^[^\]]+\]:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A block of the document: `source` is `text[start:end]`, without blank lines after it."""

    block: t.Block
    start: int
    end: int
    source: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """Code points `start..end` of the text, and its words without marks."""

    start: int
    end: int
    words: str
    source: str


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks of the outermost level, in order; what footnotes say is not among them."""
    from gesso.formats.markdown_read import read_started  # slow to load

    tree, starts = read_started(text)
    notes = [found.start() for found in _NOTE.finditer(text)] if tree.notes else []
    for at, block in enumerate(tree.blocks):
        start = starts[at]
        end = starts[at + 1] if at + 1 < len(starts) else len(text)
        end = min([end, *(place for place in notes if place > start)])
        source = text[start:end].rstrip()
        yield Block(block, start, start + len(source), source)


def sentences_of(block: Block) -> Iterator[Sentence]:
    """The sentences of a paragraph, a heading, a quote or a list; each item of a list begins a new one."""
    if not isinstance(block.block, t.Paragraph | t.Heading | t.Quote | t.List):
        return
    source = _QUOTE.sub(_blank, block.source)
    for start, end in _items(source):
        at = start
        for piece in split_sentences(source[start:end]):
            begin, stop = at + len(piece) - len(piece.lstrip()), at + len(piece.rstrip())
            at += len(piece)
            words = bare(source[begin:stop])
            if re.search(r"\w", words):
                yield Sentence(block.start + begin, block.start + stop, words, source[begin:stop])


def bare(markdown: str) -> str:
    """The words of one line of Markdown, as they are read."""
    from gesso.formats.markdown_read import read_tree  # slow to load

    for inner in t.blocks_of(read_tree(" ".join(_REFERENCE.sub("", markdown).split())).blocks):
        if isinstance(inner, t.Paragraph | t.Heading):
            return " ".join(t.words_of(tuple(_spoken(inner.content))).split())
    return ""


def _spoken(content: t.Inlines) -> Iterator[t.Inline]:
    return (part for part in content if not isinstance(part, t.Image | t.Raw))


def _items(source: str) -> list[tuple[int, int]]:
    """The stretches between the marks of list items, those marks left out."""
    marks = list(_ITEM.finditer(source))
    if not marks:
        return [(0, len(source))]
    ends = [mark.start() for mark in marks[1:]] + [len(source)]
    found = [(mark.end(), end) for mark, end in zip(marks, ends, strict=True)]
    return [(0, marks[0].start()), *found] if source[: marks[0].start()].strip() else found


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
