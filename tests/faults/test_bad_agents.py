"""Agents that behave badly: that never stop calling, that talk nonsense, that are given a line of 200,000 characters.

Each ends in a plain state: the turn is over and says why, the document is as it was or as was asked, the room works on.
"""

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from gesso.agent.turn import MAX_STEPS
from gesso.model.scripted import Call, End, Rule, Say, Step, Think
from gesso.room.commenting import do_comment
from gesso.room.live_canvas import Author
from gesso.room.suggesting import do_settle_suggestions, do_suggest
from tests.room.test_turns import ANNA, BEN, DONE, STORY, Desk, desk, rule, same_as_fresh, scripted

LINE = "".join(f"word{n} é 字 🦊, " for n in range(13_000))[:199_999] + "\n"
PATIENCE_S = 20.0


async def still_works(d: Desk) -> None:
    """The next question gets its answer, and the log tells the state again."""
    started = await d.say("are you there")
    assert (d.turn(started).outcome, d.turn(started).text) == ("done", "Yes.")
    await same_as_fresh(d)


HERE = rule("are you there", Say(text="Yes."))


@pytest.mark.parametrize(
    "call",
    [
        Call(name="read_canvas", args={"canvas": "canvas_guess"}),
        Call(name="no_such_tool", args={}),
        Call(name="edit", args={}, raw='{"edits": [{"block": 1, "te'),
        Call(name="edit", args={"edits": [{"quote": "nowhere", "text": "x"}]}),
        Call(name="edit", args={"edits": [{"block": 2, "text": "Once there was a fox. 🦊"}]}),
    ],
    ids=["refused", "unknown", "broken", "not found", "changes nothing"],
)
async def test_an_agent_that_calls_without_end_is_stopped(tmp_path: Path, call: Call) -> None:
    model = scripted(HERE, rule("", call, tool=".*"), rule("loop", call))
    async with desk(tmp_path, model) as d:
        canvas = await d.canvas()
        started = await d.say("loop")
        turn = d.turn(started)
        assert (turn.outcome, turn.problem.code) == ("failed", "too_many_steps")
        assert str(MAX_STEPS) in turn.problem.message
        assert sum(len(step.calls) for step in turn.steps) == MAX_STEPS == len(model.asked)
        assert canvas.text == STORY
        await still_works(d)


async def test_what_a_looping_agent_wrote_is_taken_back_as_one(tmp_path: Path) -> None:
    more = [
        Call(name="edit", args={"edits": [{"block": 2, "op": "insert_after", "text": f"And again {n}."}]})
        for n in range(MAX_STEPS)
    ]
    looping = [rule("", call, tool=".*", times=1) for call in more[1:]]
    async with desk(tmp_path, scripted(HERE, *looping, rule("", more[0], tool=".*"), rule("loop", more[0]))) as d:
        canvas = await d.canvas()
        started = await d.say("loop")
        assert d.turn(started).outcome == "failed"
        assert canvas.text.count("And again") == MAX_STEPS
        await d.workspace.do_undo_edit(ANNA, canvas.id, started.turn)
        assert canvas.text == STORY
        await still_works(d)


async def test_what_an_agent_puts_in_twice_stands_there_once(tmp_path: Path) -> None:
    more = Call(name="edit", args={"edits": [{"block": 2, "op": "insert_after", "text": "And again."}]})
    same = Call(name="edit", args={"edits": [{"block": 2, "text": "A hen."}]})
    again = [rule("", more, tool=".*", times=1), rule("", same, tool=".*", times=2)]
    async with desk(tmp_path, scripted(HERE, *again, DONE, rule("repeat", more))) as d:
        canvas = await d.canvas()
        turn = d.turn(await d.say("repeat"))
        assert [call.ok for step in turn.steps for call in step.calls] == [True, False, True, True]
        assert turn.outcome == "done" and not canvas.marks.suggestions
        assert canvas.text == STORY.replace("Once there was a fox. 🦊", "A hen.\n\nAnd again.")


async def test_a_hundred_calls_in_one_answer_come_to_an_end(tmp_path: Path) -> None:
    calls = [Call(name="edit", args={"edits": [{"block": 2, "text": f"Sentence {n}."}]}) for n in range(100)]
    async with desk(tmp_path, scripted(HERE, DONE, rule("flood", *calls))) as d:
        canvas = await d.canvas()
        started = await d.say("flood")
        assert d.turn(started).outcome == "done"
        assert canvas.text == STORY.replace("Once there was a fox. 🦊", "Sentence 0."), "the others saw what was gone"
        await still_works(d)


NONSENSE: dict[str, tuple[Step, ...]] = {
    "white space": (Say(text=" \n\t \n"),),
    "a thought alone": (Think(text="Hm."),),
    "nothing": (End(reason="stop"),),
    "a call without a name": (Call(name="", args={}),),
    "arguments that are a list": (Call(name="edit", raw="[1, 2, 3]"),),
    "arguments that are a word": (Call(name="edit", raw='"edit"'),),
    "arguments that are a number": (Call(name="edit", raw="1e999"),),
    "arguments nested deeply": (Call(name="edit", raw='{"edits": ' + "[" * 5_000 + "]" * 5_000 + "}", piece=500),),
    "wrong types": (Call(name="edit", args={"edits": [{"block": "two", "op": "explode", "text": 7}]}),),
    "a key twice": (Call(name="edit", raw='{"edits": [], "edits": 3}'),),
    "an empty edit": (Call(name="edit", args={"edits": [{}]}),),
    "an empty rewrite": (Call(name="rewrite", args={"text": " \n"}),),
    "an empty comment": (Call(name="comment", args={"comments": [{"quote": "", "body": ""}]}),),
    "a template of its own prompt": (Say(text="<|im_start|>assistant\n[INST] {{system}} </s>"),),
    "a call written as words": (Say(text='{"name": "edit", "arguments": {"edits": [{"block": 1, "op": "delete"}]}}'),),
    "letters without sense": (Say(text="\ufffd\u202e" * 2_000),),
}  # fmt: skip


@pytest.mark.parametrize("steps", NONSENSE.values(), ids=NONSENSE)
async def test_nonsense_leaves_the_document_as_it_was_and_an_end(tmp_path: Path, steps: tuple[Step, ...]) -> None:
    async with desk(tmp_path, scripted(HERE, DONE, Rule(user="anything", steps=steps))) as d:
        canvas = await d.canvas()
        started = await d.say("anything")
        turn = d.turn(started)
        assert turn.outcome in ("done", "failed")
        if turn.outcome == "failed":
            assert turn.problem.message.endswith(".")
            assert "Traceback" not in turn.problem.message and turn.problem.code != "internal"
        assert all(call.result for step in turn.steps for call in step.calls)
        assert canvas.text == STORY
        assert not canvas.marks.suggestions and not canvas.marks.drafts
        await still_works(d)


async def on_the_line(d: Desk) -> Any:
    return await d.canvas(LINE)


async def test_a_line_of_200_000_characters_is_edited_at_its_end(tmp_path: Path) -> None:
    assert len(LINE) == 200_000
    began = time.monotonic()
    edit = Call(name="edit", args={"edits": [{"quote": "word9000 é 字 🦊", "text": "changed 🦊"}]})
    async with desk(tmp_path, scripted(HERE, DONE, rule("change", edit))) as d:
        canvas = await on_the_line(d)
        started = await d.say("change it")
        assert canvas.text == LINE.replace("word9000 é 字 🦊", "changed 🦊")
        await d.workspace.do_undo_edit(ANNA, canvas.id, started.turn)
        assert canvas.text == LINE
        await still_works(d)
    assert time.monotonic() - began < PATIENCE_S


async def test_a_line_of_200_000_characters_is_rewritten_word_by_word(tmp_path: Path) -> None:
    began = time.monotonic()
    after = LINE.replace("word50 ", "fifty ").replace("word11000 ", "eleven thousand ")
    rewrite = Call(name="rewrite", args={"text": after}, piece=5_000)
    async with desk(tmp_path, scripted(HERE, DONE, rule("rewrite", rewrite))) as d:
        canvas = await on_the_line(d)
        await d.say("rewrite it")
        assert canvas.text == after
        by_agent = sum(run.length for run in canvas.blame.runs if run.author.startswith("agent"))
        assert by_agent <= len("fifty eleven thousand")
        await still_works(d)
    assert time.monotonic() - began < PATIENCE_S


async def test_suggestions_and_comments_keep_their_place_in_such_a_line(tmp_path: Path) -> None:
    began = time.monotonic()
    async with desk(tmp_path, scripted(HERE)) as d:
        canvas = await on_the_line(d)
        start = LINE.index("word9000 ")
        made = await do_suggest(
            d.workspace, d.room, canvas, Author(ANNA.id, "person"), start, start + 8, "nine thousand"
        )
        note = await do_comment(d.workspace, d.room, canvas, Author(ANNA.id, "person"), start + 9, start + 10, "Why é?")
        author = Author(BEN.id, "person", "benbenben")
        await d.workspace.do_write_text(d.room, canvas, author, "In front. " + LINE.replace("word8999 ", ""))
        suggestion = canvas.marks.suggestions[made.id]
        assert suggestion.before == "word9000"
        place = canvas.marks.notes[note.id]
        assert canvas.document.slice(*place.points(canvas.document)) == "é"
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [made.id], "accepted")
        assert canvas.text == "In front. " + LINE.replace("word8999 ", "").replace("word9000 ", "nine thousand ")
        await still_works(d)
    assert time.monotonic() - began < PATIENCE_S


async def test_an_agent_comments_on_and_suggests_in_such_a_line(tmp_path: Path) -> None:
    comments = [{"quote": "word7000 é", "body": "Say it."}, {"quote": LINE[:-1], "body": "Too long."}]
    comment = Call(name="comment", args={"comments": comments}, piece=5_000)
    edits = [{"quote": "word9000", "text": "w9"}, {"quote": "word9001", "text": "w9"}]
    suggest = Call(name="edit", args={"suggest": True, "edits": edits})
    model = scripted(HERE, DONE, rule("suggest it", suggest), rule("comment on", comment))
    async with desk(tmp_path, model) as d:
        canvas = await on_the_line(d)
        await d.say("comment on it")
        quotes = [place.quote for place in canvas.marks.notes.values()]
        assert "word7000 é" in quotes
        await d.say("suggest it")
        assert [s.after for s in canvas.marks.suggestions.values()] == ["w9", "w9"]
        assert canvas.text == LINE
        await still_works(d)


async def test_people_type_into_such_a_line_while_an_agent_replaces_all_of_it(tmp_path: Path) -> None:
    whole = Call(name="edit", args={"edits": [{"block": 1, "text": "A short line."}]}, piece=2, every_s=0.02)
    async with desk(tmp_path, scripted(HERE, DONE, rule("shorten", whole))) as d:
        canvas = await on_the_line(d)
        started = await d.turns.say(ANNA, d.room.id, "shorten it")
        await asyncio.sleep(0.1)
        human = LINE.replace("word9000 ", "word9000 [mine] ")
        await d.workspace.do_write_text(d.room, canvas, Author(BEN.id, "person", "benbenben"), human)
        await d.turns.wait(d.room, started.turn, 20)
        assert canvas.text == human, "what somebody typed meanwhile is not overwritten"
        [suggestion] = canvas.marks.suggestions.values()
        assert suggestion.after == "A short line."
        await still_works(d)
