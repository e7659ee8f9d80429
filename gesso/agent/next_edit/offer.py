"""A candidate as it is offered: placed in the text as it is now, with the words around it for a person to read."""

from collections.abc import Iterable
from dataclasses import dataclass

from gesso.agent.next_edit.candidate import Candidate, Kind
from gesso.base.ids import new_id
from gesso.canvas.anchors import Anchor
from gesso.canvas.changes import Change
from gesso.canvas.text import Text

CONTEXT_CHARS = 24


@dataclass(frozen=True)
class Patch:
    """Code points `start` to `end`, the words there, the new ones, and a little of the line around them."""

    start: int
    end: int
    before: str
    after: str
    lead: str
    trail: str


@dataclass(frozen=True)
class Offer:
    """What is offered to a person in the text at `version`. `unit` is where its first patch begins, in UTF-16."""

    id: str
    kind: Kind
    version: int
    patches: tuple[Patch, ...]
    likely: float
    key: str
    unit: int


def place(found: Candidate, then: Text, since: Iterable[Change], now: Text, version: int) -> Offer | None:
    """The offer of a candidate made for `then`, in `now`, which is `then` after the changes `since`; None when one of
    them touched its words."""
    changes = list(since)
    patches = []
    for splice in found.splices:
        anchor = Anchor.on(then, splice.start, splice.end).map_all(changes)
        start, end = anchor.points(now)
        if anchor.gone or now.slice(start, end) != anchor.quote:
            return None
        lead = now.slice(max(0, start - CONTEXT_CHARS), start).rpartition("\n")[2]
        trail = now.slice(end, min(len(now), end + CONTEXT_CHARS)).partition("\n")[0]
        patches.append(Patch(start, end, anchor.quote, splice.text, lead, trail))
    unit = now.to_units(patches[0].start)
    return Offer(new_id("next"), found.kind, version, tuple(patches), found.likely, found.key(str(then)), unit)


def still_there(offer: Offer, since: Iterable[Change], now: Text) -> bool:
    """Whether the first words of an offer that was taken stand in `now`, `since` being all changes after its version:
    the one that took it, and what came then."""
    unit = offer.unit
    for change in since:
        unit = change.map_pos(unit, -1)
    start, words = now.to_points(unit), offer.patches[0].after
    return now.slice(start, min(len(now), start + len(words))) == words
