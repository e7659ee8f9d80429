"""axe-core over what people look at, light and dark: nothing that it calls serious or critical.

axe is a development package of the client (`web/package.json`), so the first run may fetch that client's packages.
What a machine cannot judge (order, wording, sense) is in the keyboard journeys of `test_shell.py`.
"""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, Page, expect

import build_client
from tests.browser.conftest import desk

pytestmark = pytest.mark.browser

TEXT = "# Tea\n\nThe first words.\n\n- one\n- two\n\n> said\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"
RULES: list[dict[str, Any]] = [
    {"tool": ".*", "steps": [{"type": "say", "text": "Done."}]},
    {"user": "tea", "steps": [{"type": "think", "text": "A plan."},
                              {"type": "call", "name": "open_canvas",
                               "args": {"kind": "document", "title": "Tea", "text": TEXT}}]},
    {"user": "other", "steps": [{"type": "call", "name": "edit",
                                 "args": {"edits": [{"block": 2, "text": "Other words."}]}}]},
    {"user": "", "steps": [{"type": "say", "text": "Some **bold** words.\n\n```py\nprint(1)\n```\n\n1. one\n"}]},
]  # fmt: skip


@pytest.fixture(scope="session")
def axe() -> str:
    build_client.install("all")
    return (build_client.MODULES / "axe-core" / "axe.min.js").read_text()


async def faults(page: Page, axe: str) -> list[str]:
    """What axe calls serious or critical: rule and place."""
    await page.wait_for_timeout(400)
    await page.evaluate(axe)
    found = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{each['id']} at {node['target']}: {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


async def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Write a message")
    await box.fill(text)
    await box.press("Enter")


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_what_people_look_at(browser: Browser, tmp_path: Path, axe: str, theme: Literal["light", "dark"]) -> None:
    async with desk(browser, tmp_path, RULES, color_scheme=theme) as (page, program):
        await expect(page.get_by_role("textbox", name="Write a message")).to_be_visible()
        assert await faults(page, axe) == [], "the empty page"
        await ask(page, "hello")
        await expect(page.get_by_text("print(1)")).to_be_visible()
        await ask(page, "tea")
        await expect(page.get_by_role("textbox", name="Tea")).to_contain_text("The first words.")
        await expect(page.get_by_text("Saved", exact=True)).to_be_visible()
        await ask(page, "other words")
        await expect(page.get_by_text("Gesso changed this")).to_be_visible()
        assert await faults(page, axe) == [], "conversation and page"
        await page.get_by_role("button", name="Share", exact=True).click()
        await page.get_by_role("button", name="Make a link").click()
        link = await page.get_by_label("Link", exact=True).input_value()
        assert await faults(page, axe) == [], "sharing"
        for part in ("account", "models", "people", "keys", "about"):
            await page.goto(f"{program.url}/settings/{part}")
            await expect(page.get_by_role("heading", name="Settings")).to_be_visible()
            assert await faults(page, axe) == [], f"settings, {part}"
        stranger = await browser.new_page(color_scheme=theme)
        await stranger.goto(link)
        await expect(stranger.get_by_text("Other words.")).to_be_visible()
        assert await faults(stranger, axe) == [], "a shared page"
        await stranger.goto(program.url)
        await expect(stranger.get_by_label("Password")).to_be_visible()
        assert await faults(stranger, axe) == [], "signing in"
        await stranger.close()


async def test_axe_sees_what_it_forbids(browser: Browser, tmp_path: Path, axe: str) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await expect(page.get_by_role("textbox", name="Write a message")).to_be_visible()
        await page.evaluate(
            "document.body.append(Object.assign(document.createElement('button'), { textContent: '' }))"
        )
        assert any("button-name" in each for each in await faults(page, axe))
