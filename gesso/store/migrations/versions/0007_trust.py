"""What people settled about agents, what waits for them, and the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "trust_rules",
        *_text("id", "user", "verdict", "tool", "site", "document"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("trust_rules_user", "trust_rules", ["user"], unique=False)
    op.create_table(
        "trust_rungs",
        *_text("user", "kind", "rung"),
        sa.Column("approved", sa.Integer(), nullable=False),
        *_text("lost_why"),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"]),
        sa.PrimaryKeyConstraint("user", "kind", name="trust_rungs_pk"),
    )
    op.create_table(
        "approvals",
        *_text("id", "user", "room", "turn", "tool", "state"),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("approvals_user", "approvals", ["user", "state"], unique=False)
    op.create_table(
        "audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        *_text("user", "room", "turn", "call", "tool", "what", "verdict", "reason", "detail", "before", "hash"),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("audit_user", "audit", ["user", "seq"], unique=False)
