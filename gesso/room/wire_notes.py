"""What a room's log says of comments: opened on a passage, answered, edited, settled."""

from typing import Literal

from gesso.room.wire_value import Severity, Wire

NoteState = Literal["open", "resolved", "dismissed", "applied", "deleted"]
Drawn = Literal["ring", "arrow", "underline"]


class NoteOpened(Wire):
    """A comment on a passage (`quote`; empty: on the whole document), in code points at `version`.

    `kind` and `severity` are an agent's; `replace` are words it offers instead. `mentions` are participants. `drawn` is
    what an agent that only points draws on the words while the comment is open.
    """

    type: Literal["note_opened"] = "note_opened"
    note: str
    canvas: str
    turn: str | None
    version: int
    start: int
    end: int
    quote: str
    body: str
    kind: str = "note"
    severity: Severity | None = None
    replace: str | None = None
    mentions: tuple[str, ...] = ()
    drawn: Drawn | None = None


class NoteReplied(Wire):
    type: Literal["note_replied"] = "note_replied"
    note: str
    canvas: str
    reply: str
    body: str
    turn: str | None = None
    mentions: tuple[str, ...] = ()


class NoteEdited(Wire):
    """The words of a comment or, with `reply`, of an answer to it were changed by who wrote them."""

    type: Literal["note_edited"] = "note_edited"
    note: str
    canvas: str
    reply: str | None
    body: str
    mentions: tuple[str, ...] = ()


class NoteSettled(Wire):
    """`open` opens it again."""

    type: Literal["note_settled"] = "note_settled"
    note: str
    canvas: str
    state: NoteState
