"""Rows of tokens as padded batches, and what the frozen lower layers make of them, computed once and kept in memory."""

from collections.abc import Callable, Sequence
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

    Kept as float16 by token numbers: a row met again, in another epoch or batch, costs nothing below that layer.
    """

    llama: Llama
    kept: dict[tuple[int, ...], Tensor] = field(default_factory=dict)
    kept_bytes: int = 0

    @property
    def first(self) -> int:
        return self.llama.lora.first if self.llama.lora else 0

    def of(self, rows: Sequence[Sequence[int]]) -> Tensor:
        if not self.first:
            return self.llama.embed(pad(rows, self.llama.device))
        keys = [tuple(row) for row in rows]
        new = sorted({key for key in keys if key not in self.kept}, key=len)
        fresh: dict[tuple[int, ...], Tensor] = {}
        if new:
            with torch.no_grad():
                lower = self.llama.run(self.llama.embed(pad(new, self.llama.device)), 0, self.first)
            for key, state in zip(new, lower, strict=True):
                fresh[key] = state[: len(key)]
                self._keep(key, state[: len(key)])
        longest = max(map(len, keys))
        x = torch.zeros(len(keys), longest, self.llama.shape.width, device=self.llama.device, dtype=self._dtype)
        for i, key in enumerate(keys):
            x[i, : len(key)] = (fresh[key] if key in fresh else self.kept[key]).to(self.llama.device, self._dtype)
        return x

    @property
    def _dtype(self) -> torch.dtype:
        return self.llama.embedding.dtype

    def _keep(self, key: tuple[int, ...], state: Tensor) -> None:
        if self.kept_bytes < KEPT_BYTES:
            self.kept[key] = state.to("cpu", torch.float16)
            self.kept_bytes += 2 * state.numel()


def pad(rows: Sequence[Sequence[int]], device: torch.device) -> Tensor:
    """(rows, longest) of token numbers; what is filled in on the right is never attended to."""
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows], device=device)
