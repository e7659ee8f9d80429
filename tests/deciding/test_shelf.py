"""What is in force after shipping and rolling back, and what a broken folder or registry does to it: nothing."""

import json
from pathlib import Path

from gesso.agent.deciding.decisions import Decisions
from gesso.agent.deciding.shelf import REGISTRY, Shelf
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from tests.deciding.sound import write_folder
from tests.guided.scenes import scene


def shelf(tmp_path: Path) -> Shelf:
    write_folder(tmp_path / "package" / "decisions", {"open_canvas": {}, "pick_passage": {}}, version="0")
    write_folder(tmp_path / "data" / "decisions-2", {"open_canvas": {}}, version="2")
    return Shelf(tmp_path / "data", tmp_path / "package")


def note(found: Shelf, do: str, key: str) -> None:
    with found.registry.open("a") as file:
        file.write(json.dumps({"at": "2026-11-27T08:00:00+00:00", "do": do, "key": key}) + "\n")


def in_force(found: Shelf) -> dict[str, str]:
    return {name: adapter.key for name, adapter in found.in_force().adapters.items()}


def test_what_was_shipped_lies_on_the_package_and_is_taken_away_again(tmp_path: Path) -> None:
    found = shelf(tmp_path)
    assert in_force(found) == {"open_canvas": "decisions-0", "pick_passage": "decisions-0"}
    before = found.stamp()
    note(found, "ship", "decisions-2")
    assert in_force(found) == {"open_canvas": "decisions-2", "pick_passage": "decisions-0"} and found.stamp() != before
    assert found.in_force().label == "decisions 0 + 2"
    note(found, "rollback", "decisions-2")
    assert found.in_force().label == "decisions 0"
    note(found, "rollback", "package")
    assert in_force(found) == {} and found.in_force().label == ""


def test_a_broken_folder_or_registry_leaves_what_there_was(tmp_path: Path) -> None:
    found = shelf(tmp_path)
    note(found, "ship", "decisions-2")
    (found.folder / "decisions-2" / "adapter.gguf").write_bytes(b"GGUF torn")
    assert in_force(found)["open_canvas"] == "decisions-0"
    (problem,) = found.in_force().problems
    assert "decisions-2" in problem and "SHA-256" in problem
    (found.folder / REGISTRY).write_text("{not json\n")
    assert in_force(found)["open_canvas"] == "decisions-0" and "line 1" in found.in_force().problems[0]


async def test_decisions_follow_the_registry_and_the_switch(tmp_path: Path) -> None:
    """Without weights an adapter is not heard, nothing is fetched, and the rules decide."""
    found, model = shelf(tmp_path), EmbeddedModel(Weights(tmp_path / "models"))
    decisions = Decisions(found, model)
    ask = scene("write a poem about rain")
    decided = await decisions.decide("open_canvas", ask)
    assert decided.layer == "rule" and "not been fetched" in decided.unheard and not model.loaded
    assert decisions.label == "decisions 0" and model.adapters == ("decisions-0",)
    note(found, "ship", "decisions-2")
    await decisions.decide("open_canvas", ask)
    assert model.adapters == ("decisions-2", "decisions-0") and not decisions.trained("open_canvas")
    decisions.on = False
    assert (await decisions.decide("open_canvas", ask)).unheard == "" and decisions.label == ""
    await model.aclose()
