"""The chain of the audit log: what was written is found so, and nothing can be changed, taken out or put in unseen."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, update

from gesso.base.clock import FakeClock
from gesso.store.audit import (
    GENESIS,
    AuditRow,
    all_audit,
    append_audit,
    hash_of,
    head,
    parse_row,
    read_audit,
    row_json,
    verify,
)
from gesso.store.database import Database
from gesso.store.schema import audit

NOW = FakeClock().now
ODD = "é 😀 \x00 \ud800 “”\n"


def rows(n: int) -> list[AuditRow]:
    return [
        AuditRow(NOW, "anna" if i % 2 else "ben", "decided", "room", "turn", f"call_{i}", "send_mail", "ask", ODD,
                 {"args": {"to": [ODD], "n": 1.5, "deep": {"é": None}}})
        for i in range(n)
    ]  # fmt: skip


async def test_the_chain_holds_and_an_export_of_it_too(db: Database) -> None:
    assert await db.read(head) == (0, GENESIS)
    await db.write(lambda conn: append_audit(conn, *rows(3)))
    await db.write(lambda conn: append_audit(conn, *rows(4)))
    found = await db.read(lambda conn: list(all_audit(conn, step=2)))
    good = verify(found)
    assert (good.rows, good.whole, good.wrong) == (7, True, "") and good.head == found[-1].hash
    assert (await db.read(head)) == (7, good.head)
    again = [parse_row(row_json(row)) for row in found]
    assert again == found and verify(again) == good
    mine = await db.read(lambda conn: list(all_audit(conn, "anna")))
    part = verify(mine)
    assert part.wrong == "" and not part.whole and part.rows == 3
    newest = await db.read(lambda conn: read_audit(conn, None, before=6, limit=2))
    assert [row.seq for row in newest] == [5, 4]


@pytest.mark.parametrize("column", ["user", "tool", "verdict", "reason", "call", "hash", "before"])
async def test_a_changed_word_is_found(db: Database, column: str) -> None:
    await db.write(lambda conn: append_audit(conn, *rows(5)))
    await db.write(lambda conn: conn.execute(update(audit).where(audit.c.seq == 3).values({column: "x" * 64})))
    found = await db.read(lambda conn: verify(all_audit(conn)))
    assert found.wrong == "row 3 is not as it was written" and found.rows == 2


async def test_a_removed_row_and_one_written_anew_are_found(db: Database) -> None:
    await db.write(lambda conn: append_audit(conn, *rows(5)))
    found = await db.read(lambda conn: list(all_audit(conn)))
    assert not verify([*found[:2], *found[3:]]).whole
    forged = replace(found[2], reason="It was fine.")
    forged = replace(forged, hash=hash_of(forged))
    assert verify([*found[:2], forged, *found[3:]]).wrong == "row 4 does not follow the row before it"
    assert "stands after" in verify([found[1], found[0]]).wrong
    await db.write(lambda conn: conn.execute(delete(audit).where(audit.c.seq == 2)))
    assert not (await db.read(lambda conn: verify(all_audit(conn)))).whole
