"""Rows of the MCP servers that people connected. A key goes in and is handed out only to whoever calls the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from gesso.store.schema import mcp_servers


@dataclass(frozen=True)
class ServerRow:
    """`offered` are the tools it listed when it was last asked, `approved` their prints as they were approved, by name.

    `problem` says why it could not be asked, "" where it could.
    """

    id: str
    user: str
    name: str
    address: str
    created_at: datetime
    key: str | None = field(default=None, repr=False)
    offered: Sequence[Mapping[str, Any]] = ()
    approved: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    checked_at: datetime | None = None


def servers_of(conn: Connection, user: str) -> list[ServerRow]:
    """Oldest first."""
    query = select(mcp_servers).where(mcp_servers.c.user == user)
    rows = conn.execute(query.order_by(mcp_servers.c.created_at, mcp_servers.c.id))
    return [ServerRow(**row._mapping) for row in rows]


def insert_server(conn: Connection, server: ServerRow) -> None:
    conn.execute(insert(mcp_servers), {**vars(server), "offered": list(server.offered), "approved": server.approved})


def update_server(conn: Connection, server: str, **values: Any) -> None:
    conn.execute(update(mcp_servers).where(mcp_servers.c.id == server).values(**values))


def delete_server(conn: Connection, user: str, server: str) -> bool:
    """Remove one's own; whether there was one."""
    which = (mcp_servers.c.id == server, mcp_servers.c.user == user)
    return bool(conn.execute(delete(mcp_servers).where(*which)).rowcount)
