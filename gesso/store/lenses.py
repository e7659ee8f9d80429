"""Rows of lenses that people made, of what models read by them, and of the tutor's cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from gesso.store.schema import known_cards, lens_scores, lens_shelf, users

MOST_SCORES = 20_000  # of one lens and model; those read longest ago are forgotten
MOST_CARDS = 20_000  # of a person


@dataclass(frozen=True)
class LensRow:
    """`versions` are {"number", "spec", "at"}, oldest first; `by` is the name of the person who made it."""

    id: str
    user: str
    versions: Sequence[Mapping[str, Any]]
    shared: bool
    copied_from: str | None
    created_at: datetime
    by: str = ""


@dataclass(frozen=True)
class KnownCard:
    """`easiness` in thousandths, `interval` in days, `due` the day, counted from 1970."""

    card: str
    known: int
    easiness: int
    interval: int
    due: int


def lenses_seen_by(conn: Connection, user: str) -> list[LensRow]:
    """One's own and those that others share, oldest first."""
    query = select(lens_shelf, users.c.name.label("by")).join(users, users.c.id == lens_shelf.c.user)
    query = query.where(or_(lens_shelf.c.user == user, lens_shelf.c.shared))
    return [LensRow(**row._mapping) for row in conn.execute(query.order_by(lens_shelf.c.created_at, lens_shelf.c.id))]


def lens_row(conn: Connection, user: str, id: str) -> LensRow | None:
    """One's own, or a shared one."""
    query = select(lens_shelf, users.c.name.label("by")).join(users, users.c.id == lens_shelf.c.user)
    query = query.where(lens_shelf.c.id == id, or_(lens_shelf.c.user == user, lens_shelf.c.shared))
    row = conn.execute(query).one_or_none()
    return None if row is None else LensRow(**row._mapping)


def insert_lens(conn: Connection, row: LensRow) -> None:
    values = {column.name: getattr(row, column.name) for column in lens_shelf.c}
    conn.execute(insert(lens_shelf), {**values, "versions": list(row.versions)})


def update_lens(conn: Connection, id: str, **values: Any) -> None:
    conn.execute(update(lens_shelf).where(lens_shelf.c.id == id).values(**values))


def delete_lens(conn: Connection, id: str) -> None:
    conn.execute(delete(lens_shelf).where(lens_shelf.c.id == id))


def scores_of(conn: Connection, print: str) -> dict[str, Any]:
    """What was read by a lens and a model, by scene."""
    rows = conn.execute(select(lens_scores.c.scene, lens_scores.c.value).where(lens_scores.c.print == print))
    return {row.scene: row.value for row in rows}


def save_score(conn: Connection, print: str, scene: str, value: Mapping[str, Any], at: datetime) -> None:
    conn.execute(delete(lens_scores).where(lens_scores.c.print == print, lens_scores.c.scene == scene))
    conn.execute(insert(lens_scores), {"print": print, "scene": scene, "value": dict(value), "at": at})
    _forget(conn, lens_scores, lens_scores.c.print == print, MOST_SCORES)


def cards_of(conn: Connection, user: str, cards: Sequence[str]) -> list[KnownCard]:
    """Of these, the ones that were answered before."""
    columns = (known_cards.c[name] for name in ("card", "known", "easiness", "interval", "due"))
    query = select(*columns).where(known_cards.c.user == user, known_cards.c.card.in_(cards))
    return [KnownCard(**row._mapping) for row in conn.execute(query.order_by(known_cards.c.card))]


def save_card(conn: Connection, user: str, card: KnownCard, at: datetime) -> None:
    conn.execute(delete(known_cards).where(known_cards.c.user == user, known_cards.c.card == card.card))
    conn.execute(insert(known_cards), {"user": user, **vars(card), "at": at})
    _forget(conn, known_cards, known_cards.c.user == user, MOST_CARDS)


def _forget(conn: Connection, table: Any, which: Any, most: int) -> None:
    """The oldest rows past `most`."""
    count = conn.execute(select(func.count()).select_from(table).where(which)).scalar_one()
    if count > most:
        oldest = conn.execute(select(table.c.at).where(which).order_by(table.c.at).offset(count - most - 1).limit(1))
        conn.execute(delete(table).where(which, table.c.at <= oldest.scalar_one()))
