"""Read-only links: made and withdrawn by a room's owners, opened by whoever holds one.

What a link shows is a title and words: no names of people, no log, no chat. It ends with its withdrawal, with the
room's or canvas's deletion, and at once.
"""

from typing import Annotated

from fastapi import Path

from gesso.server import views
from gesso.server.api_apps import parameters_view
from gesso.server.context import Actor, Here, Link
from gesso.server.policy import Policy, Routes

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
BY_LINK = Policy("share", secret_path=True)

Id = Annotated[str, Path(max_length=80)]
Code = Annotated[str, Path(max_length=200)]


@routes.on("GET", "/api/rooms/{room}/shares", READ, list[views.ShareView])
async def list_shares(here: Here, person: Actor, room: Id) -> list[views.ShareView]:
    """The links of a conversation that work, for its owners; their secrets are not shown again."""
    await here.workspace.access_room(person.id, room, "owner")
    return await here.shares.of_room(room)


@routes.on("POST", "/api/rooms/{room}/shares", WRITE, views.ShareMade, status=201)
async def make_share(here: Here, person: Actor, room: Id, body: views.ShareIn) -> views.ShareMade:
    """A read-only link to one canvas, or to all of the conversation's."""
    live = await here.workspace.access_room(person.id, room, "owner")
    return await here.shares.make(person, live, body.canvas)


@routes.on("DELETE", "/api/shares/{share}", WRITE, status=204)
async def withdraw_share(here: Here, person: Actor, share: Id) -> None:
    """Withdraw a link; who is looking through it is cut off."""
    room = await here.shares.room_of(share)
    await here.workspace.access_room(person.id, room, "owner")
    await here.shares.withdraw(share)
    here.connections.cut(f"share:{share}")


@routes.on("GET", "/api/shared/{code}", BY_LINK, views.SharedView)
async def read_shared(here: Here, link: Link, code: Code) -> views.SharedView:
    """What a link shows."""
    room = await here.shares.shared_room(link)
    rows = [row for row in room.state.open_canvases() if link.canvas in (None, row.id)]
    title = room.state.title if link.canvas is None else (rows[0].title if rows else "")
    return views.SharedView(
        title=title,
        canvases=[views.CanvasSummary(id=r.id, kind=r.kind, title=r.title, language=r.language) for r in rows],
    )


@routes.on("GET", "/api/shared/{code}/canvases/{canvas}", BY_LINK, views.SharedCanvasView)
async def read_shared_canvas(here: Here, link: Link, code: Code, canvas: Id) -> views.SharedCanvasView:
    """The words of a canvas that a link shows."""
    room, live = await here.shares.shared_canvas(link, canvas)
    row = room.state.canvases[canvas]
    return views.SharedCanvasView(
        id=row.id,
        kind=row.kind,
        title=row.title,
        language=row.language,
        version=live.version,
        text=live.text,
        checksum=live.document.checksum,
        parameters=parameters_view(live.text) if row.kind == "code" else [],
    )
