"""The spine, through `Turns`: a message becomes words, canvases and edits, and the log tells all of it again."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gesso.agent import turns as turns_of_agents
from gesso.agent.company import Started
from gesso.agent.deciding.decisions import Decisions
from gesso.agent.tool import Tool
from gesso.agent.turns import Turns
from gesso.base.clock import system_clock
from gesso.base.errors import NotFound
from gesso.canvas.changes import Change
from gesso.model.messages import Message, Model, ModelInfo, ToolSpec
from gesso.model.scripted import Call, Cut, Fail, Rule, Say, ScriptedModel, Step, Think, Usage, Wait
from gesso.room import wire
from gesso.room.live_canvas import Author
from gesso.room.room import LiveRoom, read_events
from gesso.room.state import RoomState
from gesso.room.suggesting import do_settle_suggestions, do_suggest
from gesso.room.workspace import Person, Workspace
from gesso.store.database import Database
from gesso.store.errors import StoreError
from gesso.tools import TOOLS

ANNA, BEN = Person("user_anna", "Anna"), Person("user_ben", "Ben")
TYPING = Author(ANNA.id, "person", "annaanna")
STORY = "# The fox\n\nOnce there was a fox. 🦊\n\nIt ran — quickly — through the 字 wood.\n\nThe end.\n"


class OneModel:
    """A catalogue of one."""

    default_id = "scripted"

    def __init__(self, model: Model) -> None:
        self.model = model

    def get(self, model_id: str) -> Model:
        return self.model

    def info(self, model_id: str) -> ModelInfo:
        return ModelInfo(self.model.id, self.model.name, "test", 1000, price=(2.0, 10.0))


@dataclass
class Desk:
    db: Database
    workspace: Workspace
    turns: Turns
    room: LiveRoom

    async def say(self, text: str, **more: Any) -> Started:
        started = await self.turns.say(ANNA, self.room.id, text, **more)
        await self.turns.wait(self.room, started.turn, 20)
        return started

    def turn(self, started: Started) -> Any:
        return self.room.state.turns[started.turn]

    async def begun(self) -> None:
        """Returns when the first words of a canvas stand."""
        async with asyncio.timeout(20):
            while not [c for c in self.room.state.canvases if (await self.workspace.canvas(c)).text]:
                await asyncio.sleep(0.01)

    async def canvas(self, text: str = STORY, kind: wire.CanvasKind = "document") -> Any:
        author = Author(ANNA.id, "import")
        return (await self.workspace.do_open_canvas(self.room, author, kind=kind, title="Fox", text=text)).canvas


def scripted(*rules: Rule) -> ScriptedModel:
    return ScriptedModel(rules)


def rule(user: str, *steps: Step, **more: Any) -> Rule:
    return Rule(user=user, steps=steps, **more)


DONE = rule("", Say(text="Done."), tool=".*")


@asynccontextmanager
async def desk(path: Path, model: Model, decisions: Decisions | None = None) -> AsyncIterator[Desk]:
    db = await Database.open(path / "gesso.db")
    workspace = Workspace(db)
    catalogue: Any = OneModel(model)
    turns = Turns(workspace, catalogue, TOOLS, system_clock, decisions)
    room = await workspace.do_create_room(ANNA)
    try:
        yield Desk(db, workspace, turns, room)
    finally:
        await turns.close()
        await workspace.close()
        await db.close()


async def same_as_fresh(desk: Desk) -> None:
    """The state that grew event by event equals the fold of what is stored."""
    await desk.room.drained()
    assert RoomState.of(desk.room.id, await read_events(desk.db, desk.room.id)) == desk.room.state


async def test_words_stream_into_the_log_and_title_the_room(tmp_path: Path) -> None:
    async with desk(tmp_path, scripted(rule("hello", Think(text="A greeting."), Say(text="Hello, Anna.")))) as d:
        started = await d.say("hello there")
        turn = d.turn(started)
        assert (turn.outcome, turn.text, turn.thoughts) == ("done", "Hello, Anna.", "A greeting.")
        assert d.room.state.title == "hello there"
        await same_as_fresh(d)


async def test_tokens_are_counted_and_priced(tmp_path: Path) -> None:
    model = scripted(rule("x", Say(text="ok"), Usage(input_tokens=3000, output_tokens=200)))
    async with desk(tmp_path, model) as d:
        await d.say("x")
        ended = [e.body for e in await d.room.events() if isinstance(e.body, wire.TurnEnded)]
        assert ended[-1].usage == wire.Usage(input_tokens=3000, output_tokens=200, cost_usd=0.008)


async def test_a_document_streams_into_a_new_canvas(tmp_path: Path) -> None:
    call = Call(name="open_canvas", args={"kind": "document", "title": "Fox", "text": STORY * 4}, piece=7, every_s=0.01)
    async with desk(tmp_path, scripted(DONE, rule("fox", call))) as d:
        started = await d.say("write about a fox")
        [row] = d.room.state.open_canvases()
        canvas = await d.workspace.canvas(row.id)
        assert canvas.text == STORY * 4
        assert canvas.version > 2, "it came in several pieces"
        assert d.turn(started).text == "Done."
        assert {run.author for run in canvas.blame.runs} == {"agent:agent_gesso"}
        await same_as_fresh(d)
        await d.workspace.do_undo_edit(ANNA, row.id, started.turn)
        assert canvas.text == ""


async def test_an_edit_changes_its_block_and_nothing_else(tmp_path: Path) -> None:
    edit = Call(
        name="edit", args={"edits": [{"block": 3, "op": "replace", "text": "It strolled through the 字 wood."}]}
    )
    async with desk(tmp_path, scripted(DONE, rule("slower", edit))) as d:
        canvas = await d.canvas()
        started = await d.say("make the second paragraph slower")
        assert canvas.text == STORY.replace(
            "It ran — quickly — through the 字 wood.", "It strolled through the 字 wood."
        )
        [change] = d.room.state.edits
        assert change.turn == started.turn
        assert "paragraph" in change.summary
        await same_as_fresh(d)


async def test_words_changed_by_a_person_meanwhile_get_a_suggestion(tmp_path: Path) -> None:
    edit = Call(name="edit", args={"edits": [{"block": 2, "text": "Once there was a wolf."}]}, piece=4, every_s=0.02)
    async with desk(tmp_path, scripted(DONE, rule("wolf", edit))) as d:
        canvas = await d.canvas()
        started = await d.turns.say(ANNA, d.room.id, "a wolf instead")
        await asyncio.sleep(0.1)
        human = canvas.text.replace("a fox.", "a brave fox.")
        await d.workspace.do_write_text(d.room, canvas, Author(BEN.id, "person", "benbenben"), human)
        await d.turns.wait(d.room, started.turn, 20)
        assert canvas.text == human
        [suggestion] = canvas.marks.suggestions.values()
        assert "a brave fox." in suggestion.before
        await do_settle_suggestions(d.workspace, ANNA, canvas.id, [suggestion.id], "accepted")
        assert "Once there was a wolf." in canvas.text
        await same_as_fresh(d)


async def test_typing_while_a_document_streams_loses_nothing(tmp_path: Path) -> None:
    call = Call(
        name="open_canvas", args={"kind": "document", "title": "Fox", "text": STORY * 4}, piece=5, every_s=0.005
    )
    async with desk(tmp_path, scripted(DONE, rule("fox", call))) as d:
        started = await d.turns.say(ANNA, d.room.id, "a fox")
        while not d.room.state.canvases:
            await asyncio.sleep(0.01)
        canvas = await d.workspace.canvas(next(iter(d.room.state.canvases)))
        typed = []
        for number in range(8):
            await asyncio.sleep(0.06)
            word = f"[anna{number}]"
            units = canvas.document.units
            await canvas.push(canvas.version, [Change.of(units, [(3, 3, word)])], TYPING)
            typed.append(word)
        await d.turns.wait(d.room, started.turn, 20)
        text = canvas.text
        assert all(word in text for word in typed)
        for word in typed:
            text = text.replace(word, "")
        assert text == STORY * 4
        await d.workspace.do_undo_edit(ANNA, canvas.id, started.turn)
        assert "".join(sorted(canvas.text)) == "".join(sorted("".join(typed)))


async def test_a_rewrite_keeps_what_is_the_same(tmp_path: Path) -> None:
    rewrite = Call(name="rewrite", args={"text": STORY.replace("quickly", "swiftly")})
    async with desk(tmp_path, scripted(DONE, rule("swift", rewrite))) as d:
        canvas = await d.canvas()
        await d.say("swift")
        assert canvas.text == STORY.replace("quickly", "swiftly")
        by_agent = sum(run.length for run in canvas.blame.runs if run.author.startswith("agent"))
        assert by_agent <= len("swiftly")


async def test_rename_everywhere(tmp_path: Path) -> None:
    call = Call(name="rename", args={"find": "fox", "replace": "wolf"})
    async with desk(tmp_path, scripted(DONE, rule("rename", call))) as d:
        canvas = await d.canvas()
        await d.say("rename fox to wolf")
        assert canvas.text == STORY.replace("fox", "wolf")


async def test_stop_leaves_what_was_written_and_an_end(tmp_path: Path) -> None:
    call = Call(name="open_canvas", args={"kind": "document", "title": "Fox", "text": STORY * 9}, piece=5, every_s=0.02)
    async with desk(tmp_path, scripted(DONE, rule("fox", call))) as d:
        started = await d.turns.say(ANNA, d.room.id, "a fox")
        await d.begun()
        await d.turns.stop(d.room, started.turn)
        assert d.turn(started).outcome == "stopped"
        canvas = await d.workspace.canvas(next(iter(d.room.state.canvases)))
        assert 0 < len(canvas.text) < len(STORY * 9)
        assert (STORY * 9).startswith(canvas.text)
        await same_as_fresh(d)
        await d.workspace.do_undo_edit(ANNA, canvas.id, started.turn)


async def test_stopped_before_its_tools_are_known_it_ends_as_stopped_and_makes_room(tmp_path: Path) -> None:
    async with desk(tmp_path, scripted(rule("hello", Say(text="Hello.")))) as d:
        asked, known = asyncio.Event(), asyncio.Event()

        async def slow(person: str) -> Sequence[Tool]:
            asked.set()
            await known.wait()
            return ()

        d.turns.tools_of = slow
        started = await d.turns.say(ANNA, d.room.id, "hello")
        async with asyncio.timeout(20):
            await asked.wait()
            await d.turns.stop(d.room, started.turn)
            assert d.turn(started).outcome == "stopped"
            known.set()
            again = await d.turns.say(ANNA, d.room.id, "hello again")
            await d.turns.ended(again.turn)
        assert d.turn(again).outcome == "done"


@pytest.mark.parametrize("bad", [Fail(kind="rate", message="Busy."), Cut(), Wait(seconds=0)])
async def test_a_failing_model_ends_the_turn_and_harms_nothing(tmp_path: Path, bad: Step) -> None:
    async with desk(
        tmp_path, scripted(rule("x", Say(text="I begin"), bad) if not isinstance(bad, Wait) else rule("x", bad))
    ) as d:
        canvas = await d.canvas()
        started = await d.say("x")
        turn = d.turn(started)
        assert turn.outcome == "failed"
        assert turn.problem is not None and turn.problem.message
        assert canvas.text == STORY
        await same_as_fresh(d)


async def test_stopped_while_nothing_can_be_stored_it_ends_as_stopped_once_something_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns_of_agents, "STORAGE_RETRY_S", 0.01)
    monkeypatch.setattr(turns_of_agents, "STOP_TIMEOUT_S", 0.05)
    end_later, ending = Turns._end_later, asyncio.Event()

    async def seen(self: Turns, plan: Any, unstored: Any) -> Any:
        ending.set()
        return await end_later(self, plan, unstored)

    monkeypatch.setattr(Turns, "_end_later", seen)
    async with desk(tmp_path, scripted(rule("hello", Say(text="Hello, Anna.")))) as d:
        write = d.db.write

        def full(job: Any, chain: Any = None) -> Any:
            refused = asyncio.get_running_loop().create_future()
            refused.set_exception(StoreError("The disk is full."))
            return refused

        start = d.turns.start

        async def starts(*args: Any, **more: Any) -> Started:
            started = await start(*args, **more)
            d.db.write = full  # type: ignore[method-assign]
            return started

        monkeypatch.setattr(d.turns, "start", starts)
        started = await d.turns.say(ANNA, d.room.id, "hello")
        async with asyncio.timeout(20):
            await ending.wait()
        room = await d.workspace.room(d.room.id)
        await d.turns.stop(room, started.turn)
        d.db.write = write  # type: ignore[method-assign]
        await d.turns.ended(started.turn)
        assert (await d.workspace.room(d.room.id)).state.turns[started.turn].outcome == "stopped"


async def test_broken_arguments_are_told_to_the_model_which_tries_again(tmp_path: Path) -> None:
    rules = (
        rule(
            "",
            Call(name="edit", args={"edits": [{"block": 2, "op": "delete"}]}),
            tool="edit",
            result="block 99",
            times=1,
        ),
        DONE,
        rule("x", Call(name="edit", args={"edits": [{"block": 99, "op": "delete"}]})),
    )
    async with desk(tmp_path, scripted(*rules)) as d:
        canvas = await d.canvas()
        started = await d.say("x")
        assert d.turn(started).outcome == "done"
        assert "Once there was" not in canvas.text


async def test_a_canvas_that_is_not_there_is_told_to_the_model(tmp_path: Path) -> None:
    edit = Call(
        name="edit", args={"canvas": "canvas_guess", "edits": [{"block": 1, "text": "x"}]}, piece=4, every_s=0.02
    )
    async with desk(
        tmp_path, scripted(rule("", Say(text="Sorry."), tool="edit", result="no canvas"), rule("x", edit))
    ) as d:
        canvas = await d.canvas()
        started = await d.say("x")
        assert (d.turn(started).outcome, d.turn(started).text) == ("done", "Sorry.")
        assert canvas.text == STORY


async def test_a_room_with_a_title_keeps_it(tmp_path: Path) -> None:
    async with desk(tmp_path, scripted(rule("", Say(text="hi")))) as d:
        room = await d.workspace.do_create_room(ANNA, "My own title")
        await d.turns.say(ANNA, room.id, "hello")
        assert room.state.title == "My own title"


async def test_after_a_restart_the_turn_goes_on_in_the_same_canvas(tmp_path: Path) -> None:
    first, rest = STORY, "And then it slept.\n"
    slow = Call(name="open_canvas", args={"kind": "document", "title": "Fox", "text": first * 9}, piece=5, every_s=0.02)
    async with desk(tmp_path, scripted(rule("fox", slow))) as d:
        started = await d.turns.say(ANNA, d.room.id, "a fox")
        await d.begun()
        room = d.room.id
    # The second process: the log says that the turn is open.
    more = Call(name="edit", args={"edits": [{"block": 1, "op": "insert_after", "text": rest}]})
    model = scripted(rule("", more, tool="open_canvas", result="restarted"), DONE)
    async with desk(tmp_path, model) as d:
        assert await d.turns.resume_all() == 1
        live = await d.workspace.room(room)
        turn = await d.turns.wait(live, started.turn, 20)
        assert turn.outcome == "done"
        assert len(live.state.canvases) == 1
        canvas = await d.workspace.canvas(next(iter(live.state.canvases)))
        assert rest.strip() in canvas.text
        assert await d.turns.resume_all() == 0


async def test_strangers_find_nothing(tmp_path: Path) -> None:
    async with desk(tmp_path, scripted(rule("", Say(text="hi")))) as d:
        canvas = await d.canvas()
        for attempt in (
            d.workspace.access_room(BEN.id, d.room.id, "view"),
            d.workspace.access_canvas(BEN.id, canvas.id, "view"),
            d.turns.say(BEN, d.room.id, "hello"),
            d.workspace.do_undo_edit(BEN, canvas.id, "turn_x"),
        ):
            with pytest.raises(NotFound):
                await attempt


async def test_what_people_change_is_told_next_time(tmp_path: Path) -> None:
    shown: list[str] = []

    def script(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> list[Step]:
        shown.append(messages[-1].text)
        return [Say(text="ok")]

    async with desk(tmp_path, ScriptedModel(script)) as d:
        canvas = await d.canvas()
        await d.say("one")
        await d.workspace.do_write_text(d.room, canvas, TYPING, STORY.replace("The end.\n", ""))
        await d.say("two")
        assert "-The end." in shown[-1]
        assert "The end." not in shown[0].split("Since your last")[0] or "-The end." not in shown[0]


async def test_a_suggestion_whose_words_change_is_recorded_as_stale(tmp_path: Path) -> None:
    async with desk(tmp_path, scripted(rule("", Say(text="hi")))) as d:
        canvas = await d.canvas()
        made = await do_suggest(d.workspace, d.room, canvas, Author(BEN.id, "person"), 2, 9, "The wolf")
        later = await do_suggest(d.workspace, d.room, canvas, Author(BEN.id, "person"), 11, 15, "Twice")
        await d.workspace.do_write_text(d.room, canvas, TYPING, STORY.replace("The fox", "The hen"))
        assert list(canvas.marks.suggestions) == [later.id]
        await d.workspace.close()  # waits for what runs in the background
        assert set(d.room.state.suggestions) == {later.id}
        assert made.id not in d.room.state.suggestions
        await same_as_fresh(d)


async def test_a_commenter_gets_suggestions_not_edits(tmp_path: Path) -> None:
    edit = Call(name="edit", args={"edits": [{"block": 2, "text": "Once there was a wolf."}]})
    async with desk(tmp_path, scripted(DONE, rule("wolf", edit))) as d:
        canvas = await d.canvas()
        await d.workspace.do_set_role(ANNA, d.room.id, BEN, "comment")
        started = await d.turns.say(BEN, d.room.id, "wolf")
        await d.turns.wait(d.room, started.turn, 20)
        assert canvas.text == STORY
        assert len(canvas.marks.suggestions) == 1
        await same_as_fresh(d)
