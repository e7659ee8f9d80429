"""Code of canvases over HTTP: run it, wait for what it gives, stop it, start afresh."""

import platform
from dataclasses import asdict
from functools import cache
from importlib.metadata import distributions
from typing import Annotated

from fastapi import Path, Query

from gesso.room.sheets import Sheet
from gesso.sandbox.told import Table
from gesso.server.context import Actor, Here
from gesso.server.policy import TEXT_BYTES, Attempts, Policy, Routes
from gesso.server.views import code as views

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
RUN = Policy("user", "write", body_bytes=TEXT_BYTES, attempts=Attempts(120, 60.0))
MAX_WAIT_S = 25.0
ROWS = 100

CanvasId = Annotated[str, Path(max_length=80)]
Count = Annotated[int, Query(ge=0, le=2**31 - 1)]


@routes.on("GET", "/api/sandbox", READ, views.SandboxView)
async def read_sandbox(here: Here, person: Actor) -> views.SandboxView:
    """Whether code can be run here, in what, and with which packages. The first time takes a second."""
    found = await here.running.found()
    return views.SandboxView(
        tier=found.tier, why=list(found.why), python=platform.python_version(), packages=_packages(),
        memory_bytes=here.running.limits.memory, kernels=here.running.kernels, seconds=here.running.bounds.seconds,
    )  # fmt: skip


@routes.on("POST", "/api/canvases/{canvas}/run", RUN, views.CodeView)
async def run_code(here: Here, person: Actor, canvas: CanvasId, body: views.CodeIn) -> views.CodeView:
    """Start the canvas's code, a fence, or a piece given, in the sandbox; its output is read with `GET …/run`."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "edit")
    if body.fence is not None:
        return _render(await here.running.start_fence(room, live, person.id, body.fence))
    return _render(await here.running.start(room, live, person.id, body.code))


@routes.on("GET", "/api/canvases/{canvas}/run", READ, views.CodeView)
async def read_code_run(
    here: Here, person: Actor, canvas: CanvasId, run: Count = 0, after: Count = 0, seen: Count = 0,
    wait_s: Annotated[float, Query(ge=0, le=MAX_WAIT_S)] = 0,
) -> views.CodeView:  # fmt: skip
    """What the last run gave. With the `changes` of the last answer as `seen`, waits while it runs for more; `after`
    leaves out so many items where the run is still `run`."""
    await here.workspace.access_canvas(person.id, canvas, "view")
    sheet = await here.running.more(canvas, seen, wait_s)
    return _render(sheet, after if sheet.run == run else 0)


@routes.on("POST", "/api/canvases/{canvas}/run/interrupt", WRITE, views.CodeView)
async def interrupt_code(here: Here, person: Actor, canvas: CanvasId) -> views.CodeView:
    """Stop what runs; what was defined stays."""
    await here.workspace.access_canvas(person.id, canvas, "edit")
    here.running.interrupt(canvas)
    return _render(await here.running.sheet(canvas))


@routes.on("POST", "/api/canvases/{canvas}/run/restart", WRITE, views.CodeView)
async def restart_code(here: Here, person: Actor, canvas: CanvasId) -> views.CodeView:
    """End what runs and forget all that was defined."""
    await here.workspace.access_canvas(person.id, canvas, "edit")
    return _render(await here.running.restart(canvas))


@routes.on("GET", "/api/canvases/{canvas}/variables/{name}", READ, views.CodeValueView)
async def read_variable(
    here: Here, person: Actor, canvas: CanvasId, name: Annotated[str, Path(max_length=200)], first: Count = 0
) -> views.CodeValueView:
    """A variable that the code defined: rows from `first` on where it is a table, else its value."""
    await here.workspace.access_canvas(person.id, canvas, "view")
    said = await here.running.look(canvas, name, first, ROWS)
    return views.CodeValueView(text=said.text, table=_table(said.table))


def _table(table: Table | None) -> views.CodeTable | None:
    return None if table is None else views.CodeTable.model_validate(asdict(table))


def _render(sheet: Sheet, after: int = 0) -> views.CodeView:
    items = [views.CodeItem(**{**vars(item), "table": _table(item.table)}) for item in sheet.items[after:]]
    return views.CodeView(
        state=sheet.state, run=sheet.run, by=sheet.by, version=sheet.version, seconds=sheet.seconds,
        first=min(after, len(sheet.items)), items=items, changes=sheet.changes,
        cells=[views.CodeCell(**vars(cell)) for cell in sheet.cells.values()], running=sheet.running,
        variables=[views.CodeVariable(**vars(one)) for one in sheet.variables],
    )  # fmt: skip


@cache
def _packages() -> list[str]:
    return sorted({found.metadata["Name"] for found in distributions()}, key=str.lower)
