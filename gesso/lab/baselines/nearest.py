"""Nearest neighbours among the training rows, by the embedded model's own vectors.

The mean of all rows is taken off every vector first: without it the vectors of a causal model all point one way. The
five nearest rows vote with their similarity. For `pick_passage` there is nothing to learn: the block nearest to the
message is taken.
"""

import array
import math
import time
from collections.abc import Sequence
from operator import mul

from gesso.behaviors.behavior import Behavior, Case
from gesso.lab.baselines.bayes import rows_hash
from gesso.lab.baselines.embedding import Embedder
from gesso.lab.bench import Bench
from gesso.lab.candidate import Reply, best_of
from gesso.lab.errors import LabError
from gesso.lab.rows import SeedRow, load_seeds
from gesso.lab.situation import snapshot_of

NEIGHBOURS = 5
Vectors = Sequence["array.array[float]"]


class NearestRow:
    """Labels by the nearest rows."""

    name = "nearest"
    at_once = 1

    def __init__(self, behavior: Behavior, rows: Sequence[SeedRow], vectors: Vectors, embedder: Embedder) -> None:
        self._labels = tuple(sorted({row.label for row in rows}))
        self._mean = mean_of(vectors)
        self._known = [(centred(vector, self._mean), row.label) for vector, row in zip(vectors, rows, strict=True)]
        self._embedder = embedder
        self.identity = f"nearest 1 {behavior.name} {rows_hash(rows)} {NEIGHBOURS}"

    async def answer(self, case: Case) -> Reply:
        began, tokens = time.perf_counter(), self._embedder.tokens
        (found,) = await self._embedder.vectors([case.input.ask])
        mine = centred(found, self._mean)
        near = sorted(((dot(mine, vector), label) for vector, label in self._known), reverse=True)[:NEIGHBOURS]
        votes = dict.fromkeys(self._labels, 0.0)
        for similarity, label in near:
            votes[label] += max(similarity, 1e-6)
        shares = {label: vote / sum(votes.values()) for label, vote in votes.items()}
        took_ms = (time.perf_counter() - began) * 1000
        return Reply(best_of(shares, self._labels), shares, "baseline", took_ms, self._embedder.tokens - tokens)


class NearestBlock:
    """The block of the document that is nearest to the message."""

    name = "nearest"
    at_once = 1

    def __init__(self, behavior: Behavior, embedder: Embedder) -> None:
        self._embedder = embedder
        self.identity = f"nearest block 1 {behavior.name}"

    async def answer(self, case: Case) -> Reply:
        began, tokens = time.perf_counter(), self._embedder.tokens
        blocks = snapshot_of(case).leaves()
        if not blocks:
            raise LabError(f"{case.id} has no document to look in.")
        asked, *found = await self._embedder.vectors([case.input.ask, *(block.text for block in blocks)])
        mean = mean_of(found)
        mine = centred(asked, mean)
        scores = [dot(mine, centred(vector, mean)) for vector in found]
        best = max(range(len(blocks)), key=lambda i: scores[i])
        told = {str(block.number): score for block, score in zip(blocks, scores, strict=True)}
        took_ms = (time.perf_counter() - began) * 1000
        return Reply([blocks[best].text], told, "baseline", took_ms, self._embedder.tokens - tokens)


async def open_nearest(behavior: Behavior, bench: Bench) -> NearestRow | NearestBlock:
    """The nearest of the seeds; their vectors take a minute to make, once. Raises LabError where there are no rows."""
    embedder = bench.embedder()
    if behavior.name == "pick_passage":
        return NearestBlock(behavior, embedder)
    rows = load_seeds(behavior.name)
    return NearestRow(behavior, rows, await embedder.vectors([row.text for row in rows]), embedder)


def mean_of(vectors: Vectors) -> "array.array[float]":
    """The mean of vectors."""
    return array.array("f", (math.fsum(column) / len(vectors) for column in zip(*vectors, strict=True)))


def centred(vector: "array.array[float]", mean: "array.array[float]") -> "array.array[float]":
    """The vector without the mean, of length 1 (0 where nothing is left)."""
    moved = [value - middle for value, middle in zip(vector, mean, strict=True)]
    length = math.sqrt(math.fsum(value * value for value in moved))
    return array.array("f", (value / length if length else 0.0 for value in moved))


def dot(one: "array.array[float]", other: "array.array[float]") -> float:
    return math.fsum(map(mul, one, other))
