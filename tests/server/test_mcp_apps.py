"""MCP Apps: a real server whose tools show their results by a page of its own; what is handed out, kept and refused."""

import json
from pathlib import Path
from typing import Any

from mcp.server import MCPServer
from mcp.server.apps import APP_MIME_TYPE, Apps, ResourceCsp, client_supports_apps
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.resources import TextResource
from mcp_types import ToolAnnotations

from gesso.model.scripted import Call, Rule, Say
from gesso.store.audit import read_audit

from .conftest import open_house
from .test_tool_servers import approve, at_port

URI = "ui://tides/app.html"
PAGE = """<!doctype html><html><head><title>Tides</title></head><body>
<h1 id="place">…</h1><ul id="times"></ul><p id="host"></p><p id="said" role="status"></p>
<button id="next">Next day</button> <button id="warn">Warn the harbour</button>
<script type="module">
  let last = 0;
  const waiting = new Map();
  const ask = (method, params) => new Promise((done, failed) => {
    const id = "tide-" + ++last;
    waiting.set(id, [done, failed]);
    window.parent.postMessage({ jsonrpc: "2.0", id, method, params }, "*");
  });
  const tell = (method, params = {}) => window.parent.postMessage({ jsonrpc: "2.0", method, params }, "*");
  const $ = (id) => document.getElementById(id);
  const show = (result) => {
    $("place").textContent = "Tides of " + result.structuredContent.place;
    $("times").innerHTML = result.structuredContent.high.map((each) => "<li>" + each + "</li>").join("");
  };
  let given = {};
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent) return;
    const { id, method, params, result, error } = event.data;
    if (method === "ui/notifications/tool-input") given = params.arguments;
    else if (method === "ui/notifications/tool-result") show(params);
    else if (method === "ui/notifications/host-context-changed") document.body.dataset.theme = params.theme;
    else if (method === "ui/resource-teardown") window.parent.postMessage({ jsonrpc: "2.0", id, result: {} }, "*");
    else if (waiting.has(id)) waiting.get(id)[error ? 1 : 0](error ? new Error(error.message) : result);
  });
  const use = (name, more) => ask("tools/call", { name, arguments: { ...given, ...more } });
  $("next").onclick = async () => show(await use("tides", { day: 2 }));
  $("warn").onclick = () => use("warn").then(
    (result) => ($("said").textContent = result.content[0].text), (error) => ($("said").textContent = error.message));
  const begun = await0();
  async function await0() {
    const info = await ask("ui/initialize", { protocolVersion: "2026-01-26", appInfo: { name: "Tides", version: "1" }, appCapabilities: {} });
    $("host").textContent = info.hostInfo.name + " " + info.hostContext.theme;
    tell("ui/notifications/initialized");
    fetch("https://tides.example/all").catch(() => undefined);
  }
</script></body></html>"""  # noqa: E501
RULES = (
    Rule(tool="harbour__tides", result=r"(.*)", steps=(Say(text="Told: {r1}"),)),
    Rule(user="tides", offered=("harbour__tides",), steps=(Call(name="harbour__tides", args={"place": "Kiel"}),)),
    Rule(user="", steps=(Say(text="Nothing to ask."),)),
)


def harbour(page: str = PAGE) -> MCPServer:
    """Tides, and a warning that only its own page may send."""
    apps = Apps()
    supported: list[bool] = []

    @apps.tool(
        resource_uri=URI,
        description="High water.",
        structured_output=True,
        annotations=ToolAnnotations(read_only_hint=True),
    )
    def tides(place: str, day: int = 1, ctx: Context | None = None) -> dict[str, Any]:
        if ctx is not None:
            supported.append(client_supports_apps(ctx))
        return {"place": place, "high": [f"day {day}, 04:10", f"day {day}, 16:35"], "supported": all(supported)}

    @apps.tool(resource_uri=URI, visibility=["app"], description="Sounds the horn.")
    def warn(place: str) -> str:
        return f"The horn of {place} sounds."

    csp = ResourceCsp(connect_domains=["https://tides.example"])
    apps.add_html_resource(URI, page, csp=csp)
    server = MCPServer("harbour", extensions=[apps])
    server.add_resource(TextResource(uri="ui://tides/none.html", name="none", text="<p>x</p>", mime_type="text/html"))
    return server


async def test_results_are_shown_by_the_servers_own_page(tmp_path: Path) -> None:
    async with open_house(tmp_path, rules=RULES) as house, at_port(harbour().streamable_http_app()) as address:
        owner = await house.owner()
        choice = await house.parts.sources.choice()
        await house.parts.sources.choose(choice.model_copy(update={"private_addresses": True}))
        server = await owner.ok("POST", "/api/tool-servers", {"name": "Harbour", "address": address})
        shown = {tool["name"]: (tool["shows"], tool["for_view"]) for tool in server["tools"]}
        assert shown == {"tides": (True, False), "warn": (True, True)}
        at = f"/api/tool-servers/{server['id']}"
        assert await owner.status("POST", f"{at}/view", {"uri": URI}) == 404, "nothing of it was approved"
        assert await owner.status("POST", f"{at}/call", {"tool": "warn", "arguments": {"place": "Kiel"}}) == 403
        await approve(owner, server, "tides")
        await approve(owner, server, "warn")

        handed = [tool.name for tool in await house.parts.tool_servers.tools_of(owner.id)]
        assert handed == ["harbour__tides"], "what is for the page alone is for no agent"
        room, _ = await house.room(owner)
        posted = await owner.ok("POST", f"/api/rooms/{room}/messages", {"text": "the tides of Kiel", "wait_s": 30})
        turn = (await house.parts.workspace.room(room)).state.turns[posted["turn"]]
        call = turn.steps[0].calls[0]
        assert call.view is not None and call.view.uri == URI
        assert call.view.result["structuredContent"]["high"] == ["day 1, 04:10", "day 1, 16:35"]
        assert call.view.result["structuredContent"]["supported"], "the server is told that pages are shown"
        assert "04:10" in turn.text

        page = await owner.ok("POST", f"{at}/view", {"uri": URI})
        assert page["html"] == PAGE and page["wanted"] == ["https://tides.example"]
        for uri in ("ui://tides/none.html", "ui://tides/nowhere", "file:///etc/passwd"):
            assert await owner.status("POST", f"{at}/view", {"uri": uri}) == 404
        called = await owner.ok("POST", f"{at}/call", {"tool": "warn", "arguments": {"place": "Kiel"}})
        assert called["result"]["content"][0]["text"] == "The horn of Kiel sounds."
        assert await owner.status("POST", f"{at}/call", {"tool": "none", "arguments": {}}) == 403
        kept = await house.db.read(lambda conn: list(read_audit(conn)))
        assert any(row.what == "acted" and row.tool == "warn" and "Kiel" in json.dumps(row.detail) for row in kept)

        ben = await house.member("Ben")
        for path, body in ((f"{at}/view", {"uri": URI}), (f"{at}/call", {"tool": "warn", "arguments": {}})):
            assert await ben.status("POST", path, body) == 404, "a connection is its owner's alone"


async def test_a_page_that_is_none_is_refused(tmp_path: Path) -> None:
    async with (
        open_house(tmp_path, rules=RULES) as house,
        at_port(harbour("x" * 2_000_000).streamable_http_app()) as at,
    ):
        owner = await house.owner()
        choice = await house.parts.sources.choice()
        await house.parts.sources.choose(choice.model_copy(update={"private_addresses": True}))
        server = await owner.ok("POST", "/api/tool-servers", {"name": "Harbour", "address": at})
        await approve(owner, server, "tides")
        answer = await owner.post(f"/api/tool-servers/{server['id']}/view", json={"uri": URI})
        assert answer.status_code == 502 and "1.9 MB" in answer.text
        assert APP_MIME_TYPE == "text/html;profile=mcp-app"
