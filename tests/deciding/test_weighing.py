"""The adapter's odds, the words of the question and the rules, weighed against each other."""

import pytest

from gesso.agent.deciding.adapters import Recipe
from gesso.agent.deciding.question import Question, render_question
from gesso.agent.deciding.rules import Vote
from gesso.agent.deciding.weighing import weigh
from gesso.agent.deciding.words import NaiveBayes, features
from gesso.agent.scene import Scene
from gesso.model.embedded_odds import Odds

TOWARDS_DOCUMENT = {" document": 0.6, " code": 0.1, " chat": 0.3}
NO_RULES = Recipe(threshold=0.0, words=0.0, rule_weight={"certain": 0.0, "sure": 0.0, "unsure": 0.0})
QUESTION = render_question("open_canvas", Scene("why is my poem so sad"))


def odds() -> Odds:
    return Odds(TOWARDS_DOCUMENT, 0.99, " document", 8, 0, 1.0)


def learned(question: Question) -> NaiveBayes:
    """Has met the question's words in chat alone."""
    return NaiveBayes([(features(question.prompt), "chat"), (["a", "b"], "document"), (["c"], "code")])


def test_words_are_heard_by_their_power() -> None:
    alone = weigh(QUESTION, odds(), None, NO_RULES, learned(QUESTION))
    assert alone.labels == ("document",) and alone.scores["document"] == pytest.approx(0.6)
    together = weigh(QUESTION, odds(), None, NO_RULES.model_copy(update={"words": 0.3}), learned(QUESTION))
    assert together.labels == ("chat",)
    assert sum(together.scores.values()) == pytest.approx(1)


def test_without_what_was_learned_the_recipe_changes_nothing() -> None:
    assert weigh(QUESTION, odds(), None, NO_RULES.model_copy(update={"words": 0.3})).labels == ("document",)


def test_a_vote_is_weighed_after_the_words() -> None:
    vote = Vote(("code",), "sure", "it names a language")
    recipe = NO_RULES.model_copy(update={"words": 0.3, "rule_weight": {"sure": 0.45}})
    scores = weigh(QUESTION, odds(), vote, recipe, learned(QUESTION)).scores
    unvoted = weigh(QUESTION, odds(), None, recipe, learned(QUESTION)).scores
    assert scores["code"] == pytest.approx(0.55 * unvoted["code"] + 0.45)
