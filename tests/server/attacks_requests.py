"""Attacks by request: doing more than one's role, what answers, logs and bodies may hold, and archives."""

import io
import json
import logging
import zipfile
from typing import Any

import httpx

from gesso.model.scripted import Call, Rule, Say, ScriptedModel

from .attacks import attack, got
from .conftest import Client, House

# ---------------------------------------------------------------- rooms


@attack(hole="every member is an owner")
async def doing_more_than_ones_role(house: House) -> list[str]:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    room, canvas = await house.room(anna)
    await anna.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "view"})
    tries: list[tuple[str, str, Any]] = [
        ("POST", f"/api/rooms/{room}/messages", {"text": "hello"}),
        ("POST", f"/api/canvases/{canvas}/edits", {"edits": [{"quote": "quick", "text": "slow"}]}),
        ("PUT", f"/api/canvases/{canvas}/text", {"text": "mine"}),
        ("POST", f"/api/rooms/{room}/canvases", {"kind": "document", "title": "t"}),
        ("POST", f"/api/rooms/{room}/shares", {}),
        ("POST", "/api/invitations", {"room": room}),
        ("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "owner"}),
        ("DELETE", f"/api/canvases/{canvas}", None),
        ("DELETE", f"/api/rooms/{room}", None),
    ]
    return [
        f"{method} {path}" for method, path, body in tries if await ben.status(method, path, body) in (200, 201, 204)
    ]


@attack(hole="an agent needs no rights")
async def having_an_agent_do_what_one_may_not(house: House) -> list[str]:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    room, canvas = await house.room(anna, "quick\n")
    await anna.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "comment"})
    calls = (
        Call(name="edit", args={"canvas": canvas, "edits": [{"quote": "quick", "text": "mine"}]}),
        Call(name="open_canvas", args={"kind": "document", "title": "Mine", "text": "mine"}),
    )
    rules = (Rule(user="", tool=".*", steps=(Say(text="Done."),)), Rule(user="", steps=calls))
    house.parts.catalogue._scripted = ScriptedModel(rules)
    said = await ben.ok("POST", f"/api/rooms/{room}/messages", {"text": "go", "canvas": canvas, "wait_s": 20})
    assert said["outcome"] == "done"
    view = await anna.ok("GET", f"/api/rooms/{room}")
    text = (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"]
    return ([text] if text != "quick\n" else []) + [one["title"] for one in view["canvases"] if one["id"] != canvas]


# ---------------------------------------------------------------- what answers, logs and bodies may hold


@attack(hole="answers go out bare")
async def finding_an_answer_that_is_not_locked_down(house: House) -> list[str]:
    owner = await house.owner()
    wanted = {
        "content-security-policy": "frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
    found = []
    for path in ("/", "/s/x", "/nothing.js", "/api/rooms", "/api/nothing", "/api/export", "/api/shared/x"):
        headers = (await owner.get(path)).headers
        found += [f"{path} without {name}" for name, value in wanted.items() if value not in headers.get(name, "")]
    return found


@attack(hole="exports are shown as pages")
async def opening_an_export_as_a_page_of_ours(house: House) -> list[str]:
    owner = await house.owner()
    room, canvas = await house.room(owner, "<script>alert(1)</script>")
    found = []
    for path in (f"/api/canvases/{canvas}/export", f"/api/rooms/{room}/export", "/api/export"):
        headers = (await owner.get(path)).headers
        if "attachment" not in headers.get("content-disposition", "") or "html" in headers["content-type"]:
            found.append(f"{path} is shown")
        if "sandbox" not in headers["content-security-policy"]:
            found.append(f"{path} may run")
    return found


@attack(hole="paths are logged whole")
async def reading_secrets_in_the_log(house: House) -> list[str]:
    lines: list[str] = []
    log, watch = logging.getLogger("gesso"), logging.Handler()
    watch.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    log.addHandler(watch)
    level = log.level
    log.setLevel(logging.DEBUG)
    try:
        for path in (
            "/s/s_hidden",
            "/join/join_hidden",
            "/api/shared/s_hidden",
            "/api/join/join_hidden",
            "/?token=hidden",
        ):
            await house.client().get(path)
            await house.client().put(path, json={})
    finally:
        log.removeHandler(watch)
        log.setLevel(level)
    assert len(lines) >= 10, "nothing was logged"
    return [line for line in lines if "hidden" in line]


@attack(hole="forwarded headers are believed")
async def coming_under_a_name_made_up_in_headers(house: House) -> list[str]:
    owner = await house.owner()
    headers = {"host": "evil.example", "x-forwarded-host": "localhost:8787", "forwarded": "host=localhost:8787"}
    return got("a rebound name", await owner.status("GET", "/api/rooms", headers=headers))


@attack(hole="bodies are taken as they come")
async def sending_bodies_too_large_or_of_another_kind(house: House) -> list[str]:
    owner, stranger = await house.owner(), house.client()
    big, kind = b'{"title": "' + b"x" * 1_000_001, {"content-type": "application/json"}

    async def pieces() -> Any:
        for start in range(0, len(big), 100_000):
            yield big[start : start + 100_000]

    sent = {
        "big": await owner.post("/api/rooms", content=big, headers=kind),
        "big in pieces": await owner.post("/api/rooms", content=pieces(), headers=kind),
        "big by a stranger": await stranger.post("/api/session", content=big, headers=kind),
        "a form": await owner.post("/api/import", content=b"a=b", headers={"content-type": "text/html"}),
    }
    return [name for name, answer in sent.items() if answer.status_code not in (413, 415)]


# ---------------------------------------------------------------- archives


FIRST = b'{"type":"room","format":1,"title":"t"}\n'


def packed(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


async def put_in(client: Client, data: bytes, kind: str = "application/zip") -> httpx.Response:
    return await client.post("/api/import", content=data, headers={"content-type": kind})


@attack(hole="archives are unpacked to disk")
async def leaving_the_archive_by_its_names(house: House) -> list[str]:
    owner, folder = await house.owner(), house.parts.settings.data
    names = ("../escaped/gesso.jsonl", "x/../../escaped2/gesso.jsonl", f"{folder}/escaped3/gesso.jsonl")
    await put_in(owner, packed(dict.fromkeys(names, FIRST)))
    return [str(path) for path in folder.rglob("*gesso.jsonl")]


@attack(hole="imports have no bounds")
async def filling_the_memory_from_a_small_archive(house: House) -> list[str]:
    owner = await house.owner()
    bombs = {
        "one long line": packed({"a/gesso.jsonl": b" " * 100_000_001}),
        "many short lines": packed({"a/gesso.jsonl": b"\n" * 200_001}),
        "many short lines in many rooms": packed({f"{n}/gesso.jsonl": FIRST + b"\n" * 50_000 for n in range(5)}),
    }
    return [name for name, data in bombs.items() if (await put_in(owner, data)).status_code != 413]


@attack(hole="imported words keep their names")
async def putting_words_into_anothers_mouth(house: House) -> list[str]:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    body = {"type": "message_posted", "message": "m", "parent": "", "text": "I, Anna, agree."}
    event = {"seq": 1, "room": "r", "at": "2026-01-01T00:00:00Z", "by": anna.id, "body": body}
    line = json.dumps({"type": "event", "event": event}).encode()
    room = (await put_in(ben, FIRST + line, "application/x-ndjson")).json()["rooms"][0]
    events = (await ben.ok("GET", f"/api/rooms/{room}/events"))["events"]
    return [str(event) for event in events if event["by"] == anna.id]


# ---------------------------------------------------------------- addresses


@attack(hole="addresses are not read")
async def connecting_to_what_is_no_web_address(house: House) -> list[str]:
    """Which hosts are allowed is the administrator's choice (THREAT_MODEL.md); other schemes never are."""
    owner = await house.owner()
    found = []
    for address in (
        "file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO", "ftp://127.0.0.1/", "//127.0.0.1", "127.0.0.1:8000",
        "http:/127.0.0.1", "javascript:alert(1)", "unix:///run/docker.sock", "ws://127.0.0.1",
    ):  # fmt: skip
        body = {"provider": "compatible", "name": "n", "base_url": address}
        if await owner.status("POST", "/api/models", body) != 422:
            found.append(address)
    return found


@attack(hole="a link opens whatever it names")
async def reading_anothers_canvas_through_a_link_from_ones_own_room(house: House) -> list[str]:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    _, theirs = await house.room(anna, "Anna's words.\n")
    own, _ = await house.room(ben)
    made = await ben.post(f"/api/rooms/{own}/shares", json={"canvas": theirs})
    if made.status_code != 201:
        return []
    code = made.json()["path"].removeprefix("/s/")
    shown = await house.client().get(f"/api/shared/{code}/canvases/{theirs}")
    return [shown.text] if "Anna's words" in shown.text else []
