"""Shortcuts in use: from a message to the goal of its turn, and from the canvas as it is now to what was reached.

Everything is read from the room's log and the canvas's, so a turn that a restart cut off has the same goal. Changes
that were only suggested are measured as if they were taken.
"""

from dataclasses import replace

from gesso.agent.measuring import MEASURED, Measured, measure
from gesso.agent.shortcuts import Goal, Passage, fill_prompt, find_shortcut, shortcut_of
from gesso.base.errors import BadInput
from gesso.room import wire
from gesso.room.live_canvas import LiveCanvas
from gesso.room.state import CanvasRow, RoomState, Said, Turn
from gesso.room.workspace import Workspace

MOST_CORRECTIONS = 2
MOST_PROMPT = 100_000  # characters of a prompt with the selection filled in


async def use_shortcut(
    workspace: Workspace,
    room: RoomState,
    name: str,
    option: str | None,
    canvas: str | None,
    selection: wire.Selection | None,
) -> tuple[str, wire.ShortcutUse]:
    """The words and the record of a message that uses a built-in shortcut. Raises BadInput when it does not fit."""
    row, live = await _page(workspace, room, canvas, selection)
    found = find_shortcut(name, row.kind)
    chosen = found.option(option)
    text = selection.quote if selection is not None else live.text
    if not text.strip():
        raise BadInput(f"“{row.title}” is empty: there is nothing to work on yet.")
    words = found.said(chosen)
    return words, _use(name, words, row, live, chosen.id or None)


async def use_own_shortcut(
    workspace: Workspace, room: RoomState, name: str, title: str, prompt: str, kind: str, canvas: str | None,
    selection: wire.Selection | None,
) -> tuple[str, wire.ShortcutUse]:  # fmt: skip
    """The same for a prompt of a person's own: `{selection}` in it becomes the selected words, else all of them."""
    row, live = await _page(workspace, room, canvas, selection)
    if kind not in ("any", row.kind):
        raise BadInput(f"“{title}” is for {'code' if kind == 'code' else 'documents'}.")
    text = fill_prompt(prompt, selection.quote if selection is not None else live.text)
    if len(text) > MOST_PROMPT:
        raise BadInput(f"With the text filled in, “{title}” is longer than {MOST_PROMPT:,} characters; select a part.")
    return text, _use(name, title, row, live)


def _use(name: str, title: str, row: CanvasRow, live: LiveCanvas, option: str | None = None) -> wire.ShortcutUse:
    return wire.ShortcutUse(
        id=name, option=option, title=title, canvas=row.id, version=live.version, language=row.language
    )


async def _page(
    workspace: Workspace, room: RoomState, canvas: str | None, selection: wire.Selection | None
) -> tuple[CanvasRow, LiveCanvas]:
    named = canvas or (selection.canvas if selection is not None else None)
    pages = room.open_canvases()
    row = next((page for page in pages if page.id == named), None) if named else (pages[-1] if pages else None)
    if row is None:
        raise BadInput("A shortcut works on a page: open one first.")
    return row, await workspace.canvas(row.id)


async def goal_of(workspace: Workspace, asked: Said) -> Goal | None:
    """What the message's shortcut is to reach; None for other messages and for people's own shortcuts."""
    use = asked.shortcut
    found = shortcut_of(use.id) if use is not None else None
    if use is None or found is None:
        return None
    selected = asked.selection is not None
    text = asked.selection.quote if asked.selection else await (await workspace.canvas(use.canvas)).text_at(use.version)
    return Goal(found, found.option(use.option), Passage(text, found.kind, use.language, selected))


async def measure_now(workspace: Workspace, room: RoomState, turn: Turn) -> Measured | None:
    """What the turn has made of its shortcut's passage so far; None when it has no goal or did nothing yet."""
    asked = room.messages[turn.parent]
    goal, use = await goal_of(workspace, asked), asked.shortcut
    if goal is None or use is None or turn.rounds is not None:
        return None
    live = await workspace.canvas(use.canvas)
    text = await _text_now(live, asked.selection, turn.id)
    remarks = sum(note.turn == turn.id for note in room.notes.values())
    if text == goal.before.text and not remarks and goal.shortcut.check != "port":
        return None
    after = replace(goal.before, text=text, language=room.canvases[use.canvas].language)
    return measure(goal.shortcut, goal.option, goal.before, after, remarks)


async def _text_now(live: LiveCanvas, selection: wire.Selection | None, turn: str) -> str:
    """The passage as it is, with what the turn only suggested taken for done."""
    document = live.document
    start, end = 0, document.units
    if selection is not None:
        then = await live.document_at(selection.version)
        start, end = then.to_units(selection.start), then.to_units(selection.end)
        for entry in await live.logged_after(selection.version):
            start, end = entry.change.map_pos(start, -1), entry.change.map_pos(end, 1)
        document = live.document
    offered = [s for s in live.marks.suggestions.values() if s.turn == turn and start <= s.from_ and s.to <= end]
    pieces, at = [], start
    for each in sorted(offered, key=lambda s: (s.from_, s.to)):
        if each.from_ >= at:
            pieces += [document.slice_units(at, each.from_), each.after]
            at = each.to
    return "".join([*pieces, document.slice_units(at, end)])


def what_to_say(found: Measured, times: int) -> str:
    """What a model is told about its result, measured the `times`-th time."""
    told = f"{MEASURED} {found.words}."
    if found.met is not False:
        return f"{told} Now say in one short sentence what you did, without these figures: they are shown already."
    if times > MOST_CORRECTIONS:
        return f"{told} It is still off, and there were {MOST_CORRECTIONS} corrections: leave it, and say so shortly."
    return f"{told} That misses the goal: {found.again}. Correct it now with one more call."
