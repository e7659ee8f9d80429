"""Python in the browser: an error at its line, fixed and run again to a plot; tests beside the code; a document whose
blocks run where they stand, and what they gave after a reload."""

import importlib.util
import sys
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from gesso.sandbox.finding import find_tier

from .conftest import desk

pytestmark = [pytest.mark.browser, pytest.mark.skipif(sys.platform != "linux", reason="the tiers are of Linux")]

CODE = """import matplotlib.pyplot as plt
import pandas as pd

heads = pd.DataFrame({"city": ["Bern", "Ulm", "Zug"], "heads": [134, 126, 31]})
heads.plot.bar(x="city", y="heads", title="Heads")
plt.show()
hedas.sum()["heads"]


def double(n):
    return n * 2


def test_double():
    assert double(2) == 5
"""
EDIT = {"edits": [{"quote": "hedas.sum()", "text": "heads.sum()", "why": "misspelt"}]}
RULES = [
    {"tool": ".*", "steps": [{"type": "say", "text": "The name was misspelt."}]},
    {"user": "Fix this error", "steps": [{"type": "call", "name": "edit", "args": EDIT}]},
]
DOCUMENT = """# Heads

How many there are:

```python
heads = [134, 126, 31]
sum(heads)
```

And on average:

```python
print(sum(heads) / len(haeds))
```

That is all.
"""
MAKE = """async ([kind, text]) => {
  const post = async (path, body) => (await fetch(path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body),
  })).json();
  const room = await post("/api/rooms", {title: "Words"});
  const language = kind === "code" ? "python" : null;
  const canvas = await post(`/api/rooms/${room.id}/canvases`, {kind, language, title: "Heads", text});
  return `/r/${room.id}/c/${canvas.id}`;
}"""


async def test_from_error_to_fix_to_plot(browser: Browser, tmp_path: Path) -> None:
    found = find_tier()
    if found.tier is None:
        pytest.skip(f"no sandbox holds here: {found.why}")
    if not importlib.util.find_spec("matplotlib"):
        pytest.skip("matplotlib is not installed (requirements/code.txt)")
    async with desk(browser, tmp_path, RULES) as (page, program):
        await page.goto(program.url + await page.evaluate(MAKE, ["code", CODE]))
        output = page.get_by_role("log", name="Output")
        await page.get_by_role("button", name="Run", exact=True).click()
        plot = output.get_by_role("img", name="Bar chart “Heads” of values by city: 3 bars")
        await expect(plot).to_be_visible()
        await expect(output).to_contain_text("NameError")
        await expect(page.locator(".cv-wrong")).to_have_text('hedas.sum()["heads"]')
        await page.get_by_role("button", name="Fix this error").click()
        await expect(page.locator(".cv-wrong")).to_have_count(0)
        await expect(page.locator(".cv-failed")).to_contain_text("Left is 4, right is 5")
        await expect(plot).to_be_visible()
        await page.screenshot(path=tmp_path / "code.png")

        await page.get_by_role("button", name="Variables").click()
        await page.get_by_role("button", name="heads", exact=True).click()
        await expect(page.get_by_role("region", name="heads").get_by_role("row")).to_have_count(4)
        await page.get_by_role("button", name="What code can use here").click()
        await expect(page.get_by_text("For tables and plots: numpy, pandas, matplotlib.")).to_be_visible()

        await page.locator(".cm-content").click()
        await page.keyboard.press("Control+a")
        await page.keyboard.type("import time\nprint('begun')\ntime.sleep(60)")
        await page.keyboard.press("Control+Enter")
        await expect(output).to_contain_text("begun")
        await page.get_by_role("button", name="Stop", exact=True).click()
        await expect(output).to_contain_text("KeyboardInterrupt")
        await page.get_by_role("button", name="Start afresh").click()
        await expect(output).to_have_count(0)

        await page.goto(program.url + await page.evaluate(MAKE, ["document", DOCUMENT]))
        await _document(page, tmp_path)


async def _document(page: Page, folder: Path) -> None:
    output = page.get_by_role("log", name="Output")
    await page.get_by_role("button", name="Run this block").first.click()
    await expect(output).to_contain_text("291")
    await expect(page.locator(".cv-place")).to_contain_text("291", use_inner_text=True)
    await page.get_by_role("button", name="Run all").click()
    await expect(output.nth(1)).to_contain_text("NameError")
    await expect(page.locator(".cv-wrong")).to_have_text("print(sum(heads) / len(haeds))")
    await page.screenshot(path=folder / "document.png")
    await page.locator(".cm-line", has_text="print(sum(heads)").click()
    await page.keyboard.press("End")
    await page.keyboard.press("Shift+Home")
    await page.keyboard.type("print(sum(heads) / len(heads))")
    await expect(output.nth(1)).to_contain_text("The code has changed since it ran")
    await page.keyboard.press("Control+Enter")
    await expect(output.nth(1)).to_contain_text("97.0")
    await expect(page.locator(".cv-wrong")).to_have_count(0)
    await page.reload()
    await expect(output.nth(0)).to_contain_text("291")
    await expect(output.nth(1)).to_contain_text("97.0")


POINTS = [
    {"tool": "comment", "steps": [{"type": "say", "text": "I marked the line. What is it called above?"}]},
    {"tool": ".*", "steps": [{"type": "say", "text": "I may only point here."}]},
    {
        "user": "Which line",
        "steps": [
            {
                "type": "call",
                "name": "comment",
                "args": {
                    "comments": [
                        {"quote": "hedas.sum()", "body": "Where does this name get its value?", "kind": "question"}
                    ]
                },
            }
        ],
    },
    {"user": "Just change it", "steps": [{"type": "call", "name": "edit", "args": EDIT}]},
]


DISMISS = """(note) => fetch(`/api/notes/${note}`, {
  method: "PATCH", headers: {"Content-Type": "application/json"}, body: JSON.stringify({state: "dismissed"}),
})"""


async def test_only_pointing_stays_chosen_and_changes_nothing(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, POINTS) as (page, program):
        await page.goto(program.url + await page.evaluate(MAKE, ["code", CODE]))
        await page.get_by_role("button", name="On this code: Do it").click()
        await page.screenshot(path=tmp_path / "choosing.png")
        await page.get_by_role("menuitemradio", name="Only point").click()
        chosen = page.get_by_role("button", name="On this code: Only point")
        await expect(chosen).to_be_visible()
        box = page.get_by_role("textbox", name="Write a message")
        await box.fill("Just change it, I am in a hurry")
        await box.press("Enter")
        await expect(page.get_by_text("I may only point here.")).to_be_visible()
        await expect(page.locator(".cm-content")).to_contain_text('hedas.sum()["heads"]')
        await box.fill("Which line is it?")
        await box.press("Enter")
        await expect(page.get_by_text("Where does this name get its value?").first).to_be_visible()
        ringed = page.locator(".cv-drawn-ring")
        await expect(ringed).to_have_text("hedas.sum()")
        note = await ringed.get_attribute("data-note")
        await page.screenshot(path=tmp_path / "pointing.png")
        await page.emulate_media(color_scheme="dark")
        await page.reload()
        await expect(chosen).to_be_visible()
        await page.screenshot(path=tmp_path / "pointing-dark.png")
        await page.set_viewport_size({"width": 390, "height": 844})
        await page.screenshot(path=tmp_path / "pointing-phone.png")
        await page.evaluate(DISMISS, note)
        await expect(ringed).to_have_count(0)


SCRIPTS = """# Heads

```js
const heads = [134, 126, 31];
console.log("All:", heads.reduce((a, b) => a + b));
document.getElementById("root").innerHTML = "<h2>Three towns</h2>";
```

And one that fails:

```ts
const names: string[] = [];
console.log(names[0].length);
```
"""


def _change(quote: str, text: str) -> dict[str, object]:
    return {"type": "call", "name": "edit", "args": {"edits": [{"quote": quote, "text": text, "why": "it is empty"}]}}


MENDS = [
    {"tool": ".*", "steps": [{"type": "say", "text": "The list is empty."}]},
    {"user": "This is try 2 of 3", "steps": [_change("names[1].length", "names.length")]},
    {"user": r"on line 13.*\n[\s\S]*TypeError", "steps": [_change("names[0].length", "names[1].length")]},
]


async def test_javascript_runs_in_the_browser_where_it_stands(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, MENDS) as (page, program):
        await page.goto(program.url + await page.evaluate(MAKE, ["document", SCRIPTS]))
        runs = page.get_by_role("button", name="Run this block")
        await runs.first.click()
        frame = page.frame_locator('iframe[title="What this block draws and prints"]').first
        await expect(frame.get_by_role("heading", name="Three towns")).to_be_visible()
        await expect(frame.get_by_role("log")).to_have_text("All: 291")
        await runs.nth(1).click()
        await expect(page.locator(".cv-wrong")).to_have_text("console.log(names[0].length);")
        await page.screenshot(path=tmp_path / "scripts.png")
        await page.get_by_role("button", name="Fix this error").click()
        last = page.frame_locator('iframe[title="What this block draws and prints"]').nth(1)
        await expect(last.get_by_role("log")).to_have_text("0", timeout=30_000)
        await expect(page.locator(".cv-wrong")).to_have_count(0)
        await expect(page.locator(".cm-content")).to_contain_text("console.log(names.length);")
        await expect(page.get_by_text("This is try 2 of 3")).to_be_visible()
        await expect(page.get_by_role("button", name="Run all")).to_have_count(0)
