"""Promises of the database itself: grouping, order, failure and cancelling, on both engines."""

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError

from gesso.base.clock import FakeClock
from gesso.store import events
from gesso.store.database import Chain, Database
from gesso.store.errors import ChainBroken, SequenceTaken, StoreError
from gesso.store.schema import settings

NOW = FakeClock().now


def row(text: str = "x") -> events.EventRow:
    return events.EventRow("user_1", NOW, {"type": "said", "text": text})


def append(seq: int, room: str = "room_1", text: str = "x"):
    return lambda conn: events.append_events(conn, room, seq, [row(text)])


async def stored(db: Database, room: str = "room_1") -> list[int]:
    return [e.seq for e in await db.read(lambda conn: events.read_events(conn, room))]


async def test_a_write_is_there_when_its_future_resolves(db: Database, address: str) -> None:
    await db.write(append(1))
    other = await Database.open(address)
    assert await stored(other) == [1]
    await other.close()


async def test_waiting_jobs_share_one_commit_and_one_that_fails_harms_no_other(db: Database) -> None:
    gate, transactions = threading.Event(), set()

    def job(number: int):
        def run(conn: Connection) -> int:
            transactions.add(id(conn.get_transaction()))
            conn.execute(insert(settings), {"name": f"n{number}", "value": number})
            if number % 5 == 0:
                conn.execute(insert(settings), {"name": f"n{number}", "value": 0})  # the key is taken
            if number % 7 == 0:
                raise LookupError(f"job {number}")
            return number

        return run

    held = db.write(lambda conn: gate.wait(10))  # the rest piles up behind this one
    waiting = [db.write(job(number)) for number in range(1, 41)]
    gate.set()
    assert await held
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert len(transactions) == 1
    for number, result in enumerate(results, 1):
        if number % 5 == 0:
            assert isinstance(result, DBAPIError)
        elif number % 7 == 0:
            assert isinstance(result, LookupError)
        else:
            assert result == number
    found = await db.read(lambda conn: set(conn.execute(select(settings.c.value)).scalars()))
    assert found == {n for n in range(1, 41) if n % 5 and n % 7}


async def test_writes_are_stored_in_the_order_they_were_asked_for(db: Database) -> None:
    await asyncio.gather(*[db.write(append(seq)) for seq in range(1, 301)])
    assert await stored(db) == list(range(1, 301))


async def test_after_a_failure_its_chain_is_refused_and_others_are_not(db: Database) -> None:
    chain, other = Chain(), Chain()
    await db.write(append(1), chain)
    gate = threading.Event()
    held = db.write(lambda conn: gate.wait(10))
    taken = db.write(append(1), chain)
    # Event 2 would fit the log, but was made on top of an event that is not there.
    after, beside = db.write(append(2, text="orphan"), chain), db.write(append(1, "room_2"), other)
    gate.set()
    await held
    with pytest.raises(SequenceTaken):
        await taken
    with pytest.raises(ChainBroken):
        await after
    await beside
    with pytest.raises(ChainBroken):
        await db.write(append(2), chain)
    assert await stored(db) == [1] and await stored(db, "room_2") == [1]


async def test_cancelling_a_caller_loses_no_write_and_wedges_nothing(db: Database) -> None:
    gate = threading.Event()
    held = db.write(lambda conn: gate.wait(10))

    async def say() -> None:
        await db.write(append(1))

    caller = asyncio.create_task(say())
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    gate.set()
    await held
    await db.write(append(2))
    assert await stored(db) == [1, 2]


async def test_readers_cannot_write_and_see_one_moment(db: Database) -> None:
    with pytest.raises((StoreError, DBAPIError)):
        await db.read(append(1))
    begun, go = threading.Event(), threading.Event()

    def twice(conn: Connection) -> tuple[int, int]:
        first = events.last_seq(conn, "room_1")
        begun.set()
        go.wait(10)
        return first, events.last_seq(conn, "room_1")

    reading = asyncio.ensure_future(db.read(twice))
    await asyncio.to_thread(begun.wait, 10)
    await db.write(append(1))
    go.set()
    assert await reading == (0, 0)
    assert await stored(db) == [1]


async def test_two_processes_on_one_log_never_both_get_a_number(db: Database, address: str) -> None:
    other = await Database.open(address)
    for seq in range(1, 21):
        both = await asyncio.gather(db.write(append(seq)), other.write(append(seq)), return_exceptions=True)
        assert sorted(type(result).__name__ for result in both) == ["NoneType", "SequenceTaken"]
    assert await stored(db) == list(range(1, 21))
    await other.close()


async def test_closing_stores_what_waits_and_refuses_what_comes(address: str) -> None:
    db = await Database.open(address)
    waiting = [db.write(append(seq)) for seq in range(1, 51)]
    await db.close()
    await asyncio.gather(*waiting)
    with pytest.raises(StoreError):
        await db.write(append(51))
    with pytest.raises(StoreError):
        await db.read(lambda conn: None)
    again = await Database.open(address)
    assert await stored(again) == list(range(1, 51))
    await again.close()


async def test_nul_and_lone_surrogates_come_back_as_they_were(db: Database) -> None:
    text = "a\x00b\ud800c\udfff é 😀 字\r\n\u2028"
    await db.write(append(1, text=text))
    found = await db.read(lambda conn: events.read_events(conn, "room_1"))
    assert found[0].body["text"] == text


# ---------------------------------------------------------------- faults of the machine (SQLite)


async def test_a_full_disk_is_said_plainly_and_ends_when_there_is_room(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "gesso.db")
    await db.write(append(1))
    pages = await db.write(lambda conn: conn.exec_driver_sql("PRAGMA page_count").scalar_one())
    await db.write(lambda conn: conn.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))
    gate = threading.Event()
    held = db.write(lambda conn: gate.wait(10))
    many = [db.write(append(1, f"big_{n}", "x" * 100_000)) for n in range(10)]
    gate.set()
    await held
    results = await asyncio.gather(*many, return_exceptions=True)
    assert all(isinstance(result, StoreError) and "full" in result.message for result in results)
    assert await stored(db) == [1]
    await db.write(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count = 1000000"))
    await db.write(append(1, "big_0", "x" * 100_000))
    await db.close()


async def test_a_locked_file_is_said_plainly_to_all_at_once(tmp_path: Path) -> None:
    db = await Database.open(tmp_path / "gesso.db")
    await db.write(lambda conn: conn.exec_driver_sql("PRAGMA busy_timeout = 50"))
    thief = sqlite3.connect(tmp_path / "gesso.db", isolation_level=None)
    thief.execute("BEGIN IMMEDIATE")
    many = [db.write(append(1, f"room_{n}")) for n in range(30)]
    results = await asyncio.gather(*many, return_exceptions=True)
    assert all(isinstance(result, StoreError) and "locked" in result.message for result in results)
    thief.execute("ROLLBACK")
    thief.close()
    await db.write(append(1))
    await db.close()


@pytest.mark.parametrize("name", ["file/gesso.db", "file"])
async def test_what_cannot_be_a_database_is_said_plainly(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("words, not a database\n" * 100)
    with pytest.raises(StoreError) as caught:
        await Database.open(tmp_path / name)
    assert caught.value.message.endswith(".")
    assert (tmp_path / "file").read_text().startswith("words")


async def test_a_strange_address_and_an_absent_server_are_said_plainly() -> None:
    for bad in ("mysql://x/y", "postgresql://h:port/x", "sqlite://"):
        with pytest.raises(StoreError, match="GESSO_DATABASE_URL"):
            await Database.open(bad)
    with pytest.raises(StoreError, match="cannot be reached"):
        await Database.open("postgresql://gesso@127.0.0.1:9/none")


_AS_NOBODY = """
import asyncio, os, sys
from gesso.store.database import Database
from gesso.store.errors import StoreError
async def main():
    if os.geteuid() == 0:
        os.setuid(65534)
    for path in sys.argv[1:]:
        try:
            db = await Database.open(path)
            await db.close()
        except StoreError as error:
            print("plain:", error.message)
asyncio.run(main())
"""


async def test_a_folder_or_file_without_the_right_to_write_is_said_plainly() -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        folder = Path(name)
        folder.chmod(0o755)
        db = await Database.open(folder / "there.db")
        await db.close()
        (folder / "there.db").chmod(0o444)
        folder.chmod(0o555)
        paths = [str(folder / "there.db"), str(folder / "absent.db"), str(folder / "new" / "gesso.db")]
        run = subprocess.run(
            [sys.executable, "-c", _AS_NOBODY, *paths], capture_output=True, text=True, timeout=60, check=False
        )
        folder.chmod(0o755)
    assert run.stdout.count("plain:") == 3 and "Check" in run.stdout, run.stdout + run.stderr


async def test_a_server_that_ends_our_connection_is_met_again(db: Database, address: str) -> None:
    """Every write is either stored or refused with a plain sentence, and later ones are stored."""
    if not address.startswith("postgresql"):
        pytest.skip("SQLite has no connection that could end")
    await db.write(append(1))
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'gesso'"
    end += " AND datname = current_database()"
    other = await Database.open(address)
    await other.write(lambda conn: conn.exec_driver_sql(end).all())
    results = await asyncio.gather(*[db.write(append(1, f"r{n}")) for n in range(20)], return_exceptions=True)
    assert all(result is None or isinstance(result, StoreError) for result in results)
    await db.write(append(2))
    for n, result in enumerate(results):
        assert bool(await stored(db, f"r{n}")) == (result is None)
    await other.close()


async def test_a_write_that_hides_a_refused_statement_is_never_acknowledged_and_lost(db: Database) -> None:
    await db.write(append(1))

    def hides(conn: Connection) -> str:
        conn.execute(insert(settings), {"name": "a", "value": 1})
        with suppress(DBAPIError):
            conn.execute(insert(settings), {"name": "a", "value": 2})
        return "done"

    for alone in (True, False):
        jobs = [db.write(hides)] if alone else [db.write(hides), db.write(append(2))]
        first, *others = await asyncio.gather(*jobs, return_exceptions=True)
        kept = await db.read(lambda conn: list(conn.execute(select(settings.c.value)).scalars()))
        assert (first == "done" and kept == [1]) or (isinstance(first, Exception) and kept == [])
        assert others in ([], [None])
        await db.write(lambda conn: conn.execute(settings.delete()))
    assert await stored(db) == [1, 2]
