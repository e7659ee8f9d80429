"""`gesso lab rows`: the files to train on, through the command line."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from gesso.agent.deciding.question import ANSWER
from gesso.behaviors.behavior import load_behavior
from gesso.canvas.snapshot import take_snapshot
from gesso.cli import main
from gesso.lab.errors import LabError
from gesso.lab.rows import sift_seeds
from gesso.lab.synthesize.build import TRAINED, build_rows
from gesso.lab.synthesize.openings import blocks_meant
from gesso.lab.training.rows import read_rows

NOTES = "# Bees\n\nBees sleep.\n\n- flour\n- eggs\n\n> At night\n> they hum.\n"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GESSO_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("GESSO_DATABASE_URL", raising=False)


@pytest.mark.parametrize("behavior", TRAINED)
def test_the_rows_of_a_behaviour_can_be_trained_on(behavior: str, tmp_path: Path) -> None:
    assert main(["lab", "rows", behavior, "--out", str(tmp_path / "rows")]) == 0
    manifest = json.loads((tmp_path / "rows" / "MANIFEST.json").read_text())
    for name in ("train.jsonl", "dev.jsonl"):
        file = tmp_path / "rows" / name
        assert manifest["files"][name]["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
        rows = read_rows(file, "packed" if behavior == "pick_passage" else "decide")
        assert manifest["files"][name]["rows"] == len(rows)
        assert all("⏎" not in row["prompt"] and row["prompt"].endswith(ANSWER) for row in rows)
    assert manifest["left_out"] == len(manifest["left_out_rows"]) == len(sift_seeds(behavior)[1])
    dev = [case for case in load_behavior(behavior).cases if case.split == "dev"]
    assert weight_of(read_rows(tmp_path / "rows" / "dev.jsonl", "decide")) == pytest.approx(len(dev))
    kept = sift_seeds(behavior)[0]
    assert weight_of(read_rows(tmp_path / "rows" / "train.jsonl", "decide")) == pytest.approx(len(kept))


def weight_of(rows: list[Any]) -> float:
    return sum(row.get("weight", 1.0) for row in rows)


def test_the_same_command_makes_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert main(["lab", "rows", "ask_first", "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one" / "train.jsonl").read_bytes() == (tmp_path / "two" / "train.jsonl").read_bytes()


def test_a_behaviour_without_a_question_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "rows", "title", "--out", str(tmp_path / "rows")]) != 0
    assert "no short question" in capsys.readouterr().err and not (tmp_path / "rows").exists()


def test_a_seed_that_repeats_a_case_is_left_out_and_told(tmp_path: Path) -> None:
    case = next(case for case in load_behavior("ask_first").cases if len(case.input.ask.split()) > 7)
    mine = ["label\tlang\tkind\tearlier\ttext", "go\ten\tplain\t\tmy own words ⏎ here"]
    (tmp_path / "ask_first.tsv").write_text("\n".join([*mine, f"ask\ten\tplain\t\tWell, {case.input.ask}\n"]))
    kept, left = sift_seeds("ask_first", tmp_path)
    assert [row.text for row in kept] == ["my own words\nhere"]
    assert [each.row.where for each in left] == ["ask_first.tsv line 3"] and "shares" in left[0].why


def test_openings_name_blocks_with_and_without_their_marks() -> None:
    snapshot = take_snapshot(NOTES, 1, "document", None)

    def texts(*openings: str) -> list[str]:
        return [block.text for block in blocks_meant(snapshot, openings)]

    assert texts("Bees") == ["# Bees", "Bees sleep."]
    assert texts("# Bees") == ["# Bees"] and texts("eggs", "flour") == ["- flour", "- eggs"]
    assert texts("- flour\n") == ["- flour", "- eggs"] and texts("At night") == ["> At night\n> they hum."]
    with pytest.raises(LookupError, match="honey"):
        texts("honey")


def test_an_unknown_behaviour_names_those_there_are() -> None:
    with pytest.raises(LabError, match="open_canvas"):
        build_rows("opening")
