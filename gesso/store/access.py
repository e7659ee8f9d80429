"""Rows that say who somebody is: accounts, sessions, API keys and one-time sign-in tokens.

Tokens are given in the clear and stored only as sha256, which is enough for secrets of 192 random bits; passwords
come already hashed by the caller. What a person may do in a room is in `rooms.py`; invitations and links in `links.py`.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, or_, select, update
from sqlalchemy.exc import DBAPIError

from gesso.base.errors import Conflicting
from gesso.store.errors import is_taken
from gesso.store.schema import api_keys, sessions, sign_in_tokens, users

_FIRST_ADMIN = 0x6765_0001  # PostgreSQL's lock number for becoming the first administrator


class EmailTaken(Conflicting):
    """Another account has this email address."""


@dataclass(frozen=True)
class User:
    """An account. `email` is "" when there is none; `password_hash` None while no password was set."""

    id: str
    name: str
    email: str
    password_hash: str | None
    admin: bool
    disabled: bool
    created_at: datetime


@dataclass(frozen=True)
class Session:
    """A browser that is signed in. `id` is the sha256 of its token and may be shown."""

    id: str
    user: str
    created_at: datetime
    expires_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class ApiKey:
    id: str
    user: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None = None
    used_at: datetime | None = None


def token_hash(token: str) -> str:
    """What is stored of a secret token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def email_key(email: str) -> str | None:
    """What makes two spellings of an address the same; None for no address."""
    return unicodedata.normalize("NFKC", email.strip()).casefold() or None


# ---------------------------------------------------------------- accounts


def insert_user(conn: Connection, user: User) -> None:
    """A new account. Raises EmailTaken."""
    try:
        conn.execute(insert(users), _user_values(user) | {"id": user.id, "created_at": user.created_at})
    except DBAPIError as error:
        raise _email_taken(error, user) from error


def update_user(conn: Connection, user: User) -> None:
    """Make the account say what `user` says. Raises EmailTaken."""
    try:
        conn.execute(update(users).where(users.c.id == user.id).values(_user_values(user)))
    except DBAPIError as error:
        raise _email_taken(error, user) from error


def claim_first_admin(conn: Connection, user: User) -> bool:
    """Make `user` the first administrator, unless somebody is one already; whether it worked.

    Of any number of callers in any number of processes exactly one gets True.
    """
    # SQLite's writer already holds the only write lock; PostgreSQL is told to let one in at a time until commit.
    if conn.dialect.name == "postgresql":
        conn.execute(select(func.pg_advisory_xact_lock(_FIRST_ADMIN)))
    if conn.execute(select(exists().where(users.c.admin))).scalar():
        return False
    insert_user(conn, user)
    return True


def has_admin(conn: Connection) -> bool:
    return bool(conn.execute(select(exists().where(users.c.admin))).scalar())


def user_of(conn: Connection, user: str) -> User | None:
    return _one_user(conn.execute(_USER.where(users.c.id == user)).one_or_none())


def user_by_email(conn: Connection, email: str) -> User | None:
    """The account with that address, however it is spelled in capitals; None also for ""."""
    key = email_key(email)
    return None if key is None else _one_user(conn.execute(_USER.where(users.c.email_key == key)).one_or_none())


def list_users(conn: Connection) -> list[User]:
    """Every account, oldest first."""
    return [User(**row._mapping) for row in conn.execute(_USER.order_by(users.c.created_at, users.c.id))]


_USER = select(*(column for column in users.c if column.name != "email_key"))


def _one_user(row: Row[Any] | None) -> User | None:
    return None if row is None else User(**row._mapping)


def _user_values(user: User) -> dict[str, Any]:
    return {
        "name": user.name, "email": user.email, "email_key": email_key(user.email), "admin": user.admin,
        "password_hash": user.password_hash, "disabled": user.disabled,
    }  # fmt: skip


def _email_taken(error: DBAPIError, user: User) -> Exception:
    return EmailTaken(f"Another account has the address {user.email}.") if is_taken(error) else error


# ---------------------------------------------------------------- sessions


def insert_session(conn: Connection, token: str, user: str, now: datetime, expires_at: datetime) -> Session:
    """A new session that `token` opens."""
    made = Session(token_hash(token), user, now, expires_at, now)
    conn.execute(
        insert(sessions),
        {"token": made.id, "user": user, "created_at": now, "expires_at": expires_at, "seen_at": now},
    )
    return made


def session_of(conn: Connection, token: str, now: datetime) -> tuple[Session, User] | None:
    """The session `token` opens, and whose; None when unknown, ended or of a disabled account."""
    row = conn.execute(
        select(sessions).where(sessions.c.token == token_hash(token), sessions.c.expires_at > now)
    ).one_or_none()
    user = None if row is None else user_of(conn, row.user)
    if row is None or user is None or user.disabled:
        return None
    return Session(row.token, row.user, row.created_at, row.expires_at, row.seen_at), user


def touch_session(conn: Connection, session: str, seen_at: datetime, expires_at: datetime) -> None:
    """Note that a session (by its id) was used, and until when it now holds."""
    conn.execute(update(sessions).where(sessions.c.token == session).values(seen_at=seen_at, expires_at=expires_at))


def delete_session(conn: Connection, session: str) -> None:
    """End a session by its id."""
    conn.execute(delete(sessions).where(sessions.c.token == session))


def delete_sessions(conn: Connection, user: str, *, but: str = "") -> list[str]:
    """End all sessions of a person except the one with id `but`; the ids of those that ended."""
    which = (sessions.c.user == user, sessions.c.token != but)
    ended = list(conn.execute(select(sessions.c.token).where(*which)).scalars())
    conn.execute(delete(sessions).where(*which))
    return ended


def delete_expired(conn: Connection, now: datetime) -> None:
    """Forget sessions and sign-in tokens that have ended."""
    conn.execute(delete(sessions).where(sessions.c.expires_at <= now))
    conn.execute(delete(sign_in_tokens).where(sign_in_tokens.c.expires_at <= now))


# ---------------------------------------------------------------- one-time sign-in


def insert_sign_in_token(conn: Connection, token: str, user: str, expires_at: datetime) -> None:
    """A token that signs `user` in once."""
    conn.execute(insert(sign_in_tokens), {"token": token_hash(token), "user": user, "expires_at": expires_at})


def use_sign_in_token(conn: Connection, token: str, now: datetime) -> User | None:
    """Whom `token` signs in, the first time; None ever after, when too late, and for a disabled account."""
    row = conn.execute(select(sign_in_tokens).where(sign_in_tokens.c.token == token_hash(token))).one_or_none()
    if row is None:
        return None
    # The delete decides: of two at once only one removes the row.
    if not conn.execute(delete(sign_in_tokens).where(sign_in_tokens.c.token == row.token)).rowcount:
        return None
    user = user_of(conn, row.user) if row.expires_at > now else None
    return None if user is None or user.disabled else user


# ---------------------------------------------------------------- API keys


def insert_key(conn: Connection, key: ApiKey, token: str) -> None:
    """A new API key that `token` proves."""
    conn.execute(
        insert(api_keys),
        {
            "id": key.id, "token": token_hash(token), "user": key.user, "name": key.name, "scopes": list(key.scopes),
            "created_at": key.created_at, "expires_at": key.expires_at, "used_at": None,
        },
    )  # fmt: skip


def key_of(conn: Connection, token: str, now: datetime) -> tuple[ApiKey, User] | None:
    """The key `token` proves, and whose; None when unknown, ended or of a disabled account."""
    live = or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > now)
    row = conn.execute(select(api_keys).where(api_keys.c.token == token_hash(token), live)).one_or_none()
    user = None if row is None else user_of(conn, row.user)
    return None if row is None or user is None or user.disabled else (_key(row), user)


def list_keys(conn: Connection, user: str) -> list[ApiKey]:
    """A person's keys, oldest first."""
    query = select(api_keys).where(api_keys.c.user == user).order_by(api_keys.c.created_at, api_keys.c.id)
    return [_key(row) for row in conn.execute(query)]


def touch_key(conn: Connection, key: str, used_at: datetime) -> None:
    conn.execute(update(api_keys).where(api_keys.c.id == key).values(used_at=used_at))


def delete_key(conn: Connection, user: str, key: str) -> bool:
    """Revoke a key of that person; whether there was one."""
    return bool(conn.execute(delete(api_keys).where(api_keys.c.id == key, api_keys.c.user == user)).rowcount)


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(row.id, row.user, row.name, tuple(row.scopes), row.created_at, row.expires_at, row.used_at)
