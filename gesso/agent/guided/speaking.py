"""Asking the inner model for words: the text pieces of its answer, and nothing else."""

from collections.abc import AsyncGenerator, Sequence

from gesso.model.messages import Message, Model, TextChunk


async def say(
    inner: Model,
    messages: Sequence[Message],
    *,
    max_tokens: int,
    temperature: float,
    seed: int,
    stop: Sequence[str] = (),
) -> AsyncGenerator[str, None]:
    """The answer's text in pieces. Closing it stops the model. Raises ModelError."""
    stream = inner.stream(messages, max_tokens=max_tokens, temperature=temperature, seed=seed, stop=stop)
    try:
        async for chunk in stream:
            if isinstance(chunk, TextChunk):
                yield chunk.text
    finally:
        await stream.aclose()


async def say_all(
    inner: Model,
    messages: Sequence[Message],
    *,
    max_tokens: int,
    temperature: float,
    seed: int,
    stop: Sequence[str] = (),
) -> str:
    """The whole answer."""
    pieces = say(inner, messages, max_tokens=max_tokens, temperature=temperature, seed=seed, stop=stop)
    return "".join([piece async for piece in pieces])
