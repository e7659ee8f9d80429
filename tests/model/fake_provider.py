"""A provider on this machine that answers well or badly, as the last message of the person asks it to.

Speaks the dialects of `dialects.py`, streamed, over plain sockets, and rejects what the services would. The last user
message chooses: `say X` is answered with X; `think X` thinks first; `call NAME JSON` calls a tool; `play JSON` says a
list of steps such as `["text", "Hi"]`, `["call", "edit", {}]`, `["end", "length"]`; `fault F` misbehaves as F, where
`400-X` is an error with the words X, `echo` in them being the key. What comes after a tool's result is `done: RESULT`.
`replies`, where given, are played in order instead. The key `wrong` is refused, and every key once `revoked`. Runs on
its own too: `python -m tests.model.fake_provider [port]`.
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, get_args

from tests.model.dialects import Dialect, Reason, dialect_of, write_chunk

REFUSING = ("429", "500", "503", "401", "404", "400-long", "402")
"""Faults that are an HTTP status, with the words each provider has for it."""
WRONG_SHAPES = (b"[]", b"5", b'"text"', b"null", b'{"type": "content_block_start"}', b'{"candidates": 5}',
                b'{"choices": [7]}', b'{"candidates": [{"content": {"parts": [{}]}}]}')  # fmt: skip
FAULTS = (
    *REFUSING, "429-once", "500-once", "hang", "hang-later", "half-token", "bad-utf8", "long-line", "broken-json",
    "wrong-shape", "empty", "empty-stream", "html", "cut", "early-end", "error-event", "endless",
)  # fmt: skip


@dataclass
class FakeProvider:
    """A running server. `requests` holds each request as (path, headers, body); `hung_up`: a reader left early."""

    port: int = 0
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
    replies: list[list[list[Any]]] = field(default_factory=list)
    shape: bytes = WRONG_SHAPES[0]
    revoked: bool = False
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)
    answering: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def root_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task: asyncio.Task[None] = asyncio.current_task()  # type: ignore[assignment]  # asyncio runs us as one
        self.answering.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            method, path, _ = head[0].split(" ")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            asked = json.loads(body) if body else None
            self.requests.append((path, headers, asked))
            speaks = dialect_of(path)
            if self.revoked or speaks.key_of(headers) == "wrong":
                await _reply(writer, *speaks.error("401"))
            elif method == "GET":
                await self._models(writer, path)
            else:
                await self._answer(writer, path, asked)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.hung_up.set()
        finally:
            self.answering.discard(task)
            writer.close()

    async def _models(self, writer: asyncio.StreamWriter, path: str) -> None:
        await _reply(writer, 200, dialect_of(path).models())

    async def _answer(self, writer: asyncio.StreamWriter, path: str, asked: Any) -> None:
        kind = dialect_of(path)
        if wrong := kind.complaint(asked):
            return await _reply(writer, *kind.error(wrong))
        speaks = kind(writer)
        if self.replies:
            return await _play(writer, speaks, self.replies.pop(0))
        ask = kind.last_ask(asked)
        if match := re.fullmatch(r"fault (\S+)", ask):
            return await self._fault(match[1], writer, speaks)
        return await _play(writer, speaks, _steps(ask))

    async def _fault(self, fault: str, writer: asyncio.StreamWriter, speaks: Dialect) -> None:
        if fault.endswith("-once"):
            if len(self.requests) > 1:
                await _play(writer, speaks, _steps("say second try"))
                return
            fault = fault.removesuffix("-once")
        replies = {"empty": (200, None), "html": (502, "<html><body>Bad gateway</body></html>")}
        if fault in REFUSING or fault in replies or fault.startswith("400-"):
            words = fault.replace("echo", speaks.key_of(self.requests[-1][1]))
            await _reply(writer, *(replies.get(fault) or speaks.error(words)))
        elif fault == "hang":
            await asyncio.sleep(3600)
        else:
            await self._spoiled(fault, writer, speaks)

    async def _spoiled(self, fault: str, writer: asyncio.StreamWriter, speaks: Dialect) -> None:
        """A stream that goes wrong after its first word, or before."""
        await _begin(writer)
        if fault != "empty-stream":
            await speaks.start()
            await speaks.text("Hello")
            if await self._spoil(fault, writer, speaks):
                return
            await speaks.finish("stop")
        await _end(writer)

    async def _spoil(self, fault: str, writer: asyncio.StreamWriter, speaks: Dialect) -> bool:
        """Misbehave within a stream; whether nothing may follow."""
        match fault:
            case "hang-later":
                await asyncio.sleep(3600)
            case "half-token":
                await write_chunk(writer, speaks.opening + b"wor")
                return True
            case "bad-utf8":
                await write_chunk(writer, speaks.opening + b"\xff\xfe\xc3" + speaks.closing)
            case "long-line":
                await write_chunk(writer, speaks.opening)
                for _ in range(160):
                    await write_chunk(writer, b"x" * 65536)
                await write_chunk(writer, speaks.closing)
            case "broken-json":
                await write_chunk(writer, speaks.opening + b'", , }' + speaks.closing)
            case "wrong-shape":
                await write_chunk(writer, b"data: " + self.shape + b"\n\n")
            case "error-event":
                await speaks.break_off()
                await _end(writer)
                return True
            case "endless":
                while True:
                    await speaks.text("and on " * 100)
            case "cut":
                writer.transport.abort()
                return True
            case "early-end":
                await _end(writer)
                return True
        return False


def _steps(ask: str) -> list[list[Any]]:
    """What is asked for, as the steps of an answer."""
    if call := re.fullmatch(r"call (\w+) (.*)", ask, re.DOTALL):
        return [["call", call[1], json.loads(call[2])]]
    if played := re.fullmatch(r"play (.*)", ask, re.DOTALL):
        return list(json.loads(played[1]))
    thought = re.fullmatch(r"think (.*)", ask, re.DOTALL)
    said: list[list[Any]] = [["think", thought[1]]] if thought else []
    return said + [["text", piece] for piece in re.findall(r"\S+\s*", ask.split(" ", 1)[-1])]


async def _play(writer: asyncio.StreamWriter, speaks: Dialect, steps: Sequence[Sequence[Any]]) -> None:
    await _begin(writer)
    if [*steps] == [["end", "blocked"]]:
        await speaks.blocked()
        await _end(writer)
        return
    await speaks.start()
    reason: Reason = "stop"
    for step in steps:
        match step:
            case ["think", str(text)]:
                await speaks.thought(text)
            case ["text", str(text)]:
                await speaks.text(text)
            case ["call", str(name), args]:
                reason = "calls"
                await speaks.call(name, json.dumps(args, ensure_ascii=False))
            case ["end", ended] if ended in get_args(Reason):
                reason = ended
            case _:
                raise AssertionError(f"no such step: {step}")
    await speaks.finish(reason)
    await _end(writer)


async def _begin(writer: asyncio.StreamWriter) -> None:
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    )
    await writer.drain()


async def _end(writer: asyncio.StreamWriter) -> None:
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def _reply(writer: asyncio.StreamWriter, status: int, value: Any, more: str = "") -> None:
    body = b"" if value is None else value.encode() if isinstance(value, str) else json.dumps(value).encode()
    kind = "text/html" if isinstance(value, str) else "application/json"
    head = f"HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n"
    head += f"connection: close\r\n{more}\r\n"
    writer.write(head.encode() + body)
    await writer.drain()


@asynccontextmanager
async def fake_provider(port: int = 0) -> AsyncIterator[FakeProvider]:
    """A FakeProvider listening on loopback, on a port of the system's choice unless one is given."""
    provider = FakeProvider()
    server = await asyncio.start_server(provider.serve, "127.0.0.1", port)
    provider.port = server.sockets[0].getsockname()[1]
    try:
        yield provider
    finally:
        server.close()
        for task in list(provider.answering):
            task.cancel()
        await asyncio.gather(*provider.answering, return_exceptions=True)


async def main() -> None:
    async with fake_provider(int(sys.argv[1]) if len(sys.argv) > 1 else 0) as provider:
        sys.stdout.write(provider.base_url + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
