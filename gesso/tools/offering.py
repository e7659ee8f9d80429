"""An agent's edits as suggestions: because that was asked for, nothing more is allowed, or the words were changed."""

from collections.abc import Sequence

from gesso.agent.scene import CanvasScene
from gesso.agent.tool import ToolContext, ToolResult
from gesso.canvas.changes import Change
from gesso.canvas.edit import Applied, Conflict, Edit, plan_edits
from gesso.canvas.suggestion import hunks
from gesso.canvas.text import Text
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.suggesting import do_offer

Offer = tuple[int, int, str, str]
"""Code points `start` to `end`, the words for them, and why."""


async def offer_edits(
    context: ToolContext, author: Author, live: LiveCanvas, scene: CanvasScene, edits: Sequence[Edit]
) -> ToolResult:
    """Offer what the edits would change, line by line, on the words as they are now. Raises what `plan_edits` does."""
    since = [entry.change for entry in await live.logged_after(scene.snapshot.version)]
    text = live.document
    plan = plan_edits(edits, scene.snapshot, since, text)
    if isinstance(plan, Applied):
        offers = _parts(plan, edits, text)
    else:
        offers = []
        for edit in edits:
            alone = plan_edits([edit], scene.snapshot, since, text)
            offers += _parts(alone, [edit], text) if isinstance(alone, Applied) else _of(alone, edit.why)
    if not offers:
        return ToolResult("Nothing was changed: the new words are the same as the old ones.", "Changed nothing")
    made = len(await do_offer(context.workspace, context.room, live, author, offers))
    plural = "suggestion" if made == 1 else "suggestions"
    return ToolResult(f"Made {made} {plural}; the person decides.", f"Made {made} {plural} in “{scene.title}”")


async def offer_instead(context: ToolContext, author: Author, live: LiveCanvas, conflict: Conflict) -> ToolResult:
    """Offer the words for passages that somebody changed meanwhile, and tell the model what they read now."""
    offers = _of(conflict, "")
    if not offers:
        return ToolResult("Nothing was changed: the passage reads like that already.", "Changed nothing")
    await do_offer(context.workspace, context.room, live, author, offers)
    now = "\n\n".join(f"It now reads:\n{clash.current}" for clash in conflict.clashes)
    return ToolResult(
        "Nothing was overwritten: somebody changed the passage while you wrote. Your words are there as a suggestion "
        f"for the person to take or leave; do not edit it again unless asked.\n\n{now}",
        "Made a suggestion, because the passage was changed meanwhile",
    )


def _parts(plan: Applied, edits: Sequence[Edit], text: Text) -> list[Offer]:
    """What is offered for each edit and each line that it changes."""
    after = text.apply(plan.change)
    spans = [(after.to_units(start), after.to_units(end)) for start, end in plan.spans]
    own: dict[int, list[tuple[int, int, str]]] = {}
    edit = 0
    for part in plan.change.ranges():
        inside = (at for at, (a, b) in enumerate(spans) if a <= part.from_b and part.to_b <= b)
        edit = next(inside, edit)
        own.setdefault(edit, []).append((part.from_a, part.to_a, part.insert))
    return [
        (text.to_points(first), text.to_points(last), words, edits[at].why)
        for at, parts in own.items()
        for first, last, words in hunks(Change.of(text.units, parts), text)
    ]


def _of(conflict: Conflict, why: str) -> list[Offer]:
    """What is offered for each clash; nothing where the passage reads like that already, as after a repeated call."""
    return [(c.start, c.end, c.proposed, why or c.why) for c in conflict.clashes if c.proposed != c.current]
