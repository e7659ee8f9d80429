"""Out and in again: what is exported can be imported, by anybody, without becoming somebody else's words."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from time import process_time

import pytest

from gesso.room.room import read_events
from gesso.room.state import RoomState
from gesso.server.portability import parse_lines, retell

from .conftest import House

TEXT = "# Fox é😀字\r\n\r\nA quick fox.\r\n"


async def put_in(house: House, client: object, data: bytes, kind: str) -> dict[str, object]:
    answer = await client.post("/api/import", content=data, headers={"content-type": kind})  # type: ignore[attr-defined]
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_file_comes_out_as_it_went_in(house: House) -> None:
    owner = await house.owner()
    _, canvas = await house.room(owner, TEXT)
    assert (await owner.get(f"/api/canvases/{canvas}/export")).content == TEXT.encode()


async def test_a_room_survives_the_journey(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    room, _ = await house.room(anna, TEXT)
    await anna.ok("POST", f"/api/rooms/{room}/messages", {"text": "say hello", "wait_s": 20})
    before = await anna.ok("GET", f"/api/rooms/{room}")
    data = (await anna.get(f"/api/rooms/{room}/export")).content
    made = (await put_in(house, ben, data, "application/x-ndjson"))["rooms"][0]  # type: ignore[index]
    view = await ben.ok("GET", f"/api/rooms/{made}")
    assert view["title"] == before["title"] and view["role"] == "owner" and len(view["members"]) == 1
    canvas = await ben.ok("GET", f"/api/canvases/{view['canvases'][0]['id']}")
    assert canvas["text"] == TEXT.replace("\r\n", "\n") and canvas["title"] == "Fox"
    events = (await ben.ok("GET", f"/api/rooms/{made}/events"))["events"]
    said = [event for event in events if event["body"]["type"] == "message_posted"]
    assert said[0]["body"]["text"] == "say hello" and said[0]["by"] == "imported", "nobody's words are forged"
    assert "".join(event["body"].get("delta", "") for event in events) == "Hello from the script."
    live = await house.parts.workspace.room(made)
    assert RoomState.of(made, await read_events(house.db, made)) == live.state
    assert await anna.status("GET", f"/api/rooms/{made}") == 404


async def test_comments_and_suggestions_survive_the_journey(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    room, canvas = await house.room(anna, TEXT)
    offer = {"edits": [{"quote": "quick", "text": "slow 😀"}], "suggest": True}
    await anna.ok("POST", f"/api/canvases/{canvas}/edits", offer)
    on = {"quote": "é😀字", "body": "Why?", "replace": "x"}
    note = await anna.ok("POST", f"/api/canvases/{canvas}/notes", on)
    await anna.ok("POST", f"/api/notes/{note['id']}/replies", {"body": "Because 字."})
    await anna.ok("POST", f"/api/canvases/{canvas}/notes", {"body": "On all of it."})
    gone = await anna.ok("POST", f"/api/canvases/{canvas}/notes", {"quote": "# Fox", "body": "Dull."})
    await anna.ok("PUT", f"/api/canvases/{canvas}/text", {"text": TEXT.replace("# Fox ", "")})
    await anna.ok("PATCH", f"/api/notes/{gone['id']}", {"state": "resolved"})
    data = (await anna.get(f"/api/rooms/{room}/export")).content
    for client, by in ((ben, "imported"), (anna, anna.id)):
        made = (await put_in(house, client, data, "application/x-ndjson"))["rooms"][0]  # type: ignore[index]
        copy = (await client.ok("GET", f"/api/rooms/{made}"))["canvases"][0]["id"]
        notes = await client.ok("GET", f"/api/canvases/{copy}/notes?state=all")
        assert [(n["quote"], n["body"], n["state"], n["gone"], n["by"]) for n in notes] == [
            ("é😀字", "Why?", "open", False, by), ("", "On all of it.", "open", False, by),
            ("# Fox", "Dull.", "resolved", True, by),
        ]  # fmt: skip
        assert [r["body"] for r in notes[0]["replies"]] == ["Because 字."] and notes[0]["replace"] == "x"
        [offered] = await client.ok("GET", f"/api/canvases/{copy}/suggestions")
        assert (offered["before"], offered["after"], offered["by"]) == ("quick", "slow 😀", by)


async def test_everything_as_a_zip_and_back(house: House) -> None:
    owner, ben = await house.owner(), await house.member("Ben")
    for _ in range(3):
        await house.room(owner, TEXT)
    data = (await owner.get("/api/export")).content
    names = zipfile.ZipFile(BytesIO(data)).namelist()
    assert len([name for name in names if name.endswith("Fox.md")]) == 3
    assert len((await put_in(house, ben, data, "application/zip"))["rooms"]) == 3  # type: ignore[arg-type]


async def test_a_markdown_file_becomes_a_document(house: House) -> None:
    owner = await house.owner()
    made = (await put_in(house, owner, "\ufeff# My *plan*\n\nwords".encode(), "text/markdown"))["rooms"][0]  # type: ignore[index]
    view = await owner.ok("GET", f"/api/rooms/{made}")
    assert view["canvases"][0]["title"] == "My *plan*"


def bomb(size: int) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0001/gesso.jsonl", b"\n" * size)
    return packed.getvalue()


FIRST = b'{"type":"room","format":1,"title":"t"}\n'
CANVAS = b'{"type":"canvas","kind":"document","title":"t","text":""}\n'
NOTE = b'{"type":"note","canvas":"c","by":"b","start":0,"end":9,"body":"%s"}\n'
BAD = {
    "nothing": (b"", "application/x-ndjson", 422),
    "not json": (b"{", "application/x-ndjson", 422),
    "no first line": (b'{"type":"event"}', "application/x-ndjson", 422),
    "another format": (b'{"type":"room","format":9}', "application/x-ndjson", 422),
    "bad event": (FIRST + b'{"type":"event","event":{"seq":1}}', "application/x-ndjson", 422),
    "deep": (b"[" * 200_000, "application/x-ndjson", 422),
    "bad utf-8": (b"\xff\xfe", "text/plain", 422),
    "nul": (b"a\x00b", "text/plain", 422),
    "surrogate": (
        FIRST + b'{"type":"canvas","kind":"document","title":"t","text":"\\ud800"}',
        "application/x-ndjson",
        422,
    ),
    "surrogate title": (b'{"type":"room","format":1,"title":"\\ud800\\u0000"}', "application/x-ndjson", 201),
    "no zip": (b"PK\x03\x04nothing", "application/zip", 422),
    "empty zip": (b"PK\x05\x06" + b"\0" * 18, "application/zip", 422),
    "bomb": (bomb(150_000_000), "application/zip", 413),
    "bomb of empty lines": (bomb(99_000_000), "application/zip", 413),
    "too many lines": (FIRST + b"\n" * 400_000, "application/x-ndjson", 413),
    "too many canvases": (FIRST + CANVAS * 501, "application/x-ndjson", 413),
    "blank comment": (FIRST + NOTE % b" ", "application/x-ndjson", 422),
    "too many comments": (FIRST + (NOTE % b"Why?") * 5_001, "application/x-ndjson", 413),
    "html": (b"<script>", "text/html", 415),
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_files_are_refused_and_leave_nothing(house: House, name: str) -> None:
    data, kind, status = BAD[name]
    owner = await house.owner()
    answer = await owner.post("/api/import", content=data, headers={"content-type": kind})
    assert answer.status_code == status, answer.text
    if status != 201:
        assert await owner.ok("GET", "/api/rooms") == []


async def test_events_that_do_not_fit_together_are_left_out_or_refused(house: House) -> None:
    owner = await house.owner()
    at = "2026-01-01T00:00:00Z"
    bodies = [
        {"type": "text_delta", "turn": "t9", "message": "m9", "delta": "orphan"},
        {"type": "turn_started", "turn": "t1", "message": "m1", "parent": "", "agent": "evil", "model": "m"},
        {"type": "text_delta", "turn": "t1", "message": "m1", "delta": "kept"},
        {"type": "member_joined", "member": "user_x", "name": "Eve", "role": "owner"},
        {"type": "room_deleted"},
    ]
    rows = [
        {"type": "event", "event": {"seq": n, "room": "r", "at": at, "by": "user_x", "body": body}}
        for n, body in enumerate(bodies, 1)
    ]
    data = FIRST + "\n".join(json.dumps(row) for row in rows).encode()
    made = (await put_in(house, owner, data, "application/x-ndjson"))["rooms"][0]  # type: ignore[index]
    view = await owner.ok("GET", f"/api/rooms/{made}")
    assert [member["id"] for member in view["members"]] == [owner.id]
    assert not view["deleted"] and view["turn"] is None, "a turn that had not ended is ended"


def said(number: int, text: str) -> bytes:
    body = {
        "type": "message_posted",
        "message": f"m{number}",
        "parent": f"m{number - 1}" if number else "",
        "text": text,
    }
    event = {"seq": number + 1, "room": "r", "at": "2026-01-01T00:00:00Z", "by": "u", "body": body}
    return json.dumps({"type": "event", "event": event}).encode() + b"\n"


async def test_what_no_database_takes_is_replaced_in_events_too(house: House) -> None:
    owner = await house.owner()
    data = FIRST + said(0, "a\x00b") + said(1, "c\ud800d")
    made = (await put_in(house, owner, data, "application/x-ndjson"))["rooms"][0]  # type: ignore[index]
    events = (await owner.ok("GET", f"/api/rooms/{made}/events"))["events"]
    assert [e["body"]["text"] for e in events if e["body"]["type"] == "message_posted"] == ["a\ufffdb", "c\ufffdd"]


def test_a_long_conversation_is_read_in_time_that_grows_with_it() -> None:
    """20,000 messages took 17 s of processor time, and twice as many four times as long."""
    room = parse_lines(FIRST + b"".join(said(number, "x") for number in range(20_000)))
    began = process_time()
    assert len(retell(room.events, "user_x", {})) == 20_000
    assert process_time() - began < 16


async def test_names_in_an_archive_never_become_paths(house: House, tmp_path: Path) -> None:
    owner = await house.owner()
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../escaped/gesso.jsonl", FIRST)
        archive.writestr("/etc/cron.d/x", b"x")
    before = sorted(path for path in tmp_path.rglob("*") if "gesso.db" not in path.name)
    await put_in(house, owner, packed.getvalue(), "application/zip")
    assert sorted(path for path in tmp_path.rglob("*") if "gesso.db" not in path.name) == before
