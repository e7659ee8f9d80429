"""What trust needs of the server: telling people elsewhere that something waits for them, and links to pages."""

from collections.abc import Callable

from sqlalchemy import Connection

from gesso.agent.trust.desk import TrustDesk
from gesso.agent.turns import Turns
from gesso.base.clock import Clock
from gesso.room import wire
from gesso.room.workspace import Person, Workspace
from gesso.server.connections import Connections
from gesso.server.invitations import Shares
from gesso.store import notices as notice_rows
from gesso.store.notices import Notice
from gesso.store.trust import ApprovalRow
from gesso.tasks.channels.message import MOST_BODY
from gesso.tasks.notify import put
from gesso.tasks.tasks import Tasks


def tag_of(approval: str) -> str:
    return f"approval:{approval}"


def approval_named(notice: Notice) -> str:
    """The approval that a notice of kind "approval" is about."""
    return notice.tag.removeprefix("approval:")


class Telling:
    """A notice in the inbox for each approval, by the channels of the person, too, when nobody settles it soon."""

    def __init__(
        self, workspace: Workspace, turns: Turns, clock: Clock, tasks: Callable[[], Tasks], wake: Callable[[], None]
    ) -> None:
        self._workspace, self._turns, self._clock, self._tasks, self._wake = workspace, turns, clock, tasks, wake
        desk: TrustDesk = turns.trust
        desk.tell, desk.settled = self.tell, self.settled

    async def tell(self, user: str, asked: wire.ApprovalAsked, room: str) -> None:
        live = await self._workspace.room(room)
        words = "\n\n".join(filter(None, (asked.why, asked.shows)))
        notice = Notice(
            user=user, kind="approval", tag=tag_of(asked.approval), title=live.state.title, body=words[:MOST_BODY],
            at=self._clock(), state=asked.tool, room=room, canvas=asked.canvas,
        )  # fmt: skip
        now = self._clock()
        await self._workspace.db.write(lambda conn: put(conn, notice.tag, notice, now))
        self._wake()

    async def settled(self, row: ApprovalRow) -> None:
        """It needs no looking at any more; a run that waited for it goes on."""
        now = self._clock()

        def job(conn: Connection) -> None:
            notice_rows.read_tagged(conn, row.user, tag_of(row.id), now)

        await self._workspace.db.write(job)
        live = await self._workspace.room(row.room)
        turn = live.state.turns.get(row.turn)
        if turn is not None and turn.run is not None and turn.outcome is None:
            await self._tasks().answered(row.user, row.room)


class PageLinks:
    """Links that an agent makes and withdraws, with the rights of the person it acts for."""

    def __init__(self, workspace: Workspace, shares: Shares, connections: Connections) -> None:
        self._workspace, self._shares, self._connections = workspace, shares, connections

    async def make_link(self, user: str, room: str, canvas: str) -> tuple[str, str]:
        live = await self._workspace.access_room(user, room, "owner")
        made = await self._shares.make(Person(user, ""), live, canvas)
        return made.id, made.path

    async def withdraw_link(self, user: str, share: str) -> None:
        room = await self._shares.room_of(share)
        await self._workspace.access_room(user, room, "owner")
        await self._shares.withdraw(share)
        self._connections.cut(f"share:{share}")
