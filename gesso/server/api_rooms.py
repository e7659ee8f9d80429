"""Rooms over HTTP: lists, the log and its stream, messages and turns, members and read-only links.

Thin on purpose: read the request, call one `access_*` or `do_*` of the workspace, render. Who may do what is decided
there; what a change of rights means for open connections is done here.
"""

from functools import partial
from typing import Annotated

from fastapi import Header, Path, Query, Request
from starlette.responses import Response

from gesso.agent.company import Started
from gesso.agent.delegating.asking import hands_over
from gesso.agent.goals import use_own_shortcut, use_shortcut
from gesso.base.errors import BadInput, GessoError, NotFound
from gesso.canvas.edit import find_quote
from gesso.room import wire
from gesso.room.cards import Job
from gesso.room.room import LiveRoom
from gesso.room.state import RoomState
from gesso.room.workspace import Person
from gesso.room.zones import do_save_zone
from gesso.schedule.zone import zone_names
from gesso.server import views
from gesso.server.connections import tags_of
from gesso.server.context import Actor, Here, Parts, Passed
from gesso.server.policy import Policy, Routes
from gesso.server.stream import EventStream, parse_position, render_log
from gesso.server.views.base import Words
from gesso.store import rooms as room_rows
from gesso.store.projects import rooms_in
from gesso.store.shortcuts import shortcut_by_id

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
MAX_EVENTS = 5_000

RoomId = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/rooms", READ, list[views.RoomSummary])
async def list_rooms(
    here: Here, person: Actor, q: Annotated[Words, Query(max_length=200)] = "", deleted: bool = False
) -> list[views.RoomSummary]:
    """Conversations, newest first; `q` searches titles and messages."""
    found = await here.workspace.db.read(lambda rows: room_rows.list_rooms(rows, person.id, q, deleted=deleted))
    inside = await here.workspace.db.read(lambda rows: rooms_in(rows, person.id))
    return [
        views.RoomSummary(
            id=row.id,
            title=row.title,
            role=row.role,
            updated_at=row.updated_at,
            deleted=deleted,
            snippet=row.snippet,
            project=inside.get(row.id),
        )
        for row in found
    ]


@routes.on("POST", "/api/rooms", WRITE, views.RoomView, status=201)
async def create_room(here: Here, person: Actor, body: views.RoomIn) -> views.RoomView:
    """A new conversation, owned by the caller."""
    return render_room(await here.workspace.do_create_room(person, body.title), person)


@routes.on("GET", "/api/rooms/{room}", READ, views.RoomView)
async def read_room(here: Here, person: Actor, room: RoomId) -> views.RoomView:
    """The conversation as it is now."""
    return render_room(await here.workspace.access_room(person.id, room, "view"), person)


@routes.on("PATCH", "/api/rooms/{room}", WRITE, views.RoomView)
async def rename_room(here: Here, person: Actor, room: RoomId, body: views.RoomPatch) -> views.RoomView:
    """Give the conversation another title."""
    return render_room(await here.workspace.do_rename_room(person, room, body.title), person)


@routes.on("DELETE", "/api/rooms/{room}", WRITE, views.RoomView)
async def delete_room(here: Here, person: Actor, room: RoomId) -> views.RoomView:
    """Delete the conversation; `/restore` takes it back."""
    live = await here.workspace.do_delete_room(person, room)
    here.connections.cut(f"room:{room}")
    return render_room(live, person)


@routes.on("POST", "/api/rooms/{room}/restore", WRITE, views.RoomView)
async def restore_room(here: Here, person: Actor, room: RoomId) -> views.RoomView:
    """Take back the deletion."""
    return render_room(await here.workspace.do_restore_room(person, room), person)


@routes.on("GET", "/api/rooms/{room}/events", READ, views.EventsView)
async def read_events(
    here: Here,
    person: Actor,
    room: RoomId,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=MAX_EVENTS)] = 1_000,
) -> views.EventsView:
    """The log after an event, oldest first."""
    live = await here.workspace.access_room(person.id, room, "view")
    return views.EventsView(events=await live.events(after, limit), seq=live.state.seq)


@routes.on("GET", "/api/rooms/{room}/stream", Policy("user", "read", stream=True))
async def follow_room(
    request: Request,
    here: Here,
    passed: Passed,
    person: Actor,
    room: RoomId,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """The log as server-sent events with AG-UI names: what is stored after a position, then live."""
    live = await here.workspace.access_room(person.id, room, "view")
    position = parse_position(after, last_event_id)

    async def allowed() -> bool:
        try:
            await here.workspace.access_room(person.id, room, "view")
        except GessoError:
            return False
        return await here.people.still_valid(passed)

    return EventStream(render_log(live.stream(position)), here.connections, tags_of(passed, room), allowed)


@routes.on("POST", "/api/rooms/{room}/messages", WRITE, views.PostedView, status=201)
async def post_message(here: Here, person: Actor, room: RoomId, body: views.MessageIn) -> views.PostedView:
    """Say something and start a turn; `wait_s` waits for its end."""
    live = await here.workspace.access_room(person.id, room, "comment")
    seq = live.state.seq
    selection = await _selection(here, person, live, body)
    canvas = body.canvas or (selection.canvas if selection is not None else None)
    if (job := _joins(here, person, live, body)) is not None:
        message = await here.jobs.join(person, live, job, body.text, await _zone(here, person, body.zone))
        return views.PostedView(message=message, turn=None, seq=seq)
    text, use = body.text, None
    if body.shortcut is not None:
        text, use = await _use(here, person, live, body.shortcut, canvas, selection)
    started = await here.turns.say(
        person, room, text, parent=body.parent, canvas=canvas, selection=selection, model=body.model, shortcut=use,
        zone=await _zone(here, person, body.zone),
    )  # fmt: skip
    await here.tasks.answered(person.id, room)
    await here.habits.look(person.id)
    return await _posted(here, started, seq, body.wait_s)


@routes.on("POST", "/api/rooms/{room}/regenerate", WRITE, views.PostedView, status=201)
async def regenerate(here: Here, person: Actor, room: RoomId, body: views.RegenerateIn) -> views.PostedView:
    """Another answer to a message of a person, beside the ones there are."""
    seq = (await here.workspace.access_room(person.id, room, "comment")).state.seq
    started = await here.turns.regenerate(person, room, body.message, body.model)
    return await _posted(here, started, seq, body.wait_s)


@routes.on("POST", "/api/rooms/{room}/branch", WRITE, views.RoomView)
async def choose_branch(here: Here, person: Actor, room: RoomId, body: views.BranchIn) -> views.RoomView:
    """Continue from another branch."""
    return render_room(await here.workspace.do_choose_branch(person, room, body.message), person)


@routes.on("GET", "/api/rooms/{room}/turns/{turn}", READ, views.TurnView)
async def read_turn(
    here: Here, person: Actor, room: RoomId, turn: RoomId, wait_s: Annotated[float, Query(ge=0, le=60)] = 0
) -> views.TurnView:
    """What a turn said and how it ended; `wait_s` waits for that."""
    live = await here.workspace.access_room(person.id, room, "view")
    await here.turns.wait(live, turn, wait_s)
    if wait_s:
        live = await here.workspace.access_room(person.id, room, "view")
    return render_turn(live, turn)


@routes.on("POST", "/api/rooms/{room}/turns/{turn}/stop", WRITE, views.TurnView)
async def stop_turn(here: Here, person: Actor, room: RoomId, turn: RoomId) -> views.TurnView:
    """Stop a running turn; what it wrote stays."""
    live = await here.workspace.access_room(person.id, room, "comment")
    await here.turns.stop(live, turn)
    return render_turn(live, turn)


@routes.on("GET", "/api/rooms/{room}/members", READ, list[views.MemberView])
async def list_members(here: Here, person: Actor, room: RoomId) -> list[views.MemberView]:
    """Who is in the conversation."""
    return _members((await here.workspace.access_room(person.id, room, "view")).state)


@routes.on("PUT", "/api/rooms/{room}/members/{member}", WRITE, list[views.MemberView])
async def set_role(
    here: Here, person: Actor, room: RoomId, member: RoomId, body: views.MemberIn
) -> list[views.MemberView]:
    """Give somebody of this server a role in the conversation."""
    await here.workspace.access_room(person.id, room, "owner")
    live = await here.workspace.do_set_role(person, room, await here.people.person(member), body.role)
    here.connections.cut(f"seat:{room}:{member}")
    return _members(live.state)


@routes.on("DELETE", "/api/rooms/{room}/members/{member}", WRITE, list[views.MemberView])
async def remove_member(here: Here, person: Actor, room: RoomId, member: RoomId) -> list[views.MemberView]:
    """Take somebody out of the conversation, or leave it."""
    live = await here.workspace.do_remove_member(person, room, member)
    here.connections.cut(f"seat:{room}:{member}")
    return _members(live.state)


def _joins(here: Parts, person: Person, live: LiveRoom, body: views.MessageIn) -> Job | None:
    """The work that goes on here and that a message joins: not one that asks, calls an agent or is about a passage."""
    special = body.shortcut or body.selection or body.parent is not None or "@" in body.text
    if special or body.text.rstrip().endswith("?") or hands_over(body.text):
        return None
    return here.jobs.going(live, person)


async def _selection(here: Parts, person: Person, live: LiveRoom, body: views.MessageIn) -> wire.Selection | None:
    """The selection a message is about: what it says, else what the caller last selected here."""
    if body.selection is None:
        wanted = {body.canvas} if body.canvas else set(live.state.canvases)
        held = here.selections.last(person.id, wanted)
        return await _moved_on(here, held) if held is not None else None
    return await find_selection(here, person, live.id, body.selection)


async def _zone(here: Parts, person: Person, zone: str | None) -> str | None:
    """The zone of a message, kept as its writer's: tasks that follow them go along. None for one not known here."""
    if zone is None or zone not in zone_names():
        return None
    if await do_save_zone(here.workspace, person.id, zone):
        await here.tasks.moved(person.id, zone)
    return zone


async def _use(
    here: Parts, person: Person, live: LiveRoom, wanted: views.ShortcutIn, canvas: str | None,
    selection: wire.Selection | None,
) -> tuple[str, wire.ShortcutUse]:  # fmt: skip
    """What a message that uses a shortcut says, and the record of it. Raises NotFound, or BadInput when it cannot."""
    if not wanted.id.startswith("shortcut_"):
        return await use_shortcut(here.workspace, live.state, wanted.id, wanted.option, canvas, selection)
    own = await here.workspace.db.read(partial(shortcut_by_id, shortcut=wanted.id, user=person.id))
    if own is None:
        raise NotFound("You have no such shortcut.")
    return await use_own_shortcut(here.workspace, live.state, own.id, own.name, own.prompt, own.kind, canvas, selection)


async def find_selection(here: Parts, person: Person, room: str, chosen: views.SelectionIn) -> wire.Selection:
    """`chosen` as code points of the text now. Raises NotFound, or BadInput when it is not in the text."""
    found, canvas = await here.workspace.access_canvas(person.id, chosen.canvas, "view")
    if found.id != room:
        raise NotFound("That canvas is not in this conversation.")
    text = canvas.text
    if chosen.quote is not None:
        start, end = find_quote(text, chosen.quote)
    else:
        start, end = chosen.start or 0, chosen.end or 0
        if chosen.version is not None:
            span = await canvas.span_now(start, end, chosen.version)
            if span is None:
                raise BadInput("What you had selected is no longer in the document. Select again.")
            text, (start, end) = canvas.text, span
        end = min(end, len(text))
        start = min(start, end)
    return wire.Selection(canvas=canvas.id, version=canvas.version, start=start, end=end, quote=text[start:end])


async def _moved_on(here: Parts, held: wire.Selection) -> wire.Selection | None:
    canvas = await here.workspace.canvas(held.canvas)
    span = await canvas.span_now(held.start, held.end, held.version)
    if span is None:
        return None
    start, end = span
    quote = canvas.text[start:end]
    return wire.Selection(canvas=held.canvas, version=canvas.version, start=start, end=end, quote=quote)


async def _posted(here: Parts, started: Started, seq: int, wait_s: float) -> views.PostedView:
    """What was started; with its outcome when that came within `wait_s`."""
    turn = await here.turns.wait(started.room, started.turn, wait_s)
    done = wait_s > 0 and turn.outcome is not None
    return views.PostedView(
        message=started.message,
        turn=started.turn,
        seq=seq,
        outcome=turn.outcome if done else None,
        problem=turn.problem if done else None,
    )


def render_room(live: LiveRoom, person: Person) -> views.RoomView:
    state = live.state
    running = state.running()
    return views.RoomView(
        id=state.id,
        title=state.title,
        role=state.role_of(person.id) or "view",
        seq=state.seq,
        deleted=state.deleted,
        head=state.head,
        members=_members(state),
        canvases=[
            views.CanvasSummary(
                id=c.id, kind=c.kind, title=c.title, language=c.language, deleted=c.deleted, trust=c.trust,
                pairing=c.pairing,
            )
            for c in state.canvases.values()
        ],
        suggestions=[
            views.SuggestionView(
                id=made.suggestion, canvas=made.canvas, by="", turn=made.turn, version=made.version, start=made.start,
                end=made.end, before=made.before, after=made.after, why=made.why, state="open", proposal=made.proposal,
            )
            for made in state.suggestions.values()
        ],
        turn=running[-1].id if running else None,
    )  # fmt: skip


def render_turn(live: LiveRoom, turn: str) -> views.TurnView:
    found = live.state.turns[turn]
    return views.TurnView(
        id=found.id, room=live.id, message=found.message, parent=found.parent, agent=found.agent, model=found.model,
        text=found.text, outcome=found.outcome, problem=found.problem,
    )  # fmt: skip


def _members(state: RoomState) -> list[views.MemberView]:
    return [views.MemberView(id=m.id, name=m.name, role=m.role) for m in state.members.values()]
