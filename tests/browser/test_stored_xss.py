"""Whatever people, models and providers write is shown as words: no script runs, nothing is loaded from elsewhere.

A corpus of attacks is stored in every field that is rendered and looked at in Chromium. The same look is taken with
the content policy removed (the client alone must hold), and shown to fail where the client is made careless.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from tests.faults.provider import Provider
from tests.program import Client, Program, until

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ELSEWHERE = "https://evil.example"
RAW = (
    "<script>__xss('script')</script>",
    f"<script src={ELSEWHERE}/x.js></script>",
    "<img src=x onerror=__xss('img')>",
    "<img src=x onerror\n=__xss('img2')>",
    f"<img src={ELSEWHERE}/pixel.png>",
    "<svg onload=__xss('svg')><script>__xss('svg2')</script></svg>",
    "<svg><animate onbegin=__xss('animate') attributeName=x dur=1s></svg>",
    "<svg><a xlink:href=javascript:__xss('xlink')><text>x</text></a><use href=data:image/svg+xml,x></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=1 onerror=__xss(\"mutation\")>'>",
    "<math href=javascript:__xss('math')>x</math>",
    "<noscript><p title='</noscript><img src=x onerror=__xss(\"noscript\")>'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=__xss('mutation2')>",
    "<template><img src=x onerror=__xss('template')></template><title><img src=x onerror=__xss('title')></title>",
    "<iframe src=javascript:__xss('iframe')></iframe><iframe srcdoc=\"<script>parent.__xss('srcdoc')</script>\">",
    f"<iframe src={ELSEWHERE}></iframe><object data=javascript:__xss('object')></object><embed src={ELSEWHERE}/e>",
    f"<style>@import url({ELSEWHERE}/s.css); body{{background:url({ELSEWHERE}/b.png)}}</style>",
    f"<link rel=stylesheet href={ELSEWHERE}/l.css><base href={ELSEWHERE}/>",
    f"<meta http-equiv=refresh content='0;url={ELSEWHERE}/refresh'>",
    f"<form action={ELSEWHERE}/form><input autofocus onfocus=__xss('focus')><button>x</button></form>",
    "<details open ontoggle=__xss('toggle')><summary>x</summary></details><video><source onerror=__xss('video')>",
    "<body onload=__xss('body')><div onpointerenter=__xss('pointer') style='position:fixed;inset:0'>x</div>",
    "\"><img src=x onerror=__xss('quote')>'><img src=x onerror=__xss('quote2')>",
    "</textarea></title></script><img src=x onerror=__xss('closing')>",
    "&lt;img src=x onerror=__xss('entity')&gt; &#60;script&#62;__xss('entity2')&#60;/script&#62;",
    "{{constructor.constructor('__xss(1)')()}} ${__xss('template')} <%= __xss('erb') %>",
)
MARKDOWN = (
    "[a](javascript:__xss('link')) [b](JaVaScRiPt&colon;__xss('entity')) [c](java\tscript:__xss('tab'))",
    "[d](data:text/html,<script>__xss('data')</script>) [e](vbscript:__xss('vb')) [f](&#106;avascript:__xss('n'))",
    "<javascript:__xss('auto')> [g]: javascript:__xss('reference')\n\n[g] [h](//evil.example/protocol)",
    "![i](javascript:__xss('image')) ![j](x\"onerror=\"__xss('alt')) ![k](x 'onerror=__xss(\"title\")')",
    f"![l]({ELSEWHERE}/picture.png) ![m](data:image/svg+xml,<svg onload=__xss('svgdata')>)",
    "[n](x \"onmouseover=__xss('attribute')\") [<img src=x onerror=__xss('label')>](https://example.org)",
    "```<img src=x onerror=__xss('language')>\n</code></pre><img src=x onerror=__xss('fence')>\n```",
    "`</code><img src=x onerror=__xss('code')>` **<img src=x onerror=__xss('bold')>**",
    "| <img src=x onerror=__xss('head')> | b |\n|---|---|\n| <svg onload=__xss('cell')> | [x](javascript:__xss('t')) |",
    "- [x] <img src=x onerror=__xss('task')>\n- [ ](javascript:__xss('task2'))",
    "$$\\href{javascript:__xss('math')}{x}$$ and ```mermaid\ngraph TD; A[<img src=x onerror=__xss('m')>]\n```",
)
ALL = "\n\n".join(("# Look", *RAW, *MARKDOWN, "The last words.", ""))
NAME = "<img src=x onerror=__xss('name')>"
TOOL = "<svg/onload=__xss('tool')>"
RULES: list[dict[str, Any]] = [
    {"user": "attack", "tool": ".*", "steps": [{"type": "say", "text": ALL}]},
    {"user": "attack", "steps": [
        {"type": "think", "text": ALL}, {"type": "say", "text": ALL},
        {"type": "call", "name": TOOL, "args": {"text": ALL}},
        {"type": "call", "name": "open_canvas", "args": {"kind": "document", "title": NAME, "text": ALL}}]},
    {"user": "change", "tool": ".*", "steps": [{"type": "say", "text": "The end."}]},
    {"user": "change", "steps": [{"type": "call", "name": "edit", "args": {
        "edits": [{"block": 1, "text": f"# {NAME} new", "why": NAME},
                  {"block": 2, "text": RAW[2] + " new", "why": RAW[0]}]}}]},
    {"user": "offer", "tool": ".*", "steps": [{"type": "say", "text": "Take it or leave it."}]},
    {"user": "offer", "steps": [{"type": "call", "name": "edit", "args": {
        "suggest": True, "edits": [{"block": 3, "text": RAW[5] + " new", "why": NAME}]}}]},
    {"user": "fail", "steps": [{"type": "fail", "kind": "refused", "message": f"The model said {NAME}{RAW[0]}."}]},
]  # fmt: skip

# What a careless client would do: put a model's words into the page as they are.
CLEANED = re.compile(r"__html:[\w$]+\((\w+)\)")


@dataclass
class Watch:
    """What happened that should not have. `ran` holds the names of attacks that ran."""

    home: str
    ran: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    async def over(self, context: BrowserContext) -> None:
        await context.expose_function("__xss", lambda name="": self.ran.append(str(name)))
        await context.expose_function("__opened", lambda url="": self.opened.append(str(url)))
        await context.expose_function("__broken", lambda what="": self.broken.append(str(what)))
        await context.add_init_script(
            """window.open = url => { __opened(String(url)); return null; };
               document.addEventListener('securitypolicyviolation',
                 event => __broken(event.violatedDirective + ' ' + event.blockedURI));"""
        )
        context.on("request", lambda request: self._requested(request.url))
        context.on("requestfailed", lambda request: self._refused(request.url, request.failure))
        context.on("dialog", lambda dialog: self._dialog(dialog))
        context.on("page", lambda page: page.on("framenavigated", lambda frame: self._requested(frame.url)))

    def _requested(self, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and not url.startswith(self.home):
            self.left.append(url)

    def _refused(self, url: str, why: str | None) -> None:
        """A request that the policy stopped never left."""
        if why == "csp" and url in self.left:
            self.left.remove(url)
            self.broken.append(f"stopped {url}")

    async def _dialog(self, dialog: Any) -> None:
        self.ran.append(f"dialog {dialog.message}")
        await dialog.dismiss()

    def nothing(self) -> None:
        assert self.ran == [], "a script ran"
        assert self.left == [], "something left for elsewhere"
        assert all(re.match(r"(https?://|mailto:)", url) for url in self.opened), self.opened


async def careless(context: BrowserContext) -> list[str]:
    """Make the client skip its sanitiser; the places where it did."""
    patched: list[str] = []

    async def patch(route: Route) -> None:
        answer = await route.fetch()
        text = await answer.text()
        patched.extend(CLEANED.findall(text))
        await route.fulfill(response=answer, body=CLEANED.sub(r"__html:\1", text), headers=_plain(answer.headers))

    await context.route(re.compile(r"/assets/[^/]+\.js$"), patch)
    return patched


def _plain(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in ("content-encoding", "content-length")}


@dataclass
class Place:
    """A program full of attacks, its owner's client, and where to look."""

    program: Program
    client: Client
    room: str
    canvas: str
    code: str
    share: str
    invitation: str

    async def context(self, browser: Browser, policy: bool = True) -> tuple[BrowserContext, Watch]:
        """A browser of the owner's, watched; without `policy` it takes no notice of the content policy."""
        size = {"width": 1360, "height": 850}
        found = await browser.new_context(viewport=size, service_workers="block", bypass_csp=not policy)
        [cookie] = list(self.client.http.cookies.jar)
        await found.add_cookies([{"name": cookie.name, "value": str(cookie.value), "url": self.program.url}])
        watch = Watch(self.program.url)
        await watch.over(found)
        return found, watch


@dataclass
class Hostile(Provider):
    """A provider whose models have attacks for names."""

    async def _models(self, writer: asyncio.StreamWriter, path: str) -> None:
        from tests.model.fake_provider import _reply

        await _reply(writer, 200, {"data": [{"id": NAME, "object": "model"}, {"id": RAW[0], "object": "model"}]})


@asynccontextmanager
async def place(folder: Path) -> AsyncIterator[Place]:
    with Program(folder / "data", RULES) as program:
        client = await Client.signed_in(program)
        await client.call("PATCH", "/api/account", name=NAME)
        room = (await client.call("POST", "/api/rooms", title=NAME))["id"]
        made = {"kind": "document", "title": NAME, "text": ALL}
        canvas = (await client.call("POST", f"/api/rooms/{room}/canvases", **made))["id"]
        made = {"kind": "code", "title": TOOL, "language": "html", "text": ALL}
        code = (await client.call("POST", f"/api/rooms/{room}/canvases", **made))["id"]
        for text in (f"attack {NAME}", f"change {NAME}", f"offer {NAME}", f"fail {ALL}"):
            body = {"text": text, "canvas": canvas, "wait_s": 30}
            await client.call("POST", f"/api/rooms/{room}/messages", **body)
        share = (await client.call("POST", f"/api/rooms/{room}/shares"))["path"]
        invitation = (await client.call("POST", "/api/invitations", room=room, role="edit"))["code"]
        await client.call("POST", "/api/keys", name=NAME, scopes=["read"])
        provider = Hostile()
        server = await asyncio.start_server(provider.serve, "127.0.0.1", 0)
        provider.port = server.sockets[0].getsockname()[1]
        body = {"provider": "compatible", "name": NAME, "base_url": provider.base_url}
        await client.call("POST", "/api/models", **body)
        server.close()
        try:
            yield Place(program, client, room, canvas, code, share, invitation)
        finally:
            await client.close()
    assert "Traceback" not in program.log(), program.log()[-3000:]


LINKS = "() => [...document.querySelectorAll('a[href], area[href], form[action]')].map(a => a.href || a.action)"
FORBIDDEN = """() => document.querySelectorAll(
    '#root :is(iframe, object, embed, base, meta, link, script, video, math, form[action^="https://evil"])').length"""
POKE = """() => { for (const node of document.querySelectorAll('.cm-content *, article *')) {
    if (node.closest('button')) continue;
    for (const type of ['pointerenter', 'mouseover', 'pointermove'])
      node.dispatchEvent(new MouseEvent(type, {bubbles: true})); } }"""
CLICK = """() => { for (const node of document.querySelectorAll('.cm-content span, .cm-content a, .cm-content img')) {
    if (node.closest('button')) continue;
    const {left, top} = node.getBoundingClientRect();
    for (const type of ['mousedown', 'mouseup', 'click'])
      node.dispatchEvent(new MouseEvent(type, {bubbles: true, cancelable: true, ctrlKey: true, metaKey: true,
                                               clientX: left + 1, clientY: top + 1})); } }"""


async def look_at(page: Page, address: str) -> None:
    """Open a page, let it settle, scroll through it, poke at what it drew."""
    await page.goto(address)
    await page.wait_for_load_state("load")
    await page.wait_for_timeout(300)
    await poke(page)


async def poke(page: Page) -> None:
    for part in (0.0, 0.5, 1.0):
        await page.evaluate(
            """part => { for (const node of document.querySelectorAll('.cm-scroller, main *, aside *'))
                 if (node.scrollHeight > node.clientHeight + 40) node.scrollTop = part * node.scrollHeight; }""",
            part,
        )
        await page.wait_for_timeout(120)
        await page.evaluate(POKE)
        await page.evaluate(CLICK)
    for link in await page.evaluate(LINKS):
        assert re.match(r"(https?://|mailto:|#)", link), f"a link to {link}"
    assert await page.evaluate(FORBIDDEN) == 0


async def look_at_room(page: Page, place: Place) -> None:
    """The conversation with every fold open, the document, and the code."""
    await page.goto(f"{place.program.url}/r/{place.room}/c/{place.canvas}")
    await expect(page.locator(".cm-content")).to_contain_text("onerror=__xss", timeout=10_000)
    await poke(page)
    await expect(page.locator(".cm-content")).to_contain_text("The last words.")
    await page.evaluate("document.querySelectorAll('article [aria-expanded=false]').forEach(fold => fold.click())")
    await poke(page)
    await expect(page.get_by_role("alert")).to_contain_text("The model said <img")
    await look_at(page, f"{place.program.url}/r/{place.room}/c/{place.code}")
    await expect(page.locator(".cm-content")).to_contain_text("__xss")


async def look_everywhere(page: Page, place: Place) -> None:
    home = place.program.url
    await look_at_room(page, place)
    await look_at(page, home + "/")
    for name in ("account", "people", "keys", "models", "about"):
        await look_at(page, f"{home}/settings/{name}")
        if name in ("people", "keys", "models"):
            await expect(page.locator("body")).to_contain_text(NAME)
    await look_at(page, home + place.share)
    await expect(page.locator(".cm-content")).to_contain_text("__xss")
    await look_at(page, f"{home}{place.share}/c/{place.code}")
    await look_at(page, f"{home}/join/{place.invitation}")


@pytest.mark.parametrize("policy", [True, False], ids=["as served", "without the content policy"])
async def test_no_attack_runs_anywhere(browser: Browser, tmp_path: Path, policy: bool) -> None:
    async with place(tmp_path) as found:
        context, watch = await found.context(browser, policy)
        page = await context.new_page()
        await look_everywhere(page, found)
        watch.nothing()
        inline = [what for what in watch.broken if what.startswith(("script", "frame", "form", "object", "base"))]
        assert inline == [], "the policy had to stop what the client should not have made"
        await context.close()


async def test_where_the_client_is_careless_the_policy_still_holds(browser: Browser, tmp_path: Path) -> None:
    async with place(tmp_path) as found:
        context, watch = await found.context(browser)
        patched = await careless(context)
        page = await context.new_page()
        await page.goto(f"{found.program.url}/r/{found.room}")
        await until(lambda: any(what.startswith("script") for what in watch.broken))  # attacks are in the page
        await page.wait_for_timeout(1500)
        assert patched, "the hole was not planted"
        assert watch.ran == []
        assert [url for url in watch.left if "refresh" not in url and "form" not in url] == []
        await context.close()


async def test_with_both_holes_planted_the_attacks_run(browser: Browser, tmp_path: Path) -> None:
    """What shows that the look above sees an attack that runs."""
    async with place(tmp_path) as found:
        context, watch = await found.context(browser, policy=False)
        patched = await careless(context)
        page = await context.new_page()
        await page.goto(f"{found.program.url}/r/{found.room}")
        await until(lambda: len(set(watch.ran)) >= 3)
        assert patched, watch
        with pytest.raises(AssertionError):
            watch.nothing()
        await context.close()
