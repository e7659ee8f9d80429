"""What must work with nothing but the embedded model: the same journeys, in Chromium, with its own words."""

import os
import re
import sys
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from gesso.agent.guided.sentences import split_sentences
from gesso.agent.guided.tone import informality
from gesso.model.download import Weights
from gesso.settings import default_data_dir
from tests.browser.conftest import desk
from tests.browser.test_journeys import ask, canvas_text, select_words

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

DOCUMENT = """# Camp rules

Welcome to the lake. **Please** read [the map](https://example.org/map) first. \
Participants are requested to refrain from utilizing the boats subsequent to sunset. Bring a towel.

You must arrive before noon. Late persons will not be admitted.

- Tent
- Lamp
"""
SENTENCE = "Participants are requested to refrain from utilizing the boats subsequent to sunset."


@pytest_asyncio.fixture(loop_scope="session")
async def folder(tmp_path: Path) -> Path:
    """A test's folder in which the weights are there already, fetched once for all."""
    data = Path(os.environ.get("GESSO_DATA") or default_data_dir(sys.platform, os.environ, Path.home()))
    await Weights(data / "models").fetch()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(data / "models")
    return tmp_path


async def ended(page: Page, turns: int) -> None:
    """So many answers are complete."""
    for _ in range(1200):
        kinds = await page.evaluate(
            """async () => { const room = location.pathname.split('/')[2]; if (!room) return [];
                 const log = await (await fetch(`/api/rooms/${room}/events?after=0`)).json();
                 return log.events.map(event => event.body).filter(body => body.type === 'turn_ended'); }"""
        )
        if len(kinds) >= turns:
            assert all(kind["outcome"] == "done" for kind in kinds), kinds
            return
        await page.wait_for_timeout(100)
    raise AssertionError("the turn did not end")


async def put_document(page: Page, text: str) -> None:
    """A conversation with `text` in a canvas, as a program would put it there."""
    room = await page.evaluate(
        """async text => {
             const post = async (path, body) => (await fetch(path, {method: 'POST',
               headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})).json();
             const room = (await post('/api/rooms', {title: 'Camp'})).id;
             await post(`/api/rooms/${room}/canvases`, {kind: 'document', title: 'Camp rules', text});
             return room; }""",
        text,
    )
    await page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + f"/r/{room}")
    await expect(page.get_by_role("textbox", name="Camp rules")).to_contain_text("Bring a towel.")


async def test_a_blog_post_opens_a_canvas_and_dinner_does_not(browser: Browser, folder: Path) -> None:
    async with desk(browser, folder, None) as (page, _):
        await ask(page, "help me cook something for dinner")
        await ended(page, 1)
        await expect(page.get_by_role("tab")).to_have_count(0)
        await ask(page, "Write a blog post about the history of coffee beans")
        await ended(page, 2)
        text = await canvas_text(page)
        assert text.startswith("# ") and "coffee" in text.lower()
        assert len(text.split()) >= 120
        sentences = re.findall(r"[^.!?\n]{30,}[.!?]", text)
        assert len(sentences) == len(set(sentences)), "it repeats itself"


async def test_in_chat_and_use_canvas_are_obeyed(browser: Browser, folder: Path) -> None:
    async with desk(browser, folder, None) as (page, _):
        await ask(page, "Write a short poem about rain, here in chat please")
        await ended(page, 1)
        await expect(page.get_by_role("tab")).to_have_count(0)
        await ask(page, "Use canvas: ideas for a birthday party")
        await ended(page, 2)
        await expect(page.get_by_role("tab")).to_have_count(1)


async def test_a_selected_sentence_gets_simpler_and_nothing_else_changes(browser: Browser, folder: Path) -> None:
    async with desk(browser, folder, None) as (page, _):
        await put_document(page, DOCUMENT)
        await select_words(page, SENTENCE)
        await ask(page, "make this simpler")
        await ended(page, 1)
        text = await canvas_text(page)
        before, after = DOCUMENT.split(SENTENCE)
        assert text.startswith(before) and text.endswith(after), "only the selection may change"
        assert text != DOCUMENT
        assert "utilizing" not in text


HARBOUR = """# The harbour museum

Bring a towel. **Please** read [the map](https://example.org/map) first.

The museum is in the old salt store, and it has been open since 12 May 1998. Dogs may not be taken into Hall B. \
However, Mr Almeida will look after them at the desk. In summer there are 40 places in the courtyard, and \
visitors are advised to book them by telephone. The ferry from Porto does not run on Mondays.

- It is not permitted to swim.
"""


async def test_the_second_paragraph_gets_friendlier_without_a_selection(browser: Browser, folder: Path) -> None:
    async with desk(browser, folder, None) as (page, _):
        await put_document(page, HARBOUR)
        await ask(page, "make the second paragraph friendlier")
        await ended(page, 1)
        text = await canvas_text(page)
        old = next(line for line in HARBOUR.split("\n") if line.startswith("The museum"))
        before, after = HARBOUR.split(old)
        assert text.startswith(before) and text.endswith(after), "only that paragraph may change"
        new = text[len(before) : len(text) - len(after)]
        pairs = zip(split_sentences(old), split_sentences(new), strict=True)
        assert sum(informality(b) > informality(a) for a, b in pairs) >= 4, new
        assert re.findall(r"\d+", new) == re.findall(r"\d+", old)
        assert all(fact in new for fact in ("Hall B", "Mr Almeida", "Porto", "May", "Mondays", "salt store", "ferry"))
