"""How often a run was cut off is counted apart from how often it was tried."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("runs", sa.Column("crashes", sa.Integer(), nullable=False, server_default="0"))
