"""`gesso lab tune`: how an adapter's odds are weighed against the rules, chosen on dev cases alone.

Every case is asked once; all recipes are then tried on the same odds, by the code the product weighs with. Whether a
choice is worth making is told by cross-validation over whole groups: of the levels below, from nothing chosen to
everything, the first with the best accuracy on cases it was not fitted to is taken, and fitted to all of them.
"""

import hashlib
import itertools
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from gesso.agent.deciding.adapters import PASSAGES, WEIGHTS, Certainty, Recipe
from gesso.agent.deciding.decider import Decider
from gesso.agent.deciding.question import LABELS, Question, render_question
from gesso.agent.deciding.rules import Vote, rule_vote
from gesso.agent.deciding.understood import answer_of, understood
from gesso.agent.deciding.weighing import weigh
from gesso.agent.deciding.words import NaiveBayes, learn
from gesso.agent.scene import Scene
from gesso.behaviors.behavior import Answer, Behavior, Case
from gesso.lab.bench import Bench
from gesso.lab.episode import write_whole
from gesso.lab.errors import LabError
from gesso.lab.evaluate import choose_cases, load_graded
from gesso.lab.situation import scene_of
from gesso.model.download import Weights, sha256_of
from gesso.model.embedded import EmbeddedModel
from gesso.model.embedded_odds import Decides, Odds
from gesso.model.messages import Model

KEY = "adapter"
PATIENCE_S = 120.0
FOLDS = 10
RULE_WEIGHTS = (0.0, 0.15, 0.3, 0.4, 0.45, 1.0)
WORDS = (0.0, 0.2, 0.3, 0.4)
THRESHOLDS = (0.5, 0.0, 0.3, 0.4, 0.6, 0.7, 0.8)
SHARES = (1.0, 0.7, 0.5, 0.35, 0.25)
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)

Level = tuple[str, ...]
"""What is chosen: certainties, `words`, `threshold`, `share`."""

LEVELS: tuple[Level, ...] = (
    (), ("unsure",), ("sure", "unsure"), ("sure", "unsure", "words"), ("certain", "sure", "unsure", "words"),
    ("certain", "sure", "unsure", "words", "threshold"),
)  # fmt: skip


@dataclass
class Asked:
    """A dev case, what the rules say and answer, and the adapter's odds. `grades` are known by answer."""

    case: Case
    scene: Scene
    question: Question
    odds: Odds
    vote: Vote | None
    by_rules: Answer
    learned: NaiveBayes | None = None
    grades: dict[Answer, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    recipe: Recipe
    told: Mapping[str, Any]


async def tune(bench: Bench, name: str, folder: Path, out: Path, cases: Path | None, ids: Sequence[str]) -> Choice:
    """Ask, choose, write. Raises LabError for what cannot be used."""
    behavior = load_graded(name)
    if name not in (*LABELS, PASSAGES):
        raise LabError(f"No adapter is asked about {name}. These are: {', '.join((*LABELS, PASSAGES))}.")
    weights = folder / WEIGHTS
    if not weights.is_file():
        raise LabError(f"There is no adapter in {folder}: {weights} is not there.")
    chosen = [c for c in choose_cases(behavior, cases, "dev") if not ids or c.id.startswith(tuple(ids))]
    if len({case.group_id for case in chosen}) < FOLDS:
        raise LabError(f"{len(chosen)} dev cases are too few to choose on; at least {FOLDS} groups of them are needed.")
    base = Weights(bench.settings.models_dir)
    await base.fetch()
    model = EmbeddedModel(base, adapters={KEY: weights}, threads=1)
    bench.close_later(model)
    embedded = (await bench.catalogue()).embedded
    learned = words_of(name, folder)
    asked = [await ask(behavior, case, model, embedded if embedded.ready else None, learned) for case in chosen]
    found = choose(behavior, asked)
    told = {**found.told, "adapter_sha256": sha256_of(weights), "ids": list(ids)}
    recipe = found.recipe.model_dump(exclude={"labels"})
    write_whole(out, json.dumps({"behavior": name, "recipe": recipe, "chosen": told}, indent=1) + "\n")
    return Choice(found.recipe, told)


def words_of(behavior: str, folder: Path) -> NaiveBayes | None:
    """What the words of the rows that a run has read say. None for passages, which have no labels to learn."""
    if behavior == PASSAGES:
        return None
    try:
        config = json.loads((folder / "training.json").read_text(encoding="utf-8"))["config"]
        rows = [json.loads(line) for line in Path(config["train"]).read_text(encoding="utf-8").splitlines() if line]
    except (OSError, ValueError, KeyError) as error:
        raise LabError(f"{folder} does not tell which rows it was trained on ({error}). Name its folder.") from error
    return learn(rows)


async def ask(
    behavior: Behavior, case: Case, model: Decides, inner: Model | None, learned: NaiveBayes | None = None
) -> Asked:
    """One case, asked once. `inner` answers where the rules are unsure, as in the product."""
    scene = scene_of(case)
    question = render_question(behavior.name, scene)
    odds = await model.decide(question.prompt, question.marks, KEY, within_s=PATIENCE_S)
    rules = await Decider().decide(behavior.name, scene, inner)
    return Asked(case, scene, question, odds, rule_vote(behavior.name, scene), rules.answer, learned)


def choose(behavior: Behavior, asked: Sequence[Asked]) -> Choice:
    """The recipe, and what every level came to. Pure."""
    levels = [(*share, *level) for share in ((), ("share",)) for level in LEVELS]
    if behavior.name != PASSAGES:
        levels = list(LEVELS)
    held_out = [_held_out(behavior, asked, level) for level in levels]
    best = max(range(len(levels)), key=lambda i: (round(held_out[i], 9), -i))
    recipe = fit(behavior, asked, levels[best])
    n = len(asked)
    alone = mean([graded(behavior, each, Recipe(threshold=0, mass=0, rule_weight=NO_RULES)) for each in asked])
    rules = mean([_grade(behavior, each, each.by_rules) for each in asked])
    kind = " and ".join(levels[best]) or "nothing"
    why = (
        f"choosing {kind} gives {held_out[best]:.3f} on {n} cases, each left out of its own choice ({FOLDS} folds of "
        f"groups); the default recipe {held_out[0]:.3f}, rules alone {rules:.3f}, the adapter alone {alone:.3f}"
    )
    told = {
        "why": why, "n": n, "rules": rules, "adapter_alone": alone,
        "held_out": {"+".join(level) or "default": value for level, value in zip(levels, held_out, strict=True)},
    }  # fmt: skip
    return Choice(recipe, told)


NO_RULES: dict[Certainty, float] = dict.fromkeys(CERTAINTIES, 0.0)


def fit(behavior: Behavior, asked: Sequence[Asked], level: Level) -> Recipe:
    """The best recipe of a level; of equal ones that nearest to the default.

    A case has one certainty, so the three weights are chosen apart from each other.
    """
    best, best_value = Recipe(), -math.inf
    for share, threshold, words in itertools.product(
        SHARES if "share" in level else SHARES[:1],
        THRESHOLDS if "threshold" in level else THRESHOLDS[:1],
        WORDS if "words" in level else WORDS[:1],
    ):
        recipe, value = Recipe(share=share, threshold=threshold, words=words), 0.0
        for certainty in CERTAINTIES:
            own = [each for each in asked if each.vote is not None and each.vote.certainty == certainty]
            usual = recipe.weight_of(certainty)
            tried = sorted(RULE_WEIGHTS, key=lambda weight: abs(weight - usual)) if certainty in level else [usual]
            sums = [math.fsum(graded(behavior, each, _with(recipe, certainty, w)) for each in own) for w in tried]
            at = max(range(len(tried)), key=lambda i: (round(sums[i], 9), -i))
            recipe, value = _with(recipe, certainty, tried[at]), value + sums[at]
        if value > best_value + 1e-9:
            best, best_value = recipe, value
    return best


def graded(behavior: Behavior, asked: Asked, recipe: Recipe) -> float:
    """The grade of what the product would answer with the recipe."""
    vote = asked.vote
    if vote is not None and recipe.weight_of(vote.certainty) >= 1:
        return _grade(behavior, asked, asked.by_rules)
    weighed = weigh(asked.question, asked.odds, vote, recipe, asked.learned)
    if not weighed.labels:
        return _grade(behavior, asked, asked.by_rules)
    found = understood(behavior.name, asked.scene, weighed.labels, weighed.scores, vote, "")
    label = weighed.labels[0]
    return _grade(behavior, asked, label if found is None else answer_of(asked.scene, label, found))


def _grade(behavior: Behavior, asked: Asked, answer: Answer) -> float:
    key = answer if isinstance(answer, str) else tuple(answer)
    if key not in asked.grades:
        asked.grades[key] = behavior.grade(asked.case, answer).value
    return asked.grades[key]


def _with(recipe: Recipe, certainty: Certainty, weight: float) -> Recipe:
    return recipe.model_copy(update={"rule_weight": {**recipe.rule_weight, certainty: weight}})


def _held_out(behavior: Behavior, asked: Sequence[Asked], level: Level) -> float:
    """The mean grade of cases by recipes that were fitted without them."""
    values: list[float] = []
    for fold in range(FOLDS):
        own = [each for each in asked if _fold(each.case) == fold]
        if own:
            recipe = fit(behavior, [each for each in asked if _fold(each.case) != fold], level)
            values += [graded(behavior, each, recipe) for each in own]
    return mean(values)


def _fold(case: Case) -> int:
    return int(hashlib.sha256(case.group_id.encode()).hexdigest(), 16) % FOLDS


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
