"""A project in the browser: made from a conversation, told what agents go by, given a file, asked from one in
it, and deleted without its conversations."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from .conftest import desk

pytestmark = pytest.mark.browser

RULES = [
    {"tool": "search_files", "steps": [{"type": "say", "text": "It was rebuilt in 1845 [1]."}]},
    {
        "user": "When was the bridge",
        "steps": [{"type": "call", "name": "search_files", "args": {"question": "bridge"}}],
    },
]


async def test_a_project_shares_instructions_and_files(browser: Browser, tmp_path: Path) -> None:
    note = tmp_path / "bridge.md"
    note.write_text("The bridge over the Aare was rebuilt in 1845 by Emil Gerber.")
    async with desk(browser, tmp_path, RULES) as (page, program):
        room = await page.evaluate(
            """async () => (await (await fetch("/api/rooms", {method: "POST", headers:
            {"Content-Type": "application/json"}, body: JSON.stringify({title: "Bern"})})).json()).id"""
        )
        await page.goto(f"{program.url}/r/{room}")
        await page.get_by_role("textbox", name="Write a message").wait_for()
        await page.get_by_role("link", name="Bern").hover()
        await page.get_by_role("button", name="More for “Bern”").click()
        await page.get_by_role("menuitem", name="Project…").click()
        await page.get_by_label("Name of the project").fill("Bridges")
        await page.get_by_role("button", name="Make the project").click()
        await page.wait_for_url(re.compile("/p/"))
        await page.get_by_role("textbox", name="Instructions").fill("Write dates as 7 May 1845.")
        await page.get_by_role("button", name="Save").click()
        async with page.expect_file_chooser() as chooser:
            await page.get_by_role("button", name="Attach files…").click()
        await (await chooser.value).set_files(note)
        await expect(page.get_by_role("link", name="bridge.md")).to_be_visible()
        await expect(
            page.get_by_role("main").or_(page.locator("[data-pane=conversation]")).get_by_text("read ·")
        ).to_be_visible()
        await page.screenshot(path=tmp_path / "project.png")
        await page.emulate_media(color_scheme="dark")
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.screenshot(path=tmp_path / "project-phone-dark.png")
        await page.set_viewport_size({"width": 1360, "height": 850})
        await page.locator("[data-pane=conversation]").get_by_role("link", name="Bern").click()
        box = page.get_by_role("textbox", name="Write a message")
        await box.fill("When was the bridge rebuilt?")
        await box.press("Enter")
        await expect(page.get_by_text("It was rebuilt in 1845")).to_be_visible()
        await expect(page.get_by_text("Read all of bridge.md")).to_be_visible()
        await page.get_by_role("link", name="Bridges").click()
        await page.get_by_role("button", name="Delete the project; its conversations stay").click()
        await expect(page.get_by_text("Its conversations are still there.")).to_be_visible()
        await expect(page.get_by_role("link", name="Bridges")).to_have_count(0)
        await expect(page.get_by_role("link", name="Bern")).to_be_visible()
        await page.get_by_role("button", name="Undo").click()
        await expect(page.get_by_role("link", name="Bridges")).to_be_visible()
        await page.screenshot(path=tmp_path / "back.png")
