"""The files of conversations: attached, read one at a time in the background, found again by their words.

A file is kept whatever becomes of reading it; its row says how far that is, and so does the room's log. Reading goes on
after a restart where it had begun. One `Shelf` for a server; `start` and `aclose` belong to whoever runs it.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any

from sqlalchemy import Connection

from gesso.base.errors import BadInput, GessoError, NotFound, TooLarge
from gesso.base.ids import new_id
from gesso.canvas.text import clean
from gesso.reading.kinds import kind_of, mislabelled
from gesso.reading.meaning import Meaning
from gesso.reading.parts import PART_END, Cutter, Part, Passage
from gesso.reading.process import Opening, read_file
from gesso.room import wire
from gesso.room.workspace import Person, Workspace
from gesso.store import files as file_rows
from gesso.store import readings as rows
from gesso.store.files import Blobs, StoredFile
from gesso.store.readings import PassageRow, Reading

log = logging.getLogger(__name__)

FILE_BYTES = 50_000_000
ROOM_BYTES = 500_000_000
MOST_FILES = 200  # of a conversation
MOST_TRIES = 3
WHOLE = 48_000  # characters that all files together may have to be shown whole
NO_WORDS = "It holds no words: it may be pictures of pages. Run text recognition (OCR) over it and attach it again."
PICTURE = (
    "It is kept and can be looked at, but not read: no model that sees is set here. An administrator sets one under "
    "Settings, Models; then press Read again."
)
PROGRAMS = "It is kept, and its programs can be run in the sandbox: say “reproduce” and its name."
CUT = "It is longer than what is read: only its beginning can be asked about."

_NOTHING = {
    "audio": "Nothing is said in it that could be understood.",
    "picture": "The model that looked at it said nothing.",
}

Transcribe = Callable[[bytes, str], Awaitable[str]]
See = Callable[[bytes, str], Awaitable[tuple[str, str] | None]]
"""The words of a picture and the name of the model whose words they are; None where there is no model that sees."""


class Shelf:
    def __init__(self, workspace: Workspace, blobs: Blobs, transcribe: Transcribe, see: See) -> None:
        self._workspace, self._blobs, self._transcribe, self._see = workspace, blobs, transcribe, see
        self.meaning: Meaning | None = None
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._one = asyncio.Semaphore(1)
        self._closed = False

    # ------------------------------------------------------------------ attaching

    async def attach(self, person: Person, room: str, name: str, data: bytes) -> Reading:
        """Keep a file and begin to read it. One that cannot be read is kept, too, and says why.

        Raises what `access_room` does, and TooLarge past the limits of a file or a conversation.
        """
        live = await self._workspace.access_room(person.id, room, "comment")
        if len(data) > FILE_BYTES:
            raise TooLarge(f"A file may have at most {FILE_BYTES // 1_000_000} MB; this one has more.")
        shown = " ".join("".join(letter if letter.isprintable() else " " for letter in clean(name)).split())[:200]
        shown = shown or "file"
        kind, media_type, state, why = _known(shown, data)
        sha256 = await self._blobs.put(data)
        now = self._workspace.clock()
        file = StoredFile(new_id("file"), room, shown, media_type, len(data), sha256, person.id, now)
        row = Reading(file.id, room, kind, state, why, "", 0, 0, False, "", "", 0, now)

        def job(conn: Connection) -> None:
            if rows.size_of_attached(conn, room) + len(data) > ROOM_BYTES:
                raise TooLarge(f"The files of a conversation may have {ROOM_BYTES // 1_000_000} MB together.")
            if len(rows.readings_of_room(conn, room)) >= MOST_FILES:
                raise TooLarge(f"A conversation may have at most {MOST_FILES} files; remove one first.")
            file_rows.insert_file(conn, file)
            rows.insert_reading(conn, row)

        await self._workspace.db.write(job)
        await live.post(person.id, _told(file, row))
        self._begin(row)
        return row

    async def access(self, person: str, file: str, need: wire.Role = "view") -> tuple[StoredFile, Reading]:
        """The file, if the person may do that in its conversation. Raises NotFound, Forbidden."""
        found = await self._workspace.db.read(lambda conn: (file_rows.file_of(conn, file), rows.reading_of(conn, file)))
        if found[0] is None or found[1] is None or found[1].state == "removed":
            raise NotFound("There is no such file.")
        try:
            await self._workspace.access_room(person, found[0].room, need)
        except NotFound:
            raise NotFound("There is no such file.") from None
        return found[0], found[1]

    async def remove(self, person: Person, file: str) -> None:
        """Take a file away; nothing of it is found any more. Raises NotFound, Forbidden."""
        stored, row = await self.access(person.id, file, "comment")
        if (task := self._reading.get(file)) is not None:
            task.cancel()

        def job(conn: Connection) -> None:
            rows.update_reading(conn, file, state="removed")
            rows.forget_passages(conn, file)

        await self._workspace.db.write(job)
        if self.meaning is not None:
            self.meaning.forget(file)
        await self._tell(stored, row, by=person.id, state="removed")

    async def read_again(self, person: Person, file: str) -> None:
        """Try once more to read a file that could not be read."""
        stored, row = await self.access(person.id, file, "comment")
        if row.state not in ("failed", "stored"):
            return
        data = await self._blobs.read(stored.sha256)
        _, _, state, why = _known(stored.name, data)
        await self._change(stored, row, state=state, why=why, tries=0)
        again = await self._workspace.db.read(lambda conn: rows.reading_of(conn, file))
        if again is not None:
            self._begin(again)

    # ------------------------------------------------------------------ what is there

    async def of_room(self, room: str) -> list[tuple[StoredFile, Reading]]:
        """The files of a conversation, oldest first."""

        def job(conn: Connection) -> list[tuple[StoredFile, Reading]]:
            stored = {file.id: file for file in file_rows.files_of_room(conn, room)}
            return [(stored[row.file], row) for row in rows.readings_of_room(conn, room)]

        return await self._workspace.db.read(job)

    async def words(self, row: Reading) -> str:
        """All words of a file that was read, form feeds between its parts."""
        return (await self._blobs.read(row.words)).decode() if row.words else ""

    async def data(self, file: StoredFile) -> bytes:
        """The file itself."""
        return await self._blobs.read(file.sha256)

    async def find(self, files: Sequence[str], terms: Sequence[str], most: int) -> list[PassageRow]:
        """Passages that hold some of the terms, best first."""
        return await self._workspace.db.read(lambda conn: rows.find_passages(conn, files, terms, most))

    async def nearest(self, files: Sequence[str], question: str, most: int) -> tuple[list[PassageRow], frozenset[str]]:
        """Passages that mean most nearly what is asked, best first, and the files that have vectors to say so by."""
        if self.meaning is None:
            return [], frozenset()
        near, compared = await self.meaning.near(files, question, most)
        rows = {file: {row.number: row for row in await self.passages(file)} for file in {file for file, _ in near}}
        return [rows[file][number] for file, number in near if number in rows[file]], compared

    async def passages(self, file: str) -> list[PassageRow]:
        return await self._workspace.db.read(lambda conn: rows.passages_of(conn, file))

    async def settled(self, files: Sequence[str], timeout_s: float) -> None:
        """Return when none of the files is being read here any more, or after that time."""
        waiting = [task for file in files if (task := self._reading.get(file)) is not None]
        if waiting and timeout_s > 0:
            await asyncio.wait(waiting, timeout=timeout_s)

    # ------------------------------------------------------------------ reading

    async def start(self) -> None:
        """Go on with what an earlier process had not read."""
        for row in await self._workspace.db.read(rows.unread):
            self._begin(row)

    async def aclose(self) -> None:
        self._closed = True
        for task in self._reading.values():
            task.cancel()
        if self._reading:
            await asyncio.wait(list(self._reading.values()))
        if self.meaning is not None:
            await self.meaning.aclose()

    def _begin(self, row: Reading) -> None:
        if self._closed or row.state not in ("queued", "reading") or row.file in self._reading:
            return
        task = asyncio.create_task(self._read(row))
        self._reading[row.file] = task
        task.add_done_callback(lambda _: self._reading.pop(row.file, None))

    async def _read(self, row: Reading) -> None:
        async with self._one:
            stored = await self._workspace.db.read(lambda conn: file_rows.file_of(conn, row.file))
            if stored is None:
                return
            try:
                if row.tries >= MOST_TRIES:
                    raise BadInput(f"Reading it was cut off {row.tries} times. Press Read again to try once more.")
                await self._change(stored, row, state="reading", tries=row.tries + 1)
                data = await self._blobs.read(stored.sha256)
                if row.kind == "audio":
                    await self._hear(stored, row, data)
                elif row.kind == "picture":
                    await self._look(stored, row, data)
                else:
                    await self._take_in(stored, row, data)
            except GessoError as wrong:
                try:
                    await self._change(stored, row, state="failed", why=wrong.message)
                except GessoError:
                    log.warning("that file %s could not be read could not be stored", row.file)
            except Exception:
                log.exception("reading file %s broke", row.file)
                why = "Something in gesso itself broke while it was read. The file is kept; press Read again."
                await self._change(stored, row, state="failed", why=why)

    async def _hear(self, stored: StoredFile, row: Reading, data: bytes) -> None:
        text = await self._transcribe(data, stored.media_type)
        await self._keep(stored, row, Opening("", "", 1), [Part(clean(text))], row.why)

    async def _look(self, stored: StoredFile, row: Reading, data: bytes) -> None:
        seen = await self._see(data, stored.media_type)
        if seen is None:
            await self._change(stored, row, state="stored", why=" ".join(filter(None, (row.why, PICTURE))))
            return
        text, model = seen
        why = " ".join(filter(None, (row.why, f"What is in it is told by {model}, which may be wrong.")))
        await self._keep(stored, row, Opening("", "", 1), [Part(clean(text))], why)

    async def _take_in(self, stored: StoredFile, row: Reading, data: bytes) -> None:
        opening, parts, end, told = Opening("", "", 0), [], "", 0
        kind: Any = row.kind
        async with aclosing(read_file(kind, data)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Opening):
                    opening = piece
                elif isinstance(piece, Part):
                    parts.append(piece)
                    if opening.all >= 50 and len(parts) * 10 // opening.all > told:
                        told = len(parts) * 10 // opening.all
                        body = _told(stored, row, opening, len(parts))
                        await self._post(stored.room, stored.by, body.model_copy(update={"state": "reading"}))
                else:
                    end = piece
        why = " ".join(filter(None, (row.why, CUT if end == "cut" else "")))
        await self._keep(stored, row, opening, parts, why)

    async def _keep(self, stored: StoredFile, row: Reading, opening: Opening, parts: list[Part], why: str) -> None:
        words = PART_END.join(part.text for part in parts)
        if not words.replace(PART_END, "").strip():
            raise BadInput(_NOTHING.get(row.kind, NO_WORDS))
        cutter = Cutter()
        passages = await asyncio.to_thread(lambda: [each for part in parts for each in cutter.cut(part)])
        sha256 = await self._blobs.put(words.encode())
        found = _keyed(row.file, passages)

        def job(conn: Connection) -> None:
            rows.forget_passages(conn, row.file)
            rows.insert_passages(conn, found)

        await self._workspace.db.write(job)
        await self._change(
            stored, row, state="indexed", why=why, unit=opening.unit, parts=len(parts), characters=len(words),
            hidden=any(part.hidden for part in parts), title=opening.title, words=sha256,
        )  # fmt: skip
        if self.meaning is not None and len(words) > WHOLE:
            self.meaning.begin(row.file)

    async def _change(self, stored: StoredFile, row: Reading, **values: Any) -> None:
        """What is now so: in the row first, then on the room's log."""
        if await self._workspace.db.write(lambda conn: rows.update_reading(conn, row.file, **values)):
            await self._tell(stored, row, **values)

    async def _tell(self, stored: StoredFile, row: Reading, by: str = "", **values: Any) -> None:
        now = Reading(**{**vars(row), **values})
        await self._post(stored.room, by or stored.by, _told(stored, now))

    async def _post(self, room: str, by: str, body: wire.FileChanged) -> None:
        try:
            await (await self._workspace.room(room)).post(by, body)
        except GessoError:  # the room as another process has left it by now
            await (await self._workspace.room(room)).post(by, body)


def _known(name: str, data: bytes) -> tuple[str, str, rows.State, str]:
    """Kind, media type, and the state that reading begins with: `failed`, and why, where there is nothing to read."""
    try:
        kind, media_type = kind_of(name, data)
    except GessoError as wrong:
        return "", "application/octet-stream", "failed", wrong.message
    if kind == "archive":
        return kind, media_type, "stored", " ".join(filter(None, (mislabelled(name, kind), PROGRAMS)))
    return kind, media_type, "queued", mislabelled(name, kind)


def _told(file: StoredFile, row: Reading, opening: Opening | None = None, done: int = 0) -> wire.FileChanged:
    return wire.FileChanged.model_validate({
        "file": file.id, "name": file.name, "kind": row.kind, "media_type": file.media_type,
        "size_bytes": file.size_bytes, "state": row.state, "why": row.why,
        "unit": opening.unit if opening else row.unit, "parts": opening.all if opening else row.parts,
        "done": done or row.parts, "characters": row.characters, "hidden": row.hidden,
    })  # fmt: skip


def _keyed(file: str, passages: Sequence[Passage]) -> list[PassageRow]:
    """Rows with keys that no other file's have: 40 random bits before the number."""
    base = secrets.randbits(40) << 20
    return [
        PassageRow(
            base + each.number, file, each.number, each.page, each.start, each.end, each.heading, each.text, each.hidden
        )
        for each in passages
    ]
