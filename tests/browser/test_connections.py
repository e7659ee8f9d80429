"""Connections in Chromium: a server's tool approved and used; a tool made from examples, tried, approved, used."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import desk
from tests.browser.people import api
from tests.browser.rules import call, say, when
from tests.browser.test_accessibility import axe, faults
from tests.server.test_tool_servers import at_port, good_server

pytestmark = pytest.mark.browser

__all__ = ["axe"]

RULES = [
    {"tool": "tools__add", "result": "(.*)", "steps": [say("Together {r1}.")]},
    {"tool": "made__cite_name", "result": "(.*)", "steps": [say("Cited as {r1}")]},
    when("Add", call("tools__add", {"a": 2, "b": 3}), offered=["tools__add"]),
    when("Cite", call("made__cite_name", {"text": "Emmy Noether"}), offered=["made__cite_name"]),
]
NAMES = (("Ada Lovelace", "Lovelace, A."), ("Alan Turing", "Turing, A."), ("Grace Hopper", "Hopper, G."))


async def test_tools_are_connected_made_approved_and_used(browser: Browser, axe: str, tmp_path: Path) -> None:
    async with (
        at_port(good_server().streamable_http_app()) as address,
        desk(browser, tmp_path, RULES) as (page, program),
    ):
        await api(page, "PUT", "/sources/server", {"engine": "none", "feeds": [], "private_addresses": True})
        await page.goto(f"{program.url}/settings/connections")
        form = page.get_by_role("form", name="Connect a server")
        await form.get_by_role("textbox", name="Name").fill("Tools")
        await form.get_by_role("textbox", name="Address").fill(address)
        await form.get_by_role("button", name="Connect").click()
        tick = page.get_by_role("region", name="Tools").get_by_role("checkbox", name="add")
        await tick.click()
        await expect(tick).to_be_checked()

        await page.get_by_role("button", name="New tool").click()
        form = page.get_by_role("form", name="New tool")
        await form.get_by_role("textbox", name="Name", exact=True).fill("Cite name")
        await form.get_by_role("textbox", name="What it does").fill("Writes a name as references do.")
        for number, (given, wanted) in enumerate(NAMES, 1):
            await form.get_by_role("textbox", name=f"Given {number}").fill(given)
            await form.get_by_role("textbox", name=f"Wanted {number}").fill(wanted)
        await form.get_by_role("button", name="Write it").click()
        made = page.get_by_role("region", name="Cite name")
        await expect(made).to_contain_text("3 of 3 examples hold.")
        await expect(made).to_contain_text("def run(text: str) -> str:")
        await made.get_by_role("textbox", name="Try it on").fill("Kurt Gödel")
        await made.get_by_role("button", name="Try", exact=True).click()
        await expect(made.get_by_role("status")).to_have_text("Gödel, K.")
        assert await faults(page, axe) == []
        await made.get_by_role("button", name="Approve this code").click()
        await expect(made).to_contain_text("Approved: your agents can use it.")

        await page.goto(program.url)
        for words, answer in (("Add them.", "Together 5."), ("Cite Emmy Noether.", "Cited as Noether, E.")):
            await page.get_by_role("textbox", name="Write a message").fill(words)
            await page.keyboard.press("Enter")
            await expect(page.get_by_text(answer)).to_be_visible()
