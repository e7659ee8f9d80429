"""Apps: what they keep and spend, and the shelf."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "app_values",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("canvas", "key", "value")],
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["canvas"], ["canvases.id"]),
        sa.PrimaryKeyConstraint("canvas", "key", name="app_values_pk"),
    )
    op.create_table(
        "app_budgets",
        sa.Column("canvas", sa.Text(), nullable=False),
        sa.Column("budget_tokens", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("spent_tokens", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["canvas"], ["canvases.id"]),
        sa.PrimaryKeyConstraint("canvas"),
    )
    op.create_table(
        "app_shelf",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("id", "canvas", "user", "title")],
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("description", "language", "source")],
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["canvas"], ["canvases.id"]),
        sa.ForeignKeyConstraint(["user"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("canvas"),
    )
