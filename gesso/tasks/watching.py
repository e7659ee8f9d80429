"""Looking at what a task watches, cheaply: is it as it was? Only a change is worth a model.

What was seen last is in the room's log, in the brief of the run that told of it, so it is forgotten by no restart.
"""

import hashlib
from dataclasses import dataclass

from gesso.agent.look import describe_change
from gesso.base.errors import GessoError, NotFound
from gesso.room.state import RoomState
from gesso.room.workspace import Workspace
from gesso.sources.fetching import fetch_text
from gesso.sources.outward import Allowed, is_public
from gesso.tasks.task import Task

MOST_SEEN = 20_000  # characters remembered
MOST_NEWS = 4_000


@dataclass(frozen=True)
class Seen:
    """`first`: nothing was seen before. `news` are lines taken out (`-`) and put in (`+`), "" when it is as it was."""

    what: str
    hash: str
    text: str
    news: str
    first: bool


async def look(workspace: Workspace, state: RoomState, task: Task, allowed: Allowed = is_public) -> Seen:
    """What the watched page or canvas says now, against last time. Raises NotFetched, NotFound, Forbidden."""
    what, text = await _read(workspace, task, allowed)
    found = hashlib.sha256(text.encode()).hexdigest()
    before = remembered(state, task.id)
    if before is None:
        return Seen(what, found, text[:MOST_SEEN], "", first=True)
    old, old_text = before
    if old == found:
        return Seen(what, found, text[:MOST_SEEN], "", first=False)
    news = describe_change(old_text, text[:MOST_SEEN]) or "It changed beyond the part that is remembered."
    return Seen(what, found, text[:MOST_SEEN], news[:MOST_NEWS], first=False)


async def _read(workspace: Workspace, task: Task, allowed: Allowed) -> tuple[str, str]:
    watch = task.settings.watch
    if watch is None or (watch.url is None) == (watch.canvas is None):
        raise GessoError("This task does not say what it watches: give it one page's address, or one canvas.")
    if watch.url is not None:
        return watch.url, await fetch_text(watch.url, allowed)
    assert watch.canvas is not None
    try:
        room, live = await workspace.access_canvas(task.owner, watch.canvas, "view")
    except NotFound as error:
        raise NotFound("The canvas this task watches is not there any more, or not yours to see.") from error
    return f"“{room.state.canvases[live.id].title}”", live.text


def remembered(state: RoomState, task: str) -> tuple[str, str] | None:
    """Hash and text of what the task saw last, when it told of it."""
    for turn in reversed(list(state.turns.values())):
        run = turn.run
        if run is not None and run.task == task and run.seen and turn.outcome == "done":
            return run.seen, run.seen_text
    return None
