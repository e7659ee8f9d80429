"""The tables of attached files: how far each is read, and the passages that its words were cut into."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table

from gesso.store.columns import Moment, Words
from gesso.store.schema_parts import metadata, need, of_room

readings = Table(
    "readings",
    metadata,
    Column("file", Words, ForeignKey("files.id"), primary_key=True),
    of_room(),
    need("kind", Words),
    need("state", Words),  # queued, reading, indexed, stored, failed or removed
    need("why", Words),
    need("unit", Words),  # what its parts are: page, slide, chapter, sheet; "" for one that has none
    need("parts", Integer),
    need("characters", BigInteger),
    need("hidden", Boolean),  # it holds words that no reader sees
    need("title", Words),
    need("words", Words),  # sha256 of its words as UTF-8, "" before they are there
    need("tries", Integer),
    need("at", Moment),
    Index("readings_room", "room"),
    Index("readings_state", "state"),
)

passages = Table(
    "passages",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),  # what the index of words calls it
    Column("file", Words, ForeignKey("readings.file"), nullable=False),
    need("number", Integer),
    need("page", Integer),
    need("start", Integer),
    need("end", Integer),
    need("heading", Words),
    need("text", Words),
    need("hidden", Boolean),
    Index("passages_of_file", "file", "number", unique=True),
)
"""Their words are indexed beside: by `passages_words` (FTS5) in SQLite, by an index of that name in PostgreSQL."""
