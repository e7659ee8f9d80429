"""The whole program over PostgreSQL: a document streams in, people type, the plug is pulled, everything is there."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.test_kill import RULES, first_canvas
from tests.program import Client, Program, Typist, until

pytestmark = pytest.mark.postgres


async def test_the_program_over_postgresql(tmp_path: Path, postgres_url: str) -> None:
    program = Program(tmp_path / "data", RULES, GESSO_DATABASE_URL=postgres_url)
    program.start()
    client = await Client.signed_in(program)
    try:
        room = (await client.call("POST", "/api/rooms", title="Über é 😀"))["id"]
        started = await client.call("POST", f"/api/rooms/{room}/messages", text="a story please")
        typist = Typist(client, await first_canvas(client, room), "anna")
        holding = asyncio.create_task(typist.run())
        await until(lambda: typist.connected)
        for number in range(20):
            await typist.type(f"[anna-{number}]", number / 20)
            await asyncio.sleep(0.03)
        await until(lambda: len(typist.acknowledged) >= 5)
        program.kill()
        await asyncio.wait([holding])
        program.start()
        text = (await client.call("GET", f"/api/canvases/{typist.canvas}"))["text"]
        assert [word for word in typist.acknowledged if text.count(word) != 1] == []
        turn = await client.call("GET", f"/api/rooms/{room}/turns/{started['turn']}?wait_s=20")
        assert turn["outcome"] == "done"
        [found] = await client.call("GET", "/api/rooms?q=%C3%BCber")
        assert found["title"] == "Über é 😀"
    finally:
        await client.close()
        program.stop()
    assert not (tmp_path / "data" / "gesso.db").exists()
