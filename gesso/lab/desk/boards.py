"""What the files come to: a row for each behaviour, and one behaviour with its candidates side by side.

A candidate counts with its newest file that answers the behaviour's own cases of the split that is shown. Sums are kept
by file and date, for they are drawn anew with every look at the page.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

from gesso.behaviors.behavior import BEHAVIORS
from gesso.lab.coverage import Covered, cover
from gesso.lab.desk.files import RunFile, RunFiles, Split, Stamp, behavior_named, stamp_of
from gesso.lab.episode import Episode, read_episodes
from gesso.lab.report.reading import Chapter, make_chapter
from gesso.lab.summary import Summary, summarize

SPLITS: tuple[Split, ...] = get_args(Split)


@dataclass(frozen=True)
class Row:
    """A behaviour in the overview: `scored` has the newest file and sum of each candidate, the best first."""

    behavior: str
    coverage: tuple[Covered, ...]
    languages: int
    scored: tuple[tuple[RunFile, Summary], ...]
    subject: str


@dataclass(frozen=True)
class Board:
    """A behaviour: `runs` are the files of the chapter's candidates, in its order; None where nothing was measured."""

    behavior: str
    coverage: tuple[Covered, ...]
    runs: tuple[RunFile, ...]
    chapter: Chapter | None


def overview(files: RunFiles, split: Split) -> list[Row]:
    """A row for each behaviour, measured or not."""
    return [_row(files, name, split) for name in BEHAVIORS]


def _row(files: RunFiles, name: str, split: Split) -> Row:
    behavior = behavior_named(name)
    scored = [(file, summary_of(file, split)) for file in files.latest(name, split)]
    scored.sort(key=lambda pair: (-pair[1].score.score, pair[1].candidate))
    languages = len({case.lang for case in behavior.cases})
    names = [summary.candidate for _, summary in scored]
    return Row(name, tuple(cover(behavior)), languages, tuple(scored), subject_of(names))


def subject_of(names: list[str]) -> str:
    """The one a behaviour is about: what the product does, else a trained adapter, else the best; "" without any."""
    trained = [name for name in names if name.startswith("adapter:")]
    return next((name for name in ("product", *trained) if name in names), names[0] if names else "")


def board(files: RunFiles, name: str, split: Split) -> Board:
    """Raises NotFound for an unknown behaviour."""
    behavior = behavior_named(name)
    runs = files.latest(name, split)
    if not runs:
        return Board(name, tuple(cover(behavior)), (), None)
    chapter = _chapter(name, split, tuple((file.path, stamp_of(file.path)) for file in runs))
    by_candidate = {file.candidate: file for file in runs}
    ordered = tuple(by_candidate[summary.candidate] for summary in chapter.summaries)
    return Board(name, tuple(cover(behavior)), ordered, chapter)


def chosen_split(files: RunFiles, wanted: Split | None) -> Split:
    """The split that is shown: the one that was asked for, else test if anything was measured on it, else dev."""
    if wanted:
        return wanted
    return "test" if any("test" in file.splits and file.own for file in files.all()) else "dev"


def summary_of(file: RunFile, split: Split | None) -> Summary:
    """Raises LabError where the file has changed for the worse meanwhile."""
    return _summary(file.path, stamp_of(file.path), split)


@lru_cache(maxsize=256)
def _summary(path: Path, stamp: Stamp, split: Split | None) -> Summary:
    return summarize(_of(path, split))


@lru_cache(maxsize=32)
def _chapter(name: str, split: Split, files: tuple[tuple[Path, Stamp], ...]) -> Chapter:
    return make_chapter(name, [_of(path, split) for path, _ in files])


def _of(path: Path, split: Split | None) -> list[Episode]:
    return [episode for episode in read_episodes(path) if split is None or episode.split == split]
