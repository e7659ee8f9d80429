"""Views of canvases: text, edits, history, suggestions, and what a read-only link shows."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from gesso.room.wire import CanvasKind
from gesso.server.views.apps import AppParameter
from gesso.server.views.base import EditOp, Id, In, Line, Name, Out, Place, Text, Words
from gesso.server.views.rooms import CanvasSummary


class CanvasIn(In):
    kind: CanvasKind
    title: Name
    language: Line | None = None
    text: Text = ""


class CanvasPatch(In):
    kind: CanvasKind | None = None
    title: Name | None = None
    language: Line | None = None


class CanvasView(Out):
    """`checksum` is the CRC-32 of the text in UTF-16LE, as on the socket. `private`: no next edits here."""

    id: str
    room: str
    kind: CanvasKind
    title: str
    language: str | None
    version: int
    text: str
    checksum: int
    deleted: bool = False
    private: bool = False


class TextIn(In):
    """The whole text. With `base_version`, what others changed since is kept by rebasing."""

    text: Text
    base_version: Place | None = None


class EditItem(In):
    """One targeted edit: `quote` must occur exactly once; `block` is a number from `/blocks`; or a range."""

    op: EditOp = "replace"
    quote: Annotated[Words, Field(min_length=1, max_length=200_000)] | None = None
    block: Place | None = None
    start: Place | None = None
    end: Place | None = None
    text: Annotated[Words, Field(max_length=1_000_000)] = ""
    why: Annotated[Words, Field(max_length=2_000)] = ""

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        targets = [self.quote is not None, self.block is not None, self.start is not None or self.end is not None]
        if sum(targets) != 1 or (self.start is None) != (self.end is None):
            raise ValueError("give exactly one of `quote`, `block`, or `start` with `end`")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError("`end` must not be before `start`")
        return self


class EditsIn(In):
    """All or none are applied. `suggest` offers them to a person instead.

    Ranges (`start`, `end`) are of the text at `version`, absent: of the text as it is now.
    """

    edits: Annotated[list[EditItem], Field(min_length=1, max_length=200)]
    suggest: bool = False
    version: Place | None = None


class EditedView(Out):
    """`version` after the edit. `turn` is what `/undo` takes; `suggestions` are ids where they were only offered."""

    version: int
    turn: str | None
    suggestions: list[str]


class BlockView(Out):
    number: int
    kind: str
    start: int
    end: int
    text: str


class BlocksView(Out):
    version: int
    blocks: list[BlockView]


class ChangeView(Out):
    """One logged change; `change` is CodeMirror ChangeSet JSON and the only place where units are UTF-16."""

    version: int
    at: datetime
    by: str
    kind: Literal["person", "agent", "import"]
    turn: str | None
    change: list[Any]


class ChangesView(Out):
    changes: list[ChangeView]
    version: int


class VersionView(Out):
    canvas: str
    version: int
    text: str


class BlameItem(Out):
    """`length` code points written by `by`."""

    length: int
    by: str
    kind: Literal["person", "agent", "import"]
    turn: str | None


class BlameView(Out):
    version: int
    runs: list[BlameItem]


class TurnRef(In):
    turn: Id


class SettledView(Out):
    version: int


class LostView(Out):
    """Something of a file or canvas, called `title`, that is not kept; `where` may be empty."""

    what: str
    where: str
    count: int
    title: str


class BroughtIn(Out):
    """What a file became, or with `preview` would become; `titles` are those of its documents."""

    canvases: list[CanvasSummary]
    titles: list[str]
    lost: list[LostView]


class ImportedView(Out):
    """Rooms made by an import, in the order of the file."""

    rooms: list[str]


class SharedView(Out):
    """What a link shows: a title and canvases, never members, the log or anybody's address."""

    title: str
    canvases: list[CanvasSummary]


class FileView(Out):
    """A stored picture. `address` is what a document names it: relative, `files/<id>.<ending>`."""

    id: str
    name: str
    media_type: str
    size_bytes: int
    address: str


class SharedCanvasView(Out):
    """`parameters`: of an app, with the values that its source has."""

    id: str
    kind: CanvasKind
    title: str
    language: str | None
    version: int
    text: str
    checksum: int
    parameters: list[AppParameter]
