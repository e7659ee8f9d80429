"""The first ten minutes of a demanding user, in Chromium, with the scripted model."""

import asyncio
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import desk
from tests.browser.people import guest
from tests.browser.rules import COFFEE, FRIENDLY, PASSAGES, RULES, SIMPLE

pytestmark = pytest.mark.browser


async def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Write a message")
    await box.fill(text)
    await box.press("Enter")


def document(page: Page, title: str = "The History of Coffee Beans") -> Locator:
    return page.get_by_role("textbox", name=title)


async def answered(page: Page, words: str = "Done.", count: int = 1) -> None:
    said = page.get_by_role("paragraph").filter(has_text=re.compile(f"^{re.escape(words)}$"))
    await expect(said).to_have_count(count, timeout=20_000)


async def canvas_text(page: Page) -> str:
    """The canvas as the server has it."""
    found = await page.evaluate(
        """async () => {
             const room = location.pathname.split('/')[2];
             const view = await (await fetch(`/api/rooms/${room}`)).json();
             const canvas = view.canvases.at(-1).id;
             return (await (await fetch(`/api/canvases/${canvas}`)).json()).text; }"""
    )
    return str(found)


async def saved(page: Page) -> None:
    """Everything typed is stored. Saving is said only when it takes longer than 600 ms, so that long is waited."""
    await page.wait_for_timeout(700)
    await expect(page.get_by_text("Saved", exact=True)).to_be_visible(timeout=10_000)


async def write_coffee(page: Page) -> None:
    await ask(page, "Write a blog post about the history of coffee beans")
    await answered(page)
    await expect(document(page)).to_contain_text("The end.")


async def test_a_blog_post_opens_a_canvas_and_dinner_does_not(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "help me cook something for dinner")
        await expect(page.get_by_text("Boil water.", exact=True)).to_be_visible()
        await expect(document(page)).to_have_count(0)
        await write_coffee(page)
        assert await canvas_text(page) == COFFEE


async def test_in_chat_and_use_canvas_are_obeyed(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "A poem, in chat please")
        await answered(page, "Short answer in the chat.")
        await expect(page.get_by_role("tab")).to_have_count(0)
        await ask(page, "Use canvas: a python function that sums")
        await answered(page)
        assert await canvas_text(page) == "def total(rows):\n    return sum(rows)\n"


async def test_a_selected_sentence_gets_simpler_and_nothing_else_changes(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await write_coffee(page)
        await select_words(page, "He tasted the berries himself.")
        await page.keyboard.press("Control+j")
        await page.get_by_label("Ask for a change of the selected words").fill("simpler")
        await page.keyboard.press("Enter")
        await answered(page, count=2)
        assert await canvas_text(page) == COFFEE.replace("He tasted the berries himself.", SIMPLE)


async def select_words(page: Page, words: str) -> None:
    """Drag over words of the canvas with the mouse; once more where they moved meanwhile."""
    async with asyncio.timeout(20):
        while await _drag_over(page, words) != words:
            await page.wait_for_timeout(100)
    await page.wait_for_timeout(150)


async def _drag_over(page: Page, words: str) -> str:
    """What is selected then."""
    box = await page.evaluate(
        """words => {
             const walk = document.createTreeWalker(document.querySelector('.cm-content'), NodeFilter.SHOW_TEXT);
             for (let node; (node = walk.nextNode()); ) {
               const at = node.data.indexOf(words);
               if (at < 0) continue;
               const range = document.createRange();
               range.setStart(node, at); range.setEnd(node, at + words.length);
               const rects = [...range.getClientRects()];
               const first = rects[0], last = rects.at(-1);
               return [first.left + 1, first.top + first.height / 2, last.right - 1, last.top + last.height / 2];
             }
             throw new Error('not found: ' + words); }""",
        words,
    )
    await page.mouse.move(box[0], box[1])
    await page.mouse.down()
    await page.mouse.move(box[2], box[3], steps=6)
    await page.mouse.up()
    return str(await page.evaluate("getSelection().toString()")).strip()


async def becomes(page: Page, text: str) -> None:
    """The canvas reads `text`, at the server, before long."""
    for _ in range(100):
        if await canvas_text(page) == text:
            return
        await page.wait_for_timeout(100)
    assert await canvas_text(page) == text


async def test_the_second_paragraph_gets_friendlier_without_a_selection(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await write_coffee(page)
        await ask(page, "make the second paragraph friendlier")
        await answered(page, count=2)
        assert await canvas_text(page) == COFFEE.replace(PASSAGES[2], FRIENDLY)
        await page.get_by_role("button", name="Undo").first.click()
        await becomes(page, COFFEE)


async def test_rename_everywhere(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await write_coffee(page)
        await ask(page, "rename Anna to Eva everywhere")
        await answered(page, count=2)
        assert await canvas_text(page) == COFFEE.replace("Anna", "Eva")


async def test_typing_in_another_paragraph_while_it_streams(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await write_coffee(page)
        await ask(page, "slowly rewrite the Yemen paragraph")
        await document(page).get_by_text("The end.").click()
        await page.keyboard.press("End")
        await page.keyboard.type(" Really, it is the end.", delay=40)
        await answered(page, count=2)
        await saved(page)
        want = COFFEE.replace(PASSAGES[2], FRIENDLY).replace("The end.", "The end. Really, it is the end.")
        assert await canvas_text(page) == want
        await page.keyboard.press("Control+z")
        await saved(page)
        await expect(document(page)).to_contain_text("hopped across")
        assert FRIENDLY in await canvas_text(page), "a person's undo never undoes somebody else"


async def test_typing_in_the_same_paragraph_while_it_streams(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await write_coffee(page)
        await ask(page, "slowly rewrite the Yemen paragraph")
        await document(page).get_by_text("Sufi monks").click()
        await page.keyboard.press("End")
        await page.keyboard.type(" I was there!", delay=40)
        await answered(page, count=2)
        await saved(page)
        assert "I was there!" in await canvas_text(page)
        assert FRIENDLY not in await canvas_text(page), "a suggestion, because a person changed the passage"
        await page.get_by_role("button", name="Accept").first.click()
        await expect(document(page)).to_contain_text("hopped across")


async def test_a_section_deleted_by_hand_stays_deleted(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await write_coffee(page)
        await select_words(page, "Europe")
        await page.keyboard.press("Home")
        await page.keyboard.press("Shift+End")
        await page.keyboard.press("Delete")
        await becomes(page, COFFEE.replace("## Europe", ""))
        await ask(page, "a longer ending")
        await answered(page, count=2)
        assert "## Europe" not in await canvas_text(page)


async def test_stop_leaves_a_sane_document(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "a slow novel")
        await expect(document(page, "Novel")).to_contain_text("Word after word.")
        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_role("button", name="Stop")).to_have_count(0)
        text = await canvas_text(page)
        assert 0 < len(text) < len("Word after word. " * 400)
        assert ("Word after word. " * 400).startswith(text)


async def test_reload_kill_and_reopen_find_everything(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, program):
        await write_coffee(page)
        await page.reload()
        await expect(document(page)).to_contain_text("The end.")
        await ask(page, "a slow novel")
        await expect(document(page, "Novel")).to_contain_text("Word after word.")
        program.kill()
        await asyncio.sleep(0.5)
        program.start()
        await answered(page, "Here it stops.")
        await document(page, "Novel").click()
        await page.keyboard.press("Control+Home")
        await page.keyboard.type("Typed after the crash. ")
        await saved(page)
        assert (await canvas_text(page)).startswith("Typed after the crash. Word")


async def test_a_second_canvas_in_one_conversation(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await write_coffee(page)
        await ask(page, "and a blog post about tea")
        await answered(page, count=2)
        await expect(page.get_by_role("tab")).to_have_count(2)
        await page.get_by_role("tab", name="The History of Coffee Beans").click()
        await expect(document(page)).to_contain_text("The end.")


async def test_a_second_person_in_a_second_browser(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, program):
        await write_coffee(page)
        async with guest(browser, page, "Ben", "edit") as second:
            await expect(document(second)).to_contain_text("The end.")
            await both_type(page, second)
        assert program.log().count("Traceback") == 0


async def both_type(first: Page, second: Page) -> None:
    await document(first).get_by_text("The end.").click()
    await first.keyboard.press("End")
    await document(second).get_by_text("Venetian").click()
    await second.keyboard.press("End")
    await asyncio.gather(
        first.keyboard.type(" First wrote this.", delay=30), second.keyboard.type(" Second wrote that.", delay=30)
    )
    await saved(first)
    await saved(second)
    for page in (first, second):
        await expect(document(page)).to_contain_text("First wrote this.")
        await expect(document(page)).to_contain_text("Second wrote that.")
    text = await canvas_text(first)
    assert text.count("First wrote this.") == text.count("Second wrote that.") == 1


async def test_export_equals_the_screen(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await write_coffee(page)
        exported = await page.evaluate(
            """async () => {
                 const room = location.pathname.split('/')[2];
                 const view = await (await fetch(`/api/rooms/${room}`)).json();
                 return (await fetch(`/api/canvases/${view.canvases[0].id}/export`)).text(); }"""
        )
        assert exported == COFFEE == await canvas_text(page)


async def test_a_failing_model_is_told_plainly_and_can_be_retried(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "please fail")
        await expect(page.get_by_text("The model is busy.")).to_be_visible()
        await page.get_by_role("button", name=re.compile("Try again|Retry")).first.click()
        await answered(page, "Now it worked.")
