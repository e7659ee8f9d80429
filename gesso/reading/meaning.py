"""Passages found by what they mean: vectors beside the words of files that are too long to be shown whole.

They are made in the background by a small encoder of English sentences (`gesso/model/encoder.py`), kept in the data
folder one byte a value, and made again where they are missing. Until they are there, files are found by their words.
"""

import array
import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from operator import mul
from pathlib import Path
from typing import NamedTuple

from gesso.base.errors import GessoError
from gesso.model.encoder import Encoder
from gesso.store.readings import PassageRow

log = logging.getLogger(__name__)

MOST_PASSAGES = 30_000  # of a file
NEAR = 0.15
"""The cosine below which a passage says something else."""
ANSWER_S = 10.0
_UNIT = 400  # values of vectors of length 1 are small; the few beyond 0.3 are cut


class Near(NamedTuple):
    """File and number of passages, best first, and the files whose vectors were compared."""

    passages: list[tuple[str, int]]
    files: frozenset[str]


Passages = Callable[[str], Awaitable[list[PassageRow]]]


class Meaning:
    """One for a server. `allowed`: whether the encoder may be fetched and used; `passages` gives those of a file."""

    def __init__(self, folder: Path, encoder: Encoder, allowed: Callable[[], bool], passages: Passages) -> None:
        self._folder, self._encoder, self._allowed, self._passages = folder, encoder, allowed, passages
        self._making: dict[str, asyncio.Task[None]] = {}
        self._one = asyncio.Lock()

    def begin(self, file: str) -> None:
        """Make the vectors of a file, where they may be made and are not there."""
        if self._allowed() and file not in self._making and not self.ready(file):
            task = asyncio.create_task(self._make(file))
            self._making[file] = task
            task.add_done_callback(lambda _: self._making.pop(file, None))

    def ready(self, file: str) -> bool:
        return self._path(file).exists()

    async def settled(self) -> None:
        """Return when no vectors are being made."""
        while self._making:
            await asyncio.wait(list(self._making.values()))

    def forget(self, file: str) -> None:
        if (task := self._making.get(file)) is not None:
            task.cancel()
        self._path(file).unlink(missing_ok=True)

    async def near(self, files: Sequence[str], question: str, most: int) -> Near:
        """The passages that mean most nearly what is asked; none of files whose vectors are not there, which are
        begun."""
        for file in files:
            self.begin(file)
        ready = [file for file in files if self.ready(file)]
        if not ready:
            return Near([], frozenset())
        try:
            async with asyncio.timeout(ANSWER_S):
                [asked] = await self._encoder.vectors([question])
        except (GessoError, TimeoutError):
            return Near([], frozenset())
        return Near(await asyncio.to_thread(self._ranked, ready, asked, most), frozenset(ready))

    async def aclose(self) -> None:
        for task in self._making.values():
            task.cancel()
        if self._making:
            await asyncio.wait(list(self._making.values()))
        await self._encoder.aclose()

    def _path(self, file: str) -> Path:
        return self._folder / f"{file}.vectors"

    async def _make(self, file: str) -> None:
        async with self._one:
            try:
                rows = (await self._passages(file))[:MOST_PASSAGES]
                vectors = await self._encoder.vectors([row.text for row in rows])
                await asyncio.to_thread(self._store, file, rows, vectors)
            except GessoError as wrong:
                log.warning("file %s is found by its words alone: %s", file, wrong.message)

    def _store(self, file: str, rows: Sequence[PassageRow], vectors: Sequence["array.array[float]"]) -> None:
        """A line with the passages' numbers, then their vectors, one signed byte a value."""
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._path(file).with_suffix(".new")
        with part.open("wb") as out:
            out.write(" ".join(str(row.number) for row in rows).encode() + b"\n")
            for vector in vectors:
                out.write(array.array("b", [max(-127, min(127, round(_UNIT * value))) for value in vector]).tobytes())
        part.replace(self._path(file))

    def _ranked(self, files: Sequence[str], asked: Sequence[float], most: int) -> list[tuple[str, int]]:
        found = []
        for file in files:
            head, _, data = self._path(file).read_bytes().partition(b"\n")
            values, width = memoryview(data).cast("b"), len(asked)
            for at, number in enumerate(head.split()):
                near = sum(map(mul, asked, values[at * width : (at + 1) * width])) / _UNIT
                if near >= NEAR:
                    found.append((near, file, int(number)))
        found.sort(key=lambda each: -each[0])
        return [(file, number) for _, file, number in found[:most]]
