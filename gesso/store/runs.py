"""Rows of runs, which are also the queue, and of the processes that perform them.

A run is claimed, renewed and ended by statements that only take effect while the row is still as its holder left it,
so that of two processes one wins. Nothing here decides what a run's end means; floor 6 does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Insert,
    Select,
    Text,
    Update,
    any_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)

from gesso.store.errors import RunTaken
from gesso.store.given import ROWS, SQLITE, given, packed, value_of, write_each
from gesso.store.schema import executors, runs, tasks

GOING = ("queued", "running", "waiting")


@dataclass(frozen=True)
class RunRow:
    id: str
    task: str
    version: int
    scheduled: datetime
    wall: str
    note: str
    state: str
    reason: str
    ready_at: datetime | None
    late_s: int | None
    attempt: int
    crashes: int
    format: int
    executor: str | None
    lease_until: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    turn: str | None
    room: str | None
    canvas: str | None
    checks: Sequence[Mapping[str, Any]]
    usage: Mapping[str, Any]
    output: str


@dataclass(frozen=True)
class ExecutorRow:
    id: str
    started_at: datetime
    seen_at: datetime


def insert_runs(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of runs that have not begun. Raises IntegrityError if an instant of a task has one already."""
    if rows and conn.dialect.name == SQLITE:
        write_each(conn, _INSERT_EACH, rows)
    elif rows:
        conn.execute(_insert(conn.dialect.name), packed(_NAMED, rows))


_NAMED = [
    runs.c[name]
    for name in ("id", "task", "version", "scheduled", "wall", "note", "format", "state", "reason", "ready_at",
                 "ended_at")
]  # fmt: skip
_SAME = {"attempt": "0", "crashes": "0", "checks": "'[]'", "usage": "'{}'", "output": "''"}
_INSERT_EACH = insert(runs).values(
    {of.name: value_of(of) for of in _NAMED} | {name: literal_column(value) for name, value in _SAME.items()}
)


@lru_cache
def _insert(dialect: str) -> Insert:
    new = given(_NAMED, dialect)
    values = [*new.c, *map(literal_column, _SAME.values())]
    return insert(runs).from_select([*(column.name for column in _NAMED), *_SAME], select(*values))


def run_by_id(conn: Connection, run: str) -> RunRow | None:
    row = conn.execute(select(runs).where(runs.c.id == run)).one_or_none()
    return None if row is None else RunRow(**row._mapping)


def has_row(conn: Connection, task: str, scheduled: datetime) -> bool:
    """Whether an instant of a task has a row."""
    query = select(runs.c.id).where(runs.c.task == task, runs.c.scheduled == scheduled)
    return conn.execute(query).first() is not None


def runs_of(conn: Connection, task: str, before: datetime | None, limit: int) -> list[RunRow]:
    """The runs of a task scheduled before that moment, the newest first."""
    query = select(runs).where(runs.c.task == task)
    if before is not None:
        query = query.where(runs.c.scheduled < before)
    return [RunRow(**row._mapping) for row in conn.execute(query.order_by(runs.c.scheduled.desc()).limit(limit))]


def last_runs(conn: Connection, of: Sequence[str]) -> dict[str, RunRow]:
    """The newest run of each of these tasks that has one."""
    newest = select(runs.c.task, func.max(runs.c.scheduled).label("at")).where(runs.c.task.in_(of))
    found = newest.group_by(runs.c.task).subquery()
    query = select(runs).join(found, (runs.c.task == found.c.task) & (runs.c.scheduled == found.c.at))
    return {row.task: RunRow(**row._mapping) for row in conn.execute(query)}


def runs_between(conn: Connection, owner: str, start: datetime, end: datetime, limit: int) -> list[RunRow]:
    """The runs of somebody's tasks scheduled from `start` until before `end`, in order."""
    query = select(runs).join(tasks, tasks.c.id == runs.c.task).where(tasks.c.owner == owner)
    within = query.where(runs.c.scheduled >= start, runs.c.scheduled < end, tasks.c.state != "deleted")
    return [RunRow(**row._mapping) for row in conn.execute(within.order_by(runs.c.scheduled, runs.c.id).limit(limit))]


def scheduled_since(conn: Connection, since: datetime) -> dict[str, list[tuple[datetime, str, int]]]:
    """Of each task: the instant, note and version of every row from `since` on, in order."""
    query = select(runs.c.task, runs.c.scheduled, runs.c.note, runs.c.version).where(runs.c.scheduled >= since)
    found: dict[str, list[tuple[datetime, str, int]]] = {}
    for task, scheduled, note, version in conn.execute(query.order_by(runs.c.scheduled)):
        found.setdefault(task, []).append((scheduled, note, version))
    return found


# ---------------------------------------------------------------- the queue


def going(conn: Connection, of: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Of each of these tasks: how many runs go on (also those about to), and how many wait for the run before them."""
    found: dict[str, tuple[int, int]] = {}
    if conn.dialect.name == SQLITE:
        asked: dict[str, Any] = packed([runs.c.task], [{"task": task} for task in of])
    else:
        asked = {ROWS: list(of)}
    for task, state, ready_at in conn.execute(_going(conn.dialect.name), asked):
        on, waiting = found.get(task, (0, 0))
        held = state == "queued" and ready_at is None
        found[task] = (on, waiting + 1) if held else (on + 1, waiting)
    return found


@lru_cache
def _going(dialect: str) -> Select[str, str, datetime | None]:
    if dialect == SQLITE:
        asked: ColumnElement[bool] = runs.c.task.in_(select(given([runs.c.task], dialect)))
    else:  # joined with rows of JSON, PostgreSQL compares each task with every run that goes on
        asked = runs.c.task == any_(bindparam(ROWS, type_=ARRAY(Text)))
    return select(runs.c.task, runs.c.state, runs.c.ready_at).where(asked, runs.c.state.in_(GOING))


def ready_for_update(
    conn: Connection, now: datetime, newest_format: int, limit: int, without: Sequence[str]
) -> list[RunRow]:
    """Queued runs whose moment has come, the earliest first; those that another process looks at are left to it."""
    query = select(runs).where(runs.c.state == "queued", runs.c.ready_at <= now, runs.c.format <= newest_format)
    if without:
        query = query.where(runs.c.id.not_in(without))
    found = query.order_by(runs.c.ready_at, runs.c.scheduled).limit(limit).with_for_update(skip_locked=True)
    return [RunRow(**row._mapping) for row in conn.execute(found)]


def expired(conn: Connection, state: str, now: datetime, limit: int) -> list[RunRow]:
    """Runs in that state whose lease is over."""
    query = select(runs).where(runs.c.state == state, runs.c.lease_until <= now)
    return [RunRow(**row._mapping) for row in conn.execute(query.order_by(runs.c.lease_until).limit(limit))]


def change_run(conn: Connection, run: str, values: Mapping[str, Any], **still: Any) -> bool:
    """Set `values` if the row still has the values `still`; whether it had."""
    where = [runs.c.id == run, *(runs.c[name] == value for name, value in still.items())]
    return bool(conn.execute(update(runs).where(*where).values(**values)).rowcount)


def hold_run(conn: Connection, run: str, executor: str | None, attempt: int) -> None:
    """Keep others from taking the run until this transaction ends. Raises RunTaken where one has."""
    mine = (runs.c.id == run, runs.c.state == "running", runs.c.executor == executor, runs.c.attempt == attempt)
    if conn.execute(select(runs.c.id).where(*mine).with_for_update(read=True)).first() is None:
        raise RunTaken("Another process goes on with this run, so what was still written here is not stored.")


def begin_runs(conn: Connection, begun: Sequence[Mapping[str, Any]]) -> None:
    """Let queued runs, whose rows this transaction holds, go on with the values of _BEGUN."""
    if begun:
        conn.execute(_begin(conn.dialect.name), packed(_BEGUN, begun))


def end_runs(conn: Connection, ended: Sequence[Mapping[str, Any]]) -> set[str]:
    """Store how runs ended, those that are still their holder's in the same attempt; the ids of these.

    Each has the values of _ENDED, of which `executor` and `attempt` are the holder's.
    """
    if not ended:
        return set()
    return set(conn.execute(_end(conn.dialect.name), packed(_ENDED, ended)).scalars())


_BEGUN = [runs.c[name] for name in ("id", "executor", "lease_until", "started_at", "late_s", "attempt")]
_ENDED = [
    runs.c[name]
    for name in ("id", "executor", "attempt", "state", "reason", "turn", "room", "canvas", "checks", "usage", "output",
                 "lease_until", "ready_at", "ended_at")
]  # fmt: skip


@lru_cache
def _begin(dialect: str) -> Update:
    new = given(_BEGUN, dialect)
    values = {of.name: new.c[of.name] for of in _BEGUN[1:]}
    return (
        update(runs)
        .where(runs.c.id == new.c.id, runs.c.state == "queued")
        .values(values | {"state": "running", "ready_at": None})
    )


@lru_cache
def _end(dialect: str) -> Any:
    new = given(_ENDED, dialect)
    held = (runs.c[name] == new.c[name] for name in ("id", "executor", "attempt"))
    values = {of.name: new.c[of.name] for of in _ENDED[3:]} | {"executor": None}
    return update(runs).where(*held, runs.c.state == "running").values(values).returning(runs.c.id)


def end_queued(conn: Connection, task: str, state: str, reason: str, now: datetime) -> int:
    """End what of a task has not begun yet; how many runs."""
    which = (runs.c.task == task, runs.c.state == "queued", runs.c.started_at.is_(None))
    return conn.execute(
        update(runs).where(*which).values(state=state, reason=reason, ended_at=now, ready_at=None)
    ).rowcount


def end_going(conn: Connection, task: str, reason: str, now: datetime) -> None:
    """Cancel every run of a task that has not ended."""
    ended = {"state": "cancelled", "reason": reason, "ended_at": now, "ready_at": None, "lease_until": None}
    conn.execute(update(runs).where(runs.c.task == task, runs.c.state.in_(GOING)).values(**ended))


def waiting_in(conn: Connection, room: str, owner: str) -> list[str]:
    """The runs of somebody's tasks that wait in that room for an answer."""
    which = (runs.c.state == "waiting", runs.c.room == room, tasks.c.owner == owner)
    return list(conn.execute(select(runs.c.id).join(tasks, tasks.c.id == runs.c.task).where(*which)).scalars())


def held_runs(conn: Connection, of: Sequence[str]) -> dict[str, str]:
    """Of each of these tasks that has one: the run that waits for the one before it, the earliest of several."""
    which = (runs.c.task.in_(of), runs.c.state == "queued", runs.c.ready_at.is_(None))
    found = conn.execute(select(runs.c.task, runs.c.id).where(*which).order_by(runs.c.scheduled.desc()))
    return {row.task: row.id for row in found}


def next_events(conn: Connection, newest_format: int) -> tuple[datetime | None, datetime | None]:
    """The earliest moment at which a run is ready, and at which a lease is over."""
    ready = select(func.min(runs.c.ready_at)).where(
        runs.c.state == "queued", runs.c.ready_at.is_not(None), runs.c.format <= newest_format
    )
    leases = select(func.min(runs.c.lease_until)).where(
        runs.c.state.in_(("running", "waiting")), runs.c.lease_until.is_not(None)
    )
    return conn.execute(ready).scalar(), conn.execute(leases).scalar()


# ---------------------------------------------------------------- processes


def seen(conn: Connection, executor: str, now: datetime) -> None:
    """Say that a process lives."""
    if not conn.execute(update(executors).where(executors.c.id == executor).values(seen_at=now)).rowcount:
        conn.execute(insert(executors), {"id": executor, "started_at": now, "seen_at": now})


def renew(conn: Connection, executor: str, held: Sequence[str], until: datetime) -> None:
    """Hold these runs until then, as far as they are still that process's."""
    mine = (runs.c.id.in_(held), runs.c.executor == executor, runs.c.state == "running")
    conn.execute(update(runs).where(*mine).values(lease_until=until))


def lost(conn: Connection, executor: str, held: Sequence[str]) -> dict[str, str]:
    """Those of these runs that are not that process's any more, with their states."""
    query = select(runs.c.id, runs.c.state, runs.c.executor).where(runs.c.id.in_(held))
    rows = conn.execute(query)
    return {row.id: row.state for row in rows if row.state != "running" or row.executor != executor}


def list_executors(conn: Connection) -> list[ExecutorRow]:
    """The processes known, the one last seen first."""
    return [ExecutorRow(**row._mapping) for row in conn.execute(select(executors).order_by(executors.c.seen_at.desc()))]


def forget_executors(conn: Connection, before: datetime) -> None:
    """Remove those not seen since that moment."""
    conn.execute(delete(executors).where(executors.c.seen_at < before))
