"""Holes to plant: each takes one guard out of the running program, so that an attack can show that it would notice.

`plant(name, house, patch)` makes the hole for the rest of a test. A hole is what a careless version of that one guard
would do; everything else stays as it is. An attack that succeeds without its hole is a failure of the program, one that
fails with it is a failure of the test.
"""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from gesso.base.ids import new_id
from gesso.model import discovery, providers
from gesso.model.connections import Connection as ModelConnection
from gesso.room.live_canvas import LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person, Workspace
from gesso.server import api_portability, guard, portability, security, sockets, views
from gesso.server.connections import Connections
from gesso.server.invitations import Shares
from gesso.server.people import People
from gesso.server.policy import Counters
from gesso.store import links
from gesso.tools import canvas as canvas_tools

from .conftest import House

HOLES: dict[str, Callable[[House, pytest.MonkeyPatch], None]] = {}


def plant(name: str, house: House, patch: pytest.MonkeyPatch) -> None:
    HOLES[name](house, patch)


def hole(make: Callable[[House, pytest.MonkeyPatch], None]) -> Callable[[House, pytest.MonkeyPatch], None]:
    """Register a hole under its function's name, read as words."""
    HOLES[make.__name__.replace("_", " ")] = make
    return make


# ---------------------------------------------------------------- requests


@hole
def nobody_asks_for_rights(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(guard, "authorize", lambda *_: None)


@hole
def tries_are_not_counted(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Counters, "spend", lambda *_: None)


@hole
def bodies_are_taken_as_they_come(house: House, patch: pytest.MonkeyPatch) -> None:
    async def careless(self: Any, policy: object) -> bytes:
        chunks, more = [], True
        while more:
            message = await self._receive()
            chunks.append(message.get("body", b""))
            more = message.get("more_body", False)
        return b"".join(chunks)

    patch.setattr(guard._Exchange, "_read_body", careless)


@hole
def forwarded_headers_are_believed(house: House, patch: pytest.MonkeyPatch) -> None:
    real, run = guard._headers, guard.Guard.__call__

    def careless(scope: Scope) -> dict[str, str]:
        found = real(scope)
        return {**found, "host": found.get("x-forwarded-host", found.get("host", ""))}

    async def called(self: guard.Guard, scope: Scope, receive: Receive, send: Send) -> None:
        address = dict(scope.get("headers", ())).get(b"x-forwarded-for")
        await run(self, {**scope, "client": (address.decode(), 1)} if address else scope, receive, send)

    patch.setattr(guard, "_headers", careless)
    patch.setattr(guard.Guard, "__call__", called)


@hole
def answers_go_out_bare(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(guard, "with_security_headers", lambda headers, **_: list(headers))


@hole
def exports_are_shown_as_pages(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(api_portability, "inert_headers", lambda name: {"content-security-policy": security.PAGE_CSP})


@hole
def paths_are_logged_whole(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(guard._Exchange, "_shown_path", lambda self: self.scope["path"])


# ---------------------------------------------------------------- rooms, links, sockets


@hole
def no_role_is_asked_for(house: House, patch: pytest.MonkeyPatch) -> None:
    async def careless(self: Workspace, person: str, room: str, need: str) -> Any:
        return await self.room(room)

    patch.setattr(Workspace, "access_room", careless)


@hole
def a_link_opens_whatever_it_names(house: House, patch: pytest.MonkeyPatch) -> None:
    async def make(self: Shares, person: Person, room: LiveRoom, canvas: str | None) -> views.ShareMade:
        row = links.Share(new_id("share"), room.id, canvas, person.id, house.clock())
        await house.db.write(lambda conn: links.insert_share(conn, row, "code"))
        return views.ShareMade(id=row.id, room=room.id, canvas=canvas, created_at=row.created_at, path="/s/code")

    async def shared(self: Shares, grant: object, canvas: str) -> tuple[LiveRoom, LiveCanvas]:
        live = await house.parts.workspace.canvas(canvas)
        return await house.parts.workspace.room(live.room), live

    patch.setattr(Shares, "make", make)
    patch.setattr(Shares, "shared_canvas", shared)


@hole
def every_member_is_an_owner(house: House, patch: pytest.MonkeyPatch) -> None:
    real = Workspace.access_room

    async def careless(self: Workspace, person: str, room: str, need: str) -> Any:
        return await real(self, person, room, "view")

    patch.setattr(Workspace, "access_room", careless)


@hole
def an_agent_needs_no_rights(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(canvas_tools, "may_edit", lambda context: True)


@hole
def nobody_looks_again_at_a_right(house: House, patch: pytest.MonkeyPatch) -> None:
    async def careless(self: People, admitted: object) -> bool:
        return True

    patch.setattr(People, "still_valid", careless)


@hole
def connections_are_not_cut(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Connections, "cut", lambda *_: None)


@hole
def a_link_may_push(house: House, patch: pytest.MonkeyPatch) -> None:
    async def careless(self: Any, seat: Any, frame: Any) -> None:
        seat.editable = True
        await seat.push(frame.version, frame.changes)

    patch.setattr(sockets._LinkSocket, "act", careless)


@hole
def a_link_sees_every_frame(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sockets._LinkSocket, "shown", lambda self, frame: frame)


@hole
def seats_are_given_by_name_alone(house: House, patch: pytest.MonkeyPatch) -> None:
    async def careless(self: Any, presence: Any, client: str) -> Any:
        presence.seats.pop(client, None)
        return presence.join(client, self.caller.id, self.caller.name, True)

    patch.setattr(sockets._MemberSocket, "join", careless)


@hole
def frames_come_as_fast_as_they_like(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sockets.Pace, "spend", lambda *_: None)


# ---------------------------------------------------------------- files from outside, addresses elsewhere


@hole
def archives_are_unpacked_to_disk(house: House, patch: pytest.MonkeyPatch) -> None:
    def careless(data: bytes) -> list[Any]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for item in archive.infolist():
                target = house.parts.settings.data / "unpacked" / item.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(item))
        return []

    patch.setattr(api_portability, "_unpack", careless)


@hole
def imports_have_no_bounds(house: House, patch: pytest.MonkeyPatch) -> None:
    for module, name in ((api_portability, "MAX_UNPACKED"), (api_portability, "MAX_LINES"), (portability, "MAX_LINES")):
        patch.setattr(module, name, 10**12)


@hole
def imported_words_keep_their_names(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(api_portability, "retell", lambda events, *_: [(event.by, event.body) for event in events])


@hole
def addresses_are_not_read(house: House, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ModelConnection, "address", property(lambda self: self.base_url or ""))


@hole
def providers_may_send_us_elsewhere(house: House, patch: pytest.MonkeyPatch) -> None:
    def asking(address: str) -> Any:
        import httpx

        return httpx.AsyncClient(follow_redirects=True, timeout=5)

    class Following(httpx2.AsyncClient):
        def __init__(self, **more: Any) -> None:
            super().__init__(**{**more, "follow_redirects": True})

    patch.setattr(discovery, "new_client", asking)
    patch.setattr(providers.httpx2, "AsyncClient", Following)
