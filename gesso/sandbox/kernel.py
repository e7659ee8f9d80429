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
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from gesso.sandbox.finding import NoSandbox
from gesso.sandbox.holding import Limits, Program, Tier, command_of, make_work

LINE_BYTES = 16_000_000
START_S = 20.0
GRACE_S = 3.0
SHOWN_TEXT = 20_000


@dataclass(frozen=True)
class Bounds:
    """Of one run: seconds, and bytes of what it prints and shows."""

    seconds: float = 60.0
    output: int = 1_000_000
    pictures: int = 20


@dataclass(frozen=True)
class Said:
    """Something a run gave. `line` is of the code, from 1; `data` is a PNG."""

    kind: Literal["out", "err", "value", "picture", "error", "note"]
    text: str = ""
    name: str = ""
    line: int | None = None
    trace: str = ""
    data: bytes = b""


class Kernel:
    def __init__(self, process: asyncio.subprocess.Process, work: Path, limits: Limits) -> None:
        self._process, self._work, self._limits = process, work, limits
        self._stopping = ""

    @classmethod
    async def start(cls, tier: Tier, limits: Limits | None = None) -> "Kernel":
        """A kernel that is ready. Raises NoSandbox with what it said instead."""
        work, limits = make_work(), limits or Limits()
        source = Path(__file__).with_name("kernel_child.py").read_text()
        process = await asyncio.create_subprocess_exec(
            *command_of(tier, Program(source, work, limits=limits)), stdin=asyncio.subprocess.PIPE,
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

    async def run(self, code: str, bounds: Bounds | None = None) -> AsyncIterator[Said]:
        """What the code gives, as it comes. Ends when it has ended, or with a note when the kernel had to be."""
        bounds = bounds or Bounds()
        self._stopping = ""
        memory = f"{self._limits.memory / 1e9:g} GB"
        self._tell({"do": "run", "code": code, "memory": memory})
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
            if said is None or left <= 0:
                continue
            if said.kind == "picture":
                pictures -= 1
                if pictures < 0:
                    continue
            else:
                left -= len(said.text) + len(said.trace)
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
        if self.alive:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGKILL)
        await self._process.wait()
        self._process._transport.close()  # type: ignore[attr-defined]  # what it had still to say is not read
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


def read_said(heard: dict[str, Any]) -> Said | None:
    """A message of the kernel, checked; None for anything else."""
    for kind in ("out", "err", "value"):
        if isinstance(text := heard.get(kind), str):
            return Said(kind, _storable(text))
    if isinstance(drawn := heard.get("png"), str):
        try:
            return Said("picture", data=base64.b64decode(drawn, validate=True))
        except (binascii.Error, ValueError):
            return None
    error = heard.get("error")
    if not isinstance(error, dict):
        return None
    line = error.get("line")
    name, message, trace = (_storable(str(error.get(part, "")))[:SHOWN_TEXT] for part in ("name", "message", "trace"))
    known = isinstance(line, int) and not isinstance(line, bool) and 0 < line < 2**31
    return Said("error", message, name, line if known else None, trace)


def _storable(text: str) -> str:
    """Without what cannot be stored or sent on."""
    return text.replace("\x00", "�").encode("utf-8", "replace").decode()
