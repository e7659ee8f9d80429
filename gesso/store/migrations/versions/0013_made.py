"""Tools that people make from examples."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "made_tools",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("id", "user", "name", "about", "examples")],
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("versions", "approved", "problem")],
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("made_tools_user", "made_tools", ["user"], unique=False)
