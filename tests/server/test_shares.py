"""Read-only links: what they name, read-only, without people, and nothing after they are withdrawn."""

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gesso.server.invitations import Shares
from gesso.server.people import People
from gesso.server.policy import Grant

from .conftest import Client, House, cookie_of, listening


async def make(owner: Client, room: str, canvas: str | None = None) -> tuple[str, str]:
    """A link's id and code."""
    made = await owner.ok("POST", f"/api/rooms/{room}/shares", {"canvas": canvas} if canvas else {})
    return made["id"], made["path"].removeprefix("/s/")


async def two_canvases(house: House, owner: Client) -> tuple[str, str, str]:
    room, first = await house.room(owner)
    body = {"kind": "document", "title": "Other", "text": "other words"}
    return room, first, (await owner.ok("POST", f"/api/rooms/{room}/canvases", body))["id"]


async def test_a_link_shows_what_it_names_and_nothing_else(house: House) -> None:
    owner = await house.owner()
    room, first, other = await two_canvases(house, owner)
    await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "a private remark", "wait_s": 20})
    _, code = await make(owner, room, first)
    stranger = house.client()
    shown = await stranger.ok("GET", f"/api/shared/{code}")
    assert [canvas["id"] for canvas in shown["canvases"]] == [first] and shown["title"] == "Fox"
    words = await stranger.ok("GET", f"/api/shared/{code}/canvases/{first}")
    assert "quick fox" in words["text"]
    said = json.dumps([shown, words])
    for private in (owner.id, "Owner", "Secret plans", "private remark", room):
        assert private not in said
    assert await stranger.status("GET", f"/api/shared/{code}/canvases/{other}") == 404
    for path in (f"/api/rooms/{room}", f"/api/canvases/{first}", f"/api/rooms/{room}/events", "/api/rooms"):
        assert await stranger.status("GET", path, headers={"authorization": f"Bearer {code}"}) == 401
    assert await stranger.status("PUT", f"/api/shared/{code}/canvases/{first}", {"text": "x"}) == 405


async def test_a_link_to_the_room_shows_all_its_canvases(house: House) -> None:
    owner = await house.owner()
    room, first, other = await two_canvases(house, owner)
    _, code = await make(owner, room)
    shown = await house.client().ok("GET", f"/api/shared/{code}")
    assert {canvas["id"] for canvas in shown["canvases"]} == {first, other}
    foreign, canvas = await house.room(owner)
    assert await house.client().status("GET", f"/api/shared/{code}/canvases/{canvas}") == 404
    await owner.ok("DELETE", f"/api/canvases/{other}")
    assert await house.client().status("GET", f"/api/shared/{code}/canvases/{other}") == 404
    await owner.ok("DELETE", f"/api/rooms/{room}")
    assert await house.client().status("GET", f"/api/shared/{code}") == 404
    assert foreign != room


async def test_after_its_withdrawal_a_link_shows_nothing(house: House) -> None:
    owner = await house.owner()
    room, first = await house.room(owner)
    share, code = await make(owner, room)
    stranger = house.client()
    assert await stranger.status("GET", f"/api/shared/{code}") == 200
    await owner.ok("DELETE", f"/api/shares/{share}")
    for path in (f"/api/shared/{code}", f"/api/shared/{code}/canvases/{first}"):
        assert await stranger.status("GET", path) == 404
    assert await owner.ok("GET", f"/api/rooms/{room}/shares") == []
    assert await owner.status("DELETE", f"/api/shares/{share}") == 404


async def test_a_withdrawn_link_works_on_where_the_check_is_missing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two planted holes: looking withdrawn links up, and showing any canvas of the room."""
    owner = await house.owner()
    room, first, other = await two_canvases(house, owner)
    share, code = await make(owner, room, first)
    await owner.ok("DELETE", f"/api/shares/{share}")

    async def careless(self: People, code: str) -> Grant:
        return Grant(share, room, first)

    monkeypatch.setattr(People, "share", careless)
    assert await house.client().status("GET", f"/api/shared/{code}") == 200

    async def any_canvas(self: Shares, grant: Grant, canvas: str) -> Any:
        return await self._workspace.room(grant.room), await self._workspace.canvas(canvas)

    monkeypatch.setattr(Shares, "shared_canvas", any_canvas)
    assert await house.client().status("GET", f"/api/shared/{code}/canvases/{other}") == 200


async def test_only_owners_make_and_withdraw_links(house: House) -> None:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    room, _ = await house.room(anna)
    share, _ = await make(anna, room)
    await anna.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "edit"})
    assert await ben.status("POST", f"/api/rooms/{room}/shares", {}) == 403
    assert await ben.status("GET", f"/api/rooms/{room}/shares") == 403
    assert await ben.status("DELETE", f"/api/shares/{share}") == 403


async def next_frame(socket: ClientConnection, kind: str) -> dict[str, Any]:
    async with asyncio.timeout(5):
        while True:
            frame = json.loads(await socket.recv())
            if frame["t"] == kind:
                return dict(frame)


async def test_a_links_socket_watches_and_ends_with_the_link(house: House) -> None:
    async with listening(house) as base:
        house.base = base
        owner = await house.owner()
        room, canvas = await house.room(owner)
        share, code = await make(owner, room, canvas)
        address = f"{base.replace('http', 'ws')}/api/shared/{code}/canvases/{canvas}/socket"
        async with connect(address, additional_headers={"origin": base}) as socket:
            await socket.send(json.dumps({"t": "hello", "client": "watcher1"}))
            opened = await next_frame(socket, "opened")
            assert opened["editable"] is False and opened["blame"] == [] and "quick fox" in opened["text"]
            await socket.send(json.dumps({"t": "push", "version": opened["version"], "changes": [[[0, "x"], 30]]}))
            assert (await next_frame(socket, "refused"))["code"] == "forbidden"
            edit = {"edits": [{"quote": "quick", "text": "slow"}]}
            await owner.ok("POST", f"/api/canvases/{canvas}/edits", edit)
            update = await next_frame(socket, "update")
            assert update["by"] == "" and update["client"] == "" and owner.id not in json.dumps(update)
            await owner.ok("DELETE", f"/api/shares/{share}")
            with pytest.raises(ConnectionClosed):
                async with asyncio.timeout(5):
                    while True:
                        await socket.recv()
        with pytest.raises(InvalidStatus) as refused:
            await connect(address, additional_headers={"origin": base, "cookie": cookie_of(owner)})
        assert refused.value.response.status_code == 404
