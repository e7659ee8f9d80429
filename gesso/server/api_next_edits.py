"""Next edits over HTTP: asking for one, saying what became of it, choosing whether to have them, and private canvases.

A page asks when what was typed is stored, and drops the answer when more was typed. The next question, or the next
change, ends the work on the last one.
"""

from typing import Annotated

from fastapi import Path

from gesso.agent.agents import GESSO
from gesso.agent.next_edit.desk import Choice
from gesso.agent.next_edit.offer import Offer
from gesso.server import views
from gesso.server.api_canvases import render_canvas
from gesso.server.context import Actor, Here, Parts
from gesso.server.policy import Policy, Routes

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")

CanvasId = Annotated[str, Path(max_length=80)]


@routes.on("POST", "/api/canvases/{canvas}/next-edit", WRITE, views.NextEditView | None)
async def propose_next_edit(
    here: Here, person: Actor, canvas: CanvasId, body: views.NextEditIn
) -> views.NextEditView | None:
    """What the person is likely to change next; null when nothing is likely enough."""
    offer = await here.next_edits.propose(person, canvas, body.version, body.caret)
    return None if offer is None else render_offer(offer)


@routes.on("POST", "/api/canvases/{canvas}/next-edit/outcome", WRITE, status=204)
async def settle_next_edit(here: Here, person: Actor, canvas: CanvasId, body: views.NextEditOutcomeIn) -> None:
    """What the person did with an offer; only counts are kept of it."""
    await here.next_edits.settle(person, canvas, body.offer, body.outcome)


@routes.on("PUT", "/api/canvases/{canvas}/privacy", WRITE, views.CanvasView)
async def set_privacy(here: Here, person: Actor, canvas: CanvasId, body: views.PrivacyIn) -> views.CanvasView:
    """Keep the canvas from models that nobody asked, or no longer."""
    room = await here.workspace.do_set_private(person, canvas, body.private)
    return render_canvas(room, await here.workspace.canvas(canvas))


@routes.on("GET", "/api/next-edit", READ, views.NextEditChoiceView)
async def read_next_edit_choice(here: Here, person: Actor) -> views.NextEditChoiceView:
    """Whether the caller has next edits, and from which model."""
    return await _choice(here, person.id)


@routes.on("PUT", "/api/next-edit", WRITE, views.NextEditChoiceView)
async def choose_next_edits(here: Here, person: Actor, body: views.NextEditChoiceIn) -> views.NextEditChoiceView:
    """Turn next edits off or on, for the caller alone."""
    await here.next_edits.choose(person.id, Choice(body.mode, body.model), body.forget)
    return await _choice(here, person.id)


def render_offer(offer: Offer) -> views.NextEditView:
    patches = [views.PatchView.model_validate(patch) for patch in offer.patches]
    return views.NextEditView(
        id=offer.id, by=GESSO.id, kind=offer.kind, version=offer.version, patches=patches, likely=round(offer.likely, 3)
    )


async def _choice(here: Parts, person: str) -> views.NextEditChoiceView:
    choice, habit = await here.next_edits.choice(person)
    return views.NextEditChoiceView(
        mode=choice.mode, model=choice.model, models=here.next_edits.models(), threshold=round(habit.threshold, 3),
        shown=habit.shown, taken=habit.taken, retained=habit.retained, typed=habit.typed, dismissed=habit.dismissed,
        ignored=habit.ignored,
    )  # fmt: skip
