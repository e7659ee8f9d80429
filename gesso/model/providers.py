"""The one file that knows pydantic-ai: our messages into its, its events into our chunks, its errors into ours.

Loaded on first use by `remote.py`, in a thread. It keeps no state but an HTTP client, repeats nothing and waits for
ever: limits and retries belong to `remote.py`. No type of pydantic-ai or of an SDK leaves it.

What our messages do not carry is not sent back: thoughts of earlier steps and provider signatures.
"""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import aclosing
from contextvars import ContextVar
from typing import Any, Literal

import httpx2
from pydantic_ai import exceptions as failing
from pydantic_ai import messages as parts
from pydantic_ai.direct import model_request_stream
from pydantic_ai.models import Model as ProviderModel
from pydantic_ai.models import ModelRequestParameters, StreamedResponse
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from gesso.model.connections import Connection
from gesso.model.discovery import is_loopback
from gesso.model.messages import (
    CallChunk,
    Chunk,
    EndChunk,
    ErrorKind,
    Message,
    ModelError,
    TextChunk,
    ThoughtChunk,
    ToolSpec,
    UsageChunk,
)

CONNECT_TIMEOUT_S = 10.0
LINE_LIMIT_BYTES = 8 * 1024 * 1024
"""SDKs gather a line of a stream in memory before reading it; one that never ends would fill it."""

_DONE = re.compile(rb"\ndata: ?\[DONE\]")

_REASONS: dict[str, Literal["stop", "length", "calls", "refused"]] = {
    "stop": "stop",
    "length": "length",
    "content_filter": "refused",
    "tool_call": "calls",
}


# The bodies read for one request, for the hook of an HTTP client that many requests share.
_BODIES: "ContextVar[list[_LineLimited]]" = ContextVar("bodies")


def open_client(connection: Connection, model: str) -> "ProviderClient":
    """The client for one model of a connection. Loads the provider's SDK (up to a second of CPU).

    Raises ModelError("auth") where a key is needed and missing, BadInput for a bad address.
    """
    if connection.kind.needs_key and not connection.key:
        raise ModelError("auth", f"{connection.label} needs a key. Add it in the settings.")
    address = connection.address
    http = httpx2.AsyncClient(
        timeout=httpx2.Timeout(None, connect=CONNECT_TIMEOUT_S),
        trust_env=not is_loopback(address),  # a proxy for the outside cannot reach this machine
        event_hooks={"response": [_limit_lines]},
    )
    try:
        says_done = connection.kind.api not in ("anthropic", "google")
        return ProviderClient(_model(connection, model, address, http), connection.label, http, says_done)
    except failing.UserError as wrong:
        raise explain(wrong, connection.label) from wrong


def _model(connection: Connection, name: str, address: str, http: httpx2.AsyncClient) -> ProviderModel:
    """pydantic-ai's model. Keys are always passed, so that none is ever taken from the environment."""
    key = connection.key or "no-key"
    match connection.kind.api:
        case "anthropic":
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            return AnthropicModel(name, provider=AnthropicProvider(api_key=key, base_url=address, http_client=http))
        case "google":
            from pydantic_ai.models.google import GoogleModel
            from pydantic_ai.providers.google import GoogleProvider

            return GoogleModel(name, provider=GoogleProvider(api_key=key, base_url=address, http_client=http))
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel

    client = AsyncOpenAI(api_key=key, base_url=address, http_client=http, max_retries=0)
    match connection.kind.api:
        case "openai":
            from pydantic_ai.providers.openai import OpenAIProvider

            return OpenAIChatModel(name, provider=OpenAIProvider(openai_client=client))
        case "openrouter":
            from pydantic_ai.models.openrouter import OpenRouterModel
            from pydantic_ai.providers.openrouter import OpenRouterProvider

            return OpenRouterModel(name, provider=OpenRouterProvider(openai_client=client))
        case "deepseek":
            from pydantic_ai.providers.deepseek import DeepSeekProvider

            return OpenAIChatModel(name, provider=DeepSeekProvider(openai_client=client))
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    return OpenAIChatModel(name, provider=OpenAICompatibleProvider(connection.provider, openai_client=client))


class ProviderClient:
    """One model of one provider. Streams may run side by side.

    `says_done`: its streams end with OpenAI's line `data: [DONE]`.
    """

    def __init__(self, model: ProviderModel, label: str, http: httpx2.AsyncClient, says_done: bool) -> None:
        self._model, self._label, self._http, self._says_done = model, label, http, says_done

    async def stream_once(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], settings: Mapping[str, Any]
    ) -> AsyncGenerator[Chunk, None]:
        """The chunks of one request, without a second try. A cut stream just ends, without an EndChunk.

        `settings` may hold max_tokens, temperature, seed and stop_sequences. Raises ModelError.
        """
        try:
            async with aclosing(self._chunks(messages, tools, settings)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except (failing.AgentRunError, failing.UserError, httpx2.HTTPError, ValueError, OSError) as wrong:
            raise explain(wrong, self._label) from wrong

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _chunks(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], settings: Mapping[str, Any]
    ) -> AsyncGenerator[Chunk, None]:
        definitions = [
            ToolDefinition(name=tool.name, description=tool.about, parameters_json_schema=dict(tool.schema))
            for tool in tools
        ]
        asked = model_request_stream(
            self._model,
            render_history(messages),
            model_settings=ModelSettings(max_retries=0, **settings),  # type: ignore[typeddict-item]  # our names are its
            model_request_parameters=ModelRequestParameters(function_tools=definitions, allow_text_output=True),
        )
        called = False
        bodies: list[_LineLimited] = []
        _BODIES.set(bodies)
        async with asked as answer:
            async for event in answer:
                for chunk in _read(event):
                    called = called or isinstance(chunk, CallChunk)
                    yield chunk
            usage = answer.usage
            if usage.input_tokens or usage.output_tokens:
                yield UsageChunk(usage.input_tokens, usage.output_tokens)
            if answer.finish_reason == "error":
                raise ModelError("bad_reply", f"{self._label} broke its answer off with an error. Try again.")
            if answer.finish_reason is not None and not self._only_stopped(answer, bodies):
                reason = _REASONS.get(answer.finish_reason, "stop")
                # Some servers end an answer that calls tools with "stop".
                yield EndChunk("calls" if called and reason == "stop" else reason)

    def _only_stopped(self, answer: StreamedResponse, bodies: "Sequence[_LineLimited]") -> bool:
        """Whether the stream ended without the server saying so, as behind a proxy that lost its server.

        pydantic-ai then says "stop", because a few servers never give a reason; those at least say [DONE].
        """
        given = (answer.provider_details or {}).get("finish_reason") or answer.finish_reason == "content_filter"
        return self._says_done and not given and not any(body.done for body in bodies)


def render_history(messages: Sequence[Message]) -> list[parts.ModelMessage]:
    """Our conversation as pydantic-ai's: what is said to the model in requests, what it said in responses."""
    history: list[parts.ModelMessage] = []
    for message in messages:
        if message.role == "assistant":
            said: list[parts.ModelResponsePart] = [parts.TextPart(message.text)] if message.text else []
            said += [parts.ToolCallPart(call.name, dict(call.args), tool_call_id=call.id) for call in message.calls]
            if said:
                history.append(parts.ModelResponse(said))
            continue
        part: parts.ModelRequestPart
        match message.role:
            case "system":
                part = parts.SystemPromptPart(message.text)
            case "user":
                part = parts.UserPromptPart(message.text)
            case "tool":
                part = parts.ToolReturnPart(message.call_name, message.text, tool_call_id=message.call_id)
        last = history[-1] if history else None
        if isinstance(last, parts.ModelRequest):
            history[-1] = parts.ModelRequest([*last.parts, part])
        else:
            history.append(parts.ModelRequest([part]))
    return history


def _read(event: parts.ModelResponseStreamEvent) -> list[Chunk]:
    match event:
        case parts.PartStartEvent(part=parts.TextPart(content=text)) if text:
            return [TextChunk(text)]
        case parts.PartStartEvent(part=parts.ThinkingPart(content=text)) if text:
            return [ThoughtChunk(text)]
        case parts.PartStartEvent(index=index, part=parts.ToolCallPart() as call):
            args = call.args if isinstance(call.args, str) else call.args_as_json_str() if call.args else ""
            return [CallChunk(str(index), call.tool_name, args)]
        case parts.PartDeltaEvent(delta=parts.TextPartDelta(content_delta=text)) if text:
            return [TextChunk(text)]
        case parts.PartDeltaEvent(delta=parts.ThinkingPartDelta(content_delta=text)) if text:
            return [ThoughtChunk(text)]
        case parts.PartDeltaEvent(index=index, delta=parts.ToolCallPartDelta(args_delta=str(text))) if text:
            return [CallChunk(str(index), "", text)]
    return []


def explain(wrong: Exception, who: str) -> ModelError:
    """Any failure of a provider as a plain sentence and one next step."""
    retry = wrong.retry_after if isinstance(wrong, failing.ModelAPIError) else None
    kind: ErrorKind
    inner: BaseException | None = wrong
    while inner is not None and not isinstance(inner, httpx2.DecodingError):
        inner = inner.__cause__
    wrong = inner or wrong  # read as a broken connection by the SDK, but it is what arrived that was wrong
    match wrong:
        case httpx2.DecodingError():
            kind, text = "bad_reply", f"{who} sent something that cannot be read. Try again or choose another model."
        case failing.ModelAuthenticationError():
            kind, text = "auth", f"{who} refused the key. Check it in the settings."
        case failing.ModelContextWindowExceededError():
            kind, text = "too_long", f"This is longer than the model can read, says {who}. Ask about a smaller part."
        case failing.ModelQuotaExceededError():
            kind, text = "refused", f"{who} says that the account's credit or quota is used up. Top it up there."
        case failing.ModelRateLimitError():
            wait = f"in {retry:.0f} seconds" if retry else "in a minute"
            kind, text = "rate", f"{who} is getting too many requests. Try again {wait}."
        case failing.ModelNotFoundError():
            kind, text = "missing", f"{who} does not have this model. Choose another, or refresh the connection's list."
        case failing.ModelTimeoutError() | httpx2.TimeoutException():
            kind, text = "timeout", f"{who} did not answer in time. Try again."
        case failing.ModelConnectionError(phase=None | "read") | httpx2.RemoteProtocolError() | httpx2.ReadError():
            kind, text = "unavailable", f"The connection to {who} broke off. Try again."
        case failing.ModelConnectionError() | httpx2.TransportError() | OSError():
            kind, text = "unavailable", f"{who} cannot be reached. Check that it runs and the address in the settings."
        case failing.ModelUnavailableError() | failing.ModelServerError():
            status = getattr(wrong, "status_code", "an error")
            kind, text = "unavailable", f"{who} is having trouble (it answered {status}). Try again in a moment."
        case failing.ContentFilterError():
            kind, text = "refused", f"{who} declined to answer this. Put it in other words."
        case failing.ModelRequestRejectedError():
            kind, text = "refused", f"{who} rejected the request ({_said(wrong)}). Try another model."
        case failing.UserError():
            kind, text = "refused", f"This model cannot be used so ({str(wrong)[:200]}). Choose another model."
        case _:
            kind, text = "bad_reply", f"{who} sent something that cannot be read. Try again or choose another model."
    return ModelError(kind, text, retry_after_s=retry)


def _said(wrong: failing.ModelAPIError) -> str:
    """What the provider itself said, shortened; its words can hold anything, so only their start."""
    body = wrong.body
    inner = body.get("error", body) if isinstance(body, dict) else body
    message = inner.get("message") if isinstance(inner, dict) else inner
    return " ".join(str(message or wrong.message).split())[:200]


class _LineLimited(httpx2.AsyncByteStream):
    """A response's bytes, until a line grows past the limit. `done` once OpenAI's last line has come."""

    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner
        self.done = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        tail = b"\n"
        async for piece in self._inner:
            self.done = self.done or _DONE.search(tail + piece) is not None
            tail = (tail + piece)[-16:]
            last = piece.rfind(b"\n")
            size = size + len(piece) if last < 0 else len(piece) - last - 1
            if size > LINE_LIMIT_BYTES:
                raise httpx2.DecodingError(f"a line of the reply is longer than {LINE_LIMIT_BYTES} bytes")
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _limit_lines(response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = body = _LineLimited(response.stream)
        _BODIES.get([]).append(body)
