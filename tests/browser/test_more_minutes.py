"""The rest of a demanding user's first ten minutes, in Chromium: tables, merging, a long paste, bad input.

What is not here is in `test_journeys.py` (canvas, selection, typing along, undo, reload), `test_marks.py`
(suggestions and comments), and where shortcuts, versions and formats have their own journeys.
"""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import desk
from tests.browser.people import guest
from tests.browser.rules import COFFEE, RULES, call, edit, say, when
from tests.browser.test_journeys import answered, ask, becomes, canvas_text, document, saved, select_words, write_coffee

pytestmark = pytest.mark.browser

TABLE = """# Sales

| Month | Sold | Price |
|-------|-----:|------:|
| March | 120  | 9.50  |
| April | 1200 | 9.50  |
"""
FIXED = "| April | 120  | 9.80  |"
MERGED = COFFEE + "\n## Tea\n\nTea is calm.\n"
MORE = [
    {"tool": ".*", "steps": [say("Done.")]},
    when("write a sales table", call("open_canvas", {"kind": "document", "title": "Sales", "text": TABLE})),
    when("fix the numbers", edit(quote="| April | 1200 | 9.50  |", text=FIXED)),
    when("merge the first into the second", call("rewrite", {"text": MERGED})),
    when(
        "slowly change the end",
        call("edit", {"edits": [{"quote": "The end.", "text": "And that was that. " * 6}]}, 3, 0.2),
    ),
    when(
        "What did I just change",
        say("You took the heading on Europe out."),
        seen=r"changed the canvas[^\n]*\n-## Europe(?!\n[-+])",
    ),
    *RULES,
]  # fmt: skip


async def put(page: Page, text: str) -> None:
    """Paste as a browser does, from a clipboard with plain text."""
    await page.evaluate(
        """text => {
             const data = new DataTransfer();
             data.setData('text/plain', text);
             const paste = {clipboardData: data, bubbles: true, cancelable: true};
             document.querySelector('.cm-content').dispatchEvent(new ClipboardEvent('paste', paste)); }""",
        text,
    )


async def new_page(page: Page) -> None:
    await write_coffee(page)
    await page.get_by_role("button", name="New page").click()
    await page.get_by_role("menuitem", name="New document").click()
    await expect(document(page, "Untitled")).to_be_visible()
    await document(page, "Untitled").click()


async def test_the_numbers_of_a_table_are_fixed_and_the_rest_is_as_it_was(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, MORE) as (page, _):
        await ask(page, "write a sales table")
        await answered(page)
        await ask(page, "fix the numbers in the table")
        await answered(page, count=2)
        await becomes(page, TABLE.replace("| April | 1200 | 9.50  |", FIXED))


async def test_the_first_document_is_merged_into_the_second(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, MORE) as (page, _):
        await write_coffee(page)
        await ask(page, "and a blog post about tea")
        await answered(page, count=2)
        await ask(page, "merge the first into the second")
        await answered(page, count=3)
        await becomes(page, MERGED)
        await page.get_by_role("tab", name="The History of Coffee Beans").click()
        await expect(document(page)).to_contain_text("The end.")


async def test_fifty_pages_are_pasted_into_a_blank_document_and_found_again(browser: Browser, tmp_path: Path) -> None:
    long = "".join(f"Page {n}. " + "The quick brown fox é 😀 字 jumps. " * 75 + "\n\n" for n in range(1, 51))
    async with desk(browser, tmp_path, MORE) as (page, _):
        await new_page(page)
        await put(page, long)
        await saved(page)
        await becomes(page, long)
        await page.reload()
        await expect(document(page, "Untitled")).to_contain_text("Page 1.")
        assert await canvas_text(page) == long


BAD = {
    "CRLF and tabs": "a\r\nb\tc\r\n",
    "combining and right to left": "e\u0301 עברית العربية 👩‍👩‍👧\n",
    "replacement patterns": "$& \\1 $1 ::: {{x}} ${y}\n",
    "an unclosed fence": "```py\nprint(1)\n",
    "nested tables": "| a | b |\n|--|--|\n| | x | y |\n",
    "one long line": "x" * 200_000,
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_input_is_kept_as_it_is(browser: Browser, tmp_path: Path, name: str) -> None:
    async with desk(browser, tmp_path, MORE) as (page, _):
        await new_page(page)
        await put(page, BAD[name])
        await saved(page)
        await becomes(page, BAD[name].replace("\r\n", "\n"))
        await page.reload()
        await expect(document(page, "Untitled")).to_be_visible()
        await page.wait_for_timeout(300)
        assert await canvas_text(page) == BAD[name].replace("\r\n", "\n")


async def test_two_people_and_an_agent_write_with_three_cursors(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, MORE) as (page, _program):
        await write_coffee(page)
        async with guest(browser, page, "Ben", "edit") as second:
            await expect(document(second)).to_contain_text("The end.")
            await document(second).get_by_text("Venetian").click()
            await ask(page, "@editor slowly change the end")
            await document(page).get_by_text("From there").click()
            await page.keyboard.press("ArrowRight")
            await asyncio.gather(
                expect(second.locator(".cv-caret")).to_have_count(1),  # the owner's
                expect(second.locator(".cv-streaming")).to_be_visible(),  # the editor's, with a caret in it
            )
            await second.keyboard.type("Ben was here. ", delay=30)
            await answered(page, count=2)
            await saved(second)
            text = await canvas_text(page)
            assert text.count("Ben was here.") == 1 and text.count("And that was that.") == 6
            assert await canvas_text(second) == text


async def test_a_section_taken_out_by_hand_is_known(browser: Browser, tmp_path: Path) -> None:
    """The model answers so only where it is shown what was taken out, and nothing else."""
    async with desk(browser, tmp_path, MORE) as (page, _):
        await write_coffee(page)
        await select_words(page, "Europe")
        await page.keyboard.press("Home")
        await page.keyboard.press("Shift+End")
        await page.keyboard.press("Delete")
        await becomes(page, COFFEE.replace("## Europe", ""))
        await ask(page, "What did I just change?")
        await expect(page.get_by_text("You took the heading on Europe out.")).to_be_visible()
