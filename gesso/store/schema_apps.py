"""Tables of apps: what each keeps, what it spent on models, and which were put on the workspace's shelf."""

from sqlalchemy import Column, ForeignKey, Integer, PrimaryKeyConstraint, Table

from gesso.store.columns import Moment, Words
from gesso.store.schema_parts import metadata, need, of_canvas, of_user, own_id

app_values = Table(
    "app_values",
    metadata,
    of_canvas(),
    need("key", Words),
    need("value", Words),  # JSON, as the app wrote it
    need("size_bytes", Integer),
    PrimaryKeyConstraint("canvas", "key", name="app_values_pk"),
)
"""What an app keeps, by the names it gives."""

app_budgets = Table(
    "app_budgets",
    metadata,
    Column("canvas", Words, ForeignKey("canvases.id"), primary_key=True),
    need("budget_tokens", Integer),  # a day
    need("day", Words),  # the last one on which it spent, ISO, UTC
    need("spent_tokens", Integer),
)
"""What an app may spend on models."""

app_shelf = Table(
    "app_shelf",
    metadata,
    own_id(),
    Column("canvas", Words, ForeignKey("canvases.id"), nullable=False, unique=True),
    of_user(),
    need("title", Words),
    need("description", Words),
    need("language", Words),
    need("source", Words),
    need("at", Moment),
)
"""Apps that were published inside the workspace, as they were then."""
