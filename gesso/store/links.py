"""Rows of links that open something to whoever holds them: invitations, used once, and read-only shares.

Codes are stored only as sha256.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from gesso.store.access import token_hash
from gesso.store.rooms import Role
from gesso.store.schema import invitations, shares


@dataclass(frozen=True)
class Invitation:
    """To the workspace (`room` None) or to one room in `role`; `admin` makes the new account an administrator."""

    id: str
    room: str | None
    role: Role
    admin: bool
    by: str
    created_at: datetime
    expires_at: datetime
    used_by: str | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Share:
    """A read-only link to one canvas of a room, or to all of it (`canvas` None)."""

    id: str
    room: str
    canvas: str | None
    by: str
    created_at: datetime
    revoked_at: datetime | None = None


def insert_invitation(conn: Connection, invitation: Invitation, code: str) -> None:
    values = {column.name: getattr(invitation, column.name) for column in invitations.c if column.name != "token"}
    conn.execute(insert(invitations), values | {"token": token_hash(code)})


def invitation_of(conn: Connection, code: str, now: datetime) -> Invitation | None:
    """The invitation that `code` opens; None when unknown, used, revoked or too late."""
    query = select(invitations).where(invitations.c.token == token_hash(code), *_usable(now))
    row = conn.execute(query).one_or_none()
    return None if row is None else _invitation(row)


def use_invitation(conn: Connection, code: str, user: str, now: datetime) -> Invitation | None:
    """Take the invitation for `user`; None when it cannot be taken (any more). Of two at once one gets it.

    Called in the write that makes the account and the membership, so that all of it happens or nothing.
    """
    found = invitation_of(conn, code, now)
    if found is None:
        return None
    taken = update(invitations).where(invitations.c.id == found.id, *_usable(now)).values(used_by=user, used_at=now)
    return found if conn.execute(taken).rowcount else None


def list_invitations(conn: Connection, now: datetime, *, by: str | None = None) -> list[Invitation]:
    """Invitations that can still be used, oldest first; only those of person `by` when given."""
    query = select(invitations).where(*_usable(now)).order_by(invitations.c.created_at, invitations.c.id)
    if by is not None:
        query = query.where(invitations.c.by == by)
    return [_invitation(row) for row in conn.execute(query)]


def revoke_invitation(conn: Connection, invitation: str, now: datetime, *, by: str | None = None) -> bool:
    """Take back an invitation, only if made by person `by` when given; whether there was a usable one."""
    query = update(invitations).where(invitations.c.id == invitation, *_usable(now)).values(revoked_at=now)
    if by is not None:
        query = query.where(invitations.c.by == by)
    return bool(conn.execute(query).rowcount)


def insert_share(conn: Connection, share: Share, code: str) -> None:
    values = {column.name: getattr(share, column.name) for column in shares.c if column.name != "token"}
    conn.execute(insert(shares), values | {"token": token_hash(code)})


def share_by_code(conn: Connection, code: str) -> Share | None:
    """What the link with `code` shows; None when unknown or revoked."""
    return _live_share(conn, shares.c.token == token_hash(code))


def share_of(conn: Connection, share: str) -> Share | None:
    """A share by its id; None when unknown or revoked."""
    return _live_share(conn, shares.c.id == share)


def list_shares(conn: Connection, room: str) -> list[Share]:
    """The links of a room that still work, oldest first."""
    query = select(shares).where(shares.c.room == room, shares.c.revoked_at.is_(None))
    return [_share(row) for row in conn.execute(query.order_by(shares.c.created_at, shares.c.id))]


def revoke_share(conn: Connection, share: str, now: datetime) -> bool:
    """End a link; whether it still worked."""
    query = update(shares).where(shares.c.id == share, shares.c.revoked_at.is_(None)).values(revoked_at=now)
    return bool(conn.execute(query).rowcount)


def _usable(now: datetime) -> tuple[Any, ...]:
    return invitations.c.used_by.is_(None), invitations.c.revoked_at.is_(None), invitations.c.expires_at > now


def _live_share(conn: Connection, which: Any) -> Share | None:
    row = conn.execute(select(shares).where(which, shares.c.revoked_at.is_(None))).one_or_none()
    return None if row is None else _share(row)


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(**{name: value for name, value in row._mapping.items() if name != "token"})


def _share(row: Row[Any]) -> Share:
    return Share(**{name: value for name, value in row._mapping.items() if name != "token"})
