"""The loop that works off the ledger, on the real clock: woken, asleep until something is due, and after a restart."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from gesso.base.clock import system_clock
from gesso.store import deliveries
from gesso.store.database import Database
from gesso.tasks.deliveries import Deliveries

from .servers import Requests, http_server
from .test_inbox import Desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    db = await Database.open(tmp_path / "gesso.db")
    made = Desk(db, system_clock)  # type: ignore[arg-type]
    await made.set_up()
    yield made
    await made.deliveries.close()
    await db.close()


async def told(hook: Requests, times: int) -> None:
    async with asyncio.timeout(20):
        while len(hook.got) < times:
            await asyncio.sleep(0.01)


async def test_it_tells_when_woken_and_when_something_becomes_due(desk: Desk) -> None:
    async with http_server() as hook:
        await desk.channel("webhook", hook.url, "s")
        desk.deliveries.start()
        first = await desk.end(desk.task(), desk.run())
        await told(hook, 1)
        now = system_clock()
        later = now + timedelta(seconds=0.4)
        notice = (await desk.unread())[0].id
        await desk.db.write(lambda conn: deliveries.queue_delivery(conn, "later", "c1", notice, now, later))
        desk.deliveries.wake()
        await told(hook, 2)
        assert system_clock() >= later
        async with asyncio.timeout(20):
            while (await desk.ledger(first)).state != "sent":
                await asyncio.sleep(0.01)


async def test_what_was_queued_before_a_restart_is_told_after_it(desk: Desk) -> None:
    async with http_server() as hook:
        await desk.channel("webhook", hook.url, "s")
        await desk.end(desk.task(), desk.run())
        started = Deliveries(desk.db, system_clock, desk.deliveries.senders)
        started.start()
        await told(hook, 1)
        await started.close()
        assert len(hook.got) == 1


async def test_stopping_does_not_wait_for_a_receiver_that_hangs(desk: Desk) -> None:
    async with http_server() as hook:
        hook.hang = True
        await desk.channel("webhook", hook.url, "s")
        desk.deliveries.start()
        run = await desk.end(desk.task(), desk.run())
        await told(hook, 1)
        async with asyncio.timeout(5):
            await desk.deliveries.close()
        assert (await desk.ledger(run)).state == "sending", "taken up when its claim has run out"
