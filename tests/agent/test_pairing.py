"""Pair-programmer modes: only pointing cannot change anything whatever the model calls, and what rules point at."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesso.agent.guided.mending import wrong_in
from gesso.agent.guided.pairing import explained, point_at
from gesso.agent.scene import CanvasScene, Scene
from gesso.base.errors import BadInput
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import CallChunk, Message, TextChunk, ToolCall, ToolSpec
from gesso.model.scripted import Call, Say
from gesso.room.commenting import do_settle_note
from gesso.room.pairing import do_pair
from gesso.tools import TOOLS
from tests.guided.scenes import Inner, play
from tests.guided.test_mending import code_scene
from tests.room.test_turns import ANNA, DONE, Desk, desk, rule, same_as_fresh, scripted

CODE = "def mean(values):\n    return sum(values) / len(values)\n\n\nprint(mean([]))\n"
CHANGES: dict[str, dict[str, Any]] = {
    "edit": {"edits": [{"quote": "len(values)", "text": "max(1, len(values))"}]},
    "rewrite": {"text": "print(0)\n"},
    "rename": {"find": "mean", "replace": "average"},
    "open_canvas": {"title": "Solved", "kind": "code", "text": "print(0)\n"},
    "undo": {},
}


async def code(d: Desk) -> Any:
    return await d.canvas(CODE, "code")


def test_every_tool_that_changes_is_tried() -> None:
    assert {tool.name for tool in TOOLS if tool.effect != "read" and tool.where != "run"} == set(CHANGES)


@pytest.mark.parametrize("tool", CHANGES)
async def test_only_pointing_changes_nothing_whatever_is_called(tmp_path: Path, tool: str) -> None:
    model = scripted(DONE, rule("sort it", Call(name=tool, args=CHANGES[tool])))
    async with desk(tmp_path, model) as d:
        canvas = await code(d)
        await do_pair(d.workspace, ANNA, canvas.id, "point")
        before = canvas.version
        started = await d.say("sort it out", canvas=canvas.id)
        call = d.turn(started).steps[0].calls[0]
        assert not call.ok and "There is no tool named" in call.result
        assert (canvas.text, canvas.version, len(d.room.state.canvases)) == (CODE, before, 1)
        assert not d.room.state.suggestions and not d.room.state.edits
        await same_as_fresh(d)


@pytest.mark.parametrize("tool", ["edit", "rewrite", "rename"])
async def test_nor_from_a_turn_about_another_page(tmp_path: Path, tool: str) -> None:
    async with desk(tmp_path, scripted(DONE)) as d:
        canvas = await code(d)
        other = await d.canvas()
        await do_pair(d.workspace, ANNA, canvas.id, "point")
        call = Call(name=tool, args=CHANGES[tool] | {"canvas": canvas.id})
        d.turns._catalogue.model = scripted(DONE, rule("sort it", call))  # type: ignore[attr-defined]
        started = await d.say("sort it out", canvas=other.id)
        made = d.turn(started).steps[0].calls[0]
        assert not made.ok and "you only point" in made.result and canvas.text == CODE
        assert not d.room.state.suggestions


async def test_a_comment_is_made_without_the_words_that_would_solve_it(tmp_path: Path) -> None:
    remark = {"quote": "len(values)", "body": "What is this for []?", "kind": "question", "replace": "max(1, 2)"}
    model = scripted(DONE, rule("why", Call(name="comment", args={"comments": [remark]}), Say(text="Look.")))
    async with desk(tmp_path, model) as d:
        canvas = await code(d)
        await do_pair(d.workspace, ANNA, canvas.id, "point")
        await d.say("why does it fail", canvas=canvas.id)
        [note] = d.room.state.notes.values()
        assert (note.quote, note.replace) == ("len(values)", None)
        await do_pair(d.workspace, ANNA, canvas.id, "do")
        assert d.room.state.canvases[canvas.id].pairing == "do"


async def test_it_is_chosen_for_code_and_not_for_a_document(tmp_path: Path) -> None:
    async with desk(tmp_path, scripted(DONE)) as d:
        with pytest.raises(BadInput, match="chosen for code"):
            await do_pair(d.workspace, ANNA, (await d.canvas()).id, "point")


def pointing(scene: Scene, pairing: Any) -> Scene:
    assert scene.active is not None
    return replace(scene, active=replace(scene.active, pairing=pairing))


async def test_the_built_in_model_points_at_the_error_and_asks() -> None:
    seen = pointing(code_scene("words = 1\nprint(wrods)"), "point")
    offered = [ToolSpec(name, "", {}) for name in ("comment", "read_canvas", "run_code")]
    inner = Inner()
    played = await play(inner, seen, tools=offered)
    [(name, args)] = played.calls
    [remark] = args["comments"]  # type: ignore[misc]
    assert name == "comment" and remark["quote"] == "print(wrods)" and remark["body"].endswith("?")
    assert "words" not in remark["body"] and "replace" not in remark and not inner.asked


async def test_with_do_the_same_error_is_mended_and_with_explain_also_told() -> None:
    seen = pointing(code_scene("words = 1\nprint(wrods)"), "explain")
    played = await play(Inner(), seen)
    [edit] = played.edits
    done = [Message("assistant", "", calls=()), Message("tool", "Done: changed 1 passage.", call_name="edit")]
    told = explained([_called(edit), *done])
    assert "`print(wrods)` became `print(words)`" in told and "because" in told and "Run it" in told


def _called(edit: dict[str, object]) -> Message:
    return Message("assistant", "", calls=(ToolCall("call_1", "edit", {"edits": [edit]}),))


@given(st.text(alphabet="ab =/[]():\n#é😀字for while if return range\t", max_size=200), st.text(max_size=30))
def test_every_place_pointed_at_is_in_the_text_once(text: str, ask: str) -> None:
    active = CanvasScene("c", "code", "T", "python", text, take_snapshot(text, 1, "code", "python"), pairing="point")
    chunks = list(point_at(active, ask, None, {"comment"}))
    calls = "".join(chunk.args_delta for chunk in chunks if isinstance(chunk, CallChunk))
    assert calls or any(isinstance(chunk, TextChunk) for chunk in chunks)
    for remark in json.loads(calls)["comments"] if calls else []:
        assert text.count(remark["quote"]) == 1 and "replace" not in remark


@pytest.mark.parametrize(
    ("quote", "wanted", "drawn"),
    [
        ("len(values)", None, "ring"),
        ("print(mean([]))", "arrow", "arrow"),
        ("def mean(values):\n    return sum(values) / len(values)", None, "underline"),
    ],
)
async def test_pointing_draws_on_the_words_and_nothing_else_does(
    tmp_path: Path, quote: str, wanted: str | None, drawn: str
) -> None:
    remark = {"quote": quote, "body": "What of an empty list?", **({"drawn": wanted} if wanted else {})}
    model = scripted(DONE, rule("look", Call(name="comment", args={"comments": [remark]})))
    async with desk(tmp_path, model) as d:
        canvas = await code(d)
        await d.say("look", canvas=canvas.id)
        [note] = d.room.state.notes.values()
        assert note.drawn is None, "only where it may do nothing but point"
        await do_settle_note(d.workspace, ANNA, d.room, note.id, "resolved")
        await do_pair(d.workspace, ANNA, canvas.id, "point")
        await d.say("look again", canvas=canvas.id)
        assert [each.drawn for each in d.room.state.notes.values()] == [None, drawn]
        await same_as_fresh(d)


def test_an_error_is_pointed_at_with_an_arrow() -> None:
    scene = code_scene("a = 1\nprint(b)")
    assert scene.active is not None
    chunks = list(point_at(scene.active, scene.ask, wrong_in(scene.ask), {"comment"}))
    args = json.loads("".join(chunk.args_delta for chunk in chunks if isinstance(chunk, CallChunk)))
    assert [each["drawn"] for each in args["comments"]] == ["arrow"]
