"""Runs that wait for people, and runs whose process dies, stops or is taken for dead: who may end them, and when."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, text

from gesso.base.errors import BadInput
from gesso.schedule.schedule import Once, Timetable
from gesso.store import runs as run_rows
from gesso.store.configuration import save_setting, setting
from gesso.store.database import Database
from gesso.store.errors import RunTaken
from gesso.tasks import queue
from gesso.tasks.engine import Engine
from gesso.tasks.queue import LEASE
from gesso.tasks.task import Ended, Run, Task
from tests.tasks.clockwork import OWNER, Desk, Performer, daily, open_desk, utc


async def test_a_waiting_run_survives_a_restart_and_goes_on_when_answered(desk: Desk) -> None:
    task = await desk.task(daily("01:00"))
    asked = Ended("waiting", "May I?", room=task.room)
    desk.performer.ends = lambda task, run: asked if len(desk.performer.begun) == 1 else Ended("done")
    await desk.until(utc("2026-01-01T02:00"))
    (run,) = await desk.rows(task.id)
    assert (run.state, run.reason) == ("waiting", "May I?")
    await desk.restart()
    desk.clock.now = utc("2026-01-03T20:00")
    assert await desk.tasks.answered("u2", task.room) == 0  # not theirs
    assert await desk.tasks.answered(OWNER.id, task.room) == 1
    assert await desk.tasks.answered(OWNER.id, task.room) == 0
    await desk.now()
    rows = await desk.rows(task.id)
    assert rows[0].state == "done"
    assert [row.state for row in rows[1:]] == ["skipped", "missed"] or [row.state for row in rows[1:]] == [
        "missed",
        "missed",
    ]


async def test_a_question_that_nobody_answers_ends_the_run_after_a_week(desk: Desk) -> None:
    task = await desk.task(Timetable(Once(datetime(2026, 1, 1, 9)), "UTC"))
    desk.performer.ends = lambda task, run: Ended("waiting", "May I?")
    await desk.until(utc("2026-01-08T08:00"))
    assert await desk.states(task.id) == ["waiting"]
    await desk.until(utc("2026-01-08T10:00"))
    (run,) = await desk.rows(task.id)
    assert (run.state, run.reason) == ("failed", "nobody answered its question within 7 days")
    assert desk.performer.told == [(run.id, "failed")]


async def test_a_run_of_a_dead_process_goes_on_when_its_lease_is_over(desk: Desk) -> None:
    desk.performer.gate = asyncio.Event()
    task = await desk.task(daily("01:00"))
    desk.clock.now = utc("2026-01-01T01:00")
    await desk.engine.tick()
    await desk.restart()
    desk.performer.gate.set()
    await desk.now()
    assert await desk.states(task.id) == ["running"]  # still the dead one's
    desk.clock.now += LEASE
    await desk.now()
    (run,) = await desk.rows(task.id)
    assert (run.state, run.attempt, len(desk.performer.begun)) == ("done", 2, 2)


async def test_a_run_that_kills_its_process_each_time_is_given_up(desk: Desk) -> None:
    desk.performer.gate = asyncio.Event()
    task = await desk.task(daily("01:00"))
    desk.clock.now = utc("2026-01-01T01:00")
    for _ in range(5):
        await desk.engine.tick()
        await desk.restart()
        desk.clock.now += LEASE
    await desk.engine.tick()
    await desk.restart()  # also while it is being given up
    desk.clock.now += LEASE
    await desk.now()
    (run,) = await desk.rows(task.id)
    assert (run.state, run.reason, run.attempt) == ("failed", "gesso stopped 5 times while it ran", 5)
    assert (desk.performer.stopped[-1], desk.performer.told[-1]) == (run.id, (run.id, "failed"))
    assert desk.notifier.written == [(run.id, "failed", False)]


async def test_being_cut_off_uses_up_no_try(desk: Desk) -> None:
    desk.performer.gate = asyncio.Event()
    task = await desk.task(daily("01:00"))
    desk.clock.now = utc("2026-01-01T01:00")
    for _ in range(3):
        await desk.engine.tick()
        await desk.restart()
        desk.clock.now += LEASE
    desk.performer.gate = None
    desk.performer.ends = lambda task, run: Ended("failed", "the model is busy", passing=True)
    await desk.until(utc("2026-01-01T02:00"))
    (run,) = await desk.rows(task.id)
    assert (run.state, run.attempt, run.crashes) == ("failed", 6, 3)
    assert desk.performer.told == [(run.id, "failed")]  # of the last try alone


async def test_a_process_that_stops_hands_its_runs_back_at_once(desk: Desk) -> None:
    desk.performer.gate = asyncio.Event()
    task = await desk.task(daily("01:00"))
    desk.clock.now = utc("2026-01-01T01:00")
    await desk.engine.tick()
    await desk.engine.close()
    assert desk.performer.stopped == []
    desk.engine = Engine(desk.db, desk.performer, desk.notifier, desk.clock, desk.bell)
    desk.performer.gate.set()
    await desk.now()
    (run,) = await desk.rows(task.id)
    assert (run.state, run.attempt) == ("done", 1)


async def test_a_process_taken_for_dead_cannot_end_the_run(desk: Desk) -> None:
    desk.performer.gate = asyncio.Event()
    task = await desk.task(daily("01:00"))
    second = Performer(gate=asyncio.Event())
    other = Engine(desk.db, second, desk.notifier, desk.clock, desk.bell)
    desk.clock.now = utc("2026-01-01T01:00")
    await desk.engine.tick()  # and then it hangs
    desk.clock.now += LEASE
    await other.tick()
    desk.performer.gate.set()
    await desk.engine.settle()
    assert [(run.state, run.executor) for run in await desk.rows(task.id)] == [("running", other.id)]
    assert second.gate is not None
    second.gate.set()
    await other.settle()
    assert await desk.states(task.id) == ["done"]
    assert len(desk.notifier.told) == 1


async def test_the_check_of_the_lease_is_what_keeps_it_from_that(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    end_runs = run_rows.end_runs

    def unchecked(conn: Connection, ended: Sequence[dict[str, Any]]) -> set[str]:
        rows = {one["id"]: run_rows.run_by_id(conn, one["id"]) for one in ended}
        held = {key: {"executor": row.executor, "attempt": row.attempt} for key, row in rows.items() if row}
        return end_runs(conn, [one | held[one["id"]] for one in ended])

    monkeypatch.setattr(run_rows, "end_runs", unchecked)
    with pytest.raises(AssertionError):
        await test_a_process_taken_for_dead_cannot_end_the_run(desk)


@pytest.mark.postgres
@pytest.mark.parametrize("first", ["the change", "the reaping"])
async def test_a_change_and_the_taking_of_its_run_come_one_after_the_other(postgres_url: str, first: str) -> None:
    """Two processes in their transactions at once: whoever comes second waits, and sees what the first one did."""
    entered, go = threading.Event(), threading.Event()
    async with open_desk(postgres_url, utc("2026-01-01T00:00")) as desk:
        desk.performer.gate = asyncio.Event()
        task = await desk.task(daily("01:00"))
        desk.clock.now = utc("2026-01-01T01:00")
        await desk.engine.tick()
        (run,) = await desk.rows(task.id)
        other = await Database.open(postgres_url)

        def stops(conn: Connection) -> None:
            entered.set()
            assert go.wait(30)

        def change(conn: Connection) -> None:
            queue.hold_of(run)(conn)
            if first == "the change":
                stops(conn)
            save_setting(conn, "written", True)

        def reap(conn: Connection) -> None:
            queue.reap(conn, "another", desk.clock.now + LEASE)
            if first == "the reaping":
                stops(conn)

        changing = desk.db.write(change) if first == "the change" else None
        reaping = other.write(reap) if changing is None else None
        await asyncio.to_thread(entered.wait, 30)
        changing, reaping = changing or desk.db.write(change), reaping or other.write(reap)
        waits = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        async with asyncio.timeout(30):
            while not await desk.db.read(lambda conn: conn.execute(waits).scalar_one()):
                await asyncio.sleep(0.01)
        go.set()
        await reaping
        if first == "the change":
            await changing
        else:
            with pytest.raises(RunTaken):
                await changing
        written = await desk.db.read(lambda conn: setting(conn, "written"))
        assert written is (True if first == "the change" else None)
        assert await desk.states(task.id) == ["queued"]
        await other.close()


async def test_ends_share_a_transaction_and_one_that_cannot_be_stored_harms_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.performer.gate = asyncio.Event()
    made = [await desk.task(daily("01:00")) for _ in range(5)]
    after_good, after_bad = await desk.task(None, after=made[1].id), await desk.task(None, after=made[3].id)
    write, end, together = desk.notifier.write, queue.end, []

    def refusing(conn: Connection, task: Task, run: Run, paused: bool) -> None:
        if task.id == made[3].id:
            raise BadInput("no")
        write(conn, task, run, paused)

    def counting(conn: Connection, ends: Sequence[queue.End], **rest: Any) -> Any:
        together.append(len(ends))
        return end(conn, ends, **rest)

    monkeypatch.setattr(desk.notifier, "write", refusing)
    monkeypatch.setattr(queue, "end", counting)
    desk.clock.now = utc("2026-01-01T01:00")
    await desk.engine.tick()
    desk.performer.gate.set()
    await desk.engine.settle()
    assert together[0] == 1 and 4 in together  # what came while the first was stored
    await desk.now()
    assert [await desk.states(task.id) for task in made] == [["done"], ["done"], ["done"], ["running"], ["done"]]
    assert (await desk.states(after_good.id), await desk.states(after_bad.id)) == (["done"], [])
    assert len(desk.notifier.told) == 5
