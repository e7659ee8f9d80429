"""Where trust is kept: the policy of a person for a kind of procedure, what was earned or lost, and the audit log.

SQL is in `gesso/store`; this is the one place on the agent's floor that reads and writes those rows.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Connection

from gesso.agent.agents import Agent
from gesso.agent.tool import Tool
from gesso.agent.trust.decide import RUNGS, Policy, Rule, RuleVerdict, Rung
from gesso.base.clock import Clock
from gesso.base.errors import BadInput, Conflicting, NotFound
from gesso.room import wire
from gesso.room.state import Turn
from gesso.store import trust as rows
from gesso.store.audit import AuditRow, What, append_audit
from gesso.store.database import Database

EARNED = 5  # approvals in a row, unchanged, after which the next rung is offered
LIFE = timedelta(hours=24)
"""How long an approval can be given."""
MOST_DETAIL = 2_000  # characters of one argument that the audit log keeps

Tell = Callable[[str, wire.ApprovalAsked, str], Awaitable[None]]
"""Tell a person elsewhere (user, what is asked, room)."""


@dataclass(frozen=True)
class Standing:
    """How far one kind of procedure came. `missing`: approvals until `offered`, the next rung, can be taken."""

    kind: str
    rung: Rung
    approved: int
    offered: Rung | None
    missing: int
    lost_why: str = ""


class TrustDesk:
    """One a process. `tell` is set by whoever can reach people."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self.clock = db, clock
        self.tell: Tell | None = None
        self.settled: Callable[[rows.ApprovalRow], Awaitable[None]] | None = None

    # ------------------------------------------------------------------ deciding

    async def policy(self, turn: Turn, agent: Agent, tool: Tool, pinned: frozenset[str] | None) -> Policy:
        """What the person who asked settled about this kind of procedure."""
        now = self.clock()

        def read(conn: Connection) -> tuple[list[rows.RuleRow], rows.RungRow | None]:
            return rows.rules_of(conn, turn.by, now), rows.rung_of(conn, turn.by, tool.name)

        rules, kept = await self._db.read(read)
        rung = cast(Rung, kept.rung) if kept is not None else first_rung(agent.trust)
        rung = "suggest" if agent.trust == "suggest" else rung
        return Policy(rung, tuple(rule_of(row) for row in rules), pinned, present=turn.run is None)

    async def note(self, what: What, turn: Turn, room: str, **more: Any) -> None:
        """Add to the audit log."""
        await self.write(AuditRow(self.clock(), turn.by, what, room, turn.id, **more))

    async def write(self, row: AuditRow) -> None:
        await self._db.write(lambda conn: append_audit(conn, row))

    # ------------------------------------------------------------------ approvals

    async def asked(self, user: str, room: str, asked: wire.ApprovalAsked) -> None:
        """Let the person find it elsewhere, too; the second time nothing happens."""
        if self.tell is not None:
            await self.tell(user, asked, room)
        row = rows.ApprovalRow(
            asked.approval, user, room, asked.turn, asked.tool, "open", self.clock(), asked.expires_at
        )
        await self._db.write(lambda conn: rows.save_approval(conn, row))

    async def over(self, approval: str, state: wire.ApprovalState) -> None:
        """It waits no longer."""

        def job(conn: Connection) -> rows.ApprovalRow | None:
            row = rows.approval_of(conn, approval)
            if row is not None:
                rows.save_approval(conn, replace(row, state=state))
            return row

        found = await self._db.write(job)
        if found is not None and self.settled is not None:
            await self.settled(found)

    async def waiting(self, user: str) -> list[rows.ApprovalRow]:
        now = self.clock()
        return await self._db.read(lambda conn: rows.open_approvals(conn, user, now))

    async def approval(self, approval: str) -> rows.ApprovalRow | None:
        return await self._db.read(lambda conn: rows.approval_of(conn, approval))

    # ------------------------------------------------------------------ rules and rungs

    async def rules(self, user: str) -> list[rows.RuleRow]:
        now = self.clock()
        return await self._db.read(lambda conn: rows.rules_of(conn, user, now))

    async def add_rule(
        self, user: str, verdict: RuleVerdict, *, tool: str, site: str, document: str, days: int | None
    ) -> rows.RuleRow:
        """Raises BadInput for a rule that would lift everything."""
        if verdict == "always" and not tool:
            raise BadInput("“Always” needs a tool: nothing is allowed for every tool at once.")
        now = self.clock()
        expires = None if days is None else now + timedelta(days=days)
        row = rows.RuleRow(user, verdict, tool, site.strip().casefold(), document, now, expires)

        def job(conn: Connection) -> rows.RuleRow:
            kept = rows.insert_rule(conn, row)
            detail = {"site": kept.site, "document": kept.document, "days": days, "id": kept.id}
            append_audit(conn, AuditRow(now, user, "rule", tool=tool, verdict=verdict, reason="Made.", detail=detail))
            return kept

        return await self._db.write(job)

    async def revoke(self, user: str, rule: str) -> None:
        now = self.clock()

        def job(conn: Connection) -> bool:
            done = rows.revoke_rule(conn, user, rule, now)
            if done:
                append_audit(conn, AuditRow(now, user, "rule", verdict="revoked", reason="Taken back.",
                                            detail={"id": rule}))  # fmt: skip
            return done

        if not await self._db.write(job):
            raise NotFound("You have no such rule in force.")

    async def standings(self, user: str, tools: Sequence[Tool]) -> list[Standing]:
        """How far each tool that acts came."""
        kept = {row.kind: row for row in await self._db.read(lambda conn: rows.rungs_of(conn, user))}
        return [standing_of(tool, kept.get(tool.name)) for tool in tools if tool.outward or tool.name in kept]

    async def step(self, user: str, tool: Tool, rung: Rung) -> Standing:
        """Take a step on the ladder. Down at any time; up by one, once it is earned. Raises Conflicting."""
        now = self.clock()

        def job(conn: Connection) -> rows.RungRow:
            before = standing_of(tool, rows.rung_of(conn, user, tool.name))
            at, to = RUNGS.index(before.rung), RUNGS.index(rung)
            if to > at + 1:
                raise Conflicting("Trust grows step by step: take the next step first.")
            if to == at + 1 and before.missing:
                raise Conflicting(f"Approve {before.missing} more of these unchanged first; then it can be taken.")
            row = rows.RungRow(user, tool.name, rung, 0 if to != at else before.approved, "", now)
            rows.save_rung(conn, row)
            append_audit(conn, AuditRow(now, user, "rung", tool=tool.name, verdict=rung,
                                        reason=f"Was {before.rung}."))  # fmt: skip
            return row

        return standing_of(tool, await self._db.write(job))

    async def earn(self, user: str, tool: Tool) -> Standing:
        """One more was approved as it was proposed."""
        now = self.clock()

        def job(conn: Connection) -> rows.RungRow:
            before = standing_of(tool, rows.rung_of(conn, user, tool.name))
            row = rows.RungRow(user, tool.name, before.rung, before.approved + 1, before.lost_why, now)
            rows.save_rung(conn, row)
            return row

        return standing_of(tool, await self._db.write(job))

    async def lose(self, user: str, tool: Tool, why: str, *, fall: bool) -> None:
        """Start counting again; with `fall` also back to asking for each action."""
        now = self.clock()

        def job(conn: Connection) -> None:
            before = standing_of(tool, rows.rung_of(conn, user, tool.name))
            high = fall and RUNGS.index(before.rung) > RUNGS.index("one_off")
            rung: Rung = "one_off" if high else before.rung
            if rung != before.rung:
                append_audit(conn, AuditRow(now, user, "rung", tool=tool.name, verdict=rung, reason=f"Lost: {why}"))
            rows.save_rung(conn, rows.RungRow(user, tool.name, rung, 0, why if high else before.lost_why, now))

        await self._db.write(job)


def first_rung(trust: wire.Trust) -> Rung:
    """Where an agent begins: one that its maker lets act begins where a receiver named by the person is enough."""
    return {"suggest": "suggest", "edit": "one_off", "act": "collaborate"}[trust]  # type: ignore[return-value]


def standing_of(tool: Tool, row: rows.RungRow | None) -> Standing:
    rung: Rung = cast(Rung, row.rung) if row is not None else "one_off"
    approved = row.approved if row is not None else 0
    at = RUNGS.index(rung)
    offered = RUNGS[at + 1] if at + 1 < len(RUNGS) else None
    missing = 0 if rung == "suggest" else max(0, EARNED - approved)
    return Standing(tool.name, rung, approved, offered, missing, row.lost_why if row is not None else "")


def rule_of(row: rows.RuleRow) -> Rule:
    return Rule(cast(RuleVerdict, row.verdict), row.tool, row.site, row.document)


def detail_of(args: dict[str, Any], sources: Sequence[wire.ArgSource]) -> dict[str, Any]:
    """What the audit log keeps of a call: its arguments, long ones cut, and where its destinations came from."""
    return {"args": _cut(args), "sources": [source.model_dump() for source in sources]}


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= MOST_DETAIL else f"{value[:MOST_DETAIL]}… ({len(value)} characters)"
    if isinstance(value, list):
        return [_cut(each) for each in value[:100]]
    if isinstance(value, dict):
        return {key: _cut(each) for key, each in list(value.items())[:100]}
    return value
