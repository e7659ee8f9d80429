"""No input gives a 5xx: NUL and lone surrogates by name in every field, and generated cases on every operation."""

import asyncio
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesso.model.transcription import ENDINGS
from gesso.room.workspace import Person
from gesso.server.app import declared_routes
from gesso.server.policy import Counters, Operation
from gesso.store.made_tools import MadeRow, insert_made
from gesso.store.notices import Notice, write_notice

from .conftest import Client, House, ask_to_send, cookie_of, listening, open_house, read_page_of

DOCUMENTED = [o for o in declared_routes() if o.documented and o.method != "SOCKET" and not o.policy.stream]
IDS = [f"{o.method} {o.path}" for o in DOCUMENTED]
ASKING = ("/api/models", "/api/sight", "/api/voice", "/api/drawing", "/api/speech", "/api/tool-servers")
"""They ask a server before they answer."""
schemathesis.serializer.alias([*ENDINGS], "application/octet-stream")
HOSTILE = {
    "nul": "a\\u0000b",
    "high surrogate": "\\ud800",
    "low surrogate": "x\\udc00y",
    "swapped pair": "\\udc00\\ud800",
    "other end": "\\uffff\\u2028\\u202e\\ufeff",
    "long": "é" * 200_000,
    "template": "$& \\\\1 %s {0} ${x} ../../etc/passwd",
}


def shape(schema: dict[str, Any], whole: dict[str, Any], text: str) -> Any:
    """A value of about this JSON schema with `text` (already escaped) wherever a string goes."""
    if "$ref" in schema:
        found: Any = whole
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return shape(found, whole, text)
    if "anyOf" in schema:
        return shape(schema["anyOf"][0], whole, text)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [""])[0])
    kind = schema.get("type")
    if kind == "object":
        return {name: shape(inner, whole, text) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [shape(schema["items"], whole, text)]
    return {"string": text, "integer": 1, "number": 0, "boolean": True}.get(kind or "", text)


def bodies(operation: Operation, whole: dict[str, Any], text: str) -> Iterator[bytes]:
    """JSON bodies with `text` in all fields, in each one alone, and as a name."""
    described = whole["paths"][operation.path][operation.method.lower()]
    content = described.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return
    full = shape(content["schema"], whole, "@@")
    yield json.dumps(full).replace("@@", text).encode()
    for name, value in full.items():
        yield json.dumps({name: value}).replace("@@", text).encode()
        yield json.dumps({k: v for k, v in full.items() if k != name}).replace("@@", text).encode()
    yield f'{{"{text}": "{text}"}}'.encode()
    yield f'"{text}"'.encode()


async def real_ids(house: House, owner: Client) -> dict[str, str]:
    room, canvas = await house.room(owner)
    said = await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "hi", "wait_s": 20})
    share = await owner.ok("POST", f"/api/rooms/{room}/shares", {})
    offered = {"edits": [{"quote": "quick", "text": "red"}], "suggest": True}
    suggestion = (await owner.ok("POST", f"/api/canvases/{canvas}/edits", offered))["suggestions"][0]
    note = await owner.ok("POST", f"/api/canvases/{canvas}/notes", {"quote": "quick", "body": "Why?"})
    invitation = await owner.ok("POST", "/api/invitations", {})
    agent = await owner.ok("POST", "/api/agents", {"name": "Ann", "instructions": "Be brief."})
    shortcut = await owner.ok("POST", "/api/shortcuts", {"name": "Calm", "prompt": "Calmer."})
    timetable = {"schedule": {"type": "once", "at": "2030-01-01T09:00:00"}, "zone": "Europe/Berlin"}
    task = await owner.ok("POST", "/api/tasks", {"instruction": "Water the plants", "timetable": timetable})
    body = {"kind": "webhook", "address": "https://203.0.114.1/hook", "zone": "UTC"}
    channel = await owner.ok("POST", "/api/notify/channels", body)
    notice = Notice(owner.id, "run", "t", "News", "", house.clock())
    told = await house.db.write(lambda conn: write_notice(conn, notice))
    source = await read_page_of(house, room)
    rule = await owner.ok("POST", "/api/trust/rules", {"verdict": "ask", "tool": "send_mail"})
    upload = await owner.ok("POST", f"/api/rooms/{room}/data", {"name": "a.csv", "size_bytes": 9})
    file = (await house.parts.shelf.attach(Person(owner.id, "Owner"), room, "note.md", b"A quick fox.")).file
    await house.parts.shelf.settled([file], 60)
    job = await owner.ok("POST", f"/api/rooms/{room}/jobs", {"ask": "About tea", "steps": ["Think of tea"]})
    project = await owner.ok("POST", "/api/projects", {"name": "Fox"})
    made = MadeRow("made_x", owner.id, "Fox", "Of foxes", [["a", "A"], ["b", "B"], ["c", "C"]], house.clock())
    await house.db.write(lambda conn: insert_made(conn, made))
    lens = await owner.ok("POST", "/api/lens-shelf", {"spec": {"title": "Fox", "words": ["fox"]}})
    return {
        "made": lens["id"],
        "upload": upload["upload"], "card": "q1", "lens": "style", "project": project["id"],
        "app": "plotter", "form": "short", "part": "x", "tool": made.id,
        "rule": rule["id"], "kind": "send_mail", "call": "x", "approval": await ask_to_send(house, room, said["turn"]),
        "job": job["id"], "step": job["steps"][0]["key"],
        "source": source, "channel": channel["id"], "notice": told.id,
        "room": room, "canvas": canvas, "turn": said["turn"], "share": share["id"], "suggestion": suggestion,
        "note": note["id"], "agent": agent["id"], "shortcut": shortcut["id"], "file": file,
        "member": owner.id, "user": owner.id, "version": "1", "code": invitation["code"], "connection": "x",
        "server": "x",
        "invitation": invitation["id"], "key": "x",
        "link": share["path"].removeprefix("/s/"),
        "name": "x", "behavior": "title", "case": "x", "run": "x", "task": task["id"], "eval": "x", "place": "0",
    }  # fmt: skip


def unlimited(house: House) -> None:
    """Attempts are not counted here: their refusals would hide what is behind them."""

    class Free(Counters):
        def spend(self, name: str, limit: object) -> None:
            return

    free = Free()
    house.app._counters = free
    house.parts.people._counters = free


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_text_in_every_field_of_every_operation(house: House, name: str) -> None:
    unlimited(house)
    owner = await house.owner()
    ids = await real_ids(house, owner)
    whole = json.loads((await owner.get("/api/openapi.json")).text)
    sent = 0
    for operation in DOCUMENTED:
        if operation.path == "/api/session" and operation.method == "DELETE":
            continue
        path = operation.path.format(**ids)
        for body in bodies(operation, whole, HOSTILE[name]) if operation.method in ("POST", "PUT", "PATCH") else ():
            answer = await owner.request(
                operation.method, path, content=body, headers={"content-type": "application/json"}
            )
            sent += 1
            assert answer.status_code < 500, f"{operation.method} {path} {body[:300]!r}: {answer.text}"
            if answer.status_code >= 400:
                assert answer.json()["error"]["message"].strip()
    assert sent > 100


BAD_PARTS = [
    "%00",
    "%ED%A0%80",
    "%FF",
    "%2F",
    "..",
    "%0A",
    "a%00b",
    "%F0%9F%98%80",
    "x" * 5_000,
    "%25%30%30",
    "-1",
    "1e9",
]


@pytest.mark.parametrize("part", BAD_PARTS, ids=[part[:12] for part in BAD_PARTS])
async def test_hostile_text_in_every_path_and_query(house: House, part: str) -> None:
    unlimited(house)
    owner = await house.owner()
    for operation in DOCUMENTED:
        path = re.sub(r"\{[^}]*\}", lambda _: part, operation.path)
        names = ("q", "after", "limit", "wait_s", "deleted")
        query = "&".join(f"{name}={part}" for name in names) if operation.method == "GET" else ""
        if operation.path == "/api/session" and operation.method == "DELETE":
            continue
        for tail in ("", f"?{query}"):
            answer = await owner.request(operation.method, path + tail, json={} if operation.method != "GET" else None)
            assert answer.status_code < 500, f"{operation.method} {path}{tail}: {answer.text}"


async def test_odd_headers(house: House) -> None:
    owner = await house.owner()
    odd = {
        "cookie": ["gesso", "gesso=", "gesso=\xff", 'gesso="\\', "=;=;", "gesso=" + "x" * 10_000, "a[]=b; gesso=x"],
        "authorization": ["Bearer", "Bearer ", "Bearer \xff\xfe", "bearer " + "x" * 10_000, ":", "Digest x"],
        "content-length": ["-1", "1e9", "999999999999999999999"],
        "last-event-id": ["x", "-1", "9" * 100],
        "if-none-match": ["*", '"', "x" * 10_000],
        "range": ["bytes=0-1", "bytes=-"],
    }
    for name, values in odd.items():
        for value in values:
            raw = {name.encode(): value.encode("latin-1")}
            for path in ("/api/rooms", "/", "/api/export"):
                assert (await owner.get(path, headers=raw)).status_code < 500, f"{name}: {value!r}"  # type: ignore[arg-type]


@dataclass
class Served:
    base: str
    cookie: str
    ids: dict[str, str]
    schema: Any


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A house on a port, on a loop of its own thread, because schemathesis asks without asyncio."""
    ready: list[Served] = []
    up, down = threading.Event(), threading.Event()

    async def live(folder: Path) -> None:
        async with open_house(folder) as house, listening(house) as base:
            house.base = base
            unlimited(house)
            owner = await house.owner()
            ids = await real_ids(house, owner)
            described = json.loads((await owner.get("/api/openapi.json")).text)
            ready.append(Served(base, cookie_of(owner), ids, schemathesis.openapi.from_dict(described)))
            up.set()
            await asyncio.to_thread(down.wait)

    thread = threading.Thread(target=lambda: asyncio.run(live(tmp_path_factory.mktemp("house"))))
    thread.start()
    assert up.wait(30)
    yield ready[0]
    down.set()
    thread.join()


@pytest.mark.slow
@pytest.mark.parametrize("operation", DOCUMENTED, ids=IDS)
def test_generated_cases(served: Served, operation: Operation) -> None:
    if f"{operation.method} {operation.path}" == "DELETE /api/session":
        pytest.skip("it would sign out the caller of the other cases")
    described = served.schema[operation.path][operation.method]
    headers = {"cookie": served.cookie, "origin": served.base}
    answered: Counter[int] = Counter()
    unwritable: list[Exception] = []

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=described.as_strategy(), real=st.booleans())
    def ask(case: Any, real: bool) -> None:
        if real:
            for name in case.path_parameters or {}:
                shared = operation.path.startswith("/api/shared/") and name == "code"
                case.path_parameters[name] = served.ids["link" if shared else name]
        if operation.path == "/api/tool-servers" and isinstance(case.body, dict):
            case.body |= {"address": "http://127.0.0.1:9/"}
        elif operation.path in ASKING and isinstance(case.body, dict):
            # Never a server outside this machine: nothing listens on port 9.
            at = f"http://127.0.0.1:9/{case.body.get('base_url') or ''}"
            case.body |= {"base_url": at} | ({"provider": "compatible"} if operation.path == "/api/models" else {})
        try:
            answer = case.call(base_url=served.base, headers=headers, timeout=30)
        except (requests.exceptions.InvalidHeader, requests.exceptions.InvalidURL, UnicodeError) as failure:
            unwritable.append(failure)  # the case cannot be written as a request
            return
        answered[answer.status_code] += 1
        allowed = (502,) if operation.path.startswith(ASKING) else ()
        assert answer.status_code < 500 or answer.status_code in allowed, answer.text[:500]

    ask()
    assert answered.total() > len(unwritable), f"{answered} {unwritable[:1]}"


async def test_an_unguarded_handler_is_found_by_the_same_cases(tmp_path: Path) -> None:
    """The planted hole: a view that takes any text lets the lone surrogate through to a 500."""
    from gesso.server.app import create_app
    from gesso.server.context import Parts
    from gesso.server.guard import Guard
    from gesso.server.policy import Policy, Routes

    async def careless(body: dict[str, Any]) -> dict[str, Any]:
        body["title"].encode()
        return body

    def build(parts: Parts) -> Guard:
        extra = Routes()
        extra.on("POST", "/api/careless", Policy("public"))(careless)
        return create_app(parts, [*extra.operations, *declared_routes()])

    async with open_house(tmp_path, build) as house:
        answer = await house.client().post(
            "/api/careless", content=b'{"title": "\\ud800"}', headers={"content-type": "application/json"}
        )
    assert answer.status_code == 500
