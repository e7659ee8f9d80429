"""The switch of trained decisions in the settings: what is in force, what is not used and why, and turning it off.

It is not turned on again: that fetches the weights, and tests have no network.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from gesso.agent.deciding.shelf import Shelf
from gesso.base.clock import system_clock
from gesso.lab.shipping import ship
from tests.browser.conftest import desk
from tests.browser.people import api
from tests.deciding.sound import write_folder

pytestmark = pytest.mark.browser


async def test_the_owner_sees_what_decides_and_turns_it_off(browser: Browser, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "data" / "adapters", tmp_path / "none")
    ship(shelf, write_folder(tmp_path / "one", {"open_canvas": {}}, version="1"), system_clock)
    ship(shelf, write_folder(tmp_path / "two", {"edit_or_rewrite": {}}, name="doing", version="1"), system_clock)
    (shelf.folder / "doing-1" / "adapter.gguf").write_bytes(b"GGUF broken")
    async with desk(browser, tmp_path, None) as (page, program):
        page.set_default_timeout(60_000)
        await page.goto(f"{program.url}/settings/models")
        switch = page.get_by_role("checkbox", name="Let trained decisions lead every model")
        await expect(switch).to_be_checked(timeout=30_000)
        await expect(
            page.get_by_text(re.compile(r"decisions 1 .*· the built-in model is not fetched yet"))
        ).to_be_visible()
        await expect(page.get_by_text("is not the file of its manifest")).to_be_visible()
        await switch.click()
        await expect(switch).not_to_be_checked(timeout=30_000)
        assert not (await api(page, "GET", "/models"))["decisions"]["on"]
        for scheme, width in (("light", 1360), ("dark", 1360), ("light", 390)):
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of its literals
            await page.set_viewport_size({"width": width, "height": 850})
            await page.reload()
            note = page.get_by_text("is not the file of its manifest")
            await note.scroll_into_view_if_needed()
            assert await note.evaluate("e => e.scrollWidth <= e.clientWidth"), "nothing is cut off"
            if shots := os.environ.get("GESSO_SHOTS"):
                await page.screenshot(path=f"{shots}/decisions-{scheme}-{width}.png")
