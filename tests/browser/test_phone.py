"""A phone of 390 px under a finger, in Chromium: the page in full, the conversation as a sheet over it, the list as a
drawer. Touches go through the browser's own input, so that what it scrolls itself is scrolled here too.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import desk
from tests.browser.test_shell import WRITES, comes_in_view

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
TALK = "\n\n".join(f"Sentence {n} of a long answer." for n in range(40))
RULES: list[dict[str, Any]] = [
    *WRITES[:-1],
    {"user": "begin", "steps": [{"type": "call", "name": "edit", "piece": 4, "every_s": 0.1, "args": {
        "edits": [{"block": 2, "text": "The opening words were exchanged for others."}]}}]},
    {"user": "talk", "steps": [{"type": "say", "text": TALK}]},
    {"user": "slowly", "steps": [{"type": "say", "text": "one two three four " * 20, "every_s": 0.1}]},
]  # fmt: skip

# Where things are: the rest of the sheet, its upper edge, the height of the page, and how far the page is scrolled.
STATE = """() => {
  const sheet = document.getElementById('conversation');
  const page = document.querySelector('[data-pane=canvas]').getBoundingClientRect();
  return {rest: sheet.dataset.sheet, top: Math.round(sheet.getBoundingClientRect().top), page: Math.round(page.bottom),
          scroll: Math.round(document.querySelector('.cm-scroller').scrollTop)}; }"""


# The sheet's own movement is over, and what follows from its end was drawn.
STILL = """async () => {
  const moving = document.getElementById('conversation').getAnimations({subtree: true});
  await Promise.allSettled(moving.filter(each => each.transitionProperty).map(each => each.finished));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); }"""


async def ask(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Write a message").fill(text)
    await page.get_by_role("button", name="Send").tap()


@asynccontextmanager
async def phone(browser: Browser, folder: Path, **context: Any) -> AsyncIterator[Page]:
    """A phone on which a page of sixty paragraphs was written and lies open."""
    async with desk(browser, folder, RULES, **PHONE, **context) as (page, _):
        await ask(page, "notes")
        await expect(page.get_by_role("button", name="Show the conversation")).to_contain_text("Done.")
        await expect(page.locator(".cv-foot-saved")).to_have_attribute("data-state", "saved")  # said only on wide pages
        yield page


async def at_rest(page: Page, rest: str) -> dict[str, Any]:
    """The state, once the sheet stands still at `rest`."""
    await expect(page.locator("#conversation")).to_have_attribute("data-sheet", rest)
    await page.locator(".cm-scroller").wait_for(state="attached")  # the editor comes after the sheet
    await page.evaluate(STILL)
    state: dict[str, Any] = await page.evaluate(STATE)
    return state


async def swipe(page: Page, from_y: float, to_y: float, x: float = 120) -> None:
    """One finger that stops before it lets go: after a flick Chromium scrolls on, and takes no tap for a while."""
    touch = await page.context.new_cdp_session(page)
    for step in range(11):
        y = from_y + (to_y - from_y) * step / 10
        points = [{"x": x, "y": y}]
        await touch.send(
            "Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": points}
        )
        await asyncio.sleep(0.016)
    await asyncio.sleep(0.15)
    await touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await touch.detach()


async def test_the_conversation_is_the_page_until_there_is_one_and_then_a_sheet_over_it(
    browser: Browser, tmp_path: Path
) -> None:
    async with desk(browser, tmp_path, RULES, **PHONE) as (page, _):
        await ask(page, "notes")
        state = await at_rest(page, "peek")
        assert state["top"] > 700
        assert abs(state["page"] - state["top"]) <= 1
        await expect(page.get_by_text("The first words of all.")).to_be_visible()
        await expect(page.get_by_role("textbox", name="Write a message")).to_be_in_viewport(ratio=1)
        await page.get_by_role("button", name="Close the page").tap()
        await expect(page.get_by_role("log", name="Conversation")).to_be_visible()
        assert await page.locator("#conversation").get_attribute("data-sheet") is None


async def test_a_finger_moves_the_sheet_between_three_rests_and_never_the_text(
    browser: Browser, tmp_path: Path
) -> None:
    async with phone(browser, tmp_path) as page:
        await page.locator(".cm-line", has_text="Paragraph 3 says").tap()
        await page.locator(".cm-scroller").evaluate("pane => pane.scrollTo(0, 1e6)")
        low = await at_rest(page, "peek")
        selection = "getSelection().anchorNode.textContent"
        caret = await page.evaluate(selection)
        await swipe(page, low["top"] + 20, 430)
        half = await at_rest(page, "half")
        assert 400 < half["top"] < 440
        assert abs(half["page"] - half["top"]) <= 1, "what is at the foot of the page stands above the sheet"
        await swipe(page, half["top"] + 20, 60)
        full = await at_rest(page, "full")
        assert 0 < full["top"] < 24
        await swipe(page, full["top"] + 20, 800)
        again = await at_rest(page, "peek")
        assert {low["scroll"], half["scroll"], full["scroll"], again["scroll"]} == {low["scroll"]}
        assert low["scroll"] > 1000
        assert await page.evaluate(selection) == caret
        await page.get_by_role("button", name="Show the conversation").tap()
        assert (await at_rest(page, "half"))["scroll"] == low["scroll"]


async def test_messages_scroll_and_from_their_beginning_pull_the_sheet_down(browser: Browser, tmp_path: Path) -> None:
    async with phone(browser, tmp_path) as page:
        await ask(page, "talk at length")
        await expect(page.get_by_role("button", name="Show the conversation")).to_contain_text("Sentence 0")
        await page.get_by_role("button", name="Show the conversation").tap()
        await at_rest(page, "half")
        log = page.get_by_role("log", name="Conversation")
        end = await log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight")
        assert abs(end) <= 1, "the newest words are in sight"
        await swipe(page, 500, 680)
        await at_rest(page, "half")
        await expect(page.get_by_role("button", name="To the end")).to_be_visible()
        await log.evaluate("log => log.scrollTo(0, 0)")
        await expect(log).to_have_attribute("data-at-top", "")
        await swipe(page, 560, 430)
        await at_rest(page, "half")
        assert await log.evaluate("log => log.scrollTop") > 0, "upwards the messages scroll"
        await log.evaluate("log => log.scrollTo(0, 0)")
        await expect(log).to_have_attribute("data-at-top", "")
        await swipe(page, 500, 820)
        await at_rest(page, "peek")


async def test_keys_and_back_move_the_sheet_and_the_keyboard_is_never_lost(browser: Browser, tmp_path: Path) -> None:
    async with phone(browser, tmp_path) as page:
        address = page.url
        show = page.get_by_role("button", name="Show the conversation")
        await expect(show).to_have_attribute("aria-expanded", "false")
        await show.focus()
        await page.keyboard.press("ArrowUp")
        await at_rest(page, "half")
        lower = page.get_by_role("button", name="Lower the conversation")
        await expect(lower).to_be_focused()
        await page.keyboard.press("ArrowUp")
        await at_rest(page, "full")
        await page.go_back()
        await at_rest(page, "peek")
        assert page.url == address
        await page.keyboard.press("Enter")
        await at_rest(page, "half")
        await page.get_by_role("textbox", name="Write a message").focus()
        await page.keyboard.press("Escape")
        await at_rest(page, "peek")
        await expect(page.get_by_role("textbox", name="Write a message")).to_be_focused()
        await page.keyboard.press("Shift+Tab")
        await expect(show).to_be_focused()
        await page.keyboard.press("Home")
        await at_rest(page, "full")
        await page.get_by_role("textbox", name="Notes").focus()
        await at_rest(page, "peek")
        assert page.url == address


async def test_the_low_sheet_says_what_goes_on(browser: Browser, tmp_path: Path) -> None:
    async with phone(browser, tmp_path) as page:
        show = page.get_by_role("button", name="Show the conversation")
        await show.tap()
        await at_rest(page, "half")
        await page.get_by_role("button", name="Lower the conversation").tap()
        await at_rest(page, "peek")
        await expect(show).not_to_contain_text("New")
        await ask(page, "slowly please")
        await expect(show).to_contain_text("Gesso is at work")
        await page.get_by_role("button", name="Stop").tap()
        await expect(show).to_contain_text("New")  # its first words, or what is said of one stopped before them
        await show.tap()
        await page.get_by_role("button", name="Lower the conversation").tap()
        await expect(show).not_to_contain_text("New")


async def test_a_keyboard_on_the_screen_leaves_the_composer_and_lines_of_both(browser: Browser, tmp_path: Path) -> None:
    async with phone(browser, tmp_path) as page:
        await page.set_viewport_size({"width": 390, "height": 460})
        low = await at_rest(page, "peek")
        assert low["page"] == low["top"] > 300
        composer = page.get_by_role("textbox", name="Write a message")
        await expect(composer).to_be_in_viewport(ratio=1)
        await page.get_by_role("button", name="Show the conversation").tap()
        await at_rest(page, "half")
        await expect(composer).to_be_in_viewport(ratio=1)
        await expect(page.get_by_text("Done.", exact=True)).to_be_in_viewport(ratio=1)


async def test_a_page_that_is_not_saved_says_so_with_the_keyboard_open_too(browser: Browser, tmp_path: Path) -> None:
    async with phone(browser, tmp_path) as page:
        saved = page.locator(".cv-foot-saved")
        await expect(saved).to_be_hidden()
        await page.locator(".cm-line", has_text="The first words").tap()
        await page.context.set_offline(True)
        await page.evaluate("dispatchEvent(new Event('offline'))")
        await page.keyboard.type("Unsaved. ")
        await expect(saved).to_have_text(re.compile(r"Saving…|Offline"), timeout=15_000)
        await expect(saved).to_be_in_viewport(ratio=1)
        await page.set_viewport_size({"width": 390, "height": 460})
        await expect(saved).to_be_in_viewport(ratio=1)
        await expect(page.locator(".cv-foot > :visible")).to_have_count(1)
        await page.context.set_offline(False)
        await expect(saved).to_have_attribute("data-state", "saved", timeout=30_000)
        await expect(saved).to_be_hidden()


async def test_a_keyboard_that_only_covers_is_heard_of_too(browser: Browser, tmp_path: Path) -> None:
    """As on iOS. Chromium never does it: what its `visualViewport` says is said for it here."""
    async with phone(browser, tmp_path) as page:
        await page.evaluate(
            """() => {
                 Object.defineProperty(visualViewport, 'height', {configurable: true, get: () => 500});
                 visualViewport.dispatchEvent(new Event('resize')); }"""
        )
        box = await page.get_by_role("textbox", name="Write a message").bounding_box()
        assert box is not None and 400 < box["y"] + box["height"] <= 500
        await page.evaluate(
            "() => { delete visualViewport.height; visualViewport.dispatchEvent(new Event('resize')); }"
        )
        box = await page.get_by_role("textbox", name="Write a message").bounding_box()
        assert box is not None and box["y"] > 700


async def test_everything_has_room_for_a_finger_at_every_rest(browser: Browser, tmp_path: Path) -> None:
    async with phone(browser, tmp_path) as page:
        for rest in ("peek", "half", "full"):
            await at_rest(page, rest)
            assert await page.evaluate("document.documentElement.scrollWidth") <= 390
            for button in await page.locator("main button:visible").all():
                box = await button.bounding_box()
                inside = await button.evaluate("button => Boolean(button.closest('.cv-modes'))")
                assert box is not None and box["height"] >= (40 if inside else 44), await button.inner_text()
            if rest != "full":
                await page.locator("[data-rest]").focus()
                await page.keyboard.press("ArrowUp")


async def test_selected_words_are_changed_and_changes_undone_above_the_sheet(browser: Browser, tmp_path: Path) -> None:
    async with phone(browser, tmp_path) as page:
        await page.locator(".cm-line", has_text="The first words").tap()
        await page.keyboard.press("Home")
        await page.keyboard.press("Shift+End")
        bubble = page.get_by_role("toolbar", name="Selected words")
        await expect(bubble).to_be_visible()
        box, state = await bubble.bounding_box(), await at_rest(page, "peek")
        assert box is not None and box["y"] + box["height"] <= state["top"]
        await ask(page, "begin anew")
        undo = page.locator(".cv-bar").get_by_role("button", name="Undo")
        await expect(undo).to_be_visible()
        await page.get_by_role("button", name="Show the conversation").tap()
        state = await at_rest(page, "half")
        await expect(undo).to_be_in_viewport(ratio=1)
        box = await undo.bounding_box()
        assert box is not None and box["y"] + box["height"] <= state["top"]
        await undo.tap()
        await expect(page.locator(".cm-line", has_text="The first words of all.")).to_be_visible()


async def test_the_page_goes_to_where_the_agent_works_under_the_sheet(browser: Browser, tmp_path: Path) -> None:
    async with phone(browser, tmp_path) as page:
        await page.get_by_role("button", name="Show the conversation").tap()
        await at_rest(page, "half")
        await page.locator(".cm-scroller").evaluate("pane => pane.scrollTo(0, pane.scrollHeight)")
        await ask(page, "begin anew")
        await expect(page.get_by_text("Done.", exact=True)).to_have_count(2)
        await comes_in_view(page, "were exchanged")


async def test_the_list_is_a_drawer_that_back_and_escape_close(browser: Browser, tmp_path: Path) -> None:
    async with phone(browser, tmp_path) as page:
        address = page.url
        show = page.get_by_role("button", name="Show conversations")
        for close in (page.go_back, lambda: page.keyboard.press("Escape")):
            await show.tap()
            await expect(page.get_by_role("button", name="Hide conversations")).to_be_focused()
            assert await page.locator("main").evaluate("main => main.inert")
            await close()
            await expect(show).to_be_focused()
            assert page.url == address
        await show.tap()
        await page.get_by_role("link", name="New conversation").tap()
        await expect(page.get_by_text("What shall we make?")).to_be_visible()
        await expect(page.get_by_role("button", name="Hide conversations")).to_be_hidden()


async def test_who_wants_no_motion_sees_none(browser: Browser, tmp_path: Path) -> None:
    async with phone(browser, tmp_path, reduced_motion="reduce") as page:
        await page.evaluate(
            "moved = []; document.addEventListener('transitionrun', (event) => moved.push(event.target.id))"
        )
        await page.get_by_role("button", name="Show the conversation").tap()
        assert (await at_rest(page, "half"))["top"] < 440
        assert "conversation" not in await page.evaluate("moved")
