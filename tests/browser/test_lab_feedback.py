"""Consent in Chromium: off at first, what is kept in words, turned on and off, one's own part and all of it deleted."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from gesso.lab.feedback.collect import Collected, write_collected
from tests.browser.conftest import desk
from tests.browser.people import api

pytestmark = pytest.mark.browser

ROW = {"prompt": "Write a poem", "completion": " document", "label": True, "people": ["somebody"]}


async def pictures(page: Page, name: str) -> None:
    """Kept only where somebody wants to look: GESSO_SHOTS names a folder. Nothing may scroll sideways."""
    for scheme, width in (("light", 1360), ("dark", 1360), ("light", 390)):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
        await page.set_viewport_size({"width": width, "height": 1000})
        if width < 800:  # the list closes by itself
            await expect(page.get_by_role("button", name="Hide conversations")).to_have_count(0)
        assert await page.evaluate("document.querySelector('main section').scrollWidth") <= width
        if shots := os.environ.get("GESSO_SHOTS"):
            await page.screenshot(path=f"{shots}/{name}-{scheme}-{width}.png")
    await page.set_viewport_size({"width": 1360, "height": 850})


async def test_consent_is_given_seen_left_and_taken_back(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "lab" / "feedback" / "november"
    found = Collected(answers=3, spoke=2, since=datetime(2026, 11, 20, tzinfo=UTC))
    found.rows["decisions-kto"] = [ROW, ROW]
    write_collected(found, folder, "salt", datetime(2026, 11, 21, tzinfo=UTC))
    async with desk(browser, tmp_path, []) as (page, program):
        await page.goto(f"{program.url}/lab/feedback")
        await expect(page.get_by_text("Off. Nothing is learned from anybody.")).to_be_visible()
        await expect(page.get_by_role("row", name="november")).to_contain_text("2")
        await pictures(page, "off")
        await page.get_by_role("button", name="Turn on…").click()
        dialog = page.get_by_role("dialog")
        await expect(dialog.get_by_text("Private pages, and every conversation")).to_be_visible()
        await pictures(page, "asking")
        await dialog.get_by_role("button", name="Turn on").click()
        await expect(page.get_by_text("for everybody here.")).to_be_visible()
        assert (await api(page, "GET", "/lab/consent"))["on"] is True

        await page.goto(f"{program.url}/settings/account")
        await page.get_by_role("heading", name="Learning").scroll_into_view_if_needed()
        await pictures(page, "account")
        await page.get_by_role("button", name="Delete mine").click()
        await page.get_by_role("dialog").get_by_role("button", name="Delete mine").click()
        await expect(page.get_by_text("You are left out")).to_be_visible()

        await page.goto(f"{program.url}/lab/feedback")
        await expect(page.get_by_role("listitem").filter(has_text="people left out")).to_contain_text("1")
        await expect(page.get_by_role("row", name="november")).to_contain_text("2")
        await pictures(page, "on")
        await page.get_by_role("button", name="Delete all…").click()
        await page.get_by_role("dialog").get_by_role("button", name="Delete all").click()
        await expect(page.get_by_text("No collection was made in this folder yet.")).to_be_visible()
        assert not folder.exists()
        await page.get_by_role("button", name="Turn off").click()
        await expect(page.get_by_text("Off. Nothing is learned from anybody.")).to_be_visible()
        assert (await api(page, "GET", "/lab/consent"))["since"] is None
