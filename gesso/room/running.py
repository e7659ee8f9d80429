"""Code of canvases that runs: a kernel for each canvas, what it gave, and waiting for more of it.

What one run defines, the next one has, until the kernel ends: after a while without use, or when the server stops.
What it gave is stored and stays. The sandbox is tried with its attacks before code is first run; without one that
holds nothing runs. All kernels together have a share of the machine's memory.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from gesso.base.errors import BadInput, Conflicting, GessoError, NotFound, TooMuch
from gesso.canvas.fences import Fence, place, python_fences
from gesso.room.live_canvas import LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.sheets import Cell, Item, Sheet, read_sheet
from gesso.sandbox.finding import Found, NoSandbox, find_tier, require
from gesso.sandbox.holding import Limits
from gesso.sandbox.kernel import Bounds, Kernel, Said
from gesso.sandbox.machine import memory_here, share_out
from gesso.store import outputs as rows
from gesso.store.database import Database

IDLE_S = 900.0
MAX_SHEETS = 200  # canvases whose output is kept in memory
MAX_CODE = 1_000_000
Keep = Callable[[str, str, bytes], Awaitable[str]]
"""Stores a picture that a person's code drew in a room; the address that a document would name it by."""


class Running:
    """One for each server. `limits` are of one kernel, `kernels` is how many there may be: both as the machine is."""

    def __init__(
        self, data: Path, db: Database, keep: Keep, limits: Limits | None = None, bounds: Bounds | None = None
    ) -> None:
        self._data, self._db, self._keep = data, db, keep
        here, self.kernels = share_out(memory_here())
        self.limits, self.bounds = limits or here, bounds or Bounds()
        self._sheets: dict[str, Sheet] = {}
        self._found: Found | None = None
        self._finding = asyncio.Lock()

    async def found(self) -> Found:
        """Which tier holds here; tried once, which takes a second."""
        async with self._finding:
            if self._found is None:
                self._found = await asyncio.to_thread(find_tier, self._data)
            return self._found

    async def ready(self) -> str:
        """Why an agent cannot run code here; "" where it can."""
        try:
            require(await self.found())
        except NoSandbox as wrong:
            return wrong.message
        return ""

    async def sheet(self, canvas: str) -> Sheet:
        """What the canvas gave last, from the store where it is not known."""
        found = self._sheets.get(canvas)
        if found is None:
            stored = await self._db.read(partial(read_sheet, canvas=canvas))
            found = self._sheets.setdefault(canvas, stored)
            self._forget_old(found)
        return found

    async def start(self, room: LiveRoom, live: LiveCanvas, person: str, code: str | None = None) -> Sheet:
        """Run the code canvas, every Python fence of the document, or `code` with what was defined. Raises BadInput for
        what is no Python, NoSandbox, Conflicting while it runs already, TooMuch."""
        row = room.state.canvases[live.id]
        if code is None and row.kind == "document":
            fences = python_fences(live.text)
            if not fences:
                raise BadInput("Only Python can be run here: there is no block of code that begins with ```python.")
            return await self._start_cells(room, live, person, fences, list(range(len(fences))))
        if code is None and row.language not in ("python", None):
            raise BadInput("Only Python can be run here. Set the page's language to Python first.")
        cell = Cell(0, 0, live.text if code is None else code)
        sheet = await self._take(live, person, [cell])
        sheet.items = [item for item in sheet.items if item.cell] if row.kind == "document" else []
        return self._begin(sheet, room.id, [cell], tests=code is None)

    async def start_fence(self, room: LiveRoom, live: LiveCanvas, person: str, line: int) -> Sheet:
        """Run the Python fence whose opening mark stands on that line. Raises what `start` does."""
        fences = python_fences(live.text)
        wanted = [number for number, fence in enumerate(fences) if fence.line == line]
        if not wanted:
            raise Conflicting(f"No block of Python begins on line {line} any more. Run it again where it is now.")
        return await self._start_cells(room, live, person, fences, wanted)

    async def more(self, canvas: str, seen: int, wait_s: float) -> Sheet:
        """The sheet, once it has changed since `seen` or nothing runs, after `wait_s` at the latest."""
        sheet = await self.sheet(canvas)
        if sheet.state != "idle" and sheet.changes == seen and wait_s > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await sheet.changed.wait()
        return sheet

    async def finished(self, canvas: str) -> Sheet:
        """The sheet when its run has ended."""
        sheet = await self.sheet(canvas)
        if sheet.task is not None:
            await asyncio.shield(sheet.task)
        return sheet

    async def look(self, canvas: str, name: str, first: int, count: int) -> Said:
        """A variable that the code defined. Raises NotFound, and Conflicting while the code runs."""
        sheet = await self.sheet(canvas)
        if sheet.state != "idle":
            raise Conflicting("The code runs. Its variables can be looked at when it has ended.")
        found = None
        if sheet.kernel is not None and sheet.kernel.alive:
            sheet.state = "running"
            try:
                found = await sheet.kernel.look(name, first, count)
            finally:
                sheet.state = "idle"
                sheet.tell()
        if found is None:
            raise NotFound("There is no such variable now. Run the code again to have it.")
        return found

    def interrupt(self, canvas: str) -> None:
        """Stop what runs; what was defined before stays."""
        sheet = self._sheets.get(canvas)
        if sheet is not None and sheet.state == "running" and sheet.kernel is not None:
            sheet.kernel.interrupt()

    async def restart(self, canvas: str) -> Sheet:
        """End the kernel and forget what it gave and defined."""
        sheet = await self.sheet(canvas)
        await self._end(sheet)
        sheet.forget()
        await self._db.write(partial(rows.forget_output, canvas=canvas))
        sheet.tell()
        return sheet

    async def aclose(self) -> None:
        for sheet in list(self._sheets.values()):
            await self._end(sheet)

    async def _start_cells(
        self, room: LiveRoom, live: LiveCanvas, person: str, fences: Sequence[Fence], wanted: Sequence[int]
    ) -> Sheet:
        """Run those fences, in order. What fences that are gone gave is forgotten."""
        sheet = await self.sheet(live.id)
        known = [(cell.id, cell.number, cell.code) for cell in sheet.cells.values()]
        placed = place([fence.code for fence in fences], known)
        fresh = max(sheet.cells, default=0)
        cells: list[Cell] = []
        for number in wanted:
            id = placed[number]
            if id is None:
                id = fresh = fresh + 1
            cells.append(Cell(id, number, fences[number].code, sheet.run + 1))
        await self._take(live, person, cells)
        kept = {id for id in placed if id is not None}
        running = {cell.id for cell in cells}
        sheet.items = [item for item in sheet.items if item.cell in kept - running]
        sheet.cells = {id: cell for id, cell in sheet.cells.items() if id in kept} | {cell.id: cell for cell in cells}
        for number, id in enumerate(placed):  # where they stand now
            if id is not None and id not in running:
                sheet.cells[id] = replace(sheet.cells[id], number=number)
        return self._begin(sheet, room.id, cells)

    async def _take(self, live: LiveCanvas, person: str, cells: Sequence[Cell]) -> Sheet:
        """The sheet, taken for a new run. Raises NoSandbox, Conflicting, TooMuch."""
        if sum(len(cell.code) for cell in cells) > MAX_CODE:
            raise TooMuch(f"Code that runs may have at most {MAX_CODE:,} characters.")
        require(await self.found())
        sheet = await self.sheet(live.id)
        if sheet.state != "idle":
            raise Conflicting("This code runs already. Stop it first, or wait for its end.")
        self._make_room(sheet)
        sheet.run, sheet.state, sheet.by, sheet.version = sheet.run + 1, "starting", person, live.version
        sheet.seconds = None
        return sheet

    def _begin(self, sheet: Sheet, room: str, cells: Sequence[Cell], tests: bool = False) -> Sheet:
        if sheet.ending is not None:
            sheet.ending.cancel()
        sheet.tell()
        sheet.task = asyncio.create_task(self._run(sheet, room, cells, tests))
        return sheet

    async def _run(self, sheet: Sheet, room: str, cells: Sequence[Cell], tests: bool) -> None:
        try:
            await self._run_cells(sheet, room, cells, tests)
            # Before it is said to be over: whoever waits for the end finds it stored.
            await self._db.write(partial(rows.save_output, canvas=sheet.canvas, run=sheet.run, body=sheet.kept()))
        finally:
            self._ended(sheet)

    async def _run_cells(self, sheet: Sheet, room: str, cells: Sequence[Cell], tests: bool) -> None:
        """One after the other, up to the first error."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            kernel = sheet.kernel
            if kernel is None or not kernel.alive:
                kernel = sheet.kernel = await Kernel.start(require(await self.found()), self.limits)
            sheet.state, began = "running", loop.time()
            for cell in cells:
                if not await self._run_cell(sheet, kernel, room, cell, tests):
                    break
        except NoSandbox as wrong:
            sheet.add(Item("note", wrong.message, cell=cells[0].id))
        except OSError as wrong:
            words = f"The code could not be started: {wrong.strerror}. Try again later."
            sheet.add(Item("note", words, cell=cells[0].id))
        sheet.seconds = loop.time() - began

    def _ended(self, sheet: Sheet) -> None:
        if sheet.kernel is not None and not sheet.kernel.alive:
            sheet.kernel, sheet.variables = None, ()
        sheet.state, sheet.running = "idle", None
        loop = asyncio.get_running_loop()
        sheet.ending = loop.call_later(IDLE_S, lambda: asyncio.ensure_future(self._end(sheet)))
        sheet.tell()

    async def _run_cell(self, sheet: Sheet, kernel: Kernel, room: str, cell: Cell, tests: bool) -> bool:
        """Whether it came to its end without an error."""
        loop = asyncio.get_running_loop()
        began, well = loop.time(), True
        sheet.running = cell.id
        sheet.tell()
        name = f"block {cell.number + 1}" if cell.id else "your code"
        async for said in kernel.run(cell.code, self.bounds, name, tests):
            if said.kind == "variables":
                sheet.variables = said.variables
                continue
            well = well and said.kind not in ("error", "note")
            sheet.add(await self._item(sheet, room, said, cell.id))
        if cell.id:
            sheet.cells[cell.id] = replace(cell, seconds=loop.time() - began)
        return well and kernel.alive

    async def _item(self, sheet: Sheet, room: str, said: Said, cell: int) -> Item:
        if said.kind != "picture":
            kind = "note" if said.kind == "variables" else said.kind
            return Item(kind, said.text, said.name, said.line, said.trace, ok=said.ok, table=said.table, cell=cell)
        try:
            return Item("picture", said.text, file=await self._keep(sheet.by, room, said.data), cell=cell)
        except GessoError as wrong:
            return Item("note", f"A picture is not shown: {wrong.message}", cell=cell)

    async def _end(self, sheet: Sheet) -> None:
        if sheet.ending is not None:
            sheet.ending.cancel()
        if sheet.task is not None and not sheet.task.done():
            sheet.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sheet.task
            if sheet.ending is not None:
                sheet.ending.cancel()
        kernel, sheet.kernel, sheet.variables = sheet.kernel, None, ()
        if kernel is not None:
            await kernel.aclose()

    def _make_room(self, wanted: Sheet) -> None:
        """End a kernel that nobody uses where there are too many. Raises TooMuch."""
        alive = [sheet for sheet in self._sheets.values() if sheet is not wanted and sheet.kernel is not None]
        starting = [sheet for sheet in self._sheets.values() if sheet.state == "starting" and sheet.kernel is None]
        if len(alive) + len(starting) >= self.kernels:
            resting = next((sheet for sheet in alive if sheet.state == "idle"), None)
            if resting is None:
                some = "1 program runs" if self.kernels == 1 else f"{self.kernels} programs run"
                raise TooMuch(f"{some} on this server already. Try again when one has ended.")
            kernel, resting.kernel, resting.variables = resting.kernel, None, ()
            assert kernel is not None
            resting.task = asyncio.create_task(kernel.aclose())
        self._sheets[wanted.canvas] = self._sheets.pop(wanted.canvas)  # the newest stands last

    def _forget_old(self, wanted: Sheet) -> None:
        for old in [sheet for sheet in self._sheets.values() if sheet.state == "idle" and sheet.kernel is None]:
            if len(self._sheets) <= MAX_SHEETS:
                break
            if old is not wanted:
                del self._sheets[old.canvas]
