"""A room as files that outlive gesso: each canvas as Markdown or a code file, the conversation, and the whole log.

The canvas files are byte-identical to what the page shows, with the line endings the text came with.
"""

import re
from collections.abc import AsyncIterator

from gesso.canvas.kinds import extension_of
from gesso.canvas.text import restore_eol
from gesso.room.pictures import address_of
from gesso.room.room import LiveRoom
from gesso.room.state import RoomState
from gesso.room.workspace import Workspace
from gesso.store.files import Blobs, StoredFile, files_of_room, pictures_of_room

_UNSAFE = re.compile(r"[^\w .,()'’-]+")


def file_name(title: str, extension: str = "") -> str:
    """A name for a title that every file system takes; never empty, never a path."""
    name = _UNSAFE.sub(" ", title).strip(" .") or "Untitled"
    name = " ".join(name.split())[:80].rstrip(" .")
    return f"{name}{extension}"


async def export_canvas(workspace: Workspace, canvas: str) -> tuple[str, bytes]:
    """A canvas as (file name, content in UTF-8)."""
    live = await workspace.canvas(canvas)
    room = await workspace.room(live.room)
    row = room.state.canvases[canvas]
    text = restore_eol(live.text, live.row.eol)
    name = row.title
    extension = extension_of(row.kind, row.language)
    return file_name(name.removesuffix(extension), extension), text.encode()


async def export_log(room: LiveRoom) -> bytes:
    """The room's log, one event a line."""
    events = await room.events()
    return "".join(event.model_dump_json() + "\n" for event in events).encode()


async def room_files(workspace: Workspace, room: LiveRoom, blobs: Blobs) -> list[tuple[StoredFile, bytes]]:
    """The pictures of a room, each with its bytes."""
    rows = await workspace.db.read(lambda conn: pictures_of_room(conn, room.id))
    return [(row, await blobs.read(row.sha256)) for row in rows]


async def attached_files(workspace: Workspace, room: LiveRoom, blobs: Blobs) -> list[tuple[StoredFile, bytes]]:
    """The files that were attached to the conversation, each with its bytes."""
    rows = await workspace.db.read(lambda conn: files_of_room(conn, room.id))
    return [(row, await blobs.read(row.sha256)) for row in rows if row.id in room.state.files]


async def export_room(workspace: Workspace, room: LiveRoom, blobs: Blobs) -> AsyncIterator[tuple[str, bytes]]:
    """Every file of a room: canvases, `conversation.md`, `events.jsonl`, the pictures in `files/`, what was attached.

    Names are unique within the room. Documents name their pictures by the folder `files`; what was attached to the
    conversation is in `attached`.
    """
    used: set[str] = set()
    for row in room.state.open_canvases():
        name, content = await export_canvas(workspace, row.id)
        yield unique_name(name, used), content
    yield unique_name("conversation.md", used), render_conversation(room.state).encode()
    yield unique_name("events.jsonl", used), await export_log(room)
    for file, data in await room_files(workspace, room, blobs):
        yield address_of(file.id, file.media_type), data
    for file, data in await attached_files(workspace, room, blobs):
        name = "".join(letter if letter not in '/\\:*?"<>|' and ord(letter) > 31 else "_" for letter in file.name)
        yield unique_name(f"attached/{name.replace('..', '_')}", used), data


def render_conversation(state: RoomState) -> str:
    """The branch of the conversation that is shown, as Markdown."""
    parts = [f"# {state.title}\n"]
    for said in state.path(state.head):
        if said.turn is None:
            member = state.members.get(said.by)
            parts.append(f"**{member.name if member else said.by}:**\n\n{said.text}\n")
        else:
            turn = state.turns[said.turn]
            done = [f"*{call.summary}*" for step in turn.steps for call in step.calls if call.summary]
            words = "\n\n".join(filter(None, [turn.text, *done]))
            parts.append(f"**{turn.model}:**\n\n{words}\n")
    return "\n".join(parts)


def unique_name(name: str, used: set[str]) -> str:
    """`name`, or `name (2)` and so on; letter case does not make a difference on every file system."""
    stem, dot, extension = name.rpartition(".")
    found, count = name, 1
    while found.casefold() in used:
        count += 1
        found = f"{stem} ({count}){dot}{extension}" if stem else f"{name} ({count})"
    used.add(found.casefold())
    return found
