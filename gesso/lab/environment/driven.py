"""A model whose next step is whatever its owner says: how tools called from outside take a real turn.

The turn asks for a step and waits; `say` hands it one and waits until the turn asks for the next, or ends. So a call
made here runs through the one agent loop, with its checks, its events and its results. One turn at a time.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from gesso.model.messages import CallChunk, Chunk, Constraint, EndChunk, Message, TextChunk, ToolSpec
from gesso.model.scripted import ScriptedModel


class Driven(ScriptedModel):
    """`asked` is put into whenever the turn wants a step: what it was shown; `steps` is what it is handed."""

    def __init__(self) -> None:
        super().__init__([], id="driven", name="Driven")
        self.clear()

    def clear(self) -> None:
        """Forget what a conversation that was broken off has left."""
        self.wanted: asyncio.Queue[tuple[Message, ...]] = asyncio.Queue()
        self.steps: asyncio.Queue[tuple[Chunk, ...]] = asyncio.Queue()

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
        await self.wanted.put(tuple(messages))
        for chunk in await self.steps.get():
            yield chunk


def call(name: str, args: dict[str, Any], text: str) -> tuple[Chunk, ...]:
    """A step that calls a tool; `text` is the JSON of `args`."""
    return (CallChunk("call", name, text), EndChunk("calls"))


def words(text: str) -> tuple[Chunk, ...]:
    """A step that ends the turn with words for the person."""
    return (TextChunk(text), EndChunk("stop"))
