"""The page around the canvas, in Chromium: conversations, branches, stop, sharing, keyboard, right-to-left."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import desk

pytestmark = pytest.mark.browser

PAGE = "# Tea\n\nFirst words.\n"
RULES: list[dict[str, Any]] = [
    {"tool": "open_canvas", "steps": [{"type": "say", "text": "It is written."}]},
    {"user": "page", "steps": [{"type": "call", "name": "open_canvas",
                                "args": {"kind": "document", "title": "Tea", "text": PAGE}}]},
    {"user": "slowly", "steps": [{"type": "say", "text": "one two three four " * 40, "every_s": 0.2}]},
    {"user": "break", "times": 1, "steps": [{"type": "say", "text": "Half "}, {"type": "fail", "kind": "timeout"}]},
    {"user": "break", "steps": [{"type": "say", "text": "Whole again."}]},
    {"user": "attack", "steps": [{"type": "say", "text": "<img src=x onerror=\"window.hit=1\">[x](javascript:1)"}]},
    {"user": "think", "steps": [{"type": "think", "text": "A secret plan."}, {"type": "say", "text": "Thought."}]},
    {"user": "first", "steps": [{"type": "say", "text": "Answer to the first."}]},
    {"user": "second", "steps": [{"type": "say", "text": "Answer to the second."}]},
]  # fmt: skip


async def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Write a message")
    await box.fill(text)
    await box.press("Enter")


def row(page: Page, title: str) -> Any:
    return page.get_by_role("navigation", name="Conversations").get_by_role("link", name=title)


async def test_an_edited_message_branches_and_both_answers_stay(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "first")
        await expect(page.get_by_text("Answer to the first.")).to_be_visible()
        await page.get_by_role("button", name="Edit", exact=True).click()
        await page.get_by_label("Edit the message").fill("second")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_text("Answer to the second.")).to_be_visible()
        await expect(page.get_by_text("Answer to the first.")).to_have_count(0)
        await page.get_by_role("button", name="Earlier version").click()
        await expect(page.get_by_text("Answer to the first.")).to_be_visible()
        await page.reload()
        await expect(page.get_by_text("Answer to the first.")).to_be_visible()


async def test_stop_keeps_what_was_said(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "slowly")
        await expect(page.get_by_text("one two three")).to_be_visible()
        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_text("Stopped. What was written so far is kept.")).to_be_visible()
        await expect(page.get_by_text("one two three")).to_be_visible()


async def test_a_failed_answer_says_so_and_can_be_tried_again(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "break")
        alert = page.get_by_role("alert")
        await expect(alert).to_contain_text("everything written so far are kept")
        await page.get_by_role("button", name="Retry").click()
        await expect(page.get_by_text("Whole again.")).to_be_visible()
        await expect(page.get_by_label("Version 2 of 2")).to_be_visible()


async def test_thoughts_are_folded(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "think")
        await expect(page.get_by_text("Thought.", exact=True)).to_be_visible()
        await expect(page.get_by_text("A secret plan.")).to_have_count(0)
        await page.get_by_role("button", name=re.compile("Thought for")).click()
        await expect(page.get_by_text("A secret plan.")).to_be_visible()


async def test_an_answer_cannot_run_anything(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "attack")
        await expect(page.get_by_text("<img src=x")).to_be_visible()
        assert await page.get_by_role("article").locator("img, a[href^='javascript']").count() == 0
        assert await page.evaluate("window.hit") is None


async def test_conversations_are_renamed_found_deleted_and_brought_back(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "first")
        await expect(page.get_by_text("Answer to the first.")).to_be_visible()
        await page.get_by_role("button", name=re.compile("^More for")).click()
        await page.get_by_role("menuitem", name="Rename").click()
        await page.get_by_label("Name of the conversation").fill("Über Tee 字")
        await page.keyboard.press("Enter")
        await expect(row(page, "Über Tee 字")).to_be_visible()
        await page.get_by_label("Search conversations").fill("nothing like it")
        await expect(page.get_by_text("Nothing found")).to_be_visible()
        await page.get_by_label("Search conversations").fill("Tee")
        await expect(row(page, "Über Tee 字")).to_be_visible()
        await page.get_by_role("button", name=re.compile("^More for")).click()
        await page.get_by_role("menuitem", name="Delete").click()
        await expect(row(page, "Über Tee 字")).to_have_count(0)
        await page.get_by_role("button", name="Undo").click()
        await expect(row(page, "Über Tee 字")).to_be_visible()


async def test_a_link_shows_the_page_to_a_stranger_until_it_is_revoked(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "a page about tea")
        await expect(page.get_by_text("It is written.")).to_be_visible()
        await page.get_by_role("button", name="Share", exact=True).click()
        await page.get_by_role("button", name="Make a link").click()
        link = await page.get_by_label("Link", exact=True).input_value()
        context = await browser.new_context()
        stranger = await context.new_page()
        await stranger.goto(link)
        await expect(stranger.get_by_text("First words.")).to_be_visible()
        await expect(stranger.get_by_text("It is written.")).to_have_count(0)
        await page.get_by_role("button", name="Revoke").click()
        await expect(page.get_by_role("button", name="Revoke")).to_have_count(0)
        await stranger.reload()
        await expect(stranger.get_by_text("This link does not work any more.")).to_be_visible()
        await context.close()


async def test_the_page_finds_the_server_again_by_itself(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, program):
        await ask(page, "first")
        await expect(page.get_by_text("Answer to the first.")).to_be_visible()
        program.kill()
        await expect(page.get_by_text("Reconnecting")).to_be_visible()
        await asyncio.to_thread(program.start)
        await expect(page.get_by_text("Reconnecting")).to_have_count(0, timeout=15_000)
        await ask(page, "second")
        await expect(page.get_by_text("Answer to the second.")).to_be_visible()


async def test_the_keyboard_reaches_everything(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "a page about tea")
        await expect(page.get_by_text("It is written.")).to_be_visible()
        await page.keyboard.press("Control+k")
        await page.get_by_role("combobox", name=re.compile("Search")).fill("dark")
        await expect(page.get_by_role("option", name="Theme: dark")).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        panes = set()
        for _ in range(3):
            await page.keyboard.press("F6")
            panes.add(await page.evaluate("document.activeElement.closest('[data-pane]')?.dataset.pane"))
        assert panes == {"list", "conversation", "canvas"}
        bar = page.get_by_role("separator", name="Width of the conversation")
        before = int(await bar.get_attribute("aria-valuenow") or 0)
        await bar.press("ArrowRight")
        await expect(bar).to_have_attribute("aria-valuenow", str(before + 2))


async def test_right_to_left(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await expect(page.get_by_role("textbox", name="Write a message")).to_be_visible()
        await page.evaluate("localStorage.setItem('gesso.locale', 'ar-XB')")
        await page.reload()
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        box = await page.locator("nav").bounding_box()
        assert box is not None and box["x"] > 680


LONG = (
    "# Notes\n\nThe first words of all.\n\n" + "\n\n".join(f"Paragraph {n} says something." for n in range(60)) + "\n"
)
WRITES: list[dict[str, Any]] = [
    {"tool": ".*", "steps": [{"type": "say", "text": "Done."}]},
    {"user": "notes", "steps": [{"type": "call", "name": "open_canvas",
                                 "args": {"kind": "document", "title": "Notes", "text": LONG}}]},
    {"user": "begin", "steps": [{"type": "call", "name": "edit", "piece": 4, "every_s": 0.05, "args": {
        "edits": [{"block": 2, "text": "The opening words were exchanged for others."}]}}]},
]  # fmt: skip


async def in_view(page: Page, words: str) -> bool:
    return bool(
        await page.evaluate(
            """words => {
                 const pane = document.querySelector('.cm-scroller').getBoundingClientRect();
                 const line = [...document.querySelectorAll('.cm-line')].find(each => each.textContent.includes(words));
                 const box = line?.getBoundingClientRect();
                 return Boolean(box) && box.top >= pane.top && box.bottom <= pane.bottom; }""",
            words,
        )
    )


async def comes_in_view(page: Page, words: str) -> None:
    """The page scrolls there by itself, which takes a moment."""
    for _ in range(30):
        if await in_view(page, words):
            return
        await page.wait_for_timeout(100)
    assert await in_view(page, words)


async def test_the_page_goes_to_where_the_agent_works_and_its_bar_hides_no_words(
    browser: Browser, tmp_path: Path
) -> None:
    async with desk(browser, tmp_path, WRITES) as (page, _):
        await ask(page, "notes")
        await expect(page.get_by_text("Done.", exact=True)).to_be_visible()
        await page.locator(".cm-scroller").evaluate("(pane) => pane.scrollTo(0, pane.scrollHeight)")
        assert not await in_view(page, "The first words")
        await ask(page, "begin anew")
        await expect(page.get_by_text("Gesso changed this")).to_be_visible()
        await comes_in_view(page, "were exchanged")
        covered = await page.evaluate(
            """() => {
                 const bar = document.querySelector('.cv-bar').getBoundingClientRect();
                 return [...document.querySelectorAll('.cm-line')].filter(line => {
                   const range = document.createRange();
                   range.selectNodeContents(line);
                   return line.textContent.trim() && [...range.getClientRects()].some(box =>
                     box.bottom - 2 > bar.top && box.top + 2 < bar.bottom
                     && box.right > bar.left && box.left < bar.right);
                 }).map(line => line.textContent); }"""
        )
        assert covered == []


async def test_somebody_who_types_is_not_taken_elsewhere(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, WRITES) as (page, _):
        await ask(page, "notes")
        await expect(page.get_by_text("Done.", exact=True)).to_be_visible()
        await page.locator(".cm-scroller").evaluate("(pane) => pane.scrollTo(0, pane.scrollHeight)")
        await ask(page, "begin anew")
        await page.locator(".cm-line", has_text="Paragraph 59").click()
        await page.keyboard.type("Mine. ")
        await expect(page.get_by_text("Done.", exact=True)).to_have_count(2)
        await page.wait_for_timeout(400)
        assert await in_view(page, "Mine.")
