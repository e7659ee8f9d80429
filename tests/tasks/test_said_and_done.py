"""From a sentence in a conversation, over the engine, to the canvas, the conversation and the inbox."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from gesso.model.scripted import Call, Rule, Say
from tests.server.conftest import Client, House, open_house

OPEN = Call(name="open_canvas", args={"kind": "document", "title": "Sea", "text": "Grey waves roll in.\n"})
RULES = (
    Rule(tool="create_task", steps=(Say(text="I will."),)),
    Rule(tool=".*", steps=(Say(text="It is in the canvas."),)),
    Rule(user="every day at 9", steps=(Call(name="create_task", args={"when": ["every day at 9 am"]}),)),
    Rule(user="Write a poem", offered=("open_canvas",), steps=(OPEN,)),
    Rule(user="", steps=(Say(text="Hello."),)),
)


async def say(client: Client, room: str, text: str) -> Any:
    body = {"text": text, "zone": "Europe/Berlin", "wait_s": 20}
    return await client.ok("POST", f"/api/rooms/{room}/messages", body)


async def told(house: House, room: str) -> list[tuple[str, str, str | None]]:
    live = await house.parts.workspace.room(room)
    return [(card.title, run.state, run.canvas) for card in live.state.tasks.values() for run in card.runs]


async def test_a_poem_every_day(tmp_path: Path) -> None:
    async with open_house(tmp_path, rules=RULES) as house:
        owner = await house.owner()
        room = (await owner.ok("POST", "/api/rooms", {"title": "Talk"}))["id"]
        await say(owner, room, "every day at 9 am write a poem about the sea, please")
        [task] = (await owner.ok("GET", "/api/tasks"))["tasks"]
        assert (task["instruction"], task["sentence"]) == ("Write a poem about the sea", "every day at 09:00")
        assert (task["zone"], task["settings"]["output"]["kind"]) == ("Europe/Berlin", "document")

        house.clock.now = (house.clock.now + timedelta(days=1)).replace(hour=8, minute=0, second=30)
        await house.parts.engine.tick()
        await house.parts.engine.settle()
        [run] = (await owner.ok("GET", f"/api/tasks/{task['id']}/runs"))["runs"][:1]
        assert (run["state"], run["output"], run["room"]) == ("done", "Grey waves roll in.", task["room"]), run
        assert all(check["ok"] and check["why"] for check in run["checks"])
        assert await told(house, room) == [("Write a poem about the sea", "done", run["canvas"])]
        text = (await owner.ok("GET", f"/api/canvases/{run['canvas']}"))["text"]
        assert text == "Grey waves roll in.\n"
        notices = (await owner.ok("GET", "/api/inbox"))["notices"]
        assert [(notice["run"], notice["canvas"]) for notice in notices] == [(run["id"], run["canvas"])]


async def test_moving_takes_along_the_tasks_that_follow(tmp_path: Path) -> None:
    async with open_house(tmp_path, rules=RULES) as house:
        owner = await house.owner()
        schedule = {"type": "calendar", "start": "2026-01-01", "freq": "daily", "times": ["19:00:00"]}
        for follows in (True, False):
            timetable = {"schedule": schedule, "zone": "Europe/Berlin", "follows": follows}
            await owner.ok("POST", "/api/tasks", {"instruction": f"Follows: {follows}", "timetable": timetable})
        room = (await owner.ok("POST", "/api/rooms", {"title": "Talk"}))["id"]
        await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "hello", "zone": "Asia/Tokyo", "wait_s": 20})
        zones = {task["instruction"]: task["zone"] for task in (await owner.ok("GET", "/api/tasks"))["tasks"]}
        assert zones == {"Follows: True": "Asia/Tokyo", "Follows: False": "Europe/Berlin"}
        body = {
            "text": "hello",
            "zone": "Mars/Olympus",
            "wait_s": 20,
        }  # none we know; the message is taken
        await owner.ok("POST", f"/api/rooms/{room}/messages", body)
