"""Pictures in documents: put into a conversation, and fetched by whoever may read it, read-only links included.

Only pictures, told by their bytes. What is served cannot act: an SVG is a file to save unless an `<img>` shows it, and
its policy lets it run and load nothing. A link to one canvas opens only the pictures that canvas shows.
"""

from typing import Annotated

from fastapi import Path, Query, Request, Response
from fastapi.responses import FileResponse

from gesso.base.errors import NotFound
from gesso.room.pictures import ENDINGS, address_of, mentioned, picture_type
from gesso.server import views
from gesso.server.context import Actor, Here, Link, Parts
from gesso.server.policy import Policy, Routes
from gesso.server.security import INERT_CSP, inert_headers
from gesso.server.storing import FILE_BYTES, store_picture
from gesso.store import files as file_rows
from gesso.store.files import StoredFile

routes = Routes()

KINDS = ("application/octet-stream", *ENDINGS)

READ = Policy("user", "read")
PUT_IN = Policy("user", "write", body_bytes=FILE_BYTES, content=KINDS)
BY_LINK = Policy("share", secret_path=True)

Id = Annotated[str, Path(max_length=80)]
Code = Annotated[str, Path(max_length=200)]
Name = Annotated[str, Query(max_length=200)]


@routes.on("POST", "/api/canvases/{canvas}/files", PUT_IN, views.FileView, status=201)
async def put_file(request: Request, here: Here, person: Actor, canvas: Id, name: Name = "") -> views.FileView:
    """Store a picture for a canvas; the answer says what its text should name it."""
    room, _ = await here.workspace.access_canvas(person.id, canvas, "edit")
    row = await store_picture(here, person.id, room.id, name, await request.body())
    return views.FileView(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        address=address_of(row.id, row.media_type),
    )


@routes.on("GET", "/api/files/{file}", READ)
async def read_file(here: Here, person: Actor, file: Id) -> Response:
    """The bytes of a file of a conversation one may read."""
    row = await _row(here, file)
    try:
        await here.workspace.access_room(person.id, row.room, "view")
    except NotFound:
        raise _none() from None
    return await _answer(here, row)


@routes.on("GET", "/api/shared/{code}/files/{file}", BY_LINK)
async def read_shared_file(here: Here, link: Link, code: Code, file: Id) -> Response:
    """The bytes of a picture in a canvas that a link shows."""
    row = await _row(here, file)
    room = await here.shares.shared_room(link)
    if row.room != room.id:
        raise _none()
    shown = [canvas.id for canvas in room.state.open_canvases() if link.canvas in (None, canvas.id)]
    for canvas in shown:
        if row.id in mentioned((await here.workspace.canvas(canvas)).text):
            return await _answer(here, row)
    raise _none()


async def _row(here: Parts, file: str) -> StoredFile:
    row = await here.workspace.db.read(lambda conn: file_rows.file_of(conn, file))
    if row is None:
        raise _none()
    return row


def _none() -> NotFound:
    return NotFound("There is no such file.")


async def _answer(here: Parts, row: StoredFile) -> Response:
    if not row.media_type.startswith("image/"):  # data, which may be large
        path = here.blobs.path(row.sha256)
        return FileResponse(path, media_type="application/octet-stream", headers=inert_headers(row.name))
    data = await here.blobs.read(row.sha256)
    headers = {"cache-control": "private, max-age=3600", "content-security-policy": INERT_CSP}
    # Looked at again: what the row says must not be able to make other bytes a page.
    media_type = picture_type(data) or "application/octet-stream"
    if media_type in ("image/svg+xml", "application/octet-stream"):
        headers |= inert_headers(f"{row.id}.{ENDINGS.get(media_type, 'bin')}")
    return Response(data, media_type=media_type, headers=headers)
