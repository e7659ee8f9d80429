"""A suggested change: words offered for a passage, kept outside the text until a person takes them.

Units are UTF-16. Mapped over every logged change like an anchor; it goes stale when its own words change. Several
hunks of one proposal are several suggestions that share a `proposal`. Values are frozen; storing is the room's.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

from gesso.base.errors import BadInput, Conflicting
from gesso.canvas.changes import Change
from gesso.canvas.diff import word_diff
from gesso.canvas.text import Text

SuggestionState = Literal["open", "accepted", "rejected", "stale"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Replace units `from_` to `to`, which read `before`, by `after`. Either may be empty."""

    id: str
    from_: int
    to: int
    before: str
    after: str
    why: str = ""
    proposal: str = ""
    author: str = ""
    turn: str = ""
    state: SuggestionState = "open"

    @classmethod
    def on(cls, text: Text, start: int, end: int, after: str, *, id: str, why: str = "", proposal: str = "",
           author: str = "", turn: str = "") -> "Suggestion":  # fmt: skip
        """A suggestion for a range in code points of `text`."""
        before = text.slice(start, end)
        return cls(id, text.to_units(start), text.to_units(end), before, after, why, proposal, author, turn)

    def map(self, change: Change) -> "Suggestion":
        """The suggestion after `change`: moved along, or stale if its words were touched. Words typed at its edges
        do not touch it. A settled suggestion keeps following its place."""
        touched = self.state == "open" and any(
            part.from_a < self.to and part.to_a > self.from_ for part in change.ranges()
        )
        point = self.from_ == self.to
        if point:
            across = change.map_pos_tracked(self.from_, -1, "across") is None
            at = change.map_pos(self.from_, -1)
            return replace(self, from_=at, to=at, state="stale" if across and self.state == "open" else self.state)
        start, end = change.map_pos(self.from_, 1), change.map_pos(self.to, -1)
        if start > end:
            start = end = change.map_pos(self.from_, -1)
        if not touched and (start, end) == (self.from_, self.to):
            return self
        return replace(self, from_=start, to=end, state="stale" if touched else self.state)

    def accept(self, text: Text, after: str | None = None) -> Change:
        """The change of the current `text` that takes the suggestion, or only `after`, the part a person chose.

        Word by word, so that cursors and comments on words that stay survive. Conflicting if it is not open or its
        passage no longer reads `before`.
        """
        if self.state != "open":
            raise Conflicting(f"This suggestion is {self.state} and cannot be accepted any more.")
        if text.slice_units(self.from_, self.to) != self.before:
            raise Conflicting("The words this suggestion was made for have changed; ask for a new one.")
        passage = Text.of(self.before)
        edits = word_diff(self.before, self.after if after is None else after)
        return Change.of(
            text.units,
            [
                (self.from_ + passage.to_units(start), self.from_ + passage.to_units(end), insert)
                for start, end, insert in edits
            ],
        )

    @property
    def pieces(self) -> list[tuple[int, int, str]]:
        """The words that change: units `from` to `to` of `before` become the text. What a part is chosen from."""
        passage = Text.of(self.before)
        return [
            (passage.to_units(start), passage.to_units(end), insert)
            for start, end, insert in word_diff(self.before, self.after)
        ]

    def with_pieces(self, chosen: Collection[int]) -> str:
        """`before` with only the pieces of those numbers changed. Raises BadInput for a piece that is not there."""
        pieces = self.pieces
        if not set(chosen) <= set(range(len(pieces))):
            raise BadInput(f"This suggestion has the parts 0 to {len(pieces) - 1}.")
        passage = Text.of(self.before)
        return str(passage.apply(Change.of(passage.units, [pieces[index] for index in sorted(set(chosen))])))

    def settled(self, state: Literal["accepted", "rejected"]) -> "Suggestion":
        """The suggestion once a person decided; Conflicting if it is not open."""
        if self.state != "open":
            raise Conflicting(f"This suggestion is already {self.state}.")
        return replace(self, state=state)


def hunks(change: Change, text: Text) -> list[tuple[int, int, str]]:
    """The change of `text` as parts to be decided one by one: units `from` to `to` become the words.

    Changes on one line belong together; a part never cuts through what a reader takes as one sentence of a line.
    """
    out: list[tuple[int, int, str]] = []
    for part in change.ranges():
        if out:
            start, end, words = out[-1]
            between = text.slice_units(end, part.from_a)
            if "\n" not in between:
                out[-1] = start, part.to_a, words + between + part.insert
                continue
        out.append((part.from_a, part.to_a, part.insert))
    return out
