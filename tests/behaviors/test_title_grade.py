"""The grader of titles: what a title must be and must not, and that each case can be answered."""

import pytest

from gesso.behaviors import load_behavior
from gesso.behaviors.behavior import Answer, Case, CaseInput

TITLE = load_behavior("title")
CASE = Case(
    id="title-x", spec_id="I2", group_id="g", split="dev", slice="x", lang="en", target=("Lisbon", "Portugal"),
    spared=("hunter22",), input=CaseInput(ask="three days in Lisbon, my wifi password is hunter22"), provenance="hand",
)  # fmt: skip


@pytest.mark.parametrize(
    "title", ["Lisbon with two toddlers", "three days in lisbon", " Portugal's best ", "C# in Lisbon"]
)
def test_a_plain_title_is_right(title: str) -> None:
    assert TITLE.grade(CASE, title).value == float("#" not in title)


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("", "not one line"),
        ("Lisbon\nin three days", "not one line"),
        (["Lisbon"], "not one line"),
        ("Three days in Lisbon with two toddlers", "too long"),
        ("Lisbonlisbonlisbonlisbonlisbonlisbon lisbonlisbonlisbonlisbonlisbon", "too long"),
        ('"Lisbon in spring"', "marks"),
        ("Lisbon in spring.", "marks"),
        ("Lisbon in spring?", "marks"),
        ("**Lisbon**", "marks"),
        ("Lisbon 🌞", "marks"),
        ("Chat about Lisbon", "names the conversation"),
        ("Help with Lisbon", "names the conversation"),
        ("A question on Lisbon", "names the conversation"),
        ("Title: Lisbon", "names the conversation"),
        ("里斯本 Lisbon", "language"),
        ("Lisbon hunter22", "hunter22"),
        ("A long weekend", "none of Lisbon"),
    ],
)
def test_a_broken_rule_is_nothing_and_is_named(title: Answer, why: str) -> None:
    score = TITLE.grade(CASE, title)
    assert score.value == 0.0
    assert why in score.why


def test_chinese_is_counted_in_characters() -> None:
    case = CASE.model_copy(update={"lang": "zh", "target": ("西安",)})
    assert TITLE.grade(case, "带父母游西安三天").value == 1.0
    assert "too long" in TITLE.grade(case, "国庆节带着父母去西安慢慢玩三天").why
    assert "language" in TITLE.grade(case, "Xi'an with parents").why
    assert "names the conversation" in TITLE.grade(case, "关于西安的问题").why


@pytest.mark.parametrize(
    "lang_title", ["Gespräch über Kassel", "Pregunta sobre Oaxaca", "Hỏi về Đà Lạt", "Question sur Nice"]
)
def test_stock_words_of_other_languages_are_seen(lang_title: str) -> None:
    assert "names the conversation" in TITLE.grade(CASE, lang_title).why


def test_each_case_can_be_answered_and_not_by_its_pair() -> None:
    for case in TITLE.cases:
        assert any(TITLE.grade(case, f"{word}").value == 1.0 for word in case.target), case.id
    pairs: dict[str, list[Case]] = {}
    for case in TITLE.cases:
        pairs.setdefault(case.group_id, []).append(case)
    for one, other in (group for group in pairs.values() if len(group) == 2):
        assert TITLE.grade(one, other.target[0]).value == 0.0, one.id
