"""The door for other agents: MCP at `/mcp`, by key, with what the key's scopes allow."""

import asyncio
import importlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gesso.server.context import Here, Parts, Who
from gesso.server.policy import TEXT_BYTES, Attempts, Caller, MethodNotAllowed, Policy, Routes

routes = Routes()

SPEAKS = Policy("user", "read", body_bytes=TEXT_BYTES, attempts=Attempts(1200, 60.0))


@routes.on("POST", "/mcp", SPEAKS, documented=False)
async def speak_mcp(request: Request, here: Here, who: Who) -> Response:
    """One request of the Model Context Protocol (streamable HTTP, without sessions)."""
    return _Spoken(here, who)


@routes.on("GET", "/mcp", SPEAKS, documented=False)
async def refuse_mcp_stream() -> Response:
    """There is no stream of its own: every answer comes with its request."""
    raise MethodNotAllowed(["POST"])


class _Spoken(Response):
    """The answer, left to the package, which is loaded in a thread: it takes a second."""

    def __init__(self, here: Parts, caller: Caller) -> None:
        super().__init__()
        self._here, self._caller = here, caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        speaking = await asyncio.to_thread(importlib.import_module, "gesso.server.speaking")
        await speaking.speak(self._here, self._caller, scope, receive, send)
