"""The lab in Chromium: from a score to a case to a conversation, two candidates judged blind, and what axe says."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from gesso.agent.deciding.shelf import Shelf
from gesso.behaviors.behavior import load_behavior
from gesso.lab.episode import Episode
from tests.browser.conftest import desk
from tests.browser.test_accessibility import axe, faults
from tests.deciding.sound import write_folder

pytestmark = pytest.mark.browser

__all__ = ["axe"]

VIEWS = (
    "",
    "/b/open_canvas",
    "/runs",
    "/compare",
    "/judge",
    "/data",
    "/feedback",
    "/training",
    "/adapters",
    "/rollouts",
)


def write_run(folder: Path, candidate: str, chat: str) -> None:
    """Answers to the first dev cases that are right, but for `chat` wherever chat is right."""
    cases = [case for case in load_behavior("open_canvas").cases if case.split == "dev"][:30]
    rows = []
    for case in cases:
        answer = chat if case.target == "chat" else str(case.target)
        rows.append(
            Episode(
                key="k", behavior="open_canvas", candidate=candidate, case=case.id, spec_id=case.spec_id,
                group_id=case.group_id, split="dev", slice=case.slice, lang=case.lang, ask=case.input.ask,
                target=case.target, answer=answer, scores={answer: 0.8}, layer="baseline",
                value=float(answer == case.target), latency_ms=1.0,
            ).model_dump_json()
        )  # fmt: skip
    path = folder / "data" / "lab" / "runs" / "open_canvas" / f"{candidate}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(rows) + "\n")


async def test_from_a_score_to_a_case_to_a_conversation_and_to_a_verdict(browser: Browser, tmp_path: Path) -> None:
    write_run(tmp_path, "rule", "chat")
    write_run(tmp_path, "bayes", "document")
    async with desk(browser, tmp_path, []) as (page, _):
        await page.get_by_role("link", name="Lab").click()
        row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name="Open a page"))
        await expect(row.get_by_text("Naive Bayes")).to_be_visible()
        await expect(row.get_by_role("img", name="1.00, between")).to_be_visible()
        await page.get_by_role("link", name="Open a page").click()
        await page.get_by_role("button", name="Naive Bayes").click()
        await expect(page.get_by_role("heading", name="What Naive Bayes mistakes for what")).to_be_visible()
        worst = page.get_by_role("button").filter(has_text="answered: document .800").first
        words = (await worst.locator("[dir=auto]").text_content() or "").strip()
        await worst.click()
        await expect(page.get_by_role("dialog").get_by_text("The product, now")).to_be_visible()
        await page.get_by_role("button", name="Open as a conversation").click()
        await expect(page.get_by_role("textbox", name="Write a message")).to_have_value(words)

        await page.get_by_role("link", name="Lab").click()
        await page.get_by_role("link", name="Judge").click()
        for label, name in (("First", "Rules"), ("Second", "Naive Bayes")):
            box = page.get_by_label(label, exact=True)
            value = await box.locator("option").filter(has_text=name).first.get_attribute("value")
            await box.select_option(value)
        await expect(page.get_by_role("region", name="First answer")).to_be_visible()
        total = await page.get_by_role("progressbar").get_attribute("aria-valuemax")
        for key, done in (("1", 1), ("2", 2), ("0", 3), ("Backspace", 2)):
            await page.keyboard.press(key)
            await expect(page.get_by_text(f"{done} of {total} pairs")).to_be_visible()
        await expect(page.get_by_role("heading", name="Win rates")).to_be_visible()


async def test_an_adapter_that_passed_its_gate_is_shipped_and_rolled_back_by_buttons(
    browser: Browser, tmp_path: Path
) -> None:
    write_run(tmp_path, "rule", "chat")
    trained = write_folder(tmp_path / "data" / "lab" / "training" / "opening", {"open_canvas": {}}, name="opening")
    red = {"passed": False, "reasons": ["ordinary chat leaks"]}
    write_folder(trained.with_name("leaky"), {"edit_or_rewrite": {}}, name="leaky", gate=red)
    shelf = Shelf(tmp_path / "data" / "adapters", tmp_path / "none")
    async with desk(browser, tmp_path, []) as (page, program):
        await page.goto(f"{program.url}/lab/adapters")
        leaky = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="leaky-1"))
        await expect(leaky.get_by_role("button", name="Ship")).to_be_disabled()
        await expect(leaky.get_by_text("ordinary chat leaks")).to_be_visible()
        green = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="opening-1"))
        await expect(green.get_by_text("The gate is green.")).to_be_visible()
        await green.get_by_role("button", name="Ship").click()
        dialog = page.get_by_role("dialog", name="Ship opening-1?")
        await dialog.get_by_role("button", name="Ship").click()
        await expect(page.get_by_text("decides: Open a page")).to_have_count(2)
        await expect(green.get_by_role("button", name="Ship")).to_have_count(0)
        assert shelf.in_force().adapters["open_canvas"].key == "opening-1"
        if shots := os.environ.get("GESSO_SHOTS"):
            await page.screenshot(path=f"{shots}/shipped.png", full_page=True)
        await page.goto(f"{program.url}/lab")
        await expect(page.get_by_text("opening-1")).to_be_visible()

        await page.goto(f"{program.url}/lab/adapters")
        await page.get_by_role("button", name="Roll back").click()
        await page.get_by_role("dialog", name="Take back opening-1?").get_by_role("button", name="Roll back").click()
        own = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name="open-canvas-"))
        await expect(own.get_by_text("decides: Open a page")).to_be_visible()  # what came with gesso, again
        await expect(page.get_by_text("decides: Open a page")).to_have_count(1)
        rows = page.get_by_role("region", name="What was shipped and taken back").get_by_role("row")
        await expect(rows).to_have_count(3)
        await expect(rows.nth(1)).to_contain_text("rolled back")
        assert shelf.in_force().adapters == {}


@pytest.mark.parametrize("width", [1360, 390])
async def test_nothing_that_axe_calls_serious(browser: Browser, tmp_path: Path, axe: str, width: int) -> None:
    write_run(tmp_path, "rule", "chat")
    write_run(tmp_path, "bayes", "document")
    async with desk(browser, tmp_path, []) as (page, program):
        await page.set_viewport_size({"width": width, "height": 844})
        for view in VIEWS:
            await page.goto(f"{program.url}/lab{view}")
            await expect(page.get_by_role("heading", name="Lab", exact=True)).to_be_visible()
            await expect(page.locator("main .skeleton")).to_have_count(0, timeout=30_000)
            assert await faults(page, axe) == [], view
            wide = await page.evaluate("document.querySelector('main section').scrollWidth")
            assert wide <= width, f"{view} scrolls sideways"
