"""Lenses that people make, what models read by them, and the cards of the tutor."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "lens_shelf",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("id", "user", "versions")],
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("copied_from", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("lens_shelf_user", "lens_shelf", ["user"], unique=False)
    op.create_table(
        "lens_scores",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("print", "scene", "value")],
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("print", "scene", name="lens_scores_pk"),
    )
    op.create_table(
        "known_cards",
        *[sa.Column(name, sa.Text(), nullable=False) for name in ("user", "card")],
        *[sa.Column(name, sa.Integer(), nullable=False) for name in ("known", "easiness", "interval", "due")],
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"]),
        sa.PrimaryKeyConstraint("user", "card", name="known_cards_pk"),
    )
