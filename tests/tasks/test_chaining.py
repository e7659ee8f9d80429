"""“When the news is done, write a poem about it”: tasks that come after tasks, said in a conversation."""

from pathlib import Path

import pytest

from gesso.agent.chaining import Chained, chained
from gesso.schedule.policy import run_id
from gesso.tasks.task import Run
from tests.tasks.desk import ANNA, START, says, task_desk
from tests.tasks.test_chat import cards, tasks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("When the news is done, write a poem about it", Chained("Write a poem about it", "the news")),
        ("please, once it's done send me a summary.", Chained("Send me a summary", "")),
        ("As soon as that is finished, then translate it", Chained("Translate it", "")),
        ("write a poem about it whenever the news task has run", Chained("Write a poem about it", "the news task")),
        ("tell me when the report is ready", Chained("", "the report")),
        ("Sobald die Nachrichten fertig sind, schreib ein Gedicht", Chained("Schreib ein Gedicht", "die Nachrichten")),
        (
            "every day at 7 am tell me the news, and when that is done write a poem about it",
            Chained("Write a poem about it", "", "every day at 7 am tell me the news"),
        ),
        ("when the news is done, remind me at 9 to read it", None),  # it has a time of its own
        ("every day at 7 am tell me the news", None),
        ("when I am done with work I like to read", None),
        ("what is done when the news is on?", None),
    ],
)
def test_what_is_chained(text: str, expected: Chained | None) -> None:
    assert chained(text, START) == expected


async def test_said_in_a_conversation(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("Waves rise.", "Grey they rise."), guided=True) as d:
        room = await d.room()
        await d.say(room, "every day at 7 pm tell me a joke about the sea")
        turn = await d.say(room, "when that is done, tell me a joke about ships")
        first, second = await tasks(d)
        assert (second.settings.after, second.timetable, second.instruction) == (
            first.id, None, "Tell me a joke about ships",
        )  # fmt: skip
        assert cards(room)[1].sentence == "after “Tell me a joke about the sea”"
        assert "after “Tell me a joke about the sea”" in turn.text and not d.model.asked
        await d.performing.perform(first, d.run(first))
        at = START.replace(hour=19)
        run = Run(run_id(second.id, 1, at), second.id, 1, at, "", f"after {first.id}")
        assert (await d.performing.perform(second, run)).state == "done"


async def test_by_its_name_or_in_one_message_or_asked_about(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("Well."), guided=True) as d:
        room = await d.room()
        await d.say(room, "every day at 7 pm tell me a joke, and when it is done tell me another one")
        joke, another = await tasks(d)
        assert (another.settings.after, another.instruction) == (joke.id, "Tell me another one")
        await d.say(room, "every day at 8 pm tell me a riddle about owls")
        await d.say(room, "hello there")
        await d.say(room, "tell me when the riddle is done")
        told = (await tasks(d))[-1]
        assert (told.settings.kind, told.instruction) == ("reminder", "“Tell me a riddle about owls” is done")
        await d.say(room, "every day at 9 pm tell me a riddle about cats")
        asked = await d.say(room, "when the riddle task is done, tell me the answer")
        assert "Which task do you mean" in asked.text
        await d.say(room, "the one about cats")
        last = (await tasks(d))[-1]
        cats = next(task for task in await tasks(d) if "cats" in task.title)
        assert (last.settings.after, last.instruction) == (cats.id, "Tell me the answer")


async def test_words_about_no_task_make_none(tmp_path: Path) -> None:
    async with task_desk(tmp_path, says("Well."), guided=True) as d:
        room = await d.room()
        await d.say(room, "when the cake is done, tell me a joke about it")
        await d.say(room, "once it is finished, write a list of guests")
        assert not await d.tasks.of(ANNA.id)
