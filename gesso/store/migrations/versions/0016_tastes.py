"""How people like things to look."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "tastes",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("user", "name", "value", "why")],
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"]),
        sa.PrimaryKeyConstraint("user", "name"),
    )
