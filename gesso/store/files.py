"""Files that people put into a conversation: a row says whose and what, the data folder has the bytes by sha256.

Equal bytes are stored once, however many conversations hold them. A row is written only after its bytes are safely on
disk, so a row never names bytes that are not there. Several processes may put the same bytes at once.
"""

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

from sqlalchemy import Connection, func, insert, select, union

from gesso.store.errors import StoreError
from gesso.store.schema import files, readings, sources

PIECE = 4_000_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class StoredFile:
    """A file of a room. `name` is what its owner called it, for people; it never becomes a path."""

    id: str
    room: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    by: str
    at: datetime


class Blobs:
    """The bytes, in `folder/ab/abcdef…`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, data: bytes) -> str:
        """Keep `data`; its sha256. On disk when this returns. Raises StoreError."""
        return await asyncio.to_thread(self.put_now, data)

    async def read(self, sha256: str) -> bytes:
        """Raises StoreError when the bytes are missing or are others."""
        return await asyncio.to_thread(self.read_now, sha256)

    def put_now(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.path(sha256)
        try:
            if target.exists():
                return sha256
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=".", dir=target.parent)
            part = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as out:
                    out.write(data)
                    out.flush()
                    os.fsync(out.fileno())
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"The file could not be stored: {error.strerror or error}.") from error
        return sha256

    def adopt_now(self, part: Path) -> str:
        """Keep a file however large, which is moved here; its sha256. Raises StoreError."""
        digest = hashlib.sha256()
        try:
            with part.open("r+b") as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
                os.fsync(file.fileno())
            target = self.path(digest.hexdigest())
            target.parent.mkdir(parents=True, exist_ok=True)
            part.replace(target)
        except OSError as error:
            raise StoreError(f"The file could not be stored: {error.strerror or error}.") from error
        return digest.hexdigest()

    def take_now(self, stream: IO[bytes], most: int) -> str:
        """Keep what the stream gives, up to `most` bytes, without holding it in memory; its sha256."""
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix=".", dir=self._folder)
        part = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as out:
                while most > 0 and (piece := stream.read(min(PIECE, most))):
                    most -= len(piece)
                    out.write(piece)
            return self.adopt_now(part)
        finally:
            part.unlink(missing_ok=True)

    def copy_now(self, sha256: str, out: IO[bytes]) -> None:
        """Write the bytes to `out`. Raises StoreError when they are missing or are others."""
        digest = hashlib.sha256()
        try:
            with self.path(sha256).open("rb") as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
                    out.write(piece)
        except FileNotFoundError as error:
            raise StoreError(
                "The bytes of this file are not in the data folder; restore a backup to get them."
            ) from error
        if digest.hexdigest() != sha256:
            raise StoreError("The bytes of this file were changed in the data folder; restore a backup to get them.")

    def read_now(self, sha256: str) -> bytes:
        try:
            data = self.path(sha256).read_bytes()
        except OSError as error:
            raise StoreError(
                "The bytes of this file are not in the data folder; restore a backup to get them."
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError("The bytes of this file were changed in the data folder; restore a backup to get them.")
        return data

    def path(self, sha256: str) -> Path:
        """Where the bytes are, whether or not they are there."""
        if _SHA256.fullmatch(sha256) is None:
            raise StoreError("A stored file has a name that is no sha256.")
        return self._folder / sha256[:2] / sha256


def insert_file(conn: Connection, file: StoredFile) -> None:
    conn.execute(insert(files), vars(file))


def file_with(conn: Connection, room: str, sha256: str) -> StoredFile | None:
    """A file of the room that has these bytes."""
    query = select(files).where(files.c.room == room, files.c.sha256 == sha256).limit(1)
    row = conn.execute(query).one_or_none()
    return None if row is None else StoredFile(**row._mapping)


def file_of(conn: Connection, file: str) -> StoredFile | None:
    row = conn.execute(select(files).where(files.c.id == file)).one_or_none()
    return None if row is None else StoredFile(**row._mapping)


def files_of_room(conn: Connection, room: str) -> Sequence[StoredFile]:
    """All of them, oldest first."""
    query = select(files).where(files.c.room == room).order_by(files.c.at, files.c.id)
    return [StoredFile(**row._mapping) for row in conn.execute(query)]


def pictures_of_room(conn: Connection, room: str) -> Sequence[StoredFile]:
    """Oldest first."""
    drawn = files.c.media_type.startswith("image/")
    query = select(files).where(files.c.room == room, drawn).order_by(files.c.at, files.c.id)
    return [StoredFile(**row._mapping) for row in conn.execute(query)]


def size_of_room(conn: Connection, room: str, kind: Literal["pictures", "data"]) -> int:
    """Bytes of all pictures, or of all other files, of a room."""
    drawn = files.c.media_type.startswith("image/")
    query = select(func.coalesce(func.sum(files.c.size_bytes), 0)).where(files.c.room == room)
    return int(conn.execute(query.where(drawn if kind == "pictures" else ~drawn)).scalar() or 0)


def hashes(conn: Connection) -> list[str]:
    """Every sha256 that a row of files, sources or readings names, in order."""
    read = select(readings.c.words).where(readings.c.words != "")
    named = union(select(files.c.sha256), select(sources.c.sha256), read).subquery()
    return list(conn.execute(select(named.c.sha256).order_by(named.c.sha256)).scalars())


def is_named(conn: Connection, sha256: str) -> bool:
    """Whether a row of files or sources names those bytes."""
    return any(
        conn.execute(select(table.c.sha256).where(table.c.sha256 == sha256).limit(1)).first() is not None
        for table in (files, sources)
    )
