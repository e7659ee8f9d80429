"""`kill -9` at random moments: every acknowledged row is found, without gap or damage."""

import asyncio
import random
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from gesso.store import canvases, events
from gesso.store.database import Database

KILLS = 12

# Three logs grow at once, so that commits hold several jobs; a line is printed only when a future has resolved.
_WRITER = """
import asyncio, os, sys
from datetime import UTC, datetime
from gesso.store import canvases, events
from gesso.store.database import Database

NOW = datetime(2026, 1, 1, tzinfo=UTC)

async def grow(db, room):
    seq = await db.read(lambda conn: events.last_seq(conn, room))
    while True:
        seq += 1
        row = events.EventRow("u", NOW, {"n": seq, "text": "é😀" * (seq % 50)})
        await db.write(lambda conn: events.append_events(conn, room, seq, [row]))
        os.write(1, f"{room} {seq}\\n".encode())

async def type_in(db):
    version = await db.read(lambda conn: canvases.last_version(conn, "c"))
    while True:
        version += 1
        row = canvases.ChangeRow(version, NOW, "u", "person", None, "x", [version - 1, [0, "x"]])
        await db.write(lambda conn: canvases.append_changes(conn, "c", [row]))
        os.write(1, f"c {version}\\n".encode())

async def main():
    db = await Database.open(sys.argv[1])
    await db.write(lambda conn: canvases.canvas_of(conn, "c") or canvases.insert_canvas(
        conn, canvases.CanvasRow("c", "r", "document", "t", NOW)))
    await asyncio.gather(grow(db, "a"), grow(db, "b"), type_in(db))

asyncio.run(main())
"""


@pytest.mark.slow
async def test_no_acknowledged_row_is_lost_over_random_kills(tmp_path: Path) -> None:
    path, chance, acknowledged = tmp_path / "gesso.db", random.Random(7), {"a": 0, "b": 0, "c": 0}
    for _ in range(KILLS):
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _WRITER, str(path), stdout=asyncio.subprocess.PIPE
        )
        assert child.stdout is not None
        lines = [await child.stdout.readline() for _ in range(chance.randrange(1, 120))]
        child.send_signal(signal.SIGKILL)
        lines += (await child.stdout.read()).splitlines()
        await child.wait()
        for line in filter(None, lines):
            log, number = line.split()
            acknowledged[log.decode()] = int(number)
        db = await Database.open(path)
        for room in ("a", "b"):
            found = await db.read(lambda conn, room=room: events.read_events(conn, room))
            assert [event.seq for event in found] == list(range(1, len(found) + 1))
            assert all(event.body["n"] == event.seq for event in found)
            assert len(found) >= acknowledged[room]
        changes = await db.read(lambda conn: canvases.changes_after(conn, "c", 0))
        assert [row.version for row in changes] == list(range(1, len(changes) + 1))
        assert len(changes) >= acknowledged["c"]
        await db.close()
    checked = sqlite3.connect(path)
    assert checked.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    checked.close()
    assert min(acknowledged.values()) > KILLS
