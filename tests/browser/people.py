"""People of the browser tests: what the page may call for the one who is signed in, and a second person."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page


async def api(page: Page, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """As the person on the page calls it; `{room}` and `{canvas}` are those that are open."""
    return await page.evaluate(
        """async ([method, path, body]) => {
             const [, , room, , canvas] = location.pathname.split('/');
             const answer = await fetch('/api' + path.replace('{room}', room).replace('{canvas}', canvas),
               { method, headers: { 'Content-Type': 'application/json' }, body: body === null ? undefined : body });
             const text = await answer.text();
             if (!answer.ok) throw new Error(text);
             return text ? JSON.parse(text) : null; }""",
        [method, path, None if body is None else json.dumps(body)],
    )


@asynccontextmanager
async def guest(browser: Browser, page: Page, name: str, role: str) -> AsyncIterator[Page]:
    """A second person in a second browser, in the same room."""
    room = page.url.split("/")[4]
    made = await api(page, "POST", "/invitations", {"room": room, "role": role})
    found = await browser.new_context(viewport={"width": 1700, "height": 900})
    second = await found.new_page()
    await second.goto("/".join(page.url.split("/")[:3]) + made["path"])
    await second.get_by_label("Name").fill(name)
    await second.get_by_label("Email").fill(f"{name}@example.org")
    await second.get_by_label("Password").fill("a long password")
    await second.get_by_role("button", name="Join").click()
    await second.wait_for_url(re.compile(room))
    yield second
    await found.close()
