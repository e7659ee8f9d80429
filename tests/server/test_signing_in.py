"""From stranger to account and back: addresses, passwords, sessions, invitations, keys."""

import asyncio
import threading
from datetime import timedelta
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher

from gesso.base.errors import Unauthenticated
from gesso.server.people import People
from gesso.store import access

from .conftest import BASE, PASSWORD, House


async def test_the_printed_address_works_once_and_for_a_day(house: House) -> None:
    token = await house.parts.people.fresh_token()
    first, second = house.client(), house.client()
    answer = await first.ok("POST", "/api/session/token", {"token": token})
    assert answer["user"]["admin"] and answer["needs_password"]
    assert await second.status("POST", "/api/session/token", {"token": token}) == 401
    late = await house.parts.people.fresh_token()
    house.clock.advance(24 * 3600 + 1)
    assert await second.status("POST", "/api/session/token", {"token": late}) == 401


async def test_the_first_administrator_is_made_once(house: House) -> None:
    """However many processes start at once."""
    await asyncio.gather(*(house.parts.people.ensure_owner() for _ in range(20)))
    users = await house.db.read(access.list_users)
    assert len(users) == 1 and users[0].admin


async def test_the_first_administrator_race_is_found_where_the_claim_is_missing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted hole: asking and making in two steps lets several in."""

    def careless(conn: Any, user: access.User) -> bool:
        access.insert_user(conn, user)
        return True

    monkeypatch.setattr(access, "claim_first_admin", careless)
    await asyncio.gather(*(house.parts.people.ensure_owner() for _ in range(20)))
    assert len(await house.db.read(access.list_users)) > 1


async def test_no_web_form_makes_an_administrator(house: House) -> None:
    stranger = house.client()
    assert await stranger.status("POST", "/api/invitations", {}) == 401
    ben = await house.member("Ben")
    assert await ben.status("PATCH", f"/api/users/{ben.id}", {"admin": True}) == 403
    assert await ben.status("POST", "/api/invitations", {}) == 403


async def test_password_sign_in_and_out(house: House) -> None:
    ben = await house.member("Ben")
    again = house.client()
    answer = await again.ok("POST", "/api/session", {"email": " BEN@example.org ", "password": PASSWORD})
    assert answer["user"]["id"] == ben.id and not answer["needs_password"]
    old = again.cookies["gesso"]
    await again.ok("DELETE", "/api/session")
    assert await house.client(cookie=f"gesso={old}").status("GET", "/api/rooms") == 401
    assert await ben.status("GET", "/api/rooms") == 200, "another session of the same person stays"


async def test_every_reason_to_refuse_a_password_reads_the_same(house: House) -> None:
    ben = await house.member("Ben")
    owner = await house.owner()
    stranger = house.client()
    wrong = await stranger.post("/api/session", json={"email": "ben@example.org", "password": "x" * 10})
    unknown = await stranger.post("/api/session", json={"email": "nobody@example.org", "password": PASSWORD})
    await owner.ok("PATCH", f"/api/users/{ben.id}", {"disabled": True})
    disabled = await stranger.post("/api/session", json={"email": "ben@example.org", "password": PASSWORD})
    assert wrong.status_code == unknown.status_code == disabled.status_code == 401
    assert wrong.content == unknown.content == disabled.content


async def test_an_unknown_address_costs_the_same_work(house: House) -> None:
    """Counted in verifications, not in time, so that the test says the same on every machine."""
    await house.member("Ben")
    people, verified = house.parts.people, []

    class Counting:
        def hash(self, password: str) -> str:
            return "hash"

        def verify(self, held: str, password: str) -> bool:
            verified.append(held)
            return False

    people._hasher = Counting()  # type: ignore[assignment]  # counts instead of hashing
    for email in ("ben@example.org", "nobody@example.org"):
        await house.client().status("POST", "/api/session", {"email": email, "password": "x"})
    assert len(verified) == 2


async def test_hashing_is_argon2id_and_never_on_the_loops_thread(house: House) -> None:
    where: list[int] = []

    class Watching(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            where.append(threading.get_ident())
            return super().hash(password, salt=salt)

        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            where.append(threading.get_ident())
            return super().verify(hash, password)

    people = People(house.db, house.clock, house.parts.counters, Watching(time_cost=1, memory_cost=64, parallelism=1))
    assert (await people.hash_password(PASSWORD)).startswith("$argon2id$")
    with pytest.raises(Unauthenticated):
        await people.sign_in("nobody@example.org", PASSWORD)
    assert len(where) == 3 and threading.get_ident() not in where


async def test_tries_are_counted(house: House) -> None:
    stranger = house.client()
    tries = [await stranger.status("POST", "/api/session", {"email": "a@b", "password": str(n)}) for n in range(22)]
    assert tries[0] == 401 and tries[-1] == 429
    house.clock.advance(61)
    assert await stranger.status("POST", "/api/session", {"email": "a@b", "password": "x"}) == 401


async def test_a_session_ends_after_thirty_days_of_rest_and_moves_on_with_use(house: House) -> None:
    owner = await house.owner()
    for _ in range(4):
        house.clock.advance(timedelta(days=20).total_seconds())
        assert await owner.status("GET", "/api/rooms") == 200
    house.clock.advance(timedelta(days=31).total_seconds())
    assert await owner.status("GET", "/api/rooms") == 401


async def test_a_new_password_ends_the_other_sessions(house: House) -> None:
    ben = await house.member("Ben")
    other = house.client()
    await other.ok("POST", "/api/session", {"email": "ben@example.org", "password": PASSWORD})
    change = {"password": "another long one", "current_password": "wrong wrong"}
    assert await ben.status("PATCH", "/api/account", change) == 403
    await ben.ok("PATCH", "/api/account", {**change, "current_password": PASSWORD})
    assert await ben.status("GET", "/api/rooms") == 200
    assert await other.status("GET", "/api/rooms") == 401


async def test_the_owner_can_set_a_password_and_sign_in_with_it(house: House) -> None:
    owner = await house.owner()
    assert await owner.status("PATCH", "/api/account", {"password": PASSWORD}) == 422, "no address to sign in with"
    await owner.ok("PATCH", "/api/account", {"password": PASSWORD, "email": "me@home", "name": "Ada"})
    answer = await house.client().ok("POST", "/api/session", {"email": "me@home", "password": PASSWORD})
    assert answer["user"]["name"] == "Ada"


async def test_secrets_are_stored_hashed(house: House) -> None:
    ben = await house.member("Ben")
    key = (await ben.ok("POST", "/api/keys", {"name": "k", "scopes": ["read"]}))["key"]
    await house.db.close()
    stored = b"".join(path.read_bytes() for path in house.parts.settings.data.glob("gesso.db*"))
    for secret in (PASSWORD, key, ben.cookies["gesso"]):
        assert secret.encode() not in stored
    assert b"ben@example.org" in stored


async def test_cookies_are_kept_from_scripts_other_sites_and_plain_http(house: House) -> None:
    token = await house.parts.people.fresh_token()
    answer = await house.client().post("/api/session/token", json={"token": token})
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("gesso=") and "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie


async def test_an_invitation_is_taken_once_and_dies_with_its_makers_right(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    room, _ = await house.room(ben)
    made = await ben.ok("POST", "/api/invitations", {"room": room, "role": "comment"})
    shown = await house.client().ok("GET", f"/api/join/{made['code']}")
    assert shown == {"by": "Ben", "room_title": "Secret plans", "role": "comment"}
    account = {"name": "Eve", "email": "eve@example.org", "password": PASSWORD}
    clients = [house.client() for _ in range(4)]
    answers = await asyncio.gather(
        *(
            client.status("POST", f"/api/join/{made['code']}", {**account, "email": f"eve{n}@example.org"})
            for n, client in enumerate(clients)
        )
    )
    assert sorted(answers) == [200, 404, 404, 404]
    eve = clients[answers.index(200)]
    assert (await eve.ok("GET", f"/api/rooms/{room}"))["role"] == "comment"
    late = await ben.ok("POST", "/api/invitations", {"room": room})
    await owner.ok("PATCH", f"/api/users/{ben.id}", {"disabled": True})
    assert await house.client().status("GET", f"/api/join/{late['code']}") == 404
    gone = await owner.ok("POST", "/api/invitations", {"days": 1})
    house.clock.advance(24 * 3600 + 1)
    assert await house.client().status("POST", f"/api/join/{gone['code']}", account) == 404


async def test_an_email_has_one_account(house: House) -> None:
    await house.member("Ben")
    owner = await house.owner()
    code = (await owner.ok("POST", "/api/invitations", {}))["code"]
    taken = {"name": "Other", "email": "BEN@Example.org", "password": PASSWORD}
    assert await house.client().status("POST", f"/api/join/{code}", taken) == 409
    assert await house.client().status("GET", f"/api/join/{code}") == 200, "a failed try does not use it up"


async def test_a_disabled_account_is_out_at_once(house: House) -> None:
    ben, owner = await house.member("Ben"), await house.owner()
    program = await house.key(ben, "read")
    assert await program.status("GET", "/api/rooms") == 200
    await owner.ok("PATCH", f"/api/users/{ben.id}", {"disabled": True})
    assert await ben.status("GET", "/api/rooms") == 401
    assert await program.status("GET", "/api/rooms") == 401
    assert await owner.status("PATCH", f"/api/users/{owner.id}", {"disabled": True}) == 422


async def test_a_key_cannot_make_a_greater_one_nor_touch_anothers(house: House) -> None:
    ben, owner = await house.member("Ben"), await house.owner()
    program = await house.key(ben, "admin")
    assert await program.status("POST", "/api/keys", {"name": "k", "scopes": ["write"]}) == 422
    assert await program.status("GET", "/api/users") == 403, "a key is never more than its person"
    theirs = (await owner.ok("POST", "/api/keys", {"name": "k", "scopes": ["read"]}))["id"]
    assert await ben.status("DELETE", f"/api/keys/{theirs}") == 404
    assert [key["id"] for key in await owner.ok("GET", "/api/keys")] == [theirs]


async def test_a_key_cannot_become_more_than_it_is(house: House) -> None:
    """By setting the password and signing in with it, or by inviting a new account to a room it may not read."""
    owner = await house.owner()
    room, _ = await house.room(owner)
    program = await house.key(owner, "admin")
    for change in ({"password": PASSWORD, "email": "me@home"}, {"email": "me@home"}):
        assert await program.status("PATCH", "/api/account", change) == 403
    assert await program.status("PATCH", "/api/account", {"name": "Ada"}) == 200
    assert await program.status("POST", "/api/invitations", {"room": room, "role": "owner"}) == 403
    both = await house.key(owner, "admin", "write")
    assert await both.status("POST", "/api/invitations", {"room": room}) == 201
    assert await both.status("PATCH", "/api/account", {"password": PASSWORD, "email": "me@home"}) == 403


async def test_a_bad_key_is_not_repaired_by_a_cookie(house: House) -> None:
    owner = await house.owner()
    assert await owner.status("GET", "/api/rooms", headers={"authorization": "Bearer gk_wrong"}) == 401
    assert await owner.status("GET", "/api/rooms", headers={"authorization": "Basic abc"}) == 200
    assert str(owner.base_url).startswith(BASE)
