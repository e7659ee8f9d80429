"""Telling a person what became of a run: first a row in the inbox, in the transaction that ends the run; then, from
the same transaction, one row of the ledger for each channel, which `deliveries.py` works off.

Written twice, nothing happens the second time: the ledger has one row for a run and a channel. Many runs of one task
that nobody has looked at are one notice that counts. Runs that found nothing new, were skipped or were cancelled tell
nothing; a question and a pause are always told.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.store import access
from gesso.store.deliveries import list_channels, note_told, queue_delivery, was_told
from gesso.store.notices import Notice, NoticeKind, last_output, write_notice
from gesso.tasks.channels.message import MOST_BODY
from gesso.tasks.jobs import PAUSED
from gesso.tasks.quiet import due_at
from gesso.tasks.task import WANTS, Run, Task

BAD = ("failed", "missed")
GRACE = timedelta(minutes=2)
"""Whoever looks at the page settles an approval there, and hears nothing elsewhere."""


class Inbox:
    """The `Notifier` of the engine. `wake` is called after a commit that may have left something to deliver."""

    def __init__(self, clock: Clock, wake: Callable[[], None]) -> None:
        self._clock, self._wake = clock, wake

    def write(self, conn: Connection, task: Task, run: Run, paused: bool) -> None:
        """In the transaction that ends or suspends `run`: the owner's inbox row, and what is to be delivered."""
        if paused:
            put(conn, run.id, _notice(task, run, "paused", f"{task.id}:paused", self._clock()), self._clock())
        elif run.state == "waiting" and run.reason == PAUSED:
            pass  # they did it themselves
        elif run.state == "waiting":
            if run.reason.startswith(WANTS):
                return  # the approval has a notice of its own
            asked = hashlib.sha256(run.reason.encode("utf-8", "replace")).hexdigest()[:12]
            notice = _notice(task, run, "question", f"{run.id}:asked", self._clock())
            put(conn, f"{run.id}:asked:{asked}", notice, self._clock())
        elif wanted(conn, task, run):
            fate = "bad" if run.state in BAD else "ok"
            kind: NoticeKind = "work" if task.by_hand else "run"
            put(conn, run.id, _notice(task, run, kind, f"{task.id}:{fate}", self._clock()), self._clock())

    async def ended(self, task: Task, run: Run, paused: bool) -> None:
        """Deliver what `write` left."""
        self._wake()


def wanted(conn: Connection, task: Task, run: Run) -> bool:
    """Whether the owner wants to hear of this end."""
    choice = task.settings.notify
    if choice == "never" or run.state not in ("done", *BAD):
        return False
    if run.state in BAD:
        return True
    if choice == "changed":
        before = last_output(conn, task.id, run.scheduled)
        return before is None or before.split() != run.output.split()
    return choice == "always"


def put(conn: Connection, about: str, notice: Notice, now: datetime) -> Notice | None:
    """Put `notice` into the inbox and queue it for every channel, once for each `about`; None the second time."""
    if was_told(conn, about) or access.user_of(conn, notice.user) is None:
        return None
    kept = write_notice(conn, notice)
    note_told(conn, about, kept.id, now)
    urgent = notice.kind in ("question", "approval")
    soon = now + GRACE if notice.kind == "approval" else now
    for channel in list_channels(conn, notice.user):
        if channel.enabled and channel.state == "ready":
            queue_delivery(conn, about, channel.id, kept.id, now, due_at(channel, soon, urgent=urgent))
    return kept


def _notice(task: Task, run: Run, kind: NoticeKind, tag: str, now: datetime) -> Notice:
    words = run.output if run.state == "done" else run.reason or run.output
    return Notice(
        user=task.owner,
        kind=kind,
        tag=tag,
        title=task.title,
        body=words[:MOST_BODY],
        at=now,
        state=run.state,
        task=task.id,
        run=run.id,
        room=run.room or task.room,
        canvas=run.canvas,
    )
