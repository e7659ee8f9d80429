"""Views of data behind canvases: the file, its profile, its rows, queries and charts, and numbers that came of them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from gesso.server.views.base import Id, In, Line, Name, Out, Words

Cell = str | int | float | bool | None
Sql = Annotated[Words, Field(min_length=1, max_length=100_000)]
Column = Annotated[Words, Field(min_length=1, max_length=1_000)]


class UploadIn(In):
    """`canvas` is a data canvas whose file this one replaces."""

    name: Name
    size_bytes: Annotated[int, Field(ge=1, le=2**50)]
    canvas: Id | None = None


class UploadView(Out):
    """Send the bytes in order, in pieces of at most `piece_bytes`; `received` is where the next one begins."""

    upload: str
    piece_bytes: int
    received: int


class DataColumn(Out):
    name: str
    kind: Literal["number", "time", "text", "bool", "other"]
    type: str


class TableView(Out):
    """`more`: there are further rows."""

    columns: list[DataColumn]
    rows: list[list[Cell]]
    more: bool


class DataView(Out):
    """`number` counts the files that were behind this canvas. `first` are its first rows, while the rest is read.
    `sheet` is the one of a workbook that it is over, `sheets` those that can be opened."""

    canvas: str
    name: str
    format: str
    size_bytes: int
    number: int
    state: Literal["reading", "ready", "failed"]
    why: str
    rows: int | None
    columns: list[DataColumn]
    notes: list[str]
    first: TableView | None
    sheet: str
    sheets: list[str]


class SheetIn(In):
    """A sheet of the workbook behind a canvas, by its name."""

    sheet: Annotated[Words, Field(min_length=1, max_length=200)]


class ValueView(Out):
    value: str
    count: int


class ColumnProfileView(Out):
    name: str
    kind: Literal["number", "time", "text", "bool", "other"]
    type: str
    missing: int
    distinct: int | None
    low: str
    high: str
    mean: float | None
    median: float | None
    deviation: float | None
    outliers: int
    below: float | None
    above: float | None
    top: list[ValueView]
    bars: list[int]
    words: list[str]


class ProfileView(Out):
    rows: int
    columns: list[ColumnProfileView]
    exact: bool
    left_out: int
    duplicates: int | None
    words: list[str]


class FilterIn(In):
    """`has` looks for words in the value as text; the others compare."""

    column: Column
    op: Literal["is", "is_not", "has", "above", "below", "missing", "present"]
    value: Annotated[Words, Field(max_length=1_000)] = ""


class RowsIn(In):
    sort: Column | None = None
    down: bool = False
    filters: Annotated[list[FilterIn], Field(max_length=20, default_factory=list)]
    offset: Annotated[int, Field(ge=0, le=2**50)] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class RowsView(Out):
    """`count` are all rows that the filters leave."""

    columns: list[DataColumn]
    rows: list[list[Cell]]
    count: int
    offset: int


class QueryIn(In):
    sql: Sql
    limit: Annotated[int, Field(ge=1, le=2_000)] = 200


class ChartIn(In):
    """`x`, `y` and `color` are columns of the query's result."""

    mark: Literal["bar", "line", "area", "point"]
    x: Column
    y: Column
    color: Column | None = None


class CardIn(In):
    """A query to keep. Drawn as `chart`; with `draw` and no chart, as suits it."""

    title: Line
    sql: Sql
    chart: ChartIn | None = None
    draw: bool = False


class ChartView(Out):
    mark: Literal["bar", "line", "area", "point"]
    x: str
    y: str
    color: str | None


class CardView(Out):
    """A kept query. `spec` is Vega-Lite with the values in it, `words` what the chart shows; `wrong`: why it gives
    nothing."""

    id: str
    title: str
    sql: str
    chart: ChartView | None
    table: TableView | None
    spec: dict[str, Any] | None
    words: str
    wrong: str


class QuestionIn(In):
    question: Annotated[Words, Field(min_length=1, max_length=2_000)]


class ReadQuestion(Out):
    """What was understood: `missed` are words that nothing was made of, `assumed` what was taken and not said."""

    kind: Literal["query", "chart", "unclear"]
    title: str
    sql: str
    chart: ChartView | None
    assumed: list[str]
    missed: list[str]
    why: str


class FiguresIn(In):
    addresses: Annotated[list[Annotated[Words, Field(max_length=1_000)]], Field(max_length=500)]


class FigureView(Out):
    """A number in a document that came of a query. `text` is what the document says, `now` what the query gives."""

    address: str
    text: str
    state: Literal["same", "changed", "gone"]
    now: str
    title: str
    sql: str
    name: str
    canvas: str
