"""Trust over HTTP: approving and refusing, taking back, rules, the ladder, and the audit log.

Everything is the caller's own: what waits for them, what they settled, what was done for them. Administrators may read
the whole audit log.
"""

import json
from collections.abc import Mapping
from typing import Annotated

from fastapi import Path, Query
from fastapi.responses import PlainTextResponse
from sqlalchemy import Connection

from gesso.agent.tool import Tool, parse_args
from gesso.agent.trust.decide import Rung
from gesso.agent.trust.desk import Standing
from gesso.agent.trust.settling import Settlement, access_approval, do_settle, do_undo_call
from gesso.base.errors import BadInput, Forbidden, GessoError, NotFound
from gesso.room.room import LiveRoom
from gesso.room.state import Approval
from gesso.room.workspace import Person
from gesso.server.context import Actor, Here, Parts, Who
from gesso.server.policy import Policy, Routes
from gesso.server.views import trust as views
from gesso.store import access
from gesso.store import audit as audit_rows
from gesso.store.trust import RuleRow

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")

Id = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/approvals", READ, list[views.ApprovalView])
async def list_approvals(here: Here, person: Actor) -> list[views.ApprovalView]:
    """What waits for the caller, oldest first."""
    return await _waiting(here, person)


@routes.on("GET", "/api/approvals/{approval}", READ, views.ApprovalView)
async def read_approval(here: Here, person: Actor, approval: Id) -> views.ApprovalView:
    """A call that an agent asks, or asked, about."""
    room, found = await access_approval(here.turns.trust, here.workspace, person, approval)
    return _approval(room, found, person)


@routes.on("POST", "/api/approvals/{approval}", WRITE, views.ApprovalView)
async def settle_approval(here: Here, person: Actor, approval: Id, body: views.SettleIn) -> views.ApprovalView:
    """Approve the call as it is or with other arguments, or say no; with `always`, from now on."""
    args = parse_args(json.dumps(body.args)) if body.args is not None else None
    said = Settlement(body.state, args, body.reason.strip(), body.always)
    room, found, standing = await do_settle(
        here.turns.trust, here.workspace, await here.turns.tools_for(person.id), person, approval, said
    )
    return _approval(room, found, person, standing)


@routes.on("POST", "/api/rooms/{room}/calls/{call}/undo", WRITE, views.UndoneView)
async def undo_call(here: Here, person: Actor, room: Id, call: Id) -> views.UndoneView:
    """Take back what an agent did outside the conversation, where its tool can."""
    result = await do_undo_call(
        here.turns.trust, here.workspace, await here.turns.tools_for(person.id), person, room, call
    )
    return views.UndoneView(result=result)


@routes.on("GET", "/api/trust", READ, views.TrustView)
async def read_trust(here: Here, person: Actor) -> views.TrustView:
    """The caller's rules, how far each kind of procedure came, and what waits for them."""
    desk, tools = here.turns.trust, await here.turns.tools_for(person.id)
    return views.TrustView(
        rules=[await _rule(here, person, row) for row in await desk.rules(person.id)],
        standings=[_standing(each, tools_named(tools)) for each in await desk.standings(person.id, tools)],
        tools=sorted(tool.name for tool in tools),
        waiting=await _waiting(here, person),
    )


@routes.on("POST", "/api/trust/rules", WRITE, views.RuleView, status=201)
async def make_rule(here: Here, person: Actor, body: views.RuleIn) -> views.RuleView:
    """Settle once what may happen with a tool, a site or a page."""
    if not (body.tool or body.site or body.document):
        raise BadInput("Name a tool, a site or a page: a rule for everything would be none.")
    if body.tool and body.tool not in tools_named(await here.turns.tools_for(person.id)):
        raise NotFound(f"There is no tool {body.tool[:80]}.")
    if body.document:
        await here.workspace.access_canvas(person.id, body.document, "view")
    row = await here.turns.trust.add_rule(
        person.id, body.verdict, tool=body.tool, site=body.site, document=body.document, days=body.days
    )
    return await _rule(here, person, row)


@routes.on("DELETE", "/api/trust/rules/{rule}", WRITE, status=204)
async def revoke_rule(here: Here, person: Actor, rule: Id) -> None:
    """Take a rule back."""
    await here.turns.trust.revoke(person.id, rule)


@routes.on("PUT", "/api/trust/rungs/{kind}", WRITE, views.StandingView)
async def take_rung(here: Here, person: Actor, kind: Id, body: views.RungIn) -> views.StandingView:
    """Take a step on the ladder for one kind of procedure: down at any time, up by one when it is earned."""
    tools = tools_named(await here.turns.tools_for(person.id))
    tool = tools.get(kind)
    if tool is None or not tool.outward:
        raise NotFound("There is no such kind of procedure.")
    rung: Rung = body.rung
    return _standing(await here.turns.trust.step(person.id, tool, rung), tools)


@routes.on("GET", "/api/audit", READ, views.AuditView)
async def read_audit(
    here: Here,
    who: Who,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    everybody: bool = False,
) -> views.AuditView:
    """What was decided about calls made for the caller, newest first; `everybody`, for administrators, all of it."""
    user = None if _all(who, everybody) else who.id

    def job(conn: Connection) -> tuple[list[audit_rows.AuditRow], dict[str, str]]:
        found = audit_rows.read_audit(conn, user, before, limit)
        users = {row.user: access.user_of(conn, row.user) for row in found}
        return found, {name: account.name for name, account in users.items() if account is not None}

    rows, names = await here.workspace.db.read(job)
    shown = [_row(row, names.get(row.user, "")) for row in rows]
    return views.AuditView(rows=shown, next=rows[-1].seq if len(rows) == limit else None)


@routes.on("GET", "/api/audit/export", READ)
async def export_audit(here: Here, who: Who, everybody: bool = False) -> PlainTextResponse:
    """The rows as JSON lines, oldest first, for `gesso audit verify FILE`."""
    user = None if _all(who, everybody) else who.id

    def job(conn: Connection) -> str:
        return "".join(f"{audit_rows.row_json(row)}\n" for row in audit_rows.all_audit(conn, user))

    headers = {"content-disposition": 'attachment; filename="gesso-audit.jsonl"', "cache-control": "no-store"}
    return PlainTextResponse(await here.workspace.db.read(job), 200, headers, "application/x-ndjson")


@routes.on("GET", "/api/audit/verify", READ, views.VerifiedView)
async def verify_audit(here: Here, who: Who) -> views.VerifiedView:
    """Whether the whole log is as it was written."""
    found = await here.workspace.db.read(lambda conn: audit_rows.verify(audit_rows.all_audit(conn)))
    wrong = found.wrong or ("" if found.whole else "a row is missing")
    return views.VerifiedView(rows=found.rows, ok=not wrong, head=found.head, wrong=wrong)


def tools_named(tools: tuple[Tool, ...]) -> Mapping[str, Tool]:
    return {tool.name: tool for tool in tools}


def _all(who: Who, everybody: bool) -> bool:
    if everybody and not who.admin:
        raise Forbidden("Only an administrator may read what was done for others.")
    return everybody


async def _waiting(here: Parts, person: Person) -> list[views.ApprovalView]:
    found = []
    for row in await here.turns.trust.waiting(person.id):
        try:
            room, approval = await access_approval(here.turns.trust, here.workspace, person, row.id)
        except GessoError:  # the conversation is gone, or not theirs any more
            continue
        if approval.state == "open":
            found.append(_approval(room, approval, person))
    return found


def _approval(room: LiveRoom, found: Approval, person: Person, standing: Standing | None = None) -> views.ApprovalView:
    asked = found.asked
    return views.ApprovalView(
        id=asked.approval, room=room.id, room_title=room.state.title, turn=asked.turn, tool=asked.tool,
        irreversible=asked.irreversible, args=asked.args if found.args is None else found.args,
        sources=list(asked.sources), shows=asked.shows, why=asked.why, undo=asked.undo, canvas=asked.canvas,
        state=found.state, reason=found.reason, expires_at=asked.expires_at,
        mine=room.state.turns[asked.turn].by == person.id,
        offer=standing.offered if standing is not None and not standing.missing else None,
    )  # fmt: skip


async def _rule(here: Parts, person: Person, row: RuleRow) -> views.RuleView:
    title = ""
    if row.document:
        try:
            room, _ = await here.workspace.access_canvas(person.id, row.document, "view")
            title = room.state.canvases[row.document].title
        except GessoError:
            title = ""
    return views.RuleView(
        id=row.id, verdict=row.verdict, tool=row.tool, site=row.site, document=row.document,
        document_title=title, made_at=row.made_at, expires_at=row.expires_at,
    )  # fmt: skip


def _standing(found: Standing, tools: Mapping[str, Tool]) -> views.StandingView:
    tool = tools[found.kind]
    return views.StandingView(
        kind=found.kind, about=tool.about, effect=tool.effect,
        destinations=None if tool.destinations is None else list(tool.destinations), undo=callable(tool.undo),
        rung=found.rung, approved=found.approved, offered=found.offered, missing=found.missing,
        lost_why=found.lost_why,
    )  # fmt: skip


def _row(row: audit_rows.AuditRow, name: str) -> views.AuditRowView:
    shown = {field: getattr(row, field) for field in views.AuditRowView.model_fields if hasattr(row, field)}
    return views.AuditRowView(**shown, user_name=name)
