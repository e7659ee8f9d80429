"""Server-sent events: messages as they come, for as long as the reader may listen.

A room's log is one such stream, replayed from a sequence number and then live. Each row is one message: `id:` its
`seq`, `data:` one AG-UI event as JSON (its `type` inside; no `event:` line, since AG-UI clients listen to plain
messages). A comment every 15 seconds keeps proxies awake and is when the right to listen is checked again. A reader too
slow to take a message within 20 seconds, or 2,000 events behind, is cut; it comes back with `Last-Event-ID` and gets
the rest. Generation of a turn does not depend on anybody listening.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gesso.base.errors import BadInput
from gesso.room.wire import Event
from gesso.server.agui import render_event
from gesso.server.connections import Connections

KEEP_ALIVE_S = 15.0
SEND_TIMEOUT_S = 20.0

Messages = AsyncGenerator[bytes, None]
RETRY = b"retry: 1000\n\n"


def render_message(event: Event) -> bytes:
    """`event` as one server-sent message."""
    data = json.dumps(render_event(event), ensure_ascii=False, separators=(",", ":"))
    return f"id: {event.seq}\ndata: {data}\n\n".encode("utf-8", "replace")


async def render_log(events: AsyncGenerator[Event, None]) -> Messages:
    """The messages of a room's events."""
    async with aclosing(events):
        async for event in events:
            yield render_message(event)


def parse_position(after: int | None, last_event_id: str | None) -> int:
    """Where to continue: `Last-Event-ID`, sent on a reconnect, is newer than the address. Raises BadInput."""
    if last_event_id:
        if not (last_event_id.isascii() and last_event_id.isdigit()) or len(last_event_id) > 15:
            raise BadInput("Last-Event-ID should be the number of an event of this stream.")
        return int(last_event_id)
    return after or 0


class EventStream(Response):
    """The response. `allowed` says at each heartbeat whether the reader may still listen; `connections` can cut it.

    `opening` is sent before the first message.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        messages: Messages,
        connections: Connections,
        tags: Sequence[str],
        allowed: Callable[[], Awaitable[bool]],
        opening: bytes = RETRY,
    ) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._messages, self._connections, self._tags, self._allowed = messages, connections, tags, allowed
        self._opening = opening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._connections.enter(*self._tags) as line:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            gone = asyncio.create_task(disconnected(receive))
            ended = asyncio.create_task(line.ended.wait())
            try:
                await self._write(self._opening, send)
                await self._follow(send, gone, ended)
                if not gone.done():
                    await self._write(b"", send, more=False)
            except (TimeoutError, OSError):
                return  # the reader is too slow or away; it resumes from the last id it got
            finally:
                for task in (gone, ended):
                    task.cancel()
                await self._messages.aclose()

    async def _follow(self, send: Send, gone: "asyncio.Task[None]", ended: "asyncio.Task[bool]") -> None:
        upcoming: asyncio.Task[bytes | None] | None = None
        try:
            while True:
                upcoming = upcoming or asyncio.ensure_future(_next(self._messages))
                done, _ = await asyncio.wait(
                    {upcoming, gone, ended}, timeout=KEEP_ALIVE_S, return_when=asyncio.FIRST_COMPLETED
                )
                if gone in done or ended in done:
                    return
                if upcoming in done:
                    message = upcoming.result()
                    if message is None:
                        return
                    upcoming = None
                    await self._write(message, send)
                elif await self._allowed():
                    await self._write(b": still here\n\n", send)
                else:
                    return
        finally:
            if upcoming is not None:
                upcoming.cancel()
                with suppress(asyncio.CancelledError):
                    await upcoming

    async def _write(self, data: bytes, send: Send, *, more: bool = True) -> None:
        async with asyncio.timeout(SEND_TIMEOUT_S):
            await send({"type": "http.response.body", "body": data, "more_body": more})


async def _next(messages: Messages) -> bytes | None:
    return await anext(messages, None)


async def disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
