"""Rows of apps: the values that one keeps, what it may spend on models, and the shelf of the workspace."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from gesso.store.schema import app_budgets, app_shelf, app_values, users


@dataclass(frozen=True)
class ShelfRow:
    """`by` is the name of the person who published it."""

    id: str
    canvas: str
    user: str
    title: str
    description: str
    language: str
    source: str
    at: datetime
    by: str = ""


def values_of(conn: Connection, canvas: str) -> dict[str, str]:
    """Everything that the app keeps, by key, as JSON texts."""
    query = select(app_values.c.key, app_values.c.value).where(app_values.c.canvas == canvas)
    return {row.key: row.value for row in conn.execute(query.order_by(app_values.c.key))}


def value_of(conn: Connection, canvas: str, key: str) -> str | None:
    """What the app keeps under `key`, as JSON."""
    which = (app_values.c.canvas == canvas, app_values.c.key == key)
    return conn.execute(select(app_values.c.value).where(*which)).scalar_one_or_none()


def stored_bytes(conn: Connection, canvas: str, *, without: str | None = None) -> int:
    """How much an app keeps; what is under the key `without` is not counted."""
    query = select(func.coalesce(func.sum(app_values.c.size_bytes), 0)).where(app_values.c.canvas == canvas)
    if without is not None:
        query = query.where(app_values.c.key != without)
    return int(conn.execute(query).scalar_one())


def save_value(conn: Connection, canvas: str, key: str, value: str | None, size_bytes: int) -> None:
    """Instead of what was there; None forgets it."""
    conn.execute(delete(app_values).where(app_values.c.canvas == canvas, app_values.c.key == key))
    if value is not None:
        row = {"canvas": canvas, "key": key, "value": value, "size_bytes": size_bytes}
        conn.execute(insert(app_values), row)


def forget_values(conn: Connection, canvas: str) -> None:
    conn.execute(delete(app_values).where(app_values.c.canvas == canvas))


def spending(conn: Connection, canvas: str, day: str) -> tuple[int | None, int]:
    """The budget of tokens a day, None where nobody set one, and what was spent on `day`."""
    row = conn.execute(select(app_budgets).where(app_budgets.c.canvas == canvas)).one_or_none()
    return (None, 0) if row is None else (row.budget_tokens, row.spent_tokens if row.day == day else 0)


def save_spending(conn: Connection, canvas: str, day: str, budget_tokens: int, spent_tokens: int) -> None:
    values = {"day": day, "budget_tokens": budget_tokens, "spent_tokens": spent_tokens}
    if not conn.execute(update(app_budgets).where(app_budgets.c.canvas == canvas).values(values)).rowcount:
        conn.execute(insert(app_budgets), {"canvas": canvas, **values})


def list_shelf(conn: Connection) -> list[ShelfRow]:
    """Newest first."""
    query = select(app_shelf, users.c.name.label("by")).join(users, users.c.id == app_shelf.c.user)
    return [ShelfRow(**row._mapping) for row in conn.execute(query.order_by(app_shelf.c.at.desc(), app_shelf.c.id))]


def shelf_row(conn: Connection, *, id: str | None = None, canvas: str | None = None) -> ShelfRow | None:
    """By its own id, or by the canvas it was published from."""
    query = select(app_shelf, users.c.name.label("by")).join(users, users.c.id == app_shelf.c.user)
    query = query.where(app_shelf.c.id == id if id is not None else app_shelf.c.canvas == canvas)
    row = conn.execute(query).one_or_none()
    return None if row is None else ShelfRow(**row._mapping)


def save_on_shelf(conn: Connection, row: ShelfRow) -> None:
    """Instead of what was published of that canvas before."""
    conn.execute(delete(app_shelf).where(app_shelf.c.canvas == row.canvas))
    conn.execute(insert(app_shelf), {column.name: getattr(row, column.name) for column in app_shelf.c})


def take_off_shelf(conn: Connection, canvas: str) -> None:
    conn.execute(delete(app_shelf).where(app_shelf.c.canvas == canvas))
