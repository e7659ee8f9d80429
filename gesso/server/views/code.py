"""Views of code that runs in a canvas."""

from typing import Annotated, Literal

from pydantic import Field

from gesso.server.views.base import In, Out, Words


class CodeIn(In):
    """What to run: `code`, with what the canvas's code has defined; left out: the canvas itself."""

    code: Annotated[Words, Field(max_length=1_000_000)] | None = None


class CodeItem(Out):
    """One piece of output. `line` is of what ran, from 1. `file` is a picture's address, as in a document."""

    kind: Literal["out", "err", "value", "picture", "error", "note"]
    text: str
    name: str
    line: int | None
    trace: str
    file: str


class CodeView(Out):
    """What the last run gave, from item `first` on; only the last item may still grow. `changes` is to wait for more.

    `version` is of the canvas when it was started, `by` who started it.
    """

    state: Literal["idle", "starting", "running"]
    run: int
    by: str
    version: int
    seconds: float | None
    first: int
    items: list[CodeItem]
    changes: int


class SandboxView(Out):
    """What holds code here; null where nothing does, and code is not run. `packages` can be imported."""

    tier: Literal["bubblewrap", "landlock"] | None
    why: list[str]
    python: str
    packages: list[str]
    memory_bytes: int
    seconds: float
