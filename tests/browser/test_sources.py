"""Searching in Chromium: set up by an administrator, tried, used in a conversation, pages shown as they were."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import desk
from tests.browser.rules import call, say, when
from tests.browser.test_accessibility import axe, faults
from tests.sources.web import web

pytestmark = pytest.mark.browser

__all__ = ["axe"]


async def test_from_settings_to_the_page_behind_a_citation(browser: Browser, axe: str, tmp_path: Path) -> None:
    async with web() as made:
        made.story("/robot", "AI robot folds shirts", "An AI robot in Osaka folds 200 shirts an hour, its makers say.")
        made.feed("/feed", [("AI robot folds shirts", "/robot", "Shirts.")])
        rules = [
            {"tool": "search_web", "steps": [call("open_page", {"url": made.url("/robot")})]},
            {"tool": "open_page", "steps": [say("A robot folds 200 shirts an hour [1].")]},
            when("", call("search_web", {"query": "latest AI news"})),
        ]
        async with desk(browser, tmp_path, rules) as (page, program):
            await page.goto(f"{program.url}/settings/sources")
            await page.get_by_role("textbox", name="News feeds").fill(made.url("/feed"))
            here = page.get_by_label("Pages and feeds of this machine")
            await here.click()
            await expect(here).to_be_checked()
            await page.get_by_role("button", name="Save").click()
            await expect(page.get_by_text("Saved.")).to_be_visible()
            await page.get_by_role("textbox", name="Search for").fill("latest AI news")
            await page.get_by_role("button", name="Search", exact=True).click()
            await expect(page.get_by_text("AI robot folds shirts")).to_be_visible()
            assert await faults(page, axe) == []

            await page.goto(program.url)
            await page.get_by_role("textbox", name="Write a message").fill("What is new about robots?")
            await page.keyboard.press("Enter")
            await expect(page.get_by_text("A robot folds 200 shirts an hour [1].")).to_be_visible()
            await page.get_by_text("1 page was read").click()
            listed = page.get_by_role("list", name="Sources")
            await expect(listed.get_by_role("link", name="AI robot folds shirts")).to_have_attribute(
                "href", made.url("/robot")
            )
            await listed.get_by_role("button", name="As it was read").click()
            await expect(listed).to_contain_text("An AI robot in Osaka folds 200 shirts an hour, its makers say.")
            assert await faults(page, axe) == []
