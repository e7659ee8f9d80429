"""Rows of a room's event log. The key (room, seq) is the sequencer between processes; rows are never changed.

Knows nothing of what bodies mean. Functions take a connection and are called inside `Database.read` and `write`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.exc import DBAPIError

from gesso.store.errors import SequenceTaken, is_taken
from gesso.store.schema import events


@dataclass(frozen=True)
class EventRow:
    """An event on its way into the log: who, when, and its body as JSON."""

    by: str
    at: datetime
    body: dict[str, Any]


@dataclass(frozen=True)
class StoredEvent:
    """An event of the log. `seq` counts from 1 without gaps."""

    seq: int
    by: str
    at: datetime
    body: dict[str, Any]


_INSERT = insert(events)
_LAST = select(func.coalesce(func.max(events.c.seq), 0)).where(events.c.room == bindparam("of"))


def append_events(conn: Connection, room: str, first_seq: int, rows: Sequence[EventRow]) -> None:
    """Add `rows` as first_seq, first_seq+1, …; SequenceTaken unless that is exactly where the log ends."""
    if not rows:
        return
    last = last_seq(conn, room)
    if first_seq != last + 1:
        raise _taken(room, first_seq, last)
    values = [
        {"room": room, "seq": first_seq + i, "by": row.by, "at": row.at, "body": row.body} for i, row in enumerate(rows)
    ]
    try:
        conn.execute(_INSERT, values)
    except DBAPIError as error:
        if is_taken(error):
            raise _taken(room, first_seq, first_seq) from error
        raise


def read_events(
    conn: Connection, room: str, after: int = 0, limit: int | None = None, until: int | None = None
) -> list[StoredEvent]:
    """Events with after < seq <= until, oldest first, at most `limit`."""
    query = select(events.c.seq, events.c.by, events.c.at, events.c.body).where(
        events.c.room == room, events.c.seq > after
    )
    if until is not None:
        query = query.where(events.c.seq <= until)
    query = query.order_by(events.c.seq).limit(limit)
    return [StoredEvent(row.seq, row.by, row.at, row.body) for row in conn.execute(query)]


def last_seq(conn: Connection, room: str) -> int:
    """The number of the newest event; 0 for a room without any."""
    return int(conn.execute(_LAST, {"of": room}).scalar_one())


def rooms_with_events(conn: Connection) -> list[str]:
    """Every room that has a log, in order of its id."""
    return list(conn.execute(select(events.c.room).distinct().order_by(events.c.room)).scalars())


def _taken(room: str, seq: int, last: int) -> SequenceTaken:
    return SequenceTaken(f"Event {seq} of room {room} was expected to be next, but the log ends at {last}; reload it.")
