"""A passage that is found again wherever edits move it: comments, cursors, selections, blocks.

Units are UTF-16. Anchors are mapped on the server, over every logged change in log order (Rule 2 of the log); a
client shows the server's anchor mapped over its own unconfirmed changes and never maps it step by step.
Words typed at either edge of a passage stay outside it; a point (`from_ == to`) stays before what is typed there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from gesso.canvas.changes import Change
from gesso.canvas.text import Text, units_of


@dataclass(frozen=True, slots=True)
class Anchor:
    """The units `from_` to `to`; once `gone`, a point where the passage was, and `quote` says what it read."""

    from_: int
    to: int
    quote: str = ""
    gone: bool = False

    @classmethod
    def on(cls, text: Text, start: int, end: int) -> "Anchor":
        """The anchor of a range in code points of `text`, with its words as the quote."""
        return cls(text.to_units(start), text.to_units(end), text.slice(start, end))

    def map(self, change: Change) -> "Anchor":
        """The anchor after `change`; `gone` when all of its text was deleted. Once gone, it stays gone.

        Words put in the place of its first or last words, or of exactly all of them, are part of it.
        """
        if self.gone or self.from_ == self.to:
            at = change.map_pos(self.from_, -1)
            return self if at == self.from_ == self.to else replace(self, from_=at, to=at)
        start, end = change.map_pos(self.from_, 1), change.map_pos(self.to, -1)
        if start >= end:
            at = change.map_pos(self.from_, -1)
            return replace(self, from_=at, to=at, gone=True)
        return self if (start, end) == (self.from_, self.to) else replace(self, from_=start, to=end)

    def map_all(self, changes: Iterable[Change]) -> "Anchor":
        """The anchor after several changes, in log order."""
        anchor = self
        for change in changes:
            anchor = anchor.map(change)
        return anchor

    def follow(self, change: Change, text: Text) -> "Anchor":
        """The anchor after `change`, which made `text`; its passage is found again when `change` brought it back.

        What an undo puts in again is at the place where the anchor waits: its words are looked for there, not
        elsewhere in the text, so that an anchor never jumps to another passage that happens to read the same.
        """
        moved = self.map(change)
        units = units_of(self.quote)
        if not self.quote or (not moved.gone and moved.to - moved.from_ == units):
            return moved
        for part in change.ranges():
            if part.to_b < moved.from_ - units or part.from_b > moved.to + units or part.from_b == part.to_b:
                continue
            first = max(0, text.to_points(min(part.from_b, moved.from_)) - len(self.quote))
            window = text.slice(first, min(len(text), text.to_points(max(part.to_b, moved.to)) + len(self.quote)))
            fresh = range(text.to_points(part.from_b) - first, text.to_points(part.to_b) - first)
            at = _nearest(window, self.quote, text.to_points(moved.from_) - first, fresh)
            if at is not None:
                start = text.to_units(first + at)
                if moved.gone or (start <= moved.from_ and moved.to <= start + units):
                    return replace(moved, from_=start, to=start + units, gone=False)
        return moved

    def points(self, text: Text) -> tuple[int, int]:
        """The range in code points of `text`, the text this anchor is up to date with."""
        return text.to_points(self.from_), text.to_points(self.to)


def _nearest(window: str, quote: str, point: int, fresh: range) -> int | None:
    """Where `quote` occurs in `window` nearest to `point` and with some of `fresh`, the words just put in, in it.

    None where it does not: words that stood there before are another passage.
    """
    best: int | None = None
    at = window.find(quote, max(0, fresh.start - len(quote) + 1))
    while 0 <= at < fresh.stop:
        if best is None or abs(at - point) < abs(best - point):
            best = at
        at = window.find(quote, at + 1)
    return best
