"""Views of what is searched and of the pages that were read."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from gesso.server.views.base import In, Out, Words
from gesso.sources.choice import EngineName
from gesso.sources.citing import Verdict
from gesso.sources.feeds import MOST_FEEDS

Address = Annotated[Words, Field(max_length=2_000)]


class SearchView(Out):
    """What is searched, without its key. `folder`: of the server's machine, where it has one. `lacking`: why nothing
    can be searched, "" where something can. `chosen`: by somebody here, not by the environment of the server."""

    engine: EngineName
    address: str
    has_key: bool
    feeds: list[str]
    private_addresses: bool
    folder: str | None
    lacking: str
    chosen: bool


class SearchIn(In):
    """`key` left out keeps the one there is, as long as the engine stays the same."""

    engine: EngineName = "none"
    address: Address = ""
    key: Annotated[Words, Field(max_length=500)] | None = None
    feeds: Annotated[tuple[Address, ...], Field(max_length=MOST_FEEDS)] = ()
    private_addresses: bool = False


class TryIn(In):
    query: Annotated[Words, Field(min_length=1, max_length=400)]


class HitView(Out):
    title: str
    url: str
    snippet: str
    at: datetime | None


class TriedSearchView(Out):
    """`message` says what went wrong, "" when nothing did."""

    message: str
    hits: list[HitView]


class SourceView(Out):
    """A page that was read in `turn`, where [`number`] cites it. `published` as it says, `at` when it was read."""

    id: str
    turn: str
    number: int
    title: str
    url: str
    kind: str
    published: datetime | None
    at: datetime


class PlaceView(Out):
    """Where a quote stands in the words, in code points; `page` of a PDF, from 1."""

    start: int
    end: int
    page: int | None


class CitationView(Out):
    """A quote of a turn's words, or a sentence that cites a source. `source` (an id): where it stands; of one that
    stands nowhere the source that has the words most like it, `near`."""

    text: str
    kind: Literal["quote", "claim"]
    cites: list[int]
    verdict: Verdict
    why: str
    source: str | None
    near: str


class SourceTextView(SourceView):
    """`place`: of the quote that was asked for, null where the words do not have it."""

    text: str
    place: PlaceView | None
