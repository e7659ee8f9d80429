"""Bringing a database to the newest schema, safely: one process at a time, a copy of the file first, all or nothing.

Alembic is imported only when something is due; an up-to-date database costs one SELECT. Runs on a thread, once, before
anything else uses the database. There is no way back to an older schema but the copy that was taken.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from gesso.base.clock import Clock
from gesso.store.engines import sqlite_file, writing_engine
from gesso.store.errors import StoreError, explained
from gesso.store.schema import SCHEMA, schema_version

_LOG = logging.getLogger(__name__)
_KEPT_COPIES = 3
_WAIT_S = 120  # for another process that is migrating
_ADVISORY = 0x6765_7373_6F  # "gesso", as PostgreSQL's lock number

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(url: URL, clock: Clock, *, scripts: Path = MIGRATIONS, target: str = SCHEMA) -> None:
    """Make the schema of the database at `url` the `target` one. Raises StoreError in plain words."""
    file = sqlite_file(url)
    try:
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            if not file.exists():
                file.touch(mode=0o600)  # it will hold passwords' hashes and providers' keys
        engine = writing_engine(url)
        try:
            if _version(engine) != target:
                with _alone(engine, file):
                    found = _version(engine)  # another process may just have done it
                    if found != target:
                        _upgrade(engine, file, found, clock, scripts, target)
        finally:
            engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        plain = explained(error)
        if plain is None:
            raise
        raise plain from error


def _version(engine: Engine) -> str | None:
    """The schema the database says it has; None for an empty one. StoreError for somebody else's database."""
    with engine.connect() as conn, conn.begin():
        tables = inspect(conn).get_table_names()
        if schema_version.name in tables:
            found: str | None = conn.execute(select(schema_version.c.version_num)).scalar()
            return found
        if tables:
            raise StoreError(f"{_shown(engine.url)} is in use by another program; name an empty database for gesso.")
        return None


def _upgrade(engine: Engine, file: Path | None, found: str | None, clock: Clock, scripts: Path, target: str) -> None:
    if file is not None and found is not None:
        _LOG.info("the database was copied to %s before its schema changes", _copy(engine, file, found, clock))
    from alembic import command  # 0.3 s of import that a start without migrations does not pay
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    with engine.connect() as conn, conn.begin():
        config.attributes["connection"] = conn
        try:
            command.upgrade(config, target)
        except CommandError as error:
            raise StoreError(
                f"This database has schema {found}, which this version of gesso does not know; it knows {target}. "
                "Use a newer gesso, or restore a backup made with this one."
            ) from error
    _LOG.info("the database's schema is now %s", target)


def _copy(engine: Engine, file: Path, found: str, clock: Clock) -> Path:
    """A copy of the whole database next to it; the newest three stay."""
    folder = file.parent / "before-migration"
    folder.mkdir(exist_ok=True)
    copy = folder / f"{file.stem}-{clock():%Y%m%dT%H%M%S}-{found}.db"
    copy.unlink(missing_ok=True)
    raw = engine.raw_connection()  # VACUUM INTO cannot run inside a transaction
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(copy),))
    finally:
        raw.close()
    if os.name == "posix":
        copy.chmod(0o600)
    for old in sorted(folder.glob(f"{file.stem}-*.db"))[:-_KEPT_COPIES]:
        old.unlink()
    return copy


@contextmanager
def _alone(engine: Engine, file: Path | None) -> Iterator[None]:
    """Hold off every other process that wants to migrate the same database."""
    if file is None:
        with _advisory_lock(engine.url):
            yield
    else:
        with _file_lock(file.with_name(file.name + ".migrating")):
            yield


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    # The kernel lets go of the lock when its holder dies, so a killed migration blocks nobody.
    with path.open("a+b") as handle:
        _until(lambda: _try_lock(handle.fileno()))
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # Windows only
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


@contextmanager
def _advisory_lock(url: URL) -> Iterator[None]:
    engine = writing_engine(url)
    try:
        with engine.connect() as conn:
            _until(lambda: _try_advisory(conn))
            yield
    finally:
        engine.dispose()  # ends the session, and the lock with it


def _try_advisory(conn: Connection) -> bool:
    with conn.begin():
        return bool(conn.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ADVISORY}).scalar())


def _until(got: Callable[[], bool]) -> None:
    """Try until it is got. Raises StoreError when the other process takes too long."""
    give_up = time.monotonic() + _WAIT_S
    while not got():
        if time.monotonic() > give_up:
            raise StoreError("Another gesso has been changing the database's schema for two minutes. Try again later.")
        time.sleep(0.05)


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)
