"""Shortcuts without a model that could write: what code does reaches the goal, the rest is declined in one sentence."""

import ast

import pytest

from gesso.agent.guided.shortcutting import work_on
from gesso.agent.measuring import measure
from gesso.agent.shortcuts import SHORTCUTS, Goal, Passage, shortcut_of
from gesso.canvas.reading import grade_of

TEXT = """# The history of coffee ☕

Coffee is older than most books say. It began in Ethiopia, where goats ate the red berries. A herder called Kaldi
tasted them, too. He could not sleep that night. Monks heard of it and boiled the beans.

## The way to Europe

From Mocha the beans went to Venice in 1570. Merchants utilised their numerous ships in order to commence the trade.
People met in the new houses and read the news. The first one in London opened in 1652. Kings were afraid of the talk
there. Some of them wanted to close the houses.

- the price fell every year
- the cup became smaller
- teh taste stayed

| year | cups |
|------|------|
| 1570 | 10   |

The end of the story is in your cup. It is warm. Nobody knows what comes next.
"""
CODE = '''"""Sums."""
import sys


def total(rows, token):
    """The sum."""
    return sum(rows)


class Till:
    @property
    def open(self): return True

    def pay(self, amount):
        if amount < 0:
            raise ValueError(amount)
'''


def goal(name: str, option: str | None = None, text: str = TEXT, language: str | None = None) -> Goal:
    found = shortcut_of(name)
    assert found is not None
    return Goal(found, found.option(option), Passage(text, found.kind, language, False))


@pytest.mark.parametrize("option", ["-75", "-50"])
def test_shorter_reaches_its_length_with_whole_sentences(option: str) -> None:
    wanted = goal("length", option)
    done = work_on(wanted)
    assert done.text is not None
    found = measure(wanted.shortcut, wanted.option, wanted.before, Passage(done.text, "document", None, False))
    assert found.met is True, found.words
    squeezed = " ".join(TEXT.split())
    for line in done.text.split("\n\n"):
        for sentence in line.split(". "):
            assert " ".join(sentence.split()) in squeezed, "only the text's own words are left"
    assert "| 1570 | 10   |" in done.text, "a table is never cut"


def test_a_text_of_one_sentence_is_declined() -> None:
    done = work_on(goal("length", "-50", "Only one sentence is here and it cannot be halved."))
    assert done.text is None and "larger model" in done.why


def test_simpler_lowers_the_grade_and_says_so_where_it_cannot() -> None:
    hard = "Merchants utilised their numerous ships in order to commence the trade, and approximately ten arrived.\n"
    done = work_on(goal("level", "kindergarten", hard))
    assert done.text is not None and "commence" not in done.text
    before, after = grade_of(hard), grade_of(done.text)
    assert before is not None and after is not None and after < before
    assert "already" in work_on(goal("level", "kindergarten")).why
    assert "raise" in work_on(goal("level", "graduate")).why


def test_polish_corrects_what_is_surely_wrong() -> None:
    done = work_on(goal("polish"))
    assert done.text == TEXT.replace("teh taste", "the taste")
    assert work_on(goal("polish", text="All is well here.\n")).text is None


@pytest.mark.parametrize("option", ["words", "sections", "lists", "remove"])
def test_emoji_reach_their_goal_and_change_no_word(option: str) -> None:
    wanted = goal("emoji", option)
    done = work_on(wanted)
    assert done.text is not None
    found = measure(wanted.shortcut, wanted.option, wanted.before, Passage(done.text, "document", None, False))
    assert found.met is True, (found, done.text)
    assert work_on(goal("emoji", "remove", "plain\n")).text is None


def test_logs_go_into_python_and_the_program_still_parses() -> None:
    done = work_on(goal("logs", text=CODE, language="python"))
    assert done.text is not None
    ast.parse(done.text)
    assert 'logger.debug("total(rows=%r)", rows)' in done.text, "what may be a secret is not logged"
    assert 'logger.debug("pay(amount=%r)", amount)' in done.text
    assert done.text.count("logging.getLogger") == 1 and done.text.count("import logging") == 1
    space: dict[str, object] = {"__name__": "tried"}
    exec(compile(done.text, "tried", "exec"), space)  # our own text, to see that it runs
    total = space["total"]
    assert callable(total) and total([1, 2], "x") == 3
    assert work_on(goal("logs", text="def f(:", language="python")).text is None
    assert work_on(goal("logs", text="f();", language="javascript")).text is None


def test_everything_has_an_answer() -> None:
    """Comments are made elsewhere, from the same checks as when they are asked for in words."""
    for shortcut in [each for each in SHORTCUTS if each.check != "remarks"]:
        for option in shortcut.options or (shortcut.option(None),):
            text = TEXT if shortcut.kind == "document" else CODE
            done = work_on(Goal(shortcut, option, Passage(text, shortcut.kind, "python", False)))
            assert (done.text is None) == bool(done.why)
            assert done.text is None or done.text != text
            assert done.why == "" or done.why.endswith(".")
