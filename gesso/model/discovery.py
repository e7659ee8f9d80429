"""Asking servers which models they have: a configured one, or the ones that usually listen on this machine.

Only ever runs when somebody asks for it. Speaks plain HTTP with httpx, so that looking for servers loads no provider's
SDK. A reply is believed up to 8 MB and 2,000 models.
"""

import asyncio
import re
from typing import TYPE_CHECKING, Any

from gesso.model.connections import PROVIDERS, Connection, ServedModel
from gesso.model.messages import ErrorKind, ModelError

if TYPE_CHECKING:
    import httpx

CHECK_TIMEOUT_S = 15.0
FIND_TIMEOUT_S = 1.0
_REPLY_LIMIT_BYTES = 8 * 1024 * 1024
_MODELS_LIMIT = 2_000
_NOT_FOR_CHAT = re.compile(
    r"embed|whisper|tts|dall-e|moderation|image|audio|realtime|transcribe|davinci|babbage|sora|rerank|veo|imagen|"
    r"guard|bge-|computer-use",
    re.IGNORECASE,
)


def new_client(address: str) -> "httpx.AsyncClient":
    """A client for one server. Proxies set in the environment are for the outside, not for this machine."""
    import httpx

    return httpx.AsyncClient(trust_env=not is_loopback(address), timeout=CHECK_TIMEOUT_S)


def is_loopback(address: str) -> bool:
    return re.match(r"https?://(127\.[0-9.]+|localhost|\[::1\])(:|/|$)", address) is not None


def require_key(connection: Connection) -> str:
    """The connection's key, "" without one. Raises ModelError("auth") where it is needed and missing or is none."""
    key = connection.key or ""
    if connection.kind.needs_key and not key:
        raise ModelError("auth", f"{connection.label} needs a key. Make one at {connection.kind.keys_at} and paste it.")
    if not (key.isascii() and key.isprintable()):
        raise ModelError("auth", f"The key of {connection.label} holds characters that no key has. Paste it again.")
    return key


async def check(connection: Connection, client: "httpx.AsyncClient | None" = None) -> list[ServedModel]:
    """The chat models a connection offers, with prices and sizes where they are known.

    Raises ModelError when the server does not answer, refuses the key, or answers with something else.
    """
    require_key(connection)
    if client is None:
        async with new_client(connection.address) as own:
            return await check(connection, own)
    found = await discover(connection, client)
    return await asyncio.to_thread(_priced, connection, found)


async def discover(connection: Connection, client: "httpx.AsyncClient") -> list[ServedModel]:
    """What the server itself tells of its models. Raises ModelError."""
    url, headers = _question(connection)
    value = await _get_json(connection, client, url, headers)
    items = value.get("data", value.get("models")) if isinstance(value, dict) else value
    if not isinstance(items, list):
        raise ModelError(
            "bad_reply",
            f"{connection.label} answers at {connection.address}, but not with a list of models. "
            "Check the address; for most servers it ends in /v1.",
        )
    served = [model for item in items[:_MODELS_LIMIT] if (model := _served(item)) is not None]
    return sorted(served, key=lambda model: model.id)


async def find_local(timeout_s: float = FIND_TIMEOUT_S) -> list[Connection]:
    """Servers of the known kinds that answer on this machine's usual ports, as connections that can be kept."""

    async def ask(kind_id: str, address: str) -> Connection | None:
        connection = Connection(id=f"local-{kind_id}", provider=kind_id, base_url=address)
        try:
            async with asyncio.timeout(timeout_s), new_client(address) as client:
                models = await discover(connection, client)
        except (ModelError, TimeoutError):
            return None
        return connection.model_copy(update={"models": tuple(models)})

    asking = [ask(kind.id, kind.base_url) for kind in PROVIDERS if kind.local and kind.base_url]
    return [found for found in await asyncio.gather(*asking) if found is not None]


def _question(connection: Connection) -> tuple[str, dict[str, str]]:
    key, address = connection.key or "", connection.address
    match connection.kind.api:
        case "anthropic":
            headers = {"x-api-key": key, "anthropic-version": "2023-06-01"}
            if address != connection.kind.base_url:
                headers["Authorization"] = f"Bearer {key}"  # as some gateways want it, and as answers are asked for
            return f"{address}/v1/models?limit=1000", headers
        case "google":
            return f"{address}/v1beta/models?pageSize=1000", {"x-goog-api-key": key}
    return f"{address}/models", {"Authorization": f"Bearer {key}"} if key else {}


async def _get_json(connection: Connection, client: "httpx.AsyncClient", url: str, headers: dict[str, str]) -> Any:
    import json

    import httpx

    where = f"{connection.label} at {connection.address}"
    try:
        async with asyncio.timeout(CHECK_TIMEOUT_S), client.stream("GET", url, headers=headers) as reply:
            body = bytearray()
            async for piece in reply.aiter_bytes():
                body += piece
                if len(body) > _REPLY_LIMIT_BYTES:
                    raise ModelError("bad_reply", f"{where} sent a list too large to be one of models.")
            status = reply.status_code
        if status == 200:
            return json.loads(body)
    except (TimeoutError, httpx.TimeoutException) as wrong:
        raise ModelError("timeout", f"{where} did not answer in {CHECK_TIMEOUT_S:.0f} seconds. Try again.") from wrong
    except httpx.InvalidURL as wrong:
        raise ModelError("unavailable", f"{connection.address!r} is not a web address. Check it.") from wrong
    except httpx.HTTPError as wrong:
        raise ModelError("unavailable", f"{where} cannot be reached. Check that it runs and the address.") from wrong
    except ValueError as wrong:
        raise ModelError("bad_reply", f"{where} did not answer with JSON. Check the address.") from wrong
    refused = status in (401, 403) or (status == 400 and b"API_KEY_INVALID" in body)  # Gemini calls it a bad request
    kind: ErrorKind = "auth" if refused else "rate" if status == 429 else "unavailable"
    step = "Check the key." if kind == "auth" else "Try again later." if status >= 429 else "Check the address."
    raise ModelError(kind, f"{where} answered with status {status}. {step}")


def _served(item: Any) -> ServedModel | None:
    """One entry of any of the list formats, or None where it is not a model for conversation."""
    if not isinstance(item, dict):
        return None
    name = item.get("id") or item.get("name")
    if not isinstance(name, str) or not 0 < len(name) <= 300:
        return None
    methods = item.get("supportedGenerationMethods")
    if isinstance(methods, list) and "generateContent" not in methods:
        return None
    name = name.removeprefix("models/")
    if _NOT_FOR_CHAT.search(name):
        return None
    meta = item.get("meta") if isinstance(item.get("meta"), dict) else {}
    sizes = (item.get("max_model_len"), item.get("context_length"), item.get("inputTokenLimit"),
             item.get("context_window"), item.get("max_input_tokens"), (meta or {}).get("n_ctx"))  # fmt: skip
    context = next((size for size in sizes if isinstance(size, int) and size > 0), None)
    return ServedModel(id=name, context_tokens=context, price=_quoted_price(item.get("pricing")))


def _quoted_price(pricing: Any) -> tuple[float, float] | None:
    """OpenRouter quotes USD per token, as text."""
    try:
        return round(float(pricing["prompt"]) * 1e6, 6), round(float(pricing["completion"]) * 1e6, 6)
    except (TypeError, KeyError, ValueError):
        return None


def _priced(connection: Connection, models: list[ServedModel]) -> list[ServedModel]:
    """Fills gaps from the price list that comes with pydantic-ai. What runs on this machine has no price."""
    if connection.kind.local or connection.provider == "compatible":
        return models
    from datetime import UTC, datetime
    from decimal import Decimal

    from genai_prices.data_snapshot import get_snapshot

    now, snapshot = datetime.now(UTC), get_snapshot()
    filled = []
    for model in models:
        try:
            _, known = snapshot.find_provider_model(model.id, None, _PRICE_LIST_NAMES.get(connection.provider), None)
        except LookupError:
            filled.append(model)
            continue
        prices = known.get_prices(now)
        pair = (prices.input_mtok, prices.output_mtok)
        # Prices that rise with the length of the prompt are left out: one number would be wrong.
        price = (float(pair[0]), float(pair[1])) if all(isinstance(one, Decimal) for one in pair) else None  # type: ignore[arg-type]  # mypy does not narrow through all()
        filled.append(
            model.model_copy(
                update={"context_tokens": model.context_tokens or known.context_window, "price": model.price or price}
            )
        )
    return filled


_PRICE_LIST_NAMES = {"xai": "x-ai", "anthropic": "anthropic", "openai": "openai", "google": "google", "groq": "groq",
                     "mistral": "mistral", "openrouter": "openrouter", "deepseek": "deepseek", "together": "together",
                     "fireworks": "fireworks", "cerebras": "cerebras"}  # fmt: skip
