"""A kernel seen from outside: started in a tier, asked to run code, interrupted, ended. One run at a time.

Everything it says is untrusted: lines are bounded, and what is no message of ours is left out. A run that lasts or
prints too much is interrupted, and when that does not help the kernel is ended, with all that was defined in it.
"""

import asyncio
import base64
import binascii
import contextlib
import json
import shutil
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from gesso.base.ending import end
from gesso.sandbox.finding import NoSandbox
from gesso.sandbox.holding import Limits, Program, Tier, command_of, make_work
from gesso.sandbox.told import Table, Variable, read_table, read_variables, storable

LINE_BYTES = 16_000_000
START_S = 20.0
GRACE_S = 3.0
LOOK_S = 5.0
SHOWN_TEXT = 20_000
ALT = 1_000


@dataclass(frozen=True)
class Bounds:
    """Of one run: seconds, and bytes of what it prints and shows."""

    seconds: float = 60.0
    output: int = 1_000_000
    pictures: int = 20


@dataclass(frozen=True)
class Said:
    """Something a run gave. `line` is of the code, from 1; `data` is a PNG that `text` describes; `ok` is of a test."""

    kind: Literal["out", "err", "value", "picture", "table", "test", "error", "note", "variables"]
    text: str = ""
    name: str = ""
    line: int | None = None
    trace: str = ""
    data: bytes = b""
    ok: bool = True
    table: Table | None = None
    variables: tuple[Variable, ...] = ()

    @property
    def size(self) -> int:
        """About how many characters are to be kept and sent on."""
        return len(self.text) + len(self.trace) + (self.table.size if self.table else 0)


class Kernel:
    def __init__(self, process: asyncio.subprocess.Process, work: Path, limits: Limits) -> None:
        self._process, self._work, self._limits = process, work, limits
        self._stopping = ""

    @classmethod
    async def start(cls, tier: Tier, limits: Limits | None = None, keeps: tuple[Path, ...] = ()) -> "Kernel":
        """A kernel that is ready, and may write the folders `keeps`. Raises NoSandbox with what it said instead."""
        work, limits = make_work(), limits or Limits()
        source, showing, tests = (_source(part) for part in ("child", "showing", "tests"))
        program = Program(source, work, json.dumps({"showing": showing, "tests": tests}), limits, keeps=keeps)
        process = await asyncio.create_subprocess_exec(
            *command_of(tier, program), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env={}, cwd=work, start_new_session=True,
            limit=LINE_BYTES,
        )  # fmt: skip
        kernel = cls(process, work, limits)
        ready = False
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(START_S):
                    ready = "ready" in await kernel._hear()
            if ready:
                return kernel
        finally:
            if not ready:  # also when whoever waits for it has gone
                await kernel.aclose()
        raise NoSandbox("Code could not be started here. `gesso sandbox attack` says what holds on this machine.")

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    def run(
        self, code: str, bounds: Bounds | None = None, name: str = "your code", tests: bool = False
    ) -> AsyncGenerator[Said, None]:
        """What the code gives, as it comes; with `tests`, also what its tests gave. `name` stands in traces. Ends when
        it has ended, or with a note when the kernel had to be."""
        memory = f"{self._limits.memory / 1e9:g} GB"
        return self._ask(
            {"do": "run", "code": code, "name": name, "tests": tests, "memory": memory}, bounds or Bounds()
        )

    async def look(self, name: str, first: int, count: int) -> Said | None:
        """A variable: rows of a table, or its value; None for what is not there. Only while nothing runs."""
        found = None
        async for said in self._ask({"do": "look", "name": name, "first": first, "count": count}, Bounds(LOOK_S)):
            found = found or (said if said.kind in ("table", "value", "picture") else None)
        return found

    async def _ask(self, message: dict[str, Any], bounds: Bounds) -> AsyncGenerator[Said, None]:
        self._stopping = ""
        self._tell(message)
        clock = asyncio.get_running_loop()
        ends, left, pictures = clock.time() + bounds.seconds, bounds.output, bounds.pictures
        while True:
            try:
                async with asyncio.timeout_at(ends):
                    heard = await self._hear()
            except TimeoutError:
                if self._stopping:  # it was told to stop, and did not
                    await self.aclose()
                    yield Said("note", f"{self._stopping} It did not stop, so everything it had defined is gone.")
                    return
                self.interrupt(f"This ran for more than {bounds.seconds:g} seconds and was stopped.")
                ends = clock.time() + GRACE_S
                continue
            if "done" in heard:
                if self._stopping:
                    yield Said("note", self._stopping)
                return
            if not heard and not self.alive:
                await self.aclose()
                yield Said("note", self._stopping or "The program ended itself. Everything it had defined is gone.")
                return
            said = read_said(heard)
            if said is not None and said.kind == "variables":
                yield said
                continue
            if said is None or left <= 0:
                continue
            if said.kind == "picture":
                pictures -= 1
                if pictures < 0:
                    continue
            else:
                left -= said.size
            yield said
            if left <= 0:
                self.interrupt(f"This printed more than {bounds.output / 1e6:g} MB and was stopped.")
                ends = min(ends, clock.time() + GRACE_S)

    def interrupt(self, why: str = "Stopped.") -> None:
        """Ask the run to stop; `run` ends the kernel if it does not."""
        self._stopping = self._stopping or why
        self._tell({"do": "interrupt"})

    async def aclose(self) -> None:
        """End the kernel and remove its folder. May be called again."""
        await end(self._process)
        await asyncio.to_thread(shutil.rmtree, self._work, True)

    def _tell(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, RuntimeError):  # it has ended: the run hears of that
            self._process.stdin.write(json.dumps(message).encode() + b"\n")

    async def _hear(self) -> dict[str, Any]:
        """The next message; {} for what is none, and when it has ended."""
        assert self._process.stdout is not None
        try:
            line = await self._process.stdout.readline()
        except ValueError:  # a line past every bound
            await self.aclose()
            return {}
        if not line:
            await self._process.wait()
            return {}
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def _source(part: str) -> str:
    return Path(__file__).with_name(f"kernel_{part}.py").read_text()


def read_said(heard: dict[str, Any]) -> Said | None:
    """A message of the kernel, checked; None for anything else."""
    for kind in ("out", "err", "value"):
        if isinstance(text := heard.get(kind), str):
            return Said(kind, storable(text))
    if isinstance(drawn := heard.get("png"), str):
        try:
            return Said("picture", _words(heard, "alt", ALT), data=base64.b64decode(drawn, validate=True))
        except (binascii.Error, ValueError):
            return None
    if "table" in heard:
        table = read_table(heard["table"])
        return Said("table", table=table) if table is not None else None
    if "variables" in heard:
        return Said("variables", variables=read_variables(heard["variables"]))
    if isinstance(test := heard.get("test"), dict):
        return Said(
            "test", _words(test, "message", ALT), _words(test, "name", 200), _line(test), ok=test.get("ok") is True
        )
    error = heard.get("error")
    if not isinstance(error, dict):
        return None
    name, message, trace = (_words(error, part, SHOWN_TEXT) for part in ("name", "message", "trace"))
    return Said("error", message, name, _line(error), trace)


def _words(message: dict[str, Any], part: str, most: int) -> str:
    return storable(str(message.get(part, "")))[:most]


def _line(message: dict[str, Any]) -> int | None:
    line = message.get("line")
    return line if isinstance(line, int) and not isinstance(line, bool) and 0 < line < 2**31 else None
