"""Accounts, sessions, keys, one-time tokens, invitations, shares, settings and connections."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from gesso.base.clock import FakeClock
from gesso.store import access, configuration, links
from gesso.store.access import ApiKey, User
from gesso.store.configuration import ModelConnection
from gesso.store.database import Database
from gesso.store.links import Invitation, Share
from gesso.store.schema import metadata

NOW = FakeClock().now
DAY = timedelta(days=1)
LATER = NOW + DAY


def user(number: int = 1, **more) -> User:
    return replace(User(f"user_{number}", f"Zoé {number}", f"Z{number}@Example.org", None, False, False, NOW), **more)


@pytest.fixture
async def one(db: Database) -> Database:
    await db.write(lambda conn: access.insert_user(conn, user()))
    return db


async def test_an_email_belongs_to_one_account_in_any_spelling(one: Database) -> None:
    with pytest.raises(access.EmailTaken):
        await one.write(lambda conn: access.insert_user(conn, user(2, email="z1@eXAMPLE.ORG ")))
    await one.write(lambda conn: access.insert_user(conn, user(2, email="")))
    await one.write(lambda conn: access.insert_user(conn, user(3, email="")))
    with pytest.raises(access.EmailTaken):
        await one.write(
            lambda conn: access.update_user(conn, user(2)) or access.update_user(conn, user(2, email="Z1@example.org"))
        )
    found = await one.read(lambda conn: access.user_by_email(conn, "z1@example.ORG"))
    assert found == user() and await one.read(lambda conn: access.user_by_email(conn, "")) is None
    changed = user(password_hash="$argon2", admin=True, disabled=True, name="New")
    await one.write(lambda conn: access.update_user(conn, changed))
    assert await one.read(lambda conn: access.user_of(conn, "user_1")) == changed
    assert [u.id for u in await one.read(access.list_users)] == ["user_1", "user_2", "user_3"]


async def test_of_racing_processes_one_makes_the_first_admin(db: Database, address: str) -> None:
    other = await Database.open(address)
    jobs = [
        which.write(lambda conn, n=n: access.claim_first_admin(conn, user(n, admin=True)))
        for n in range(10)
        for which in ((db, other)[n % 2],)
    ]
    assert sorted(await asyncio.gather(*jobs)) == [False] * 9 + [True]
    assert len([u for u in await db.read(access.list_users) if u.admin]) == 1
    assert await other.read(access.has_admin)
    await other.close()


async def test_sessions_end_by_time_sign_out_and_disabling(one: Database) -> None:
    made = await one.write(lambda conn: access.insert_session(conn, "secret", "user_1", NOW, LATER))
    await one.write(lambda conn: access.insert_session(conn, "second", "user_1", NOW, LATER))
    read = one.read
    assert await read(lambda conn: access.session_of(conn, "secret", NOW)) == (made, user())
    for token, when in (("secret", LATER), ("Secret", NOW), ("", NOW), (made.id, NOW)):
        assert await read(lambda conn, t=token, w=when: access.session_of(conn, t, w)) is None
    await one.write(lambda conn: access.touch_session(conn, made.id, LATER, LATER + DAY))
    touched = await read(lambda conn: access.session_of(conn, "secret", LATER))
    assert touched is not None and touched[0].seen_at == LATER
    ended = await one.write(lambda conn: access.delete_sessions(conn, "user_1", but=made.id))
    assert ended == [access.token_hash("second")]
    await one.write(lambda conn: access.update_user(conn, user(disabled=True)))
    assert await read(lambda conn: access.session_of(conn, "secret", NOW)) is None
    await one.write(lambda conn: access.update_user(conn, user()))
    await one.write(lambda conn: access.delete_session(conn, made.id))
    assert await read(lambda conn: access.session_of(conn, "secret", NOW)) is None


async def test_a_sign_in_token_works_once(one: Database, address: str) -> None:
    other = await Database.open(address)
    for token, until in (("t", LATER), ("late", NOW)):
        await one.write(lambda conn, t=token, u=until: access.insert_sign_in_token(conn, t, "user_1", u))
    jobs = [which.write(lambda conn: access.use_sign_in_token(conn, "t", NOW)) for which in (one, other) * 4]
    results = await asyncio.gather(*jobs)
    assert [result for result in results if result] == [user()]
    assert await one.write(lambda conn: access.use_sign_in_token(conn, "late", NOW)) is None
    await other.close()


async def test_keys_prove_their_owner_until_they_end(one: Database) -> None:
    key = ApiKey("key_1", "user_1", "ci", ("read", "write"), NOW, LATER)
    await one.write(lambda conn: access.insert_key(conn, key, "secret"))
    await one.write(lambda conn: access.insert_key(conn, replace(key, id="key_2", expires_at=None), "second"))
    assert await one.read(lambda conn: access.key_of(conn, "secret", NOW)) == (key, user())
    assert await one.read(lambda conn: access.key_of(conn, "secret", LATER)) is None
    assert await one.read(lambda conn: access.key_of(conn, "second", LATER + DAY)) is not None
    await one.write(lambda conn: access.touch_key(conn, "key_1", LATER))
    listed = await one.read(lambda conn: access.list_keys(conn, "user_1"))
    assert [(k.id, k.used_at) for k in listed] == [("key_1", LATER), ("key_2", None)]
    assert not await one.write(lambda conn: access.delete_key(conn, "user_2", "key_1"))
    assert await one.write(lambda conn: access.delete_key(conn, "user_1", "key_1"))
    assert await one.read(lambda conn: access.key_of(conn, "secret", NOW)) is None


async def test_an_invitation_is_taken_once_and_not_when_late_or_revoked(one: Database, address: str) -> None:
    made = Invitation("inv_1", "room_1", "edit", False, "user_1", NOW, LATER)
    for n in (1, 2, 3):
        row = replace(made, id=f"inv_{n}")
        await one.write(lambda conn, row=row: links.insert_invitation(conn, row, f"code_{row.id}"))
    other = await Database.open(address)
    jobs = [
        which.write(lambda conn, n=n, w=which: links.use_invitation(conn, "code_inv_1", f"user_{n}", NOW))
        for n, which in enumerate((one, other) * 5)
    ]
    results = await asyncio.gather(*jobs)
    assert [result for result in results if result] == [made]
    await other.close()
    assert await one.write(lambda conn: links.use_invitation(conn, "code_inv_2", "u", LATER)) is None
    assert not await one.write(lambda conn: links.revoke_invitation(conn, "inv_3", NOW, by="user_2"))
    assert await one.write(lambda conn: links.revoke_invitation(conn, "inv_3", NOW, by="user_1"))
    assert await one.write(lambda conn: links.use_invitation(conn, "code_inv_3", "u", NOW)) is None
    assert [i.id for i in await one.read(lambda conn: links.list_invitations(conn, NOW, by="user_1"))] == ["inv_2"]


async def test_what_is_used_once_is_not_had_by_one_who_read_it_before_it_was_gone(one: Database, address: str) -> None:
    made = Invitation("inv_1", None, "edit", False, "user_1", NOW, LATER)
    await one.write(lambda conn: links.insert_invitation(conn, made, "code"))
    await one.write(lambda conn: access.insert_sign_in_token(conn, "t", "user_1", LATER))
    other = await Database.open(address)
    uses: list[Callable[[Connection], object]] = [
        lambda conn: links.use_invitation(conn, "code", "user_2", NOW),
        lambda conn: access.use_sign_in_token(conn, "t", NOW),
    ]
    for use in uses:
        used, go = threading.Event(), threading.Event()

        def first(conn: Connection, use=use, used=used, go=go) -> object:
            found = use(conn)
            used.set()
            go.wait(10)
            return found

        holder = one.write(first)
        await asyncio.to_thread(used.wait, 10)
        late = other.write(use)
        if one.path is None:  # wait until the server says that the late one is blocked, its reading done
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while not await one.read(lambda conn: conn.exec_driver_sql(waiting).scalar()):  # noqa: B023
                pass
        go.set()
        assert await holder is not None and await late is None
    await other.close()


async def test_a_share_works_until_revoked(db: Database) -> None:
    whole, part = Share("s1", "room_1", None, "user_1", NOW), Share("s2", "room_1", "canvas_1", "user_1", NOW)
    await db.write(lambda conn: links.insert_share(conn, whole, "a"))
    await db.write(lambda conn: links.insert_share(conn, part, "b"))
    assert await db.read(lambda conn: links.share_by_code(conn, "b")) == part
    assert await db.read(lambda conn: links.share_by_code(conn, "c")) is None
    assert await db.read(lambda conn: links.list_shares(conn, "room_1")) == [whole, part]
    assert await db.write(lambda conn: links.revoke_share(conn, "s2", LATER))
    assert not await db.write(lambda conn: links.revoke_share(conn, "s2", LATER))
    gone = await db.read(lambda conn: (links.share_by_code(conn, "b"), links.share_of(conn, "s2")))
    assert gone == (None, None) and await db.read(lambda conn: links.share_of(conn, "s1")) == whole


async def test_settings_and_connections(db: Database) -> None:
    for value in ("embedded", {"é": [1, None]}):
        await db.write(lambda conn, v=value: configuration.save_setting(conn, "default_model", v))
        assert await db.read(lambda conn: configuration.setting(conn, "default_model")) == value
    await db.write(lambda conn: configuration.save_setting(conn, "default_model", None))
    assert await db.read(lambda conn: configuration.setting(conn, "default_model")) is None
    made = ModelConnection("con_1", "openai", "Mine", "http://host/v1", NOW)
    await db.write(lambda conn: configuration.save_connection(conn, made, "sk-secret"))
    listed = await db.read(configuration.list_connections)
    assert listed == [replace(made, has_key=True)] and "sk-secret" not in repr(listed)
    assert await db.read(lambda conn: configuration.key_of_connection(conn, "con_1")) == "sk-secret"
    await db.write(lambda conn: configuration.save_connection(conn, made, None))
    assert await db.read(configuration.list_connections) == [made]
    assert await db.write(lambda conn: configuration.delete_connection(conn, "con_1"))
    assert await db.read(configuration.list_connections) == []


async def test_no_token_is_stored_in_the_clear(one: Database) -> None:
    await one.write(lambda conn: access.insert_session(conn, "CLEAR", "user_1", NOW, LATER))
    await one.write(lambda conn: access.insert_sign_in_token(conn, "CLEAR", "user_1", LATER))
    await one.write(lambda conn: access.insert_key(conn, ApiKey("k", "user_1", "n", ("read",), NOW), "CLEAR"))
    invitation = Invitation("i", None, "edit", False, "user_1", NOW, LATER)
    await one.write(lambda conn: links.insert_invitation(conn, invitation, "CLEAR"))
    await one.write(lambda conn: links.insert_share(conn, Share("s", "r", None, "user_1", NOW), "CLEAR"))
    tables = metadata.sorted_tables
    rows = await one.read(lambda conn: [repr(tuple(r)) for t in tables for r in conn.execute(select(t))])
    assert len(rows) == 6 and not any("CLEAR" in row for row in rows)
