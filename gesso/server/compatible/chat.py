"""`/v1/chat/completions`: its request, its answer, and its answer in pieces."""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from gesso.base.errors import BadInput, GessoError
from gesso.model.messages import CallChunk, Chunk, EndChunk, Message, TextChunk, ThoughtChunk, ToolCall
from gesso.server.compatible.answering import Gathered
from gesso.server.compatible.asked import (
    Asked,
    Content,
    Function,
    In,
    Schema,
    Shape,
    check_tools,
    parse_call,
    parse_choice,
    parse_content,
)
from gesso.server.refusal import render_refusal
from gesso.server.views.base import Words

PATH = "/v1/chat/completions"
DONE = b"data: [DONE]\n\n"

Role = Literal["system", "developer", "user", "assistant", "tool"]
Stop = Annotated[Words, Field(min_length=1, max_length=200)]
Tokens = Annotated[int, Field(ge=1, le=1_000_000)]
Seed = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Warmth = Annotated[float, Field(ge=0, le=2)]


class CalledFunction(In):
    name: Words
    arguments: Words = ""


class ChatCall(In):
    id: Words
    function: CalledFunction


class ChatMessage(In):
    role: Role
    content: Content = None
    tool_calls: Annotated[list[ChatCall], Field(max_length=128)] | None = None
    tool_call_id: Words | None = None


class ChatTool(In):
    type: Literal["function"] = "function"
    function: Function


class StreamOptions(In):
    include_usage: bool | None = False


class ChatIn(In):
    model: Words
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=2000)]
    tools: Annotated[list[ChatTool], Field(max_length=128)] | None = None
    tool_choice: Words | Schema | None = None
    response_format: Shape | None = None
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    temperature: Warmth | None = None
    seed: Seed | None = None
    stop: Stop | Annotated[list[Stop], Field(max_length=4)] | None = None
    max_tokens: Tokens | None = None
    max_completion_tokens: Tokens | None = None
    n: Literal[1] | None = None
    logprobs: Literal[False] | None = None


def parse_chat(body: ChatIn) -> Asked:
    """What is asked for. Raises BadInput."""
    tools = check_tools([tool.function.spec for tool in body.tools or ()])
    choice, offered = parse_choice(body.tool_choice, tools)
    stop = [body.stop] if isinstance(body.stop, str) else body.stop or []
    return Asked(
        model=body.model,
        messages=tuple(_messages(body.messages)),
        tools=tuple(offered),
        choice=choice,
        shape=body.response_format.constraint if body.response_format else None,
        max_tokens=body.max_completion_tokens or body.max_tokens,
        temperature=body.temperature,
        seed=None if body.seed is None else body.seed % 2**31,
        stop=tuple(stop),
        usage=bool(body.stream_options and body.stream_options.include_usage),
    )


def _messages(given: list[ChatMessage]) -> list[Message]:
    names: dict[str, str] = {}
    found = []
    for message in given:
        text = parse_content(message.content)
        match message.role:
            case "system" | "developer":
                found.append(Message("system", text))
            case "user":
                found.append(Message("user", text))
            case "assistant":
                calls: list[ToolCall] = []
                for call in message.tool_calls or ():
                    names[call.id] = call.function.name
                    calls.append(parse_call(call.id, call.function.name, call.function.arguments))
                found.append(Message("assistant", text, tuple(calls)))
            case "tool":
                call_id = message.tool_call_id or ""
                if call_id not in names:
                    raise BadInput(f"The tool message for {call_id[:60]!r} follows no call of that id.")
                found.append(Message("tool", text, call_id=call_id, call_name=names[call_id]))
    return found


@dataclass(frozen=True)
class Head:
    """What every piece of one answer repeats. `created` is in seconds since 1970."""

    id: str
    created: int
    model: str

    def wrap(self, kind: str, choices: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model, "choices": choices} | more


def render_chat(head: Head, got: Gathered) -> dict[str, Any]:
    """The whole answer."""
    message: dict[str, Any] = {"role": "assistant", "content": got.text or (None if got.calls else ""), "refusal": None}
    if got.thoughts:
        message["reasoning_content"] = got.thoughts
    if got.calls:
        message["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.args or "{}"}}
            for call in got.calls.values()
        ]
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": got.finish}
    return head.wrap("chat.completion", [choice], usage=render_usage(got))


def render_usage(got: Gathered) -> dict[str, int]:
    tokens_in, tokens_out = got.usage.input_tokens, got.usage.output_tokens
    return {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}


async def stream_chat(head: Head, chunks: AsyncGenerator[Chunk, None], *, usage: bool) -> AsyncGenerator[bytes, None]:
    """The answer as server-sent messages; a failure on the way is the last of them."""
    got = Gathered()

    def piece(delta: Mapping[str, Any], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return message_of(head.wrap("chat.completion.chunk", [choice], **({"usage": None} if usage else {})))

    try:
        async with aclosing(chunks):
            yield piece({"role": "assistant", "content": ""})
            async for chunk in chunks:
                begun = len(got.calls)
                got.add(chunk)
                match chunk:
                    case TextChunk(text):
                        yield piece({"content": text})
                    case ThoughtChunk(text):
                        yield piece({"reasoning_content": text})
                    case CallChunk(call):
                        yield piece({"tool_calls": [_call_delta(got, chunk, [*got.calls].index(call), begun)]})
                    case EndChunk():
                        yield piece({}, got.finish)
    except GessoError as wrong:
        yield message_of(render_refusal(PATH, wrong.status, wrong.code, wrong.message))
        return
    if usage:
        yield message_of(head.wrap("chat.completion.chunk", [], usage=render_usage(got)))
    yield DONE


def _call_delta(got: Gathered, chunk: CallChunk, index: int, begun: int) -> dict[str, Any]:
    """A piece of a call: its first one names it."""
    if index < begun:
        return {"index": index, "function": {"arguments": chunk.args_delta}}
    call = got.calls[chunk.call]
    function = {"name": call.name, "arguments": chunk.args_delta}
    return {"index": index, "id": call.id, "type": "function", "function": function}


def message_of(value: Mapping[str, Any]) -> bytes:
    """One server-sent message."""
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode("utf-8", "replace")
