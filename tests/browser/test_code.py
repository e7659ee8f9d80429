"""A page of Python in the browser: run, an error at its line, fixed by the agent and run again, stopped, run by key."""

import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from gesso.sandbox.finding import find_tier

from .conftest import desk

pytestmark = [pytest.mark.browser, pytest.mark.skipif(sys.platform != "linux", reason="the tiers are of Linux")]

CODE = "words = 'a b b'.split()\nprint(len(words), 'words')\nlen(wrods) / 2\n"
EDIT = {"edits": [{"quote": "len(wrods)", "text": "len(words)", "why": "misspelt"}]}
RULES = [
    {"tool": ".*", "steps": [{"type": "say", "text": "The name was misspelt."}]},
    {"user": "Fix this error", "steps": [{"type": "call", "name": "edit", "args": EDIT}]},
]
MAKE = """async (text) => {
  const post = async (path, body) => (await fetch(path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body),
  })).json();
  const room = await post("/api/rooms", {title: "Words"});
  const canvas = await post(`/api/rooms/${room.id}/canvases`, {kind: "code", language: "python", title: "w.py", text});
  return `/r/${room.id}/c/${canvas.id}`;
}"""


async def test_from_error_to_fix(browser: Browser, tmp_path: Path) -> None:
    found = find_tier()
    if found.tier is None:
        pytest.skip(f"no sandbox holds here: {found.why}")
    async with desk(browser, tmp_path, RULES) as (page, program):
        await page.goto(program.url + await page.evaluate(MAKE, CODE))
        output = page.get_by_role("log", name="Output")
        await page.get_by_role("button", name="Run", exact=True).click()
        await expect(output).to_contain_text("3 words")
        await expect(output).to_contain_text("NameError")
        await expect(page.locator(".cv-wrong")).to_have_text("len(wrods) / 2")
        await page.get_by_role("button", name="Fix this error").click()
        await expect(output).to_contain_text("1.5")
        await expect(page.locator(".cv-wrong")).to_have_count(0)

        await page.locator(".cm-content").click()
        await page.keyboard.press("Control+a")
        await page.keyboard.type("import time\nprint('begun')\ntime.sleep(60)")
        await page.keyboard.press("Control+Enter")
        await expect(output).to_contain_text("begun")
        await page.get_by_role("button", name="Stop", exact=True).click()
        await expect(output).to_contain_text("KeyboardInterrupt")
        await page.get_by_role("button", name="Start afresh").click()
        await expect(output).to_have_count(0)
