"""Starting and stopping the server: makes the parts, prints where to go, serves, and puts everything down in order.

One process, one loop. Turns that were cut off by the last stop are picked up before the first request is answered;
turns that run at this stop are left open for the next start, and runs of tasks are handed back.
"""

import asyncio
import contextlib
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import uvicorn

from gesso import __version__
from gesso.agent.turns import Turns
from gesso.base.clock import system_clock
from gesso.base.errors import GessoError
from gesso.model.catalogue import Catalogue
from gesso.room.workspace import Workspace
from gesso.server.app import create_app
from gesso.server.client import ClientFiles
from gesso.server.context import Parts
from gesso.server.decisions import open_decisions
from gesso.server.guard import Guard
from gesso.server.menu import open_catalogue
from gesso.server.people import People
from gesso.server.policy import Counters
from gesso.server.security import Site
from gesso.settings import Settings, read_settings
from gesso.store.database import Database
from gesso.tools import TOOLS

REST_EVERY_S = 60.0
SANDBOX_AFTER_S = 8.0

# What protects the program, however it is served: bounded frames, no address believed from a header, no log of paths
# that hold secrets.
_GUARDED: dict[str, Any] = {
    "ws": "websockets-sansio",
    "ws_max_size": 262_144,
    "ws_per_message_deflate": False,  # a frame goes to each reader by itself: compressing took a third of the CPU
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
}


@dataclass(frozen=True)
class Running:
    """A server ready to answer, and the address that signs its owner in once."""

    app: Guard
    link: str


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Parts]:
    """All parts over `settings`, of which none works by itself, put down again at the end. Raises GessoError."""
    _make_folder(settings.data)
    db = await Database.open(settings.database_url)
    workspace = Workspace(db)
    catalogue: Catalogue | None = None
    try:
        catalogue = await open_catalogue(settings, db)
        decisions = await open_decisions(settings, catalogue, db)
        turns = Turns(workspace, catalogue, TOOLS, system_clock, decisions)
        counters = Counters()
        people = People(db, system_clock, counters)
        site = Site.of(settings)
        files = ClientFiles(Path(str(resources.files("gesso"))) / "web")
        yield Parts(settings, workspace, people, turns, catalogue, site, files, __version__, decisions, counters)
    finally:
        await workspace.close()
        if catalogue is not None:
            await catalogue.aclose()
        await db.close()


@asynccontextmanager
async def started(settings: Settings) -> AsyncIterator[Running]:
    """The whole program over `settings`, put down again at the end. Raises GessoError when it cannot start."""
    async with opened(settings) as parts:
        app = create_app(parts)
        await parts.people.ensure_owner()
        token = await parts.people.fresh_token()
        await parts.shelf.start()
        await parts.turns.resume_all()
        tidy = asyncio.create_task(_tidy(parts.workspace))
        trying = asyncio.create_task(_try_sandbox(parts))
        parts.deliveries.start()
        parts.engine.start()
        try:
            yield Running(app, f"{settings.url}/?token={token}")
        finally:
            tidy.cancel()
            trying.cancel()
            await parts.engine.close()
            await parts.deliveries.close()
            await parts.turns.close()
            await parts.decisions_switch.aclose()


def _make_folder(folder: Path) -> None:
    """Raises GessoError where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise GessoError(
            f"The data folder {folder} cannot be made: {error.strerror}. Set GESSO_DATA to a folder you may write to."
        ) from error


async def _tidy(workspace: Workspace) -> None:
    while True:
        await asyncio.sleep(REST_EVERY_S)
        await workspace.rest()


async def _try_sandbox(parts: Parts) -> None:
    """Attack what is to hold code, once the first page is out, so that nobody waits for it at the first run."""
    await asyncio.sleep(SANDBOX_AFTER_S)
    await parts.running.found()


def serve(settings: Settings) -> int:
    """Serve until told to stop; the exit status."""
    with asyncio.Runner(loop_factory=_loop) as runner:
        return runner.run(_serve(settings))


class CannotListen(GessoError):
    status, code = 503, "cannot_listen"


def _loop() -> asyncio.AbstractEventLoop:
    with contextlib.suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


async def _serve(settings: Settings) -> int:
    async with started(settings) as running:
        server = uvicorn.Server(uvicorn_config(running.app, settings))
        gc.freeze()  # what was loaded to start stays; the collector need not walk it again
        gc.enable()
        announce = asyncio.create_task(_announce(server, settings, running.link))
        try:
            await server.serve()
        except SystemExit as ended:  # uvicorn's way to say that it could not listen
            raise CannotListen(
                f"Could not listen on {settings.host}:{settings.port}. If another gesso runs there, use it or stop it; "
                "else set GESSO_PORT to a free port."
            ) from ended
        finally:
            announce.cancel()
    return 0


def uvicorn_config(app: Guard, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        **_GUARDED,
        timeout_graceful_shutdown=3,
        lifespan="on",
    )


async def _announce(server: uvicorn.Server, settings: Settings, link: str) -> None:
    while not server.started:  # noqa: ASYNC110  (uvicorn tells in no other way)
        await asyncio.sleep(0.02)
    out = sys.stdout
    out.write(f"\n  gesso {__version__} is ready.\n\n  Open  {link}\n\n")
    out.write(f"  This address signs you in once. Your data is in {settings.data}\n  Ctrl-C stops gesso.\n\n")
    out.flush()


def serve_with_reload(settings: Settings) -> int:
    """Serve in a child process that starts again when the Python code changes."""
    uvicorn.run(
        "gesso.server.serve:reloading_app",
        factory=True,
        reload=True,
        reload_dirs=[str(Path(str(resources.files("gesso"))))],
        host=settings.host,
        port=settings.port,
        log_level="info",
        **_GUARDED,
    )
    return 0


def reloading_app() -> "_Reloading":
    """The application for `gesso dev`: starts its parts inside the server's own lifespan."""
    return _Reloading(read_settings())


class _Reloading:
    """Starts the program when the server does, which is the only time a reloaded process can."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: Guard | None = None

    async def __call__(self, scope: object, receive: object, send: object) -> None:
        from starlette.types import Message

        assert isinstance(scope, dict)
        assert callable(receive)
        assert callable(send)
        if scope["type"] != "lifespan":
            assert self._app is not None
            await self._app(scope, receive, send)
            return
        await receive()
        async with started(self._settings) as running:
            self._app = running.app
            sys.stdout.write(f"\n  Open  {running.link}\n\n")
            up: Message = {"type": "lifespan.startup.complete"}
            await send(up)
            await receive()
        await send({"type": "lifespan.shutdown.complete"})
