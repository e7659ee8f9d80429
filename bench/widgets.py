"""How long a widget takes from the row of the log that holds it to the screen, in Chromium.

    python -m bench.widgets

Cold: the first widget of a page that was just loaded, its part of the page included. Warm: each further one. The time
is taken in the page: from the arrival of the row that ends the call to two frames after the widget stands.
"""

import asyncio
import json
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from tests.browser.conftest import launch
from tests.program import Program
from tests.widgets.examples import EXAMPLES

LIMIT_MS = 300
WATCH = """(label) => new Promise((done) => {
  const seen = new MutationObserver(() => {
    const found = document.querySelector(`figure[aria-label="${label}"]`);
    if (!found || (found.dataset.widget === 'chart' && !found.querySelector('svg path'))) return;
    seen.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.timeOrigin + performance.now())));
  });
  seen.observe(document.body, { childList: true, subtree: true, attributes: true });
})"""


def rules() -> list[dict[str, Any]]:
    shows = [
        {"user": f"show the {kind}$", "steps": [
            {"type": "call", "name": "show_widget", "args": {"widget": widget}, "piece": 10_000, "every_s": 0},
        ]}
        for kind, widget in EXAMPLES.items()
    ]  # fmt: skip
    hello = {"user": "hello$", "steps": [{"type": "say", "text": "Hello."}]}
    return [{"tool": ".*", "steps": [{"type": "say", "text": "There."}]}, hello, *shows]


async def timed(page: Page, kind: str) -> float:
    """Milliseconds from the result of the call, as the page got it, to painted."""
    label = EXAMPLES[kind]["label"]
    painted = asyncio.ensure_future(page.evaluate(WATCH, label))
    await page.evaluate("() => { window.__got = 0 }")
    await page.get_by_role("textbox", name="Write a message").fill(f"show the {kind}")
    await page.keyboard.press("Enter")
    ended = await painted
    got = await page.evaluate("() => window.__got")
    return float(ended - got)


HOOK = """() => {
  const read = ReadableStreamDefaultReader.prototype.read;
  ReadableStreamDefaultReader.prototype.read = async function (...given) {
    const found = await read.apply(this, given);
    if (typeof found.value === 'string' && found.value.includes('TOOL_CALL_RESULT') && !window.__got)
      window.__got = performance.timeOrigin + performance.now();
    return found;
  };
}"""


async def main() -> None:
    cold: list[float] = []
    warm: dict[str, list[float]] = {}
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        for kind in ("table", "chart", "quiz"):
            with tempfile.TemporaryDirectory() as folder, Program(Path(folder) / "data", rules()) as program:
                context = await browser.new_context(viewport={"width": 1360, "height": 850})
                await context.add_init_script(f"({HOOK})()")
                page = await context.new_page()
                await page.goto(program.link)
                await page.get_by_role("textbox", name="Write a message").fill("hello")
                await page.keyboard.press("Enter")
                await page.get_by_text("Hello.").wait_for()
                cold.append(await timed(page, kind))
                print(f"cold, {kind}: {cold[-1]:.0f} ms", flush=True)
                for other in EXAMPLES:
                    if other != kind:
                        warm.setdefault(other, []).append(await timed(page, other))
                await context.close()
        await browser.close()
    every = [value for values in warm.values() for value in values]
    for kind, values in warm.items():
        print(f"warm, {kind}: {json.dumps([round(value) for value in values])}")
    print(f"cold: median {statistics.median(cold):.0f} ms, most {max(cold):.0f} ms")
    print(f"warm: median {statistics.median(every):.0f} ms, most {max(every):.0f} ms (limit {LIMIT_MS} ms)")


if __name__ == "__main__":
    asyncio.run(main())
