"""What lies on a document, in Chromium: suggestions decided hunk by hunk and piece by piece, comments, trust."""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.conftest import desk
from tests.browser.people import api, guest
from tests.browser.rules import call, say, when
from tests.browser.test_accessibility import axe, faults
from tests.browser.test_journeys import answered, ask, becomes, canvas_text, document, select_words
from tests.program import Program

pytestmark = pytest.mark.browser
__all__ = ["axe"]  # a fixture

TEA = """# Tea

Tea is a very old drink that people love. It comes from China.

Monks carried it to Japan in the year 1191. They drank it slowly.

In Europe it was a drink for the rich 😀. Today everyone drinks it.

The end of tea.
"""
BETTER = (
    TEA.replace("a very old drink", "an ancient drink")
    .replace("in the year 1191", "in 1191")
    .replace("everyone drinks", "everybody drinks")
)
REMARKS = [
    {"quote": "Tea is a very old drink", "body": "How old? Give a century.", "kind": "clarity", "severity": "major"},
    {
        "quote": "Monks carried it to Japan in the year 1191",
        "body": "Shorter.",
        "kind": "brevity",
        "severity": "minor",
        "replace": "Monks brought it to Japan in 1191",
    },
    {"quote": "They drank it slowly", "body": "Who are they?", "kind": "clarity", "severity": "minor"},
    {"quote": "Today everyone drinks it", "body": "Not everyone does.", "kind": "accuracy", "severity": "major"},
    {"quote": "The end of tea", "body": "The ending is abrupt.", "kind": "structure", "severity": "nit"},
]
RULES = [
    {"tool": ".*", "steps": [say("Done.")]},
    when("about tea$", call("open_canvas", {"kind": "document", "title": "Tea", "text": TEA}, 40, 0.002)),
    when("improve", call("rewrite", {"text": BETTER}, 60, 0.002)),
    when("review", call("comment", {"comments": REMARKS}, 60, 0.002)),
    when("", say("Here is an answer.")),
]  # fmt: skip


@asynccontextmanager
async def tea(browser: Browser, folder: Path, **context: Any) -> AsyncIterator[tuple[Page, Program]]:
    async with desk(browser, folder, RULES, **context) as (page, program):
        await ask(page, "Write about tea")
        await answered(page)
        await expect(document(page, "Tea")).to_contain_text("The end of tea.")
        yield page, program


async def trust(page: Page, choice: str) -> None:
    await page.get_by_role("button", name="More for this page").click()
    await page.get_by_role("menuitemradio", name=choice).click()
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(page.get_by_text(choice, exact=True)).to_be_visible()  # said once it holds


def offers(page: Page) -> Locator:
    return page.locator(".cv-offer-do")


async def test_one_hunk_of_three_is_rejected_and_a_part_accepted(browser: Browser, tmp_path: Path) -> None:
    async with tea(browser, tmp_path) as (page, _):
        await trust(page, "Suggest only")
        await ask(page, "improve it")
        await answered(page, count=2)
        await expect(offers(page)).to_have_count(3)
        assert await canvas_text(page) == TEA, "nothing is in the text before a person accepts it"
        struck = await page.locator("del.cv-struck").all_inner_texts()
        assert "Tea is" not in " ".join(struck), "only the words that go are struck"
        await page.screenshot(path=tmp_path / "hunks.png")

        await offers(page).nth(1).get_by_role("button", name="Reject").click()
        await expect(offers(page)).to_have_count(2)
        await page.get_by_role("status").get_by_role("button", name="Undo").click()
        await expect(offers(page)).to_have_count(3)

        first = page.locator(".cv-piece").first
        await first.hover()
        await first.get_by_role("button", name="Accept only").click()
        await expect(document(page, "Tea").locator(".cv-offer-do")).to_have_count(3)
        text = await canvas_text(page)
        assert text != TEA and "an ancient" not in text

        await page.get_by_role("button", name="Accept all").last.click()
        await becomes(page, BETTER)


async def test_keys_go_from_suggestion_to_suggestion_and_decide(browser: Browser, tmp_path: Path) -> None:
    async with tea(browser, tmp_path) as (page, _):
        await trust(page, "Suggest only")
        await ask(page, "improve it")
        await answered(page, count=2)
        await expect(offers(page)).to_have_count(3)
        await document(page, "Tea").click()
        await page.keyboard.press("Control+Home")
        await page.keyboard.press("Alt+]")
        await page.keyboard.press("Backspace")
        await expect(offers(page)).to_have_count(2)
        await page.keyboard.press("Alt+]")
        await page.keyboard.press("Enter")
        await expect(offers(page)).to_have_count(1)
        await becomes(page, TEA.replace("in the year 1191", "in 1191"))


async def test_the_review_of_a_rewrite_decides_chunk_by_chunk(browser: Browser, tmp_path: Path) -> None:
    async with tea(browser, tmp_path) as (page, _):
        await trust(page, "Suggest only")
        await ask(page, "improve it")
        await answered(page, count=2)
        await page.get_by_role("toolbar", name="Suggestions on this page").get_by_role("button", name="Review").click()
        review = page.get_by_role("region", name="Review of suggestions")
        await expect(review.get_by_text("3 changes left")).to_be_visible()
        await page.screenshot(path=tmp_path / "review.png")
        await review.get_by_role("button", name="Reject", exact=True).nth(1).click()
        await expect(review.get_by_text("2 changes left")).to_be_visible()
        await review.get_by_role("button", name="Side by side").click()
        await page.screenshot(path=tmp_path / "review-two.png")
        await review.get_by_role("button", name="Accept", exact=True).first.click()
        await expect(review.get_by_text("1 change left")).to_be_visible()
        await api(
            page, "POST", "/canvases/{canvas}/edits", {"edits": [{"quote": "The end of tea.", "text": "And so on."}]}
        )
        await expect(review).to_contain_text("And so on.")
        await review.get_by_role("button", name="Accept all").click()
        await expect(review.get_by_text("Everything is decided")).to_be_visible()
        await review.get_by_role("button", name="Done").click()
        await becomes(page, BETTER.replace("in 1191", "in the year 1191").replace("The end of tea.", "And so on."))


async def test_comments_are_placed_applied_dismissed_and_follow_their_words(browser: Browser, tmp_path: Path) -> None:
    async with tea(browser, tmp_path, viewport={"width": 2300, "height": 950}) as (page, _):
        await ask(page, "review it")
        await answered(page, count=2)
        cards = page.get_by_role("article", name="Comment by")
        await expect(cards).to_have_count(5)
        await expect(page.locator(".cv-note")).to_have_count(5)
        await page.screenshot(path=tmp_path / "comments.png")
        async with asyncio.timeout(20):  # they move to their places
            while await lie_over_another(cards):
                await asyncio.sleep(0.05)

        await page.get_by_role("article", name="in the year 1191").click()
        await page.get_by_role("article", name="in the year 1191").get_by_role("button", name="Apply").click()
        await becomes(
            page, TEA.replace("Monks carried it to Japan in the year 1191", "Monks brought it to Japan in 1191")
        )
        await expect(cards).to_have_count(4)

        await page.get_by_role("article", name="The end of tea").click()
        await page.get_by_role("article", name="The end of tea").get_by_role("button", name="Dismiss").click()
        await expect(cards).to_have_count(3)

        await select_words(page, "They drank it slowly")
        await page.keyboard.press("Backspace")
        await expect(page.get_by_text("Its words are gone:")).to_be_visible()
        await page.keyboard.press("Control+z")
        await expect(page.get_by_text("Its words are gone:")).to_have_count(0)
        await expect(page.locator(".cv-note")).to_have_count(3)


async def lie_over_another(cards: Locator) -> bool:
    found = [await card.bounding_box() for card in await cards.all()]
    boxes = sorted((box for box in found if box), key=lambda box: box["y"])
    return any(above["y"] + above["height"] > below["y"] for above, below in itertools.pairwise(boxes))


async def test_a_commenter_suggests_and_comments_and_the_owner_answers(browser: Browser, tmp_path: Path) -> None:
    async with (
        tea(browser, tmp_path, viewport={"width": 1700, "height": 900}) as (page, _),
        guest(browser, page, "Rosa", "comment") as rosa,
    ):
        await expect(document(rosa, "Tea")).to_contain_text("The end of tea.")
        await select_words(rosa, "It comes from China.")
        await rosa.get_by_role("button", name="Suggest a change").click()
        box = rosa.get_by_label("Your words for the selected ones")
        await expect(box).to_have_value("It comes from China.")
        await box.fill("It comes from southern China.")
        await box.press("Enter")
        await expect(offers(page)).to_contain_text("Rosa")
        await select_words(rosa, "They drank it slowly.")
        await rosa.keyboard.press("Control+Alt+m")
        await rosa.get_by_label("Your comment").fill("Is this true? @cri")
        await expect(rosa.get_by_role("option", name="Critic")).to_be_visible()
        await rosa.get_by_label("Your comment").fill("Is this true?")
        await rosa.keyboard.press("Enter")

        thread = page.get_by_role("article", name="Comment by Rosa")
        await page.locator(".cv-note").click()
        await expect(thread).to_be_visible()
        await thread.get_by_label("Answer", exact=True).fill("So it is said.")
        await page.keyboard.press("Enter")
        await expect(thread).to_contain_text("So it is said.")
        await page.screenshot(path=tmp_path / "thread.png")
        await thread.get_by_role("button", name="Resolve").click()
        await expect(rosa.locator(".cv-note")).to_have_count(0)
        await rosa.get_by_role("button", name="Comments", exact=True).click()
        await rosa.get_by_role("button", name=re.compile("^All")).click()
        theirs = rosa.get_by_role("article", name="Comment by Rosa")
        await theirs.click()
        await theirs.get_by_role("button", name="Open again").first.click()
        await expect(page.locator(".cv-note")).to_have_count(1)

        await offers(page).get_by_role("button", name="Accept").click()
        await becomes(page, TEA.replace("from China", "from southern China"))


async def test_keys_reach_comments_and_the_parts_of_a_suggestion(browser: Browser, tmp_path: Path, axe: str) -> None:
    async with tea(browser, tmp_path) as (page, _):
        await ask(page, "review it")
        await answered(page, count=2)
        await expect(page.locator(".cv-note")).to_have_count(5)
        await document(page, "Tea").click()
        await page.keyboard.press("Control+Home")
        await page.keyboard.press("Alt+]")
        first = page.get_by_role("article", name="Tea is a very old drink")
        await expect(first).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(first.get_by_label("Answer", exact=True)).to_be_focused()
        await page.keyboard.type("Forty centuries.")
        await page.keyboard.press("Enter")
        await expect(first).to_contain_text("Forty centuries.")
        assert await faults(page, axe) == []
        await first.focus()
        await page.keyboard.press("r")
        await expect(page.locator(".cv-note")).to_have_count(4)

        await trust(page, "Suggest only")
        await ask(page, "improve it")
        await answered(page, count=3)
        await expect(offers(page)).to_have_count(3)
        await document(page, "Tea").click()
        await page.keyboard.press("Control+Home")
        await page.keyboard.press("Alt+Shift+BracketRight")
        await page.keyboard.press("Enter")
        await becomes(page, TEA.replace("is a very", "is an very"))
        assert await faults(page, axe) == []
        await page.get_by_role("button", name="Comments: 4 open").click()
        assert await faults(page, axe) == []
