"""Which folders are taken for an adapter, and what is said of the others."""

from pathlib import Path

import pytest

from gesso.agent.deciding.adapters import BadAdapter, read_adapter
from tests.deciding.sound import gguf_head, write_folder

OTHER = "0" * 64


def test_a_sound_folder_is_read(tmp_path: Path) -> None:
    adapter = read_adapter(write_folder(tmp_path / "a", {"open_canvas": {"threshold": 0.7}}))
    assert adapter.key == "decisions-1" and adapter.weights.is_file()
    recipe = adapter.manifest.behaviors["open_canvas"]
    assert recipe.threshold_of("chat") == 0.7 and recipe.weight_of("certain") == 1.0 and recipe.weight_of("sure") == 0.0


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"base_sha256": OTHER}, "another base"),
        ({"adapter_sha256": OTHER}, "not the file of its manifest"),
        ({"weights": gguf_head(OTHER)}, "itself names another base"),
        ({"weights": b"no model at all"}, "names another base .none."),
        ({"behaviors": {"open_canvas": {"labels": ["yes", "no"]}}}, "other answers to open_canvas"),
        ({"behaviors": {"make_coffee": {}}}, "no such question as 'make_coffee'"),
        ({"behaviors": {}}, "behaviors"),
        ({"version": "../../x"}, "version"),
        ({"gate": {"passed": "perhaps"}}, "gate.passed"),
        ({"data_sha256": "abc"}, "data_sha256"),
        ({"question_sha256": OTHER}, "another form of question; train it again"),
    ],
)
def test_an_unsound_folder_is_refused_with_the_reason(tmp_path: Path, changes: dict[str, object], told: str) -> None:
    with pytest.raises(BadAdapter, match=told):
        read_adapter(write_folder(tmp_path / "a", **changes))  # type: ignore[arg-type]  # one change after the other


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a", base_sha256=OTHER)
    (folder / "card.md").unlink()
    with pytest.raises(BadAdapter, match=r"another base.*no card\.md.*another base"):
        read_adapter(folder)
    (folder / "adapter.gguf").unlink()
    with pytest.raises(BadAdapter, match=r"adapter\.gguf cannot be read"):
        read_adapter(folder)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(BadAdapter, match="no manifest"):
        read_adapter(folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(BadAdapter, match="cannot be read"):
        read_adapter(folder)
