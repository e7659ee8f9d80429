"""A page in other forms: slides shown and saved, cards learned, words read aloud with the sentence lit."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from gesso.reading.office import read_pptx
from tests.browser.conftest import desk

pytestmark = pytest.mark.browser

RULES: list[Mapping[str, Any]] = [{"user": "", "steps": [{"type": "say", "text": "Good."}]}]
TALK = """# The otters of Lake Ness

A report for the town council

## Why it matters

Otters came back to the lake in **2019** after forty years. Since then the number of families has grown from two to
eleven, which nobody had expected, because the water was thought to be too cold and too poor in fish for them.

**Holt**: the den of an otter, dug into a bank.

- Fish stocks rose by 12 %
- Visitors came
  - by boat
  - on foot

## Figures

| Year | Families | Visitors |
| --- | ---: | ---: |
| 2019 | 2 | 100 |
| 2020 | 4 | 340 |
| 2021 | 11 | 1200 |

## How they were counted

> We walked the shore every morning.

```python
def count(families):
    return sum(len(f) for f in families)
```

## What next

1. Mend the northern path
2. Ask the school
"""


async def write_page(page: Page, text: str) -> str:
    """A room with one page of that text, open; the page's id."""
    room = await page.evaluate(
        """async text => {
          const send = (path, body) => fetch(path, {method: 'POST', headers: {'Content-Type': 'application/json'},
                                                   body: JSON.stringify(body)}).then(answer => answer.json());
          const room = await send('/api/rooms', {title: 'Otters'});
          const canvas = await send(`/api/rooms/${room.id}/canvases`, {kind: 'document', title: 'Otters', text});
          return `${room.id}/c/${canvas.id}`; }""",
        text,
    )
    await page.goto(f"{page.url.split('/r/')[0].rstrip('/')}/r/{room}")
    await expect(page.get_by_role("textbox", name="Otters")).to_be_visible()
    return str(room).rpartition("/")[2]


# Each sentence that is lit, as it comes.
HEARD = """() => {
  window.heard = [];
  const look = () => {
    const lit = document.querySelector('[aria-current="true"][data-line]')?.textContent.trim();
    if (lit && heard.at(-1) !== lit) heard.push(lit);
  };
  const seen = {subtree: true, attributes: true, attributeFilter: ['aria-current']};
  new MutationObserver(look).observe(document.body, seen);
  look(); }"""


async def turn_into(page: Page, name: str) -> None:
    await page.get_by_role("button", name="More for this page").click()
    await page.get_by_role("menuitem", name=name).click()


async def test_a_report_is_shown_as_slides_and_saved(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await write_page(page, TALK)
        await turn_into(page, "Slides")
        panel = page.get_by_role("dialog", name="“Otters” as Slides")
        stage = panel.get_by_role("group", name="Slide 1 of 5")
        await expect(stage.get_by_role("heading", name="The otters of Lake Ness")).to_be_visible()
        await page.keyboard.press("ArrowRight")
        stage = panel.get_by_role("group", name="Slide 2 of 5")
        await expect(stage).to_contain_text("Otters came back to the lake in 2019 after forty years.")
        await expect(stage).not_to_contain_text("nobody had expected")
        await expect(panel.get_by_label("Speaker's notes")).to_contain_text("nobody had expected")
        async with page.expect_download() as saving:
            await panel.get_by_role("button", name="PowerPoint").click()
        saved = await saving.value
        parts = list(read_pptx(Path(await saved.path()).read_bytes()))
        assert saved.suggested_filename == "Otters.pptx" and len(parts) == 5
        assert "nobody had expected" in parts[1].text and "1200" in parts[2].text
        await panel.get_by_role("button", name="Show its passage").click()
        await expect(panel).to_have_count(0)
        line = "() => getSelection().anchorNode.parentElement.closest('.cm-line')?.textContent ?? ''"
        await page.wait_for_function(f"({line})().includes('Why it matters')")
        await turn_into(page, "Quiz and cards")
        panel = page.get_by_role("dialog", name="“Otters” as Cards")
        card = panel.get_by_role("group", name="Card")
        await expect(card).to_contain_text("Otters came back to the lake in _____ after forty years.")
        await page.keyboard.press("Space")
        await expect(card.get_by_text("2019", exact=True)).to_be_visible()
        await page.keyboard.press("2")
        await expect(card).to_contain_text("Holt")
        await expect(panel.get_by_role("status")).to_contain_text("1 of")
        await panel.get_by_role("button", name="Choose the answer").click()
        question = panel.get_by_role("group", name="Question")
        await expect(question).to_contain_text("after forty years")
        answers = await question.get_by_role("listitem").all_inner_texts()
        await page.keyboard.press(str(1 + [answer.split()[-1] for answer in answers].index("2019")))
        await expect(question.get_by_text("Right.")).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(panel.get_by_text("All done for today.")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(panel).to_have_count(0)
        await turn_into(page, "Read aloud")
        panel = page.get_by_role("dialog", name="“Otters” as Read aloud")
        lit = panel.locator('[aria-current="true"][data-line]')
        await expect(lit).to_have_text("The otters of Lake Ness")
        await page.evaluate(HEARD)
        await page.keyboard.press("Space")
        await expect(panel.get_by_role("button", name="Pause")).to_be_visible()
        await page.wait_for_function("() => heard.length >= 3")
        await page.keyboard.press("Space")
        await expect(panel.get_by_role("button", name="Read aloud").last).to_be_visible()
        heard = await page.evaluate("heard")
        assert heard[:3] == ["The otters of Lake Ness", "A report for the town council", "Why it matters"]
        await page.keyboard.press("ArrowRight")
        lines = [line.strip() for line in await panel.locator("[data-line]").all_text_contents()]
        assert "Otters came back" in lines[3]
        await expect(lit).to_have_text(lines[len(heard)])
        async with page.expect_download() as saving:
            await panel.get_by_role("button", name="Save the audiobook").click()
        saved = await saving.value
        assert saved.suggested_filename == "Otters.wav"
        assert b"How they were counted\0" in Path(await saved.path()).read_bytes()


STORY = """# The quay

Anna Holm commenced the work on the quay that night, and the crew was able to load numerous barrels prior to the storm.

“Go away,” said Anna Holm. “You are late, Tom.”

“Never,” said Tom Reed. He laughed and walked off.
"""
TRANSLATES: list[Mapping[str, Any]] = [
    {"user": "# The quay\\n</passage>", "steps": [{"type": "say", "text": "# Der Kai"}]},
    {"user": "walked off\\.\\n</passage>", "steps": [{"type": "say", "text": "„Niemals“, sagte Tom Reed und ging."}]},
    {"user": "ran off\\.\\n</passage>", "steps": [{"type": "say", "text": "„Niemals“, sagte Tom Reed und rannte."}]},
    {"user": "</passage>", "steps": [{"type": "say", "text": "Anna Holm am Kai."}]},
    {"user": "", "steps": [{"type": "say", "text": "Good."}]},
]


async def test_a_story_in_other_words_and_as_a_comic(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, TRANSLATES) as (page, _):
        canvas = await write_page(page, STORY)
        await turn_into(page, "Reading levels")
        panel = page.get_by_role("region", name="The page at several reading levels")
        await expect(panel).to_contain_text(
            "Anna Holm started the work on the quay that night. The crew could load many"
        )
        await expect(panel.get_by_text("Flesch-Kincaid")).not_to_have_count(0)
        await page.get_by_role("button", name="Translation", exact=True).click()
        await page.get_by_role("button", name="Translate", exact=True).click()
        beside = page.get_by_role("region", name="The page and its translation")
        await expect(beside).to_contain_text("„Niemals“, sagte Tom Reed und ging.")
        await expect(beside).to_contain_text("Der Kai")
        edit = {"edits": [{"quote": "walked off", "text": "ran off"}]}
        await page.evaluate(
            """([canvas, edit]) => fetch(`/api/canvases/${canvas}/edits`, {method: 'POST', body: JSON.stringify(edit),
                                         headers: {'Content-Type': 'application/json'}})""",
            [canvas, edit],
        )
        await expect(beside).to_contain_text("„Niemals“, sagte Tom Reed und rannte.", timeout=20_000)
        await page.get_by_role("button", name="Storyboard", exact=True).click()
        panels = page.get_by_role("region", name="Panels of the story")
        await expect(panels.get_by_role("img").first).to_have_attribute("alt", re.compile("Anna Holm"))
        await expect(panels).to_contain_text("You are late, Tom.")
        await page.get_by_role("button", name="Make it a page").click()
        await expect(page.get_by_role("textbox", name="Otters (storyboard)")).to_contain_text("Never")
