"""How agents work with people on a canvas of code: they do it, explain while doing it, or only point.

Chosen for the canvas and not for a message: it holds for everybody's messages there, for tasks and for delegated work,
until somebody chooses otherwise.
"""

from gesso.base.errors import BadInput
from gesso.room import wire
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person, Workspace


async def do_pair(workspace: Workspace, person: Person, canvas: str, pairing: wire.Pairing) -> LiveRoom:
    """Choose how agents work here. Raises BadInput for a page that is no code."""
    room, _ = await workspace.access_canvas(person.id, canvas, "edit")
    row = room.state.canvases[canvas]
    if row.kind != "code":
        raise BadInput("How agents pair up is chosen for code. For a document, choose what agents may do in its menu.")
    if row.pairing != pairing:
        await room.post(person.id, wire.CanvasPaired(canvas=canvas, pairing=pairing))
    return room
