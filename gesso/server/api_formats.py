"""Files of other programs into a conversation and canvases out as such files; what is lost is listed before it is.

`preview` reads the file and makes nothing; `/losses` writes nothing. What goes out is a file to save, never a page of
ours.
"""

import asyncio
import io
import zipfile
from typing import Annotated

from fastapi import Path, Query, Request, Response

from gesso.formats import front
from gesso.formats.document import MAX_BYTES
from gesso.room.export import export_room as export_files
from gesso.room.export import file_name
from gesso.server import views
from gesso.server.context import Actor, Here
from gesso.server.exchange import do_import, read_document, read_file, render_lost, with_charts, with_outputs
from gesso.server.policy import Attempts, Policy, Routes
from gesso.server.security import inert_headers

routes = Routes()

READ = Policy("user", "read")
IMPORT = Policy(
    "user", "write", body_bytes=MAX_BYTES, content=("application/octet-stream",), attempts=Attempts(120, 60.0)
)

Id = Annotated[str, Path(max_length=80)]
Name = Annotated[str, Query(max_length=300)]


@routes.on("POST", "/api/rooms/{room}/import", IMPORT, views.BroughtIn, status=201)
async def import_file(
    request: Request, here: Here, person: Actor, room: Id, name: Name = "", preview: bool = False
) -> views.BroughtIn:
    """New canvases from a file of another program; with `preview` only what they would be and what would be lost."""
    live = await here.workspace.access_room(person.id, room, "edit")
    documents = await read_file(name, await request.body())
    if preview:
        lost = [render_lost(item, document.title) for document in documents for item in document.lost]
        return views.BroughtIn(canvases=[], titles=[document.title for document in documents], lost=lost)
    return await do_import(here, person, live, documents)


@routes.on("GET", "/api/canvases/{canvas}/export/losses", READ, list[views.LostView])
async def read_losses(here: Here, person: Actor, canvas: Id, format: front.Format = "md") -> list[views.LostView]:
    """What a file of that format would not keep of the canvas as it is now."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    document = await read_document(here, room, live)
    if format not in ("ipynb", "folder"):
        document = await with_charts(here.data, person.id, document)
    if format == "ipynb":
        document = await with_outputs(here, live, document)
    return [render_lost(item, document.title) for item in await asyncio.to_thread(front.losses, format, document)]


@routes.on("GET", "/api/rooms/{room}/export.zip", READ)
async def export_room_files(here: Here, person: Actor, room: Id) -> Response:
    """A zip of the conversation: its canvases as Markdown and code files, their pictures, and what was said."""
    live = await here.workspace.access_room(person.id, room, "view")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        async for name, data in export_files(here.workspace, live, here.blobs):
            archive.writestr(name, data)
    return Response(
        target.getvalue(), media_type="application/zip", headers=inert_headers(file_name(live.state.title, ".zip"))
    )
