"""The audit log: rows that are added and never changed, each holding the hash of the one before.

Whoever changes, removes or inserts a row breaks the chain from there on. Who can write the whole file can forge the
whole chain; against that, keep the newest hash (`gesso audit verify` prints it) somewhere else.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, text

from gesso.store.columns import cleaned
from gesso.store.schema import audit

What = Literal["decided", "asked", "approved", "denied", "expired", "begun", "ended", "undone", "rule", "rung", "acted"]
GENESIS = "0" * 64
MOST_SHOWN = 500


@dataclass(frozen=True)
class AuditRow:
    """`user` is on whose behalf; `detail` holds arguments, sources or what was settled, as JSON."""

    at: datetime
    user: str
    what: What
    room: str = ""
    turn: str = ""
    call: str = ""
    tool: str = ""
    verdict: str = ""
    reason: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    seq: int = 0
    before: str = ""
    hash: str = ""


def hash_of(row: AuditRow) -> str:
    """Of everything in the row but its own hash; the same wherever the row is read."""
    told = asdict(row) | {"at": row.at.isoformat(timespec="microseconds")}
    del told["hash"]
    return hashlib.sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def append_audit(conn: Connection, *rows: AuditRow) -> None:
    """Add rows at the end of the chain."""
    if conn.dialect.name == "postgresql":  # the next number and hash are one writer's at a time
        conn.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))
    seq, before = head(conn)
    for row in rows:
        seq += 1
        told: dict[str, Any] = {
            name: cleaned(value) if isinstance(value, str) else value for name, value in asdict(row).items()
        }
        made = AuditRow(**told | {"seq": seq, "before": before})
        made = replace(made, hash=hash_of(made))
        conn.execute(insert(audit), asdict(made))
        before = made.hash


def head(conn: Connection) -> tuple[int, str]:
    """Number and hash of the newest row; (0, GENESIS) for an empty log."""
    last = conn.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    return (0, GENESIS) if last is None else (last[0], last[1])


def read_audit(
    conn: Connection, user: str | None = None, before: int | None = None, limit: int = MOST_SHOWN
) -> list[AuditRow]:
    """Newest first; only that person's when given; older than row `before` when given."""
    query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    if user is not None:
        query = query.where(audit.c.user == user)
    if before is not None:
        query = query.where(audit.c.seq < before)
    return [AuditRow(**row._mapping) for row in conn.execute(query)]


def all_audit(conn: Connection, user: str | None = None, step: int = 1_000) -> Iterator[AuditRow]:
    """The whole log, or that person's rows, oldest first, read in pieces."""
    after = 0
    while True:
        query = select(audit).where(audit.c.seq > after).order_by(audit.c.seq).limit(step)
        if user is not None:
            query = query.where(audit.c.user == user)
        rows = [AuditRow(**row._mapping) for row in conn.execute(query)]
        yield from rows
        if len(rows) < step:
            return
        after = rows[-1].seq


@dataclass(frozen=True)
class Verified:
    """`rows` that are as they were written; `wrong` the first that is not, and why, "" where all are.

    `whole`: they begin with the first and none is missing between. `head` is the newest hash.
    """

    rows: int
    whole: bool
    head: str
    wrong: str = ""


def verify(rows: Iterable[AuditRow]) -> Verified:
    """Check a log or a part of one, oldest first."""
    count, whole, seq, newest = 0, True, 0, GENESIS
    for row in rows:
        if hash_of(row) != row.hash:
            return Verified(count, False, newest, f"row {row.seq} is not as it was written")
        if row.seq == seq + 1:
            if row.before != newest:
                return Verified(count, False, newest, f"row {row.seq} does not follow the row before it")
        elif row.seq <= seq:
            return Verified(count, False, newest, f"row {row.seq} stands after row {seq}")
        else:
            whole = False
        count, seq, newest = count + 1, row.seq, row.hash
    return Verified(count, whole, newest)


def row_json(row: AuditRow) -> str:
    """One line of an export."""
    told = asdict(row) | {"at": row.at.isoformat(timespec="microseconds")}
    return json.dumps(told, ensure_ascii=True, sort_keys=True)


def parse_row(line: str) -> AuditRow:
    """A line of an export. Raises ValueError."""
    try:
        told = json.loads(line)
        return AuditRow(**told | {"at": datetime.fromisoformat(told["at"])})
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError(f"this line is no row of an audit log: {line[:80]}") from error
