"""Where pydantic-ai is spoken to: our messages into its, its events into our chunks (errors: `provider_errors.py`).

Loaded on first use by `remote.py`, in a thread. It keeps no state but an HTTP client, repeats nothing and waits for
ever: limits and retries belong to `remote.py`. No type of pydantic-ai or of an SDK leaves these two files.

What our messages do not carry is not sent back: thoughts of earlier steps and provider signatures. Thoughts are shown
where a provider sends them, and not asked for: some models refuse a request that asks. Gemini sends a call's arguments
whole, so what is written with it appears at once.
"""

import hashlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Literal

import httpx2
from pydantic_ai import exceptions as failing
from pydantic_ai import messages as parts
from pydantic_ai.direct import model_request_stream
from pydantic_ai.models import Model as ProviderModel
from pydantic_ai.models import ModelRequestParameters, StreamedResponse
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from gesso.model.connections import Connection
from gesso.model.discovery import require_key
from gesso.model.messages import (
    CallChunk,
    Chunk,
    EndChunk,
    Json,
    Message,
    ModelError,
    TextChunk,
    ThoughtChunk,
    ToolSpec,
    UsageChunk,
)
from gesso.model.provider_errors import FAILURES, explain
from gesso.model.provider_http import BODIES, LimitedBody, new_provider_client

_REASONS: dict[str, Literal["stop", "length", "calls", "refused"]] = {
    "stop": "stop",
    "length": "length",
    "content_filter": "refused",
    "tool_call": "calls",
}


def open_client(connection: Connection, model: str) -> "ProviderClient":
    """The client for one model of a connection. Loads the provider's SDK (up to a second of CPU).

    Raises ModelError("auth") where a key is needed and missing, BadInput for a bad address.
    """
    key = require_key(connection)
    http = new_provider_client(connection.address)
    try:
        return ProviderClient(_model(connection, model, key or "no-key", http), connection, http)
    except failing.UserError as wrong:
        raise explain(wrong, connection.label, key) from wrong


def _model(connection: Connection, name: str, key: str, http: httpx2.AsyncClient) -> ProviderModel:
    """pydantic-ai's model. Keys are always passed, so that none is ever taken from the environment."""
    address = connection.address
    match connection.kind.api:
        case "anthropic":
            from anthropic import AsyncAnthropic
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            speaker = AsyncAnthropic(api_key=key, base_url=address, http_client=http, max_retries=0)
            # Instead of what ANTHROPIC_CUSTOM_HEADERS holds. The SDK sends the key as a bearer; many gateways look for
            # it where Anthropic's first API had it.
            speaker._custom_headers = {"x-api-key": key} if address != connection.kind.base_url else {}
            return AnthropicModel(name, provider=AnthropicProvider(anthropic_client=speaker))
        case "google":
            from pydantic_ai.models.google import GoogleModel
            from pydantic_ai.providers.google import GoogleProvider

            return GoogleModel(name, provider=GoogleProvider(api_key=key, base_url=address, http_client=http))
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel

    client = AsyncOpenAI(api_key=key, base_url=address, http_client=http, max_retries=0)
    client.organization = client.project = None  # the environment's name an account of OpenAI, which this need not be
    client._custom_headers = {}  # those of OPENAI_CUSTOM_HEADERS
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

    `_says_done`: its streams end with OpenAI's line `data: [DONE]`.
    """

    def __init__(self, model: ProviderModel, connection: Connection, http: httpx2.AsyncClient) -> None:
        self._model, self._label, self._key, self._http = model, connection.label, connection.key, http
        self._says_done = connection.kind.api not in ("anthropic", "google")

    async def stream_once(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec],
        settings: Mapping[str, Any],
        shape: Json | None = None,
    ) -> AsyncGenerator[Chunk, None]:
        """The chunks of one request, without a second try. A cut stream just ends, without an EndChunk.

        `settings` may hold max_tokens, temperature, seed, stop_sequences and tool_choice. Raises ModelError, "refused"
        where the provider cannot be held to `shape`.
        """
        try:
            async with aclosing(self._chunks(messages, tools, settings, shape)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except FAILURES as wrong:
            raise explain(wrong, self._label, self._key) from wrong

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _chunks(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], settings: Mapping[str, Any], shape: Json | None
    ) -> AsyncGenerator[Chunk, None]:
        definitions = [
            ToolDefinition(name=tool.name, description=tool.about, parameters_json_schema=dict(tool.schema))
            for tool in tools
        ]
        asked = model_request_stream(
            self._model,
            render_history(messages),
            model_settings=ModelSettings(**settings),  # type: ignore[typeddict-item]  # our names are its
            model_request_parameters=replace(_held_to(shape), function_tools=definitions),
        )
        bodies: list[LimitedBody] = []
        BODIES.set(bodies)
        try:
            async with asked as answer, aclosing(self._answered(answer, bodies)) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            for body in bodies:  # Gemini's SDK would leave a stream that nobody reads on open
                await body.aclose()

    async def _answered(self, answer: StreamedResponse, bodies: Sequence[LimitedBody]) -> AsyncGenerator[Chunk, None]:
        called = False
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

    def _only_stopped(self, answer: StreamedResponse, bodies: Sequence[LimitedBody]) -> bool:
        """Whether the stream ended without the server saying so, as behind a proxy that lost its server.

        pydantic-ai then says "stop", because a few servers never give a reason; those at least say [DONE].
        """
        given = (answer.provider_details or {}).get("finish_reason") or answer.finish_reason == "content_filter"
        return self._says_done and not given and not any(body.done for body in bodies)


def _held_to(shape: Json | None) -> ModelRequestParameters:
    """What makes an answer JSON of that shape; any object at all where it is only said to be one."""
    if shape is None:
        return ModelRequestParameters(allow_text_output=True)
    wanted = OutputObjectDefinition(dict(shape.schema), name="answer")
    mode: Literal["native", "prompted"] = "prompted" if shape.schema == {"type": "object"} else "native"
    return ModelRequestParameters(allow_text_output=True, output_mode=mode, output_object=wanted)


def render_history(messages: Sequence[Message]) -> list[parts.ModelMessage]:
    """Our conversation as pydantic-ai's: what is said to the model in requests, what it said in responses.

    Words of nothing but white space are left out, since Anthropic rejects them.
    """
    history: list[parts.ModelMessage] = []
    for message in messages:
        if message.role == "assistant":
            said: list[parts.ModelResponsePart] = [parts.TextPart(message.text)] if message.text.strip() else []
            said += [
                parts.ToolCallPart(call.name, dict(call.args), tool_call_id=_short(call.id)) for call in message.calls
            ]
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
                part = parts.ToolReturnPart(message.call_name, message.text, tool_call_id=_short(message.call_id))
        last = history[-1] if history else None
        if isinstance(last, parts.ModelRequest):
            history[-1] = parts.ModelRequest([*last.parts, part])
        else:
            history.append(parts.ModelRequest([part]))
    return history


def _short(call: str) -> str:
    """The call's id in nine letters and digits: Mistral's models take no other, and nobody minds them."""
    return hashlib.sha256(call.encode()).hexdigest()[:9]


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
