"""Which messages open a lens on the guided path, which make one, and which are about something else."""

import json

import pytest

from gesso.agent.guided.lenses import look_through
from gesso.agent.scene import CanvasScene, Scene
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import CallChunk, Message, TextChunk

TALE = "# Night\n\nThe scream came from the cellar.\n"


def scene(ask: str, kind: str = "document") -> Scene:
    snapshot = take_snapshot(TALE, 1, kind=kind, language=None)
    return Scene(ask, active=CanvasScene("canvas_a", kind, "Tale", None, TALE, snapshot))


@pytest.mark.parametrize(("ask", "lens"), [
    ("Give me a slider for how frightening each scene is", "words:How frightening"),
    ("please make a lens that shows how sad every chapter is.", "words:How sad"),
    ("Open the Characters lens", "characters"), ("show me the outline lens for this story", "outline"),
])  # fmt: skip
def test_a_message_opens_a_lens(ask: str, lens: str) -> None:
    chunks = list(look_through(scene(ask), (), {"open_lens"}) or ())
    assert json.loads("".join(each.args_delta for each in chunks if isinstance(each, CallChunk))) == {"lens": lens}


@pytest.mark.parametrize("ask", [
    "make the scene more frightening", "write a poem about a lens", "the slider for the volume is broken",
    "open the window", "show me the solar system", "give me a reason for how frightening each scene is",
])  # fmt: skip
def test_a_message_about_something_else_opens_none(ask: str) -> None:
    assert look_through(scene(ask), (), {"open_lens"}) is None


def test_what_no_list_tells_is_said_and_what_was_opened_is_told() -> None:
    words = next(iter(look_through(scene("a slider for how buttery each scene is"), (), {"open_lens"}) or ()))
    assert isinstance(words, TextChunk) and "Name words" in words.text
    done = (Message("tool", "Fear lies open.", call_name="open_lens"),)
    told = next(iter(look_through(scene("x"), done, {"open_lens"}) or ()))
    assert isinstance(told, TextChunk) and told.text == "Fear lies open."
    assert look_through(Scene("open the characters lens"), (), {"open_lens"}) is None
    assert look_through(scene("open the characters lens"), (), set()) is None
