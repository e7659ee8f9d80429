"""Views of attached files: how far each is read, their words page by page, and passages found in them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from gesso.room.wire_files import FileState, FileUnit
from gesso.server.views.base import In, Out, Words


class AttachedView(Out):
    """An attached file. `why`: why it could not be read, or what to know of it. `parts` are of the kind `unit`.

    `hidden`: it holds words that no reader of it sees. The bytes are at `/api/files/{id}`.
    """

    id: str
    room: str
    name: str
    kind: str
    media_type: str
    size_bytes: int
    state: FileState
    why: str
    unit: FileUnit
    parts: int
    characters: int
    hidden: bool
    title: str
    at: datetime


class FilePageView(Out):
    """The words of one part of a file. `start` and `end`: where in `text` the quote stands that was asked for, in code
    points; null where it does not stand there."""

    id: str
    name: str
    unit: FileUnit
    page: int
    pages: int
    text: str
    hidden: bool
    start: int | None
    end: int | None


class LookIn(In):
    """`files` empty: all that are read."""

    query: Annotated[Words, Field(min_length=1, max_length=1_000)]
    files: Annotated[tuple[Annotated[Words, Field(max_length=80)], ...], Field(max_length=200)] = ()
    n: Annotated[int, Field(ge=1, le=50)] = 8


class FoundPassageView(Out):
    """A passage, word for word. `start` and `end`: code points of all words of the file."""

    file: str
    name: str
    page: int
    unit: FileUnit
    heading: str
    text: str
    start: int
    end: int
    hidden: bool


class LookedView(Out):
    """`unread` says of each file that could not be looked in why."""

    passages: list[FoundPassageView]
    unread: list[str]
