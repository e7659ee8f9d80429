"""Rows of the agents people made: a model with a name and instructions, for oneself or, `shared`, for everybody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from gesso.store.schema import agents

Trust = Literal["suggest", "edit", "act"]


@dataclass(frozen=True)
class OwnAgent:
    id: str
    user: str
    name: str
    instructions: str
    tools: tuple[str, ...]
    model: str | None
    hue: int
    trust: Trust
    shared: bool
    created_at: datetime


def list_agents(conn: Connection, user: str) -> list[OwnAgent]:
    """What that person can use: their own and the shared ones, by name."""
    mine = or_(agents.c.user == user, agents.c.shared.is_(True))
    rows = conn.execute(select(agents).where(mine).order_by(func.lower(agents.c.name), agents.c.id))
    return [_agent(row) for row in rows]


def agent_by_id(conn: Connection, agent: str, user: str) -> OwnAgent | None:
    """The agent, if that person can use it."""
    mine = or_(agents.c.user == user, agents.c.shared.is_(True))
    row = conn.execute(select(agents).where(agents.c.id == agent, mine)).one_or_none()
    return None if row is None else _agent(row)


def count_agents(conn: Connection, user: str) -> int:
    """How many that person made."""
    return conn.execute(select(func.count()).select_from(agents).where(agents.c.user == user)).scalar_one()


def insert_agent(conn: Connection, made: OwnAgent) -> None:
    conn.execute(insert(agents), _values(made) | {"id": made.id, "user": made.user, "created_at": made.created_at})


def update_agent(conn: Connection, changed: OwnAgent) -> bool:
    """Change everything but the id and the maker of one's own; whether there was one."""
    which = (agents.c.id == changed.id, agents.c.user == changed.user)
    return bool(conn.execute(update(agents).where(*which).values(_values(changed))).rowcount)


def delete_agent(conn: Connection, agent: str, user: str) -> bool:
    """Remove one's own; whether there was one."""
    return bool(conn.execute(delete(agents).where(agents.c.id == agent, agents.c.user == user)).rowcount)


def _values(agent: OwnAgent) -> dict[str, Any]:
    names = ("name", "instructions", "model", "hue", "trust", "shared")
    return {name: getattr(agent, name) for name in names} | {"tools": list(agent.tools)}


def _agent(row: Row[Any]) -> OwnAgent:
    return OwnAgent(**{**row._mapping, "tools": tuple(row.tools)})
