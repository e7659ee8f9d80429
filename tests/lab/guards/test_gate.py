"""`gesso lab gate` from files to a verdict, in both directions, and what it refuses to judge."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gesso.agent.deciding.adapters import Gate
from gesso.cli import main
from gesso.lab.guards.measure import Guarded, Measured, render_guarded
from tests.lab.cases import episode, write_episodes
from tests.lab.guards.test_guards import GOOD

LEAKY = replace(GOOD, leaks=[True] + [False] * 19)
OURS, FREE, RULE, BAYES = "adapter:run", "adapter-free:run", "rule", "bayes"


def answers(
    folder: Path, candidate: str, right: int, *, behavior: str = "kindness", n: int = 50, first: int = 0
) -> Path:
    """A file of graded answers of which the first so many are right."""
    rows = [episode(i, float(i < right), candidate=candidate, behavior=behavior) for i in range(first, first + n)]
    return write_episodes(folder / f"{behavior}.{candidate.replace(':', '-')}.jsonl", rows)


def guard(folder: Path, after: Measured = GOOD, size: str = "full") -> Path:
    path = folder / "guard.json"
    path.write_text(render_guarded(Guarded("a" * 64, GOOD, replace(after, size=size, adapter_bytes=5_000_000))))
    return path


def gate(folder: Path, guards: Path, ours: list[Path], free: list[Path], against: list[Path], *more: str) -> int:
    files = ["--guard", guards, "--adapter", *ours, "--free", *free, "--against", *against, *more]
    return main(["lab", "gate", *map(str, files), "--out", str(folder / "verdict.json")])


def judged(folder: Path, ours: int = 45, free: int = 44, after: Measured = GOOD, n: int = 50) -> int:
    return gate(
        folder, guard(folder, after), [answers(folder, OURS, ours, n=n)], [answers(folder, FREE, free, n=n)],
        [answers(folder, RULE, 35, n=n), answers(folder, BAYES, 30, n=n)],
    )  # fmt: skip


def test_a_better_adapter_that_breaks_nothing_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert judged(tmp_path, n=200) == 0
    verdict = json.loads((tmp_path / "verdict.json").read_text())
    assert verdict["passed"] and verdict["release"] and verdict["reasons"] == []
    found = {each["name"]: each["numbers"] for each in verdict["gates"]}
    assert found["kindness"]["ours"] == 0.225 and found["kindness"]["theirs"] == 0.175 and found["kindness"]["n"] == 200
    assert found["kindness"]["low"] > 0 and found["kindness, unconstrained"]["gain"] == pytest.approx(0.045)
    assert verdict["against"] == {"kindness": [RULE, BAYES]} and len(verdict["files"]) == 5
    assert Gate.model_validate(verdict).passed, "a manifest takes it as it is"
    assert "The gate lets it pass" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "red"),
    [
        ({"ours": 35, "free": 35}, ["kindness", "kindness, unconstrained"]),
        ({"free": 34}, ["kindness, unconstrained"]),
        ({"ours": 25}, ["kindness"]),
        ({"after": LEAKY}, ["leaks"]),
        ({"after": replace(GOOD, nll_per_byte={"letter": 1.1, "german": 2.1})}, ["held-out text"]),
    ],
)
def test_one_that_is_no_better_or_breaks_something_does_not(tmp_path: Path, changes: dict, red: list[str]) -> None:  # type: ignore[type-arg]
    assert judged(tmp_path, **changes) == 1
    verdict = json.loads((tmp_path / "verdict.json").read_text())
    assert not verdict["passed"] and [reason.split(":")[0] for reason in verdict["reasons"]] == red
    assert not Gate.model_validate(verdict).passed


def test_the_best_rival_counts_and_not_the_first(tmp_path: Path) -> None:
    ours, free = answers(tmp_path, OURS, 40), answers(tmp_path, FREE, 40)
    against = [answers(tmp_path, RULE, 25), answers(tmp_path, BAYES, 40)]
    assert gate(tmp_path, guard(tmp_path), [ours], [free], against) == 1
    assert "on bayes" in json.loads((tmp_path / "verdict.json").read_text())["reasons"][0]


def test_several_behaviours_are_paired_by_their_names(tmp_path: Path) -> None:
    def files(candidate: str, *right: int) -> list[Path]:
        return [answers(tmp_path, candidate, each, behavior=b) for each, b in zip(right, ("open", "pick"), strict=True)]

    ours, free, rule = files(OURS, 45, 44), files(FREE, 45, 44), files(RULE, 35, 34)
    assert gate(tmp_path, guard(tmp_path), ours, free[::-1], rule[::-1]) == 0
    assert gate(tmp_path, guard(tmp_path), ours, free, [rule[0], answers(tmp_path, RULE, 44, behavior="pick")]) == 1


def test_all_adapters_together_must_be_small(tmp_path: Path) -> None:
    beside = tmp_path / "other.gguf"
    beside.write_bytes(bytes(7_500_000))
    three = [[answers(tmp_path, OURS, 45)], [answers(tmp_path, FREE, 45)], [answers(tmp_path, RULE, 35)]]
    assert gate(tmp_path, guard(tmp_path), *three) == 0
    assert gate(tmp_path, guard(tmp_path), *three, "--beside", str(beside)) == 1
    assert "12.5 MB" in json.loads((tmp_path / "verdict.json").read_text())["reasons"][0]


def test_a_smoke_run_says_that_it_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def three(n: int) -> list[list[Path]]:
        return [[answers(tmp_path, name, right, n=n)] for name, right in ((OURS, n), (FREE, n), (RULE, n // 2))]

    assert gate(tmp_path, guard(tmp_path, size="smoke"), *three(50)) == 0
    assert not json.loads((tmp_path / "verdict.json").read_text())["release"]
    assert "smoke run" in capsys.readouterr().out
    assert gate(tmp_path, guard(tmp_path), *three(30)) == 1
    assert "30 cases say too little" in json.loads((tmp_path / "verdict.json").read_text())["reasons"][0]


def test_what_cannot_be_judged_is_an_error_and_no_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours, free, rule = (answers(tmp_path, name, 45) for name in (OURS, FREE, RULE))
    whole = guard(tmp_path)
    bad = tmp_path / "bad.json"
    bad.write_text('{"base": {}}')

    def refused(*args: object) -> str:
        assert gate(tmp_path, *args) == 1  # type: ignore[arg-type]
        assert not (tmp_path / "verdict.json").exists()
        return capsys.readouterr().err

    assert "absent.json cannot be read" in refused(tmp_path / "absent.json", [ours], [free], [rule])
    assert "not what `gesso lab guard --out` writes" in refused(bad, [ours], [free], [rule])
    assert "absent.jsonl is not there" in refused(whole, [tmp_path / "absent.jsonl"], [free], [rule])
    fewer = answers(tmp_path / "..", RULE, 10, n=40)
    assert "answered 50 cases and rule 40; 10 are in only one" in refused(whole, [ours], [free], [fewer])
    shifted = answers(tmp_path / "..", RULE, 10, first=5)
    assert "10 are in only one" in refused(whole, [ours], [free], [shifted])
    assert "rules' answers on kindness are missing" in refused(whole, [ours], [free], [answers(tmp_path, BAYES, 9)])
    assert "unconstrained answers on kindness are missing" in refused(
        whole, [ours], [answers(tmp_path, FREE, 9, behavior="other")], [rule]
    )
    assert "a second file on kindness" in refused(whole, [ours, ours], [free], [rule])
    other = write_episodes(tmp_path / "o.jsonl", [episode(i, candidate=RULE, ask="else") for i in range(50)])
    assert "is not the same case" in refused(whole, [ours], [free], [other])
    assert "other.gguf is not there" in refused(whole, [ours], [free], [rule], "--beside", str(tmp_path / "other.gguf"))
