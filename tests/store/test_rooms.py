"""Logs of rooms, and the rows that lists and search read."""

from datetime import timedelta

import pytest

from gesso.base.clock import FakeClock
from gesso.store import events, rooms
from gesso.store.database import Database
from gesso.store.errors import SequenceTaken

NOW = FakeClock().now


def at(seconds: int):
    return NOW + timedelta(seconds=seconds)


async def make(db: Database, room: str, title: str, when: int, *said: str, user: str = "user_1") -> None:
    def job(conn) -> None:
        rooms.save_room(conn, rooms.RoomRow(room, title, user, at(when), preview=title))
        rooms.set_roles(conn, room, {user: "owner"})
        for seq, text in enumerate(said, 1):
            rooms.index_text(conn, room, seq, text)

    await db.write(job)


async def found(db: Database, q: str = "", user: str = "user_1", **more) -> list[str]:
    return [room.id for room in await db.read(lambda conn: rooms.list_rooms(conn, user, q, **more))]


async def test_events_keep_order_limits_and_bodies(db: Database) -> None:
    rows = [events.EventRow(f"user_{n % 2}", at(n), {"n": n, "é": "😀字"}) for n in range(1, 11)]
    await db.write(lambda conn: events.append_events(conn, "r", 1, rows[:4]))
    await db.write(lambda conn: events.append_events(conn, "r", 5, rows[4:]))
    await db.write(lambda conn: events.append_events(conn, "other", 1, rows))
    read = await db.read(lambda conn: events.read_events(conn, "r"))
    assert read == [events.StoredEvent(n, row.by, row.at, row.body) for n, row in enumerate(rows, 1)]
    middle = await db.read(lambda conn: events.read_events(conn, "r", after=3, until=8, limit=4))
    assert [event.seq for event in middle] == [4, 5, 6, 7]
    assert await db.read(lambda conn: (events.last_seq(conn, "r"), events.last_seq(conn, "none"))) == (10, 0)
    assert await db.read(events.rooms_with_events) == ["other", "r"]


@pytest.mark.parametrize("first", [0, 1, 2, 4, 99])
async def test_a_log_has_no_gap_and_no_double(db: Database, first: int) -> None:
    one = [events.EventRow("u", NOW, {})]
    await db.write(lambda conn: events.append_events(conn, "r", 1, one * 2))
    with pytest.raises(SequenceTaken):
        await db.write(lambda conn: events.append_events(conn, "r", first, one))
    assert await db.read(lambda conn: events.last_seq(conn, "r")) == 2


async def test_the_list_is_newest_first_in_pages_and_only_ones_own(db: Database) -> None:
    for n in range(7):
        await make(db, f"room_{n}", f"Title {n}", n // 2)  # two each share an instant
    await make(db, "secret", "Title", 100, user="user_2")
    everything = ["room_6", "room_5", "room_4", "room_3", "room_2", "room_1", "room_0"]
    assert await found(db) == everything
    pages: list[str] = []
    before = None
    while page := await db.read(lambda conn, b=before: rooms.list_rooms(conn, "user_1", limit=2, before=b)):
        pages += [room.id for room in page]
        before = (page[-1].updated_at, page[-1].id)
    assert pages == everything
    assert await found(db, user="user_2") == ["secret"] and await found(db, user="nobody") == []


async def test_saving_again_renames_deletes_and_restores(db: Database) -> None:
    await make(db, "r", "Old", 1)
    row = rooms.RoomRow("r", "New", "user_1", at(5), deleted=True, preview="p", busy=True)
    await db.write(lambda conn: rooms.save_room(conn, row))
    assert await found(db) == [] and await found(db, "new", deleted=True) == ["r"] and await found(db, "old") == []
    [listed] = await db.read(lambda conn: rooms.list_rooms(conn, "user_1", deleted=True))
    assert (listed.title, listed.created_at, listed.updated_at, listed.deleted) == ("New", at(1), at(5), True)
    assert await db.read(rooms.busy_rooms) == ["r"]
    await make(db, "r", "New", 6)
    assert await found(db) == ["r"] and await found(db, deleted=True) == [] and await db.read(rooms.busy_rooms) == []


async def test_search_finds_titles_and_words_in_any_case_and_script(db: Database) -> None:
    await make(db, "fr", "L'ÉTÉ à Paris", 1, "Où est Zoé ?", "nothing")
    await make(db, "zh", "計画", 2, "明日は漢字を書きます")
    await make(db, "odd", "100% of a_b \\ c", 3, "Straße, ＦＵＬＬ width, İstanbul")
    for q, rooms_found in {
        "été": ["fr"], "ÉTÉ": ["fr"], "zoé": ["fr"], "字": ["zh"], "計": ["zh"], "STRASSE": ["odd"], "full W": ["odd"],
        "100%": ["odd"], "%": ["odd"], "_": ["odd"], "\\": ["odd"], "a_b": ["odd"], "axb": [], "'": ["fr"], "  ": None,
        "x" * 100_000: [], "\x00": None, "\ud800": [],
    }.items():  # fmt: skip
        got = await found(db, q)
        if rooms_found is not None:
            assert got == rooms_found, q
    [hit] = await db.read(lambda conn: rooms.list_rooms(conn, "user_1", "zoé"))
    assert "Zoé" in hit.snippet
    await db.write(lambda conn: rooms.index_text(conn, "fr", 1, "replaced"))
    assert await found(db, "zoé") == [] and await found(db, "replaced") == ["fr"]


async def test_roles(db: Database) -> None:
    await make(db, "r", "R", 1)
    await db.write(lambda conn: rooms.set_role(conn, "r", "user_2", "view"))
    await db.write(lambda conn: rooms.set_role(conn, "r", "user_2", "edit"))
    assert await db.read(lambda conn: rooms.members_of(conn, "r")) == {"user_1": "owner", "user_2": "edit"}
    await db.write(lambda conn: rooms.remove_member(conn, "r", "user_1"))
    roles = await db.read(lambda conn: [rooms.role_of(conn, "r", f"user_{n}") for n in (1, 2, 3)])
    assert roles == [None, "edit", None]
    await db.write(lambda conn: rooms.set_roles(conn, "r", {"user_3": "comment"}))
    assert await db.read(lambda conn: rooms.members_of(conn, "r")) == {"user_3": "comment"}
