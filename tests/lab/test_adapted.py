"""A trained adapter as a candidate, by the command line."""

from pathlib import Path

import pytest

from gesso.cli import main


def test_a_folder_without_an_adapter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["lab", "eval", "open_canvas", "--model", f"adapter:{tmp_path}", "--out", str(tmp_path / "graded.jsonl")]
    assert main(asked) == 1
    assert "There is no adapter in" in capsys.readouterr().err
    assert not (tmp_path / "graded.jsonl").exists()
