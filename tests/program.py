"""The real program in a process of its own, driven as a stranger would: command line, HTTP, sockets.

For end-to-end tests, fault tests and `bench/`. Only addresses on this machine are spoken to.
"""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar

import httpx
import websockets

from gesso.canvas.changes import Change
from gesso.canvas.text import Text
from tests.forked import Forked, Loaded

ROOT = Path(__file__).parent.parent
START_TIMEOUT_S = 40.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """`gesso serve` over a data folder; `start` again after `kill` finds the same data on the same port.

    `command` is what Python runs instead of `-m gesso serve`: the same program with a fault planted.
    `loaded` and `made` are set for tests: where to fork the program from, and the database that a new folder begins
    with. Without them, as in `bench/`, everything is as at a person's first start.
    """

    loaded: ClassVar[Loaded | None] = None
    made: ClassVar[Path | None] = None

    def __init__(
        self, data: Path, rules: Sequence[Mapping[str, Any]] | None = None, *, command: Sequence[str] = (), **env: str
    ) -> None:
        self.data, self.port = data, free_port()
        self._command = [sys.executable, *command] if command else []
        self.url = f"http://localhost:{self.port}"
        self.start_s = 0.0
        self.link = ""
        self._env = {
            **os.environ,
            "GESSO_DATA": str(data),
            "GESSO_PORT": str(self.port),
            "PYTHONUNBUFFERED": "1",
            **env,
        }
        if rules is not None:
            data.mkdir(parents=True, exist_ok=True)
            (data / "rules.json").write_text(json.dumps(list(rules)))
            self._env["GESSO_SCRIPTED"] = str(data / "rules.json")
        self._process: subprocess.Popen[str] | Forked | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> "Program":
        """Start and return when it says that it is ready. Raises RuntimeError with what it printed."""
        began = time.monotonic()
        self._begin_with_tables()
        with (self.data.parent / f"{self.data.name}.log").open("a") as errors:
            if self.loaded is not None and not self._command:
                self._process = self.loaded.serve(self._env, errors)
            else:
                words = self._command or [sys.executable, "-m", "gesso", "serve"]
                self._process = subprocess.Popen(
                    words, cwd=ROOT, env=self._env, text=True, stdout=subprocess.PIPE, stderr=errors
                )
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            said += line
            found = re.search(r"Open\s+(\S+)", line)
            if found:
                self.link = found[1]
                self.start_s = time.monotonic() - began
                return self
        raise RuntimeError(f"gesso did not start:\n{said}{self.log()}")

    def _begin_with_tables(self) -> None:
        database = self.data / "gesso.db"
        if self.made is not None and "GESSO_DATABASE_URL" not in self._env and not database.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.made, database)
            database.chmod(0o600)

    def log(self) -> str:
        return (self.data.parent / f"{self.data.name}.log").read_text()

    def kill(self) -> None:
        """As when the plug is pulled."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self) -> "Program":
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def token(self) -> str:
        return self.link.partition("token=")[2]


class Client:
    """A signed-in caller of the API, by session cookie."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.AsyncClient(base_url=url, headers={"Origin": url}, timeout=30)

    @classmethod
    async def signed_in(cls, program: Program) -> "Client":
        client = cls(program.url)
        await client.call("POST", "/api/session/token", token=program.token)
        return client

    async def call(self, method: str, path: str, **body: Any) -> Any:
        """The answer as JSON. Raises httpx.HTTPStatusError with the server's own words."""
        answer = await self.http.request(method, path, json=body if body or method != "GET" else None)
        if answer.is_error:
            raise httpx.HTTPStatusError(answer.text, request=answer.request, response=answer)
        return answer.json() if answer.content else None

    @property
    def cookie(self) -> str:
        return "; ".join(f"{c.name}={c.value}" for c in self.http.cookies.jar)

    async def close(self) -> None:
        await self.http.aclose()


class Typist:
    """A canvas's socket held as the page holds it: one push in flight, updates taken one at a time.

    `acknowledged` are the words whose change came back from the server, which is when they are stored. `port`: of a
    line to the server other than the direct one.
    """

    def __init__(self, client: Client, canvas: str, name: str, port: int | None = None) -> None:
        self._client, self.canvas, self.name = client, canvas, f"{name}-client"
        self._line = {} if port is None else {"host": "127.0.0.1", "port": port}
        self.version = -1
        self.text = Text.of("")
        self.pending: list[tuple[Change, str]] = []
        self.acknowledged: list[str] = []
        self.latencies_s: list[float] = []
        self._in_flight = 0
        self._sent_at = 0.0
        self._catch_up_to: int | None = None
        self._socket: Any = None

    async def run(self) -> None:
        """Hold the socket until it breaks; call again to come back and resume."""
        url = self._client.url.replace("http", "ws") + f"/api/canvases/{self.canvas}/socket"
        headers = {"Cookie": self._client.cookie}
        async with websockets.connect(
            url, additional_headers=headers, origin=websockets.Origin(self._client.url), max_size=None, **self._line
        ) as found:
            self._in_flight, self._catch_up_to = 0, None
            await found.send(json.dumps({"t": "hello", "client": self.name, "version": self.version}))
            self._socket = found
            try:
                async for message in found:
                    await self._take(json.loads(message))
            except websockets.ConnectionClosedError:
                return
            finally:
                self._socket = None

    async def _take(self, frame: dict[str, Any]) -> None:
        match frame["t"]:
            case "opened":
                self.version, self.text, self.pending = frame["version"], Text.of(frame["text"]), []
                self._in_flight, self._catch_up_to = 0, frame["version"]
            case "resumed":
                self._catch_up_to = frame["version"]
                await self.flush()
            case "update":
                await self._update(frame)
            case "sum":
                if frame["version"] == self.version and not self.pending:
                    assert frame["checksum"] == self.text.checksum, "diverged"
            case "refused":
                raise AssertionError(frame)

    async def _update(self, frame: dict[str, Any]) -> None:
        assert frame["version"] == self.version + 1, f"{self.name}: {frame['version']} after {self.version}"
        self.version = frame["version"]
        if frame["client"] == self.name:
            _, word = self.pending.pop(0)
            self.acknowledged.append(word)
            if self._in_flight:  # else it was sent on a line that was cut, and stored all the same
                self._in_flight -= 1
                if not self._in_flight:
                    self.latencies_s.append(time.perf_counter() - self._sent_at)
            await self.flush()
            return
        theirs = Change.from_json(frame["change"])
        rebased = []
        over = theirs
        for mine, word in self.pending:
            rebased.append((mine.map(over), word))
            over = over.map(mine, before=True)
        self.pending = rebased
        self.text = self.text.apply(over)
        await self.flush()

    async def type(self, word: str, pick: float) -> None:
        """Put a line of its own where a line begins, `pick` (0 to 1) of the way through the text."""
        flat = str(self.text)
        at = flat.rfind("\n", 0, int(len(flat) * pick)) + 1
        unit = self.text.to_units(at)
        change = Change.of(self.text.units, [(unit, unit, word + "\n")])
        self.text = self.text.apply(change)
        self.pending.append((change, word))
        await self.flush()

    async def flush(self) -> None:
        if not self.connected or self._in_flight or not self.pending:
            return
        self._in_flight = len(self.pending)
        self._sent_at = time.perf_counter()
        changes = [change.to_json() for change, _ in self.pending]
        await self._socket.send(json.dumps({"t": "push", "version": self.version, "changes": changes}))

    @property
    def connected(self) -> bool:
        """Whether the line stands and everything that was missed has come: only then is anything pushed."""
        return self._socket is not None and self._catch_up_to is not None and self.version >= self._catch_up_to


async def until(condition: Any, timeout_s: float = 20.0) -> None:
    """Wait until `condition()` holds; a plain assertion otherwise."""
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "waited too long"
        await asyncio.sleep(0.01)
