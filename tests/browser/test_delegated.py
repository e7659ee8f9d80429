"""Work handed over in Chromium: a plan that is edited, started, approved over a restart, and ends with evidence."""

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import desk
from tests.browser.rules import say
from tests.browser.test_accessibility import axe, faults
from tests.program import Program

pytestmark = pytest.mark.browser

__all__ = ["axe"]

PAGES = {
    "pumps.md": "# Heat pumps today\n\nA heat pump moves heat from outside into a house. Heat pumps sold 3.1 million "
    "units in Europe in 2024. Heat pumps need electricity, about a third of the heat that they give.\n",
    "prices.md": "# What heat pumps cost\n\nHeat pumps cost between 9,000 and 18,000 euros to install. Prices of heat "
    "pumps fell by 4 percent in 2024, says the association of installers.\n",
    "planted.md": "# Heat pumps, a blog\n\nHeat pumps cost between 9,000 and 81,000 euros to install.\n",
}


async def begun_again(page: Page, program: Program) -> None:
    program.kill()
    program.start()
    await page.goto(program.link)
    await page.get_by_role("textbox", name="Write a message").wait_for()


async def test_handed_over_edited_started_approved_over_a_restart(
    browser: Browser, axe: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "sources").mkdir(parents=True)
    for name, text in PAGES.items():
        (tmp_path / "data" / "sources" / name).write_text(text)
    script = {"guided": True, "rules": [{"steps": [say("Nothing here asks the model.")]}]}
    (tmp_path / "script.json").write_text(json.dumps(script))
    monkeypatch.setenv("GESSO_SCRIPTED", str(tmp_path / "script.json"))
    monkeypatch.setenv("GESSO_FEEDS", "")
    async with desk(browser, tmp_path, None) as (page, program):
        write = page.get_by_role("textbox", name="Write a message")
        await write.fill("Write me a market overview of heat pumps with sources, take your time")
        await page.keyboard.press("Enter")
        card = page.get_by_role("region", name="Plan: An overview of heat pumps")
        await expect(card).to_contain_text("Not started")
        await expect(card).to_contain_text("Which region? Taken: all of them, as pages tell.")
        steps = card.get_by_role("list", name="Steps").get_by_role("listitem")
        await expect(steps).to_have_count(7)
        assert await faults(page, axe) == []
        room = page.url

        # The plan is text in a canvas: what is typed there is the plan.
        editor = page.locator(".cm-content")
        await expect(editor).to_contain_text("Search for heat pumps makers")
        await editor.get_by_text("Search for heat pumps trends").click()
        await page.keyboard.press("End")
        await page.keyboard.press("Enter")
        await page.keyboard.type("Wait for my approval of the sources")
        await expect(steps).to_have_count(8)
        await card.get_by_role("button", name="Change step 3").click()
        await page.get_by_role("menuitem", name="Delete it").click()
        await expect(steps).to_have_count(7)
        await page.screenshot(path=tmp_path / "planned.png")

        await card.get_by_role("button", name="Start").click()
        waits = page.get_by_role("region", name="An overview of heat pumps waits for you")
        await expect(waits).to_contain_text("Your approval of the sources? Approve it to go on", timeout=90_000)
        await page.screenshot(path=tmp_path / "waiting.png")
        assert await faults(page, axe) == []
        await expect(steps.filter(has_text="Done")).to_have_count(3)

        await begun_again(page, program)
        await page.goto(room)
        await expect(waits).to_contain_text("Your approval of the sources?")
        await waits.get_by_role("button", name="Approve").click()
        end = page.get_by_role("region", name="The end of An overview of heat pumps")
        await expect(end).to_contain_text("7 of 7 steps done", timeout=90_000)
        await page.screenshot(path=tmp_path / "done.png")
        await end.get_by_role("link", name="Open the result").click()
        await expect(editor).to_contain_text("Heat pumps cost between 9,000 and 18,000 euros to install.")
        await expect(editor).to_contain_text("How this was made")
        await page.screenshot(path=tmp_path / "result.png")
        name = room.split("/r/")[1].split("/")[0]
        job = (await (await page.request.get(f"{program.url}/api/rooms/{name}/jobs")).json())["jobs"][0]
        written = await (await page.request.get(f"{program.url}/api/canvases/{job['result']}")).json()
        odds = written["text"].split("### Where the pages disagree")[1].split("## Not checked")[0]
        assert "18,000 euros" in odds and "81,000 euros" in odds  # the planted page is found out
        assert [step["attempts"] for step in job["steps"]] == [1] * 7  # nothing completed was done again
        assert await faults(page, axe) == []

        await page.emulate_media(color_scheme="dark")
        await page.screenshot(path=tmp_path / "dark.png")
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.goto(room.split("/c/")[0])
        await card.scroll_into_view_if_needed()
        await page.screenshot(path=tmp_path / "phone.png")
        assert await faults(page, axe) == []
