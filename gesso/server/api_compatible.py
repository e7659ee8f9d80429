"""OpenAI's API, served with our models: the list, chat completions and responses, whole or streamed.

A key needs `models`. Errors under `/v1/` have OpenAI's shape. Nothing that is said here is kept, no room is touched.
A failure before the first piece of an answer is an HTTP status, a later one the last event of the stream. An answer
that nobody waits for any more is stopped.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from fastapi import Request
from starlette.responses import Response

from gesso.base.errors import GessoError, NotFound
from gesso.base.ids import new_id
from gesso.model.messages import Chunk, Model, ModelInfo
from gesso.server.compatible import chat, responses
from gesso.server.compatible.answering import answer, gather
from gesso.server.context import Here, Parts, Passed
from gesso.server.guard import Admitted
from gesso.server.policy import TEXT_BYTES, Attempts, Policy, Routes
from gesso.server.stream import EventStream, Messages, disconnected

routes = Routes()

FIRST_PIECE_S = 20.0
"""So long a failure may still become a status; then the stream begins, and comments keep the connection awake."""
OPENING = b": gesso\n\n"
LISTS = Policy("user", "models")
ASKS = Policy("user", "models", body_bytes=TEXT_BYTES, attempts=Attempts(1200, 60.0))

Chunks = AsyncGenerator[Chunk, None]
T = TypeVar("T")


class NoModel(NotFound):
    code = "model_not_found"


class NobodyWaits(GessoError):
    """The caller hung up; seen by nobody but the log."""

    status, code = 499, "gone"


@routes.on("GET", "/v1/models", LISTS)
async def list_served_models(here: Here) -> dict[str, Any]:
    """The models of the menu, as OpenAI lists its own."""
    return {"object": "list", "data": [_render_info(here, info) for info in here.catalogue.infos()]}


@routes.on("GET", "/v1/models/{model:path}", LISTS, documented=False)
async def read_served_model(here: Here, model: str) -> dict[str, Any]:
    """One model of the menu; its id may hold a slash."""
    _model(here, model)
    return _render_info(here, here.catalogue.info(model))


@routes.on("POST", chat.PATH, ASKS)
async def complete_chat(request: Request, here: Here, passed: Passed, body: chat.ChatIn) -> Response:
    """The next message of a conversation, as OpenAI's chat completions: with tools, and in a form if wished."""
    asked = chat.parse_chat(body)
    model = _model(here, asked.model)
    head = chat.Head(new_id("chatcmpl"), _now_s(here), asked.model)
    if body.stream:
        return await _streamed(
            here, passed, answer(model, asked), lambda chunks: chat.stream_chat(head, chunks, usage=asked.usage)
        )
    return _json(chat.render_chat(head, await _while_waited_for(request, gather(model, asked))))


@routes.on("POST", responses.PATH, ASKS)
async def create_response(request: Request, here: Here, passed: Passed, body: responses.ResponseIn) -> Response:
    """The next items of a conversation, as OpenAI's responses. None is kept: the whole conversation is sent."""
    asked = responses.parse_response(body)
    model = _model(here, asked.model)
    told = responses.Told(asked, body.instructions, _now_s(here))
    chunks = answer(model, asked)
    if body.stream:
        return await _streamed(here, passed, chunks, lambda chunks: responses.stream_response(told, chunks))
    return _json(await _while_waited_for(request, responses.whole_response(told, chunks)))


def _model(here: Parts, id: str) -> Model:
    """Raises NoModel."""
    try:
        return here.catalogue.get(id)
    except NotFound:
        raise NoModel(f"There is no model {id[:100]!r} here. GET /v1/models lists those there are.") from None


def _render_info(here: Parts, info: ModelInfo) -> dict[str, Any]:
    created = int(here.workspace.clock().timestamp())
    return {"id": info.id, "object": "model", "created": created, "owned_by": info.provider, "name": info.name,
            "context_length": info.context_tokens}  # fmt: skip


def _now_s(here: Parts) -> int:
    return int(here.workspace.clock().timestamp())


def _json(value: Mapping[str, Any]) -> Response:
    data = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return Response(data, media_type="application/json")


async def _streamed(here: Parts, passed: Admitted, chunks: Chunks, render: Callable[[Chunks], Messages]) -> EventStream:
    """The answer as a stream. Raises what the model fails with before its first piece."""
    first = asyncio.ensure_future(_next(chunks))
    try:
        await asyncio.wait({first}, timeout=FIRST_PIECE_S)
        if first.done():
            first.result()
    except BaseException:
        first.cancel()
        with suppress(asyncio.CancelledError, GessoError):
            await first
        await chunks.aclose()
        raise
    caller = passed.caller
    tags = (f"user:{caller.id}", f"{caller.via}:{caller.credential}") if caller is not None else ("nobody",)
    messages = render(_after(first, chunks))
    return EventStream(messages, here.connections, tags, lambda: here.people.still_valid(passed), OPENING)


async def _next(chunks: Chunks) -> Chunk | None:
    return await anext(chunks, None)


async def _after(first: "asyncio.Future[Chunk | None]", chunks: Chunks) -> Chunks:
    """All of `chunks`, whose first is on its way."""
    try:
        chunk = await first
        while chunk is not None:
            yield chunk
            chunk = await anext(chunks, None)
    finally:
        first.cancel()
        await chunks.aclose()


async def _while_waited_for(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of `work`, which is cancelled when the caller hangs up. Raises NobodyWaits then."""
    doing = asyncio.ensure_future(work)
    gone = asyncio.create_task(disconnected(request.receive))
    try:
        await asyncio.wait({doing, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise NobodyWaits("The caller hung up.")
        return doing.result()
    finally:
        for task in (doing, gone):
            task.cancel()
        await asyncio.gather(doing, gone, return_exceptions=True)
