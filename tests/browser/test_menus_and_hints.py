"""Menus and hints come late (fetched when first wanted); to hand and keys they are as if they had always been there."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import desk

pytestmark = pytest.mark.browser


async def test_menus_open_by_hand_and_by_key_and_hints_say_names(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, []) as (page, _):
        models = page.get_by_role("button", name="Model:")
        menu = page.get_by_role("menu", name="Models")

        await models.click()
        await expect(menu).to_be_visible()
        await expect(models).to_have_attribute("aria-expanded", "true")
        await models.click()
        await expect(menu).to_be_hidden()

        await models.click()
        await expect(menu).to_be_visible()
        await page.mouse.click(700, 60)  # outside
        await expect(menu).to_be_hidden()

        await models.focus()
        await page.keyboard.press("Enter")
        first = menu.get_by_role("menuitemradio").first
        await expect(first).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(first).not_to_be_focused()
        await page.keyboard.press("Escape")
        await expect(menu).to_be_hidden()
        await expect(models).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await expect(first).to_be_focused()
        await page.keyboard.press("Escape")

        hint = page.get_by_role("tooltip")
        search = page.get_by_role("button", name="Search and commands")
        await search.hover()
        await expect(hint).to_contain_text("Search and commands")
        await expect(hint.locator("kbd")).to_have_text("Ctrl K")
        await page.keyboard.press("Escape")
        await expect(hint).to_be_hidden()
        await page.mouse.move(700, 500)
        await search.hover()
        await expect(hint).to_be_visible()
        await hint.hover()  # what it says can be pointed at
        await expect(hint).to_be_visible()
        await page.mouse.move(700, 500)
        await expect(hint).to_be_hidden()
        await page.keyboard.press("Tab")
        await search.focus()  # reached by a key
        await expect(hint).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(hint).to_be_hidden()


async def test_a_window_made_narrow_does_not_cover_the_page_with_the_list(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, []) as (page, _):
        listed = page.get_by_role("navigation", name="Conversations")
        await expect(listed).to_be_visible()
        await page.set_viewport_size({"width": 390, "height": 800})
        await expect(listed).to_be_hidden()
        await page.get_by_role("textbox", name="Write a message").click()
        await page.set_viewport_size({"width": 1360, "height": 800})
        await expect(listed).to_be_visible()
