"""An app from a sentence to a link: opened by chat, set by its parameters, shared, and run elsewhere, offline."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page, Route, expect

from .conftest import desk
from .test_journeys import ask

pytestmark = pytest.mark.browser

RULES = [
    {"tool": ".*", "steps": [{"type": "say", "text": "There it is."}]},
    {"user": "solar system", "steps": [{"type": "call", "name": "open_app", "args": {"name": "solar_system"}}]},
]


async def test_the_solar_system_is_opened_set_and_shared(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, RULES) as (page, _):
        await ask(page, "Show me the solar system")
        panel = page.get_by_role("region", name="App", exact=True)
        sky = page.frame_locator("iframe")
        await expect(sky.get_by_role("heading", name="Sun")).to_be_visible(timeout=60_000)
        await panel.get_by_role("button", name="Parameters").click()
        await panel.get_by_label("Look at").select_option("Saturn")
        await expect(sky.get_by_role("heading", name="Saturn")).to_be_visible()
        await expect(sky.get_by_text("58,232 km")).to_be_visible()
        await panel.get_by_role("tab", name="Code").click()
        await expect(panel.get_by_text('follow: "Saturn", // Look at')).to_be_visible()
        await panel.get_by_role("tab", name="App").click()
        await panel.get_by_role("button", name="More for this app").click()
        await page.get_by_role("menuitem", name="Share a link…").click()
        await page.get_by_role("button", name="Make a link").click()
        link = await page.get_by_role("textbox", name="Link").input_value()
        await page.get_by_role("button", name="Close", exact=True).click()
        await runs_alone(browser, link)
        await panel.get_by_role("button", name="More for this app").click()
        async with page.expect_download() as saving:
            await page.get_by_role("menuitem", name="Save as one HTML file").click()
        saved = tmp_path / "solar system.html"
        await (await saving.value).save_as(saved)
        await runs_from_a_file(browser, saved)


async def runs_alone(browser: Browser, link: str) -> None:
    """In a browser of a stranger, from which nothing but this server can be reached."""
    context = await browser.new_context(viewport={"width": 390, "height": 780}, color_scheme="dark")
    port, cut = urlsplit(link).port, []

    async def only_here(route: Route) -> None:
        if urlsplit(route.request.url).port == port:
            await route.continue_()
        else:
            cut.append(route.request.url)
            await route.abort()

    await context.route("**/*", only_here)
    page: Page = await context.new_page()
    await page.goto(link)
    sky = page.frame_locator("iframe")
    await expect(sky.get_by_role("heading", name="Saturn")).to_be_visible(timeout=60_000)
    await sky.get_by_role("group", name="Look at").get_by_role("button", name="Earth").click()
    await expect(sky.get_by_text("6,371 km")).to_be_visible()
    assert await page.get_by_role("textbox", name="Write a message").count() == 0
    assert cut == []
    await context.close()


async def runs_from_a_file(browser: Browser, file: Path) -> None:
    """By itself, with a policy of its own, and without any network."""
    assert "connect-src 'none'" in file.read_text()
    context = await browser.new_context(offline=True)
    page = await context.new_page()
    await page.goto(file.as_uri())
    await expect(page.get_by_role("heading", name="Saturn")).to_be_visible(timeout=60_000)
    await context.close()
