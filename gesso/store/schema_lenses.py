"""Tables of lenses: those that people made, what a model read by them, and how well somebody knows what a text says."""

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table

from gesso.store.columns import Json, Moment, Words
from gesso.store.schema_parts import metadata, need, of_user, own_id

lens_shelf = Table(
    "lens_shelf",
    metadata,
    own_id(),
    of_user(),
    need("versions", Json),  # [{"number", "spec", "at"}, …], oldest first
    need("shared", Boolean),
    Column("copied_from", Words),  # another lens, which may be gone
    need("created_at", Moment),
    Index("lens_shelf_user", "user"),
)
"""Lenses that people made, with every version."""

lens_scores = Table(
    "lens_scores",
    metadata,
    need("print", Words),  # of the lens and the model
    need("scene", Words),  # of its words
    need("value", Json),
    need("at", Moment),
    PrimaryKeyConstraint("print", "scene", name="lens_scores_pk"),
)
"""What a model read in a scene, so that nobody pays for it twice."""

known_cards = Table(
    "known_cards",
    metadata,
    of_user(),
    need("card", Words),
    need("known", Integer),  # times in a row
    need("easiness", Integer),  # thousandths
    need("interval", Integer),  # days
    need("due", Integer),  # day, counted from 1970
    need("at", Moment),
    PrimaryKeyConstraint("user", "card", name="known_cards_pk"),
)
"""What a person knows of the questions of the Tutor lens; a card is named by its sentence."""
