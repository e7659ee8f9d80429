"""The statistics of the lab, in plain Python: intervals, paired tests, agreement, rankings. No input or output.

Every function is tested against published or hand-computed values (`tests/lab/test_statistics.py`). What is random
takes a seed and gives the same figures again. Intervals are two-sided, 95 %.
"""

import math
import random
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Z95 = 1.959963984540054
Z80 = 0.8416212335729143  # a power of .8
ROUNDS = 10_000


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """A value with its interval."""

    value: float
    low: float
    high: float


def wilson(right: float, n: int) -> Interval:
    """The interval of a share `right / n` (Wilson 1927), [0, 1] without cases."""
    if not 0 <= right <= n:
        raise ValueError(f"{right} of {n} is no share")
    if n == 0:
        return Interval(0.0, 1.0)
    p: float = right / n
    zz = Z95 * Z95
    middle = p + zz / (2 * n)
    spread = Z95 * math.sqrt(p * (1 - p) / n + zz / (4 * n * n))
    low, high = (middle - spread) / (1 + zz / n), (middle + spread) / (1 + zz / n)
    return Interval(0.0 if right == 0 else low, 1.0 if right == n else high)


def mcnemar(only_first: int, only_second: int) -> float:
    """The exact two-sided p of two candidates on the same cases, from the cases that only one of them got right."""
    n, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(math.comb(n, k) for k in range(fewer + 1))
    return min(1.0, float(Fraction(2 * tail, 2**n)))


def bootstrap(values: Sequence[float], *, seed: int = 1, rounds: int = ROUNDS) -> Estimate:
    """The mean and its percentile interval. Of paired differences it is the paired bootstrap."""
    return cluster_bootstrap(values, range(len(values)), seed=seed, rounds=rounds)


def cluster_bootstrap(
    values: Sequence[float], groups: Sequence[Hashable], *, seed: int = 1, rounds: int = ROUNDS
) -> Estimate:
    """The mean and its interval when values of one group belong together: whole groups are drawn."""
    if not values or len(values) != len(groups):
        raise ValueError(f"{len(values)} values and {len(groups)} groups")
    sums: dict[Hashable, list[float]] = {}
    for value, group in zip(values, groups, strict=True):
        entry = sums.setdefault(group, [0.0, 0])
        entry[0] += value
        entry[1] += 1
    clusters = [(total, int(count)) for total, count in sums.values()]
    chance = random.Random(seed)
    means = []
    for _ in range(rounds):
        drawn = chance.choices(clusters, k=len(clusters))
        means.append(math.fsum(total for total, _ in drawn) / sum(count for _, count in drawn))
    means.sort()
    return Estimate(math.fsum(values) / len(values), quantile(means, 0.025), quantile(means, 0.975))


def paired_bootstrap(
    first: Sequence[float], second: Sequence[float], groups: Sequence[Hashable] | None = None, *, seed: int = 1,
    rounds: int = ROUNDS,
) -> Estimate:  # fmt: skip
    """How much better `second` is than `first` on the same cases, with its interval; by groups where they are given."""
    differences = [b - a for a, b in zip(first, second, strict=True)]
    return cluster_bootstrap(differences, groups or range(len(differences)), seed=seed, rounds=rounds)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of sorted values, between two of them where it falls there (Hyndman and Fan's type 7)."""
    if not ordered:
        raise ValueError("no values")
    at = share * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


@dataclass(frozen=True)
class Spread:
    """The mean over seeds, its standard deviation (n - 1) and the extremes."""

    mean: float
    sd: float
    low: float
    high: float
    n: int


def over_seeds(values: Sequence[float]) -> Spread:
    """What a score is over several seeds. The spread of one seed is 0, which says nothing."""
    if not values:
        raise ValueError("no seeds")
    mean = math.fsum(values) / len(values)
    variance = math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1) if len(values) > 1 else 0.0
    return Spread(mean, math.sqrt(variance), min(values), max(values), len(values))


def detectable_difference(n: int, share: float) -> float:
    """The smallest difference between two shares near `share`, each of `n` cases, found four times in five.

    For independent cases; pairs on the same cases find smaller ones (`paired_detectable_difference`).
    """
    return 1.0 if n == 0 else min(1.0, (Z95 + Z80) * math.sqrt(2 * share * (1 - share) / n))


def paired_detectable_difference(n: int, disagreeing: float) -> float:
    """The same for two candidates on the same `n` cases, of which they judge the share `disagreeing` differently."""
    return 1.0 if n == 0 else min(1.0, (Z95 + Z80) * math.sqrt(disagreeing / n))


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values adjusted for being several (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, p_values[i] * (len(p_values) - rank)))
        adjusted[i] = highest
    return adjusted


Verdict = Literal["first", "second", "tie"]


def settle(one_order: Verdict, other_order: Verdict) -> Verdict:
    """The verdict on a pair judged in both orders, both told in terms of the same first; a disagreement is a tie."""
    return one_order if one_order == other_order else "tie"


def win_rate(verdicts: Sequence[Verdict]) -> float:
    """How often the first wins, a tie counting half."""
    if not verdicts:
        raise ValueError("no verdicts")
    return (verdicts.count("first") + verdicts.count("tie") / 2) / len(verdicts)


def bradley_terry(wins: Mapping[tuple[str, str], float], *, rounds: int = 10_000) -> dict[str, float]:
    """Strengths that sum to 1, from how often the first of a pair beat the second (a tie counts half for both).

    By Hunter's iteration (2004). Raises ValueError when somebody never won or never lost against the rest, for then
    no strengths fit.
    """
    names = sorted({name for pair in wins for name in pair})
    _ensure_connected(names, wins)
    strengths = dict.fromkeys(names, 1 / len(names))
    won = {a: sum(count for (first, _), count in wins.items() if first == a) for a in names}
    games = {(a, b): wins.get((a, b), 0.0) + wins.get((b, a), 0.0) for a in names for b in names if a != b}
    for _ in range(rounds):
        fresh = {
            a: won[a] / sum(games[a, b] / (strengths[a] + strengths[b]) for b in names if b != a and games[a, b])
            for a in names
        }
        total = sum(fresh.values())
        fresh = {name: value / total for name, value in fresh.items()}
        moved = max(abs(fresh[name] - strengths[name]) for name in names)
        strengths = fresh
        if moved < 1e-12:
            break
    return strengths


def _ensure_connected(names: Sequence[str], wins: Mapping[tuple[str, str], float]) -> None:
    """Raises ValueError unless everybody can be reached from everybody over wins (Ford's condition)."""
    for forward in (True, False):
        seen, todo = set(names[:1]), list(names[:1])
        while todo:
            at = todo.pop()
            for (winner, loser), count in wins.items():
                source, target = (winner, loser) if forward else (loser, winner)
                if count > 0 and source == at and target not in seen:
                    seen.add(target)
                    todo.append(target)
        if len(names) < 2 or len(seen) < len(names):
            raise ValueError("no strengths fit: some never win, or never lose, against the others")


def confusion(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How often each (right, given) occurs."""
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    for pair in pairs:
        counts[pair] += 1
    return dict(counts)


def balanced_accuracy(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean over the right labels of the share that was given right; pairs are (right, given)."""
    if not pairs:
        raise ValueError("no answers")
    by_label: defaultdict[str, list[bool]] = defaultdict(list)
    for right, given in pairs:
        by_label[right].append(right == given)
    return math.fsum(sum(each) / len(each) for each in by_label.values()) / len(by_label)


def balanced_bootstrap(
    pairs: Sequence[tuple[str, str]], groups: Sequence[Hashable], *, seed: int = 1, rounds: int = 2_000
) -> Estimate:
    """The balanced accuracy with its interval, whole groups drawn; labels that a draw misses do not count in it."""
    inside: dict[Hashable, list[tuple[str, str]]] = {}
    for pair, group in zip(pairs, groups, strict=True):
        inside.setdefault(group, []).append(pair)
    clusters, chance = list(inside.values()), random.Random(seed)
    found = sorted(
        balanced_accuracy([pair for cluster in chance.choices(clusters, k=len(clusters)) for pair in cluster])
        for _ in range(rounds)
    )
    return Estimate(balanced_accuracy(pairs), quantile(found, 0.025), quantile(found, 0.975))


@dataclass(frozen=True)
class ThresholdPoint:
    """What holds when only scores of at least `threshold` count. `precision` is None where none does."""

    threshold: float
    precision: float | None
    recall: float
    taken: int


def threshold_curve(scored: Sequence[tuple[float, bool]], positives: int | None = None) -> list[ThresholdPoint]:
    """Precision and recall at every score that occurs, rising; `scored` are (score, whether it is a hit).

    `positives` is what recall is a share of, where that is not the number of hits.
    """
    hits = sum(hit for _, hit in scored) if positives is None else positives
    ordered = sorted(scored, key=lambda each: -each[0])
    points: list[ThresholdPoint] = []
    found = 0
    for taken, (score, hit) in enumerate(ordered, 1):
        found += hit
        if taken == len(ordered) or ordered[taken][0] != score:
            points.append(ThresholdPoint(score, found / taken, found / hits if hits else 0.0, taken))
    return points[::-1]


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Agreement of two raters beyond chance (Cohen 1960); 1 when both give one and the same label to everything."""
    if not pairs:
        raise ValueError("no ratings")
    n = len(pairs)
    agreed = sum(a == b for a, b in pairs) / n
    labels = {label for pair in pairs for label in pair}
    by_chance = sum(sum(a == label for a, _ in pairs) * sum(b == label for _, b in pairs) / (n * n) for label in labels)
    return 1.0 if by_chance == 1.0 else (agreed - by_chance) / (1 - by_chance)
