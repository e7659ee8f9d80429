"""Lenses in Chromium: the chip that offers one, what is found, the jump to the words, and a proposal that is taken."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import box_at_rest, desk
from tests.browser.rules import call, say, when
from tests.browser.test_accessibility import axe, faults

pytestmark = pytest.mark.browser

__all__ = ["axe"]

STORY = """# The Keeper of Skerry Light

## The lamp

The lamp was lit by the keeper every evening, and the boats that came around the point in the late autumn storms could
see it from very far away; nobody in the village remembered a night without it.

“You are late,” said Anna. She was really quite cross, and old Tobias knew it.

“The tide was late,” said Tobias. He put the oil down quietly.

“The tide is never late,” Anna said. “You were at the inn.”

“I was,” said Tobias, “and the lamp was lit by Anna, so no harm was done.”

## The storm

In the winter of 1871 the storm came over the sea wall. Anna watched the sea and the sea watched Anna.

“Is it out?” asked Tobias. “It is out,” Anna said.

### What was lost

## The morning

“Nobody drowned,” said Tobias. Everybody in the village came up the hill to look at the lamp, and the keeper of the lamp
gave them tea, but there were not enough cups for so many people and the children drank from the ladle.

“Next year,” said Anna, “you will be on time.”
"""


async def shot(page: Page, folder: Path, name: str) -> None:
    await page.wait_for_timeout(300)  # what fades in has faded in: only for the picture
    await page.screenshot(path=folder / f"{name}.png")


async def test_a_story_through_its_lenses(browser: Browser, axe: str, tmp_path: Path) -> None:
    rules = [
        {"tool": "open_canvas", "steps": [say("Here it is.")]},
        when("", call("open_canvas", {"kind": "document", "title": "Skerry Light", "text": STORY})),
    ]
    async with desk(browser, tmp_path, rules) as (page, _):
        await page.get_by_role("textbox", name="Write a message").fill("Write the story of the keeper")
        await page.keyboard.press("Enter")
        text = page.locator("[data-pane=canvas] .cm-content")
        await expect(text).to_contain_text("on time")
        await expect(page.get_by_text("Here it is.", exact=True)).to_be_visible()
        before = await box_at_rest(text)

        await page.keyboard.press("Control+k")
        await page.get_by_role("combobox").fill("lens style")
        await page.get_by_role("option", name="Lens: Style").click()
        style = page.get_by_role("region", name="Style of Skerry Light")
        await expect(style).to_contain_text("Sentence length")
        assert await box_at_rest(text) == before, "the text never moves"
        fillers = style.get_by_role("region", name="Fillers")
        await fillers.get_by_role("button", name="passages").click()
        await fillers.get_by_role("button", name="quite", exact=True).click()
        await expect(page.locator(".cv-lens-lit")).to_have_text("quite")
        await shot(page, tmp_path, "style")
        assert await faults(page, axe) == []

        goal = style.get_by_role("slider", name="Goal for Sentence length")
        await goal.fill("20")
        await style.get_by_role("region", name="Sentence length").get_by_role("button", name="Propose").click()
        await expect(style).to_contain_text("Offered")
        await shot(page, tmp_path, "offered")
        await style.get_by_role("button", name="Look through them").click()
        await shot(page, tmp_path, "review")
        await page.get_by_role("button", name="Accept all").last.click()
        await page.keyboard.press("Escape")
        await expect(text).to_contain_text("every evening. The boats")
        await page.emulate_media(color_scheme="dark")
        await shot(page, tmp_path, "dark")

        await page.get_by_role("tab", name="Outline").click()
        outline = page.get_by_role("region", name="Outline of Skerry Light")
        empty = outline.get_by_role("listitem").filter(has_text="What was lost")
        await expect(empty).to_contain_text("nothing under it")
        await outline.get_by_role("button", name="The storm", exact=True).click()
        await expect(page.locator(".cv-lens-lit")).to_contain_text("The storm")
        await shot(page, tmp_path, "outline-dark")
        await page.emulate_media(color_scheme="light")
        await shot(page, tmp_path, "outline")
        assert await faults(page, axe) == []
        await page.set_viewport_size({"width": 390, "height": 844})
        await shot(page, tmp_path, "phone")
