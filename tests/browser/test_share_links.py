"""A read-only link in the browser of somebody without an account: what it shows, what it lets do, and its end."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.program import Client, Program

pytestmark = pytest.mark.browser

TEXT = "# The fox\n\nOnce there was a **fox**.\n\n- [ ] a task\n\nThe end.\n"
RULES = [{"user": "", "steps": [{"type": "say", "text": "A private answer."}]}]


@dataclass
class Shared:
    """A room with two documents and a conversation, a link to the first document, and a stranger who opened it."""

    program: Program
    owner: Client
    page: Page
    room: str
    canvas: str
    other: str
    share: str
    path: str

    async def text(self) -> str:
        return str((await self.owner.call("GET", f"/api/canvases/{self.canvas}"))["text"])

    async def edit(self, quote: str, words: str) -> None:
        edits = [{"quote": quote, "text": words}]
        await self.owner.call("POST", f"/api/canvases/{self.canvas}/edits", edits=edits)

    async def stranger_gets(self, path: str, method: str = "GET") -> int:
        """The status of a request made by the stranger's page itself."""
        script = "([path, method]) => fetch(path, {method}).then(answer => answer.status)"
        return int(await self.page.evaluate(script, [path, method]))


@asynccontextmanager
async def shared(browser: Browser, folder: Path, *, whole: bool = False) -> AsyncIterator[Shared]:
    with Program(folder / "data", RULES) as program:
        owner = await Client.signed_in(program)
        room = (await owner.call("POST", "/api/rooms", title="Secret plans"))["id"]
        made = {"kind": "document", "title": "Fox", "text": TEXT}
        canvas = (await owner.call("POST", f"/api/rooms/{room}/canvases", **made))["id"]
        made = {"kind": "document", "title": "Diary", "text": "Private words.\n"}
        other = (await owner.call("POST", f"/api/rooms/{room}/canvases", **made))["id"]
        await owner.call("POST", f"/api/rooms/{room}/messages", text="A private question", wait_s=20)
        link = await owner.call("POST", f"/api/rooms/{room}/shares", **({} if whole else {"canvas": canvas}))
        context = await browser.new_context(viewport={"width": 1200, "height": 800})
        page = await context.new_page()
        await page.goto(program.url + link["path"])
        try:
            yield Shared(program, owner, page, room, canvas, other, link["id"], link["path"])
        finally:
            await context.close()
            await owner.close()
    assert "Traceback" not in program.log(), program.log()[-3000:]


async def test_it_shows_the_document_as_it_is_written_and_nothing_else(browser: Browser, tmp_path: Path) -> None:
    async with shared(browser, tmp_path) as s:
        document = s.page.locator(".cm-content")
        await expect(document).to_contain_text("Once there was a fox.")
        await expect(s.page.get_by_text("Read only").first).to_be_visible()
        await s.edit("The end.", "The very end.")
        await expect(document).to_contain_text("The very end.")
        seen = await s.page.locator("body").inner_text()
        for private in ("Secret plans", "Diary", "Private", "private", "Owner"):
            assert private not in seen
        await expect(s.page.get_by_role("textbox", name="Write a message")).to_have_count(0)
        assert (await s.page.context.cookies()) == [], "a stranger stays one"


async def test_typing_pasting_and_ticking_change_nothing(browser: Browser, tmp_path: Path) -> None:
    async with shared(browser, tmp_path) as s:
        document = s.page.locator(".cm-content")
        await expect(document).to_contain_text("The end.")
        await document.get_by_text("The end.").click()
        await s.page.keyboard.type("I was here. ")
        await s.page.keyboard.press("Enter")
        await s.page.keyboard.press("Control+a")
        await s.page.keyboard.press("Delete")
        await s.page.keyboard.insert_text("pasted")
        await s.page.keyboard.press("Control+j")
        for box in await document.locator("input, [role=checkbox]").all():
            await box.click(force=True)
        await expect(document).not_to_contain_text("I was here.")
        await expect(document).not_to_contain_text("pasted")
        await document.evaluate("node => { node.contentEditable = 'true'; node.focus(); }")
        await s.page.keyboard.type("forced ")
        await s.edit("a **fox**", "a **wolf**")  # what the server has to say comes after all of it
        await expect(document).to_contain_text("wolf")
        assert await s.text() == TEXT.replace("**fox**", "**wolf**")
        changes = await s.owner.call("GET", f"/api/canvases/{s.canvas}/changes?after=0")
        assert len(changes["changes"]) == 2, "the text itself and the owner's edit"


async def test_nothing_else_can_be_reached_from_it(browser: Browser, tmp_path: Path) -> None:
    async with shared(browser, tmp_path) as s:
        await expect(s.page.locator(".cm-content")).to_contain_text("fox")
        code = s.path.removeprefix("/s/")
        assert await s.stranger_gets(f"/api/shared/{code}/canvases/{s.canvas}") == 200
        assert await s.stranger_gets(f"/api/shared/{code}/canvases/{s.other}") == 404
        for path in (f"/api/rooms/{s.room}", f"/api/rooms/{s.room}/events", f"/api/rooms/{s.room}/stream",
                     f"/api/canvases/{s.canvas}", f"/api/canvases/{s.canvas}/export", "/api/rooms", "/api/export",
                     "/api/users", "/api/models"):  # fmt: skip
            assert await s.stranger_gets(path) == 401, path
        for method in ("PUT", "POST", "PATCH", "DELETE"):
            assert await s.stranger_gets(f"/api/shared/{code}/canvases/{s.canvas}", method) in (403, 404, 405)
        for path in (f"/r/{s.room}", "/", "/settings/people"):
            await s.page.goto(s.program.url + path)
            await expect(s.page.get_by_text(re.compile("Sign in|address", re.IGNORECASE)).first).to_be_visible()
            assert "private" not in (await s.page.locator("body").inner_text()).lower()
        await s.page.goto(f"{s.program.url}{s.path}/c/{s.other}")
        await expect(s.page.locator("body")).not_to_contain_text("Private words")


async def test_it_ends_in_the_open_page_when_it_is_withdrawn(browser: Browser, tmp_path: Path) -> None:
    async with shared(browser, tmp_path) as s:
        document = s.page.locator(".cm-content")
        await expect(document).to_contain_text("The end.")
        await s.owner.call("DELETE", f"/api/shares/{s.share}")
        await asyncio.sleep(0.3)
        await s.edit("The end.", "Words of a later secret.")
        await s.page.wait_for_timeout(2_500)  # long enough for the page to try to come back
        assert "later secret" not in await s.page.locator("body").inner_text()
        await expect(s.page.get_by_text("This link does not work any more.")).to_be_visible()
        await s.page.reload()
        await expect(s.page.get_by_text("This link does not work any more.")).to_be_visible()
        await expect(document).to_have_count(0)


async def test_a_link_to_the_whole_room_shows_its_documents_but_no_conversation(
    browser: Browser, tmp_path: Path
) -> None:
    async with shared(browser, tmp_path, whole=True) as s:
        await expect(s.page.locator(".cm-content")).to_contain_text("fox")
        await s.page.get_by_role("button", name="Diary").click()
        await expect(s.page.locator(".cm-content")).to_contain_text("Private words.")
        body = await s.page.locator("body").inner_text()
        assert "A private question" not in body and "A private answer" not in body
        code = s.path.removeprefix("/s/")
        assert await s.stranger_gets(f"/api/rooms/{s.room}/events") == 401
        assert await s.stranger_gets(f"/api/shared/{code}") == 200
