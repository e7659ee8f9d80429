"""Backup and restore: one moment of a database in use, the same content anywhere, and nothing from a bad archive."""

import asyncio
import json
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

from gesso.base.clock import FakeClock
from gesso.store import access, canvases, configuration, events, links, rooms, schema
from gesso.store import backup as backup_module
from gesso.store.backup import backup, content_hash, restore
from gesso.store.database import Database
from gesso.store.errors import StoreError
from gesso.store.schema import events as events_table

NOW = FakeClock().now
WORDS = "é 😀 字\r\n' \" \\ \u2028"


ROWS = {
    schema.visits: {"user": "u1", "canvas": "c", "version": 2, "at": NOW},
    schema.files: {
        "id": "f", "room": "Room", "name": WORDS, "media_type": "image/png", "size_bytes": 2**40, "sha256": "0",
        "by": "u1", "at": NOW,
    },
    schema.sources: {
        "id": "src", "room": "Room", "turn": "turn", "number": 1, "url": "https://example.org/é", "title": WORDS,
        "kind": "text/html", "published": NOW, "size_bytes": 2**40, "sha256": "0", "at": NOW,
    },
    schema.outputs: {"canvas": "c", "run": 2, "body": {"items": [WORDS]}},
    schema.agents: {
        "id": "a", "user": "u1", "name": WORDS, "instructions": WORDS, "tools": ["edit"], "model": None, "hue": 30,
        "trust": "suggest", "shared": True, "created_at": NOW,
    },
    schema.shortcuts: {
        "id": "s", "user": "u1", "name": WORDS, "prompt": WORDS, "kind": "any", "shared": False, "created_at": NOW,
    },
    schema.tasks: {
        "id": "t", "owner": "u1", "room": "Room", "title": WORDS, "instruction": WORDS,
        "timetable": {"zone": "UTC"},
        "settings": {}, "after": None, "state": "active", "paused_why": "", "paused_at": None, "version": 1,
        "planned_to": NOW, "next_at": NOW, "snoozed_until": None, "failures": 0, "created_at": NOW,
        "updated_at": NOW,
    },
    schema.task_versions: {
        "task": "t", "version": 1, "at": NOW, "by": "u1", "why": WORDS, "title": WORDS, "instruction": WORDS,
        "timetable": None, "settings": {},
    },
    schema.runs: {
        "id": "t:1:2026", "task": "t", "version": 1, "scheduled": NOW, "wall": "w", "note": "", "state": "done",
        "reason": WORDS, "ready_at": NOW, "late_s": 0, "attempt": 1, "format": 1, "executor": "e",
        "lease_until": NOW, "started_at": NOW, "ended_at": NOW, "turn": None, "room": None, "canvas": None,
        "checks": [{"what": WORDS, "ok": True, "why": ""}], "usage": {}, "output": WORDS,
    },
    schema.executors: {"id": "e", "started_at": NOW, "seen_at": NOW},
    schema.notices: {
        "id": "no", "user": "u1", "kind": "run", "tag": "t", "title": WORDS, "body": WORDS, "state": "done",
        "count": 2, "task": "t", "run": "r", "room": "Room", "canvas": None, "prefill": "", "at": NOW,
        "read_at": NOW, "dismissed_at": None, "acted": ["again"],
    },
    schema.channels: {
        "id": "ch", "user": "u1", "kind": "email", "name": WORDS, "enabled": True, "state": "ready",
        "quiet_from": "22:00", "quiet_to": "07:00", "digest": "daily", "zone": "UTC", "address": "a@b.org",
        "secret": "s", "last_error": WORDS, "last_sent_at": NOW, "created_at": NOW,
    },
    schema.deliveries: {
        "about": "r", "channel": "ch", "notice": "no", "state": "sent", "attempts": 1, "due_at": NOW,
        "claimed_until": None, "last_error": "", "made_at": NOW, "sent_at": NOW,
    },
    schema.readings: {
        "file": "f", "room": "Room", "kind": "pdf", "state": "indexed", "why": WORDS, "unit": "page", "parts": 3,
        "characters": 2**40, "hidden": True, "title": WORDS, "words": "", "tries": 1, "at": NOW,
    },
    schema.passages: {
        "key": 2**60 + 1, "file": "f", "number": 1, "page": 2, "start": 0, "end": 3, "heading": WORDS,
        "text": WORDS, "hidden": False,
    },
    schema.feeds: {"user": "u1", "token": "t", "created_at": NOW},
    schema.trust_rules: {
        "id": "r", "user": "u1", "verdict": "always", "tool": "send_mail", "site": WORDS, "document": "",
        "made_at": NOW, "expires_at": NOW, "revoked_at": None,
    },
    schema.trust_rungs: {
        "user": "u1", "kind": "send_mail", "rung": "one_off", "approved": 3, "lost_why": WORDS, "updated_at": NOW,
    },
    schema.approvals: {
        "id": "ap", "user": "u1", "room": "Room", "turn": "turn", "tool": "send_mail", "state": "open",
        "asked_at": NOW, "expires_at": NOW,
    },
    schema.mcp_servers: {
        "id": "mcp", "user": "u1", "name": WORDS, "address": "https://example.org/mcp", "key": "secret",
        "offered": [{"name": "t", "about": WORDS}], "approved": {"t": "0"}, "problem": WORDS, "created_at": NOW,
        "checked_at": NOW,
    },
    schema.made_tools: {
        "id": "made", "user": "u1", "name": WORDS, "about": WORDS, "examples": [[WORDS, WORDS]],
        "versions": [{"code": WORDS}], "approved": "0", "problem": WORDS, "created_at": NOW,
    },
    schema.lens_shelf: {
        "id": "lens", "user": "u1", "versions": [{"number": 1, "spec": {"title": WORDS}, "at": "2026"}], "shared": True,
        "copied_from": "other", "created_at": NOW,
    },
    schema.lens_scores: {"print": "p", "scene": "s", "value": {"value": 7.5, "quotes": [WORDS]}, "at": NOW},
    schema.known_cards: {
        "user": "u1", "card": "c", "known": 2, "easiness": 2500, "interval": 6, "due": 20_000, "at": NOW,
    },
    schema.tastes: {"user": "u1", "name": "corners", "value": "round", "why": WORDS, "at": NOW},
    schema.projects: {"room": "Room", "instructions": WORDS},
    schema.project_rooms: {"room": "Room", "project": "Room"},
    schema.app_values: {"canvas": "c", "key": WORDS, "value": WORDS, "size_bytes": 9},
    schema.app_budgets: {"canvas": "c", "budget_tokens": 100, "day": "2026-01-01", "spent_tokens": 3},
    schema.app_shelf: {
        "id": "ap", "canvas": "c", "user": "u1", "title": WORDS, "description": WORDS, "language": "tsx",
        "source": WORDS, "at": NOW,
    },
    schema.turned_parts: {"canvas": "c", "form": "to-de", "part": "p", "words": WORDS, "by": "m", "at": NOW},
    schema.audit: {
        "seq": 1, "at": NOW, "user": "u1", "room": "Room", "turn": "turn", "call": "call", "tool": "send_mail",
        "what": "decided", "verdict": "ask", "reason": WORDS, "detail": {"args": WORDS}, "before": "0", "hash": "1",
    },
}  # fmt: skip


def everything(conn) -> None:
    """A row or more in every table."""
    for n, room in enumerate(("Room", "room", "é", "a-b", "ab", "a_b")):  # ids that languages sort differently
        rooms.save_room(conn, rooms.RoomRow(room, WORDS, "u1", NOW, deleted=bool(n % 2), preview=WORDS, busy=n == 2))
        rooms.set_roles(conn, room, {"u1": "owner", "u2": "view"})
        rooms.index_text(conn, room, 1, WORDS)
        events.append_events(conn, room, 1, [events.EventRow("u1", NOW, {"t": WORDS + "\x00\ud800"})] * 12)
    canvases.insert_canvas(conn, canvases.CanvasRow("c", "Room", "code", "t", NOW, "python"), WORDS, [[3, "u1", ""]])
    change = canvases.ChangeRow(1, NOW, "u1", "person", None, "x", [[0, WORDS]])
    canvases.append_changes(conn, "c", [change])
    canvases.save_suggestions(
        conn, [canvases.SuggestionRow("s", "Room", "c", None, "open", 1, 0, 1, WORDS, "", "", "u1", NOW)]
    )
    access.insert_user(conn, access.User("u1", WORDS, "A@b.org", "$hash", True, False, NOW))
    access.insert_session(conn, "t", "u1", NOW, NOW)
    access.insert_sign_in_token(conn, "t", "u1", NOW)
    access.insert_key(conn, access.ApiKey("k", "u1", "n", ("read",), NOW), "t")
    links.insert_invitation(conn, links.Invitation("i", None, "edit", True, "u1", NOW, NOW), "t")
    links.insert_share(conn, links.Share("sh", "Room", None, "u1", NOW), "t")
    canvases.insert_note(conn, canvases.NoteRow("n", "Room", "c", 0, 0, 3, WORDS, True))
    for table, row in ROWS.items():
        conn.execute(insert(table), row)
    configuration.save_setting(conn, "name", {"x": [1, WORDS]})
    configuration.save_connection(conn, configuration.ModelConnection("m", "p", "n", None, NOW), "secret")


@pytest.fixture
async def archive(db: Database, tmp_path: Path) -> Path:
    await db.write(everything)
    manifest = await backup(db, tmp_path / "it.gesso")
    assert all(found.rows for found in manifest.tables.values())
    assert manifest.content_hash == await content_hash(db)
    return tmp_path / "it.gesso"


async def test_what_is_restored_has_the_same_content(db: Database, archive: Path, tmp_path: Path) -> None:
    done = await restore(archive, tmp_path / "new" / "gesso.db")
    again = await Database.open(tmp_path / "new" / "gesso.db")
    assert await content_hash(again) == await content_hash(db) == done.content_hash
    body = (await again.read(lambda conn: events.read_events(conn, "é")))[0].body
    assert body == {"t": WORDS + "\x00\ud800"}
    await again.close()


async def test_a_backup_of_sqlite_restores_into_either_engine_and_back(address: str, tmp_path: Path) -> None:
    first = await Database.open(tmp_path / "first.db")
    await first.write(everything)
    await backup(first, tmp_path / "one.gesso")
    await restore(tmp_path / "one.gesso", address)
    there = await Database.open(address)
    await backup(there, tmp_path / "two.gesso")
    await restore(tmp_path / "two.gesso", tmp_path / "back.db")
    back = await Database.open(tmp_path / "back.db")
    hashes = {await content_hash(db) for db in (first, there, back)}
    assert len(hashes) == 1
    for db in (first, there, back):
        await db.close()


async def test_the_hash_tells_one_changed_letter(db: Database) -> None:
    await db.write(everything)
    before = await content_hash(db)
    await db.write(lambda conn: conn.execute(update(events_table).where(events_table.c.seq == 7).values(by="u9")))
    assert await content_hash(db) != before


async def test_a_backup_under_load_is_one_moment(db: Database, tmp_path: Path) -> None:
    stop = False

    async def write() -> int:
        seq = 0
        while not stop:
            seq += 1
            both = [(room, seq) for room in ("a", "b")]  # always as many in one as in the other
            await db.write(
                lambda conn, both=both: [
                    events.append_events(conn, room, n, [events.EventRow("u", NOW, {})]) for room, n in both
                ]
            )
        return seq

    writing = asyncio.create_task(write())
    for n in range(5):
        await backup(db, tmp_path / f"{n}.gesso")
        target = tmp_path / f"{uuid4().hex}.db"
        await restore(tmp_path / f"{n}.gesso", target)
        copy = await Database.open(target)
        lengths = await copy.read(lambda conn: [events.last_seq(conn, room) for room in "ab"])
        assert lengths[0] == lengths[1]
        await copy.close()
    stop = True
    assert await writing > 0


async def test_a_target_in_use_is_refused_and_replaced_only_by_force(address: str, archive: Path) -> None:
    with pytest.raises(StoreError, match="not empty"):
        await restore(archive, address)
    assert (await restore(archive, address, force=True)).rows > 0
    db = await Database.open(address)
    await restore(archive, address, force=True)
    assert len(await db.read(lambda conn: events.read_events(conn, "Room"))) == 12
    await db.close()


def rewritten(archive: Path, **changed: bytes | None) -> Path:
    """The archive with members of other content, or (None) without them."""
    bad = archive.with_name("bad.gesso")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            data = changed.pop(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in changed.items():
            new.writestr(name, data or b"")
    return bad


def manifest_of(archive: Path) -> dict:
    with zipfile.ZipFile(archive) as opened:
        return json.loads(opened.read("manifest.json"))


BAD = ("row", "lost", "extra", "traversal", "newer", "sum", "column", "json", "key", "bomb", "long line")


@pytest.mark.parametrize("what", BAD)
async def test_a_changed_archive_is_refused_and_nothing_kept(archive: Path, tmp_path: Path, what: str) -> None:
    manifest, name = manifest_of(archive), "tables/events.jsonl"
    with zipfile.ZipFile(archive) as opened:
        rows = opened.read(name)
    first = json.loads(rows.split(b"\n")[0])
    members: dict[str, bytes | None] = {
        "row": {name: rows.replace(b'"u1"', b'"u2"', 1)},
        "lost": {name: None},
        "extra": {"tables/more.jsonl": b""},
        "traversal": {"../../evil": b"x"},
        "newer": {"manifest.json": json.dumps(manifest | {"schema_version": "9999"}).encode()},
        "sum": {"manifest.json": json.dumps(manifest | {"content_hash": "0" * 64}).encode()},
        "column": {name: json.dumps(first | {"x; DROP TABLE events": 1}).encode() + b"\n"},
        "json": {name: b"\xff\xfe{"},
        "key": {name: rows + rows.split(b"\n")[0] + b"\n"},
        "bomb": {"manifest.json": json.dumps(manifest).encode() + b" " * 1_000_001},
        "long line": {name: b"[" * 300_000},
    }[what]
    bad = rewritten(archive, **members)
    with pytest.raises(StoreError):
        await restore(bad, tmp_path / "t.db")
    db = await Database.open(tmp_path / "t.db")
    assert await db.read(lambda conn: events.rooms_with_events(conn)) == []
    await db.close()
    assert not (tmp_path.parent.parent / "evil").exists()


async def test_a_changed_archive_is_taken_where_the_checks_are_missing(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted hole: neither the names of the members nor their sums are looked at."""

    def careless(opened: zipfile.ZipFile) -> backup_module.Manifest:
        return backup_module.Manifest.model_validate_json(opened.read("manifest.json"))

    rows = zipfile.ZipFile(archive).read("tables/events.jsonl")
    bad = rewritten(archive, **{"tables/events.jsonl": rows.replace(b'"u1"', b'"u2"', 1), "../../evil": b"x"})
    monkeypatch.setattr(backup_module, "_manifest", careless)
    monkeypatch.setattr(backup_module.TableSum, "__eq__", lambda *_: True)
    monkeypatch.setattr(backup_module, "_hash_of", lambda sums: manifest_of(archive)["content_hash"])
    assert (await restore(bad, tmp_path / "t.db")).rows > 0


async def test_an_archive_cut_anywhere_or_of_other_bytes_is_refused(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    bad = tmp_path / "cut.gesso"
    for size in (0, 1, len(whole) // 3, len(whole) // 2, len(whole) - 1):
        bad.write_bytes(whole[:size])
        with pytest.raises(StoreError):
            await restore(bad, tmp_path / "t.db")
    for at in range(100, len(whole) // 2, len(whole) // 40):
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
        try:
            await restore(bad, tmp_path / "u.db", force=True)
        except StoreError:
            continue
        # A flipped byte of a zip's own bookkeeping may be harmless; then the content is the right one.
        db = await Database.open(tmp_path / "u.db")
        assert await content_hash(db) == manifest_of(archive)["content_hash"]
        await db.close()
    with pytest.raises(StoreError):
        await restore(tmp_path / "absent.gesso", tmp_path / "t.db")


async def test_a_backup_that_cannot_be_written_says_so_and_leaves_the_old_one(db: Database, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        await backup(db, tmp_path / "no" / "it.gesso")
    (tmp_path / "it.gesso").mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        await backup(db, tmp_path / "it.gesso")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
