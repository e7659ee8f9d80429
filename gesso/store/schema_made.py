"""The table of tools that people made from examples, with every version of their code."""

from sqlalchemy import Column, Index, Table

from gesso.store.columns import Json, Moment, Words
from gesso.store.schema_parts import metadata, need, of_user, own_id

made_tools = Table(
    "made_tools",
    metadata,
    own_id(),
    of_user(),
    need("name", Words),
    need("about", Words),
    need("examples", Json),  # [[given, wanted], …]
    need("versions", Json),  # oldest first
    need("approved", Words),  # the print of the version that agents may use, "" for none
    need("problem", Words),
    Column("created_at", Moment, nullable=False),
    Index("made_tools_user", "user"),
)
"""Functions on texts that agents may call once their code was approved."""
