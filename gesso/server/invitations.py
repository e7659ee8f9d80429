"""Being let in: invitations to the workspace or to a room, and read-only links.

An invitation is taken once, and only while whoever made it could still make it. A link is only ever a right to read
what it names; every reading asks again whether it was withdrawn and whether the room and canvas are still there.
"""

from datetime import timedelta

from sqlalchemy import Connection

from gesso.base.errors import Conflicting, Forbidden, NotFound
from gesso.base.ids import new_id, new_secret
from gesso.room.live_canvas import LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.wire import Role
from gesso.room.workspace import Person, Workspace
from gesso.server import views
from gesso.server.people import People
from gesso.server.policy import Caller, Grant
from gesso.store import access, links
from gesso.store.access import User

MAX_OPEN = 200
_GONE = "This invitation does not exist, was used, or has ended. Ask for a new one."
_NO_LINK = "This link does not exist or was withdrawn."


class Invitations:
    def __init__(self, people: People, workspace: Workspace) -> None:
        self._people, self._workspace = people, workspace
        self._db, self._clock = people.db, people.clock

    async def pending(self, caller: Caller) -> list[views.InvitationView]:
        """Open invitations: one's own, for an administrator everybody's."""
        now, by = self._clock(), None if caller.admin else caller.id
        found = await self._db.read(lambda conn: links.list_invitations(conn, now, by=by))
        return [_render(row) for row in found]

    async def invite(self, caller: Caller, room: str | None, role: Role, days: int) -> views.InvitationMade:
        """Raises Forbidden, or NotFound for a room that is not the caller's."""
        if room is not None:
            await self._workspace.access_room(caller.id, room, "owner")
        elif not caller.admin:
            raise Forbidden("Only an administrator may invite to the workspace; invite to a conversation instead.")
        now, code = self._clock(), new_secret("join")
        until = now + timedelta(days=days)
        row = links.Invitation(new_id("inv"), room, role, False, caller.id, now, until)

        def job(conn: Connection) -> None:
            if len(links.list_invitations(conn, now, by=caller.id)) >= MAX_OPEN:
                raise Conflicting(f"At most {MAX_OPEN} open invitations; withdraw one first.")
            links.insert_invitation(conn, row, code)

        await self._db.write(job)
        return views.InvitationMade(**_render(row).model_dump(), code=code, path=f"/join/{code}")

    async def withdraw(self, caller: Caller, invitation: str) -> None:
        """Raises NotFound, also for somebody else's unless the caller is an administrator."""
        now, by = self._clock(), None if caller.admin else caller.id
        if not await self._db.write(lambda conn: links.revoke_invitation(conn, invitation, now, by=by)):
            raise NotFound("There is no such open invitation.")

    async def read(self, code: str) -> views.JoinView:
        """What the invitation offers. Raises NotFound."""
        now = self._clock()
        found = await self._db.read(lambda conn: links.invitation_of(conn, code, now))
        if found is None:
            raise NotFound(_GONE)
        by = await self._inviter(found)
        room = await self._workspace.room(found.room) if found.room is not None else None
        return views.JoinView(by=by.name, room_title=room.state.title if room else None, role=found.role)

    async def join_new(self, code: str, name: str, email: str, password: str) -> tuple[User, str | None]:
        """Take it with a new account; account and taking happen together. Raises NotFound, EmailTaken."""
        await self.read(code)
        hashed, now = await self._people.hash_password(password), self._clock()
        user = User(new_id("user"), name, email, hashed, False, False, now)

        def job(conn: Connection) -> links.Invitation:
            access.insert_user(conn, user)
            taken = links.use_invitation(conn, code, user.id, now)
            if taken is None:
                raise NotFound(_GONE)
            if taken.admin:
                access.update_user(conn, User(user.id, name, email, hashed, True, False, now))
            return taken

        taken = await self._db.write(job)
        await self._enter(taken, Person(user.id, user.name))
        return await self._people.account(user.id), taken.room

    async def join_as(self, caller: Caller, code: str) -> tuple[User, str | None]:
        """Take it with the account one has. Raises NotFound."""
        await self.read(code)
        now = self._clock()
        taken = await self._db.write(lambda conn: links.use_invitation(conn, code, caller.id, now))
        if taken is None:
            raise NotFound(_GONE)
        await self._enter(taken, Person(caller.id, caller.name))
        return await self._people.account(caller.id), taken.room

    async def _enter(self, taken: links.Invitation, person: Person) -> None:
        if taken.room is not None:
            await self._workspace.do_join(taken.by, taken.room, person, taken.role)

    async def _inviter(self, found: links.Invitation) -> User:
        """Who invited, if they still may. Raises NotFound otherwise."""
        by = await self._db.read(lambda conn: access.user_of(conn, found.by))
        if by is None or by.disabled or (found.room is None and not by.admin):
            raise NotFound(_GONE)
        if found.room is not None:
            try:
                await self._workspace.access_room(by.id, found.room, "owner")
            except (NotFound, Forbidden):
                raise NotFound(_GONE) from None
        return by


class Shares:
    """Read-only links. Who may make and withdraw them is asked by the caller of these."""

    def __init__(self, people: People, workspace: Workspace) -> None:
        self._workspace = workspace
        self._db, self._clock = people.db, people.clock

    async def of_room(self, room: str) -> list[views.ShareView]:
        return [_render_share(row) for row in await self._db.read(lambda conn: links.list_shares(conn, room))]

    async def make(self, person: Person, room: LiveRoom, canvas: str | None) -> views.ShareMade:
        """Raises NotFound for a canvas of another room, Conflicting past the limit."""
        if canvas is not None and (canvas not in room.state.canvases or room.state.canvases[canvas].deleted):
            raise NotFound("That canvas is not in this conversation.")
        code = new_secret("s")
        row = links.Share(new_id("share"), room.id, canvas, person.id, self._clock())

        def job(conn: Connection) -> None:
            if len(links.list_shares(conn, room.id)) >= MAX_OPEN:
                raise Conflicting(f"At most {MAX_OPEN} links to a conversation; withdraw one first.")
            links.insert_share(conn, row, code)

        await self._db.write(job)
        return views.ShareMade(**_render_share(row).model_dump(), path=f"/s/{code}")

    async def room_of(self, share: str) -> str:
        """Raises NotFound."""
        found = await self._db.read(lambda conn: links.share_of(conn, share))
        if found is None:
            raise NotFound("There is no such link.")
        return found.room

    async def withdraw(self, share: str) -> None:
        now = self._clock()
        await self._db.write(lambda conn: links.revoke_share(conn, share, now))

    async def shared_room(self, grant: Grant) -> LiveRoom:
        """The room a link opens. Raises NotFound when it was deleted."""
        room = await self._workspace.room(grant.room)
        if room.state.deleted:
            raise NotFound(_NO_LINK)
        return room

    async def shared_canvas(self, grant: Grant, canvas: str) -> tuple[LiveRoom, LiveCanvas]:
        """A canvas that a link opens. Raises NotFound for any other, and for a deleted one."""
        room = await self.shared_room(grant)
        row = room.state.canvases.get(canvas)
        if row is None or row.deleted or grant.canvas not in (None, canvas):
            raise NotFound("This link shows no such canvas.")
        return room, await self._workspace.canvas(canvas)


def _render(row: links.Invitation) -> views.InvitationView:
    return views.InvitationView(
        id=row.id, room=row.room, role=row.role, created_at=row.created_at, expires_at=row.expires_at
    )


def _render_share(row: links.Share) -> views.ShareView:
    return views.ShareView(id=row.id, room=row.room, canvas=row.canvas, created_at=row.created_at)
