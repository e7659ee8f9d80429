"""An app from nothing: described, written, run, mended twice by itself; what it may do, granted and refused. And a
dashboard of rows, shared by a link and used by a stranger whose network is cut.
"""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from .conftest import desk
from .people import api
from .rules import call, say, when
from .test_data import DROP
from .test_journeys import ask

pytestmark = pytest.mark.browser

APP = """import { useState } from "react";

export const parameters = {
  pace: 2, // Words a minute | 1..10 step 1
};

export default function App({ params }) {
  const [said, setSaid] = useState(statrt);
  const use = (work) => () => work().then(setSaid, (error) => setSaid(error.message));
  const time = async () => {
    const page = await gesso.doc.read();
    return page.title + ": " + Math.ceil(page.text.trim().split(/\\s+/).length / params.pace) + " min";
  };
  const shorten = async () => {
    await gesso.doc.propose([{ find: "very calm", replace: "calm" }]);
    return "Proposed";
  };
  const remark = async () => {
    await gesso.doc.comment({ quote: "Tea", text: "Which tea?" });
    return "Remarked";
  };
  const count = async () => "Rows: " + (await gesso.data.query("SELECT count(*) AS n FROM data"))[0].n;
  const name = async () => (await gesso.ai.complete("One word for this page")).text;
  const acts = { Time: time, Shorten: shorten, Remark: remark, Count: count, Name: name };
  return (
    <main style={{ padding: 16 }}>
      {Object.entries(acts).map(([label, act]) => <button key={label} onClick={use(act)}>{label}</button>)}
      <p role="status">{said}</p>
    </main>
  );
}
"""
ROWS = "\n".join(
    f"2025-{month:02},{city},{month * size}" for month in range(1, 4) for city, size in (("Kiel", 1), ("Bonn", 10))
)
DASHBOARD = f"""import Papa from "papaparse";
import {{ useState }} from "react";
export const parameters = {{
  rows: "month,city,sold\\n{ROWS.replace(chr(10), chr(92) + "n")}", // The rows | lines
}};
export default function App({{ params }}) {{
  const [city, setCity] = useState("all");
  const rows = Papa.parse(params.rows, {{ header: true, dynamicTyping: true, skipEmptyLines: true }}).data;
  const shown = rows.filter((row) => city === "all" || row.city === city);
  const most = Math.max(...shown.map((row) => row.sold));
  return (
    <main style={{{{ padding: 16, fontFamily: "system-ui" }}}}>
      <h1>{{shown.reduce((sum, row) => sum + row.sold, 0)}} sold</h1>
      <label>City <select value={{city}} onChange={{(event) => setCity(event.target.value)}}>
        {{["all", ...new Set(rows.map((row) => row.city))].map((each) => <option key={{each}}>{{each}}</option>)}}
      </select></label>
      {{shown.map((row, at) => (
        <p key={{at}} style={{{{ background: "light-dark(#dbe4ff, #2b3a67)", width: `${{(100 * row.sold) / most}}%`, padding: 4 }}}}>{{row.month}} {{row.city}} {{row.sold}}</p>
      ))}}
    </main>
  );
}}
"""  # noqa: E501
OPENED = [say("Here it is.")]


def opens(words: str, **args: Any) -> dict[str, Any]:
    return when(words, call("open_canvas", args, 200, 0.0))


def mends(words: str, find: str, new: str) -> dict[str, Any]:
    return when(words, call("edit", {"edits": [{"quote": find, "text": new}]}))


RULES = [
    {"tool": ".*", "steps": OPENED},
    mends(r"try 2 of 2(.|\n)*begin", "useState(begin)", 'useState("Nothing yet")'),
    mends(r"Fix this error(.|\n)*statrt", "useState(statrt)", "useState(begin)"),
    when("One word for this page", say("Leaves")),
    opens("short note", kind="document", title="Tea", text="Tea is very calm.\n"),
    opens("reading", kind="code", title="Reading desk", language="tsx", text=APP),
    opens("dashboard", kind="code", title="Sales", language="tsx", text=DASHBOARD),
    when("", say("Hm.")),
]


async def uses(page: Page, words: dict[str, str]) -> None:
    """Press each button of the app, and read what it says."""
    app = page.frame_locator("iframe")
    for button, said in words.items():
        await app.get_by_role("button", name=button).click()
        await expect(app.get_by_role("status")).to_have_text(said)


async def test_an_app_is_described_mended_and_allowed(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await page.evaluate(DROP, ["sales.csv", "city,units\nKiel,3\nBonn,4\n"])
        await expect(page.get_by_role("region", name="Data", exact=True)).to_contain_text("2 rows and 2 columns.")
        await ask(page, "Write a short note about tea")
        await expect(page.get_by_role("textbox", name="Tea")).to_contain_text("very calm")
        await ask(page, "Make me a reading desk: how long this takes, and what could go")
        card = page.get_by_role("heading", name="“Reading desk” wants to")
        await expect(card).to_be_visible()
        for right in ("read the document", "suggest changes to it", "comment on it", "ask the data", "20,000 tokens"):
            await expect(page.get_by_role("listitem").filter(has_text=right)).to_be_visible()
        await page.get_by_role("button", name="Allow and run").click()

        said = page.get_by_text("Fix this error of the app with the smallest change", exact=False)
        await expect(said.first).to_contain_text("statrt")
        await expect(page.frame_locator("iframe").get_by_role("status")).to_have_text("Nothing yet", timeout=60_000)
        await expect(said).to_have_count(2)
        await page.get_by_role("tab", name="Code").click()
        await expect(page.get_by_text('useState("Nothing yet")')).to_be_visible()
        await page.get_by_role("tab", name="App", exact=True).click()

        await uses(page, {"Time": "Tea: 2 min", "Count": "Rows: 2", "Name": "Leaves", "Shorten": "Proposed"})
        await uses(page, {"Remark": "Remarked"})
        events = str((await api(page, "GET", "/rooms/{room}/events?limit=5000"))["events"])
        assert "suggestion_made" in events and "Which tea?" in events
        app = await api(page, "GET", "/canvases/{canvas}/app")
        assert 0 < app["spent_tokens"] < app["budget_tokens"], "what the model said is counted"

        await page.evaluate("localStorage.removeItem('gesso.app.allowed')")
        await page.reload()
        await page.get_by_role("button", name="Run without that").click()
        no = "This app may not use {} here."
        await uses(page, {"Shorten": no.format("doc.propose"), "Name": no.format("ai.complete")})
        await uses(page, {"Count": no.format("data.query"), "Time": no.format("doc.read")})


async def test_a_dashboard_is_shared_and_used_without_a_network(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "Make a dashboard of these sales")
        await expect(page.frame_locator("iframe").get_by_role("heading", name="66 sold")).to_be_visible(timeout=60_000)
        await page.get_by_role("button", name="More for this app").click()
        await page.get_by_role("menuitem", name="Share a link…").click()
        await page.get_by_role("button", name="Make a link").click()
        link = await page.get_by_role("textbox", name="Link").input_value()

        stranger = await browser.new_context(viewport={"width": 390, "height": 780}, color_scheme="dark")
        other = await stranger.new_page()
        await other.goto(link)
        app = other.frame_locator("iframe")
        await expect(app.get_by_role("heading", name="66 sold")).to_be_visible(timeout=60_000)
        await stranger.set_offline(True)
        await app.get_by_label("City").select_option("Bonn")
        await expect(app.get_by_role("heading", name="60 sold")).to_be_visible()
        await stranger.close()
