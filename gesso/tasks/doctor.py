"""Why a task does or does not run: one line for each thing that decides it, in words. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from gesso.store import runs as run_rows
from gesso.store import tasks as task_rows
from gesso.tasks.plan import FORMAT
from gesso.tasks.planning import Closed
from gesso.tasks.stored import iso, run_of, task_of
from gesso.tasks.task import Run, Task

ALIVE = timedelta(seconds=60)
BEHIND = timedelta(seconds=30)


@dataclass(frozen=True)
class Line:
    what: str
    ok: bool
    why: str


def examine(conn: Connection, task: Task, now: datetime) -> list[Line]:
    """What decides whether the task runs, the gravest first."""
    rows = [run_of(row) for row in run_rows.runs_of(conn, task.id, None, 5)]
    return [_state(conn, task), _next(conn, task, now), _server(conn, now), *_runs(task, rows, now)]


def preflight_lines(checks: Sequence[Mapping[str, Any]]) -> list[Line]:
    """What a `Performer` found, as lines."""
    return [Line(str(check["what"]), bool(check["ok"]), str(check["why"])) for check in checks]


def _state(conn: Connection, task: Task) -> Line:
    if why := Closed.read(conn).why(task):
        return Line("switched on", False, f"{why}. {task.paused_why}".strip())
    if task.state == "ended":
        return Line("switched on", False, "Its last time is past. Give it a new one, or run it by hand.")
    return Line("switched on", True, "It is active.")


def _next(conn: Connection, task: Task, now: datetime) -> Line:
    if task.settings.after is not None:
        first = task_rows.task_by_id(conn, task.settings.after)
        if first is None or first.state == "deleted":
            return Line("next time", False, "The task it runs after was deleted; give it a timetable.")
        return Line("next time", True, f"Whenever “{first.title}” is done.")
    if task.next_at is None:
        return Line("next time", False, "There is no next time.")
    if now - task.next_at > BEHIND:
        return Line("next time", False, f"It was due at {iso(task.next_at)} and nothing has planned it since.")
    snoozed = f" It is snoozed until {iso(task.snoozed_until)}." if task.snoozed_until else ""
    return Line("next time", True, f"{iso(task.next_at)}.{snoozed}")


def _server(conn: Connection, now: datetime) -> Line:
    alive = [one for one in run_rows.list_executors(conn) if now - one.seen_at <= ALIVE]
    if alive:
        return Line("a gesso that runs tasks", True, f"{len(alive)} running; last seen {iso(alive[0].seen_at)}.")
    return Line("a gesso that runs tasks", False, "None was seen in the last minute. Start one with `gesso serve`.")


def _runs(task: Task, rows: Sequence[Run], now: datetime) -> list[Line]:
    if not rows:
        return [Line("last run", True, "It has not been due yet.")]
    lines = [_run(run, now) for run in rows]
    if task.failures:
        lines.append(Line("failures", False, f"{task.failures} in a row; five pause it."))
    return lines


def _run(run: Run, now: datetime) -> Line:
    if run.state == "queued" and run.format > FORMAT:
        return Line(f"run of {iso(run.scheduled)}", False, "It was begun by a newer gesso, which must go on with it.")
    late = f", {run.late_s} s late" if run.late_s and run.late_s >= 10 else ""
    ok = run.state in ("done", "nothing_new", "queued", "running", "waiting")
    behind = run.state == "running" and run.lease_until is not None and run.lease_until < now - BEHIND
    why = f"{run.state.replace('_', ' ')}{late}{f': {run.reason}' if run.reason else ''}"
    if behind:
        return Line(
            f"run of {iso(run.scheduled)}", False, f"{why}. The process that ran it is gone; another takes over."
        )
    return Line(f"run of {iso(run.scheduled)}", ok, why)


def find(conn: Connection, key: str) -> list[Task]:
    """Tasks by id, or by a part of their title."""
    rows = task_rows.all_tasks(conn)
    exact = [row for row in rows if row.id == key]
    return [task_of(row) for row in exact or rows if exact or key.casefold() in row.title.casefold()]
