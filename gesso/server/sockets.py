"""The canvas socket: frames of `room/wire.py` as JSON text, for people and, read-only, for links.

The guard has already refused what may not connect. Here every push is checked against the role held at that moment,
sizes and rates are bounded, and a reader that cannot keep up is dropped: it says hello again and resumes. One task
reads, one writes; both end together.
"""

import asyncio
import logging
import re
from contextlib import suppress
from time import monotonic
from typing import Annotated

from fastapi import Path, WebSocket
from pydantic import TypeAdapter, ValidationError
from starlette.websockets import WebSocketDisconnect, WebSocketDisconnected, WebSocketState

from gesso.agent.agents import GESSO
from gesso.base.errors import BadInput, Forbidden, GessoError, TooLarge, TooMuch
from gesso.base.ids import new_id
from gesso.room import frames
from gesso.room.history import do_visit
from gesso.room.presence import Presence, Seat
from gesso.server.connections import Line, tags_of
from gesso.server.context import Here, Parts, Passed
from gesso.server.policy import Policy, Routes

routes = Routes()
log = logging.getLogger(__name__)

MAX_FRAME_BYTES = 262_144
CHANGES_PER_S = 60
BURST_S = 5.0
FRAMES_PER_S = 200
HEARTBEAT_S = 15.0
SEND_TIMEOUT_S = 20.0
MAX_POSITION = 2**31 - 1

_CLIENT_FRAME: TypeAdapter[frames.ClientFrame] = TypeAdapter(frames.ClientFrame)
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{6,64}")  # never with a colon: ids with one name calls of agents and undos

CanvasId = Annotated[str, Path(max_length=80)]


class Pace:
    """A bucket that fills with `per_s` a second up to `BURST_S` seconds' worth."""

    def __init__(self, per_s: float, what: str) -> None:
        self._per_s, self._what = per_s, what
        self._left, self._at = per_s * BURST_S, monotonic()

    def spend(self, count: int) -> None:
        """Raises TooMuch when there is not enough left."""
        now = monotonic()
        self._left = min(self._per_s * BURST_S, self._left + (now - self._at) * self._per_s)
        self._at = now
        if count > self._left:
            raise TooMuch(f"At most {self._per_s:.0f} {self._what} a second can be taken from one window.")
        self._left -= count


@routes.on("SOCKET", "/api/canvases/{canvas}/socket", Policy("user", "read", stream=True))
async def canvas_socket(socket: WebSocket, here: Here, passed: Passed, canvas: CanvasId) -> None:
    """Edit a canvas together."""
    caller = passed.caller
    if caller is None:
        raise Forbidden("Sign in first.")
    room, _ = await here.workspace.access_canvas(caller.id, canvas, "view")
    with here.connections.enter(*tags_of(passed, room.id), f"canvas:{canvas}") as line:
        await _MemberSocket(socket, here, passed, canvas, line).run()


@routes.on("SOCKET", "/api/shared/{code}/canvases/{canvas}/socket", Policy("share", stream=True, secret_path=True))
async def shared_socket(socket: WebSocket, here: Here, passed: Passed, code: str, canvas: CanvasId) -> None:
    """Watch a canvas through a read-only link."""
    grant = passed.grant
    if grant is None:
        raise Forbidden("This needs a read-only link.")
    await here.shares.shared_canvas(grant, canvas)
    with here.connections.enter(*tags_of(passed, grant.room), f"canvas:{canvas}") as line:
        await _LinkSocket(socket, here, passed, canvas, line).run()


class _CanvasSocket:
    """What both kinds share: the two tasks, hello, heartbeat, bounds."""

    def __init__(self, socket: WebSocket, here: Parts, passed: Passed, canvas: str, line: Line) -> None:
        self.socket, self.here, self.passed, self.canvas, self.line = socket, here, passed, canvas, line
        self.seat: Seat | None = None
        self.writer: asyncio.Task[None] | None = None
        self.sending = asyncio.Lock()
        self.frames = Pace(FRAMES_PER_S, "frames")

    async def run(self) -> None:
        try:
            await self.socket.accept()
        except (RuntimeError, OSError):  # the browser was gone before it was let in
            return
        if self.socket.application_state is not WebSocketState.CONNECTED:
            return
        reader = asyncio.create_task(self._read())
        ended = asyncio.create_task(self.line.ended.wait())
        heart = asyncio.create_task(self._heartbeat())
        try:
            await asyncio.wait({reader, ended, heart}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await self._leave()
            for task in (reader, ended, heart):
                task.cancel()
            results = await asyncio.gather(reader, ended, heart, return_exceptions=True)
            # Saying goodbye waits for the reader too, so it has its end as every sending has.
            with suppress(RuntimeError, WebSocketDisconnect, OSError, TimeoutError):
                if self.socket.application_state is WebSocketState.CONNECTED:
                    async with asyncio.timeout(SEND_TIMEOUT_S):
                        await self.socket.close(4000 if self.line.ended.is_set() else 1000)
        for result in results:
            if isinstance(result, Exception) and not isinstance(result, (WebSocketDisconnect, TimeoutError, OSError)):
                raise result

    async def _read(self) -> None:
        while True:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            try:
                self.frames.spend(1)
                await self.take(_parse(text))
            except TooMuch as refusal:
                await self.send(frames.Refused(code=refusal.code, message=refusal.message))
                return
            except GessoError as refusal:
                await self.send(frames.Refused(code=refusal.code, message=refusal.message))

    async def take(self, frame: frames.ClientFrame) -> None:
        if isinstance(frame, frames.Hello):
            await self.hello(frame)
        elif isinstance(frame, frames.Ping):
            await self.send(frames.Pong())
        elif self.seat is None:
            raise BadInput("Say hello first.")
        else:
            await self.act(self.seat, frame)

    async def act(self, seat: Seat, frame: frames.Push | frames.CursorMoved) -> None:
        raise Forbidden("A read-only link cannot change anything.")

    async def join(self, presence: Presence, client: str) -> Seat:
        raise NotImplementedError

    async def hello(self, frame: frames.Hello) -> None:
        """Take or retake the seat, and begin with what brings the client up to date."""
        if not _CLIENT_ID.fullmatch(frame.client) or not -1 <= frame.version <= MAX_POSITION:
            raise BadInput("`client` should be 6 to 64 letters, digits, - or _, and `version` -1 or a version.")
        await self._leave()
        presence = await self.here.workspace.presence(self.canvas)
        seat = self.seat = await self.join(presence, frame.client)
        self.writer = asyncio.create_task(self._write(seat, frame.version))

    async def _write(self, seat: Seat, version: int) -> None:
        """Send what the seat receives; when that ends by itself (closed, too slow, away), end the connection."""
        frames = seat.frames(version)
        try:
            async for frame in frames:
                shown = self.shown(frame)
                if shown is not None:
                    await self.send(shown)
        except (TimeoutError, OSError, RuntimeError, WebSocketDisconnect):
            log.debug("a socket went away while it was written to")
        finally:
            await frames.aclose()
        self.line.ended.set()

    def shown(self, frame: frames.ServerFrame) -> frames.ServerFrame | None:
        return frame

    async def send(self, frame: frames.ServerFrame) -> None:
        """Raises WebSocketDisconnect, OSError or TimeoutError when the line is broken, however that was noticed."""
        try:
            async with asyncio.timeout(SEND_TIMEOUT_S), self.sending:
                await self.socket.send_text(self.here.encoder.text(frame))
        except WebSocketDisconnected as gone:  # another task's sending had met the break before
            raise WebSocketDisconnect(1006) from gone

    async def _leave(self) -> None:
        """Give up the seat; the connection itself stays, for another hello."""
        writer, self.writer = self.writer, None
        if writer is not None:
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        if self.seat is not None:
            self.seat.close()
            self.seat = None
            await self.left()

    async def left(self) -> None:
        """What is to be remembered of somebody who was here."""

    async def _heartbeat(self) -> None:
        """Look again at the right to be here, and send the checksum of the text; ends when the right is gone."""
        while await self.allowed():
            await asyncio.sleep(HEARTBEAT_S)
            if self.seat is not None:
                await self.send((await self.here.workspace.canvas(self.canvas)).sum_frame())

    async def allowed(self) -> bool:
        return await self.here.people.still_valid(self.passed)


class _MemberSocket(_CanvasSocket):
    """A person's connection. What it may do is what its role in the room is at that moment."""

    def __init__(self, socket: WebSocket, here: Parts, passed: Passed, canvas: str, line: Line) -> None:
        super().__init__(socket, here, passed, canvas, line)
        if passed.caller is None:
            raise Forbidden("Sign in first.")
        self.caller = passed.caller
        self.changes = Pace(CHANGES_PER_S, "changes")

    async def join(self, presence: Presence, client: str) -> Seat:
        former = presence.seats.get(client)
        if former is not None and former.user != self.caller.id:
            raise Forbidden("That client id is in use by somebody else.")
        return presence.join(client, self.caller.id, self.caller.name, await self._editable())

    async def _editable(self) -> bool:
        """Whether this caller may change the canvas now: by role, and for a key by scope. Raises NotFound if gone."""
        try:
            await self.here.workspace.access_canvas(self.caller.id, self.canvas, "edit")
        except Forbidden:
            return False
        return self.caller.via == "session" or self.caller.may("write")

    async def act(self, seat: Seat, frame: frames.Push | frames.CursorMoved) -> None:
        if not 0 <= frame.version <= MAX_POSITION:
            raise BadInput("`version` should be a version of the document.")
        if isinstance(frame, frames.CursorMoved):
            if not 0 <= min(frame.anchor, frame.head) <= max(frame.anchor, frame.head) <= MAX_POSITION:
                raise BadInput("A cursor should be inside the document.")
            await seat.move(frame.version, frame.anchor, frame.head)
            return
        self.changes.spend(max(1, len(frame.changes)))
        if await self._editable() != seat.editable:
            self.line.ended.set()  # the role changed: the page comes back and is told what it may do now
            raise Forbidden("Your role in this conversation changed.")
        next_edits = self.here.next_edits
        taken = frame.offer is not None and next_edits.was_taken(seat.user, self.canvas, frame.offer, frame.changes)
        await seat.push(frame.version, frame.changes, GESSO.id if taken else None)

    async def left(self) -> None:
        with suppress(GessoError):  # no longer a member, or the canvas is gone: then there is nothing to remember
            await do_visit(self.here.workspace, self.caller.id, self.canvas)

    async def allowed(self) -> bool:
        try:
            await self.here.workspace.access_canvas(self.caller.id, self.canvas, "view")
        except GessoError:
            return False
        return await super().allowed()


class _LinkSocket(_CanvasSocket):
    """A reader with a link: the words and nothing about people."""

    async def join(self, presence: Presence, client: str) -> Seat:
        # A seat of its own under a fresh id: a link can never take somebody's place or be seen as a person.
        return presence.join(new_id("link"), "", "", False)

    def shown(self, frame: frames.ServerFrame) -> frames.ServerFrame | None:
        if isinstance(frame, frames.Opened):
            return frame.model_copy(update={"blame": []})
        if isinstance(frame, frames.Update):
            return frame.model_copy(update={"by": "", "client": "", "turn": None})
        return frame if isinstance(frame, (frames.Resumed, frames.Sum)) else None

    async def allowed(self) -> bool:
        grant = self.passed.grant
        if grant is None:
            return False
        try:
            await self.here.shares.shared_canvas(grant, self.canvas)
        except GessoError:
            return False
        return await super().allowed()


def _parse(text: str | None) -> frames.ClientFrame:
    """A frame from JSON text. Raises TooLarge or BadInput."""
    if text is None:
        raise BadInput("Send frames as JSON text.")
    if len(text) > MAX_FRAME_BYTES:
        raise TooLarge(f"A frame may have at most {MAX_FRAME_BYTES:,} bytes; import larger texts over HTTP.")
    try:
        return _CLIENT_FRAME.validate_json(text)
    except ValidationError as failure:
        raise BadInput(f"This is no frame of a canvas socket: {failure.errors()[0]['msg']}.") from None
