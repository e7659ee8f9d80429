"""Points at the passage that a message means, by weights that were learned (`weights.json`, `card.md`).

The score of a choice is the weighted sum of its features; their softmax over all choices of the document is how likely
each is. Where the rules are certain (a passage named or selected, one that is not there, the change just made) their
word stands. Where nothing is likely enough the person is asked. Milliseconds, no model. Pure, after one read.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from gesso.agent.guided.going_on import go_on
from gesso.agent.guided.picking import Pick
from gesso.agent.pointing.choices import Choice, blocks_of, leaves_of
from gesso.agent.pointing.features import Asked, Features, Usage, features_of, ruled_by
from gesso.agent.pointing.page import page_of
from gesso.agent.pointing.said import read
from gesso.agent.scene import CanvasScene, Scene

WEIGHTS = "weights.json"
MOST_BLOCKS = 300
"""In a longer document the rules decide: features would take too long."""

SHOWN = 4


@dataclass(frozen=True)
class Limits:
    """How likely a choice must be to be taken, and where the rules chose it, too."""

    take: float
    agree: float


@dataclass(frozen=True)
class Pointed:
    """`blocks` are meant, or none: the person is asked, and `candidates` are likeliest. `section` is the name of one.

    `scores` are the shares of the likeliest choices, by their blocks ("3", "4 5") or "none".
    """

    blocks: tuple[int, ...]
    share: float
    scores: Mapping[str, float]
    candidates: tuple[int, ...]
    as_ruled: bool
    section: str = ""


@dataclass(frozen=True)
class Ranker:
    weights: Mapping[str, float]
    usage: Usage
    limits: Limits

    def point(self, scene: Scene, pick: Pick) -> Pointed | None:
        """What `scene` means, given what the rules chose; None where their word stands."""
        active = scene.active
        if active is None or not may_rank(scene.ask, active, pick):
            return None
        asked = ask_of(scene.ask, active, pick, self.usage)
        return settle(asked, shares_of(features_of(asked), self.weights), self.limits)


def settle(asked: Asked, shares: Mapping[Choice, float], limits: Limits) -> Pointed:
    """What the shares of the choices come to."""
    best = max(shares, key=lambda choice: (shares[choice], -len(choice), -min(choice, default=0)))
    ruled = ruled_by(asked)
    limit = limits.agree if best == ruled else limits.take
    return _pointed(asked, best if shares[best] >= limit else frozenset(), shares, ruled)


def _pointed(asked: Asked, chosen: Choice, shares: Mapping[Choice, float], ruled: Choice) -> Pointed:
    page = asked.page
    ordered = sorted(shares, key=lambda choice: -shares[choice])
    names = {c: " ".join(map(str, blocks_of(page, c))) or "none" for c in [*ordered[: 2 * SHOWN], chosen]}
    scores = {names[c]: shares[c] for c in names}
    single = [min(c) for c in ordered if len(c) == 1][:SHOWN]
    heads = [h for h in page.headings if len(chosen) > 1 and leaves_of(page, page.bodies[h.number]) == chosen]
    section = heads[0].title.strip() if heads else ""
    return Pointed(blocks_of(page, chosen), shares[chosen], scores, tuple(single), chosen == ruled, section)


def may_rank(ask: str, active: CanvasScene, pick: Pick) -> bool:
    """Whether the learned scores have a say; else the rules' word stands, as it does for all that follows a change."""
    snapshot = active.snapshot
    if pick.how not in ("content", "nothing") or not 0 < len(snapshot.leaves()) <= MOST_BLOCKS:
        return False
    return go_on(ask, snapshot, tuple(sorted(_selected(active))), active.done) is None


def ask_of(ask: str, active: CanvasScene, pick: Pick, usage: Usage) -> Asked:
    """All that a decision is made from."""
    return Asked(read(ask), page_of(active.snapshot), pick, _selected(active), usage)


def _selected(active: CanvasScene) -> frozenset[int]:
    part = active.selection
    if part is None or part.start == part.end:
        return frozenset()
    return frozenset(block.number for block in active.snapshot.blocks_in(part.start, part.end))


def shares_of(features: Mapping[Choice, Features], weights: Mapping[str, float]) -> dict[Choice, float]:
    """The softmax of the weighted sums."""
    sums = {c: math.fsum(weights.get(name, 0.0) * v for name, v in told.items()) for c, told in features.items()}
    highest = max(sums.values())
    raised = {choice: math.exp(value - highest) for choice, value in sums.items()}
    whole = math.fsum(raised.values())
    return {choice: value / whole for choice, value in raised.items()}


def parse_ranker(text: str) -> Ranker:
    """A ranker from what `gesso lab rank` wrote. Raises ValueError for anything else."""
    found: Any = json.loads(text)
    try:
        usage = Usage(frozenset(found["common"]), frozenset(found["usual"]))
        weights = {str(name): float(value) for name, value in found["weights"].items()}
        return Ranker(weights, usage, Limits(**found["limits"]))
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"this is not what `gesso lab rank` writes ({error})") from error


@cache
def packaged() -> Ranker:
    """The ranker that comes with gesso."""
    return parse_ranker(resources.files(__package__).joinpath(WEIGHTS).read_text(encoding="utf-8"))
