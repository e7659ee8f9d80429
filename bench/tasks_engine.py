"""The engine of tasks under load: planning, idling, two processes of which one is killed, people waited for.

    python -m bench.tasks_engine [--parts plan,fire,wait,kill] [--tasks 10000] [--fires 10000] [--seconds 240]
                                 [--kills 200] [--database URL] [--seed 1]

- `plan` plans so many tasks that are due at once, says how long their rows, next instants and places in the queue took,
  lets an engine over them idle, and says what share of a core it uses;
- `fire` has two processes perform so many runs over so many seconds, kills one half way with SIGKILL, and counts
  duplicates, losses and lateness (from the instant to the end of the run);
- `wait` lets 200 runs wait for a person, answers them all, and says how long until each went on;
- `kill` kills processes that write documents with a scripted model, so many times at random moments, and counts rows,
  documents, ends told in the room and notices of each run.

Without `--database` a file of its own is used. What a run does is nothing but in `kill`: the engine alone is measured.
A duplicate or a loss ends the program with an error. Run from the repository's root.
"""

import argparse
import asyncio
import os
import random
import signal
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, func, insert, select, update

from gesso.base.clock import FakeClock, system_clock
from gesso.schedule.schedule import Calendar, Once, Timetable
from gesso.store import rooms, schema
from gesso.store.database import Database
from gesso.tasks import queue
from gesso.tasks.audit import audit
from gesso.tasks.engine import Engine
from gesso.tasks.looking import read_from
from gesso.tasks.plan import next_at
from gesso.tasks.planning import plan_due
from gesso.tasks.stored import dump_timetable, row_of_task
from gesso.tasks.task import Ended, Run, Task, TaskSettings
from tests.tasks.killing import survive

ZONES = ("America/New_York", "Europe/Berlin", "Asia/Tokyo", "America/Santiago", "Australia/Lord_Howe", "UTC")
WAITING = 200


class Nothing:
    """Performs and tells nothing. `waits`: a run's first try asks a person."""

    def __init__(self, waits: bool = False) -> None:
        self.waits, self.seen = waits, set[str]()
        self.gone_on: dict[str, float] = {}

    async def perform(self, task: Task, run: Run) -> Ended:
        if self.waits and run.id not in self.seen:
            self.seen.add(run.id)
            return Ended("waiting", "May I?", room=task.room)
        self.gone_on[run.id] = time.monotonic()
        return Ended("done")

    async def stop(self, task: Task, run: Run) -> None: ...

    async def tell(self, task: Task, run: Run, ended: Ended) -> None: ...

    async def preflight(self, task: Task) -> Sequence[dict[str, Any]]:
        return ()

    def write(self, conn: Connection, task: Task, run: Run, paused: bool) -> None: ...

    async def ended(self, task: Task, run: Run, paused: bool) -> None: ...


def made(number: int, timetable: Timetable, now: datetime) -> Task:
    settings = TaskSettings(tools=())
    key, title = f"task_{number:06}", f"Task {number}"
    task = Task(key, "u1", "room", title, "x", timetable, settings, "active", 1, now, now, now)
    return replace(task, next_at=next_at(task))


async def fill(db: Database, tasks: Sequence[Task], now: datetime) -> None:
    def job(conn: Connection) -> None:
        for table in (schema.runs, schema.task_versions, schema.tasks):
            conn.execute(table.delete())
        if conn.execute(select(schema.rooms.c.id)).first() is None:
            rooms.save_room(conn, rooms.RoomRow("room", "Room", "u1", now))
        conn.execute(insert(schema.tasks), [row_of_task(task).__dict__ for task in tasks])
        conn.execute(
            insert(schema.task_versions),
            [
                {"task": task.id, "version": 1, "at": now, "by": "u1", "why": "", "title": task.title,
                 "instruction": "x", "timetable": dump_timetable(task.timetable), "settings": {}}
                for task in tasks
            ],
        )  # fmt: skip

    await db.write(job)


async def planning(address: str, count: int, rng: random.Random) -> None:
    """Daily tasks in six zones, all due within a day that has just ended."""
    start = datetime(2026, 10, 31, tzinfo=UTC)
    clock = FakeClock(start + timedelta(days=1))
    db = await Database.open(address, clock=clock)
    times = [clock_time(rng.randrange(24), rng.randrange(60)) for _ in range(count)]
    tasks = [
        made(number, Timetable(Calendar(date(2026, 10, 1), "daily", (at,)), ZONES[number % len(ZONES)]), start)
        for number, at in enumerate(times)
    ]
    await fill(db, tasks, start)
    notifier = Nothing()
    began, cpu = time.monotonic(), time.process_time()
    slowest, planned = 0.0, 1
    while planned:
        at = time.monotonic()
        planned = (await db.write(lambda conn: plan_due(conn, clock(), notifier))).tasks
        slowest = max(slowest, time.monotonic() - at)
    wall, used = time.monotonic() - began, time.process_time() - cpu
    found = await db.read(lambda conn: audit(conn, clock(), 30))
    print(
        f"planning {count} tasks: {wall:.2f} s ({used:.2f} s of CPU), {found.rows} rows; longest write "
        f"{slowest * 1000:.0f} ms"
    )
    assert found.clean, found
    await idling(db, 20)
    await db.close()


async def idling(db: Database, seconds: int) -> None:
    """The tasks that were planned, with nothing due."""
    later = datetime.now(UTC) + timedelta(days=400)
    await db.write(lambda conn: conn.execute(update(schema.tasks).values(next_at=later, planned_to=later)))
    await db.write(lambda conn: conn.execute(schema.runs.delete()))
    engine = Engine(db, Nothing(), Nothing(), system_clock, asyncio.Event())
    engine.start()
    await asyncio.sleep(2)
    cpu = time.process_time()
    await asyncio.sleep(seconds)
    used = time.process_time() - cpu
    print(f"idle over {seconds} s: {100 * used / seconds:.2f}% of a core, {threading.active_count()} threads")
    await engine.close()


async def _work(address: str) -> None:
    db = await Database.open(address)
    Engine(db, Nothing(), Nothing(), system_clock, asyncio.Event()).start()
    await asyncio.Event().wait()


def spawn(address: str) -> int:
    if child := os.fork():
        return child
    try:
        asyncio.run(_work(address))
    finally:
        os._exit(1)


async def _spread(address: str, fires: int, seconds: int, begin: datetime) -> None:
    db = await Database.open(address)
    now = system_clock()
    ats = [begin + timedelta(seconds=number * seconds // fires) for number in range(fires)]
    tasks = [made(n, Timetable(Once(at.replace(tzinfo=None, microsecond=0)), "UTC"), now) for n, at in enumerate(ats)]
    await fill(db, tasks, now)
    await db.close()


def firing(address: str, fires: int, seconds: int) -> None:
    begin = system_clock() + timedelta(seconds=30 + fires // 500)
    asyncio.run(_spread(address, fires, seconds, begin))
    first, second = spawn(address), spawn(address)
    time.sleep(max(0.0, (begin - system_clock()).total_seconds()) + seconds / 2)
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    time.sleep(seconds / 2 + 40)  # a lease is 30 s
    give_up = time.monotonic() + 300
    while read_from(address, _open) and time.monotonic() < give_up:
        time.sleep(2)
    os.kill(second, signal.SIGKILL)
    os.waitpid(second, 0)
    rows, again, found = read_from(
        address,
        lambda conn: (
            conn.execute(select(schema.runs.c.scheduled, schema.runs.c.ended_at, schema.runs.c.state)).all(),
            conn.execute(select(func.count()).where(schema.runs.c.attempt > 1)).scalar_one(),
            audit(conn, system_clock(), 30),
        ),
    )
    done = [(row.ended_at - row.scheduled).total_seconds() for row in rows if row.state == "done"]
    cuts = statistics.quantiles(done, n=1000)
    print(
        f"{fires} fires over {seconds} s, two processes, one killed: {found.duplicate_total} duplicates, "
        f"{fires - len(done)} lost, {again} taken over; lateness p50 {cuts[499]:.2f} s, p99 {cuts[989]:.2f} s, "
        f"p99.9 {cuts[998]:.2f} s, longest {max(done):.1f} s"
    )
    assert found.clean and len(done) == fires, (len(done), found)


def _open(conn: Connection) -> int:
    going = select(func.count()).where(schema.runs.c.state.in_(("queued", "running")))
    due = select(func.count()).where(schema.tasks.c.next_at.is_not(None))
    return int(conn.execute(going).scalar_one() + conn.execute(due).scalar_one())


async def waiting(address: str) -> None:
    db = await Database.open(address)
    now = system_clock()
    at = (now + timedelta(seconds=2)).replace(tzinfo=None, microsecond=0)
    tasks = [made(number, Timetable(Once(at), "UTC"), now) for number in range(WAITING)]
    await fill(db, tasks, now)
    performer, bell = Nothing(waits=True), asyncio.Event()
    engine = Engine(db, performer, performer, system_clock, bell)
    engine.start()
    state = select(func.count()).where(schema.runs.c.state == "waiting")
    while await db.read(lambda conn: conn.execute(state).scalar_one()) < WAITING:
        await asyncio.sleep(0.5)
    cpu, at_s = time.process_time(), 10
    await asyncio.sleep(at_s)
    used = time.process_time() - cpu
    ids = await db.read(lambda conn: list(conn.execute(select(schema.runs.c.id)).scalars()))
    took: list[float] = []
    for run in ids:
        began = time.monotonic()
        await db.write(lambda conn, run=run: queue.answered(conn, run, system_clock()))
        bell.set()
        while run not in performer.gone_on:
            await asyncio.sleep(0.002)
        took.append(performer.gone_on[run] - began)
    median, longest = 1000 * statistics.median(took), 1000 * max(took)
    print(f"{WAITING} people waited for: {100 * used / at_s:.2f}% of a core, {threading.active_count()} threads")
    print(f"   from an answer until its run goes on: p50 {median:.0f} ms, longest {longest:.0f} ms")
    await engine.close()
    await db.close()


def killing(address: str, kills: int, seed: int) -> None:
    began = time.monotonic()
    found = survive(address, kills, seed)
    print(f"{kills} kills at random moments in {time.monotonic() - began:.0f} s; runs {found['states']};")
    print(
        f"  rows missing or doubled: {found['duplicate_total'] + (not found['clean'])}; runs by documents "
        f"{found['outputs']}, whole ones {found['whole']}, ends told {found['told']}, notices {found['notices']}; most "
        f"often begun: {found['most_attempts']}"
    )
    assert found["clean"] and found["states"] == {"done": kills + 4}, found
    assert found["outputs"] == found["told"] == found["notices"] == {1: kills + 4}, found
    assert found["whole"] == kills + 4, found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parts", default="plan,fire,wait,kill")
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--fires", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=240)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", default="")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    parts = options.parts.split(",")
    with tempfile.TemporaryDirectory() as folder:
        address = options.database or str(Path(folder) / "gesso.db")
        print(f"seed {options.seed}, load average {psutil.getloadavg()[0]:.1f}")
        if "kill" in parts:
            killing(address, options.kills, options.seed)
        if "plan" in parts:
            asyncio.run(planning(address, options.tasks, random.Random(options.seed)))
        if "fire" in parts:
            firing(address, options.fires, options.seconds)
        if "wait" in parts:
            asyncio.run(waiting(address))


if __name__ == "__main__":
    main()
