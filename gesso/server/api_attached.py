"""Files attached to conversations: put in, how far they are read, their words, and passages found in them.

Whoever may read a conversation may read its files; whoever may converse in it may attach and remove them. The bytes are
served, inert, by `GET /api/files/{file}`.
"""

from typing import Annotated

from fastapi import Path, Query, Request

from gesso.base.errors import BadInput
from gesso.reading.facts import check_facts, ground_of
from gesso.reading.finding import best, place_in, unread_words
from gesso.reading.parts import PART_END
from gesso.reading.shelf import FILE_BYTES
from gesso.server.context import Actor, Here
from gesso.server.policy import Policy, Routes
from gesso.server.views import files as views
from gesso.server.views.base import Words
from gesso.store.files import StoredFile
from gesso.store.readings import Reading

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
PUT_IN = Policy("user", "write", body_bytes=FILE_BYTES, content=("application/octet-stream",))

Id = Annotated[str, Path(max_length=80)]
Name = Annotated[Words, Query(max_length=300)]


@routes.on("POST", "/api/rooms/{room}/attached", PUT_IN, views.AttachedView, status=201)
async def attach_file(request: Request, here: Here, person: Actor, room: Id, name: Name = "") -> views.AttachedView:
    """Attach a file, which is the body, and begin to read it. One that cannot be read is kept and says why."""
    await here.workspace.access_room(person.id, room, "comment")
    row = await here.shelf.attach(person, room, name, await request.body())
    return shown(*await here.shelf.access(person.id, row.file))


@routes.on("GET", "/api/rooms/{room}/attached", READ, list[views.AttachedView])
async def list_attached(here: Here, person: Actor, room: Id) -> list[views.AttachedView]:
    """The files attached to a conversation, oldest first."""
    await here.workspace.access_room(person.id, room, "view")
    return [shown(*each) for each in await here.shelf.of_room(room)]


@routes.on("POST", "/api/rooms/{room}/attached/search", READ, views.LookedView)
async def search_attached(here: Here, person: Actor, room: Id, body: views.LookIn) -> views.LookedView:
    """Passages that speak of what is asked, best first, word for word."""
    await here.workspace.access_room(person.id, room, "view")
    there = {row.file: (file, row) for file, row in await here.shelf.of_room(room)}
    wanted = [file for file in body.files or there if file in there]
    read = [file for file in wanted if there[file][1].state == "indexed"]
    found, with_vectors = await best(here.shelf, read, body.query, body.n)
    unread = [unread_words(*there[file]) for file in wanted if file not in read]
    return views.LookedView(
        passages=[
            views.FoundPassageView(
                file=each.file, name=there[each.file][0].name, page=each.page, unit=there[each.file][1].unit,
                heading=each.heading, text=each.text, start=each.start, end=each.end, hidden=each.hidden,
            )
            for each in found
        ],
        unread=unread,
        by_meaning=[file for file in read if file in with_vectors],
    )  # fmt: skip


@routes.on("POST", "/api/canvases/{canvas}/facts", READ, list[views.FactView])
async def check_canvas_facts(here: Here, person: Actor, canvas: Id) -> list[views.FactView]:
    """Every claim and quote of a page, looked up in the files and pages of its conversation. Changes nothing."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    ground = await ground_of(here.workspace, here.shelf, here.sources, room.id, person.id)
    return [
        views.FactView(
            text=fact.checked.claim.text, kind=fact.checked.claim.kind, line=fact.checked.claim.line,
            cites=list(fact.checked.claim.cites), start=fact.place.start if fact.place else None,
            end=fact.place.end if fact.place else None, verdict=fact.checked.verdict, why=fact.checked.why,
            source=fact.checked.source, near=fact.checked.near,
            file=ground.files[fact.checked.source][0].id if fact.checked.source in ground.files else None,
            page=fact.checked.place.page if fact.checked.place else None,
        )
        for fact in await check_facts(live.text, ground)
    ]  # fmt: skip


@routes.on("GET", "/api/attached/{file}", READ, views.AttachedView)
async def read_attached(here: Here, person: Actor, file: Id) -> views.AttachedView:
    """How far a file is read."""
    return shown(*await here.shelf.access(person.id, file))


@routes.on("GET", "/api/attached/{file}/text", READ, views.FilePageView)
async def read_attached_text(
    here: Here, person: Actor, file: Id, page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    quote: Annotated[Words, Query(max_length=4_000)] = "",
) -> views.FilePageView:  # fmt: skip
    """The words of one page; with `quote`, of the page where that stands, letter for letter."""
    stored, row = await here.shelf.access(person.id, file)
    if row.state != "indexed":
        raise BadInput(unread_words(stored, row))
    words = await here.shelf.words(row)
    place = await place_in(words, quote) if quote else None
    if place is not None:
        page = place.page or 1
    pages = words.split(PART_END)
    page = min(page, len(pages))
    before = sum(len(each) + 1 for each in pages[: page - 1])
    text = pages[page - 1]
    return views.FilePageView(
        id=stored.id, name=stored.name, unit=row.unit, page=page, pages=len(pages), text=text,
        hidden=row.hidden, start=place.start - before if place else None,
        end=min(place.end - before, len(text)) if place else None,
    )  # fmt: skip


@routes.on("POST", "/api/attached/{file}/again", WRITE, views.AttachedView)
async def read_attached_again(here: Here, person: Actor, file: Id) -> views.AttachedView:
    """Try once more to read a file that could not be read."""
    await here.shelf.read_again(person, file)
    return shown(*await here.shelf.access(person.id, file))


@routes.on("DELETE", "/api/attached/{file}", WRITE, status=204)
async def remove_attached(here: Here, person: Actor, file: Id) -> None:
    """Take a file away; nothing of it is found any more."""
    await here.shelf.remove(person, file)


def shown(stored: StoredFile, row: Reading) -> views.AttachedView:
    return views.AttachedView.model_validate({
        "id": stored.id, "room": stored.room, "name": stored.name, "kind": row.kind, "media_type": stored.media_type,
        "size_bytes": stored.size_bytes, "state": row.state, "why": row.why, "unit": row.unit, "parts": row.parts,
        "characters": row.characters, "hidden": row.hidden, "title": row.title, "at": stored.at,
    })  # fmt: skip
