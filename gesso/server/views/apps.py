"""Views of apps: a canvas that runs, its parameters, what it keeps and spends, and the shelf of the workspace."""

from typing import Annotated, Literal

from pydantic import Field

from gesso.server.views.base import MAX_MESSAGE, Id, In, Line, Out, Words

KEPT_CHARACTERS = 1_000_000
ParameterName = Annotated[Words, Field(min_length=1, max_length=100)]
ParameterValue = bool | float | Annotated[Words, Field(max_length=200_000)]


class AppParameter(Out):
    """`step` null: any number."""

    name: str
    label: str
    kind: Literal["number", "text", "lines", "choice", "switch"]
    value: bool | float | str
    low: float | None
    high: float | None
    step: float | None
    choices: list[str]


class AppView(Out):
    """`published`: its id on the shelf, "" where it is not there. Tokens are those of a day.

    `print` stays the same while only values of parameters change.
    """

    canvas: str
    title: str
    language: str
    version: int
    text: str
    print: str
    parameters: list[AppParameter]
    published: str
    changed_since: bool
    stored_bytes: int
    budget_tokens: int
    spent_tokens: int


class ShelfApp(Out):
    """`id` is the name of one that comes with gesso, or that of a published one; `by` who published it."""

    id: str
    title: str
    description: str
    icon: str
    ready: bool
    by: str
    mine: bool


class AppSource(Out):
    id: str
    title: str
    description: str
    language: str
    text: str
    parameters: list[AppParameter]


class AppOpenIn(In):
    """`room`: the conversation to open it in; a new one without."""

    room: Id | None = None
    parameters: dict[ParameterName, ParameterValue] = Field(default_factory=dict, max_length=40)


class AppRemixIn(In):
    room: Id | None = None


class AppOpened(Out):
    room: str
    canvas: str


class ParametersIn(In):
    values: dict[ParameterName, ParameterValue] = Field(max_length=40)


class PublishIn(In):
    description: Line = ""


class AppBudgetIn(In):
    tokens: Annotated[int, Field(ge=0, le=10_000_000)]


class KeptIn(In):
    """`value` is JSON text; null forgets what is under `key`."""

    key: Annotated[Words, Field(min_length=1, max_length=200)]
    value: Annotated[Words, Field(max_length=KEPT_CHARACTERS)] | None


class KeptView(Out):
    values: dict[str, str]


class CompleteIn(In):
    prompt: Annotated[Words, Field(min_length=1, max_length=MAX_MESSAGE)]
    system: Annotated[Words, Field(max_length=20_000)] = ""
    max_tokens: Annotated[int, Field(ge=1, le=4_000)] = 500
    model: Annotated[Words, Field(max_length=300)] | None = None


class CompletedView(Out):
    text: str
    left_tokens: int
