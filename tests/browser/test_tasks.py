"""Tasks on their page in Chromium: said, asked about, corrected, paused, imported, in a calendar."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import desk
from tests.browser.people import api
from tests.browser.test_accessibility import axe, faults
from tests.program import Program

pytestmark = pytest.mark.browser

__all__ = ["axe"]

BERLIN = {"timezone_id": "Europe/Berlin", "locale": "en-GB"}


async def create(page: Page, text: str) -> None:
    """In the list of tasks: say it, wait until it was understood, make it."""
    await page.get_by_role("textbox", name="A new task").fill(text)
    await expect(page.get_by_role("list", name="Next dates").first).to_be_visible()
    await page.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("textbox", name="A new task")).to_have_value("")


async def restarted(page: Page, program: Program) -> None:
    program.kill()
    program.start()
    await page.reload()


async def test_said_once_corrected_paused_and_kept_over_a_restart(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, [], **BERLIN) as (page, program):
        await page.get_by_role("link", name="Tasks").click()
        await page.get_by_role("button", name="Every weekday at 7 pm").click()
        card = page.get_by_role("region", name="Search for the latest AI news")
        await expect(card.get_by_text("Every weekday at 19:00", exact=False)).to_be_visible()
        await expect(card.get_by_role("list", name="Next dates").get_by_role("listitem")).to_have_count(5)
        await page.keyboard.press("Enter")
        await expect(page.get_by_text("Created. First on")).to_be_visible()

        # What is not said is asked, and answered with a click.
        field = page.get_by_role("textbox", name="A new task")
        await field.fill("Remind me at 7 to call mum")
        await expect(page.get_by_role("region", name="A question")).to_contain_text("in the morning or in the evening")
        await expect(page.get_by_role("button", name="Create")).to_be_disabled()
        await page.get_by_role("button", name="In the evening").click()
        await expect(page.get_by_role("list", name="Next dates")).to_contain_text("19:00")
        await page.get_by_role("button", name="Create").click()
        await expect(field).to_have_value("")

        # Corrected in words, with what it was and the next three dates; taken back.
        await page.get_by_role("main").get_by_role("link", name="Search for the latest AI news").click()
        change = page.get_by_role("textbox", name="Change it in words")
        await change.fill("make it 8 pm, not on Fridays")
        await change.press("Enter")
        changed = page.get_by_role("region", name="What changed")
        await expect(changed.get_by_text("at 20:00").first).to_be_visible()
        await expect(changed.get_by_role("listitem")).to_have_count(3)
        await restarted(page, program)
        await expect(page.get_by_text("Monday, Tuesday, Wednesday and Thursday at 20:00").first).to_be_visible()
        await page.get_by_role("button", name="Undo the last change").click()
        await expect(page.get_by_text("Every weekday at 19:00").first).to_be_visible()

        # By form.
        await page.get_by_role("button", name="Edit", exact=True).click()
        form = page.get_by_role("form", name="Edit")
        await form.locator("input[type=time]").first.fill("06:30")
        await form.get_by_role("button", name="Saturday").click()
        await form.get_by_label("Tell me").select_option("failures")
        await expect(form.get_by_text("06:30").first).to_be_visible()
        await form.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("at 06:30").first).to_be_visible()

        # Held and gone on, deleted and brought back.
        main = page.get_by_role("main")
        await page.get_by_role("button", name="Pause", exact=True).click()
        await expect(page.get_by_text("Paused: nothing is due until it goes on.")).to_be_visible()
        await main.get_by_role("button", name="Resume", exact=True).click()
        await expect(page.get_by_role("list", name="Next dates")).to_contain_text("06:30")
        await main.get_by_role("button", name="More for").click()
        await page.get_by_role("menuitem", name="Delete").click()
        await expect(main.get_by_role("link", name="Call mum")).to_be_visible()
        await expect(main.get_by_role("link", name="Search for the latest AI news")).to_have_count(0)
        await page.get_by_role("button", name="Undo").click()
        await expect(main.get_by_role("link", name="Search for the latest AI news")).to_be_visible()


async def test_lines_of_a_crontab_are_seen_before_they_are_tasks(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, [], **BERLIN) as (page, program):
        await page.goto(f"{program.url}/tasks/import")
        lines = "0 19 * * 1-5 Read the news\n30 8 1 * * Write the monthly report\n61 * * * * Nonsense\n"
        await page.get_by_label("Lines or calendar").fill(lines)
        await page.get_by_role("button", name="Show what it becomes").click()
        await expect(page.get_by_role("region", name="Read the news")).to_contain_text("every weekday at 19:00")
        await expect(page.get_by_role("region", name="Not understood")).to_contain_text("61")
        await page.get_by_role("region", name="Read the news").get_by_label("Take it").click()
        await page.get_by_role("button", name="Create 1 task").click()
        await expect(page.get_by_role("main").get_by_role("link", name="Write the monthly report")).to_be_visible()
        await expect(page.get_by_role("main").get_by_role("link", name="Read the news")).to_have_count(0)


async def test_the_calendar_is_walked_by_the_keyboard(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, [], **BERLIN) as (page, program):
        await page.goto(f"{program.url}/tasks")
        await create(page, "Every day at noon tell me a joke")
        for at, what in ((13, "Water the plants"), (14, "Call mum"), (15, "Read the news"), (16, "Feed the cat")):
            rule = {"type": "calendar", "start": "2026-01-01", "freq": "daily", "times": [f"{at}:00"]}
            timetable = {"zone": "Europe/Berlin", "schedule": rule}
            await api(page, "POST", "/tasks", {"instruction": what, "timetable": timetable})
        await page.get_by_role("link", name="Calendar").click()
        today = page.locator("[aria-current=date]")
        await today.focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await expect(page.locator("td:has(:focus)")).to_have_count(1)
        await page.keyboard.press("Enter")
        about = page.get_by_role("dialog", name="Tell me a joke")
        await expect(about).to_contain_text("Planned")
        await page.keyboard.press("Escape")
        await expect(about).to_have_count(0)

        # "2 more" opens the day, and an entry of it in its place.
        for _ in range(3):
            await page.keyboard.press("ArrowDown")
        await expect(page.locator("button:focus")).to_have_text("2 more")
        await page.keyboard.press("Enter")
        whole = page.get_by_role("dialog")
        await expect(whole.get_by_role("listitem")).to_have_count(5)
        await whole.get_by_role("button", name="Feed the cat").click()
        await expect(whole.get_by_role("link", name="Open the task")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(whole.get_by_role("button", name="Feed the cat")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(whole).to_have_count(0)
        await expect(page.locator("button:focus")).to_have_text("2 more")


@pytest.mark.parametrize(("width", "theme"), [(1360, "light"), (1360, "dark"), (390, "light")])
async def test_nothing_that_axe_calls_serious(
    browser: Browser, tmp_path: Path, axe: str, width: int, theme: str
) -> None:
    async with desk(browser, tmp_path, [], color_scheme=theme, **BERLIN) as (page, program):
        await page.set_viewport_size({"width": width, "height": 844})
        await page.goto(f"{program.url}/tasks")
        await expect(page.get_by_role("list", name="Things to try")).to_be_visible(timeout=30_000)
        assert await faults(page, axe) == [], "nothing yet"
        await page.get_by_role("textbox", name="A new task").fill("Remind me at 7 to call mum")
        await expect(page.get_by_role("region", name="A question")).to_be_visible()
        assert await faults(page, axe) == [], "a question"
        await page.get_by_role("textbox", name="A new task").fill("Every day at noon tell me a joke")
        await page.get_by_role("button", name="Details").click()
        assert await faults(page, axe) == [], "the form"
        await page.get_by_role("button", name="Create").click()
        await page.get_by_role("main").get_by_role("link", name="Tell me a joke").click()
        await page.get_by_role("button", name="Why did it run").click()
        await expect(page.locator("main .skeleton")).to_have_count(0)
        assert await faults(page, axe) == [], "a task"
        await page.get_by_role("button", name="Inbox").click()
        await expect(page.get_by_role("dialog", name="Inbox")).to_be_visible()
        assert await faults(page, axe) == [], "the inbox"
        for view in ("tasks/calendar", "tasks/import", "settings/notifications"):
            await page.goto(f"{program.url}/{view}")
            await expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
            await expect(page.locator("main .skeleton")).to_have_count(0)
            assert await faults(page, axe) == [], view
            wide = await page.evaluate("document.querySelector('main section').scrollWidth")
            assert wide <= width, f"{view} scrolls sideways"
