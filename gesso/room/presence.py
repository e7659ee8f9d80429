"""Who is at a canvas right now: connections, their cursors, and where agents are writing.

In memory only and gone with the process; nothing here is ever part of the document. A `Seat` is one connection: it
receives frames in order, pushes changes and moves its cursor.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from gesso.base.errors import BadInput, Conflicting, Forbidden, TooLarge
from gesso.canvas.changes import Change
from gesso.room import frames
from gesso.room.live_canvas import KEEP_LOGGED, Author, LiveCanvas, Logged, update_frame

CURSORS_EVERY_S = 0.05
MAX_INSERT_UNITS = 200_000
_CLIENT = re.compile(r"[A-Za-z0-9_-]{8,64}")  # never like the ids under which agents and undo write


@dataclass(frozen=True)
class Cursor:
    """`anchor` and `head` in units at the canvas's version."""

    id: str
    by: str
    name: str
    kind: Literal["person", "agent"]
    anchor: int
    head: int


class Presence:
    """The people and agents at one canvas."""

    def __init__(self, canvas: LiveCanvas) -> None:
        self.canvas = canvas
        self.seats: dict[str, Seat] = {}
        self.cursors: dict[str, Cursor] = {}
        self._timer: asyncio.TimerHandle | None = None
        canvas.watchers.append(self._follow)

    def _follow(self, entry: Logged) -> None:
        for key, cursor in self.cursors.items():
            anchor, head = entry.change.map_pos(cursor.anchor, 1), entry.change.map_pos(cursor.head, 1)
            self.cursors[key] = replace(cursor, anchor=anchor, head=head)

    def place(self, cursor: Cursor) -> None:
        self.cursors[cursor.id] = cursor
        self._soon()

    def leave(self, cursor: str) -> None:
        if self.cursors.pop(cursor, None) is not None:
            self._soon()

    def frame(self) -> frames.Cursors:
        shown = [
            frames.WireCursor(id=c.id, by=c.by, name=c.name, kind=c.kind, anchor=c.anchor, head=c.head)
            for c in self.cursors.values()
        ]
        return frames.Cursors(version=self.canvas.version, cursors=shown)

    def _soon(self) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(CURSORS_EVERY_S, self._show)

    def _show(self) -> None:
        self._timer = None
        self.canvas.hub.publish(self.frame())

    def join(self, client: str, user: str, name: str, editable: bool) -> "Seat":
        """A seat for a connection. A client that comes back takes over from its former connection, which is closed.

        Raises BadInput for an id that is not a client's, Conflicting for one that somebody else uses.
        """
        if not _CLIENT.fullmatch(client):
            raise BadInput("A client id is 8 to 64 letters, digits, - or _.")
        former = self.seats.get(client)
        if former is not None:
            if former.user != user:
                raise Conflicting("This client id is in use; choose another.")
            former.close()
        seat = self.seats[client] = Seat(self, client, user, name, editable)
        return seat


class Seat:
    """One connection to a canvas."""

    def __init__(self, presence: Presence, client: str, user: str, name: str, editable: bool) -> None:
        self.client, self.user, self.name, self.editable = client, user, name, editable
        self._presence = presence
        self._canvas = presence.canvas
        self._listener = self._canvas.hub.subscribe()
        self._open = True

    async def frames(self, version: int) -> AsyncGenerator[frames.ServerFrame, None]:
        """Everything to send, beginning with what brings a client at `version` (-1: nothing) up to date.

        Ends when the seat is closed or falls too far behind; the client then comes back and resumes.
        """
        canvas = self._canvas
        # What this client pushed on a former line may be taken but not stored: it must be among what is missed, or the
        # client would push it again.
        await canvas.drained()
        if 0 <= version <= canvas.stored_version <= version + KEEP_LOGGED:
            last = canvas.stored_version  # what is not stored yet is announced when it is
            missed = [entry for entry in await canvas.logged_after(version) if entry.version <= last]
            # The client pushes again what it does not find among these: it has to know where they end.
            yield frames.Resumed(version=last, editable=self.editable)
            for entry in missed:
                yield update_frame(entry)
        else:
            opened = canvas.opened_frame(self.editable)
            last = opened.version
            yield opened
        yield canvas.marks.suggestions_frame()
        yield canvas.marks.notes_frame()
        yield self._presence.frame()
        async for frame in self._listener:
            if isinstance(frame, frames.Update):
                if frame.version <= last:
                    continue
                last = frame.version
            yield frame

    async def push(self, version: int, changes: Sequence[Any], words_by: str | None = None) -> None:
        """Take in unconfirmed changes made on `version`; returns when stored. Raises GessoError and changes nothing.

        `words_by` is the agent whose words the person took, when they are not the person's own.
        """
        self._require_open()
        if not self.editable:
            raise Forbidden("You may read this document but not change it.")
        parsed = [Change.from_json(change) for change in changes]
        if any(change.inserted > MAX_INSERT_UNITS for change in parsed):
            raise TooLarge(f"At most {MAX_INSERT_UNITS:,} characters can be put in at once; import the file instead.")
        author = Author(words_by, "agent", self.client) if words_by else Author(self.user, "person", self.client)
        await self._canvas.push(version, parsed, author, self._require_open)

    def _require_open(self) -> None:
        if not self._open:
            raise Conflicting("This connection was replaced by a newer one.")

    async def move(self, version: int, anchor: int, head: int) -> None:
        """Put this person's cursor at units of the text at `version`. A version that is too old or new is ignored."""
        if not self._open or not 0 <= self._canvas.version - version <= KEEP_LOGGED:
            return
        entries = await self._canvas.logged_after(version)
        for entry in entries:
            if max(anchor, head) > entry.change.length:
                raise BadInput("The cursor is outside the document.")
            anchor, head = entry.change.map_pos(anchor, 1), entry.change.map_pos(head, 1)
        length = self._canvas.document.units
        anchor, head = (max(0, min(length, at)) for at in (anchor, head))
        self._presence.place(Cursor(self.client, self.user, self.name, "person", anchor, head))

    def close(self) -> None:
        if self._open:
            self._open = False
            self._listener.close()
            if self._presence.seats.get(self.client) is self:
                del self._presence.seats[self.client]
                self._presence.leave(self.client)
