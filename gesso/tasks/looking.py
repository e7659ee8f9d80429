"""`gesso tasks list`, `doctor` and `audit`: the tasks of a database, looked at and not changed."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from sqlalchemy import Connection

from gesso.base.clock import Clock, system_clock
from gesso.base.errors import NotFound
from gesso.store import runs as run_rows
from gesso.store import tasks as task_rows
from gesso.store.database import Database
from gesso.tasks.audit import Audit, Key, audit
from gesso.tasks.doctor import examine, find
from gesso.tasks.saying import sentence
from gesso.tasks.stored import iso, task_of

T = TypeVar("T")


def read_from(address: str, job: Callable[[Connection], T]) -> T:
    """What `job` reads in the database at that address."""

    async def reading() -> T:
        db = await Database.open(address)
        try:
            return await db.read(job)
        finally:
            await db.close()

    return asyncio.run(reading())


def listed(conn: Connection) -> list[dict[str, Any]]:
    """Every task in a line's worth of fields."""
    rows = task_rows.all_tasks(conn)
    last = run_rows.last_runs(conn, [row.id for row in rows])
    held, titles = task_rows.paused_all(conn), {row.id: row.title for row in rows}
    found: list[dict[str, Any]] = []
    for row in rows:
        task, run = task_of(row), last.get(row.id)
        found.append(
            {
                "id": task.id, "title": task.title, "owner": task.owner,
                "state": "all paused" if task.state == "active" and task.owner in held else task.state,
                "when": sentence(task, titles),
                "zone": task.timetable.zone if task.timetable else None, "version": task.version,
                "next_utc": iso(task.next_at) if task.next_at else None,
                "last": f"{iso(run.scheduled)} {run.state}" if run else None,
            }
        )  # fmt: skip
    return found


def list_text(found: list[dict[str, Any]]) -> str:
    lines = [
        f"{one['id']}  {one['state']}  next {one['next_utc'] or 'never'}  last {one['last'] or 'never'}\n"
        f"    {one['title']}: {one['when']} ({one['zone'] or 'no zone'})\n"
        for one in found
    ]
    return "".join(lines) or "There are no tasks.\n"


def examined(conn: Connection, key: str, clock: Clock = system_clock) -> list[dict[str, Any]]:
    """For each task that `key` names, by id or part of its title, what decides whether it runs. Raises NotFound."""
    found = find(conn, key)
    if not found:
        raise NotFound(f"No task has the id, or in its title the words, “{key}”. `gesso tasks list` shows all.")
    return [
        {"id": task.id, "title": task.title, "lines": [asdict(line) for line in examine(conn, task, clock())]}
        for task in found
    ]


def examined_text(found: list[dict[str, Any]]) -> str:
    return "".join(
        f"{one['title']} ({one['id']})\n"
        + "".join(f"  {'ok ' if line['ok'] else 'NO '} {line['what']}: {line['why']}\n" for line in one["lines"])
        for one in found
    )


def audit_json(found: Audit, days: int) -> str:
    shown: dict[str, Any] = {"days": days, "clean": found.clean, **asdict(found)}
    for name in ("missing", "extra"):
        shown[name] = [_key(key) for key in shown[name]]
    return json.dumps(shown, ensure_ascii=False, indent=1)


def audit_text(found: Audit, days: int) -> str:
    lines = [
        f"{found.tasks} tasks, {found.instants} instants and {found.rows} rows of the last {days} days.",
        f"duplicate_total {found.duplicate_total}, missing {len(found.missing)}, extra {len(found.extra)}, "
        f"behind {len(found.behind)}.",
        *(f"  missing: {_key(key)}" for key in found.missing[:20]),
        *(f"  extra: {_key(key)}" for key in found.extra[:20]),
        *(f"  behind: {task}" for task in found.behind[:20]),
    ]
    return "\n".join([*lines, ""])


def audited(conn: Connection, days: int, clock: Clock = system_clock) -> Audit:
    return audit(conn, clock(), days)


def _key(key: Key) -> str:
    task, scheduled, version = key
    return f"{task} version {version} at {iso(scheduled)}"
