"""Tools that a person makes from examples, as the API shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from gesso.server.views.base import In, Name, Out, Words

Side = Annotated[Words, Field(max_length=2_000)]
Print = Annotated[Words, Field(min_length=1, max_length=100)]
ModelId = Annotated[Words, Field(max_length=300)]


class MadeExample(In):
    """What is given, and what is wanted of it."""

    given: Side
    wanted: Side


class MadeToolIn(In):
    """`model`: who may write it where the examples alone do not say it; default: the default model."""

    name: Annotated[Name, Field(max_length=40)]
    about: Annotated[Words, Field(min_length=1, max_length=1_000)]
    examples: Annotated[list[MadeExample], Field(min_length=3, max_length=20)]
    model: ModelId | None = None


class MadeWriteIn(In):
    """Write it anew: from these examples, or from the ones it has."""

    examples: Annotated[list[MadeExample], Field(min_length=3, max_length=20)] | None = None
    model: ModelId | None = None


class MadeCodeIn(In):
    code: Annotated[Words, Field(min_length=1, max_length=40_000)]


class MadeTryIn(In):
    print: Print
    text: Annotated[Words, Field(max_length=100_000)]


class MadeTried(Out):
    ok: bool
    text: str


class MadeApprovalIn(In):
    print: Print
    approved: bool


class MadeVersionView(Out):
    """`print` is what an approval approves. `by`: learned from the examples, or written by a model or the person.

    `told` is what its tests gave; `predicted` of the examples were right when it was learned without them.
    """

    number: int
    code: str
    by: Literal["examples", "model", "person"]
    model: str
    print: str
    passed: bool
    told: str
    predicted: int
    at: datetime


class MadeToolView(Out):
    """`tool` is the name that agents call it by; `approved` the print of the version they may use, "" for none."""

    id: str
    name: str
    tool: str
    about: str
    examples: list[MadeExample]
    versions: list[MadeVersionView]
    approved: str
    problem: str
    created_at: datetime


class MadeFile(Out):
    """One Python file: the function, and the examples as its tests."""

    name: str
    text: str
