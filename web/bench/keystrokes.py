"""Typing into a 200 KB document while three others type and an agent streams: key to painted frame, in Chromium.

Run from the repository: `python web/bench/keystrokes.py [characters of the document] [keys]` (client built, port free).
Prints one JSON line; `cpu_ms` is what the page's main thread worked for a key, streaming and peers included. A frame
is at most 16.7 ms away at 60 Hz, so the floor of the median is about 8 ms.
"""

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright
from websockets.asyncio.client import connect

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.browser.conftest import launch
from tests.program import Program

PARAGRAPH = (
    "The **drink** was known in [Mecca](https://example.org) and *Cairo*, long before it reached Venice. " * 4 + "\n\n"
)
RULES = [
    {"tool": ".*", "steps": [{"type": "say", "text": "Done."}]},
    {"user": "add", "steps": [{"type": "call", "name": "edit", "piece": 4, "every_s": 0.02, "args": {
        "edits": [{"block": 1, "op": "insert_after", "text": "A word after a word is written here. " * 60}]}}]},
]  # fmt: skip
WATCH = """() => { window.took = []; addEventListener('keydown', () => { const began = performance.now();
  requestAnimationFrame(() => { const after = new MessageChannel();
    after.port1.onmessage = () => took.push(performance.now() - began); after.port2.postMessage(0); }); }, true); }"""


async def type_in(page: Page, keys: int, every_ms: int) -> None:
    await page.locator(".cm-line").nth(4).click()
    for index in range(keys):
        await page.keyboard.press("abcdefghij"[index % 10])
        await page.wait_for_timeout(every_ms)


async def busy(cdp: CDPSession) -> float:
    """Seconds of processor time that the page's main thread has used; other programs do not count."""
    metrics = (await cdp.send("Performance.getMetrics"))["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def length_after(change: list[Any]) -> int:
    """Units of a text (here all ASCII) after a change on the wire."""
    return sum(part if isinstance(part, int) else len("\n".join(part[1:])) for part in change)


async def peer(address: str, headers: dict[str, str], name: str, at: int) -> None:
    """Somebody else, without a browser: a key every 200 ms, and a cursor."""
    async with connect(address, additional_headers=headers) as socket:
        await socket.send(json.dumps({"t": "hello", "client": name, "version": -1}))
        version, length, waiting, due = -1, 0, False, 0.0
        while True:
            if version >= 0 and not waiting and time.monotonic() > due:
                await socket.send(
                    json.dumps({"t": "push", "version": version, "changes": [[at, [0, "x"], length - at]]})
                )
                await socket.send(json.dumps({"t": "cursor", "version": version, "anchor": at, "head": at}))
                waiting, due = True, time.monotonic() + 0.2
            try:
                frame = json.loads(await asyncio.wait_for(socket.recv(), 0.05))
            except TimeoutError:
                continue
            if frame["t"] == "opened":
                version, length = frame["version"], len(frame["text"])
            elif frame["t"] == "update":
                version, length = frame["version"], length_after(frame["change"])
                waiting = waiting and frame["client"] != name


async def main(size: int, keys: int) -> None:
    with tempfile.TemporaryDirectory() as folder, Program(Path(folder) / "data", RULES) as program:
        async with async_playwright() as playwright:
            browser = await launch(playwright)
            context = await browser.new_context(viewport={"width": 1360, "height": 850})
            page = await context.new_page()
            await page.goto(program.link)
            await page.get_by_role("textbox").first.wait_for()  # signed in
            room = await (
                await context.request.post(f"{program.url}/api/rooms", data={}, headers={"origin": program.url})
            ).json()
            text = "# Typing\n\n" + PARAGRAPH * (size // len(PARAGRAPH))
            made = await context.request.post(
                f"{program.url}/api/rooms/{room['id']}/canvases",
                data={"kind": "document", "title": "Long", "text": text}, headers={"origin": program.url},
            )  # fmt: skip
            canvas = (await made.json())["id"]
            address = f"{program.url}/r/{room['id']}/c/{canvas}"
            await page.goto(address)
            await page.locator(".cm-content").wait_for()
            cookie = "; ".join(f"{each['name']}={each['value']}" for each in await context.cookies())
            live = f"{program.url.replace('http', 'ws')}/api/canvases/{canvas}/socket"
            headers = {"origin": program.url, "cookie": cookie}
            others = [asyncio.create_task(peer(live, headers, f"peer-{n}-of-three", 900 + 400 * n)) for n in range(3)]
            await page.evaluate(WATCH)
            cdp = await context.new_cdp_session(page)
            await cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
            await context.request.post(
                f"{program.url}/api/rooms/{room['id']}/messages",
                data={"text": "add", "canvas": canvas, "model": "scripted"}, headers={"origin": program.url},
            )  # fmt: skip
            before = await busy(cdp)
            await type_in(page, keys, 60)
            cpu = 1000 * (await busy(cdp) - before) / keys
            took = sorted(await page.evaluate("took"))
            for other in others:
                other.cancel()
            ended = await asyncio.gather(*others, return_exceptions=True)
            assert all(isinstance(each, asyncio.CancelledError) for each in ended), ended
            await browser.close()
    p50, p95 = took[len(took) // 2], took[int(len(took) * 0.95)]
    found = {
        "characters": len(text),
        "keys": len(took),
        "p50_ms": p50,
        "p95_ms": p95,
        "max_ms": took[-1],
        "cpu_ms": cpu,
    }
    sys.stdout.write(json.dumps({name: round(value, 1) for name, value in found.items()}) + "\n")


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:]] + [200_000, 150][len(sys.argv) - 1 :]
    asyncio.run(main(numbers[0], numbers[1]))
