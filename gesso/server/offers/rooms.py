"""Conversations for other agents: found, read and made."""

from typing import Annotated

from pydantic import Field

from gesso.room.state import RoomState
from gesso.room.workspace import Person
from gesso.server.context import Parts
from gesso.server.offers.offer import Offer, Told
from gesso.server.views.base import Id, In, Line, Words
from gesso.store import rooms as room_rows

SHOWN_CHARS = 4_000
"""Of one message: an agent that wants more of a text reads the canvas."""


class ListRooms(In):
    search: Annotated[Words, Field(max_length=200, description="words in titles and messages; empty for all")] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class ReadRoom(In):
    room: Id
    last: Annotated[int, Field(ge=1, le=500, description="so many of the newest messages")] = 50


class CreateRoom(In):
    title: Line = ""


async def list_rooms(here: Parts, person: Person, args: ListRooms) -> Told:
    found = await here.workspace.db.read(lambda rows: room_rows.list_rooms(rows, person.id, args.search, deleted=False))
    rooms = [
        {"id": row.id, "title": row.title, "role": row.role, "updated_at": row.updated_at.isoformat()}
        for row in found[: args.limit]
    ]
    lines = [f"{room['id']} “{room['title']}” ({room['role']})" for room in rooms]
    return Told("\n".join(lines) or "There is no such room.", {"rooms": rooms, "more": len(found) > args.limit})


async def read_room(here: Parts, person: Person, args: ReadRoom) -> Told:
    state = (await here.workspace.access_room(person.id, args.room, "view")).state
    names = names_of(state)
    said = state.path(state.head)[-args.last :]
    messages = [
        {"id": one.id, "by": names.get(one.by, one.by), "at": one.at.isoformat(), "text": one.text[:SHOWN_CHARS]}
        for one in said
    ]
    canvases = [{"id": row.id, "title": row.title, "kind": row.kind} for row in state.open_canvases()]
    text = [f"Room {state.id} “{state.title}”"]
    text += [f"Canvas {row['id']} “{row['title']}” ({row['kind']})" for row in canvases]
    text += [f"{one['by']}: {one['text']}" for one in messages]
    value = {"id": state.id, "title": state.title, "canvases": canvases, "messages": messages}
    return Told("\n".join(text), value)


async def create_room(here: Parts, person: Person, args: CreateRoom) -> Told:
    made = await here.workspace.do_create_room(person, args.title)
    return Told(f"Room {made.id} is there.", {"id": made.id, "title": made.state.title})


def names_of(state: RoomState) -> dict[str, str]:
    """Who is who in a room."""
    names = {member.id: member.name for member in state.members.values()}
    return names | {agent.id: agent.name for agent in state.agents.values()}


ROOM_OFFERS = (
    Offer("list_rooms", "The conversations you may see, newest first.", ListRooms, "read", list_rooms),
    Offer("read_room", "A conversation: its canvases and its newest messages.", ReadRoom, "read", read_room),
    Offer("create_room", "Begin a new conversation.", CreateRoom, "write", create_room),
)
