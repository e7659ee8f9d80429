"""Attacks over a real port: sockets, streams, and servers elsewhere that answer with more than was asked.

As in `attacks.py`, each returns what it got, which must be nothing.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gesso.model.connections import Connection, ServedModel
from gesso.model.messages import Message, ModelError
from gesso.model.remote import RemoteModel
from gesso.server import sockets

from .attacks import attack
from .conftest import Client, House, cookie_of, listening

PATIENCE_S = 5.0


@asynccontextmanager
async def socket(house: House, path: str, client: Client | None = None) -> AsyncIterator[ClientConnection]:
    headers = {"origin": house.base} | ({"cookie": cookie_of(client)} if client is not None else {})
    async with connect(house.base.replace("http", "ws") + path, additional_headers=headers) as line:
        yield line


async def hello(line: ClientConnection, client: str) -> str:
    await line.send(json.dumps({"t": "hello", "client": client, "version": -1}))
    return await frame(line, "opened", "refused")


async def frame(line: ClientConnection, *kinds: str) -> str:
    """The next frame of one of these kinds, as sent; "" when the server ends the connection first."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                said = str(await line.recv())
                if json.loads(said)["t"] in kinds:
                    return said
    except ConnectionClosed:
        return ""


async def linked(house: House, owner: Client) -> tuple[str, str]:
    """The address of a link's socket, and its canvas."""
    room, canvas = await house.room(owner)
    path = (await owner.ok("POST", f"/api/rooms/{room}/shares", {}))["path"]
    return f"/api/shared/{path.removeprefix('/s/')}/canvases/{canvas}/socket", canvas


@attack(hole="no role is asked for")
async def listening_to_anothers_room(house: House) -> list[str]:
    async with listening(house) as house.base:
        anna, ben = await house.member("Anna"), await house.member("Ben")
        room, canvas = await house.room(anna)
        found = []
        try:
            async with socket(house, f"/api/canvases/{canvas}/socket", ben) as line:
                found.append(await hello(line, "ben-client"))
        except InvalidStatus as refused:
            assert refused.response.status_code == 404
        host, port = house.base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        asked = f"GET /api/rooms/{room}/stream HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie_of(ben)}\r\n\r\n"
        writer.write(asked.encode())
        status = await reader.readline()
        writer.close()
        return found + ([status.decode()] if b" 404 " not in status else [])


@attack(hole="connections are not cut")
async def listening_on_after_the_right_was_taken(house: House) -> list[str]:
    """Without the cut, the next heartbeat would end it, up to 15 seconds later."""
    async with listening(house) as house.base:
        ben = await house.member("Ben")
        _, canvas = await house.room(ben)
        async with socket(house, f"/api/canvases/{canvas}/socket", ben) as line:
            await hello(line, "ben-client")
            await ben.ok("DELETE", "/api/session")
            try:
                async with asyncio.timeout(2):
                    while True:
                        await line.recv()
            except ConnectionClosed:
                return []
            except TimeoutError:
                return ["the socket stayed open"]


@attack(hole="nobody looks again at a right")
async def listening_on_after_another_process_took_the_right(house: House) -> list[str]:
    """That process cannot cut what hangs on this one; the heartbeat is what notices."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sockets, "HEARTBEAT_S", 0.05)
        async with listening(house) as house.base:
            ben = await house.member("Ben")
            _, canvas = await house.room(ben)
            async with socket(house, f"/api/canvases/{canvas}/socket", ben) as line:
                await hello(line, "ben-client")
                await house.parts.people.sign_out(ben.cookies["gesso"])
                sums = [await frame(line, "sum") for _ in range(5)]
    return [one for one in sums[-1:] if one]


@attack(hole="a link may push")
async def writing_through_a_read_only_link(house: House) -> list[str]:
    async with listening(house) as house.base:
        owner = await house.owner()
        path, canvas = await linked(house, owner)
        before = await owner.ok("GET", f"/api/canvases/{canvas}")
        async with socket(house, path) as line:
            await hello(line, "link-client")
            change = [[0, "x"], len(before["text"])]
            await line.send(json.dumps({"t": "push", "version": before["version"], "changes": [change]}))
            await frame(line, "refused", "update")
        after = await owner.ok("GET", f"/api/canvases/{canvas}")
        return [after["text"]] if after["text"] != before["text"] else []


@attack(hole="a link sees every frame")
async def learning_names_through_a_read_only_link(house: House) -> list[str]:
    async with listening(house) as house.base:
        owner = await house.owner()
        path, canvas = await linked(house, owner)
        async with socket(house, path) as line:
            said = [await hello(line, "link-client")]
            edit = {"edits": [{"quote": "quick", "text": "slow"}]}
            await owner.ok("POST", f"/api/canvases/{canvas}/edits", edit)
            said.append(await frame(line, "update"))
        assert all(said)
        return [one for one in said if owner.id in one]


@attack(hole="seats are given by name alone")
async def taking_anothers_seat(house: House) -> list[str]:
    async with listening(house) as house.base:
        anna, ben = await house.member("Anna"), await house.member("Ben")
        room, canvas = await house.room(anna)
        await anna.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "edit"})
        path = f"/api/canvases/{canvas}/socket"
        async with socket(house, path, anna) as a, socket(house, path, ben) as b:
            await hello(a, "anna-client")
            said = json.loads(await hello(b, "anna-client"))
            return [said["t"]] if said["t"] == "opened" else []


@attack(hole="frames come as fast as they like")
async def flooding_a_socket(house: House) -> list[str]:
    async with listening(house) as house.base:
        owner = await house.owner()
        path, _ = await linked(house, owner)
        async with socket(house, path) as line:
            answered = 0
            for _ in range(5):  # five seconds' worth at once is allowed
                for _ in range(400):
                    await line.send('{"t": "ping"}')
                for _ in range(400):
                    if not await frame(line, "pong"):
                        return []
                    answered += 1
            return [f"{answered} frames were answered"]


@attack(hole="providers may send us elsewhere")
async def sending_the_server_to_an_address_of_the_providers_choice(house: House) -> list[str]:
    """The administrator chose the provider; a redirect would let the provider choose, and carry the key along."""
    reached: list[str] = []
    asked: list[str] = []

    async def inside(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        writer.write(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}")
        await writer.drain()
        writer.close()

    target = await asyncio.start_server(inside, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{target.sockets[0].getsockname()[1]}/latest/meta-data"

    async def provider(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        answer = f"HTTP/1.1 307 Temporary Redirect\r\nlocation: {address}\r\nconnection: close\r\ncontent-length: 0\r\n"
        writer.write(answer.encode() + b"\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(provider, "127.0.0.1", 0)
    base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with target, server:
        owner = await house.owner()
        body: dict[str, Any] = {"provider": "compatible", "name": "n", "base_url": base_url, "key": "k"}
        status = await owner.status("POST", "/api/models", body)
        assert status == 502, status
        for kind in ("compatible", "anthropic", "google"):
            models = (ServedModel(id="m"),)
            connection = Connection(id="c", provider=kind, base_url=base_url, key="k", models=models)
            model = RemoteModel(connection, "m", id="c/m", context_tokens=1000)
            try:
                async for _ in model.stream([Message("user", "hello")]):
                    pass
            except ModelError:
                pass  # what it should be
            finally:
                await model.aclose()
    assert len(asked) == 4, "each kind of provider was asked once"
    return reached
