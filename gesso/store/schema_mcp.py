"""Tables of MCP: the servers that people connected, with the tools they approved of each."""

from sqlalchemy import Column, Index, Table

from gesso.store.columns import Json, Moment, Words
from gesso.store.schema_parts import metadata, need, of_user, own_id

mcp_servers = Table(
    "mcp_servers",
    metadata,
    own_id(),
    of_user(),
    need("name", Words),
    need("address", Words),
    Column("key", Words),
    need("offered", Json),  # what it listed last: a list of tools
    need("approved", Json),  # the print of each approved tool, by its name
    need("problem", Words),
    need("created_at", Moment),
    Column("checked_at", Moment),
    Index("mcp_servers_user", "user"),
)
