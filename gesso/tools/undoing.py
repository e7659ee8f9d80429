"""Taking back the agent's last change of a canvas when the person asks for it in words.

The same exact undo as the button: that change alone, around whatever people typed since. The person who asked lends
their rights and is named as the one who took it back.
"""

from pydantic import BaseModel, Field

from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import BadInput
from gesso.room.workspace import Person
from gesso.tools.canvas import scene_of


class UndoChange(BaseModel):
    canvas: str | None = Field(None, description="id; default: the canvas in front of the person")


async def undo_change(context: ToolContext, args: UndoChange) -> ToolResult:
    """Take back the agent's latest change that stands. Raises BadInput when there is none, Forbidden to readers."""
    scene = scene_of(context, args.canvas)
    if not scene.done:
        raise BadInput("Nothing was changed: there is no change of yours here that could be taken back.")
    last = scene.done[-1]
    member = context.room.state.members[context.asked_by]
    await context.workspace.do_undo_edit(Person(context.asked_by, member.name), scene.id, last.turn)
    return ToolResult(
        f"Done: took back the change that was asked for with “{last.ask}”. What people typed since is kept.",
        "Took back the last change",
    )


UNDO_TOOLS: tuple[Tool, ...] = (
    Tool(
        "undo",
        "Take back your last change of a canvas, exactly. Only when the person asks for it.",
        UndoChange,
        "edit",
        undo_change,
        reads="nothing",
        destinations=(),
        where="chat",
        undo="change",
    ),
)
