"""A program in which every field that is shown is full of attacks, and the attacks."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Route

from gesso.formats.document import Document, Note, Proposal, Reply
from gesso.formats.front import write_as
from tests.faults.provider import Provider
from tests.program import Client, Program

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
MATH = (
    "\\href{javascript:__xss('href')}{x} \\url{javascript:__xss('url')}",
    f"\\includegraphics[width=9em]{{{ELSEWHERE}/math.png}}",
    "\\htmlData{x=<img src=x onerror=__xss('mathdata')>}{y}",
    f"\\htmlStyle{{background:url({ELSEWHERE}/math)}}{{z}} \\htmlClass{{x\" onpointerenter=\"__xss('class')}}{{c}}",
    "\\text{<img src=x onerror=__xss('mathtext')>} \\unicode{<img src=x onerror=__xss('unicode')>}",
    "\\<img src=x onerror=__xss('matherror')>",
)
DIAGRAMS = (
    "graph TD; A[\"<img src=x onerror=__xss('label')>\"] --> B[\"<script>__xss('label2')</script>\"]\n"
    f'click A "javascript:__xss(\'click\')"\nclick B href "{ELSEWHERE}/b"',
    f"graph TD; A --> B\nstyle A fill:url({ELSEWHERE}/fill.svg)",
    '%%{init: {"securityLevel": "loose", "htmlLabels": true, "flowchart": {"htmlLabels": true}}}%%\n'
    "graph TD; A[\"<img src=x onerror=__xss('init')>\"] --> B\nclick A call __xss('call')",
    f'%%{{init: {{"themeCSS": "@import url({ELSEWHERE}/t.css); * {{ background: url({ELSEWHERE}/t.png) }}"}}}}%%\n'
    "graph TD; Themed --> B",
    f"---\nconfig:\n  themeCSS: 'g {{ background: url({ELSEWHERE}/f.png) }}'\n---\ngraph TD; Front --> B",
    f'%%{{init: {{"fontFamily": "x; background: url({ELSEWHERE}/font.png)"}}}}%%\ngraph TD; Font --> B',
    f"graph TD; A --> B\nclassDef bad fill:url({ELSEWHERE}/c.svg),background:url({ELSEWHERE}/c.png)\nclass A bad",
    "sequenceDiagram\n    A->>B: <img src=x onerror=__xss('sequence')>\n    link A: Go @ javascript:__xss('actor')",
    "classDiagram\n    class A\n"
    "    link A \"javascript:__xss('classlink')\"\n    A : <img src=x onerror=__xss('member')>",
    "graph TD; <img src=x onerror=__xss('diagramerror')>",
)
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9' onload='__xss(1)'><script>__xss('file')</script>"
    f"<image href='{ELSEWHERE}/file.png' width='9' height='9'/><rect width='9' height='9'/></svg>"
)
ALL = "\n\n".join(("# Look", *RAW, *MARKDOWN, "The last words.", ""))
NAME = "<img src=x onerror=__xss('name')>"
POLICY = "content-security-policy"
TOOL = "<svg/onload=__xss('tool')>"
RULES: list[dict[str, Any]] = [
    {"user": "Review this text|Carry out", "steps": [{"type": "say", "text": ALL}]},
    {"user": "homemade", "steps": [{"type": "say", "text": "It was used."}]},
    {"user": "remark", "tool": ".*", "steps": [{"type": "say", "text": "It is remarked on."}]},
    {"user": "remark", "steps": [{"type": "call", "name": "comment", "args": {"comments": [
        {"quote": "__xss('erb')", "body": ALL, "kind": NAME, "severity": "major", "replace": RAW[2]}]}}]},
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


# Mermaid's sanitiser reads what it is given in a document of its own, where nothing runs, and Mermaid puts a handler of
# its own on the actors of a sequence, which no picture can run. The look without the policy shows that neither runs.
MERMAID = re.compile(r"script-src-attr inline in \S+/assets/(purify\.es|d3-selection|src)-")


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
                 event => __broken(`${event.violatedDirective} ${event.blockedURI} in ${event.sourceFile}`));"""
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

    def stopped(self) -> list[str]:
        """What the policy had to stop of what only a careless client makes."""
        kinds = ("script", "frame", "form", "object", "base")
        return [what for what in self.broken if what.startswith(kinds) and not MERMAID.match(what)]

    def nothing(self) -> None:
        assert self.ran == [], f"a script ran: {self.ran}"
        assert self.left == [], f"something left for elsewhere: {self.left}"
        assert all(re.match(r"(https?://|mailto:)", url) for url in self.opened), self.opened


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
    brought: list[str]
    drawn: str

    async def watched(
        self, browser: Browser, policy: Literal["kept", "told", "removed"] = "kept"
    ) -> tuple[BrowserContext, Watch]:
        """A browser of the owner's, watched. A policy that is `told` stops nothing and says what it would have."""
        size = {"width": 1360, "height": 850}
        found = await browser.new_context(viewport=size, service_workers="block", bypass_csp=policy == "removed")
        if policy == "told":
            await found.route(lambda url: url.startswith(self.program.url) and "." not in url[-6:], _only_tell)
        [cookie] = list(self.client.http.cookies.jar)
        await found.add_cookies([{"name": cookie.name, "value": str(cookie.value), "url": self.program.url}])
        watch = Watch(self.program.url)
        await watch.over(found)
        return found, watch


async def _only_tell(route: Route) -> None:
    if route.request.resource_type == "document":
        answer = await route.fetch()
        headers = {f"{POLICY}-report-only" if name == POLICY else name: value for name, value in answer.headers.items()}
        await route.fulfill(response=answer, headers=headers)
    else:
        await route.continue_()


@dataclass
class Hostile(Provider):
    """A provider whose models have attacks for names."""

    async def _models(self, writer: asyncio.StreamWriter, path: str) -> None:
        from tests.model.fake_provider import _reply

        await _reply(writer, 200, {"data": [{"id": NAME, "object": "model"}, {"id": RAW[0], "object": "model"}]})


async def remark_on(client: Client, room: str, canvas: str) -> None:
    """Comments by a person and by a model, with answers and offered words."""
    first = {"quote": "The last words.", "body": ALL, "replace": RAW[2]}
    for body in (first, {"body": f"{NAME} on the whole page"}):
        note = (await client.call("POST", f"/api/canvases/{canvas}/notes", **body))["id"]
        await client.call("POST", f"/api/notes/{note}/replies", body=f"An answer {NAME} {RAW[0]}")
    await client.call("POST", f"/api/rooms/{room}/messages", text=f"remark {NAME}", canvas=canvas, wait_s=30)
    notes = await client.call("GET", f"/api/canvases/{canvas}/notes")
    assert len(notes) == 3, "the model's comment is missing"


async def bring_in_agents_and_shortcuts(client: Client, room: str, canvas: str) -> None:
    """An agent at work in rounds and a shortcut that was used."""
    agent = (await client.call("POST", "/api/agents", name=NAME, instructions=ALL))["id"]
    await client.call("POST", f"/api/rooms/{room}/agents", agent=agent)
    shortcut = (await client.call("POST", "/api/shortcuts", name=NAME, prompt=f"homemade {ALL}"))["id"]
    body: dict[str, Any] = {"shortcut": {"id": shortcut}, "canvas": canvas, "wait_s": 30}
    await client.call("POST", f"/api/rooms/{room}/messages", **body)
    rounds = {"agents": [agent, "agent_critic"], "canvas": canvas, "most": 1, "task": f"{NAME} {RAW[0]}"}
    await client.call("POST", f"/api/rooms/{room}/rounds", **rounds)


async def bring_files(client: Client, room: str) -> list[str]:
    """Canvases from a page, a text and a Word file whose names, words, authors and comments are attacks."""
    at = ALL.index("The last words.")
    note = Note(at, at + 3, NAME, ALL, replies=(Reply(NAME, RAW[0]),))
    word = Document(NAME, ALL, comments=(note,), suggestions=(Proposal(at + 4, at + 8, RAW[2], NAME, RAW[0]),))
    shown = "&lt;img src=x onerror=__xss('shown')&gt; <a href=\"javascript:__xss('a')\">a</a> The last words."
    page = f"<!doctype html><title>{NAME}</title><p>{shown}</p>{''.join(RAW)}".encode()
    found: list[str] = []
    for ending, data in (("docx", write_as("docx", word)), ("html", page), ("md", ALL.encode())):
        url = f"/api/rooms/{room}/import"
        kind = {"Content-Type": "application/octet-stream"}
        answer = await client.http.post(url, params={"name": f"{NAME}.{ending}"}, content=data, headers=kind)
        assert answer.status_code == 201, answer.text
        found += [canvas["id"] for canvas in answer.json()["canvases"]]
    return found


async def keep_versions(client: Client, canvas: str) -> None:
    """A named version, one after it, and the named one brought back."""
    version = (await client.call("GET", f"/api/canvases/{canvas}"))["version"]
    await client.call("PUT", f"/api/canvases/{canvas}/versions/{version}/name", name=NAME)
    await client.call("PUT", f"/api/canvases/{canvas}/text", text=f"{RAW[2]} {NAME}\n")
    await client.call("POST", f"/api/canvases/{canvas}/restore_version", version=version)


async def draw(client: Client, room: str) -> str:
    """A canvas of formulas, diagrams and a picture."""
    made = {"kind": "document", "title": NAME, "text": "x"}
    canvas: str = (await client.call("POST", f"/api/rooms/{room}/canvases", **made))["id"]
    kind = {"Content-Type": "image/svg+xml"}
    answer = await client.http.post(
        f"/api/canvases/{canvas}/files", params={"name": NAME}, content=SVG.encode(), headers=kind
    )
    assert answer.status_code == 201, answer.text
    parts = [f"![{NAME}]({answer.json()['address']})", *(f"$$\n{each}\n$$" for each in MATH)]
    parts += [f"A formula ${each}$ in a line." for each in MATH]
    parts += [f"```mermaid\n{each}\n```" for each in DIAGRAMS]
    text = "\n\n".join(("# Drawn", *parts, "$$\nx^2\n$$", "The last words.", ""))
    await client.call("PUT", f"/api/canvases/{canvas}/text", text=text)
    return canvas


@asynccontextmanager
async def place(folder: Path) -> AsyncIterator[Place]:
    with Program(folder / "data", RULES) as program:
        client = await Client.signed_in(program)
        await client.call("PATCH", "/api/account", name=NAME)
        room = (await client.call("POST", "/api/rooms", title=NAME))["id"]
        made = {"kind": "document", "title": NAME, "text": ALL}
        canvas = (await client.call("POST", f"/api/rooms/{room}/canvases", **made))["id"]
        made = {"kind": "code", "title": TOOL, "language": "javascript", "text": ALL}
        code = (await client.call("POST", f"/api/rooms/{room}/canvases", **made))["id"]
        for text in (f"attack {NAME}", f"change {NAME}", f"offer {NAME}", f"fail {ALL}"):
            body = {"text": text, "canvas": canvas, "wait_s": 30}
            await client.call("POST", f"/api/rooms/{room}/messages", **body)
        await remark_on(client, room, canvas)
        await bring_in_agents_and_shortcuts(client, room, canvas)
        brought = await bring_files(client, room)
        await keep_versions(client, brought[0])
        drawn = await draw(client, room)
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
            yield Place(program, client, room, canvas, code, share, invitation, brought, drawn)
        finally:
            await client.close()
    assert "Traceback" not in program.log(), program.log()[-3000:]
