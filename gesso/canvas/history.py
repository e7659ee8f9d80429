"""The versions of a text as people count them: runs of logged changes made by one hand without a long pause.

A log of 100,000 keystrokes is no history that anybody reads. It is cut where the author or turn changes and where
nobody wrote for a while; only hands that really wrote at the same time, change by change, share a run. Cutting looks
at one block of `BLOCK` changes at a time, so any page costs the same however long the log is, and what is older than
the newest block never changes. Pure; positions and removed lengths count UTF-16 units, as the log does.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

BLOCK = 500
PAUSE = timedelta(minutes=3)
_TOGETHER = timedelta(seconds=10)
_NEAR = 8  # changes to either side in which two hands count as writing at the same time


@dataclass(frozen=True, slots=True)
class Hand:
    """Who made a change: a person by typing, a turn, or the taking back of a turn (`undoes`)."""

    by: str
    kind: str
    turn: str = ""
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """One logged change: who made it, when, and how much it put in (code points) and took out (units)."""

    version: int
    at: datetime
    hand: Hand
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Part:
    """What one hand did within a run."""

    hand: Hand
    changes: int
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class Run:
    """The changes `from_version + 1 .. to_version`; parts with the one that changed most first."""

    from_version: int
    to_version: int
    started: datetime
    ended: datetime
    parts: tuple[Part, ...]

    @property
    def added(self) -> int:
        return sum(part.added for part in self.parts)

    @property
    def removed(self) -> int:
        return sum(part.removed for part in self.parts)


def block_of(version: int) -> int:
    """The number of the block that `version` (from 1 on) is in; block n is `n * BLOCK + 1 .. (n + 1) * BLOCK`."""
    return (version - 1) // BLOCK


def sizes_of(change: Sequence[Any]) -> tuple[int, int]:
    """How much a change of the log puts in and takes out, read from its JSON without building it."""
    added = removed = 0
    for op in change:
        if not isinstance(op, int):
            removed += op[0]
            added += sum(map(len, op[1:])) + max(0, len(op) - 2)
    return added, removed


def runs_of(block: Sequence[Made], pinned: Collection[int] = ()) -> list[Run]:
    """The runs of the changes of one block, oldest first. After a `pinned` version, one with a name, a run ends."""
    runs: list[Run] = []
    start = 0
    for index in range(1, len(block) + 1):
        if index == len(block) or block[index - 1].version in pinned or _ends(block, index):
            runs.append(_run(block[start:index]))
            start = index
    return runs


def _ends(block: Sequence[Made], index: int) -> bool:
    """Whether a run ends before `block[index]`."""
    last, this = block[index - 1], block[index]
    if this.at - last.at >= PAUSE:
        return True
    if last.hand == this.hand:
        return False
    # Two hands at once: the next one wrote just before too, and the last one goes on.
    before = (block[n] for n in range(index - 2, max(-1, index - 2 - _NEAR), -1))
    after = (block[n] for n in range(index + 1, min(len(block), index + 1 + _NEAR)))
    return not (_writes(this, before) and _writes(last, after))


def _writes(made: Made, among: Iterator[Made]) -> bool:
    return any(other.hand == made.hand and abs(other.at - made.at) <= _TOGETHER for other in among)


def _run(made: Sequence[Made]) -> Run:
    totals: dict[Hand, list[int]] = {}
    for one in made:
        total = totals.setdefault(one.hand, [0, 0, 0])
        total[0] += 1
        total[1] += one.added
        total[2] += one.removed
    parts = [Part(hand, *total) for hand, total in totals.items()]
    parts.sort(key=lambda part: -(part.added + part.removed))
    return Run(made[0].version - 1, made[-1].version, made[0].at, made[-1].at, tuple(parts))
