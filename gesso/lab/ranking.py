"""`gesso lab rank`: learns how much each feature of `gesso.agent.pointing` speaks for a passage, and measures it.

A conditional logit: the softmax over all choices of a row's document is fitted to what its writer meant, by Newton's
method with a penalty on the squares of the weights. Rows of one document are never on both sides: the penalty is the
one with the best likelihood on documents left out, and the figures told of the rows are those of documents left out.
How usual a word is (`Usage`) is counted without the row's own document. Of test cases nothing is learned or chosen.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gesso.agent.deciding.rules import rule_vote
from gesso.agent.guided.picking import Pick
from gesso.agent.pointing.choices import Choice, leaves_of
from gesso.agent.pointing.features import Asked, Features, Usage, features_of, ruled_by, usage_of
from gesso.agent.pointing.page import page_of
from gesso.agent.pointing.ranker import WEIGHTS, Limits, ask_of, may_rank, settle
from gesso.agent.pointing.tokens import tokens
from gesso.agent.scene import Scene
from gesso.behaviors.behavior import load_behavior
from gesso.canvas.snapshot import Snapshot
from gesso.lab.episode import write_whole
from gesso.lab.rows import load_seeds, scene_of_row
from gesso.lab.rule import code_hash
from gesso.lab.situation import scene_of
from gesso.lab.synthesize.openings import blocks_meant

BEHAVIOR = "pick_passage"
PENALTIES = (0.25, 0.5, 1.0, 2.0)
FOLDS = 9
LEAST = 5
"""A feature that occurs in fewer rows is not learned."""

STEPS = 25
LIMITS = Limits(take=0.6, agree=0.35)
"""Chosen on documents left out: below .6 what the rules did not choose is wrong more often than right."""

Matrix = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass
class Example:
    """A row or a case: what is asked, what was meant, and the features of each choice. `shares` come of the weights."""

    group: str
    asked: Asked
    meant: Choice
    ranked: bool
    features: dict[Choice, Features]
    shares: dict[Choice, float]


@dataclass(frozen=True)
class Stacked:
    """Examples below each other: row `starts[i]` is the first choice of example i, `meant[i]` the right one or -1."""

    x: Matrix
    starts: Counts
    meant: Counts

    def of(self, examples: Sequence[int]) -> "Stacked":
        sizes = np.diff(self.starts)[list(examples)]
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        x = np.vstack([self.x[self.starts[i] : self.starts[i + 1]] for i in examples])
        old, given = self.starts[list(examples)], self.meant[list(examples)]
        return Stacked(x, starts, np.where(given >= 0, given - old + starts[:-1], -1))


def rank(out: Path, command: Sequence[str]) -> dict[str, Any]:
    """Learn from the rows, measure on documents left out and dev cases, write `weights.json` and `manifest.json`.

    Returns the manifest.
    """
    rows = load_seeds(BEHAVIOR)
    scenes = [(row.given["document"], scene_of_row(row), _openings(row.label)) for row in rows]
    said, written = _counted(scenes)
    usages = {name: _without(name, said, written) for name, _, _ in scenes}
    whole = _without("", said, written)
    train = [_example(name, scene, targets, usages[name]) for name, scene, targets in scenes]
    dev = [
        _example(case.input.document or "", scene_of(case), _targets(case.target), whole)
        for case in load_behavior(BEHAVIOR).cases
        if case.split == "dev"
    ]
    names = _names(train)
    stacked = _stack(train, names)
    tried = {penalty: _left_out(train, stacked, penalty) for penalty in PENALTIES}
    penalty = max(tried, key=lambda each: tried[each])
    _left_out(train, stacked, penalty)
    weights = fit(stacked, penalty)
    _share(dev, _stack(dev, names), weights)
    learned = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    manifest = {
        "behavior": BEHAVIOR, "command": list(command), "rows": len(train),
        "documents": len({each.group for each in train}), "features": len(names), "penalty": penalty,
        "likelihood_left_out": {str(each): round(tried[each] / len(train), 4) for each in PENALTIES},
        "limits": asdict(LIMITS), "documents_left_out": measured(train), "dev": measured(dev),
        "made_from": dict(_sources()), "code_sha256": code_hash("gesso.agent.pointing"),
    }  # fmt: skip
    told = {"common": sorted(whole.common), "usual": sorted(whole.usual), "limits": asdict(LIMITS), "weights": learned}
    text = json.dumps(told, ensure_ascii=False, indent=0) + "\n"
    write_whole(out / WEIGHTS, text)
    manifest["weights_sha256"] = hashlib.sha256(text.encode()).hexdigest()
    write_whole(out / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    return manifest


def measured(examples: Sequence[Example]) -> dict[str, Any]:
    """Right and harmful answers (others than none that are wrong) of the rules alone and with the ranker."""
    found: Counter[str] = Counter()
    for each in examples:
        ruled, chosen = ruled_by(each.asked), decided(each)
        found["rules right"] += ruled == each.meant
        found["rules harmful"] += bool(ruled) and ruled != each.meant
        found["right"] += chosen == each.meant
        found["harmful"] += bool(chosen) and chosen != each.meant
        found["won"] += chosen == each.meant != ruled
        found["lost"] += ruled == each.meant != chosen
        found["asked"] += not chosen
    return {"n": len(examples), **dict(sorted(found.items()))}


def decided(example: Example) -> Choice:
    """What the product would choose."""
    if not example.ranked:
        return ruled_by(example.asked)
    return leaves_of(example.asked.page, settle(example.asked, example.shares, LIMITS).blocks)


def fit(stacked: Stacked, penalty: float, start: Matrix | None = None) -> Matrix:
    """The weights with the best penalised likelihood, by damped Newton steps.

    Examples without a right choice are left out.
    """
    weights = np.zeros(stacked.x.shape[1]) if start is None else start.copy()
    sound = stacked.meant >= 0
    owner = np.repeat(np.arange(len(stacked.meant)), np.diff(stacked.starts))
    counted = sound[owner][:, None]
    gold = stacked.x[stacked.meant[sound]].sum(0)
    cost = _cost(stacked, weights, penalty)
    for _ in range(STEPS):
        shares = _shares(stacked, weights)
        weighed = stacked.x * (shares[:, None] * counted)
        means = np.add.reduceat(weighed, stacked.starts[:-1], axis=0)
        slope = weighed.sum(0) - gold + penalty * weights
        bend = stacked.x.T @ weighed - means.T @ means + penalty * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while (new := _cost(stacked, weights - size * step, penalty)) > cost and size > 1e-3:
            size /= 2
        weights, gained, cost = weights - size * step, cost - new, new
        if gained < 1e-5 * abs(cost):
            break
    return weights


def _cost(stacked: Stacked, weights: Matrix, penalty: float) -> float:
    return penalty * float(weights @ weights) / 2 - float(_logs(stacked, _shares(stacked, weights)).sum())


def _logs(stacked: Stacked, shares: Matrix) -> Matrix:
    return np.log(np.maximum(shares[stacked.meant[stacked.meant >= 0]], 1e-12))


def _shares(stacked: Stacked, weights: Matrix) -> Matrix:
    """The softmax within each example."""
    sums = stacked.x @ weights
    owner = np.repeat(np.arange(len(stacked.meant)), np.diff(stacked.starts))
    raised = np.exp(sums - np.maximum.reduceat(sums, stacked.starts[:-1])[owner])
    whole: Matrix = raised / np.add.reduceat(raised, stacked.starts[:-1])[owner]
    return whole


def _left_out(examples: Sequence[Example], stacked: Stacked, penalty: float) -> float:
    """Give each example its shares by weights that never saw its document; the log likelihood of all."""
    documents = sorted({each.group for each in examples}, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    fold = {name: i % FOLDS for i, name in enumerate(documents)}
    total, weights = 0.0, None
    for part in range(FOLDS):
        own = [i for i, each in enumerate(examples) if fold[each.group] == part]
        if not own:
            continue
        others = [i for i, each in enumerate(examples) if fold[each.group] != part]
        weights = fit(stacked.of(others), penalty, weights)
        left = stacked.of(own)
        total += float(_logs(left, _shares(left, weights)).sum())
        _share([examples[i] for i in own], left, weights)
    return total


def _share(examples: Sequence[Example], stacked: Stacked, weights: Matrix) -> None:
    shares = _shares(stacked, weights)
    for at, each in enumerate(examples):
        own = shares[stacked.starts[at] : stacked.starts[at + 1]]
        each.shares = dict(zip(each.features, map(float, own), strict=True))


def _stack(examples: Sequence[Example], names: Sequence[str]) -> Stacked:
    column = {name: i for i, name in enumerate(names)}
    starts = np.cumsum([0, *(len(each.features) for each in examples)])
    x = np.zeros((int(starts[-1]), len(names)))
    meant = []
    for start, each in zip(starts, examples, strict=False):
        for row, told in enumerate(each.features.values(), int(start)):
            for name, value in told.items():
                if name in column:
                    x[row, column[name]] = value
        place = {choice: i for i, choice in enumerate(each.features)}
        meant.append(int(start) + place[each.meant] if each.meant in place else -1)
    return Stacked(x, starts.astype(np.int64), np.array(meant, dtype=np.int64))


def _names(examples: Sequence[Example]) -> list[str]:
    spread = Counter(name for each in examples for name in {n for told in each.features.values() for n in told})
    return sorted(name for name, count in spread.items() if count >= LEAST)


def _example(group: str, scene: Scene, targets: Sequence[str], usage: Usage) -> Example:
    vote, active = rule_vote(BEHAVIOR, scene), scene.active
    assert active is not None and vote is not None and isinstance(vote.found, Pick)
    asked = ask_of(scene.ask, active, vote.found, usage)
    ranked = may_rank(scene.ask, active, vote.found)
    return Example(group, asked, _meant(active.snapshot, targets), ranked, features_of(asked), {})


def _meant(snapshot: Snapshot, targets: Sequence[str]) -> Choice:
    numbers = [block.number for block in blocks_meant(snapshot, targets)] if targets else []
    return leaves_of(page_of(snapshot), numbers)


def _openings(label: str) -> list[str]:
    return [opening for opening in label.split(" | ") if opening]


def _targets(target: str | Sequence[str]) -> list[str]:
    return [target] if isinstance(target, str) else list(target)


def _counted(scenes: Sequence[tuple[str, Scene, list[str]]]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The documents about which each token is said, and those in which it stands."""
    said: defaultdict[str, set[str]] = defaultdict(set)
    written: defaultdict[str, set[str]] = defaultdict(set)
    for name, scene, _ in scenes:
        for token in set(tokens(scene.ask)):
            said[token].add(name)
        assert scene.active is not None
        for token in page_of(scene.active.snapshot).spread:
            written[token].add(name)
    return said, written


def _without(name: str, said: dict[str, set[str]], written: dict[str, set[str]]) -> Usage:
    """How usual words are in all documents but one."""
    return usage_of(
        {token: len(documents - {name}) for token, documents in said.items()},
        {token: len(documents - {name}) for token, documents in written.items()},
    )


def _sources() -> Iterator[tuple[str, str]]:
    """The sums of what was learned from and chosen on."""
    lab, behaviors = resources.files("gesso.lab") / "seeds", resources.files("gesso.behaviors")
    files = [("gesso/lab/seeds/pick_passage.tsv", lab / "pick_passage.tsv")]
    documents = sorted((lab / "documents").iterdir(), key=lambda file: file.name)
    files += [(f"gesso/lab/seeds/documents/{file.name}", file) for file in documents]
    files.append((f"gesso/behaviors/{BEHAVIOR}/cases.jsonl", behaviors / BEHAVIOR / "cases.jsonl"))
    for name, file in files:
        yield name, hashlib.sha256(file.read_bytes()).hexdigest()
