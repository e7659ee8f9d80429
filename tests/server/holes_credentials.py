"""Holes in how people and programs prove who they are; see `holes.py`."""

from dataclasses import replace
from typing import Any

import pytest

from gesso.base.errors import Unauthenticated
from gesso.server import api_people, invitations, people, views
from gesso.server.people import People
from gesso.store import access, links
from gesso.store.access import User

from .conftest import House
from .holes import hole


@hole
def cookies_have_no_flags(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(api_people, "set_cookie", lambda here, passed, answer, token: answer.set_cookie("gesso", token))


@hole
def secrets_are_short(house: House, patch: pytest.MonkeyPatch) -> None:
    made = iter(range(10_000))
    for module in (people, invitations):
        patch.setattr(module, "new_secret", lambda prefix: f"{prefix}_{next(made):06d}")


@hole
def secrets_are_stored_as_they_are(house: House, patch: pytest.MonkeyPatch) -> None:
    for module in (access, links):
        patch.setattr(module, "token_hash", lambda token: token)


@hole
def the_session_one_came_with_is_kept(house: House, patch: pytest.MonkeyPatch) -> None:
    real = api_people._signed_in

    async def careless(here: Any, passed: Any, response: Any, account: User, token: str) -> views.SessionView:
        now, kept = house.clock(), passed.secret
        if kept:
            until = now.replace(year=now.year + 1)
            await house.db.write(lambda conn: access.insert_session(conn, kept, account.id, now, until))
        return await real(here, passed, response, account, kept or token)

    patch.setattr(api_people, "_signed_in", careless)


@hole
def nothing_ends_with_time(house: House, patch: pytest.MonkeyPatch) -> None:
    begun = house.clock()
    for name in ("session_of", "key_of", "use_sign_in_token"):
        real = getattr(access, name)
        patch.setattr(access, name, lambda conn, token, now, real=real: real(conn, token, begun))


@hole
def signing_out_forgets_only_the_cookie(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(access, "delete_session", lambda *_: None)


@hole
def a_withdrawn_key_stays(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(access, "delete_key", lambda *_: True)


@hole
def a_new_password_leaves_the_sessions(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(access, "delete_sessions", lambda *_: [])


@hole
def a_disabled_account_is_like_any_other(house: House, patch: pytest.MonkeyPatch) -> None:
    real = access._one_user

    def careless(row: Any) -> User | None:
        found = real(row)
        return None if found is None else replace(found, disabled=False)

    patch.setattr(access, "_one_user", careless)
    patch.setattr(access, "delete_sessions", lambda *_: [])


@hole
def a_key_passes_for_a_session(house: House, patch: pytest.MonkeyPatch) -> None:
    real = People.key

    async def careless(self: People, token: str) -> Any:
        found = await real(self, token)
        return None if found is None else replace(found, via="session")

    patch.setattr(People, "key", careless)


@hole
def invitations_are_good_for_ever(house: House, patch: pytest.MonkeyPatch) -> None:
    async def careless(self: invitations.Invitations, found: links.Invitation) -> User:
        return await self._people.account(found.by)

    patch.setattr(links, "_usable", lambda now: ())
    patch.setattr(invitations.Invitations, "_inviter", careless)


@hole
def unknown_names_are_answered_at_once(house: House, patch: pytest.MonkeyPatch) -> None:
    real = People._verify

    async def careless(self: People, held: str | None, password: str) -> bool:
        return held is not None and await real(self, held, password)

    patch.setattr(People, "_verify", careless)


@hole
def a_refusal_says_why(house: House, patch: pytest.MonkeyPatch) -> None:
    async def careless(self: People, email: str, password: str) -> tuple[User, str]:
        user = await self.db.read(lambda conn: access.user_by_email(conn, email))
        if user is None:
            raise Unauthenticated("There is no such account.")
        raise Unauthenticated("This account is disabled." if user.disabled else "The password is wrong.")

    patch.setattr(People, "sign_in", careless)
