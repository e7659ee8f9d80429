"""Attached files: how far they are read, their passages and the index of their words."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_SQLITE = (
    """CREATE VIRTUAL TABLE passages_words USING fts5(
        heading, text, content='passages', content_rowid='key', tokenize='porter unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER passages_in AFTER INSERT ON passages BEGIN
        INSERT INTO passages_words(rowid, heading, text) VALUES (new.key, new.heading, new.text); END""",
    """CREATE TRIGGER passages_out AFTER DELETE ON passages BEGIN
        INSERT INTO passages_words(passages_words, rowid, heading, text)
        VALUES ('delete', old.key, old.heading, old.text); END""",
)
_POSTGRES = ("CREATE INDEX passages_words ON passages USING gin (to_tsvector('english', heading || ' ' || text))",)


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("characters", sa.BigInteger(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["file"], ["files.id"]),
        sa.ForeignKeyConstraint(["room"], ["rooms.id"]),
        sa.PrimaryKeyConstraint("file"),
    )
    op.create_index("readings_room", "readings", ["room"])
    op.create_index("readings_state", "readings", ["state"])
    op.create_table(
        "passages",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["file"], ["readings.file"]),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("passages_of_file", "passages", ["file", "number"], unique=True)
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRES:
        op.execute(statement)
