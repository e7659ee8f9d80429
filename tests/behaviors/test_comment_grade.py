"""The grader of comments tells each rule that is broken, and counts the planted problems that were found."""

import json

import pytest

from gesso.behaviors import load_behavior
from gesso.behaviors.behavior import BehaviorError, Case, CaseInput, Swap, text_of

GRADE = load_behavior("comment").grade
BODY = "“no no” stands there twice in a row. Take one out."
PLANT = (Swap(find="broken lamp", put="broken no no lamp"),)
INPUT = CaseInput(ask="review", document="mail.md", dismissed=("Dear Ms Lopez",), plant=PLANT)
CASE = Case(
    id="comment-x", spec_id="C1", group_id="g", split="dev", slice="x", lang="en", input=INPUT,
    target=("no no", "Friday"), spared=("Kind regards",), provenance="hand",
)  # fmt: skip


def said(*quotes: str, body: str = BODY, severity: str = "minor", kind: str = "clarity") -> str:
    each = [{"quote": quote, "body": body, "kind": kind, "severity": severity} for quote in quotes]
    return json.dumps({"comments": each})


def test_the_share_of_what_was_planted_is_counted() -> None:
    assert GRADE(CASE, said("no no", "before Friday")).value == 1.0
    half = GRADE(CASE, said("no no lamp"))
    assert (half.value, "Friday" in half.why) == (0.5, True)
    assert GRADE(CASE, said()).value == 0.0


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("nonsense", "not the arguments"),
        (said("no no", "Friday", "pieces", "morning", "arrived", "message"), "6 comments"),
        (said("not in it"), "occurs 0 times"),
        (said("you"), "times"),
        (said("no no", "no no lamp"), "two on the same words"),
        (said("no no", body="Great how you put this, really."), "praise"),
        (said("no no", body="Wrong."), "says too little"),
        (said("no no", severity="huge"), "severity"),
        (said("no no", kind="vibe"), "kind"),
        (said("no no", "Ms Lopez"), "dismissed or right"),
        (said("no no", "Kind regards"), "dismissed or right"),
    ],
)
def test_a_broken_rule_is_nothing_and_is_named(answer: str, why: str) -> None:
    score = GRADE(CASE, answer)
    assert score.value == 0.0
    assert why in score.why


def test_the_order_is_graded() -> None:
    minor, major = json.loads(said("no no"))["comments"], json.loads(said("Friday", severity="major"))["comments"]
    assert GRADE(CASE, json.dumps({"comments": major + minor})).value == 1.0
    assert "not ranked" in GRADE(CASE, json.dumps({"comments": minor + major})).why


def test_a_plant_that_has_no_place_is_refused() -> None:
    wrong = CASE.model_copy(update={"input": INPUT.model_copy(update={"plant": (Swap(find="zebra", put="x"),)})})
    with pytest.raises(BehaviorError, match="zebra"):
        text_of(wrong)
