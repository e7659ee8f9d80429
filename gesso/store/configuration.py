"""Rows of what a workspace has chosen: named settings, and connections to model providers.

A connection's key goes in and is handed out only by `key_of_connection`, to whoever calls the provider.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from gesso.store.schema import connections, settings


@dataclass(frozen=True)
class ModelConnection:
    """A provider as configured, without its key."""

    id: str
    provider: str
    name: str
    base_url: str | None
    created_at: datetime
    has_key: bool = False


def setting(conn: Connection, name: str) -> Any:
    """The JSON value of that name; None when never set."""
    return conn.execute(select(settings.c.value).where(settings.c.name == name)).scalar()


def save_setting(conn: Connection, name: str, value: Any) -> None:
    """Set a JSON value; None removes it."""
    if value is None:
        conn.execute(delete(settings).where(settings.c.name == name))
    elif not conn.execute(update(settings).where(settings.c.name == name).values(value=value)).rowcount:
        conn.execute(insert(settings), {"name": name, "value": value})


def kept_setting(conn: Connection, name: str, make: Callable[[], Any]) -> Any:
    """The value of that name, made now if there is none; of two processes that make one, one is kept."""
    if (found := setting(conn, name)) is not None:
        return found
    with suppress(IntegrityError), conn.begin_nested():
        conn.execute(insert(settings), {"name": name, "value": make()})
    return setting(conn, name)


def save_connection(conn: Connection, connection: ModelConnection, key: str | None) -> None:
    """Insert the connection, or replace it; `key` None keeps none."""
    conn.execute(delete(connections).where(connections.c.id == connection.id))
    values = {name: getattr(connection, name) for name in ("id", "provider", "name", "base_url", "created_at")}
    conn.execute(insert(connections), values | {"key": key})


def list_connections(conn: Connection) -> list[ModelConnection]:
    """All connections, oldest first, without keys."""
    shown = [column for column in connections.c if column.name != "key"]
    query = select(*shown, connections.c.key.is_not(None).label("has_key"))
    rows = conn.execute(query.order_by(connections.c.created_at, connections.c.id))
    return [ModelConnection(**{**row._mapping, "has_key": bool(row.has_key)}) for row in rows]


def key_of_connection(conn: Connection, connection: str) -> str | None:
    """The secret to call the provider with; None when there is none."""
    key: str | None = conn.execute(select(connections.c.key).where(connections.c.id == connection)).scalar()
    return key


def delete_connection(conn: Connection, connection: str) -> bool:
    """Remove a connection and its key; whether there was one."""
    return bool(conn.execute(delete(connections).where(connections.c.id == connection)).rowcount)
