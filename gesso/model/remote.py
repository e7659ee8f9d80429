"""A model on a server: how long we wait for it, when we ask again, and how much of it we believe.

What is said to the provider and how its faults are read is `providers.py`, which is loaded, with its SDK, in a thread
on first use. A request that failed before its first chunk is asked again, at most twice; after that nothing is
repeated, since somebody may have acted on what arrived. Streams of one instance run side by side.
"""

import asyncio
import importlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, Protocol

from gesso.model.connections import Connection
from gesso.model.messages import (
    ACall,
    CallChunk,
    Chunk,
    Constraint,
    EndChunk,
    Json,
    Message,
    ModelError,
    TextChunk,
    ThoughtChunk,
    ToolSpec,
)

FIRST_CHUNK_S = 120.0
"""Models that think before they speak can take a minute; a person has given up after two."""
NEXT_CHUNK_S = 60.0
ANSWER_LIMIT_CHARS = 4_000_000
_BACKOFF_S = (0.5, 2.0)
_PATIENCE_S = 20.0
"""A provider that asks for a longer wait is told to the person instead."""


class Client(Protocol):
    """One provider's model, spoken to once per stream: what `providers.open_client` returns."""

    def stream_once(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        settings: Mapping[str, Any],
        shape: Json | None = None,
    ) -> AsyncGenerator[Chunk, None]: ...

    async def aclose(self) -> None: ...


class RemoteModel:
    """A `Model` behind a `Connection`. Not guided: it is handed tools."""

    guided = False

    def __init__(
        self,
        connection: Connection,
        served: str,
        *,
        id: str,
        context_tokens: int,
        first_chunk_s: float = FIRST_CHUNK_S,
        next_chunk_s: float = NEXT_CHUNK_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.id, self.name, self.context_tokens = id, served, context_tokens
        self.connection = connection
        self._first_chunk_s, self._next_chunk_s, self._sleep = first_chunk_s, next_chunk_s, sleep
        self._opening = asyncio.Lock()
        self._client: Client | None = None

    async def stream(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        constraint: Constraint | None = None,
        max_tokens: int | None = None,
        temperature: float | None = None,
        seed: int | None = None,
        stop: Sequence[str] = (),
    ) -> AsyncGenerator[Chunk, None]:
        """The model's chunks. Raises ModelError("refused") for a constraint that only guided models honour."""
        if constraint is not None and not isinstance(constraint, Json | ACall):
            raise ModelError("refused", f"{self.name} cannot be held to a grammar. Choose the embedded model for this.")
        chosen = {
            "max_tokens": max_tokens,
            "temperature": temperature,
            "seed": seed,
            "stop_sequences": list(stop) or None,
            "tool_choice": "required" if isinstance(constraint, ACall) else None,
        }
        shape = constraint if isinstance(constraint, Json) else None
        settings = {name: value for name, value in chosen.items() if value is not None}
        client = await self._open()
        for pause_s in (*_BACKOFF_S, None):
            started = False
            try:
                asked = client.stream_once(messages, tools, settings, shape)
                async with aclosing(asked), aclosing(self._watched(asked)) as chunks:
                    async for chunk in chunks:
                        started = True
                        yield chunk
                return
            except ModelError as wrong:
                if started or pause_s is None or wrong.kind not in ("rate", "unavailable"):
                    raise
                wait_s = wrong.retry_after_s if wrong.retry_after_s is not None else pause_s
                if wait_s > _PATIENCE_S:
                    raise
                await self._sleep(wait_s)

    async def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> dict[str, float]:
        """Never answered: providers do not give the probabilities of labels."""
        raise ModelError("refused", f"{self.name} cannot weigh labels. Choose the embedded model for this.")

    async def aclose(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _open(self) -> Client:
        async with self._opening:
            if self._client is None:
                # About a second of imports on first use; the loop goes on meanwhile.
                providers = await asyncio.to_thread(importlib.import_module, "gesso.model.providers")
                client: Client = await asyncio.to_thread(providers.open_client, self.connection, self.name)
                self._client = client
            return self._client

    async def _watched(self, chunks: AsyncGenerator[Chunk, None]) -> AsyncGenerator[Chunk, None]:
        """The chunks, with a limit on silence and on the whole; a stream that just stops is an error."""
        limit_s, size, ended = self._first_chunk_s, 0, False
        who = self.connection.label
        while True:
            try:
                async with asyncio.timeout(limit_s):
                    chunk = await anext(chunks, None)
            except TimeoutError as wrong:
                raise ModelError(
                    "timeout", f"{who} has said nothing for {limit_s:.0f} seconds. Try again or choose another model."
                ) from wrong
            if chunk is None:
                break
            limit_s = self._next_chunk_s
            ended = ended or isinstance(chunk, EndChunk)
            match chunk:
                case TextChunk(text) | ThoughtChunk(text) | CallChunk(args_delta=text):
                    size += len(text)
            if size > ANSWER_LIMIT_CHARS:
                raise ModelError("bad_reply", f"{who} sent more than {ANSWER_LIMIT_CHARS:,} characters in one answer.")
            yield chunk
        if not ended:
            raise ModelError("bad_reply", f"The answer of {who} broke off. What had arrived is kept; try again.")
