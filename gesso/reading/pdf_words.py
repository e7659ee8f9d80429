"""The words of a page of a PDF, and whether it holds some that no reader sees: white, of a point or two, or not drawn.

White words on a dark ground are told of, too: code does not see the ground. A page whose words are all undrawn is a
scan with its text layer, which hides nothing.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

from gesso.reading.markup import MOST_NO_WIDTH, NO_WIDTH
from gesso.reading.parts import Part

SMALLEST = 2.0  # points
FEWEST = 8  # hidden letters that are told of
_HEADING = re.compile(r"(?=.{3,70}$)(?:[A-ZÀ-Þ]|\d+[.\s])(?:.*[^.,;:!?\s])$")
_ENDS = re.compile(r"[.!?…][\"'”’)]*$")
_SHOWS = frozenset((b"Tj", b"TJ", b"'", b'"'))


class _Watch:
    """Follows the operators that set how words are drawn."""

    def __init__(self) -> None:
        self.unseen = self.undrawn = self.seen = 0
        self._state = (False, 0, 12.0)  # white, mode of drawing, size of the letters
        self._kept: list[tuple[bool, int, float]] = []

    def __call__(self, operator: bytes, operands: Any, cm: Any, tm: Any) -> None:
        white, mode, size = self._state
        if operator == b"q":
            self._kept.append(self._state)
        elif operator == b"Q" and self._kept:
            self._state = self._kept.pop()
        elif operator in (b"rg", b"g", b"sc", b"scn"):
            numbers = [float(one) for one in operands if isinstance(one, int | float)]
            self._state = (bool(numbers) and all(one > 0.95 for one in numbers), mode, size)
        elif operator == b"k":
            self._state = (all(float(one) < 0.05 for one in operands), mode, size)
        elif operator == b"Tr" and operands:
            self._state = (white, int(operands[0]), size)
        elif operator == b"Tf" and len(operands) > 1:
            self._state = (white, mode, float(operands[1]))
        elif operator in _SHOWS:
            self._show(operands, cm, tm)

    def _show(self, operands: Any, cm: Any, tm: Any) -> None:
        white, mode, size = self._state
        first = operands[-1] if operands else ""
        pieces = first if isinstance(first, list) else [first]
        letters = sum(len(piece) for piece in pieces if isinstance(piece, str | bytes))
        drawn = size * _scale(tm) * _scale(cm)
        if mode == 3:
            self.undrawn += letters
        elif white or drawn < SMALLEST:
            self.unseen += letters
        else:
            self.seen += letters


def words_of_page(page: Any) -> Part:
    """`page` is one of pypdf's."""
    watch = _Watch()
    text = str(page.extract_text(visitor_operand_before=watch))
    bare = NO_WIDTH.sub("", text)
    hidden = watch.unseen >= FEWEST or (watch.undrawn >= FEWEST and watch.seen > 0)
    hidden = hidden or len(text) - len(bare) > MOST_NO_WIDTH
    lines = [line.strip() for line in bare.replace("\f", "\n").splitlines()]
    words = "\n".join(line for line in lines if line)
    words = re.sub(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])", "", words)
    return Part(words, tuple(_headings(words)), hidden)


def _headings(words: str) -> Iterator[tuple[int, str]]:
    """Lines that look like headings: short, begun by a capital or a number, ended by no sign, between whole sentences.

    The layout says more, and is not looked at.
    """
    lines = words.split("\n")
    at = 0
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else ""
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if _HEADING.match(line) and (not before or _ENDS.search(before)) and after[:1].isupper():
            yield at, line
        at += len(line) + 1


def _scale(matrix: Any) -> float:
    """How much a matrix of six numbers makes things larger, upwards."""
    return math.hypot(float(matrix[2]), float(matrix[3]))
