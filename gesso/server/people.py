"""Who is who: looking up credentials for the guard, and the actions on accounts, sessions, keys and sign-in addresses.

Passwords are hashed with argon2id in a thread, two at a time at most, and an unknown address costs the same work as a
known one. Secrets are stored hashed (`store/access.py`). Invitations and links are in `invitations.py`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.base.errors import BadInput, Conflicting, Forbidden, NotFound, Unauthenticated
from gesso.base.ids import new_id, new_secret
from gesso.room.workspace import Person
from gesso.server import views
from gesso.server.guard import Admitted
from gesso.server.policy import Attempts, Caller, Counters, Grant
from gesso.server.views import Scope
from gesso.store import access, links
from gesso.store.access import User
from gesso.store.database import Database

SESSION_DAYS = 30
ADDRESS_HOURS = 24
TOUCH_AFTER = timedelta(hours=1)
SCOPES: frozenset[Scope] = frozenset({"read", "write", "models", "admin"})
TRIES_PER_EMAIL = Attempts(30, 600.0)
MAX_KEYS = 50

_WRONG = "The email or the password is wrong."


class People:
    def __init__(self, db: Database, clock: Clock, counters: Counters, hasher: PasswordHasher | None = None) -> None:
        self.db, self.clock, self._counters = db, clock, counters
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
        self._hashing = asyncio.Semaphore(2)
        self._decoy: str | None = None

    # ------------------------------------------------------------------ credentials (policy.Identities)

    async def session(self, token: str) -> Caller | None:
        """Whose session `token` opens; using one moves its end on, written at most once an hour."""
        now = self.clock()
        found = await self.db.read(lambda conn: access.session_of(conn, token, now))
        if found is None:
            return None
        session, user = found
        if now - session.seen_at > TOUCH_AFTER:
            until = now + timedelta(days=SESSION_DAYS)
            await self.db.write(lambda conn: access.touch_session(conn, session.id, now, until))
        return Caller(user.id, user.name, user.email, user.admin, "session", session.id, SCOPES)

    async def key(self, token: str) -> Caller | None:
        """Whose API key `token` proves, and what it may do."""
        now = self.clock()
        found = await self.db.read(lambda conn: access.key_of(conn, token, now))
        if found is None:
            return None
        key, user = found
        if key.used_at is None or now - key.used_at > TOUCH_AFTER:
            await self.db.write(lambda conn: access.touch_key(conn, key.id, now))
        return Caller(user.id, user.name, user.email, user.admin, "key", key.id, _scopes(key.scopes))

    async def share(self, code: str) -> Grant | None:
        """What the link with `code` opens."""
        found = await self.db.read(lambda conn: links.share_by_code(conn, code))
        return None if found is None else Grant(found.id, found.room, found.canvas)

    async def still_valid(self, admitted: Admitted) -> bool:
        """Whether the session, key or link that let a connection in would do so again."""
        if admitted.grant is not None:
            share = admitted.grant.share
            return await self.db.read(lambda conn: links.share_of(conn, share)) is not None
        if admitted.caller is None:
            return False
        look_up = self.session if admitted.caller.via == "session" else self.key
        return await look_up(admitted.secret) is not None

    # ------------------------------------------------------------------ signing in

    async def ensure_owner(self, name: str = "Owner") -> User:
        """The first administrator, made now if there is none. Safe against any number of processes at once."""
        made = User(new_id("user"), name, "", None, True, False, self.clock())

        def job(conn: Connection) -> User:
            access.claim_first_admin(conn, made)
            return next(user for user in access.list_users(conn) if user.admin and not user.disabled)

        return await self.db.write(job)

    async def fresh_token(self) -> str:
        """A token that signs the owner in once, within a day: what `gesso serve` prints as `/?token=...`."""
        owner = await self.ensure_owner()
        token = new_secret("in")
        until = self.clock() + timedelta(hours=ADDRESS_HOURS)
        await self.db.write(lambda conn: access.insert_sign_in_token(conn, token, owner.id, until))
        return token

    async def enter(self, token: str) -> tuple[User, str]:
        """Use a printed token: the owner and a new session. Raises Unauthenticated."""
        now = self.clock()
        user = await self.db.write(lambda conn: access.use_sign_in_token(conn, token, now))
        if user is None:
            raise Unauthenticated("This address was used already or is too old. Start gesso again for a fresh one.")
        return user, await self.new_session(user.id)

    async def sign_in(self, email: str, password: str) -> tuple[User, str]:
        """The account and a new session. Raises Unauthenticated, the same for every reason, or TooMuch."""
        name = f"email {access.email_key(email)}"
        self._counters.spend(name, TRIES_PER_EMAIL)
        user = await self.db.read(lambda conn: access.user_by_email(conn, email))
        held = user.password_hash if user is not None else None
        right = await self._verify(held, password)
        if user is None or not right or user.disabled:
            raise Unauthenticated(_WRONG)
        self._counters.forget(name)
        return user, await self.new_session(user.id)

    async def new_session(self, user: str) -> str:
        """A fresh session; its token."""
        token, now = new_secret("gs"), self.clock()
        until = now + timedelta(days=SESSION_DAYS)

        def job(conn: Connection) -> None:
            access.delete_expired(conn, now)
            access.insert_session(conn, token, user, now, until)

        await self.db.write(job)
        return token

    async def sign_out(self, token: str) -> None:
        session = access.token_hash(token)
        await self.db.write(lambda conn: access.delete_session(conn, session))

    async def hash_password(self, password: str) -> str:
        async with self._hashing:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def _verify(self, held: str | None, password: str) -> bool:
        """Whether `password` is the one held; the same work is done when there is none."""
        if self._decoy is None:
            self._decoy = await self.hash_password(new_secret("nobody"))
        against = held or self._decoy

        def check() -> bool:
            try:
                return self._hasher.verify(against, password)
            except (Argon2Error, InvalidHashError):
                return False

        async with self._hashing:
            return await asyncio.to_thread(check) and held is not None

    # ------------------------------------------------------------------ accounts

    async def account(self, user: str) -> User:
        """Raises NotFound."""
        found = await self.db.read(lambda conn: access.user_of(conn, user))
        if found is None:
            raise NotFound("There is no such account.")
        return found

    async def person(self, user: str) -> Person:
        """Somebody who can be given a role. Raises NotFound, also for a disabled account."""
        found = await self.account(user)
        if found.disabled:
            raise NotFound("There is no such account.")
        return Person(found.id, found.name)

    async def accounts(self) -> list[User]:
        return await self.db.read(access.list_users)

    async def change_account(
        self, user: str, name: str | None, email: str | None, password: str | None, current: str | None
    ) -> User:
        """Change one's own account. Raises Forbidden without the current password, EmailTaken, NotFound.

        A new password ends every session of the account.
        """
        account = await self.account(user)
        if (email is not None or password is not None) and account.password_hash is not None:
            self._counters.spend(f"account {user}", TRIES_PER_EMAIL)
            if not await self._verify(account.password_hash, current or ""):
                raise Forbidden("The current password is wrong.")
        if password is not None and not (email or account.email):
            raise BadInput("Give an email too: it is what you sign in with.")
        hashed = None if password is None else await self.hash_password(password)

        def job(conn: Connection) -> User:
            now = access.user_of(conn, user)
            if now is None or now.password_hash != account.password_hash:
                raise Conflicting("The account was changed meanwhile; try again.")
            changed = replace(
                now,
                name=now.name if name is None else name,
                email=now.email if email is None else email,
                password_hash=now.password_hash if hashed is None else hashed,
            )
            access.update_user(conn, changed)
            if hashed is not None:
                access.delete_sessions(conn, user)
            return changed

        return await self.db.write(job)

    async def change_user(self, user: str, *, disabled: bool | None, admin: bool | None) -> User:
        """What an administrator changes. Raises NotFound, or Conflicting when no administrator would be left."""

        def job(conn: Connection) -> User:
            now = access.user_of(conn, user)
            if now is None:
                raise NotFound("There is no such account.")
            changed = replace(
                now,
                disabled=now.disabled if disabled is None else disabled,
                admin=now.admin if admin is None else admin,
            )
            access.update_user(conn, changed)
            if not any(other.admin and not other.disabled for other in access.list_users(conn)):
                raise Conflicting("This server needs an administrator.")
            if changed.disabled:
                access.delete_sessions(conn, user)
            return changed

        return await self.db.write(job)

    # ------------------------------------------------------------------ API keys

    async def keys(self, user: str) -> list[views.KeyView]:
        return [_render_key(key) for key in await self.db.read(lambda conn: access.list_keys(conn, user))]

    async def make_key(self, user: str, name: str, scopes: Sequence[Scope], days: int | None) -> views.KeyMade:
        """A new key and its secret. Raises Conflicting past the limit."""
        now, token = self.clock(), new_secret("gk")
        until = None if days is None else now + timedelta(days=days)
        key = access.ApiKey(new_id("key"), user, name, tuple(sorted(set(scopes))), now, until)

        def job(conn: Connection) -> None:
            if len(access.list_keys(conn, user)) >= MAX_KEYS:
                raise Conflicting(f"At most {MAX_KEYS} API keys; delete one first.")
            access.insert_key(conn, key, token)

        await self.db.write(job)
        return views.KeyMade(**_render_key(key).model_dump(), key=token)

    async def withdraw_key(self, user: str, key: str) -> None:
        """Raises NotFound, also for a key of somebody else."""
        if not await self.db.write(lambda conn: access.delete_key(conn, user, key)):
            raise NotFound("There is no such API key.")


def _scopes(names: Sequence[str]) -> frozenset[Scope]:
    return frozenset(scope for scope in SCOPES if scope in names)


def _render_key(key: access.ApiKey) -> views.KeyView:
    return views.KeyView(
        id=key.id,
        name=key.name,
        scopes=sorted(_scopes(key.scopes)),
        created_at=key.created_at,
        expires_at=key.expires_at,
        last_used_at=key.used_at,
    )
