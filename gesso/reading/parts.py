"""The words of a file in parts (pages, slides, chapters, sheets), and those cut into passages that can be found. Pure.

Between parts stands a form feed, as in `gesso/sources/page.py`. Offsets are code points of the whole text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

PART_END = "\f"
PASSAGE = 700  # characters of a passage, at most
LEAST = 240  # shorter pieces are put together up to here
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-ZÀ-ÖØ-ÞĀ-Ž0-9])|(?<=[。！？])")


@dataclass(frozen=True)
class Part:
    """`heads`: where headings begin in `text`, and what they say. `hidden`: it holds words that no reader sees."""

    text: str
    heads: tuple[tuple[int, str], ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Passage:
    """`page` counts parts from 1; `start` and `end` are code points of the whole text."""

    number: int
    page: int
    start: int
    end: int
    heading: str
    text: str
    hidden: bool = False


@dataclass
class Cutter:
    """Cuts parts into passages as they come; keeps the heading that is in force across parts."""

    heading: str = ""
    _at: int = 0
    _count: int = 0
    _page: int = 0

    def cut(self, part: Part) -> list[Passage]:
        self._page += 1
        found = []
        for start, end in _spans(part.text, [at for at, _ in part.heads]):
            for at, words in part.heads:
                if at <= start:
                    self.heading = words
            text = part.text[start:end]
            self._count += 1
            found.append(Passage(
                self._count, self._page, self._at + start, self._at + end, self.heading[:200], text, part.hidden
            ))  # fmt: skip
        self._at += len(part.text) + 1
        return found


def cut_all(parts: Sequence[Part]) -> list[Passage]:
    cutter = Cutter()
    return [passage for part in parts for passage in cutter.cut(part)]


def _spans(text: str, breaks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pieces of at most PASSAGE characters that end where a sentence, a line or a word does; none crosses a break."""
    edges = sorted({0, len(text), *(at for at in breaks if 0 < at < len(text))})
    for begin, stop in pairwise(edges):
        start = begin
        while start < stop:
            end = stop if stop - start <= PASSAGE else _end(text, start, stop)
            left, right = start, end
            while left < right and text[left].isspace():
                left += 1
            while right > left and text[right - 1].isspace():
                right -= 1
            if left < right:
                yield left, right
            start = end


def _end(text: str, start: int, stop: int) -> int:
    window = text[start : start + PASSAGE]
    paragraph = window.rfind("\n\n")
    if paragraph >= LEAST:
        return start + paragraph + 2
    ends = [match.end() for match in _SENTENCE.finditer(window)]
    if ends and ends[-1] >= LEAST:
        return start + ends[-1]
    for mark in ("\n", " "):
        at = window.rfind(mark)
        if at >= LEAST:
            return start + at + 1
    return min(stop, start + PASSAGE)
