"""Feedback over HTTP: thumbs, canvases closed at once, whether the lab may learn from any of it, what it collected."""

from typing import Annotated

from fastapi import Path

from gesso.lab.desk.files import sendable
from gesso.lab.feedback.collect import Collected, collect
from gesso.lab.feedback.collected import clean_collected, collected_folders, delete_collected
from gesso.lab.feedback.consent import KEPT, LEFT_OUT, begin_anew, forgotten, read_consent, save_consent
from gesso.lab.feedback.forget import forget
from gesso.room.feedback import do_close, do_rate
from gesso.room.workspace import Person
from gesso.server import views
from gesso.server.api_canvases import render_canvas
from gesso.server.api_rooms import render_turn
from gesso.server.context import Actor, Here, Parts
from gesso.server.policy import Policy, Routes

routes = Routes()

WRITE = Policy("user", "write")
ADMIN = Policy("admin", "admin")

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
async def read_lab_consent(here: Here, person: Actor) -> views.ConsentView:
    """Whether the lab may learn from what people do here, and what would be kept."""
    return await _consent(here, person)


@routes.on("PUT", "/api/lab/consent", ADMIN, views.ConsentView)
async def set_lab_consent(here: Here, person: Actor, body: views.ConsentIn) -> views.ConsentView:
    """Let the lab learn from what people do here from now on, or no longer."""
    now = here.workspace.clock()
    await here.workspace.db.write(lambda rows: save_consent(rows, body.on, person.id, now))
    return await _consent(here, person)


@routes.on("GET", "/api/lab/feedback", ADMIN, views.CollectedView)
async def read_collected(here: Here, person: Actor) -> views.CollectedView:
    """What could be collected now, and what was collected into the lab's folder."""
    return await _collected(here, person)


@routes.on("DELETE", "/api/lab/feedback", ADMIN, views.CollectedView)
async def delete_all_collected(here: Here, person: Actor) -> views.CollectedView:
    """Delete what was collected into the lab's folder; what happened until now is not collected again."""
    now = here.workspace.clock()
    async with here.lab.writing:
        await here.workspace.db.write(lambda rows: begin_anew(rows, now))
        await here.lab.read(delete_collected, here.lab.folder)
    return await _collected(here, person)


@routes.on("DELETE", "/api/lab/feedback/mine", WRITE, views.ConsentView)
async def delete_mine(here: Here, person: Actor) -> views.ConsentView:
    """Take the caller's part out of what was collected into the lab's folder, and out of every later collection."""
    async with here.lab.writing:
        await here.workspace.db.write(lambda rows: forget(rows, [person.id]))
        await here.lab.read(clean_collected, here.lab.folder, [person.id])
    return await _consent(here, person)


async def _consent(here: Parts, person: Person) -> views.ConsentView:
    consent, gone = await here.workspace.db.read(lambda rows: (read_consent(rows), forgotten(rows)))
    return views.ConsentView(
        on=consent.on, since=consent.since, kept=list(KEPT), left_out=list(LEFT_OUT), forgotten=person.id in gone
    )


async def _collected(here: Parts, person: Person) -> views.CollectedView:
    now = here.workspace.clock()
    consent = await _consent(here, person)
    found, gone = await here.workspace.db.read(
        lambda rows: (collect(rows, now, "") if consent.on else Collected(), forgotten(rows))
    )
    folders = await here.lab.read(collected_folders, here.lab.folder)
    return views.CollectedView(
        consent=consent, answers=found.answers, spoke=found.spoke, rows=sum(map(len, found.rows.values())),
        forgotten=len(gone),
        folders=[
            views.CollectedFolder(name=sendable(each.name), made=each.made, rows=each.rows, fault=each.fault)
            for each in folders
        ],
    )  # fmt: skip
