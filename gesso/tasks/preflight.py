"""What a task needs when nobody is there to help: a model, tools within its frozen scope, a canvas it may write to.

Looked at when a task is made, so that its owner hears at once, and again before each run. Changes nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from gesso.agent.guided.model import GuidedModel
from gesso.agent.turns import Turns
from gesso.base.errors import GessoError
from gesso.model.messages import ModelError
from gesso.room.wire_tasks import OutputKind
from gesso.room.workspace import Workspace
from gesso.tasks.task import Task
from gesso.tasks.verify import check

_ON_CANVASES = """
    open_canvas edit rewrite rename read_canvas comment answer_comment add_entry undo create_task change_task list_tasks
    show_widget open_app use_lens
"""
ON_CANVASES = frozenset(_ON_CANVASES.split())
"""Of these a run gets only what its output needs, however much was granted."""
FOR_OUTPUT: Mapping[OutputKind, tuple[str, ...]] = {
    "message": ("read_canvas", "show_widget"),
    "document": ("open_canvas", "edit", "read_canvas"),
    "append": ("add_entry", "read_canvas"),
    "suggest": ("edit", "rewrite", "comment", "read_canvas"),
}
WRITES: Mapping[OutputKind, str | None] = {
    "message": None, "document": "open_canvas", "append": "add_entry", "suggest": "edit",
}  # fmt: skip


def scope_of(task: Task, canvas: str | None) -> tuple[str, ...]:
    """The tools of a run: of what was granted when the task was made, those for canvases only as its output needs."""
    granted = task.settings.tools or ()
    kind = task.settings.output.kind
    wanted = FOR_OUTPUT["document" if kind == "append" and canvas is None else kind]
    return tuple(name for name in granted if name in wanted or name not in ON_CANVASES)


async def preflight(workspace: Workspace, turns: Turns, task: Task) -> Sequence[Mapping[str, Any]]:
    """A check for each thing it needs."""
    settings = task.settings
    if settings.kind == "reminder":
        return [check("model", True, "a reminder needs none")]
    checks = [*_model(turns, settings.model, settings.max_cost_usd), *await _tools(turns, task)]
    for canvas in filter(None, (settings.output.canvas, settings.watch.canvas if settings.watch else None)):
        need = "edit" if canvas == settings.output.canvas and settings.output.kind == "append" else "view"
        try:
            room, _ = await workspace.access_canvas(task.owner, canvas, "edit" if need == "edit" else "view")
        except GessoError:
            why = "The canvas it works on was deleted or is not yours any more: restore it, or choose another."
            checks.append(check("canvas", False, why))
            continue
        if canvas == settings.output.canvas and room.id != task.room:
            checks.append(check("canvas", False, "The canvas it works on is in another conversation: make it there."))
        else:
            checks.append(check("canvas", True, "it is there"))
    return checks


def _model(turns: Turns, name: str | None, most_usd: float | None) -> list[Mapping[str, Any]]:
    try:
        model = turns.model(name)
    except ModelError as error:
        return [check("model", False, f"{error.message} Choose another model for this task.")]
    found = [check("model", True, f"{model.name} is there")]
    if most_usd is not None and not isinstance(model, GuidedModel) and turns.price(model) is None:
        why = f"What {model.name} costs is not known here, so it cannot be held to ${most_usd:g} a run: "
        found.append(check("budget", False, f"{why}choose another model, or take the limit away."))
    return found


async def _tools(turns: Turns, task: Task) -> list[Mapping[str, Any]]:
    """The tools it must use, and the one that writes its result."""
    known = {tool.name: tool for tool in turns.tools if tool.where != "chat"}
    granted = frozenset(task.settings.tools or ())
    found = []
    writes = WRITES[task.settings.output.kind]
    for name in dict.fromkeys([*task.settings.requires, *filter(None, (writes,))]):
        if name not in known:
            what = "search the web" if name == "search_web" else f"use “{name}”"
            why = f"Nothing here can {what} while nobody looks, so what is asked cannot be found out."
            if name == "search":  # what tasks asked for before there was a search
                why = "This task was made before gesso could search the web: make it anew."
            found.append(check(f"tool {name}", False, why))
        elif name not in granted:
            why = f"This task may not use “{name}”: that was settled when it was made. Make it anew to allow it."
            found.append(check(f"tool {name}", False, why))
        else:
            ready = known[name].ready
            why = await ready() if ready is not None else ""
            found.append(check(f"tool {name}", not why, why or "it may be used"))
    return found
