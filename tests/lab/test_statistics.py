"""The statistics against published values, values worked out by hand, and properties they must have."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesso.lab import statistics as stats


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(right: int, n: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), table I, method 3."""
    found = stats.wilson(right, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(0, 300), st.integers(0, 300))
def test_wilson_holds_the_share_and_mirrors(right: int, wrong: int) -> None:
    n = right + wrong
    found, mirrored = stats.wilson(right, n), stats.wilson(wrong, n)
    assert 0 <= found.low <= (right / n if n else 0.5) <= found.high <= 1
    assert math.isclose(found.low, 1 - mirrored.high, abs_tol=1e-12)


def test_mcnemar() -> None:
    """By hand: 2 (1 + 12 + 66) / 4096; and Agresti's approval ratings as in Fay's exact2x2: 3.716e-05."""
    assert stats.mcnemar(10, 2) == stats.mcnemar(2, 10) == 158 / 4096
    assert float(f"{stats.mcnemar(150, 86):.3e}") == 3.716e-05
    assert stats.mcnemar(0, 0) == stats.mcnemar(4, 4) == 1.0
    assert stats.mcnemar(0, 6) == 2 / 64


def test_bootstrap_of_a_share_is_the_binomial() -> None:
    """Of 25 in 50 the binomial's quantiles are 18 and 32."""
    found = stats.bootstrap([0.0, 1.0] * 25, seed=3)
    assert (found.value, found.low, found.high) == (0.5, pytest.approx(0.36, abs=0.021), pytest.approx(0.64, abs=0.021))
    assert stats.bootstrap([0.0, 1.0] * 25, seed=3) == found


def test_paired_bootstrap_sees_what_separate_intervals_hide() -> None:
    first = [0.0, 1.0] * 50
    second = first.copy()
    second[0:20:2] = [1.0] * 10
    found = stats.paired_bootstrap(first, second)
    assert found.value == pytest.approx(0.1)
    assert 0.03 < found.low < 0.06 < 0.13 < found.high < 0.18
    assert stats.wilson(sum(first), 100).high > stats.wilson(sum(second), 100).low
    assert stats.paired_bootstrap(first, first) == stats.Estimate(0.0, 0.0, 0.0)


@given(st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=2, max_size=12), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_copies_in_one_group_are_no_evidence(values: list[float], copies: int) -> None:
    plain = stats.bootstrap(values, rounds=200)
    grouped = stats.cluster_bootstrap(
        [v for v in values for _ in range(copies)], [i for i in range(len(values)) for _ in range(copies)], rounds=200
    )
    assert (grouped.value, grouped.low, grouped.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_quantile_by_hand() -> None:
    assert [stats.quantile([1, 2, 3, 4], q) for q in (0, 0.25, 0.5, 1)] == [1, 1.75, 2.5, 4]


def test_over_seeds_by_hand() -> None:
    found = stats.over_seeds([2, 4, 4, 4, 5, 5, 7, 9])
    assert (found.mean, found.low, found.high, found.n) == (5, 2, 9, 8)
    assert found.sd == pytest.approx(math.sqrt(32 / 7))
    assert stats.over_seeds([0.5]).sd == 0


def test_detectable_difference_by_the_textbook() -> None:
    """.10 at a share of .5 takes 392 to 393 cases each, for a power of .8."""
    assert stats.detectable_difference(393, 0.5) < 0.1 < stats.detectable_difference(392, 0.5)
    assert stats.paired_detectable_difference(392, 0.5) == pytest.approx(stats.detectable_difference(392, 0.5))
    assert stats.detectable_difference(0, 0.5) == stats.detectable_difference(1, 0.5) == 1.0


def test_holm_by_hand() -> None:
    assert stats.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert stats.holm([]) == []
    assert stats.holm([0.9, 0.8]) == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_never_lowers_and_keeps_the_order(values: list[float]) -> None:
    found = stats.holm(values)
    assert all(value <= after <= 1 for value, after in zip(values, found, strict=True))
    ranked = sorted(range(len(values)), key=lambda i: values[i])
    assert all(found[a] <= found[b] for a, b in itertools.pairwise(ranked))


def test_win_rate_counts_half_a_tie_and_calls_disagreement_one() -> None:
    assert stats.settle("first", "first") == "first"
    assert stats.settle("first", "second") == stats.settle("tie", "second") == "tie"
    assert stats.win_rate(["first", "first", "tie", "second"]) == 0.625


def test_bradley_terry_as_published() -> None:
    """The worked example of the English Wikipedia's article on the model (four teams)."""
    wins = {
        ("A", "B"): 2, ("A", "D"): 1, ("B", "A"): 3, ("B", "C"): 5, ("C", "B"): 3, ("C", "D"): 1, ("D", "A"): 4,
        ("D", "C"): 3,
    }  # fmt: skip
    found = stats.bradley_terry(wins)
    assert [round(found[name], 3) for name in "ABCD"] == [0.139, 0.226, 0.143, 0.492]


def test_bradley_terry_of_two_is_the_share_of_wins() -> None:
    assert stats.bradley_terry({("a", "b"): 3, ("b", "a"): 1}) == pytest.approx({"a": 0.75, "b": 0.25})


@pytest.mark.parametrize("wins", [{("a", "b"): 3}, {("a", "b"): 1, ("b", "a"): 1, ("c", "d"): 1, ("d", "c"): 1}, {}])
def test_bradley_terry_refuses_what_nothing_fits(wins: dict[tuple[str, str], float]) -> None:
    with pytest.raises(ValueError, match="no strengths fit"):
        stats.bradley_terry(wins)


def test_balanced_accuracy_and_confusion_by_hand() -> None:
    pairs = [("a", "a")] * 9 + [("a", "b")] + [("b", "b")] + [("b", "a")]
    assert stats.balanced_accuracy(pairs) == pytest.approx((0.9 + 0.5) / 2)
    assert stats.confusion(pairs) == {("a", "a"): 9, ("a", "b"): 1, ("b", "b"): 1, ("b", "a"): 1}
    assert stats.balanced_accuracy([("a", "a")] * 99 + [("b", "a")]) == 0.5
    found = stats.balanced_bootstrap(pairs, range(len(pairs)))
    assert found.value == pytest.approx(0.7)
    assert 0.3 < found.low < 0.7 < found.high <= 1


def test_threshold_curve_by_hand() -> None:
    points = stats.threshold_curve([(0.9, True), (0.8, False), (0.8, True), (0.3, True), (0.2, False)])
    assert [(p.threshold, p.precision, p.recall, p.taken) for p in points] == [
        (0.2, 0.6, 1.0, 5), (0.3, 0.75, 1.0, 4), (0.8, 2 / 3, 2 / 3, 3), (0.9, 1.0, 1 / 3, 1),
    ]  # fmt: skip
    assert stats.threshold_curve([]) == []


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.7, 1.0]), st.booleans()), min_size=1, max_size=30))
def test_recall_only_falls_as_the_threshold_rises(scored: list[tuple[float, bool]]) -> None:
    points = stats.threshold_curve(scored)
    assert [p.threshold for p in points] == sorted({score for score, _ in scored})
    assert all(a.recall >= b.recall and a.taken > b.taken for a, b in itertools.pairwise(points))


def test_kappa_as_published() -> None:
    """Twenty yes/yes, five yes/no, ten no/yes, fifteen no/no: .4 (the usual textbook table)."""
    table = {("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}
    assert stats.cohens_kappa([pair for pair, n in table.items() for _ in range(n)]) == pytest.approx(0.4)
    assert stats.cohens_kappa([("y", "y")] * 5) == 1.0
    assert stats.cohens_kappa([("y", "n"), ("n", "y")]) == -1.0
