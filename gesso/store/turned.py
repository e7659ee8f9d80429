"""Rows of documents in other words."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from gesso.store.schema import turned_parts as table


@dataclass(frozen=True)
class TurnedRow:
    canvas: str
    form: str
    part: str
    words: str
    by: str
    at: datetime


def turned_of(conn: Connection, canvas: str, forms: Collection[str]) -> dict[tuple[str, str], TurnedRow]:
    """What was made of a canvas, by form and part."""
    found = conn.execute(select(table).where(table.c.canvas == canvas, table.c.form.in_(sorted(forms))))
    return {(row.form, row.part): TurnedRow(*row) for row in found}


def save_turned(conn: Connection, row: TurnedRow) -> None:
    """Instead of what was there."""
    which = (table.c.canvas == row.canvas, table.c.form == row.form, table.c.part == row.part)
    conn.execute(delete(table).where(*which))
    conn.execute(insert(table).values(vars(row)))


def keep_only(conn: Connection, canvas: str, form: str, parts: Collection[str]) -> None:
    """Forget what was made of parts that the canvas no longer has."""
    old = [key for f, key in turned_of(conn, canvas, [form]) if key not in parts]
    for key in old:
        conn.execute(delete(table).where(table.c.canvas == canvas, table.c.form == form, table.c.part == key))
