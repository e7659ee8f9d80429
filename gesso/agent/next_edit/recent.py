"""What one person changed lately in a canvas, put together from single keys.

A key is one change of the log; a person means a word. Changes that touch the place of the last one grow it; a change
elsewhere begins another. Changes by others only move the places. Units are UTF-16, as in the log.
"""

from dataclasses import dataclass, replace

from gesso.agent.next_edit.candidate import Replacement
from gesso.canvas.changes import Change
from gesso.canvas.text import Text

KEPT = 6
MOST_UNITS = 400
"""A place that grew beyond this is a text being written, not a change of one."""


@dataclass(frozen=True)
class Place:
    """Units `from_` to `to` stand where `before` stood when the person came here."""

    from_: int
    to: int
    before: str

    def map(self, change: Change) -> "Place":
        start, end = change.map_pos(self.from_, 1), change.map_pos(self.to, -1)
        return replace(self, from_=min(start, end), to=max(start, end))


@dataclass(frozen=True)
class Recent:
    """The last places, newest last, in `text`."""

    text: Text
    places: tuple[Place, ...] = ()

    def after(self, change: Change, own: bool) -> "Recent":
        """As it is after `change` of `text`; `own` when this person made it."""
        text = self.text.apply(change)
        if not own:
            return Recent(text, tuple(place.map(change) for place in self.places))
        ranges = list(change.ranges())
        if (
            len(ranges) != 1
        ):  # many places at once are a replacement of all, or an undo: done, and nothing to go on from
            return Recent(text, tuple(place.map(change) for place in self.places) if ranges else self.places)
        touched = ranges[0]
        last = self.places[-1] if self.places else None
        earlier = self.places
        start, end, before = touched.from_a, touched.to_a, self.text.slice_units(touched.from_a, touched.to_a)
        if last is not None and last.from_ <= touched.to_a and touched.from_a <= last.to:
            earlier = self.places[:-1]
            start, end = min(last.from_, touched.from_a), max(last.to, touched.to_a)
            before = self.text.slice_units(start, last.from_) + last.before + self.text.slice_units(last.to, end)
        size = end - start + (touched.to_b - touched.from_b) - (touched.to_a - touched.from_a)
        kept = [place.map(change) for place in earlier]
        if max(size, len(before)) <= MOST_UNITS:
            kept.append(Place(start, start + size, before))
        return Recent(text, tuple(kept[-KEPT:]))

    def replacements(self) -> tuple[Replacement, ...]:
        """The places in code points of `text`."""
        to_points = self.text.to_points
        return tuple(Replacement(to_points(p.from_), to_points(p.to), p.before) for p in self.places)
