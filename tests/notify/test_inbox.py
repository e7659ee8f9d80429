"""The inbox and the ledger: told once, counted, held back in quiet hours, tried again, given up, and nothing lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from gesso.base.clock import FakeClock
from gesso.room.workspace import Person, Workspace
from gesso.schedule.schedule import Calendar, Timetable
from gesso.store import access, deliveries, notices, schema
from gesso.store.configuration import save_setting
from gesso.store.database import Database
from gesso.store.deliveries import Channel
from gesso.tasks.channels import mail
from gesso.tasks.deliveries import BACKOFF_S, CLAIM, Deliveries
from gesso.tasks.links import Links
from gesso.tasks.notify import Inbox
from gesso.tasks.quiet import due_at, out_of_quiet
from gesso.tasks.sending import MAIL, PRIVATE, Senders
from gesso.tasks.task import Run, Task, TaskSettings

from .servers import hanging_mail_server, http_server, mail_server
from .test_channels import AGREED, Browser

NIGHT = {"quiet_from": "22:00", "quiet_to": "06:30"}
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Desk:
    """A database with a person, their task, and what tells them."""

    def __init__(self, db: Database, clock: FakeClock) -> None:
        self.db, self.clock = db, clock
        self.deliveries = Deliveries(db, clock, Senders(db, clock, Links(db, "http://localhost:8787", clock)))
        self.inbox = Inbox(clock, self.deliveries.wake)
        self.runs = 0

    async def set_up(self) -> None:
        anna = access.User("u1", "Anna", "anna@example.org", None, True, False, self.clock())
        await self.db.write(lambda conn: access.insert_user(conn, anna))
        await self.db.write(lambda conn: save_setting(conn, PRIVATE, True))
        self.room = (await Workspace(self.db, self.clock).do_create_room(Person("u1", "Anna"))).id

    def task(self, **settings: Any) -> Task:
        when = Timetable(Calendar(self.clock().date(), "daily", (self.clock().time().replace(microsecond=0),)), "UTC")
        told = TaskSettings(**settings)
        at = self.clock()
        return Task("t1", "u1", self.room, "AI news", "News.", when, told, "active", 1, at, at, at)

    def run(self, state: str = "done", output: str = "Three papers.", reason: str = "") -> Run:
        self.runs += 1
        at = self.clock() + timedelta(microseconds=self.runs)
        return Run(f"t1:1:{self.runs}", "t1", 1, at, "12:00", state=state, output=output, reason=reason, room=self.room)  # type: ignore[arg-type]

    async def end(self, task: Task, run: Run, paused: bool = False) -> Run:
        await self.db.write(lambda conn: self.inbox.write(conn, task, run, paused))
        await self.inbox.ended(task, run, paused)
        return run

    async def channel(self, kind: str, address: str, secret: str | None = None, **more: Any) -> str:
        made = Channel(
            f"c{more.pop('n', 1)}",
            "u1",
            kind,
            "",
            "Europe/Berlin",
            self.clock(),
            address=address,
            secret=secret,
            **more,
        )  # type: ignore[arg-type]
        await self.db.write(lambda conn: deliveries.insert_channel(conn, made))
        return made.id

    async def mail_through(self, port: int, host: str = "127.0.0.1") -> None:
        stored = {
            "host": host,
            "port": port,
            "security": "none",
            "sender": "gesso@example.org",
            "user": "",
            "password": "",
        }
        await self.db.write(lambda conn: save_setting(conn, MAIL, stored))

    async def unread(self) -> list[notices.Notice]:
        found = await self.db.read(lambda conn: notices.list_notices(conn, "u1"))
        return [notice for notice in found if notice.read_at is None]

    async def ledger(self, run: Run, channel: str = "c1") -> deliveries.Delivery:
        found = await self.db.read(lambda conn: deliveries.deliveries_of(conn, run.id))
        return next(row for row in found if row.channel == channel)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    clock = FakeClock(NOON)
    db = await Database.open(tmp_path / "gesso.db", clock=clock)
    made = Desk(db, clock)
    await made.set_up()
    yield made
    await made.deliveries.close()
    await db.close()


# ------------------------------------------------------------------ the inbox


async def test_a_run_is_told_once_however_often_it_is_written(desk: Desk) -> None:
    async with http_server() as hook:
        await desk.channel("webhook", hook.url, "s")
        run = await desk.end(desk.task(), desk.run())
        for _ in range(3):
            await desk.end(desk.task(), run)
            await desk.deliveries.run_due()
        assert len(hook.got) == 1
    (notice,) = await desk.unread()
    assert (notice.title, notice.body, notice.count, notice.state) == ("AI news", "Three papers.", 1, "done")


async def test_many_runs_are_one_unread_notice_that_counts_and_a_failure_is_not_hidden(desk: Desk) -> None:
    for n in range(3):
        await desk.end(desk.task(), desk.run(output=f"{n}"))
    await desk.end(desk.task(), desk.run("failed", reason="No model answered."))
    await desk.end(desk.task(), desk.run(output="last"))
    failed, done = sorted(await desk.unread(), key=lambda notice: notice.count)
    assert (done.count, done.body) == (4, "last") and (failed.count, failed.body) == (1, "No model answered.")
    await desk.db.write(lambda conn: notices.read_all(conn, "u1", desk.clock()))
    await desk.end(desk.task(), desk.run(output="new"))
    (new,) = await desk.unread()
    assert (new.count, new.body) == (1, "new")


@pytest.mark.parametrize(
    ("wish", "told"),
    [("always", "done failed missed"), ("failures", "failed missed"), ("never", ""), ("changed", "done failed missed")],
)
async def test_what_is_told_is_what_the_person_wants(desk: Desk, wish: str, told: str) -> None:
    for state in ("done", "nothing_new", "skipped", "cancelled", "failed", "missed"):
        before = {notice.id: notice.count for notice in await desk.unread()}
        await desk.end(desk.task(notify=wish), desk.run(state, reason="Because."))
        after = {notice.id: notice.count for notice in await desk.unread()}
        assert (before != after) == (state in told.split()), state


async def test_only_if_changed_compares_with_the_last_output(desk: Desk) -> None:
    def stored(run: Run) -> dict[str, Any]:
        return {
            "id": run.id, "task": "t1", "version": 1, "scheduled": run.scheduled, "wall": "", "note": "",
            "state": run.state, "reason": "", "attempt": 1, "format": 1, "checks": [], "usage": {},
            "output": run.output,
        }  # fmt: skip

    for output, told in (("Two.", 1), ("Two.\n", 1), ("Three.", 2), ("Three.", 2), ("Two.", 3)):
        run = desk.run(output=output)
        await desk.end(desk.task(notify="changed"), run)
        await desk.db.write(lambda conn, run=run: conn.execute(insert(schema.runs), stored(run)))
        (notice,) = await desk.unread()
        assert notice.count == told, output


async def test_a_question_and_a_pause_are_always_told(desk: Desk) -> None:
    quiet = desk.task(notify="never")
    asked = desk.run("waiting", reason="May I write to the list?")
    await desk.end(quiet, asked)
    await desk.end(quiet, asked)
    await desk.end(quiet, desk.run("failed", reason="No model answered."), paused=True)
    by_kind = {notice.kind: notice for notice in await desk.unread()}
    assert by_kind["question"].body == "May I write to the list?" and by_kind["question"].count == 1
    assert by_kind["paused"].body == "No model answered." and set(by_kind) == {"question", "paused"}


async def test_after_its_question_a_run_still_tells_its_end(desk: Desk) -> None:
    asked = desk.run("waiting", reason="May I?")
    await desk.end(desk.task(), asked)
    await desk.end(desk.task(), Run(asked.id, "t1", 1, asked.scheduled, "", state="done", output="Sent."))
    assert {notice.kind for notice in await desk.unread()} == {"question", "run"}


# ------------------------------------------------------------------ quiet hours and digests


def channel(**more: Any) -> Channel:
    return Channel("c", "u1", "email", "", more.pop("zone", "Europe/Berlin"), NOON, **more)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("told", "now", "due"),
    [
        ({}, "2026-01-01T23:00+01:00", "2026-01-01T23:00+01:00"),
        ({"quiet_from": "22:00", "quiet_to": "07:00"}, "2026-01-01T23:00+01:00", "2026-01-02T07:00+01:00"),
        ({"quiet_from": "22:00", "quiet_to": "07:00"}, "2026-01-02T06:59+01:00", "2026-01-02T07:00+01:00"),
        ({"quiet_from": "22:00", "quiet_to": "07:00"}, "2026-01-02T07:00+01:00", "2026-01-02T07:00+01:00"),
        ({"quiet_from": "12:00", "quiet_to": "14:00"}, "2026-01-01T12:00+01:00", "2026-01-01T14:00+01:00"),
        ({"quiet_from": "22:00", "quiet_to": "22:00"}, "2026-01-01T22:00+01:00", "2026-01-01T22:00+01:00"),
        # The night the clocks go forward: 02:30 is not there, and quiet ends at 03:30 summer time.
        ({"quiet_from": "22:00", "quiet_to": "02:30"}, "2026-03-29T01:00+01:00", "2026-03-29T03:30+02:00"),
        ({"digest": "hourly"}, "2026-01-01T23:10+01:00", "2026-01-02T00:00+01:00"),
        ({"digest": "daily"}, "2026-01-01T09:00+01:00", "2026-01-02T08:00+01:00"),
        ({"digest": "daily", **NIGHT}, "2026-01-01T06:29+01:00", "2026-01-01T06:30+01:00"),
        ({"digest": "hourly", **NIGHT}, "2026-01-01T21:59+01:00", "2026-01-02T06:30+01:00"),
    ],
)  # fmt: skip
def test_when_something_goes_out(told: dict[str, Any], now: str, due: str) -> None:
    assert due_at(channel(**told), at(now)) == at(due)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.times(), st.times(),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_nothing_goes_out_in_quiet_hours_nor_waits_for_more_than_a_day(
    now: Any, begin: Any, end: Any, zone: str
) -> None:
    held = channel(quiet_from=f"{begin:%H:%M}", quiet_to=f"{end:%H:%M}", zone=zone)
    now = now.replace(tzinfo=UTC)
    out = out_of_quiet(held, now)
    assert now <= out <= now + timedelta(hours=26)
    assert out_of_quiet(held, out) == out


async def test_what_came_in_quiet_hours_is_one_letter_without_what_was_read(desk: Desk) -> None:
    async with mail_server() as letters:
        await desk.mail_through(letters.port)
        await desk.channel("email", "anna@example.org", quiet_from="11:00", quiet_to="15:00")
        runs = [await desk.end(desk.task(), desk.run(output=f"{n}")) for n in range(2)]
        await desk.end(desk.task(), desk.run("failed", reason="No model answered."))
        asked = await desk.end(desk.task(), desk.run("waiting", reason="May I?"))
        question = next(notice for notice in await desk.unread() if notice.kind == "question")
        await desk.db.write(lambda conn: notices.read_notice(conn, question.id, desk.clock()))
        await desk.deliveries.run_due()
        assert letters.got == []
        desk.clock.advance(2 * 3600)
        await desk.deliveries.run_due()
        await desk.deliveries.run_due()
    ((_, _, letter),) = letters.got
    assert letter["subject"].startswith("2 notices: AI news (2 times)")
    plain = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "AI news failed" in plain and "No model answered." in plain and "May I?" not in plain
    assert [(await desk.ledger(run)).state for run in runs] == ["sent", "sent"]
    about = await desk.db.read(lambda conn: conn.execute(schema.deliveries.select()).all())
    assert [row.state for row in about if row.about.startswith(asked.id) and row.channel == "c1"] == ["dropped"]


# ------------------------------------------------------------------ faults


async def test_what_failed_for_a_while_is_tried_again_later_and_then_given_up(desk: Desk) -> None:
    async with http_server() as hook:
        hook.answers = [(500, {})]
        await desk.channel("webhook", hook.url, "s")
        run = await desk.end(desk.task(), desk.run())
        for n, wait_s in enumerate((0, *BACKOFF_S)):
            desk.clock.advance(wait_s - 1 if wait_s else 0)
            await desk.deliveries.run_due()
            desk.clock.advance(1 if wait_s else 0)
            await desk.deliveries.run_due()
            assert len(hook.got) == n + 1
        assert (await desk.ledger(run)).state == "failed" and (await desk.ledger(run)).last_error == "It answered 500."
        desk.clock.advance(86_400)
        await desk.deliveries.run_due()
        assert len(hook.got) == len(BACKOFF_S) + 1
        assert len({headers["gesso-delivery"] for _, headers, _ in hook.got}) == 1
    found = await desk.db.read(lambda conn: deliveries.channel_of(conn, "c1"))
    assert found is not None and found.last_error == "It answered 500."
    assert len(await desk.unread()) == 1, "the inbox has it whatever the channels do"


async def test_a_receiver_that_recovers_is_told(desk: Desk) -> None:
    async with http_server() as hook:
        hook.answers = [(503, {"retry-after": "600"}), (200, {})]
        await desk.channel("webhook", hook.url, "s")
        run = await desk.end(desk.task(), desk.run())
        await desk.deliveries.run_due()
        desk.clock.advance(599)
        await desk.deliveries.run_due()
        assert len(hook.got) == 1
        desk.clock.advance(1)
        await desk.deliveries.run_due()
        assert (await desk.ledger(run)).state == "sent" and len(hook.got) == 2


async def test_a_server_that_hangs_holds_up_no_other_channel(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "DEADLINE_S", 0.3)
    async with hanging_mail_server([]) as port, http_server() as hook:
        await desk.mail_through(port)
        await desk.channel("email", "anna@example.org")
        await desk.channel("webhook", hook.url, "s", n=2)
        run = await desk.end(desk.task(), desk.run())
        await desk.deliveries.run_due()
        row = await desk.ledger(run)
        assert (row.state, row.attempts, len(hook.got)) == ("queued", 1, 1) and "did not answer" in row.last_error


async def test_a_letter_that_was_perhaps_taken_is_not_sent_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "DEADLINE_S", 0.3)
    async with hanging_mail_server([*AGREED, "354 go on"]) as port:
        await desk.mail_through(port)
        await desk.channel("email", "anna@example.org")
        run = await desk.end(desk.task(), desk.run())
        await desk.deliveries.run_due()
        assert (await desk.ledger(run)).state == "unsure"
    async with mail_server() as letters:
        await desk.mail_through(letters.port)
        desk.clock.advance(86_400)
        await desk.deliveries.run_due()
        assert letters.got == []


@pytest.mark.parametrize(("left", "then"), [("sending", "sent"), ("handed", "unsure")])
async def test_what_a_process_left_behind_when_it_was_killed(desk: Desk, left: Any, then: str) -> None:
    """The row as another process leaves it: claimed, and then nothing more."""
    async with mail_server() as letters:
        await desk.mail_through(letters.port)
        await desk.channel("email", "anna@example.org")
        run = await desk.end(desk.task(), desk.run())
        until = desk.clock() + CLAIM
        claimed = await desk.db.write(lambda conn: deliveries.claim_due(conn, "c1", desk.clock(), until))
        await desk.db.write(lambda conn: deliveries.settle(conn, claimed, left))
        await desk.deliveries.run_due()
        assert letters.got == [], "its claim still holds"
        desk.clock.advance(CLAIM.total_seconds())
        await desk.deliveries.run_due()
        assert (await desk.ledger(run)).state == then
        assert len(letters.got) == (then == "sent")


async def test_of_two_processes_one_tells(desk: Desk) -> None:
    other = Deliveries(desk.db, desk.clock, desk.deliveries.senders)
    async with http_server() as hook:
        await desk.channel("webhook", hook.url, "s")
        for n in range(5):
            await desk.end(replace(desk.task(), id=f"t{n}"), desk.run())
        await asyncio.gather(desk.deliveries.run_due(), other.run_due())
        assert len(hook.got) == len({headers["gesso-delivery"] for _, headers, _ in hook.got}) == 5
    await other.close()


async def test_a_browser_that_took_its_permission_back_is_removed(desk: Desk) -> None:
    async with http_server() as service:
        browser = Browser(service.url)
        keys = {
            "p256dh": __import__("base64").urlsafe_b64encode(browser.public).decode(),
            "auth": "MDEyMzQ1Njc4OWFiY2RlZg",
        }
        await desk.channel("push", service.url, json.dumps(keys))
        await desk.end(desk.task(), desk.run(output="Hello."))
        await desk.deliveries.run_due()
        assert json.loads(browser.read(service.got[0][2]))["body"] == "Hello."
        service.answers = [(410, {})]
        run = await desk.end(desk.task(), desk.run())
        await desk.deliveries.run_due()
        assert await desk.db.read(lambda conn: deliveries.channel_of(conn, "c1")) is None
        assert (await desk.ledger(run)).state == "failed" and len(await desk.unread()) == 1


@pytest.mark.parametrize("how", ["disabled account", "channel off", "unconfirmed", "no mail server"])
async def test_nobody_is_told_who_may_not_be(desk: Desk, how: str) -> None:
    async with mail_server() as letters:
        if how != "no mail server":
            await desk.mail_through(letters.port)
        await desk.channel("email", "anna@example.org", state="unconfirmed" if how == "unconfirmed" else "ready")
        await desk.end(desk.task(), desk.run())
        if how == "disabled account":
            anna = access.User("u1", "Anna", "anna@example.org", None, True, True, desk.clock())
            await desk.db.write(lambda conn: access.update_user(conn, anna))
        if how == "channel off":
            await desk.db.write(lambda conn: deliveries.update_channel(conn, "c1", enabled=False))
        await desk.deliveries.run_due()
        desk.clock.advance(86_400)
        await desk.deliveries.run_due()
        assert letters.got == [] and await desk.db.read(deliveries.next_due) is None


async def test_a_task_of_nobody_harms_nothing(desk: Desk) -> None:
    await desk.end(replace(desk.task(), owner="nobody"), desk.run())
    assert await desk.unread() == []


async def test_a_webhook_is_told_once_of_runs_that_waited_together(desk: Desk) -> None:
    async with http_server() as hook:
        await desk.channel("webhook", hook.url, "s", digest="hourly")
        for n in range(3):
            await desk.end(desk.task(), desk.run(output=f"{n}"))
        desk.clock.advance(3600)
        await desk.deliveries.run_due()
        ((_, _, body),) = hook.got
    assert json.loads(body)["count"] == 3 and json.loads(body)["run"] == "t1:1:3" and json.loads(body)["body"] == "2"
