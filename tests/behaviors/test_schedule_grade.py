"""The grader of schedules: every task at its instants, and a reason that tells a question from a silent wrong hour."""

import pytest

from gesso.behaviors import load_behavior
from gesso.behaviors.behavior import Answer, Case, CaseInput

GRADE = load_behavior("schedule").grade
SEVEN = "2026-11-28T06:00Z 2026-11-29T06:00Z 2026-11-30T06:00Z"
EIGHT = "2026-11-28T07:00Z 2026-11-29T07:00Z 2026-11-30T07:00Z"
ONCE = "2026-11-28T09:00Z"
INPUT = CaseInput(ask="x", now="2026-11-27T09:12:00+01:00", zone="Europe/Berlin")


def case(target: str | tuple[str, ...], *checks: str) -> Case:
    return Case(
        id="schedule-x", spec_id="T1", group_id="g", split="dev", slice="x", lang="en", input=INPUT, target=target,
        provenance="hand", checks=checks,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ((SEVEN,), [SEVEN]),
        ((SEVEN,), SEVEN),
        ((SEVEN,), [f"{SEVEN} 2026-12-01T06:00Z"]),
        ((SEVEN,), [SEVEN.replace("T06:00Z", "T07:00+01:00")]),
        ((SEVEN, ONCE), [ONCE, SEVEN]),
        ((SEVEN, SEVEN), [SEVEN, SEVEN]),
        ("ask", "ask"),
        ("none", "none"),
        ("none", []),
    ],
)
def test_what_is_right_is_one(target: str | tuple[str, ...], answer: Answer) -> None:
    assert GRADE(case(target), answer).value == 1.0


@pytest.mark.parametrize(
    ("target", "answer", "why"),
    [
        ((SEVEN,), [EIGHT], "wrong"),
        ((SEVEN,), [SEVEN, ONCE], "wrong"),
        ((SEVEN,), [SEVEN.rsplit(" ", 1)[0]], "wrong"),
        ((SEVEN, ONCE), [SEVEN], "dropped"),
        ((SEVEN, SEVEN), [SEVEN], "dropped"),
        ((SEVEN,), "ask", "asked"),
        ("none", "ask", "asked"),
        ((SEVEN,), "none", "missed"),
        ((SEVEN,), [], "missed"),
        ("ask", "none", "missed"),
        ("ask", [SEVEN], "guessed"),
        ("none", [SEVEN], "invented"),
        ((SEVEN,), "every day at 7", "unread"),
        ((SEVEN,), ["2026-11-28T06:00"], "unread"),
        ((SEVEN,), [""], "unread"),
    ],
)
def test_what_is_wrong_is_nothing_and_is_named(target: str | tuple[str, ...], answer: Answer, why: str) -> None:
    score = GRADE(case(target), answer)
    assert score.value == 0.0
    assert score.why.split()[0].rstrip(":") == why


def test_a_question_is_right_where_the_case_allows_one() -> None:
    allowed = case((SEVEN,), "may_ask")
    assert GRADE(allowed, "ask").value == GRADE(allowed, [SEVEN]).value == 1.0
    assert GRADE(allowed, [EIGHT]).why.startswith("wrong")
    assert GRADE(allowed, "none").value == 0.0
