"""R4 in the page: every connection is cut again and again while an answer streams and a person types.

Between the browser and the program stands a line that can be cut at any byte; the page comes back by itself.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.program import Client, Program, free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STORY = "".join(f"Sentence {n} of a story about a fox, “quickly” — and 字. 🦊\n\n" for n in range(30))
CHAT = " ".join(f"word{n}" for n in range(120))
RULES: list[dict[str, Any]] = [
    {"tool": ".*", "steps": [{"type": "say", "text": f"{CHAT} finished.", "every_s": 0.015}]},
    {"user": "story", "steps": [
        {"type": "think", "text": "A story, then.", "every_s": 0.02},
        {"type": "call", "name": "open_canvas", "args": {"kind": "document", "title": "Story", "text": STORY},
         "piece": 12, "every_s": 0.012}]},
]  # fmt: skip


class Line:
    """A line of TCP to the program's port that can be cut."""

    def __init__(self, target: int) -> None:
        self.target, self.port = target, free_port()
        self._open: set[asyncio.StreamWriter] = set()
        self.cuts = 0

    def cut(self) -> None:
        """Break every connection as a dead network does, in the middle of whatever it carries."""
        for writer in list(self._open):
            writer.transport.abort()
            self.cuts += 1

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        self._open |= {writer, back}
        ways = [asyncio.create_task(_copy(reader, back)), asyncio.create_task(_copy(there, writer))]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in (writer, back):
            self._open.discard(end)
            end.transport.abort()


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await source.read(4096):
            target.write(data)
            await target.drain()


@asynccontextmanager
async def line_to(program: Program) -> AsyncIterator[Line]:
    line = Line(program.port)
    server = await asyncio.start_server(line.carry, "localhost", line.port)
    try:
        yield line
    finally:
        server.close()
        line.cut()


async def test_the_page_comes_back_from_every_cut_with_nothing_lost_or_doubled(
    browser: Browser, tmp_path: Path
) -> None:
    chance = random.Random(3)
    with Program(tmp_path / "data", RULES) as program:
        async with line_to(program) as line:
            owner = await Client.signed_in(program)
            context = await browser.new_context(viewport={"width": 1360, "height": 850})
            [cookie] = list(owner.http.cookies.jar)
            address = f"http://localhost:{line.port}"
            await context.add_cookies([{"name": cookie.name, "value": str(cookie.value), "url": address}])
            page = await context.new_page()
            room = (await owner.call("POST", "/api/rooms", title="Cut"))["id"]
            await page.goto(f"{address}/r/{room}")
            box = page.get_by_role("textbox", name="Write a message")
            await box.fill("a story")
            await box.press("Enter")
            document = page.get_by_role("textbox", name="Story")
            await expect(document).to_contain_text("Sentence 0")
            await document.click()
            await page.keyboard.press("Control+Home")
            typed = "I type on and on. "
            for letter in typed:
                await page.keyboard.type(letter)
                await asyncio.sleep(chance.uniform(0.02, 0.15))
                if chance.random() < 0.5:
                    line.cut()
            for _ in range(6):
                await asyncio.sleep(chance.uniform(0.1, 0.5))
                line.cut()
            await expect(page.get_by_text("finished.")).to_be_visible(timeout=20_000)
            await expect(page.get_by_text("Saved", exact=True)).to_be_visible(timeout=20_000)
            assert line.cuts > 10
            shown = await page.locator("article[aria-label=Reply]").inner_text()
            assert f"{CHAT} finished." in " ".join(shown.split())
            assert shown.count("word7 ") == 1 and shown.count("Sentence") == 0
            [canvas] = (await owner.call("GET", f"/api/rooms/{room}"))["canvases"]
            assert (await owner.call("GET", f"/api/canvases/{canvas['id']}"))["text"] == typed + STORY
            await page.get_by_role("radio", name="Source").click()
            await expect(document).to_contain_text(typed + "Sentence 0 of a story")
            await context.close()
            await owner.close()
    assert "Traceback" not in program.log(), program.log()[-3000:]
