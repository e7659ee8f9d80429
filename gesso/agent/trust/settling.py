"""Settling what an agent asked for, and taking back what it did outside: by the person it acts for, nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gesso.agent.agents import agent_of
from gesso.agent.scene import Scene
from gesso.agent.tool import Tool, ToolContext
from gesso.agent.trust.desk import Standing, TrustDesk, detail_of
from gesso.agent.trust.provenance import destinations_of, sites_of
from gesso.base.errors import BadInput, Conflicting, Forbidden, NotFound
from gesso.room import wire
from gesso.room.room import LiveRoom
from gesso.room.state import Approval
from gesso.room.workspace import Person, Workspace

Always = Literal["", "tool", "site", "document"]
RULE_DAYS = 90


@dataclass(frozen=True)
class Settlement:
    """What a person says to a call: `args` where they changed them, `reason` for the model, `always` from now on."""

    state: Literal["approved", "denied"]
    args: dict[str, Any] | None = None
    reason: str = ""
    always: Always = ""


async def access_approval(
    desk: TrustDesk, workspace: Workspace, person: Person, approval: str
) -> tuple[LiveRoom, Approval]:
    """The approval and its room. Raises NotFound to everybody but members of the room."""
    row = await desk.approval(approval)
    if row is None:
        raise NotFound("There is no such request.")
    try:
        room = await workspace.access_room(person.id, row.room, "view")
    except NotFound:
        raise NotFound("There is no such request.") from None
    found = room.state.approvals.get(approval)
    if found is None:
        raise NotFound("There is no such request.")
    return room, found


async def do_settle(
    desk: TrustDesk, workspace: Workspace, tools: Sequence[Tool], person: Person, approval: str, said: Settlement
) -> tuple[LiveRoom, Approval, Standing | None]:
    """Approve or deny, once. Raises Forbidden to whoever is not the person it acts for, Conflicting when it is over.

    The standing tells whether the next step of the ladder can be taken now.
    """
    room, found = await access_approval(desk, workspace, person, approval)
    asked = found.asked
    turn = room.state.turns[asked.turn]
    if turn.by != person.id:
        raise Forbidden("Only the person it acts for can approve this or say no.")
    if room.state.role_of(person.id) in (None, "view", "comment"):
        raise Forbidden("You may not act in this conversation any more.")
    if found.state != "open" or asked.expires_at <= desk.clock():
        raise Conflicting("This was settled already, or nobody answered in time. Ask again if you still want it.")
    tool = next((each for each in tools if each.name == asked.tool), None)
    if tool is None:
        raise Conflicting(f"The tool {asked.tool} is not there any more.")
    args = said.args if said.args is not None and said.args != asked.args else None
    if args is not None:
        args = tool.parse(args).model_dump(mode="json")
    body = wire.ApprovalSettled(approval=approval, state=said.state, args=args, reason=said.reason)
    note = {"args": detail_of(args, ())["args"]} if args is not None else {}
    await desk.note(
        said.state, turn, room.id, call=asked.call, tool=tool.name, verdict="changed" if args is not None else "",
        reason=said.reason, detail={"approval": approval, **note},
    )  # fmt: skip
    await room.post(person.id, body)
    await desk.over(approval, said.state)
    if said.always:
        await _settle_for_later(desk, person, said, asked, tool, args or asked.args)
    standing = None
    if said.state == "denied":
        await desk.lose(person.id, tool, "You said no to one.", fall=True)
    elif args is None:
        standing = await desk.earn(person.id, tool)
    else:
        await desk.lose(person.id, tool, "You changed one.", fall=False)
    return room, found, standing


async def _settle_for_later(
    desk: TrustDesk, person: Person, said: Settlement, asked: wire.ApprovalAsked, tool: Tool, args: dict[str, Any]
) -> None:
    """Make a rule of it: what was approved needs no asking from now on, what was denied is never done."""
    verdict: Literal["always", "never"] = "always" if said.state == "approved" else "never"
    if said.always == "tool":
        await desk.add_rule(person.id, verdict, tool=tool.name, site="", document="", days=RULE_DAYS)
    elif said.always == "document":
        if asked.canvas is None:
            raise BadInput("There is no page that this could be settled for.")
        await desk.add_rule(person.id, verdict, tool=tool.name, site="", document=asked.canvas, days=RULE_DAYS)
    else:
        names = tool.destinations if tool.destinations is not None else tuple({s.argument for s in asked.sources})
        sites = dict.fromkeys(site_for_rule(value) for _, value in destinations_of(args, names))
        for site in sites:
            await desk.add_rule(person.id, verdict, tool=tool.name, site=site, document="", days=RULE_DAYS)


def site_for_rule(value: str) -> str:
    """A web address stands for its host, anything else for itself."""
    found = sites_of(value)
    return found[-1] if "://" in value else found[0]


async def do_undo_call(
    desk: TrustDesk, workspace: Workspace, tools: Sequence[Tool], person: Person, room: str, call: str
) -> str:
    """Take back what a call did outside; what the tool says to it. Raises NotFound, Forbidden, Conflicting, and what
    the tool's undo raises."""
    live = await workspace.access_room(person.id, room, "edit")
    found = next(((turn, each) for turn in live.state.turns.values() if (each := turn.call(call)) is not None), None)
    if found is None:
        raise NotFound("There is no such call in this conversation.")
    turn, made = found
    if turn.by != person.id:
        raise Forbidden("Only the person it acted for can take this back.")
    tool = next((each for each in tools if each.name == made.name), None)
    if tool is None or not callable(tool.undo) or not made.handle or not made.ok:
        raise Conflicting("This cannot be taken back.")
    if made.undone:
        raise Conflicting("This was taken back already.")
    context = ToolContext(workspace, live, agent_of(live.state, turn.agent), turn.id, call, turn.by, Scene(""))
    result = await tool.undo(context, made.handle)
    await desk.note("undone", turn, live.id, call=call, tool=tool.name, reason=result.text[:500])
    await live.post(person.id, wire.CallUndone(turn=turn.id, call=call, ok=result.ok, result=result.text))
    await desk.lose(person.id, tool, "You took one back.", fall=True)
    return result.text
