"""MCP servers of a person: connect one by its address, look at its tools, approve each as it is.

Not by a key with less than `admin`: whoever connects a server decides what agents may reach.
"""

from typing import Annotated

from fastapi import Path
from pydantic import ValidationError

from gesso.base.errors import BadInput
from gesso.server.api_attached import shown
from gesso.server.api_shortcuts import make_shortcut
from gesso.server.context import Actor, Here
from gesso.server.policy import Attempts, Policy, Routes
from gesso.server.views import OwnShortcutIn, OwnShortcutView
from gesso.server.views import connections as views
from gesso.server.views.files import AttachedView
from gesso.store.audit import AuditRow
from gesso.store.mcp_servers import ServerRow
from gesso.tools.mcp import LOCAL

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "admin")
ASKS_SERVER = Policy("user", "admin", attempts=Attempts(60, 60.0))

ServerId = Annotated[str, Path(max_length=200)]


@routes.on("GET", "/api/tool-servers", READ, list[views.ToolServerView])
async def list_tool_servers(here: Here, person: Actor) -> list[views.ToolServerView]:
    """One's MCP servers and their tools as they were last listed; keys are never shown."""
    return [_render(row) for row in await here.tool_servers.of(person.id)]


@routes.on("POST", "/api/tool-servers", ASKS_SERVER, views.ToolServerView, status=201)
async def add_tool_server(here: Here, person: Actor, body: views.ToolServerIn) -> views.ToolServerView:
    """Connect a server, once it has listed its tools. None is approved yet."""
    if body.key is not None and not (body.key.isascii() and body.key.isprintable()):
        raise BadInput("The key holds what no header can carry; copy it again.")
    return _render(await here.tool_servers.add(person.id, body.name, body.address.strip(), body.key))


@routes.on("POST", "/api/tool-servers/{server}/check", ASKS_SERVER, views.ToolServerView)
async def check_tool_server(here: Here, person: Actor, server: ServerId) -> views.ToolServerView:
    """Ask the server again what it offers."""
    return _render(await here.tool_servers.check(person.id, server))


@routes.on("PUT", "/api/tool-servers/{server}/approval", WRITE, views.ToolServerView)
async def approve_tool(here: Here, person: Actor, server: ServerId, body: views.ToolApprovalIn) -> views.ToolServerView:
    """Let agents use a tool as it is described, or no longer."""
    return _render(await here.tool_servers.approve(person.id, server, body.tool, body.print, body.approved))


@routes.on("POST", "/api/tool-servers/{server}/things", ASKS_SERVER, views.ServerThingsView)
async def list_server_things(here: Here, person: Actor, server: ServerId) -> views.ServerThingsView:
    """The resources and prompts that the server offers now. Nothing of them is kept."""
    found = await here.tool_servers.things(person.id, server)
    return views.ServerThingsView(
        files=[views.ServerFileView(**vars(each)) for each in found.files],
        prompts=[views.ServerPromptView(name=e.name, about=e.about, needs=list(e.needs)) for e in found.prompts],
    )


@routes.on("POST", "/api/tool-servers/{server}/attach", ASKS_SERVER, AttachedView, status=201)
async def attach_server_file(here: Here, person: Actor, server: ServerId, body: views.ServerFileIn) -> AttachedView:
    """Attach a resource to a conversation as it is now: from then on a file like any other."""
    await here.workspace.access_room(person.id, body.room, "comment")
    name, data = await here.tool_servers.read(person.id, server, body.uri)
    row = await here.shelf.attach(person, body.room, name, data)
    return shown(*await here.shelf.access(person.id, row.file))


@routes.on("POST", "/api/tool-servers/{server}/view", ASKS_SERVER, views.ServerPageView)
async def read_server_view(
    here: Here, person: Actor, server: ServerId, body: views.ServerViewIn
) -> views.ServerPageView:
    """The page by which an approved tool shows its results (MCP Apps). It runs in the sandbox, nowhere else."""
    page = await here.tool_servers.view(person.id, server, body.uri)
    return views.ServerPageView(html=page.html, wanted=list(page.wanted))


@routes.on("POST", "/api/tool-servers/{server}/call", ASKS_SERVER, views.ServerCalledView)
async def call_from_view(
    here: Here, person: Actor, server: ServerId, body: views.ServerCallIn
) -> views.ServerCalledView:
    """Use an approved tool for the server's own page, whose person allowed it. It stands in the audit log."""
    connection = await here.tool_servers.one(person.id, server)
    kept = {"server": connection.name, "arguments": body.arguments}
    row = AuditRow(
        here.workspace.clock(),
        person.id,
        "acted",
        tool=body.tool,
        reason="asked by the page of a connection",
        detail=kept,
    )
    await here.turns.trust.write(row)
    done = await here.tool_servers.call_from_view(person.id, server, body.tool, body.arguments)
    return views.ServerCalledView(result=dict(done.whole))


@routes.on("POST", "/api/tool-servers/{server}/shortcut", ASKS_SERVER, OwnShortcutView, status=201)
async def keep_prompt(here: Here, person: Actor, server: ServerId, body: views.ServerPromptIn) -> OwnShortcutView:
    """Keep a prompt as a shortcut of one's own, in the words it has now; who keeps it can read and change it."""
    words = await here.tool_servers.prompt(person.id, server, body.prompt, body.arguments)
    try:
        kept = OwnShortcutIn(name=" ".join(body.prompt.replace("_", " ").split())[:80], prompt=words)
    except ValidationError:
        raise BadInput("That prompt is empty or too long for a shortcut, so it was not kept.") from None
    made: OwnShortcutView = await make_shortcut(here, person, kept)
    return made


@routes.on("DELETE", "/api/tool-servers/{server}", WRITE, status=204)
async def remove_tool_server(here: Here, person: Actor, server: ServerId) -> None:
    """Disconnect it; its key is forgotten."""
    await here.tool_servers.remove(person.id, server)


def _render(row: ServerRow) -> views.ToolServerView:
    return views.ToolServerView(
        id=row.id, name=row.name, address=row.address, has_key=row.key is not None,
        configured=row.address.startswith(LOCAL), problem=row.problem, checked_at=row.checked_at,
        tools=[
            views.ServerToolView(
                name=tool["name"], about=tool["about"], reads_only=tool["reads_only"], print=tool["print"],
                arguments=dict(tool["schema"]), state=_state(row, tool["name"], tool["print"]),
                shows=bool(tool.get("view")), for_view=not tool.get("for_model", True),
            )
            for tool in row.offered
        ],
    )  # fmt: skip


def _state(row: ServerRow, tool: str, print: str) -> views.ToolState:
    approved = row.approved.get(tool)
    return "new" if approved is None else "approved" if approved == print else "changed"
