"""A book in Chromium: dropped, read, asked about, and from the citation to the passage in it."""

import base64
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import desk
from tests.browser.rules import call, say, when
from tests.browser.test_accessibility import axe, faults
from tests.reading import made

pytestmark = pytest.mark.browser

__all__ = ["axe"]

QUOTE = "In the storm of 1871 the lamp went out for three hours."

DROP = """([name, data, x]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name));
  const at = (type) => new DragEvent(type, {dataTransfer: carried, bubbles: true, cancelable: true, clientX: x, clientY: 300});
  for (const type of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(at(type));
}"""  # noqa: E501  (a line of script)


async def drop(page: Page, name: str, data: bytes) -> None:
    """Drop a file on the second half of the window, where files are attached."""
    width = await page.evaluate("window.innerWidth")
    await page.evaluate(DROP, [name, base64.b64encode(data).decode(), 0.8 * width])


async def shot(page: Page, folder: Path, name: str) -> None:
    await page.screenshot(path=folder / f"{name}.png")


async def test_from_a_book_to_the_passage_behind_a_citation(browser: Browser, axe: str, tmp_path: Path) -> None:
    rules = [
        {"tool": "search_files", "steps": [say(f"It failed once, in 1871.\n\n> {QUOTE} [1]\n\nNobody was hurt [1].")]},
        when("", call("search_files", {"question": "when did the lamp fail"})),
    ]
    async with desk(browser, tmp_path, rules) as (page, _):
        await drop(page, "skerry.pdf", made.pdf(made.BOOK, title="The Lamp"))
        files = page.get_by_role("list", name="Files of this conversation")
        await expect(files.get_by_role("button", name="skerry.pdf")).to_contain_text("4 pages")
        await drop(page, "broken.pdf", b"%PDF-1.4 nothing")
        await expect(files.get_by_role("button", name="broken.pdf")).to_contain_text("not read")
        await shot(page, tmp_path, "attached")
        assert await faults(page, axe) == []

        await page.get_by_role("textbox", name="Write a message").fill("When did the lamp fail?")
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Read all of skerry.pdf (4 pages)")).to_be_visible()
        await page.get_by_role("blockquote").get_by_role("link", name="[1]").click()
        book = page.get_by_role("dialog", name="skerry.pdf")
        await expect(book.get_by_role("mark")).to_have_text(QUOTE)
        await expect(book).to_contain_text("Page 4 of 4")
        await shot(page, tmp_path, "passage")
        assert await faults(page, axe) == []
        await book.get_by_role("button", name="Back").click()
        await expect(book).to_contain_text("Tobias Finch")
        await page.keyboard.press("Escape")

        await page.get_by_text("1 file was looked in").click()
        await expect(page.get_by_text("1 of 1 quotes stand there word for word.")).to_be_visible()
        await page.get_by_role("button", name="All 2 files").click()
        listed = page.get_by_role("dialog", name="Files")
        await expect(listed).to_contain_text("It is damaged and cannot be read")
        await shot(page, tmp_path, "list")
        assert await faults(page, axe) == []
        await listed.get_by_role("button", name="Remove broken.pdf").click()
        await expect(listed.get_by_text("broken.pdf")).to_have_count(0)
        await page.keyboard.press("Escape")
        await page.set_viewport_size({"width": 390, "height": 780})
        await page.emulate_media(color_scheme="dark")
        await shot(page, tmp_path, "phone")
        await page.get_by_role("blockquote").get_by_role("link", name="[1]").click()
        await expect(book.get_by_role("mark")).to_be_visible()
        await shot(page, tmp_path, "phone-passage")
