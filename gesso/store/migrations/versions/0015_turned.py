"""Documents in other words: translations and reading levels, part by part."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "turned_parts",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("canvas", "form", "part", "words", "by")],
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["canvas"], ["canvases.id"]),
        sa.PrimaryKeyConstraint("canvas", "form", "part", name="turned_parts_pk"),
    )
