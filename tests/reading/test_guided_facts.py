"""When a message asks to verify, or for sources of what is selected, and what the guided path does then."""

import pytest

from gesso.agent.guided.facts import verify, with_topic
from gesso.agent.scene import CanvasScene, Scene, SceneFile, SelectedPart
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import CallChunk, Message, TextChunk

TEXT = "The tower is 42 metres high."
OFFERED = frozenset(("check_facts", "search_files"))


def scene(ask: str, selected: bool = True, files: bool = True) -> Scene:
    part = SelectedPart(0, len(TEXT), TEXT, (1,)) if selected else None
    snapshot = take_snapshot(TEXT, 1, "document", None)
    page = CanvasScene("canvas_1", "document", "T", None, TEXT, snapshot, part)
    return Scene(ask, active=page, files=(SceneFile("book.pdf", "indexed", "4 pages"),) if files else ())


@pytest.mark.parametrize(
    "ask", ["Verify this document", "Please fact-check this", "Check the facts in this.", "Check all the claims"]
)
def test_verifying_calls_the_check_and_tells_its_result(ask: str) -> None:
    steps = verify(scene(ask), [], OFFERED)
    assert steps is not None and any(isinstance(chunk, CallChunk) for chunk in steps)
    told = verify(scene(ask), [Message("tool", "3 claims checked.", call_name="check_facts")], OFFERED)
    assert told is not None and [chunk.text for chunk in told if isinstance(chunk, TextChunk)] == ["3 claims checked."]


@pytest.mark.parametrize("ask", ["Make it shorter", "Write about facts", "Check the spelling"])
def test_other_asks_are_left_alone(ask: str) -> None:
    assert verify(scene(ask), [], OFFERED) is None
    assert with_topic(scene(ask)).ask == ask


def test_sources_are_looked_for_by_what_is_selected() -> None:
    in_files = with_topic(scene("Find sources for this."))
    assert "tower" in in_files.ask and "files" in in_files.ask and in_files.active is not None
    assert in_files.active.selection is None
    assert with_topic(scene("Find sources for this.", files=False)).ask.startswith("Search the web for tower")
    assert with_topic(scene("Find sources for this.", selected=False)).ask == "Find sources for this."
