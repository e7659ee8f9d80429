"""The database: many readers, one writer, commits in groups.

Reads run on a few threads, each in a transaction that sees one moment. Writes go to one thread; those that wait while
a commit is under way share the next one, each in a savepoint of its own, so that one that fails harms no other. A
write's future resolves only after COMMIT: what it acknowledges survives `kill -9`. Which rows there are is the
business of the other files of this folder.

A `Database` belongs to the loop that opened it; `read`, `write` and `close` are called there.
"""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from gesso.base.clock import Clock, system_clock
from gesso.store.engines import READERS, parse_address, reading_engine, sqlite_file, writing_engine
from gesso.store.errors import ChainBroken, StoreError, explained
from gesso.store.migrate import migrate

T = TypeVar("T")
_LOG = logging.getLogger(__name__)

GROUP = 128  # jobs that share a commit at most; keeps the wait of the first one short


class Chain:
    """Writes that build on one another. After one of them fails, later ones are refused and not tried."""

    def __init__(self) -> None:
        self.broken = False


@dataclass(frozen=True)
class _Job:
    run: Callable[[Connection], Any]
    future: "asyncio.Future[Any]"
    chain: Chain | None


@dataclass(frozen=True)
class _Done:
    value: Any


@dataclass(frozen=True)
class _Failed:
    error: Exception


_Outcome = _Done | _Failed


class _TransactionLost(Exception):
    """The engine gave the transaction up, so everything in it must be tried again."""


class Database:
    def __init__(self, address: Engine, readers: Engine, clock: Clock, loop: asyncio.AbstractEventLoop) -> None:
        self.clock = clock
        self.path: Path | None = sqlite_file(address.url)
        self._engine, self._readers, self._loop = address, readers, loop
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(READERS, "store-read")
        self._closed = False
        # A daemon, so that a program that forgot to close can still end; what was acknowledged is on disk by then.
        self._writer = threading.Thread(target=self._work, name="store-write", daemon=True)
        self._writer.start()

    @classmethod
    async def open(cls, url_or_path: str | Path, *, clock: Clock = system_clock) -> "Database":
        """The database at that path or URL, made or brought up to date first. Raises StoreError."""
        url = parse_address(url_or_path)
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, migrate, url, clock)
        return cls(writing_engine(url), reading_engine(url), clock, loop)

    async def read(self, job: Callable[[Connection], T]) -> T:
        """What `job` returns; it runs on another thread and may only read. Raises StoreError when reading fails."""
        if self._closed:
            raise _closed()
        return await self._loop.run_in_executor(self._threads, self._read, job)

    def write(self, job: Callable[[Connection], T], chain: Chain | None = None) -> "asyncio.Future[T]":
        """Store what `job` writes; the future has its result once it is committed.

        Jobs are stored in the order of these calls, also when nobody waits for them any more. A job may be run a
        second time if the first was rolled back, so it must touch nothing but its connection. Whatever it raises is
        the future's exception, and nothing of it is kept; StoreError when storage fails. A job that wants to go on
        after a refused statement makes that statement in `conn.begin_nested()`.
        """
        if self._closed:
            raise _closed()
        future: asyncio.Future[T] = self._loop.create_future()
        self._jobs.put(_Job(job, future, chain))
        return future

    async def close(self) -> None:
        """Store what is waiting, then let go of all connections and threads."""
        if self._closed:
            return
        self._closed = True
        self._jobs.put(None)
        await self._loop.run_in_executor(None, self._stop)

    def _stop(self) -> None:
        self._writer.join()
        self._threads.shutdown()
        self._readers.dispose()
        self._engine.dispose()

    def _read(self, job: Callable[[Connection], T]) -> T:
        try:
            with self._readers.connect() as conn, conn.begin():
                return job(conn)
        except (SQLAlchemyError, OSError) as error:
            plain = explained(error)
            if plain is None:
                raise
            raise plain from error

    # ------------------------------------------------------------------ the writer's thread

    def _work(self) -> None:
        open_ = True
        while open_:
            jobs: list[_Job] = []
            first = self._jobs.get()
            while first is not None:
                jobs.append(first)
                if len(jobs) == GROUP or self._jobs.empty():
                    break
                first = self._jobs.get()
            open_ = first is not None
            if jobs:
                try:
                    outcomes = self._commit(jobs)
                except Exception as error:  # noqa: BLE001 - a dead writer would leave every caller waiting for ever
                    _LOG.exception("the store's writer met an error it does not know")
                    outcomes = [_Failed(error) for _ in jobs]
                    _break(job.chain for job in jobs)
                self._answer(jobs, outcomes)

    def _commit(self, jobs: Sequence[_Job]) -> list[_Outcome]:
        """The outcome of each job, in order: together if that works, else one by one."""
        if len(jobs) > 1:
            try:
                return self._together(jobs)
            except _TransactionLost:
                pass
        outcomes: list[_Outcome] = []
        for job in jobs:
            outcomes.append(self._alone(job, outcomes[-1] if outcomes else None))
        return outcomes

    def _together(self, jobs: Sequence[_Job]) -> list[_Outcome]:
        """One commit for all, a savepoint for each. Raises _TransactionLost if nothing was stored."""
        outcomes: list[_Outcome] = []
        broken: set[Chain] = set()
        try:
            with self._engine.connect() as conn:
                transaction = conn.begin()
                for job in jobs:
                    outcome = self._in_savepoint(conn, job, job.chain in broken)
                    if isinstance(outcome, _Failed) and job.chain is not None:
                        broken.add(job.chain)
                    outcomes.append(outcome)
                try:
                    transaction.commit()
                except SQLAlchemyError as error:
                    # Whether a server kept it is unknown; trying again could store it twice.
                    plain = explained(error) or StoreError("What was written could not be committed. Try again.")
                    outcomes = [_Failed(plain) for _ in jobs]
                    broken = {job.chain for job in jobs if job.chain is not None}
        except (SQLAlchemyError, OSError) as error:
            raise _TransactionLost from error
        _break(broken)
        return outcomes

    def _in_savepoint(self, conn: Connection, job: _Job, refused: bool) -> _Outcome:
        if refused or (job.chain is not None and job.chain.broken):
            return _Failed(_refused())
        self._say(conn, "SAVEPOINT job")
        try:
            value = job.run(conn)
        except Exception as error:
            if explained(error) is not None:
                raise _TransactionLost from error  # SQLite may have rolled everything back by itself
            self._say(conn, "ROLLBACK TO SAVEPOINT job")
            self._say(conn, "RELEASE SAVEPOINT job")
            return _Failed(error)
        # Fails if the job went on after PostgreSQL refused a statement; a COMMIT would then quietly store nothing.
        self._say(conn, "RELEASE SAVEPOINT job")
        return _Done(value)

    def _say(self, conn: Connection, statement: str) -> None:
        """Tell the engine directly: SQLAlchemy's own savepoints cost 58 of the 95 microseconds of a small job."""
        cursor = conn.connection.cursor()
        try:
            cursor.execute(statement)
        except self._engine.dialect.loaded_dbapi.Error as error:
            conn.invalidate()
            raise _TransactionLost from error
        finally:
            cursor.close()

    def _alone(self, job: _Job, before: _Outcome | None) -> _Outcome:
        """One job, one commit. After a failure of storage itself the next ones are not made to wait for it again."""
        if job.chain is not None and job.chain.broken:
            return _Failed(_refused())
        if isinstance(before, _Failed) and type(before.error) is StoreError:
            outcome: _Outcome = before
        else:
            try:
                with self._engine.connect() as conn, conn.begin():
                    outcome = self._in_savepoint(conn, job, False)
            except _TransactionLost as lost:
                cause = lost.__cause__
                outcome = _Failed(explained(cause) or (cause if isinstance(cause, Exception) else lost))
            except (SQLAlchemyError, OSError) as error:
                outcome = _Failed(explained(error) or error)
        if isinstance(outcome, _Failed):
            _break([job.chain])
        return outcome

    def _answer(self, jobs: Sequence[_Job], outcomes: Sequence[_Outcome]) -> None:
        with suppress(RuntimeError):  # the loop is gone, and with it everybody who could have listened
            self._loop.call_soon_threadsafe(_deliver, jobs, outcomes)


def _deliver(jobs: Sequence[_Job], outcomes: Sequence[_Outcome]) -> None:
    for job, outcome in zip(jobs, outcomes, strict=True):
        if job.future.done():  # its caller was cancelled; the write stands
            continue
        if isinstance(outcome, _Done):
            job.future.set_result(outcome.value)
        else:
            job.future.set_exception(outcome.error)


def _break(chains: Iterable[Chain | None]) -> None:
    for chain in chains:
        if chain is not None:
            chain.broken = True


def _refused() -> ChainBroken:
    return ChainBroken("An earlier change could not be stored, so this one was not kept. Try again.")


def _closed() -> StoreError:
    return StoreError("The database is closed because the program is stopping.")
