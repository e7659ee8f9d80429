"""Out and in: a canvas as its file, a room as lines of JSON, everything as a zip; and an import of any of them.

What goes out is a file to save, never a page of ours. What comes in is read strictly, within limits, in memory: no
name in an archive ever becomes a path.
"""

import asyncio
import io
import zipfile
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated

from fastapi import Path, Request, Response
from starlette.responses import StreamingResponse

from gesso.base.errors import BadInput, GessoError, TooLarge
from gesso.canvas.text import restore_eol
from gesso.formats.front import MEDIA_TYPES, Format
from gesso.room import wire
from gesso.room.commenting import do_comment, do_reply
from gesso.room.export import export_canvas as export_file
from gesso.room.export import export_room as export_files
from gesso.room.export import file_name, room_files
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.pictures import renamed
from gesso.room.room import LiveRoom
from gesso.room.suggesting import do_suggest
from gesso.room.workspace import Person
from gesso.server import views
from gesso.server.context import Actor, Here, Parts
from gesso.server.exchange import ENDINGS, read_document, with_charts, with_outputs, write_file
from gesso.server.policy import Policy, Routes
from gesso.server.portability import (
    MAX_LINES,
    StoredCanvas,
    StoredNote,
    StoredRoom,
    StoredSuggestion,
    author_of,
    marks_of,
    parse_lines,
    render_lines,
    retell,
)
from gesso.server.security import inert_headers
from gesso.server.storing import check_picture, store_picture
from gesso.store import rooms as room_rows
from gesso.widgets.reading import in_words

routes = Routes()

READ = Policy("user", "read")
IMPORT_BYTES = 64_000_000  # texts are small; the pictures in them are not
KINDS = ("application/x-ndjson", "application/zip", "text/markdown", "text/plain")
IMPORT = Policy("user", "write", body_bytes=IMPORT_BYTES, content=KINDS)
MAX_UNPACKED = 100_000_000
MAX_PACKED_ROOMS = 500
CHUNK = 65_536
WHOLE = "gesso.jsonl"

Id = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/canvases/{canvas}/export", READ)
async def export_canvas(here: Here, person: Actor, canvas: Id, format: Format = "md") -> Response:
    """The canvas as a file: its text as Markdown or code, or another format; `/losses` says what that would lose."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    if format in ENDINGS:
        document = await read_document(here, room, live)
        if format not in ("ipynb", "folder"):
            document = await with_charts(here.data, person.id, document)
        if format == "ipynb":
            document = await with_outputs(here, live, document)
        name, data = await write_file(document, format)
        return Response(data, media_type=MEDIA_TYPES[format], headers=inert_headers(name))
    name, data = await export_file(here.workspace, canvas)
    if room.state.canvases[canvas].kind == "document":
        data = in_words(data.decode()).encode()
    kind = "text/markdown" if name.endswith(".md") else "text/plain"
    return Response(data, media_type=f"{kind}; charset=utf-8", headers=inert_headers(name))


@routes.on("GET", "/api/rooms/{room}/export", READ)
async def export_room(here: Here, person: Actor, room: Id) -> Response:
    """The conversation: its log and its texts, one JSON value a line."""
    live = await here.workspace.access_room(person.id, room, "view")
    headers = inert_headers(file_name(live.state.title, ".jsonl"))
    lines = "".join(await _room_lines(here, live)).encode("utf-8", "replace")
    return Response(lines, media_type="application/x-ndjson", headers=headers)


@routes.on("GET", "/api/export", READ)
async def export_everything(here: Here, person: Actor) -> Response:
    """A zip of every conversation one may read, each as lines of JSON and its canvases as files."""
    listed = await here.workspace.db.read(lambda rows: room_rows.list_rooms(rows, person.id, limit=100_000))
    target: IO[bytes] = SpooledTemporaryFile(max_size=8_000_000)  # noqa: SIM115  closed when sent
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, item in enumerate(listed, 1):
            live = await here.workspace.access_room(person.id, item.id, "view")
            folder = f"{number:04d} {file_name(live.state.title)}"
            lines = "".join(await _room_lines(here, live)).encode("utf-8", "replace")
            await asyncio.to_thread(archive.writestr, f"{folder}/{WHOLE}", lines)
            async for name, data in export_files(here.workspace, live, here.blobs):
                await asyncio.to_thread(archive.writestr, f"{folder}/{name}", data)
    target.seek(0)

    def chunks() -> Iterator[bytes]:
        with target:
            while data := target.read(CHUNK):
                yield data

    return StreamingResponse(chunks(), media_type="application/zip", headers=inert_headers("gesso.zip"))


@routes.on("POST", "/api/import", IMPORT, views.ImportedView, status=201)
async def import_rooms(request: Request, here: Here, person: Actor) -> views.ImportedView:
    """New conversations from an export (lines of JSON, or a zip of them), or one from a Markdown or text file."""
    data = await request.body()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/zip":
        stored = await asyncio.to_thread(_unpack, data)
    elif kind == "application/x-ndjson":
        stored = [await asyncio.to_thread(parse_lines, data)]
    else:
        stored = [_from_text(data)]
    if not stored:
        raise BadInput("There is no conversation in this file.")
    return views.ImportedView(rooms=[await _make(here, person, room) for room in stored])


async def _room_lines(here: Parts, live: LiveRoom) -> list[str]:
    events = await live.events()
    canvases = [(row, await here.workspace.canvas(row.id)) for row in live.state.open_canvases()]
    texts = [(row, restore_eol(canvas.text, canvas.row.eol)) for row, canvas in canvases]
    files = await room_files(here.workspace, live, here.blobs)
    marks = [mark for _, canvas in canvases for mark in marks_of(live.state, canvas)]
    return await asyncio.to_thread(lambda: list(render_lines(live.state, events, texts, files, marks)))


async def _make(here: Parts, person: Person, stored: StoredRoom) -> str:
    """A new room of the person that reads as `stored`; nothing is made when it cannot."""
    await asyncio.to_thread(retell, stored.events, person.id, {})  # refuses what does not fit before anything exists
    for packed in stored.files:
        check_picture(packed.data)
    room = await here.workspace.do_create_room(person, stored.title)
    ids: dict[str, str] = {}
    files = {item.old: await store_picture(here, person.id, room.id, item.name, item.data) for item in stored.files}
    names = {old: row.id for old, row in files.items()}
    for item in stored.canvases:
        made = item.made
        presence = await here.workspace.do_open_canvas(
            room,
            Author(person.id, "import"),
            kind=made.kind,
            title=made.title,
            language=made.language,
            text=renamed(made.text, names),
        )
        ids[item.old] = presence.canvas.id
    await _mark(here, person, room, stored, ids)
    waiting: list[wire.Body] = []
    last = ""
    for by, body in await asyncio.to_thread(retell, stored.events, person.id, ids):
        if by != last and waiting:
            await room.post(last, *waiting)
            waiting = []
        last = by
        waiting.append(body)
    if waiting:
        await room.post(last, *waiting)
    return room.id


async def _mark(here: Parts, person: Person, room: LiveRoom, stored: StoredRoom, ids: dict[str, str]) -> None:
    """Put comments and suggestions on the texts again; one whose words are gone keeps them as its quote."""
    for note in stored.notes:
        if note.canvas not in ids or note.state == "deleted":
            continue
        live = await here.workspace.canvas(ids[note.canvas])
        start, end = _within(live, note)
        author = author_of(note.by, person.id)
        made = await do_comment(
            here.workspace, room, live, author, start, end, note.body, kind=note.kind, severity=note.severity,
            replace=note.replace, lost=note.quote if note.gone else None,
        )  # fmt: skip
        for reply in note.replies:
            await do_reply(here.workspace, room, author_of(reply.by, person.id), made.id, reply.body)
        if note.state != "open":
            await room.post(person.id, wire.NoteSettled(note=made.id, canvas=live.id, state=note.state))
    for offer in stored.suggestions:
        if offer.canvas in ids:
            live = await here.workspace.canvas(ids[offer.canvas])
            start, end = _within(live, offer)
            author = author_of(offer.by, person.id)
            await do_suggest(here.workspace, room, live, author, start, end, offer.after, offer.why, offer.proposal)


def _within(live: LiveCanvas, mark: StoredNote | StoredSuggestion) -> tuple[int, int]:
    """The mark's place, kept inside the text and in order."""
    start = min(mark.start, len(live.document))
    return start, max(start, min(mark.end, len(live.document)))


def _unpack(data: bytes) -> list[StoredRoom]:
    """The rooms of an archive. Raises BadInput, or TooLarge before anything big is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [item for item in archive.infolist() if item.filename.endswith(WHOLE)]
            if len(names) > MAX_PACKED_ROOMS or sum(item.file_size for item in names) > MAX_UNPACKED:
                raise TooLarge(f"An import may hold {MAX_PACKED_ROOMS} rooms and unpack to {MAX_UNPACKED:,} bytes.")
            rooms, left, lines = [], MAX_UNPACKED, MAX_LINES
            for item in names:
                with archive.open(item) as packed:
                    text = packed.read(left + 1)  # the size an archive states may be a lie
                left -= len(text)
                lines -= text.count(b"\n")
                if left < 0 or lines < 0:
                    raise TooLarge(f"An import may unpack to {MAX_UNPACKED:,} bytes and {MAX_LINES:,} lines at most.")
                rooms.append(parse_lines(text))
            return rooms
    except GessoError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as failure:
        raise BadInput("This is no zip that can be read.") from failure


def _from_text(data: bytes) -> StoredRoom:
    """A room with one document, titled by its first heading or line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput("A text to import should be in UTF-8.") from None
    first = next((line.strip("# \t") for line in text.splitlines() if line.strip("# \t")), "Imported")
    title = "".join(letter for letter in first if letter.isprintable())[:200].strip() or "Imported"
    try:
        made = views.CanvasIn(kind="document", title=title, text=text)
    except ValueError:
        raise BadInput("A text to import must not contain the NUL character (U+0000).") from None
    return StoredRoom(title=title, canvases=[StoredCanvas("", made)])
