"""A small web on this machine: pages, feeds, and servers that behave badly in the ways real ones do."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape

DAY = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)


@dataclass
class Web:
    """What it answers by path; `for ever` under /endless and /slow. `asked` are the requests it got."""

    answers: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def put(self, path: str, body: bytes | str, kind: str = "text/html; charset=utf-8", extra: str = "") -> None:
        data = body.encode() if isinstance(body, str) else body
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n{extra}\r\n"
        self.answers[path] = head.encode() + data

    def leads(self, path: str, to: str) -> None:
        self.answers[path] = f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()

    def story(self, path: str, title: str, *paragraphs: str) -> None:
        """A news page with the furniture that news pages have."""
        text = "".join(f"<p>{escape(words)}</p>" for words in paragraphs)
        self.put(
            path,
            f"<!doctype html><html><head><title>{escape(title)}</title><script>var x = 'no';</script></head><body>"
            "<nav><ul><li><a href='/'>Home</a></li><li><a href='/a'>World news and politics today</a></li></ul></nav>"
            f"<article><h1>{escape(title)}</h1>{text}</article>"
            "<aside><p>Sign up to our newsletter for the best stories of the week.</p></aside>"
            "<footer><p>Copyright of the paper. All rights reserved by everybody.</p></footer></body></html>",
        )

    def feed(self, path: str, items: Sequence[tuple[str, str, str]], at: datetime = DAY) -> None:
        """RSS of (title, path of the page, description)."""
        rows = "".join(
            f"<item><title>{escape(title)}</title><link>{self.url(page)}</link><description>{escape(said)}</description>"
            f"<pubDate>{format_datetime(at)}</pubDate></item>"
            for title, page, said in items
        )
        self.put(
            path, f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{rows}</channel></rss>", "text/xml"
        )


@asynccontextmanager
async def web() -> AsyncIterator[Web]:
    made = Web()
    busy: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        busy.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            made.asked.append(head)
            path = head.split()[1].partition("?")[0]
            if path == "/endless":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
                while True:
                    writer.write(b"<p>and so it went on and on.</p>" * 2_000)
                    await writer.drain()
            if path == "/slow":
                await asyncio.sleep(3_600)
            writer.write(made.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            busy.discard(task)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for task in busy:
            task.cancel()
