"""Shortcuts and agents as a person meets them in Chromium: by menu, keys, selection and palette; rounds as they go."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from gesso.agent.shortcuts import SHORTCUTS
from tests.browser.conftest import box_at_rest, desk
from tests.browser.test_journeys import answered, ask, canvas_text, select_words

pytestmark = pytest.mark.browser

COFFEE = "# The Fox\n\n" + "The goats found it in the hills, and people have liked it ever since. " * 6 + "\n"
HALF = "# The Fox\n\n" + "The goats found it in the hills, and people have liked it ever since. " * 3 + "\n"
CODE = "def total(rows):\n    return sum(rows)\n"
DONE: dict[str, Any] = {"tool": ".*", "steps": [{"type": "say", "text": "Done."}]}


def call(name: str, **args: Any) -> dict[str, Any]:
    return {"type": "call", "name": name, "args": args}


OPENS = [
    {"user": "^<desk>.*write it$", "steps": [call("open_canvas", kind="document", title="The Fox", text=COFFEE)]},
    {
        "user": "^<desk>.*code it$",
        "steps": [call("open_canvas", kind="code", language="python", title="Sum", text=CODE)],
    },
]


async def opened(page: Page, words: str) -> None:
    await ask(page, words)
    await answered(page)
    await expect(page.get_by_role("button", name="Shortcuts", exact=True)).to_be_visible()


async def test_a_length_by_slider_is_measured_beside_the_answer(browser: Browser, tmp_path: Path) -> None:
    rules = [DONE, *OPENS, {"user": "is to have", "steps": [call("rewrite", text=HALF)]}]
    async with desk(browser, tmp_path, rules) as (page, _):
        await opened(page, "write it")
        text = page.locator(".cm-content")
        before = await box_at_rest(text)
        await page.get_by_role("button", name="Shortcuts", exact=True).click()
        assert await box_at_rest(text) == before, "the text does not move for the menu"
        await page.get_by_role("button", name="Length").click()
        slider = page.get_by_role("slider", name="Length")
        await expect(slider).to_be_focused()
        await expect(slider).to_have_attribute("aria-valuetext", "As it is")
        await slider.press("ArrowDown")
        await expect(slider).to_have_attribute("aria-valuetext", "50 % shorter")
        await slider.press("Enter")
        await expect(page.get_by_text("86 → 44 words, −49 %")).to_be_visible()
        await expect(page.get_by_role("article").filter(has_text="Length: −50 %")).to_be_visible()
        assert await canvas_text(page) == HALF


async def test_keys_go_in_and_one_step_back(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, [DONE, *OPENS]) as (page, _):
        await opened(page, "write it")
        await page.keyboard.press("Alt+Shift+S")
        await expect(page.get_by_role("button", name="Suggest edits")).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowRight")
        await expect(page.get_by_role("slider", name="Reading level")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="Reading level")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="Suggest edits")).to_have_count(0)
        await expect(page.locator(".cm-content")).to_be_focused()


async def test_only_the_selection_goes_along_from_its_bubble(browser: Browser, tmp_path: Path) -> None:
    rules = [
        DONE,
        *OPENS,
        {"user": "selected part shorter", "steps": [call("edit", edits=[{"selection": True, "text": "Goats."}])]},
    ]
    async with desk(browser, tmp_path, rules) as (page, _):
        await opened(page, "write it")
        await page.locator(".cm-line").filter(has_text="The goats").click()
        await page.keyboard.press("End")
        await select_words(page, "The Fox")
        await page.get_by_role("toolbar", name="Selected words").get_by_role("button", name="Shortcuts").click()
        await expect(page.get_by_text("For what is selected")).to_be_visible()
        await page.get_by_role("button", name="Length").click()
        await page.get_by_role("slider", name="Length").press("ArrowDown")
        await page.get_by_role("button", name="Apply").click()
        await expect(page.get_by_text("2 → 1 words, −50 %")).to_be_visible()


async def test_every_shortcut_with_every_option_is_sent_from_the_page(browser: Browser, tmp_path: Path) -> None:
    """By the palette, whose commands are made from the same list; the log says what was sent."""
    rules = [DONE, *OPENS, {"steps": [{"type": "say", "text": "Understood."}]}]
    async with desk(browser, tmp_path, rules) as (page, _):
        await opened(page, "write it")
        sent = await send_all(page, "document")
        assert len(sent) == sum(max(1, len(each.options)) for each in SHORTCUTS if each.kind == "document")
        await ask(page, "code it")
        await expect(page.get_by_role("tab", name="Sum")).to_be_visible()
        await page.wait_for_timeout(400)
        sent = await send_all(page, "code")
        assert len(sent) == sum(max(1, len(each.options)) for each in SHORTCUTS if each.kind == "code")


async def send_all(page: Page, kind: str) -> list[tuple[str, str | None]]:
    """Every shortcut for this kind of page, by its name in the palette; what the log holds of them."""
    wanted = [
        (each.id, option.id or None)
        for each in SHORTCUTS
        if each.kind == kind
        for option in each.options or (each.option(None),)
    ]
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox").fill("shortcuts")
    options = page.get_by_role("option")
    await expect(options.nth(4)).to_be_visible()
    names = [name.strip() for name in await options.all_inner_texts()]
    await page.keyboard.press("Escape")
    names = [name for name in names if not re.match(r"Shortcuts for|Keyboard|Models|Settings", name)]
    assert len(names) == len(wanted), names
    for name in names:
        await page.keyboard.press("Control+k")
        await page.get_by_role("combobox").fill(name)
        await page.get_by_role("option", name=name, exact=True).click()
    for _ in range(100):
        said = await page.evaluate(
            """async () => {
                 const room = location.pathname.split('/')[2];
                 const log = await fetch(`/api/rooms/${room}/events?limit=5000`);
                 const bodies = (await log.json()).events.map(e => e.body);
                 return bodies.filter(b => b.shortcut).map(b => [b.shortcut.id, b.shortcut.option]); }"""
        )
        found = [(name, option) for name, option in said if (name, option) in wanted]
        if len(set(found)) == len(wanted):
            break
        await page.wait_for_timeout(100)
    assert set(found) == set(wanted)
    return list(set(found))


async def test_a_shortcut_of_ones_own_is_made_and_used(browser: Browser, tmp_path: Path) -> None:
    rules = [DONE, *OPENS, {"user": "What is missing in: # The Fox", "steps": [{"type": "say", "text": "The end."}]}]
    async with desk(browser, tmp_path, rules) as (page, _):
        await opened(page, "write it")
        back = page.url
        await page.get_by_role("button", name="Shortcuts", exact=True).click()
        await page.get_by_role("button", name="Shortcuts of your own…").click()
        await page.get_by_role("button", name="New shortcut").click()
        await page.get_by_label("Name", exact=True).fill("Find gaps")
        await page.get_by_label("Prompt").fill("What is missing in: {selection}")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_text("Any page · What is missing in: {selection}")).to_be_visible()
        await page.goto(back)
        await page.get_by_role("button", name="Shortcuts", exact=True).click()
        await page.get_by_role("button", name="Find gaps").click()
        await answered(page, "The end.")
        await expect(page.get_by_text("What is missing in: # The Fox")).to_be_visible()


SENTENCE = "Let the critic and the editor work on it until the critic has no comment above minor, at most three rounds"


def remark(quote: str, severity: str) -> dict[str, str]:
    return {"quote": quote, "body": "Say who and when.", "severity": severity}


ROUNDS = [
    DONE,
    *OPENS,
    {"user": "Review this text", "times": 1, "steps": [
        call("comment", comments=[remark("The Fox", "major"), remark("# ", "minor")])]},
    {"user": "Carry out", "times": 1, "steps": [
        {"type": "wait", "seconds": 0.8}, call("edit", edits=[{"quote": "The Fox", "text": "The fox of 1671"}])]},
    {"user": "Review this text", "steps": [{"type": "say", "text": "Nothing above minor."}]},
]  # fmt: skip


async def test_critic_and_editor_work_until_nothing_above_minor_is_left(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, ROUNDS) as (page, _):
        await opened(page, "write it")
        await ask(page, SENTENCE)
        card = page.get_by_role("region", name="Work in rounds")
        await expect(card.get_by_text("Rounds at most: 3 · until no comment above minor is left")).to_be_visible()
        await expect(card.get_by_text("Comments: 1 major, 1 minor")).to_be_visible()
        await expect(card.get_by_role("button", name="Stop all")).to_be_visible()
        await expect(card.get_by_text("The critic has no comment above minor left.")).to_be_visible(timeout=20_000)
        await expect(card.get_by_text("Changes: 1")).to_be_visible()
        await expect(card.get_by_text("Round 2")).to_be_visible()
        await expect(card.get_by_role("button", name="Stop all")).to_have_count(0)
        assert (await canvas_text(page)).startswith("# The fox of 1671")
        await expect(page.get_by_role("article", name="Reply").filter(has_text="Editor")).to_have_count(1)


async def test_stop_all_ends_the_work(browser: Browser, tmp_path: Path) -> None:
    waits = {"user": "Review this text", "steps": [{"type": "wait", "seconds": 300}]}
    async with desk(browser, tmp_path, [DONE, *OPENS, waits]) as (page, _):
        await opened(page, "write it")
        await page.get_by_role("button", name="Agents").click()
        await page.get_by_role("button", name="Work in rounds…").click()
        await page.get_by_role("button", name="Start").click()
        card = page.get_by_role("region", name="Work in rounds")
        await card.get_by_role("button", name="Stop all").click()
        await expect(card.get_by_text("It was stopped.")).to_be_visible(timeout=15_000)


async def test_an_agent_is_made_invited_mentioned_and_sent_away(browser: Browser, tmp_path: Path) -> None:
    rules = [DONE, *OPENS, {"seen": "read as a lawyer", "steps": [{"type": "say", "text": "Clause two is void."}]}]
    async with desk(browser, tmp_path, [*rules, {"steps": [{"type": "say", "text": "Hm."}]}]) as (page, _):
        await ask(page, "hello")
        await answered(page, "Hm.")
        await page.get_by_role("button", name="Agents").click()
        await page.get_by_role("button", name="New agent…").click()
        await page.get_by_label("Name", exact=True).fill("Legal Eye")
        await page.get_by_label("Instructions").fill("You read as a lawyer.")
        await page.get_by_role("button", name="Make and invite").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
        box = page.get_by_role("textbox", name="Write a message")
        await box.click()
        await page.keyboard.type("@leg")
        await expect(page.get_by_role("option", name="Legal Eye")).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(box).to_have_value("@LegalEye ")
        await page.keyboard.type("what is void?")
        await page.keyboard.press("Enter")
        await answered(page, "Clause two is void.")
        await expect(page.get_by_role("article", name="Reply").last).to_contain_text("Legal Eye")
        await page.get_by_role("button", name="Agents").click()
        await page.get_by_role("button", name="Send Legal Eye away").click()
        await expect(page.get_by_role("button", name="Invite Legal Eye")).to_be_visible()
