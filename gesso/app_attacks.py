"""`gesso app attack`: every attack of a list on the sandbox that apps run in, against sinks on this machine.

Each attack is an app (gesso/sandbox/app_attacks.json) with a TCP port, a UDP port and a host name of its own, so that
what arrives says which one got out; names are looked for in the browser's own log of its network stack, which knows
every name it was asked for. `open` plants the hole: the same apps in a frame of the page's own origin, without
sandbox, headers and guard, where they must get out, or the attack proves nothing.
"""

import argparse
import asyncio
import json
import re
import tempfile
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gesso.app_browser import Desk, NoAnswer, Tabs, client_files, opened, require_browser, serving
from gesso.base.errors import GessoError
from gesso.server.frame import PATH

Sign = Literal["network", "name", "said", "flood", "stuck", "alive"]
AT_ONCE = 4
WATCH_MS = 600
LONG_WATCH_MS = 5_000
TIMEOUT_MS = 25_000
FROZEN_MS = 6_000
SLACK_S = 6.0
LATE_S = 1.0
BROKE = "BROKE "
# Whatever a browser may allow, it allows here, so that what holds is the sandbox.
_FLAGS = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", "--disable-popup-blocking")
_GRANTED = ["geolocation", "clipboardReadWrite", "clipboardSanitizedWrite"]
_SANDBOXED = re.compile(r"setAttribute\(([\"'`])sandbox\1,([\"'`])allow-scripts\2\)")


@dataclass(frozen=True)
class Attack:
    """`sign`: what tells that it got out. `open`: whether it does without the sandbox; the others are held by the
    bridge, by the browser itself, or are about staying alive."""

    name: str
    about: str
    sign: Sign
    open: bool
    code: str


@dataclass
class Tried:
    """What came of an attack. `got_out` says how, in a few words; empty when it was held."""

    attack: Attack
    got_out: list[str] = field(default_factory=list)


def list_attacks() -> list[Attack]:
    text = (resources.files("gesso") / "sandbox" / "app_attacks.json").read_text(encoding="utf-8")
    return [Attack(**each) for each in json.loads(text)]


def run_attack(args: argparse.Namespace) -> int:
    """Attack and print; status 1 where something got out."""
    tried = asyncio.run(attack_sandbox(list_attacks(), open_door=args.open))
    out = [each for each in tried if each.got_out]
    for each in tried:
        how = f"GOT OUT: {', '.join(each.got_out)}" if each.got_out else "held"
        print(f"{each.attack.name:<22} {each.attack.about:<50} {how}")
    print(f"\n{len(tried) - len(out)} of {len(tried)} held")
    return 1 if out else 0


async def attack_sandbox(attacks: list[Attack], *, open_door: bool = False) -> list[Tried]:
    """Try each once. Raises NoBrowser."""
    browser = require_browser()
    desk = OpenDesk(client_files()) if open_door else Desk(client_files())
    with tempfile.TemporaryDirectory(prefix="gesso-attack-") as folder:
        log = Path(folder) / "net.json"
        tried = [Tried(attack) for attack in attacks]
        async with serving(desk) as port, opened(browser, (*_FLAGS, f"--log-net-log={log}")) as tabs:
            await tabs.call("Browser.grantPermissions", {"permissions": _GRANTED})
            frame = f"http://{'localhost' if open_door else '127.0.0.1'}:{port}"
            page = f"http://localhost:{port}/check.html"
            room = _Room(tabs, page, frame, WATCH_MS, FROZEN_MS if open_door else TIMEOUT_MS)
            quiet = [each for each in tried if each.attack.sign not in ("stuck", "alive")]
            await room.run(quiet, together=not open_door)
            for each in tried:  # what stops a page is not to stop others
                if each.attack.sign in ("stuck", "alive"):
                    await room.run([each])
            if open_door:  # a slow machine is given time to let them out
                late = _Room(tabs, page, frame, LONG_WATCH_MS, TIMEOUT_MS)
                await late.run([each for each in tried if each.attack.open and not each.got_out])
            await asyncio.sleep(LATE_S)
        known = log.read_text(errors="replace")
    for each in tried:
        if re.search(rf"(?<![\w-]){re.escape(_host(each.attack))}", known):
            each.got_out.append("its name was asked for")
    return tried


def _host(attack: Attack) -> str:
    return f"{attack.name}.gesso-attack.invalid"


class _Room:
    """Where attacks run: a page, the origin of its frames, and how long each is watched and waited for."""

    def __init__(self, tabs: Tabs, page: str, frame: str, watch_ms: int, timeout_ms: int) -> None:
        self._tabs, self._page, self._frame = tabs, page, frame
        self._watch_ms, self._timeout_ms = watch_ms, timeout_ms
        self._places = asyncio.Semaphore(AT_ONCE)

    async def run(self, attacks: list[Tried], *, together: bool = False) -> None:
        """Each in a tab of its own, or, which is quicker, several in one where none is thought to break it."""
        sinks = [await _Sink.open(each) for each in attacks]
        groups = [sinks[start::AT_ONCE] for start in range(AT_ONCE)] if together else [[sink] for sink in sinks]
        await asyncio.gather(*(self._group(group) for group in groups if group))
        await asyncio.sleep(LATE_S / 2)
        for sink in sinks:
            await sink.close()

    async def _group(self, sinks: "list[_Sink]") -> None:
        async with self._places:
            for sink, told in zip(sinks, await self._told(sinks), strict=True):
                again = told if isinstance(told, str) or _was_tried(told) else (await self._told([sink]))[0]
                if isinstance(again, str):
                    sink.tried.got_out.append(again)
                elif not _was_tried(again):
                    sink.tried.got_out.append("it could not be tried")
                else:
                    sink.tried.got_out += _broke(sink.tried.attack, again)

    async def _told(self, sinks: "list[_Sink]") -> list[dict[str, Any] | str]:
        """What the page says of each attack, or what became of the page."""
        shared = {
            "origin": self._frame, "language": "tsx", "picture": False,
            "timeout_ms": self._timeout_ms, "watch_ms": self._watch_ms,
        }  # fmt: skip
        asked = [{**shared, "code": sink.code} for sink in sinks]
        try:
            return [*await self._tabs.run(self._page, asked, self._timeout_ms / 1000 + SLACK_S)]
        except GessoError as error:
            if len(sinks) > 1:
                return [told for sink in sinks for told in await self._told([sink])]
            return ["the page around it stopped" if isinstance(error, NoAnswer) else "the page around it is gone"]


def _was_tried(told: dict[str, Any]) -> bool:
    return all(error["kind"] != "unreachable" for error in told["errors"])


def _broke(attack: Attack, told: dict[str, Any]) -> list[str]:
    kinds = {error["kind"] for error in told["errors"]}
    found = [error["message"].removeprefix(BROKE) for error in told["errors"] if error["message"].startswith(BROKE)]
    if attack.sign in ("flood", "stuck") and attack.sign not in kinds:
        found.append(f"was not stopped as {attack.sign} but {' '.join(sorted(kinds)) or 'not at all'}")
    return [] if attack.sign == "alive" else found


class _Sink(asyncio.DatagramProtocol):
    """The ports of one attack: whatever arrives at them got out."""

    def __init__(self, tried: Tried) -> None:
        self.tried = tried
        self.code = ""
        self._tcp: asyncio.Server
        self._udp: asyncio.DatagramTransport

    @classmethod
    async def open(cls, tried: Tried) -> "_Sink":
        sink = cls(tried)
        sink._tcp = await asyncio.start_server(sink._connected, "127.0.0.1", 0)
        loop = asyncio.get_running_loop()
        sink._udp, _ = await loop.create_datagram_endpoint(lambda: sink, local_addr=("127.0.0.1", 0))
        port, udp = sink._tcp.sockets[0].getsockname()[1], sink._udp.get_extra_info("sockname")[1]
        places = {
            "$HTTP": f"http://127.0.0.1:{port}",
            "$PORT": str(port),
            "$UDP": str(udp),
            "$NAME": _host(tried.attack),
        }
        code = tried.attack.code
        for place, value in places.items():
            code = code.replace(place, value)
        say = f'const say = (text) => console.error("{BROKE}" + text);'
        sink.code = f"export default function (root, gesso) {{ {say} {code}\n}}"
        return sink

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._note("reached TCP")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    def datagram_received(self, data: bytes, address: object) -> None:
        self._note("reached UDP")

    def _note(self, how: str) -> None:
        if how not in self.tried.got_out:
            self.tried.got_out.append(how)

    async def close(self) -> None:
        self._udp.close()
        self._tcp.close()


class OpenDesk(Desk):
    """The planted hole: no policy, no guard, no sandbox, and the frame at the page's own origin."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        # Whole scripts, not packed ones: one is changed below.
        request = Request(
            {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]}
        )
        try:
            answer = self.answer(request, request.headers.get("host", ""))
        except GessoError as missing:
            answer = Response(missing.message, 404)
        for name in ("content-security-policy", "permissions-policy", "connection-allowlist", "x-dns-prefetch-control"):
            if name in answer.headers:
                del answer.headers[name]
        body = bytes(answer.body)
        if request.url.path == PATH:
            body = re.sub(rb'<script id="guard">.*?</script>', b"", body, count=1, flags=re.S)
        elif request.url.path.endswith(".js") and b"allow-scripts" in body:
            text, count = _SANDBOXED.subn('removeAttribute("sandbox")', body.decode())
            assert count == 1, "the build writes the sandbox attribute otherwise"
            body = text.encode()
        kept = {name: value for name, value in answer.headers.items() if name != "content-length"}
        await Response(body, answer.status_code, kept)(scope, receive, send)
