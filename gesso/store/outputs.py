"""Rows of what the code of a canvas gave in its last run: one for each canvas that ran."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from gesso.store.schema import outputs


def output_of(conn: Connection, canvas: str) -> tuple[int, dict[str, Any]] | None:
    """The number of the run and what it gave; None where nothing ran, or it was forgotten."""
    row = conn.execute(select(outputs.c.run, outputs.c.body).where(outputs.c.canvas == canvas)).one_or_none()
    return None if row is None else (row.run, row.body)


def save_output(conn: Connection, canvas: str, run: int, body: dict[str, Any]) -> None:
    """Instead of what there was."""
    forget_output(conn, canvas)
    conn.execute(insert(outputs), {"canvas": canvas, "run": run, "body": body})


def forget_output(conn: Connection, canvas: str) -> None:
    conn.execute(delete(outputs).where(outputs.c.canvas == canvas))
