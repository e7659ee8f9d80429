"""A trained adapter as a candidate, by the command line."""

from pathlib import Path

import pytest

import gesso
from gesso.agent.deciding.adapters import read_adapter
from gesso.agent.deciding.form import form_of_all
from gesso.agent.deciding.shelf import Shelf
from gesso.cli import main
from gesso.model.download import GGUF_SHA256

PACKAGE = Path(gesso.__file__).parent / "adapters"


def test_a_folder_without_an_adapter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["lab", "eval", "open_canvas", "--model", f"adapter:{tmp_path}", "--out", str(tmp_path / "graded.jsonl")]
    assert main(asked) == 1
    assert "There is no adapter in" in capsys.readouterr().err
    assert not (tmp_path / "graded.jsonl").exists()


@pytest.mark.parametrize("folder", sorted(PACKAGE.iterdir()), ids=lambda folder: folder.name)
def test_what_came_with_gesso_is_sound_and_passed_its_gate(folder: Path) -> None:
    adapter = read_adapter(folder, GGUF_SHA256)
    gate = adapter.manifest.gate
    assert adapter.words and gate.passed and (gate.model_extra or {})["release"]
    assert (gate.model_extra or {})["adapter_sha256"] == adapter.manifest.adapter_sha256
    assert adapter.manifest.question_sha256 == form_of_all(tuple(adapter.manifest.behaviors)), "asked as it was trained"


def test_all_that_came_with_gesso_is_in_force_and_small(tmp_path: Path) -> None:
    force = Shelf(tmp_path).in_force()
    assert not force.problems and {"open_canvas"} <= set(force.adapters)
    assert sum(file.stat().st_size for file in PACKAGE.rglob("*") if file.is_file()) <= 12_000_000
