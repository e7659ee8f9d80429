"""Real Chromium against the real program, for the journeys of a person.

Every test has a program, a data folder and browser contexts of its own; the browser around them is one for all tests
of a process, which therefore share a loop. Screenshots of failures are kept in the test's temporary folder.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, Playwright, async_playwright, expect

from tests.program import Program

expect.set_options(timeout=20_000)  # what is waited for is that it comes, not how soon: machines are shared

QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


async def launch(playwright: Playwright, *more: str) -> Browser:
    """The system's Chromium, else Playwright's own. As root Chromium refuses its own sandbox."""
    found = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
    args = [*QUIET, *more, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return await playwright.chromium.launch(executable_path=found, args=args)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One loop for all, and one more try for each: what passes at the second is printed as a rerun, never hidden.

    A page on a machine that has stood still for a second shows what no page shows a person; two such seconds in the
    same test do not happen. The client's own runner of browser tests, Playwright Test, has `retries` for the same.
    """
    for item in items:
        if item.path.parent == Path(__file__).parent and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running() -> AsyncIterator[Callable[[], Awaitable[Browser]]]:
    """Gives the browser; a new one where a test has brought it down."""
    async with async_playwright() as playwright:
        launched: list[Browser] = []

        async def browser() -> Browser:
            if not launched or not launched[-1].is_connected():
                launched.append(await launch(playwright))
            return launched[-1]

        yield browser
        for each in launched:
            await each.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(running: Callable[[], Awaitable[Browser]]) -> AsyncIterator[Browser]:
    found = await running()
    yield found
    for context in found.contexts:
        await context.close()


# Where an element stands once it has stood there for half a second: scrolling that was begun has ended.
AT_REST = """async element => {
  for (let before = '', since = performance.now(); ;) {
    await new Promise(requestAnimationFrame);
    const {x, y, width, height} = element.getBoundingClientRect();
    const now = [x, y, width, height].join();
    if (now !== before) [before, since] = [now, performance.now()];
    else if (performance.now() - since > 500) return {x, y, width, height}; } }"""


async def box_at_rest(element: Locator) -> dict[str, float]:
    """Its place in the window, in CSS pixels, once nothing moves it any more."""
    found: dict[str, float] = await element.evaluate(AT_REST)
    return found


@asynccontextmanager
async def desk(
    browser: Browser,
    folder: Path,
    rules: Sequence[Mapping[str, Any]] | None,
    command: Sequence[str] = (),
    **context: Any,
) -> AsyncIterator[tuple[Page, Program]]:
    """The page of a signed-in owner, and the program behind it. Errors of the page fail the test."""
    with Program(folder / "data", rules, command=command) as program:
        found = await browser.new_context(**{"viewport": {"width": 1360, "height": 850}, **context})
        page = await found.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(program.link)
        await page.get_by_role("textbox", name="Write a message").wait_for()
        try:
            yield page, program
        except BaseException:
            await page.screenshot(path=folder / "failed.png")
            raise
        finally:
            await found.close()
    assert errors == []
