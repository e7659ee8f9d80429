"""A run cut off after each event of its log in turn: gone on with, it has made one message, one result and one end."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from gesso.agent.turn import SHUTDOWN
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Call, Say, Think, Told
from gesso.room.room import LiveRoom
from gesso.tasks.task import Output, Run, Task
from tests.tasks.desk import TaskDesk, Teller, ends, task_desk

STORY = "# The fox\n\nOnce there was a fox.\n"
ENTRY = Call(name="add_entry", args={"text": "It met a crow. 🦊"}, piece=9)
POEM = Call(name="open_canvas", args={"kind": "document", "title": "Sea", "text": "Grey waves roll in.\n"}, piece=9)


def writes(call: Call) -> Teller:
    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        if any(message.role == "tool" and "Continue it" in message.text for message in messages):
            last = messages[-1]
            if last.role == "tool" and last.call_name == "edit":
                return [Say(text="The rest is there.")]
            return [Call(name="edit", args={"edits": [{"block": 1, "op": "insert_after", "text": "And out."}]})]
        if messages[-1].role == "tool":
            return [Say(text="It is written.")]
        return [Think(text="Well then."), call]

    return tell


async def cut_after(d: TaskDesk, room: LiveRoom, task: Task, run: Run, count: int) -> bool:
    """Perform until so many events of the run are stored, then stop as a server stops; whether it was cut off."""
    listener = room.hub.subscribe()
    performing = asyncio.create_task(d.performing.perform(task, run))
    seen = 0
    while seen < count and not performing.done():
        following = asyncio.create_task(anext(aiter(listener)))
        await asyncio.wait([following, performing], return_when=asyncio.FIRST_COMPLETED)
        if not following.done():
            following.cancel()
            break
        seen += 1
    listener.close()
    cut = not performing.done()
    performing.cancel(SHUTDOWN)
    await asyncio.wait([performing])
    return cut


@pytest.mark.parametrize("kind", ["append", "document"])
async def test_every_point_of_a_run(tmp_path: Path, kind: str) -> None:
    for count in range(1, 40):
        folder = tmp_path / str(count)
        folder.mkdir()
        teller = writes(ENTRY if kind == "append" else POEM)
        async with task_desk(folder, teller) as d:
            room = await d.room()
            canvas = await d.canvas(room, STORY)
            output = Output(kind="append", canvas=canvas.id) if kind == "append" else Output(kind="document")
            task = await d.task("Go on.", room=room, output=output)
            run = d.run(task)
            cut = await cut_after(d, room, task, run, count)
        async with task_desk(folder, teller) as d:
            d.clock.now = run.scheduled
            ended = await d.performing.perform(task, run)
            room = await d.workspace.room(room.id)
            assert ended.state == "done", (count, ended)
            assert len([m for m in room.state.messages.values() if m.run]) == 1, count
            assert (len(room.state.turns), ends(room)) == (1, [("done", "")]), count
            text = (await d.workspace.canvas(canvas.id)).text
            if kind == "append":
                assert text.startswith(STORY) and text.count("It met a crow.") == text.count("## ") == 1, (count, text)
            else:
                assert text == STORY and len(room.state.open_canvases()) == 2, count
        if not cut:
            break
    assert count > 5 and not cut, "all points were passed, to the end"
