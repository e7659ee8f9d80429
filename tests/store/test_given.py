"""Rows as one parameter are the rows that were given, on both engines."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from gesso.store.database import Database
from gesso.store.given import given, packed
from gesso.store.schema import runs

NAMED = list(runs.c)


def at(minute: int) -> datetime:
    return datetime(1969, 12, 31, 23, 50, tzinfo=UTC) + timedelta(minutes=minute, microseconds=1)


def row(number: int, **values: Any) -> dict[str, Any]:
    same = {of.name: None for of in NAMED} | {"task": "t", "version": 1, "wall": "", "note": "", "state": "queued"}
    same |= {"reason": "", "attempt": 0, "crashes": 0, "format": 1, "checks": [], "usage": {}, "output": ""}
    return same | {"id": f"r{number}", "scheduled": at(number)} | values


async def test_rows_come_back_as_they_were_given(db: Database) -> None:
    words = "“it's” 100% \\ é 😀 字 \r\n :x {y} $.z"
    rows = [
        row(1, reason=words, output=words, checks=[{"what": words, "ok": True}], usage={"a\x00": 1.5}),
        row(2, reason="nul \x00 and \ud800", ready_at=at(5), late_s=-3),
        *(row(number) for number in range(3, 500)),
    ]

    def job(conn: Any) -> list[Any]:
        conn.execute(
            insert(runs).from_select([of.name for of in NAMED], select(given(NAMED, conn.dialect.name))),
            packed(NAMED, rows),
        )
        return [dict(one) for one in conn.execute(select(runs).order_by(runs.c.scheduled)).mappings()]

    found = await db.write(job)
    rows[1]["reason"] = "nul � and �"
    assert found == rows
