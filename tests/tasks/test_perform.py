"""Performing runs: one turn each, whatever is cut off between, and only what was asked for is written."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from gesso.agent.turn import SHUTDOWN
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Call, Fail, Say, Told, Usage, Wait
from gesso.room.room import LiveRoom, read_events
from gesso.room.state import RoomState
from gesso.tasks.task import Ended, Output
from tests.tasks.desk import ANNA, BEN, TaskDesk, calls, cut_off, ends, rest_of, says, task_desk

STORY = "# The fox\n\nOnce there was a fox. 🦊\n"


async def room_of(d: TaskDesk, task_room: str) -> LiveRoom:
    return await d.workspace.room(task_room)


async def same_as_fresh(d: TaskDesk, room: LiveRoom) -> None:
    await room.drained()
    assert RoomState.of(room.id, await read_events(d.db, room.id)) == room.state


async def test_a_run_is_one_turn_however_often_it_is_performed(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("The sea is calm and grey.")) as d:
        task = await d.task("Say how the sea is.")
        run = d.run(task)
        first, again = await d.performing.perform(task, run), await d.performing.perform(task, run)
        assert first == again
        assert (first.state, first.output, first.room) == ("done", "The sea is calm and grey.", task.room)
        assert [each["ok"] for each in first.checks] == [True]
        room = await room_of(d, task.room)
        assert (len(room.state.turns), len(room.state.messages), len(d.model.asked)) == (1, 2, 1)
        assert ends(room) == [("done", "")]
        await same_as_fresh(d, room)


@pytest.mark.parametrize("cut", ["before it says anything", "in the middle of the document", "and it leaves half"])
async def test_a_crash_in_the_middle_writes_nothing_twice(tmp_path: Path, cut: str) -> None:
    begun = asyncio.Event()
    wait = [Wait(seconds=3600)]

    def slow(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        begun.set()
        if cut.startswith("before"):
            return wait
        args = {"kind": "document", "title": "Sea", "text": STORY * 40}
        return [Call(name="open_canvas", args=args, piece=20, every_s=0.002)]

    output = {"output": Output(kind="document")}
    async with task_desk(tmp_path, slow) as d:
        task = await d.task("Write a poem about the sea.", **output)
        run = d.run(task)
        performing = asyncio.create_task(d.performing.perform(task, run))
        await begun.wait()
        room = await room_of(d, task.room)
        if not cut.startswith("before"):
            async with asyncio.timeout(20):
                while not [c for c in room.state.canvases if (await d.workspace.canvas(c)).text]:
                    await asyncio.sleep(0)
        performing.cancel(SHUTDOWN)
        await asyncio.wait([performing])
        assert room.state.running()

    def on(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        if cut_off(messages) and cut != "and it leaves half":
            return [rest_of("Grey waves roll.\n", messages)]
        if any(message.role == "tool" for message in messages):
            return [Say(text="It is in the canvas.")]
        return [Call(name="open_canvas", args={"kind": "document", "title": "Sea", "text": "Grey waves roll.\n"})]

    async with task_desk(tmp_path, on) as d:
        await d.turns.resume_all()
        room = await room_of(d, task.room)
        assert room.state.running(), "a run is not picked up by anybody but whoever performs it"
        d.clock.now = run.scheduled
        ended = await d.performing.perform(task, run)
        assert ended.state == ("failed" if cut == "and it leaves half" else "done"), ended
        assert (len(room.state.turns), len(room.state.open_canvases()), len(ends(room))) == (1, 1, 1)
        assert await d.performing.perform(task, run) == ended
        await same_as_fresh(d, room)


async def test_what_may_pass_is_tried_with_a_new_turn(tmp_path: Path) -> None:
    left: list[list[Told]] = [[Fail(kind="rate")], [Say(text="Rain.")]]
    async with task_desk(tmp_path, lambda messages, tools: left.pop(0)) as d:
        task = await d.task("Say the weather of your dreams.")
        run = d.run(task)
        failed = await d.performing.perform(task, run)
        assert (failed.state, failed.passing) == ("failed", True)
        assert (await d.performing.perform(task, run)).state == "done"
        room = await room_of(d, task.room)
        assert len([m for m in room.state.messages.values() if m.run]) == 1
        assert ends(room) == [("done", "")]


async def test_an_entry_goes_to_the_end_and_nothing_else_is_touched(tmp_path: Path) -> None:
    """Also when the model would rather write the story anew."""
    asked: list[list[str]] = []

    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        asked.append([tool.name for tool in tools])
        if messages[-1].role == "tool":
            if messages[-1].call_name == "rewrite":
                return [Call(name="add_entry", args={"text": "It met a crow."})]
            if messages[-1].call_name == "add_entry" and len(asked) == 3:
                return [Call(name="add_entry", args={"text": "And again."})]
            return [Say(text="The story goes on.")]
        return [Call(name="rewrite", args={"text": "All new."})]

    async with task_desk(tmp_path, tell) as d:
        room = await d.room()
        canvas = await d.canvas(room, STORY)
        task = await d.task("Continue the story.", room=room, output=Output(kind="append", canvas=canvas.id))
        ended = await d.performing.perform(task, d.run(task))
        assert ended.state == "done", ended
        assert canvas.text == f"{STORY}\n## Friday, 27 November 2026, 19:00\n\nIt met a crow.\n"
        assert (ended.canvas, ended.output) == (canvas.id, "It met a crow.")
        assert set(asked[0]) == {"add_entry", "read_canvas"}
        again = await d.performing.perform(task, d.run(task))
        assert again == ended and canvas.text.count("It met a crow.") == 1
        await same_as_fresh(d, room)


async def test_a_story_without_a_canvas_gets_one_and_goes_on_in_it(tmp_path: Path) -> None:
    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        if messages[-1].role == "tool":
            return [Say(text="Written.")]
        if "add_entry" in {tool.name for tool in tools}:
            return [Call(name="add_entry", args={"text": f"Part {len(d.model.asked)}."})]
        return [Call(name="open_canvas", args={"kind": "document", "title": "Fox", "text": "# Fox\n\nPart 1.\n"})]

    async with task_desk(tmp_path, tell) as d:
        task = await d.task("Continue the story of the fox.", output=Output(kind="append"))
        for day in range(3):
            ended = await d.performing.perform(task, d.run(task, day))
            assert ended.state == "done", ended
        room = await room_of(d, task.room)
        [row] = room.state.open_canvases()
        text = (await d.workspace.canvas(row.id)).text
        assert text.startswith("# Fox\n\nPart 1.\n") and text.count("## ") == 2
        assert "Saturday, 28 November 2026" in text and "Sunday, 29 November 2026" in text


async def test_suggestions_leave_the_text_as_it_is(tmp_path: Path) -> None:
    edit = calls("edit", {"edits": [{"quote": "a fox", "text": "an old fox"}]})
    async with task_desk(tmp_path, edit) as d:
        room = await d.room()
        canvas = await d.canvas(room, STORY)
        task = await d.task("Proofread it.", room=room, output=Output(kind="suggest", canvas=canvas.id))
        ended = await d.performing.perform(task, d.run(task))
        assert (ended.state, canvas.text, len(room.state.suggestions)) == ("done", STORY, 1)


async def test_a_run_never_writes_over_what_an_earlier_one_wrote(tmp_path: Path) -> None:
    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        if messages[-1].role == "tool":
            return [Say(text="Written.")]
        if len(d.model.asked) == 1:
            return [Call(name="open_canvas", args={"title": "One", "text": "The first poem.\n"})]
        room = next(iter(d.workspace._rooms.values()))
        first = next(iter(room.state.canvases))
        edit = {"canvas": first, "edits": [{"quote": "first", "text": "ruined"}]}
        return [
            Call(name="edit", args=edit),
            Call(name="open_canvas", args={"title": "Two", "text": "The second poem.\n"}),
        ]

    async with task_desk(tmp_path, tell) as d:
        task = await d.task("Write a poem.", output=Output(kind="document"))
        first = await d.performing.perform(task, d.run(task, 0))
        second = await d.performing.perform(task, d.run(task, 1))
        assert (first.state, second.state) == ("done", "done")
        assert first.canvas != second.canvas and first.canvas is not None
        assert (await d.workspace.canvas(first.canvas)).text == "The first poem.\n"


async def test_a_run_knows_the_last_results_and_what_was_said_about_them(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("Day one.", "Day two.", "Shorter then.", "Day three.", "Day four.", "x")) as d:
        task = await d.task("Tell the story of the day.")
        for day in (0, 1):
            await d.performing.perform(task, d.run(task, day))
        room = await room_of(d, task.room)
        await d.say(room, "shorter, and no foxes please")
        for day in (2, 3, 4):
            await d.performing.perform(task, d.run(task, day))
        last = d.prompts()[-1]
        assert "shorter, and no foxes please" in last
        for words in ("Day two.", "Day three.", "Day four."):
            assert words in last
        assert "Day one." not in last and "19:00" in last and "Europe/Berlin" in last


async def test_a_late_run_knows_it_and_says_it(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("The news.")) as d:
        task = await d.task("Tell me something.")
        ended = await d.performing.perform(task, d.run(task, late=timedelta(hours=3)))
        assert ended.reason == "This was due on Friday, 27 November at 19:00; it is 3 hours late"
        assert "3 hours late" in d.prompts()[-1]
        assert ends(await room_of(d, task.room)) == [("done", ended.reason)]
        reminder = await d.task("Call mum", kind="reminder")
        told = await d.performing.perform(reminder, d.run(reminder, late=timedelta(minutes=30)))
        assert told.output.startswith("Reminder: Call mum") and "30 minutes late" in told.output


async def test_a_reminder_needs_no_model(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("x")) as d:
        d.catalogue.gone = True
        task = await d.task("Call mum", kind="reminder")
        run = d.run(task)
        ended = await d.performing.perform(task, run)
        assert (ended.state, ended.output, len(d.model.asked)) == ("done", "Reminder: Call mum", 0)
        assert await d.performing.perform(task, run) == ended
        room = await room_of(d, task.room)
        assert len(room.state.turns) == 1 and not room.state.running()
        await same_as_fresh(d, room)


async def test_a_question_waits_for_its_answer(tmp_path: Path) -> None:
    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        if messages[-1].role == "tool":
            return [Say(text="Written.")]
        if "about Lyon" in messages[-1].text:
            return [Call(name="open_canvas", args={"title": "Lyon", "text": "Sales in Lyon rose.\n"})]
        return [Say(text="Which city shall the report be about?")]

    async with task_desk(tmp_path, tell) as d:
        task = await d.task("Write the report.", output=Output(kind="document"))
        run = d.run(task)
        ended = await d.performing.perform(task, run)
        assert (ended.state, ended.reason) == ("waiting", "Which city shall the report be about?")
        assert (await d.performing.perform(task, run)).state == "waiting"
        room = await room_of(d, task.room)
        assert ends(room) == []
        await d.say(room, "about Lyon")
        done = await d.performing.perform(task, run)
        assert (done.state, done.output) == ("done", "Sales in Lyon rose.")
        assert ends(room) == [("done", "")]


async def test_what_is_missing_is_a_clear_failure(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("Hello.")) as d:
        task = await d.task("Say hello.")
        d.catalogue.gone = True
        lost = await d.performing.perform(task, d.run(task))
        assert lost.state == "failed" and not lost.passing and "Choose another model" in lost.reason
        assert d.model.asked.__len__() == 0
        room = await room_of(d, task.room)
        assert ends(room) == [("failed", lost.reason)]
        d.catalogue.gone = False

        talk = await d.room()
        canvas = await d.canvas(talk, STORY)
        writes = await d.task("Continue.", room=talk, output=Output(kind="append", canvas=canvas.id))
        await d.workspace.do_delete_canvas(ANNA, canvas.id)
        assert "deleted" in (await d.performing.perform(writes, d.run(writes))).reason

        searches = await d.task("Summarise the news.", requires=("search_web",))
        assert "search the web" in (await d.performing.perform(searches, d.run(searches))).reason
        bound = await d.task("Write a poem.", output=Output(kind="document"), tools=("read_canvas",))
        assert "may not use “open_canvas”" in (await d.performing.perform(bound, d.run(bound))).reason
        assert len(d.model.asked) == 0

        shared = await d.workspace.do_create_room(BEN, "Ben's")
        await d.workspace.do_set_role(BEN, shared.id, ANNA, "edit")
        barred = await d.task("Say hello.", room=shared)
        await d.workspace.do_set_role(BEN, shared.id, ANNA, "view")
        assert "may not write" in (await d.performing.perform(barred, d.run(barred))).reason
        assert len(d.model.asked) == 0

        away = await d.task("Say hello.")
        await d.workspace.do_delete_room(ANNA, away.room)
        gone = await d.performing.perform(away, d.run(away))
        assert gone.state == "failed" and "restore it" in gone.reason


async def test_a_run_costs_no_more_than_it_may(tmp_path: Path) -> None:
    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        return [Usage(input_tokens=1_000, output_tokens=100), Call(name="read_canvas", args={"canvas": "canvas_none"})]

    async with task_desk(tmp_path, tell) as d:  # $0.003 each time it is asked
        task = await d.task("Look until you find it.", max_cost_usd=0.008)
        ended = await d.performing.perform(task, d.run(task))
        assert (ended.state, ended.passing, ended.usage["cost_usd"]) == ("failed", False, pytest.approx(0.009))
        assert "It was stopped after $0.0090: a run of this task may cost $0.008." in ended.reason
        assert len(d.model.asked) == 3
        d.catalogue.price = None
        unknown = await d.performing.perform(task, d.run(task, days=1))
        assert unknown.state == "failed" and "take the limit away" in unknown.reason and len(d.model.asked) == 3


async def test_stopping_a_run_ends_its_turn(tmp_path: Path) -> None:
    begun = asyncio.Event()

    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        begun.set()
        return [Say(text="I begin."), Wait(seconds=3600)]

    async with task_desk(tmp_path, tell) as d:
        task = await d.task()
        run = d.run(task)
        performing = asyncio.create_task(d.performing.perform(task, run))
        await begun.wait()
        await d.performing.stop(task, run)
        ended = await performing
        assert (ended.state, ended.reason) == ("failed", "You stopped it.")
        assert not (await room_of(d, task.room)).state.running()


async def test_stopping_a_run_ends_the_turn_that_a_dead_process_left_open(tmp_path: Path) -> None:
    begun = asyncio.Event()

    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        begun.set()
        return [Wait(seconds=3600)]

    async with task_desk(tmp_path, tell) as d:
        task = await d.task()
        run = d.run(task)
        performing = asyncio.create_task(d.performing.perform(task, run))
        await begun.wait()
        performing.cancel(SHUTDOWN)
        await asyncio.wait([performing])
    async with task_desk(tmp_path, tell) as d:
        room = await room_of(d, task.room)
        assert room.state.running()
        await d.performing.stop(task, run)
        for _ in range(2):
            await d.performing.tell(task, run, Ended("failed", "gesso stopped 5 times while it ran"))
        assert [turn.outcome for turn in room.state.turns.values()] == ["stopped"]
        assert ends(room) == [("failed", "gesso stopped 5 times while it ran")]
