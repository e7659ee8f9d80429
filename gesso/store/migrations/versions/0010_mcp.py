"""Servers of the Model Context Protocol that people connected."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "mcp_servers",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("id", "user", "name", "address")],
        sa.Column("key", sa.Text(), nullable=True),
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("offered", "approved", "problem")],
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("mcp_servers_user", "mcp_servers", ["user"], unique=False)
