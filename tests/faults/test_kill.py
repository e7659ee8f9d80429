"""R1: pulling the plug while two people type and an agent streams loses no acknowledged word.

Run many more with `python -m bench.kill9 --kills 200`.
"""

import asyncio
import random
import statistics
from pathlib import Path

import pytest

from tests.program import Client, Program, Typist, until

STORY = "".join(f"Sentence {n} of a long story about a fox in the wood. 🦊\n" for n in range(400))
RULES = [
    {"tool": "open_canvas", "result": "restarted", "steps": [{"type": "say", "text": "I will stop here."}]},
    {"tool": ".*", "steps": [{"type": "say", "text": "Done."}]},
    {
        "user": "story",
        "steps": [
            {
                "type": "call",
                "name": "open_canvas",
                "args": {"kind": "document", "title": "Story", "text": STORY},
                "piece": 8,
                "every_s": 0.004,
            }
        ],
    },
]


async def survive(data: Path, kills: int, seed: int) -> dict[str, float]:
    """Kill and restart `kills` times; asserts that nothing acknowledged is lost. Returns figures."""
    chance = random.Random(seed)
    program = Program(data, RULES)
    program.start()
    client = await Client.signed_in(program)
    starts: list[float] = []
    acknowledged = 0
    try:
        for round_ in range(kills):
            room = (await client.call("POST", "/api/rooms", title="Kill"))["id"]
            started = await client.call("POST", f"/api/rooms/{room}/messages", text="a story please")
            canvas = await first_canvas(client, room)
            typists = [Typist(client, canvas, f"typist-{round_}-{n}") for n in range(2)]
            holding = [asyncio.create_task(typist.run()) for typist in typists]
            await until(lambda typists=typists: all(typist.connected for typist in typists))
            typing = asyncio.create_task(_type(typists, chance))
            await asyncio.sleep(chance.uniform(0.05, 1.2))
            program.kill()
            typing.cancel()
            await asyncio.wait([*holding, typing])
            program.start()
            starts.append(program.start_s)
            text = (await client.call("GET", f"/api/canvases/{canvas}"))["text"]
            for word in [word for typist in typists for word in typist.acknowledged]:
                assert text.count(word) == 1, f"{word} was acknowledged and is there {text.count(word)} times"
                acknowledged += 1
            turn = await client.call("GET", f"/api/rooms/{room}/turns/{started['turn']}?wait_s=20")
            assert turn["outcome"] is not None, "a turn that was cut off must come to an end"
    finally:
        await client.close()
        program.stop()
    assert "Traceback" not in program.log(), program.log()[-3000:]
    return {
        "acknowledged": acknowledged,
        "median_start_s": statistics.median(starts),
        "slowest_start_s": max(starts),
        "kills": kills,
    }


async def first_canvas(client: Client, room: str) -> str:
    for _ in range(500):
        canvases = (await client.call("GET", f"/api/rooms/{room}"))["canvases"]
        if canvases:
            return str(canvases[0]["id"])
        await asyncio.sleep(0.02)
    raise AssertionError("no canvas opened")


async def _type(typists: list[Typist], chance: random.Random) -> None:
    number = 0
    while True:
        number += 1
        for typist in typists:
            await typist.type(f"[{typist.name}-{number}]", chance.random())
        await asyncio.sleep(0.02)


@pytest.mark.slow
async def test_no_acknowledged_word_is_lost(tmp_path: Path) -> None:
    figures = await survive(tmp_path / "data", kills=6, seed=1)
    assert figures["acknowledged"] > 25
