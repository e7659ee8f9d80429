"""What is said to work that goes on: what changes the plan, and what is left for the next step."""

import pytest

from gesso.canvas.plan import parse_plan, render_plan
from gesso.tasks.hearing import hear

TEXT = render_plan("Tea", ["Search for tea", "Search for tea prices", "Put together what was found"])


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        ("skip step 2", ["Search for tea", "- Search for tea prices", "Put together what was found"]),
        ("Skip it", ["- Search for tea", "Search for tea prices", "Put together what was found"]),
        ("also search for tea in Japan", [
            "Search for tea", "Search for tea prices", "Search for tea in Japan", "Put together what was found",
        ]),
        ("Please focus on Europe.", [
            "Search for tea Europe", "Search for tea prices Europe", "Put together what was found",
        ]),
    ],
)  # fmt: skip
def test_the_plan_is_changed_by_what_is_about_it(words: str, steps: list[str]) -> None:
    plan = parse_plan(TEXT)
    heard = hear(words, plan, TEXT, plan.steps[0])
    assert heard is not None
    assert [("- " if step.mark == "-" else "") + step.text for step in parse_plan(heard.text).steps] == steps
    assert heard.why.endswith("as you said.")


@pytest.mark.parametrize(("words", "act"), [("stop", "stop"), ("Pause!", "pause"), ("hold on", "pause")])
def test_it_is_held_and_ended_by_a_word(words: str, act: str) -> None:
    plan = parse_plan(TEXT)
    heard = hear(words, plan, TEXT, plan.steps[0])
    assert heard is not None
    assert (heard.act, heard.text) == (act, TEXT)


@pytest.mark.parametrize(
    "words", ["Write it for children", "skip step 9", "I only have an hour, you know", "stop at prices"]
)
def test_all_else_is_for_the_next_step(words: str) -> None:
    plan = parse_plan(TEXT)
    assert hear(words, plan, TEXT, plan.steps[0]) is None
