"""Durable commits a second: gesso's store, one at a time and in groups, next to plain sqlite3 in the same run.

    python bench/store_commits.py [seconds]

All three write the same change rows with WAL and synchronous=FULL into a folder that is thrown away afterwards.
"""

import asyncio
import json
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from gesso.store import canvases
from gesso.store.database import Database

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CANVASES = 32


def change(version: int) -> canvases.ChangeRow:
    return canvases.ChangeRow(version, NOW, "user_1", "person", None, "tab", [version, [0, "some words"], 200])


async def type_in(db: Database, canvas: str, until: float, latencies_s: list[float]) -> None:
    """One typist: the next change goes out when the last one is acknowledged."""
    version = await db.read(lambda conn: canvases.last_version(conn, canvas))
    while (start := time.perf_counter()) < until:
        version += 1
        row = change(version)
        await db.write(lambda conn, row=row: canvases.append_changes(conn, canvas, [row]))
        latencies_s.append(time.perf_counter() - start)


async def gesso(folder: Path, typists: int, seconds: float) -> list[float]:
    db = await Database.open(folder / f"gesso{typists}.db")
    for n in range(typists):
        row = canvases.CanvasRow(f"canvas_{n}", "room_1", "document", "t", NOW)
        await db.write(lambda conn, row=row: canvases.insert_canvas(conn, row))
    latencies_s: list[float] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*[type_in(db, f"canvas_{n}", until, latencies_s) for n in range(typists)])
    await db.close()
    return sorted(latencies_s)


def plain(folder: Path, seconds: float, per_commit: int) -> int:
    conn = sqlite3.connect(folder / f"plain{per_commit}.db", isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("PRAGMA synchronous = FULL")
    conn.execute(
        "CREATE TABLE changes (canvas TEXT, version INTEGER, at INTEGER, by TEXT, kind TEXT, turn TEXT, client TEXT, "
        "change TEXT, origin TEXT, PRIMARY KEY (canvas, version))"
    )
    done, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        conn.execute("BEGIN IMMEDIATE")
        for _ in range(per_commit):
            done += 1
            row = change(done)
            values = ("c", row.version, 0, row.by, row.kind, row.turn, row.client, json.dumps(row.change), None)
            conn.execute("INSERT INTO changes VALUES (?,?,?,?,?,?,?,?,?)", values)
        conn.execute("COMMIT")
    conn.close()
    return done


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for typists in (1, CANVASES):
            base = plain(folder, seconds, typists) / seconds
            found = asyncio.run(gesso(folder, typists, seconds))
            rate = len(found) / seconds
            p50, p99 = (1000 * found[int(len(found) * part)] for part in (0.5, 0.99))
            print(
                f"{typists:3} at once: gesso {rate:8.0f} changes/s (p50 {p50:.2f} ms, p99 {p99:.2f} ms), "
                f"sqlite3 with {typists} in a commit {base:8.0f}/s, ratio {rate / base:.2f}"
            )


if __name__ == "__main__":
    main()
