"""Views of what lies on a document: decisions on suggestions, comments and answers, trust in agents."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from gesso.room.wire import CanvasTrust, Drawn, NoteState, Pairing, Severity
from gesso.server.views.base import Id, In, Out, Place, Words

Saying = Annotated[Words, Field(min_length=1, max_length=10_000)]


class TrustIn(In):
    trust: CanvasTrust


class PairingIn(In):
    pairing: Pairing


class AcceptIn(In):
    """`pieces` are numbers of the suggestion's pieces to take; absent: all of it."""

    pieces: Annotated[list[Annotated[int, Field(ge=0, le=100_000)]], Field(max_length=10_000)] | None = None


class SettleIn(In):
    """Settle the suggestions named, those of a `proposal`, or (neither given) all that are open on the canvas."""

    state: Literal["accepted", "rejected"]
    suggestions: Annotated[list[Id], Field(max_length=5_000)] | None = None
    proposal: Id | None = None


class SettledManyView(Out):
    """Which were settled; those that had gone stale are not among them."""

    version: int
    settled: list[str]


class ReopenIn(In):
    """Decided suggestions of one canvas, in the order in which they were settled."""

    suggestions: Annotated[list[Id], Field(min_length=1, max_length=5_000)]


class ReopenedView(Out):
    """The ids under which they are open again."""

    version: int
    suggestions: list[str]


class NoteIn(In):
    """A comment on words that occur once (`quote`), on code points of the text at `version`, or on it all (neither).

    `replace` are words offered in place of the passage.
    """

    body: Saying
    quote: Annotated[Words, Field(min_length=1, max_length=200_000)] | None = None
    start: Place | None = None
    end: Place | None = None
    version: Place | None = None
    replace: Annotated[Words, Field(max_length=200_000)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.start is None) != (self.end is None) or (self.quote is not None and self.start is not None):
            raise ValueError("give `quote`, or `start` with `end`, or neither")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError("`end` must not be before `start`")
        return self


class ReplyIn(In):
    body: Saying


class NotePatch(In):
    """Change the words of one's own comment (or, with `reply`, answer), or settle it; what is absent stays."""

    body: Saying | None = None
    reply: Id | None = None
    state: Literal["open", "resolved", "dismissed", "deleted"] | None = None


class ApplyIn(In):
    """`model` is asked when the comment offers no words of its own. `wait_s` waits for that turn's end."""

    model: Id | None = None
    wait_s: Annotated[float, Field(ge=0, le=60)] = 0


class AppliedView(Out):
    """`turn` is what `/undo` takes, and the turn to wait for when a model writes the words.

    `suggested`: the passage does not read as it did, so the words were offered instead of put in.
    """

    turn: str
    version: int
    suggested: bool


class ReplyView(Out):
    id: str
    by: str
    at: datetime
    body: str
    turn: str | None
    edited: bool


class NoteView(Out):
    """A comment: `start` to `end` in code points of the text at `version`; `gone`: its `quote` is not there now."""

    id: str
    canvas: str
    by: str
    at: datetime
    turn: str | None
    version: int
    start: int
    end: int
    gone: bool
    quote: str
    body: str
    kind: str
    severity: Severity | None
    drawn: Drawn | None
    replace: str | None
    state: NoteState
    edited: bool
    replies: list[ReplyView]
