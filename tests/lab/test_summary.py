"""What a file of graded answers comes to, worked out by hand on small ones."""

import pytest

from gesso.lab.errors import LabError
from gesso.lab.statistics import wilson
from gesso.lab.summary import summarize
from gesso.lab.table import render_summary
from tests.lab.cases import episode


def test_scores_by_slice_language_and_layer() -> None:
    rows = [episode(n, float(n % 4 != 0), slice="plain" if n < 6 else "contrast", lang="de" if n == 1 else "en",
                    latency_ms=float(n), prompt_tokens=n * 2) for n in range(8)]  # fmt: skip
    found = summarize(rows)
    around = wilson(6, 8)
    assert (found.n, found.groups, found.failed, found.seeds) == (8, 8, 0, 1)
    assert (found.score.score, found.score.low, found.score.high) == (0.75, around.low, around.high)
    assert [(part.name, part.n, part.score) for part in found.slices] == [("plain", 6, 4 / 6), ("contrast", 2, 1.0)]
    assert [(part.name, part.n) for part in found.languages] == [("en", 7), ("de", 1)]
    assert (found.p50_ms, found.prompt_tokens) == (3.5, 8.0)
    assert {(cell.target, cell.answer): cell.count for cell in found.confusion} == {
        ("chat", "chat"): 6, ("chat", "code"): 2,
    }  # fmt: skip
    assert [each.case for each in found.worst] == ["c000", "c004"]
    told = render_summary(found)
    assert "score      0.750 [0.409, 0.929]" in told
    assert "p50 3.5 ms" in told


def test_balanced_accuracy_does_not_reward_the_common_label() -> None:
    rows = [episode(n) for n in range(9)] + [episode(9, 0.0, target="code", answer="chat")]
    found = summarize(rows)
    assert found.score.score == 0.9
    assert found.balanced is not None
    assert found.balanced.value == 0.5


def test_a_failed_case_is_wrong_and_counted() -> None:
    rows = [episode(0), episode(1, 0.0, answer=None, layer=None, error="It is broken.")]
    found = summarize(rows)
    assert (found.score.score, found.failed, found.worst[0].why, found.worst[0].answer) == (
        0.5, 1, "It is broken.", "(failed)",
    )  # fmt: skip
    assert "failed     1 (counted as wrong)" in render_summary(found)


def test_seeds_are_no_further_cases() -> None:
    rows = [episode(n, float(n + seed > 1), seed=seed) for n in range(4) for seed in range(3)]
    found = summarize(rows)
    assert (found.n, found.seeds) == (4, 3)
    assert found.seeds_mean == found.score.score == pytest.approx((0.5 + 0.75 + 1.0) / 3)
    assert found.seeds_sd == pytest.approx(0.25)
    assert not found.whole


def test_variants_of_one_case_widen_the_interval_by_groups() -> None:
    rows = [episode(n, float(n < 20), group_id=f"g{n // 10}") for n in range(40)]
    found = summarize(rows)
    assert found.by_groups.high - found.by_groups.low > found.score.high - found.score.low


def test_the_surest_wrong_answer_comes_first() -> None:
    rows = [episode(n, 0.0, scores={"code": 0.5 + n / 10, "chat": 0.5 - n / 10}) for n in range(3)] + [episode(9)]
    found = summarize(rows)
    assert [each.case for each in found.worst] == ["c002", "c001", "c000"]
    assert [point.recall for point in found.curve] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([], "no graded answers"),
        ([episode(0), episode(0)], "c000 is answered twice"),
        ([episode(0), episode(1, candidate="other")], "fixed on kindness, other on kindness"),
    ],
)
def test_what_cannot_be_summed_up_is_refused(rows: list, complaint: str) -> None:
    with pytest.raises(LabError, match=complaint):
        summarize(rows)
