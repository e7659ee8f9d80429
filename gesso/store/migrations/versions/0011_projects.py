"""Projects: rooms with shared instructions and files."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "projects",
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"]),
        sa.PrimaryKeyConstraint("room"),
    )
    op.create_table(
        "project_rooms",
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"]),
        sa.ForeignKeyConstraint(["project"], ["projects.room"]),
        sa.PrimaryKeyConstraint("room"),
    )
    op.create_index("project_rooms_project", "project_rooms", ["project"], unique=False)
