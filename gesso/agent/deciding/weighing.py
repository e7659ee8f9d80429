"""An adapter's odds and what the rules say, weighed against each other as a recipe tells. Pure.

The product and the choice of a recipe in the lab (`gesso.lab.tuning`) both weigh here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gesso.agent.deciding.adapters import PASSAGES, Recipe
from gesso.agent.deciding.question import NONE, Question
from gesso.agent.deciding.rules import Vote
from gesso.agent.deciding.words import NaiveBayes, features
from gesso.model.embedded_odds import Odds

SILENT = 1e-6
"""What words can say at least: they never rule a label out."""


@dataclass(frozen=True)
class Weighed:
    """`labels` are clear, the best one first (several only of passages), or there are none and `unheard` says why.

    `scores` are the mixed odds, `free` what the adapter would have said without any constraint.
    """

    scores: Mapping[str, float]
    labels: tuple[str, ...] = ()
    free: str | None = None
    unheard: str = ""


def weigh(
    question: Question, odds: Odds, vote: Vote | None, recipe: Recipe, learned: NaiveBayes | None = None
) -> Weighed:
    """The odds mixed with what the words say and with the vote; labels where they are clear."""
    name_of = dict(zip(question.marks, question.labels, strict=True))
    free = name_of[odds.free] if odds.free is not None else None
    voted = [label for label in vote.labels if label in question.labels] if vote is not None else []
    weight = recipe.weight_of(vote.certainty) if vote is not None and voted else 0.0
    shares = {name_of[mark]: share for mark, share in odds.shares.items()}
    if learned is not None and recipe.words:
        shares = _with_words(question, shares, learned, recipe.words)
    scores = {label: (1 - weight) * share for label, share in shares.items()}
    for label in voted:
        scores[label] += weight / len(voted)
    best = max(question.labels, key=lambda label: scores[label])
    if odds.mass < recipe.mass:
        unheard = f"the adapter would rather say something else ({odds.mass:.2f} on the answers)"
        return Weighed(scores, free=free, unheard=unheard)
    labels = _meant(question, scores, best, recipe.share)
    if (clear := sum(scores[label] for label in labels)) < recipe.threshold_of(best):
        return Weighed(scores, free=free, unheard=f"its odds are not clear ({' + '.join(labels)} {clear:.2f})")
    if recipe.share == 1 and vote is not None and best in voted:
        labels = (best, *(label for label in vote.labels if label != best))  # where the rules agree, all that they saw
    return Weighed(scores, labels, free)


def _with_words(question: Question, shares: Mapping[str, float], learned: NaiveBayes, power: float) -> dict[str, float]:
    """The product of both witnesses' odds, the words' to a power: they learned from the same rows."""
    said = learned.shares(features(question.prompt))
    both = {label: share * max(said.get(label, 0.0), SILENT) ** power for label, share in shares.items()}
    whole = sum(both.values())
    return {label: share / whole for label, share in both.items()} if whole else dict(shares)


def _meant(question: Question, scores: Mapping[str, float], best: str, share: float) -> tuple[str, ...]:
    """The best label, and of passages those that come near it."""
    if question.behavior != PASSAGES or best == NONE or share == 1:
        return (best,)
    near = [label for label in question.labels if label != NONE and scores[label] >= share * scores[best]]
    return tuple(sorted(near, key=lambda label: -scores[label]))
