"""What a room's log says of permission: that a person is asked for a call, what they settled, that it was begun."""

from datetime import datetime
from typing import Any, Literal

from gesso.room.wire_value import Wire

ApprovalState = Literal["open", "approved", "denied", "expired"]


class ArgSource(Wire):
    """A destination among the arguments of a call, and where it was found: `origin` "model" is nowhere."""

    argument: str
    value: str
    origin: Literal["person", "rule", "document", "file", "page", "tool", "model"]
    where: str = ""
    quote: str = ""


class ApprovalAsked(Wire):
    """The turn waits until a person settles this call. It binds to exactly these arguments.

    `shows` says what would be done and what would leave, made by a rehearsal; `undo` whether it could be taken back;
    `why` why it is asked. `canvas` is the one in front.
    """

    type: Literal["approval_asked"] = "approval_asked"
    approval: str
    turn: str
    call: str
    tool: str
    irreversible: bool
    args: dict[str, Any]
    sources: tuple[ArgSource, ...]
    shows: str
    why: str
    undo: bool
    canvas: str | None
    expires_at: datetime


class ApprovalSettled(Wire):
    """`args` are the arguments as the person changed them, None where they did not. `reason` is told to the model."""

    type: Literal["approval_settled"] = "approval_settled"
    approval: str
    state: Literal["approved", "denied", "expired"]
    args: dict[str, Any] | None = None
    reason: str = ""


class CallBegun(Wire):
    """A call that acts outside the room is being carried out now; without a result it is not known whether it was."""

    type: Literal["call_begun"] = "call_begun"
    turn: str
    call: str
    why: str


class CallUndone(Wire):
    """A person took back what a call did outside; `result` is what the undo says."""

    type: Literal["call_undone"] = "call_undone"
    turn: str
    call: str
    ok: bool
    result: str
