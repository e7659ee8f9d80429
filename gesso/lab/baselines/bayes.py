"""Naive Bayes over words and pairs of words: what a few hundred rows teach without any model.

Multinomial, each feature counted once a message, Laplace-smoothed, every label equally likely beforehand (balanced
accuracy is what counts). Of languages written without spaces each sign is a word. What else decides (an open canvas,
a selection, the change before) is a feature, too. Learns from the seeds alone, in a tenth of a second, at each start.
"""

import hashlib
import time
from collections.abc import Sequence
from itertools import pairwise

from gesso.agent.deciding.words import NaiveBayes, words_in
from gesso.agent.scene import Scene
from gesso.behaviors.behavior import Behavior, Case
from gesso.lab.candidate import Reply, best_of
from gesso.lab.errors import LabError
from gesso.lab.rows import SeedRow, load_seeds, scene_of_row
from gesso.lab.situation import scene_of


class BayesCandidate:
    """A classifier for the labels of a behaviour. Raises LabError where its rows have fewer than two labels."""

    name = "bayes"
    at_once = 1

    def __init__(self, behavior: Behavior, rows: Sequence[SeedRow]) -> None:
        self._bayes = NaiveBayes((features(scene_of_row(row)), row.label) for row in rows)
        if len(self._bayes.labels) < 2:
            raise LabError(
                f"Naive Bayes needs rows of two labels or more, and {behavior.name} has {self._bayes.labels}."
            )
        self.identity = f"bayes 1 {behavior.name} {rows_hash(rows)}"

    async def answer(self, case: Case) -> Reply:
        began = time.perf_counter()
        shares = self._bayes.shares(features(scene_of(case)))
        answer = best_of(shares, self._bayes.labels)
        return Reply(answer, shares, "baseline", (time.perf_counter() - began) * 1000)


def open_bayes(behavior: Behavior) -> BayesCandidate:
    """Raises LabError for a behaviour without rows, or whose answers are places in a document."""
    rows = load_seeds(behavior.name)
    if rows[0].given.get("document"):
        raise LabError(f"{behavior.name} answers with places in a document: naive Bayes has no labels to learn.")
    return BayesCandidate(behavior, rows)


def features(scene: Scene) -> list[str]:
    """The words, pairs and circumstances of a scene."""
    words = words_in(scene.ask)
    found = [*words, *(f"{a} {b}" for a, b in pairwise(["<", *words, ">"])), f"length {min(6, len(words) // 4)}"]
    if scene.chat:
        found.append("after a message")
    if scene.active is not None:
        found.append(f"on {scene.active.kind}")
        found += ["selected"] if scene.active.selection else []
        found += [f"did {done.did}" for done in scene.active.done[-1:] if done.just_now]
    return found


def rows_hash(rows: Sequence[SeedRow]) -> str:
    """A hash over what was learned from."""
    told = "\n".join(f"{row.label}\t{row.text}\t{sorted(row.given.items())}" for row in rows)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
