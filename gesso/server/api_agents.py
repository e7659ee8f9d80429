"""Agents over HTTP: those that can be invited, one's own, who is in a conversation, work by rounds, stopping it all."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from gesso.agent.agents import AGENTS, Agent, agents_here
from gesso.agent.rounds import RoundsAsk
from gesso.base.errors import BadInput, Conflicting, NotFound
from gesso.base.ids import new_id
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person
from gesso.server import views
from gesso.server.context import Actor, Here, Parts
from gesso.server.policy import Policy, Routes
from gesso.store import agents as rows
from gesso.store.agents import OwnAgent

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
MOST_OWN = 50

Named = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/agents", READ, views.AgentsView)
async def list_agents(here: Here, person: Actor) -> views.AgentsView:
    """The agents that come with gesso, one's own, those that others share; and the tools one can be handed."""
    own = await here.workspace.db.read(partial(rows.list_agents, user=person.id))
    built_in = [
        views.AgentView(
            id=each.id, name=each.name, about=each.about, instructions=each.instructions, tools=each.tools,
            model=each.model, hue=each.hue, trust=each.trust, shared=True, origin="built_in",
        )
        for each in AGENTS[1:]
    ]  # fmt: skip
    tools = [views.ToolView(name=tool.name, about=tool.about) for tool in here.turns.tools if tool.where != "run"]
    return views.AgentsView(agents=[*built_in, *(render(each, person.id) for each in own)], tools=tools)


@routes.on("POST", "/api/agents", WRITE, views.AgentView, status=201)
async def make_agent(here: Here, person: Actor, body: views.AgentIn) -> views.AgentView:
    """Make an agent of one's own; `shared`: everybody of this server can invite it."""
    _check(here, body.name, body.tools)
    made = OwnAgent(
        new_id("agent"), person.id, body.name, body.instructions, tuple(body.tools), body.model, body.hue, body.trust,
        body.shared, here.workspace.db.clock(),
    )  # fmt: skip
    if await here.workspace.db.read(partial(rows.count_agents, user=person.id)) >= MOST_OWN:
        raise Conflicting(f"You have {MOST_OWN} agents already; delete one first.")
    await here.workspace.db.write(partial(rows.insert_agent, made=made))
    return render(made, person.id)


@routes.on("PATCH", "/api/agents/{agent}", WRITE, views.AgentView)
async def change_agent(here: Here, person: Actor, agent: Named, body: views.AgentPatch) -> views.AgentView:
    """Change one's own agent; what is absent stays. A conversation keeps the one it invited until invited anew."""
    found = await here.workspace.db.read(partial(rows.agent_by_id, agent=agent, user=person.id))
    if found is None or found.user != person.id:
        raise NotFound("You have no such agent.")
    _check(here, body.name, body.tools)
    given = body.model_dump(exclude_none=True)
    if "tools" in given:
        given["tools"] = tuple(given["tools"])
    if given.get("model") == "":
        given["model"] = None
    changed = replace(found, **given)
    await here.workspace.db.write(partial(rows.update_agent, changed=changed))
    return render(changed, person.id)


@routes.on("DELETE", "/api/agents/{agent}", WRITE, status=204)
async def delete_agent(here: Here, person: Actor, agent: Named) -> Response:
    """Delete one's own agent. Conversations that it is in keep it."""
    if not await here.workspace.db.write(partial(rows.delete_agent, agent=agent, user=person.id)):
        raise NotFound("You have no such agent.")
    return Response(status_code=204)


@routes.on("POST", "/api/rooms/{room}/agents", WRITE, views.RoomAgentsView)
async def invite_agent(here: Here, person: Actor, room: Named, body: views.InviteIn) -> views.RoomAgentsView:
    """Let an agent into the conversation, or take over how it is now where it is in already."""
    live = await here.workspace.access_room(person.id, room, "edit")
    found = await _find(here, live, person, body.agent)
    return _present(await here.workspace.do_invite_agent(person, room, found.card))


@routes.on("DELETE", "/api/rooms/{room}/agents/{agent}", WRITE, views.RoomAgentsView)
async def dismiss_agent(here: Here, person: Actor, room: Named, agent: Named) -> views.RoomAgentsView:
    """Send an agent away; what it said and did stays."""
    return _present(await here.workspace.do_dismiss_agent(person, room, agent))


@routes.on("POST", "/api/rooms/{room}/rounds", WRITE, views.PostedView, status=201)
async def start_rounds(here: Here, person: Actor, room: Named, body: views.RoundsIn) -> views.PostedView:
    """Let agents work on a canvas by turns; the conversation's events show each turn and how it ended."""
    live = await here.workspace.access_room(person.id, room, "edit")
    if len(set(body.agents)) != len(body.agents):
        raise BadInput("Each agent takes its turn once a round; name different ones.")
    agents = [await _find(here, live, person, name) for name in body.agents]
    ask = RoundsAsk(tuple(agents), body.until, body.most, body.task.strip())
    seq = live.state.seq
    started = await here.turns.work(person, room, ask, canvas=body.canvas, model=body.model)
    return views.PostedView(message=started.message, turn=started.turn, seq=seq)


@routes.on("POST", "/api/rooms/{room}/stop", WRITE, views.StoppedView)
async def stop_all(here: Here, person: Actor, room: Named) -> views.StoppedView:
    """Stop every running turn of the conversation, and work by rounds with them; what was written stays."""
    live = await here.workspace.access_room(person.id, room, "comment")
    return views.StoppedView(stopped=await here.turns.stop_all(live))


async def _find(here: Parts, live: LiveRoom, person: Person, name: str) -> Agent:
    """An agent that this person can bring in, or that is here already. Raises NotFound."""
    built_in = next((each for each in AGENTS[1:] if each.id == name), None)
    if built_in is not None:
        return built_in
    own = await here.workspace.db.read(partial(rows.agent_by_id, agent=name, user=person.id))
    if own is not None:
        return Agent(own.id, own.name, own.instructions, own.trust, own.tools, own.model, own.hue)
    present = next((each for each in agents_here(live.state)[1:] if each.id == name), None)
    if present is None:
        raise NotFound("There is no such agent.")
    return present


def _check(here: Parts, name: str | None, tools: list[str] | None) -> None:
    """Raises BadInput for a name that another agent answers to, or a tool there is not."""
    if name is not None and name.casefold() in {each.name.casefold() for each in AGENTS}:
        raise BadInput(f"“{name}” is an agent that comes with gesso; choose another name.")
    known = {tool.name for tool in here.turns.tools}
    unknown = [tool for tool in tools or () if tool not in known]
    if unknown:
        raise BadInput(f"There is no tool {unknown[0]!r}. The tools are: {', '.join(sorted(known))}.")


def _present(live: LiveRoom) -> views.RoomAgentsView:
    return views.RoomAgentsView(agents=list(live.state.agents.values()))


def render(own: OwnAgent, person: str) -> views.AgentView:
    return views.AgentView(
        id=own.id, name=own.name, about="", instructions=own.instructions, tools=own.tools, model=own.model,
        hue=own.hue, trust=own.trust, shared=own.shared, origin="mine" if own.user == person else "shared",
    )  # fmt: skip
