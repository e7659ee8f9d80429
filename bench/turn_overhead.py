"""What gesso adds to an answer over calling the model's server directly: time to first token, to the last, and CPU.

Starts a provider that answers at once (`tests/model/fake_provider.py`) and a gesso of its own, both as processes;
asks both for the same answer by turns, and prints the medians. Run: `python -m bench.turn_overhead [answers] [words]`.
"""

import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import psutil


@asynccontextmanager
async def running(command: list[str], pattern: str, **environment: str) -> AsyncIterator[tuple[str, int]]:
    """A process, and the first group of `pattern` in what it prints."""
    child = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, env=dict(os.environ, PYTHONUNBUFFERED="1", **environment)
    )
    assert child.stdout is not None
    try:
        while line := (await child.stdout.readline()).decode():
            if match := re.search(pattern, line):
                yield match[1], child.pid
                return
        raise SystemExit(f"{command} ended without printing {pattern}")
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


def cpu_s(pid: int) -> float:
    used = psutil.Process(pid).cpu_times()
    return used.user + used.system


async def ask_directly(http: httpx.AsyncClient, provider: str, ask: str) -> tuple[float, float]:
    """Seconds to the first word and to the end."""
    begun, first = time.perf_counter(), 0.0
    body = {"model": "m", "stream": True, "messages": [{"role": "user", "content": ask}]}
    async with http.stream("POST", f"{provider}/chat/completions", json=body) as answer:
        async for line in answer.aiter_lines():
            if not first and line.startswith("data: {") and json.loads(line[6:])["choices"][0]["delta"].get("content"):
                first = time.perf_counter() - begun
    return first, time.perf_counter() - begun


async def ask_gesso(http: httpx.AsyncClient, model: str, ask: str) -> tuple[float, float]:
    """Seconds from sending the message to the first word and to the end of the turn, as the event stream tells them."""
    room = (await http.post("/api/rooms", json={"title": "bench"})).raise_for_status().json()["id"]
    first = 0.0
    async with http.stream("GET", f"/api/rooms/{room}/stream?after=0") as stream:
        lines = stream.aiter_lines()
        begun = time.perf_counter()
        sent = asyncio.create_task(http.post(f"/api/rooms/{room}/messages", json={"text": ask, "model": model}))
        async for line in lines:
            if not line.startswith("data:"):
                continue
            kind = json.loads(line[5:])["gesso"]["body"]["type"]
            if kind == "text_delta" and not first:
                first = time.perf_counter() - begun
            if kind == "turn_ended":
                break
    took = time.perf_counter() - begun
    (await sent).raise_for_status()
    return first, took


async def main(answers: int, words: int) -> None:
    ask = "say " + " ".join(f"word{number}" for number in range(words))
    fake = running([sys.executable, "-m", "tests.model.fake_provider"], r"(http://\S+)")
    with tempfile.TemporaryDirectory() as data:
        serve = running(
            [sys.executable, "-m", "gesso", "serve"], r"(http://\S+token=\S+)", GESSO_DATA=data, GESSO_PORT="8953"
        )
        async with fake as (provider, _), serve as (link, pid):
            root, _, token = link.partition("/?token=")
            async with httpx.AsyncClient(base_url=root, trust_env=False, timeout=60, headers={"Origin": root}) as http:
                (await http.post("/api/session/token", json={"token": token})).raise_for_status()
                made = {"provider": "compatible", "name": "Fake", "base_url": provider}
                menu = (await http.post("/api/models", json=made)).raise_for_status().json()
                listed = menu.get("models") or (await http.get("/api/models")).json()["models"]
                model = next(row["id"] for row in listed if row["id"].endswith("fake-large"))
                warm, _ = await ask_gesso(http, model, "say hi")
                direct, through, used = [], [], cpu_s(pid)
                for _ in range(answers):
                    through.append(await ask_gesso(http, model, ask))
                used = (cpu_s(pid) - used) / answers
                for _ in range(answers):
                    direct.append(await ask_directly(http, provider, ask))
    print(f"{answers} answers of {words} words; the first one of all, with the loading of the SDK, took {warm:.2f} s")
    for name, rows in (("directly", direct), ("through gesso", through)):
        first, last = (statistics.median(row[index] for row in rows) * 1000 for index in (0, 1))
        print(f"{name:>14}: first word {first:7.1f} ms, end {last:7.1f} ms")
    print(f"{'CPU of gesso':>14}: {used * 1000:7.1f} ms an answer, {used * 1e6 / words:.0f} µs a word")


if __name__ == "__main__":
    asyncio.run(main(*(int(value) for value in (sys.argv[1:] + ["20", "300"][len(sys.argv) - 1 :]))))
