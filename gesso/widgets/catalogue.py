"""The closed catalogue of widgets: each a value of at most six properties, never code, never an address that is loaded.

Every widget has a `label` that says what it is to who does not see it, and a `text` for readers that do not know its
kind; left out, `text` is made from the rest (`words.py`). All words are shown as words; only `text.body` and
`callout.body` are Markdown, drawn as an answer's is.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

MOST_ROWS = 200
MOST_COLUMNS = 12

Kind = Literal[
    "text", "callout", "kpi", "table", "chart", "form", "choice", "plan", "diff", "citation", "sources", "timeline",
    "quiz", "audio",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)


def _storable(value: object) -> object:
    if isinstance(value, str) and ("\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
        raise ValueError("must not contain NUL or half of a surrogate pair")
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


Words = Annotated[str, BeforeValidator(_storable)]
Line = Annotated[Words, Field(min_length=1, max_length=200), AfterValidator(_filled)]
Short = Annotated[Words, Field(max_length=200)]
Prose = Annotated[Words, Field(min_length=1, max_length=6_000), AfterValidator(_filled)]
Address = Annotated[str, Field(max_length=1_000, pattern=r"^(?:https?://[^\s<>\"']+)?$"), BeforeValidator(_storable)]
Tag = Annotated[
    str, Field(max_length=20, pattern=r"^(?:[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*)?$"), BeforeValidator(_storable)
]
Number = Annotated[float, Field(allow_inf_nan=False)]
Cell = Annotated[Words, Field(max_length=500)] | bool | Number | None


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Widget(Value):
    label: Line = Field(description="what it shows, in a few words: its heading, and its name for who does not see it")
    text: Annotated[Words, Field(max_length=6_000)] = Field("", description="left out: made from the rest")


class Text(_Widget):
    """Words set apart, in Markdown."""

    kind: Literal["text"] = "text"
    body: Prose


class Callout(_Widget):
    """One thing that must not be missed."""

    kind: Literal["callout"] = "callout"
    tone: Literal["note", "tip", "warning", "danger"] = "note"
    body: Prose


class Figure(Value):
    """`trend` is the way it went, `good` whether that is good."""

    name: Line
    value: Line
    change: Short = ""
    trend: Literal["up", "down", "flat"] | None = None
    good: bool | None = None


class Kpi(_Widget):
    """A few figures that matter."""

    kind: Literal["kpi"] = "kpi"
    figures: Annotated[tuple[Figure, ...], Field(min_length=1, max_length=8, strict=False)]


Row = Annotated[tuple[Cell, ...], Field(max_length=MOST_COLUMNS, strict=False)]
Columns = Annotated[tuple[Line, ...], Field(min_length=1, max_length=MOST_COLUMNS, strict=False)]


class Table(_Widget):
    """Rows under columns; who reads may sort them."""

    kind: Literal["table"] = "table"
    columns: Columns
    rows: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MOST_ROWS, strict=False)]

    @model_validator(mode="after")
    def _even(self) -> "Table":
        _even(self.columns, self.rows)
        return self


class Chart(_Widget):
    """Numbers drawn: the first column goes along, each other one is a series of numbers."""

    kind: Literal["chart"] = "chart"
    mark: Literal["bar", "line", "area", "point", "pie"] = "bar"
    columns: Annotated[tuple[Line, ...], Field(min_length=2, max_length=7, strict=False)]
    rows: Annotated[tuple[Row, ...], Field(min_length=1, max_length=MOST_ROWS, strict=False)]
    unit: Annotated[Words, Field(max_length=20)] = ""

    @model_validator(mode="after")
    def _numbers(self) -> "Chart":
        _even(self.columns, self.rows)
        for at, row in enumerate(self.rows, 1):
            for name, cell in zip(self.columns[1:], row[1:], strict=True):
                if cell is not None and (isinstance(cell, bool) or not isinstance(cell, float | int)):
                    raise ValueError(f"row {at}: {name!r} must be a number or null")
        if self.mark == "pie" and len(self.columns) != 2:
            raise ValueError("a pie has two columns: names and numbers")
        return self


class FormField(Value):
    """`options` are what a choice chooses from."""

    name: Line
    input: Literal["line", "long", "number", "date", "choice", "check"] = "line"
    options: Annotated[tuple[Line, ...], Field(max_length=30, strict=False)] = ()
    required: bool = False


class Form(_Widget):
    """Asks for several facts at once."""

    kind: Literal["form"] = "form"
    fields: Annotated[tuple[FormField, ...], Field(min_length=1, max_length=12, strict=False)]
    submit: Annotated[Words, Field(max_length=40)] = ""

    @model_validator(mode="after")
    def _apart(self) -> "Form":
        _apart([field.name for field in self.fields], "fields")
        for field in self.fields:
            if field.input == "choice" and not field.options:
                raise ValueError(f"the field {field.name!r} is a choice and needs options")
        return self


class Option(Value):
    name: Line
    about: Annotated[Words, Field(max_length=500)] = ""


class Choice(_Widget):
    """A question with the answers there are."""

    kind: Literal["choice"] = "choice"
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=12, strict=False)]
    several: bool = False

    @model_validator(mode="after")
    def _apart(self) -> "Choice":
        _apart([option.name for option in self.options], "options")
        return self


class PlanStep(Value):
    text: Annotated[Words, Field(min_length=1, max_length=500), AfterValidator(_filled)]
    done: bool = False
    when: Short = ""


class Plan(_Widget):
    """Steps that are ticked off."""

    kind: Literal["plan"] = "plan"
    steps: Annotated[tuple[PlanStep, ...], Field(min_length=1, max_length=60, strict=False)]


class Diff(_Widget):
    """What changes between two versions of some words."""

    kind: Literal["diff"] = "diff"
    before: Annotated[Words, Field(max_length=6_000)]
    after: Annotated[Words, Field(max_length=6_000)]


class Citation(_Widget):
    """Words of somebody, and where they stand. The address is a link that a person may open."""

    kind: Literal["citation"] = "citation"
    quote: Prose
    source: Line
    where: Short = ""
    address: Address = ""


class Source(Value):
    title: Line
    by: Short = ""
    date: Annotated[Words, Field(max_length=40)] = ""
    address: Address = ""


class Sources(_Widget):
    """Where something comes from."""

    kind: Literal["sources"] = "sources"
    items: Annotated[tuple[Source, ...], Field(min_length=1, max_length=40, strict=False)]


class Moment(Value):
    when: Annotated[Words, Field(min_length=1, max_length=60), AfterValidator(_filled)]
    what: Annotated[Words, Field(min_length=1, max_length=500), AfterValidator(_filled)]
    more: Annotated[Words, Field(max_length=1_000)] = ""


class Timeline(_Widget):
    """What happened when, in the order given."""

    kind: Literal["timeline"] = "timeline"
    moments: Annotated[tuple[Moment, ...], Field(min_length=1, max_length=80, strict=False)]


class Question(Value):
    """`answer` is the number of the right option, from 1. `why` is told once it is answered."""

    ask: Annotated[Words, Field(min_length=1, max_length=600), AfterValidator(_filled)]
    options: Annotated[tuple[Line, ...], Field(min_length=2, max_length=6, strict=False)]
    answer: Annotated[int, Field(ge=1, le=6)]
    why: Annotated[Words, Field(max_length=1_000)] = ""

    @model_validator(mode="after")
    def _there(self) -> "Question":
        if self.answer > len(self.options):
            raise ValueError(f"answer {self.answer} of {len(self.options)} options")
        _apart(list(self.options), "options")
        return self


class Quiz(_Widget):
    """Questions with one right answer each."""

    kind: Literal["quiz"] = "quiz"
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=30, strict=False)]


class Audio(_Widget):
    """Words that the browser reads aloud; `language` as in “en” or “de-AT”."""

    kind: Literal["audio"] = "audio"
    body: Annotated[Words, Field(min_length=1, max_length=6_000), AfterValidator(_filled)]
    language: Tag = ""


Widget = (
    Text | Callout | Kpi | Table | Chart | Form | Choice | Plan | Diff | Citation | Sources | Timeline | Quiz | Audio
)
CATALOGUE: dict[Kind, type[Widget]] = {
    "text": Text, "callout": Callout, "kpi": Kpi, "table": Table, "chart": Chart, "form": Form, "choice": Choice,
    "plan": Plan, "diff": Diff, "citation": Citation, "sources": Sources, "timeline": Timeline, "quiz": Quiz,
    "audio": Audio,
}  # fmt: skip
ANY: TypeAdapter[Widget] = TypeAdapter(Annotated[Widget, Field(discriminator="kind")])


def schema_of(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of one kind, `kind` itself required, for a model that is held to it."""
    schema = CATALOGUE[kind].model_json_schema()
    schema["required"] = ["kind", *schema.get("required", [])]
    return schema


def _even(columns: tuple[str, ...], rows: tuple[tuple[Any, ...], ...]) -> None:
    for at, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise ValueError(f"row {at} has {len(row)} cells for {len(columns)} columns")


def _apart(names: list[str], what: str) -> None:
    if len(set(names)) != len(names):
        raise ValueError(f"two {what} have the same name")
