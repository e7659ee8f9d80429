"""An engine over a real database with a clock that moves only when told to, and a performer that does as it is told.

`Desk.until(moment)` lives through time: it goes from one moment at which something is to be done to the next, and lets
whatever was begun end before the clock moves on.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gesso.base.clock import FakeClock
from gesso.room.workspace import Person, Workspace
from gesso.schedule.schedule import Calendar, Interval, Timetable
from gesso.store import runs as run_rows
from gesso.store import tasks as task_rows
from gesso.store.database import Database
from gesso.tasks.audit import Audit, audit
from gesso.tasks.engine import Engine
from gesso.tasks.plan import FORMAT
from gesso.tasks.stored import run_of
from gesso.tasks.task import Ended, Run, Task, TaskSettings
from gesso.tasks.tasks import Draft, Tasks

OWNER = Person("u1", "Ann")


@dataclass
class Performer:
    """Ends each run as `ends` says, by default well; waits for `gate` where there is one. Remembers what it did."""

    ends: Callable[[Task, Run], Ended] = lambda task, run: Ended("done", output="it is done")
    gate: asyncio.Event | None = None
    begun: list[Run] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    async def perform(self, task: Task, run: Run) -> Ended:
        self.begun.append(run)
        if self.gate is not None:
            await self.gate.wait()
        return self.ends(task, run)

    async def stop(self, task: Task, run: Run) -> None:
        self.stopped.append(run.id)

    async def tell(self, task: Task, run: Run, ended: Ended) -> None:
        self.told.append((run.id, ended.state))

    async def preflight(self, task: Task) -> Sequence[dict[str, Any]]:
        return ()


@dataclass
class Notifier:
    """Remembers what it was told."""

    written: list[tuple[str, str, bool]] = field(default_factory=list)
    told: list[tuple[str, str, bool]] = field(default_factory=list)

    def write(self, conn: Connection, task: Task, run: Run, paused: bool) -> None:
        self.written.append((run.id, run.state, paused))

    async def ended(self, task: Task, run: Run, paused: bool) -> None:
        self.told.append((run.id, run.state, paused))


@dataclass
class Desk:
    db: Database
    clock: FakeClock
    workspace: Workspace
    performer: Performer
    notifier: Notifier
    bell: asyncio.Event
    tasks: Tasks
    engine: Engine

    async def task(self, timetable: Timetable | None, **settings: Any) -> Task:
        return await self.tasks.create(OWNER, Draft("Water the plants", timetable, TaskSettings(**settings)))

    async def restart(self) -> None:
        """As after `kill -9`: what was performed is gone, and nothing was handed back."""
        for one in list(self.engine._held.values()):
            one.lost = True  # nobody is left to store anything
            one.work.cancel()
        await self.engine.settle()
        self.engine = Engine(self.db, self.performer, self.notifier, self.clock, self.bell)

    async def now(self) -> None:
        """Do what is due at this moment, and what follows from it.

        A run may end while a tick looks, and that tick does not see what it left ready; a second idle one does.
        """
        idle = 0
        while idle < 2:
            await self.engine.tick()
            idle = 0 if self.engine.performing else idle + 1
            await self.engine.settle()

    async def until(self, moment: datetime) -> None:
        while True:
            await self.now()
            coming = await self.db.read(_coming)
            if coming is None or coming > moment or coming <= self.clock.now:  # the last: nobody is free to do it
                break
            self.clock.now = coming
        self.clock.now = max(moment, self.clock.now)
        await self.now()

    async def rows(self, task: str) -> list[Run]:
        """The runs of a task, the oldest first."""
        found = await self.db.read(lambda conn: run_rows.runs_of(conn, task, None, 100_000))
        return [run_of(row) for row in reversed(found)]

    async def states(self, task: str) -> list[str]:
        return [run.state for run in await self.rows(task)]

    async def audit(self, days: int = 3650) -> Audit:
        return await self.db.read(lambda conn: audit(conn, self.clock(), days))


def _coming(conn: Connection) -> datetime | None:
    moments = (task_rows.next_due(conn), *run_rows.next_events(conn, FORMAT))
    return min((moment for moment in moments if moment is not None), default=None)


@asynccontextmanager
async def open_desk(address: str | Path, now: datetime) -> AsyncIterator[Desk]:
    clock = FakeClock(now)
    db = await Database.open(address, clock=clock)
    workspace = Workspace(db, clock)
    performer, notifier, bell = Performer(), Notifier(), asyncio.Event()
    tasks = Tasks(workspace, clock, notifier, ["edit"], bell)
    engine = Engine(db, performer, notifier, clock, bell)
    try:
        yield Desk(db, clock, workspace, performer, notifier, bell, tasks, engine)
    finally:
        await engine.close()
        await workspace.close()
        await db.close()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(at: str, zone: str = "UTC", start: str = "2026-01-01", **more: Any) -> Timetable:
    return Timetable(Calendar(date.fromisoformat(start), "daily", (time.fromisoformat(at),), **more), zone)


def every(minutes: int, start: str = "2026-01-01T00:00", zone: str = "UTC", **more: Any) -> Timetable:
    return Timetable(Interval(utc(start), minutes * 60, **more), zone)
