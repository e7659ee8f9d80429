"""Servers of this machine to send to: a mail server that keeps letters, a mail server that hangs where told, and an
HTTP server that keeps requests and answers as told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass
class Letters:
    """What arrived: envelope and parsed letter. `refuse` answers instead of taking."""

    port: int = 0
    got: list[tuple[str, list[str], EmailMessage]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if said := self.refuse.get("RCPT"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if said := self.refuse.get("DATA"):
            return said
        letter = message_from_bytes(envelope.content, policy=default)
        assert isinstance(letter, EmailMessage)
        self.got.append((envelope.mail_from, list(envelope.rcpt_tos), letter))
        return "250 taken"


@asynccontextmanager
async def mail_server(user: str = "", password: str = "", tls: Any = None) -> AsyncIterator[Letters]:
    letters = Letters()

    def right(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        ok = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=ok, handled=ok)

    def make() -> SMTP:
        loop = asyncio.get_running_loop()
        return SMTP(
            letters, loop=loop, hostname="mail.test", tls_context=tls, require_starttls=tls is not None,
            authenticator=right if user else None, auth_required=bool(user), auth_require_tls=False,
        )  # fmt: skip

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    letters.port = server.sockets[0].getsockname()[1]
    try:
        yield letters
    finally:
        server.close()


@asynccontextmanager
async def hanging_mail_server(after: Sequence[str]) -> AsyncIterator[int]:
    """Answers the greeting and each command with the next of `after`, then says nothing more and stays."""
    held: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)
        for said in after:
            writer.write(f"{said}\r\n".encode())
            await writer.drain()
            if said.startswith("354"):
                while (await reader.readline()).strip() not in (b".", b""):
                    pass
            elif not await reader.readline():
                return
        await asyncio.Event().wait()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in held:
            writer.close()


@dataclass
class Requests:
    """What an HTTP server was sent. `answers` are given in turn, the last for ever."""

    port: int = 0
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(204, {})])
    hang: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@asynccontextmanager
async def http_server() -> AsyncIterator[Requests]:
    requests = Requests()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        requests.got.append((head[0], headers, body))
        if requests.hang:
            await asyncio.Event().wait()
        status, more = requests.answers.pop(0) if len(requests.answers) > 1 else requests.answers[0]
        lines = [
            f"HTTP/1.1 {status} X",
            "content-length: 0",
            "connection: close",
            *(f"{k}: {v}" for k, v in more.items()),
        ]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await writer.drain()
        writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(serve(reader, writer))
        tasks.add(task)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    requests.port = server.sockets[0].getsockname()[1]
    try:
        yield requests
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
