"""The event stream: everything once, in order, from wherever one left off, and nothing after the right is gone."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from gesso.model.scripted import Rule, Say
from gesso.room import wire
from gesso.server import stream as stream_module

from .conftest import Client, House, cookie_of, events_of, listening, open_house

WORDS = "one two three four five six seven eight nine ten " * 3


class Reader:
    """A listener: what it read so far, as events."""

    def __init__(self, answer: httpx.Response) -> None:
        self._lines = answer.aiter_lines()
        self.events: list[dict[str, Any]] = []
        self.comments = 0

    async def until(self, done: Any) -> list[dict[str, Any]]:
        """Read until `done(event)`, or until the stream ends."""
        async with asyncio.timeout(10):
            async for line in self._lines:
                self.comments += line.startswith(":")
                if line.startswith("data: "):
                    self.events.append(json.loads(line[6:]))
                    if done(self.events[-1]):
                        break
        return self.events


@asynccontextmanager
async def following(house: House, client: Client, room: str, **headers: str) -> AsyncIterator[Reader]:
    sent = {"cookie": cookie_of(client), **headers}
    async with (
        httpx.AsyncClient(base_url=house.base, headers=sent, timeout=10) as http,
        http.stream("GET", f"/api/rooms/{room}/stream?after=0") as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield Reader(answer)


def finished(event: dict[str, Any]) -> bool:
    return str(event["type"]) == "RUN_FINISHED"


@pytest.fixture
async def open_at(tmp_path: Path) -> AsyncIterator[House]:
    rules = (Rule(user="", steps=(Say(text=WORDS),)),)
    async with open_house(tmp_path, rules=rules) as house, listening(house) as base:
        house.base = base
        yield house


async def test_stored_then_live_without_gap_or_double(open_at: House) -> None:
    owner = await open_at.owner()
    room, _ = await open_at.room(owner)
    async with following(open_at, owner, room) as reader:
        await reader.until(lambda event: event["gesso"]["seq"] == 3)
        await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "count"})
        events = await reader.until(finished)
    assert [event["gesso"]["seq"] for event in events] == list(range(1, len(events) + 1))
    assert "".join(e["delta"] for e in events if e.get("role") == "assistant") == WORDS


async def test_a_cut_at_any_event_resumes_byte_for_byte(open_at: House) -> None:
    owner = await open_at.owner()
    room, _ = await open_at.room(owner)
    await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "count", "wait_s": 20})
    async with following(open_at, owner, room) as reader:
        whole = await reader.until(finished)
    for cut in range(1, len(whole)):
        headers = {"last-event-id": str(cut)}
        async with following(open_at, owner, room, **headers) as reader:
            assert whole[:cut] + await reader.until(finished) == whole


async def test_many_listeners_that_come_during_the_answer_hear_the_same(open_at: House) -> None:
    owner = await open_at.owner()
    room, _ = await open_at.room(owner)
    await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "count"})

    async def listen(delay_s: float) -> list[dict[str, Any]]:
        await asyncio.sleep(delay_s)
        async with following(open_at, owner, room) as reader:
            return await reader.until(finished)

    heard = await asyncio.gather(*(listen(n / 500) for n in range(12)))
    assert all(one == heard[0] for one in heard)


@pytest.mark.parametrize("how", ["removed", "signed out", "disabled", "room deleted"])
async def test_a_right_taken_away_ends_the_stream_at_once(open_at: House, how: str) -> None:
    anna, ben, owner = await open_at.member("Anna"), await open_at.member("Ben"), await open_at.owner()
    room, _ = await open_at.room(anna)
    await anna.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "view"})
    async with following(open_at, ben, room) as reader:
        await reader.until(lambda event: event["gesso"]["seq"] == 4)
        if how == "removed":
            await anna.ok("DELETE", f"/api/rooms/{room}/members/{ben.id}")
        elif how == "signed out":
            await ben.ok("DELETE", "/api/session")
        elif how == "disabled":
            await owner.ok("PATCH", f"/api/users/{ben.id}", {"disabled": True})
        else:
            await anna.ok("DELETE", f"/api/rooms/{room}")
        await reader.until(lambda _: False)
        after = len(reader.events)
        if how in ("signed out", "disabled"):
            await anna.ok("POST", f"/api/rooms/{room}/messages", {"text": "secret", "wait_s": 20})
        assert len(await reader.until(lambda _: False)) == after
    assert "secret" not in json.dumps(reader.events)


async def test_a_heartbeat_keeps_it_open_and_finds_a_lost_right(
    open_at: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_module, "KEEP_ALIVE_S", 0.05)
    ben = await open_at.member("Ben")
    room, _ = await open_at.room(ben)
    async with following(open_at, ben, room) as reader:
        await reader.until(lambda event: event["gesso"]["seq"] == 3)
        await asyncio.sleep(0.2)
        await open_at.parts.people.sign_out(ben.cookies["gesso"])
        await reader.until(lambda _: False)  # ends: no cut told it, the heartbeat did
        assert reader.comments >= 2


async def test_generation_goes_on_without_a_listener(open_at: House) -> None:
    owner = await open_at.owner()
    room, _ = await open_at.room(owner)
    async with following(open_at, owner, room):
        said = await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "count"})
    turn = await owner.ok("GET", f"/api/rooms/{room}/turns/{said['turn']}?wait_s=20")
    assert turn["outcome"] == "done" and turn["text"] == WORDS


async def test_a_reader_that_does_not_read_is_cut(open_at: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "SEND_TIMEOUT_S", 0.2)
    owner = await open_at.owner()
    room, _ = await open_at.room(owner)
    host, port = open_at.base.removeprefix("http://").split(":")
    text = "x" * 300_000
    reader, writer = await asyncio.open_connection(host, int(port), limit=1024)
    lines = f"GET /api/rooms/{room}/stream HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie_of(owner)}\r\n\r\n"
    writer.write(lines.encode())
    await reader.readline()
    assert open_at.parts.connections.count(f"room:{room}") == 1
    live = await open_at.parts.workspace.room(room)
    for _ in range(40):
        await live.post(owner.id, wire.MessagePosted(message="m", parent="", text=text))
    async with asyncio.timeout(10):
        while open_at.parts.connections.count(f"room:{room}"):
            await asyncio.sleep(0.05)
    writer.close()


async def test_the_json_log_reads_the_same(open_at: House) -> None:
    owner = await open_at.owner()
    room, _ = await open_at.room(owner)
    await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "count", "wait_s": 20})
    log, after = [], 0
    while True:
        part = await owner.ok("GET", f"/api/rooms/{room}/events?after={after}&limit=7")
        log += part["events"]
        if not part["events"] or log[-1]["seq"] == part["seq"]:
            break
        after = log[-1]["seq"]
    async with following(open_at, owner, room) as reader:
        assert [event["gesso"] for event in await reader.until(finished)] == log
    assert events_of("data: {}\n") == [{}]
