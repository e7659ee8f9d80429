"""Delegated work from its plan to its result: steps, people, crashes, bounds, evidence. No engine: runs by hand."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import time, timedelta
from pathlib import Path

import pytest

from gesso.base.errors import BadInput, Conflicting
from gesso.canvas.plan import marked, parse_plan, reworded
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Call, Say, Told
from gesso.room.cards import Job
from gesso.room.live_canvas import Author
from gesso.room.room import LiveRoom
from gesso.room.state import RoomState
from gesso.schedule.schedule import Calendar, Day, Timetable
from gesso.settings import Search
from gesso.tasks.engine import Engine
from gesso.tasks.jobs import task_of
from gesso.tasks.notify import Inbox
from gesso.tasks.plan import following
from gesso.tasks.task import Ended
from tests.tasks.desk import ANNA, BERLIN, START, TaskDesk, says, task_desk

PAGES = {
    "pumps.md": "# Heat pumps today\n\nA heat pump moves heat from outside into a house. Heat pumps sold 3.1 million "
    "units in 2024. Heat pumps need electricity.\n",
    "prices.md": "# What heat pumps cost\n\nHeat pumps cost between 9,000 and 18,000 euros to install. Prices of heat "
    "pumps fell by 4 percent in 2024.\n",
}


def folder(path: Path) -> Search:
    (path / "sources").mkdir()
    for name, text in PAGES.items():
        (path / "sources" / name).write_text(text)
    return Search(feeds=())


async def work(desk: TaskDesk, room: LiveRoom, job: Job) -> Ended:
    """Perform the job's newest run, as the engine would."""
    task = await desk.tasks.task(ANNA.id, task_of(job.id))
    run = (await desk.tasks.runs(ANNA.id, task.id, None, 1))[0]
    return await desk.performing.perform(task, run)


async def planned(desk: TaskDesk, room: LiveRoom, *steps: str) -> Job:
    return await desk.jobs.delegate(ANNA, room.id, "A short overview", steps=steps, title="The overview")


async def text_of(desk: TaskDesk, canvas: str | None) -> str:
    assert canvas is not None
    return (await desk.workspace.canvas(canvas)).text


async def retype(desk: TaskDesk, room: LiveRoom, job: Job, text: str) -> None:
    canvas = await desk.workspace.canvas(job.planned.canvas)
    await desk.workspace.do_write_text(room, canvas, Author(ANNA.id, "person"), text)


async def test_each_step_is_a_turn_and_its_box_is_ticked(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("The first thing.", "The second thing.")) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Think of one thing", "Think of another thing")
        assert job.state == "planned"
        assert "- [ ] Think of one thing" in await text_of(desk, job.planned.canvas)
        await desk.jobs.start(ANNA, room.id, job.id)
        ended = await work(desk, room, job)
        assert (ended.state, job.state) == ("done", "done")
        assert [step.mark for step in parse_plan(await text_of(desk, job.planned.canvas)).steps] == ["x", "x"]
        assert [each.summary for each in job.ended] == ["The first thing.", "The second thing."]
        result = await text_of(desk, job.result)
        assert "The first thing." in result
        assert "## How this was made" in result
        assert "## Not checked" in result
        assert "step 2 of 2" in desk.prompts()[-1]
        assert "The first thing." in desk.prompts()[-1]  # what came before is told
        assert RoomState.of(room.id, await room.events()) == room.state


async def test_nothing_starts_before_it_is_started_and_only_its_owner_starts_it(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("Done it.")) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Think of one thing")
        assert await desk.tasks.of(ANNA.id) == []
        with pytest.raises(Conflicting):
            await desk.jobs.pause(ANNA, room.id, job.id)
        await retype(desk, room, job, "# Plan: nothing\n")
        with pytest.raises(BadInput, match="no steps"):
            await desk.jobs.start(ANNA, room.id, job.id)


async def test_a_plan_edited_while_it_goes_on_is_the_plan(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("One.", "Two.")) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Think of one thing", "Wait for your approval", "Think of the old thing")
        await desk.jobs.start(ANNA, room.id, job.id)
        ended = await work(desk, room, job)
        assert ended.state == "waiting"
        assert job.state == "waiting"
        assert job.moved.question.startswith("Your approval? Approve it")
        text = await text_of(desk, job.planned.canvas)
        last = parse_plan(text).steps[-1]
        await retype(desk, room, job, reworded(text, last.key, "Think of the new thing"))
        await desk.jobs.act(ANNA, room.id, job.id, parse_plan(text).steps[1].key, "done")
        assert (await work(desk, room, job)).state == "done"
        assert [each.text for each in job.ended] == [
            "Think of one thing", "Wait for your approval", "Think of the new thing",
        ]  # fmt: skip


async def test_a_message_joins_before_the_next_step(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("One.", "Two.", "Three.")) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Think of one thing", "Think of two things", "Think of three things")
        await desk.jobs.start(ANNA, room.id, job.id)
        await desk.jobs.join(ANNA, room, job, "skip step 2")
        await desk.jobs.join(ANNA, room, job, "Write it for children.")
        await work(desk, room, job)
        marks = [step.mark for step in parse_plan(await text_of(desk, job.planned.canvas)).steps]
        assert marks == ["x", "-", "x"]
        assert "The person said while it went on: Write it for children." in desk.prompts()[0]
        assert job.waiting == []
        assert RoomState.of(room.id, await room.events()) == room.state


async def test_a_question_of_a_step_waits_for_its_answer(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("Which of the two do you mean?", "The red one it is.")) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Think of one thing")
        await desk.jobs.start(ANNA, room.id, job.id)
        ended = await work(desk, room, job)
        assert (ended.state, ended.reason) == ("waiting", "Which of the two do you mean?")
        assert (await work(desk, room, job)).state == "waiting"  # woken for nothing
        await desk.jobs.join(ANNA, room, job, "The red one")
        assert (await work(desk, room, job)).state == "done"
        assert "The person said while it went on: The red one" in desk.prompts()[-1]


async def test_a_step_that_is_a_persons_waits_until_it_is_ticked(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("One.")) as desk:
        room = await desk.room()
        job = await planned(desk, room, "@me Call the bank", "Think of one thing")
        await desk.jobs.start(ANNA, room.id, job.id)
        assert "is yours: Call the bank" in (await work(desk, room, job)).reason
        text = await text_of(desk, job.planned.canvas)
        await retype(desk, room, job, marked(text, parse_plan(text).steps[0].key, "x"))
        await desk.jobs.start(ANNA, room.id, job.id)
        assert (await work(desk, room, job)).state == "done"
        assert "a person did it, and gesso did not look" in await text_of(desk, job.result)


async def test_a_failed_step_is_told_tried_again_or_left_out(tmp_path: Path) -> None:
    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        return [Say(text="I searched the web and found it.")]  # it did not

    async with task_desk(tmp_path, tell, search=folder(tmp_path)) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Search for heat pumps", "Think of one thing")
        await desk.jobs.start(ANNA, room.id, job.id)
        ended = await work(desk, room, job)
        assert ended.state == "waiting"
        assert "Step 1 could not be done" in ended.reason
        assert job.ended[-1].outcome == "failed"
        await desk.jobs.act(ANNA, room.id, job.id, job.ended[-1].step, "skip")
        assert (await work(desk, room, job)).state == "done"
        assert "it was left out" in await text_of(desk, job.result)


async def test_pause_stop_and_going_on(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("One.", "Two.")) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Think of one thing", "Think of two things")
        await desk.jobs.start(ANNA, room.id, job.id)
        await desk.jobs.pause(ANNA, room.id, job.id)
        assert (await work(desk, room, job)).reason == "You paused it."
        assert job.ended == []
        await desk.jobs.start(ANNA, room.id, job.id)
        await desk.jobs.stop(ANNA, room.id, job.id)
        assert (await work(desk, room, job)).state == "failed"
        await desk.jobs.start(ANNA, room.id, job.id)
        assert (await work(desk, room, job)).state == "done"


async def test_budget_and_deadline_are_kept_until_a_person_lets_it_go_on(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("One.", "Two.")) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Think of one thing", "Think of two things")
        text = await text_of(desk, job.planned.canvas)
        await retype(desk, room, job, text.replace("Budget: 60 minutes", "Budget: $0.00\nDeadline: today at 11:30"))
        await desk.jobs.start(ANNA, room.id, job.id)
        assert (await work(desk, room, job)).reason.startswith("The budget of $0.00 is used up; 2 steps are left.")
        await retype(desk, room, job, text.replace("Budget: 60 minutes", "Deadline: today at 11:30"))
        desk.clock.now += timedelta(hours=4)  # it was planned at 10:00 in Berlin
        assert (await work(desk, room, job)).reason.startswith(
            "The budget of time is over, the deadline was today at 11:30"
        )
        await desk.jobs.start(ANNA, room.id, job.id)
        assert (await work(desk, room, job)).state == "done"


async def test_one_step_is_done_again_alone_and_a_fork_goes_another_way(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("One.", "Two.", "Two again.", "Two in the fork.")) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Think of one thing", "Think of two things")
        await desk.jobs.start(ANNA, room.id, job.id)
        await work(desk, room, job)
        second = parse_plan(await text_of(desk, job.planned.canvas)).steps[1].key
        await desk.jobs.act(ANNA, room.id, job.id, second, "again")
        assert (await work(desk, room, job)).state == "done"
        assert [each.summary for each in job.ended] == ["One.", "Two.", "Two again."]
        fork = await desk.jobs.fork(ANNA, room.id, job.id, second)
        assert [step.mark for step in parse_plan(await text_of(desk, fork.planned.canvas)).steps] == ["x", " "]
        await desk.jobs.start(ANNA, room.id, fork.id)
        assert (await work(desk, room, fork)).state == "done"
        assert "One." in desk.prompts()[-1]  # what came before the fork is known to it
        assert "| Two in the fork" in await text_of(desk, fork.result)
        assert "| One" in await text_of(desk, fork.result)


async def test_research_by_the_built_in_path_ends_with_evidence(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("never asked"), guided=True, search=folder(tmp_path)) as desk:
        room = await desk.room()
        turn = await desk.say(room, "Write me a market overview of heat pumps with sources, take your time")
        assert "planned “An overview of heat pumps” in 7 steps" in turn.text
        job = next(iter(room.state.jobs.values()))
        assert job.planned.asked == ("Which region? Taken: all of them, as pages tell.",)
        await desk.jobs.start(ANNA, room.id, job.id)
        ended = await work(desk, room, job)
        assert ended.state == "done", ended.reason
        result = await text_of(desk, job.result)
        assert "> Heat pumps cost between 9,000 and 18,000 euros to install. [" in result
        assert "quotations stand word for word in the page they cite" in result
        assert "**not found**" not in result
        assert "nothing was found" in result  # no page tells of makers, and it says so
        assert not desk.model.asked


async def test_a_planted_false_quotation_is_found_out(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("never asked"), guided=True, search=folder(tmp_path)) as desk:
        room = await desk.room()
        job = await desk.jobs.delegate(
            ANNA, room.id, "overview of heat pumps with sources",
            steps=["Search for heat pumps", "Put together what was found", "Wait for my approval",
                   "Check every quotation"],
        )  # fmt: skip
        await desk.jobs.start(ANNA, room.id, job.id)
        await work(desk, room, job)
        result = await desk.workspace.canvas(room.state.jobs[job.id].result or next(
            row.id for row in room.state.open_canvases() if row.id != job.planned.canvas
        ))  # fmt: skip
        forged = result.text.replace("3.1 million", "3.7 million")
        assert forged != result.text
        await desk.workspace.do_write_text(room, result, Author(ANNA.id, "person"), forged)
        await desk.jobs.act(ANNA, room.id, job.id, job.moved.step or "", "done")
        await work(desk, room, job)
        assert job.ended[-1].lacks[0].startswith("not in the page it cites: “Heat pumps sold 3.7 million")
        assert "**not found**" in result.text


async def test_a_planted_false_page_is_found_out(tmp_path: Path) -> None:
    search = folder(tmp_path)
    (tmp_path / "sources" / "blog.md").write_text(
        "# Blog\n\nHeat pumps cost between 9,000 and 81,000 euros to install."
    )
    async with task_desk(tmp_path, says("never asked"), guided=True, search=search) as desk:
        room = await desk.room()
        steps = ["Search for heat pumps", "Put together what was found", "Check every quotation"]
        job = await desk.jobs.delegate(ANNA, room.id, "overview of heat pumps with sources", steps=steps)
        await desk.jobs.start(ANNA, room.id, job.id)
        assert (await work(desk, room, job)).state == "done"
        assert "1 contradicted by another page" in job.ended[-1].summary, job.ended[-1].lacks
        result = await text_of(desk, job.result)
        disagreeing = result.split("### Where the pages disagree")[1].split("##")[0]
        assert "18,000 euros" in disagreeing and "81,000 euros" in disagreeing and disagreeing.count("\n- ") == 1


async def test_a_missing_subject_is_asked_for_once_and_its_answer_is_planned(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("never asked"), guided=True, search=folder(tmp_path)) as desk:
        room = await desk.room()
        turn = await desk.say(room, "Write me a market overview, take your time")
        assert turn.text.startswith("What should it be about?")
        assert room.state.jobs == {}
        await desk.say(room, "of heat pumps in Europe, start right away")
        job = next(iter(room.state.jobs.values()))
        assert job.planned.title == "An overview of heat pumps in Europe"
        assert job.state == "queued"


async def test_a_finished_plan_is_done_again_at_times_that_are_said(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("Looked."), guided=True, search=folder(tmp_path)) as desk:
        room = await desk.room()
        job = await desk.jobs.delegate(
            ANNA, room.id, "The release check", steps=["Search for heat pumps"], title="The release check", start=True
        )
        assert (await work(desk, room, job)).state == "done"
        await desk.say(room, "Every Monday at 9 am do the release check again")
        (task,) = [each for each in await desk.tasks.of(ANNA.id) if each.timetable is not None]
        assert (task.settings.kind, task.settings.plan, task.room) == ("plan", job.id, room.id)
        assert task.title == "The release check"
        await desk.say(room, "Every Tuesday at 9 am say hello again to the birds")
        assert [each.settings.kind for each in await desk.tasks.of(ANNA.id)].count("plan") == 2  # it, and the first run


async def test_a_finished_plan_is_found_again_for_a_like_ask(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("never asked"), guided=True, search=folder(tmp_path)) as desk:
        room = await desk.room()
        job = await desk.jobs.delegate(
            ANNA, room.id, "market overview of heat pumps with sources",
            steps=["Search for heat pumps", "Search for heat pumps prices", "Put together what was found"],
        )  # fmt: skip
        await desk.jobs.start(ANNA, room.id, job.id)
        await work(desk, room, job)
        other = await desk.room()
        await desk.say(other, "Make me a market overview of solar roofs with sources as last time")
        made = next(iter(other.state.jobs.values()))
        steps = [step.text for step in parse_plan(await text_of(desk, made.planned.canvas)).steps]
        assert steps == ["Search for solar roofs", "Search for solar roofs prices", "Put together what was found"]


async def test_what_the_built_in_model_cannot_do_is_said_and_left_to_the_person(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("never asked"), guided=True, search=folder(tmp_path)) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Negotiate with the supplier")
        await desk.jobs.start(ANNA, room.id, job.id)
        ended = await work(desk, room, job)
        assert ended.state == "waiting"
        assert "the built-in model does not know how to do this" in ended.reason


async def test_a_model_plans_with_steps_of_its_own(tmp_path: Path) -> None:
    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        if messages[-1].role == "tool":
            return [Say(text="The plan is there.")]
        return [Call(name="delegate", args={"title": "Tea", "steps": ["Think about tea", "@me Taste it"],
                                            "taken": ["Which tea? Taken: green."]})]  # fmt: skip

    async with task_desk(tmp_path, tell) as desk:
        room = await desk.room()
        await desk.say(room, "Find out how to sell tea; make a plan first")
        job = next(iter(room.state.jobs.values()))
        assert job.planned.asked == ("Which tea? Taken: green.",)
        assert [step.who for step in parse_plan(await text_of(desk, job.planned.canvas)).steps] == ["agent", "person"]
        assert job.state == "planned"


async def test_a_procedure_is_worked_through_anew_at_each_of_its_times(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("The first thing.", "The second thing.", "Another thing.")) as desk:
        room = await desk.room()
        job = await planned(desk, room, "Think of one thing", "Think of another thing")
        plan = await text_of(desk, job.planned.canvas)
        await retype(desk, room, job, f"{plan}\nDeadline: {START:%Y-%m-%d} 23:00\n")
        await desk.jobs.start(ANNA, room.id, job.id)
        assert (await work(desk, room, job)).state == "done"

        mondays = Timetable(Calendar(START.date(), "weekly", (time(9),), days=(Day(0),)), BERLIN)
        task = await desk.jobs.schedule(ANNA, room.id, job.id, mondays)
        engine = Engine(desk.db, desk.performing, Inbox(desk.clock, lambda: None), desk.clock, asyncio.Event())
        for each in following(task, desk.clock(), 2):
            assert (each.local.weekday(), each.local.hour) == (0, 9)
            desk.clock.now = each.utc
            await engine.tick()
            await engine.settle()
            await engine.tick()
            await engine.settle()
        runs = await desk.tasks.runs(ANNA.id, task.id, None, 9)
        assert [(run.state, run.reason) for run in runs] == [("done", runs[0].reason), ("done", runs[1].reason)]
        copies = [each for each in room.state.jobs.values() if each.planned.parent == job.id]
        assert len({each.planned.canvas for each in copies} | {job.planned.canvas}) == 3
        assert len({each.result for each in copies} - {None}) == 2
        for copy in copies:  # a date that was meant for the first time is none of the next ones
            assert copy.state == "done" and [each.outcome for each in copy.ended] == ["done", "done"]
            assert "Deadline" not in await text_of(desk, copy.planned.canvas)
        await engine.tick()
        assert len(await desk.tasks.runs(ANNA.id, task.id, None, 9)) == 2
        await engine.close()
