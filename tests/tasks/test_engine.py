"""What becomes of due instants in the engine: once each, late, missed, skipped, in turn, again, stopped, waited for."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gesso.base.errors import Conflicting
from gesso.schedule.policy import NEWER, TOO_LATE
from gesso.schedule.schedule import Once, Timetable
from gesso.schedule.zone import zone as zone_named
from gesso.store import access
from gesso.store.errors import StoreError
from gesso.tasks.task import Ended
from gesso.tasks.tasks import Change
from tests.tasks.clockwork import OWNER, Desk, daily, every, open_desk, utc


@pytest.mark.parametrize(
    ("zone", "at", "day", "instant"),
    [
        ("America/New_York", "02:30", "2027-03-14", "2027-03-14T07:30"),
        ("America/Santiago", "00:00", "2027-09-05", "2027-09-05T04:00"),
        ("Africa/Cairo", "00:00", "2027-04-30", "2027-04-29T22:00"),
        ("Australia/Lord_Howe", "02:15", "2027-10-03", "2027-10-02T15:45"),
        ("America/New_York", "01:30", "2026-11-01", "2026-11-01T05:30"),
    ],
)
async def test_a_daily_time_runs_once_on_the_day_the_clocks_change(
    address: str, zone: str, at: str, day: str, instant: str
) -> None:
    around = utc(day) - timedelta(days=1), utc(day) + timedelta(days=2)
    async with open_desk(address, around[0]) as desk:
        task = await desk.task(daily(at, zone))
        await desk.until(around[1])
        local = [run.scheduled for run in await desk.rows(task.id) if run.wall.startswith(day)]
        assert local == [utc(instant)]
        assert set(await desk.states(task.id)) == {"done"}
        assert (await desk.audit()).clean


@pytest.mark.parametrize(("day", "count"), [("2026-11-01", 50), ("2027-03-14", 46)])
async def test_every_thirty_minutes_goes_by_elapsed_time(address: str, day: str, count: int) -> None:
    async with open_desk(address, utc(day)) as desk:
        task = await desk.task(every(30, f"{day}T00:00", "America/New_York"))
        await desk.until(utc(day) + timedelta(hours=30))
        assert sum(run.wall.startswith(day) for run in await desk.rows(task.id)) == count


@pytest.mark.parametrize("how", ["created", "edited", "resumed"])
async def test_inside_the_hour_that_comes_twice_it_fires_at_most_once(address: str, how: str) -> None:
    async with open_desk(address, utc("2026-10-31T12:00")) as desk:
        start = daily("01:30", "America/New_York")
        task = None if how == "created" else await desk.task(start)
        if task and how == "resumed":
            await desk.tasks.pause(OWNER.id, task.id)
        await desk.until(utc("2026-11-01T06:10"))  # 01:10 for the second time
        if how == "created":
            task = await desk.task(start)
        elif task and how == "edited":
            await desk.tasks.change(OWNER.id, task.id, Change(timetable=daily("01:45", "America/New_York")))
        elif task:
            await desk.tasks.resume(OWNER.id, task.id)
        assert task is not None
        await desk.until(utc("2026-11-02T05:00"))  # all of that day
        began = [run for run in await desk.rows(task.id) if run.state == "done"]
        assert len(began) == (1 if how == "edited" else 0)
        assert (await desk.audit()).clean


async def test_of_a_downtime_the_latest_runs_late_and_says_so(desk: Desk) -> None:
    task = await desk.task(every(60))
    await desk.until(utc("2026-01-01T01:00"))
    desk.clock.now = utc("2026-01-01T05:20")
    await desk.now()
    rows = await desk.rows(task.id)
    assert [run.state for run in rows] == ["done", "missed", "missed", "missed", "done"]
    assert rows[1].reason == NEWER
    assert (rows[-1].late_s, rows[-1].reason) == (20 * 60, "late: nothing ran until 1 January 2026 at 05:20")
    desk.clock.now = utc("2026-01-01T07:40")  # longer than half an hour after the latest
    await desk.now()
    assert [(run.state, run.reason) for run in (await desk.rows(task.id))[-2:]] == [
        ("missed", NEWER),
        ("missed", TOO_LATE),
    ]
    assert (await desk.audit()).clean


async def test_a_long_downtime_gives_a_row_for_each_instant(desk: Desk) -> None:
    task = await desk.task(every(10))
    desk.clock.now = utc("2026-01-15T00:01")
    await desk.now()
    states = await desk.states(task.id)
    assert len(states) == 14 * 144
    assert states.count("missed") == len(states) - 1
    assert states[-1] == "done"
    assert (await desk.audit()).clean


async def test_a_run_queued_before_a_downtime_is_missed_after_it(desk: Desk) -> None:
    task = await desk.task(daily("01:00"))
    desk.engine._at_once = 0  # it is planned, and nobody is free
    await desk.until(utc("2026-01-01T01:00"))
    assert await desk.states(task.id) == ["queued"]
    await desk.restart()
    desk.clock.now = utc("2026-01-01T13:01")
    await desk.now()
    assert await desk.states(task.id) == ["missed"]
    assert desk.notifier.written[-1][1] == "missed"


async def test_a_once_task_runs_and_is_ended(desk: Desk) -> None:
    task = await desk.task(Timetable(Once(datetime(2026, 1, 1, 9)), "Europe/Berlin"))
    await desk.until(utc("2026-01-02T00:00"))
    assert [run.scheduled for run in await desk.rows(task.id)] == [utc("2026-01-01T08:00")]
    assert (await desk.tasks.task(OWNER.id, task.id)).state == "ended"


async def test_skip_queue_cancel_and_number_on_overlap(desk: Desk) -> None:
    desk.performer.gate = asyncio.Event()
    tasks = {kind: await desk.task(every(60), overlap=kind, max_minutes=600) for kind in ("skip", "queue", "cancel", 2)}
    for hour in (1, 2, 3):
        desk.clock.now = utc(f"2026-01-01T0{hour}:00")
        await desk.engine.tick()
        await desk.engine.tick()
    seen = {kind: await desk.states(task.id) for kind, task in tasks.items()}
    assert seen == {
        "skip": ["running", "skipped", "skipped"],
        "queue": ["running", "queued", "skipped"],
        "cancel": ["cancelled", "cancelled", "running"],
        2: ["running", "running", "skipped"],
    }
    desk.performer.gate.set()
    await desk.now()
    assert await desk.states(tasks["queue"].id) == ["done", "done", "skipped"]
    assert await desk.states(tasks["cancel"].id) == ["cancelled", "cancelled", "done"]
    assert len(desk.performer.stopped) == 2


async def test_a_passing_fault_is_tried_three_times_another_once(desk: Desk) -> None:
    task = await desk.task(daily("01:00"))
    desk.performer.ends = lambda task, run: Ended("failed", "the model is busy", passing=True)
    await desk.until(utc("2026-01-01T02:00"))
    (run,) = await desk.rows(task.id)
    assert (run.state, run.attempt, run.reason) == ("failed", 3, "the model is busy")
    assert [begun.started_at for begun in desk.performer.begun] == [utc("2026-01-01T01:00")] * 3
    assert run.ended_at == utc("2026-01-01T01:05") + timedelta(seconds=30)
    desk.performer.begun.clear()
    desk.performer.ends = lambda task, run: Ended("failed", "no such tool")
    await desk.until(utc("2026-01-02T02:00"))
    assert len(desk.performer.begun) == 1
    assert [state for _, state, _ in desk.notifier.told] == ["failed", "failed"]


async def test_five_failures_in_a_row_pause_the_task_with_one_message(desk: Desk) -> None:
    task = await desk.task(every(60))
    desk.performer.ends = lambda task, run: Ended("failed", "no such tool")
    await desk.until(utc("2026-01-01T04:30"))
    desk.performer.ends = lambda task, run: Ended("nothing_new")
    await desk.until(utc("2026-01-01T05:30"))
    desk.performer.ends = lambda task, run: Ended("failed", "no such tool")
    await desk.until(utc("2026-01-01T12:30"))
    states = await desk.states(task.id)
    assert states == ["failed"] * 4 + ["nothing_new"] + ["failed"] * 5 + ["skipped"] * 2
    assert [paused for _, _, paused in desk.notifier.told].count(True) == 1
    paused = await desk.tasks.task(OWNER.id, task.id)
    assert (paused.state, paused.failures) == ("paused", 5)
    assert paused.paused_why == "It failed 5 times in a row. The last time: no such tool"
    assert (await desk.tasks.resume(OWNER.id, task.id)).failures == 0


async def test_what_takes_too_long_is_stopped(desk: Desk) -> None:
    desk.performer.gate = asyncio.Event()
    task = await desk.task(daily("01:00"), max_minutes=5)
    desk.clock.now = utc("2026-01-01T01:00")
    await desk.engine.tick()
    for _ in range(31):  # time goes by, and its lease is renewed
        desk.clock.advance(10)
        await desk.engine.tick()
    await desk.engine.settle()
    (run,) = await desk.rows(task.id)
    assert (run.state, run.reason) == ("failed", "stopped after 5 minutes, which is its limit")
    assert desk.performer.stopped == [run.id]
    assert desk.performer.told == [(run.id, "failed")]


async def test_a_deleted_task_stops_what_runs(desk: Desk) -> None:
    desk.performer.gate = asyncio.Event()
    task = await desk.task(daily("01:00"))
    desk.clock.now = utc("2026-01-01T01:00")
    await desk.engine.tick()
    await desk.tasks.delete(OWNER.id, task.id)
    assert desk.bell.is_set()
    await desk.engine.tick()
    await desk.engine.settle()
    (run,) = await desk.rows(task.id)
    assert (run.state, run.reason) == ("cancelled", "its task was deleted")
    assert desk.performer.stopped == [run.id]
    assert len(await desk.rows(task.id)) == 1
    await desk.until(utc("2026-02-01T02:00"))
    await desk.now()
    assert await desk.rows(task.id) == []  # the history is kept for thirty days


async def test_a_task_runs_after_another_is_done(desk: Desk) -> None:
    first = await desk.task(every(60))
    second = await desk.task(None, after=first.id)
    desk.performer.ends = lambda task, run: Ended(
        "failed" if task.id == first.id and run.scheduled.hour == 2 else "done", "as told"
    )
    await desk.until(utc("2026-01-01T03:30"))
    assert await desk.states(first.id) == ["done", "failed", "done"]
    rows = await desk.rows(second.id)
    assert [(run.state, run.note, run.scheduled.hour) for run in rows] == [
        ("done", f"after {first.id}", 1),
        ("done", f"after {first.id}", 3),
    ]


async def test_a_snoozed_task_runs_once_then_and_goes_on(desk: Desk) -> None:
    task = await desk.task(every(60))
    await desk.until(utc("2026-01-01T01:10"))
    await desk.tasks.snooze(OWNER.id, task.id, 75)
    await desk.until(utc("2026-01-01T03:30"))
    rows = await desk.rows(task.id)
    assert [(run.scheduled.replace(microsecond=0), run.state, run.note) for run in rows] == [
        (utc("2026-01-01T01:00"), "done", ""),
        (utc("2026-01-01T02:00"), "skipped", ""),
        (utc("2026-01-01T02:25"), "done", "snoozed"),
        (utc("2026-01-01T03:00"), "done", ""),
    ]
    assert (await desk.audit()).clean


async def test_a_reminder_that_fired_can_be_snoozed(desk: Desk) -> None:
    task = await desk.task(Timetable(Once(datetime(2026, 1, 1, 9)), "UTC"), kind="reminder")
    await desk.until(utc("2026-01-01T09:05"))
    await desk.tasks.snooze(OWNER.id, task.id, 10)
    await desk.until(utc("2026-01-02T00:00"))
    assert await desk.states(task.id) == ["done", "done"]
    assert (await desk.tasks.task(OWNER.id, task.id)).state == "ended"


async def test_resuming_never_fires_at_once(desk: Desk) -> None:
    task = await desk.task(every(60))
    await desk.tasks.pause(OWNER.id, task.id)
    desk.clock.now = utc("2026-01-01T02:00")  # to the second
    await desk.tasks.resume(OWNER.id, task.id)
    await desk.now()
    assert await desk.states(task.id) == ["skipped", "skipped"]
    await desk.until(utc("2026-01-01T03:00"))
    assert await desk.states(task.id) == ["skipped", "skipped", "done"]


async def test_an_edit_leaves_what_was_due_to_the_old_version(desk: Desk) -> None:
    task = await desk.task(every(60))
    desk.clock.now = utc("2026-01-01T01:00")  # due, and not planned yet
    await desk.tasks.change(OWNER.id, task.id, Change(timetable=every(45)))
    await desk.until(utc("2026-01-01T02:30"))
    assert [(run.version, f"{run.scheduled:%H:%M}") for run in await desk.rows(task.id)] == [
        (1, "01:00"), (2, "01:30"), (2, "02:15"),
    ]  # fmt: skip
    assert (await desk.audit()).clean


async def test_a_clock_that_jumps_a_day_and_back_doubles_nothing(desk: Desk) -> None:
    task = await desk.task(every(60))
    await desk.until(utc("2026-01-01T02:00"))
    desk.clock.now = utc("2026-01-02T02:00")
    await desk.now()
    desk.clock.now = utc("2026-01-01T02:30")
    await desk.until(utc("2026-01-02T04:00"))
    states = await desk.states(task.id)
    assert len(states) == 28
    assert states.count("done") == 5
    assert (await desk.audit()).clean


async def test_by_hand_while_it_runs_is_refused_or_waits(desk: Desk) -> None:
    desk.performer.gate = asyncio.Event()
    skip, wait = await desk.task(daily("09:00")), await desk.task(daily("09:00"), overlap="queue")
    for task in (skip, wait):
        await desk.tasks.run(OWNER.id, task.id)
    await desk.engine.tick()
    with pytest.raises(Conflicting, match="running already"):
        await desk.tasks.run(OWNER.id, skip.id)
    desk.clock.advance(1)
    await desk.tasks.run(OWNER.id, wait.id)
    desk.performer.gate.set()
    await desk.now()
    assert await desk.states(wait.id) == ["done", "done"]


async def test_by_hand_twice_at_the_same_instant_are_two_runs(desk: Desk) -> None:
    task = await desk.task(daily("01:00"), overlap=3)
    first, second = await asyncio.gather(*(desk.tasks.run(OWNER.id, task.id) for _ in range(2)))
    assert first.id != second.id
    await desk.tasks.snooze(OWNER.id, task.id, 1)
    desk.clock.now += timedelta(minutes=1)
    third = await desk.tasks.run(OWNER.id, task.id)  # at the very moment it was snoozed to
    await desk.until(desk.clock.now + timedelta(seconds=1))
    notes = [(run.note, run.state) for run in await desk.rows(task.id)]
    assert sorted(notes) == [("by hand", "done")] * 3 + [("snoozed", "done")], notes
    assert third.scheduled.microsecond


async def test_nothing_runs_for_a_closed_account(desk: Desk) -> None:
    ann = access.User(OWNER.id, "Ann", "", None, False, False, desk.clock())
    await desk.db.write(lambda conn: access.insert_user(conn, ann))
    task = await desk.task(daily("01:00"))
    await desk.until(utc("2026-01-01T02:00"))
    desk.engine._at_once = 0  # the next is planned, and not begun
    await desk.until(utc("2026-01-02T01:00"))
    await desk.db.write(lambda conn: access.update_user(conn, replace(ann, disabled=True)))
    desk.engine._at_once = 4
    await desk.until(utc("2026-01-03T02:00"))
    closed = ("skipped", "its owner's account is closed")
    assert [(run.state, run.reason) for run in await desk.rows(task.id)] == [("done", ""), closed, closed]
    assert len(desk.performer.begun) == 1


async def test_a_run_begun_by_a_newer_gesso_is_left_to_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    task = await desk.task(daily("01:00"))
    monkeypatch.setattr("gesso.tasks.plan.FORMAT", 2)  # a newer process plans it
    desk.engine._at_once = 0
    await desk.until(utc("2026-01-01T01:00"))
    desk.engine._at_once = 1
    await desk.now()
    assert await desk.states(task.id) == ["queued"]
    monkeypatch.setattr("gesso.tasks.queue.FORMAT", 2)
    monkeypatch.setattr("gesso.tasks.engine.FORMAT", 2)
    await desk.now()
    assert await desk.states(task.id) == ["done"]


async def test_a_zone_that_is_gone_pauses_its_task_and_no_other(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, there = await desk.task(daily("01:00", "Europe/Kyiv")), await desk.task(daily("01:00"))

    def gone_zone(text: str) -> Timetable:
        from gesso.schedule.zone import BadZone

        if "Kyiv" in text:
            raise BadZone("tzdata knows no zone “Europe/Kyiv”.")
        return daily("01:00")

    monkeypatch.setattr("gesso.tasks.stored._timetable", gone_zone)
    await desk.until(utc("2026-01-01T02:00"))
    assert await desk.states(there.id) == ["done"]
    assert await desk.states(gone.id) == []
    paused = await desk.tasks.task(OWNER.id, gone.id)
    assert paused.state == "paused"
    assert "no zone" in paused.paused_why


ZONES = ("Europe/Berlin", "Africa/Cairo", "UTC")


async def test_after_an_update_of_the_zones_it_is_still_at_that_hour(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = [await desk.task(daily("19:00", where)) for where in ZONES]
    await desk.now()
    before = [task.next_at for task in tasks]
    assert before == [utc("2026-01-01T18:00"), utc("2026-01-01T17:00"), utc("2026-01-01T19:00")]
    # Berlin is an hour ahead from now on, and Cairo an hour behind.
    now = {a: zone_named(b) for a, b in zip(ZONES, ("Africa/Cairo", "Europe/Berlin", "UTC"), strict=True)}
    monkeypatch.setattr("gesso.schedule.expand.zone", now.__getitem__)
    monkeypatch.setattr("gesso.tasks.planning.TZDATA", "2030a")
    await desk.restart()
    await desk.until(utc("2026-01-01T20:00"))
    ran = [(run.scheduled, run.state, run.late_s) for task in tasks for run in await desk.rows(task.id)]
    at = [utc("2026-01-01T17:00"), utc("2026-01-01T18:00"), utc("2026-01-01T19:00")]
    assert ran == [(moment, "done", 0) for moment in at]
    assert (await desk.audit()).clean


async def test_a_full_disk_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    async with open_desk(tmp_path / "gesso.db", utc("2026-01-01")) as desk:
        tasks = [await desk.task(daily("01:00")) for _ in range(100)]

        async def pages(most: str) -> None:  # what the file may hold, as a full disk would have it
            await desk.db.write(lambda conn: conn.exec_driver_sql(f"PRAGMA max_page_count = {most}"))

        count = await desk.db.read(lambda conn: conn.exec_driver_sql("PRAGMA page_count").scalar_one())
        await pages(count)
        desk.clock.now = utc("2026-01-01T01:00")
        with pytest.raises(StoreError, match="disk is full"):
            await desk.engine.tick()
        assert not any([await desk.states(task.id) for task in tasks])
        await pages("1073741823")
        await desk.now()
        assert [await desk.states(task.id) for task in tasks] == [["done"]] * 100
        assert (await desk.audit()).clean


async def test_the_loop_sleeps_wakes_on_change_and_ends(desk: Desk) -> None:
    task = await desk.task(Timetable(Once(datetime(2026, 1, 2, 9)), "UTC"))
    done = asyncio.Event()
    desk.performer.ends = lambda task, run: done.set() or Ended("done")  # type: ignore[func-returns-value]
    desk.engine.start()
    await desk.tasks.run(OWNER.id, task.id)
    async with asyncio.timeout(20):
        await done.wait()
    await desk.engine.close()
    assert await desk.states(task.id) == ["done"]
