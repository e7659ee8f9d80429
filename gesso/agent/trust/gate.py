"""Every call of a turn passes here: decided, written down, asked for where that was decided, and then carried out.

While a person is waited for, other turns of the agent may run. A turn in a run of a task does not wait in memory: it
is left open on the log and taken up again when the person has answered. A call that acts outside is begun at most
once: cut off between its beginning and its result, it is told as unknown and never made again.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

from pydantic import BaseModel

from gesso.agent.agents import Agent
from gesso.agent.tool import Tool, ToolContext, ToolResult, Writer
from gesso.agent.trust.decide import Decision, Policy, Proposed, Provenance, covers, decide, matches
from gesso.agent.trust.desk import LIFE, TrustDesk, detail_of
from gesso.agent.trust.provenance import Source, destinations_of, find_source
from gesso.agent.trust.reading import texts_of, untrusted
from gesso.base.errors import GessoError
from gesso.base.ids import new_id
from gesso.room import wire
from gesso.room.hub import Subscription
from gesso.room.log import LogBroken
from gesso.room.room import LiveRoom
from gesso.room.state import Approval, Turn

LOOK_AGAIN_S = 20.0  # a clock that was set moves no timer
CUT_OFF = (
    "The server restarted while this was being done: it may or may not have happened, and it is not repeated. Tell the "
    "person so, and do not call it again unless they ask."
)


class WaitsForPerson(GessoError):
    """A run of a task waits until its owner settles a call; its turn stays open."""

    status, code = 409, "waits_for_person"


class Place(Protocol):
    """The agent's place in the room, which is left while somebody is waited for."""

    def leave(self) -> None: ...

    async def take(self) -> None: ...


@dataclass(frozen=True)
class Gate:
    """`tools` are all that there are here, also those this agent is not handed; `pinned` those of an approved plan."""

    desk: TrustDesk
    room: LiveRoom
    agent: Agent
    turn: Turn
    tools: Mapping[str, Tool]
    pinned: frozenset[str] | None
    place: Place

    async def carry_out(
        self, tool: Tool, context: ToolContext, args: BaseModel, writer: Writer | None = None
    ) -> ToolResult:
        """The result of the call, or of its refusal. Raises what the tool raises, and WaitsForPerson in a run."""
        call = self.turn.call(context.call)
        raw = call.args if call is not None and call.args is not None else {}
        if call is not None and call.begun and tool.outward:
            await self._note("ended", context, tool, reason="Not known: the server restarted meanwhile.")
            return ToolResult(CUT_OFF, "Cut off by a restart; may have happened", ok=False)
        if (kept := self._only_pointing(tool, self._document(context, raw))) is not None:
            if writer is not None:
                await writer.abandon()
            return kept
        asked = self.room.state.approvals.get(call.approval) if call is not None and call.approval else None
        if asked is not None:
            if asked.state == "open":  # a stop may have come before it could be found elsewhere
                await self.desk.asked(self.turn.by, self.room.id, asked.asked)
            return await self._asked(tool, context, asked)
        policy = await self.desk.policy(self.turn, self.agent, tool, self.pinned)
        sources = self._sources(tool, context, raw, policy)
        makes_new = tool.effect == "edit" and "canvas" not in tool.params.model_fields
        proposed = Proposed(tool.name, tool.effect, "" if makes_new else self._document(context, raw))
        decision = decide(policy, proposed, self._provenance(proposed, sources))
        detail = detail_of(raw, sources_on_wire(sources))
        await self._note("decided", context, tool, verdict=decision.verdict, reason=decision.why, detail=detail)
        match decision.verdict:
            case "deny":
                return ToolResult(f"{tool.name} was not run: {decision.why}", "Not allowed", ok=False)
            case "dry_run":
                return await self._rehearse(tool, context, args, policy, proposed, sources, decision, writer)
            case "ask":
                return await self._ask(tool, context, args, raw, sources, decision, proposed)
            case "allow":
                return await self._run(tool, context, args, decision.why, writer)

    def _only_pointing(self, tool: Tool, canvas: str) -> ToolResult | None:
        """The refusal of what is more than looking and commenting, on code where people want to be pointed only."""
        row = self.room.state.canvases.get(canvas)
        if row is None or row.pairing != "point" or tool.effect == "read":
            return None
        told = (
            f"{tool.name} was not run, nothing changed: on “{row.title}” you only point. Comment on the exact lines "
            "and ask the question that leads on."
        )
        return ToolResult(told, "Only pointing here", ok=False)

    # ------------------------------------------------------------------ what is known

    def _sources(self, tool: Tool, context: ToolContext, raw: Mapping[str, Any], policy: Policy) -> tuple[Source, ...]:
        pairs = destinations_of(raw, tool.destinations if tool.outward or tool.destinations is not None else ())
        if not pairs:
            return ()
        texts = texts_of(self.room.state, self.turn, context.scene, self.tools)
        found = [find_source(name, value, texts) for name, value in pairs]
        ruled = [rule for rule in policy.rules if rule.verdict == "always" and rule.site and rule.tool == tool.name]
        return tuple(
            replace(each, origin="rule", where="a rule of yours")
            if not each.named and any(covers(rule, each) and not rule.document for rule in ruled)
            else each
            for each in found
        )

    def _provenance(self, proposed: Proposed, sources: tuple[Source, ...]) -> Provenance:
        state = self.room.state
        canvas = state.canvases.get(proposed.document)
        return Provenance(
            requester=state.role_of(self.turn.by) or "",
            document=canvas.trust if canvas is not None and canvas.turn != self.turn.id else "free",
            untrusted=untrusted(state, self.turn, self.tools),
            destinations=sources,
        )

    def _document(self, context: ToolContext, raw: Mapping[str, Any]) -> str:
        """The canvas that a call works on, or that lies in front of the person."""
        named = raw.get("canvas")
        if isinstance(named, str) and named in self.room.state.canvases:
            return named
        return context.scene.active.id if context.scene.active is not None else ""

    # ------------------------------------------------------------------ doing

    async def _run(
        self, tool: Tool, context: ToolContext, args: BaseModel, why: str, writer: Writer | None = None
    ) -> ToolResult:
        if not tool.outward:
            return await (writer.finish(args) if writer is not None else tool.run(context, args))
        await self._note("begun", context, tool, reason=why)
        await self.room.post(self.agent.id, wire.CallBegun(turn=self.turn.id, call=context.call, why=why))
        try:
            result = await tool.run(context, args)
        except GessoError as error:
            await self._note("ended", context, tool, verdict="failed", reason=error.message[:500])
            raise
        told = result.summary or ("Done." if result.ok else "Not done.")
        await self._note("ended", context, tool, verdict="done" if result.ok else "failed", reason=told)
        return result

    async def _rehearse(
        self, tool: Tool, context: ToolContext, args: BaseModel, policy: Policy, proposed: Proposed,
        sources: tuple[Source, ...], decision: Decision, writer: Writer | None,
    ) -> ToolResult:  # fmt: skip
        """What would happen, or for a canvas suggestions."""
        if tool.rehearse is not None:
            shown = await tool.rehearse(context, args)
            return ToolResult(f"Rehearsed, nothing was done ({decision.why}): {shown.text}", "Rehearsed, not done")
        settled = policy.rung == "suggest" or any(
            rule.verdict == "rehearse" and matches(rule, proposed, sources) for rule in policy.rules
        )
        if settled and tool.undo != "change":
            return ToolResult(f"{tool.name} was not run: {decision.why}", "Rehearsed, not done", ok=False)
        if writer is not None:  # it was begun with the rights that there are; the whole call says it again
            await writer.abandon()
        return await tool.run(replace(context, rehearse=True), args)

    # ------------------------------------------------------------------ asking

    async def _ask(
        self, tool: Tool, context: ToolContext, args: BaseModel, raw: dict[str, Any], sources: tuple[Source, ...],
        decision: Decision, proposed: Proposed,
    ) -> ToolResult:  # fmt: skip
        """Ask the person who asked for this; what comes of it. Raises what the rehearsal raises, before anybody is."""
        shows = (await tool.rehearse(context, args)).text if tool.rehearse is not None else ""
        asked = wire.ApprovalAsked(
            approval=new_id("approval"), turn=self.turn.id, call=context.call, tool=tool.name,
            irreversible=tool.effect == "irreversible", args=raw, sources=sources_on_wire(sources), shows=shows,
            why=decision.why, undo=callable(tool.undo), canvas=proposed.document or None,
            expires_at=self.desk.clock() + LIFE,
        )  # fmt: skip
        await self.room.post(self.agent.id, asked)
        await self._note("asked", context, tool, reason=decision.why, detail={"approval": asked.approval})
        await self.desk.asked(self.turn.by, self.room.id, asked)
        return await self._asked(tool, context, self.room.state.approvals[asked.approval])

    async def _asked(self, tool: Tool, context: ToolContext, approval: Approval) -> ToolResult:
        """Wait until it is settled, then do as settled."""
        if approval.state == "open":
            await self._until_settled(approval)
        if approval.state == "approved":
            args = approval.args or {}
            changed = args != approval.asked.args
            why = "You approved it with other arguments." if changed else "You approved it."
            result = await self._run(tool, context, tool.parse(args), why)
            if changed:
                note = f"The person changed the arguments before approving, to: {args}. "
                result = replace(result, text=note + result.text)
            return result
        if approval.state == "denied":
            reason = f" They say: {approval.reason}" if approval.reason else ""
            return ToolResult(
                f"The person does not want this: {tool.name} was not run.{reason} Do not try it another way.",
                "You said no", ok=False,
            )  # fmt: skip
        return ToolResult(
            f"{tool.name} was not run: nobody approved it in time. Say so, and what is left to do.",
            "Nobody approved it in time", ok=False,
        )  # fmt: skip

    async def _until_settled(self, approval: Approval) -> None:
        if self.turn.run is not None and approval.asked.expires_at > self.desk.clock():
            raise WaitsForPerson(f"It asks whether it may use {approval.asked.tool}: approve it or say no.")
        listener = self.room.hub.subscribe()
        self.place.leave()
        try:
            while approval.state == "open":
                left = (approval.asked.expires_at - self.desk.clock()).total_seconds()
                if left <= 0:
                    settled = wire.ApprovalSettled(approval=approval.asked.approval, state="expired")
                    await self.room.post(self.agent.id, settled)
                    await self.desk.note("expired", self.turn, self.room.id, call=approval.asked.call,
                                         tool=approval.asked.tool, reason="Nobody answered.")  # fmt: skip
                    await self.desk.over(approval.asked.approval, "expired")
                    break
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(left, LOOK_AGAIN_S)):
                        if await listener.next() is None:
                            listener = self._again()
        finally:
            listener.close()
        await self.place.take()

    def _again(self) -> Subscription[wire.Event]:
        if self.room.broken:
            raise LogBroken("The conversation could not be stored while an approval was waited for. Ask again.")
        return self.room.hub.subscribe()

    async def end(self) -> None:
        """The turn has ended: what it asked for cannot be approved any more."""
        for approval in self.room.state.approvals.values():
            if approval.asked.turn == self.turn.id and approval.state == "expired":
                await self.desk.over(approval.asked.approval, "expired")

    async def _note(self, what: Any, context: ToolContext, tool: Tool, **more: Any) -> None:
        await self.desk.note(what, self.turn, self.room.id, call=context.call, tool=tool.name, **more)


def sources_on_wire(sources: tuple[Source, ...]) -> tuple[wire.ArgSource, ...]:
    return tuple(
        wire.ArgSource(argument=s.argument, value=s.value[:2_000], origin=s.origin, where=s.where[:200], quote=s.quote)
        for s in sources
    )
