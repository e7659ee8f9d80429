"""Views of trust: what waits for a person, what they settled, how far agents came, and the audit log."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from gesso.agent.trust.decide import RuleVerdict, Rung
from gesso.room.wire import ApprovalState, ArgSource
from gesso.server.views.base import In, Line, Out, Words

Always = Literal["", "tool", "site", "document"]


class ApprovalView(Out):
    """A call that waits for its person, or did. `shows` is what would be done; `sources` where each destination was
    found; `offer` the next step of the ladder, when this approval earned it."""

    id: str
    room: str
    room_title: str
    turn: str
    tool: str
    irreversible: bool
    args: dict[str, Any]
    sources: list[ArgSource]
    shows: str
    why: str
    undo: bool
    canvas: str | None
    state: ApprovalState
    reason: str
    expires_at: datetime
    mine: bool
    offer: Rung | None = None


class SettleIn(In):
    """`args`: the whole arguments, where the person changed them. `reason` is told to the model."""

    state: Literal["approved", "denied"]
    args: dict[str, Any] | None = None
    reason: Annotated[Words, Field(max_length=1_000)] = ""
    always: Always = ""


class RuleView(Out):
    """`tool`, `site` or `document` empty: every one. `document_title` is "" for a page that is not there any more."""

    id: str
    verdict: RuleVerdict
    tool: str
    site: str
    document: str
    document_title: str
    made_at: datetime
    expires_at: datetime | None


class RuleIn(In):
    """`days` until it ends by itself; null: never."""

    verdict: RuleVerdict
    tool: Line = ""
    site: Line = ""
    document: Annotated[Words, Field(max_length=80)] = ""
    days: Annotated[int, Field(ge=1, le=3_650)] | None = 90


class StandingView(Out):
    """How far one kind of procedure came on the ladder. `offered`: the next step, `missing` approvals away.

    `effect` says what its tool does, `destinations` which arguments say where to.
    """

    kind: str
    about: str
    effect: Literal["read", "edit", "external", "irreversible"]
    destinations: list[str] | None
    undo: bool
    rung: Rung
    approved: int
    offered: Rung | None
    missing: int
    lost_why: str


class TrustView(Out):
    """`tools` are the names that a rule may speak of."""

    rules: list[RuleView]
    standings: list[StandingView]
    tools: list[str]
    waiting: list[ApprovalView]


class RungIn(In):
    rung: Rung


class UndoneView(Out):
    result: str


class AuditRowView(Out):
    """A row of the audit log. `before` and `hash` chain it to the row before."""

    seq: int
    at: datetime
    user: str
    user_name: str
    room: str
    turn: str
    call: str
    tool: str
    what: str
    verdict: str
    reason: str
    detail: dict[str, Any]
    before: str
    hash: str


class AuditView(Out):
    """Newest first; `next` is what `before` must be for the rows before these, null at the end."""

    rows: list[AuditRowView]
    next: int | None


class VerifiedView(Out):
    """Whether the whole log is as it was written; `wrong` says the first row that is not."""

    rows: int
    ok: bool
    head: str
    wrong: str
