"""Real processes that perform tasks and are killed: each has the store, the turns, the inbox and a scripted model.

A child is forked, so that its start costs little; its clock is ahead by an offset that grows with each child, so that
the leases of a dead one are over at once.
"""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from gesso.agent.turns import Turns
from gesso.base.clock import Clock, system_clock
from gesso.canvas.changes import Change
from gesso.canvas.text import Text
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Call, Say, ScriptedModel, Told
from gesso.room.workspace import Workspace
from gesso.schedule.schedule import Once, Timetable
from gesso.store import access, canvases, schema
from gesso.store.database import Database
from gesso.store.events import read_events
from gesso.tasks import queue
from gesso.tasks.audit import audit
from gesso.tasks.engine import Engine
from gesso.tasks.looking import read_from
from gesso.tasks.notify import Inbox
from gesso.tasks.perform import Performing
from gesso.tasks.task import TaskSettings
from gesso.tasks.tasks import Draft, Tasks
from gesso.tools import TOOLS
from tests.tasks.desk import ANNA, OneModel, cut_off, rest_of

STEP = timedelta(seconds=31)  # longer than a lease


TEXT = "# The sun\n\n" + " ".join(f"Day {day}: the sun rose." for day in range(1, 12)) + "\n"


def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
    """A document in many pieces, then a few words, so that there is time to be killed in each."""
    if messages[-1].role != "tool":
        return [Call(name="open_canvas", args={"title": "The sun", "text": TEXT}, every_s=0.005)]
    if cut_off(messages):
        return [rest_of(TEXT, messages, every_s=0.005)]
    return [Say(text="It is written, and it is about the sun.", every_s=0.02)]


def text_of(conn: Connection, canvas: str) -> str:
    """A canvas's words as they are stored."""
    snapshot = canvases.latest_snapshot(conn, canvas)
    text = Text.of(snapshot.text)
    for row in canvases.changes_after(conn, canvas, snapshot.version):
        text = text.apply(Change.from_json(row.change))
    return str(text)


def ahead(offset: timedelta) -> Clock:
    return lambda: system_clock() + offset


async def _perform(address: str, offset: timedelta) -> None:
    queue.MOST_CRASHES = 1_000  # type: ignore[misc]  # here it is the killing that is at fault
    clock = ahead(offset)
    db = await Database.open(address, clock=clock)
    workspace = Workspace(db, clock)
    menu: Any = OneModel(ScriptedModel(tell))
    turns = Turns(workspace, menu, TOOLS, clock)
    notifier = Inbox(clock, lambda: None)
    await turns.resume_all()
    Engine(db, Performing(workspace, turns), notifier, clock, asyncio.Event(), at_once=4).start()
    await asyncio.Event().wait()


def spawn(address: str, offset: timedelta) -> int:
    """Fork a child that performs tasks until it is killed; its id."""
    if child := os.fork():
        return child
    try:
        asyncio.run(_perform(address, offset))
    finally:
        os._exit(1)


def kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


async def _make(address: str, times: Sequence[datetime]) -> None:
    """A task for each of these moments."""
    db = await Database.open(address)
    workspace = Workspace(db)
    await db.write(
        lambda conn: access.insert_user(conn, access.User(ANNA.id, "Anna", "", None, True, False, system_clock()))
    )
    tasks = Tasks(workspace, system_clock, Inbox(system_clock, lambda: None), ["open_canvas", "edit"], asyncio.Event())
    settings = TaskSettings.model_validate({"output": {"kind": "document"}})
    for at in times:
        timetable = Timetable(Once(at.replace(tzinfo=None, microsecond=0)), "UTC")
        await tasks.create(ANNA, Draft("Write about the sun", timetable, settings))
    await workspace.close()
    await db.close()


def survive(address: str, kills: int, seed: int) -> dict[str, Any]:
    """Kill a process so many times at random moments, let a last one finish, and count what is there."""
    rng = random.Random(seed)
    count = kills + 4
    begin = system_clock() + timedelta(minutes=10)
    asyncio.run(_make(address, [begin + STEP * number for number in range(count)]))
    offset = timedelta(minutes=10)
    for _ in range(kills):
        offset += STEP
        child = spawn(address, offset)
        time.sleep(rng.uniform(0.1, 2.5))
        kill(child)
    offset += STEP * (count + 2)
    child = spawn(address, offset)
    give_up = time.monotonic() + 240
    while read_from(address, _going) and time.monotonic() < give_up:
        time.sleep(1)
    kill(child)
    return read_from(address, lambda conn: _counted(conn, system_clock() + offset))


def _going(conn: Connection) -> int:
    due = conn.execute(select(schema.tasks.c.id).where(schema.tasks.c.next_at.is_not(None))).all()
    ended = ("done", "failed", "missed", "skipped", "cancelled", "nothing_new")
    going = conn.execute(select(schema.runs.c.id).where(schema.runs.c.state.not_in(ended))).all()
    return len(due) + len(going)


def _counted(conn: Connection, now: datetime) -> dict[str, Any]:
    """`outputs`, `told`, `notices`: how many runs have how many of them. `whole`: how many of one, with all words."""
    runs = conn.execute(select(schema.runs)).all()
    whole = 0
    outputs: Counter[int] = Counter()
    told: Counter[int] = Counter()
    notices: Counter[int] = Counter()
    for run in runs:
        room = conn.execute(select(schema.tasks.c.room).where(schema.tasks.c.id == run.task)).scalar_one()
        events = read_events(conn, room)
        kinds = Counter(event.body["type"] for event in events)
        opened = [event.body["canvas"] for event in events if event.body["type"] == "canvas_opened"]
        whole += [text_of(conn, canvas).split() for canvas in opened] == [TEXT.split()]
        outputs[kinds["canvas_opened"]] += 1
        told[kinds["run_finished"]] += 1
        found = conn.execute(select(schema.notices.c.count).where(schema.notices.c.run == run.id)).scalars()
        notices[sum(found)] += 1
    checked = audit(conn, now, 30)
    return {
        "tasks": checked.tasks, "runs": len(runs), "states": dict(Counter(run.state for run in runs)),
        "most_attempts": max((run.attempt for run in runs), default=0), "outputs": dict(outputs), "told": dict(told),
        "notices": dict(notices), "whole": whole, "clean": checked.clean, "duplicate_total": checked.duplicate_total,
        "failed": [run.reason for run in runs if run.state == "failed"],
    }  # fmt: skip
