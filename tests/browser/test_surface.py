"""Writing in a document in Chromium: outline, slash menu, tables, paste, pictures, search, drawings, print."""

import base64
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import box_at_rest
from tests.program import Client, Program

pytestmark = pytest.mark.browser


def png() -> str:
    """A picture of one pixel, in base64."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(4))),
        (b"IEND", b""),
    )
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    ]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()


# What a person pastes or drops, as the browser hands it to the page.
PASTE = """([kind, file, html, plain]) => {
  const data = new DataTransfer();
  const bytes = Uint8Array.from(atob(file), (c) => c.charCodeAt(0));
  if (file) data.items.add(new File([bytes], 'Meer_é.png', {type: 'image/png'}));
  if (html) data.setData('text/html', html);
  if (plain) data.setData('text/plain', plain);
  const target = document.activeElement;
  target.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""
ATTACK = "^(a+)+$"


@dataclass
class Sheet:
    """A document open in the page of its owner."""

    program: Program
    owner: Client
    page: Page
    room: str
    canvas: str

    async def text(self) -> str:
        return str((await self.owner.call("GET", f"/api/canvases/{self.canvas}"))["text"])

    async def reads(self, wanted: str) -> None:
        """Waits until the server has exactly this text."""
        for _ in range(100):
            if await self.text() == wanted:
                return
            await self.page.wait_for_timeout(50)
        assert await self.text() == wanted

    async def edit(self, quote: str, words: str) -> None:
        edits = [{"quote": quote, "text": words}]
        await self.owner.call("POST", f"/api/canvases/{self.canvas}/edits", edits=edits)

    async def paste(self, *, file: str = "", html: str = "", plain: str = "") -> None:
        await self.page.evaluate(PASTE, ["paste", file, html, plain])


@asynccontextmanager
async def sheet(browser: Browser, folder: Path, text: str, **context: object) -> AsyncIterator[Sheet]:
    with Program(folder / "data", [{"user": "", "steps": [{"type": "say", "text": "Hello."}]}]) as program:
        owner = await Client.signed_in(program)
        room = (await owner.call("POST", "/api/rooms", title="Plans"))["id"]
        made = {"kind": "document", "title": "Fox", "text": text}
        canvas = (await owner.call("POST", f"/api/rooms/{room}/canvases", **made))["id"]
        found = await browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **context})  # type: ignore[arg-type]
        await found.add_cookies(
            [{"name": c.name, "value": c.value or "", "url": program.url} for c in owner.http.cookies.jar]
        )
        page = await found.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        await page.goto(f"{program.url}/r/{room}/c/{canvas}")
        await expect(page.locator(".cv-foot-saved")).to_have_text("Saved")
        try:
            yield Sheet(program, owner, page, room, canvas)
        except BaseException:
            await page.screenshot(path=folder / "failed.png")
            raise
        finally:
            await found.close()
            await owner.close()
    assert wrong == []
    assert "Traceback" not in program.log(), program.log()[-3000:]


async def test_the_outline_goes_to_a_section_moves_it_and_leaves_the_column_where_it_is(
    browser: Browser, tmp_path: Path
) -> None:
    async with sheet(browser, tmp_path, "# One 😀\n\né\n\n## Two\n\n字\n\n## Three\n\nend\n") as s:
        column = s.page.locator(".cm-content")
        await column.click()
        before = await box_at_rest(column)
        await s.page.keyboard.press("Alt+Shift+O")
        rows = s.page.locator(".cv-outline-go")
        await expect(rows).to_have_text(["One 😀", "Two", "Three"])
        assert await box_at_rest(column) == before
        await rows.nth(1).focus()
        await s.page.keyboard.press("Alt+ArrowDown")
        await s.reads("# One 😀\n\né\n\n## Three\n\nend\n\n## Two\n\n字\n")
        await s.edit("é", "é\n\n## New")
        await expect(rows).to_have_text(["One 😀", "New", "Three", "Two"])
        await rows.nth(3).hover()
        grip = await s.page.locator(".cv-outline-row .cv-grip").nth(3).bounding_box()
        first = await rows.nth(1).bounding_box()
        assert grip is not None
        assert first is not None
        await s.page.mouse.move(grip["x"] + 8, grip["y"] + 8)
        await s.page.mouse.down()
        await s.page.mouse.move(grip["x"] + 8, first["y"] + 2, steps=6)
        await s.page.mouse.up()
        await s.reads("# One 😀\n\né\n\n## Two\n\n字\n\n## New\n\n## Three\n\nend\n")
        await s.page.keyboard.press("Control+z")
        await expect(rows).to_have_text(["One 😀", "New", "Three", "Two"])


async def test_the_slash_menu_writes_markdown_and_a_table_is_written_in_at_once(
    browser: Browser, tmp_path: Path
) -> None:
    async with sheet(browser, tmp_path, "Words é\n\n") as s:
        await s.page.locator(".cm-content").click()
        await s.page.keyboard.press("Control+End")
        await s.page.keyboard.type("/todo", delay=15)
        await expect(s.page.locator(".cv-slash li")).to_have_text(["Task list- [ ]"])
        await s.page.keyboard.press("Enter")
        await s.page.keyboard.type("one")
        await s.reads("Words é\n\n- [ ] one")
        await s.page.keyboard.press("Enter")
        await s.page.keyboard.press("Enter")
        await s.page.keyboard.type("/tab", delay=15)
        await expect(s.page.locator(".cv-slash li")).to_have_count(1)
        await s.page.keyboard.press("Enter")
        await expect(s.page.locator(".cv-cell-field")).to_be_focused()
        await s.page.keyboard.type("A|b")
        await s.page.keyboard.press("Tab")
        await s.page.keyboard.type("字")
        table = "| A\\|b | 字 |  |\n| --- | --- | --- |\n|  |  |  |\n|  |  |  |"
        await s.reads(f"Words é\n\n- [ ] one\n\n{table}\n\n")


TABLE = "Before.\n\n| Fruit | Price |\n| --- | ---: |\n| Apple | 1 |\n| Pear | 2 |\n\nAfter.\n"


async def test_a_table_is_written_in_while_others_change_it(browser: Browser, tmp_path: Path) -> None:
    async with sheet(browser, tmp_path, TABLE) as s:
        field = s.page.locator(".cv-cell-field")
        await s.page.locator('.cv-table [data-row="2"][data-column="0"]').click()
        await s.page.keyboard.press("End")
        await s.page.keyboard.type("s")
        await s.reads(TABLE.replace("| Pear |", "| Pears |"))  # stored, so that the other can name it
        await s.edit("| Pears |", "| Fig 😀 | 9 |\n| Pears |")
        await s.edit("Before.", "Before, é.")
        await expect(s.page.locator(".cv-table tr")).to_have_count(4)
        await expect(field).to_be_focused()
        await s.page.keyboard.type("!")
        await s.reads(TABLE.replace("Before.", "Before, é.").replace("| Pear |", "| Fig 😀 | 9 |\n| Pears! |"))
        await s.page.keyboard.press("Tab")
        await s.page.keyboard.press("Tab")
        await s.page.keyboard.type("Plum")
        await s.page.keyboard.press("Alt+ArrowUp")
        await s.paste(plain="x\ty\n1\t2\n")
        want = "| Fruit | Price |\n| --- | ---: |\n| Apple | 1 |\n| Fig 😀 | 9 |\n| x | y |\n| 1 | 2 |"
        await s.reads(f"Before, é.\n\n{want}\n\nAfter.\n")
        for _ in range(2):
            await s.page.keyboard.press("Control+z")
        await expect(s.page.locator(".cv-table")).not_to_contain_text("x")
        await s.page.keyboard.press("Escape")
        await s.page.keyboard.type("So ")
        await expect(s.page.locator(".cm-content")).to_contain_text("So After.")
        await s.page.get_by_role("radio", name="Read").click()
        await s.page.locator('.cv-table [data-row="1"][data-column="0"]').click()
        await expect(field).to_have_count(0)


async def test_a_paste_becomes_markdown_and_a_picture_a_stored_file(browser: Browser, tmp_path: Path) -> None:
    async with sheet(browser, tmp_path, "Start\n\n") as s:
        await s.page.locator(".cm-content").click()
        await s.page.keyboard.press("Control+End")
        html = "<h2>É</h2><p>a <b>b</b><script>alert(1)</script></p><ul><li>c</li></ul>"
        await s.paste(html=html, plain="É a b c")
        await s.reads("Start\n\n## É\n\na **b**\n\n- c")
        await s.page.keyboard.press("Control+z")
        await s.reads("Start\n\n")
        await s.paste(file=png())
        picture = s.page.locator("img.cv-image")
        await expect(picture).to_have_js_property("naturalWidth", 1)
        address = (await s.text()).partition("](")[2].rstrip(")\n")
        assert await s.text() == f"Start\n\n![Meer é]({address})\n\n"
        link = await s.owner.call("POST", f"/api/rooms/{s.room}/shares", canvas=s.canvas)
        stranger = await browser.new_context()
        seen = await stranger.new_page()
        await seen.goto(s.program.url + link["path"])
        await expect(seen.locator("img.cv-image")).to_have_js_property("naturalWidth", 1)
        await stranger.close()


async def test_search_counts_skips_replaces_and_outlives_any_pattern(browser: Browser, tmp_path: Path) -> None:
    async with sheet(browser, tmp_path, f"cat Cat concat\n\n{'a' * 45}!\n\ncat é 😀\n") as s:
        await s.page.locator(".cm-content").click()
        await s.page.keyboard.press("Control+f")
        find, count = s.page.get_by_label("Find", exact=True), s.page.locator(".cv-search-count")
        await find.fill("cat")
        await expect(count).to_have_text("4 found")
        await s.page.keyboard.press("Enter")
        await expect(count).to_have_text("1 of 4")
        await s.page.get_by_role("button", name="Whole words").click()
        await expect(count).to_have_text("1 of 3")
        await s.page.get_by_role("button", name="Pattern").click()
        await find.fill("(")
        await expect(count).to_contain_text("Not a pattern")
        await find.fill(ATTACK)
        assert await s.page.evaluate("new Promise((done) => setTimeout(() => done('alive'), 50))") == "alive"
        await expect(count).to_contain_text("takes too long", timeout=10_000)
        await find.fill("(c)(at)")
        await s.page.get_by_label("Replace with").fill("$2$1")
        await expect(count).to_have_text("1 of 3")
        await s.page.get_by_role("button", name="Skip", exact=True).click()
        await expect(count).to_have_text("2 of 3")
        await s.page.get_by_role("button", name="Replace", exact=True).click()
        await expect(count).to_have_text("2 of 2")
        await s.page.get_by_role("button", name="All", exact=True).click()
        await s.reads(f"atc atC concat\n\n{'a' * 45}!\n\natc é 😀\n")
        await s.page.keyboard.press("Escape")
        await expect(s.page.locator(".cm-content")).to_be_focused()


DRAWN = (
    "Sum $a^2$ and $5.\n\n$$\n\\frac{1}{2}\n$$\n\n```mermaid\nflowchart LR\n  A --> B\n```\n\n"
    "```mermaid\nnonsense\n```\n\nA note[^1].\n\n[^1]: Words 字.\n"
)


async def test_formulas_and_diagrams_are_drawn_under_our_policy_and_change_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    async with sheet(browser, tmp_path, DRAWN) as s:
        await expect(s.page.locator(".cv-math .katex")).to_have_count(2, timeout=15_000)
        await expect(s.page.locator("img.cv-diagram-picture")).to_have_count(1, timeout=20_000)
        assert await s.page.locator("img.cv-diagram-picture").evaluate("(image) => image.decode().then(() => true)")
        await expect(s.page.locator(".cv-undrawn-why")).to_contain_text("No diagram type")
        await s.page.locator(".cv-math-block").click()
        await expect(s.page.locator(".cm-content")).to_contain_text("\\frac{1}{2}")
        await s.page.locator(".cv-note-mark a").click()
        await expect(s.page.locator(".cm-content")).to_be_focused()
        await s.page.keyboard.press("Alt+Enter")
        await s.page.keyboard.type("!")
        await s.reads(DRAWN.replace("A note[^1].", "A note[^1]!."))


async def test_the_document_alone_is_printed_to_its_end(browser: Browser, tmp_path: Path) -> None:
    long = "".join(f"Paragraph {number} of a long text that has to be printed whole.\n\n" for number in range(400))
    async with sheet(browser, tmp_path, f"# Long\n\n{long}The very end.\n") as s:
        await s.page.emulate_media(media="print")
        await s.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        await expect(s.page.locator(".cm-content")).to_contain_text("The very end.")
        await expect(s.page.get_by_role("textbox", name="Write a message")).to_be_hidden()
        await expect(s.page.locator(".cv-foot")).to_be_hidden()
        height = await s.page.locator(".cm-content").evaluate("(column) => column.getBoundingClientRect().height")
        assert height > 10_000


async def test_blocks_move_by_key_and_by_hand_and_reading_moves_nothing(browser: Browser, tmp_path: Path) -> None:
    async with sheet(browser, tmp_path, "one é\n\ntwo 😀\n\n1. a\n2. b\n") as s:
        await s.page.locator(".cm-line", has_text="one").click()
        await s.page.keyboard.press("Alt+ArrowDown")
        await s.reads("two 😀\n\none é\n\n1. a\n2. b\n")
        line = await s.page.locator(".cm-line", has_text="one").bounding_box()
        first = await s.page.locator(".cm-line", has_text="two").bounding_box()
        assert line is not None
        assert first is not None
        await s.page.mouse.move(line["x"] + 40, line["y"] + 12)
        await s.page.mouse.move(line["x"] + 44, line["y"] + 13)
        handle = s.page.locator(".cv-handle")
        await expect(handle).to_be_visible()
        grip = await handle.bounding_box()
        assert grip is not None
        await s.page.mouse.move(grip["x"] + 8, grip["y"] + 10)
        await s.page.mouse.down()
        await s.page.mouse.move(grip["x"] + 8, first["y"] + 2, steps=6)
        await s.edit("two", "two, by another")
        await s.page.mouse.move(grip["x"] + 9, first["y"] + 3)
        await s.page.mouse.up()
        await s.reads("one é\n\ntwo, by another 😀\n\n1. a\n2. b\n")
        await s.page.get_by_role("radio", name="Read").click()
        await s.page.keyboard.press("Alt+ArrowDown")
        await s.page.mouse.move(line["x"] + 44, line["y"] + 13)
        await expect(handle).to_be_hidden()
        assert await s.text() == "one é\n\ntwo, by another 😀\n\n1. a\n2. b\n"


async def test_a_target_and_focus_are_kept_in_this_browser(browser: Browser, tmp_path: Path) -> None:
    async with sheet(browser, tmp_path, "one two\n\nthree four five\n") as s:
        count = s.page.locator(".cv-foot-count")
        await expect(count).to_contain_text("5 words")
        await count.click()
        menu = s.page.get_by_role("dialog", name="Counting and writing")
        await menu.get_by_role("spinbutton").fill("10")
        await menu.get_by_role("switch", name="Dim other paragraphs").click()
        await s.page.keyboard.press("Escape")
        await expect(count).to_contain_text("5 / 10")
        await s.page.locator(".cm-line", has_text="one two").click()
        await expect(s.page.locator(".cm-line.cv-dim", has_text="three")).to_be_visible()
        await s.page.reload()
        await expect(s.page.locator(".cv-foot-count")).to_contain_text("5 / 10")
        assert await s.text() == "one two\n\nthree four five\n"


async def test_a_reader_has_the_instruments_and_changes_nothing(browser: Browser, tmp_path: Path) -> None:
    text = "# One\n\nwords é\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n## Two\n\nend\n"
    async with sheet(browser, tmp_path, text) as s:
        link = await s.owner.call("POST", f"/api/rooms/{s.room}/shares", canvas=s.canvas)
        stranger = await browser.new_context()
        page = await stranger.new_page()
        await page.goto(s.program.url + link["path"])
        await page.locator(".cm-line", has_text="words").click()
        await page.keyboard.type("/table")
        await page.keyboard.press("Alt+ArrowDown")
        await page.keyboard.press("Alt+Shift+O")
        rows = page.locator(".cv-outline-go")
        await expect(rows).to_have_text(["One", "Two"])
        await expect(page.locator(".cv-outline .cv-grip")).to_have_count(0)
        await rows.nth(1).focus()
        await page.keyboard.press("Alt+ArrowUp")
        await page.keyboard.press("Escape")
        await page.locator('.cv-table [data-row="1"][data-column="0"]').click()
        await expect(page.locator(".cv-cell-field, .cv-table-add, .cv-slash")).to_have_count(0)
        await page.keyboard.press("Control+f")
        await page.get_by_label("Find", exact=True).fill("words")
        await expect(page.locator(".cv-search-count")).to_have_text("1 found")
        await expect(page.get_by_role("button", name="Replace", exact=True)).to_have_count(0)
        await stranger.close()
        assert await s.text() == text
