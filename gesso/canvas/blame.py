"""Who wrote what: a run-length list over the text, carried along by every change.

Counts in UTF-16 units, as the log it is rebuilt from. An author is whatever string the log carries (a participant, an
agent and its model, an import); `turn` is empty for what no turn wrote. Values are frozen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from gesso.canvas.changes import Change
from gesso.canvas.text import BadChange


class Run(NamedTuple):
    """`length` units by one author in one turn."""

    length: int
    author: str
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Blame:
    """The authors of a text, front to back; neighbouring runs differ."""

    runs: tuple[Run, ...] = ()

    @classmethod
    def of(cls, length: int, author: str, turn: str = "") -> "Blame":
        """A text of `length` units by one author."""
        return cls((Run(length, author, turn),) if length else ())

    @classmethod
    def from_log(cls, rows: Iterable[tuple[Change, str, str]], start: "Blame | None" = None) -> "Blame":
        """The blame after log rows `(change, author, turn)`, beginning with `start` (the empty text)."""
        blame = start or cls()
        for change, author, turn in rows:
            blame = blame.apply(change, author, turn)
        return blame

    @property
    def length(self) -> int:
        """Units of the text."""
        return sum(run.length for run in self.runs)

    def apply(self, change: Change, author: str, turn: str = "") -> "Blame":
        """The blame after `change`, all of whose inserted text is by `author`."""
        if change.empty and change.length == self.length:
            return self
        runs = self.runs
        out: list[Run] = []
        index = used = 0
        for length, units, _ in change.ops:
            if units > 0:
                _push(out, units, author, turn)
            while length:
                if index == len(runs):
                    raise BadChange(f"expected a change of a text of {self.length} units, got one for {change.length}")
                run = runs[index]
                if not used and run.length <= length:
                    # Whole runs are the bulk of a long list: kept ones are taken over together, not one by one.
                    first, step = index, 0
                    while index < len(runs) and step + runs[index][0] <= length:
                        step += runs[index][0]
                        index += 1
                    if units < 0:
                        _push(out, *run)
                        out += runs[first + 1 : index]
                else:
                    step = min(run.length - used, length)
                    if units < 0:
                        _push(out, step, run.author, run.turn)
                    used += step
                    if used == run.length:
                        index, used = index + 1, 0
                length -= step
        if index < len(runs):
            raise BadChange(f"expected a change of a text of {self.length} units, got one for {change.length}")
        return Blame(tuple(out))

    def shares(self) -> dict[str, float]:
        """Each author's part of the text, most first; empty for the empty text."""
        totals: dict[str, int] = {}
        for run in self.runs:
            totals[run.author] = totals.get(run.author, 0) + run.length
        whole = sum(totals.values())
        return {author: total / whole for author, total in sorted(totals.items(), key=lambda item: -item[1])}

    def to_json(self) -> list[list[int | str]]:
        return [list(run) for run in self.runs]

    @classmethod
    def from_json(cls, value: list[list[int | str]]) -> "Blame":
        """The other way round from `to_json`; our own rows only, not for input from outside."""
        return cls(tuple(Run(int(length), str(author), str(turn)) for length, author, turn in value))


def _push(out: list[Run], length: int, author: str, turn: str) -> None:
    if out and out[-1].author == author and out[-1].turn == turn:
        out[-1] = Run(out[-1].length + length, author, turn)
    else:
        out.append(Run(length, author, turn))
