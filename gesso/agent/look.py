"""Taking the scene: what is on the desk at this moment, read from the room and its canvases."""

import difflib
from datetime import UTC

from gesso.agent.goals import goal_of
from gesso.agent.history import messages_before
from gesso.agent.past import changes_done
from gesso.agent.scene import CanvasScene, Scene, SceneFile, SceneNote, SelectedPart
from gesso.agent.scheduled import scheduled_before
from gesso.agent.tastes import tastes_now, told
from gesso.room.commenting import dismissed
from gesso.room.live_canvas import LiveCanvas
from gesso.room.projects import project_for, rooms_of_files
from gesso.room.room import LiveRoom
from gesso.room.state import CanvasRow, RoomState, Said, Turn
from gesso.room.wire_files import FileChanged
from gesso.room.workspace import Workspace
from gesso.room.zones import zone_of_person
from gesso.schedule.zone import zone as zone_named

MAX_CHANGED_CHARS = 2_000


async def take_scene(workspace: Workspace, room: LiveRoom, turn: Turn, today: str) -> Scene:
    """The scene for the next step of `turn`."""
    asked = room.state.messages[turn.parent]
    rows = room.state.open_canvases()
    front = in_front(turn, asked, rows)
    scenes = {row.id: await _canvas_scene(workspace, room.state, row, turn, asked) for row in rows}
    person = room.state.members.get(asked.by)
    zone = asked.zone or await zone_of_person(workspace, asked.by)
    project = await project_for(workspace, room.id)
    files = list(room.state.files.values())
    for other in (await rooms_of_files(workspace, turn.by, room.id))[1:]:
        files += (await workspace.room(other)).state.files.values()
    now = asked.at.astimezone(zone_named(zone) if zone else UTC)
    return Scene(
        ask=turn.task or asked.text,
        chat=messages_before(room.state, asked.id) if turn.run is None else (),
        active=scenes.get(front) if front else None,
        others=tuple(scene for name, scene in scenes.items() if name != front),
        person=person.name if person else "",
        today=f"{now:%A}, {now.day} {now:%B %Y}" if zone else today,
        goal=await goal_of(workspace, asked) if not turn.rounds else None,
        now=now.isoformat(timespec="seconds"),
        zone=zone,
        scheduled=scheduled_before(room.state, asked.id),
        tasks=tuple((card.id, card.title) for card in room.state.tasks.values() if card.state != "deleted"),
        run=turn.run,
        files=tuple(_file(file) for file in files),
        project=project.name if project is not None else "",
        instructions=project.instructions.strip() if project is not None else "",
        tastes=told({row.name: row.value for row in await tastes_now(workspace, asked.by)}),
    )


def _file(file: FileChanged) -> SceneFile:
    if file.state == "indexed":
        count = f"{file.parts:,} {file.unit}{'s' if file.parts != 1 else ''}" if file.unit else ""
        return SceneFile(file.name, file.state, count or f"{file.characters:,} characters")
    about = {"queued": "waits to be read", "reading": "is being read", "stored": "kept, without words"}
    return SceneFile(file.name, file.state, about.get(file.state, f"not read: {file.why}"))


def in_front(turn: Turn, asked: Said, rows: list[CanvasRow]) -> str | None:
    """The canvas the turn is about: one it opened itself, the selection's, the one shown, else the newest."""
    own = [row.id for row in rows if row.turn == turn.id]
    if own:
        return own[-1]
    if asked.selection is not None:
        return asked.selection.canvas
    return turn.canvas or asked.canvas or (rows[-1].id if rows else None)


async def _canvas_scene(workspace: Workspace, state: RoomState, row: CanvasRow, turn: Turn, asked: Said) -> CanvasScene:
    canvas = await workspace.canvas(row.id)
    snapshot = canvas.snapshot()
    changed = ""
    if row.seen is not None and row.seen < canvas.version:
        changed = describe_change(await canvas.text_at(row.seen), snapshot.text)
    selection = None
    if asked.selection is not None and asked.selection.canvas == row.id:
        selection = await _selected(canvas, asked)
    cut = any(call.result is not None and not call.ok and call.id == row.call for call in turn.steps[-1].calls)
    done = await changes_done(state, canvas, turn.id, asked)
    return CanvasScene(
        row.id, row.kind, row.title, row.language, snapshot.text, snapshot, selection, changed, cut,
        notes=_notes(state, canvas), dismissed=tuple(sorted(dismissed(state, row.id))), done=done,
        data=row.data.name if row.data else "", pairing=row.pairing if row.kind == "code" else "do",
    )  # fmt: skip


def _notes(state: RoomState, canvas: LiveCanvas) -> tuple[SceneNote, ...]:
    """Open comments in the order of the text; one whose words are gone is left out."""
    found = []
    for note in state.notes.values():
        place = canvas.marks.notes.get(note.id)
        if note.canvas != canvas.id or note.state != "open" or place is None or place.gone:
            continue
        start, end = place.points(canvas.document)
        said = tuple(f"{_name(state, reply.by)}: {reply.body}" for reply in note.replies)
        quote = canvas.document.slice(start, end)
        found.append(SceneNote(
            note.id, _name(state, note.by), start, end, quote, note.body, note.kind, note.severity, note.replace, said
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda note: (note.start, note.end)))


def _name(state: RoomState, participant: str) -> str:
    member, agent = state.members.get(participant), state.agents.get(participant)
    return member.name if member else agent.name if agent else "an agent"


async def _selected(canvas: LiveCanvas, asked: Said) -> SelectedPart | None:
    chosen = asked.selection
    if chosen is None:
        return None
    span = await canvas.span_now(chosen.start, chosen.end, chosen.version)
    if span is None:
        return None
    start, end = span
    snapshot = canvas.snapshot()
    blocks = tuple(b.number for b in snapshot.blocks if b.start < end and start < b.end)
    return SelectedPart(start, end, snapshot.text[start:end], blocks)


def describe_change(before: str, after: str) -> str:
    """Lines taken out (`-`) and put in (`+`), at most MAX_CHANGED_CHARS; empty when nothing changed."""
    if before == after:
        return ""
    lines = [
        line
        for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@")) and line[1:].strip()
    ]
    text = "\n".join(lines)
    return text if len(text) <= MAX_CHANGED_CHARS else text[:MAX_CHANGED_CHARS] + "\n…"
