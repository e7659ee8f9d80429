"""Everything that is said on a canvas's socket, as typed values: frames from the browser and frames to it.

Positions here are UTF-16 units, the browser's and CodeMirror's; everywhere else they are code points. No IO.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from gesso.room.wire import SuggestionState, Wire

# ---------------------------------------------------------------- canvas socket, browser to server


class Hello(Wire):
    """First frame. `version` is what the client has already (-1: nothing); `client` stays over reconnects."""

    t: Literal["hello"] = "hello"
    client: str
    version: int = -1


class Push(Wire):
    """Unconfirmed updates of this client, made on `version`: CodeMirror ChangeSet JSON each. One push in flight.

    `offer` when they are the words of a next edit that was taken, and nothing else: those were a machine's.
    """

    t: Literal["push"] = "push"
    version: int
    changes: list[Any]
    offer: str | None = None


class CursorMoved(Wire):
    t: Literal["cursor"] = "cursor"
    version: int
    anchor: int
    head: int


class Ping(Wire):
    t: Literal["ping"] = "ping"


ClientFrame = Annotated[Hello | Push | CursorMoved | Ping, Field(discriminator="t")]


# ---------------------------------------------------------------- canvas socket, server to browser


class WirePiece(Wire):
    """Units `start` to `end` of a suggestion's `before` become `words`."""

    start: int
    end: int
    words: str


class WireSuggestion(Wire):
    """An open suggestion, placed in units of the text at the frame's version. `streaming` while it is written.

    `pieces` in the order in which they can be taken one by one; none while it is written.
    """

    id: str
    by: str
    turn: str | None
    start: int
    end: int
    before: str
    after: str
    why: str = ""
    state: SuggestionState = "open"
    streaming: bool = False
    proposal: str = ""
    pieces: tuple[WirePiece, ...] = ()


class BlameRun(Wire):
    """`length` units written by `by`; `turn` when by an agent; `kind` decides the colour."""

    length: int
    by: str
    kind: Literal["person", "agent", "import"]
    turn: str | None = None


class Opened(Wire):
    """The whole canvas at `version`. Sent when the client has nothing, or what it has is too old or wrong."""

    t: Literal["opened"] = "opened"
    version: int
    text: str
    checksum: int
    editable: bool
    blame: list[BlameRun]


class Resumed(Wire):
    """The client's version is good; the updates after it, up to `version`, follow, one frame each."""

    t: Literal["resumed"] = "resumed"
    version: int
    editable: bool


class Update(Wire):
    """One logged change. `client` tells a pusher that it is its own; `undo` names the turn that it takes back."""

    t: Literal["update"] = "update"
    version: int
    change: list[Any]
    client: str
    by: str
    kind: Literal["person", "agent", "import"]
    turn: str | None = None


class Suggestions(Wire):
    """All open suggestions, mapped to `version`."""

    t: Literal["suggestions"] = "suggestions"
    version: int
    suggestions: list[WireSuggestion]


class WirePlace(Wire):
    """Where a comment is, in units of the text at the frame's version; `gone`: its words are not there now."""

    id: str
    start: int
    end: int
    gone: bool = False


class Notes(Wire):
    """The places of all comments; what they say is on the room's log."""

    t: Literal["notes"] = "notes"
    version: int
    notes: list[WirePlace]


class WireCursor(Wire):
    id: str
    by: str
    name: str
    kind: Literal["person", "agent"]
    anchor: int
    head: int


class Cursors(Wire):
    """Everybody else who is here, mapped to `version`; an agent appears while it writes."""

    t: Literal["cursors"] = "cursors"
    version: int
    cursors: list[WireCursor]


class Sum(Wire):
    """Checksum of the text at `version` (CRC-32 of UTF-16LE). A client that differs sends hello with version -1."""

    t: Literal["sum"] = "sum"
    version: int
    checksum: int


class Refused(Wire):
    """A push was not taken; the client should say hello again with version -1 and keep the words it could not send."""

    t: Literal["refused"] = "refused"
    code: str
    message: str


class Pong(Wire):
    t: Literal["pong"] = "pong"


ServerFrame = Annotated[
    Opened | Resumed | Update | Suggestions | Notes | Cursors | Sum | Refused | Pong, Field(discriminator="t")
]
