"""What the agent did is known with where its words are now, and can be taken back by asking for it."""

from pathlib import Path
from typing import Any

from gesso.agent.look import take_scene
from gesso.agent.scene import CanvasScene
from gesso.canvas.changes import Change
from gesso.canvas.text import Text
from gesso.model.scripted import Call
from tests.room.test_turns import DONE, STORY, TYPING, Desk, desk, rule, same_as_fresh, scripted

EDIT = {"quote": "Once there was a fox. 🦊", "op": "replace", "text": "Once there was a red fox. 🦊"}


async def seen_after(d: Desk, started: Any) -> CanvasScene:
    scene = await take_scene(d.workspace, d.room, d.turn(started), "")
    assert scene.active is not None
    return scene.active


async def test_the_words_of_the_last_change_are_found_where_they_are_now(tmp_path: Path) -> None:
    model = scripted(DONE, rule("red", Call(name="edit", args={"edits": [EDIT]})))
    async with desk(tmp_path, model) as d:
        canvas = await d.canvas()
        await d.say("make it a red fox")
        units = Text.of(canvas.text).units
        await canvas.push(canvas.version, [Change.of(units, [(0, 0, "字😀 ")])], TYPING)
        active = await seen_after(d, await d.say("thanks"))
        (done,) = active.done
        assert (done.ask, done.did, done.just_now) == ("make it a red fox", "edit", True)
        assert [active.text[start:end] for start, end in done.spans] == ["red "]
        active = await seen_after(d, await d.say("and now?"))
        assert [done.just_now for done in active.done] == [False]


async def test_an_undo_asked_for_in_words_takes_back_that_change_alone(tmp_path: Path) -> None:
    model = scripted(
        DONE, rule("undo", Call(name="undo", args={})), rule("make it a red", Call(name="edit", args={"edits": [EDIT]}))
    )
    async with desk(tmp_path, model) as d:
        canvas = await d.canvas()
        await d.say("make it a red fox")
        units = Text.of(canvas.text).units
        await canvas.push(canvas.version, [Change.of(units, [(0, 0, "A ")])], TYPING)
        started = await d.say("undo that")
        assert canvas.text == "A " + STORY
        assert d.turn(started).steps[0].calls[0].summary == "Took back the last change"
        again = await d.say("undo it again")
        (call,) = d.turn(again).steps[0].calls
        assert (call.ok, canvas.text) == (False, "A " + STORY)
        assert "no change of yours" in call.result
        assert (await seen_after(d, again)).done == ()
        await same_as_fresh(d)
