"""A task from the API to the inbox: planned and claimed by the engine, performed in its room, told to its owner."""

from datetime import timedelta
from pathlib import Path

from gesso.model.scripted import Rule, Say
from gesso.store import runs
from tests.server.conftest import House, open_house

ONCE = {"schedule": {"type": "once", "at": "2026-01-01T09:00:00"}, "zone": "UTC"}


async def due(house: House) -> None:
    """It is a minute past nine, and what is due is done."""
    house.clock.now = house.clock.now.replace(hour=9, minute=1)
    await house.parts.engine.tick()
    await house.parts.engine.settle()


async def test_a_reminder_is_said_in_its_room_and_in_the_inbox(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        owner = await house.owner()
        task = await owner.ok(
            "POST", "/api/tasks", {"instruction": "Call Ann", "timetable": ONCE, "settings": {"kind": "reminder"}}
        )
        await due(house)
        run = (await owner.ok("GET", f"/api/tasks/{task['id']}"))["last_run"]
        assert (run["state"], run["late_s"], run["id"]) == ("done", 60, f"{task['id']}:1:2026-01-01T09:00:00Z")
        assert "Call Ann" in run["output"]
        inbox = await owner.ok("GET", "/api/inbox")
        assert [(one["run"], one["title"]) for one in inbox["notices"]] == [(run["id"], "Call Ann")]
        await house.parts.engine.tick()  # nothing is due twice
        assert len((await owner.ok("GET", f"/api/tasks/{task['id']}/runs"))["runs"]) == 1


async def test_a_task_asks_the_model_and_what_it_said_is_its_output(tmp_path: Path) -> None:
    rules = (Rule(user="", steps=(Say(text="The sun rose again, and it was warm."),)),)
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        task = await owner.ok("POST", "/api/tasks", {"instruction": "Say how the sun is", "timetable": ONCE})
        await due(house)
        run = (await owner.ok("GET", f"/api/tasks/{task['id']}"))["last_run"]
        assert (run["state"], run["output"]) == ("done", "The sun rose again, and it was warm.")
        assert run["turn"] and run["room"] == task["room"]
        lines = (await owner.ok("GET", f"/api/tasks/{task['id']}/doctor"))["lines"]
        assert {"model", "switched on"} <= {line["what"] for line in lines}


async def test_a_message_in_its_room_lets_a_waiting_run_go_on(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        owner = await house.owner()
        task = await owner.ok("POST", "/api/tasks", {"instruction": "Order the flowers", "timetable": ONCE})
        await due(house)
        run = (await owner.ok("GET", f"/api/tasks/{task['id']}"))["last_run"]
        changed = {"state": "waiting", "lease_until": house.clock() + timedelta(days=7), "ended_at": None}
        await house.db.write(lambda conn: runs.change_run(conn, run["id"], changed))
        await owner.ok("POST", f"/api/rooms/{task['room']}/messages", {"text": "The red ones", "wait_s": 20})
        assert (await owner.ok("GET", f"/api/tasks/{task['id']}"))["last_run"]["state"] == "queued"
