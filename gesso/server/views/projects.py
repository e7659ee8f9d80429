"""Views of projects."""

from typing import Annotated

from pydantic import Field

from gesso.room.wire import Role
from gesso.server.views.base import Id, In, Name, Out, Words

Instructions = Annotated[Words, Field(max_length=8_000)]


class ProjectIn(In):
    name: Name
    instructions: Instructions = ""


class ProjectPatch(In):
    """What is absent stays."""

    name: Name | None = None
    instructions: Instructions | None = None


class ProjectView(Out):
    """`id` is also the room that holds its files and members; `rooms` are those of its rooms that are the caller's."""

    id: str
    name: str
    instructions: str
    role: Role
    files: int
    rooms: list[str]
    deleted: bool = False


class RoomProjectIn(In):
    """Null: no project."""

    project: Id | None
