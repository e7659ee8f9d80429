"""A room in memory: its folded state, its listeners, and the one way to add to its log.

`append` takes effect at once and is stored in the background; listeners hear of an event only when it is durable.
One `LiveRoom` per room and process, held by the `Workspace`.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from pydantic import TypeAdapter
from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.base.errors import NotFound
from gesso.room import wire
from gesso.room.hub import Hub
from gesso.room.log import LogBroken, OrderedCommits
from gesso.room.state import RoomState
from gesso.store import events as event_rows
from gesso.store import rooms as room_rows
from gesso.store.database import Database

_BODY: TypeAdapter[wire.Body] = TypeAdapter(wire.Body)

LISTED = (
    "room_created",
    "room_renamed",
    "room_deleted",
    "room_restored",
    "member_joined",
    "member_left",
    "message_posted",
    "turn_started",
    "turn_ended",
)
"""Events that change what the list of conversations shows; only these touch its rows."""


class LiveRoom:
    def __init__(self, db: Database, clock: Clock, state: RoomState) -> None:
        self.id = state.id
        self.state = state
        self.hub: Hub[wire.Event] = Hub()
        self._db, self._clock = db, clock
        self._commits = OrderedCommits(db)

    @classmethod
    async def load(cls, db: Database, clock: Clock, room: str) -> "LiveRoom":
        """The room as stored. Raises NotFound."""
        events = await read_events(db, room)
        if not events:
            raise NotFound("There is no such conversation.")
        return cls(db, clock, RoomState.of(room, events))

    @property
    def broken(self) -> bool:
        return self._commits.broken

    def append(self, by: str, *bodies: wire.Body) -> "asyncio.Future[list[wire.Event]]":
        """Add events to the log; done when they are stored and announced. Raises LogBroken."""
        if self.broken:
            raise LogBroken("This conversation could not be stored just now. What was saved before is safe; try again.")
        now = self._clock()
        first = self.state.seq + 1
        events = [wire.Event(seq=first + i, room=self.id, at=now, by=by, body=b) for i, b in enumerate(bodies)]
        for event in events:
            self.state.apply(event)
        rows = [event_rows.EventRow(e.by, e.at, e.body.model_dump(mode="json")) for e in events]
        listing = self._listing(events)

        def job(conn: Connection) -> list[wire.Event]:
            listing(conn)
            event_rows.append_events(conn, self.id, first, rows)
            return events

        return self._commits.submit(job, self._announce)

    async def post(self, by: str, *bodies: wire.Body) -> list[wire.Event]:
        """Append and wait until stored."""
        return await self.append(by, *bodies)

    def _announce(self, events: list[wire.Event]) -> None:
        for event in events:
            self.hub.publish(event)

    def _listing(self, events: Sequence[wire.Event]) -> "room_rows.Listing":
        """What these events change in the rows that lists and searches read."""
        touched = [event for event in events if event.body.type in LISTED]
        state = self.state
        row = room_rows.RoomRow(
            id=state.id,
            title=state.title,
            created_by=state.created_by,
            updated_at=state.updated_at or self._clock(),
            deleted=state.deleted,
            preview=_preview(state),
            busy=bool(state.running()),
        )
        members = {m.id: m.role for m in state.members.values()}
        texts = [(e.seq, text) for e in touched if (text := _searchable(state, e.body))]
        roles_changed = any(e.body.type in ("member_joined", "member_left") for e in touched)

        def write(conn: Connection) -> None:
            if not touched:
                return
            room_rows.save_room(conn, row)
            if roles_changed:
                room_rows.set_roles(conn, state.id, members)
            for seq, text in texts:
                room_rows.index_text(conn, state.id, seq, text)

        return write

    async def events(self, after: int = 0, limit: int | None = None) -> list[wire.Event]:
        """Stored events after `after`, oldest first."""
        await self._commits.drained()
        return await read_events(self._db, self.id, after, limit)

    async def stream(self, after: int = 0) -> AsyncGenerator[wire.Event, None]:
        """Every event after `after`: the stored ones, then live; no gap, no double. Ends when lagging."""
        listener = self.hub.subscribe()
        try:
            last = after
            for event in await read_events(self._db, self.id, after):
                last = event.seq
                yield event
            async for event in listener:
                if event.seq > last:
                    last = event.seq
                    yield event
        finally:
            listener.close()

    async def drained(self) -> None:
        await self._commits.drained()


async def read_events(db: Database, room: str, after: int = 0, limit: int | None = None) -> list[wire.Event]:
    stored = await db.read(lambda conn: event_rows.read_events(conn, room, after, limit))
    return [
        wire.Event(seq=row.seq, room=room, at=row.at, by=row.by, body=_BODY.validate_python(row.body)) for row in stored
    ]


def _preview(state: RoomState) -> str:
    texts = [said.text for said in state.messages.values() if said.text]
    return " ".join(texts[-1].split())[:200] if texts else ""


def _searchable(state: RoomState, body: wire.Body) -> str:
    if isinstance(body, wire.MessagePosted):
        return body.text
    if isinstance(body, wire.TurnEnded):
        return state.turns[body.turn].text
    return ""
