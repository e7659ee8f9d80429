"""`gesso app check FILE`: runs an app in the sandbox it has in the page, with nobody around, and tells what it did.

The same files, headers and scripts as in the page, in a Chromium of this machine without a window, served on a free
port of loopback under both names. Nothing else of gesso is there: no account, no document, no model. Its own process,
its own profile, both gone at the end.
"""

import argparse
import asyncio
import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gesso.app_browser import Desk, client_files, opened, require_browser, serving
from gesso.base.errors import BadInput

MAX_FILE_BYTES = 8_000_000
WATCH_MS = 1_500
CLOSE_S = 15.0


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
    return (await check_apps([(code, language)], timeout_s, picture=picture))[0]


async def check_apps(apps: Sequence[tuple[str, str]], timeout_s: float, *, picture: bool = False) -> list[Checked]:
    """Run each (code, language), one after the other in one page."""
    browser = require_browser()
    async with serving(Desk(client_files())) as port, opened(browser) as tabs:
        shared = {"origin": f"http://127.0.0.1:{port}", "timeout_ms": timeout_s * 1000, "watch_ms": WATCH_MS}
        asked = [{**shared, "code": code, "language": language, "picture": picture} for code, language in apps]
        told = await tabs.run(f"http://localhost:{port}/check.html", asked, timeout_s + CLOSE_S)
    return [_checked(each) for each in told]


def _checked(told: dict[str, Any]) -> Checked:
    image = told["picture"]
    taken = base64.b64decode(image.partition(",")[2]) if image else None
    return Checked(told["state"], told["errors"], told["blocked"], told["painted_ms"], taken)
