"""A delegated job of many steps in real processes that are killed: each step writes one entry into the result."""

import asyncio
import os
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from gesso.agent.turns import Turns
from gesso.base.clock import system_clock
from gesso.canvas.plan import parse_plan
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Call, Say, ScriptedModel, Told
from gesso.room.state import RoomState
from gesso.room.wire import Event
from gesso.room.workspace import Workspace
from gesso.store import access, schema
from gesso.store.database import Database
from gesso.store.events import read_events
from gesso.tasks.engine import Engine
from gesso.tasks.jobs import Jobs, canvas_of
from gesso.tasks.looking import read_from
from gesso.tasks.notify import Inbox
from gesso.tasks.perform import Performing
from gesso.tasks.tasks import Tasks
from gesso.tools import TOOLS
from tests.tasks.desk import ANNA, OneModel
from tests.tasks.killing import STEP, ahead, kill, text_of


def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
    """One entry for the day that the step names, in pieces, then a few words: time to be killed in each."""
    asked = next(message.text for message in reversed(messages) if message.role == "user")
    day = re.findall(r"Write about day (\d+)", asked)[-1]
    if messages[-1].role == "tool":
        return [Say(text=f"Day {day} is written.", every_s=0.01)]
    return [Call(name="add_entry", args={"text": f"On day {day} the sun rose."}, piece=8, every_s=0.01)]


async def _no_lack() -> str:
    return ""


def _desk(db: Database, workspace: Workspace, offset: timedelta) -> tuple[Turns, Tasks, Jobs]:
    clock = ahead(offset)
    menu: Any = OneModel(ScriptedModel(tell))
    turns = Turns(workspace, menu, TOOLS, clock)
    tasks = Tasks(workspace, clock, Inbox(clock, lambda: None), ["add_entry", "read_canvas"], asyncio.Event())
    return turns, tasks, Jobs(workspace, tasks, turns, _no_lack)


async def _begin(address: str, steps: int) -> tuple[str, str]:
    """Plan and start it; its room and id."""
    db = await Database.open(address)
    workspace = Workspace(db)
    await db.write(
        lambda conn: access.insert_user(conn, access.User(ANNA.id, "Anna", "", None, True, False, system_clock()))
    )
    turns, _, jobs = _desk(db, workspace, timedelta(0))
    room = await workspace.do_create_room(ANNA, "Days")
    plan = [f"Write about day {day}" for day in range(1, steps + 1)]
    job = await jobs.delegate(ANNA, room.id, "All the days", steps=plan, title="The days", start=True)
    await turns.close()
    await workspace.close()
    await db.close()
    return room.id, job.id


async def _perform(address: str, offset: timedelta) -> None:
    db = await Database.open(address, clock=ahead(offset))
    workspace = Workspace(db, ahead(offset))
    turns, _, _ = _desk(db, workspace, offset)
    await turns.resume_all()
    notifier = Inbox(ahead(offset), lambda: None)
    Engine(db, Performing(workspace, turns), notifier, ahead(offset), asyncio.Event()).start()
    await asyncio.Event().wait()


def _spawn(address: str, offset: timedelta) -> int:
    if child := os.fork():
        return child
    try:
        asyncio.run(_perform(address, offset))
    finally:
        os._exit(1)


def survive(address: str, steps: int, kills: int, seed: int) -> dict[str, Any]:
    """Kill the process so many times while it works, let a last one finish, and count what is there."""
    rng = random.Random(seed)
    room, job = asyncio.run(_begin(address, steps))
    offset = STEP
    at_kill = []
    for number in range(kills):
        child = _spawn(address, offset)
        wanted = (number + 1) * steps // (kills + 1)  # killed all along the plan, each time in the middle of something
        give_up = time.monotonic() + 60
        while _ended(address, room) < wanted and time.monotonic() < give_up:
            time.sleep(0.02)
        time.sleep(rng.uniform(0.0, 0.15))
        kill(child)
        at_kill.append(_ended(address, room))
        offset += STEP
    child = _spawn(address, offset)
    give_up = time.monotonic() + 120
    while _state(address, room, job).jobs[job].state != "done" and time.monotonic() < give_up:
        time.sleep(0.1)
    kill(child)
    return _counted(address, room, job, at_kill)


def _state(address: str, room: str, job: str) -> RoomState:
    rows = read_from(address, lambda conn: read_events(conn, room))
    return RoomState.of(room, [Event.model_validate({"room": room, **vars(row)}) for row in rows])


def _ended(address: str, room: str) -> int:
    rows = read_from(address, lambda conn: read_events(conn, room))
    return sum(row.body["type"] == "step_ended" for row in rows)


def _counted(address: str, room: str, job: str, at_kill: list[int]) -> dict[str, Any]:
    state = _state(address, room, job)
    found = state.jobs[job]

    def read(conn: Connection) -> tuple[str, str, int]:
        runs = conn.execute(select(schema.runs)).all()
        result = text_of(conn, canvas_of(job, "result"))
        return text_of(conn, found.planned.canvas), result, max(run.crashes for run in runs)

    plan, result, crashes = read_from(address, read)
    days = Counter(re.findall(r"^On day (\d+) the sun rose\.$", result, re.MULTILINE))
    return {
        "state": found.state, "at_kill": at_kill, "crashes": crashes,
        "ends": dict(Counter(Counter(ended.step for ended in found.ended).values())),
        "outcomes": dict(Counter(ended.outcome for ended in found.ended)),
        "turns": sum(turn.run is not None for turn in state.turns.values()),
        "entries": dict(Counter(days.values())),
        "in_order": [int(day) for day in re.findall(r"On day (\d+)", result)][: len(days)] == sorted(map(int, days)),
        "ticked": sum(step.mark == "x" for step in parse_plan(plan).steps),
        "picked_up": sum(step.picked_up for step in found.steps.values()),
    }  # fmt: skip
