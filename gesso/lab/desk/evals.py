"""Evals that the page starts: one `gesso lab eval …` at a time in a process of its own, written down beside its log.

The server knows of an eval what its file says and how many lines its answers have by now; a page that is loaded again
sees the same. One that ends with the server is found as stopped at the next start, and starting it again goes on where
it was. Used from one event loop.
"""

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from gesso.base.clock import Clock
from gesso.base.errors import Conflicting, NotFound
from gesso.base.ids import new_id
from gesso.lab.episode import part_of, write_whole
from gesso.lab.errors import LabError
from gesso.settings import Settings

FOLDER = "evals"
KEPT = 50
LOG_BYTES = 4_000
Parts = Literal["dev", "test", "all"]
State = Literal["running", "done", "failed", "stopped"]


class Eval(BaseModel):
    """An eval as it is written down. `message` is the last thing it said, for one that failed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    behavior: str
    candidate: str
    split: Parts
    out: str
    total: int
    by: str
    at: datetime
    state: State = "running"
    ended: datetime | None = None
    message: str = ""


Command = Callable[[Eval, Path], list[str]]


def lab_eval(job: Eval, out: Path) -> list[str]:
    """The command that a person would type."""
    return [
        sys.executable, "-m", "gesso", "lab", "eval", job.behavior, "--model", job.candidate, "--split", job.split,
        "--out", str(out), "--resume",
    ]  # fmt: skip


class Evals:
    """The evals of a lab's folder; `command` is what is run for one."""

    def __init__(self, settings: Settings, clock: Clock, command: Command = lab_eval) -> None:
        self._settings, self._clock, self._command = settings, clock, command
        self._folder = settings.data / "lab"
        self._running: tuple[Eval, asyncio.subprocess.Process, asyncio.Task[None]] | None = None

    def all(self) -> list[Eval]:
        """Every eval that is written down, the newest first. One that no process of ours does any more is stopped."""
        found = [job for path in (self._folder / FOLDER).glob("*.json") if (job := _read(path)) is not None]
        found = [self._lost(job) if job.state == "running" and job.id != self._running_id else job for job in found]
        return sorted(found, key=lambda job: job.at, reverse=True)

    def done(self, job: Eval) -> int:
        """How many cases it has answered."""
        out = self._folder / job.out
        with contextlib.suppress(OSError):
            if job.state == "done":
                return job.total
            return part_of(out).read_bytes().count(b"\n")
        return 0

    async def start(
        self, behavior: str, candidate: str, split: Literal["dev", "test", "all"], total: int, by: str
    ) -> Eval:
        """Begin one, or go on where the same was stopped. Raises Conflicting while another one runs, and LabError."""
        if self._running is not None:
            now = self._running[0]
            raise Conflicting(f"{now.candidate} on {now.behavior} is being measured. Wait for its end, or stop it.")
        at = self._clock()
        out = self._unfinished(behavior, candidate, split) or (
            f"runs/{behavior}/{re.sub(r'[^A-Za-z0-9._-]+', '-', candidate)[:60]}.{split}.{at:%Y%m%d-%H%M%S}.jsonl"
        )
        job = Eval(
            id=new_id("eval"), behavior=behavior, candidate=candidate, split=split, out=out, total=total, by=by, at=at
        )
        self._write(job)
        try:
            with self._log_of(job).open("wb") as log:
                process = await asyncio.create_subprocess_exec(
                    *self._command(job, self._folder / out), stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                    env=self._environment(), start_new_session=True,
                )  # fmt: skip
        except OSError as error:
            failed = job.model_copy(update={"state": "failed", "ended": at, "message": str(error)})
            self._write(failed)
            raise LabError(f"The eval could not be started: {error.strerror or error}.") from error
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, process.pid, 10)  # who writes comes before who measures
        self._running = (job, process, asyncio.create_task(self._wait(job, process)))
        return job

    async def stop(self, eval_id: str) -> Eval:
        """End it; what it has answered is kept. Raises NotFound for one that does not run."""
        if self._running is None or self._running[0].id != eval_id:
            raise NotFound("This eval does not run any more.")
        _, process, waiting = self._running
        _end(process)
        await asyncio.wait({waiting})
        return next(job for job in self.all() if job.id == eval_id)

    async def finished(self) -> None:
        """Returns when none runs."""
        if self._running is not None:
            await asyncio.wait({self._running[2]})

    async def aclose(self) -> None:
        if self._running is not None:
            await self.stop(self._running[0].id)

    @property
    def _running_id(self) -> str:
        return self._running[0].id if self._running else ""

    async def _wait(self, job: Eval, process: asyncio.subprocess.Process) -> None:
        status = await process.wait()
        state: State = "done" if status == 0 else "stopped" if status < 0 else "failed"
        message = "" if state == "done" else _last_words(self._log_of(job))
        ended = job.model_copy(update={"state": state, "ended": self._clock(), "message": message})
        self._running = None
        with contextlib.suppress(LabError):  # a full disk: the next look finds it as stopped
            self._write(ended)

    def _lost(self, job: Eval) -> Eval:
        message = "gesso was stopped while this ran. Start it again: it goes on where it was."
        return job.model_copy(update={"state": "stopped", "message": message})

    def _unfinished(self, behavior: str, candidate: str, split: str) -> str | None:
        """Where the latest eval of the same was writing, if it did not come to its end."""
        same = (job for job in self.all() if (job.behavior, job.candidate, job.split) == (behavior, candidate, split))
        last = next(same, None)
        if last is None or last.state == "done" or not part_of(self._folder / last.out).exists():
            return None
        return last.out

    def _environment(self) -> dict[str, str]:
        given = {"GESSO_DATA": str(self._settings.data), "GESSO_DATABASE_URL": self._settings.database_url}
        if self._settings.scripted is not None:
            given["GESSO_SCRIPTED"] = str(self._settings.scripted)
        return {**os.environ, **given}

    def _log_of(self, job: Eval) -> Path:
        return self._folder / FOLDER / f"{job.id}.log"

    def _write(self, job: Eval) -> None:
        """Raises LabError."""
        write_whole(self._folder / FOLDER / f"{job.id}.json", job.model_dump_json())
        for old in self.all()[KEPT:]:
            for ending in ("json", "log"):
                (self._folder / FOLDER / f"{old.id}.{ending}").unlink(missing_ok=True)


def _read(path: Path) -> Eval | None:
    """None for a file that is none of ours."""
    try:
        return Eval.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def _last_words(log: Path) -> str:
    """The last line that a process said."""
    with contextlib.suppress(OSError):
        lines = log.read_bytes()[-LOG_BYTES:].decode(errors="replace").replace("\x00", "").splitlines()
        said = [re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", line).strip() for line in lines]
        return next((line for line in reversed(said) if line), "")
    return ""


def _end(process: asyncio.subprocess.Process) -> None:
    """Ask the process and all it started to end."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGTERM)
        else:
            process.terminate()
