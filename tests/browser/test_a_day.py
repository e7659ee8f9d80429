"""A day in the life of tasks, on a fast clock: said, corrected, done, read, snoozed, over a restart, on a phone."""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import desk
from tests.browser.people import api
from tests.browser.rules import call, say, when
from tests.program import Program

pytestmark = pytest.mark.browser

SAID = (
    "Every weekday at 7 am continue the story, every day at noon tell me a joke about animals, "
    "and today at 8 pm remind me to water the plants"
)
ASK = "Summarise the news about tidal power in Scotland"
STORY = "# The lighthouse\n\nThe keeper lit the lamp and waited for the fog.\n"
MORNING = "In the morning a boat lay at the rocks."
RULES: list[dict[str, Any]] = [
    {"tool": ".*", "steps": [say("It is done.")]},
    when("at 7 am continue", call("create_task", {"when": ["Every weekday at 7 am", "every day at noon"]})),
    when("make the joke", call("change_task", {"words": "make the joke 1 pm"})),
    when("the story", call("open_canvas", {"kind": "document", "title": "Lighthouse", "text": STORY})),
    when("tidal power", say("The third turbine off Orkney went into the water.")),
    when("joke", say("A fox walks into a library and asks for a book about geese.")),
]  # fmt: skip
NEXT_DAY = [when("the story", call("add_entry", {"text": MORNING})), *RULES]


class Day:
    """One clock for the program and the page; it goes on by itself, and on to a moment when told to."""

    def __init__(self, folder: Path, begin: datetime) -> None:
        self.file, self.begin = folder / "ahead", begin
        self._set((begin - datetime.now(UTC)).total_seconds())

    def _set(self, ahead_s: float) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(str(ahead_s))
        fresh.replace(self.file)
        self.ahead_s = ahead_s

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead_s)

    async def until(self, page: Page, clock: str) -> None:
        """On to the next time that the clocks in Berlin show this."""
        local = self.now.astimezone(self.begin.tzinfo)
        to = datetime.combine(local.date(), datetime.strptime(clock, "%H:%M").time(), local.tzinfo)
        seconds = ((to if to > local else to + timedelta(days=1)) - local).total_seconds()
        self._set(self.ahead_s + seconds)
        await page.clock.fast_forward(round(seconds * 1000))


async def asked(page: Page, text: str) -> None:
    room = await api(page, "POST", "/rooms", {})
    await api(page, "POST", f"/rooms/{room['id']}/messages", {"text": text, "zone": "Europe/Berlin", "wait_s": 20})


async def told(page: Page, title: str) -> None:
    """When the inbox has an unread notice of that title, let the page look again, which it does each half minute."""
    async with asyncio.timeout(60):
        while title not in [n["title"] for n in (await api(page, "GET", "/inbox"))["notices"] if not n["read"]]:
            await asyncio.sleep(0.2)
    await page.clock.fast_forward(31_000)


async def history(page: Page, program: Program, title: str) -> None:
    await page.goto(f"{program.url}/tasks")
    await page.get_by_role("main").get_by_role("link", name=title).click()


def runs(page: Page, state: str) -> Any:
    return page.get_by_role("region", name="History").get_by_role("button", name=state)


@dataclass
class Life:
    """The page, the program and the clock of the day; `conversation` is where the tasks were said."""

    page: Page
    program: Program
    day: Day
    conversation: str = ""

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name="Write a message")

    @property
    def text(self) -> Locator:
        return self.page.get_by_role("textbox", name="Lighthouse")

    @property
    def inbox(self) -> Locator:
        return self.page.get_by_role("dialog", name="Inbox")

    def card(self, title: str) -> Locator:
        return self.page.get_by_role("region", name=f"Task: {title}")


async def three_in_one_message(life: Life) -> None:
    """Three tasks in one message, each with its next dates."""
    await life.box.fill(SAID)
    await life.box.press("Enter")
    story, joke, plants = map(life.card, ("Continue the story", "Tell me a joke", "Water the plants"))
    await expect(story).to_contain_text("every weekday at 07:00", timeout=30_000)
    await expect(story.get_by_role("listitem")).to_have_count(5)
    await expect(story.get_by_role("listitem").first).to_contain_text("Today")
    await expect(joke.get_by_role("listitem").first).to_contain_text("12:00")
    await expect(plants.get_by_role("listitem")).to_have_count(1)
    life.conversation = life.page.url


async def one_corrected_another_held_and_brought_back(life: Life) -> None:
    """One is corrected, another held for a moment, deleted and brought back."""
    await life.box.fill("make the joke 1 pm")
    await life.box.press("Enter")
    changed = life.page.get_by_role("region", name="Changed: ")
    await expect(changed).to_contain_text("every day at 13:00", timeout=30_000)
    await expect(changed.get_by_role("listitem")).to_have_count(3)
    await expect(life.card("Tell me a joke")).to_contain_text("every day at 13:00")
    plants = life.card("Water the plants")
    await plants.get_by_role("button", name="Pause").click()
    await expect(plants.get_by_text("Paused")).to_be_visible()
    await plants.get_by_role("button", name="Resume").click()
    await plants.get_by_role("button", name="Undo").click()
    await expect(plants.get_by_text("Deleted")).to_be_visible()
    await plants.get_by_role("button", name="Bring it back").click()
    await expect(plants.get_by_role("listitem")).to_contain_text("20:00")


async def asked_twice_today(life: Life) -> None:
    """Asked twice today, by the way: a habit is not yet one."""
    await asked(life.page, ASK)
    await asked(life.page, f"{ASK}, please")


async def at_seven_the_first_is_done(life: Life) -> None:
    """At seven the first is done: told in the conversation and in the bell, with the page that it wrote."""
    await life.day.until(life.page, "07:00")
    await expect(life.page.get_by_role("link", name="Open the page")).to_be_visible(timeout=30_000)
    await told(life.page, "Continue the story")
    await life.page.get_by_role("button", name="Inbox").click()
    await life.inbox.get_by_role("link", name="Continue the story").click(timeout=30_000)
    await expect(life.text).to_contain_text("The keeper lit the lamp")


async def down_at_one_late_and_once_when_it_is_back(life: Life) -> None:
    """The server is down at one. When it is back, what was due is done once, and says that it is late."""
    life.program.kill()
    await life.day.until(life.page, "13:20")
    (life.program.data / "rules.json").write_text(json.dumps(NEXT_DAY))
    life.program.start()
    await history(life.page, life.program, "Tell me a joke")
    await expect(runs(life.page, "Done")).to_contain_text("20 min late", timeout=30_000)
    await runs(life.page, "Done").click()
    await expect(life.page.get_by_text("A fox walks into a library").first).to_be_visible()
    await life.page.get_by_role("button", name="Run now").click()
    await expect(runs(life.page, "Done")).to_have_count(2, timeout=30_000)


async def the_reminder_is_snoozed(life: Life) -> None:
    """In the evening the reminder is read in the inbox, and snoozed; it comes again in an hour."""
    await life.day.until(life.page, "20:00")
    await told(life.page, "Water the plants")
    await life.page.get_by_role("button", name="Inbox, ").click()
    notice = life.inbox.get_by_role("listitem").filter(has_text="Water the plants")
    await notice.get_by_role("button", name="Snooze").click(timeout=30_000)
    await life.page.get_by_role("menuitem", name="1 hour").click()
    await history(life.page, life.program, "Water the plants")
    first = life.page.get_by_role("list", name="Next dates").get_by_role("listitem").first
    await expect(first).to_contain_text("snoozed")
    await life.day.until(life.page, "21:01")
    await told(life.page, "Water the plants")
    await expect(runs(life.page, "Done")).to_have_count(2, timeout=30_000)


async def the_next_morning_on_a_phone(life: Life) -> None:
    """The next morning the story goes on in the same page, read on a phone."""
    await life.day.until(life.page, "07:00")
    await life.page.set_viewport_size({"width": 390, "height": 844})
    await history(life.page, life.program, "Continue the story")
    await expect(runs(life.page, "Done")).to_have_count(2, timeout=30_000)
    await runs(life.page, "Done").first.click()
    await expect(life.page.get_by_role("region", name="What was checked")).to_be_visible()
    assert await life.page.evaluate("document.querySelector('main section').scrollWidth") <= 390
    await life.page.get_by_role("region", name="History").get_by_role("link", name="Open the page").click()
    await expect(life.text).to_contain_text("The keeper lit the lamp")
    await expect(life.text).to_contain_text(MORNING)


async def both_are_told_in_their_conversation(life: Life) -> None:
    """Both are told in the conversation that they were made in."""
    await life.page.goto(life.conversation)
    await expect(life.page.get_by_role("link", name="Open the page")).to_have_count(2)


async def asked_on_a_second_day_it_is_suggested(life: Life) -> None:
    """Asked for the third time, on a second day: it is suggested, with why, and becomes a task only if made one."""
    await asked(life.page, ASK)
    await life.page.goto(f"{life.program.url}/tasks/habits")
    habit = life.page.get_by_role("region", name=ASK)
    await expect(habit.get_by_role("listitem")).to_have_count(3)
    await habit.get_by_role("button", name="Make a task of it").click()
    await expect(life.page.get_by_role("textbox", name="A new task")).to_have_value(ASK)
    await life.page.get_by_role("link", name="Habits").click()
    await expect(life.page.get_by_role("region", name="Put aside")).to_contain_text(ASK)


STEPS = (
    three_in_one_message,
    one_corrected_another_held_and_brought_back,
    asked_twice_today,
    at_seven_the_first_is_done,
    down_at_one_late_and_once_when_it_is_back,
    the_reminder_is_snoozed,
    the_next_morning_on_a_phone,
    both_are_told_in_their_conversation,
    asked_on_a_second_day_it_is_suggested,
)


async def test_a_day_in_the_life(browser: Browser, tmp_path: Path) -> None:
    day = Day(tmp_path, datetime(2027, 3, 1, 6, 40, tzinfo=ZoneInfo("Europe/Berlin")))
    command = ("-m", "tests.ahead", str(day.file), "serve")
    zone = {"timezone_id": "Europe/Berlin", "locale": "en-GB"}
    async with desk(browser, tmp_path, RULES, command=command, **zone) as (page, program):
        await page.clock.install(time=day.now)
        await page.reload()
        life = Life(page, program, day)
        for step in STEPS:
            await step(life)
