"""`gesso lab compare A B …`: is B better than A on the same cases? Each further file is held against the first.

The difference has an interval by the paired bootstrap, whole groups drawn; where every grade is 0 or 1 there is an
exact McNemar p, too, adjusted by Holm over all that were compared at once. Only cases both answered count.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gesso.lab import statistics as stats
from gesso.lab.episode import Episode, read_episodes
from gesso.lab.errors import LabError
from gesso.lab.summary import cases_of, one_candidate


@dataclass(frozen=True)
class Comparison:
    """How much better `second` is. `p` is None where grades are not all 0 or 1; `adjusted` is by Holm."""

    behavior: str
    first: str
    second: str
    n: int
    left_out: int
    first_score: float
    second_score: float
    difference: stats.Estimate
    only_first: int
    only_second: int
    p: float | None
    adjusted: float | None
    detectable: float

    @property
    def verdict(self) -> str:
        """In a word, by the interval: better, worse, or not told apart."""
        if self.difference.low > 0:
            return "better"
        return "worse" if self.difference.high < 0 else "not told apart"


def compare_episodes(first: Sequence[Episode], second: Sequence[Episode]) -> Comparison:
    """The comparison on the cases that are in both. Raises LabError where there are none, or a case has two targets."""
    one, other = one_candidate(first), one_candidate(second)
    if one.behavior != other.behavior:
        raise LabError(f"{one.behavior} and {other.behavior} are two behaviours; their scores cannot be compared.")
    mine, theirs = cases_of(first), cases_of(second)
    shared = [case for case in mine if case in theirs]
    if not shared:
        raise LabError(f"{one.candidate} and {other.candidate} have no case of {one.behavior} in common.")
    for case in shared:
        if (mine[case][0].target, mine[case][0].ask) != (theirs[case][0].target, theirs[case][0].ask):
            raise LabError(f"{case} is not the same case in both files. Run both again on the same cases.")
    a, b = ([_mean(of[case]) for case in shared] for of in (mine, theirs))
    groups = [mine[case][0].group_id for case in shared]
    only_first = sum(x > y for x, y in zip(a, b, strict=True))
    only_second = sum(x < y for x, y in zip(a, b, strict=True))
    whole = all(value in (0.0, 1.0) for value in (*a, *b))
    n, p = len(shared), stats.mcnemar(only_first, only_second) if whole else None
    return Comparison(
        one.behavior, one.candidate, other.candidate, n, len(mine.keys() ^ theirs.keys()), math.fsum(a) / n,
        math.fsum(b) / n, stats.paired_bootstrap(a, b, groups), only_first, only_second, p, p,
        stats.paired_detectable_difference(n, (only_first + only_second) / n),
    )  # fmt: skip


def adjusted(found: Sequence[Comparison]) -> list[Comparison]:
    """The comparisons with their p adjusted for being several (Holm)."""
    tested = [i for i, each in enumerate(found) if each.p is not None]
    values = stats.holm([p for each in found if (p := each.p) is not None])
    after = dict(zip(tested, values, strict=True))
    return [_with(each, after.get(i)) for i, each in enumerate(found)]


def compare_files(first: Path, others: Sequence[Path]) -> list[Comparison]:
    """Each of `others` against `first`; where both are of one candidate, the files tell them apart."""
    base = read_episodes(first)
    found = [compare_episodes(base, read_episodes(path)) for path in others]
    named = [
        replace(each, first=f"{each.first} ({first})", second=f"{each.second} ({path})")
        if each.first == each.second
        else each
        for each, path in zip(found, others, strict=True)
    ]
    return adjusted(named)


def render_comparison(found: Comparison) -> str:
    """What `gesso lab compare` prints."""
    d = found.difference
    lines = [
        f"{found.behavior} · {found.second} against {found.first} · n = {found.n}"
        + (f" ({found.left_out} cases only one of them answered are left out)" if found.left_out else ""),
        f"  {found.first_score:.3f} → {found.second_score:.3f}, "
        f"difference {d.value:+.3f} [{d.low:+.3f}, {d.high:+.3f}]: {found.verdict}",
        f"  better on {found.only_second} cases, worse on {found.only_first}"
        + (f"; exact McNemar p = {found.p:.4f}" if found.p is not None else "; grades between 0 and 1, so no McNemar")
        + (f", by Holm {found.adjusted:.4f}" if found.adjusted not in (None, found.p) else ""),
        f"  detectable {found.detectable:.3f}, four times in five, with as much disagreement",
    ]
    return "\n".join(lines)


def _mean(episodes: Sequence[Episode]) -> float:
    return math.fsum(episode.value for episode in episodes) / len(episodes)


def _with(found: Comparison, after: float | None) -> Comparison:
    return Comparison(**{**found.__dict__, "adjusted": after})
