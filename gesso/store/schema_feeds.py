"""The table of calendars that other programs read."""

from sqlalchemy import Column, ForeignKey, Table

from gesso.store.columns import Moment, Words
from gesso.store.schema_parts import metadata, need

feeds = Table(
    "feeds",
    metadata,
    Column("user", Words, ForeignKey("users.id"), primary_key=True),
    Column("token", Words, nullable=False, unique=True),  # sha256 of the key
    need("created_at", Moment),
)
"""Who may read a person's tasks as a calendar: whoever has the key."""
