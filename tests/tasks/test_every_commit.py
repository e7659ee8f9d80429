"""A run whose process dies after each of its commits in turn, and again while it is gone on with: one row, one
document with every word of it, one end told in the room, one notice, one delivery.

Dying is exact here: what was committed is there, and nothing that comes after is; or the last of it is stored late,
when the next process has begun, as a server does for a client that was killed. `test_kill.py` does the same to real
processes at random moments, `test_cut_off.py` to a server that stops in an orderly way.
"""

import asyncio
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import Connection, select

from gesso.agent import turn
from gesso.agent.turns import Turns
from gesso.base.clock import FakeClock
from gesso.model.messages import Message, ToolSpec
from gesso.model.scripted import Call, Fail, Say, ScriptedModel, Think, Told
from gesso.room.state import RoomState
from gesso.room.workspace import Workspace
from gesso.schedule.schedule import Once, Timetable
from gesso.store import access, deliveries, schema
from gesso.store.database import Database
from gesso.tasks.engine import Engine
from gesso.tasks.notify import Inbox
from gesso.tasks.perform import Performing
from gesso.tasks.queue import LEASE
from gesso.tasks.task import TaskSettings
from gesso.tasks.tasks import Draft, Tasks
from gesso.tools import TOOLS
from tests.tasks.clockwork import utc
from tests.tasks.desk import ANNA, OneModel, Teller, cut_off, ends, rest_of

TEXT = "# Sea\n\nGrey waves roll in. 🌊 And out.\n\nThey stay.\n"
OPENED = {"kind": "document", "title": "Sea", "text": TEXT}
DUE = utc("2026-11-28T09:00")
SECOND = timedelta(seconds=1)


def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
    """The document; the whole of it again if it is told that it was cut off; a sentence when it is there."""
    last = messages[-1]
    if last.role != "tool":
        return [Think(text="Well then."), Call(name="open_canvas", args=OPENED, piece=24)]
    if cut_off(messages):
        return [rest_of(TEXT, messages)]
    return [Say(text="It is written.")]


async def prepare(address: str) -> None:
    """A database with Anna, a webhook of hers, and a task that is due once."""
    clock = FakeClock(DUE - timedelta(hours=1))
    db = await Database.open(address, clock=clock)
    user = access.User(ANNA.id, "Anna", "", None, True, False, clock())
    await db.write(lambda conn: access.insert_user(conn, user))
    channel = deliveries.Channel("channel_1", ANNA.id, "webhook", "", "UTC", clock(), address="https://example.org/")
    await db.write(lambda conn: deliveries.insert_channel(conn, channel))
    workspace = Workspace(db, clock)
    tasks = Tasks(workspace, clock, Inbox(clock, lambda: None), ["open_canvas", "edit"], asyncio.Event())
    settings = TaskSettings.model_validate({"output": {"kind": "document"}})
    await tasks.create(ANNA, Draft("Write about the sea", Timetable(Once(DUE.replace(tzinfo=None)), "UTC"), settings))
    await workspace.close()
    await db.close()


@dataclass
class Process:
    """How one process lives: `after` the task is due; it dies after `commits`, if it is not to live on.

    `late`: what a process that died had handed to its database, which stores it only when this one has begun.
    """

    after: timedelta
    commits: int = -1
    late: Callable[[Connection], Any] | None = None
    tell: Teller = tell
    lost: Callable[[Connection], Any] | None = None  # what it could not commit any more

    async def live(self, address: str) -> bool:
        """Whether it died."""
        clock = FakeClock(DUE + self.after)
        before = asyncio.all_tasks()
        db = await Database.open(address, clock=clock)
        write, left, dead = db.write, self.commits, asyncio.Event()

        def dying(job: Any, chain: Any = None) -> Any:
            nonlocal left
            if left == 0:
                self.lost = self.lost or job
                dead.set()
                return asyncio.get_running_loop().create_future()
            left -= 1
            if chain is not None and self.late is not None:
                write(self.late)
                self.late = None
            return write(job, chain)

        db.write = dying  # type: ignore[method-assign]
        workspace = Workspace(db, clock)
        menu: Any = OneModel(ScriptedModel(self.tell))
        performing = Performing(workspace, Turns(workspace, menu, TOOLS, clock))
        engine = Engine(db, performing, Inbox(clock, lambda: None), clock, asyncio.Event())

        async def work() -> None:
            await engine.tick()
            while engine.performing:
                await engine.settle()
                await engine.tick()

        ways = [asyncio.create_task(work()), asyncio.create_task(dead.wait())]
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        if ways[0] in done:
            ways[0].result()
        while left_over := asyncio.all_tasks() - before:
            for one in left_over:
                one.cancel()
            await asyncio.wait(left_over, timeout=0.05)
        await db.close()
        return dead.is_set()


def rows_of(conn: Connection) -> Any:
    return [conn.execute(select(table)).all() for table in (schema.runs, schema.notices, schema.deliveries)]


async def assert_once(address: str, point: object) -> None:
    db = await Database.open(address)
    workspace = Workspace(db)

    runs, notices, told = await db.read(rows_of)
    assert [(run.state, run.reason) for run in runs] == [("done", runs[0].reason)], (point, runs)
    assert len(notices) == 1 and notices[0].count == 1, (point, notices)
    assert sorted(row.channel for row in told) == ["channel_1", "inbox"], (point, told)
    room = await workspace.room(runs[0].room)
    state: RoomState = room.state
    assert [canvas.title for canvas in state.canvases.values()] == ["Sea"], point
    (canvas,) = state.canvases
    words = Counter((await workspace.canvas(canvas)).text.split())
    assert words == Counter(TEXT.split()), (point, words)
    assert [made.outcome for made in state.turns.values()] == ["done"], point
    assert len([said for said in state.messages.values() if said.run]) == 1, point
    assert [ended for ended, _ in ends(room)] == ["done"], point
    assert {edit.canvas for edit in state.edits} == {canvas}, (point, "what was written can be taken back")
    await workspace.close()
    await db.close()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "FEED_EVERY_S", 0.0)  # every piece reaches the canvas


@pytest.fixture
def copied(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """Copies of a database that is closed: of its file, or on its server."""
    if "postgres_url" in request.fixturenames:
        made: Callable[[str], str] = request.getfixturevalue("postgres_copies")
        return made
    names = itertools.count()
    return lambda of: str(copy(of, tmp_path / f"{next(names)}.db"))


async def dies_anywhere(new: str, copied: Callable[[str], str], late: bool, every: int = 1) -> None:
    """Whichever of its commits is the last of a process, another one ends the run well."""
    await prepare(new)
    for count in itertools.count(1, every):
        address = copied(new)
        first = Process(SECOND, count)
        died = await first.live(address)
        await Process(LEASE + 2 * SECOND, late=first.lost if late else None).live(address)
        await assert_once(address, count)
        if not died:
            break
    assert count > 15


@pytest.mark.parametrize("late", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["lost", "stored late"])
async def test_a_process_dies_after_any_of_its_commits(
    tmp_path: Path, copied: Callable[[str], str], late: bool
) -> None:
    await dies_anywhere(str(tmp_path / "new.db"), copied, late)


@pytest.mark.slow
@pytest.mark.postgres
async def test_what_a_dead_process_left_with_its_server_is_stored_late(
    postgres_url: str, copied: Callable[[str], str]
) -> None:
    await dies_anywhere(postgres_url, copied, late=True, every=3)


@pytest.mark.slow
async def test_a_process_dies_twice(tmp_path: Path, copied: Callable[[str], str]) -> None:
    new = str(tmp_path / "new.db")
    await prepare(new)
    points = 0
    for first in itertools.count(1, 12):
        once = copied(new)
        if not await Process(SECOND, first).live(once):
            break
        for second in itertools.count(1):
            address = copied(once)
            died = await Process(LEASE + 2 * SECOND, second).live(address)
            await Process(2 * (LEASE + 2 * SECOND)).live(address)
            await assert_once(address, (first, second))
            points += 1
            if not died:
                break
    assert points > 30


async def test_when_its_tries_run_out_room_inbox_and_channel_are_told_once(tmp_path: Path) -> None:
    path = str(tmp_path / "gesso.db")
    await prepare(path)
    for after in (SECOND, timedelta(minutes=1), timedelta(minutes=10), timedelta(minutes=20)):
        await Process(after, tell=lambda messages, tools: [Fail(kind="rate")]).live(path)
    db = await Database.open(path)
    workspace = Workspace(db)
    runs, notices, told = await db.read(rows_of)
    assert [(run.state, run.attempt) for run in runs] == [("failed", 3)]
    assert [(notice.state, notice.count) for notice in notices] == [("failed", 1)]
    assert sorted(row.channel for row in told) == ["channel_1", "inbox"]
    assert [state for state, _ in ends(await workspace.room(runs[0].room))] == ["failed"]
    await workspace.close()
    await db.close()
