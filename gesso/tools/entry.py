"""Adding an entry to a canvas in a run of a task: new words at its end under a heading, once a run.

What stands there is never touched, whatever a model says; somebody typing at the end keeps every word.
"""

from pydantic import BaseModel, Field

from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import BadInput
from gesso.canvas.diff import change_between
from gesso.room.live_canvas import LiveCanvas
from gesso.room.suggesting import do_suggest
from gesso.tools.canvas import author_of, may_edit, scene_of


class AddEntry(BaseModel):
    text: str = Field(description="the new entry alone, Markdown, without a heading for the date")


async def add_entry(context: ToolContext, args: AddEntry) -> ToolResult:
    """Put the words at the end of the run's canvas; a suggestion where the owner may not edit it, or trusts nobody."""
    run = context.scene.run
    if run is None or run.canvas is None:
        raise BadInput("Nothing was added: there is no canvas that this task adds to.")
    scene = scene_of(context, run.canvas)
    state = context.room.state
    if any(e.turn == context.turn and e.canvas == scene.id for e in state.edits) or any(
        made.turn == context.turn and made.canvas == scene.id for made in state.suggestions.values()
    ):
        raise BadInput("Nothing was added: the entry of this run is there already. Say in one sentence what it is.")
    words = args.text.strip()
    if not words:
        raise BadInput("Nothing was added: the entry is empty.")
    live = await context.workspace.canvas(scene.id)
    if not may_edit(context) or state.canvases[scene.id].trust != "free":
        end = len(live.document)
        added = _after(live, run.heading, words)
        await do_suggest(context.workspace, context.room, live, author_of(context), end, end, added, "")
        return ToolResult(
            "The entry is there as a suggestion; the person decides.", f"Offered an entry for “{scene.title}”"
        )
    change = change_between(live.document, live.text + _after(live, run.heading, words))
    await context.workspace.do_apply(
        context.room, live, author_of(context), change, f"Added an entry to “{scene.title}”"
    )  # fmt: skip
    count = len(words.split())
    return ToolResult(
        f"Done: added an entry of {count} words to “{scene.title}”.", f"Added an entry to “{scene.title}”"
    )


def _after(live: LiveCanvas, heading: str, words: str) -> str:
    """What follows the text: a blank line, the heading, the words."""
    text = live.text
    gap = "" if not text.strip() else "\n" if text.endswith("\n") else "\n\n"
    head = f"## {heading}\n\n" if heading else ""
    return f"{gap}{head}{words}\n"


ENTRY_TOOLS: tuple[Tool, ...] = (
    Tool(
        "add_entry",
        "Add the new entry of this run to the end of the task's canvas.",
        AddEntry,
        "edit",
        add_entry,
        reads="nothing",
        destinations=(),
        where="run",
        undo="change",
    ),
)
