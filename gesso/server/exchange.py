"""Between canvases and the documents of `gesso.formats`: what an export reads and what an import makes.

Reading and writing files runs in threads, so that a large one holds nobody up. Pictures are stored files of the room;
an import stores them and names them in the text. Who commented or suggested in a file is nobody here: their names are
kept in what they said.
"""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from gesso.base.errors import BadInput, TooLarge
from gesso.canvas.fences import python_fences
from gesso.data.desk import DataDesk
from gesso.formats import front
from gesso.formats.attach import addressed
from gesso.formats.document import Attachment, Document, Lost, Note, Proposal, Reply
from gesso.formats.notebook import OUTPUTS, code_cells
from gesso.room.commenting import do_comment, do_reply
from gesso.room.export import file_name
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.notebook import outputs_of, sheet_of
from gesso.room.pictures import address_of, mentioned
from gesso.room.room import LiveRoom
from gesso.room.sheets import read_sheet
from gesso.room.suggesting import do_suggest
from gesso.room.workspace import Person
from gesso.server import views
from gesso.server.storing import Stored, store_once, store_picture
from gesso.store import files as file_rows
from gesso.store import outputs as rows

NOT_STORED = "attachments that are not pictures"
NO_PICTURE = "pictures that cannot be shown, or are too large"
LONGEST = 9_000
"""Code points of a comment or a reason from a file."""
ENDINGS: dict[front.Format, str] = {
    "html": ".html",
    "docx": ".docx",
    "pdf": ".pdf",
    "ipynb": ".ipynb",
    "folder": ".zip",
    "pptx": ".pptx",
    "slides": " slides.html",
}


async def read_document(here: Stored, room: LiveRoom, live: LiveCanvas) -> Document:
    """The canvas with its open comments and suggestions, and the pictures it shows."""
    row = room.state.canvases[live.id]
    text, document = live.text, live.document
    names = {member.id: member.name for member in room.state.members.values()}
    names |= {agent.id: agent.name for agent in room.state.agents.values()}
    comments = []
    for note in room.state.notes.values():
        place = live.marks.notes.get(note.id)
        if note.canvas != live.id or note.state != "open" or place is None or place.gone:
            continue
        replies = tuple(Reply(names.get(r.by, r.by), r.body, r.at.isoformat()) for r in note.replies)
        start, end = place.points(document)
        comments.append(Note(start, end, names.get(note.by, note.by), note.body, note.at.isoformat(), replies))
    suggestions = [
        Proposal(document.to_points(s.from_), document.to_points(s.to), s.after, names.get(s.author, s.author), s.why)
        for s in live.marks.suggestions.values()
    ]
    files = []
    for id in sorted(mentioned(text)):
        stored = await here.workspace.db.read(partial(file_rows.file_of, file=id))
        if stored is not None and stored.room == room.id:
            name = address_of(stored.id, stored.media_type)
            files.append(Attachment(name, stored.media_type, await here.blobs.read(stored.sha256)))
    return Document(
        row.title, text, row.kind, row.language, tuple(comments), tuple(sorted(suggestions, key=lambda s: s.start)),
        tuple(files),
    )  # fmt: skip


async def with_charts(desk: DataDesk, person: str, document: Document) -> Document:
    """The document with the charts that it shows, as the person may see them now."""
    drawn = await desk.pictures(person, document.text)
    more = [Attachment(address, "image/png", data) for address, data in drawn.items()]
    return replace(document, attachments=(*document.attachments, *more)) if more else document


async def with_outputs(here: Stored, live: LiveCanvas, document: Document) -> Document:
    """The document as a notebook takes it: with what its code gave in the last run."""
    sheet = await here.workspace.db.read(partial(read_sheet, canvas=live.id))
    sources = {cell.id: cell.code for cell in sheet.cells.values()}
    if document.kind == "code" and sheet.items:
        sources = {0: await live.text_at(sheet.version)}

    async def read(address: str) -> bytes | None:
        for id in mentioned(address):
            stored = await here.workspace.db.read(partial(file_rows.file_of, file=id))
            if stored is not None and stored.room == live.room:
                return await here.blobs.read(stored.sha256)
        return None

    kept = await outputs_of(sheet, sources, code_cells(document), read)
    if not kept:
        return document
    one = Attachment(OUTPUTS, "application/json", json.dumps(kept, ensure_ascii=False).encode())
    return replace(document, attachments=(*document.attachments, one))


async def write_file(document: Document, format: front.Format) -> tuple[str, bytes]:
    """The name and the bytes of the file."""
    data = await asyncio.to_thread(front.write_as, format, document)
    ending = ENDINGS[format]
    return file_name(document.title.removesuffix(ending), ending), data


async def read_file(name: str, data: bytes) -> list[Document]:
    """The documents in a file. Raises BadInput, TooLarge."""
    return await asyncio.to_thread(front.read_any, name, data)


async def do_import(here: Stored, person: Person, room: LiveRoom, documents: Sequence[Document]) -> views.BroughtIn:
    """New canvases that read as the documents, and what could not be kept of them."""
    made, lost = [], []
    for document in documents:
        canvas, more = await _make(here, person, room, document)
        row = room.state.canvases[canvas.id]
        made.append(views.CanvasSummary(id=row.id, kind=row.kind, title=row.title, language=row.language))
        lost += [render_lost(item, row.title) for item in (*document.lost, *more)]
    return views.BroughtIn(canvases=made, titles=[one.title for one in made], lost=lost)


def render_lost(item: Lost, title: str) -> views.LostView:
    return views.LostView(what=item.what, where=item.where, count=item.count, title=title)


async def _make(here: Stored, person: Person, room: LiveRoom, document: Document) -> tuple[LiveCanvas, list[Lost]]:
    """A new canvas that reads as the document, and what could not be kept of it here."""
    lost: list[Lost] = []
    addresses: dict[str, str] = {}
    outputs = next((one.data for one in document.attachments if one.name == OUTPUTS), b"")
    for one in document.attachments:
        if one.name == OUTPUTS:
            continue
        if not one.media_type.startswith("image/"):
            lost.append(Lost(NOT_STORED, one.name))
            continue
        try:
            stored = await store_picture(here, person.id, room.id, one.name, one.data)
        except (BadInput, TooLarge):
            lost.append(Lost(NO_PICTURE, one.name))
            continue
        addresses[one.name] = address_of(stored.id, stored.media_type)
    document = addressed(document, addresses)
    presence = await here.workspace.do_open_canvas(
        room, Author(person.id, "import"), kind=document.kind, title=document.title, language=document.language,
        text=document.text,
    )  # fmt: skip
    live = presence.canvas
    if outputs:
        await _put_outputs(here, person, room, live, outputs)
    await _put_marks(here, person, room, live, document)
    return live, lost


async def _put_outputs(here: Stored, person: Person, room: LiveRoom, live: LiveCanvas, outputs: bytes) -> None:
    """What the cells of the notebook had given, under the fences that they are now."""

    async def keep(data: bytes) -> str | None:
        try:
            stored = await store_once(here, person.id, room.id, "plot.png", data)
        except (BadInput, TooLarge):
            return None
        return address_of(stored.id, stored.media_type)

    codes = [fence.code for fence in python_fences(live.text)]
    sheet = await sheet_of(live.id, person.id, codes, outputs, keep)
    if sheet is not None:
        await here.workspace.db.write(partial(rows.save_output, canvas=live.id, run=1, body=sheet.kept()))


async def _put_marks(here: Stored, person: Person, room: LiveRoom, live: LiveCanvas, document: Document) -> None:
    """Put the comments and suggestions of a file on the new canvas, as the importer's, with the names they had."""
    author = Author(person.id, "person")
    length = len(live.document)

    def said(by: str, words: str) -> str:
        return f"{_quiet(by)}: {_quiet(words) or '…'}" if by and by != person.name else _quiet(words) or "…"

    for note in document.comments:
        start, end = min(note.start, length), min(note.end, length)
        made = await do_comment(here.workspace, room, live, author, start, end, said(note.author, note.body)[:LONGEST])
        for reply in note.replies:
            await do_reply(here.workspace, room, author, made.id, said(reply.author, reply.body)[:LONGEST])
    for offer in document.suggestions:
        if offer.end <= length:
            stranger = offer.author not in ("", person.name)
            why = said(offer.author, offer.why) if offer.why else f"Suggested by {_quiet(offer.author)}" * stranger
            await do_suggest(here.workspace, room, live, author, offer.start, offer.end, offer.after, why[:LONGEST])


def _quiet(words: str) -> str:
    """Words from a file, calling no one who happens to have a name here."""
    return words.replace("@", "@\u200b").strip()
