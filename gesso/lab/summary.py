"""What a file of episodes comes to: scores with intervals, by slice, language, spec line and layer, times and costs.

A case that was answered with several seeds counts once, with its mean. Where every grade is 0 or 1 the interval is
Wilson's; beside it stands the one that draws whole groups, because variants of one case are not independent. A failed
case counts as wrong. Used by the table of the terminal, the report and the page alike. Pure.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict

from gesso.lab import statistics as stats
from gesso.lab.episode import Episode
from gesso.lab.errors import LabError

ROUNDS = 2_000
NOTHING = "(failed)"
CHANGING = ("edit", "insert", "delete", "rewrite", "rename", "undo")


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Value):
    """The score of some of the cases."""

    name: str
    n: int
    score: float
    low: float
    high: float


class Rate(_Value):
    """A share or score with its interval."""

    value: float
    low: float
    high: float


class Cell(_Value):
    """How often the right label `target` was answered with `answer`."""

    target: str
    answer: str
    count: int


class CurvePoint(_Value):
    threshold: float
    precision: float
    recall: float


class Worst(_Value):
    """A case that went wrong, the surest first; `score` is what the answer was given."""

    case: str
    spec_id: str
    slice: str
    lang: str
    ask: str
    target: str
    answer: str
    score: float | None
    why: str


class Summary(_Value):
    """All that is told of one candidate on one behaviour. Times are None where nothing was timed."""

    behavior: str
    candidate: str
    splits: tuple[str, ...]
    n: int
    groups: int
    failed: int
    harmful: int | None
    whole: bool
    score: Part
    by_groups: Rate
    balanced: Rate | None
    detectable: float
    seeds: int
    seeds_mean: float
    seeds_sd: float
    slices: tuple[Part, ...]
    languages: tuple[Part, ...]
    specs: tuple[Part, ...]
    layers: tuple[Part, ...]
    p50_ms: float | None
    p95_ms: float | None
    prompt_tokens: float
    from_cache: int
    confusion: tuple[Cell, ...]
    curve: tuple[CurvePoint, ...]
    worst: tuple[Worst, ...]


def summarize(episodes: Sequence[Episode]) -> Summary:
    """Raises LabError unless all are of one behaviour and one candidate, each case once for each seed."""
    first = one_candidate(episodes)
    by_case = cases_of(episodes)
    values = {case: math.fsum(e.value for e in each) / len(each) for case, each in by_case.items()}
    groups = {case: each[0].group_id for case, each in by_case.items()}
    score = _part("all", list(values.values()))
    by_groups = stats.cluster_bootstrap(list(values.values()), list(groups.values()), rounds=ROUNDS)
    by_seed: defaultdict[int, list[float]] = defaultdict(list)
    for episode in episodes:
        by_seed[episode.seed].append(episode.value)
    over = stats.over_seeds([math.fsum(each) / len(each) for each in by_seed.values()])
    timed = sorted(e.latency_ms for e in episodes if not e.error)
    asked = [e.prompt_tokens for e in episodes if e.prompt_tokens]

    def parts(named: Callable[[Episode], str]) -> tuple[Part, ...]:
        return _parts(by_case, values, named)

    return Summary(
        behavior=first.behavior, candidate=first.candidate, splits=tuple(sorted({e.split for e in episodes})),
        n=len(by_case), groups=len(set(groups.values())),
        failed=sum(bool(e.error) for e in episodes), harmful=_harmful(episodes),
        whole=all(value in (0.0, 1.0) for value in values.values()), score=score,
        by_groups=Rate(value=by_groups.value, low=by_groups.low, high=by_groups.high), balanced=_balanced(episodes),
        detectable=stats.detectable_difference(len(by_case), min(0.99, max(0.01, score.score))), seeds=over.n,
        seeds_mean=over.mean, seeds_sd=over.sd, slices=parts(lambda e: e.slice), languages=parts(lambda e: e.lang),
        specs=parts(lambda e: e.spec_id), layers=_layers(episodes),
        p50_ms=stats.quantile(timed, 0.5) if timed else None, p95_ms=stats.quantile(timed, 0.95) if timed else None,
        prompt_tokens=math.fsum(asked) / len(asked) if asked else 0.0, from_cache=sum(e.cached for e in episodes),
        confusion=_confusion(episodes), curve=_curve(episodes), worst=_worst(episodes),
    )  # fmt: skip


def one_candidate(episodes: Sequence[Episode]) -> Episode:
    """The first episode. Raises LabError unless all are of one candidate on one behaviour."""
    if not episodes:
        raise LabError("There are no graded answers to sum up.")
    if len(found := {(e.behavior, e.candidate) for e in episodes}) > 1:
        told = ", ".join(f"{candidate} on {behavior}" for behavior, candidate in sorted(found))
        raise LabError(f"These graded answers are of several: {told}. Keep one candidate and behaviour to a file.")
    return episodes[0]


def cases_of(episodes: Sequence[Episode]) -> dict[str, list[Episode]]:
    """The episodes of each case, one a seed. Raises LabError when one is there twice."""
    found: dict[str, list[Episode]] = {}
    seen: set[tuple[str, int]] = set()
    for episode in episodes:
        if (episode.case, episode.seed) in seen:
            raise LabError(f"{episode.case} is answered twice with seed {episode.seed}; each case counts once.")
        seen.add((episode.case, episode.seed))
        found.setdefault(episode.case, []).append(episode)
    return found


def shown(value: object) -> str:
    """A target or an answer in one line."""
    if isinstance(value, str):
        return value
    return " + ".join(map(str, value)) or "nothing" if isinstance(value, tuple | list) else NOTHING


def _parts(
    by_case: dict[str, list[Episode]], values: dict[str, float], named: Callable[[Episode], str]
) -> tuple[Part, ...]:
    inside: defaultdict[str, list[float]] = defaultdict(list)
    for case, each in by_case.items():
        inside[named(each[0])].append(values[case])
    return tuple(_part(name, inside[name]) for name in sorted(inside, key=lambda name: (-len(inside[name]), name)))


def _layers(episodes: Sequence[Episode]) -> tuple[Part, ...]:
    inside: defaultdict[str, list[float]] = defaultdict(list)
    for episode in episodes:
        inside[episode.layer or "failed"].append(episode.value)
    return tuple(_part(name, values) for name, values in sorted(inside.items(), key=lambda each: -len(each[1])))


def _part(name: str, values: Sequence[float]) -> Part:
    total = math.fsum(values)
    if all(value in (0.0, 1.0) for value in values):
        around = stats.wilson(total, len(values))
        return Part(name=name, n=len(values), score=total / len(values), low=around.low, high=around.high)
    found = stats.bootstrap(values, rounds=ROUNDS)
    return Part(name=name, n=len(values), score=found.value, low=found.low, high=found.high)


def labelled(episodes: Sequence[Episode]) -> list[Episode]:
    """The episodes whose right answer is a label, if most are; none otherwise."""
    found = [e for e in episodes if isinstance(e.target, str)]
    return found if len(found) == len(episodes) and len({e.target for e in found}) <= 20 else []


def _pairs(episodes: Sequence[Episode]) -> list[tuple[str, str]]:
    return [(shown(e.target), shown(e.answer)) for e in labelled(episodes)]


def _balanced(episodes: Sequence[Episode]) -> Rate | None:
    pairs = _pairs(episodes)
    if not pairs:
        return None
    found = stats.balanced_bootstrap(pairs, [e.group_id for e in episodes], rounds=ROUNDS // 4)
    return Rate(value=found.value, low=found.low, high=found.high)


def _confusion(episodes: Sequence[Episode]) -> tuple[Cell, ...]:
    counts = stats.confusion(_pairs(episodes))
    return tuple(Cell(target=t, answer=a, count=count) for (t, a), count in sorted(counts.items()))


def _curve(episodes: Sequence[Episode]) -> tuple[CurvePoint, ...]:
    """What is right among answers at least so sure, and the share of all cases that they are. At most 100 points."""
    scored = [(top, e.value == 1.0) for e in episodes if (top := given_score(e)) is not None]
    points = stats.threshold_curve(scored, positives=len(episodes))
    step = max(1, len(points) // 100)
    kept = points[::step]
    return tuple(CurvePoint(threshold=p.threshold, precision=p.precision or 0.0, recall=p.recall) for p in kept)


def _harmful(episodes: Sequence[Episode]) -> int | None:
    """How many wrong answers would have changed text that should not change; None where no answer changes any.

    Asking back changes nothing, and neither does an empty choice of passages.
    """
    if episodes[0].behavior == "pick_passage":
        return sum(e.value < 1.0 and bool(e.answer) for e in episodes)
    if episodes[0].behavior == "edit_or_rewrite":
        return sum(e.value < 1.0 and e.answer in CHANGING for e in episodes)
    return None


def given_score(episode: Episode) -> float | None:
    """The score of the answer that was given, None where it has none."""
    return episode.scores.get(episode.answer) if isinstance(episode.answer, str) else None


def _worst(episodes: Sequence[Episode], most: int = 40) -> tuple[Worst, ...]:
    wrong = [e for e in episodes if e.value < 1.0]
    wrong.sort(key=lambda e: (e.value, -(given_score(e) or 0.0), e.case))
    return tuple(
        Worst(
            case=e.case, spec_id=e.spec_id, slice=e.slice, lang=e.lang, ask=e.ask, target=shown(e.target),
            answer=shown(e.answer)[:300], score=given_score(e), why=(e.error or e.why)[:400],
        )
        for e in wrong[:most]
    )  # fmt: skip
