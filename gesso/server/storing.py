"""Putting pictures into a conversation: what is checked, and how much one may hold."""

import hashlib
from functools import partial
from typing import Protocol

from sqlalchemy import Connection

from gesso.base.errors import BadInput, TooLarge
from gesso.base.ids import new_id
from gesso.room.pictures import picture_type
from gesso.room.workspace import Workspace
from gesso.store import files as file_rows
from gesso.store.files import Blobs, StoredFile

FILE_BYTES = 10_000_000
ROOM_BYTES = 500_000_000


class Stored(Protocol):
    """What keeping things needs: of a server its `Parts`, of a command its own."""

    @property
    def workspace(self) -> Workspace: ...

    @property
    def blobs(self) -> Blobs: ...


def check_picture(data: bytes) -> str:
    """Its media type. Raises BadInput for what is no picture, TooLarge past the limit of one file."""
    if len(data) > FILE_BYTES:
        raise TooLarge(f"A picture may have at most {FILE_BYTES:,} bytes.")
    media_type = picture_type(data)
    if media_type is None:
        raise BadInput("Only pictures can be put in: PNG, JPEG, GIF, WebP, AVIF or SVG.")
    return media_type


async def store_once(here: Stored, person: str, room: str, name: str, data: bytes) -> StoredFile:
    """The file of the room that has these bytes, or a new one: code that runs again often draws the same. Raises what
    `store_picture` does."""
    sha256 = hashlib.sha256(data).hexdigest()
    known = await here.workspace.db.read(partial(file_rows.file_with, room=room, sha256=sha256))
    return known or await store_picture(here, person, room, name, data)


async def store_picture(here: Stored, person: str, room: str, name: str, data: bytes) -> StoredFile:
    """A new file of a room. Raises what `check_picture` does, and TooLarge past the limit of a conversation."""
    media_type = check_picture(data)
    sha256 = await here.blobs.put(data)
    now = here.workspace.db.clock()
    shown = "".join(letter for letter in name if letter.isprintable())
    row = StoredFile(new_id("file"), room, shown, media_type, len(data), sha256, person, now)

    def job(conn: Connection) -> None:
        if file_rows.size_of_room(conn, room, "pictures") + len(data) > ROOM_BYTES:
            raise TooLarge(f"The pictures of a conversation may have {ROOM_BYTES:,} bytes together.")
        file_rows.insert_file(conn, row)

    await here.workspace.db.write(job)
    return row
