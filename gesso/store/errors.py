"""What can go wrong with stored rows, said in plain sentences, for SQLite and PostgreSQL alike.

`explained` reads an engine's error once, here, so that nobody else needs to know sqlite3's names or SQLSTATE codes.
"""

import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from gesso.base.errors import Conflicting, GessoError


class StoreError(GessoError):
    """Storage cannot do its work: full, read-only, locked, unreachable or damaged. Nothing was acknowledged."""

    status, code = 503, "storage_failed"


class ChainBroken(StoreError):
    """An earlier write of the same chain was not stored, so this one was not tried."""


class SequenceTaken(Conflicting):
    """Another process appended to this room first; reload and try again."""


class VersionTaken(Conflicting):
    """Another process changed this canvas first; reload and try again."""


class RunTaken(Conflicting):
    """Another process goes on with this run; what this one still wrote is not stored."""


_SQLITE = {
    "SQLITE_FULL": "The disk is full, so nothing more can be saved. Free some space; what was saved before is safe.",
    "SQLITE_READONLY": "The database cannot be written to. Check that this user may write to its file and its folder.",
    "SQLITE_PERM": "The database cannot be written to. Check that this user may write to its file and its folder.",
    "SQLITE_BUSY": "Another program holds the database locked. Close it, or try again in a moment.",
    "SQLITE_LOCKED": "Another program holds the database locked. Close it, or try again in a moment.",
    "SQLITE_CANTOPEN": "The database file cannot be opened. Check that its folder exists and may be written to.",
    "SQLITE_IOERR": "The disk reported an error while the database was used. Check the disk and its free space.",
    "SQLITE_CORRUPT": "The database file is damaged. Restore the latest backup with `gesso restore`.",
    "SQLITE_NOTADB": "The database file is not a gesso database. Check the path, or move the file away.",
}

_POSTGRES = {
    "53100": "The database server's disk is full, so nothing more can be saved.",
    "53": "The database server has no room for this now (connections, memory or disk). Try again in a moment.",
    "57P": "The database server is starting or stopping. Try again in a moment.",
    "08": "The database server cannot be reached. Check GESSO_DATABASE_URL and that the server runs.",
    "28": "The database server refused the user or password in GESSO_DATABASE_URL.",
    "3D000": "The database named in GESSO_DATABASE_URL does not exist. Create it with `createdb`.",
    "25006": "The database server is read-only now. Point GESSO_DATABASE_URL at one that takes writes.",
    "55P03": "Another program holds the database locked. Try again in a moment.",
    "40": "Another process changed the same rows at the same moment. Try again.",
    "42501": "The database user may not do this. Grant it the rights of the database's owner.",
}


def explained(error: BaseException | None) -> StoreError | None:
    """The plain sentence for an engine's own failure; None for a mistake in a statement or a broken constraint."""
    if isinstance(error, StoreError):
        return error
    if isinstance(error, PoolTimeout):
        return StoreError("Too much is being read from the database at once. Try again in a moment.")
    if isinstance(error, OSError):
        return StoreError(f"The database cannot be used: {error.strerror or error}. Check its folder and free space.")
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        sentence = _of_sqlite(original)
    else:
        sentence = _of_postgres(original) if original is not None else None
    return StoreError(sentence) if sentence else None


def is_taken(error: SQLAlchemyError) -> bool:
    """Whether a row could not be inserted because one with its key is there already."""
    original = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(original, sqlite3.IntegrityError):
        return getattr(original, "sqlite_errorname", "") in ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE")
    return original is not None and _sqlstate(original) == "23505"


def _of_sqlite(original: sqlite3.Error) -> str | None:
    name = getattr(original, "sqlite_errorname", "")
    return next((sentence for start, sentence in _SQLITE.items() if name.startswith(start)), None)


def _of_postgres(original: BaseException) -> str | None:
    state = _sqlstate(original)
    if state:
        return next((sentence for start, sentence in _POSTGRES.items() if state.startswith(start)), None)
    # pg8000 raises InterfaceError without a code when the connection itself fails.
    return _POSTGRES["08"] if type(original).__name__ == "InterfaceError" else None


def _sqlstate(original: BaseException) -> str:
    """The five-character code of a server's error; pg8000 hands the whole message over as a dict."""
    detail: Any = original.args[0] if original.args else None
    return str(detail.get("C", "")) if isinstance(detail, dict) else ""
