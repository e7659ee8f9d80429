"""What tables are made of: the one list of them, and columns that several have."""

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData

from gesso.store.columns import Words

metadata = MetaData()


def own_id(name: str = "id") -> Column[str]:
    return Column(name, Words, primary_key=True)


def need(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=False)


def of_canvas() -> Column[str]:
    return Column("canvas", Words, ForeignKey("canvases.id"), nullable=False)


def of_room() -> Column[str]:
    return Column("room", Words, ForeignKey("rooms.id"), nullable=False)


def of_user() -> Column[str]:
    return Column("user", Words, ForeignKey("users.id"), nullable=False)
