"""Rows of projects. A project is known by the room that holds its files and members; one deleted counts as none."""

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from gesso.store.schema import files, members, rooms
from gesso.store.schema_files import readings
from gesso.store.schema_projects import project_rooms, projects


@dataclass(frozen=True)
class ProjectRow:
    id: str
    name: str
    instructions: str


_LIVING = (
    select(projects.c.room, rooms.c.title, projects.c.instructions)
    .join(rooms, rooms.c.id == projects.c.room)
    .where(rooms.c.deleted_at.is_(None))
)


def insert_project(conn: Connection, project: str, instructions: str) -> None:
    conn.execute(insert(projects), {"room": project, "instructions": instructions})


def is_project(conn: Connection, room: str) -> bool:
    """Also one that was deleted."""
    return conn.execute(select(projects.c.room).where(projects.c.room == room)).first() is not None


def project_by_id(conn: Connection, project: str) -> ProjectRow | None:
    row = conn.execute(_LIVING.where(projects.c.room == project)).one_or_none()
    return None if row is None else ProjectRow(*row)


def project_of_room(conn: Connection, room: str) -> ProjectRow | None:
    query = _LIVING.join(project_rooms, project_rooms.c.project == projects.c.room)
    row = conn.execute(query.where(project_rooms.c.room == room)).one_or_none()
    return None if row is None else ProjectRow(*row)


def projects_of(conn: Connection, user: str) -> list[ProjectRow]:
    """What that person is a member of, by name."""
    query = _LIVING.join(members, members.c.room == projects.c.room).where(members.c.user == user)
    return [ProjectRow(*row) for row in conn.execute(query.order_by(func.lower(rooms.c.title), projects.c.room))]


def instructions_of(conn: Connection, project: str) -> str:
    return str(conn.execute(select(projects.c.instructions).where(projects.c.room == project)).scalar_one())


def set_instructions(conn: Connection, project: str, instructions: str) -> None:
    conn.execute(update(projects).where(projects.c.room == project).values(instructions=instructions))


def put_room(conn: Connection, room: str, project: str | None) -> None:
    """Make it the project of the room, or take the room out of the one it is in."""
    conn.execute(delete(project_rooms).where(project_rooms.c.room == room))
    if project is not None:
        conn.execute(insert(project_rooms), {"room": room, "project": project})


def rooms_in(conn: Connection, user: str) -> dict[str, str]:
    """The project of each room of that person's that is in one they are a member of, too."""
    theirs = select(members.c.room).where(members.c.user == user)
    query = select(project_rooms.c.room, project_rooms.c.project).join(rooms, rooms.c.id == project_rooms.c.project)
    query = query.where(
        rooms.c.deleted_at.is_(None), project_rooms.c.project.in_(theirs), project_rooms.c.room.in_(theirs)
    )
    return {row.room: row.project for row in conn.execute(query)}


def count_files(conn: Connection, project: str) -> int:
    query = select(func.count()).select_from(files.join(readings))
    return conn.execute(query.where(readings.c.room == project, readings.c.state != "removed")).scalar_one()
