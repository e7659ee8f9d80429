"""Views of code that runs in a canvas."""

from typing import Annotated, Literal

from pydantic import Field

from gesso.server.views.base import In, Out, Words


class CodeIn(In):
    """What to run: `code`, with what the canvas's code has defined; or the Python fence of a document whose opening
    mark stands on line `fence`. Neither: the code canvas, or every Python fence of the document."""

    code: Annotated[Words, Field(max_length=1_000_000)] | None = None
    fence: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class CodeTable(Out):
    """Some rows of a table of `height` rows and `width` columns. `numbers`: which columns hold numbers."""

    columns: list[str]
    numbers: list[bool]
    index: list[str]
    rows: list[list[str]]
    height: int
    width: int


class CodeItem(Out):
    """One piece of output. `line` is of what ran, from 1. `file` is the address, as in a document, of a picture that
    `text` describes. `ok` is of a test. `cell` is the fence it came from, 0 where it came from none."""

    kind: Literal["out", "err", "value", "picture", "table", "test", "error", "note"]
    text: str
    name: str
    line: int | None
    trace: str
    file: str
    ok: bool
    table: CodeTable | None
    cell: int


class CodeCell(Out):
    """A fence as it ran: `number` among the Python fences, from 0, and `count` which run of the document it was."""

    id: int
    number: int
    code: str
    count: int
    seconds: float | None


class CodeVariable(Out):
    name: str
    type: str
    shape: str
    value: str


class CodeView(Out):
    """What the last run gave, from item `first` on; only the last item may still grow. `changes` is to wait for more.

    `version` is of the canvas when it was started, `by` who started it. `running` is the cell that runs now.
    `variables` are there while what was defined is.
    """

    state: Literal["idle", "starting", "running"]
    run: int
    by: str
    version: int
    seconds: float | None
    first: int
    items: list[CodeItem]
    changes: int
    cells: list[CodeCell]
    running: int | None
    variables: list[CodeVariable]


class CodeValueView(Out):
    """A variable: some rows of a table, or its value."""

    text: str
    table: CodeTable | None


class SandboxView(Out):
    """What holds code here; null where nothing does, and code is not run. `packages` can be imported."""

    tier: Literal["bubblewrap", "landlock"] | None
    why: list[str]
    python: str
    packages: list[str]
    memory_bytes: int
    kernels: int
    seconds: float
