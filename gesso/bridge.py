"""`gesso mcp`: a running gesso for programs that speak MCP over standard input and output.

Every request is passed to `/mcp` of the server and its answer back, so that both sides may speak their own version of
the protocol. Standard output carries the protocol and nothing else. Ends with its input.
"""

import asyncio
from typing import Any

import httpx2
import mcp_types as types
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server import Server
from mcp.server.stdio import stdio_server

from gesso import __version__
from gesso.base.errors import GessoError
from gesso.remote import Place, reached
from gesso.settings import Settings

TIMEOUT_S = 120.0
WITHIN_S = 20.0  # to be answered at all


async def bridge(settings: Settings) -> int:
    """Speak until the input ends. Raises GessoError where no server answers, or it refuses the key."""
    async with reached(settings, "gesso mcp", ["read", "write"]) as place:
        headers = {"authorization": f"Bearer {place.key}"}
        async with httpx2.AsyncClient(headers=headers, timeout=TIMEOUT_S, trust_env=False) as http:
            await _answers(place, http)
            speaking = streamable_http_client(f"{place.url}/mcp", http_client=http, terminate_on_close=False)
            async with Client(speaking, read_timeout_seconds=TIMEOUT_S, cache=None) as client:
                server = server_over(client)
                async with stdio_server() as (read, write):
                    await server.run(read, write, server.create_initialization_options())
    return 0


def server_over(client: Client) -> Server[Any]:
    """A server that offers what the one behind `client` offers now."""

    async def list_tools(context: Any, params: Any) -> types.ListToolsResult:
        return await client.list_tools()

    async def call_tool(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        return await client.call_tool(params.name, params.arguments or {})

    async def list_resources(context: Any, params: Any) -> types.ListResourcesResult:
        return await client.list_resources()

    async def read_resource(context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        return await client.read_resource(str(params.uri))

    async def list_prompts(context: Any, params: Any) -> types.ListPromptsResult:
        return await client.list_prompts()

    async def get_prompt(context: Any, params: types.GetPromptRequestParams) -> types.GetPromptResult:
        return await client.get_prompt(params.name, params.arguments)

    return Server(
        "gesso", version=__version__, title="gesso", instructions=client.instructions,
        on_list_tools=list_tools, on_call_tool=call_tool, on_list_resources=list_resources,
        on_read_resource=read_resource, on_list_prompts=list_prompts, on_get_prompt=get_prompt,
    )  # fmt: skip


async def _answers(place: Place, http: httpx2.AsyncClient) -> None:
    """Said before the protocol begins: a program that started us shows what stands on standard error."""
    try:
        async with asyncio.timeout(WITHIN_S):
            answer = await http.get(f"{place.url}/api/rooms")
    except (httpx2.TransportError, TimeoutError) as cut:
        raise GessoError(f"No gesso answers at {place.url}. Start it with: gesso serve") from cut
    if answer.status_code in (401, 403):
        raise GessoError(f"The gesso at {place.url} does not take this key. Make one there with: gesso key mcp")
