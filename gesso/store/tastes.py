"""Rows of how people like things to look: one for each taste that somebody said or chose."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from gesso.store.schema import tastes


@dataclass(frozen=True)
class TasteRow:
    user: str
    name: str
    value: str
    why: str
    at: datetime


def tastes_of(conn: Connection, user: str) -> list[TasteRow]:
    rows = conn.execute(select(tastes).where(tastes.c.user == user).order_by(tastes.c.name))
    return [TasteRow(**row._mapping) for row in rows]


def save_taste(conn: Connection, row: TasteRow) -> None:
    """In place of what was known; an empty value forgets it."""
    conn.execute(delete(tastes).where(tastes.c.user == row.user, tastes.c.name == row.name))
    if row.value:
        conn.execute(insert(tastes), vars(row))
