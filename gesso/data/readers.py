"""The children that read data, few at a time: one a file, started when it is asked for, ended after a while of rest."""

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from gesso.data.formats import Format
from gesso.data.reader import Means, Reader
from gesso.sandbox.holding import Tier

MOST = 4
IDLE_S = 600.0


class Readers:
    """`tier` says what holds a program here; where nothing does, DuckDB's own locks are all there is."""

    def __init__(self, folder: Path, tier: Callable[[], Awaitable[Tier | None]], means: Means | None = None) -> None:
        self._folder, self._tier, self._means = folder, tier, means
        self._known: dict[str, Reader] = {}
        self._idle: dict[str, asyncio.TimerHandle] = {}
        self._one = asyncio.Lock()
        self._ending: set[asyncio.Task[None]] = set()

    def kept(self, key: str) -> Path:
        """The folder of the table that was made of those bytes."""
        return self._folder / key

    async def reader(self, sha256: str, file: Path, format: Format, sheet: str = "") -> Reader:
        """A child over that file. Raises BadData where none can be started; what is wrong with the file it says."""
        key = key_of(sha256, sheet)
        async with self._one:
            found = self._known.get(key)
            if found is None or not (found.alive or _failed(found)):
                await self._make_room()
                found = await Reader.start(await self._tier(), file, format, self.kept(key), self._means, sheet)
                self._known[key] = found
            self._known[key] = self._known.pop(key)  # the newest stands last
            self._rest(key)
            return found

    async def aclose(self) -> None:
        for key in list(self._known):
            await self._end(key)
        if self._ending:
            await asyncio.wait(self._ending)

    def _rest(self, key: str) -> None:
        if key in self._idle:
            self._idle[key].cancel()
        self._idle[key] = asyncio.get_running_loop().call_later(IDLE_S, self._end_soon, key)

    def _end_soon(self, key: str) -> None:
        task = asyncio.create_task(self._end(key))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, key: str) -> None:
        if (timer := self._idle.pop(key, None)) is not None:
            timer.cancel()
        if (reader := self._known.pop(key, None)) is not None:
            await reader.aclose()

    async def _make_room(self) -> None:
        while len(self._known) >= MOST:
            resting = next((name for name, each in self._known.items() if each.opened.done()), next(iter(self._known)))
            await self._end(resting)


def key_of(sha256: str, sheet: str) -> str:
    """What a table is known by: the bytes it was made of, and which sheet of them."""
    return f"{sha256}-{hashlib.sha256(sheet.encode()).hexdigest()[:12]}" if sheet else sha256


def _failed(reader: Reader) -> bool:
    """It read the file and found it bad; reading it again would find the same."""
    with contextlib.suppress(asyncio.CancelledError):
        return reader.opened.done() and reader.opened.exception() is not None
    return False
