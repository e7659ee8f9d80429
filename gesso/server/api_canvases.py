"""Canvases over HTTP: text, targeted edits, history, suggestions.

Thin on purpose: read the request, call one `access_*` or `do_*` of the workspace, render. Positions here are code
points; only a logged change is shown as stored, in UTF-16 units, and says so.
"""

from typing import Annotated

from fastapi import Path, Query

from gesso.base.errors import BadInput, Conflicting
from gesso.base.ids import new_id
from gesso.canvas.blame import Blame
from gesso.canvas.diff import change_between
from gesso.canvas.edit import Applied, BlockTarget, Edit, QuoteTarget, SpanTarget, target_span
from gesso.canvas.text import Text
from gesso.room import wire
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.pairing import do_pair
from gesso.room.room import LiveRoom
from gesso.room.suggesting import do_offer
from gesso.room.workspace import Person
from gesso.server import views
from gesso.server.api_rooms import find_selection
from gesso.server.context import Actor, Here
from gesso.server.policy import TEXT_BYTES, Policy, Routes
from gesso.store import canvases as canvas_rows

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
WRITE_TEXT = Policy("user", "write", body_bytes=TEXT_BYTES)
MAX_CHANGES = 2_000
MAX_TYPED = 100_000

CanvasId = Annotated[str, Path(max_length=80)]
Version = Annotated[int, Path(ge=0, le=2**31 - 1)]


@routes.on("POST", "/api/rooms/{room}/canvases", WRITE_TEXT, views.CanvasView, status=201)
async def open_canvas(here: Here, person: Actor, room: CanvasId, body: views.CanvasIn) -> views.CanvasView:
    """A new canvas in the conversation."""
    live = await here.workspace.access_room(person.id, room, "edit")
    author = Author(person.id, "import" if body.text else "person")
    presence = await here.workspace.do_open_canvas(
        live, author, kind=body.kind, title=body.title, language=body.language, text=body.text
    )
    return render_canvas(live, presence.canvas)


@routes.on("GET", "/api/canvases/{canvas}", READ, views.CanvasView)
async def read_canvas(here: Here, person: Actor, canvas: CanvasId) -> views.CanvasView:
    """The canvas and its whole text."""
    return render_canvas(*await here.workspace.access_canvas(person.id, canvas, "view"))


@routes.on("PATCH", "/api/canvases/{canvas}", WRITE, views.CanvasView)
async def update_canvas(here: Here, person: Actor, canvas: CanvasId, body: views.CanvasPatch) -> views.CanvasView:
    """Change title, kind or language; what is absent stays."""
    await here.workspace.do_update_canvas(person, canvas, title=body.title, kind=body.kind, language=body.language)
    return render_canvas(*await here.workspace.access_canvas(person.id, canvas, "view"))


@routes.on("PUT", "/api/canvases/{canvas}/trust", WRITE, views.CanvasSummary)
async def trust_agents(here: Here, person: Actor, canvas: CanvasId, body: views.TrustIn) -> views.CanvasSummary:
    """Say what agents may do here by themselves: suggest only, change what is selected, or edit freely."""
    return _summary(await here.workspace.do_trust(person, canvas, body.trust), canvas)


@routes.on("PUT", "/api/canvases/{canvas}/pairing", WRITE, views.CanvasSummary)
async def pair_up(here: Here, person: Actor, canvas: CanvasId, body: views.PairingIn) -> views.CanvasSummary:
    """Say how agents work on this code: do it, explain while doing it, or only point."""
    return _summary(await do_pair(here.workspace, person, canvas, body.pairing), canvas)


@routes.on("DELETE", "/api/canvases/{canvas}", WRITE, views.CanvasSummary)
async def delete_canvas(here: Here, person: Actor, canvas: CanvasId) -> views.CanvasSummary:
    """Delete the canvas; `/restore` takes it back."""
    live = await here.workspace.do_delete_canvas(person, canvas)
    here.connections.cut(f"canvas:{canvas}")
    return _summary(live, canvas)


@routes.on("POST", "/api/canvases/{canvas}/restore", WRITE, views.CanvasSummary)
async def restore_canvas(here: Here, person: Actor, canvas: CanvasId) -> views.CanvasSummary:
    """Take back the deletion."""
    return _summary(await here.workspace.do_restore_canvas(person, canvas), canvas)


@routes.on("PUT", "/api/canvases/{canvas}/text", WRITE_TEXT, views.CanvasView)
async def write_text(here: Here, person: Actor, canvas: CanvasId, body: views.TextIn) -> views.CanvasView:
    """Make the whole text read so, word by word. With `base_version`, what others changed since stays."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "edit")
    author = _author(person, len(body.text))
    if body.base_version is None or body.base_version == live.version:
        await here.workspace.do_write_text(room, live, author, body.text)
    else:
        base = Text.of(await live.text_at(body.base_version))
        await live.push(body.base_version, [change_between(base, body.text)], author)
    return render_canvas(room, live)


@routes.on("POST", "/api/canvases/{canvas}/edits", WRITE, views.EditedView)
async def edit_canvas(here: Here, person: Actor, canvas: CanvasId, body: views.EditsIn) -> views.EditedView:
    """Targeted edits, all or none; with `suggest` they are offered instead."""
    need: wire.Role = "comment" if body.suggest else "edit"
    room, live = await here.workspace.access_canvas(person.id, canvas, need)
    edits = [_edit(item) for item in await _items_now(live, body)]
    seen = live.snapshot()
    author = _author(person)
    if body.suggest:
        offers = []
        for edit in edits:
            (start, end), after = offer_of(edit, *target_span(edit.target, seen), seen.text)
            offers.append((start, end, after, edit.why))
        made = await do_offer(here.workspace, room, live, author, offers)
        return views.EditedView(version=live.version, turn=None, suggestions=[s.id for s in made])
    done = await here.workspace.do_edit(room, live, author, edits, seen)
    if not isinstance(done, Applied):
        raise Conflicting("The passage was changed meanwhile; read the document again and repeat the edit.")
    return views.EditedView(version=live.version, turn=author.turn, suggestions=[])


@routes.on("PUT", "/api/canvases/{canvas}/selection", WRITE, views.CanvasSelectionView | None)
async def select(
    here: Here, person: Actor, canvas: CanvasId, body: views.CanvasSelectionIn
) -> views.CanvasSelectionView | None:
    """The caller's selection, used by its next message; an empty body clears it."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    if body.quote is None and body.start is None:
        here.selections.take(person.id, live.id)
        return None
    chosen = views.SelectionIn(canvas=live.id, quote=body.quote, start=body.start, end=body.end)
    found = await find_selection(here, person, room.id, chosen)
    here.selections.hold(person.id, found)
    return views.CanvasSelectionView(**found.model_dump())


@routes.on("GET", "/api/canvases/{canvas}/blocks", READ, views.BlocksView)
async def read_blocks(here: Here, person: Actor, canvas: CanvasId) -> views.BlocksView:
    """The numbered blocks, as a model sees them."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    seen = live.snapshot()
    blocks = [views.BlockView(number=b.number, kind=b.kind, start=b.start, end=b.end, text=b.text) for b in seen.blocks]
    return views.BlocksView(version=seen.version, blocks=blocks)


@routes.on("GET", "/api/canvases/{canvas}/changes", READ, views.ChangesView)
async def read_changes(
    here: Here, person: Actor, canvas: CanvasId, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0
) -> views.ChangesView:
    """The change log after a version, at most 2,000 at a time; `change` is in UTF-16 units, as stored."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    await live.drained()
    rows = await here.workspace.db.read(lambda conn: canvas_rows.changes_after(conn, canvas, after, MAX_CHANGES))
    changes = [
        views.ChangeView(
            version=row.version, at=row.at, by=row.by, kind=row.kind, turn=row.turn, change=list(row.change)
        )
        for row in rows
    ]
    return views.ChangesView(changes=changes, version=live.version)


@routes.on("GET", "/api/canvases/{canvas}/versions/{version}", READ, views.VersionView)
async def read_version(here: Here, person: Actor, canvas: CanvasId, version: Version) -> views.VersionView:
    """The text as it was at a version."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    return views.VersionView(canvas=canvas, version=version, text=await live.text_at(version))


@routes.on("GET", "/api/canvases/{canvas}/blame", READ, views.BlameView)
async def read_blame(here: Here, person: Actor, canvas: CanvasId) -> views.BlameView:
    """Who wrote what, in code points."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    return views.BlameView(version=live.version, runs=_blame_items(live.document, live.blame))


@routes.on("POST", "/api/canvases/{canvas}/keep", WRITE, views.SettledView)
async def keep_edit(here: Here, person: Actor, canvas: CanvasId, body: views.TurnRef) -> views.SettledView:
    """Keep what a turn changed here."""
    await here.workspace.do_keep_edit(person, canvas, body.turn)
    return views.SettledView(version=(await here.workspace.canvas(canvas)).version)


@routes.on("POST", "/api/canvases/{canvas}/undo", WRITE, views.SettledView)
async def undo_edit(here: Here, person: Actor, canvas: CanvasId, body: views.TurnRef) -> views.SettledView:
    """Take back what a turn changed here, and nothing else."""
    await here.workspace.do_undo_edit(person, canvas, body.turn)
    return views.SettledView(version=(await here.workspace.canvas(canvas)).version)


def render_canvas(room: LiveRoom, live: LiveCanvas) -> views.CanvasView:
    row = room.state.canvases[live.id]
    return views.CanvasView(
        id=live.id,
        room=room.id,
        kind=row.kind,
        title=row.title,
        language=row.language,
        version=live.version,
        text=live.text,
        checksum=live.document.checksum,
        deleted=row.deleted,
        private=row.private,
    )


def _author(person: Person, size: int = 0) -> Author:
    """An edit over the API is a turn of its own, so that it can be named, shown and undone. A big text is an import."""
    return Author(person.id, "import" if size > MAX_TYPED else "person", new_id("call"), new_id("edit"))


def _summary(room: LiveRoom, canvas: str) -> views.CanvasSummary:
    row = room.state.canvases[canvas]
    return views.CanvasSummary(
        id=row.id,
        kind=row.kind,
        title=row.title,
        language=row.language,
        deleted=row.deleted,
        trust=row.trust,
        pairing=row.pairing,
    )


async def _items_now(live: LiveCanvas, body: views.EditsIn) -> list[views.EditItem]:
    """The edits with their ranges in the text as it is now. Raises Conflicting for a passage that was removed."""
    while body.version is not None and body.version != live.version:
        found, now = [], live.version
        for item in body.edits:
            if item.start is None or item.end is None:
                found.append(item)
                continue
            place = await live.span_now(item.start, item.end, body.version)
            if place is None:
                raise Conflicting("The passage was removed meanwhile; read the document again.")
            found.append(item.model_copy(update={"start": place[0], "end": place[1]}))
        if live.version == now:  # else somebody changed the text while an old one was read
            return found
    return body.edits


def _edit(item: views.EditItem) -> Edit:
    target: BlockTarget | QuoteTarget | SpanTarget
    if item.quote is not None:
        target = QuoteTarget(item.quote)
    elif item.block is not None:
        target = BlockTarget(item.block)
    else:
        if item.start is None or item.end is None:
            raise BadInput("Give `start` together with `end`.")
        target = SpanTarget(item.start, item.end)
    return Edit(target, item.op, item.text, item.why)


def offer_of(edit: Edit, start: int, end: int, text: str) -> tuple[tuple[int, int], str]:
    """The passage a suggestion replaces, and the words it puts there."""
    words = text[start:end]
    if edit.op == "replace":
        return (start, end), edit.text
    if edit.op == "delete":
        return (start, end), ""
    return (start, end), edit.text + words if edit.op == "insert_before" else words + edit.text


def _blame_items(document: Text, blame: Blame) -> list[views.BlameItem]:
    """Runs of the blame with lengths in code points."""
    found = []
    unit = point = 0
    for run in blame.runs:
        unit += run.length
        upto = document.to_points(unit)
        kind, _, by = run.author.partition(":")
        item = {"length": upto - point, "by": by, "kind": kind, "turn": run.turn or None}
        found.append(views.BlameItem.model_validate(item))
        point = upto
    return found
