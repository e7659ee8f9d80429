"""Decides what a message asks for: the one path of the product, the lab and the command line.

Three layers. The person's own word is certain and nobody is asked. Else a trained adapter is asked one short question,
where one is in force for the behaviour, and its odds are mixed with what the rules say, as its manifest tells. Where
there is none, its odds are not clear, or it does not answer in time, the rules decide; which passage is meant is then
decided by a learned ranker (`gesso.agent.pointing`), and where the rules are unsure about opening a canvas, the model
that answers is asked, too. Whatever fails here costs no turn: the decision says why an
adapter was not heard. Writes nothing.
"""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Literal

from gesso.agent.deciding.adapters import Adapter
from gesso.agent.deciding.question import render_question
from gesso.agent.deciding.rules import Found, Vote, rule_vote
from gesso.agent.deciding.understood import answer_of, pick_of, understood
from gesso.agent.deciding.weighing import Weighed, weigh
from gesso.agent.guided.asking import settle_opening
from gesso.agent.guided.decision import OpeningDecision
from gesso.agent.guided.picking import Pick
from gesso.agent.pointing.ranker import Ranker
from gesso.agent.scene import Scene
from gesso.base.errors import NotFound
from gesso.model.embedded_odds import Decides, Odds
from gesso.model.messages import Model, ModelError
from gesso.schedule.words import Understanding

WITHIN_S = 3.0
"""So long an adapter may take, starting and waiting included; then the rules decide."""

NOT_ASKED = Weighed({})

Layer = Literal["rule", "adapter", "ranker", "model"]


@dataclass(frozen=True)
class Decision:
    """`answer` is in the terms of the behaviour's graders, `found` what the guided path acts on.

    `scores` are the mixed odds of each label, or the ranker's shares, empty where only rules decided. `free` is what
    the adapter would have said without any constraint. `unheard` is why an adapter that is in force did not decide.
    """

    behavior: str
    answer: str | tuple[str, ...]
    scores: Mapping[str, float]
    layer: Layer
    why: str
    latency_ms: float
    prompt_tokens: int
    found: Found | None = None
    free: str | None = None
    unheard: str = ""

    @property
    def score(self) -> float | None:
        """The score of the best label, where an adapter or the ranker was asked."""
        return max(self.scores.values(), default=None)


@dataclass(frozen=True)
class _Asked:
    """What came of asking an adapter: no odds where it was not asked or gave none."""

    weighed: Weighed
    odds: Odds | None = None


@dataclass(frozen=True)
class _Said:
    answer: str | tuple[str, ...]
    layer: Layer
    why: str
    found: Found | None
    scores: Mapping[str, float] | None = None


class Decider:
    """Decides by `adapters` (by behaviour), which `odds` has loaded under their keys, and of passages by `ranker`.

    Without them, by rules alone.
    """

    def __init__(
        self,
        adapters: Mapping[str, Adapter] | None = None,
        odds: Decides | None = None,
        *,
        within_s: float = WITHIN_S,
        ranker: Ranker | None = None,
    ) -> None:
        self.adapters = dict(adapters or {})
        self._ranker = ranker
        self._odds = odds
        self._within_s = within_s
        self._took_ms: deque[float] = deque(maxlen=200)

    @property
    def latency_ms(self) -> float | None:
        """The median of the latest decisions that asked an adapter, None before the first."""
        return median(self._took_ms) if self._took_ms else None

    async def decide(self, behavior: str, scene: Scene, inner: Model | None = None) -> Decision:
        """The decision; `inner` is who may be asked where neither rules nor an adapter are sure.

        Raises NotFound for a behaviour that nothing decides, or that needs an open canvas and has none.
        """
        began = time.perf_counter()
        vote, adapter = rule_vote(behavior, scene), self.adapters.get(behavior)
        asked = _Asked(NOT_ASKED) if adapter is None else await self._ask(behavior, scene, vote, adapter)
        weighed = asked.weighed
        if weighed.labels:
            said = _heard(behavior, scene, vote, weighed)
        elif self._ranker is not None and (ranked := _ranked(scene, vote, self._ranker)):
            said = ranked
        elif vote is not None:
            said = await _by_rules(scene, vote, inner)
        else:
            raise NotFound(
                f"Nothing here decides {behavior!r}: {weighed.unheard or 'no rule and no adapter knows it'}."
            )
        took_ms = round((time.perf_counter() - began) * 1000, 1)
        tokens = 0
        if asked.odds is not None:
            tokens = asked.odds.prompt_tokens
            self._took_ms.append(took_ms)
        return Decision(
            behavior, said.answer, said.scores or weighed.scores, said.layer, said.why, took_ms, tokens, said.found,
            weighed.free, weighed.unheard,
        )  # fmt: skip

    async def _ask(self, behavior: str, scene: Scene, vote: Vote | None, adapter: Adapter) -> _Asked:
        recipe = adapter.manifest.behaviors[behavior]
        if vote is not None and recipe.weight_of(vote.certainty) >= 1.0:
            return _Asked(NOT_ASKED)
        if self._odds is None:
            return _Asked(Weighed({}, unheard="the embedded model is not here"))
        question = render_question(behavior, scene)
        try:
            odds = await self._odds.decide(question.prompt, question.marks, adapter.key, within_s=self._within_s)
        except ModelError as error:
            return _Asked(Weighed({}, unheard=error.message))
        return _Asked(weigh(question, odds, vote, recipe, adapter.words.get(behavior)), odds)


def _heard(behavior: str, scene: Scene, vote: Vote | None, weighed: Weighed) -> _Said:
    label = weighed.labels[0]
    why = f"the trained decision, {weighed.scores[label]:.2f}"
    found = understood(behavior, scene, weighed.labels, weighed.scores, vote, why)
    return _Said(label if found is None else answer_of(scene, label, found), "adapter", why, found)


def _ranked(scene: Scene, vote: Vote | None, ranker: Ranker) -> _Said | None:
    """What the ranker says, where a passage is looked for and the rules' word does not stand."""
    if vote is None or not isinstance(vote.found, Pick):
        return None
    pointed = ranker.point(scene, vote.found)
    if pointed is None:
        return None
    found = pick_of(pointed, vote.found)
    return _Said(answer_of(scene, "", found), "ranker", found.why, found, pointed.scores)


async def _by_rules(scene: Scene, vote: Vote, inner: Model | None) -> _Said:
    found = vote.found
    if inner is not None and isinstance(found, OpeningDecision) and not found.sure:
        settled = await settle_opening(found, scene, inner)
        return _Said(settled.label, "rule" if settled.why == found.why else "model", settled.why, settled)
    if isinstance(found, Understanding) and found.tasks and not found.question:
        return _Said(vote.labels, "rule", vote.why, found)
    answer = vote.labels[0] if found is None else answer_of(scene, vote.labels[0], found)
    return _Said(answer, "rule", vote.why, found)
