"""Telling listeners: one publisher, many bounded queues.

A listener that falls behind is closed rather than allowed to hold memory; it comes back and resumes from the log.
Everything happens on the one loop.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Generic, TypeVar

T = TypeVar("T")

QUEUE_LIMIT = 2_000


class Subscription(Generic[T]):
    """What one listener has still to read. Iterate it; it ends when closed by either side."""

    def __init__(self, hub: "Hub[T]") -> None:
        self._hub = hub
        self._queue: asyncio.Queue[T | None] = asyncio.Queue()
        self.lagged = False

    def offer(self, item: T) -> None:
        if self._queue.qsize() >= QUEUE_LIMIT:
            self.lagged = True
            self.close()
        else:
            self._queue.put_nowait(item)

    def close(self) -> None:
        self._hub.leave(self)
        self._queue.put_nowait(None)

    def __aiter__(self) -> AsyncIterator[T]:
        return self._items()

    async def _items(self) -> AsyncIterator[T]:
        while (item := await self._queue.get()) is not None:
            yield item

    async def next(self) -> T | None:
        """The next item, or None when closed."""
        return await self._queue.get()


class Hub(Generic[T]):
    def __init__(self) -> None:
        self._listeners: set[Subscription[T]] = set()

    def subscribe(self) -> Subscription[T]:
        listener = Subscription(self)
        self._listeners.add(listener)
        return listener

    def leave(self, listener: Subscription[T]) -> None:
        self._listeners.discard(listener)

    def publish(self, item: T) -> None:
        for listener in tuple(self._listeners):
            listener.offer(item)

    def close(self) -> None:
        for listener in tuple(self._listeners):
            listener.close()

    def __len__(self) -> int:
        return len(self._listeners)
