"""Next edits as a person meets them: ghost text, a hint to other places, and the keys, in Chromium."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import box_at_rest, desk
from tests.browser.rules import RULES

pytestmark = pytest.mark.browser

NAMES = (
    "Anna opened a coffee house in 1683.\n\n"
    + "A line of other words stands here.\n\n" * 30
    + "Anna's guests came to Anna."
)
NEXT: list[dict[str, Any]] = [
    {"before": "grows on $", "likely": 0.995, "steps": [{"type": "say", "text": "high hills in the shade. More."}]},
    {"before": "harvest is a very $", "likely": 0.9999, "steps": [{"type": "say", "text": "long word " * 8}]},
]


async def page_with(page: Page, text: str, kind: str = "document", **more: Any) -> Locator:
    """A conversation with one canvas that reads `text`, its editor focused at the end."""
    made = await page.evaluate(
        """async ([text, kind, more]) => {
             const post = async (path, body) => (await fetch('/api' + path, {method: 'POST', body: JSON.stringify(body),
               headers: {'Content-Type': 'application/json'}})).json();
             const room = (await post('/rooms', {title: 'Next'})).id;
             const canvas = (await post(`/rooms/${room}/canvases`, {kind, title: 'Page', text, ...more})).id;
             return [room, canvas]; }""",
        [text, kind, more],
    )
    await page.goto(f"{await page.evaluate('location.origin')}/r/{made[0]}/c/{made[1]}")
    editor = page.get_by_role("textbox", name="Page")
    await expect(editor).to_contain_text(text.split("\n")[0][:30].strip("-#| "))
    await editor.click()
    await page.keyboard.press("Control+End")
    return editor


async def text_of(page: Page) -> str:
    found = await page.evaluate(
        """async () => {
             const view = await (await fetch(`/api/rooms/${location.pathname.split('/')[2]}`)).json();
             return (await (await fetch(`/api/canvases/${view.canvases.at(-1).id}`)).json()).text; }"""
    )
    return str(found)


async def written_by(page: Page, kind: str) -> int:
    """How many letters of the page are by people, or by agents."""
    found = await page.evaluate(
        """async kind => {
             const view = await (await fetch(`/api/rooms/${location.pathname.split('/')[2]}`)).json();
             const blame = await (await fetch(`/api/canvases/${view.canvases.at(-1).id}/blame`)).json();
             return blame.runs.filter(run => run.kind === kind).reduce((sum, run) => sum + run.length, 0); }""",
        kind,
    )
    return int(found)


async def reads(page: Page, text: str) -> None:
    for _ in range(80):
        if await text_of(page) == text:
            return
        await page.wait_for_timeout(100)
    assert await text_of(page) == text


def ghost(page: Page) -> Locator:
    return page.locator(".cv-next")


def chip(page: Page) -> Locator:
    return page.locator(".cv-next-chip")


async def picture(page: Page, name: str) -> None:
    """Kept only where somebody wants to look: GESSO_PICTURES names a folder."""
    if folder := os.environ.get("GESSO_PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_ghost_text_is_taken_by_tab_and_undone_in_one_step(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, [*NEXT, *RULES]) as (page, _):
        editor = await page_with(page, "# Coffee\n\nIt")
        await page.keyboard.type(" grows on ", delay=25)
        await expect(ghost(page)).to_have_text("high hills in the shade.")
        await expect(page.locator(".cv-live")).to_have_text("Suggestion: high hills in the shade. (Tab takes it)")
        await picture(page, "ghost")
        before = await box_at_rest(editor)
        await page.keyboard.type("hi", delay=40)
        await expect(ghost(page)).to_have_text("gh hills in the shade.")
        await page.keyboard.press("Alt+]")
        await expect(ghost(page)).to_have_text(" hills in the shade.")
        assert await box_at_rest(editor) == before
        await page.keyboard.press("Tab")
        await reads(page, "# Coffee\n\nIt grows on high hills in the shade.")
        await expect(ghost(page)).to_have_count(0)
        assert await written_by(page, "agent") == len("gh hills in the shade.")
        await page.keyboard.press("Control+z")
        await reads(page, "# Coffee\n\nIt grows on high")


async def test_escape_dismisses_any_other_key_hides_and_tab_is_not_stolen(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, [*NEXT, *RULES]) as (page, _):
        await page_with(page, "- one\n- it")
        await page.keyboard.type(" grows on ", delay=25)
        await expect(ghost(page)).to_be_visible()
        await page.keyboard.press("ArrowLeft")
        await expect(ghost(page)).to_have_count(0)
        await page.keyboard.press("Tab")
        await reads(page, "- one\n  - it grows on ")
        await page.keyboard.press("End")
        await page.keyboard.press("Backspace")
        await page.keyboard.type(" ")
        await expect(ghost(page)).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(ghost(page)).to_have_count(0)
        await page.keyboard.press("Backspace")
        await page.keyboard.type(" ")
        await page.wait_for_timeout(700)
        await expect(ghost(page)).to_have_count(0)
        await page.wait_for_function(
            """async () => {
                 const {dismissed, ignored, taken} = await (await fetch('/api/next-edit')).json();
                 return `${dismissed} ${ignored} ${taken}` === '1 1 0'; }"""
        )


async def test_words_that_do_not_fit_the_row_are_a_chip_and_nothing_moves(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, [*NEXT, *RULES]) as (page, _):
        await page_with(page, "The")
        await page.keyboard.type(" harvest is a very ", delay=15)
        await expect(chip(page)).to_be_visible()
        await expect(ghost(page)).to_have_count(0)
        await picture(page, "chip-words")
        await page.keyboard.press("Tab")
        await reads(page, "The harvest is a very " + ("long word " * 8).strip())


async def rename_first(page: Page) -> None:
    await page.keyboard.press("Control+Home")
    await page.keyboard.press("Control+Shift+ArrowRight")
    await page.keyboard.press("Shift+ArrowLeft") if await selected(page) == "Anna " else None
    await page.keyboard.type("Bertha", delay=25)


async def selected(page: Page) -> str:
    return str(await page.evaluate("() => getSelection().toString()"))


async def test_a_rename_offers_the_other_uses_as_one_undo_step(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await page_with(page, NAMES)
        await rename_first(page)
        await expect(chip(page)).to_contain_text("Rename 2 other uses")
        await expect(chip(page)).to_have_attribute("data-where", "below")
        await picture(page, "rename")
        await page.keyboard.press("Tab")
        await reads(page, NAMES.replace("Anna", "Bertha"))
        await expect(chip(page)).to_be_hidden()
        await page.keyboard.press("Control+z")
        await reads(page, NAMES.replace("Anna", "Bertha", 1))


async def test_dark_and_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    phone = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True, "color_scheme": "dark"}
    async with desk(browser, tmp_path, [*NEXT, *RULES], **phone) as (page, _):
        await page_with(page, "# Coffee\n\nIt")
        await page.keyboard.type(" grows on ", delay=25)
        await expect(chip(page)).to_be_visible()
        await picture(page, "phone")
        box = await chip(page).get_by_role("button").first.bounding_box()
        assert box is not None and box["height"] >= 44
        await chip(page).get_by_role("button").first.tap()
        await reads(page, "# Coffee\n\nIt grows on high hills in the shade.")


async def test_private_pages_and_the_off_switch(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, [*NEXT, *RULES]) as (page, program):
        asked: list[str] = []
        page.on(
            "request",
            lambda request: (
                asked.append(request.url) if request.url.endswith("/next-edit") and request.method == "POST" else None
            ),
        )
        await page_with(page, "It")
        await page.get_by_role("button", name="More for this page").click()
        await picture(page, "menu")
        await page.get_by_role("menuitem", name="Private: no next edits, never learned from").click()
        editor = page.get_by_role("textbox", name="Page")
        await page.get_by_role("button", name="More for this page").click()
        await expect(page.get_by_role("menuitem", name="Allow next edits here")).to_be_visible()
        await page.keyboard.press("Escape")
        asked.clear()
        await editor.click()
        await page.keyboard.press("Control+End")
        await page.keyboard.type(" grows on ", delay=25)
        await page.wait_for_timeout(700)
        assert asked == []
        await page.get_by_role("button", name="More for this page").click()
        await page.get_by_role("menuitem", name="Allow next edits here").click()
        await editor.click()
        await page.keyboard.press("Control+End")
        await page.keyboard.type("x", delay=25)
        await page.keyboard.press("Backspace")
        await expect(ghost(page)).to_be_visible()
        await page.goto(f"{program.url}/settings/account")
        await page.get_by_label("What is offered").scroll_into_view_if_needed()
        await picture(page, "settings")
        await page.get_by_label("What is offered").select_option("off")
        await expect(page.get_by_label("What is offered")).to_have_value("off")
        await expect(page.get_by_label("Words come from")).to_have_count(0)
        asked.clear()
        await page_with(page, "It")
        await page.keyboard.type(" grows on ", delay=25)
        await page.wait_for_timeout(700)
        assert asked == []
