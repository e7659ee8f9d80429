"""The numbers of an audit, against values worked out by hand."""

import pytest

from gesso.lab.audit.measures import commonest_opening, coverage, distinct_2, gzip_ratio, sample, vendi_share
from gesso.lab.audit.near import jaccard, min_hash, near_pairs, shingles
from gesso.lab.audit.personal import find_personal


def test_distinct_2_counts_pairs_of_words_over_all_messages() -> None:
    assert distinct_2(["a b c", "a b d"]) == pytest.approx(3 / 4)  # ab bc ab bd
    assert distinct_2(["a b", "a b", "a b"]) == pytest.approx(1 / 3)
    assert distinct_2(["one", ""]) == 0 and distinct_2([]) == 0


def test_vendi_is_one_for_strangers_and_one_nth_for_copies() -> None:
    assert vendi_share(["aaaaaa", "bbbbbb", "cccccc"]) == pytest.approx(1.0)
    assert vendi_share(["the same"] * 5) == pytest.approx(1 / 5)
    assert vendi_share(["same", "same", "xxxx", "xxxx"]) == pytest.approx(1 / 2)  # 16 / 8 / 4
    assert vendi_share([]) == 0


def test_vendi_of_two_half_alike_messages() -> None:
    # " ab " has the grams ' ab' 'ab '; " abc " ' ab' 'abc' 'bc ': one shared, cosine 1/(√2·√3); 4 / (2 + 2/6) / 2
    assert vendi_share(["ab", "abc"]) == pytest.approx(4 / (2 + 2 / 6) / 2)


def test_packing_saves_more_where_messages_repeat() -> None:
    assert gzip_ratio(["write a letter to my aunt"] * 40) < 0.15 < 0.5 < gzip_ratio(["qz7!kfp", "3mvx-wu"])
    assert gzip_ratio([]) == 0


def test_openings_coverage_and_samples() -> None:
    assert commonest_opening(["write a poem", "Write a song", "no"]) == ("write a", pytest.approx(2 / 3))
    assert commonest_opening([]) == ("", 0.0)
    assert coverage(["a", "b", "b"], ["a", "b", "c", "d"]) == 0.5 and coverage([], []) == 1
    assert sample(["a", "b"], 5) == ["a", "b"]
    assert sample(list("abcdef"), 3) == sample(list("abcdef"), 3) and len(set(sample(list("abcdef"), 3))) == 3


def test_shingles_and_likeness_by_hand() -> None:
    assert shingles("ABCDEF") == {"abcde", "bcdef"} and shingles("hi") == {"hi"}
    assert jaccard(shingles("abcdef"), shingles("abcdeg")) == pytest.approx(1 / 3)
    one, two = shingles("please make the first paragraph shorter"), shingles("please make the first paragraph shorter!")
    estimate = sum(a == b for a, b in zip(min_hash(one), min_hash(two), strict=True)) / 64
    assert estimate == pytest.approx(jaccard(one, two), abs=0.15)


def test_pairs_are_found_on_both_sides_of_the_limit() -> None:
    texts = ["please make the first paragraph a bit shorter", "please make the first paragraph a bit shorter now",
             "please make the second list a bit longer", "what is the capital of Peru"]  # fmt: skip
    assert [(one, two) for one, two, _ in near_pairs(texts)] == [(0, 1)]
    assert list(near_pairs(texts, like=0.99)) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("write to jana.novak@posteo.de please", ["mail"]),
        ("write to info@bakery.example or a@example.org", []),
        ("pay to GB82 WEST 1234 5698 7654 32", ["iban"]),
        ("pay to GB82 WEST 1234 5698 7654 33", []),  # the check digits are wrong
        ("my card is 4111 1111 1111 1111", ["card"]),
        ("my card is 4111 1111 1111 1112", []),
        ("ring +49 30 901820", ["phone"]),
        ("ring 030 901 820 77", ["phone"]),
        ("ring 0170 555 2368", []),
        ("from 2019 to 2026, 4 200 000 people, 14:30", []),
        ("we live at 12 Maple Street", ["address"]),
        ("wohnt in der Lindenstraße 14", ["address"]),
        ("the street is long, and so is Maple Street", []),
    ],
)
def test_personal_data_is_told_by_its_form(text: str, kinds: list[str]) -> None:
    assert [kind for kind, _ in find_personal(text)] == kinds
