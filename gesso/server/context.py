"""What a handler is given: the parts of the server, and who is calling.

Handlers take `Here` and `Who` as parameters; both come from the request, so there are no globals. `Admitted` was put
there by the guard; a request that did not pass it has none, and fails.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from gesso.agent.deciding.decisions import Decisions
from gesso.agent.next_edit.desk import NextEdits
from gesso.agent.tool import Tool
from gesso.agent.turns import Turns
from gesso.base.errors import Unauthenticated
from gesso.data.desk import DataDesk
from gesso.data.profile import Profile
from gesso.data.readers import Readers
from gesso.data.uploads import Uploads
from gesso.lenses.checks import Checks, RunItem
from gesso.lenses.desk import LensDesk
from gesso.lenses.shelf import MadeLenses
from gesso.media.voices import Voices
from gesso.model import encoder
from gesso.model.catalogue import Catalogue
from gesso.model.download import Weights
from gesso.reading.facts import words_of_room
from gesso.reading.meaning import Meaning
from gesso.reading.shelf import Shelf
from gesso.room.frames import ServerFrame
from gesso.room.live_canvas import LiveCanvas
from gesso.room.pictures import address_of
from gesso.room.running import Running
from gesso.room.wire import Selection
from gesso.room.workspace import Person, Workspace
from gesso.sandbox.finding import require
from gesso.sandbox.holding import Tier, code_may_run
from gesso.server.apps import Apps
from gesso.server.channels import Channels
from gesso.server.client import ClientFiles
from gesso.server.connections import Connections
from gesso.server.decisions import DecisionsSwitch
from gesso.server.guard import Admitted
from gesso.server.inbox import Inboxes
from gesso.server.invitations import Invitations, Shares
from gesso.server.lab import Lab
from gesso.server.menu import Menu
from gesso.server.people import People
from gesso.server.pictures import Pictures
from gesso.server.policy import Attempts, Caller, Counters, Grant
from gesso.server.security import Site
from gesso.server.speech import Drawing, Sight, Speech, VoiceServer
from gesso.server.storing import store_once
from gesso.server.trusting import PageLinks, Telling
from gesso.server.turning import lacks_model
from gesso.settings import Settings
from gesso.sources.library import Sources
from gesso.sources.outward import Allowed, within
from gesso.store.files import Blobs
from gesso.tasks.chat import ChatTasks
from gesso.tasks.deliveries import Deliveries
from gesso.tasks.engine import Engine
from gesso.tasks.habits import Habits
from gesso.tasks.jobs import Jobs
from gesso.tasks.laboratory import Laboratory
from gesso.tasks.letters import Letters
from gesso.tasks.links import Links
from gesso.tasks.notify import Inbox
from gesso.tasks.perform import Performing
from gesso.tasks.sending import Senders
from gesso.tasks.tasks import Tasks
from gesso.tools.apps import app_tools
from gesso.tools.code import code_tools
from gesso.tools.data import data_tools
from gesso.tools.delegate import delegate_tools
from gesso.tools.facts import fact_tools
from gesso.tools.files import file_tools
from gesso.tools.lenses import lens_tools
from gesso.tools.made import MadeTools
from gesso.tools.made_code import Bench
from gesso.tools.mcp import Servers
from gesso.tools.outward import outward_tools
from gesso.tools.pictures import picture_tools
from gesso.tools.sources import source_tools
from gesso.tools.tasks import task_tools
from gesso.tools.turning import turning_tools

LETTERS = Attempts(30, 3_600.0)
"""Letters that agents may send for one person."""
TABLE_S = 20.0  # how long a lens waits for a large table to be looked through


class Selections:
    """The part of a canvas each caller last said it selected; used once, by its next message. In memory, bounded."""

    def __init__(self, limit: int = 5_000) -> None:
        self._held: OrderedDict[tuple[str, str], Selection] = OrderedDict()
        self._limit = limit

    def hold(self, person: str, selection: Selection) -> None:
        self._held[person, selection.canvas] = selection
        self._held.move_to_end((person, selection.canvas))
        while len(self._held) > self._limit:
            self._held.popitem(last=False)

    def take(self, person: str, canvas: str) -> Selection | None:
        return self._held.pop((person, canvas), None)

    def last(self, person: str, canvases: set[str]) -> Selection | None:
        """The newest selection of that person on one of `canvases`; it is used up."""
        for key in reversed(self._held):
            if key[0] == person and key[1] in canvases:
                return self._held.pop(key)
        return None


class Encoder:
    """Socket frames as JSON text. One frame goes to many sockets, so the last few are kept."""

    def __init__(self, keep: int = 64) -> None:
        self._keep = keep
        self._done: OrderedDict[int, tuple[ServerFrame, str]] = OrderedDict()

    def text(self, frame: ServerFrame) -> str:
        held = self._done.get(id(frame))
        if held is not None and held[0] is frame:
            return held[1]
        text = frame.model_dump_json()
        self._done[id(frame)] = (frame, text)
        if len(self._done) > self._keep:
            self._done.popitem(last=False)
        return text


@dataclass(frozen=True)
class Parts:
    """Everything the server floor works with, made once at start."""

    settings: Settings
    workspace: Workspace
    people: People
    turns: Turns
    catalogue: Catalogue
    site: Site
    files: ClientFiles
    version: str
    decisions: Decisions
    counters: Counters = field(default_factory=Counters)
    connections: Connections = field(default_factory=Connections)
    selections: Selections = field(default_factory=Selections)
    encoder: Encoder = field(default_factory=Encoder)
    invitations: Invitations = field(init=False)
    shares: Shares = field(init=False)
    menu: Menu = field(init=False)
    decisions_switch: DecisionsSwitch = field(init=False)
    blobs: Blobs = field(init=False)
    next_edits: NextEdits = field(init=False)
    lab: Lab = field(init=False)
    task_bell: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: Tasks = field(init=False)
    jobs: Jobs = field(init=False)
    deliveries: Deliveries = field(init=False)
    channels: Channels = field(init=False)
    inbox: Inboxes = field(init=False)
    notifier: Inbox = field(init=False)
    engine: Engine = field(init=False)
    habits: Habits = field(init=False)
    speech: Speech = field(init=False)
    sight: Sight = field(init=False)
    voice: VoiceServer = field(init=False)
    drawing: Drawing = field(init=False)
    running: Running = field(init=False)
    sources: Sources = field(init=False)
    tool_servers: Servers = field(init=False)
    made: MadeTools = field(init=False)
    uploads: Uploads = field(init=False)
    data: DataDesk = field(init=False)
    shelf: Shelf = field(init=False)
    checks: Checks = field(init=False)
    lenses: LensDesk = field(init=False)
    voices: Voices = field(init=False)
    apps: Apps = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "invitations", Invitations(self.people, self.workspace))
        object.__setattr__(self, "shares", Shares(self.people, self.workspace))
        object.__setattr__(self, "menu", Menu(self.workspace.db, self.catalogue))
        switch = DecisionsSwitch(self.workspace.db, self.catalogue, self.decisions)
        object.__setattr__(self, "decisions_switch", switch)
        object.__setattr__(self, "apps", Apps(self.workspace, self.catalogue))
        object.__setattr__(self, "blobs", Blobs(self.settings.files_dir))
        object.__setattr__(self, "next_edits", NextEdits(self.workspace, self.catalogue, self.workspace.clock))
        lab = Lab(self.settings, self.workspace.clock, self.decisions.shelf.package)
        object.__setattr__(self, "lab", lab)
        db, clock = self.workspace.db, self.workspace.clock
        senders = Senders(db, clock, Links(db, self.settings.url, clock))
        object.__setattr__(self, "deliveries", Deliveries(db, clock, senders))
        object.__setattr__(self, "channels", Channels(db, clock, senders, self.counters))
        object.__setattr__(self, "habits", Habits(db, clock))
        object.__setattr__(self, "voices", Voices(self.settings.data / "speech"))
        object.__setattr__(self, "speech", Speech(db, self.counters))
        object.__setattr__(self, "sight", Sight(db))
        object.__setattr__(self, "voice", VoiceServer(db))
        object.__setattr__(self, "drawing", Drawing(db))
        object.__setattr__(self, "notifier", Inbox(clock, self.deliveries.wake))
        sources = Sources(db, self.blobs, clock, self.settings)
        object.__setattr__(self, "sources", sources)
        self.turns.hand(source_tools(sources))
        shelf = Shelf(self.workspace, self.blobs, self.speech.words_of, self.sight.words_of)
        weights, embedded = Weights(self.settings.models_dir, parcel=encoder.MINILM), Weights(self.settings.models_dir)
        # Where the embedded model was fetched, this may be fetched too.
        shelf.meaning = Meaning(
            self.settings.data / "vectors",
            encoder.Encoder(weights),
            lambda: weights.ready or embedded.ready,
            shelf.passages,
        )
        object.__setattr__(self, "shelf", shelf)
        self.turns.hand((*file_tools(shelf), *fact_tools(shelf, sources, self.turns.model)))
        made_lenses = MadeLenses(db, clock, self.catalogue)
        sources_of = partial(words_of_room, self.workspace, shelf, sources)
        object.__setattr__(self, "checks", Checks(self.tests_of))
        lenses = LensDesk(self.workspace, clock, sources_of, self.table_of, self.checks.of, made_lenses)
        object.__setattr__(self, "lenses", lenses)
        self.turns.hand(lens_tools(lenses))
        servers = Servers(db, clock, self.allowed, self.settings.tool_servers)
        object.__setattr__(self, "tool_servers", servers)
        made = MadeTools(db, clock, self.catalogue, Bench(self.required_tier))
        object.__setattr__(self, "made", made)
        self.turns.tools_of = self.tools_of
        granted = [tool.name for tool in self.turns.tools if tool.where != "chat" and not tool.outward]
        tasks = Tasks(self.workspace, clock, self.notifier, granted, self.task_bell)
        object.__setattr__(self, "tasks", tasks)
        laboratory = Laboratory(shelf, self.required_tier, lambda: self.running.limits)
        performing = Performing(self.workspace, self.turns, sources=sources, laboratory=laboratory)
        object.__setattr__(self, "engine", Engine(db, performing, self.notifier, clock, self.task_bell))
        desk = ChatTasks(self.workspace, tasks, self.turns, clock)
        object.__setattr__(self, "running", Running(self.settings.data, db, self.keep_picture))
        object.__setattr__(self, "uploads", Uploads(self.settings.data / "uploads", clock))
        readers = Readers(self.settings.data / "tables", self.tier)
        object.__setattr__(self, "data", DataDesk(self.workspace, self.blobs, readers))
        self.turns.hand(data_tools(self.data))
        self.turns.hand(app_tools())
        self.turns.hand(turning_tools(partial(lacks_model, self.catalogue)))
        self.turns.hand(picture_tools(Pictures(self, self.drawing)))
        self.turns.hand(task_tools(desk))
        jobs = Jobs(self.workspace, tasks, self.turns, sources.lacking, laboratory.cannot)
        object.__setattr__(self, "jobs", jobs)
        self.turns.hand(delegate_tools(jobs))
        desk.procedure = jobs.procedure
        if code_may_run():
            self.turns.hand(code_tools(self.running))
        letters = Letters(db, clock, senders, lambda user: self.counters.spend(f"letter:{user}", LETTERS))
        self.turns.hand(outward_tools(letters, PageLinks(self.workspace, self.shares, self.connections)))
        Telling(self.workspace, self.turns, clock, lambda: self.tasks, self.deliveries.wake)
        object.__setattr__(self, "inbox", Inboxes(self.workspace, clock, tasks, self.turns, jobs))

    async def aclose(self) -> None:
        """Cut every line and end what goes on behind requests. The turns, the rooms and the database are left."""
        self.connections.cut_all()
        await self.next_edits.close()
        await self.lab.evals.aclose()
        await self.running.aclose()
        await self.data.aclose()
        await self.shelf.aclose()
        await self.lenses.aclose()
        await self.checks.aclose()
        await self.voices.aclose()

    async def tier(self) -> Tier | None:
        """What holds a program here, where something does."""
        return (await self.running.found()).tier

    async def required_tier(self) -> Tier:
        """Raises NoSandbox."""
        return require(await self.running.found())

    async def table_of(self, live: LiveCanvas) -> Profile | None:
        """What is in the table behind a page; None where there is none, or it is not looked through yet."""
        room = await self.workspace.room(live.room)
        if room.state.canvases[live.id].data is None:
            return None
        looking = asyncio.ensure_future(self.data.profile(await self.data.data(room, live)))
        done, _ = await asyncio.wait([looking], timeout=TABLE_S)
        return looking.result() if done else None

    async def tests_of(self, canvas: str) -> list[RunItem]:
        """The tests of the last run of a page, and what ended it."""
        items = (await self.running.sheet(canvas)).items
        return [
            RunItem(each.name, each.line, each.text, each.ok and each.kind == "test")
            for each in items
            if each.kind in ("test", "error")
        ]

    async def tools_of(self, user: str) -> list[Tool]:
        """What a person brings: tools made from examples, and those of connected servers."""
        found = [*await self.made.tools_of(user), *await self.tool_servers.tools_of(user)]
        return list({tool.name: tool for tool in reversed(found)}.values())[::-1]

    async def allowed(self) -> Allowed:
        """Which addresses that people give may be reached: an administrator allows private ones."""
        return within((await self.sources.choice()).private_addresses)

    async def keep_picture(self, person: str, room: str, data: bytes) -> str:
        """A picture that code drew, as a file of the room; its address. Raises what `store_picture` does."""
        row = await store_once(self, person, room, "plot.png", data)
        return address_of(row.id, row.media_type)


def parts_of(connection: HTTPConnection) -> Parts:
    parts = connection.app.state.parts
    assert isinstance(parts, Parts)
    return parts


def admitted_of(connection: HTTPConnection) -> Admitted:
    """What the guard found. Raises Unauthenticated for a request that never passed it."""
    admitted = connection.scope.get("gesso")
    if not isinstance(admitted, Admitted):
        raise Unauthenticated("This request did not come through the guard.")
    return admitted


def caller_of(connection: HTTPConnection) -> Caller:
    caller = admitted_of(connection).caller
    if caller is None:
        raise Unauthenticated("Sign in, or send a valid API key, to do this.")
    return caller


def grant_of(connection: HTTPConnection) -> Grant:
    grant = admitted_of(connection).grant
    if grant is None:
        raise Unauthenticated("This needs a read-only link.")
    return grant


def person_of(connection: HTTPConnection) -> Person:
    caller = caller_of(connection)
    return Person(caller.id, caller.name)


Here = Annotated[Parts, Depends(parts_of)]
Passed = Annotated[Admitted, Depends(admitted_of)]
Who = Annotated[Caller, Depends(caller_of)]
Link = Annotated[Grant, Depends(grant_of)]
Actor = Annotated[Person, Depends(person_of)]
