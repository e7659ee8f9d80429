"""Takes the pictures of README and docs/walk.md from the real program in Chromium, with a scripted model's prose.

    python docs/make_screenshots.py

Writes docs/images/*.png. Everything but the model's words is real: server, storage, page, edits. Needs Chromium and
the client built into `gesso/web`. Takes about half a minute; not for more than one at a time.
"""

import asyncio
import struct
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import desk, launch  # noqa: E402
from tests.browser.rules import call, edit, say, when  # noqa: E402
from tests.browser.test_journeys import select_words  # noqa: E402

IMAGES = ROOT / "docs" / "images"
LARGEST_BYTES = 260_000

# ruff: noqa: E501  (what a model says is one line a paragraph)
TITLE = "How coffee found its way"
POST = """# How coffee found its way to your cup

Long before it was a habit, coffee was a shrub in the highlands of **Ethiopia**. People chewed its berries on long journeys. The story every book repeats is about [Kaldi](https://example.org/kaldi), a goatherd whose animals would not sleep after eating red cherries from a tree.

From Ethiopia the plant crossed the Red Sea to Yemen. Sufis in the port of Mocha roasted the seeds and boiled them, because a cup at dusk made it possible to pray until dawn. By 1550 Istanbul had its first coffee houses.

## A drink with opinions

Rulers disliked the coffee house more than the coffee. People sat there for hours, read aloud to each other and argued. Governors and sultans tried to close them, and gave up within a year.

> Coffee makes us severe, and grave, and philosophical.

## Three things to try at home

1. Grind just before brewing, as coarse as sea salt.
2. Use 60 grams for a litre of water.
3. Let the water rest after it has boiled.
"""
FRIENDLY = "From there the little plant took a boat to Yemen. In the port of Mocha it met people with a very good use for it: a cup at dusk kept the Sufis awake, in good company, until dawn. By 1550 Istanbul had its first coffee houses."
SHORTER = "The story every book repeats is about Kaldi, whose goats would not sleep after eating red cherries."
OPENED = "It is in a page beside us. Type in it whenever you like, or select a sentence and tell me what should change."

REMARKS = [
    {
        "quote": "The story every book repeats is about",
        "body": "Every book? Name one, or say “a story often told”.",
        "kind": "evidence",
        "severity": "major",
        "replace": "A story often told is about",
    },
    {
        "quote": "because a cup at dusk made it possible to pray until dawn",
        "body": "The best detail of the post stands in a subordinate clause. Give it a sentence of its own.",
        "kind": "structure",
        "severity": "minor",
    },
    {
        "quote": "gave up within a year",
        "body": "Istanbul’s ban of 1633 lasted longer. Check it, or soften it.",
        "kind": "correctness",
        "severity": "major",
    },
]
ASKS_BOTH = "Let the critic and the editor work on it until the critic has no comment above minor, at most three rounds"

RULES: list[dict[str, Any]] = [
    {"tool": "comment", "steps": [say("Three comments, the most important first.")]},
    {"tool": "edit", "seen": "Carry out", "steps": [say("Both claims are softened; the rest is untouched.")]},
    when("Review this text", call("comment", {"comments": REMARKS}), offered=["comment"], times=1),
    when("Carry out", call("edit", {"edits": [{"quote": "The story every book repeats is about", "text": "A story often told is about"}, {"quote": "gave up within a year", "text": "seldom for long"}]}), offered=["edit"], times=1),
    when("Review this text", say("Nothing above a nit is left.")),
    {"tool": "open_canvas", "steps": [say(OPENED)]},
    {"tool": ".*", "result": "suggest", "steps": [say("You changed that paragraph while I worked on it, so I left mine as a suggestion.")]},
    {"tool": ".*", "steps": [say("The second paragraph is warmer now. Nothing else was touched.")]},
    when("blog post", call("open_canvas", {"kind": "document", "title": TITLE, "text": POST}, 9, 0.012)),
    when("friendlier", edit(block=3, text=FRIENDLY, why="A warmer tone")),
    when("livelier", call("edit", {"edits": [{"block": 3, "text": FRIENDLY, "why": "Livelier"}]}, 4, 0.06)),
    when("shorter", edit(selection=True, text=SHORTER)),
]  # fmt: skip


def packed(png: bytes) -> bytes:
    """The same picture with its data compressed as well as zlib can; Chromium compresses for speed."""
    head, data, at = png[:8], b"", 8
    chunks: list[tuple[bytes, bytes]] = []
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length
        if kind == b"IDAT":
            data += body
        else:
            chunks.append((kind, body))
    chunks.insert(-1, (b"IDAT", zlib.compress(zlib.decompress(data), 9)))
    return head + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


async def shoot(page: Page, name: str) -> None:
    """Write one picture. Raises ValueError when it is larger than README should carry."""
    await page.wait_for_timeout(400)
    picture = packed(await page.screenshot())
    if len(picture) > LARGEST_BYTES:
        raise ValueError(f"{name}.png has {len(picture)} bytes; {LARGEST_BYTES} at most")
    (IMAGES / f"{name}.png").write_bytes(picture)
    sys.stdout.write(f"{name}.png  {len(picture) // 1000} KB\n")


async def ask(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Write a message")
    await box.fill(text)
    await box.press("Enter")


async def finished(page: Page, words: str) -> None:
    await expect(page.get_by_text(words)).to_be_visible(timeout=30_000)


async def to_the_top(page: Page) -> None:
    await page.locator(".cm-scroller").evaluate("(scroller) => scroller.scrollTo(0, 0)")


async def the_walk(browser: Browser, folder: Path) -> None:
    """One conversation from the empty page to a suggestion."""
    async with desk(browser, folder, RULES) as (page, _):
        await expect(page.get_by_text("What shall we make?")).to_be_visible()
        await page.get_by_role("textbox", name="Write a message").fill(
            "Write a blog post about the history of coffee beans"
        )
        await shoot(page, "welcome")
        await page.keyboard.press("Enter")
        await expect(page.locator(".cm-content")).to_contain_text("Sufis in the port", timeout=20_000)
        await shoot(page, "writing")
        await finished(page, "or select a sentence")
        await to_the_top(page)
        await ask(page, "Make the second paragraph friendlier")
        await finished(page, "Nothing else was touched.")
        await expect(page.get_by_text("Gesso changed this")).to_be_visible()
        await to_the_top(page)
        await shoot(page, "desk")
        await page.get_by_role("button", name="Undo").first.click()
        await expect(page.locator(".cm-content")).to_contain_text("Sufis in the port")
        await select_words(page, "The story every book repeats")
        await page.keyboard.press("Control+j")
        await page.get_by_label("Ask for a change of the selected words").fill("Make this shorter")
        await shoot(page, "selection")
        await page.keyboard.press("Escape")
        await a_suggestion(page)


async def in_full(browser: Browser, folder: Path) -> None:
    """Critic and editor by turns, their comments beside the text, and the history of it all."""
    wide = {"width": 1760, "height": 900}
    async with desk(browser, folder, RULES, viewport=wide) as (page, _):
        await ask(page, "Write a blog post about the history of coffee beans")
        await finished(page, "or select a sentence")
        await page.get_by_role("button", name="Hide conversations").click()
        await to_the_top(page)
        await ask(page, "@critic Review this text")
        await finished(page, "Three comments, the most important first.")
        await to_the_top(page)
        await page.locator(".cv-note").first.click()
        await shoot(page, "comments")


async def by_turns(browser: Browser, folder: Path) -> None:
    async with desk(browser, folder, RULES) as (page, _):
        await ask(page, "Write a blog post about the history of coffee beans")
        await finished(page, "or select a sentence")
        await ask(page, ASKS_BOTH)
        await finished(page, "Nothing above a nit is left.")
        await to_the_top(page)
        await shoot(page, "rounds")
        await page.keyboard.press("Control+Alt+h")
        await page.wait_for_timeout(1200)
        await shoot(page, "history")


async def a_suggestion(page: Page) -> None:
    """A person writes on in the paragraph that the agent is changing."""
    await page.locator(".cm-line").first.click()
    await page.set_viewport_size({"width": 1280, "height": 760})
    await ask(page, "Make the second paragraph livelier")
    await select_words(page, "coffee houses.")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.type(" London followed a century later.", delay=15)
    await finished(page, "I left mine as a suggestion.")
    await to_the_top(page)
    await shoot(page, "suggestion")
    await page.evaluate("location.assign('/settings/models')")
    await expect(page.get_by_text("Add a connection")).to_be_visible()
    await shoot(page, "models")


async def on_a_phone(browser: Browser, folder: Path) -> None:
    phone: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    async with desk(browser, folder, RULES, color_scheme="dark", **phone) as (page, _):
        await page.get_by_role("textbox", name="Write a message").fill("A blog post about coffee")
        await page.get_by_role("button", name="Send").click()
        await expect(page.locator(".cm-content")).to_contain_text("after it has boiled", timeout=20_000)
        await page.wait_for_timeout(1500)
        await to_the_top(page)
        await page.get_by_role("button", name="Show the conversation").tap()
        await shoot(page, "phone")


async def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        with tempfile.TemporaryDirectory() as folder:
            for name, scene in (("walk", the_walk), ("full", in_full), ("turns", by_turns), ("phone", on_a_phone)):
                place = Path(folder) / name
                place.mkdir()
                await scene(browser, place)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
