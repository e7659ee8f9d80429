"""The example lines of docs/lab.md are cases of their behaviours, and their documents and targets fit."""

import re
from pathlib import Path

import pytest

from gesso.behaviors import BEHAVIORS, load_behavior
from gesso.behaviors.behavior import Answer, Case, parse_cases, text_of

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = re.compile(r"^\*\*(\w+)\*\*:.*?```json\n(.*?)\n```", re.DOTALL | re.MULTILINE)


def examples() -> dict[str, str]:
    return dict(EXAMPLE.findall((ROOT / "docs/lab.md").read_text()))


def test_every_behaviour_has_an_example() -> None:
    assert set(examples()) == set(BEHAVIORS)


@pytest.mark.parametrize("name", BEHAVIORS)
def test_an_example_is_a_case_that_its_target_answers(name: str) -> None:
    behavior = load_behavior(name)
    (case,) = parse_cases(examples()[name], behavior.spec, "docs/lab.md", name)
    assert (case.suite, case.group_id, case.split) == (name, case.id, "test")
    assert behavior.grade(case, _right_answer(name, case)).value == 1.0
    assert behavior.grade(case, "nonsense").value == 0.0


def _right_answer(name: str, case: Case) -> Answer:
    if name == "comment":
        assert case.target[0] in text_of(case)
        remark = (
            '{"quote": "%s", "body": "“broken” stands there twice in a row.", "kind": "clarity", "severity": "minor"}'
        )
        return '{"comments": [%s]}' % (remark % case.target[0])
    if name == "pick_passage":
        return [block for block in text_of(case).split("\n\n") if block.startswith(tuple(case.target))]
    if name == "title":
        return case.target[0]
    if name == "starter_prompts":
        return [
            "Shorten the clause on rent",
            "What would a landlord object to?",
            "Draft a letter ending this agreement",
        ]
    if name == "thought_summary":
        return "Searching for tea prices, because they change."
    return case.target
