"""What code gave."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "outputs",
        sa.Column("canvas", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["canvas"], ["canvases.id"]),
        sa.PrimaryKeyConstraint("canvas"),
    )
