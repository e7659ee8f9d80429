"""A provider on this machine that answers well or badly, as the last message of the person asks it to.

Speaks OpenAI's chat completions and Anthropic's messages, streamed, over plain sockets. The last user message chooses:
`say X` is answered with X; `think X` thinks first; `call NAME JSON` calls a tool; `fault F` misbehaves as F. What
comes after a tool's result is `done: RESULT`. Runs on its own too: `python -m tests.model.fake_provider [port]`.
"""

import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

FAULTS = (
    "429", "429-once", "500", "500-once", "401", "404", "400-long", "402", "hang", "hang-later",
    "half-token", "bad-utf8", "long-line",
    "broken-json", "empty", "empty-stream", "cut", "error-event", "endless",
)  # fmt: skip


@dataclass
class FakeProvider:
    """A running server. `requests` holds each request as (path, headers, body); `hung_up`: a reader left early."""

    port: int = 0
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)
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
            if method == "GET":
                await self._models(writer, path)
            else:
                await self._answer(writer, path, asked)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.hung_up.set()
        finally:
            self.answering.discard(task)
            writer.close()

    async def _models(self, writer: asyncio.StreamWriter, path: str) -> None:
        data = [{"id": name, "object": "model"} for name in ("fake-large", "fake-small", "text-embedding-fake")]
        data[0]["max_model_len"] = 32768  # type: ignore[assignment]  # as vLLM tells it
        await _reply(writer, 200, {"data": data, "object": "list"})

    async def _answer(self, writer: asyncio.StreamWriter, path: str, asked: Any) -> None:
        ask = _last_ask(asked)
        speaks = Anthropic(writer) if path.endswith("/messages") else OpenAI(writer)
        if match := re.fullmatch(r"fault (\S+)", ask):
            await self._fault(match[1], writer, speaks)
        else:
            await _begin(writer)
            await speaks.answer(ask)
            await _end(writer)

    async def _fault(self, fault: str, writer: asyncio.StreamWriter, speaks: "OpenAI | Anthropic") -> None:
        if fault.endswith("-once"):
            if len(self.requests) > 1:
                await _begin(writer)
                await speaks.answer("say second try")
                return await _end(writer)
            fault = fault.removesuffix("-once")
        statuses = {"429": "rate limited", "500": "boom", "401": "bad key", "404": "no such model", "402": "pay first"}
        if fault in statuses:
            error = {"error": {"message": statuses[fault], "type": "fake", "code": None}}
            return await _reply(writer, int(fault), error, "retry-after: 7\r\n" if fault == "429" else "")
        if fault == "400-long":
            return await _reply(writer, 400, {"error": speaks.too_long})
        if fault == "hang":
            return await asyncio.sleep(3600)
        if fault == "empty":
            return await _reply(writer, 200, None)
        await _begin(writer)
        if fault == "empty-stream":
            return await _end(writer)
        await speaks.start()
        await speaks.text("Hello")
        match fault:
            case "hang-later":
                await asyncio.sleep(3600)
            case "half-token":
                return await _write(writer, speaks.opening + b"wor")
            case "bad-utf8":
                await _write(writer, speaks.opening + b"\xff\xfe\xc3" + speaks.closing)
            case "long-line":
                await _write(writer, speaks.opening)
                for _ in range(160):
                    await _write(writer, b"x" * 65536)
                await _write(writer, speaks.closing)
            case "broken-json":
                await _write(writer, speaks.opening + b'", , }' + speaks.closing)
            case "error-event":
                await _write(
                    writer,
                    b'event: error\ndata: {"type": "error", "error": {"type": "overloaded_error", "message": "x"}}\n\n',
                )
            case "endless":
                while True:
                    await speaks.text("and on ")
            case "cut":
                writer.transport.abort()
                return None
        await speaks.finish("stop")
        return await _end(writer)


class OpenAI:
    too_long: ClassVar = {"message": "too many", "type": "invalid_request_error", "code": "context_length_exceeded"}
    opening: ClassVar = b'data: {"id": "c1", "model": "fake", "choices": [{"index": 0, "delta": {"content": "'
    closing: ClassVar = b'"}}]}\n\n'

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def _send(self, delta: dict[str, Any], finish: str | None = None, **more: Any) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {
            "id": "c1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "fake",
            "choices": [choice],
            **more,
        }
        await _write(self._writer, b"data: " + json.dumps(chunk).encode() + b"\n\n")

    async def start(self) -> None:
        await self._send({"role": "assistant", "content": ""})

    async def text(self, text: str) -> None:
        await self._send({"content": text})

    async def finish(self, reason: str) -> None:
        await self._send({}, reason)
        await self._send({}, None, choices=[], usage={"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18})
        await _write(self._writer, b"data: [DONE]\n\n")

    async def answer(self, ask: str) -> None:
        await self.start()
        if call := re.fullmatch(r"call (\w+) (.*)", ask, re.DOTALL):
            function: dict[str, Any] = {"name": call[1], "arguments": ""}
            await self._send({"tool_calls": [{"index": 0, "id": "call_1", "type": "function", "function": function}]})
            for start in range(0, len(call[2]), 5):
                await self._send({"tool_calls": [{"index": 0, "function": {"arguments": call[2][start : start + 5]}}]})
            return await self.finish("tool_calls")
        if thought := re.fullmatch(r"think (.*)", ask, re.DOTALL):
            await self._send({"reasoning_content": thought[1]})
        for piece in re.findall(r"\S+\s*", ask.split(" ", 1)[-1]):
            await self.text(piece)
        return await self.finish("stop")


class Anthropic:
    too_long: ClassVar = {"message": "prompt is too long: 9 tokens > 8 maximum", "type": "invalid_request_error"}
    opening: ClassVar = (
        b'event: content_block_delta\ndata: {"type": "content_block_delta", "index": 0, '
        b'"delta": {"type": "text_delta", "text": "'
    )
    closing: ClassVar = b'"}}\n\n'

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def _send(self, kind: str, **value: Any) -> None:
        await _write(self._writer, f"event: {kind}\ndata: {json.dumps({'type': kind, **value})}\n\n".encode())

    async def start(self) -> None:
        message: dict[str, Any] = {
            "id": "m1", "type": "message", "role": "assistant", "model": "fake", "content": [], "stop_reason": None,
            "stop_sequence": None, "usage": {"input_tokens": 11, "output_tokens": 1},
        }  # fmt: skip
        await self._send("message_start", message=message)
        await self._send("content_block_start", index=0, content_block={"type": "text", "text": ""})

    async def text(self, text: str) -> None:
        await self._send("content_block_delta", index=0, delta={"type": "text_delta", "text": text})

    async def finish(self, reason: str) -> None:
        await self._send("content_block_stop", index=0)
        reason = {"stop": "end_turn", "tool_calls": "tool_use"}[reason]
        await self._send(
            "message_delta", delta={"stop_reason": reason, "stop_sequence": None}, usage={"output_tokens": 7}
        )
        await self._send("message_stop")

    async def answer(self, ask: str) -> None:
        await self.start()
        if call := re.fullmatch(r"call (\w+) (.*)", ask, re.DOTALL):
            block: dict[str, Any] = {"type": "tool_use", "id": "toolu_1", "name": call[1], "input": {}}
            await self._send("content_block_stop", index=0)
            await self._send("content_block_start", index=1, content_block=block)
            for start in range(0, len(call[2]), 5):
                delta = {"type": "input_json_delta", "partial_json": call[2][start : start + 5]}
                await self._send("content_block_delta", index=1, delta=delta)
            await self._send("content_block_stop", index=1)
            return await self.finish("tool_calls")
        for piece in re.findall(r"\S+\s*", ask.split(" ", 1)[-1]):
            await self.text(piece)
        return await self.finish("stop")


def _last_ask(asked: Any) -> str:
    """The last user's text, or `done RESULT` after a tool's result, in either provider's form."""
    message = asked["messages"][-1]
    content = message["content"]
    if isinstance(content, list):
        results = [part for part in content if part.get("type") == "tool_result"]
        texts = [part["text"] for part in content if part.get("type") == "text"]
        inner = results[-1]["content"] if results else ""
        content = "done: " + (inner if isinstance(inner, str) else inner[0]["text"]) if results else texts[-1]
        return f"say {content}" if results else content
    return f"say done: {content}" if message["role"] == "tool" else str(content)


async def _write(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(b"%x\r\n%s\r\n" % (len(data), data))
    await writer.drain()


async def _begin(writer: asyncio.StreamWriter) -> None:
    writer.write(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n"
    )
    await writer.drain()


async def _end(writer: asyncio.StreamWriter) -> None:
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def _reply(writer: asyncio.StreamWriter, status: int, value: Any, more: str = "") -> None:
    body = b"" if value is None else json.dumps(value).encode()
    head = f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
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
