"""The table of documents beside themselves in other words: translations and reading levels, part by part."""

from sqlalchemy import PrimaryKeyConstraint, Table

from gesso.store.columns import Moment, Words
from gesso.store.schema_parts import metadata, need, of_canvas

turned_parts = Table(
    "turned_parts",
    metadata,
    of_canvas(),
    need("form", Words),  # "to-de", "year6", …
    need("part", Words),  # the hash of what it was made of
    need("words", Words),
    need("by", Words),  # the model's id, or the person's who corrected it
    need("at", Moment),
    PrimaryKeyConstraint("canvas", "form", "part", name="turned_parts_pk"),
)
"""What was made of a part, by the part's own words: it serves as long as those stand somewhere in the document."""
