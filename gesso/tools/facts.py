"""Going through what a document claims, one by one, for agents: comments where it is wrong, and a list of all.

Nothing is judged by a model: what code cannot decide is called similar, and shown with the words it is similar to.
"""

from collections.abc import Callable

from pydantic import BaseModel, Field

from gesso.agent.scene import CanvasScene
from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.ids import new_id
from gesso.model.messages import Model
from gesso.reading.facts import Fact, Ground, check_facts, counted, ground_of
from gesso.reading.finding import WAIT_S
from gesso.reading.shelf import Shelf
from gesso.room.commenting import do_comment, spans_taken
from gesso.room.live_canvas import LiveCanvas
from gesso.room.wire import Severity
from gesso.sources.library import Sources
from gesso.sources.results import MATERIAL
from gesso.store.sources import Source, insert_source
from gesso.tools.canvas import author_of, scene_of
from gesso.tools.entailing import SAID, readings

MOST_COMMENTS = 20
MOST_LISTED = 60
_WRONG = ("contradicted", "elsewhere", "not found")
_TITLES = (
    ("contradicted", "Contradicted"), ("elsewhere", "In another source than the one cited"), ("not found", "Not found"),
    ("similar", "Similar words: judge them yourself"), ("supported", "Supported"), ("found", "Quoted word for word"),
)  # fmt: skip


class CheckFacts(BaseModel):
    canvas: str | None = Field(None, description="id; default: the canvas in front of the person")


def fact_tools(shelf: Shelf, sources: Sources, model: Callable[[str], Model]) -> tuple[Tool, ...]:
    """`model`: the one of that id, whose reading is told beside what code cannot decide."""

    async def check(context: ToolContext, args: CheckFacts) -> ToolResult:
        return await check_canvas(context, args, shelf, sources, model)

    return (
        Tool(
            "check_facts",
            "Go through the claims and quotes of a canvas (of what is selected, where something is), look each up in "
            "the attached files and the pages opened here, and comment where one is contradicted or not found. Tell "
            "the result as it is given, with its [n].",
            CheckFacts,
            "edit",
            check,
            reads="file",
            destinations=(),
        ),
    )


async def check_canvas(
    context: ToolContext, args: CheckFacts, shelf: Shelf, sources: Sources, model: Callable[[str], Model]
) -> ToolResult:  # fmt: skip
    """Raises BadInput where there is nothing to check against."""
    scene = scene_of(context, args.canvas)
    live = await context.workspace.canvas(scene.id)
    await shelf.settled(list(context.room.state.files), WAIT_S)
    ground = await ground_of(context.workspace, shelf, sources, context.room.id, context.asked_by)
    offset = scene.selection.start if scene.selection else 0
    text = scene.selection.quote if scene.selection else live.text
    facts = await check_facts(text, ground)
    if not facts:
        return ToolResult(
            "It states no fact that could be looked up: no number, no name, no quote.", "Nothing to check"
        )
    read = await _read_by(model(context.room.state.turns[context.turn].model), facts)
    numbers = {name: await _cited(context, name, ground) for name in _used(facts)}
    made = 0
    for fact in facts:
        if fact.checked.verdict in _WRONG and fact.place is not None and made < MOST_COMMENTS:
            made += await _comment(context, live, scene, fact, offset)
    against = f"{len(ground.words)} source{'s' if len(ground.words) != 1 else ''}"
    head = f"{len(facts)} claim{'s' if len(facts) != 1 else ''} checked against {against}: {counted(facts)}."
    return ToolResult(
        f"{MATERIAL}\n\n{_listed(head, facts, numbers, read)}", f"Checked “{scene.title}”: {counted(facts)}"
    )


async def _read_by(model: Model, facts: list[Fact]) -> dict[int, str]:
    """By the place in the list, how a capable model reads what code can only call similar."""
    open_ones = [at for at, fact in enumerate(facts) if fact.checked.verdict == "similar" and fact.checked.near]
    pairs = [(facts[at].checked.claim.text, facts[at].checked.near) for at in open_ones]
    told = zip(open_ones, await readings(model, pairs), strict=True)
    return {at: f"{model.name} {SAID[reading]}." for at, reading in told if reading is not None}


def _listed(head: str, facts: list[Fact], numbers: dict[str, int], read: dict[int, str]) -> str:
    parts = [head]
    for verdict, title in _TITLES:
        chosen = [at for at, fact in enumerate(facts) if fact.checked.verdict == verdict][:MOST_LISTED]
        lines = [f"{_line(facts[at], numbers)}{_reading(read.get(at, ''))}" for at in chosen]
        parts += [f"**{title}**", "\n".join(lines)] if lines else []
    return "\n\n".join(parts)


def _line(fact: Fact, numbers: dict[str, int]) -> str:
    checked = fact.checked
    cite = f" [{numbers[checked.source]}]" if checked.source in numbers else ""
    page = f", page {checked.place.page}" if checked.place is not None and checked.place.page else ""
    there = f" There: “{_plain(checked.near)}”{cite}{page}" if checked.near else f"{cite}{page}"
    why = f" {checked.why[:1].upper()}{checked.why[1:]}." if checked.verdict in _WRONG else ""
    return f"- “{_plain(checked.claim.text)}”{why}{there}"


def _reading(words: str) -> str:
    return f" (A model's reading, not checked by code: {words})" if words else ""


def _plain(text: str) -> str:
    """On one line, no longer than one reads, and without signs that Markdown would take for its own."""
    words = " ".join(text.split())
    return (words if len(words) <= 300 else f"{words[:298]} …").translate(str.maketrans("[]*_`<>", "()·‗'‹›"))


def _used(facts: list[Fact]) -> list[str]:
    return list(dict.fromkeys(fact.checked.source for fact in facts if fact.checked.source is not None))


async def _cited(context: ToolContext, name: str, ground: Ground) -> int:
    """The number that a source is cited by in this turn."""
    now = context.workspace.clock()
    if name in ground.files:
        file, row = ground.files[name]
        kept = Source(
            new_id("src"), context.room.id, context.turn, 0, f"file:{file.id}", file.name, file.media_type, None,
            row.characters, row.words, now,
        )  # fmt: skip
    else:
        kept = Source(**{**vars(ground.pages[name]), "id": new_id("src"), "turn": context.turn, "at": now})
    return (await context.workspace.db.write(lambda conn: insert_source(conn, kept))).number


async def _comment(context: ToolContext, live: LiveCanvas, scene: CanvasScene, fact: Fact, offset: int) -> bool:
    """Comment on the claim; whether that was done: never twice on the same words."""
    assert fact.place is not None
    start, end = fact.place.start + offset, fact.place.end + offset
    if live.document.slice(start, end) != scene.text[start:end]:
        return False  # somebody has changed it meanwhile
    if any(start < b and a < end for a, b in spans_taken(live, list(context.room.state.notes.values()))):
        return False
    checked = fact.checked
    severity: Severity = "minor" if checked.verdict == "not found" and checked.claim.kind == "claim" else "major"
    there = f" {checked.source} says: “{_plain(checked.near)}”" if checked.near and checked.source else ""
    body = f"{checked.verdict.capitalize()}: {checked.why}.{there}"
    await do_comment(
        context.workspace, context.room, live, author_of(context), start, end, body, kind="fact", severity=severity
    )  # fmt: skip
    return True
