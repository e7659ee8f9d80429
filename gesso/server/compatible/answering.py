"""Asking a model what a program asked for, and gathering what it says.

A small guided model cannot be handed tools, so here it is asked two narrow questions instead: which tool, if any, and
then its arguments, held to the tool's schema. Once a result is in the conversation it answers in words. What its engine
cannot hold it to, it silently passes over; so an answer that should be JSON and does not begin so is a refusal.
"""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from gesso.base.errors import GessoError
from gesso.base.ids import new_id
from gesso.model.messages import (
    ACall,
    CallChunk,
    Chunk,
    EndChunk,
    ErrorKind,
    Json,
    Message,
    Model,
    ModelError,
    TextChunk,
    ThoughtChunk,
    ToolSpec,
    UsageChunk,
)
from gesso.server.compatible.asked import Asked

Finish = Literal["stop", "length", "tool_calls", "content_filter"]
IN_WORDS = "answer"
BEGINS_JSON = re.compile(r'\s*[\[{"\-0-9tfn]')

_STATUS: dict[ErrorKind, int] = {"rate": 429, "unavailable": 503, "timeout": 504, "too_long": 400, "refused": 400}
_CODES: dict[ErrorKind, str] = {
    "too_long": "context_length_exceeded",
    "missing": "model_not_found",
    "rate": "rate_limit_exceeded",
    "refused": "unsupported",
}


class Unanswered(GessoError):
    """A model's failure with the status and code that programs of OpenAI's API act on."""

    def __init__(self, wrong: ModelError) -> None:
        super().__init__(wrong.message)
        self.status = 404 if wrong.kind == "missing" else _STATUS.get(wrong.kind, 502)
        self.code = _CODES.get(wrong.kind, "model_failed")


@dataclass
class Called:
    """A call as it arrives; `args` is JSON text that a careless model may have broken."""

    id: str
    name: str
    args: str = ""


@dataclass
class Gathered:
    """What has been said so far."""

    text: str = ""
    thoughts: str = ""
    calls: dict[str, Called] = field(default_factory=dict)
    usage: UsageChunk = field(default_factory=lambda: UsageChunk(0, 0))
    finish: Finish = "stop"

    def add(self, chunk: Chunk) -> None:
        match chunk:
            case TextChunk(text):
                self.text += text
            case ThoughtChunk(text):
                self.thoughts += text
            case CallChunk(call, name, delta):
                called = self.calls.setdefault(call, Called(new_id("call"), name))
                called.args += delta
            case UsageChunk(tokens_in, tokens_out):
                self.usage = UsageChunk(self.usage.input_tokens + tokens_in, self.usage.output_tokens + tokens_out)
            case EndChunk(reason):
                ends: dict[str, Finish] = {"length": "length", "refused": "content_filter"}
                self.finish = ends.get(reason, "tool_calls" if self.calls else "stop")


async def answer(model: Model, asked: Asked) -> AsyncGenerator[Chunk, None]:
    """The model's chunks, an EndChunk among them. Raises Unanswered."""
    ended = False
    try:
        async with aclosing(_guided(model, asked) if model.guided and asked.tools else _stream(model, asked)) as chunks:
            async for chunk in chunks:
                ended = ended or isinstance(chunk, EndChunk)
                yield chunk
        if not ended:
            raise ModelError("bad_reply", "The model's answer broke off. Try again.")
    except ModelError as wrong:
        raise Unanswered(wrong) from wrong


async def gather(model: Model, asked: Asked) -> Gathered:
    """The whole answer. Raises Unanswered."""
    gathered = Gathered()
    async with aclosing(answer(model, asked)) as chunks:
        async for chunk in chunks:
            gathered.add(chunk)
    return gathered


async def _stream(model: Model, asked: Asked) -> AsyncGenerator[Chunk, None]:
    """The model's chunks. Raises ModelError, "refused" where it could not be held to the form."""
    begun = not (model.guided and asked.shape)
    async with aclosing(_plain(model, asked)) as chunks:
        async for chunk in chunks:
            if isinstance(chunk, TextChunk) and not begun and chunk.text:
                begun = True
                if not BEGINS_JSON.match(chunk.text):
                    raise ModelError("refused", f"{model.name} cannot be held to this schema. Simplify it.")
            yield chunk


def _plain(model: Model, asked: Asked) -> AsyncGenerator[Chunk, None]:
    return model.stream(
        asked.messages,
        asked.tools,
        constraint=ACall() if asked.choice == "required" else asked.shape,
        max_tokens=asked.max_tokens,
        temperature=asked.temperature,
        seed=asked.seed,
        stop=asked.stop,
    )


async def _guided(model: Model, asked: Asked) -> AsyncGenerator[Chunk, None]:
    """A small model's answer where tools may be called."""
    plain = replace(asked, tools=(), choice="auto")
    tool = await _chosen(model, asked)
    if tool is None:
        stream = _stream(model, plain)
    else:
        yield CallChunk("0", tool.name, "")
        hint = f"Give the arguments of the tool {tool.name} ({tool.about}) as one JSON object."
        messages = _told(asked.messages, hint)
        stream = _stream(model, replace(plain, messages=messages, shape=Json(_closed(tool.schema)), stop=()))
    async with aclosing(stream) as chunks:
        async for chunk in chunks:
            if isinstance(chunk, TextChunk) and tool is not None:
                yield CallChunk("0", "", chunk.text)
            elif isinstance(chunk, EndChunk) and tool is not None and chunk.reason == "stop":
                yield EndChunk("calls")
            else:
                yield chunk


async def _chosen(model: Model, asked: Asked) -> ToolSpec | None:
    """The tool a small model takes, None for words. One that has a result already is not called again."""
    tools = {tool.name: tool for tool in asked.tools}
    if asked.choice == "required" and len(tools) == 1:
        return asked.tools[0]
    if asked.choice == "auto" and asked.messages[-1].role == "tool":
        return None
    lines = "\n".join(f"- {tool.name}: {tool.about}" for tool in asked.tools)
    words = f"\n- {IN_WORDS}: none of them is needed" if asked.choice == "auto" else ""
    hint = f"These tools can be used:\n{lines}{words}\nReply with one of these names alone."
    odds = await model.choose(_told(asked.messages, hint), [*tools, *([IN_WORDS] if words else [])])
    return tools.get(max(odds, key=lambda name: odds[name]))


def _closed(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema without room for properties it does not name, which a small model would fill for ever."""
    inner = {name: _closed(part) for name, part in schema.get("properties", {}).items() if isinstance(part, dict)}
    return {"additionalProperties": False, **schema, "properties": inner} if inner else schema


def _told(messages: Sequence[Message], hint: str) -> tuple[Message, ...]:
    """The conversation with `hint` at the end of its first instruction."""
    if messages[0].role == "system":
        return replace(messages[0], text=f"{messages[0].text}\n\n{hint}"), *messages[1:]
    return Message("system", hint), *messages
