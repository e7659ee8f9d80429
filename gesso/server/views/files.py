"""Views of attached files: how far each is read, their words page by page, and passages found in them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from gesso.room.wire_files import FileState, FileUnit
from gesso.server.views.base import In, Out, Words
from gesso.sources.citing import Verdict


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


class FactView(Out):
    """A quote, or a sentence that states a fact, of a page: `start`, `end` in code points of its text, null where marks
    stand between its words. `source` names where the words `near` stand; `file` and `page` lead there."""

    text: str
    kind: Literal["quote", "claim"]
    line: int
    cites: list[int]
    start: int | None
    end: int | None
    verdict: Verdict
    why: str
    source: str | None
    near: str
    file: str | None
    page: int | None


class LookedView(Out):
    """`unread` says of each file that could not be looked in why. `by_meaning`: files whose vectors were used."""

    passages: list[FoundPassageView]
    unread: list[str]
    by_meaning: list[str]
