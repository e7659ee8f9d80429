"""Rows as one parameter are the rows that were given, on both engines."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gesso.store.database import Database
from gesso.store.given import given, packed, value_of, write_each
from gesso.store.schema import runs

NAMED = list(runs.c)


def at(minute: int) -> datetime:
    return datetime(1969, 12, 31, 23, 50, tzinfo=UTC) + timedelta(minutes=minute, microseconds=1)


def row(number: int, **values: Any) -> dict[str, Any]:
    same = {of.name: None for of in NAMED} | {"task": "t", "version": 1, "wall": "", "note": "", "state": "queued"}
    same |= {"reason": "", "attempt": 0, "crashes": 0, "format": 1, "checks": [], "usage": {}, "output": ""}
    return same | {"id": f"r{number}", "scheduled": at(number)} | values


WORDS = "“it's” 100% \\ é 😀 字 \r\n :x {y} $.z"
ROWS = [
    row(1, reason=WORDS, output=WORDS, checks=[{"what": WORDS, "ok": True}], usage={"a\x00": 1.5}),
    row(2, reason="nul \x00 and \ud800", ready_at=at(5), late_s=-3),
    *(row(number) for number in range(3, 500)),
]
READ = [ROWS[0], ROWS[1] | {"reason": "nul � and �"}, *ROWS[2:]]


def stored(conn: Connection) -> list[Any]:
    return [dict(one) for one in conn.execute(select(runs).order_by(runs.c.scheduled)).mappings()]


async def test_rows_come_back_as_they_were_given(db: Database) -> None:
    def job(conn: Connection) -> list[Any]:
        conn.execute(
            insert(runs).from_select([of.name for of in NAMED], select(given(NAMED, conn.dialect.name))),
            packed(NAMED, ROWS),
        )
        return stored(conn)

    assert await db.write(job) == READ


async def test_rows_written_one_by_one_are_the_same(tmp_path: Path) -> None:
    db = await Database.open(f"sqlite:///{tmp_path / 'rows.db'}")
    changed = [row | {"state": "done", "ended_at": at(9)} for row in ROWS[1:]]

    def job(conn: Connection) -> list[Any]:
        write_each(conn, insert(runs).values({of.name: value_of(of) for of in NAMED}), ROWS)
        ended = {name: value_of(runs.c[name]) for name in ("state", "ended_at")}
        write_each(conn, update(runs).where(runs.c.id == value_of(runs.c.id)).values(ended), changed)
        return stored(conn)

    assert await db.write(job) == [READ[0], *(row | {"state": "done", "ended_at": at(9)} for row in READ[1:])]
    await db.close()
