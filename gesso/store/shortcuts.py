"""Rows of people's own shortcuts: a prompt with a name, for oneself or, `shared`, for everybody of this server."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from gesso.store.schema import shortcuts

ShortcutKind = Literal["document", "code", "any"]


@dataclass(frozen=True)
class OwnShortcut:
    id: str
    user: str
    name: str
    prompt: str
    kind: ShortcutKind
    shared: bool
    created_at: datetime


def list_shortcuts(conn: Connection, user: str) -> list[OwnShortcut]:
    """What that person can use: their own and the shared ones, by name."""
    mine = or_(shortcuts.c.user == user, shortcuts.c.shared.is_(True))
    rows = conn.execute(select(shortcuts).where(mine).order_by(func.lower(shortcuts.c.name), shortcuts.c.id))
    return [OwnShortcut(**row._mapping) for row in rows]


def shortcut_by_id(conn: Connection, shortcut: str, user: str) -> OwnShortcut | None:
    """The shortcut, if that person can use it."""
    mine = or_(shortcuts.c.user == user, shortcuts.c.shared.is_(True))
    row = conn.execute(select(shortcuts).where(shortcuts.c.id == shortcut, mine)).one_or_none()
    return None if row is None else OwnShortcut(**row._mapping)


def count_shortcuts(conn: Connection, user: str) -> int:
    """How many that person made."""
    return conn.execute(select(func.count()).select_from(shortcuts).where(shortcuts.c.user == user)).scalar_one()


def insert_shortcut(conn: Connection, made: OwnShortcut) -> None:
    conn.execute(insert(shortcuts), {column.name: getattr(made, column.name) for column in shortcuts.c})


def update_shortcut(conn: Connection, changed: OwnShortcut) -> bool:
    """Change name, prompt, kind and sharing of one's own; whether there was one."""
    which = (shortcuts.c.id == changed.id, shortcuts.c.user == changed.user)
    values = {name: getattr(changed, name) for name in ("name", "prompt", "kind", "shared")}
    return bool(conn.execute(update(shortcuts).where(*which).values(values)).rowcount)


def delete_shortcut(conn: Connection, shortcut: str, user: str) -> bool:
    """Remove one's own; whether there was one."""
    return bool(conn.execute(delete(shortcuts).where(shortcuts.c.id == shortcut, shortcuts.c.user == user)).rowcount)
