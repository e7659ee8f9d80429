"""Two candidates on the same cases: the figures by hand, and what cannot be compared."""

from pathlib import Path

import pytest

from gesso.cli import main
from gesso.lab.compare import adjusted, compare_episodes
from gesso.lab.errors import LabError
from tests.lab.cases import episode, write_episodes


def test_figures_by_hand() -> None:
    """Of 20 cases the second is right on 8 more and wrong on 1 that was right: p = 2 (1 + 9) / 512."""
    first = [episode(n, float(n < 8)) for n in range(20)]
    second = [episode(n, float(0 < n < 16), candidate="other") for n in range(20)]
    found = compare_episodes(first, second)
    assert (found.n, found.only_first, found.only_second, found.first_score, found.second_score) == (
        20,
        1,
        8,
        0.4,
        0.75,
    )
    assert found.p == pytest.approx(2 * 10 / 512)
    assert found.difference.value == pytest.approx(0.35)
    assert found.verdict == "better"
    assert compare_episodes(second, first).verdict == "worse"
    assert compare_episodes(first, first).verdict == "not told apart"


def test_grades_between_have_no_mcnemar_and_seeds_are_averaged() -> None:
    first = [episode(n, 0.5, seed=seed) for n in range(6) for seed in range(2)]
    second = [episode(n, float(seed), seed=seed, candidate="other") for n in range(6) for seed in range(2)]
    found = compare_episodes(first, second)
    assert (found.n, found.p, found.difference.value) == (6, None, 0.0)


def test_several_at_once_are_adjusted() -> None:
    first = [episode(n, float(n < 8)) for n in range(20)]
    second = [episode(n, float(0 < n < 16), candidate="other") for n in range(20)]
    p = 2 * 10 / 512
    assert [each.adjusted for each in adjusted([compare_episodes(first, second)] * 3)] == pytest.approx([3 * p] * 3)


@pytest.mark.parametrize(
    ("second", "complaint"),
    [
        ([episode(7, case="other")], "no case of kindness in common"),
        ([episode(0, behavior="dance")], "kindness and dance are two behaviours"),
        ([episode(0, target="code")], "c000 is not the same case in both files"),
    ],
)
def test_what_cannot_be_compared_is_refused(second: list, complaint: str) -> None:
    with pytest.raises(LabError, match=complaint):
        compare_episodes([episode(0)], second)


def test_the_command_tells_what_it_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = write_episodes(tmp_path / "a.jsonl", [episode(n) for n in range(5)])
    second = write_episodes(tmp_path / "b.jsonl", [episode(n, candidate="other") for n in range(4)])
    assert main(["lab", "compare", str(first), str(second)]) == 0
    said = capsys.readouterr().out
    assert "other against fixed · n = 4 (1 cases only one of them answered are left out)" in said
    assert "not told apart" in said
    assert main(["lab", "compare", str(first), str(tmp_path / "lost.jsonl")]) == 1
    assert "lost.jsonl is not there" in capsys.readouterr().err
