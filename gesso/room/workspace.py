"""The workspace: every room and canvas of this server, who may do what, and the one door for each action.

Whatever a person, an agent, a program or an import does goes through an `access_*` (is it allowed, fetch it) and a
`do_*` (change it, append events). Rooms and canvases are loaded on first use and kept while somebody needs them; one
that could not be stored is dropped and loaded again from what is safe.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, replace

from gesso.base.clock import Clock, system_clock
from gesso.base.errors import BadInput, Conflicting, Forbidden, NotFound
from gesso.base.ids import new_id
from gesso.canvas.blame import Blame
from gesso.canvas.changes import Change
from gesso.canvas.diff import change_between
from gesso.canvas.edit import Applied, Conflict, Edit, plan_edits
from gesso.canvas.kinds import language_of_label
from gesso.canvas.snapshot import Snapshot
from gesso.canvas.suggestion import Suggestion
from gesso.canvas.text import Text, clean, detect_eol
from gesso.room import wire
from gesso.room.live_canvas import Author, Hold, LiveCanvas
from gesso.room.naming import title_from
from gesso.room.presence import Presence
from gesso.room.room import LiveRoom
from gesso.room.state import RoomState
from gesso.room.writing import undo_turn
from gesso.store import canvases as canvas_rows
from gesso.store.database import Database

RANK: dict[wire.Role, int] = {"view": 0, "comment": 1, "edit": 2, "owner": 3}
MAX_TITLE = 200
MAX_MESSAGE = 200_000
MAX_AGENTS = 12  # in one conversation
SHOWN = 2_000  # characters of before and after that an event repeats


@dataclass(frozen=True)
class Person:
    """Somebody who acts: a user of this server."""

    id: str
    name: str


class Workspace:
    def __init__(self, db: Database, clock: Clock = system_clock) -> None:
        self.db, self.clock = db, clock
        self._rooms: dict[str, LiveRoom] = {}
        self._canvases: dict[str, Presence] = {}
        self._loading = asyncio.Lock()
        self._undoing = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self.holds: dict[str, Hold] = {}

    # ------------------------------------------------------------------ finding

    async def room(self, room: str) -> LiveRoom:
        """The live room. Raises NotFound. No permission is checked here: use access_room for people."""
        found = self._rooms.get(room)
        if found is not None and not found.broken:
            return found
        async with self._loading:
            found = self._rooms.get(room)
            if found is None or found.broken:
                if found is not None:
                    found.hub.close()
                found = self._rooms[room] = await LiveRoom.load(self.db, self.clock, room)
        return found

    async def presence(self, canvas: str) -> Presence:
        """The live canvas with who is there. Raises NotFound."""
        found = self._canvases.get(canvas)
        if found is not None and not found.canvas.broken:
            return found
        async with self._loading:
            found = self._canvases.get(canvas)
            if found is None or found.canvas.broken:
                if found is not None:
                    found.canvas.hub.close()
                row = await self.db.read(lambda conn: canvas_rows.canvas_of(conn, canvas))
                if row is None:
                    raise NotFound("There is no such canvas.")
                live = await LiveCanvas.load(self.db, self.clock, self.holds, row)
                found = self._seat(live)
        return found

    def _seat(self, live: LiveCanvas) -> Presence:
        presence = self._canvases[live.id] = Presence(live)
        live.marks.on_stale = lambda suggestion: self._background(self._stale(live, suggestion))
        for suggestion in live.gone:
            live.marks.on_stale(suggestion)
        return presence

    async def canvas(self, canvas: str) -> LiveCanvas:
        return (await self.presence(canvas)).canvas

    async def access_room(self, person: str, room: str, need: wire.Role) -> LiveRoom:
        """The room, if the person may do there what `need` allows. Raises NotFound to strangers, else Forbidden."""
        live = await self.room(room)
        role = live.state.role_of(person)
        if role is None or (live.state.deleted and need != "owner"):
            raise NotFound("There is no such conversation.")
        if RANK[role] < RANK[need]:
            raise Forbidden(f"This needs the role “{need}” in the conversation; yours is “{role}”.")
        return live

    async def access_canvas(self, person: str, canvas: str, need: wire.Role) -> tuple[LiveRoom, LiveCanvas]:
        """The canvas and its room, likewise. A deleted canvas is found only by those who may restore it."""
        # Asked for every push: a canvas that is open says itself whose it is, which saves two changes of thread.
        found = self._canvases.get(canvas)
        row = found.canvas if found else await self.db.read(lambda conn: canvas_rows.canvas_of(conn, canvas))
        if row is None:
            raise NotFound("There is no such canvas.")
        try:
            room = await self.access_room(person, row.room, need)
        except NotFound:
            raise NotFound("There is no such canvas.") from None
        if room.state.canvases[canvas].deleted:
            raise NotFound("This canvas was deleted; restore it first.")
        return room, await self.canvas(canvas)

    async def canvas_versions(self, room: LiveRoom) -> dict[str, int]:
        """The version of each open canvas of a room."""
        return {row.id: (await self.canvas(row.id)).version for row in room.state.open_canvases()}

    async def was_applied(self, room: LiveRoom, call: str) -> bool:
        """Whether a tool call already changed, opened or suggested something."""
        if any(row.call == call for row in room.state.canvases.values()):
            return True
        for row in room.state.open_canvases():
            if await (await self.canvas(row.id)).begun_by(call) is not None:
                return True
        return False

    # ------------------------------------------------------------------ rooms

    async def do_create_room(self, person: Person, title: str = "") -> LiveRoom:
        room = LiveRoom(self.db, self.clock, RoomState(new_id("room")))
        self._rooms[room.id] = room
        await room.post(
            person.id,
            wire.RoomCreated(title=_title(title, "New conversation"), auto=not title.strip()),
            wire.MemberJoined(member=person.id, name=person.name, role="owner"),
        )
        return room

    async def do_rename_room(self, person: Person, room: str, title: str) -> LiveRoom:
        live = await self.access_room(person.id, room, "edit")
        await live.post(person.id, wire.RoomRenamed(title=_title(title)))
        return live

    async def do_delete_room(self, person: Person, room: str) -> LiveRoom:
        live = await self.access_room(person.id, room, "owner")
        if not live.state.deleted:
            await live.post(person.id, wire.RoomDeleted())
        return live

    async def do_restore_room(self, person: Person, room: str) -> LiveRoom:
        live = await self.access_room(person.id, room, "owner")
        if live.state.deleted:
            await live.post(person.id, wire.RoomRestored())
        return live

    async def do_set_role(self, person: Person, room: str, member: Person, role: wire.Role) -> LiveRoom:
        """Give somebody a role. Raises Conflicting when the room would be left without an owner."""
        live = await self.access_room(person.id, room, "owner")
        _keep_an_owner(live, member.id, role)
        await live.post(person.id, wire.MemberJoined(member=member.id, name=member.name, role=role))
        return live

    async def do_join(self, invited_by: str, room: str, member: Person, role: wire.Role) -> LiveRoom:
        """Let somebody in on an invitation; a role already held is never lowered by it."""
        live = await self.room(room)
        held = live.state.role_of(member.id)
        if held is None or RANK[held] < RANK[role]:
            await live.post(invited_by, wire.MemberJoined(member=member.id, name=member.name, role=role))
        return live

    async def do_remove_member(self, person: Person, room: str, member: str) -> LiveRoom:
        """Take somebody out, or leave. Raises Conflicting for the last owner."""
        live = await self.access_room(person.id, room, "view" if member == person.id else "owner")
        if live.state.role_of(member) is None:
            raise NotFound("This person is not in the conversation.")
        _keep_an_owner(live, member, None)
        await live.post(person.id, wire.MemberLeft(member=member))
        presences = [self._canvases[c] for c in live.state.canvases if c in self._canvases]
        for seat in [seat for presence in presences for seat in presence.seats.values() if seat.user == member]:
            seat.close()
        return live

    async def do_invite_agent(self, person: Person, room: str, agent: wire.RoomAgent) -> LiveRoom:
        """Let an agent in, or change it where it is in already. Raises Conflicting past MAX_AGENTS."""
        live = await self.access_room(person.id, room, "edit")
        if agent.id not in live.state.agents and len(live.state.agents) >= MAX_AGENTS:
            raise Conflicting(f"A conversation can have at most {MAX_AGENTS} agents; send one away first.")
        if live.state.agents.get(agent.id) != agent:
            await live.post(person.id, wire.AgentInvited(agent=agent))
        return live

    async def do_dismiss_agent(self, person: Person, room: str, agent: str) -> LiveRoom:
        live = await self.access_room(person.id, room, "edit")
        if agent not in live.state.agents:
            raise NotFound("This agent is not in the conversation.")
        await live.post(person.id, wire.AgentDismissed(agent=agent))
        return live

    async def do_post_message(
        self,
        person: Person,
        room: str,
        text: str,
        *,
        parent: str | None = None,
        canvas: str | None = None,
        selection: wire.Selection | None = None,
        shortcut: wire.ShortcutUse | None = None,
        zone: str | None = None,
        job: str | None = None,
        widget: wire.WidgetAct | None = None,
    ) -> tuple[LiveRoom, str]:
        """Say something; the room and the new message's id. `parent` other than the last message begins a branch."""
        live = await self.access_room(person.id, room, "comment")
        text = clean(text).strip()
        if not text:
            raise BadInput("The message is empty.")
        if len(text) > MAX_MESSAGE:
            raise BadInput(f"A message may have at most {MAX_MESSAGE:,} characters; put long texts into a canvas.")
        state = live.state
        if parent is None:
            parent = state.head
        elif parent and parent not in state.messages:
            raise NotFound("The message this answers is not in the conversation.")
        if canvas is not None and (canvas not in state.canvases or state.canvases[canvas].deleted):
            raise NotFound("That canvas is not in this conversation.")
        message = new_id("msg")
        bodies: list[wire.Body] = []
        if state.title_auto and not any(said.turn is None for said in state.messages.values()):
            bodies.append(wire.RoomRenamed(title=title_from(text), auto=True))
        bodies.append(
            wire.MessagePosted(
                message=message, parent=parent, text=text, canvas=canvas, selection=selection, shortcut=shortcut,
                zone=zone, job=job, widget=widget,
            )
        )  # fmt: skip
        await live.post(person.id, *bodies)
        return live, message

    async def do_choose_branch(self, person: Person, room: str, message: str) -> LiveRoom:
        live = await self.access_room(person.id, room, "comment")
        if message not in live.state.messages:
            raise NotFound("There is no such message in this conversation.")
        await live.post(person.id, wire.BranchChosen(message=message))
        return live

    # ------------------------------------------------------------------ canvases

    async def do_open_canvas(
        self,
        room: LiveRoom,
        author: Author,
        *,
        kind: wire.CanvasKind,
        title: str,
        language: str | None = None,
        text: str = "",
        id: str | None = None,
    ) -> Presence:
        """A new canvas in the room, with `text` as its first version when there is some.

        With an `id` it is made once: whatever of it is there already, after a crash, is not made again.
        """
        kind, language = _kind(kind, language)
        text, eol = detect_eol(clean(text))
        row = canvas_rows.CanvasRow(
            id=id or new_id("canvas"), room=room.id, kind=kind, title=_title(title, "Untitled"), language=language,
            eol=eol, created_at=self.clock(),
        )  # fmt: skip
        if id is not None and await self.db.read(lambda conn: canvas_rows.canvas_of(conn, row.id)) is not None:
            return await self._opened_before(room, author, row, text)
        await self.db.write(lambda conn: canvas_rows.insert_canvas(conn, row))
        live = LiveCanvas(self.db, self.clock, self.holds, row, Text.of(""), 0, Blame())
        presence = self._seat(live)
        opened = wire.CanvasOpened(
            canvas=row.id, kind=kind, title=row.title, language=language, turn=author.turn,
            call=author.client if author.turn else None,
        )  # fmt: skip
        await room.post(author.by, opened)
        if text:
            await live.accept(change_between(live.document, text), author)
        return presence

    async def _opened_before(self, room: LiveRoom, author: Author, row: canvas_rows.CanvasRow, text: str) -> Presence:
        """The canvas of that id, with what a crash left out of its beginning."""
        if row.id not in room.state.canvases:
            opened = wire.CanvasOpened(canvas=row.id, kind=row.kind, title=row.title, language=row.language, turn=None)
            await room.post(author.by, opened)
        presence = await self.presence(row.id)
        live = presence.canvas
        if text and live.version == 0:
            await live.accept(change_between(live.document, text), author)
        return presence

    async def do_update_canvas(
        self, person: Person, canvas: str, *, title: str | None, kind: wire.CanvasKind | None, language: str | None
    ) -> LiveRoom:
        room, live = await self.access_canvas(person.id, canvas, "edit")
        row = room.state.canvases[canvas]
        new_kind, new_language = _kind(kind or row.kind, language if language is not None else row.language)
        new_title = row.title if title is None else _title(title)
        await live.save_row(replace(live.row, title=new_title, kind=new_kind, language=new_language))
        await room.post(
            person.id, wire.CanvasUpdated(canvas=canvas, kind=new_kind, title=new_title, language=new_language)
        )
        return room

    async def do_set_language(self, room: LiveRoom, live: LiveCanvas, author: Author, language: str) -> None:
        """Say that the code of the canvas is now in another language; one nobody knows changes nothing."""
        row, found = room.state.canvases[live.id], language_of_label(language)
        if found is None or row.kind != "code" or row.language == found.id:
            return
        await live.save_row(replace(live.row, language=found.id))
        await room.post(
            author.by, wire.CanvasUpdated(canvas=live.id, kind=row.kind, title=row.title, language=found.id)
        )

    async def do_trust(self, person: Person, canvas: str, trust: wire.CanvasTrust) -> LiveRoom:
        """Say what agents may do to this canvas by themselves."""
        room, _ = await self.access_canvas(person.id, canvas, "edit")
        if room.state.canvases[canvas].trust != trust:
            await room.post(person.id, wire.CanvasTrusted(canvas=canvas, trust=trust))
        return room

    async def do_set_private(self, person: Person, canvas: str, private: bool) -> LiveRoom:
        """Keep the canvas from models that nobody asked, or no longer."""
        room, _ = await self.access_canvas(person.id, canvas, "edit")
        if room.state.canvases[canvas].private != private:
            await room.post(person.id, wire.CanvasPrivacySet(canvas=canvas, private=private))
        return room

    async def do_delete_canvas(self, person: Person, canvas: str) -> LiveRoom:
        room, _ = await self.access_canvas(person.id, canvas, "edit")
        await room.post(person.id, wire.CanvasDeleted(canvas=canvas))
        return room

    async def do_restore_canvas(self, person: Person, canvas: str) -> LiveRoom:
        row = await self.db.read(lambda conn: canvas_rows.canvas_of(conn, canvas))
        if row is None:
            raise NotFound("There is no such canvas.")
        room = await self.access_room(person.id, row.room, "edit")
        if room.state.canvases[canvas].deleted:
            await room.post(person.id, wire.CanvasRestored(canvas=canvas))
        return room

    async def do_write_text(self, room: LiveRoom, live: LiveCanvas, author: Author, text: str, why: str = "") -> None:
        """Make the whole text read `text`, word by word: what is the same keeps its authors, anchors and cursors."""
        new, eol = detect_eol(clean(text))
        if not live.text and eol != live.row.eol:
            await live.save_row(replace(live.row, eol=eol))
        await self.do_apply(room, live, author, change_between(live.document, new), "Rewrote the text", why)

    async def do_apply(
        self, room: LiveRoom, live: LiveCanvas, author: Author, change: Change, summary: str, why: str = ""
    ) -> None:
        """Make a change of the current text that was planned without awaiting since; nothing when it is empty."""
        if change.empty:
            return
        before, version = live.document, live.version
        stored = live.accept(change, author)
        if author.turn:
            was, now = _extent(change)
            old, new = before.slice_units(*was), live.document.slice_units(*now)
            # Told at once, not after the wait: whoever cancels the wait must not lose the record of the change.
            await self._changed(room, live, author, version, old, new, summary, why)
        await stored

    async def do_edit(
        self, room: LiveRoom, live: LiveCanvas, author: Author, edits: list[Edit], seen: Snapshot, summary: str = ""
    ) -> Applied | Conflict:
        """Apply targeted edits, all or none, where the blocks of `seen` are now; a Conflict changes nothing."""
        edits = [replace(edit, text=fitted(live, edit.text)) for edit in edits]
        since = [entry.change for entry in await live.logged_after(seen.version)]
        plan = plan_edits(edits, seen, since, live.document)
        if isinstance(plan, Conflict):
            return plan
        why = " ".join(edit.why for edit in edits if edit.why)
        await self.do_apply(room, live, author, plan.change, summary or "Changed a passage", why)
        return plan

    async def do_undo_edit(self, person: Person, canvas: str, turn: str) -> None:
        """Take back all that a turn changed in this canvas. Raises NotFound, Conflicting when it is undone already."""
        room, live = await self.access_canvas(person.id, canvas, "edit")
        edits = [edit for edit in room.state.edits if edit.canvas == canvas and edit.turn == turn]
        if not edits:
            raise NotFound("That turn changed nothing in this canvas.")
        async with self._undoing:
            undone = await undo_turn(live, turn, min(edit.from_version for edit in edits), person.id)
        if not undone:
            raise Conflicting("This edit was already undone.")
        await room.post(person.id, wire.ChangeSettled(canvas=canvas, turn=turn, state="undone"))

    async def do_keep_edit(self, person: Person, canvas: str, turn: str) -> None:
        room, _ = await self.access_canvas(person.id, canvas, "edit")
        if not any(edit.canvas == canvas and edit.turn == turn for edit in room.state.edits):
            raise NotFound("That turn changed nothing in this canvas.")
        await room.post(person.id, wire.ChangeSettled(canvas=canvas, turn=turn, state="kept"))

    async def note_written(self, room: LiveRoom, live: LiveCanvas, author: Author, since: int, summary: str) -> None:
        """Record that `author` streamed words into the canvas after version `since`."""
        if live.version > since:
            await self._changed(room, live, author, since, "", "", summary, "")

    async def _changed(
        self, room: LiveRoom, live: LiveCanvas, author: Author, since: int, before: str, after: str, summary: str,
        why: str,
    ) -> None:  # fmt: skip
        await room.post(author.by, wire.CanvasChanged(
            canvas=live.id, turn=author.turn or "", from_version=since, to_version=live.version, summary=summary,
            why=why, before=before[:SHOWN], after=after[:SHOWN]))  # fmt: skip

    async def _stale(self, live: LiveCanvas, suggestion: Suggestion) -> None:
        """Record a suggestion whose words were changed under it."""
        room = await self.room(live.room)
        if suggestion.id in room.state.suggestions:
            await room.post(suggestion.author, wire.SuggestionSettled(
                suggestion=suggestion.id, canvas=live.id, state="stale", version=live.version))  # fmt: skip
        await live.store(lambda conn: canvas_rows.settle_suggestions(conn, [suggestion.id], "stale"))

    # ------------------------------------------------------------------ life

    def _background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def rest(self) -> None:
        """Snapshot and let go of what nobody uses. Called from time to time."""
        for canvas, presence in list(self._canvases.items()):
            if presence.seats or presence.cursors or len(presence.canvas.hub):
                continue
            await presence.canvas.save_snapshot()
            if not presence.seats and not len(presence.canvas.hub):
                self._canvases.pop(canvas, None)
        for name, room in list(self._rooms.items()):
            if not len(room.hub) and not room.state.running():
                await room.drained()
                if not len(room.hub) and not room.state.running():
                    self._rooms.pop(name, None)

    async def close(self) -> None:
        """Tell every listener goodbye and wait until everything is stored."""
        for room in self._rooms.values():
            room.hub.close()
        for presence in self._canvases.values():
            presence.canvas.hub.close()
        for room in self._rooms.values():
            await room.drained()
        for presence in self._canvases.values():
            await presence.canvas.drained()
        if self._tasks:
            await asyncio.wait(self._tasks)


def fitted(live: LiveCanvas, text: str) -> str:
    """`text` with the line ends that the document is stored with; one whose own are mixed takes them as they come."""
    return text if live.row.eol == "mixed" else text.replace("\r\n", "\n")


def _title(title: str, default: str = "") -> str:
    found = " ".join(clean(title).split())[:MAX_TITLE] or default
    if not found:
        raise BadInput("A title cannot be empty.")
    return found


def _kind(kind: wire.CanvasKind, language: str | None) -> tuple[wire.CanvasKind, str | None]:
    """The kind with the language's own id. A language nobody knows is kept as plain text."""
    if kind == "document":
        return kind, None
    found = language_of_label(language or "")
    return kind, found.id if found else "text"


def _keep_an_owner(room: LiveRoom, member: str, role: wire.Role | None) -> None:
    owners = [m.id for m in room.state.members.values() if m.role == "owner"]
    if owners == [member] and role != "owner":
        raise Conflicting("A conversation needs an owner; give somebody else that role first.")


def _extent(change: Change) -> tuple[tuple[int, int], tuple[int, int]]:
    """The part of the old and of the new text from the first to the last difference, in units."""
    ranges = list(change.ranges())
    return (ranges[0].from_a, ranges[-1].to_a), (ranges[0].from_b, ranges[-1].to_b)
