"""Suggestions over HTTP: the open ones, and every decision on them. Positions are code points."""

from typing import Annotated

from fastapi import Body, Path

from gesso.base.errors import NotFound
from gesso.canvas.suggestion import Suggestion
from gesso.canvas.text import Text
from gesso.room.live_canvas import LiveCanvas
from gesso.room.suggesting import (
    do_accept_part,
    do_reopen_suggestion,
    do_reopen_suggestions,
    do_settle_suggestions,
)
from gesso.server import views
from gesso.server.context import Actor, Here, Parts
from gesso.server.policy import Policy, Routes
from gesso.store import canvases as canvas_rows

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")

CanvasId = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/canvases/{canvas}/suggestions", READ, list[views.SuggestionView])
async def list_suggestions(here: Here, person: Actor, canvas: CanvasId) -> list[views.SuggestionView]:
    """Open suggestions, where they are in the text now."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    return [render_suggestion(live, found) for found in live.marks.suggestions.values()]


@routes.on("POST", "/api/canvases/{canvas}/suggestions/settle", WRITE, views.SettledManyView)
async def settle_suggestions(
    here: Here, person: Actor, canvas: CanvasId, body: views.SettleIn
) -> views.SettledManyView:
    """Accept or reject several at once; those whose words changed meanwhile are passed over."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "comment")
    named = body.suggestions
    if named is None:
        marks = live.marks.suggestions.values()
        named = [s.id for s in marks if body.proposal is None or s.proposal == body.proposal]
    settled = await do_settle_suggestions(here.workspace, person, canvas, named, body.state) if named else []
    return views.SettledManyView(version=live.version, settled=settled)


@routes.on("POST", "/api/canvases/{canvas}/suggestions/reopen", WRITE, views.ReopenedView)
async def reopen_suggestions(here: Here, person: Actor, canvas: CanvasId, body: views.ReopenIn) -> views.ReopenedView:
    """Take back a decision on several: they are offered anew, under new ids."""
    made = await do_reopen_suggestions(here.workspace, person, canvas, body.suggestions)
    live = await here.workspace.canvas(canvas)
    return views.ReopenedView(version=live.version, suggestions=[each.id for each in made])


@routes.on("POST", "/api/suggestions/{suggestion}/accept", WRITE, views.SettledView)
async def accept_suggestion(
    here: Here, person: Actor, suggestion: CanvasId, body: Annotated[views.AcceptIn | None, Body()] = None
) -> views.SettledView:
    """Put the offered words in; with `pieces` only those, and the rest is offered on."""
    canvas = await _canvas_of(here, suggestion)
    if body is not None and body.pieces is not None:
        await do_accept_part(here.workspace, person, canvas, suggestion, body.pieces)
    else:
        await do_settle_suggestions(here.workspace, person, canvas, [suggestion], "accepted")
    return views.SettledView(version=(await here.workspace.canvas(canvas)).version)


@routes.on("POST", "/api/suggestions/{suggestion}/reject", WRITE, views.SettledView)
async def reject_suggestion(here: Here, person: Actor, suggestion: CanvasId) -> views.SettledView:
    """Turn the offer down, or take one's own back."""
    canvas = await _canvas_of(here, suggestion)
    await do_settle_suggestions(here.workspace, person, canvas, [suggestion], "rejected")
    return views.SettledView(version=(await here.workspace.canvas(canvas)).version)


@routes.on("POST", "/api/suggestions/{suggestion}/reopen", WRITE, views.SuggestionView)
async def reopen_suggestion(here: Here, person: Actor, suggestion: CanvasId) -> views.SuggestionView:
    """Take a decision back: the words before stand again and are offered anew, under a new id."""
    canvas = await _canvas_of(here, suggestion)
    made = await do_reopen_suggestion(here.workspace, person, canvas, suggestion)
    return render_suggestion(await here.workspace.canvas(canvas), made)


def render_suggestion(live: LiveCanvas, found: Suggestion) -> views.SuggestionView:
    before = Text.of(found.before)
    return views.SuggestionView(
        id=found.id, canvas=live.id, by=found.author, turn=found.turn or None, version=live.version,
        start=live.document.to_points(found.from_), end=live.document.to_points(found.to), before=found.before,
        after=found.after, why=found.why, state="open", proposal=found.proposal,
        pieces=tuple((before.to_points(a), before.to_points(b), words) for a, b, words in found.pieces),
    )  # fmt: skip


async def _canvas_of(here: Parts, suggestion: str) -> str:
    """Whose suggestion it is; whether the caller may see it is asked of the canvas. Raises NotFound."""
    row = await here.workspace.db.read(lambda rows: canvas_rows.suggestion_of(rows, suggestion))
    if row is None:
        raise NotFound("There is no such suggestion.")
    return row.canvas
