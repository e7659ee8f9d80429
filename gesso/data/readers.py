"""The children that read data, few at a time: one a file, started when it is asked for, ended after a while of rest."""

import asyncio
import contextlib
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

    def kept(self, sha256: str) -> Path:
        """The folder of the table that was made of those bytes."""
        return self._folder / sha256

    async def reader(self, sha256: str, file: Path, format: Format) -> Reader:
        """A child over that file. Raises BadData where none can be started; what is wrong with the file it says."""
        async with self._one:
            found = self._known.get(sha256)
            if found is None or not (found.alive or _failed(found)):
                await self._make_room()
                found = await Reader.start(await self._tier(), file, format, self.kept(sha256), self._means)
                self._known[sha256] = found
            self._known[sha256] = self._known.pop(sha256)  # the newest stands last
            self._rest(sha256)
            return found

    async def aclose(self) -> None:
        for sha256 in list(self._known):
            await self._end(sha256)
        if self._ending:
            await asyncio.wait(self._ending)

    def _rest(self, sha256: str) -> None:
        if sha256 in self._idle:
            self._idle[sha256].cancel()
        self._idle[sha256] = asyncio.get_running_loop().call_later(IDLE_S, self._end_soon, sha256)

    def _end_soon(self, sha256: str) -> None:
        task = asyncio.create_task(self._end(sha256))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, sha256: str) -> None:
        if (timer := self._idle.pop(sha256, None)) is not None:
            timer.cancel()
        if (reader := self._known.pop(sha256, None)) is not None:
            await reader.aclose()

    async def _make_room(self) -> None:
        while len(self._known) >= MOST:
            resting = next((name for name, each in self._known.items() if each.opened.done()), next(iter(self._known)))
            await self._end(resting)


def _failed(reader: Reader) -> bool:
    """It read the file and found it bad; reading it again would find the same."""
    with contextlib.suppress(asyncio.CancelledError):
        return reader.opened.done() and reader.opened.exception() is not None
    return False
