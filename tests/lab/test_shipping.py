"""Shipping and rolling back: what goes into force, and everything that keeps an adapter out of it."""

import hashlib
from pathlib import Path

import pytest

from gesso.agent.deciding.shelf import Shelf
from gesso.base.clock import FakeClock
from gesso.cli import main
from gesso.lab.shipping import NotShipped, render_shipped, rollback, ship
from tests.deciding.sound import gguf_head, write_folder

OTHER = "0" * 64
WORDS = '{"open_canvas": {"document": {"poem": 3}, "chat": {"why": 2}}}'


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    write_folder(tmp_path / "package" / "decisions", {"open_canvas": {}}, version="0")
    return Shelf(tmp_path / "data" / "adapters", tmp_path / "package")


def in_force(shelf: Shelf) -> list[str]:
    return sorted(shelf.in_force().loaded)


def test_what_is_shipped_is_in_force_until_it_is_rolled_back(shelf: Shelf, tmp_path: Path) -> None:
    clock = FakeClock()
    one = write_folder(tmp_path / "one", {"open_canvas": {"threshold": 0.7}}, version="1")
    row = ship(shelf, one, clock)
    assert (row.do, row.key, row.behaviors) == ("ship", "decisions-1", ("open_canvas",))
    assert len({row.base_sha256, row.adapter_sha256, row.code_sha256}) == 3 and in_force(shelf) == ["decisions-1"]
    (one / "adapter.gguf").unlink()
    assert in_force(shelf) == ["decisions-1"], "a copy was shipped"
    ship(shelf, write_folder(tmp_path / "two", {"open_canvas": {}}, version="2"), clock)
    assert in_force(shelf) == ["decisions-2"]
    for left in (["decisions-1"], ["decisions-0"], []):
        rollback(shelf, clock)
        assert in_force(shelf) == left
    with pytest.raises(NotShipped, match="nothing to take back"):
        rollback(shelf, clock)
    ship(shelf, shelf.package / "decisions", clock)
    assert in_force(shelf) == ["decisions-0"], "what came with gesso can be shipped again"
    told = render_shipped(shelf)
    assert "open_canvas: decisions-0" in told and told.count("rollback") == 3 and told.count("ship ") == 3


def listening(folder: Path, words: str = WORDS) -> Path:
    """An adapter whose recipe listens to the words of a question, and what it learned of them."""
    summed = hashlib.sha256(WORDS.encode()).hexdigest()
    write_folder(folder, {"open_canvas": {"words": 0.3}}, version="9", words_sha256=summed)
    (folder / "words.json").write_text(words)
    return folder


def test_what_an_adapter_knows_of_words_is_shipped_with_it(shelf: Shelf, tmp_path: Path) -> None:
    ship(shelf, listening(tmp_path / "one"), FakeClock())
    (tmp_path / "one" / "words.json").unlink()
    assert shelf.in_force().adapters["open_canvas"].words["open_canvas"].labels == ("chat", "document")


@pytest.mark.parametrize("words", [WORDS.replace("poem", "tale"), ""])
def test_other_words_than_were_packed_are_not_shipped(shelf: Shelf, tmp_path: Path, words: str) -> None:
    with pytest.raises(NotShipped, match=r"words\.json is not the file of its manifest"):
        ship(shelf, listening(tmp_path / "one", words), FakeClock())
    assert in_force(shelf) == ["decisions-0"] and not (shelf.folder / "decisions-9").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"gate": {"passed": False, "reasons": ["chat leaks JSON 2/20"]}},
            "did not pass the gate .chat leaks JSON 2/20",
        ),
        ({"gate": {}}, "gate.passed"),
        ({"base_sha256": OTHER}, "another base"),
        ({"adapter_sha256": OTHER}, "not the file of its manifest"),
        ({"weights": gguf_head(OTHER)}, "itself names another base"),
        ({"behaviors": {"make_coffee": {}}}, "no such question"),
    ],
)
def test_what_is_not_fit_is_not_shipped_and_changes_nothing(
    shelf: Shelf, tmp_path: Path, changes: dict[str, object], told: str
) -> None:
    folder = write_folder(tmp_path / "new", version="9", **changes)  # type: ignore[arg-type]  # one change after the other
    with pytest.raises(NotShipped, match=told):
        ship(shelf, folder, FakeClock())
    assert in_force(shelf) == ["decisions-0"] and not shelf.folder.exists()


def test_a_version_is_not_used_twice_and_nothing_is_shipped_twice(shelf: Shelf, tmp_path: Path) -> None:
    one = write_folder(tmp_path / "one", version="1")
    ship(shelf, one, FakeClock())
    with pytest.raises(NotShipped, match="in force already"):
        ship(shelf, one, FakeClock())
    other = write_folder(tmp_path / "other", version="1", weights=gguf_head() + b"other")
    with pytest.raises(NotShipped, match="version of its own"):
        ship(shelf, other, FakeClock())
    assert len(shelf.rows()) == 1


def test_a_full_disk_ships_nothing(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gesso.lab.shipping.shutil.copyfile", full)
    with pytest.raises(NotShipped, match="No space left"):
        ship(shelf, write_folder(tmp_path / "one", version="1"), FakeClock())
    assert in_force(shelf) == ["decisions-0"] and shelf.rows() == []
    assert [path.name for path in shelf.folder.iterdir()] == []


def test_the_commands_tell_what_they_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GESSO_DATA", str(tmp_path / "data"))
    folder = write_folder(tmp_path / "mine", {"open_canvas": {}}, name="mine", version="3")
    assert main(["lab", "ship", str(folder)]) == 0 and "mine-3 is in force for open_canvas" in capsys.readouterr().out
    assert main(["lab", "shipped"]) == 0 and "open_canvas: mine-3" in capsys.readouterr().out
    assert main(["lab", "rollback"]) == 0 and "mine-3 is not in force any more" in capsys.readouterr().out
    assert main(["lab", "ship", str(tmp_path / "nowhere")]) == 1
    assert "Nothing was shipped" in capsys.readouterr().err
