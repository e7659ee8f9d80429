"""A transcription server on this machine: `POST /v1/audio/transcriptions` over plain sockets, well or badly.

It answers with `says`, or misbehaves as `fault` names. `heard` holds what was sent: key, form fields, file. There is a
model that sees beside it, `POST /v1/chat/completions`: `seen` holds what was asked.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

REPLIES = {
    "401": (401, b'{"error": {"message": "bad key"}}'),
    "429": (429, b"{}"),
    "500": (500, b"<html>oops</html>"),
    "html": (200, b"<html>hello</html>"),
    "no text": (200, b'{"words": []}'),
    "a number": (200, b'{"text": 7}'),
    "half a letter": (200, b'{"text": "a\\ud800b\\u0000c"}'),
    "endless": (200, b"x" * 400_000),
}


@dataclass
class Heard:
    key: str
    fields: dict[str, str]
    name: str
    kind: str
    audio: bytes


@dataclass
class SpeechServer:
    port: int = 0
    says: str = "Every weekday at 7 pm, read me the news."
    fault: str = ""
    heard: list[Heard] = field(default_factory=list)
    seen: list[Any] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    hung_up: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.asked.set()
            if head[0].split(" ")[:2] == ["POST", "/v1/chat/completions"]:
                self.seen.append(json.loads(body))
                answer = {"choices": [{"message": {"role": "assistant", "content": self.says}}]}
                return await _reply(writer, 200, json.dumps(answer).encode())
            if head[0].split(" ")[:2] != ["POST", "/v1/audio/transcriptions"]:
                return await _reply(writer, 404, b"{}")
            self.heard.append(_heard(headers, body))
            if self.fault == "hang":
                await reader.read()
                return self.hung_up.set()
            if self.fault == "cut":
                return writer.transport.abort()
            status, said = REPLIES.get(self.fault, (200, json.dumps({"text": self.says}).encode()))
            await _reply(writer, status, said)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.hung_up.set()
        finally:
            writer.close()


def _heard(headers: dict[str, str], body: bytes) -> Heard:
    whole = f"Content-Type: {headers['content-type']}\r\n\r\n".encode() + body
    made = Heard(headers.get("authorization", ""), {}, "", "", b"")
    for part in message_from_bytes(whole).walk():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue  # the whole
        if name := part.get_filename():
            made.name, made.kind, made.audio = name, part.get_content_type(), content
        else:
            made.fields[str(part.get_param("name", header="content-disposition"))] = content.decode()
    return made


async def _reply(writer: asyncio.StreamWriter, status: int, body: bytes) -> None:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
    await writer.drain()


@asynccontextmanager
async def speech_server() -> AsyncIterator[SpeechServer]:
    made = SpeechServer()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0, limit=2**24)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
