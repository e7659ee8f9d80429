"""Reading what a person asked for lately, over all their conversations."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from gesso.store.schema import events, members, messages, rooms

MOST = 300


@dataclass(frozen=True)
class Ask:
    at: datetime
    text: str
    body: dict[str, Any]
    room: str = ""


def asks_of(conn: Connection, user: str, since: datetime) -> list[Ask]:
    """Messages that person posted in conversations of theirs since then, newest first; at most MOST."""
    said = (events.c.room == messages.c.room) & (events.c.seq == messages.c.seq)
    query = (
        select(events.c.at, messages.c.text, events.c.body, messages.c.room)
        .select_from(members)
        .join(rooms, (rooms.c.id == members.c.room) & rooms.c.deleted_at.is_(None) & (rooms.c.updated_at >= since))
        .join(messages, messages.c.room == rooms.c.id)
        .join(events, said)
        .where(members.c.user == user, events.c.by == user, events.c.at >= since)
        .order_by(events.c.at.desc(), events.c.seq.desc())
        .limit(MOST)
    )
    rows = [Ask(row.at, row.text, row.body, row.room) for row in conn.execute(query)]
    return [ask for ask in rows if ask.body.get("type") == "message_posted"]
