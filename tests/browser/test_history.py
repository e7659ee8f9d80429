"""Versions in Chromium: who made each, compare any two, restore, restore the restore; and what others did meanwhile."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import desk
from tests.browser.rules import COFFEE, RULES
from tests.browser.test_journeys import becomes, canvas_text, document, saved, write_coffee

pytestmark = pytest.mark.browser

ENDING = " And a cup for everybody. 😀"


def history(page: Page) -> Locator:
    return page.get_by_role("dialog", name="History of")


def versions(page: Page) -> Locator:
    return history(page).get_by_role("complementary", name="Versions").get_by_role("listitem").get_by_role("button")


async def type_an_ending(page: Page) -> None:
    await document(page).click()
    await page.keyboard.press("Control+End")
    await page.keyboard.insert_text(ENDING)
    await saved(page)


async def test_versions_say_who_compare_restore_and_restore_the_restore(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await write_coffee(page)
        await type_an_ending(page)
        changed = await canvas_text(page)
        assert changed != COFFEE

        await page.keyboard.press("Control+Alt+h")
        await expect(versions(page)).to_have_count(2)
        await expect(versions(page).nth(0)).to_contain_text("You")
        await expect(versions(page).nth(1)).to_contain_text("Gesso")
        sheet = history(page).get_by_role("textbox", name="Text of the version")
        await expect(sheet).to_contain_text("And a cup for everybody.")
        await expect(history(page).locator(".cm-changedText").first).to_contain_text("cup")

        await versions(page).nth(1).click()
        await history(page).get_by_label("Compared with").select_option("now")
        await expect(history(page).get_by_role("status")).to_contain_text("Words in: 0 · out: 5")
        await history(page).get_by_role("button", name="Side by side").click()
        await expect(history(page).get_by_role("textbox", name="Text")).to_have_count(2)

        await history(page).get_by_role("button", name="Name it").click()
        await page.get_by_label("Name of the version").fill("First draft")
        await page.keyboard.press("Enter")
        await history(page).get_by_role("button", name="Named").click()
        await expect(versions(page)).to_have_count(1)
        await expect(versions(page).first).to_contain_text("First draft")

        await history(page).get_by_role("button", name="Restore this version").click()
        await becomes(page, COFFEE)
        await expect(page.get_by_text("Restored: First draft.")).to_be_visible()
        await history(page).get_by_role("button", name="Named").click()
        await expect(versions(page)).to_have_count(3)
        await expect(versions(page).nth(0)).to_contain_text("Restored “First draft”")

        await versions(page).nth(1).click()
        await history(page).get_by_role("button", name="Restore this version").click()
        await becomes(page, changed)
        toast = page.locator("[role=status] > div").filter(has_text="Restored: Today")
        await toast.get_by_role("button", name="Undo").click()
        await becomes(page, COFFEE)
        await page.keyboard.press("Escape")
        await expect(history(page)).to_have_count(0)
        await expect(document(page)).not_to_contain_text("for everybody")


async def test_a_line_says_what_others_changed_since_one_was_here(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, program):
        await write_coffee(page)
        address = page.url
        room, canvas = address.split("/r/")[1].split("/c/")
        invited: dict[str, Any] = await page.evaluate(
            """async room => {
                 const answer = await fetch('/api/invitations', {method: 'POST',
                   headers: {'Content-Type': 'application/json'}, body: JSON.stringify({room, role: 'edit'})});
                 return answer.json(); }""",
            room,
        )
        await page.goto(f"{program.url}/settings")
        other = await browser.new_context()
        ben = await other.new_page()
        await ben.goto(program.url + invited["path"])
        await ben.evaluate(
            """async ([code, canvas, text]) => {
                 const send = (method, path, body) => fetch(path, {method, body: JSON.stringify(body),
                   headers: {'Content-Type': 'application/json'}});
                 const who = {name: 'Ben', email: 'ben@example.org', password: 'twelve lions'};
                 await send('POST', `/api/join/${code}`, who);
                 await send('PUT', `/api/canvases/${canvas}/text`, {text});
               }""",
            [invited["path"].rpartition("/")[2], canvas, COFFEE + "Ben was here.\n"],
        )
        await other.close()
        await page.goto(address)
        line = page.get_by_role("status").filter(has_text="1 change by Ben since you were here")
        await expect(line).to_be_visible()
        await line.get_by_role("button", name="Show").click()
        await expect(history(page).get_by_role("status")).to_contain_text("Words in: 3 · out: 0")
        await expect(history(page).locator(".cm-changedText").first).to_contain_text("Ben was here.")
