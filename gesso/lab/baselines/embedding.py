"""Vectors of texts: the mean of the embedded model's hidden states, by llama.cpp in a child process of its own.

The embedded model rather than a sentence encoder: it is there anyway, works offline, needs no further package, and it
is the very knowledge that an adapter is trained on. Vectors are kept on disk by the hash of their text. One `Embedder`
serves one event loop and is closed by its owner; while the child runs, it answers one request at a time.
"""

import array
import asyncio
import contextlib
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from gesso.lab.errors import LabError
from gesso.model.download import GGUF_SHA256, Weights

BATCH = 16
LONGEST_CHARS = 4_000


class Embedder:
    """Gives texts their vectors, of length 1. Starts its child when a text is not known yet."""

    def __init__(self, weights: Weights, folder: Path) -> None:
        self._weights, self._folder = weights, folder / GGUF_SHA256[:12]
        self._child: asyncio.subprocess.Process | None = None
        self._one = asyncio.Lock()
        self.tokens = 0

    async def vectors(self, texts: Sequence[str]) -> list["array.array[float]"]:
        """A vector for each text. Raises ModelError when the weights cannot be had, LabError when the child fails."""
        known = {text: found for text in texts if (found := self._read(text)) is not None}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        async with self._one:
            for start in range(0, len(missing), BATCH):
                batch = missing[start : start + BATCH]
                for text, values in zip(batch, await self._ask(batch), strict=True):
                    known[text] = array.array("f", values)
                    self._write(text, known[text])
        return [known[text] for text in texts]

    async def aclose(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()

    async def _ask(self, texts: Sequence[str]) -> list[list[float]]:
        child = self._child or await self._start()
        if child.stdin is None or child.stdout is None:
            raise LabError("The embedding child has no pipes.")
        try:
            child.stdin.write(json.dumps([text[:LONGEST_CHARS] for text in texts]).encode() + b"\n")
            await child.stdin.drain()
            line = await child.stdout.readline()
        except (BrokenPipeError, ConnectionResetError):
            line = b""
        if not line.endswith(b"\n"):
            await self.aclose()
            raise LabError("The process that makes vectors stopped without an answer. Run `gesso doctor`, then again.")
        answer = json.loads(line)
        if "error" in answer:
            raise LabError(f"No vectors could be made: {answer['error']}.")
        self.tokens += answer["tokens"]
        return [list(map(float, vector)) for vector in answer["vectors"]]

    async def _start(self) -> asyncio.subprocess.Process:
        path = await self._weights.fetch()
        program = Path(__file__).with_name("embedding_child.py")
        self._child = await asyncio.create_subprocess_exec(
            sys.executable, "-P", str(program), str(path), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=1 << 25,
        )  # fmt: skip
        return self._child

    def _file(self, text: str) -> Path:
        name = hashlib.sha256(text.encode()).hexdigest()[:32]
        return self._folder / name[:2] / name

    def _read(self, text: str) -> "array.array[float] | None":
        found = array.array("f")
        try:
            found.frombytes(self._file(text).read_bytes())
        except (OSError, ValueError):
            return None
        return found or None

    def _write(self, text: str, vector: "array.array[float]") -> None:
        path = self._file(text)
        with contextlib.suppress(OSError):  # it is made again the next time
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(".new")
            new.write_bytes(vector.tobytes())
            new.replace(path)
