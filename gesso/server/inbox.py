"""A person's inbox: reading it, and doing what a notice offers."""

from collections.abc import Sequence

from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.base.errors import NotFound
from gesso.server.views import notices as views
from gesso.store import notices as rows
from gesso.store.database import Database
from gesso.store.notices import Notice
from gesso.tasks.sending import actions_of


class Inboxes:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

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
    actions = ["make", "dismiss"] if notice.kind == "suggestion" else list(actions_of(notice))
    return views.NoticeView(**shown, read=notice.read_at is not None, actions=actions)
