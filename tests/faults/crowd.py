"""Many people and three agents in one large document, over bad lines, while the server is killed and restarted.

`session` drives the real program and tells what went wrong: who does not agree in the end, which acknowledged words are
not there exactly once, what was refused. Used by `test_crowd` in small and by `python -m bench.ten_people` in full.
"""

import asyncio
import random
import re
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import websockets

from tests.faults.lossy import Lossy
from tests.program import Client, Program, Typist

_WORD = re.compile(r"\[[\w-]+\]")
AGENTS = ("Gesso", "Editor", "Gesso")  # two turns of Gesso at once, and the editor
RULES: list[dict[str, Any]] = [
    {"tool": "edit", "result": "^Done", "steps": [{"type": "say", "text": "Landed."}]},
    {"tool": ".*", "steps": [{"type": "say", "text": "Not done."}]},
    {"user": r"add (\S+) after (\d+)\.", "steps": [{
        "type": "call", "name": "edit", "piece": 8, "every_s": 0.1, "args": {"edits": [
            {"block": "{2}", "op": "insert_after", "text": "{1} This is what an agent adds, word by word. 🦊"}]}}]},
]  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """How long, how many, how bad. Every second person has a line that loses packets and breaks."""

    seconds: float
    people: int = 10
    agents: int = 3
    characters: int = 200_000
    words_per_s: float = 1.0
    restarts: int = 3
    cuts_per_minute: float = 12.0
    settle_s: float = 60.0
    seed: int = 1


@dataclass
class Figures:
    """`problems` is empty when all converged and nothing acknowledged was lost. Latencies in seconds, to each peer."""

    problems: list[str] = field(default_factory=list)
    acknowledged: int = 0
    by_agents: int = 0
    not_landed: int = 0
    good_lines_s: list[float] = field(default_factory=list)
    all_lines_s: list[float] = field(default_factory=list)
    restart_s: list[float] = field(default_factory=list)
    cuts: int = 0
    delayed: int = 0
    versions: int = 0
    characters: int = 0


class Crowd:
    """What those in a session share: when each word was typed, and whether it is over."""

    def __init__(self, plan: Plan, program: Program) -> None:
        self.plan, self.program = plan, program
        self.figures = Figures()
        self.sent: dict[str, tuple[float, bool]] = {}
        self.typing = self.open = True


class Person(Typist):
    def __init__(self, crowd: Crowd, client: Client, canvas: str, name: str, port: int | None) -> None:
        super().__init__(client, canvas, name, port)
        self._crowd, self._good = crowd, port is None
        self._since = 0.0

    async def stay(self) -> None:
        """Hold the line, and come back whenever it breaks. A protocol that is broken ends it, as a problem."""
        while self._crowd.open:
            try:
                await self.run()
            except (OSError, websockets.WebSocketException):
                self._since = time.perf_counter()
            except (AssertionError, ValueError, IndexError) as wrong:
                self._crowd.figures.problems.append(f"{self.name}: {str(wrong)[:200]}")
                self._crowd.typing = self._crowd.open = False
            await asyncio.sleep(0.1)

    async def write(self, chance: random.Random) -> None:
        number = 0
        while self._crowd.typing:
            await asyncio.sleep(chance.expovariate(self._crowd.plan.words_per_s))
            if self.version < 0:
                continue
            number += 1
            word = f"[{self.name}-{number}]"
            self._crowd.sent[word] = time.perf_counter(), self._good and self.connected
            try:
                await self.type(word, chance.random())
            except websockets.ConnectionClosed:
                continue  # it is pushed again on the next line

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame["t"] in ("opened", "resumed"):
            self._since = time.perf_counter()
        await super()._take(frame)

    async def _update(self, frame: dict[str, Any]) -> None:
        if frame["client"] != self.name and frame["kind"] == "person":
            now = time.perf_counter()
            for word in _WORD.findall(str(frame["change"])):
                at, good = self._crowd.sent.get(word, (0.0, False))
                if at:
                    self._crowd.figures.all_lines_s.append(now - at)
                    if good and self._good and self._since < at:
                        self._crowd.figures.good_lines_s.append(now - at)
        await super()._update(frame)


async def joined(owner: Client, n: int) -> Client:
    """A person of their own, by an invitation."""
    code = (await owner.call("POST", "/api/invitations", role="edit"))["code"]
    client = Client(owner.url)
    await client.call(
        "POST", f"/api/join/{code}", name=f"Person {n}", email=f"person{n}@example.org", password="a long password"
    )
    return client


def text_of(characters: int) -> str:
    words = ["the", "harbour", "was", "measured", "twice", "by", "those", "who", "lived", "there", "é", "😀", "字"]
    chance = random.Random(4)
    text = "# The harbour\n\n"
    while len(text) < characters:
        text += " ".join(chance.choice(words) for _ in range(chance.randint(30, 80))) + ".\n\n"
    return text


async def agent(crowd: Crowd, client: Client, room: str, number: int, blocks: int, landed: list[str]) -> None:
    """Ask for one turn after another; those that say that their edit landed are acknowledged."""
    chance = random.Random(crowd.plan.seed * 100 + number)
    count = 0
    while crowd.typing:
        count += 1
        word = f"[agent{number}-{count}]"
        ask = f"@{AGENTS[number % len(AGENTS)]} add {word} after {chance.randint(2, blocks)}."
        try:
            turn = (await client.call("POST", f"/api/rooms/{room}/messages", text=ask))["turn"]
        except httpx.HTTPError:
            await asyncio.sleep(0.3)
            continue
        if await _end_of(client, room, turn, crowd):
            landed.append(word)
        else:
            crowd.figures.not_landed += 1
        await asyncio.sleep(chance.uniform(0.5, 3))


async def _end_of(client: Client, room: str, turn: str, crowd: Crowd) -> bool:
    """Whether the turn's edit landed; it may end after a restart."""
    for _ in range(200):
        try:
            found = await client.call("GET", f"/api/rooms/{room}/turns/{turn}?wait_s=10")
        except httpx.HTTPError:
            await asyncio.sleep(0.3)
            continue
        if found["outcome"] is not None:
            return "Landed." in found["text"]
    crowd.figures.problems.append(f"the turn {turn} has no end")
    return False


async def trouble(crowd: Crowd, lossy: Lossy, chance: random.Random) -> None:
    """Cut lines at random, and kill and restart the server at even distances."""
    began, plan = time.monotonic(), crowd.plan
    kills = [plan.seconds * (n + 1) / (plan.restarts + 1) for n in range(plan.restarts)]
    while crowd.typing:
        await asyncio.sleep(chance.expovariate(plan.cuts_per_minute / 60))
        if kills and time.monotonic() - began >= kills[0]:
            kills.pop(0)
            await asyncio.to_thread(crowd.program.kill)
            await asyncio.to_thread(crowd.program.start)
            crowd.figures.restart_s.append(crowd.program.start_s)
        else:
            lossy.cut()


async def session(program: Program, plan: Plan) -> Figures:
    """Run the plan on a started program; whoever calls looks at the figures' `problems`."""
    crowd = Crowd(plan, program)
    owner = await Client.signed_in(program)
    clients = [owner, *[await joined(owner, n) for n in range(1, plan.people)]]
    room = (await owner.call("POST", "/api/rooms", title="Crowd"))["id"]
    text = text_of(plan.characters)
    canvas = (await owner.call("POST", f"/api/rooms/{room}/canvases", kind="document", title="T", text=text))["id"]
    for client in clients[1:]:
        user = (await client.call("GET", "/api/session"))["user"]["id"]
        await owner.call("PUT", f"/api/rooms/{room}/members/{user}", role="edit")
    chance = random.Random(plan.seed)
    landed: list[str] = []
    async with AsyncExitStack() as stack:
        lossy = await stack.enter_async_context(Lossy(program.port, random.Random(plan.seed + 1)))
        people = [
            Person(crowd, client, canvas, f"person{n}", lossy.port if n % 2 else None)
            for n, client in enumerate(clients)
        ]
        holding = [asyncio.create_task(person.stay()) for person in people]
        busy = [asyncio.create_task(person.write(random.Random(plan.seed + n))) for n, person in enumerate(people)]
        blocks = text.count("\n\n")
        busy += [asyncio.create_task(agent(crowd, owner, room, n, blocks, landed)) for n in range(plan.agents)]
        busy.append(asyncio.create_task(trouble(crowd, lossy, chance)))
        await _until(lambda: not crowd.typing, plan.seconds)
        crowd.typing = False
        await asyncio.gather(*busy)
        await _settled(crowd, owner, canvas, people)
        crowd.open = False
        final = await owner.call("GET", f"/api/canvases/{canvas}")
        for held in holding:
            held.cancel()
        await asyncio.gather(*holding, return_exceptions=True)
        crowd.figures.cuts, crowd.figures.delayed = lossy.cuts, lossy.delayed
    _judge(crowd.figures, people, landed, final)
    for client in clients:
        await client.close()
    return crowd.figures


async def _settled(crowd: Crowd, owner: Client, canvas: str, people: list[Person]) -> None:
    """Wait until everybody has everything, or something is wrong."""
    deadline = time.monotonic() + crowd.plan.settle_s
    while crowd.open and time.monotonic() < deadline:
        version = (await owner.call("GET", f"/api/canvases/{canvas}"))["version"]
        if all(p.connected and not p.pending and p.version == version for p in people):
            return
        await asyncio.sleep(0.2)
    late = [f"{p.name} at {p.version} with {len(p.pending)} waiting" for p in people if p.pending or not p.connected]
    crowd.figures.problems.append(f"not everybody came to rest: {', '.join(late)}")


def _judge(figures: Figures, people: list[Person], landed: list[str], final: dict[str, Any]) -> None:
    text = str(final["text"])
    figures.versions, figures.characters = final["version"], len(text)
    apart = [person.name for person in people if str(person.text) != text]
    if apart:
        figures.problems.append(f"other text than the server's: {', '.join(apart)}")
    acknowledged = [word for person in people for word in person.acknowledged]
    figures.acknowledged, figures.by_agents = len(acknowledged), len(landed)
    there = Counter(_WORD.findall(text))
    for word in [*acknowledged, *landed]:
        if there[word] != 1:
            figures.problems.append(f"{word} was acknowledged and is there {there[word]} times")


async def _until(condition: Any, timeout_s: float) -> None:
    end = time.monotonic() + timeout_s
    while not condition() and time.monotonic() < end:
        await asyncio.sleep(0.05)
