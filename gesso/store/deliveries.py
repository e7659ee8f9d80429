"""Rows of the ways to tell a person, and the ledger of what was told.

Each (what, way) has one row for ever, so however often something is written, it is told once. A row is `queued`, then
`sending` while a process has claimed it, `handed` from the moment that cannot be taken back, and in the end `sent`,
`failed`, `unsure` (handed over, never confirmed), or `dropped` (read meanwhile). A claim that ran out is taken up by
the next process: `sending` again, `handed` never.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, func, insert, select, tuple_, update

from gesso.store.schema import channels, deliveries, notices, users

INBOX = "inbox"
ChannelKind = Literal["email", "push", "webhook", "apprise"]
ChannelState = Literal["ready", "unconfirmed", "gone"]
Digest = Literal["off", "hourly", "daily"]
DeliveryState = Literal["queued", "sending", "handed", "sent", "failed", "unsure", "dropped"]
AT_ONCE = 50


@dataclass(frozen=True)
class Channel:
    """A way to tell `user`. `address` and `secret` are for whoever sends, and are shown to nobody."""

    id: str
    user: str
    kind: ChannelKind
    name: str
    zone: str
    created_at: datetime
    enabled: bool = True
    state: ChannelState = "ready"
    quiet_from: str | None = None
    quiet_to: str | None = None
    digest: Digest = "off"
    last_error: str = ""
    last_sent_at: datetime | None = None
    address: str = field(default="", repr=False)
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Delivery:
    about: str
    channel: str
    notice: str
    state: DeliveryState
    attempts: int
    due_at: datetime
    claimed_until: datetime | None
    last_error: str
    made_at: datetime
    sent_at: datetime | None


# ------------------------------------------------------------------ channels


def insert_channel(conn: Connection, channel: Channel) -> None:
    conn.execute(insert(channels), {column.name: getattr(channel, column.name) for column in channels.c})


def list_channels(conn: Connection, user: str) -> list[Channel]:
    rows = conn.execute(select(channels).where(channels.c.user == user).order_by(channels.c.created_at, channels.c.id))
    return [_channel(row) for row in rows]


def channel_of(conn: Connection, channel: str, user: str | None = None) -> Channel | None:
    """A channel by its id, only that person's when given."""
    query = select(channels).where(channels.c.id == channel)
    row = conn.execute(query if user is None else query.where(channels.c.user == user)).one_or_none()
    return None if row is None else _channel(row)


def update_channel(conn: Connection, channel: str, **values: Any) -> None:
    conn.execute(update(channels).where(channels.c.id == channel).values(**values))


def delete_channel(conn: Connection, channel: str) -> None:
    """Remove it with its secrets, and what was still to be told by it."""
    conn.execute(delete(deliveries).where(deliveries.c.channel == channel, deliveries.c.state == "queued"))
    conn.execute(delete(channels).where(channels.c.id == channel))


# ------------------------------------------------------------------ the ledger


def note_told(conn: Connection, about: str, notice: str, now: datetime) -> None:
    """Note that `about` is in the inbox."""
    conn.execute(insert(deliveries), _row(about, INBOX, notice, now, now) | {"state": "sent", "sent_at": now})


def was_told(conn: Connection, about: str) -> bool:
    """Whether `about` was put into the inbox before."""
    key = (deliveries.c.about == about, deliveries.c.channel == INBOX)
    return conn.execute(select(deliveries.c.about).where(*key)).first() is not None


def queue_delivery(conn: Connection, about: str, channel: str, notice: str, now: datetime, due_at: datetime) -> None:
    conn.execute(insert(deliveries), _row(about, channel, notice, now, due_at))


def next_due(conn: Connection) -> datetime | None:
    """When there is something to do: the earliest due delivery, or end of a claim."""
    queued = select(func.min(deliveries.c.due_at)).where(deliveries.c.state == "queued")
    claimed = select(func.min(deliveries.c.claimed_until)).where(deliveries.c.state.in_(("sending", "handed")))
    found = [conn.execute(query).scalar() for query in (queued, claimed)]
    return min((moment for moment in found if moment is not None), default=None)


def release_claims(conn: Connection, now: datetime) -> None:
    """Take up what a process that ended had claimed."""
    over = (deliveries.c.claimed_until <= now,)
    conn.execute(update(deliveries).where(deliveries.c.state == "sending", *over).values(state="queued"))
    lost = "gesso was ended while the letter was handed over; it is not sent again."
    conn.execute(
        update(deliveries).where(deliveries.c.state == "handed", *over).values(state="unsure", last_error=lost)
    )


def due_channels(conn: Connection, now: datetime) -> list[str]:
    """Channels that something is due for."""
    due = (deliveries.c.state == "queued", deliveries.c.due_at <= now)
    return list(conn.execute(select(deliveries.c.channel).where(*due).distinct()).scalars())


def claim_due(conn: Connection, channel: str, now: datetime, until: datetime) -> list[Delivery]:
    """What is due for `channel`, now this process's until then, oldest first. Of two processes one gets each."""
    due = (deliveries.c.channel == channel, deliveries.c.state == "queued", deliveries.c.due_at <= now)
    query = select(deliveries).where(*due).order_by(deliveries.c.made_at, deliveries.c.about).limit(AT_ONCE)
    taken = []
    for row in conn.execute(query).all():
        mine = update(deliveries).where(deliveries.c.about == row.about, *due)
        values = {"state": "sending", "claimed_until": until, "attempts": row.attempts + 1}
        if conn.execute(mine.values(**values)).rowcount:
            taken.append(Delivery(**{**row._mapping, **values}))
    return taken


def settle(conn: Connection, rows: Iterable[Delivery], state: DeliveryState, **values: Any) -> None:
    """Move claimed rows on."""
    keys = [(row.about, row.channel) for row in rows]
    if keys:
        which = tuple_(deliveries.c.about, deliveries.c.channel).in_(keys)
        conn.execute(update(deliveries).where(which).values(state=state, **values))


def deliveries_of(conn: Connection, about: str) -> list[Delivery]:
    """The ledger's rows about one thing."""
    rows = conn.execute(select(deliveries).where(deliveries.c.about == about).order_by(deliveries.c.channel))
    return [Delivery(**row._mapping) for row in rows]


def live_channel(conn: Connection, channel: str) -> Channel | None:
    """The channel, if it may be used: there, on, confirmed, and its person's account not disabled."""
    query = select(channels).join(users, users.c.id == channels.c.user)
    usable = (channels.c.id == channel, channels.c.enabled.is_(True), channels.c.state == "ready")
    row = conn.execute(query.where(*usable, users.c.disabled.is_(False))).one_or_none()
    return None if row is None else _channel(row)


def unread_of(conn: Connection, ids: Sequence[str]) -> set[str]:
    """Those of these notices that nobody read yet."""
    return set(conn.execute(select(notices.c.id).where(notices.c.id.in_(ids), notices.c.read_at.is_(None))).scalars())


def forget_deliveries(conn: Connection, before: datetime) -> None:
    """Remove rows of what is long over."""
    over = deliveries.c.state.in_(("sent", "failed", "unsure", "dropped"))
    conn.execute(delete(deliveries).where(deliveries.c.made_at < before, over))


def keys_of(channel: Channel) -> dict[str, str]:
    """The keys of a push subscription."""
    found: dict[str, str] = json.loads(channel.secret or "{}")
    return found


def _row(about: str, channel: str, notice: str, now: datetime, due_at: datetime) -> dict[str, Any]:
    return {
        "about": about, "channel": channel, "notice": notice, "state": "queued", "attempts": 0, "due_at": due_at,
        "last_error": "", "made_at": now,
    }  # fmt: skip


def _channel(row: Row[Any]) -> Channel:
    return Channel(**row._mapping)
