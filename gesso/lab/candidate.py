"""What the lab measures: something that answers a case, whatever it is made of.

Candidates keep nothing between two cases that would change an answer, so that cases can come in any order and a run
can be taken up again. Which candidates there are, and how one is opened by name, is in `roster.py`.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from gesso.behaviors.behavior import Answer, Case

Layer = Literal["rule", "adapter", "ranker", "model", "baseline"]


@dataclass(frozen=True)
class Reply:
    """An answer and what it cost. `scores` are the odds of the labels where there are any; `layer` is who decided.

    `prompt_tokens` is 0 where no model was asked.
    """

    answer: Answer
    scores: Mapping[str, float] = field(default_factory=dict)
    layer: Layer = "baseline"
    latency_ms: float = 0.0
    prompt_tokens: int = 0


class Candidate(Protocol):
    """`identity` is all that decides an answer besides the case (model, prompt, parameters, code): the same identity
    and the same case give the same answer, which is what the cache and a resumed run rely on.

    `at_once` is how many cases it may be asked at the same time: 1 wherever a latency is to mean something.
    """

    name: str
    identity: str
    at_once: int

    async def answer(self, case: Case) -> Reply:
        """The answer to `case`. Raises GessoError where it cannot answer; the run records that and goes on."""
        ...


def best_of(scores: Mapping[str, float], order: Sequence[str]) -> str:
    """The label with the highest score; of equal ones the first in `order`."""
    return max(order, key=lambda label: (scores.get(label, -math.inf), -order.index(label)))
