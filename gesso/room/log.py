"""Ordered commits: changes take effect in memory at once, are stored, and are announced in the order they were made.

A room's event log and a canvas's change log work alike. Whoever appends computes the next state synchronously on the
loop, so no lock is needed; the rows go to the store's single writer, which commits waiting jobs in groups; only when
a job is durable is it announced and its caller told. If storing fails, everything after it is refused and the owner
reloads from what is stored: nothing is ever announced that a restart would not find.
"""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection

from gesso.base.errors import GessoError
from gesso.store.database import Chain, Database
from gesso.store.errors import RunTaken, SequenceTaken, VersionTaken

T = TypeVar("T")


class LogBroken(GessoError):
    """An earlier write of this log failed; its owner must be loaded again."""

    status, code = 503, "storage_failed"


OVERTAKEN = (LogBroken, RunTaken, SequenceTaken, VersionTaken)
"""What is in memory is behind what is stored: another process, perhaps a dying one, had the last word in a log."""


class OrderedCommits:
    """The queue of one log. `submit` keeps order; `drained` waits for everything submitted so far."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._chain = Chain()
        self._last: asyncio.Future[Any] | None = None
        self.broken = False

    def submit(self, job: Callable[[Connection], T], announce: Callable[[T], None]) -> "asyncio.Future[T]":
        """Store `job`, then call `announce` with its result; the future is done after both.

        A caller that is cancelled while it waits takes nothing back.
        """
        stored = self._db.write(job, self._chain)

        def settle(done: "asyncio.Future[T]") -> None:
            if done.exception() is None:
                announce(done.result())
            else:
                self.broken = True

        stored.add_done_callback(settle)
        self._last = stored
        told = asyncio.shield(stored)
        told.add_done_callback(_seen)
        return told

    async def drained(self) -> None:
        """Return when all that was submitted is stored, or has failed."""
        if self._last is not None:
            await asyncio.wait([self._last])


def _seen(done: "asyncio.Future[T]") -> None:
    """Mark a failure as seen: `broken` keeps it, and a caller that awaits still gets it."""
    if not done.cancelled():
        done.exception()
