"""Rows that mean the same, by vectors whose likeness is known by hand."""

import math

import pytest

np = pytest.importorskip("numpy")

from gesso.lab.audit.meaning import near_cases, same_meaning, unit  # noqa: E402
from gesso.lab.audit.reading import AuditRow  # noqa: E402


def at(degrees: float) -> list[float]:
    return [math.cos(math.radians(degrees)), math.sin(math.radians(degrees))]


def row(text: str, label: str = "edit", around: str = "document") -> AuditRow:
    return AuditRow(text, label, around, f"line {text}")


def test_rows_of_one_meaning_are_told_where_label_and_situation_agree() -> None:
    rows = [row("warmer"), row("friendlier"), row("colder"), row("kinder", "rewrite"), row("softer", around="code")]
    vectors = unit(np.array([at(0), at(18), at(90), at(5), at(6)], dtype=np.float32))
    check = same_meaning(rows, vectors)  # cos 18° is .951
    assert check.red is None and check.value == "20.0% of the rows"
    (told,) = check.examples
    assert told.startswith("0.95 warmer ~ friendlier")
    apart = unit(np.array([at(0), at(19), at(90), at(5), at(6)], dtype=np.float32))  # .9455
    assert same_meaning(rows, apart).examples == ()


def test_the_same_words_again_are_another_checks_matter() -> None:
    rows = [row("warmer"), row("warmer")]
    assert same_meaning(rows, unit(np.array([at(0), at(0)], dtype=np.float32))).value == "0.0% of the rows"


def test_rows_near_a_case_are_told() -> None:
    rows, asked = [row("warmer"), row("colder")], [("case-1", "make it warmer"), ("case-2", "make it rhyme")]
    cases = unit(np.array([at(25), at(180)], dtype=np.float32))
    check = near_cases(rows, asked, unit(np.array([at(0), at(90)], dtype=np.float32)), cases)  # cos 25° is .906
    assert check.red is None and check.value == "1" and "case-1" in check.examples[0] and "0.91" in check.examples[0]
    assert near_cases(rows, asked, unit(np.array([at(-2), at(90)], dtype=np.float32)), cases).value == "0"


def test_a_vector_of_zeros_is_like_nothing() -> None:
    assert unit(np.zeros((1, 2), dtype=np.float32)).tolist() == [[0.0, 0.0]]
