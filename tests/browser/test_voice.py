"""Words are spoken in Chromium, with its fake microphone and a real server that makes them text."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.browser.conftest import desk, launch
from tests.browser.test_accessibility import axe, faults
from tests.model.speech_server import speech_server

pytestmark = pytest.mark.browser

__all__ = ["axe"]

WEBM = b"\x1aE\xdf\xa3"


async def speak(page: Page) -> None:
    """Record for a second or more."""
    await page.get_by_role("button", name="Speak").click()
    stop = page.get_by_role("button", name="Stop recording")
    await expect(stop).to_be_focused()
    await expect(page.get_by_role("timer")).to_have_text(re.compile("0:0[1-9]"))
    await stop.click()


async def test_spoken_words_are_read_before_they_are_sent(tmp_path: Path, axe: str) -> None:
    async with async_playwright() as playwright, speech_server() as server:
        browser: Browser = await launch(playwright, "--use-fake-device-for-media-stream")
        async with desk(browser, tmp_path, [], permissions=["microphone"], locale="en-GB") as (page, program):
            message = page.get_by_role("textbox", name="Write a message")
            await expect(page.get_by_role("button", name="Send")).to_be_visible()
            await expect(page.get_by_role("button", name="Speak")).to_have_count(0)

            # An administrator sets a server, which is tried first.
            await page.goto(f"{program.url}/settings/models")
            form = page.get_by_role("form", name="Spoken words")
            await form.get_by_label("Address").fill("http://127.0.0.1:9/v1")
            await form.get_by_label("Model").fill("whisper-1")
            await form.get_by_role("button", name="Test and save").click()
            await expect(form.get_by_role("alert")).to_contain_text("cannot be reached")
            await form.get_by_label("Address").fill(server.base_url)
            await form.get_by_label("Key").fill("sk-secret")
            await form.get_by_role("button", name="Test and save").click()
            await expect(page.get_by_text("It works")).to_be_visible()
            assert await faults(page, axe) == []

            # A task: said, read, and only then made.
            await page.goto(f"{program.url}/tasks")
            await speak(page)
            field = page.get_by_role("textbox", name="A new task")
            await expect(field).to_have_value(server.says)
            await expect(field).to_be_focused()
            await expect(page.get_by_role("list", name="Next dates")).to_contain_text("19:00")
            assert server.heard[-1].audio.startswith(WEBM) and server.heard[-1].key == "Bearer sk-secret"
            await page.keyboard.press("Enter")
            await expect(field).to_have_value("")
            await expect(page.get_by_role("main").get_by_role("link", name="Read me the news")).to_be_visible()

            # A message, after what is already there; thrown away with Esc, and nothing is sent anywhere.
            server.says, heard = "and what the weather will be", len(server.heard)
            await page.goto(program.url)
            await message.fill("Tell me the news")
            await page.get_by_role("button", name="Speak").click()
            await expect(page.get_by_role("timer")).to_be_visible()
            assert await faults(page, axe) == []
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("button", name="Speak")).to_be_focused()
            assert len(server.heard) == heard
            await speak(page)
            await expect(message).to_have_value("Tell me the news and what the weather will be")

            # What went wrong is said; a recording that was not written down is kept until it is.
            server.fault = "500"
            await speak(page)
            await expect(page.get_by_text("answered with status 500")).to_be_visible()
            server.fault, server.says = "", "tomorrow"
            await page.get_by_role("button", name="Try again").click()
            await expect(message).to_have_value("Tell me the news and what the weather will be tomorrow")
            server.says = ""
            await speak(page)
            await expect(page.get_by_text("No words were heard")).to_be_visible()
            await page.context.clear_permissions()
            await page.get_by_role("button", name="Speak").click()
            await expect(page.get_by_text("The microphone is blocked for this page")).to_be_visible()
            await expect(message).to_have_value("Tell me the news and what the weather will be tomorrow")

            # On a phone there is room for it, too.
            await page.set_viewport_size({"width": 390, "height": 844})
            await page.context.grant_permissions(["microphone"])
            for address in ("", "tasks"):
                await page.goto(f"{program.url}/{address}")
                await page.get_by_role("button", name="Speak").click()
                await expect(page.get_by_role("timer")).to_be_visible()
                assert await page.evaluate("document.documentElement.scrollWidth") <= 390
                await page.keyboard.press("Escape")
        await browser.close()
