"""A server on this machine that speaks and draws: `POST /v1/audio/speech` and `/v1/images/generations`, well or badly.

`asked` holds what was sent, with the key. `fault` is a status, or "text" for an answer that is neither.
`plain` refuses `response_format` in the call for pictures, as newer models of its maker do.
"""

import asyncio
import base64
import io
import json
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from gesso.model.sight import grey
from tests.model.speech_server import _reply


@dataclass
class MakingServer:
    port: int = 0
    fault: str = ""
    plain: bool = False
    asked: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
            body = json.loads(await reader.readexactly(int(headers.get("content-length", 0))))
            self.asked.append((headers.get("authorization", ""), body))
            if self.fault.isdigit():
                return await _reply(writer, int(self.fault), b"{}")
            if self.fault == "text":
                return await _reply(writer, 200, b"<html>hello</html>")
            if head[0].split(" ")[1] == "/v1/audio/speech":
                return await _reply(writer, 200, spoken(body["input"]))
            if self.plain and "response_format" in body:
                return await _reply(writer, 400, b'{"error": {"message": "Unknown parameter"}}')
            picture = {"data": [{"b64_json": base64.b64encode(grey(8)).decode()}]}
            await _reply(writer, 200, json.dumps(picture).encode())
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def spoken(words: str) -> bytes:
    """A WAV file of two channels, as long as the words are; its length in the head is that of a stream, unknown."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(b"\x10\x00\x30\x00" * (240 * len(words)))
    data = bytearray(out.getvalue())
    data[40:44] = b"\xff\xff\xff\xff"
    return bytes(data)


@asynccontextmanager
async def making_server() -> AsyncIterator[MakingServer]:
    made = MakingServer()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
