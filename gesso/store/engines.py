"""How a connection to SQLite or PostgreSQL is made, so that both behave alike.

A writing connection takes the write lock when its transaction begins; a reading one sees one moment and cannot write.
Nothing here runs in the background; engines are used from threads and are thread-safe.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from gesso.store.errors import StoreError

READERS = 4
_BUSY_MS = 5_000
_NET_TIMEOUT_S = 30

_SQLITE_SETUP = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_size_limit = 67108864",
)


def parse_address(url_or_path: str | Path) -> URL:
    """The database's URL: a path names an SQLite file, `postgresql://…` a server. Raises StoreError for others."""
    text = str(url_or_path)
    if "://" not in text:
        return URL.create("sqlite", database=str(Path(text).expanduser()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise _bad_address() from error
    kind = url.get_backend_name()
    if kind == "postgres":
        url, kind = url.set(drivername="postgresql"), "postgresql"
    if kind == "postgresql":
        return url.set(drivername="postgresql+pg8000")
    if kind == "sqlite" and url.database:
        return url
    raise _bad_address()


def sqlite_file(url: URL) -> Path | None:
    """The file of an SQLite database; None for PostgreSQL."""
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def writing_engine(url: URL) -> Engine:
    """An engine of one connection whose transactions may write."""
    if sqlite_file(url) is not None:
        return _sqlite(url, "BEGIN IMMEDIATE", _SQLITE_SETUP, pool_size=1)
    return _postgres(url, pool_size=1)


def reading_engine(url: URL) -> Engine:
    """An engine of a few connections whose transactions see one moment of the database and cannot write."""
    if sqlite_file(url) is not None:
        return _sqlite(url, "BEGIN", (*_SQLITE_SETUP, "PRAGMA query_only = ON"), pool_size=READERS)
    engine = _postgres(url, pool_size=READERS, isolation_level="REPEATABLE READ")
    return engine.execution_options(postgresql_readonly=True)


def _sqlite(url: URL, begin: str, setup: tuple[str, ...], pool_size: int) -> Engine:
    engine = create_engine(url, pool_size=pool_size, max_overflow=0)

    # sqlite3 would otherwise begin transactions by its own rules, and never for reads; we say BEGIN ourselves.
    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for statement in setup:
            connection.execute(statement)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(url: URL, pool_size: int, **options: Any) -> Engine:
    if find_spec("pg8000") is None:
        raise StoreError("PostgreSQL needs the pg8000 package: install `gesso[postgres]`.")
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"timeout": _NET_TIMEOUT_S, "application_name": "gesso"},
        **options,
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("SET lock_timeout = '10s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '60s'")
        connection.commit()
        cursor.close()

    return engine


def _bad_address() -> StoreError:
    return StoreError("GESSO_DATABASE_URL should be a file's path or begin with postgresql://; it is neither.")
