"""Files on their way in, in pieces, so that a large one needs no memory and can be gone on with after a lost line.

Kept in memory which there are; the pieces lie in the data folder and are removed when nobody goes on for an hour, and
at a start.
"""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path

from gesso.base.clock import Clock
from gesso.base.errors import BadInput, Conflicting, NotFound, TooLarge, TooMuch
from gesso.base.ids import new_id

FILE_BYTES = 1_100_000_000
PIECE_BYTES = 8_000_000
MOST_WAITING = 20  # of one person
FORGOTTEN_S = 3_600.0


@dataclass
class Upload:
    id: str
    person: str
    room: str
    canvas: str | None
    name: str
    size_bytes: int
    path: Path
    touched: float
    received: int = 0
    busy: bool = False


class Uploads:
    """One for each server."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._known: dict[str, Upload] = {}

    async def begin(self, person: str, room: str, canvas: str | None, name: str, size_bytes: int) -> Upload:
        """Raises TooLarge, TooMuch."""
        if size_bytes > FILE_BYTES:
            raise TooLarge(f"A file of data may have at most {FILE_BYTES:,} bytes; this one has {size_bytes:,}.")
        now = self._clock().timestamp()
        for old in [each for each in self._known.values() if now - each.touched > FORGOTTEN_S and not each.busy]:
            await self.drop(old)
        if sum(each.person == person for each in self._known.values()) >= MOST_WAITING:
            raise TooMuch(f"{MOST_WAITING} files are on their way already. Finish or cancel one first.")
        if not self._known:
            await asyncio.to_thread(shutil.rmtree, self._folder, True)  # of an earlier start
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        id = new_id("upload")
        made = Upload(id, person, room, canvas, name, size_bytes, self._folder / id, now)
        await asyncio.to_thread(made.path.touch)
        self._known[id] = made
        return made

    def find(self, person: str, upload: str) -> Upload:
        """Raises NotFound, also for somebody else's."""
        found = self._known.get(upload)
        if found is None or found.person != person:
            raise NotFound("There is no such file on its way; begin again.")
        return found

    async def add(self, upload: Upload, at: int, piece: bytes) -> None:
        """The next piece; one that is there already is passed over. Raises BadInput, Conflicting, TooLarge."""
        if at + len(piece) <= upload.received:
            return
        if at != upload.received:
            raise BadInput(f"The next piece begins at {upload.received}, not at {at}.")
        if upload.received + len(piece) > upload.size_bytes:
            raise TooLarge(f"This is more than the {upload.size_bytes:,} bytes that were announced.")
        if upload.busy:
            raise Conflicting("A piece of this file is being written just now.")
        upload.busy = True
        try:
            await asyncio.to_thread(_append, upload.path, piece)
        finally:
            upload.busy = False
        upload.received += len(piece)
        upload.touched = self._clock().timestamp()

    def whole(self, upload: Upload) -> Path:
        """Raises Conflicting while pieces are missing."""
        if upload.received != upload.size_bytes or upload.busy:
            raise Conflicting(f"{upload.received:,} of {upload.size_bytes:,} bytes are here; send the rest first.")
        return upload.path

    async def drop(self, upload: Upload) -> None:
        self._known.pop(upload.id, None)
        await asyncio.to_thread(upload.path.unlink, missing_ok=True)


def _append(path: Path, piece: bytes) -> None:
    with path.open("ab") as file:
        file.write(piece)
