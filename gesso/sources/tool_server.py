"""A server of tools elsewhere (Model Context Protocol): where it is, what it offers, what a call of it gave.

Nothing here speaks; `tool_server_wire.py` does, with the official package, loaded on first use. What a server says of
its tools and what it answers are words of a stranger: bounded, and never orders.
"""

import asyncio
import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gesso.base.errors import GessoError
from gesso.sources.outward import Allowed

LIST_WITHIN_S = 30.0
CALL_WITHIN_S = 90.0
MOST_BYTES = 4_000_000
"""Of one answer, as it is sent."""
MOST_TOOLS = 200
MOST_PAGES = 20
MOST_SCHEMA = 40_000
MOST_ABOUT = 4_000
MOST_TEXT = 20_000
"""Characters of a result that a model is shown."""
MOST_VIEW = 1_900_000
"""Bytes of the page that shows a tool's results (MCP Apps)."""
MOST_SHOWN = 100_000
"""Characters of a result, as JSON, that such a page is given."""
VIEW_TYPE = "text/html;profile=mcp-app"


class ServerFailed(GessoError):
    """The server of tools could not be asked, or what it sent cannot be used; the message says what to do."""

    status, code = 502, "tool_server_failed"


@dataclass(frozen=True)
class AtAddress:
    """Over HTTP. `key` is sent as a bearer."""

    url: str
    key: str | None = field(repr=False)
    allowed: Allowed = field(repr=False)


@dataclass(frozen=True)
class AsCommand:
    """A program of this machine, from the administrator's configuration, started for each request."""

    command: str
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict, repr=False)


Place = AtAddress | AsCommand


@dataclass(frozen=True)
class Offered:
    """A tool as its server describes it. `print` is the fingerprint of all of that; what is approved is approved so."""

    name: str
    about: str
    schema: Mapping[str, Any]
    reads_only: bool
    print: str
    view: str = ""
    """Where the page that shows its results is kept (MCP Apps, `ui://…`), "" without one."""
    for_model: bool = True
    for_view: bool = True


@dataclass(frozen=True)
class Listed:
    """`left_out`: tools whose description is no use: bad name, too large, too deep."""

    tools: Sequence[Offered]
    left_out: int = 0


@dataclass(frozen=True)
class Called:
    """What a call gave: words, bounded. `changed`: it was not made, since the server now describes its tools so.

    `whole` is the result as the protocol has it, for the page that shows it.
    """

    text: str
    ok: bool
    changed: Listed | None = None
    whole: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ViewPage:
    """A page that shows results. `wanted` are addresses it would like to reach, which it cannot from here."""

    html: str
    wanted: Sequence[str] = ()


@dataclass(frozen=True)
class Kept:
    """A thing that the server keeps and would hand out."""

    uri: str
    name: str
    about: str


@dataclass(frozen=True)
class Wording:
    """A prompt that the server offers; `needs` are the arguments it cannot do without."""

    name: str
    about: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Things:
    files: Sequence[Kept]
    prompts: Sequence[Wording]


async def list_tools(place: Place, name: str) -> Listed:
    """What the server offers. Raises ServerFailed, AddressRefused."""
    wire = await asyncio.to_thread(importlib.import_module, "gesso.sources.tool_server_wire")
    found: Listed = await wire.list_tools(place, name)
    return found


async def call_tool(place: Place, name: str, offered: Offered, args: Mapping[str, Any]) -> Called:
    """The result of a call, made only while the server describes the tool as `offered`. Raises as `list_tools` does."""
    wire = await asyncio.to_thread(importlib.import_module, "gesso.sources.tool_server_wire")
    found: Called = await wire.call_tool(place, name, offered, args)
    return found


async def read_view(place: Place, name: str, uri: str) -> ViewPage:
    """The page at `uri`. Raises as `list_tools` does, also for what is no such page or too long."""
    wire = await asyncio.to_thread(importlib.import_module, "gesso.sources.tool_server_wire")
    found: ViewPage = await wire.read_view(place, name, uri)
    return found


async def list_things(place: Place, name: str) -> Things:
    """What it keeps beside tools: resources and prompts. Raises as `list_tools` does."""
    wire = await asyncio.to_thread(importlib.import_module, "gesso.sources.tool_server_wire")
    found: Things = await wire.list_things(place, name)
    return found


async def read_thing(place: Place, name: str, uri: str) -> bytes:
    """The content of a resource, at most MOST_BYTES. Raises as `list_tools` does, also for one that is not there."""
    wire = await asyncio.to_thread(importlib.import_module, "gesso.sources.tool_server_wire")
    found: bytes = await wire.read_thing(place, name, uri)
    return found


async def read_prompt(place: Place, name: str, prompt: str, args: Mapping[str, str]) -> str:
    """The words of a prompt, bounded. Raises as `list_tools` does, also for one that is not there."""
    wire = await asyncio.to_thread(importlib.import_module, "gesso.sources.tool_server_wire")
    found: str = await wire.read_prompt(place, name, prompt, args)
    return found
