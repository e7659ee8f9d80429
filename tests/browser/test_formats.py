"""Files of other programs in the page: dropped on the window, chosen, refused, and saved in another format."""

import base64
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from gesso.formats.document import Document, Note, Proposal
from gesso.formats.front import read_any, write_as
from tests.browser.conftest import desk

pytestmark = pytest.mark.browser

RULES: list[Mapping[str, Any]] = [{"user": "", "steps": [{"type": "say", "text": "Good."}]}]
TEXT = "# The fox 字\n\nA quick **fox** ran over the lazy dog 😀.\n\n- one\n- two\n"
QUICK, LAZY = TEXT.index("quick"), TEXT.index("lazy")
DOCUMENT = Document(
    "The fox", TEXT, comments=(Note(QUICK, QUICK + 5, "Ben Smith", "How quick?"),),
    suggestions=(Proposal(LAZY, LAZY + 4, "sleepy", "Eve Stone"),),
)  # fmt: skip
GARBAGE = b"PK\x03\x04 this is no Word file"


def with_macro(data: bytes) -> bytes:
    """The Word file with a macro in it, which no page can keep."""
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"Sub Auto()")
    return target.getvalue()


async def drop(page: Page, name: str, data: bytes) -> None:
    """What the browser tells the page when a file is dragged over it and let go."""
    await page.evaluate(
        """([name, data]) => {
             const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
             const dataTransfer = new DataTransfer();
             dataTransfer.items.add(new File([bytes], name));
             for (const type of ['dragenter', 'dragover', 'drop'])
               document.body.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer})); }""",
        [name, base64.b64encode(data).decode()],
    )


async def asked(page: Page, path: str) -> Any:
    return await page.evaluate("path => fetch(`/api${path}`).then(answer => answer.json())", path)


async def export(page: Page, name: str) -> tuple[str, bytes]:
    """What the page's menu saves in the format of that name."""
    await page.get_by_role("button", name="More for this page").click()
    await page.get_by_role("menuitem", name="Export…").click()
    dialog = page.get_by_role("dialog")
    await dialog.locator("label").filter(has_text=name).first.click()
    await expect(dialog.get_by_role("radio", checked=True)).to_have_count(1)
    await expect(dialog.get_by_text("Everything is kept.").or_(dialog.get_by_text("would not keep"))).to_be_visible()
    async with page.expect_download() as saving:
        await dialog.get_by_role("button", name="Export").click()
    saved = await saving.value
    await expect(dialog).to_have_count(0)
    return saved.suggested_filename, Path(await saved.path()).read_bytes()


async def test_a_dropped_word_file_opens_with_its_comment_and_suggestion_and_goes_out_again(
    browser: Browser, tmp_path: Path
) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await drop(page, "The fox.docx", with_macro(write_as("docx", DOCUMENT)))
        dialog = page.get_by_role("dialog", name="Imported “The fox”")
        await expect(dialog.get_by_role("listitem")).to_have_text(["macros"])
        await dialog.get_by_role("button", name="Show the page").click()
        shown = page.get_by_role("textbox", name="The fox")
        await expect(shown).to_contain_text("A quick fox ran over the lazy")
        await expect(shown).to_contain_text("sleepy")
        await expect(page.get_by_role("heading", name="The fox", level=1)).to_be_visible()
        canvas = page.url.rpartition("/")[2]
        assert (await asked(page, f"/canvases/{canvas}"))["text"] == TEXT
        notes = await asked(page, f"/canvases/{canvas}/notes")
        assert [(note["quote"], note["body"]) for note in notes] == [("quick", "Ben Smith: How quick?")]
        offers = await asked(page, f"/canvases/{canvas}/suggestions")
        assert [(offer["before"], offer["after"], offer["why"]) for offer in offers] == [
            ("lazy", "sleepy", "Suggested by Eve Stone")
        ]
        file, data = await export(page, "Word")
        (back,) = read_any(file, data)
        assert (file, back.text) == ("The fox.docx", TEXT)
        assert [note.body for note in back.comments] == ["Ben Smith: How quick?"]
        assert [(offer.start, offer.after) for offer in back.suggestions] == [(LAZY, "sleepy")]
        file, data = await export(page, "HTML")
        (back,) = read_any(file, data)
        assert (file, back.text) == ("The fox.html", TEXT)
        assert [(note.start, note.body) for note in back.comments] == [(QUICK, "Ben Smith: How quick?")]
        assert [(offer.start, offer.after) for offer in back.suggestions] == [(LAZY, "sleepy")]


async def test_markdown_goes_out_as_it_stands_on_the_screen(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        async with page.expect_file_chooser() as choosing:
            await page.get_by_role("button", name="Or bring a file").click()
        odd = "Odd  *spacing*\n===\n\n* é 😀\n\n\ttab & <b>html</b>\\\nend"
        chosen = {"name": "odd.md", "mimeType": "text/markdown", "buffer": odd.encode()}
        await (await choosing.value).set_files(files=[chosen])
        shown = page.get_by_role("textbox", name="odd")
        await expect(shown).to_contain_text("tab & ")
        await shown.press("Control+End")
        await shown.press_sequentially(" of it")
        await page.get_by_role("radio", name="Source").click()
        await expect(page.locator(".cm-line").last).to_have_text("end of it")
        on_screen = [await line.text_content() for line in await page.locator(".cm-line").all()]
        file, data = await export(page, "Markdown")
        assert file == "odd.md"
        assert data.decode().split("\n") == on_screen == (odd + " of it").split("\n")


async def test_garbage_is_refused_in_a_sentence_and_nothing_is_lost(browser: Browser, tmp_path: Path) -> None:
    refused = "“broken.docx” was not imported. This file cannot be read; it may be cut off or damaged."
    async with desk(browser, tmp_path, RULES) as (page, _):
        await drop(page, "broken.docx", GARBAGE)
        await expect(page.get_by_text(refused)).to_be_visible()
        assert await asked(page, "/rooms") == [], "no empty conversation stays behind"
        await page.reload()
        await page.get_by_role("button", name="Or bring a file").wait_for()
        await drop(page, "plain.txt", b"My own words.\n")
        shown = page.get_by_role("textbox", name="plain")
        await expect(shown).to_contain_text("My own words.")
        await page.get_by_role("textbox", name="Write a message").fill("half a thought")
        room, canvas = page.url.split("/")[-3], page.url.rpartition("/")[2]
        await drop(page, "broken.docx", GARBAGE)
        await expect(page.get_by_text(refused)).to_be_visible()
        await expect(shown).to_contain_text("My own words.")
        await expect(page.get_by_role("textbox", name="Write a message")).to_have_value("half a thought")
        assert (await asked(page, f"/canvases/{canvas}"))["text"] == "My own words.\n"
        assert [each["title"] for each in (await asked(page, f"/rooms/{room}"))["canvases"]] == ["plain"]
