"""Lenses over HTTP: which serve a page, what one finds in it now, and its commands, which only propose."""

from typing import Annotated

from fastapi import Path

from gesso.lenses.intent import suggested_for
from gesso.lenses.made import SHELF
from gesso.lenses.registry import lenses_for
from gesso.lenses.shelf import spec_of
from gesso.room.live_canvas import Author
from gesso.server.context import Actor, Here
from gesso.server.policy import Policy, Routes
from gesso.server.views import lenses as views
from gesso.store.lenses import LensRow

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
LOOKED_AT = 60_000  # characters that tell which lens is called for

Id = Annotated[str, Path(max_length=80)]
Name = Annotated[str, Path(max_length=1_200)]  # one made on the fly is its words


@routes.on("GET", "/api/canvases/{canvas}/lenses", READ, views.LensesView)
async def list_lenses(here: Here, person: Actor, canvas: Id) -> views.LensesView:
    """The lenses for a page, and the one that its words call for."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "view")
    kind = "data" if room.state.canvases[canvas].data is not None else live.row.kind
    fitting = lenses_for(kind, live.row.language)
    lens, why = suggested_for(live.document.slice(0, min(len(live.document), LOOKED_AT)), kind, live.row.language)
    made = await here.lenses.shelf.seen_by(person.id) if kind == "document" else []
    there = any(each.name == lens for each in fitting)
    return views.LensesView(
        lenses=[views.LensNameView.model_validate(each) for each in fitting] + [_made(each) for each in made],
        suggested=lens if there else None, why=why if there else "",
    )  # fmt: skip


def _made(row: LensRow) -> views.LensNameView:
    spec = spec_of(row)
    about = spec.instruction or ", ".join(spec.words)
    return views.LensNameView(name=f"{SHELF}{row.id}", title=spec.title, about=about, shape=spec.view)


@routes.on("GET", "/api/canvases/{canvas}/lenses/{lens}", READ, views.LensView)
async def read_lens(here: Here, person: Actor, canvas: Id, lens: Name) -> views.LensView:
    """What a lens finds. Of a long text that has just changed, the last reading: ask again a moment later."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    found = await here.lenses.lens(lens, person.id)
    held = await here.lenses.read(live, found, person.id)
    return views.LensView(
        lens=found.name, title=found.title, version=held.version, now=live.version, view=held.reading.view
    )


@routes.on("POST", "/api/canvases/{canvas}/lenses/{lens}", WRITE, views.ProposedView)
async def do_lens_command(
    here: Here, person: Actor, canvas: Id, lens: Name, body: views.LensCommandIn
) -> views.ProposedView:
    """Do a command of a lens: what it proposes becomes suggestions, which change nothing until somebody takes them."""
    room, live = await here.workspace.access_canvas(person.id, canvas, "comment")
    author = Author(person.id, "person")
    offered = await here.lenses.offer(
        room, live, author, person.id, await here.lenses.lens(lens, person.id), body.command, dict(body.args)
    )
    return views.ProposedView(
        version=offered.version, told=offered.proposal.told, suggestions=[each.id for each in offered.suggestions],
        asks=[
            views.AskedView(start=each.start, end=each.end, instruction=each.instruction)
            for each in offered.proposal.asks
        ],
    )  # fmt: skip
