"""A provider that answers as the test of the moment wants, whatever it was asked: well, or with one of many faults.

Beyond the faults of `FakeProvider` it can break in the middle of a tool call's arguments, which is where a document
or an edit is being written. After a tool's result it says a short word and ends.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.model.dialects import OpenAI, write_chunk
from tests.model.fake_provider import FakeProvider, _begin, _end, _play, _reply

PIECE = 7


@dataclass
class Provider(FakeProvider):
    """`fault` names how it misbehaves; `call` is the tool call it makes (name, arguments); else it says `words`."""

    fault: str = ""
    words: str = "All is well."
    call: tuple[str, dict[str, Any]] | None = None
    every_s: float = 0.0

    async def _answer(self, writer: asyncio.StreamWriter, path: str, asked: Any) -> None:
        speaks = OpenAI(writer)
        if asked["messages"][-1]["role"] == "tool":
            return await _play(writer, speaks, [["text", "Done."]])
        if self.fault == "429":  # asks for a longer pause than a person is made to wait
            return await _reply(writer, 429, {"error": {"message": "slow down"}}, "retry-after: 60\r\n")
        if self.call is not None:
            return await self._called(writer, speaks, *self.call)
        if self.fault in ("no-reason", "quiet-end"):
            await _begin(writer)
            await speaks.start()
            await speaks.text(self.words)
            if self.fault == "no-reason":  # some servers say no more than this at the end
                await write_chunk(writer, b"data: [DONE]\n\n")
            return await _end(writer)
        if self.fault:
            return await self._fault(self.fault, writer, speaks)
        return await _play(writer, speaks, [["text", self.words]])

    async def _called(self, writer: asyncio.StreamWriter, speaks: OpenAI, name: str, args: dict[str, Any]) -> None:
        """A call whose arguments come in pieces; a fault comes when two thirds of them have."""
        text = json.dumps(args, ensure_ascii=False)
        await _begin(writer)
        await speaks.start()
        function = {"name": name, "arguments": ""}
        await speaks.send({"tool_calls": [{"index": 0, "id": "c1", "type": "function", "function": function}]})
        for start in range(0, len(text), PIECE):
            if self.fault and start > len(text) * 2 // 3:
                if await self._break(writer, speaks):
                    return None
                break
            await speaks.arguments(text[start : start + PIECE])
            await asyncio.sleep(self.every_s)
        await speaks.finish("calls")
        return await _end(writer)

    async def _break(self, writer: asyncio.StreamWriter, speaks: OpenAI) -> bool:
        """Misbehave within a call; whether nothing may follow."""
        opening = (
            b'data: {"id": "c1", "model": "fake", "choices": [{"index": 0, "delta": '
            b'{"tool_calls": [{"index": 0, "function": {"arguments": "'
        )
        closing = b'"}}]}}]}\n\n'
        match self.fault:
            case "cut":
                writer.transport.abort()
            case "hang":
                await asyncio.sleep(3600)
            case "half-token":
                await write_chunk(writer, opening + b"wor")
                await _end(writer)
            case "bad-utf8":
                await write_chunk(writer, opening + b"\xff\xfe\xc3" + closing)
                await speaks.finish("calls")
                await _end(writer)
            case "long-line":
                await write_chunk(writer, opening)
                for _ in range(160):
                    await write_chunk(writer, b"x" * 65536)
                await write_chunk(writer, closing)
                await _end(writer)
            case "broken-json":
                await speaks.arguments('" , } ] nonsense "')
                return False
            case "out-of-room":
                await speaks.send({}, "length")
                await write_chunk(writer, b"data: [DONE]\n\n")
                await _end(writer)
        return True


@asynccontextmanager
async def misbehaving(port: int = 0) -> AsyncIterator[Provider]:
    """A Provider that listens on this machine, on a port of the system's choice unless one is given."""
    provider = Provider()
    server = await asyncio.start_server(provider.serve, "127.0.0.1", port)
    provider.port = server.sockets[0].getsockname()[1]
    try:
        yield provider
    finally:
        server.close()
        for task in list(provider.answering):
            task.cancel()
        await asyncio.gather(*provider.answering, return_exceptions=True)
