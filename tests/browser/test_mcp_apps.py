"""MCP Apps in Chromium: a real server's page in an answer, its handshake, its calls, and what it cannot do."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.server.test_mcp_apps import harbour
from tests.server.test_tool_servers import at_port

from .conftest import desk
from .people import api
from .rules import call, say, when
from .test_journeys import ask

pytestmark = pytest.mark.browser

RULES = [
    {"tool": "harbour__tides", "steps": [say("The tides are above.")]},
    when("tides", call("harbour__tides", {"place": "Kiel"}), offered=["harbour__tides"]),
]


async def test_a_servers_page_shows_asks_and_is_held(browser: Browser, tmp_path: Path) -> None:
    async with at_port(harbour().streamable_http_app()) as address, desk(browser, tmp_path, RULES) as (page, _):
        await api(page, "PUT", "/sources/server", {"engine": "none", "feeds": [], "private_addresses": True})
        server = await api(page, "POST", "/tool-servers", {"name": "Harbour", "address": address})
        for tool in server["tools"]:
            given = {"tool": tool["name"], "print": tool["print"], "approved": True}
            await api(page, "PUT", f"/tool-servers/{server['id']}/approval", given)
        await ask(page, "The tides of Kiel?")
        view = page.frame_locator("iframe[title='Page of Harbour']")
        await expect(view.get_by_role("heading", name="Tides of Kiel")).to_be_visible(timeout=60_000)
        await expect(view.get_by_role("listitem").first).to_have_text("day 1, 04:10")
        await expect(view.get_by_text("gesso light")).to_be_visible()
        await expect(page.get_by_text("It would reach https://tides.example, which nothing here can.")).to_be_visible()

        await view.get_by_role("button", name="Next day").click()  # only looks: not asked
        await expect(view.get_by_role("listitem").first).to_have_text("day 2, 04:10")
        await view.get_by_role("button", name="Warn the harbour").click()
        asks = page.get_by_role("alertdialog", name="The page asks")
        await expect(asks).to_contain_text('wants to use warn with {"place":"Kiel"}')
        await asks.get_by_role("button", name="No").click()
        await expect(view.get_by_role("status")).to_have_text("The person did not allow this.")
        await view.get_by_role("button", name="Warn the harbour").click()
        await asks.get_by_role("button", name="Allow once").click()
        await expect(view.get_by_role("status")).to_have_text("The horn of Kiel sounds.")
        await page.reload()
        await page.get_by_role("button", name="Show what Harbour made of it").click()
        await expect(view.get_by_role("heading", name="Tides of Kiel")).to_be_visible(timeout=60_000)
