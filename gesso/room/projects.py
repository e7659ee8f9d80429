"""Projects: conversations with instructions and files in common.

A project is a room that nobody talks in: its members are who may see the project, its files those of the project, its
title the name. Deleting it is deleting that room, so it can be taken back, and the conversations in it stay.
"""

from sqlalchemy import Connection

from gesso.base.errors import BadInput, Forbidden, NotFound
from gesso.room import wire
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person, Workspace
from gesso.store import projects as rows
from gesso.store.projects import ProjectRow


async def access_project(workspace: Workspace, person: str, project: str, need: wire.Role) -> LiveRoom:
    """The project's own room, if the person may do that. Raises NotFound to strangers, else Forbidden."""
    try:
        live = await workspace.access_room(person, project, need)
    except NotFound:
        raise NotFound("There is no such project.") from None
    except Forbidden as refused:
        raise Forbidden(refused.message.replace("conversation", "project")) from None
    if not await workspace.db.read(lambda conn: rows.is_project(conn, project)):
        raise NotFound("There is no such project.")
    return live


async def do_make_project(workspace: Workspace, person: Person, name: str, instructions: str) -> LiveRoom:
    live = await workspace.do_create_room(person, name)
    await live.drained()
    await workspace.db.write(lambda conn: rows.insert_project(conn, live.id, instructions))
    return live


async def do_put_room(workspace: Workspace, person: Person, room: str, project: str | None) -> LiveRoom:
    """Put a conversation into a project, or take it out. It is its owner's to give, for it shares the instructions."""
    live = await workspace.access_room(person.id, room, "owner")
    if project is not None:
        await access_project(workspace, person.id, project, "edit")

    def job(conn: Connection) -> None:
        if rows.is_project(conn, room):
            raise BadInput("A project cannot be put into a project.")
        rows.put_room(conn, room, project)

    await workspace.db.write(job)
    return live


async def project_for(workspace: Workspace, room: str) -> ProjectRow | None:
    """The project that a conversation is in."""
    return await workspace.db.read(lambda conn: rows.project_of_room(conn, room))


async def rooms_of_files(workspace: Workspace, person: str, room: str) -> list[str]:
    """Where files are looked for when that person asks here: the conversation, and its project if it is theirs, too."""
    found = await project_for(workspace, room)
    if found is None:
        return [room]
    home = await workspace.room(found.id)
    return [room, found.id] if home.state.role_of(person) is not None else [room]
