"""Views of rooms: lists, members, the log, messages, turns, links."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gesso.room.wire import CanvasKind, CanvasTrust, Event, Outcome, Pairing, Problem, Role
from gesso.server.views.base import MAX_MESSAGE, Id, In, Line, Name, Out, Place, Words


class MemberView(Out):
    id: str
    name: str
    role: Role


class MemberIn(In):
    role: Role


class RoomIn(In):
    title: Line = ""


class RoomPatch(In):
    title: Name


class RoomSummary(Out):
    """A line of the conversations list. `snippet` is where a search matched, or empty."""

    id: str
    title: str
    role: Role
    updated_at: datetime
    deleted: bool = False
    snippet: str = ""
    project: str | None = None


class CanvasSummary(Out):
    id: str
    kind: CanvasKind
    title: str
    language: str | None
    deleted: bool = False
    trust: CanvasTrust = "free"
    pairing: Pairing = "do"


class SuggestionView(Out):
    """Words offered in place of `before`, at code points of the canvas text at `version`.

    The hunks of one rewrite share a `proposal`. `pieces` are the words that change: code points from and to of
    `before`, and what is put there; acceptance may name some of them.
    """

    id: str
    canvas: str
    by: str
    turn: str | None
    version: int
    start: int
    end: int
    before: str
    after: str
    why: str
    state: Literal["open", "accepted", "rejected", "stale"]
    proposal: str = ""
    pieces: tuple[tuple[int, int, str], ...] = ()


class RoomView(Out):
    """`seq` is the last event folded in: follow the stream with `after=seq`. `head` ends the shown branch."""

    id: str
    title: str
    role: Role
    seq: int
    deleted: bool
    head: str
    members: list[MemberView]
    canvases: list[CanvasSummary]
    suggestions: list[SuggestionView]
    turn: str | None


class EventsView(Out):
    """`seq` is the last event of the log, so that a reader knows whether there is more."""

    events: list[Event]
    seq: int


class SelectionIn(In):
    """Part of a canvas: by its exact words, which must occur once, or by code points of the text at `version`.

    Without `version` they count in the current text.
    """

    canvas: Id
    quote: Annotated[Words, Field(min_length=1, max_length=200_000)] | None = None
    start: Place | None = None
    end: Place | None = None
    version: Place | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        _quote_or_range(self.quote, self.start, self.end)
        return self


class CanvasSelectionIn(In):
    """The caller's selection on a canvas; all fields absent clears it."""

    quote: Annotated[Words, Field(min_length=1, max_length=200_000)] | None = None
    start: Place | None = None
    end: Place | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.quote, self.start, self.end) != (None, None, None):
            _quote_or_range(self.quote, self.start, self.end)
        return self


def _quote_or_range(quote: str | None, start: int | None, end: int | None) -> None:
    if (start is None) != (end is None) or (quote is None) == (start is None):
        raise ValueError("give either `quote`, or `start` and `end`")
    if start is not None and end is not None and end < start:
        raise ValueError("`end` must not be before `start`")


class CanvasSelectionView(Out):
    canvas: str
    version: int
    start: int
    end: int
    quote: str


class ShortcutIn(In):
    """A shortcut of the list, with one of its options, or (`shortcut_…`) a person's own."""

    id: Id
    option: Annotated[Words, Field(max_length=40)] | None = None


class MessageIn(In):
    """`parent` is the message answered (absent: the end of the current branch). `wait_s` waits for the turn's end.

    `zone` is where the person is, an IANA name as the browser knows it; one that tzdata does not have counts as none.
    Either `text`, or a `shortcut`, which brings its own words; it works on the selection, else on the whole canvas.
    """

    text: Annotated[Words, Field(max_length=MAX_MESSAGE)] = ""
    shortcut: ShortcutIn | None = None
    parent: Annotated[Words, Field(max_length=80)] | None = None
    canvas: Id | None = None
    selection: SelectionIn | None = None
    model: Id | None = None
    zone: Annotated[Words, Field(max_length=80)] | None = None
    wait_s: Annotated[float, Field(ge=0, le=60)] = 0

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.text == "") == (self.shortcut is None):
            raise ValueError("give either `text` or `shortcut`")
        return self


class PostedView(Out):
    """The stream after `seq` shows the message and the whole answer. `outcome` only if it came within `wait_s`."""

    message: str
    turn: str | None
    seq: int
    outcome: Outcome | None = None
    problem: Problem | None = None


class RegenerateIn(In):
    message: Id
    model: Id | None = None
    wait_s: Annotated[float, Field(ge=0, le=60)] = 0


class BranchIn(In):
    message: Id


class TurnView(Out):
    """`outcome` is null while it runs. `text` is what it has said so far."""

    id: str
    room: str
    message: str
    parent: str
    agent: str
    model: str
    text: str
    outcome: Outcome | None
    problem: Problem | None


class ShareIn(In):
    """A read-only link to one canvas, or to the whole room."""

    canvas: Id | None = None


class ShareView(Out):
    id: str
    room: str
    canvas: str | None
    created_at: datetime


class ShareMade(ShareView):
    """`path` holds the secret and is shown only now."""

    path: str
