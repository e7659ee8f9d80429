"""`/v1/responses`: its request, its answer, and its answer as events.

Nothing is kept between requests, so one that refers to an earlier response is refused: the whole conversation is sent
each time, with the items that came back among it.
"""

import json
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from gesso.base.errors import BadInput, GessoError
from gesso.base.ids import new_id
from gesso.model.messages import CallChunk, Chunk, EndChunk, Message, TextChunk, ThoughtChunk, ToolCall, ToolSpec
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
from gesso.server.compatible.chat import Role, Tokens, Warmth
from gesso.server.views.base import Words

PATH = "/v1/responses"


class Item(In):
    """A message, a call an earlier answer made, or the result of one; thoughts that came back are read over."""

    type: Words = "message"
    role: Role = "user"
    content: Content = None
    call_id: Words = ""
    name: Words = ""
    arguments: Words = ""
    output: Content = None


class ResponseTool(Function):
    type: Literal["function"]


class TextOptions(In):
    format: Shape | None = None


class ResponseIn(In):
    model: Words
    input: Words | Annotated[list[Item], Field(min_length=1, max_length=2000)]
    instructions: Words | None = None
    tools: Annotated[list[ResponseTool], Field(max_length=128)] | None = None
    tool_choice: Words | Schema | None = None
    text: TextOptions | None = None
    stream: bool | None = False
    temperature: Warmth | None = None
    max_output_tokens: Tokens | None = None
    previous_response_id: Words | None = None
    conversation: Words | Schema | None = None
    background: bool | None = None


def parse_response(body: ResponseIn) -> Asked:
    """What is asked for. Raises BadInput."""
    if body.previous_response_id or body.conversation:
        raise BadInput("Responses are not kept here. Send the whole conversation as input.")
    if body.background:
        raise BadInput("A response cannot run in the background here. Leave background out, or stream it.")
    messages = [Message("system", body.instructions)] if body.instructions else []
    messages += [Message("user", body.input)] if isinstance(body.input, str) else _messages(body.input)
    if not messages:
        raise BadInput("The input holds no message.")
    choice, offered = parse_choice(body.tool_choice, check_tools([tool.spec for tool in body.tools or ()]))
    return Asked(
        model=body.model,
        messages=tuple(messages),
        tools=tuple(offered),
        choice=choice,
        shape=body.text.format.constraint if body.text and body.text.format else None,
        max_tokens=body.max_output_tokens,
        temperature=body.temperature,
    )


def _messages(items: list[Item]) -> list[Message]:
    """The conversation; calls that stand side by side, and the words before them, are one message of the assistant."""
    names: dict[str, str] = {}
    found: list[Message] = []
    for item in items:
        match item.type:
            case "message" if item.role != "tool":
                role: Literal["system", "user", "assistant"] = (
                    "system"
                    if item.role in ("system", "developer")
                    else "assistant"
                    if item.role == "assistant"
                    else "user"
                )
                found.append(Message(role, parse_content(item.content)))
            case "function_call":
                names[item.call_id] = item.name
                call: ToolCall = parse_call(item.call_id, item.name, item.arguments)
                if found and found[-1].role == "assistant":
                    found[-1] = Message("assistant", found[-1].text, (*found[-1].calls, call))
                else:
                    found.append(Message("assistant", calls=(call,)))
            case "function_call_output":
                if item.call_id not in names:
                    raise BadInput(f"The output for {item.call_id[:60]!r} follows no function_call of that id.")
                text = parse_content(item.output)
                found.append(Message("tool", text, call_id=item.call_id, call_name=names[item.call_id]))
            case "reasoning":
                continue
            case _:
                raise BadInput(f"An input item of type {item.type[:40]!r} cannot be read here. Leave it out.")
    return found


@dataclass
class Told:
    """A response as it grows: `feed` and `finish` give the events of each step, `output` is what they add up to.

    Words and thoughts end when something else begins; calls stay open to the end, since pieces of two may alternate.
    """

    asked: Asked
    instructions: str | None
    created: int
    id: str = field(default_factory=lambda: new_id("resp"))
    got: Gathered = field(default_factory=Gathered)
    output: list[dict[str, Any]] = field(default_factory=list)
    _open: int | None = None
    _calls: dict[str, int] = field(default_factory=dict)
    _sequence: int = 0

    @property
    def status(self) -> str:
        """What a response that came to its end is."""
        return "incomplete" if self.got.finish in ("length", "content_filter") else "completed"

    def begin(self) -> Iterator[bytes]:
        yield self._event("response.created", response=self.render("in_progress"))
        yield self._event("response.in_progress", response=self.render("in_progress"))

    def feed(self, chunk: Chunk) -> Iterator[bytes]:
        self.got.add(chunk)
        match chunk:
            case TextChunk(text) if text:
                yield from self._speak("message", text)
            case ThoughtChunk(text) if text:
                yield from self._speak("reasoning", text)
            case CallChunk(call, _, delta):
                if call not in self._calls:
                    yield from self._close()
                    called = self.got.calls[call]
                    item = {"id": new_id("fc"), "type": "function_call", "status": "in_progress", "arguments": ""}
                    self._calls[call] = len(self.output)
                    yield self._add(item | {"call_id": called.id, "name": called.name})
                if delta:
                    yield self._piece(self._calls[call], "function_call_arguments.delta", delta=delta)
            case EndChunk():
                yield from self._close()
                for call, index in self._calls.items():
                    arguments = self.got.calls[call].args or "{}"
                    item = self.output[index]
                    item["arguments"] = arguments
                    yield self._piece(index, "function_call_arguments.done", arguments=arguments, name=item["name"])
                    yield self._end(index)

    def finish(self) -> bytes:
        return self._event(f"response.{self.status}", response=self.render(self.status))

    def fail(self, wrong: GessoError) -> bytes:
        whole = self.render("failed") | {"error": {"code": wrong.code, "message": wrong.message}}
        return self._event("response.failed", response=whole)

    def render(self, status: str) -> dict[str, Any]:
        """The response as it stands."""
        reasons = {"length": "max_output_tokens", "content_filter": "content_filter"}
        cut = {"reason": reasons[self.got.finish]} if status == "incomplete" else None
        tokens_in, tokens_out = self.got.usage.input_tokens, self.got.usage.output_tokens
        usage = {
            "input_tokens": tokens_in, "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": tokens_out, "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": tokens_in + tokens_out,
        }  # fmt: skip
        return {
            "id": self.id, "object": "response", "created_at": self.created, "status": status, "error": None,
            "incomplete_details": cut, "instructions": self.instructions, "metadata": {},
            "max_output_tokens": self.asked.max_tokens, "model": self.asked.model, "output": self.output,
            "parallel_tool_calls": True, "previous_response_id": None, "store": False,
            "temperature": self.asked.temperature, "text": {"format": _format(self.asked)},
            "tool_choice": self.asked.choice, "tools": [_tool(tool) for tool in self.asked.tools],
            "top_p": None, "truncation": "disabled", "usage": None if status == "in_progress" else usage,
        }  # fmt: skip

    def _speak(self, kind: Literal["message", "reasoning"], text: str) -> Iterator[bytes]:
        if self._open is None or self.output[self._open]["type"] != kind:
            yield from self._close()
            self._open = len(self.output)
            if kind == "message":
                item: dict[str, Any] = {"id": new_id("msg"), "type": "message", "role": "assistant"}
                yield self._add(item | {"status": "in_progress", "content": []})
                part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
                self.output[self._open]["content"].append(part)
                yield self._piece(self._open, "content_part.added", content_index=0, part=part)
            else:
                yield self._add({"id": new_id("rs"), "type": "reasoning", "status": "in_progress", "summary": []})
                part = {"type": "summary_text", "text": ""}
                self.output[self._open]["summary"].append(part)
                yield self._piece(self._open, "reasoning_summary_part.added", summary_index=0, part=part)
        assert self._open is not None
        if kind == "message":
            self.output[self._open]["content"][0]["text"] += text
            yield self._piece(self._open, "output_text.delta", content_index=0, delta=text, logprobs=[])
        else:
            self.output[self._open]["summary"][0]["text"] += text
            yield self._piece(self._open, "reasoning_summary_text.delta", summary_index=0, delta=text)

    def _close(self) -> Iterator[bytes]:
        """End the words or thoughts that are being said."""
        if self._open is None:
            return
        index, self._open = self._open, None
        item = self.output[index]
        if item["type"] == "message":
            part = item["content"][0]
            yield self._piece(index, "output_text.done", content_index=0, text=part["text"], logprobs=[])
            yield self._piece(index, "content_part.done", content_index=0, part=part)
        else:
            part = item["summary"][0]
            yield self._piece(index, "reasoning_summary_text.done", summary_index=0, text=part["text"])
            yield self._piece(index, "reasoning_summary_part.done", summary_index=0, part=part)
        yield self._end(index)

    def _add(self, item: dict[str, Any]) -> bytes:
        self.output.append(item)
        return self._event("response.output_item.added", output_index=len(self.output) - 1, item=item)

    def _end(self, index: int) -> bytes:
        self.output[index]["status"] = "completed"
        return self._event("response.output_item.done", output_index=index, item=self.output[index])

    def _piece(self, index: int, what: str, /, **fields: Any) -> bytes:
        return self._event(f"response.{what}", output_index=index, item_id=self.output[index]["id"], **fields)

    def _event(self, name: str, /, **fields: Any) -> bytes:
        value = {"type": name, "sequence_number": self._sequence, **fields}
        self._sequence += 1
        return f"event: {name}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n".encode("utf-8", "replace")


async def whole_response(told: Told, chunks: AsyncGenerator[Chunk, None]) -> dict[str, Any]:
    """The response at its end. Raises Unanswered."""
    async with aclosing(chunks):
        async for chunk in chunks:
            for _ in told.feed(chunk):
                pass
    return told.render(told.status)


async def stream_response(told: Told, chunks: AsyncGenerator[Chunk, None]) -> AsyncGenerator[bytes, None]:
    """The answer as server-sent events; a failure on the way is the last of them."""
    try:
        async with aclosing(chunks):
            for event in told.begin():
                yield event
            async for chunk in chunks:
                for event in told.feed(chunk):
                    yield event
        yield told.finish()
    except GessoError as wrong:
        yield told.fail(wrong)


def _tool(tool: ToolSpec) -> dict[str, Any]:
    return {
        "type": "function", "name": tool.name, "description": tool.about, "parameters": dict(tool.schema),
        "strict": False,
    }  # fmt: skip


def _format(asked: Asked) -> Mapping[str, Any]:
    if asked.shape is None:
        return {"type": "text"}
    return {"type": "json_schema", "name": "answer", "schema": dict(asked.shape.schema), "strict": True}
