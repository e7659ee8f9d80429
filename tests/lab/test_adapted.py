"""A trained adapter as a candidate, by the command line."""

from pathlib import Path

import pytest

from gesso.agent.deciding.adapters import read_adapter
from gesso.cli import main


def test_a_folder_without_an_adapter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["lab", "eval", "open_canvas", "--model", f"adapter:{tmp_path}", "--out", str(tmp_path / "graded.jsonl")]
    assert main(asked) == 1
    assert "There is no adapter in" in capsys.readouterr().err
    assert not (tmp_path / "graded.jsonl").exists()


@pytest.mark.parametrize("name", ["open-canvas", "edit-or-rewrite"])
def test_a_candidate_is_sound_and_is_not_shipped(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(__file__).parents[2] / "candidates" / name
    assert read_adapter(folder).words
    assert main(["lab", "ship", str(folder)]) == 1
    assert "gate" in capsys.readouterr().err
