"""Rows of pages that agents read: which, when, in which turn, and which bytes of the data folder are their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from gesso.store.schema import sources


@dataclass(frozen=True)
class Source:
    """`number` is what [n] means in its turn. `published` as the page says it."""

    id: str
    room: str
    turn: str
    number: int
    url: str
    title: str
    kind: str
    published: datetime | None
    size_bytes: int
    sha256: str
    at: datetime


def insert_source(conn: Connection, source: Source) -> Source:
    """Insert it under the turn's next number; the one that is there where the turn read these words there before."""
    for known in sources_of_turn(conn, source.turn):
        if (known.url, known.sha256) == (source.url, source.sha256):
            return known
    query = select(func.coalesce(func.max(sources.c.number), 0)).where(sources.c.turn == source.turn)
    row = {**vars(source), "number": int(conn.execute(query).scalar() or 0) + 1}
    conn.execute(insert(sources), row)
    return Source(**row)


def source_of(conn: Connection, source: str) -> Source | None:
    row = conn.execute(select(sources).where(sources.c.id == source)).one_or_none()
    return None if row is None else Source(**row._mapping)


def sources_of_turn(conn: Connection, turn: str) -> Sequence[Source]:
    """By number."""
    query = select(sources).where(sources.c.turn == turn).order_by(sources.c.number)
    return [Source(**row._mapping) for row in conn.execute(query)]


def sources_of_room(conn: Connection, room: str, most: int = 1_000) -> Sequence[Source]:
    """Newest first."""
    query = select(sources).where(sources.c.room == room).order_by(sources.c.at.desc(), sources.c.id.desc())
    return [Source(**row._mapping) for row in conn.execute(query.limit(most))]
