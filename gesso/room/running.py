"""Code of canvases that runs: a kernel each, what it gave last, and waiting for more of it.

Kept in memory: what a run gave is gone when the server stops, and the kernel with it after a while without use. The
sandbox is tried with its attacks when code is first run; without one that holds nothing runs.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from gesso.base.errors import BadInput, Conflicting, GessoError, TooMuch
from gesso.room.live_canvas import LiveCanvas
from gesso.room.room import LiveRoom
from gesso.sandbox.finding import Found, NoSandbox, find_tier, require
from gesso.sandbox.holding import Limits
from gesso.sandbox.kernel import Bounds, Kernel, Said

IDLE_S = 900.0
MAX_KERNELS = 8  # at once, on one server
MAX_SHEETS = 200  # canvases whose last output is remembered
MERGED = 4_000  # characters of one piece of text
MAX_CODE = 1_000_000
State = Literal["idle", "starting", "running"]
Keep = Callable[[str, str, bytes], Awaitable[str]]
"""Stores a picture that a person's code drew in a room; the address that a document would name it by."""


@dataclass(frozen=True)
class Item:
    """One piece of output. Only the last one may still grow. `file` is the address of a stored picture."""

    kind: Literal["out", "err", "value", "picture", "error", "note"]
    text: str = ""
    name: str = ""
    line: int | None = None
    trace: str = ""
    file: str = ""


@dataclass
class Sheet:
    """What a canvas's code gave in its last run. `changes` counts what has changed here, to wait for more."""

    canvas: str
    run: int = 0
    state: State = "idle"
    by: str = ""
    version: int = 0
    seconds: float | None = None
    items: list[Item] = field(default_factory=list)
    changes: int = 0
    kernel: Kernel | None = None
    task: "asyncio.Task[None] | None" = None
    ending: asyncio.TimerHandle | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        self.changes += 1
        self.changed.set()
        self.changed = asyncio.Event()

    def add(self, item: Item) -> None:
        last = self.items[-1] if self.items else None
        if last and last.kind == item.kind and item.kind in ("out", "err") and len(last.text) < MERGED:
            self.items[-1] = replace(last, text=last.text + item.text)
        else:
            self.items.append(item)
        self.tell()


class Running:
    """One for each server."""

    def __init__(self, data: Path, keep: Keep, limits: Limits | None = None, bounds: Bounds | None = None) -> None:
        self._data, self._keep = data, keep
        self._limits, self.bounds = limits or Limits(), bounds or Bounds()
        self._sheets: dict[str, Sheet] = {}
        self._found: Found | None = None
        self._finding = asyncio.Lock()

    async def found(self) -> Found:
        """Which tier holds here; tried once, which takes a second."""
        async with self._finding:
            if self._found is None:
                self._found = await asyncio.to_thread(find_tier, self._data)
            return self._found

    def sheet(self, canvas: str) -> Sheet:
        return self._sheets.get(canvas) or Sheet(canvas)

    async def start(self, room: LiveRoom, live: LiveCanvas, person: str, code: str | None = None) -> Sheet:
        """Run the canvas, or `code` with what the canvas's code defined. Raises BadInput for what is no Python,
        NoSandbox, Conflicting while it runs already, TooMuch."""
        row = room.state.canvases[live.id]
        if code is None and (row.kind != "code" or row.language not in ("python", None)):
            raise BadInput("Only Python can be run here. Set the page's language to Python first.")
        text = live.text if code is None else code
        if len(text) > MAX_CODE:
            raise TooMuch(f"Code that runs may have at most {MAX_CODE:,} characters.")
        require(await self.found())
        sheet = self._sheets.setdefault(live.id, Sheet(live.id))
        if sheet.state != "idle":
            raise Conflicting("This code runs already. Stop it first, or wait for its end.")
        self._make_room(sheet)
        sheet.run, sheet.state, sheet.by, sheet.version = sheet.run + 1, "starting", person, live.version
        sheet.items, sheet.seconds = [], None
        if sheet.ending is not None:
            sheet.ending.cancel()
        sheet.tell()
        sheet.task = asyncio.create_task(self._run(sheet, room.id, text))
        return sheet

    async def more(self, canvas: str, seen: int, wait_s: float) -> Sheet:
        """The sheet, once it has changed since `seen` or nothing runs, after `wait_s` at the latest."""
        sheet = self.sheet(canvas)
        if sheet.state != "idle" and sheet.changes == seen and wait_s > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await sheet.changed.wait()
        return sheet

    async def finished(self, canvas: str) -> Sheet:
        """The sheet when its run has ended."""
        sheet = self.sheet(canvas)
        if sheet.task is not None:
            await asyncio.shield(sheet.task)
        return sheet

    def interrupt(self, canvas: str) -> Sheet:
        """Stop what runs; what was defined before stays."""
        sheet = self.sheet(canvas)
        if sheet.state == "running" and sheet.kernel is not None:
            sheet.kernel.interrupt()
        return sheet

    async def restart(self, canvas: str) -> Sheet:
        """End the kernel and forget what it gave and defined."""
        sheet = self.sheet(canvas)
        await self._end(sheet)
        sheet.items, sheet.seconds = [], None
        sheet.tell()
        return sheet

    async def aclose(self) -> None:
        for sheet in list(self._sheets.values()):
            await self._end(sheet)

    async def _run(self, sheet: Sheet, room: str, code: str) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            kernel = sheet.kernel
            if kernel is None or not kernel.alive:
                kernel = sheet.kernel = await Kernel.start(require(await self.found()), self._limits)
            sheet.state, began = "running", loop.time()
            sheet.tell()
            async for said in kernel.run(code, self.bounds):
                sheet.add(await self._item(sheet, room, said))
        except NoSandbox as wrong:
            sheet.add(Item("note", wrong.message))
        except OSError as wrong:
            sheet.add(Item("note", f"The code could not be started: {wrong.strerror}. Try again later."))
        finally:
            if sheet.kernel is not None and not sheet.kernel.alive:
                sheet.kernel = None
            sheet.state, sheet.seconds = "idle", loop.time() - began
            sheet.ending = loop.call_later(IDLE_S, lambda: asyncio.ensure_future(self._end(sheet)))
            sheet.tell()

    async def _item(self, sheet: Sheet, room: str, said: Said) -> Item:
        if said.kind != "picture":
            return Item(said.kind, said.text, said.name, said.line, said.trace)
        try:
            return Item("picture", file=await self._keep(sheet.by, room, said.data))
        except GessoError as wrong:
            return Item("note", f"A picture is not shown: {wrong.message}")

    async def _end(self, sheet: Sheet) -> None:
        if sheet.ending is not None:
            sheet.ending.cancel()
        if sheet.task is not None and not sheet.task.done():
            sheet.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sheet.task
            if sheet.ending is not None:
                sheet.ending.cancel()
        kernel, sheet.kernel = sheet.kernel, None
        if kernel is not None:
            await kernel.aclose()

    def _make_room(self, wanted: Sheet) -> None:
        """Forget the oldest sheets, and end a kernel that nobody uses where there are too many. Raises TooMuch."""
        alive = [sheet for sheet in self._sheets.values() if sheet is not wanted and sheet.kernel is not None]
        if len(alive) >= MAX_KERNELS:
            resting = next((sheet for sheet in alive if sheet.state == "idle"), None)
            if resting is None:
                raise TooMuch(f"{MAX_KERNELS} programs run on this server already. Try again when one has ended.")
            kernel, resting.kernel = resting.kernel, None
            assert kernel is not None
            resting.task = asyncio.create_task(kernel.aclose())
        for old in [sheet for sheet in self._sheets.values() if sheet.state == "idle" and sheet.kernel is None]:
            if len(self._sheets) <= MAX_SHEETS:
                break
            if old is not wanted:
                del self._sheets[old.canvas]
        self._sheets[wanted.canvas] = self._sheets.pop(wanted.canvas)  # the newest stands last
