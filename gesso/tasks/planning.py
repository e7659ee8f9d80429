"""Planning in a transaction: the rows of what is due, the task's next instant and the queue change together or not.

Runs on the store's writer thread; of several processes the one that holds a task's row plans it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection

from gesso.schedule.zone import TZDATA
from gesso.store import runs as run_rows
from gesso.store import tasks as task_rows
from gesso.store.configuration import save_setting, setting
from gesso.tasks.plan import Due, Plan, apart, due_of, next_at, plan, special
from gesso.tasks.stored import said, task_of
from gesso.tasks.task import Run, Task

AT_ONCE = 200  # tasks in one transaction: other writes wait for it
_TZDATA = "tasks_tzdata"


class Writes(Protocol):
    """The part of `Notifier` that is called in a transaction."""

    def write(self, conn: Connection, task: Task, run: Run, paused: bool) -> None: ...


@dataclass(frozen=True)
class Planned:
    """How many tasks were planned, and how many rows that made."""

    tasks: int
    rows: int


def plan_due(conn: Connection, now: datetime, notifier: Writes) -> Planned:
    """Plan the tasks that are due, the longest due first, AT_ONCE at most; a task with very much to plan in parts."""
    tasks = [task_of(row) for row in task_rows.due_for_update(conn, now, AT_ONCE)]
    if not tasks:
        return Planned(0, 0)
    load = run_rows.going(conn, [task.id for task in tasks])
    closed = Closed.read(conn)
    known: dict[tuple[int, datetime], Due] = {}  # one timetable read twice is one object
    plans = []
    for task in tasks:
        key = id(task.timetable), task.planned_to
        if (due := known.get(key)) is None:
            due = known[key] = due_of(task, now)
        plans.append(plan(task, now, *load.get(task.id, (0, 0)), closed.why(task), due))
    _store(conn, tasks, plans, now, notifier)
    return Planned(len(tasks), sum(len(made.rows) for made in plans))


def heed_clocks(conn: Connection) -> int:
    """After an update of the zones' data: the next instant of every task anew; how many are another one now.

    A time that comes earlier than was foretold would else be seen only when the old one comes.
    """
    if setting(conn, _TZDATA) == TZDATA:
        return 0
    tasks = [task_of(row) for row in task_rows.planned_for_update(conn)]
    anew = [(task, next_at(task)) for task in tasks if task.timetable is not None]
    moved = [vars(task) | {"next_at": at} for task, at in anew if at != task.next_at]
    task_rows.advance_tasks(conn, moved)
    save_setting(conn, _TZDATA, TZDATA)
    return len(moved)


def plan_task(conn: Connection, task: Task, now: datetime, notifier: Writes) -> Task:
    """Plan everything of one task until `now`, before it is changed; the task as it then is."""
    while True:
        load = run_rows.going(conn, [task.id])
        made = plan(task, now, *load.get(task.id, (0, 0)), Closed.read(conn).why(task))
        _store(conn, [task], [made], now, notifier)
        task = made.task
        if not made.more:
            return task


def _store(conn: Connection, tasks: Sequence[Task], plans: Sequence[Plan], now: datetime, notifier: Writes) -> None:
    """Write what was planned."""
    for made in plans:
        if made.cancel and made.chosen:
            run_rows.end_going(
                conn, made.before.id, f"cancelled by the run of {said(made.chosen.scheduled, made.task)}", now
            )
    run_rows.insert_runs(conn, [vars(run) for made in plans for run in made.rows])
    task_rows.advance_tasks(conn, [vars(made) | {"id": made.before.id} for made in plans])
    for before, made in zip(tasks, plans, strict=True):
        if made.chosen and made.chosen.state in ("missed", "skipped") and before.state == "active":
            notifier.write(conn, made.task, made.chosen, False)


@dataclass(frozen=True)
class Closed:
    """Whose tasks do not run at all."""

    disabled: frozenset[str]
    paused_all: dict[str, str]

    @classmethod
    def read(cls, conn: Connection) -> "Closed":
        return cls(task_rows.disabled_owners(conn), task_rows.paused_all(conn))

    def why(self, task: Task) -> str:
        """Why nothing of the task may start, or ""."""
        if task.owner in self.disabled:
            return "its owner's account is closed"
        if task.state == "deleted":
            return "its task was deleted then"
        if task.state == "paused":
            return f"paused since {said(task.paused_at, task)}" if task.paused_at else "paused"
        if since := self.paused_all.get(task.owner):
            return f"all tasks paused since {said(datetime.fromisoformat(since), task)}"
        return ""


def insert_special(conn: Connection, task: Task, moment: datetime, note: str, **values: Any) -> Run:
    """The row of a run that no timetable asked for, at the first microsecond from `moment` on that has none yet."""
    at = apart(moment)
    while at == task.snoozed_until or run_rows.has_row(conn, task.id, at):
        at = apart(at + timedelta(microseconds=1))
    run = special(task, at, note, **values)
    run_rows.insert_runs(conn, [vars(run)])
    return run
