"""Upgrades: nothing is lost, a copy is taken first, a failure changes nothing, and racing processes both end well."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from gesso.base.clock import FakeClock
from gesso.store import events
from gesso.store.database import Database
from gesso.store.engines import parse_address, writing_engine
from gesso.store.errors import StoreError
from gesso.store.migrate import MIGRATIONS, migrate
from gesso.store.schema import SCHEMA, metadata

NOW = FakeClock().now

_NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "{new}"
down_revision = "{old}"


def upgrade() -> None:
    op.add_column("rooms", sa.Column("note_{new}", sa.Text(), nullable=False, server_default="none"))
    {more}
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database is or will be."""
    if request.param == "sqlite":
        return str(tmp_path / "gesso.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def next_version(tmp_path: Path) -> Path:
    """The migrations with one more, as a later release would bring."""
    scripts = tmp_path / "scripts"
    shutil.copytree(MIGRATIONS, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "next.py").write_text(_NEXT.format(new="next", old=SCHEMA, more="pass"))
    return scripts


async def fill(address: str) -> None:
    db = await Database.open(address)
    rows = [events.EventRow("u", NOW, {"n": n, "text": "é 😀 字"}) for n in range(100)]
    await db.write(lambda conn: events.append_events(conn, "r", 1, rows))
    await db.close()


def query(address: str, statement: str) -> list[tuple]:
    engine = writing_engine(parse_address(address))
    try:
        with engine.connect() as conn, conn.begin():
            return [tuple(row) for row in conn.execute(text(statement))]
    finally:
        engine.dispose()


async def test_the_migrations_make_exactly_the_tables_of_the_schema(db: Database) -> None:
    def ours(_each, name, _kind, reflected, _other) -> bool:
        return not (reflected and name.startswith("passages_words"))  # made by SQL of each engine's own, FTS5 or GIN

    def compare(conn):
        opts = {"version_table": "schema_version", "compare_type": False, "include_object": ours}
        return compare_metadata(MigrationContext.configure(conn, opts=opts), metadata)

    assert await db.write(compare) == []


async def test_an_upgrade_keeps_every_row_and_can_be_opened_no_more_by_the_old(
    address: str, next_version: Path, clock: FakeClock
) -> None:
    await fill(address)
    before = query(address, 'SELECT room, seq, "by", at, body FROM events ORDER BY seq')
    migrate(parse_address(address), clock, scripts=next_version, target="next")
    assert query(address, 'SELECT room, seq, "by", at, body FROM events ORDER BY seq') == before and len(before) == 100
    assert query(address, "SELECT version_num FROM schema_version") == [("next",)]
    assert query(address, "SELECT note_next FROM rooms") == []
    with pytest.raises(StoreError, match="newer gesso"):
        await Database.open(address)


async def test_an_upgrade_that_fails_half_way_changes_nothing(
    address: str, next_version: Path, clock: FakeClock
) -> None:
    await fill(address)
    (next_version / "versions" / "next.py").write_text(
        _NEXT.format(new="next", old=SCHEMA, more='raise RuntimeError("half way")')
    )
    with pytest.raises(RuntimeError, match="half way"):
        migrate(parse_address(address), clock, scripts=next_version, target="next")
    assert query(address, "SELECT version_num FROM schema_version") == [(SCHEMA,)]
    engine = writing_engine(parse_address(address))
    with engine.connect() as conn:
        assert "note_next" not in [column["name"] for column in inspect(conn).get_columns("rooms")]
    engine.dispose()
    db = await Database.open(address)
    assert await db.read(lambda conn: events.last_seq(conn, "r")) == 100
    await db.close()


async def test_the_file_is_copied_first_and_the_newest_three_copies_stay(
    tmp_path: Path, next_version: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "data" / "gesso.db"
    await fill(str(path))
    assert not (path.parent / "before-migration").exists()  # a new database needs no copy
    assert path.stat().st_mode & 0o077 == 0
    old = SCHEMA
    for n in range(5):
        new = f"next{n}"
        (next_version / "versions" / f"{new}.py").write_text(_NEXT.format(new=new, old=old, more="pass"))
        (next_version / "versions" / "next.py").unlink(missing_ok=True)
        clock.advance(1)
        with caplog.at_level("INFO", "gesso.store.migrate"):
            migrate(parse_address(path), clock, scripts=next_version, target=new)
        copies = sorted((path.parent / "before-migration").iterdir())
        assert (
            copies[-1].stat().st_mode & 0o077 == 0 and len(copies) == min(n + 1, 3) and str(copies[-1]) in caplog.text
        )
        kept = sqlite3.connect(copies[-1])
        assert kept.execute("SELECT version_num FROM schema_version").fetchall() == [(old,)]
        assert kept.execute("SELECT count(*) FROM events").fetchone() == (100,)
        kept.close()
        old = new


async def test_somebody_elses_database_is_left_alone(address: str) -> None:
    engine = writing_engine(parse_address(address))
    with engine.connect() as conn, conn.begin():
        conn.execute(text("CREATE TABLE theirs (x INTEGER)"))
    engine.dispose()
    with pytest.raises(StoreError, match="another program"):
        await Database.open(address)


_OPEN = """
import asyncio, sys
from gesso.store.database import Database
async def main():
    db = await Database.open(sys.argv[1])
    await db.close()
asyncio.run(main())
"""


async def test_racing_processes_both_end_well(address: str) -> None:
    racers = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", _OPEN, address, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for racer in racers:
        _, errors = await racer.communicate()
        assert racer.returncode == 0, errors.decode()
    assert query(address, "SELECT version_num FROM schema_version") == [(SCHEMA,)]


def test_many_at_the_very_same_moment_make_one_schema(address: str, clock: FakeClock) -> None:
    """The kernel's and the server's locks hold between threads as between processes, and threads start closer."""
    barrier = threading.Barrier(6)

    def start() -> None:
        barrier.wait(30)
        migrate(parse_address(address), clock)

    with ThreadPoolExecutor(6) as pool:
        for started in [pool.submit(start) for _ in range(6)]:
            started.result(60)
    assert query(address, "SELECT version_num FROM schema_version") == [(SCHEMA,)]


def test_a_start_without_a_due_migration_does_not_import_alembic(tmp_path: Path) -> None:
    program = _OPEN + "print('alembic' in sys.modules)"
    said = [
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "gesso.db")], capture_output=True, text=True, check=True
        ).stdout.strip()
        for _ in range(2)
    ]
    assert said == ["True", "False"]
