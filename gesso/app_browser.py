"""The sandbox and a Chromium to run it in, without the workspace: for `gesso app check` and `gesso app attack`.

The same files, headers and scripts as in the page, served on a free port of loopback under both names, and a browser
of this machine without a window, spoken to by the DevTools protocol. Both are gone at the end, the profile too.
"""

import asyncio
import json
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any

import uvicorn
import websockets
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from gesso.base.errors import GessoError, NotFound
from gesso.server.client import ClientFiles
from gesso.server.frame import PATH, frame_page
from gesso.server.security import Site, with_security_headers
from gesso.settings import Settings

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_CACHES = (".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright")
_FLAGS = (
    "--headless=new", "--remote-debugging-port=0", "--no-first-run", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--mute-audio",
    "--enable-unsafe-swiftshader", "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
)  # fmt: skip


class NoBrowser(GessoError):
    code = "no_browser"


class NoAnswer(GessoError):
    """The page of the check did not answer in its time."""

    code = "no_answer"


def client_files() -> ClientFiles:
    return ClientFiles(Path(str(resources.files("gesso"))) / "web")


def require_browser() -> Path:
    """Raises NoBrowser with what to install."""
    found = find_browser()
    if found is None:
        raise NoBrowser(
            "There is no Chromium here to run the app in. Install Chromium or Google Chrome, or: "
            "python -m pip install playwright && python -m playwright install chromium"
        )
    return found


def find_browser() -> Path | None:
    """A Chromium of this machine: installed, or one that Playwright fetched."""
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    for place in _PLACES:
        if Path(place).is_file():
            return Path(place)
    given = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = [Path(given)] if given else [Path.home() / cache for cache in _CACHES]
    patterns = ("chromium-*/chrome-*/chrome", "chromium-*/chrome-*/Chromium.app/Contents/MacOS/Chromium",
                "chromium-*/chrome-*/chrome.exe")  # fmt: skip
    for folder in folders:
        for pattern in patterns:
            if fetched := sorted(folder.glob(pattern)):
                return fetched[-1]
    return None


class Desk:
    """The check's page, the sandbox's page and the built files, with the headers that the server sends."""

    def __init__(self, files: ClientFiles) -> None:
        self._files = files
        self._site = Site.of(Settings(data=Path(), database_url=""))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope)
        host = request.headers.get("host", "")
        if not self._site.answers_to(host) or request.method != "GET":
            await Response(status_code=404)(scope, receive, send)
            return
        try:
            answer = self.answer(request, host)
        except NotFound as missing:
            answer = Response(missing.message, 404)
        origin = self._site.sandbox_origin(host)
        answer.raw_headers = with_security_headers(answer.raw_headers, api=False, secure=False, sandbox_origin=origin)
        await answer(scope, receive, send)

    def answer(self, request: Request, host: str) -> Response:
        if request.url.path == PATH:
            content, headers = frame_page(self._files, self._site, host)
            return Response(
                content, headers={name.decode(): value.decode() for name, value in headers}, media_type="text/html"
            )
        if request.url.path == "/check.html":
            return Response(self._files.content("check.html"), media_type="text/html")
        return self._files.answer(request, request.url.path.lstrip("/"))


@asynccontextmanager
async def serving(desk: ASGIApp) -> AsyncIterator[int]:
    """`desk` on a port of this machine."""
    config = uvicorn.Config(desk, host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn tells in no other way)
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await running


class Tabs:
    """Pages of a browser, spoken to by the DevTools protocol; several may be at work at once."""

    def __init__(self, line: websockets.ClientConnection) -> None:
        self._line = line
        self._ids = count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def listen(self) -> None:
        async for said in self._line:
            message = json.loads(said)
            waiting = self._waiting.pop(message.get("id", 0), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(message)

    async def call(self, method: str, params: Mapping[str, Any], session: str | None = None) -> dict[str, Any]:
        """Raises GessoError where the browser refuses."""
        number = next(self._ids)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        sent = {"id": number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        await self._line.send(json.dumps(sent))
        message = await self._waiting[number]
        if "error" in message:
            raise GessoError(f"The browser refused {method}: {message['error'].get('message')}.")
        return dict(message["result"])

    async def run(self, page: str, asked: Sequence[Mapping[str, Any]], timeout_s: float) -> list[dict[str, Any]]:
        """What `gessoCheck` answers, one after the other in a tab of their own, each within `timeout_s`.

        Raises NoAnswer, or GessoError when the page went away.
        """
        target = (await self.call("Target.createTarget", {"url": page}))["targetId"]
        try:
            async with asyncio.timeout(timeout_s * len(asked)):
                attached = await self.call("Target.attachToTarget", {"targetId": target, "flatten": True})
                session = attached["sessionId"]
                await self.call("Emulation.setFocusEmulationEnabled", {"enabled": True}, session)
                while not await self._ready(session):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                return [await self._value(f"gessoCheck({json.dumps(each)})", session) for each in asked]
        except TimeoutError:
            raise NoAnswer("The browser did not finish. Nothing is known about the app.") from None
        finally:
            await self.call("Target.closeTarget", {"targetId": target})

    async def _ready(self, session: str) -> bool:
        try:
            return bool(await self._value("typeof gessoCheck === 'function'", session))
        except GessoError:  # asked while the empty page gave way to this one
            return False

    async def _value(self, expression: str, session: str) -> Any:
        params = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        result = await self.call("Runtime.evaluate", params, session)
        if "exceptionDetails" in result:
            raise GessoError(f"The page of the check failed: {result['exceptionDetails'].get('text')}.")
        return result["result"].get("value")


@asynccontextmanager
async def opened(browser: Path, flags: Sequence[str] = ()) -> AsyncIterator[Tabs]:
    """A browser without a window. Raises NoBrowser where it does not start."""
    with tempfile.TemporaryDirectory(prefix="gesso-check-", ignore_cleanup_errors=True) as profile:
        more = [f"--user-data-dir={profile}", *flags]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            more.append("--no-sandbox")  # as root Chromium starts in no other way
        process = await asyncio.create_subprocess_exec(
            browser, *_FLAGS, *more, "about:blank",
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            address = await _address(process)
            async with websockets.connect(address, max_size=None, open_timeout=20) as line:
                tabs = Tabs(line)
                listening = asyncio.create_task(tabs.listen())
                yield tabs
                with suppress(TimeoutError, GessoError):  # it writes its logs when it is asked to go
                    async with asyncio.timeout(5):
                        await tabs.call("Browser.close", {})
                        await process.wait()
                listening.cancel()
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    said = b""
    with suppress(TimeoutError):
        async with asyncio.timeout(30):
            while line := await process.stderr.readline():
                said += line
                if found := re.search(rb"DevTools listening on (ws://\S+)", line):
                    return found[1].decode()
    last = said.decode(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
    raise NoBrowser(f"The browser did not start: {last[0][:200]}")
