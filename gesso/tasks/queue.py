"""The queue: runs are claimed, renewed, ended, tried again and taken from dead processes. Transactions only.

A run belongs to the process named in its row until `lease_until`; whoever ends it must still be that process in the
same attempt, so that a process that was taken for dead cannot end a run that another goes on with.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from gesso.schedule.policy import ONCE_GRACE, TOO_LATE, grace
from gesso.store import runs as run_rows
from gesso.store import tasks as task_rows
from gesso.store.runs import RunRow
from gesso.tasks.plan import FORMAT
from gesso.tasks.planning import Closed, Writes, insert_special
from gesso.tasks.stored import row_of_task, run_of, task_of
from gesso.tasks.task import Ended, Run, Task

LEASE = timedelta(seconds=30)
BACKOFF = (timedelta(seconds=30), timedelta(minutes=5))  # before the second and the third try
TRIES = len(BACKOFF) + 1
MOST_CRASHES = 5
WAIT = timedelta(days=7)
FAILURES = 5  # in a row, then the task is paused
SHOWN_OUTPUT = 4_000


@dataclass(frozen=True)
class Claimed:
    task: Task
    run: Run


@dataclass(frozen=True)
class Taken:
    """`seen`: how many ready runs were looked at; some of them may not begin any more."""

    claimed: Sequence[Claimed]
    seen: int


@dataclass(frozen=True)
class Doomed:
    """A run that this process holds to end it as failed, because of `why`, and to say so."""

    task: Task
    run: Run
    why: str


@dataclass(frozen=True)
class End:
    """How a run that this process holds ended."""

    run: Run
    ended: Ended


@dataclass(frozen=True)
class Settled:
    """A run that ended or waits, and whether its failure paused the task."""

    task: Task
    run: Run
    paused: bool


def claim(
    conn: Connection, executor: str, now: datetime, limit: int, notifier: Writes, without: Sequence[str] = ()
) -> Taken:
    """Take at most `limit` runs that are ready, for `executor`.

    `without`: runs that it lost to another process and has not let go of yet.
    """
    found = run_rows.ready_for_update(conn, now, FORMAT, limit, without)
    tasks = task_rows.tasks_by_id(conn, sorted({row.task for row in found}))
    closed = Closed.read(conn)
    claimed: list[Claimed] = []
    for row in found:
        task, run = task_of(tasks[row.task]), run_of(row)
        if why := _too_late(task, run, now):
            _end_unstarted(conn, task, run, "missed", why, now, notifier)
        elif task.owner in closed.disabled:
            _end_unstarted(conn, task, run, "skipped", closed.why(task), now, notifier)
        else:
            claimed.append(Claimed(task, _started(run, executor, now)))
    run_rows.begin_runs(conn, [vars(one.run) for one in claimed])
    return Taken(claimed, len(found))


def _too_late(task: Task, run: Run, now: datetime) -> str:
    """Why a run that was queued before a downtime may not begin any more, or ""."""
    if run.started_at or run.ready_at is None:
        return ""
    allowed = grace(task.timetable, run.scheduled) if task.timetable and not run.scheduled.microsecond else ONCE_GRACE
    # From when it could begin: a run that waited for the one before it is late for no fault of its own.
    return TOO_LATE if now - max(run.scheduled, run.ready_at) > allowed else ""


def _end_unstarted(
    conn: Connection, task: Task, run: Run, state: Any, reason: str, now: datetime, notifier: Writes
) -> None:
    ended = replace(run, state=state, reason=reason, ended_at=now, ready_at=None)
    values = {"state": state, "reason": reason, "ended_at": now, "ready_at": None}
    if run_rows.change_run(conn, run.id, values, state="queued"):
        _next(conn, [ended], now)
        notifier.write(conn, task, ended, False)


def _started(run: Run, executor: str, now: datetime) -> Run:
    late_s = run.late_s if run.late_s is not None else max(0, int((now - run.scheduled).total_seconds()))
    return replace(
        run, state="running", executor=executor, lease_until=now + LEASE, started_at=run.started_at or now,
        late_s=late_s, attempt=run.attempt + 1, ready_at=None,
    )  # fmt: skip


def tries_again(run: Run, ended: Ended) -> bool:
    """Whether the run is put back into the queue; having been cut off uses up no try."""
    return ended.state == "failed" and ended.passing and run.attempt - run.crashes < TRIES


def end(conn: Connection, ends: Sequence[End], now: datetime, notifier: Writes) -> list[Settled | None]:
    """Store how runs ended, with all that follows from it; None for one that is no longer this process's to end."""
    tasks = {row.id: task_of(row) for row in task_rows.tasks_for_update(conn, sorted({end.run.task for end in ends}))}
    settled = [_settled(end.run, end.ended, now) for end in ends if end.run.task in tasks]
    held = {end.run.id: {"executor": end.run.executor} for end in ends}
    stored = run_rows.end_runs(conn, [vars(run) | held[run.id] for run in settled])
    found: dict[str, Settled] = {}
    over: list[Run] = []
    for run in settled:
        if run.id not in stored:
            continue
        paused = False
        if run.state not in ("queued", "waiting"):
            tasks[run.task], paused = _counted(conn, tasks[run.task], run, now)
            over.append(run)
        if run.state != "queued":
            notifier.write(conn, tasks[run.task], run, paused)
        found[run.id] = Settled(tasks[run.task], run, paused)
    _next(conn, over, now)
    return [found.get(end.run.id) for end in ends]


def _settled(run: Run, ended: Ended, now: datetime) -> Run:
    """The run as it ended, waits, or is to be tried again."""
    settled = replace(
        run, reason=ended.reason or run.reason, turn=ended.turn or run.turn, room=ended.room or run.room,
        canvas=ended.canvas or run.canvas, checks=list(ended.checks), usage=dict(ended.usage),
        output=ended.output[:SHOWN_OUTPUT], executor=None, lease_until=None,
    )  # fmt: skip
    if tries_again(run, ended):
        wait = BACKOFF[run.attempt - run.crashes - 1]
        reason = f"tries again in {_span(wait)}: {ended.reason}"
        return replace(settled, state="queued", ready_at=now + wait, reason=reason)
    if ended.state == "waiting":
        return replace(settled, state="waiting", lease_until=now + WAIT)
    return replace(settled, state=ended.state, ended_at=now)


def _counted(conn: Connection, task: Task, run: Run, now: datetime) -> tuple[Task, bool]:
    """The task with this run counted, and whether that paused it."""
    changed = replace(task, failures=task.failures + 1 if run.state == "failed" else 0)
    paused = changed.failures >= FAILURES and changed.state == "active"
    if paused:
        why = f"It failed {FAILURES} times in a row. The last time: {run.reason}"
        changed = replace(changed, state="paused", paused_why=why, paused_at=now)
    if changed != task:
        task_rows.save_task(conn, row_of_task(changed))
    if paused:
        run_rows.end_queued(conn, task.id, "skipped", f"paused after {FAILURES} failures", now)
    return changed, paused


def _next(conn: Connection, over: Sequence[Run], now: datetime) -> None:
    """Let the runs that wait for these begin, and the tasks that come after theirs."""
    if not over:
        return
    if held := run_rows.held_runs(conn, sorted({run.task for run in over})):
        going = run_rows.going(conn, sorted(held))
        for task, run in held.items():
            if not going.get(task, (0, 0))[0]:
                run_rows.change_run(conn, run, {"ready_at": now}, state="queued")
    done = Counter(run.task for run in over if run.state == "done")
    following = task_rows.following_for_update(conn, sorted(done)) if done else []
    if not following:
        return
    closed = Closed.read(conn)
    for row in following:
        for _ in range(done[row.after or ""]):
            _follow(conn, task_of(row), f"after {row.after}", closed, now)


def _follow(conn: Connection, follower: Task, note: str, closed: Closed, now: datetime) -> None:
    on, _ = run_rows.going(conn, [follower.id]).get(follower.id, (0, 0))
    if why := closed.why(follower) or ("its run before still goes on" if on else ""):
        insert_special(conn, follower, now, note, state="skipped", reason=why, ended_at=now)
    else:
        insert_special(conn, follower, now, note, ready_at=now)


def hold_of(run: Run) -> Callable[[Connection], None]:
    """What must be so when something that this run wrote is stored: that it is still this process's."""
    return partial(run_rows.hold_run, run=run.id, executor=run.executor, attempt=run.attempt)


def release(conn: Connection, executor: str, ids: Sequence[str], now: datetime) -> None:
    """Hand runs back that this process does not finish because it stops; another goes on with them at once."""
    for run in ids:
        row = run_rows.run_by_id(conn, run)
        if row is not None:
            values = {"state": "queued", "ready_at": now, "executor": None, "lease_until": None,
                      "attempt": row.attempt - 1}  # fmt: skip
            run_rows.change_run(conn, run, values, state="running", executor=executor)


def answered(conn: Connection, run: str, now: datetime) -> bool:
    """A person answered what a run waits for: it goes on. Whether it waited."""
    values: Mapping[str, Any] = {"state": "queued", "ready_at": now, "lease_until": None, "attempt": 0,
                                 "crashes": 0}  # fmt: skip
    return run_rows.change_run(conn, run, values, state="waiting")


def reap(conn: Connection, executor: str, now: datetime) -> list[Doomed]:
    """Take back the runs of dead processes.

    Those cut off too often, and those whose question nobody answered, are held by `executor`, which is to end them.
    """
    doomed: list[Doomed | None] = []
    for row in run_rows.expired(conn, "running", now, 100):
        crashes = row.crashes + 1
        if crashes < MOST_CRASHES or _counts_itself(conn, row):
            values = {"state": "queued", "ready_at": now, "executor": None, "lease_until": None, "crashes": crashes,
                      "reason": "its process ended; goes on in another"}  # fmt: skip
            run_rows.change_run(conn, row.id, values, state="running", executor=row.executor, attempt=row.attempt)
        else:
            doomed.append(_doomed(conn, row, executor, f"gesso stopped {MOST_CRASHES} times while it ran", now))
    for row in run_rows.expired(conn, "waiting", now, 100):
        why = f"nobody answered its question within {WAIT.days} days"
        doomed.append(_doomed(conn, row, executor, why, now))
    return [one for one in doomed if one is not None]


def _counts_itself(conn: Connection, row: RunRow) -> bool:
    """A plan has many steps, and counts for each of them how often it was cut off."""
    task = task_rows.task_by_id(conn, row.task)
    return task is not None and task_of(task).settings.kind == "plan"


def _doomed(conn: Connection, row: RunRow, executor: str, why: str, now: datetime) -> Doomed | None:
    task = task_rows.task_for_update(conn, row.task)
    held = {"state": "running", "executor": executor, "lease_until": now + LEASE}
    still = {"state": row.state, "executor": row.executor, "attempt": row.attempt, "lease_until": row.lease_until}
    if task is None or not run_rows.change_run(conn, row.id, held, **still):
        return None
    return Doomed(task_of(task), replace(run_of(row), state="running", executor=executor), why)


def _span(wait: timedelta) -> str:
    seconds = int(wait.total_seconds())
    return f"{seconds // 60} minutes" if seconds >= 120 else f"{seconds} seconds"
