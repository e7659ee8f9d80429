"""Rows of trust: rules that a person settled, rungs that were earned, and approvals that wait."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, update

from gesso.base.ids import new_id
from gesso.store.schema import approvals, trust_rules, trust_rungs

MOST_RULES = 500


@dataclass(frozen=True)
class RuleRow:
    """`verdict`: never, rehearse, ask or always; "" in the next three matches everything."""

    user: str
    verdict: str
    tool: str
    site: str
    document: str
    made_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    id: str = ""


@dataclass(frozen=True)
class RungRow:
    """`approved`: how many of this kind were approved unchanged in a row. `lost_why`: what took it back, once."""

    user: str
    kind: str
    rung: str
    approved: int
    lost_why: str
    updated_at: datetime


@dataclass(frozen=True)
class ApprovalRow:
    id: str
    user: str
    room: str
    turn: str
    tool: str
    state: str
    asked_at: datetime
    expires_at: datetime


def insert_rule(conn: Connection, rule: RuleRow) -> RuleRow:
    """Keep it; the same one made again takes the place of the older."""
    same = (
        trust_rules.c.user == rule.user, trust_rules.c.tool == rule.tool, trust_rules.c.site == rule.site,
        trust_rules.c.document == rule.document, trust_rules.c.revoked_at.is_(None),
    )  # fmt: skip
    conn.execute(update(trust_rules).where(*same).values(revoked_at=rule.made_at))
    made = RuleRow(**asdict(rule) | {"id": new_id("rule")})
    conn.execute(insert(trust_rules), asdict(made))
    return made


def rules_of(conn: Connection, user: str, now: datetime) -> list[RuleRow]:
    """The rules in force, newest first."""
    live = (
        trust_rules.c.user == user,
        trust_rules.c.revoked_at.is_(None),
        or_(trust_rules.c.expires_at.is_(None), trust_rules.c.expires_at > now),
    )
    query = select(trust_rules).where(*live).order_by(trust_rules.c.made_at.desc(), trust_rules.c.id.desc())
    return [RuleRow(**row._mapping) for row in conn.execute(query.limit(MOST_RULES))]


def revoke_rule(conn: Connection, user: str, rule: str, now: datetime) -> bool:
    """Whether that person had such a rule in force."""
    mine = (trust_rules.c.id == rule, trust_rules.c.user == user, trust_rules.c.revoked_at.is_(None))
    return bool(conn.execute(update(trust_rules).where(*mine).values(revoked_at=now)).rowcount)


def rungs_of(conn: Connection, user: str) -> list[RungRow]:
    query = select(trust_rungs).where(trust_rungs.c.user == user).order_by(trust_rungs.c.kind)
    return [RungRow(**row._mapping) for row in conn.execute(query)]


def rung_of(conn: Connection, user: str, kind: str) -> RungRow | None:
    row = conn.execute(select(trust_rungs).where(trust_rungs.c.user == user, trust_rungs.c.kind == kind)).first()
    return None if row is None else RungRow(**row._mapping)


def save_rung(conn: Connection, rung: RungRow) -> None:
    mine = (trust_rungs.c.user == rung.user, trust_rungs.c.kind == rung.kind)
    if not conn.execute(update(trust_rungs).where(*mine).values(asdict(rung))).rowcount:
        conn.execute(insert(trust_rungs), asdict(rung))


def save_approval(conn: Connection, row: ApprovalRow) -> None:
    if not conn.execute(update(approvals).where(approvals.c.id == row.id).values(state=row.state)).rowcount:
        conn.execute(insert(approvals), asdict(row))


def approval_of(conn: Connection, approval: str) -> ApprovalRow | None:
    row = conn.execute(select(approvals).where(approvals.c.id == approval)).first()
    return None if row is None else ApprovalRow(**row._mapping)


def open_approvals(conn: Connection, user: str, now: datetime) -> list[ApprovalRow]:
    """What waits for that person, oldest first."""
    query = select(approvals).where(approvals.c.user == user, approvals.c.state == "open", approvals.c.expires_at > now)
    return [ApprovalRow(**row._mapping) for row in conn.execute(query.order_by(approvals.c.asked_at, approvals.c.id))]
