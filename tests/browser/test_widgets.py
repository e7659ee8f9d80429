"""A person and widgets: shown by the embedded model's rules and by an agent, answered, in a document, and exported.

The first half needs no model: rules read the words. What is refused is told, and nothing is asked of another host.
"""

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Request, expect

from tests.widgets.examples import EXAMPLES

from .conftest import desk
from .rules import call, say, when
from .test_journeys import ask

pytestmark = pytest.mark.browser

EVIL = {
    "kind": "table", "label": "<img src=https://evil.example/a.png onerror=alert(1)>",
    "columns": ["<script>alert(1)</script>"], "rows": [["![x](https://evil.example/b.png)"]],
}  # fmt: skip
UNKNOWN = {"kind": "iframe", "label": "Map", "src": "https://evil.example", "text": "The ferry leaves from pier 3."}
RULES = [
    {"tool": ".*", "steps": [say("There.")]},
    when("which tone", call("show_widget", {"widget": EXAMPLES["choice"]})),
    when("“Warm” .chosen", say("Warm it is.")),
    when("in a fence", say(f"Here:\n\n```widget\n{json.dumps(EVIL)}\n```\n\n```widget\n{json.dumps(UNKNOWN)}\n```\n")),
    when("", say("Noted.")),
]
PAGE = f"""# The Brooklyn Bridge

John Roebling designed it, but he died in 1869. Emily Roebling led the builders for 11 years. The bridge opened on 24
May 1883. On that day 150,300 people crossed it. In 1884, P. T. Barnum led 21 elephants over it.

```widget
{json.dumps(EXAMPLES["plan"], indent=2)}
```

The end.
"""
MAKE = """async ([room, text]) => (await fetch(`/api/rooms/${room}/canvases`, { method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ kind: 'document', title: 'The bridge', text }) })).json()"""


async def open_page(page: Page) -> str:
    """The bridge as a page of the conversation that is open; its id."""
    await page.wait_for_url("**/r/**")
    room = page.url.rsplit("/r/", 1)[1].split("/")[0]
    made = await page.evaluate(MAKE, [room, PAGE])
    await page.goto(f"{page.url.split('/r/')[0]}/r/{room}/c/{made['id']}")
    await expect(page.locator(".cm-content")).to_contain_text("Emily Roebling")
    return str(made["id"])


async def test_numbers_quiz_and_a_page_with_the_rules_alone(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, None) as (page, _):
        await ask(page, "show me this as a chart: 2021 14, 2022 18, 2023 17, 2024 25")
        chart = page.get_by_role("figure", name="Your numbers")
        await expect(chart.locator("svg path").first).to_be_attached(timeout=120_000)  # the model is loaded first
        await expect(chart.get_by_role("img", name="highest 25 at 2024, lowest 14 at 2021")).to_be_visible()
        await chart.get_by_text("The numbers").click()
        await expect(chart.get_by_role("table")).to_contain_text("2023")

        canvas = await open_page(page)
        await ask(page, "quiz me on this document")
        quiz = page.get_by_role("figure", name="The bridge")
        first = quiz.get_by_role("listitem").first
        await expect(first).to_contain_text("____")
        await first.get_by_role("button").first.click()
        await expect(first.get_by_role("status")).to_contain_text("John Roebling designed it, but he died in 1869.")
        await expect(quiz.get_by_text("of 1 right")).to_be_visible()

        plan = page.locator(".cm-content").get_by_role("figure", name="Moving house")
        await plan.get_by_role("checkbox", name="Pack the books").click()
        await expect(plan).to_contain_text("2 of 2 done")
        words = f"/api/canvases/{canvas}/export?format="
        for ending in ("md", "html"):
            told = await page.evaluate("async (at) => (await fetch(at)).text()", words + ending)
            assert "Pack the books" in told and '"kind"' not in told, told
        assert "- [x] Pack the books" in await page.evaluate("async (at) => (await fetch(at)).text()", words + "md")
        await plan.hover()
        await plan.get_by_role("button", name="Change the text of this").click()
        await expect(page.locator(".cm-content")).to_contain_text('"done": true')


async def test_a_choice_is_answered_and_nothing_hostile_acts(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, program):
        asked: list[str] = []

        def note(request: Request) -> None:
            if not request.url.startswith((program.url, "data:", "blob:")):
                asked.append(request.url)

        page.on("request", note)
        await ask(page, "ask me which tone")
        choice = page.get_by_role("figure", name="Which tone?")
        await choice.get_by_role("button", name="Warm").click()
        await expect(choice).to_contain_text("Chosen by")
        await expect(choice.get_by_role("button", name="Plain")).to_be_disabled()
        await expect(page.get_by_text("Warm it is.")).to_be_visible()

        await ask(page, "now in a fence")
        await expect(page.get_by_role("figure", name=EVIL["label"])).to_contain_text("![x](https://evil.example/b.png)")
        refused = page.get_by_role("group", name="A widget that could not be shown")
        await expect(refused).to_contain_text("There is no widget “iframe”.")
        await expect(refused).to_contain_text("The ferry leaves from pier 3.")
        await page.set_viewport_size({"width": 390, "height": 844})
        await expect(refused).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 390
        assert asked == []
