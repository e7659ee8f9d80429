"""A whole server in the test's own process: real store, real room, scripted model, a clock that stands still.

`House` speaks to it as people do: `house.owner`, `await house.member("Ben")` and `house.stranger` are clients with
their own cookies, and every request goes through the guard.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from argon2 import PasswordHasher

from gesso.agent.turns import Turns
from gesso.base.clock import FakeClock
from gesso.base.ids import new_id
from gesso.model.catalogue import Catalogue
from gesso.model.download import Weights
from gesso.model.embedded import EmbeddedModel
from gesso.model.scripted import Rule, Say, ScriptedModel
from gesso.room import wire
from gesso.room.workspace import Person, Workspace
from gesso.server.app import create_app
from gesso.server.client import ClientFiles
from gesso.server.context import Parts
from gesso.server.decisions import open_decisions
from gesso.server.guard import Guard
from gesso.server.people import People
from gesso.server.policy import Counters
from gesso.server.security import Site
from gesso.settings import Search, Settings
from gesso.sources.page import Page
from gesso.store.database import Database
from gesso.tools import TOOLS

BASE = "http://localhost:8787"
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
PASSWORD = "correct horse battery"


class Client(httpx.AsyncClient):
    """A browser of ours: sends its Origin as browsers do. `id` is the account's."""

    id = ""

    async def ok(self, method: str, path: str, json: Any = None, **more: Any) -> Any:
        """The JSON of an answer that must be a success."""
        answer = await self.request(method, path, json=json, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def status(self, method: str, path: str, json: Any = None, **more: Any) -> int:
        return (await self.request(method, path, json=json, **more)).status_code


@dataclass
class House:
    app: Guard
    parts: Parts
    db: Database
    clock: FakeClock
    base: str = BASE
    clients: list[Client] = field(default_factory=list)

    def client(self, base: str = "", origin: str | None = None, **headers: str) -> Client:
        """A stranger at `base`; every request carries its own origin unless told otherwise."""
        base = base or self.base
        sent = {"origin": base if origin is None else origin, **headers}
        if origin == "":
            del sent["origin"]
        made = Client(transport=httpx.ASGITransport(self.app), base_url=base, headers=sent)
        self.clients.append(made)
        return made

    async def owner(self) -> Client:
        client = self.client()
        answer = await client.ok("POST", "/api/session/token", {"token": await self.parts.people.fresh_token()})
        client.id = answer["user"]["id"]
        return client

    async def member(self, name: str) -> Client:
        """Somebody with an account of their own, invited to the workspace."""
        owner = await self.owner()
        code = (await owner.ok("POST", "/api/invitations", {}))["code"]
        client = self.client()
        joined = await client.ok(
            "POST", f"/api/join/{code}", {"name": name, "email": f"{name.lower()}@example.org", "password": PASSWORD}
        )
        client.id = joined["user"]["id"]
        return client

    async def key(self, client: Client, *scopes: str) -> Client:
        """A program with a key of that person."""
        made = await client.ok("POST", "/api/keys", {"name": "k", "scopes": list(scopes)})
        program = self.client(origin="", authorization=f"Bearer {made['key']}")
        program.id = made["id"]
        return program

    async def room(self, client: Client, text: str = "# Fox\n\nA quick fox.\n\nIt ran.\n") -> tuple[str, str]:
        """A room of that person with one canvas; their ids."""
        room = (await client.ok("POST", "/api/rooms", {"title": "Secret plans"}))["id"]
        body = {"kind": "document", "title": "Fox", "text": text}
        return room, (await client.ok("POST", f"/api/rooms/{room}/canvases", body))["id"]


Change = Callable[[Parts], Guard]


@asynccontextmanager
async def open_house(
    folder: Path,
    build: Change = create_app,
    rules: tuple[Rule, ...] = (),
    public_url: str | None = None,
    sandbox_url: str | None = None,
) -> AsyncIterator[House]:
    search = Search(feeds=())
    settings = Settings(folder, str(folder / "gesso.db"), public_url=public_url, sandbox_url=sandbox_url, search=search)
    clock = FakeClock()
    db = await Database.open(settings.database_url, clock=clock)
    workspace = Workspace(db, clock)
    model = ScriptedModel(rules or (Rule(user="", steps=(Say(text="Hello from the script."),)),))
    weights = Weights(folder / "models", command=lambda _: [sys.executable, "-c", "exit('ERROR: no index here')"])
    catalogue = Catalogue(EmbeddedModel(weights), scripted=model)
    decisions = await open_decisions(settings, catalogue, db)
    turns = Turns(workspace, catalogue, TOOLS, clock, decisions)
    counters = Counters(lambda: clock().timestamp())
    people = People(db, clock, counters, CHEAP)
    web = folder / "web"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html><title>gesso</title>")
    (web / "assets" / "app-1234.js").write_text("export {}")
    (folder / "secret.txt").write_text("not for the web")
    site, files = Site.of(settings), ClientFiles(web)
    parts = Parts(settings, workspace, people, turns, catalogue, site, files, "0.1", decisions, counters)
    house = House(build(parts), parts, db, clock)
    try:
        yield house
    finally:
        for client in house.clients:
            await client.aclose()
        await parts.aclose()
        await parts.decisions_switch.aclose()
        await turns.close()
        await workspace.close()
        await catalogue.aclose()
        await db.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as made:
        yield made


@asynccontextmanager
async def listening(house: House) -> AsyncIterator[str]:
    """The house on a real port of this machine, for streams and sockets; its address."""
    config = uvicorn.Config(
        house.app,
        host="127.0.0.1",
        port=0,
        ws="websockets-sansio",
        ws_max_size=262_144,
        log_level="error",
        lifespan="on",
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://localhost:{port}"
    finally:
        house.parts.connections.cut_all()
        server.should_exit = True
        await serving


async def put_data_behind(house: House, person: str, room: str, canvas: str) -> None:
    """A file of data behind a canvas that is there."""
    part = house.parts.settings.data / "part.csv"
    part.write_text("city,revenue\nBerlin,120.5\nParis,80\n")
    live = await house.parts.workspace.room(room)
    author = Person(person, "")
    row, format, _ = await house.parts.data._store(author, live, "part.csv", part)
    put = wire.DataPut(
        canvas=canvas, file=row.id, name=row.name, format=format, size_bytes=row.size_bytes, number=1
    )  # fmt: skip
    await live.post(author.id, put)


async def read_page_of(house: House, room: str, text: str = "The fox is quick.") -> str:
    """The id of a page that was read in a conversation."""
    page = Page("https://example.org/fox", "Fox", text, "text/html")
    return (await house.parts.sources.keep(room, "turn_x", page)).id


async def ask_to_send(house: House, room: str, turn: str) -> str:
    """The id of what an agent asks for in a turn: a letter."""
    live = await house.parts.workspace.room(room)
    asked = wire.ApprovalAsked(
        approval=new_id("approval"), turn=turn, call="call_x", tool="send_mail", irreversible=True,
        args={"to": ["ben@example.org"], "subject": "Fox", "text": "It ran."}, sources=(), shows="", why="", undo=False,
        canvas=None, expires_at=house.clock() + timedelta(hours=24),
    )  # fmt: skip
    await live.post("agent_gesso", asked)
    await house.parts.turns.trust.asked(live.state.turns[turn].by, room, asked)
    return asked.approval


def cookie_of(client: Client) -> str:
    return f"gesso={client.cookies['gesso']}"


def events_of(text: str) -> list[dict[str, Any]]:
    """The events of a stream's text."""
    return [json.loads(line[6:]) for line in text.split("\n") if line.startswith("data: ")]
