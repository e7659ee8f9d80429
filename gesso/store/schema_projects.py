"""Tables of projects: a room that holds the files and members of one, with its instructions; and the rooms in it."""

from sqlalchemy import Column, ForeignKey, Index, Table

from gesso.store.columns import Words
from gesso.store.schema_parts import metadata, need

projects = Table(
    "projects",
    metadata,
    Column("room", Words, ForeignKey("rooms.id"), primary_key=True),
    need("instructions", Words),
)

project_rooms = Table(
    "project_rooms",
    metadata,
    Column("room", Words, ForeignKey("rooms.id"), primary_key=True),
    Column("project", Words, ForeignKey("projects.room"), nullable=False),
    Index("project_rooms_project", "project"),
)
