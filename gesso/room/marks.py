"""What lies on a document without being in it: suggestions, drafts of agents, and the places of comments.

All of it follows every logged change on the server, in log order (Rule 2). A client moves what it was sent over the
changes that come after, exactly as here, so a frame is needed only when something comes, goes, or is lost or found;
a corrective one follows a while after typing. Memory only; rows are the room's business. No awaiting: the loop locks.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from gesso.base.errors import Conflicting, NotFound
from gesso.canvas.anchors import Anchor
from gesso.canvas.changes import Change
from gesso.canvas.suggestion import Suggestion
from gesso.canvas.text import Text
from gesso.room import frames

MANY = 200  # from here on frames are gathered for longer
SOON_S, LATER_S = 0.02, 0.5


@dataclass(frozen=True)
class Draft:
    """Words an agent is still writing in place of others; shown, never applied until finished."""

    by: str
    turn: str | None
    place: Anchor
    after: str


class Marks:
    """The marks of one canvas. `publish` sends a frame to everybody who looks; `version` is the canvas's."""

    def __init__(self, publish: Callable[[frames.ServerFrame], None], version: Callable[[], int]) -> None:
        self.suggestions: dict[str, Suggestion] = {}
        self.drafts: dict[str, Draft] = {}
        self.notes: dict[str, Anchor] = {}
        self.on_stale: Callable[[Suggestion], None] = lambda _: None
        self._publish, self._version = publish, version
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._pieces: dict[str, tuple[frames.WirePiece, ...]] = {}

    def follow(self, change: Change, text: Text, version: int, since: dict[str, int] | None = None) -> None:
        """Move everything over `change`, which made `text` at `version`.

        `since` names marks stored at a later version than the change, which it does not concern.
        """
        if not self.suggestions and not self.drafts and not self.notes:
            return
        parts = list(change.ranges())
        if not parts:
            return
        extent = _Extent(parts[0].from_a, parts[-1].to_a, change.new_length - change.length)
        late = since or {}
        self._follow_suggestions(change, extent, {key for key, at in late.items() if at >= version})
        for key, anchor in self.notes.items():
            if late.get(key, 0) < version:
                self.notes[key] = new = extent.moved(anchor) or anchor.follow(change, text)
                if new.gone != anchor.gone:
                    self.show_notes()
        for key, draft in self.drafts.items():
            self.drafts[key] = replace(draft, place=draft.place.map(change))

    def _follow_suggestions(self, change: Change, extent: "_Extent", late: set[str]) -> None:
        for key, old in list(self.suggestions.items()):
            if key in late or old.to < extent.first:
                continue
            if old.from_ > extent.last:
                self.suggestions[key] = replace(old, from_=old.from_ + extent.delta, to=old.to + extent.delta)
                continue
            new = self.suggestions[key] = old.map(change)
            if new.state == "stale":
                del self.suggestions[key]
                self.on_stale(new)
                self.show_suggestions()

    # ------------------------------------------------------------------ finding

    def suggestion(self, suggestion: str) -> Suggestion:
        """An open suggestion. Raises Conflicting when it is no longer open here."""
        found = self.suggestions.get(suggestion)
        if found is None:
            raise Conflicting("This suggestion is no longer open; its words were changed, or somebody settled it.")
        return found

    def note(self, note: str) -> Anchor:
        """The place of a comment. Raises NotFound."""
        found = self.notes.get(note)
        if found is None:
            raise NotFound("There is no such comment on this canvas.")
        return found

    # ------------------------------------------------------------------ frames

    def suggestions_frame(self) -> frames.Suggestions:
        # The words of a suggestion never change: they are compared once, however often the frame is sent.
        self._pieces = {s.id: self._pieces.get(s.id) or _pieces(s) for s in self.suggestions.values()}
        found = [
            frames.WireSuggestion(
                id=s.id, by=s.author, turn=s.turn or None, start=s.from_, end=s.to, before=s.before, after=s.after,
                why=s.why, proposal=s.proposal, pieces=self._pieces[s.id],
            )
            for s in self.suggestions.values()
        ]  # fmt: skip
        found += [
            frames.WireSuggestion(
                id=key, by=d.by, turn=d.turn, start=d.place.from_, end=d.place.to, before=d.place.quote, after=d.after,
                streaming=True,
            )
            for key, d in self.drafts.items()
        ]  # fmt: skip
        return frames.Suggestions(version=self._version(), suggestions=found)

    def notes_frame(self) -> frames.Notes:
        places = [frames.WirePlace(id=key, start=a.from_, end=a.to, gone=a.gone) for key, a in self.notes.items()]
        return frames.Notes(version=self._version(), notes=places)

    def show_suggestions(self) -> None:
        """Tell listeners soon that suggestions or drafts are others than before."""
        self._soon("suggestions", len(self.suggestions), self.suggestions_frame)

    def show_notes(self) -> None:
        """Tell listeners soon that comments came, went, or lost or found their words."""
        self._soon("notes", len(self.notes), self.notes_frame)

    def _soon(self, what: str, count: int, frame: Callable[[], frames.ServerFrame]) -> None:
        def show() -> None:
            self._timers.pop(what, None)
            self._publish(frame())

        if what not in self._timers:
            delay = LATER_S if count > MANY else SOON_S
            self._timers[what] = asyncio.get_running_loop().call_later(delay, show)


def _pieces(suggestion: Suggestion) -> tuple[frames.WirePiece, ...]:
    return tuple(frames.WirePiece(start=start, end=end, words=words) for start, end, words in suggestion.pieces)


@dataclass(frozen=True)
class _Extent:
    """From the first to the last changed unit of the old text, and how much longer the new one is."""

    first: int
    last: int
    delta: int

    def moved(self, anchor: Anchor) -> Anchor | None:
        """The anchor where the change lies wholly before or behind it; None where it must be looked at."""
        if anchor.gone:
            return None
        if anchor.to < self.first:
            return anchor
        if anchor.from_ > self.last:
            return replace(anchor, from_=anchor.from_ + self.delta, to=anchor.to + self.delta)
        return None
