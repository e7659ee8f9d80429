"""The grader of starter prompts: three, short, distinct, finished, doable here, and going on with what is there."""

import pytest

from gesso.behaviors import load_behavior
from gesso.behaviors.behavior import Answer, Case, CaseInput
from tests.behaviors.starter_answers import PAIRS

GRADE, CASES = load_behavior("starter_prompts").grade, load_behavior("starter_prompts").cases
CASE = Case(
    id="starter_prompts-x", spec_id="S3", group_id="g", split="dev", slice="x", lang="en", target=("clinic|waiting",),
    spared=("translat",), provenance="hand",
    input=CaseInput(ask="(start)", document="clinic.md", earlier=("Chart the waiting times of this year",)),
)  # fmt: skip
CHANGE, LOOK, NEXT = (
    "Shorten the part on waiting times",
    "What would a patient object to?",
    "Draft a press release on it",
)


@pytest.mark.parametrize("answer", [[CHANGE, LOOK, NEXT], f"{CHANGE}\n{LOOK}\n\n{NEXT}\n"])
def test_three_fitting_prompts_are_right(answer: Answer) -> None:
    assert GRADE(CASE, answer).value == 1.0


@pytest.mark.parametrize(
    ("third", "why"),
    [
        (None, "2 prompts"),
        ("Go on", "too short"),
        ("Write a press release on the new opening hours of the clinic for the local paper", "too short, too long"),
        ("3. Draft a press release", "numbered"),
        ("- Draft a press release", "numbered"),
        ("Write a letter to [name]", "not finished"),
        ("Write about the clinic…", "not finished"),
        ("You could draft a press release", "not in the person's voice"),
        ("Would you like a press release?", "not in the person's voice"),
        ("Call my doctor about the results", "cannot be done here"),
        ("Book a room for the meeting", "cannot be done here"),
        ("Shorten the part on money", "alike"),
        ("On waiting times, shorten that part", "alike"),
        ("Chart the waiting times of this year", "asked before"),
        ("Translate the report into Polish", "translat"),
        ("给诊所写一篇新闻稿", "language"),
    ],
)
def test_a_broken_rule_is_nothing_and_is_named(third: str | None, why: str) -> None:
    score = GRADE(CASE, [CHANGE, LOOK, third] if third else [CHANGE, LOOK])
    assert score.value == 0.0
    assert why in score.why


def test_the_subject_has_to_occur() -> None:
    score = GRADE(CASE, ["Shorten the second section", LOOK, NEXT])
    assert score.value == 0.0
    assert "clinic|waiting" in score.why


def test_chinese_is_counted_in_characters() -> None:
    case = CASE.model_copy(update={"lang": "zh", "target": ("门票|路线",), "spared": ()})
    good = ["把门票那段写短一点", "写一个带孩子的路线建议", "这篇文章还缺什么"]
    assert GRADE(case, good).value == 1.0
    assert "too short" in GRADE(case, ["门票", *good[1:]]).why
    assert "cannot be done" in GRADE(case, [*good[:2], "打电话给售票处问一问"]).why


@pytest.mark.parametrize("prompt", ["Buche ein Hotel in Prag", "Comprar billetes a Praga", "Kaufe mir zwei Karten"])
def test_what_cannot_be_done_here_is_seen_in_other_languages(prompt: str) -> None:
    assert "cannot be done" in GRADE(CASE, [CHANGE, LOOK, prompt]).why


def test_three_prompts_that_would_fit_anybody_fit_nobody() -> None:
    anybody = ["Tell me a joke", "Help me plan my day", "What happened in 1969?"]
    known = [case for case in CASES if case.split == "test" and case.lang == "en"]
    assert len(known) > 60
    assert [case.id for case in known if GRADE(case, anybody).value] == []


def test_a_good_answer_is_right_and_wrong_for_the_other_of_its_pair() -> None:
    groups: dict[str, list[Case]] = {}
    for case in CASES:
        if case.slice == "contrast" and int(case.id.rsplit("-", 1)[1]) > 100:
            groups.setdefault(case.group_id, []).append(case)
    assert len(groups) == len(PAIRS)
    for (one, other), (first, second) in zip(groups.values(), PAIRS, strict=True):
        assert GRADE(one, first).why == "", one.id
        assert GRADE(other, second).why == "", other.id
        assert GRADE(one, second).value == 0.0 == GRADE(other, first).value, one.id
