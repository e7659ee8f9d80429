"""Works off the ledger: sleeps until something is due, sends it, tries again later what failed for a while.

Any number of processes may do so over one database; a row is claimed before it is sent. A mail is handed over at most
once: when the program ends, or the server falls silent, between the last byte of a letter and the server's answer, the
row becomes `unsure` and is not sent again. A webhook or push that was cut off is sent again under the same id, by
which the receiver or the browser knows it. One channel that hangs holds up no other.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.base.errors import GessoError
from gesso.store import deliveries as rows
from gesso.store import notices
from gesso.store.database import Database
from gesso.store.deliveries import Channel, Delivery
from gesso.store.notices import Notice
from gesso.tasks.channels.message import NotSent, Unsure
from gesso.tasks.quiet import out_of_quiet
from gesso.tasks.sending import Senders

log = logging.getLogger(__name__)

BACKOFF_S = (60, 300, 1_800, 7_200, 21_600)
CLAIM = timedelta(minutes=5)
LOOK_AGAIN_S = 30.0  # another process may have written something that this one was not woken for
AT_ONCE = 8
KEPT = timedelta(days=90)


class Deliveries:
    def __init__(self, db: Database, clock: Clock, senders: Senders) -> None:
        self._db, self._clock, self.senders = db, clock, senders
        self._awake = asyncio.Event()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._loop: asyncio.Task[None] | None = None
        self._forgot_at = clock()

    def start(self) -> None:
        self._loop = asyncio.create_task(self._work())

    def wake(self) -> None:
        """Something new may be due. Called on the loop."""
        self._awake.set()

    async def close(self) -> None:
        """Stop. What is being sent is cut off and taken up when its claim has run out."""
        tasks = [*self._running.values(), *([self._loop] if self._loop else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def run_due(self) -> None:
        """Send everything that is due now, and wait until it was tried."""
        await self._begin()
        while self._running:
            await asyncio.wait(self._running.values())

    async def _work(self) -> None:
        while True:
            self._awake.clear()
            try:
                await self._begin()
                await self._forget()
                due = await self._db.read(rows.next_due)
            except GessoError as failure:  # storage that fails for a while; what is due stays due
                log.warning("deliveries could not be read: %s", failure.message)
                due = None
            wait_s = LOOK_AGAIN_S
            if due is not None and not self._running:
                wait_s = min(max((due - self._clock()).total_seconds(), 0.05), LOOK_AGAIN_S)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._awake.wait()

    async def _begin(self) -> None:
        """Start a task for each channel that something is due for and none runs for."""
        now = self._clock()

        def look(conn: Connection) -> list[str]:
            rows.release_claims(conn, now)
            return rows.due_channels(conn, now)

        waiting = await self._db.read(lambda conn: rows.next_due(conn))
        if waiting is None or waiting > now:
            return
        for channel in await self._db.write(look):
            if channel not in self._running:
                task = asyncio.create_task(self._one(channel))
                self._running[channel] = task
                task.add_done_callback(lambda _, channel=channel: self._over(channel))  # type: ignore[misc]

    def _over(self, channel: str) -> None:
        done = self._running.pop(channel)
        if not done.cancelled() and (failure := done.exception()) is not None:
            log.error("telling by channel %s failed unexpectedly", channel, exc_info=failure)
        self._awake.set()

    async def _one(self, channel: str) -> None:
        async with self._slots:
            now = self._clock()

            def claim(conn: Connection) -> tuple[Channel | None, list[tuple[Delivery, Notice]]]:
                found = rows.live_channel(conn, channel)
                claimed = rows.claim_due(conn, channel, now, now + CLAIM)
                unread = rows.unread_of(conn, [row.notice for row in claimed]) if found else set()
                stale = [row for row in claimed if row.notice not in unread]
                rows.settle(conn, stale, "dropped", claimed_until=None)
                told = [(row, notices.notice_of(conn, row.notice)) for row in claimed if row.notice in unread]
                return found, [(row, notice) for row, notice in told if notice is not None]

            found, told = await self._db.write(claim)
            if found is None or not told:
                return
            for group in _by_notice(told) if found.kind == "webhook" else [told]:
                await self._tell(found, group)

    async def _tell(self, channel: Channel, told: Sequence[tuple[Delivery, Notice]]) -> None:
        claimed = [row for row, _ in told]

        async def handing() -> None:
            await self._db.write(lambda conn: rows.settle(conn, claimed, "handed"))

        try:
            await self.senders.send(channel, _newest(told), handing)
        except Unsure as failure:
            await self._failed(channel, claimed, failure.message, "unsure")
        except NotSent as failure:
            if failure.gone and channel.kind == "push":
                await self._gone(channel, claimed, failure.message)
            else:
                await self._put_off(channel, claimed, failure)
        else:
            now = self._clock()

            def sent(conn: Connection) -> None:
                rows.settle(conn, claimed, "sent", sent_at=now, claimed_until=None, last_error="")
                rows.update_channel(conn, channel.id, last_sent_at=now, last_error="")

            await self._db.write(sent)

    async def _put_off(self, channel: Channel, claimed: Sequence[Delivery], failure: NotSent) -> None:
        """Try again later what may pass; give up the rest."""
        again = [row for row in claimed if failure.passing and row.attempts <= len(BACKOFF_S)]
        over = [row for row in claimed if row not in again]
        now = self._clock()

        def job(conn: Connection) -> None:
            for row in again:
                due = _later(channel, now, row.attempts, failure.after_s)
                error = failure.message
                rows.settle(conn, [row], "queued", due_at=due, claimed_until=None, last_error=error)

        await self._db.write(job)
        await self._failed(channel, over, failure.message, "failed")

    async def _failed(self, channel: Channel, claimed: Sequence[Delivery], why: str, state: rows.DeliveryState) -> None:
        def job(conn: Connection) -> None:
            rows.settle(conn, claimed, state, claimed_until=None, last_error=why)
            rows.update_channel(conn, channel.id, last_error=why)

        await self._db.write(job)

    async def _gone(self, channel: Channel, claimed: Sequence[Delivery], why: str) -> None:
        """The browser took its permission back: the channel goes, with everything that waits for it."""

        def job(conn: Connection) -> None:
            rows.settle(conn, claimed, "failed", claimed_until=None, last_error=why)
            rows.delete_channel(conn, channel.id)

        await self._db.write(job)

    async def _forget(self) -> None:
        """Remove what was told and read long ago, once a day."""
        if self._clock() - self._forgot_at < timedelta(days=1):
            return
        self._forgot_at = self._clock()
        before = self._forgot_at - KEPT

        def job(conn: Connection) -> None:
            rows.forget_deliveries(conn, before)
            notices.forget_notices(conn, before)

        await self._db.write(job)


def _later(channel: Channel, now: datetime, attempts: int, after_s: float) -> datetime:
    wait_s = max(BACKOFF_S[attempts - 1], after_s)
    return out_of_quiet(channel, now + timedelta(seconds=wait_s))


def _newest(told: Sequence[tuple[Delivery, Notice]]) -> list[tuple[Delivery, Notice]]:
    """Of several rows about one notice the last: a notice that counts is told with its count, once."""
    return list({notice.id: (row, notice) for row, notice in told}.values())


def _by_notice(told: Sequence[tuple[Delivery, Notice]]) -> list[list[tuple[Delivery, Notice]]]:
    """A group for each notice, in order."""
    groups: dict[str, list[tuple[Delivery, Notice]]] = {}
    for row, notice in told:
        groups.setdefault(notice.id, []).append((row, notice))
    return list(groups.values())
