"""Tools that a person makes from a few examples: written, tried, approved as they are written, exported, deleted.

Not changed by a key with less than `admin`: whoever approves code decides what agents may run.
"""

from typing import Annotated

from fastapi import Path

from gesso.making.learning import Example
from gesso.server.context import Actor, Here
from gesso.server.policy import Attempts, Policy, Routes
from gesso.server.views import made_tools as views
from gesso.store.made_tools import MadeRow
from gesso.tools.made import examples_of, file_of, tool_name, versions_of

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "admin")
RUNS = Policy("user", "admin", attempts=Attempts(60, 60.0))

ToolId = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/made-tools", READ, list[views.MadeToolView])
async def list_made_tools(here: Here, person: Actor) -> list[views.MadeToolView]:
    """The tools that one made, with every version of their code."""
    return [_render(row) for row in await here.made.of(person.id)]


@routes.on("POST", "/api/made-tools", RUNS, views.MadeToolView, status=201)
async def make_tool(here: Here, person: Actor, body: views.MadeToolIn) -> views.MadeToolView:
    """Describe a tool and give three examples or more; a function is written and tested. Nothing is approved yet."""
    examples = _examples(body.examples)
    return _render(await here.made.make(person.id, body.name, body.about.strip(), examples, body.model))


@routes.on("POST", "/api/made-tools/{tool}/write", RUNS, views.MadeToolView)
async def write_made_tool(here: Here, person: Actor, tool: ToolId, body: views.MadeWriteIn) -> views.MadeToolView:
    """Write it anew, as another version."""
    examples = None if body.examples is None else _examples(body.examples)
    return _render(await here.made.write(person.id, tool, examples, body.model))


@routes.on("POST", "/api/made-tools/{tool}/versions", RUNS, views.MadeToolView)
async def put_made_version(here: Here, person: Actor, tool: ToolId, body: views.MadeCodeIn) -> views.MadeToolView:
    """A version in one's own code: it defines `run(text)`, which returns a text."""
    return _render(await here.made.put(person.id, tool, body.code))


@routes.on("POST", "/api/made-tools/{tool}/try", RUNS, views.MadeTried)
async def try_made_tool(here: Here, person: Actor, tool: ToolId, body: views.MadeTryIn) -> views.MadeTried:
    """What a version makes of a text, in the sandbox."""
    return views.MadeTried(**vars(await here.made.trial(person.id, tool, body.print, body.text)))


@routes.on("PUT", "/api/made-tools/{tool}/approval", WRITE, views.MadeToolView)
async def approve_made_tool(here: Here, person: Actor, tool: ToolId, body: views.MadeApprovalIn) -> views.MadeToolView:
    """Let one's agents use a version exactly as it is written, or no longer."""
    return _render(await here.made.approve(person.id, tool, body.print, body.approved))


@routes.on("GET", "/api/made-tools/{tool}/file", READ, views.MadeFile)
async def export_made_tool(here: Here, person: Actor, tool: ToolId) -> views.MadeFile:
    """The tool as a Python file that needs no gesso: the approved version, else the newest, with its tests."""
    name, text = file_of(await here.made.one(person.id, tool))
    return views.MadeFile(name=name, text=text)


@routes.on("DELETE", "/api/made-tools/{tool}", WRITE, status=204)
async def delete_made_tool(here: Here, person: Actor, tool: ToolId) -> None:
    """Delete it with all its versions; agents cannot call it any more."""
    await here.made.remove(person.id, tool)


def _examples(given: list[views.MadeExample]) -> list[Example]:
    return [Example(each.given, each.wanted) for each in given]


def _render(row: MadeRow) -> views.MadeToolView:
    return views.MadeToolView(
        id=row.id, name=row.name, tool=tool_name(row.name), about=row.about, approved=row.approved,
        problem=row.problem, created_at=row.created_at,
        examples=[views.MadeExample(given=each.given, wanted=each.wanted) for each in examples_of(row)],
        versions=[views.MadeVersionView.model_validate(vars(each)) for each in versions_of(row)],
    )  # fmt: skip
