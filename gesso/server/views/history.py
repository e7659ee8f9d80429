"""JSON of a canvas's history: versions, comparisons, names, what changed since, and shares of authors."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from gesso.server.views.base import In, Line, Out, Place

AuthorKind = Literal["person", "agent", "import"]


class WhoView(Out):
    """Somebody's part of a version. `undoes`: the turn that was taken back. `removed` counts UTF-16 units."""

    by: str
    kind: AuthorKind
    model: str | None
    turn: str | None
    undoes: str | None
    added: int
    removed: int


class VersionNameView(Out):
    name: str
    by: str
    at: datetime


class VersionItem(Out):
    """The text at `version`, made of the text at `from_version` between `started` and `at`."""

    version: int
    from_version: int
    started: datetime
    at: datetime
    who: list[WhoView]
    summary: str
    why: str
    name: VersionNameView | None


class VersionsView(Out):
    """Newest first. `next` is the `before` of the next page; `version` the newest there is."""

    versions: list[VersionItem]
    next: int | None
    version: int


class HunkView(Out):
    """`start..end` of the older text, `at..at_end` of the newer, in code points; words are cut at 2,000 characters."""

    start: int
    end: int
    at: int
    at_end: int
    removed: str
    added: str


class ComparisonView(Out):
    """Characters and words are those of all hunks, the `left_out` ones too."""

    from_version: int
    to_version: int
    hunks: list[HunkView]
    left_out: int
    added: int
    removed: int
    words_added: int
    words_removed: int


class RestoreIn(In):
    version: Place


class RestoredView(Out):
    """`turn` is what undo names; null when the text read so already."""

    version: int
    turn: str | None


class VersionNameIn(In):
    """An empty name takes the name away."""

    name: Annotated[Line, Field(max_length=120)]


class VisitView(Out):
    version: int
    at: datetime


class SinceView(Out):
    """`versions` by others since the last visit; `visit` is null for somebody who was never here."""

    visit: VisitView | None
    version: int
    versions: int
    who: list[WhoView]
    more: bool


class ShareOfText(Out):
    by: str
    kind: AuthorKind
    model: str | None
    characters: int


class AuthorsView(Out):
    """Each author's part of the text at `version`, most first."""

    version: int
    characters: int
    authors: list[ShareOfText]
