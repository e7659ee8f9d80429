"""Rows of tasks and of their versions. Timetables and settings are JSON here; floor 6 knows what is in them.

Functions that end in `for_update` hold the row against other processes until the transaction ends: PostgreSQL by a
lock on it, SQLite because its writing transactions exclude one another anyway.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Text, Update, delete, func, insert, select, type_coerce, update

from gesso.store.columns import Json
from gesso.store.configuration import save_setting, setting
from gesso.store.given import SQLITE, given, packed, value_of, write_each
from gesso.store.schema import runs, task_versions, tasks, users

PAUSED_ALL = "tasks_paused"


@dataclass(frozen=True)
class TaskRow:
    """`timetable` and `settings`: JSON, as values or, where many are read to be planned, as its text."""

    id: str
    owner: str
    room: str
    title: str
    instruction: str
    timetable: Mapping[str, Any] | str | None
    settings: Mapping[str, Any] | str
    after: str | None
    state: str
    paused_why: str
    paused_at: datetime | None
    version: int
    planned_to: datetime
    next_at: datetime | None
    snoozed_until: datetime | None
    failures: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True)
class VersionRow:
    """`at`: the instants of this version are later than this, and not later than the next version's."""

    task: str
    version: int
    at: datetime
    by: str
    why: str
    title: str
    instruction: str
    timetable: Mapping[str, Any] | None
    settings: Mapping[str, Any]


_UNREAD = [
    type_coerce(column, Text).label(column.name) if isinstance(column.type, Json) else column
    for column in (tasks.c[field.name] for field in fields(TaskRow))
]


def _values(row: Any) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def insert_task(conn: Connection, made: TaskRow) -> None:
    conn.execute(insert(tasks), _values(made))


def save_task(conn: Connection, changed: TaskRow) -> None:
    conn.execute(update(tasks).where(tasks.c.id == changed.id).values(_values(changed)))


def advance_tasks(conn: Connection, advanced: Sequence[Mapping[str, Any]]) -> None:
    """Set `planned_to`, `next_at`, `snoozed_until` and `state` of each `id`."""
    if advanced and conn.dialect.name == SQLITE:
        write_each(conn, _ADVANCE_EACH, advanced)
    elif advanced:
        conn.execute(_advance(conn.dialect.name), packed(_ADVANCED, advanced))


_ADVANCED = [tasks.c[name] for name in ("id", "planned_to", "next_at", "snoozed_until", "state")]

_ADVANCE_EACH = (
    update(tasks).where(tasks.c.id == value_of(tasks.c.id)).values({of.name: value_of(of) for of in _ADVANCED[1:]})
)


@lru_cache
def _advance(dialect: str) -> Update:
    new = given(_ADVANCED, dialect)
    return update(tasks).where(tasks.c.id == new.c.id).values({of.name: new.c[of.name] for of in _ADVANCED[1:]})


def task_by_id(conn: Connection, task: str) -> TaskRow | None:
    row = conn.execute(select(tasks).where(tasks.c.id == task)).one_or_none()
    return None if row is None else TaskRow(**row._mapping)


def task_for_update(conn: Connection, task: str) -> TaskRow | None:
    row = conn.execute(select(tasks).where(tasks.c.id == task).with_for_update()).one_or_none()
    return None if row is None else TaskRow(**row._mapping)


def tasks_for_update(conn: Connection, wanted: Sequence[str]) -> list[TaskRow]:
    """Those of these tasks that there are; held in one order, so that two processes do not wait for each other."""
    query = select(tasks).where(tasks.c.id.in_(wanted)).order_by(tasks.c.id).with_for_update()
    return [TaskRow(**row._mapping) for row in conn.execute(query)]


def tasks_by_id(conn: Connection, wanted: Sequence[str]) -> dict[str, TaskRow]:
    rows = conn.execute(select(tasks).where(tasks.c.id.in_(wanted)))
    return {row.id: TaskRow(**row._mapping) for row in rows}


def tasks_of(conn: Connection, owner: str) -> list[TaskRow]:
    """That person's tasks that are not deleted, the newest first."""
    query = select(tasks).where(tasks.c.owner == owner, tasks.c.state != "deleted")
    return [TaskRow(**row._mapping) for row in conn.execute(query.order_by(tasks.c.created_at.desc(), tasks.c.id))]


def all_tasks(conn: Connection) -> list[TaskRow]:
    """Every task that is not deleted, by owner."""
    query = select(tasks).where(tasks.c.state != "deleted").order_by(tasks.c.owner, tasks.c.created_at, tasks.c.id)
    return [TaskRow(**row._mapping) for row in conn.execute(query)]


def count_tasks(conn: Connection, owner: str) -> int:
    query = select(func.count()).select_from(tasks).where(tasks.c.owner == owner, tasks.c.state != "deleted")
    return conn.execute(query).scalar_one()


def due_for_update(conn: Connection, now: datetime, limit: int) -> list[TaskRow]:
    """Tasks whose next instant has come, the longest due first; those that another process plans are left to it."""
    due = (tasks.c.next_at <= now, tasks.c.state != "deleted")
    query = select(*_UNREAD).where(*due).order_by(tasks.c.next_at).limit(limit).with_for_update(skip_locked=True)
    return [TaskRow(*row) for row in conn.execute(query)]


def planned_for_update(conn: Connection) -> list[TaskRow]:
    """Every task that has a next instant."""
    query = select(*_UNREAD).where(tasks.c.next_at.is_not(None), tasks.c.state != "deleted").order_by(tasks.c.id)
    return [TaskRow(*row) for row in conn.execute(query.with_for_update())]


def next_due(conn: Connection) -> datetime | None:
    """The earliest instant of any task that has no row yet."""
    found: datetime | None = conn.execute(
        select(func.min(tasks.c.next_at)).where(tasks.c.next_at.is_not(None), tasks.c.state != "deleted")
    ).scalar()
    return found


def following_for_update(conn: Connection, of: Sequence[str]) -> list[TaskRow]:
    """The tasks that run after one of these."""
    query = select(tasks).where(tasks.c.after.in_(of), tasks.c.state == "active").order_by(tasks.c.id)
    return [TaskRow(**row._mapping) for row in conn.execute(query.with_for_update())]


def insert_version(conn: Connection, version: VersionRow) -> None:
    conn.execute(insert(task_versions), _values(version))


def versions_of(conn: Connection, task: str) -> list[VersionRow]:
    """All versions, the first first."""
    query = select(task_versions).where(task_versions.c.task == task).order_by(task_versions.c.version)
    return [VersionRow(**row._mapping) for row in conn.execute(query)]


def forget_deleted(conn: Connection, before: datetime) -> int:
    """Remove tasks deleted before that moment, with their history; how many."""
    gone = select(tasks.c.id).where(tasks.c.state == "deleted", tasks.c.updated_at < before)
    for table, key in ((runs, runs.c.task), (task_versions, task_versions.c.task)):
        conn.execute(delete(table).where(key.in_(gone)))
    return conn.execute(delete(tasks).where(tasks.c.id.in_(gone))).rowcount


def disabled_owners(conn: Connection) -> frozenset[str]:
    """People whose account was closed: nothing runs for them."""
    return frozenset(conn.execute(select(users.c.id).where(users.c.disabled.is_(True))).scalars())


def paused_all(conn: Connection) -> dict[str, str]:
    """Who has paused all their tasks, and since when (ISO 8601)."""
    return dict(setting(conn, PAUSED_ALL) or {})


def save_paused_all(conn: Connection, owner: str, since: str | None) -> None:
    """Pause, or with None resume, all tasks of that person."""
    found = paused_all(conn)
    found.pop(owner, None)
    save_setting(conn, PAUSED_ALL, found | {owner: since} if since else found or None)
