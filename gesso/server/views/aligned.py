"""Views of a document beside itself in other words."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from gesso.media.turning import COLUMNS
from gesso.server.views.base import In, Name, Out, Words


def _known(value: str) -> str:
    if value not in COLUMNS:
        raise ValueError(f"must be one of {', '.join(COLUMNS)}")
    return value


Column = Annotated[str, Field(max_length=20), AfterValidator(_known)]


class AlignedColumnView(Out):
    """`left` parts are not made yet; `measure` is of the whole of it, null while parts are missing."""

    id: str
    title: str
    by: Literal["rules", "model"]
    left: int
    measure: float | None


class TurnedPartView(Out):
    """`by` is the model's name, or "" for rules and people; `doubts` is what the part has and its words lack."""

    words: str | None
    by: str
    doubts: list[str]


class AlignedPartView(Out):
    """Code points `start..end`; `kept` parts (code, HTML) have no versions."""

    key: str
    start: int
    end: int
    source: str
    kept: bool
    versions: list[TurnedPartView]


class AlignedView(Out):
    """`versions` of a part stand in the order of the columns. `model` would make what is left; null where `needs`
    says why there is none."""

    title: str
    formula: Literal["Flesch-Kincaid", "LIX"]
    measure: float | None
    columns: list[AlignedColumnView]
    parts: list[AlignedPartView]
    model: str | None
    needs: str
    languages: dict[str, str]


class TurnIn(In):
    """How many parts to make now, and by which model of the menu; without one by the default model."""

    most: Annotated[int, Field(ge=1, le=8)] = 1
    model: Name | None = None


class TurnedView(Out):
    made: int
    left: int


class TurnedWordsIn(In):
    words: Annotated[Words, Field(min_length=1, max_length=60_000)]


class TakeIn(In):
    """As a page of its own, or as suggestions in the text, which change nothing until they are taken."""

    how: Literal["page", "suggestions"] = "page"


class TakenView(Out):
    """The new page, or how many suggestions there are now."""

    canvas: str | None
    suggestions: int
