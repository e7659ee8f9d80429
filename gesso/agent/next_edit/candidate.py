"""What can be offered: a few splices of the text that belong together, and how likely they are wanted.

Pure values. Positions are code points of the text they were made for.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["rename", "renumber", "list", "close", "row", "link", "words"]
KINDS: tuple[Kind, ...] = ("rename", "renumber", "list", "close", "row", "link", "words")

MOST_SPLICES = 200
"""More places than a person would look through are not offered at once."""


@dataclass(frozen=True)
class Splice:
    """Put `text` in the place of code points `start` to `end`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Candidate:
    """Splices in order that do not overlap. `likely` is the probability that the person wants exactly this."""

    kind: Kind
    splices: tuple[Splice, ...]
    likely: float

    def apply(self, text: str) -> str:
        """`text`, the one this was made for, with it taken."""
        out, at = [], 0
        for splice in self.splices:
            out += [text[at : splice.start], splice.text]
            at = splice.end
        return "".join([*out, text[at:]])

    def key(self, text: str) -> str:
        """The same for the same offer at the same words, wherever they have moved to; tells nothing of the text."""
        first = self.splices[0]
        said = [self.kind, text[max(0, first.start - 40) : first.start]]
        said += [f"{text[splice.start : splice.end]}\0{splice.text}" for splice in self.splices]
        return hashlib.sha256("\1".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:24]


@dataclass(frozen=True)
class Replacement:
    """Something this person changed lately: `before` became `text[start:end]`. Either may be empty."""

    start: int
    end: int
    before: str


@dataclass(frozen=True)
class Situation:
    """A text with the caret of the person who types in it, and what they changed lately, newest last."""

    text: str
    caret: int
    code: bool
    recent: tuple[Replacement, ...] = ()

    @property
    def newest(self) -> Replacement | None:
        return self.recent[-1] if self.recent else None

    @property
    def line_start(self) -> int:
        return self.text.rfind("\n", 0, self.caret) + 1

    @property
    def line_end(self) -> int:
        end = self.text.find("\n", self.caret)
        return len(self.text) if end < 0 else end

    @property
    def at_line_end(self) -> bool:
        return self.text[self.caret : self.line_end].strip() == ""


def candidate(kind: Kind, splices: Iterable[Splice], likely: float) -> Candidate | None:
    """The candidate of these splices, put in order; None when there are none, or too many."""
    ordered = tuple(sorted(splices, key=lambda splice: splice.start))
    return Candidate(kind, ordered, likely) if 0 < len(ordered) <= MOST_SPLICES else None
