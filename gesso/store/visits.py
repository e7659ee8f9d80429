"""Rows that say which version of a canvas somebody saw last; what "changed since I was here" is counted from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from gesso.store.schema import visits


@dataclass(frozen=True)
class Visit:
    """The text as `version` has it was before that person at `at`."""

    version: int
    at: datetime


def visit_of(conn: Connection, user: str, canvas: str) -> Visit | None:
    """The last visit; None for somebody who was never there."""
    query = select(visits.c.version, visits.c.at).where(visits.c.user == user, visits.c.canvas == canvas)
    row = conn.execute(query).one_or_none()
    return None if row is None else Visit(**row._mapping)


def save_visit(conn: Connection, user: str, canvas: str, visit: Visit) -> None:
    """Remember a visit; an older version than the one that was seen already changes nothing."""
    seen = visit_of(conn, user, canvas)
    values = {"version": visit.version, "at": visit.at}
    if seen is None:
        conn.execute(insert(visits), {"user": user, "canvas": canvas, **values})
    elif seen.version <= visit.version:
        conn.execute(update(visits).where(visits.c.user == user, visits.c.canvas == canvas).values(values))
