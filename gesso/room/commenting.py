"""Comments through their doors: on a passage or the whole document, by people and agents, answered and settled.

What a comment says is on the room's log; where it is, the canvas knows (`marks.notes`) and follows. A comment whose
words are gone is kept with them as its quote, and is found again when they come back.
"""

import re
from collections.abc import Collection
from typing import Literal

from sqlalchemy import Connection

from gesso.base.errors import BadInput, Conflicting, Forbidden, NotFound, TooMuch
from gesso.base.ids import new_id
from gesso.canvas.anchors import Anchor
from gesso.canvas.suggestion import Suggestion
from gesso.canvas.text import clean
from gesso.room import wire
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.state import Note, RoomState
from gesso.room.suggesting import do_suggest
from gesso.room.workspace import RANK, Person, Workspace
from gesso.store import canvases as canvas_rows

MAX_BODY = 10_000
MAX_NOTES = 5_000  # on one canvas, settled ones included
_MENTION = re.compile(r"(?<![\w@])@(?P<name>\w[\w.-]*)")


async def do_comment(
    workspace: Workspace, room: LiveRoom, live: LiveCanvas, author: Author, start: int, end: int, body: str, *,
    kind: str = "note", severity: wire.Severity | None = None, replace: str | None = None, lost: str | None = None,
    drawn: wire.Drawn | None = None,
) -> Note:  # fmt: skip
    """Comment on code points `start..end` of the text as it is now (`start == end`: on the whole document).

    With `lost` the words it was about are gone already, and waited for at `start`.

    Raises BadInput for no words, TooMuch past MAX_NOTES.
    """
    body = _body(body)
    if len(live.marks.notes) >= MAX_NOTES:
        raise TooMuch(f"A canvas can have at most {MAX_NOTES:,} comments; delete some of them first.")
    note, version = new_id("note"), live.version
    place = Anchor.on(live.document, start, end)
    if lost:
        place = Anchor(place.from_, place.from_, lost, gone=True)
    live.marks.notes[note] = place
    row = canvas_rows.NoteRow(note, room.id, live.id, version, place.from_, place.to, place.quote, place.gone)
    stored = live.store(lambda conn: canvas_rows.insert_note(conn, row))
    live.marks.show_notes()
    await room.post(author.by, wire.NoteOpened(
        note=note, canvas=live.id, turn=author.turn, version=version, start=start, end=end, quote=place.quote,
        body=body, kind=kind, severity=severity, replace=replace, mentions=mentioned(room.state, body),
        drawn=drawn))  # fmt: skip
    await stored
    return room.state.notes[note]


async def do_reply(workspace: Workspace, room: LiveRoom, author: Author, note: str, body: str) -> str:
    """Answer a comment; the answer's id. An answer to a settled comment opens it again."""
    found, body = _note(room, note), _body(body)
    reply = new_id("reply")
    bodies: list[wire.Body] = [wire.NoteReplied(
        note=note, canvas=found.canvas, reply=reply, body=body, turn=author.turn, mentions=mentioned(room.state, body)
    )]  # fmt: skip
    if found.state in ("resolved", "dismissed"):
        bodies.append(wire.NoteSettled(note=note, canvas=found.canvas, state="open"))
    await room.post(author.by, *bodies)
    return reply


async def do_edit_note(
    workspace: Workspace, person: Person, room: LiveRoom, note: str, reply: str | None, body: str
) -> None:
    """Change the words of one's own comment or answer. Raises Forbidden, NotFound."""
    found, body = _note(room, note), _body(body)
    by = found.by if reply is None else next((r.by for r in found.replies if r.id == reply), None)
    if by is None:
        raise NotFound("There is no such answer.")
    if by != person.id:
        raise Forbidden("Only who wrote a comment can change it.")
    await room.post(person.id, wire.NoteEdited(
        note=note, canvas=found.canvas, reply=reply, body=body, mentions=mentioned(room.state, body)))  # fmt: skip


async def do_settle_note(
    workspace: Workspace, person: Person, room: LiveRoom, note: str, state: wire.NoteState
) -> None:
    """Resolve, dismiss, open again or delete. Deleting is for who wrote it and for owners, and is for good."""
    found = _note(room, note)
    if found.state == state:
        raise Conflicting(f"This comment is already {state}.")
    role = room.state.role_of(person.id)
    if state == "deleted" and found.by != person.id and (role is None or RANK[role] < RANK["owner"]):
        raise Forbidden("Only who wrote a comment, or an owner, can delete it.")
    live = await workspace.canvas(found.canvas)
    if state == "deleted":
        live.marks.notes.pop(note, None)
        live.marks.show_notes()
        await live.store(lambda conn: canvas_rows.delete_note(conn, note))
    await room.post(person.id, wire.NoteSettled(note=note, canvas=found.canvas, state=state))


async def do_apply_note(
    workspace: Workspace, person: Person, room: LiveRoom, live: LiveCanvas, note: str
) -> str | None:
    """Put the words that a comment offers in place of its passage; the id that undo takes.

    None where it offers none. Where the passage does not read as it did, the words become a suggestion instead and the
    comment stays open. Raises Conflicting when the passage is gone.
    """
    found, place = _note(room, note), live.marks.note(note)
    if found.replace is None:
        return None
    if place.gone or place.from_ == place.to:
        raise Conflicting("The words this comment is about are not in the text any more.")
    start, end = place.points(live.document)
    kind: Literal["person", "agent"] = "agent" if found.turn else "person"
    author = Author(found.by, kind, new_id("call"), new_id("edit"))
    if live.document.slice(start, end) != found.quote:
        await do_suggest(workspace, room, live, author, start, end, found.replace, found.body)
        return author.turn
    change = Suggestion.on(live.document, start, end, found.replace, id=note).accept(live.document)
    await workspace.do_apply(room, live, author, change, "Applied a comment", found.body)
    await room.post(person.id, wire.NoteSettled(note=note, canvas=found.canvas, state="applied"))
    return author.turn


async def access_note(
    workspace: Workspace, person: str, note: str, need: wire.Role
) -> tuple[LiveRoom, LiveCanvas, Note]:
    """The comment with its room and canvas. Raises NotFound, Forbidden."""

    def where(conn: Connection) -> canvas_rows.NoteRow | None:
        return canvas_rows.note_of(conn, note)

    row = await workspace.db.read(where)
    if row is None:
        raise NotFound("There is no such comment.")
    try:
        room, live = await workspace.access_canvas(person, row.canvas, need)
    except NotFound:
        raise NotFound("There is no such comment.") from None
    return room, live, _note(room, note)


def dismissed(room: RoomState, canvas: str) -> set[tuple[str, str]]:
    """(quote, kind) of the comments by agents that a person dismissed on this canvas: they are not made again."""
    return {(n.quote, n.kind) for n in room.notes.values() if n.canvas == canvas and n.state == "dismissed" and n.turn}


def spans_taken(live: LiveCanvas, notes: Collection[Note]) -> list[tuple[int, int]]:
    """Where open comments of these are, in code points of the text now."""
    places = [live.marks.notes[n.id] for n in notes if n.state == "open" and n.id in live.marks.notes]
    return [place.points(live.document) for place in places if not place.gone]


def mentioned(state: RoomState, body: str) -> tuple[str, ...]:
    """Participants whom `@name` in the text means: a name's first word, or the name written together."""
    called = {match["name"].casefold().rstrip(".-") for match in _MENTION.finditer(body)}
    people = [(member.id, member.name) for member in state.members.values()]
    agents = [(agent.id, agent.name) for agent in state.agents.values()]
    return tuple(key for key, name in (*people, *agents) if called & _names(name))


def _names(name: str) -> set[str]:
    words = name.casefold().split()
    return {words[0], "".join(words), "-".join(words)} if words else set()


def _note(room: LiveRoom, note: str) -> Note:
    found = room.state.notes.get(note)
    if found is None or found.state == "deleted":
        raise NotFound("There is no such comment.")
    return found


def _body(body: str) -> str:
    found = clean(body).strip()
    if not found:
        raise BadInput("The comment is empty.")
    if len(found) > MAX_BODY:
        raise BadInput(f"A comment may have at most {MAX_BODY:,} characters.")
    return found
