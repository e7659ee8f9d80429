"""Continuing a text, rather than a conversation: what a writer's next words are asked with, and what comes back.

A `Completer` is a model that takes raw text and tells how likely it found each piece of its answer. Not every model is
one; `Catalogue.completer` knows. Nothing here speaks to a model.
"""

import re
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Gap:
    """A place in a text. `before` ends at the caret, `after` begins there.

    `begun` are the last letters of `before` when the caret stands inside a word being typed: a model cuts text into
    pieces of its own, and goes on badly from the middle of one, so it is asked anew from where the word begins.
    """

    before: str
    after: str = ""
    begun: str = ""

    @property
    def head(self) -> str:
        """What stands before the word being typed, without the blank that its first piece carries."""
        return self.before[: len(self.before) - len(self.lead)]

    @property
    def lead(self) -> str:
        """What an answer must begin with, to go on from `head`: the blank and the letters of the begun word."""
        size = len(self.begun)
        rest = self.before[: len(self.before) - size] if size else self.before
        return self.before[len(self.before) - size - (1 if rest.endswith(" ") else 0) :]


@dataclass(frozen=True)
class Piece:
    """Some of an answer; `logprob` is the natural logarithm of how likely it was, None where the server did not say."""

    text: str
    logprob: float | None


@dataclass(frozen=True)
class Until:
    """When an answer is long enough: at `pattern` in it, after `tokens`, once it is less likely than `floor` (a
    logarithm), or when `within_s` have passed. What there is by then is the answer."""

    pattern: str
    tokens: int
    floor: float
    within_s: float


class Completer(Protocol):
    """Something that continues a text."""

    id: str
    local: bool

    @property
    def ready(self) -> bool:
        """Whether it can answer now, without anything being fetched first."""
        ...

    async def complete(self, gap: Gap, until: Until) -> list[Piece]:
        """The words after the caret, most likely ones, not those that are there already. Raises ModelError."""
        ...


def unmarked(text: str) -> str:
    """`text` with what would read as a model's control marks broken up."""
    return text.replace("<|", "< |")


def cut_at(pieces: list[Piece], pattern: str) -> list[Piece]:
    """The pieces up to and with the first match of `pattern` in their text."""
    found = re.search(pattern, "".join(piece.text for piece in pieces))
    if found is None:
        return pieces
    kept, left = [], found.end()
    for piece in pieces:
        if left <= 0:
            break
        kept.append(Piece(piece.text[:left], piece.logprob))
        left -= len(piece.text)
    return kept


def without_lead(pieces: list[Piece], lead: str) -> list[Piece]:
    """The pieces after `lead`, which they begin with; nothing when they do not."""
    kept, left = [], lead
    for piece in pieces:
        if not left:
            kept.append(piece)
            continue
        size = min(len(left), len(piece.text))
        if piece.text[:size] != left[:size]:
            return []
        left = left[size:]
        kept.append(Piece(piece.text[size:], piece.logprob))
    return [] if left else kept
