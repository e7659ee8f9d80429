"""A line to a server that loses packets and breaks: what a bad network does to TCP, on this machine alone.

A lost packet is sent again after a timeout and everything behind it waits, so here a piece of the stream is now and
then held back, and what follows with it. `cut` breaks connections without a goodbye. One per server; any number of
connections.
"""

import asyncio
import random
from types import TracebackType


class Lossy:
    def __init__(self, target: int, chance: random.Random, loss: float = 0.02, resend_s: float = 0.2) -> None:
        self.port = 0
        self.delayed = self.cuts = 0
        self._target, self._chance, self._loss, self._resend_s = target, chance, loss, resend_s
        self._lines: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "Lossy":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for line in self._lines:
            line.transport.abort()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Break one of the connections, if there are any."""
        alive = [line for line in self._lines if not line.is_closing()]
        if alive:
            self._chance.choice(alive).transport.abort()
            self.cuts += 1

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            other_reader, other = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:  # the server is down
            writer.transport.abort()
            return
        self._lines += [writer]
        for source, sink in ((reader, other), (other_reader, writer)):
            task = asyncio.create_task(self._carry(source, sink, (writer, other)))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _carry(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, both: tuple[asyncio.StreamWriter, ...]
    ) -> None:
        try:
            while data := await source.read(16_384):
                if self._chance.random() < self._loss:
                    self.delayed += 1
                    await asyncio.sleep(self._resend_s * self._chance.uniform(1, 2))
                sink.write(data)
                await sink.drain()
        except OSError:
            pass
        finally:
            for writer in both:
                writer.transport.abort()
