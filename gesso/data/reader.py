"""A file of data seen from outside: a child process that read it, asked in SQL, stopped when it takes too long.

Everything the child says is untrusted and checked. One query at a time; one that lasts is interrupted, and the child is
ended when that does not help, with the next query starting another, which finds the table already made.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gesso.base.ending import end
from gesso.data.table import BadData, BadQuery, Opened, QueryTooMuch, Table, read_opened, read_table
from gesso.sandbox.holding import Limits, Program, Tier, command_of, make_work

LINE_BYTES = 32_000_000
MOST_QUERY = 100_000
GRACE_S = 2.0
_LIMITS = (Path("/proc/self/cgroup"), Path("/proc/self/mountinfo"), Path("/sys/fs/cgroup"))
"""Where DuckDB looks for limits of the machine; it fails where they are there and shut."""


@dataclass(frozen=True)
class Means:
    """What a child may use: MB that DuckDB may keep, threads, seconds to read a file and to answer."""

    memory_mb: int = 1_000
    threads: int = 2
    open_s: float = 600.0
    query_s: float = 30.0

    @property
    def limits(self) -> Limits:
        return Limits(memory=(self.memory_mb + 3_000) * 1_000_000, threads=64, files=256, file_size=8_000_000_000)


class Reader:
    """A child over one file. `preview` is there before the whole is read."""

    def __init__(self, process: asyncio.subprocess.Process, work: Path, means: Means) -> None:
        self._process, self._work, self._means = process, work, means
        loop = asyncio.get_running_loop()
        self.preview: asyncio.Future[Table | None] = loop.create_future()
        self.opened: asyncio.Future[Opened] = loop.create_future()
        for future in (self.preview, self.opened):
            future.add_done_callback(_seen)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._asked = 0
        self._one = asyncio.Lock()
        self._listening = asyncio.create_task(self._listen())
        self._ending = loop.call_later(means.open_s, self._too_slow)

    @classmethod
    async def start(
        cls, tier: Tier | None, file: Path, format: str, kept: Path, means: Means | None = None, sheet: str = ""
    ) -> "Reader":
        """A child that begins to read `file`; `kept` is the folder of its table, `sheet` one of a workbook ("": the
        first with rows). Raises BadData where it cannot run.

        Where gesso runs as root, everybody must be able to read `file`: the child is a user of its own.
        """
        means = means or Means()
        work = await asyncio.to_thread(_open_to_it, kept)
        config = {"file": str(file), "format": format, "work": str(kept), "sheet": sheet,
                  "memory_mb": means.memory_mb, "threads": means.threads}  # fmt: skip
        source = Path(__file__).with_name("child.py").read_text()
        reads = (file, *(_LIMITS if tier == "landlock" else ()))
        program = Program(source, work, json.dumps(config), means.limits, reads, (kept,))
        try:
            process = await asyncio.create_subprocess_exec(
                *command_of(tier, program), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL, env={} if tier else None, cwd=work, start_new_session=True,
                limit=LINE_BYTES,
            )  # fmt: skip
        except OSError as wrong:
            shutil.rmtree(work, ignore_errors=True)
            raise BadData(
                f"The file could not be read: no process for it could be started ({wrong.strerror})."
            ) from wrong
        return cls(process, work, means)

    @property
    def alive(self) -> bool:
        return self._process.returncode is None and not self._listening.done()

    async def query(self, sql: str, limit: int, seconds: float | None = None) -> Table:
        """At most `limit` rows of what the query gives. Raises BadData, BadQuery, QueryTooMuch."""
        if len(sql) > MOST_QUERY or not sql.strip():
            raise BadQuery(f"A query has from 1 to {MOST_QUERY:,} characters.")
        await asyncio.shield(self.opened)
        async with self._one:
            self._asked += 1
            asked = self._asked
            answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            self._waiting[asked] = answer
            seconds = seconds or self._means.query_s
            try:
                self._tell({"id": asked, "sql": sql, "limit": limit})
                heard = await self._within(answer, asked, seconds)
            except asyncio.CancelledError:
                self._tell({"stop": asked})
                raise
            finally:
                self._waiting.pop(asked, None)
        return _table_in(heard, seconds)

    async def _within(self, answer: "asyncio.Future[Any]", asked: int, seconds: float) -> Any:
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(answer), seconds)
        self._tell({"stop": asked})
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(asyncio.shield(answer), GRACE_S)
        await self.aclose()
        return {"kind": "stopped"}

    async def aclose(self) -> None:
        """End the child. May be called again."""
        self._ending.cancel()
        await end(self._process)
        if asyncio.current_task() is not self._listening:
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
        await asyncio.to_thread(shutil.rmtree, self._work, True)

    def _too_slow(self) -> None:
        if not self.opened.done():
            self.opened.set_exception(BadData(f"Reading this file took more than {self._means.open_s:g} seconds."))
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGKILL)

    def _tell(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, RuntimeError):  # it has ended: whoever waits hears of that
            self._process.stdin.write(json.dumps(message).encode() + b"\n")

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            while line := await self._process.stdout.readline():
                self._take(json.loads(line))
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
            pass  # it says what is no answer: nothing more is believed
        await end(self._process)
        gone = "The program that reads the file ended: it needed more memory than it may have, or the file is harmful."
        if not self.preview.done():
            self.preview.set_result(None)
        if not self.opened.done():
            self.opened.set_exception(BadData(gone))
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_result({"kind": "limit", "wrong": "This query needed more memory than it may have."})

    def _take(self, heard: dict[str, Any]) -> None:
        if "preview" in heard and not self.opened.done():
            table = read_table(heard["preview"]) if heard["preview"] is not None else None
            if not self.preview.done():
                self.preview.set_result(table)
        elif "opened" in heard and not self.opened.done():
            self._ending.cancel()
            self.opened.set_result(read_opened(heard["opened"]))
        elif "failed" in heard and not self.opened.done():
            self.opened.set_exception(BadData(str(heard["failed"])[:600]))
        elif (answer := self._waiting.get(heard.get("id", 0))) is not None and not answer.done():
            answer.set_result(heard)


def _open_to_it(kept: Path) -> Path:
    """Its working folder. Where gesso runs as root the child is another user, whose its folders must be."""
    work = make_work()
    kept.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(kept, work.stat().st_uid, work.stat().st_gid)
    return work


def _table_in(heard: Any, seconds: float) -> Table:
    if "table" in heard:
        try:
            return read_table(heard["table"])
        except (ValueError, KeyError, TypeError) as wrong:
            raise BadData("The program that reads the file answered what is no table.") from wrong
    kind, wrong_words = heard.get("kind"), str(heard.get("wrong", ""))[:600]
    if kind == "stopped":
        raise QueryTooMuch(f"This query took more than {seconds:g} seconds and was stopped. Ask for less of the data.")
    if kind == "limit":
        raise QueryTooMuch(wrong_words)
    raise BadQuery(wrong_words)


def _seen(future: "asyncio.Future[Any]") -> None:
    if not future.cancelled():
        future.exception()  # so that nobody is told of an exception that nobody waited for
