"""Rows of attached files: how far each is read, its passages, and finding passages by their words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, literal_column, select, text, update

from gesso.store.schema import files
from gesso.store.schema_files import passages, readings

State = Literal["queued", "reading", "indexed", "stored", "failed", "removed"]
MOST_TERMS = 40


@dataclass(frozen=True)
class Reading:
    """How far a file is read. `stored`: kept, without words of its own (a picture). `words`: sha256 of its words."""

    file: str
    room: str
    kind: str
    state: State
    why: str
    unit: str
    parts: int
    characters: int
    hidden: bool
    title: str
    words: str
    tries: int
    at: datetime


@dataclass(frozen=True)
class PassageRow:
    """A piece of a file's words: `page` counts parts from 1, `start` and `end` are code points of all of them."""

    key: int
    file: str
    number: int
    page: int
    start: int
    end: int
    heading: str
    text: str
    hidden: bool


def insert_reading(conn: Connection, row: Reading) -> None:
    conn.execute(insert(readings), vars(row))


def reading_of(conn: Connection, file: str) -> Reading | None:
    row = conn.execute(select(readings).where(readings.c.file == file)).one_or_none()
    return None if row is None else Reading(**row._mapping)


def readings_of_room(conn: Connection, room: str) -> list[Reading]:
    """Oldest first, without those that were removed."""
    query = select(readings).where(readings.c.room == room, readings.c.state != "removed")
    return [Reading(**row._mapping) for row in conn.execute(query.order_by(readings.c.at, readings.c.file))]


def unread(conn: Connection) -> list[Reading]:
    """Those that are still to be read, oldest first."""
    query = select(readings).where(readings.c.state.in_(("queued", "reading"))).order_by(readings.c.at, readings.c.file)
    return [Reading(**row._mapping) for row in conn.execute(query)]


def size_of_attached(conn: Connection, room: str) -> int:
    """Bytes of all files that are attached to a conversation."""
    query = select(func.coalesce(func.sum(files.c.size_bytes), 0)).select_from(files.join(readings))
    return int(conn.execute(query.where(readings.c.room == room, readings.c.state != "removed")).scalar() or 0)


def update_reading(conn: Connection, file: str, **values: Any) -> bool:
    """Whether there is such a row that was not removed."""
    found = conn.execute(update(readings).where(readings.c.file == file, readings.c.state != "removed").values(values))
    return found.rowcount == 1


def insert_passages(conn: Connection, rows: Sequence[PassageRow]) -> None:
    if rows:
        conn.execute(insert(passages), [vars(row) for row in rows])


def forget_passages(conn: Connection, file: str) -> None:
    conn.execute(delete(passages).where(passages.c.file == file))


def passages_of(conn: Connection, file: str, most: int = 100_000) -> list[PassageRow]:
    """In the order of the file."""
    query = select(passages).where(passages.c.file == file).order_by(passages.c.number).limit(most)
    return [PassageRow(**row._mapping) for row in conn.execute(query)]


def find_passages(conn: Connection, files: Sequence[str], terms: Sequence[str], most: int) -> list[PassageRow]:
    """Passages of `files` that hold at least one of the terms, best first; words match their other forms in English."""
    words = [word for term in terms for word in re.findall(r"\w+", term)][:MOST_TERMS]
    if not files or not words:
        return []
    if conn.dialect.name == "postgresql":
        return _by_server(conn, files, words, most)
    match = " OR ".join(f'"{word}"' for word in words)
    query = (
        select(passages)
        .select_from(passages.join(text("passages_words"), text("passages_words.rowid = passages.key")))
        .where(passages.c.file.in_(files), text("passages_words MATCH :match").bindparams(match=match))
        .order_by(text("bm25(passages_words, 0.6, 1.0)"), passages.c.key)
        .limit(most)
    )
    return [PassageRow(**row._mapping) for row in conn.execute(query)]


def _by_server(conn: Connection, files: Sequence[str], words: Sequence[str], most: int) -> list[PassageRow]:
    vector: Any = func.to_tsvector(
        literal_column("'english'"), passages.c.heading + literal_column("' '") + passages.c.text
    )
    asked: Any = func.to_tsquery(literal_column("'english'"), " | ".join(f"'{word}'" for word in words))
    query = (
        select(passages)
        .where(passages.c.file.in_(files), vector.op("@@")(asked))
        .order_by(func.ts_rank_cd(vector, asked, 1).desc(), passages.c.key)
        .limit(most)
    )
    return [PassageRow(**row._mapping) for row in conn.execute(query)]
