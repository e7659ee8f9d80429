"""Whatever is done to tasks, whenever the machine is down or the process dies: one row for each instant, and no other.

The engine lives through random histories on the virtual clock; the audit, which expands every version anew, is the
oracle. A crash takes the process away at any of its transactions: before it, or after it is committed and before
anybody knows.
"""

import itertools
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from gesso.base.errors import GessoError
from gesso.schedule.schedule import Timetable
from gesso.store import runs as run_rows
from gesso.store import tasks as task_rows
from gesso.tasks.task import Ended
from gesso.tasks.tasks import Change
from tests.tasks.clockwork import OWNER, Desk, daily, every, open_desk, utc

START = utc("2026-10-31T20:00")  # the night in which New York has an hour twice
ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC")


class Crash(Exception):
    """The process is gone."""


def fragile(desk: Desk, at: int, committed: bool) -> None:
    """Let the desk's process die at its transaction number `at`, before it or just after."""
    write = desk.db.write
    left = at

    def dying(job: Callable[..., Any], chain: Any = None) -> Awaitable[Any]:
        nonlocal left
        left -= 1
        if left != 0:
            return write(job, chain)
        desk.db.write = write  # type: ignore[method-assign]

        async def die() -> Any:
            if committed:
                await write(job, chain)
            raise Crash

        return die()

    desk.db.write = dying  # type: ignore[method-assign]


timetables = st.one_of(
    st.builds(
        lambda hour, minute, zone: daily(f"{hour:02}:{minute:02}", zone, "2026-10-30"),
        st.sampled_from([0, 1, 2, 3]), st.sampled_from([0, 15, 30, 45]), st.sampled_from(ZONES),
    ),
    st.builds(lambda minutes, zone: every(minutes, "2026-10-31T00:00", zone), st.sampled_from([30, 45, 60, 97]),
              st.sampled_from(ZONES)),
)  # fmt: skip
minutes = st.integers(1, 400)
acts = st.one_of(
    st.tuples(st.just("live"), minutes),
    st.tuples(st.just("down"), minutes),
    st.tuples(st.just("edit"), timetables),
    st.tuples(st.sampled_from(["pause", "resume", "undo", "run", "pause_all", "resume_all", "delete"]), st.none()),
    st.tuples(st.just("snooze"), minutes),
    st.tuples(st.just("fail"), st.booleans()),
    st.tuples(st.just("crash"), st.tuples(st.integers(1, 6), st.booleans(), minutes)),
)


async def act(desk: Desk, task: str, what: str, with_: Any) -> None:
    """Do one thing; what the state of the task does not allow is refused and changes nothing."""
    tasks = desk.tasks
    try:
        match what:
            case "live":
                await desk.until(desk.clock.now + timedelta(minutes=with_))
            case "down":
                desk.clock.now += timedelta(minutes=with_)
            case "crash":
                after, committed, more = with_
                fragile(desk, after, committed)
                with suppress(Crash):
                    await desk.until(desk.clock.now + timedelta(minutes=more))
                desk.db.__dict__.pop("write", None)
                await desk.restart()
            case "edit":
                await tasks.change(OWNER.id, task, Change(timetable=with_))
            case "snooze":
                await tasks.snooze(OWNER.id, task, with_)
            case "fail":
                desk.performer.ends = lambda task, run: Ended("failed", "so it is told", passing=with_)
            case "pause_all" | "resume_all":
                await getattr(tasks, what)(OWNER.id)
            case _:
                await getattr(tasks, what)(OWNER.id, task)
    except GessoError:
        pass


async def lived(history: list[tuple[str, Any]], first: Timetable, overlap: Any) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with open_desk(Path(folder) / "gesso.db", START) as desk:
            task = await desk.task(first, overlap=overlap)
            for what, with_ in history:
                await act(desk, task.id, what, with_)
            for what in ("undo", "resume", "resume_all"):  # so that the audit sees it, deleted or not
                await act(desk, task.id, what, None)
            await desk.until(desk.clock.now + timedelta(hours=8))
            found = await desk.audit()
            assert found.duplicate_total == 0
            assert (found.missing, found.extra, found.behind) == ([], [], []), history
            rows = await desk.rows(task.id)
            assert all(run.state not in ("queued", "running") or run.attempt for run in rows[:-1])
            told = [key for key, state, _ in desk.notifier.told if state != "waiting"]
            assert len(told) == len(set(told)), "an end was told twice"


histories = given(st.lists(acts, min_size=1, max_size=8), timetables, st.sampled_from(["skip", "queue", "cancel", 2]))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@histories
async def test_one_row_for_each_instant_whatever_happens(
    history: list[tuple[str, Any]], first: Timetable, overlap: Any
) -> None:
    await lived(history, first, overlap)


@pytest.mark.slow
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@histories
async def test_one_row_for_each_instant_in_many_histories(
    history: list[tuple[str, Any]], first: Timetable, overlap: Any
) -> None:
    await lived(history, first, overlap)


HISTORY: list[tuple[str, Any]] = [("live", 90), ("crash", (2, True, 120)), ("down", 60), ("live", 200)]


def _forgets_to_advance(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows and the next instant are no longer one transaction: the second is lost now and then."""
    advance, calls = task_rows.advance_tasks, itertools.count()
    monkeypatch.setattr(task_rows, "advance_tasks", lambda conn, rows: next(calls) % 2 or advance(conn, rows))


def _loses_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    insert, calls = run_rows.insert_runs, itertools.count()
    monkeypatch.setattr(run_rows, "insert_runs", lambda conn, rows: insert(conn, rows[next(calls) % 3 == 2 :]))


def _doubles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the unique index, a second process planned the same instants."""
    insert = run_rows.insert_runs

    def twice(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        conn.exec_driver_sql("DROP INDEX IF EXISTS runs_once")
        insert(conn, [*rows, *({**row, "id": f"{row['id']}:other"} for row in rows)])

    monkeypatch.setattr(run_rows, "insert_runs", twice)


@pytest.mark.parametrize("fault", [_forgets_to_advance, _loses_a_row, _doubles])
async def test_a_planted_fault_is_seen(fault: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """What this file checks does fail where exactly-once is broken; the same history is fine without the fault."""
    await lived(HISTORY, every(30), "skip")
    fault(monkeypatch)
    with pytest.raises((AssertionError, IntegrityError)):
        await lived(HISTORY, every(30), "skip")
