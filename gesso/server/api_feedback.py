"""Feedback over HTTP: thumbs, canvases closed at once, and whether the lab may learn from any of it."""

from typing import Annotated

from fastapi import Path

from gesso.lab.feedback.consent import KEPT, LEFT_OUT, Consent, read_consent, save_consent
from gesso.room.feedback import do_close, do_rate
from gesso.server import views
from gesso.server.api_canvases import render_canvas
from gesso.server.api_rooms import render_turn
from gesso.server.context import Actor, Here
from gesso.server.policy import Policy, Routes

routes = Routes()

WRITE = Policy("user", "write")

Named = Annotated[str, Path(max_length=80)]


@routes.on("PUT", "/api/rooms/{room}/turns/{turn}/thumb", WRITE, views.TurnView)
async def rate_turn(here: Here, person: Actor, room: Named, turn: Named, body: views.ThumbIn) -> views.TurnView:
    """Say that an answer was good or bad, or take that back."""
    return render_turn(await do_rate(here.workspace, person, room, turn, body.thumb), turn)


@routes.on("POST", "/api/canvases/{canvas}/closed", WRITE, views.CanvasView)
async def close_canvas(here: Here, person: Actor, canvas: Named) -> views.CanvasView:
    """Tell that the caller closed the canvas; noted where an agent opened it a moment ago."""
    room = await do_close(here.workspace, person, canvas)
    return render_canvas(room, await here.workspace.canvas(canvas))


@routes.on("GET", "/api/lab/consent", Policy("user", "read"), views.ConsentView)
async def read_lab_consent(here: Here) -> views.ConsentView:
    """Whether the lab may learn from what people do here, and what would be kept."""
    return _render(await here.workspace.db.read(read_consent))


@routes.on("PUT", "/api/lab/consent", Policy("admin", "admin"), views.ConsentView)
async def set_lab_consent(here: Here, person: Actor, body: views.ConsentIn) -> views.ConsentView:
    """Let the lab learn from what people do here from now on, or no longer."""
    now = here.workspace.clock()
    return _render(await here.workspace.db.write(lambda rows: save_consent(rows, body.on, person.id, now)))


def _render(consent: Consent) -> views.ConsentView:
    return views.ConsentView(on=consent.on, since=consent.since, kept=list(KEPT), left_out=list(LEFT_OUT))
