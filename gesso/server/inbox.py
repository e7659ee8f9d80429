"""A person's inbox: reading it, and doing what a notice offers, from the page or by a link in a mail.

What a notice offers is done through the same doors as everywhere: `Tasks` for tasks, a message in the run's room for
an answer. Whoever does it is the notice's person, with the rights they have now.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from gesso.agent.trust.settling import Settlement, do_settle
from gesso.agent.turns import Turns
from gesso.base.clock import Clock
from gesso.base.errors import BadInput, Conflicting, NotFound
from gesso.room.workspace import Person, Workspace
from gesso.server.trusting import approval_named
from gesso.server.views import notices as views
from gesso.store import notices as rows
from gesso.store.notices import Notice
from gesso.tasks.jobs import Jobs
from gesso.tasks.sending import actions_of
from gesso.tasks.tasks import Tasks

SNOOZE_MINUTES = 60


class Inboxes:
    def __init__(self, workspace: Workspace, clock: Clock, tasks: Tasks, turns: Turns, jobs: Jobs) -> None:
        self._db, self._clock = workspace.db, clock
        self._workspace, self._tasks, self._turns, self._jobs = workspace, tasks, turns, jobs

    async def of(self, user: str) -> views.InboxView:
        return await self._db.read(lambda conn: _inbox(conn, user))

    async def read_all(self, user: str) -> views.InboxView:
        now = self._clock()

        def job(conn: Connection) -> views.InboxView:
            rows.read_all(conn, user, now)
            return _inbox(conn, user)

        return await self._db.write(job)

    async def read(self, user: str, notice: str) -> views.NoticeView:
        """Raises NotFound, also for somebody else's."""
        now = self._clock()

        def job(conn: Connection) -> Notice:
            _own(conn, user, notice)
            rows.read_notice(conn, notice, now)
            return _own(conn, user, notice)

        return render_notice(await self._db.write(job))

    async def act(self, person: Person, notice: str, body: views.ActIn) -> views.NoticeView:
        """Do what the notice offers and mark it as read. Raises NotFound, BadInput, and what the action raises."""
        found = await self._db.read(lambda conn: _own(conn, person.id, notice))
        if body.action not in offered(found):
            raise BadInput(f"This notice offers {', '.join(offered(found)) or 'nothing to do'}.")
        await self._do(person, found, body)
        return await self.read(person.id, notice)

    async def _do(self, person: Person, notice: Notice, body: views.ActIn) -> None:
        task = notice.task or ""
        job = await self._job_of(person, notice) if body.action in ("again", "pause") else None
        match body.action:
            case "again" if job is not None:
                await self._jobs.start(person, *job)
            case "pause" if job is not None:
                await self._jobs.pause(person, *job)
            case "again":
                await (self._tasks.again(person.id, notice.run) if notice.run else self._tasks.run(person.id, task))
            case "snooze":
                await self._tasks.snooze(person.id, task, body.minutes or SNOOZE_MINUTES)
            case "pause":
                await self._tasks.pause(person.id, task)
            case "resume":
                await self._tasks.resume(person.id, task)
            case "approve" | "deny":
                said = Settlement(
                    "approved" if body.action == "approve" else "denied", reason=(body.text or "").strip()
                )
                await do_settle(
                    self._turns.trust,
                    self._workspace,
                    await self._turns.tools_for(person.id),
                    person,
                    approval_named(notice),
                    said,
                )
            case "answer":
                await self._answer(person, notice, (body.text or "").strip())
            case "make" | "dismiss":
                now = self._clock()
                await self._db.write(lambda conn: rows.dismiss_notice(conn, notice.id, now))

    async def _job_of(self, person: Person, notice: Notice) -> tuple[str, str] | None:
        """The conversation and the job of delegated work; None for other tasks."""
        task = await self._tasks.task(person.id, notice.task or "")
        return (task.room, task.settings.plan) if task.by_hand and task.settings.plan else None

    async def _answer(self, person: Person, notice: Notice, text: str) -> None:
        """Say `text` under the run's question, and let the run go on from it."""
        if not text:
            raise BadInput("Write an answer.")
        task, run = await self._tasks.run_of(person.id, notice.run or "")
        if run.state != "waiting" or run.room is None:
            raise Conflicting("This run does not wait for an answer any more; look at it in its conversation.")
        room = await self._workspace.access_room(person.id, run.room, "comment")
        job = self._jobs.going(room, person) if task.settings.kind == "plan" else None
        if job is not None:
            await self._jobs.join(person, room, job, text)
            return
        asked = room.state.turns.get(run.turn or "")
        await self._turns.say(person, run.room, text, parent=asked.message if asked is not None else None)
        await self._tasks.answered(person.id, run.room)


def offered(notice: Notice) -> Sequence[views.NoticeAction]:
    """What can be done from a notice."""
    return ("make", "dismiss") if notice.kind == "suggestion" else actions_of(notice)


def _own(conn: Connection, user: str, notice: str) -> Notice:
    found = rows.notice_of(conn, notice, user)
    if found is None:
        raise NotFound("There is no such notice in your inbox.")
    return found


def _inbox(conn: Connection, user: str) -> views.InboxView:
    found: Sequence[Notice] = rows.list_notices(conn, user)
    return views.InboxView(notices=[render_notice(row) for row in found], unread=rows.count_unread(conn, user))


def render_notice(notice: Notice) -> views.NoticeView:
    shown = {name: getattr(notice, name) for name in views.NoticeView.model_fields if hasattr(notice, name)}
    return views.NoticeView(**shown, read=notice.read_at is not None, actions=list(offered(notice)))
