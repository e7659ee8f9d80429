"""A row that repeats words of a case is found, and one that does not is not."""

import pytest

from gesso.behaviors.behavior import load_behavior
from gesso.lab.audit.contamination import Contamination, eval_cases, measured

LONG = (
    "After the meeting on Tuesday with the people from the council, who were friendlier than last year, I would like "
    "to have a letter that thanks them for the new lights on the bridge"
)
SHORT = "draft a letter to my landlord about the mould"
SIGNS = "请帮我给房东写一封信说厨房漏水的事情"
CASES = Contamination([("long", LONG), ("short", SHORT), ("signs", SIGNS)])
RAMBLE = "I have been thinking about this for a week or so and now that the days are shorter I believe that"


@pytest.mark.parametrize(
    ("row", "case"),
    [
        (f"{RAMBLE} THE PEOPLE, from the council who were friendlier counts", "long"),  # eight words of a long case
        (f"{RAMBLE} the people from the council who were kinder", None),  # seven
        ("the people from the council", "long"),  # five of a long case, and the row is short
        ("the people from the press", None),  # four
        (f"{RAMBLE} they should have a letter to my landlord about rent", "short"),  # five of a short case
        (f"{RAMBLE} they should write one letter to my landlord for rent", None),  # four
        ("帮我给房东写一封信", "signs"),  # nine signs
        ("请给房东写一封信", None),  # seven
        ("", None),
    ],
)
def test_words_shared_with_a_case_are_found(row: str, case: str | None) -> None:
    found = CASES.find(row)
    assert (found and found.case) == case


def test_every_case_that_is_long_enough_finds_itself() -> None:
    found = 0
    for case in load_behavior("open_canvas").cases:
        words, measure = measured(case.input.ask)
        if len(words) >= measure.short:
            assert eval_cases().find(case.input.ask) is not None, case.input.ask
            found += 1
    assert found > 300
