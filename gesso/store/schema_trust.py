"""Tables of trust: what people settled, what they earned an agent, what waits for them, and the audit log."""

from sqlalchemy import BigInteger, Column, Index, Integer, PrimaryKeyConstraint, Table

from gesso.store.columns import Json, Moment, Words
from gesso.store.schema_parts import metadata, need, of_user, own_id

trust_rules = Table(
    "trust_rules",
    metadata,
    own_id(),
    of_user(),
    need("verdict", Words),  # never, rehearse, ask or always
    need("tool", Words),  # "" matches every one; likewise the next two
    need("site", Words),
    need("document", Words),
    need("made_at", Moment),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Index("trust_rules_user", "user"),
)

trust_rungs = Table(
    "trust_rungs",
    metadata,
    of_user(),
    need("kind", Words),  # of procedure: a tool's name
    need("rung", Words),
    need("approved", Integer),  # in a row, unchanged, since the rung last changed
    need("lost_why", Words),
    need("updated_at", Moment),
    PrimaryKeyConstraint("user", "kind", name="trust_rungs_pk"),
)
"""How far an agent came on the ladder, for one person and kind of procedure."""

approvals = Table(
    "approvals",
    metadata,
    own_id(),
    need("user", Words),
    need("room", Words),
    need("turn", Words),
    need("tool", Words),
    need("state", Words),
    need("asked_at", Moment),
    need("expires_at", Moment),
    Index("approvals_user", "user", "state"),
)
"""What waits for a person, in which room; what it is about is on the room's log."""

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    need("at", Moment),
    need("user", Words),
    need("room", Words),
    need("turn", Words),
    need("call", Words),
    need("tool", Words),
    need("what", Words),
    need("verdict", Words),
    need("reason", Words),
    need("detail", Json),
    need("before", Words),  # the hash of the row before
    need("hash", Words),
    Index("audit_user", "user", "seq"),
)
"""Every decision about a call and what became of it. Rows are added, never changed; each is bound to the one before."""
