"""R4: a stream of events cut anywhere goes on byte for byte, and a turn does not need anybody to listen."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from tests.program import Client, Program

STORY = "".join(f"Sentence {n} tells of a fox, “quickly” — and 字. 🦊\n" for n in range(40))
MEND = {"quote": "Sentence 0 tells", "text": "It begins to tell"}
RULES = [
    {"tool": "open_canvas", "steps": [
        {"type": "think", "text": "Now a careful edit of the first line. 🦊", "every_s": 0.01},
        {"type": "say", "text": "Let me mend the beginning.", "every_s": 0.01},
        {"type": "call", "name": "edit", "args": {"edits": [{"block": 99, "text": "nowhere"}]}, "piece": 5}]},
    {"tool": "edit", "result": "99", "times": 1, "steps": [
        {"type": "call", "name": "edit", "args": {"edits": [MEND]}}]},
    {"tool": ".*", "steps": [{"type": "say", "text": "Done, with **é** and `code`.\n\n- a\n- b\n", "every_s": 0.01}]},
    {"user": "story", "steps": [
        {"type": "think", "text": "A story about a fox, then.\nTwo lines.", "every_s": 0.01},
        {"type": "say", "text": "I will write it down.", "every_s": 0.01},
        {"type": "call", "name": "open_canvas", "args": {"kind": "document", "title": "Story", "text": STORY},
         "piece": 24, "every_s": 0.004},
        {"type": "usage", "input_tokens": 12, "output_tokens": 34}]},
]  # fmt: skip


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with Program(tmp_path / "data", RULES) as running:
        yield running
    assert "Traceback" not in running.log(), running.log()[-3000:]


@pytest.fixture
async def client(program: Program) -> AsyncIterator[Client]:
    found = await Client.signed_in(program)
    yield found
    await found.close()


async def messages(client: Client, room: str, after: int = 0, last_id: str | None = None) -> AsyncIterator[bytes]:
    """The stream's messages as bytes, each with its empty line; comments and the pause for retries left out."""
    headers = {"last-event-id": last_id} if last_id is not None else {}
    path = f"/api/rooms/{room}/stream?after={after}"
    async with client.http.stream("GET", path, headers=headers) as answer:
        held = b""
        async for piece in answer.aiter_raw():
            held += piece
            while b"\n\n" in held:
                message, held = held.split(b"\n\n", 1)
                if message.startswith(b"id: "):
                    yield message + b"\n\n"


def body_of(message: bytes) -> dict[str, Any]:
    return dict(json.loads(message.split(b"data: ", 1)[1])["gesso"]["body"])


def number_of(message: bytes) -> str:
    return message.split(b"\n", 1)[0].removeprefix(b"id: ").decode()


def is_end(message: bytes) -> bool:
    return str(body_of(message)["type"]) == "turn_ended"


async def read_until(stream: AsyncIterator[bytes], done: Any) -> list[bytes]:
    found: list[bytes] = []
    async with asyncio.timeout(30):
        async for message in stream:
            found.append(message)
            if done(message):
                break
    return found


async def start(client: Client) -> tuple[str, str]:
    room = (await client.call("POST", "/api/rooms", title="Cut"))["id"]
    return room, (await client.call("POST", f"/api/rooms/{room}/messages", text="a story"))["turn"]


async def test_a_transcript_cut_at_every_event_resumes_byte_for_byte(client: Client) -> None:
    room, turn = await start(client)
    ended = await client.call("GET", f"/api/rooms/{room}/turns/{turn}?wait_s=30")
    assert ended["outcome"] == "done"
    async with aclosing(messages(client, room)) as stream:
        whole = await read_until(stream, is_end)
    kinds = {body_of(message)["type"] for message in whole}
    assert {"thought", "text_delta", "tool_args", "tool_called", "tool_returned", "canvas_opened"} <= kinds
    assert len(whole) > 30
    for cut in range(len(whole) + 1):
        if cut == len(whole):
            continue
        last = number_of(whole[cut - 1]) if cut else None
        async with aclosing(messages(client, room, last_id=last)) as stream:
            rest = await read_until(stream, is_end)
        assert b"".join(whole[:cut] + rest) == b"".join(whole)
        after = int(last or 0)
        async with aclosing(messages(client, room, after=after)) as stream:
            assert await read_until(stream, is_end) == whole[cut:]


@pytest.mark.parametrize("seed", range(4))
async def test_cut_again_and_again_while_it_is_said(client: Client, seed: int) -> None:
    """Connections that last a few events each, as on a bad train."""
    chance = random.Random(seed)
    room, _ = await start(client)
    heard: list[bytes] = []
    for _ in range(1_000):
        last = number_of(heard[-1]) if heard else None
        left = chance.randrange(1, 6)
        async with aclosing(messages(client, room, last_id=last)) as stream, asyncio.timeout(30):
            async for message in stream:
                heard.append(message)
                left -= 1
                if not left or is_end(message):
                    break
        if is_end(heard[-1]):
            break
    async with aclosing(messages(client, room)) as stream:
        assert await read_until(stream, is_end) == heard


async def test_a_turn_goes_on_when_nobody_listens(program: Program, client: Client) -> None:
    room, turn = await start(client)
    async with aclosing(messages(client, room)) as stream:
        await read_until(stream, lambda message: body_of(message)["type"] == "tool_args")
    await client.close()
    await asyncio.sleep(1.5)  # not one connection to the server in this time
    again = Client(program.url)
    again.http.cookies.update(client.http.cookies)
    found = await again.call("GET", f"/api/rooms/{room}/turns/{turn}")
    assert found["outcome"] == "done", "no wait was asked for: it had ended by itself"
    [canvas] = (await again.call("GET", f"/api/rooms/{room}"))["canvases"]
    text = (await again.call("GET", f"/api/canvases/{canvas['id']}"))["text"]
    assert text == STORY.replace("Sentence 0 tells", "It begins to tell")
    await again.close()
