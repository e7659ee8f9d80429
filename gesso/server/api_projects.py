"""Projects over HTTP: instructions and files that several conversations have in common.

Files are attached and members named as in a conversation, with the project's id as the room's.
"""

from typing import Annotated

from fastapi import Path

from gesso.room.projects import access_project, do_make_project, do_put_room
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person
from gesso.server.api_rooms import render_room
from gesso.server.context import Actor, Here, Parts
from gesso.server.policy import Policy, Routes
from gesso.server.views import projects as views
from gesso.server.views.rooms import RoomView
from gesso.store import projects as rows

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")

Id = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/projects", READ, list[views.ProjectView])
async def list_projects(here: Here, person: Actor) -> list[views.ProjectView]:
    """The caller's projects, by name."""
    found = await here.workspace.db.read(lambda conn: rows.projects_of(conn, person.id))
    return [await _shown(here, person, await here.workspace.room(each.id)) for each in found]


@routes.on("POST", "/api/projects", WRITE, views.ProjectView, status=201)
async def make_project(here: Here, person: Actor, body: views.ProjectIn) -> views.ProjectView:
    """A new project, owned by the caller."""
    return await _shown(here, person, await do_make_project(here.workspace, person, body.name, body.instructions))


@routes.on("GET", "/api/projects/{project}", READ, views.ProjectView)
async def read_project(here: Here, person: Actor, project: Id) -> views.ProjectView:
    """A project: its instructions, how many files it has, and which of the caller's conversations are in it."""
    return await _shown(here, person, await access_project(here.workspace, person.id, project, "view"))


@routes.on("PATCH", "/api/projects/{project}", WRITE, views.ProjectView)
async def change_project(here: Here, person: Actor, project: Id, body: views.ProjectPatch) -> views.ProjectView:
    """Change name or instructions. From now on agents in all of its conversations go by them."""
    live = await access_project(here.workspace, person.id, project, "edit")
    if body.name is not None:
        await here.workspace.do_rename_room(person, project, body.name)
    if (instructions := body.instructions) is not None:
        await here.workspace.db.write(lambda conn: rows.set_instructions(conn, project, instructions))
    return await _shown(here, person, live)


@routes.on("DELETE", "/api/projects/{project}", WRITE, views.ProjectView)
async def delete_project(here: Here, person: Actor, project: Id) -> views.ProjectView:
    """Delete the project; its conversations stay. `/restore` takes it back, with them in it."""
    await access_project(here.workspace, person.id, project, "owner")
    live = await here.workspace.do_delete_room(person, project)
    await live.drained()
    return await _shown(here, person, live)


@routes.on("POST", "/api/projects/{project}/restore", WRITE, views.ProjectView)
async def restore_project(here: Here, person: Actor, project: Id) -> views.ProjectView:
    """Take back the deletion."""
    await access_project(here.workspace, person.id, project, "owner")
    live = await here.workspace.do_restore_room(person, project)
    await live.drained()
    return await _shown(here, person, live)


@routes.on("PUT", "/api/rooms/{room}/project", WRITE, RoomView)
async def put_room(here: Here, person: Actor, room: Id, body: views.RoomProjectIn) -> RoomView:
    """Put a conversation into a project, or, with null, take it out. People in it then share its instructions."""
    return render_room(await do_put_room(here.workspace, person, room, body.project), person)


async def _shown(here: Parts, person: Person, live: LiveRoom) -> views.ProjectView:
    db = here.workspace.db
    inside = await db.read(lambda conn: rows.rooms_in(conn, person.id))
    count = await db.read(lambda conn: rows.count_files(conn, live.id))
    return views.ProjectView(
        id=live.id, name=live.state.title, instructions=await db.read(lambda conn: rows.instructions_of(conn, live.id)),
        role=live.state.role_of(person.id) or "view", files=count,
        rooms=[room for room, project in inside.items() if project == live.id], deleted=live.state.deleted,
    )  # fmt: skip
