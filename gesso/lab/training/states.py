"""Rows of tokens as padded batches, and what the frozen lower layers make of them, computed once and kept in memory."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import torch
from torch import Tensor

from gesso.lab.training.llama import Llama

R = TypeVar("R")

KEPT_BYTES = 3_000_000_000
"""Of main memory, for states of lower layers; rows beyond it are computed each time."""


def cut(rows: Sequence[R], length: Callable[[R], int], budget_tokens: int) -> list[list[R]]:
    """The rows, sorted by length, in batches of at most so many tokens, padding counted; one row at least."""
    batches: list[list[R]] = []
    for row in sorted(rows, key=length):
        if not batches or length(row) * (len(batches[-1]) + 1) > budget_tokens:
            batches.append([])
        batches[-1].append(row)
    return batches


@dataclass
class States:
    """`of` gives the input of the first trained layer for rows of tokens: (rows, longest, width), padded on the right.

    What `fill` was told is kept as float16 and costs nothing afterwards. It is computed in batches that follow from the
    rows alone, so that a resumed run meets the same numbers to the last bit.
    """

    llama: Llama
    kept: dict[tuple[int, ...], Tensor] = field(default_factory=dict)
    kept_bytes: int = 0

    @property
    def first(self) -> int:
        return self.llama.lora.first if self.llama.lora else 0

    def fill(self, rows: Iterable[Sequence[int]], budget_tokens: int) -> None:
        """Computes the rows that fit into `KEPT_BYTES`; nothing where all layers are trained."""
        if not self.first:
            return
        for batch in cut(sorted({tuple(row) for row in rows}), len, budget_tokens):
            if self.kept_bytes >= KEPT_BYTES:
                return
            for key, state in zip(batch, self._lower(batch), strict=True):
                self.kept[key] = state[: len(key)].to("cpu", torch.float16)
                self.kept_bytes += 2 * self.kept[key].numel()

    def of(self, rows: Sequence[Sequence[int]]) -> Tensor:
        keys = [tuple(row) for row in rows]
        if not self.first or any(key not in self.kept for key in keys):
            return self._lower(keys)
        x = torch.zeros(len(keys), max(map(len, keys)), self.llama.shape.width, dtype=torch.float16)
        for i, key in enumerate(keys):
            x[i, : len(key)] = self.kept[key]
        return x.to(self.llama.device, self.llama.embedding.dtype)

    def _lower(self, rows: Sequence[Sequence[int]]) -> Tensor:
        with torch.no_grad():
            return self.llama.run(self.llama.embed(pad(rows, self.llama.device)), 0, self.first)


def pad(rows: Sequence[Sequence[int]], device: torch.device) -> Tensor:
    """(rows, longest) of token numbers; what is filled in on the right is never attended to."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows], device=device)
