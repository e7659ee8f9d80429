"""What is searched, set by administrators; and the pages that were read in a conversation, as they were read."""

import asyncio
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Path, Query

from gesso.base.errors import BadInput, GessoError, NotFound
from gesso.server.context import Actor, Here, Parts
from gesso.server.policy import Policy, Routes
from gesso.server.views import sources as views
from gesso.server.views.base import Words
from gesso.sources.choice import Choice
from gesso.sources.citing import check_document
from gesso.sources.quotes import find_quote
from gesso.store import sources as rows
from gesso.store.sources import Source

routes = Routes()

READ = Policy("user", "read")
ADMIN = Policy("admin", "admin")
MOST_TRIED = 8
MOST_CHECKED = 20  # sources of a turn
MOST_CLAIMS = 500

Id = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/sources/server", ADMIN, views.SearchView)
async def read_search(here: Here) -> views.SearchView:
    """What is searched, without its key."""
    return await _search(here)


async def _search(here: Parts) -> views.SearchView:
    choice = await here.sources.choice()
    folder = here.sources.folder
    return views.SearchView(
        **choice.model_dump(exclude={"key", "feeds"}), has_key=bool(choice.key), feeds=list(choice.feeds),
        folder=str(folder) if folder else None, lacking=await here.sources.lacking(),
        chosen=await here.sources.chosen(),
    )  # fmt: skip


@routes.on("PUT", "/api/sources/server", ADMIN, views.SearchView)
async def set_search(here: Here, body: views.SearchIn) -> views.SearchView:
    """Choose what is searched. The key stays when it is left out."""
    before = await here.sources.choice()
    key = body.key if body.key is not None else before.key if before.engine == body.engine else ""
    if body.engine == "searxng" and not _is_web(body.address):
        raise BadInput("Give the address of the SearXNG, such as http://localhost:8888.")
    if body.engine in ("brave", "tavily") and not (key.isascii() and key.isprintable() and key.strip()):
        raise BadInput("Give the key that the search engine gave you.")
    feeds = [feed.strip() for feed in body.feeds if feed.strip()]
    if wrong := next((feed for feed in feeds if not _is_web(feed)), None):
        raise BadInput(f"“{wrong[:80]}” is no address of a feed: it should begin with https:// or http://.")
    choice = Choice(
        engine=body.engine, address=body.address if body.engine == "searxng" else "", key=key.strip(),
        feeds=tuple(dict.fromkeys(feeds)), private_addresses=body.private_addresses,
    )  # fmt: skip
    await here.sources.choose(choice)
    return await _search(here)


@routes.on("POST", "/api/sources/try", ADMIN, views.TriedSearchView)
async def try_search(here: Here, body: views.TryIn) -> views.TriedSearchView:
    """Search now with what is chosen, and say what came of it."""
    try:
        found = await here.sources.search(body.query, MOST_TRIED)
    except GessoError as failed:
        return views.TriedSearchView(message=failed.message, hits=[])
    message = "" if found else "Nothing was found."
    return views.TriedSearchView(message=message, hits=[views.HitView(**vars(hit)) for hit in found])


@routes.on("GET", "/api/rooms/{room}/sources", READ, list[views.SourceView])
async def list_sources(
    here: Here, person: Actor, room: Id, turn: Annotated[Words, Query(max_length=80)] = ""
) -> list[views.SourceView]:
    """The pages that were read in a conversation, newest first; those of one turn, by their numbers."""
    await here.workspace.access_room(person.id, room, "view")
    if turn:
        found = await here.workspace.db.read(lambda conn: rows.sources_of_turn(conn, turn))
        found = [each for each in found if each.room == room]
    else:
        found = list(await here.workspace.db.read(lambda conn: rows.sources_of_room(conn, room)))
    return [views.SourceView(**_shown(each)) for each in found]


@routes.on("GET", "/api/rooms/{room}/turns/{turn}/citations", READ, list[views.CitationView])
async def check_citations(here: Here, person: Actor, room: Id, turn: Id) -> list[views.CitationView]:
    """What a turn quotes, in its words and in the pages it opened, looked up in the sources it read."""
    state = (await here.workspace.access_room(person.id, room, "view")).state
    if turn not in state.turns:
        raise NotFound("There is no such turn in this conversation.")
    opened = [row.id for row in state.open_canvases() if row.turn == turn]
    texts = [state.turns[turn].text, *[(await here.workspace.canvas(canvas)).text for canvas in opened]]
    kept = await here.workspace.db.read(lambda conn: rows.sources_of_turn(conn, turn))
    words = {each.id: await here.sources.words(each) for each in kept[:MOST_CHECKED] if each.room == room}
    numbers = {each.number: each.id for each in kept if each.id in words}
    found = await asyncio.to_thread(lambda: [one for text in texts for one in check_document(text, words, numbers)])
    return [
        views.CitationView(
            text=one.claim.text, kind=one.claim.kind, cites=list(one.claim.cites), verdict=one.verdict, why=one.why,
            source=one.source, near=one.near,
        )
        for one in found[:MOST_CLAIMS]
    ]  # fmt: skip


@routes.on("GET", "/api/sources/{source}", READ, views.SourceTextView)
async def read_source(
    here: Here, person: Actor, source: Id, quote: Annotated[Words, Query(max_length=4_000)] = ""
) -> views.SourceTextView:
    """The words of a page as they were read, and where a quote stands in them."""
    found = await here.workspace.db.read(lambda conn: rows.source_of(conn, source))
    if found is None:
        raise _none()
    try:
        await here.workspace.access_room(person.id, found.room, "view")
    except NotFound:
        raise _none() from None
    text = await here.sources.words(found)
    place = find_quote(quote, text) if quote else None
    at = views.PlaceView(start=place.start, end=place.end, page=place.page) if place else None
    return views.SourceTextView(**_shown(found), text=text, place=at)


def _shown(row: Source) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if name in views.SourceView.model_fields}


def _is_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, address))


def _none() -> NotFound:
    return NotFound("There is no such source.")
