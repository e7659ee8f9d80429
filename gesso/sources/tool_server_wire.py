"""Speaking with a server of tools, by the official package, within limits of time, bytes, depth and number.

One conversation for one request: nothing is held open, so a server that hangs, floods or dies costs that request and
nothing else. Every connection goes through `outward`: the address is checked again each time, redirects stay with their
origin, and what is compressed is not read.
"""

import asyncio
import base64
import hashlib
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx2
import mcp_types as types
from mcp import Client, StdioServerParameters
from mcp.client import ClientExtension
from mcp.client.streamable_http import streamable_http_client
from pydantic import ValidationError

from gesso.base.errors import GessoError
from gesso.canvas.text import clean
from gesso.sources import outward
from gesso.sources.tool_server import (
    CALL_WITHIN_S,
    LIST_WITHIN_S,
    MOST_ABOUT,
    MOST_BYTES,
    MOST_PAGES,
    MOST_SCHEMA,
    MOST_SHOWN,
    MOST_TEXT,
    MOST_TOOLS,
    MOST_VIEW,
    VIEW_TYPE,
    AsCommand,
    AtAddress,
    Called,
    Kept,
    Listed,
    Offered,
    Place,
    ServerFailed,
    Things,
    ViewPage,
    Wording,
)

MOST_DEPTH = 40
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")

T = TypeVar("T")


class _Shows(ClientExtension):
    """Says that results can be shown by a page of the server's own (MCP Apps)."""

    identifier = "io.modelcontextprotocol/ui"

    def settings(self) -> dict[str, Any]:
        return {"mimeTypes": [VIEW_TYPE]}


class _TooMuch(ServerFailed):
    """The server sent more than is read."""


async def list_tools(place: Place, name: str) -> Listed:
    async def ask(client: Client) -> Listed:
        return await _list(client)

    return await _ask(place, name, LIST_WITHIN_S, ask)


async def call_tool(place: Place, name: str, offered: Offered, args: Mapping[str, Any]) -> Called:
    async def ask(client: Client) -> Called:
        listed = await _list(client)
        now = next((tool for tool in listed.tools if tool.name == offered.name), None)
        if now is None or now.print != offered.print:
            return Called("", ok=False, changed=listed)
        result = await client.call_tool(offered.name, dict(args))
        return Called(_words(result), ok=not result.is_error, whole=_whole(result))

    return await _ask(place, name, CALL_WITHIN_S, ask)


async def list_things(place: Place, name: str) -> Things:
    async def ask(client: Client) -> Things:
        can = client.server_capabilities
        files = (await client.list_resources()).resources if can.resources else []
        prompts = (await client.list_prompts()).prompts if can.prompts else []
        return Things([_kept(each) for each in files[:MOST_TOOLS]], [_wording(each) for each in prompts[:MOST_TOOLS]])

    return await _ask(place, name, LIST_WITHIN_S, ask)


async def read_thing(place: Place, name: str, uri: str) -> bytes:
    async def ask(client: Client) -> bytes:
        parts = [
            base64.b64decode(part.blob) if isinstance(part, types.BlobResourceContents) else part.text.encode()
            for part in (await client.read_resource(uri)).contents
        ]
        data = b"\n".join(parts)
        if len(data) > MOST_BYTES:
            raise _TooMuch(f"It has more than {MOST_BYTES // 1_000_000} MB, and was not taken.")
        return data

    return await _ask(place, name, CALL_WITHIN_S, ask)


async def read_view(place: Place, name: str, uri: str) -> ViewPage:
    async def ask(client: Client) -> ViewPage:
        parts = (await client.read_resource(uri)).contents
        part = parts[0] if len(parts) == 1 else None
        if part is None or (part.mime_type or "").replace(" ", "").lower() != VIEW_TYPE:
            raise ServerFailed(f"What is kept at {uri} is no page that can be shown here ({VIEW_TYPE}).")
        data = base64.b64decode(part.blob) if isinstance(part, types.BlobResourceContents) else part.text.encode()
        if len(data) > MOST_VIEW:
            raise _TooMuch(f"Its page has more than {MOST_VIEW / 1e6:.1f} MB, and was not taken.")
        return ViewPage(clean(data.decode("utf-8", "replace")), _wanted((part.meta or {}).get("ui")))

    return await _ask(place, name, CALL_WITHIN_S, ask)


def _wanted(ui: object) -> list[str]:
    """The addresses that a page declares, at most twenty."""
    csp = ui.get("csp") if isinstance(ui, dict) else None
    lists = csp.values() if isinstance(csp, dict) else ()
    named = [each for found in lists if isinstance(found, list) for each in found if isinstance(each, str)]
    return [_line(each) for each in dict.fromkeys(named)][:20]


async def read_prompt(place: Place, name: str, prompt: str, args: Mapping[str, str]) -> str:
    async def ask(client: Client) -> str:
        said = (await client.get_prompt(prompt, dict(args))).messages
        words = [each.content.text for each in said if isinstance(each.content, types.TextContent)]
        return clean("\n\n".join(words))[:MOST_TEXT].strip()

    return await _ask(place, name, CALL_WITHIN_S, ask)


def _kept(found: types.Resource) -> Kept:
    return Kept(found.uri, _line(found.title or found.name), _line(found.description or ""))


def _wording(found: types.Prompt) -> Wording:
    needs = tuple(each.name for each in found.arguments or [] if each.required)
    return Wording(found.name, _line(found.description or found.title or ""), needs)


def _line(words: str) -> str:
    return " ".join(clean(words).split())[:300]


async def _ask(place: Place, name: str, within_s: float, ask: Callable[[Client], Awaitable[T]]) -> T:
    """What `ask` gives in a conversation with the server. Raises ServerFailed, AddressRefused."""
    try:
        async with asyncio.timeout(within_s), _connected(place, within_s) as client:
            return await ask(client)
    except TimeoutError:
        raise ServerFailed(f"{name} did not answer within {within_s:.0f} seconds. Try again later.") from None
    except Exception as wrong:
        known = _first(wrong, GessoError)
        if isinstance(known, GessoError):
            raise known from wrong
        raise ServerFailed(f"{name} could not be used: {_said(wrong)}.") from wrong


@asynccontextmanager
async def _connected(place: Place, within_s: float) -> AsyncIterator[Client]:
    match place:
        case AsCommand(command, args, env):
            started = StdioServerParameters(command=command, args=list(args), env=dict(env) or None)
            async with Client(started, read_timeout_seconds=within_s, cache=None, extensions=[_Shows()]) as client:
                yield client
        case AtAddress(url, key, allowed):
            headers = {"user-agent": "gesso", "accept-encoding": "identity"}
            if key:
                headers["authorization"] = f"Bearer {key}"
            transport = _Guarded(allowed)
            async with httpx2.AsyncClient(
                transport=transport, headers=headers, timeout=within_s, follow_redirects=False, trust_env=False
            ) as http:
                speaking = streamable_http_client(url, http_client=http, terminate_on_close=False)
                async with Client(speaking, read_timeout_seconds=within_s, cache=None, extensions=[_Shows()]) as client:
                    yield client


class _Guarded(httpx2.AsyncBaseTransport):
    """Connects only where `outward` allows, to the address that was checked, and reads so much of each answer."""

    def __init__(self, allowed: outward.Allowed) -> None:
        self._allowed, self._inner = allowed, httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = outward.parse_address(str(request.url))
        request.url = request.url.copy_with(host=await outward.resolved(url, self._allowed))
        if url.scheme == "https":
            request.extensions = {**request.extensions, "sni_hostname": url.host}
        answer = await self._inner.handle_async_request(request)
        if answer.headers.get("content-encoding", "identity").lower() != "identity":
            await answer.aclose()
            raise ServerFailed(f"{url.host} sends its answers compressed, although asked not to; they are not read.")
        assert isinstance(answer.stream, httpx2.AsyncByteStream)
        return httpx2.Response(
            answer.status_code, headers=answer.headers, stream=_Counted(answer.stream), extensions=answer.extensions
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._inner:
            size += len(chunk)
            if size > MOST_BYTES:
                raise _TooMuch(f"The server sent more than {MOST_BYTES // 1_000_000} MB in one answer; it was cut off.")
            yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()


async def _list(client: Client) -> Listed:
    """All its tools, page by page, as far as they can be used."""
    tools: dict[str, Offered] = {}
    left_out, cursor = 0, None
    for _ in range(MOST_PAGES):
        page = await client.list_tools(cursor=cursor)
        for tool in page.tools:
            offered = _offered(tool)
            if offered is None or len(tools) >= MOST_TOOLS or offered.name in tools:
                left_out += 1
            else:
                tools[offered.name] = offered
        cursor = page.next_cursor
        if not cursor:
            break
    return Listed(tuple(tools.values()), left_out)


def _offered(tool: types.Tool) -> Offered | None:
    """None for what no model should be shown."""
    if not _NAME.fullmatch(tool.name) or _deep(tool.input_schema, MOST_DEPTH):
        return None
    hints = tool.annotations
    whole = [tool.name, tool.title, tool.description, tool.input_schema, hints.model_dump() if hints else None]
    ui = (tool.meta or {}).get("ui")
    if isinstance(ui, dict):
        whole.append(ui)
    text = json.dumps(whole, sort_keys=True)
    if len(text) > MOST_SCHEMA:
        return None
    about = clean(tool.description or tool.title or "")[:MOST_ABOUT]
    schema: dict[str, Any] = json.loads(clean(json.dumps(tool.input_schema, ensure_ascii=False)))
    reads_only = bool(hints and hints.read_only_hint)
    view, model, by_view = _shown_by(ui)
    print = hashlib.sha256(text.encode()).hexdigest()
    return Offered(tool.name, about, schema, reads_only, print, view, model, by_view)


def _shown_by(ui: object) -> tuple[str, bool, bool]:
    """Of `_meta.ui`: the page's address, and whether models and pages may call the tool."""
    if not isinstance(ui, dict):
        return "", True, True
    uri, seen = ui.get("resourceUri"), ui.get("visibility")
    whose = seen if isinstance(seen, list) else ["model", "app"]
    fits = isinstance(uri, str) and re.fullmatch(r"ui://[^\s\x00-\x1f]{1,500}", uri)
    return uri if fits and isinstance(uri, str) else "", "model" in whose, "app" in whose


def _deep(value: object, left: int) -> bool:
    """Whether JSON is nested more than so deep."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left == 0 or any(_deep(each, left - 1) for each in inner)


def _whole(result: types.CallToolResult) -> dict[str, Any]:
    """The result as JSON; of one that is too large its words alone."""
    text = clean(result.model_dump_json(by_alias=True, exclude_none=True))
    if len(text) > MOST_SHOWN:
        return {"content": [{"type": "text", "text": _words(result)}], "isError": result.is_error}
    whole: dict[str, Any] = json.loads(text)
    return whole


def _words(result: types.CallToolResult) -> str:
    """The words of a result, bounded; what is no text is named."""
    said = []
    for block in result.content:
        match block:
            case types.TextContent(text=text):
                said.append(text)
            case types.EmbeddedResource(resource=types.TextResourceContents(text=text)):
                said.append(text)
            case types.ResourceLink(uri=uri):
                said.append(f"(a link to {uri})")
            case _:
                said.append(f"({block.type}, which is not shown)")
    if not said and result.structured_content is not None:
        said.append(json.dumps(result.structured_content, ensure_ascii=False))
    text = clean("\n".join(said))
    if len(text) > MOST_TEXT:
        return f"{text[:MOST_TEXT]}\n(Cut off here: the answer has {len(text):,} characters.)"
    return text


def _first(wrong: BaseException, kind: type[BaseException]) -> BaseException | None:
    """The first failure of that kind in a group or among causes."""
    if isinstance(wrong, kind):
        return wrong
    if isinstance(wrong, BaseExceptionGroup):
        return next((found for each in wrong.exceptions if (found := _first(each, kind))), None)
    cause = wrong.__cause__ or wrong.__context__
    return _first(cause, kind) if cause is not None else None


def _said(wrong: BaseException) -> str:
    """Its own words on one line, shortened: they can hold anything."""
    while isinstance(wrong, BaseExceptionGroup):
        wrong = wrong.exceptions[0]
    if isinstance(wrong, ValidationError):
        return "what it sends is not in the form of the protocol"
    first = (clean(str(wrong)).splitlines() or [""])[0]
    return " ".join(first.split())[:200].rstrip(".:") or type(wrong).__name__
