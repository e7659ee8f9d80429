"""What a report is made of: graded answers by behaviour, and the candidate that the others are held against."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gesso.lab.compare import Comparison, adjusted, compare_episodes
from gesso.lab.episode import Episode, read_episodes
from gesso.lab.errors import LabError
from gesso.lab.summary import Summary, cases_of, summarize

ENDING = ".jsonl"


@dataclass(frozen=True)
class Chapter:
    """A behaviour's candidates, the best first; `subject` is the one the report is about.

    `against[i]` is the subject held against `summaries[i]` on the cases both answered; None for the subject itself and
    for one without a case in common. `same_cases`: all answered the same ones.
    """

    behavior: str
    summaries: tuple[Summary, ...]
    subject: int
    against: tuple[Comparison | None, ...]
    same_cases: bool


def read_chapters(paths: Sequence[Path]) -> list[Chapter]:
    """A chapter for each behaviour, in order of name. Raises LabError."""
    files = [file for path in paths for file in _files(path)]
    if not files:
        raise LabError(f"There are no graded answers in {', '.join(map(str, paths))}. `gesso lab eval` writes them.")
    found: dict[str, dict[str, list[Episode]]] = {}
    for file in files:
        for episode in read_episodes(file):
            found.setdefault(episode.behavior, {}).setdefault(episode.candidate, []).append(episode)
    return [make_chapter(name, list(found[name].values())) for name in sorted(found)]


def make_chapter(behavior: str, candidates: Sequence[Sequence[Episode]]) -> Chapter:
    """The chapter of one behaviour. Raises LabError when a candidate answered a case twice."""
    ranked = sorted(candidates, key=lambda of: (-math.fsum(e.value for e in of) / len(of), of[0].candidate))
    summaries = tuple(summarize(of) for of in ranked)
    subject = _subject([summary.candidate for summary in summaries])
    cases = [set(cases_of(of)) for of in ranked]
    places = [i for i in range(len(ranked)) if i != subject and cases[i] & cases[subject]]
    compared = adjusted([compare_episodes(ranked[i], ranked[subject]) for i in places])
    against = dict(zip(places, compared, strict=True))
    same = all(each == cases[0] for each in cases)
    return Chapter(behavior, summaries, subject, tuple(against.get(i) for i in range(len(ranked))), same)


def _subject(names: Sequence[str]) -> int:
    """What the product does, else a trained adapter, else the best; names come the best first."""
    trained = [name for name in names if name.startswith("adapter:")]
    for name in ("product", *trained):
        if name in names:
            return names.index(name)
    return 0


def _files(path: Path) -> list[Path]:
    """What is named is read; of a folder those that begin as graded answers: rows and verdicts lie there, too."""
    if path.is_dir():
        return [file for file in sorted(path.rglob(f"*{ENDING}")) if _graded(file)]
    if not path.exists():
        raise LabError(f"{path} is not there.")
    return [path]


def _graded(file: Path) -> bool:
    with file.open("rb") as lines:
        try:
            begun = json.loads(lines.readline())
        except ValueError:
            return True  # torn, so that reading it says where
    return isinstance(begun, dict) and begun.get("type") == "episode"
