"""How three families of providers speak over the wire, as a server would: streams, errors, and what they refuse.

OpenAI's chat completions, Anthropic's Messages and Gemini's streamGenerateContent, written after their public
descriptions and the types of their SDKs; nothing here was held against the real services. A dialect writes one
answer: `start`, then `thought`, `text` and `call` in any order, then `finish`. `complaint` says what the service
would reject in a request, so that a wrong shape fails a test instead of being answered.
"""

import asyncio
import json
import re
from typing import Any, ClassVar, Literal

Reason = Literal["stop", "length", "calls", "refused"]

INPUT_TOKENS, OUTPUT_TOKENS = 11, 7
PIECE = 5
"""Characters of a call's arguments in one event, where they come in pieces."""


class Dialect:
    """One answer in the making. `opening` and `closing` are the bytes around a piece of text, for cutting within."""

    opening: ClassVar[bytes]
    closing: ClassVar[bytes]

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    async def start(self) -> None:
        """What comes before all else; nothing in some dialects."""

    async def thought(self, text: str) -> None:
        raise NotImplementedError

    async def text(self, text: str) -> None:
        raise NotImplementedError

    async def call(self, name: str, args: str) -> None:
        """A tool call; `args` is JSON text."""
        raise NotImplementedError

    async def finish(self, reason: Reason) -> None:
        raise NotImplementedError

    async def blocked(self) -> None:
        """The whole of an answer that declines."""
        await self.start()
        await self.finish("refused")

    async def break_off(self) -> None:
        """An error in the middle of a stream."""
        raise NotImplementedError

    @classmethod
    def error(cls, fault: str) -> tuple[int, Any, str]:
        """Status, body and further header lines of a reply that is an error."""
        raise NotImplementedError

    @classmethod
    def models(cls) -> Any:
        raise NotImplementedError

    @classmethod
    def key_of(cls, headers: dict[str, str]) -> str:
        raise NotImplementedError

    @classmethod
    def complaint(cls, asked: Any) -> str:
        """What the service would reject, or ""."""
        raise NotImplementedError

    @classmethod
    def last_ask(cls, asked: Any) -> str:
        """The last user's text, or `say done: RESULT` after a tool's result."""
        raise NotImplementedError

    async def _event(self, value: Any, name: str = "", end: bytes = b"\n") -> None:
        data = b"data: " + json.dumps(value).encode() + end * 2
        await write_chunk(self._writer, f"event: {name}\n".encode() + data if name else data)


class OpenAI(Dialect):
    opening = b'data: {"id": "c1", "model": "fake", "choices": [{"index": 0, "delta": {"content": "'
    closing = b'"}}]}\n\n'
    _calls = 0

    async def send(self, delta: dict[str, Any], finish: str | None = None, **more: Any) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        whole = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "fake", "choices": [choice]}
        await self._event({**whole, **more})

    async def start(self) -> None:
        await self.send({"role": "assistant", "content": ""})

    async def thought(self, text: str) -> None:
        await self.send({"reasoning_content": text})

    async def text(self, text: str) -> None:
        await self.send({"content": text})

    async def call(self, name: str, args: str) -> None:
        index, self._calls = self._calls, self._calls + 1
        function: dict[str, Any] = {"name": name, "arguments": ""}
        named = {"index": index, "id": f"call_{index}", "type": "function", "function": function}
        await self.send({"tool_calls": [named]})
        for start in range(0, len(args), PIECE):
            await self.arguments(args[start : start + PIECE], index)

    async def arguments(self, piece: str, index: int = 0) -> None:
        await self.send({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})

    async def finish(self, reason: Reason) -> None:
        await self.send({}, {"calls": "tool_calls", "refused": "content_filter"}.get(reason, reason))
        usage = {"prompt_tokens": INPUT_TOKENS, "completion_tokens": OUTPUT_TOKENS}
        await self.send({}, None, choices=[], usage={**usage, "total_tokens": INPUT_TOKENS + OUTPUT_TOKENS})
        await write_chunk(self._writer, b"data: [DONE]\n\n")

    async def break_off(self) -> None:
        await self._event({"error": {"type": "server_error", "message": "overloaded", "code": 503}}, "error")

    @classmethod
    def error(cls, fault: str) -> tuple[int, Any, str]:
        told = {
            "429": (429, "Rate limit reached", "rate_limit_exceeded"),
            "500": (500, "The server had an error", None),
            "503": (503, "Overloaded", None),
            "401": (401, "Incorrect API key provided", "invalid_api_key"),
            "404": (404, "The model does not exist", "model_not_found"),
            "402": (429, "You exceeded your current quota", "insufficient_quota"),
            "400-long": (400, "too many", "context_length_exceeded"),
        }
        status, message, code = told.get(fault, (400, fault, "invalid_request_error"))
        body = {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}
        return status, body, "retry-after: 7\r\n" if fault == "429" else ""

    @classmethod
    def models(cls) -> Any:
        data = [{"id": name, "object": "model"} for name in ("fake-large", "fake-small", "text-embedding-fake")]
        data[0]["max_model_len"] = 32768  # type: ignore[assignment]  # as vLLM tells it
        return {"data": data, "object": "list"}

    @classmethod
    def key_of(cls, headers: dict[str, str]) -> str:
        return headers.get("authorization", "").removeprefix("Bearer ")

    @classmethod
    def complaint(cls, asked: Any) -> str:
        waiting: list[str] = []
        for message in asked["messages"]:
            if message["role"] == "tool":
                if message["tool_call_id"] not in waiting:
                    return f"tool_call_id {message['tool_call_id']} answers no call"
                waiting.remove(message["tool_call_id"])
            elif waiting:
                return f"calls without a result: {waiting}"
            waiting += [call["id"] for call in message.get("tool_calls") or ()]
        return f"calls without a result: {waiting}" if waiting else ""

    @classmethod
    def last_ask(cls, asked: Any) -> str:
        message = asked["messages"][-1]
        return f"say done: {message['content']}" if message["role"] == "tool" else str(message["content"])


class Anthropic(Dialect):
    opening = (
        b'event: content_block_delta\ndata: {"type": "content_block_delta", "index": 0, '
        b'"delta": {"type": "text_delta", "text": "'
    )
    closing = b'"}}\n\n'
    _index, _block = -1, ""

    async def _send(self, kind: str, **value: Any) -> None:
        await self._event({"type": kind, **value}, kind)

    async def _in(self, kind: str, **block: Any) -> None:
        """Be in a block of that kind: the present one where it is of the kind, else a new one."""
        if self._block == kind and kind != "tool_use":
            return
        await self._close()
        self._index, self._block = self._index + 1, kind
        await self._send("content_block_start", index=self._index, content_block={"type": kind, **block})

    async def _close(self) -> None:
        if self._block == "thinking":
            await self._delta("signature_delta", signature="c2lnbmF0dXJl")
        if self._block:
            await self._send("content_block_stop", index=self._index)
        self._block = ""

    async def _delta(self, kind: str, **value: Any) -> None:
        await self._send("content_block_delta", index=self._index, delta={"type": kind, **value})

    async def start(self) -> None:
        message: dict[str, Any] = {
            "id": "msg_1", "type": "message", "role": "assistant", "model": "fake", "content": [], "stop_reason": None,
            "stop_sequence": None, "usage": {"input_tokens": INPUT_TOKENS, "output_tokens": 1},
        }  # fmt: skip
        await self._send("message_start", message=message)
        await self._send("ping")

    async def thought(self, text: str) -> None:
        await self._in("thinking", thinking="", signature="")
        await self._delta("thinking_delta", thinking=text)

    async def text(self, text: str) -> None:
        await self._in("text", text="")
        await self._delta("text_delta", text=text)

    async def call(self, name: str, args: str) -> None:
        await self._in("tool_use", id=f"toolu_{self._index + 2}", name=name, input={})
        await self._delta("input_json_delta", partial_json="")
        for start in range(0, len(args), PIECE):
            await self._delta("input_json_delta", partial_json=args[start : start + PIECE])

    async def finish(self, reason: Reason) -> None:
        await self._close()
        reasons = {"stop": "end_turn", "calls": "tool_use", "length": "max_tokens", "refused": "refusal"}
        ended = {"stop_reason": reasons[reason], "stop_sequence": None}
        await self._send("message_delta", delta=ended, usage={"output_tokens": OUTPUT_TOKENS})
        await self._send("message_stop")

    async def break_off(self) -> None:
        await self._send("error", error={"type": "overloaded_error", "message": "Overloaded"})

    @classmethod
    def error(cls, fault: str) -> tuple[int, Any, str]:
        told = {
            "429": (429, "rate_limit_error", "This would exceed your rate limit"),
            "500": (500, "api_error", "Internal server error"),
            "503": (529, "overloaded_error", "Overloaded"),
            "401": (401, "authentication_error", "invalid x-api-key"),
            "404": (404, "not_found_error", "model: claude-opus-4-8"),
            "402": (400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API."),
            "400-long": (400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
        }
        status, kind, message = told.get(fault, (400, "invalid_request_error", fault))
        body = {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_1"}
        return status, body, "retry-after: 7\r\n" if fault == "429" else ""

    @classmethod
    def models(cls) -> Any:
        made = "2026-05-01T00:00:00Z"
        row = {"type": "model", "created_at": made, "max_input_tokens": 200_000}
        data = [{**row, "id": name, "display_name": name} for name in ("claude-opus-4-8", "claude-sonnet-4-6")]
        return {"data": data, "has_more": False, "first_id": data[0]["id"], "last_id": data[-1]["id"]}

    @classmethod
    def key_of(cls, headers: dict[str, str]) -> str:
        return headers.get("x-api-key", "") if "anthropic-version" in headers else ""

    @classmethod
    def complaint(cls, asked: Any) -> str:
        if not isinstance(asked.get("max_tokens"), int):
            return "max_tokens: Field required"
        waiting: list[str] = []
        for number, message in enumerate(asked["messages"]):
            if message["role"] not in ("user", "assistant"):
                return f"messages.{number}: role {message['role']!r} is not supported on this model"
            blocks = message["content"]
            blocks = [{"type": "text", "text": blocks}] if isinstance(blocks, str) else blocks
            if any(block["type"] == "text" and not block["text"].strip() for block in blocks):
                return f"messages.{number}: text content blocks must contain non-whitespace text"
            given = [block["tool_use_id"] for block in blocks if block["type"] == "tool_result"]
            if waiting != given:
                return f"messages.{number}: tool_use ids {waiting} were answered by {given}"
            waiting = [block["id"] for block in blocks if block["type"] == "tool_use"]
            if any(not re.fullmatch(r"[a-zA-Z0-9_-]+", call) for call in waiting):
                return f"messages.{number}: tool_use.id should match ^[a-zA-Z0-9_-]+$"
        return "" if asked["messages"][0]["role"] == "user" else "first message must use the user role"

    @classmethod
    def last_ask(cls, asked: Any) -> str:
        content = asked["messages"][-1]["content"]
        if isinstance(content, str):
            return content
        results = [part for part in content if part.get("type") == "tool_result"]
        if not results:
            return str([part["text"] for part in content if part.get("type") == "text"][-1])
        inner = results[-1]["content"]
        return f"say done: {inner if isinstance(inner, str) else inner[0]['text']}"


class Gemini(Dialect):
    opening = b'data: {"candidates": [{"content": {"parts": [{"text": "'
    closing = b'"}], "role": "model"}, "index": 0}], "modelVersion": "fake", "responseId": "r1"}\r\n\r\n'

    async def _parts(self, *parts: dict[str, Any], finish: str = "") -> None:
        candidate: dict[str, Any] = {"content": {"parts": list(parts), "role": "model"}, "index": 0}
        counts = {}
        if finish:
            candidate["finishReason"] = finish
            counts = {"candidatesTokenCount": OUTPUT_TOKENS - 2, "thoughtsTokenCount": 2}
        await self._chunk(counts, candidates=[candidate])

    async def _chunk(self, usage: dict[str, int], **more: Any) -> None:
        counted = {"promptTokenCount": INPUT_TOKENS, "totalTokenCount": INPUT_TOKENS + sum(usage.values()), **usage}
        await self._event({**more, "usageMetadata": counted, "modelVersion": "fake", "responseId": "r1"}, "", b"\r\n")

    async def thought(self, text: str) -> None:
        await self._parts({"text": text, "thought": True})

    async def text(self, text: str) -> None:
        await self._parts({"text": text})

    async def call(self, name: str, args: str) -> None:
        """Gemini sends the arguments whole, and older models send no id."""
        await self._parts({"functionCall": {"name": name, "args": json.loads(args)}, "thoughtSignature": "c2ln"})

    async def finish(self, reason: Reason) -> None:
        reasons = {"length": "MAX_TOKENS", "refused": "SAFETY"}
        await self._parts({"text": ""}, finish=reasons.get(reason, "STOP"))

    async def blocked(self) -> None:
        await self._chunk({}, promptFeedback={"blockReason": "PROHIBITED_CONTENT"})

    async def break_off(self) -> None:
        _, body, _ = self.error("503")
        await self._event(body, "", b"\r\n")

    @classmethod
    def error(cls, fault: str) -> tuple[int, Any, str]:
        retry = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"}
        reason = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID",
                  "domain": "googleapis.com"}  # fmt: skip
        too_long = "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
        told: dict[str, tuple[int, str, str, list[Any]]] = {
            "429": (429, "RESOURCE_EXHAUSTED", "Resource has been exhausted", [retry]),
            "500": (500, "INTERNAL", "An internal error has occurred", []),
            "503": (503, "UNAVAILABLE", "The model is overloaded. Please try again later.", []),
            "401": (400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [reason]),
            "404": (404, "NOT_FOUND", "models/fake is not found for API version v1beta", []),
            "402": (400, "FAILED_PRECONDITION", "Please enable billing on your project in Google AI Studio.", []),
            "400-long": (400, "INVALID_ARGUMENT", too_long, []),
        }
        status, name, message, details = told.get(fault, (400, "INVALID_ARGUMENT", fault, []))
        return status, {"error": {"code": status, "message": message, "status": name, "details": details}}, ""

    @classmethod
    def models(cls) -> Any:
        def row(name: str, *methods: str) -> dict[str, Any]:
            return {"name": f"models/{name}", "version": "001", "displayName": name, "inputTokenLimit": 1048576,
                    "outputTokenLimit": 65536, "supportedGenerationMethods": list(methods)}  # fmt: skip

        return {"models": [row("gemini-2.5-flash", "generateContent", "countTokens"),
                           row("gemini-3.1-pro-preview", "generateContent"), row("embedding-001", "embedContent"),
                           row("gemini-2.5-flash-native", "bidiGenerateContent")]}  # fmt: skip

    @classmethod
    def key_of(cls, headers: dict[str, str]) -> str:
        return headers.get("x-goog-api-key", "")

    @classmethod
    def complaint(cls, asked: Any) -> str:
        waiting: list[str] = []
        for number, content in enumerate(asked["contents"]):
            if content["role"] not in ("user", "model"):
                return f"contents[{number}]: Please use a valid role: user, model."
            if not content["parts"]:
                return f"contents[{number}].parts must not be empty"
            given = [part["functionResponse"]["name"] for part in content["parts"] if "functionResponse" in part]
            if waiting != given:
                return f"contents[{number}]: function responses {given} do not match the calls {waiting}"
            calls = [part for part in content["parts"] if "functionCall" in part]
            if calls and "thoughtSignature" not in calls[0]:
                return f"contents[{number}]: Function call is missing a thought_signature"
            waiting = [part["functionCall"]["name"] for part in calls]
        return "" if asked["contents"][0]["role"] == "user" else "a function call must come after a user turn"

    @classmethod
    def last_ask(cls, asked: Any) -> str:
        parts = asked["contents"][-1]["parts"]
        results = [part["functionResponse"]["response"] for part in parts if "functionResponse" in part]
        if not results:
            return str(parts[-1]["text"])
        return f"say done: {results[-1].get('output', results[-1].get('return_value'))}"


def dialect_of(path: str) -> type[Dialect]:
    """The dialect of a request's path; OpenAI's where it is no other's."""
    if re.search(r"/v1/(messages(\?.*)?|models\?limit=\d+)$", path):
        return Anthropic
    if re.search(r"/v1beta/models(\?pageSize=\d+|/[\w.-]+:streamGenerateContent\?alt=sse)$", path):
        return Gemini
    return OpenAI


async def write_chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(b"%x\r\n%s\r\n" % (len(data), data))
    await writer.drain()
