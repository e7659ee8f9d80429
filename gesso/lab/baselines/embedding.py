"""Vectors of texts: the mean of the embedded model's hidden states, by llama.cpp in a child process of its own.

The embedded model rather than a sentence encoder: it is there anyway, works offline, needs no further package, and it
is the very knowledge that an adapter is trained on. Vectors are kept on disk by the hash of their text. One `Embedder`
serves one event loop and is closed by its owner.
"""

import array
import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path

from gesso.lab.errors import LabError
from gesso.model.download import GGUF_SHA256, Weights
from gesso.model.encoder import BATCH, Encoder
from gesso.model.messages import ModelError


class Embedder:
    """Gives texts their vectors, of length 1. Starts its child when a text is not known yet."""

    def __init__(self, weights: Weights, folder: Path) -> None:
        self._encoder, self._folder = Encoder(weights), folder / GGUF_SHA256[:12]

    @property
    def tokens(self) -> int:
        return self._encoder.tokens

    async def vectors(self, texts: Sequence[str]) -> list["array.array[float]"]:
        """A vector for each text. Raises ModelError when the weights cannot be had, LabError when the child fails."""
        known = {text: found for text in texts if (found := self._read(text)) is not None}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            try:
                made = await self._encoder.vectors(batch)
            except ModelError as wrong:
                if wrong.kind == "missing":
                    raise
                raise LabError(f"{wrong.message} Run `gesso doctor`, then again.") from wrong
            for text, vector in zip(batch, made, strict=True):
                known[text] = vector
                self._write(text, vector)
        return [known[text] for text in texts]

    async def aclose(self) -> None:
        await self._encoder.aclose()

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
