"""What people tell about an answer beside words: a thumb, and that they closed at once what an agent had opened.

Only the log is written here; whether anything may be learned from it is the lab's question (`gesso.lab.feedback`).
"""

from datetime import timedelta
from typing import Literal

from gesso.base.errors import NotFound
from gesso.room import wire
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person, Workspace

TELLING = timedelta(seconds=60)
"""So long after the turn that opened a canvas began, or while it runs, closing it is written down."""


async def do_rate(
    workspace: Workspace, person: Person, room: str, turn: str, thumb: Literal["up", "down"] | None
) -> LiveRoom:
    """Set or take back the person's thumb on a turn's answer. Raises NotFound."""
    live = await workspace.access_room(person.id, room, "comment")
    found = live.state.turns.get(turn)
    if found is None:
        raise NotFound("There is no such turn in this conversation.")
    if found.thumbs.get(person.id) != thumb:
        await live.post(person.id, wire.AnswerRated(turn=turn, thumb=thumb))
    return live


async def do_close(workspace: Workspace, person: Person, canvas: str) -> LiveRoom:
    """Note that the person closed the canvas, where an agent opened it a moment ago; otherwise nothing is noted."""
    room, _ = await workspace.access_canvas(person.id, canvas, "comment")
    turn = room.state.turns.get(room.state.canvases[canvas].turn or "")
    if turn is not None:
        began = room.state.messages[turn.message].at
        if turn.outcome is None or workspace.clock() - began <= TELLING:
            await room.post(person.id, wire.CanvasClosed(canvas=canvas))
    return room
