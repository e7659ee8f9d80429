"""The canvas socket over a real port: hello, push, roles that change, and clients that do not behave."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from gesso.canvas.changes import Change
from gesso.room import frames, wire
from gesso.server import sockets as sockets_module
from gesso.server.context import Encoder
from gesso.server.sockets import _MemberSocket

from .conftest import Client, House, cookie_of, listening

TEXT = "é😀字 one\n"


class Page:
    """A browser's side of one socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.seen: list[dict[str, Any]] = []

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))

    async def next(self, *kinds: str) -> dict[str, Any]:
        """The next frame of one of these kinds; the others are kept in `seen`."""
        async with asyncio.timeout(5):
            while True:
                frame = dict(json.loads(await self.socket.recv()))
                self.seen.append(frame)
                if frame["t"] in kinds:
                    return frame

    async def hello(self, client: str, version: int = -1) -> dict[str, Any]:
        await self.send(t="hello", client=client, version=version)
        return await self.next("opened", "resumed", "refused")

    async def closed(self) -> None:
        """Return when the server ends the connection."""
        async with asyncio.timeout(5):
            with pytest.raises(ConnectionClosed):
                while True:
                    self.seen.append(json.loads(await self.socket.recv()))


@asynccontextmanager
async def page(house: House, client: Client, canvas: str) -> AsyncIterator[Page]:
    address = f"{house.base.replace('http', 'ws')}/api/canvases/{canvas}/socket"
    headers = {"origin": house.base, "cookie": cookie_of(client)}
    async with connect(address, additional_headers=headers) as socket:
        yield Page(socket)


@pytest.fixture
async def open_at(house: House) -> AsyncIterator[House]:
    async with listening(house) as base:
        house.base = base
        yield house


async def two_people(house: House, role: str = "edit") -> tuple[Client, Client, str, str]:
    anna, ben = await house.member("Anna"), await house.member("Ben")
    room, canvas = await house.room(anna, TEXT)
    await anna.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": role})
    return anna, ben, room, canvas


async def test_words_of_a_next_edit_are_the_agents_and_nothing_else_is(open_at: House) -> None:
    house = open_at
    anna, ben, room, _ = await two_people(house)
    made = {"kind": "document", "title": "T", "text": "Anna 😀 came. Anna's cat saw Anna.\n"}
    canvas = (await anna.ok("POST", f"/api/rooms/{room}/canvases", made))["id"]
    live = await house.parts.workspace.canvas(canvas)
    async with page(house, anna, canvas) as a, page(house, ben, canvas) as b:
        await a.hello("anna-client")
        await b.hello("ben-client")

        async def push(side: Page, client: str, edits: list[tuple[int, int, str]], offer: str | None) -> dict[str, Any]:
            change = Change.of(live.document.units, edits).to_json()
            await side.send(t="push", version=live.version, changes=[change], offer=offer)
            while (frame := await side.next("update"))["client"] != client:
                pass
            return frame

        assert (await push(a, "anna-client", [(0, 4, "Eva")], None))["kind"] == "person"
        asked = {"version": live.version, "caret": 3}
        offer = await anna.ok("POST", f"/api/canvases/{canvas}/next-edit", asked)
        end = live.document.units
        theirs = await push(b, "ben-client", [(end, end, "Eva")], offer["id"])
        assert (theirs["kind"], theirs["by"]) == ("person", ben.id), "not an offer to Ben"
        end = live.document.units
        assert (await push(a, "anna-client", [(end, end, "forged")], offer["id"]))["kind"] == "person"
        body = {"offer": offer["id"], "outcome": "taken"}
        await anna.ok("POST", f"/api/canvases/{canvas}/next-edit/outcome", body)
        to_units = live.document.to_units
        edits = [(to_units(patch["start"]), to_units(patch["end"]), patch["after"]) for patch in offer["patches"]]
        taken = await push(a, "anna-client", edits, offer["id"])
        assert (taken["kind"], taken["by"]) == ("agent", "agent_gesso")
    assert live.text == "Eva 😀 came. Eva's cat saw Eva.\nEvaforged"
    blame = await anna.ok("GET", f"/api/canvases/{canvas}/blame")
    assert sum(run["length"] for run in blame["runs"] if run["kind"] == "agent") == 6


async def test_two_people_type_and_one_comes_back(open_at: House) -> None:
    anna, ben, _, canvas = await two_people(open_at)
    async with page(open_at, anna, canvas) as a, page(open_at, ben, canvas) as b:
        opened = await a.hello("anna-client")
        assert opened["text"] == TEXT and opened["editable"]
        await b.hello("ben-client")
        await a.send(t="push", version=1, changes=[[[0, "A"], 9]])
        await b.send(t="push", version=1, changes=[[9, [0, "B"]]])
        frames = [await a.next("update"), await a.next("update")]
        assert {frame["client"] for frame in frames} == {"anna-client", "ben-client"}
        assert {frame["by"] for frame in frames} == {anna.id, ben.id}
        await a.send(t="cursor", version=3, anchor=2, head=2)
        cursors = await b.next("cursors")
        while not cursors["cursors"]:
            cursors = await b.next("cursors")
        assert cursors["cursors"][0]["name"] == "Anna"
        await a.send(t="ping")
        await a.next("pong")
    async with page(open_at, anna, canvas) as again:
        assert (await again.hello("anna-client", version=2))["t"] == "resumed"
        assert (await again.next("update"))["version"] == 3
    assert (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"] == f"A{TEXT}B"


@pytest.mark.parametrize("role", ["view", "comment"])
async def test_who_may_not_edit_cannot_push(open_at: House, role: str) -> None:
    anna, ben, _, canvas = await two_people(open_at, role)
    async with page(open_at, ben, canvas) as b:
        assert (await b.hello("ben-client"))["editable"] is False
        await b.send(t="push", version=1, changes=[[[0, "B"], 9]])
        assert (await b.next("refused"))["code"] == "forbidden"
    assert (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"] == TEXT


async def test_a_read_key_cannot_push(open_at: House) -> None:
    anna, _, _, canvas = await two_people(open_at)
    program = await open_at.key(anna, "read")
    address = f"{open_at.base.replace('http', 'ws')}/api/canvases/{canvas}/socket"
    async with connect(address, additional_headers={"authorization": program.headers["authorization"]}) as socket:
        reader = Page(socket)
        assert (await reader.hello("key-client"))["editable"] is False
        await reader.send(t="push", version=1, changes=[[[0, "B"], 9]])
        assert (await reader.next("refused"))["code"] == "forbidden"


@pytest.mark.parametrize("how", ["lowered", "removed", "signed out", "disabled", "room deleted"])
async def test_a_right_taken_away_ends_the_connection_at_once(open_at: House, how: str) -> None:
    anna, ben, room, canvas = await two_people(open_at)
    owner = await open_at.owner()
    async with page(open_at, ben, canvas) as b:
        await b.hello("ben-client")
        if how == "lowered":
            await anna.ok("PUT", f"/api/rooms/{room}/members/{ben.id}", {"role": "view"})
        elif how == "removed":
            await anna.ok("DELETE", f"/api/rooms/{room}/members/{ben.id}")
        elif how == "signed out":
            await ben.ok("DELETE", "/api/session")
        elif how == "disabled":
            await owner.ok("PATCH", f"/api/users/{ben.id}", {"disabled": True})
        else:
            await anna.ok("DELETE", f"/api/rooms/{room}")
        await b.closed()


async def lower(house: House, canvas: str, user: str) -> None:
    """Lower a role behind the server floor's back, as another process would."""
    live = await house.parts.workspace.canvas(canvas)
    room = await house.parts.workspace.room(live.room)
    await room.post("someone", wire.MemberJoined(member=user, name="Ben", role="view"))


async def test_every_push_asks_for_the_role_again(open_at: House, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, ben, _, canvas = await two_people(open_at)
    async with page(open_at, ben, canvas) as b:
        await b.hello("ben-client")
        await lower(open_at, canvas, ben.id)
        await b.send(t="push", version=1, changes=[[[0, "B"], 9]])
        await b.closed()
    assert (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"] == TEXT

    async def always(self: _MemberSocket) -> bool:
        return True

    monkeypatch.setattr(_MemberSocket, "_editable", always)
    async with page(open_at, ben, canvas) as b:
        await b.hello("ben-client")
        await b.send(t="push", version=1, changes=[[[0, "B"], 9]])
        await b.next("update")  # the planted hole: without asking, the edit is taken
    assert (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"] == f"B{TEXT}"


async def test_a_heartbeat_finds_a_right_taken_away_by_another_process(
    open_at: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets_module, "HEARTBEAT_S", 0.05)
    _, ben, _, canvas = await two_people(open_at)
    async with page(open_at, ben, canvas) as b:
        await b.hello("ben-client")
        assert (await b.next("sum"))["version"] == 1
        await open_at.parts.people.sign_out(ben.cookies["gesso"])
        await b.closed()


async def test_nobody_takes_anothers_seat(open_at: House) -> None:
    anna, ben, _, canvas = await two_people(open_at)
    async with page(open_at, anna, canvas) as a, page(open_at, ben, canvas) as b:
        await a.hello("anna-client")
        assert (await b.hello("anna-client"))["code"] in ("forbidden", "conflict")
        for forged in ("undo:call_1", "accept:sug_1", "call:1", "", "x" * 100):
            assert (await b.hello(forged))["t"] == "refused"
        await a.send(t="ping")
        await a.next("pong")


MISBEHAVED = [
    "",
    "{",
    "null",
    "[]",
    '{"t": "nothing"}',
    '{"t": "hello"}',
    '{"t": "hello", "client": "good-client", "version": 1e400}',
    '{"t": "push", "version": 99999999999999999999, "changes": []}',
    '{"t": "push", "version": -5, "changes": [[9]]}',
    '{"t": "push", "version": 7, "changes": [[9]]}',
    '{"t": "push", "version": 1, "changes": ["x"]}',
    '{"t": "push", "version": 1, "changes": [[[0, "x"], 500]]}',
    '{"t": "push", "version": 1, "changes": [[-3, [0, "x"]]]}',
    '{"t": "push", "version": 1, "changes": [[[9, null]]]}',
    '{"t": "push", "version": 1, "changes": [{"a": 1}]}',
    '{"t": "cursor", "version": 1, "anchor": -1, "head": 1}',
    '{"t": "cursor", "version": 1, "anchor": 99999999999999999999, "head": 1}',
    "[" * 100_000,
]


@pytest.mark.parametrize("frame", MISBEHAVED, ids=[frame[:60] or "empty" for frame in MISBEHAVED])
async def test_bad_frames_are_refused_and_harm_nobody(open_at: House, frame: str) -> None:
    anna, _, _, canvas = await two_people(open_at)
    async with page(open_at, anna, canvas) as a:
        await a.hello("anna-client")
        await a.socket.send(frame)
        assert (await a.next("refused", "opened"))["t"] == "refused"
        await a.send(t="push", version=1, changes=[[[0, "A"], 9]])
        assert (await a.next("update"))["version"] == 2
    assert (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"] == f"A{TEXT}"


async def test_lone_surrogates_and_nul_never_reach_the_text(open_at: House) -> None:
    anna, _, _, canvas = await two_people(open_at)
    async with page(open_at, anna, canvas) as a:
        await a.hello("anna-client")
        for words in ("\\ud800", "\\u0000"):
            await a.socket.send('{"t": "push", "version": 1, "changes": [[[0, "%s"], 9]]}' % words)  # noqa: UP031
            await a.next("refused", "update")
    text = (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"]
    assert "\x00" not in text and text.encode()


async def test_a_flood_of_frames_is_cut(open_at: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets_module, "FRAMES_PER_S", 10)
    anna, _, _, canvas = await two_people(open_at)
    async with page(open_at, anna, canvas) as a:
        await a.hello("anna-client")
        for _ in range(100):
            await a.send(t="ping")
        assert (await a.next("refused"))["code"] == "too_much"
        await a.closed()
    assert len([frame for frame in a.seen if frame["t"] == "pong"]) < 100


async def test_a_flood_of_changes_is_cut(open_at: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets_module, "CHANGES_PER_S", 2)
    anna, _, _, canvas = await two_people(open_at)
    async with page(open_at, anna, canvas) as a:
        await a.hello("anna-client")
        many = [[[0, "x"], 9 + n] for n in range(30)]
        await a.send(t="push", version=1, changes=many)
        assert (await a.next("refused"))["code"] == "too_much"
        await a.closed()
    assert (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"] == TEXT


async def test_a_frame_too_large_ends_the_connection(open_at: House) -> None:
    anna, _, _, canvas = await two_people(open_at)
    async with page(open_at, anna, canvas) as a:
        await a.hello("anna-client")
        await a.send(t="push", version=1, changes=[[[0, "x" * 300_000], 9]])
        await a.closed()
    assert (await anna.ok("GET", f"/api/canvases/{canvas}"))["text"] == TEXT


async def test_a_page_that_does_not_read_is_cut(open_at: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its frames would otherwise be kept for it without end."""
    monkeypatch.setattr(sockets_module, "SEND_TIMEOUT_S", 0.2)
    anna, _, _, canvas = await two_people(open_at)
    address = f"{open_at.base.replace('http', 'ws')}/api/canvases/{canvas}/socket"
    headers = {"origin": open_at.base, "cookie": cookie_of(anna)}
    async with connect(address, additional_headers=headers, max_queue=1, compression=None, close_timeout=0.1) as socket:
        await socket.send(json.dumps({"t": "hello", "client": "anna-client", "version": -1}))
        await socket.recv()
        hub = (await open_at.parts.workspace.canvas(canvas)).hub
        assert len(hub) == 1
        for _ in range(200):
            hub.publish(frames.Refused(code="x", message="x" * 200_000))
        async with asyncio.timeout(10):
            while len(hub) or open_at.parts.connections.count(f"canvas:{canvas}"):
                await asyncio.sleep(0.02)


async def test_an_unexpected_failure_ends_one_socket_and_is_logged(
    open_at: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    anna, ben, _, canvas = await two_people(open_at)

    async def broken(self: _MemberSocket, seat: object, frame: object) -> None:
        if self.caller.id == ben.id:
            raise ZeroDivisionError("planted")
        await real(self, seat, frame)  # type: ignore[arg-type]  # as it came

    real = _MemberSocket.act
    monkeypatch.setattr(_MemberSocket, "act", broken)
    async with page(open_at, anna, canvas) as a, page(open_at, ben, canvas) as b:
        await a.hello("anna-client")
        await b.hello("ben-client")
        await b.send(t="push", version=1, changes=[[[0, "B"], 9]])
        await b.closed()
        await a.send(t="push", version=1, changes=[[[0, "A"], 9]])
        assert (await a.next("update"))["version"] == 2
    assert "planted" in caplog.text
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]


async def test_a_line_found_broken_by_one_sending_is_broken_for_the_next() -> None:
    """What a heartbeat meets when an update met the break just before: no error of the program's own."""

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        if message["type"] == "websocket.send":
            raise OSError("the line is broken")

    socket = WebSocket({"type": "websocket", "headers": []}, receive, send)
    await socket.accept()
    held = sockets_module._CanvasSocket.__new__(sockets_module._CanvasSocket)
    held.socket, held.sending = socket, asyncio.Lock()
    held.here = SimpleNamespace(encoder=Encoder())  # type: ignore[assignment]  # all that sending asks of it
    for _ in range(3):
        with pytest.raises(WebSocketDisconnect):
            await held.send(frames.Pong())


async def test_a_page_that_is_gone_before_it_is_let_in_is_no_error() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        raise OSError("the line is broken")

    held = sockets_module._CanvasSocket.__new__(sockets_module._CanvasSocket)
    held.socket = WebSocket({"type": "websocket", "headers": []}, receive, send)
    await held.run()
