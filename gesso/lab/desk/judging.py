"""People's verdicts: which of two answers is better, asked blind, one pair after the other.

Only cases that both candidates answered, and differently, are asked. Which answer stands left follows from the person
and the pair, so it is as good as drawn, stays the same when the page is loaded again, and is written down with the
verdict. Verdicts are files of `gesso.lab.verdict` below the lab's `verdicts`, one for each pair of candidates.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from gesso.base.errors import BadInput, NotFound
from gesso.lab.desk.files import RunFile, RunFiles
from gesso.lab.episode import Episode, write_whole
from gesso.lab.errors import LabError
from gesso.lab.statistics import Verdict as Side
from gesso.lab.summary import shown
from gesso.lab.verdict import Verdict, WinRate, read_verdicts, win_rates

FOLDER = "verdicts"
Choice = Literal["left", "right", "tie"]


@dataclass(frozen=True)
class Pair:
    """Two answers to a case; `left` is the candidate whose answer stands there."""

    case: str
    first: Episode
    second: Episode
    left: Literal["first", "second"]

    @property
    def texts(self) -> tuple[str, str]:
        """What stands left and right."""
        answers = shown(self.first.answer), shown(self.second.answer)
        return answers if self.left == "first" else (answers[1], answers[0])


@dataclass(frozen=True)
class Standing:
    """Where a person stands with two candidates; `pair` is the next one, None at the end."""

    behavior: str
    done: int
    total: int
    equal: int
    pair: Pair | None


class Judging:
    """The verdicts of people in a lab's folder."""

    def __init__(self, folder: Path, files: RunFiles) -> None:
        self._folder, self._files = folder / FOLDER, files

    def standing(self, one: str, other: str, person: str) -> Standing:
        """Raises NotFound and LabError for files that cannot be held against each other."""
        first, second = self._ordered(one, other)
        pairs, equal = self._pairs(first, second, person)
        mine = {verdict.case for verdict in self._verdicts(first, second) if verdict.by == by_of(person)}
        waiting = [pair for pair in pairs if pair.case not in mine]
        return Standing(first.behavior, len(pairs) - len(waiting), len(pairs), equal, waiting[0] if waiting else None)

    def decide(self, one: str, other: str, person: str, case: str, choice: Choice, why: str, at: datetime) -> None:
        """Write a verdict down; another one on the same pair takes its place."""
        first, second = self._ordered(one, other)
        pair = next((each for each in self._pairs(first, second, person)[0] if each.case == case), None)
        if pair is None:
            raise NotFound(f"Both have no two answers to {case!r} that differ.")
        other_side: Literal["first", "second"] = "second" if pair.left == "first" else "first"
        winner: Side = "tie" if choice == "tie" else pair.left if choice == "left" else other_side
        verdict = Verdict(
            behavior=first.behavior, case=case, first=first.candidate, second=second.candidate, by=by_of(person),
            orders=(winner,), winner=winner, why=why, left=pair.left, at=at.isoformat(timespec="seconds"),
        )  # fmt: skip
        kept = [each for each in self._verdicts(first, second) if (each.by, each.case) != (verdict.by, case)]
        self._write(first, second, [*kept, verdict])

    def take_back(self, one: str, other: str, person: str) -> None:
        """Drop the person's latest verdict on this pair of candidates, if there is one."""
        first, second = self._ordered(one, other)
        found = self._verdicts(first, second)
        last = next((at for at in range(len(found) - 1, -1, -1) if found[at].by == by_of(person)), None)
        if last is not None:
            self._write(first, second, [*found[:last], *found[last + 1 :]])

    def wins(self) -> list[WinRate]:
        """Win rates of all verdicts in the folder, of people and of models. A file that cannot be read is left out."""
        found: list[Verdict] = []
        for path in sorted(self._folder.rglob("*.jsonl")):
            try:
                found += read_verdicts(path)
            except LabError:
                continue
        return win_rates(found)

    def _ordered(self, one: str, other: str) -> tuple[RunFile, RunFile]:
        """Both files, in the order of their candidates' names."""
        files = [self._files.get(one), self._files.get(other)]
        if files[0].behavior != files[1].behavior:
            raise BadInput(
                f"{files[0].behavior} and {files[1].behavior} are two behaviours; choose two answers to one."
            )
        if files[0].candidate == files[1].candidate:
            raise BadInput(f"Both are answers of {files[0].candidate}; choose two candidates.")
        files.sort(key=lambda file: file.candidate)
        return files[0], files[1]

    def _pairs(self, first: RunFile, second: RunFile, person: str) -> tuple[list[Pair], int]:
        """The pairs that differ, in an order of this person's own, and how many do not."""
        theirs = {episode.case: episode for episode in self._files.episodes(second) if not episode.error}
        both = [(e, theirs[e.case]) for e in self._files.episodes(first) if not e.error and e.case in theirs]
        differing = {a.case: (a, b) for a, b in both if shown(a.answer) != shown(b.answer)}
        pairs = []
        for case, (a, b) in differing.items():
            drawn = _drawn(person, case, first.candidate, second.candidate)
            pairs.append((drawn, Pair(case, a, b, "first" if drawn[0] % 2 else "second")))
        same = len({a.case for a, _ in both}) - len(differing)
        return [pair for _, pair in sorted(pairs, key=lambda each: each[0][1:])], same

    def _verdicts(self, first: RunFile, second: RunFile) -> Sequence[Verdict]:
        path = self._path(first, second)
        return read_verdicts(path) if path.exists() and path.stat().st_size else []

    def _write(self, first: RunFile, second: RunFile, verdicts: Sequence[Verdict]) -> None:
        write_whole(self._path(first, second), "".join(f"{verdict.model_dump_json()}\n" for verdict in verdicts))

    def _path(self, first: RunFile, second: RunFile) -> Path:
        names = [re.sub(r"[^A-Za-z0-9._-]+", "-", file.candidate)[:40] for file in (first, second)]
        mark = hashlib.sha256(f"{first.candidate}\n{second.candidate}".encode()).hexdigest()[:8]
        return self._folder / first.behavior / f"{names[0]}.{names[1]}.{mark}.jsonl"


def by_of(person: str) -> str:
    return f"person:{person}"


def _drawn(*parts: str) -> bytes:
    return hashlib.sha256("\n".join(parts).encode()).digest()
