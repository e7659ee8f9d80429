"""Rows of the tools that people made from examples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from gesso.store.schema import made_tools


@dataclass(frozen=True)
class MadeRow:
    """`examples` are pairs of what is given and what is wanted; `versions` as `gesso.tools.made.Version` keeps them.

    `approved` is the print of the version that agents may use; `problem` says why the last try made no version.
    """

    id: str
    user: str
    name: str
    about: str
    examples: Sequence[Sequence[str]]
    created_at: datetime
    versions: Sequence[Mapping[str, Any]] = ()
    approved: str = ""
    problem: str = ""


def made_of(conn: Connection, user: str) -> list[MadeRow]:
    """Oldest first."""
    query = select(made_tools).where(made_tools.c.user == user)
    rows = conn.execute(query.order_by(made_tools.c.created_at, made_tools.c.id))
    return [MadeRow(**row._mapping) for row in rows]


def made_tool(conn: Connection, user: str, tool: str) -> MadeRow | None:
    """One's own alone."""
    row = conn.execute(select(made_tools).where(made_tools.c.id == tool, made_tools.c.user == user)).first()
    return None if row is None else MadeRow(**row._mapping)


def insert_made(conn: Connection, row: MadeRow) -> None:
    conn.execute(insert(made_tools), {**vars(row), "versions": list(row.versions)})


def update_made(conn: Connection, tool: str, **values: Any) -> None:
    conn.execute(update(made_tools).where(made_tools.c.id == tool).values(**values))


def delete_made(conn: Connection, user: str, tool: str) -> bool:
    """Whether there was one."""
    which = (made_tools.c.id == tool, made_tools.c.user == user)
    return bool(conn.execute(delete(made_tools).where(*which)).rowcount)
