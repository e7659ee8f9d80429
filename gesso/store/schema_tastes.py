"""The table of how people like things to look, as they said or chose."""

from sqlalchemy import Column, ForeignKey, Table

from gesso.store.columns import Moment, Words
from gesso.store.schema_parts import metadata, need

tastes = Table(
    "tastes",
    metadata,
    Column("user", Words, ForeignKey("users.id"), primary_key=True),
    Column("name", Words, primary_key=True),
    need("value", Words),
    need("why", Words),  # their own words that it was learned from, "" where they chose it
    Column("at", Moment, nullable=False),
)
