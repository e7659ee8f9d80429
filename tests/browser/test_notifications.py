"""Web push and the links of mails in a real browser.

The push service of a browser is out of reach of a test, so a message is handed to the service worker by the browser's
own debugger, where a push service would hand it after decryption; encryption is `tests/notify/test_channels.py`'s part.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

from tests.browser.conftest import desk
from tests.notify.servers import mail_server

pytestmark = pytest.mark.browser

CALL = """async ([method, path, body]) => {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(path, { method, headers, body: body === null ? undefined : JSON.stringify(body) });
  return [answer.status, await answer.text()];
}"""


async def call(page: Page, method: str, path: str, body: Any = None) -> Any:
    status, text = await page.evaluate(CALL, [method, path, body])
    assert status < 300, f"{method} {path}: {status} {text}"
    return json.loads(text) if text else None


async def test_a_push_is_shown_by_the_service_worker(browser: Browser, tmp_path: Path) -> None:
    async with desk(browser, tmp_path, [], permissions=["notifications"]) as (page, _):
        origin = await page.evaluate("location.origin")
        debugger = await page.context.new_cdp_session(page)
        found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def seen(event: Any) -> None:
            for each in event["versions"]:
                if each["status"] == "activated" and not found.done():
                    found.set_result(each["registrationId"])

        debugger.on("ServiceWorker.workerVersionUpdated", seen)
        await debugger.send("ServiceWorker.enable")
        await page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)")
        registration = await asyncio.wait_for(found, 20)
        told = {"title": "AI news", "body": "<b>Three</b> papers.", "tag": "t:ok", "url": f"{origin}/", "notice": "n1",
                "actions": ["again", "strange"]}  # fmt: skip
        for data in (json.dumps(told), json.dumps(told), "no JSON"):
            message = {"origin": origin, "registrationId": registration, "data": data}
            await debugger.send("ServiceWorker.deliverPushMessage", message)
        # One replaces the other of its tag, and for a moment both are there.
        await page.wait_for_function(
            """navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) =>
               all.map(({ title }) => title).sort().join() === "AI news,gesso")"""
        )
        shown = await page.evaluate(
            """navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) =>
               all.map(({ title, body, tag, actions }) => ({ title, body, tag, actions: actions.map((a) => a.action) }))
               )"""
        )
        ours = next(each for each in shown if each["title"] == "AI news")
        assert ours == {"title": "AI news", "body": "<b>Three</b> papers.", "tag": "t:ok", "actions": ["again"]}


async def test_the_button_behind_a_links_page_works_in_a_browser(browser: Browser, tmp_path: Path) -> None:
    """A form of a page without a referrer sends no Origin, which the guard refuses: only a browser shows that."""
    async with mail_server() as letters, desk(browser, tmp_path, []) as (page, _):
        mail = {"host": "127.0.0.1", "port": letters.port, "security": "none", "sender": "gesso@example.org"}
        await call(page, "PUT", "/api/notify/server", {"mail": mail})
        made = {"kind": "email", "address": "me@example.org", "zone": "UTC"}
        await call(page, "POST", "/api/notify/channels", made)
        plain = letters.got[0][2].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        link = next(word for word in plain.split() if "/act/" in word)
        await page.goto(link)
        await page.get_by_role("button", name="Yes").click()
        await page.get_by_text("It will be sent here.").wait_for()
        assert (await call(page, "GET", "/api/notify/channels"))["channels"][0]["state"] == "ready"
