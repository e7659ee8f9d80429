"""The verdict on an adapter from files alone: guards, its graded answers, and those of everybody it must beat.

The files must speak of the same cases, case by case, or there is no verdict at all: a missing case is an error, never a
silent smaller n. What was read is named in the verdict by its sum.
"""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from gesso.lab.episode import Episode, read_episodes
from gesso.lab.errors import LabError
from gesso.lab.guards.gates import RELEASE, Compared, Verdict, judge
from gesso.lab.guards.measure import FULL, read_guarded
from gesso.lab.summary import cases_of, one_candidate
from gesso.model.download import sha256_of

RULE = "rule"

Answers = dict[str, list[Episode]]
"""The graded answers of one candidate on one behaviour, by case."""


@dataclass(frozen=True)
class Decided:
    """`release` tells whether it rests on enough: all guards, and `RELEASE` test cases of each behaviour."""

    verdict: Verdict
    release: bool
    adapter_sha256: str
    against: Mapping[str, Sequence[str]]
    files: Mapping[str, str]


def judge_files(
    guard: Path, adapter: Sequence[Path], free: Sequence[Path], against: Sequence[Path], beside: Sequence[Path] = ()
) -> Decided:
    """Raises LabError or BadInput for files that are not there, of other cases, or without the rules to beat."""
    guarded = read_guarded(guard)
    if missing := [path for path in beside if not path.is_file()]:
        raise LabError(f"{missing[0]} is not there.")
    ours, unconstrained = _by_behavior(adapter), _by_behavior(free)
    rivals: defaultdict[str, dict[str, Answers]] = defaultdict(dict)
    for path in against:
        first, answers = _read(path)
        if first.candidate in rivals[first.behavior]:
            raise LabError(f"{path} is a second file of {first.candidate} on {first.behavior}; one is enough.")
        rivals[first.behavior][first.candidate] = answers
    _ensure_complete(ours, unconstrained, rivals)
    compared = [
        compare_all(f"{behavior}{mode}", found[behavior], rivals[behavior])
        for behavior in ours
        for found, mode in ((ours, ""), (unconstrained, ", unconstrained"))
    ]
    total = guarded.adapter.adapter_bytes + sum(path.stat().st_size for path in beside)
    release = guarded.adapter.size == FULL.name and all(
        sum(each[0].split == "test" for each in answers.values()) >= RELEASE for answers in ours.values()
    )
    return Decided(
        judge(guarded.base, guarded.adapter, compared, total), release, guarded.adapter_sha256,
        {behavior: tuple(rivals[behavior]) for behavior in ours},
        {str(path): sha256_of(path) for path in (guard, *adapter, *free, *against)},
    )  # fmt: skip


def compare_all(name: str, ours: Answers, rivals: Mapping[str, Answers]) -> Compared:
    """All on the cases of `ours`. Raises LabError where a rival answered others."""
    for rival, answers in rivals.items():
        _ensure_same(name, ours, rival, answers)
    return Compared(
        name,
        [_mean(each) for each in ours.values()],
        {rival: [_mean(answers[case]) for case in ours] for rival, answers in rivals.items()},
        [each[0].group_id for each in ours.values()],
    )


def render_decided(decided: Decided) -> str:
    """JSON that a manifest's `gate` takes as it is."""
    return json.dumps(
        {
            "passed": decided.verdict.passed,
            "reasons": decided.verdict.reasons,
            "release": decided.release,
            "adapter_sha256": decided.adapter_sha256,
            "gates": [asdict(gate) for gate in decided.verdict.gates],
            "against": decided.against,
            "files": decided.files,
        },
        indent=1,
    ) + "\n"  # fmt: skip


def _read(path: Path) -> tuple[Episode, Answers]:
    episodes = read_episodes(path)
    return one_candidate(episodes), cases_of(episodes)


def _by_behavior(paths: Sequence[Path]) -> dict[str, Answers]:
    found: dict[str, Answers] = {}
    for path in paths:
        first, answers = _read(path)
        if first.behavior in found:
            raise LabError(f"{path} is a second file on {first.behavior}. Give one for each behaviour.")
        found[first.behavior] = answers
    return found


def _ensure_complete(
    ours: Mapping[str, Answers], free: Mapping[str, Answers], rivals: Mapping[str, Mapping[str, Answers]]
) -> None:
    for behavior in sorted({*ours, *free, *rivals}):
        if behavior not in ours:
            raise LabError(f"There are answers on {behavior}, and none of the adapter among them (--adapter).")
        if behavior not in free:
            raise LabError(f"The adapter's unconstrained answers on {behavior} are missing (--free).")
        if RULE not in rivals.get(behavior, {}):
            raise LabError(f"The rules' answers on {behavior} are missing (--against): they are what is to be beaten.")
        _ensure_same(behavior, ours[behavior], "the adapter unconstrained", free[behavior])


def _ensure_same(behavior: str, ours: Answers, other: str, theirs: Answers) -> None:
    if ours.keys() != theirs.keys():
        odd = sorted(ours.keys() ^ theirs.keys())
        raise LabError(
            f"{behavior}: the adapter answered {len(ours)} cases and {other} {len(theirs)}; {len(odd)} are in only one "
            f"of the files ({', '.join(odd[:3])}{' …' if len(odd) > 3 else ''}). Run both on the same cases."
        )
    for case in ours:
        if (ours[case][0].target, ours[case][0].ask) != (theirs[case][0].target, theirs[case][0].ask):
            raise LabError(f"{behavior}: {case} is not the same case in the file of {other}. Run both again.")


def _mean(episodes: Sequence[Episode]) -> float:
    return math.fsum(episode.value for episode in episodes) / len(episodes)
