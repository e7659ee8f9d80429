"""`gesso app check FILE`: runs an app in the sandbox it has in the page, with nobody around, and tells what it did.

The same files, headers and scripts as in the page, in a Chromium of this machine without a window, served on a free
port of loopback under both names. Nothing else of gesso is there: no account, no document, no model. Its own process,
its own profile, both gone at the end.
"""

import argparse
import asyncio
import base64
import json
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from importlib import resources
from itertools import count
from pathlib import Path
from typing import Any

import uvicorn
import websockets
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gesso.base.errors import BadInput, GessoError, NotFound
from gesso.server.client import ClientFiles
from gesso.server.frame import PATH, frame_page
from gesso.server.security import Site, with_security_headers
from gesso.settings import Settings

MAX_FILE_BYTES = 8_000_000
WATCH_MS = 600
CLOSE_S = 15.0
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
_CACHES = (".cache/ms-playwright", "Library/Caches/ms-playwright", "AppData/Local/ms-playwright")


class NoBrowser(GessoError):
    code = "no_browser"


@dataclass(frozen=True)
class Checked:
    """What an app did. `state` is how it ended: running, failed, stopped or stuck."""

    state: str
    errors: list[dict[str, str]]
    blocked: list[dict[str, str]]
    painted_ms: float | None
    picture: bytes | None

    @property
    def clean(self) -> bool:
        return self.state == "running" and not self.errors and not self.blocked


def run_app(args: argparse.Namespace) -> int:
    """Check and print; the exit status."""
    code, language = read_app(args.file)
    found = asyncio.run(check_app(code, language, args.timeout, picture=args.picture is not None))
    if args.picture is not None and found.picture is not None:
        args.picture.write_bytes(found.picture)
    if args.json:
        shown = {"clean": found.clean, "state": found.state, "painted_ms": found.painted_ms}
        print(json.dumps({**shown, "errors": found.errors, "blocked": found.blocked}, indent=1, ensure_ascii=False))
    else:
        print(render_checked(args.file.name, found))
    return 0 if found.clean else 1


def read_app(path: Path) -> tuple[str, str]:
    """The code and its language. Raises BadInput."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(f"{path} is larger than {MAX_FILE_BYTES // 1_000_000} MB.")
        code = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not text in UTF-8.") from error
    return code, "html" if path.suffix.lower() in (".html", ".htm") else "tsx"


def render_checked(name: str, found: Checked) -> str:
    lines = [f"{error['kind']}: {error['message']}{_line(error['stack'])}" for error in found.errors]
    lines += [f"tried to reach: {attempt['kind']} {attempt['address']}" for attempt in found.blocked]
    painted = f"first paint after {found.painted_ms:.0f} ms" if found.painted_ms is not None else "nothing was painted"
    lines.append(f"{name}: {'runs clean' if found.clean else f'not clean ({found.state})'}, {painted}")
    return "\n".join(lines)


def _line(stack: str) -> str:
    found = re.search(r"(?:app\.tsx|script-\d+\.js):\d+", stack)
    return f" ({found[0]})" if found else ""


async def check_app(code: str, language: str, timeout_s: float, *, picture: bool = False) -> Checked:
    """Run it once. Raises NoBrowser or GessoError where no browser can be had."""
    browser = find_browser()
    if browser is None:
        raise NoBrowser(
            "There is no Chromium here to run the app in. Install Chromium or Google Chrome, or: "
            "python -m pip install playwright && python -m playwright install chromium"
        )
    asked = {
        "code": code,
        "language": language,
        "timeout_ms": timeout_s * 1000,
        "watch_ms": WATCH_MS,
        "picture": picture,
    }
    async with serving(client_files()) as port, opened(browser) as tab:
        page = f"http://localhost:{port}/check.html"
        told = await tab.run(page, {**asked, "origin": f"http://127.0.0.1:{port}"}, timeout_s + CLOSE_S)
    image = told["picture"]
    taken = base64.b64decode(image.partition(",")[2]) if image else None
    return Checked(told["state"], told["errors"], told["blocked"], told["painted_ms"], taken)


def client_files() -> ClientFiles:
    return ClientFiles(Path(str(resources.files("gesso"))) / "web")


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


class _Desk:
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
async def serving(files: ClientFiles) -> AsyncIterator[int]:
    """The pages of the check on a port of this machine."""
    config = uvicorn.Config(_Desk(files), host="127.0.0.1", port=0, log_level="error", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn tells in no other way)
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await running


class Tab:
    """A page of a browser, spoken to by the DevTools protocol."""

    def __init__(self, line: websockets.ClientConnection) -> None:
        self._line = line
        self._ids = count(1)

    async def call(self, method: str, params: Mapping[str, Any], session: str | None = None) -> dict[str, Any]:
        number = next(self._ids)
        sent = {"id": number, "method": method, "params": params, **({"sessionId": session} if session else {})}
        await self._line.send(json.dumps(sent))
        while True:
            message = json.loads(await self._line.recv())
            if message.get("id") == number:
                if "error" in message:
                    raise GessoError(f"The browser refused {method}: {message['error'].get('message')}.")
                return dict(message["result"])

    async def run(self, page: str, asked: Mapping[str, Any], timeout_s: float) -> dict[str, Any]:
        """What `gessoCheck` of the page answers. Raises GessoError where the browser does not."""
        try:
            async with asyncio.timeout(timeout_s):
                target = (await self.call("Target.createTarget", {"url": page}))["targetId"]
                attached = await self.call("Target.attachToTarget", {"targetId": target, "flatten": True})
                session = attached["sessionId"]
                while not (await self._value("typeof gessoCheck === 'function'", session)):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
                return dict(await self._value(f"gessoCheck({json.dumps(asked)})", session))
        except TimeoutError:
            raise GessoError("The browser did not finish. Nothing is known about the app.") from None

    async def _value(self, expression: str, session: str) -> Any:
        params = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        result = await self.call("Runtime.evaluate", params, session)
        if "exceptionDetails" in result:
            raise GessoError(f"The page of the check failed: {result['exceptionDetails'].get('text')}.")
        return result["result"].get("value")


@asynccontextmanager
async def opened(browser: Path) -> AsyncIterator[Tab]:
    """A browser without a window. Raises NoBrowser where it does not start."""
    with tempfile.TemporaryDirectory(prefix="gesso-check-", ignore_cleanup_errors=True) as profile:
        flags = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", "--no-first-run",
                 "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--disable-extensions", "--mute-audio", "--enable-unsafe-swiftshader"]  # fmt: skip
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            flags.append("--no-sandbox")  # as root Chromium starts in no other way
        process = await asyncio.create_subprocess_exec(
            browser, *flags, "about:blank",
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            address = await _address(process)
            async with websockets.connect(address, max_size=None, open_timeout=20) as line:
                yield Tab(line)
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
