"""The engine: sleeps until something of a task is due, then plans it, claims what is ready and has it performed.

One `Engine` a process, on the process's loop; any number of processes share a database. What is to be done is in the
rows alone, so that a process can end at any moment: what it had claimed is taken over by another, or by its next
start, when the lease is over. `tick` does everything that is due at the clock's moment and nothing by itself; the loop
around it calls it when the next moment comes, when `bell` rings, and every POLL_S because other processes and jumps
of the clock ring no bell.
"""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.base.errors import GessoError
from gesso.base.ids import new_id
from gesso.store import runs as run_rows
from gesso.store import tasks as task_rows
from gesso.store.database import Database
from gesso.store.errors import StoreError
from gesso.tasks import queue
from gesso.tasks.plan import FORMAT
from gesso.tasks.planning import heed_clocks, plan_due
from gesso.tasks.queue import LEASE, End, Settled
from gesso.tasks.task import Ended, Notifier, Performer, Run, Task
from gesso.tasks.tasks import KEPT

log = logging.getLogger(__name__)

POLL_S = 2.0
BEAT = LEASE / 3
TIDY = timedelta(hours=1)
AT_ONCE = 16


@dataclass
class _Held:
    """A run that this process performs. `why`: it was stopped for good, and the words for that."""

    task: Task
    run: Run
    until: datetime
    work: asyncio.Task[None]
    why: str = ""
    lost: bool = False  # its row is not this process's any more
    ending: bool = False


@dataclass(frozen=True)
class _Seen:
    """The earliest instant without a row, run that is ready, and lease that is over."""

    due: datetime | None
    ready: datetime | None
    lease: datetime | None


class Engine:
    def __init__(
        self, db: Database, performer: Performer, notifier: Notifier, clock: Clock, bell: asyncio.Event,
        at_once: int = AT_ONCE,
    ) -> None:  # fmt: skip
        self.id = new_id("executor")
        self._db, self._performer, self._notifier, self._clock, self._bell = db, performer, notifier, clock, bell
        self._at_once = at_once
        self._held: dict[str, _Held] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self._ends: list[tuple[End, asyncio.Future[Settled | None]]] = []
        self._storing = asyncio.Lock()
        self._beat_at: datetime | None = None
        self._tidy_at: datetime | None = None
        self._loop: asyncio.Task[None] | None = None

    # ------------------------------------------------------------------ running

    def start(self) -> None:
        """Work until closed."""
        self._loop = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop at once. What is being performed is handed back and goes on where the next process is free."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
        held = list(self._held)
        for one in list(self._held.values()):
            one.work.cancel()
        await self.settle()
        if held:
            await self._db.write(lambda conn: queue.release(conn, self.id, held, self._clock()))

    async def settle(self) -> None:
        """Wait until nothing is being performed or told."""
        while working := [*(one.work for one in self._held.values()), *self._telling]:
            await asyncio.gather(*working, return_exceptions=True)

    async def preflight(self, task: Task) -> Sequence[Mapping[str, Any]]:
        """What the task needs, and whether it is there."""
        return await self._performer.preflight(task)

    async def _run(self) -> None:
        while True:
            self._bell.clear()
            wait_s = POLL_S
            try:
                coming = await self.tick()
                if coming is not None:
                    wait_s = min(POLL_S, max(0.0, (coming - self._clock()).total_seconds()))
            except StoreError as error:  # a full disk, a server that restarts: rows are as they were
                log.warning("tasks wait for storage: %s", error.message)
            except Exception:  # the boundary of the loop: whatever it met, the tasks of others must go on
                log.exception("the tasks' loop met an error that it does not know")
            try:
                async with asyncio.timeout(wait_s):
                    await self._bell.wait()
            except TimeoutError:
                pass

    # ------------------------------------------------------------------ one tick

    async def tick(self) -> datetime | None:
        """Do what is due now; the next moment at which something will be, as far as is known. Raises StoreError."""
        now = self._clock()
        await self._beat(now)
        seen = await self._look()
        self._limit(now)
        while seen.due is not None and seen.due <= now:
            planned = await self._db.write(partial(plan_due, now=now, notifier=self._notifier))
            seen = await self._look()
            if not planned.tasks:
                break  # another process plans what is due
        if seen.lease is not None and seen.lease <= now:
            for doomed in await self._db.write(partial(queue.reap, executor=self.id, now=now)):
                self._begin(doomed.task, doomed.run, now, doomed.why)
            seen = await self._look()
        while (free := self._at_once - len(self._held)) > 0 and seen.ready is not None and seen.ready <= now:
            job = partial(
                queue.claim, executor=self.id, now=now, limit=free, notifier=self._notifier, without=list(self._held)
            )
            taken = await self._db.write(job)
            for one in taken.claimed:
                self._begin(one.task, one.run, now)
            if not taken.seen:
                break  # another process claims what is ready
            seen = await self._look()
        ready = seen.ready if len(self._held) < self._at_once else None
        moments = (self._beat_at, seen.due, ready, seen.lease, *(one.until for one in self._held.values()))
        return min((moment for moment in moments if moment is not None), default=None)

    async def _look(self) -> "_Seen":
        """What is to be done; stops what this process performs and should not."""
        held = list(self._held)

        def job(conn: Connection) -> tuple[_Seen, dict[str, str]]:
            ready, lease = run_rows.next_events(conn, FORMAT)
            lost = run_rows.lost(conn, self.id, held) if held else {}
            return _Seen(task_rows.next_due(conn), ready, lease), lost

        seen, lost = await self._db.read(job)
        for run, state in lost.items():
            one = self._held.get(run)
            if one and not one.ending and not one.lost:
                one.lost, one.why = True, "cancelled" if state == "cancelled" else ""
                one.work.cancel()
        return seen

    def _begin(self, task: Task, run: Run, now: datetime, doomed: str = "") -> None:
        work = asyncio.create_task(self._give_up(task, run, doomed) if doomed else self._perform(task, run))
        self._held[run.id] = _Held(task, run, now + timedelta(minutes=task.settings.max_minutes), work)
        work.add_done_callback(lambda _: self._done(run.id))

    def _done(self, run: str) -> None:
        del self._held[run]
        self._bell.set()

    def _limit(self, now: datetime) -> None:
        """Stop what takes longer than it may."""
        for one in self._held.values():
            if one.until <= now and not one.why and not one.lost and not one.ending:
                one.why = f"stopped after {one.task.settings.max_minutes} minutes, which is its limit"
                one.work.cancel()

    async def _beat(self, now: datetime) -> None:
        """Say that this process lives and hold what it performs, if it is time to."""
        if self._beat_at is not None and now < self._beat_at:
            return
        held = list(self._held)
        tidy = self._tidy_at is None or now >= self._tidy_at

        def job(conn: Connection) -> None:
            run_rows.seen(conn, self.id, now)
            if held:
                run_rows.renew(conn, self.id, held, now + LEASE)
            if tidy:
                run_rows.forget_executors(conn, now - timedelta(days=1))
                task_rows.forget_deleted(conn, now - KEPT)
                heed_clocks(conn)

        await self._db.write(job)
        self._beat_at = now + BEAT
        if tidy:
            self._tidy_at = now + TIDY

    # ------------------------------------------------------------------ one run

    async def _perform(self, task: Task, run: Run) -> None:
        try:
            ended = await self._ended(task, run)
        except asyncio.CancelledError:
            one = self._held[run.id]
            if not one.why:
                raise  # the program stops, or another process has it
            await self._stop(task, run)
            if one.lost:
                return
            ended = Ended("failed", one.why)
        await self._end(task, run, ended)

    async def _give_up(self, task: Task, run: Run, why: str) -> None:
        """End a run that is not gone on with; what it had come to is kept."""
        self._held[run.id].ending = True
        await self._stop(task, run)
        await self._end(task, run, Ended("failed", why, checks=run.checks, usage=run.usage, output=run.output))

    async def _stop(self, task: Task, run: Run) -> None:
        try:
            await self._performer.stop(task, run)
        except GessoError as error:
            log.warning("run %s could not be stopped in its room: %s", run.id, error.message)

    async def _ended(self, task: Task, run: Run) -> Ended:
        try:
            return await self._performer.perform(task, run)
        except GessoError as error:
            return Ended("failed", error.message, passing=isinstance(error, StoreError))
        except Exception:
            log.exception("run %s met an error that nobody expected", run.id)
            return Ended("failed", "gesso met an error that it does not know; its log says more.")

    async def _end(self, task: Task, run: Run, ended: Ended) -> None:
        self._held[run.id].ending = True
        try:
            if ended.state != "waiting" and not queue.tries_again(run, ended):
                await self._performer.tell(task, run, ended)
            settled = await self._store(End(run, ended))
        except GessoError as error:  # not held any longer, so its lease ends and it is gone on with
            log.warning("the end of run %s could not be stored: %s", run.id, error.message)
            return
        if settled is not None and settled.run.state != "queued":
            self._tell(settled)

    async def _store(self, end: End) -> Settled | None:
        """Store an end, together with those that came while others were stored."""
        stored: asyncio.Future[Settled | None] = asyncio.get_running_loop().create_future()
        self._ends.append((end, stored))
        async with self._storing:
            if not stored.done():
                ends, self._ends = self._ends, []
                await self._store_all(ends)
        return await stored

    async def _store_all(self, ends: Sequence[tuple[End, "asyncio.Future[Settled | None]"]]) -> None:
        job = partial(queue.end, ends=[end for end, _ in ends], now=self._clock(), notifier=self._notifier)
        try:
            found = await self._db.write(job)
        except Exception as error:  # noqa: BLE001 - whoever waits for it meets it
            if len(ends) > 1:
                for one in ends:  # one that cannot be stored harms no other
                    await self._store_all([one])
            elif not ends[0][1].done():
                ends[0][1].set_exception(error)
            return
        for (_, stored), settled in zip(ends, found, strict=True):
            if not stored.done():  # the program stops, and nobody waits for it any more
                stored.set_result(settled)

    def _tell(self, settled: Settled) -> None:
        telling = asyncio.create_task(self._notifier.ended(settled.task, settled.run, settled.paused))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    @property
    def performing(self) -> Sequence[str]:
        """The runs that go on in this process."""
        return list(self._held)
