"""What code gave."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "outputs",
        sa.Column("canvas", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["canvas"], ["canvases.id"]),
        sa.PrimaryKeyConstraint("canvas"),
    )
