"""Backups: one `.gesso` file that either engine can be restored from.

The file is a zip: `manifest.json` (format, schema, when, and of every table the number of rows and a sha256),
`tables/<name>.jsonl`, one row a line, and the bytes of stored files as `files/<sha256>`. It is written from one
transaction, so it is one moment of a database in use, and it appears under its name only when complete. It holds
password hashes and providers' keys: keep it like one.
"""

import asyncio
import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import BaseModel, ConfigDict
from sqlalchemy import BigInteger, Boolean, Connection, Table, column, func, select
from sqlalchemy import table as light_table
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeDecorator

from gesso.base.clock import Clock, system_clock
from gesso.store.database import Database
from gesso.store.engines import parse_address, writing_engine
from gesso.store.errors import StoreError, explained
from gesso.store.files import Blobs, hashes
from gesso.store.migrate import migrate
from gesso.store.schema import SCHEMA, metadata

_ROWS_AT_ONCE = 500
_MAX_FILE_BYTES = 2_000_000_000
_MAX_LINE_BYTES = 256_000_000  # more than any row can hold; stops a bomb that is one endless line


class TableSum(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    rows: int
    sha256: str


class Manifest(BaseModel):
    """What an archive says of itself. `content_hash` is that of the database it was made from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: Literal[1] = 1
    schema_version: str
    created_at: str
    content_hash: str
    tables: dict[str, TableSum]
    files: list[str] = []


@dataclass(frozen=True)
class Restored:
    rows: int
    content_hash: str


async def backup(db: Database, target: Path, blobs: Blobs | None = None) -> Manifest:
    """Write everything in `db` and `blobs` to the file `target`, replacing it when complete. Raises StoreError."""
    return await db.read(lambda conn: _write_archive(conn, target, db.clock, blobs))


async def content_hash(db: Database) -> str:
    """A sha256 of every row of every table, the same on both engines; equal exactly when the content is."""
    return await db.read(lambda conn: _hash_of({table.name: _digest(_lines(conn, table)) for table in _tables()}))


async def restore(
    archive: Path,
    url_or_path: str | Path,
    blobs: Blobs | None = None,
    *,
    force: bool = False,
    clock: Clock = system_clock,
) -> Restored:
    """Put an archive's rows into the database at `url_or_path`, all or nothing, and its files into `blobs`.

    Raises StoreError when the archive is damaged or of an unknown format, and, without `force`, when the database
    is not empty; with it, what was there is replaced. No gesso may use the database meanwhile.
    """
    return await asyncio.to_thread(_restore, archive, url_or_path, blobs, force, clock)


def _restore(archive: Path, url_or_path: str | Path, blobs: Blobs | None, force: bool, clock: Clock) -> Restored:
    try:
        with zipfile.ZipFile(archive) as opened:
            manifest = _manifest(opened)
            url = parse_address(url_or_path)
            migrate(url, clock)
            engine = writing_engine(url)
            try:
                with engine.connect() as conn, conn.begin():
                    found = _fill(conn, opened, manifest, force)
                    _put_files(opened, manifest, blobs)
                    return found
            finally:
                engine.dispose()
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RecursionError) as error:
        raise _damaged(archive) from error
    except SQLAlchemyError as error:  # what is not the engine's failure is a row that no database would hold
        raise (explained(error) or _damaged(archive)) from error
    except OSError as error:
        raise StoreError(f"{archive} cannot be restored: {error.strerror or error}.") from error


def _damaged(archive: Path) -> StoreError:
    return StoreError(f"{archive.name} is damaged or not a gesso backup; nothing was restored.")


def _manifest(opened: zipfile.ZipFile) -> Manifest:
    """The manifest, if the archive holds exactly what it should. Raises StoreError, ValueError."""
    found = Manifest.model_validate_json(_read_small(opened, "manifest.json"))
    if found.schema_version != SCHEMA:
        raise StoreError(
            f"The backup has schema {found.schema_version}, this gesso has {SCHEMA}; restore it with the version "
            "that made it, then upgrade."
        )
    expected = {table.name for table in _tables()}
    # Nothing is ever unpacked to a path, so names with `..` or `/` could do no harm; they are refused all the same.
    names = {"manifest.json"} | {_member(name) for name in expected} | {f"files/{sha256}" for sha256 in found.files}
    if set(found.tables) != expected or set(opened.namelist()) != names or len(opened.namelist()) != len(names):
        raise StoreError("The backup holds other files than it should; nothing was restored.")
    return found


def _put_files(opened: zipfile.ZipFile, manifest: Manifest, blobs: Blobs | None) -> None:
    """Before the rows that name them are committed; bytes that nothing names do no harm."""
    for sha256 in manifest.files if blobs is not None else ():
        assert blobs is not None
        with opened.open(f"files/{sha256}") as stream:
            if blobs.take_now(stream, _MAX_FILE_BYTES) != sha256:
                raise StoreError(f"The backup's file {sha256[:12]} does not match its checksum; nothing was restored.")


def _read_small(opened: zipfile.ZipFile, name: str) -> bytes:
    with opened.open(name) as stream:
        found = stream.read(1_000_001)
    if len(found) > 1_000_000:
        raise ValueError(f"{name} is too large")
    return found


def _fill(conn: Connection, opened: zipfile.ZipFile, manifest: Manifest, force: bool) -> Restored:
    tables = _tables()
    if not force and any(conn.execute(select(func.count()).select_from(table)).scalar() for table in tables):
        raise StoreError("The database is not empty. Restore into an empty one, or say --force to replace its content.")
    for table in reversed(tables):
        conn.execute(table.delete())
    rows = 0
    digests: dict[str, TableSum] = {}
    for table in tables:
        with opened.open(_member(table.name)) as stream:
            digests[table.name] = _digest(_inserted(conn, table, stream))
        if digests[table.name] != manifest.tables[table.name]:
            raise StoreError(f"The backup's table {table.name} does not match its checksum; nothing was restored.")
        rows += digests[table.name].rows
    found = _hash_of(digests)
    if found != manifest.content_hash:
        raise StoreError("The backup does not match its checksum; nothing was restored.")
    return Restored(rows, found)


def _inserted(conn: Connection, table: Table, stream: IO[bytes]) -> Iterator[bytes]:
    """Insert the rows of a table as its lines pass through."""
    raw, names = _raw(table), {column.name for column in table.c}
    waiting: list[dict[str, Any]] = []
    while line := stream.readline(_MAX_LINE_BYTES):
        row = json.loads(line)
        if not isinstance(row, dict) or set(row) != names:
            raise ValueError(f"a row of {table.name} has other columns than it should")
        waiting.append(row)
        if len(waiting) >= _ROWS_AT_ONCE:
            conn.execute(raw.insert(), waiting)
            waiting = []
        yield line
    if waiting:
        conn.execute(raw.insert(), waiting)


def _write_archive(conn: Connection, target: Path, clock: Clock, blobs: Blobs | None) -> Manifest:
    """The archive, written beside `target` and then put in its place. Raises StoreError."""
    try:
        return _write_whole(conn, target, clock, blobs)
    except OSError as error:
        raise StoreError(f"The backup {target} cannot be written: {error.strerror or error}.") from error


def _write_whole(conn: Connection, target: Path, clock: Clock, blobs: Blobs | None) -> Manifest:
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # readable by its owner only
    part = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                sums = {}
                for table in _tables():
                    with archive.open(_member(table.name), "w", force_zip64=True) as stream:
                        sums[table.name] = _digest(_tee(_lines(conn, table), stream.write))
                kept = hashes(conn) if blobs is not None else []
                for sha256 in kept:
                    assert blobs is not None
                    item = zipfile.ZipInfo(f"files/{sha256}")  # stored as it is: what is large is packed already
                    with archive.open(item, "w", force_zip64=True) as stream:
                        blobs.copy_now(sha256, stream)
                manifest = Manifest(
                    schema_version=SCHEMA,
                    created_at=clock().isoformat(),
                    content_hash=_hash_of(sums),
                    tables=sums,
                    files=kept,
                )
                archive.writestr("manifest.json", manifest.model_dump_json(indent=1))
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _tee(lines: Iterable[bytes], write: Callable[[bytes], object]) -> Iterator[bytes]:
    for line in lines:
        write(line)
        yield line


def _lines(conn: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table as JSON lines, in an order both engines agree on."""
    raw = _raw(table)
    # PostgreSQL would sort text by the rules of a language; "C" is SQLite's order, by bytes.
    server = conn.dialect.name == "postgresql"
    keys = [raw.c[key.name] for key in table.primary_key.columns]
    order = [key.collate("C") if server and not isinstance(key.type, BigInteger) else key for key in keys]
    query = select(raw).order_by(*order).execution_options(yield_per=_ROWS_AT_ONCE)
    for row in conn.execute(query):
        yield json.dumps(dict(row._mapping), ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _raw(table: Table) -> Any:
    """The table with its columns as they are stored, without the conversions of `schema.py`."""
    return light_table(table.name, *(column(c.name, _stored(c.type)) for c in table.c))


def _stored(kind: Any) -> Any:
    if isinstance(kind, TypeDecorator):
        return kind.impl_instance
    return kind if isinstance(kind, Boolean) else BigInteger()


def _digest(lines: Iterable[bytes]) -> TableSum:
    digest, rows = hashlib.sha256(), 0
    for line in lines:
        digest.update(line)
        rows += 1
    return TableSum(rows=rows, sha256=digest.hexdigest())


def _hash_of(sums: dict[str, TableSum]) -> str:
    text = "\n".join(f"{name} {found.rows} {found.sha256}" for name, found in sorted(sums.items()))
    return hashlib.sha256(text.encode()).hexdigest()


def _tables() -> list[Table]:
    """Every table, those first that others refer to."""
    return list(metadata.sorted_tables)


def _member(name: str) -> str:
    return f"tables/{name}.jsonl"
