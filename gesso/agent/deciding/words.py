"""What the words of a question alone say: naive Bayes over words and pairs, learned from an adapter's training rows.

A second witness beside the adapter, wrong elsewhere than it: on 60 dev messages each, the two together were right .92
and .83 of the time where the adapter alone was .88 and .75 (`docs/lab-log.md`). It costs a
tenth of a millisecond. Multinomial, each feature counted once a message, Laplace-smoothed, every label equally likely
beforehand (balanced accuracy is what counts). Of languages written without spaces each sign is a word. Pure.
"""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from gesso.agent.deciding.question import ANSWER

SMOOTHING = 0.5
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+|[^\w\s]")


class NaiveBayes:
    """Counts of features by label, and what they make of new ones."""

    def __init__(self, examples: Iterable[tuple[Sequence[str], str]]) -> None:
        self._counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for found, label in examples:
            self._counts[label].update(set(found))
        self.labels = tuple(sorted(self._counts))
        self._settle()

    def _settle(self) -> None:
        self._known = {feature for counts in self._counts.values() for feature in counts}
        self._totals = {label: sum(counts.values()) for label, counts in self._counts.items()}

    def shares(self, found: Iterable[str]) -> dict[str, float]:
        """The probability of each label, given features; those never seen say nothing."""
        seen = [feature for feature in set(found) if feature in self._known]
        logs = {label: self._log(label, seen) for label in self.labels}
        highest = max(logs.values())
        weights = {label: math.exp(value - highest) for label, value in logs.items()}
        return {label: weight / sum(weights.values()) for label, weight in weights.items()}

    def _log(self, label: str, seen: Sequence[str]) -> float:
        under = math.log(self._totals[label] + SMOOTHING * len(self._known))
        return math.fsum(math.log(self._counts[label][feature] + SMOOTHING) - under for feature in seen)

    def counts(self) -> dict[str, dict[str, int]]:
        """All that was learned, by label, in a fixed order."""
        return {label: dict(sorted(self._counts[label].items())) for label in self.labels}

    @classmethod
    def of_counts(cls, counts: Mapping[str, Mapping[str, int]]) -> "NaiveBayes":
        """What `counts` returned, at work again."""
        learned = cls(())
        for label, of in counts.items():
            learned._counts[label].update(of)
        learned.labels = tuple(sorted(learned._counts))
        learned._settle()
        return learned


def words_in(text: str) -> list[str]:
    """The words of a message in lower case, marks and signs apart."""
    return _WORD.findall(text.lower())


def features(prompt: str) -> list[str]:
    """The words and pairs of a question as an adapter reads it, and how long it is."""
    words = words_in(prompt.removesuffix(ANSWER))
    return [*words, *(f"{a} {b}" for a, b in pairwise(["<", *words, ">"])), f"length {min(9, len(words) // 4)}"]


def learn(rows: Iterable[Mapping[str, Any]]) -> NaiveBayes:
    """From training rows of `prompt` and `completion`, a mark."""
    return NaiveBayes((features(row["prompt"]), str(row["completion"]).strip()) for row in rows)


def render_words(learned: Mapping[str, NaiveBayes]) -> str:
    """What was learned for each behaviour, as JSON."""
    return json.dumps({name: each.counts() for name, each in learned.items()}, ensure_ascii=False, sort_keys=True)


def parse_words(text: str) -> dict[str, NaiveBayes]:
    """The inverse. Raises ValueError for anything else."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("an object by behaviour was expected")
    try:
        return {
            name: NaiveBayes.of_counts({label: {k: int(v) for k, v in of.items()} for label, of in by_label.items()})
            for name, by_label in found.items()
        }
    except (AttributeError, TypeError) as error:
        raise ValueError("counts of features by label were expected") from error
