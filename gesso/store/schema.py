"""The tables, for SQLite and PostgreSQL alike.

No statement is made here. The log of a room (`events`) and of a canvas (`changes`) are the history; their primary keys
are the sequencers between processes. `rooms`, `members` and `messages` only serve lists and search and could be
rebuilt from the log. Times are microseconds since 1970 UTC, so that both engines compare them alike.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from gesso.store.columns import Json, Moment, Words

SCHEMA = "0006"
"""The newest migration; a database that says so in `schema_version` needs no other."""

metadata = MetaData()

schema_version = Table("schema_version", MetaData(), Column("version_num", Text))
"""One row, kept by the migrations; not part of `metadata`, nor of backups."""


def _id(name: str = "id") -> Column[str]:
    return Column(name, Words, primary_key=True)


def _need(name: str, kind: Any) -> Column[Any]:
    return Column(name, kind, nullable=False)


def _canvas() -> Column[str]:
    return Column("canvas", Words, ForeignKey("canvases.id"), nullable=False)


def _room() -> Column[str]:
    return Column("room", Words, ForeignKey("rooms.id"), nullable=False)


# ---------------------------------------------------------------- rooms

events = Table(
    "events",
    metadata,
    _need("room", Words),
    _need("seq", Integer),
    _need("by", Words),
    _need("at", Moment),
    _need("body", Json),
    PrimaryKeyConstraint("room", "seq", name="events_pk"),
)

rooms = Table(
    "rooms",
    metadata,
    _id(),
    _need("title", Words),
    _need("created_by", Words),
    _need("created_at", Moment),
    _need("updated_at", Moment),
    Column("deleted_at", Moment),
    _need("preview", Words),
    _need("folded", Words),  # the title as searched
    _need("busy", Boolean),  # a turn is running; a start after a crash resumes it
    Index("rooms_updated", "updated_at"),
)

members = Table(
    "members",
    metadata,
    _room(),
    _need("user", Words),
    _need("role", Words),
    PrimaryKeyConstraint("room", "user", name="members_pk"),
    Index("members_user", "user"),
)

messages = Table(
    "messages",
    metadata,
    _room(),
    _need("seq", Integer),
    _need("text", Words),
    _need("folded", Words),  # the text as searched
    PrimaryKeyConstraint("room", "seq", name="messages_pk"),
)

# ---------------------------------------------------------------- canvases

canvases = Table(
    "canvases",
    metadata,
    _id(),
    _need("room", Words),
    _need("kind", Words),
    _need("title", Words),
    Column("language", Words),
    _need("eol", Words),
    _need("created_at", Moment),
    Column("deleted_at", Moment),
    Index("canvases_room", "room"),
)

changes = Table(
    "changes",
    metadata,
    _canvas(),
    _need("version", Integer),
    _need("at", Moment),
    _need("by", Words),
    _need("kind", Words),
    Column("turn", Words),
    _need("client", Words),
    _need("change", Json),
    PrimaryKeyConstraint("canvas", "version", name="changes_pk"),
)

snapshots = Table(
    "snapshots",
    metadata,
    _canvas(),
    _need("version", Integer),
    _need("text", Words),
    _need("blame", Json),
    PrimaryKeyConstraint("canvas", "version", name="snapshots_pk"),
)

suggestions = Table(
    "suggestions",
    metadata,
    _id(),
    _need("room", Words),
    _canvas(),
    Column("turn", Words),
    _need("state", Words),
    _need("version", Integer),
    _need("start", Integer),
    _need("end", Integer),
    _need("before", Words),
    _need("after", Words),
    _need("why", Words),
    _need("by", Words),
    _need("at", Moment),
    _need("proposal", Words),  # the hunks of one proposal share it; "" for one that stands alone
    Index("suggestions_canvas", "canvas", "state"),
)

notes = Table(
    "notes",
    metadata,
    _id(),
    _need("room", Words),
    _canvas(),
    _need("version", Integer),
    _need("start", Integer),
    _need("end", Integer),
    _need("quote", Words),
    _need("gone", Boolean),
    Index("notes_canvas", "canvas"),
)
"""Where comments are in the text; what they say is on the room's log."""

visits = Table(
    "visits",
    metadata,
    _need("user", Words),
    _canvas(),
    _need("version", Integer),
    _need("at", Moment),
    PrimaryKeyConstraint("user", "canvas", name="visits_pk"),
)
"""The version somebody saw last: what "changed since I was here" is counted from."""

files = Table(
    "files",
    metadata,
    _id(),
    _room(),
    _need("name", Words),
    _need("media_type", Words),
    _need("size_bytes", BigInteger),
    _need("sha256", Words),  # names the bytes in the data folder
    _need("by", Words),
    _need("at", Moment),
    Index("files_room", "room"),
)

sources = Table(
    "sources",
    metadata,
    _id(),
    _room(),
    _need("turn", Words),
    _need("number", Integer),  # within its turn, from 1: what [n] means there
    _need("url", Words),
    _need("title", Words),
    _need("kind", Words),  # media type of the original
    Column("published", Moment),
    _need("size_bytes", BigInteger),
    _need("sha256", Words),  # names the words, as UTF-8, in the data folder
    _need("at", Moment),
    Index("sources_once", "turn", "number", unique=True),
    Index("sources_room", "room", "at"),
)
"""The pages that agents read, as they were read: what a citation is looked up in."""

# ---------------------------------------------------------------- people

users = Table(
    "users",
    metadata,
    _id(),
    _need("name", Words),
    _need("email", Words),  # as written; "" for an owner who has given none
    Column("email_key", Words, unique=True),  # folded, null when there is no email
    Column("password_hash", Words),
    _need("admin", Boolean),
    _need("disabled", Boolean),
    _need("created_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    _id("token"),  # sha256 of what the cookie holds
    Column("user", Words, ForeignKey("users.id"), nullable=False),
    _need("created_at", Moment),
    _need("expires_at", Moment),
    _need("seen_at", Moment),
    Index("sessions_user", "user"),
)

api_keys = Table(
    "api_keys",
    metadata,
    _id(),
    Column("token", Words, nullable=False, unique=True),
    Column("user", Words, ForeignKey("users.id"), nullable=False),
    _need("name", Words),
    _need("scopes", Json),
    _need("created_at", Moment),
    Column("expires_at", Moment),
    Column("used_at", Moment),
    Index("api_keys_user", "user"),
)

sign_in_tokens = Table(
    "sign_in_tokens",
    metadata,
    _id("token"),
    Column("user", Words, ForeignKey("users.id"), nullable=False),
    _need("expires_at", Moment),
)

invitations = Table(
    "invitations",
    metadata,
    _id(),
    Column("token", Words, nullable=False, unique=True),
    Column("room", Words),
    _need("role", Words),
    _need("admin", Boolean),
    _need("by", Words),
    _need("created_at", Moment),
    _need("expires_at", Moment),
    Column("used_by", Words),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
)

shares = Table(
    "shares",
    metadata,
    _id(),
    Column("token", Words, nullable=False, unique=True),
    _need("room", Words),
    Column("canvas", Words),
    _need("by", Words),
    _need("created_at", Moment),
    Column("revoked_at", Moment),
    Index("shares_room", "room"),
)

# ---------------------------------------------------------------- the workspace

agents = Table(
    "agents",
    metadata,
    _id(),
    Column("user", Words, ForeignKey("users.id"), nullable=False),
    _need("name", Words),
    _need("instructions", Words),
    _need("tools", Json),
    Column("model", Words),
    _need("hue", Integer),
    _need("trust", Words),
    _need("shared", Boolean),
    _need("created_at", Moment),
    Index("agents_user", "user"),
)
"""Agents that people made for themselves or, `shared`, for everybody here."""

shortcuts = Table(
    "shortcuts",
    metadata,
    _id(),
    Column("user", Words, ForeignKey("users.id"), nullable=False),
    _need("name", Words),
    _need("prompt", Words),
    _need("kind", Words),  # document, code or any
    _need("shared", Boolean),
    _need("created_at", Moment),
    Index("shortcuts_user", "user"),
)
"""A prompt with a name, made by a person; `shared` ones are in everybody's menu."""

settings = Table("settings", metadata, _id("name"), _need("value", Json))

connections = Table(
    "connections",
    metadata,
    _id(),
    _need("provider", Words),
    _need("name", Words),
    Column("base_url", Words),
    Column("key", Words),  # write-only: no list reads it
    _need("created_at", Moment),
)

# ---------------------------------------------------------------- tasks

tasks = Table(
    "tasks",
    metadata,
    _id(),
    _need("owner", Words),
    _room(),
    _need("title", Words),
    _need("instruction", Words),
    Column("timetable", Json),  # null: it runs after another task, or is not due by itself
    _need("settings", Json),
    Column("after", Words),  # the task whose success starts it
    _need("state", Words),
    _need("paused_why", Words),
    Column("paused_at", Moment),
    _need("version", Integer),
    _need("planned_to", Moment),  # every instant up to here has its row
    Column("next_at", Moment),  # the next instant that has none
    Column("snoozed_until", Moment),
    _need("failures", Integer),  # in a row
    _need("created_at", Moment),
    _need("updated_at", Moment),
    Index("tasks_next", "next_at"),
    Index("tasks_owner", "owner"),
    Index("tasks_after", "after"),
)

task_versions = Table(
    "task_versions",
    metadata,
    _need("task", Words),
    _need("version", Integer),
    _need("at", Moment),  # its instants are later than this
    _need("by", Words),
    _need("why", Words),
    _need("title", Words),
    _need("instruction", Words),
    Column("timetable", Json),
    _need("settings", Json),
    PrimaryKeyConstraint("task", "version", name="task_versions_pk"),
)

runs = Table(
    "runs",
    metadata,
    _id(),  # task:version:scheduled
    _need("task", Words),
    _need("version", Integer),
    _need("scheduled", Moment),
    _need("wall", Words),  # the same on the clock of the zone, with its offset
    _need("note", Words),
    _need("state", Words),
    _need("reason", Words),
    Column("ready_at", Moment),  # queued: not before; null while it waits for the run before it
    Column("late_s", Integer),
    _need("attempt", Integer),  # how often it was begun
    _need("crashes", Integer),  # how often its process ended with it
    _need("format", Integer),  # of the way it is performed; an older gesso leaves it alone
    Column("executor", Words),
    Column("lease_until", Moment),  # running: whose it is until then; waiting: when it expires
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("turn", Words),
    Column("room", Words),
    Column("canvas", Words),
    _need("checks", Json),
    _need("usage", Json),
    _need("output", Words),
    Index("runs_once", "task", "scheduled", unique=True),
    Index("runs_scheduled", "scheduled"),
    Index("runs_ready", "state", "ready_at"),
    Index("runs_of_task", "task", "state"),
)
"""One row for each due instant of each task. The rows in state `queued` are the queue."""

executors = Table(
    "executors",
    metadata,
    _id(),
    _need("started_at", Moment),
    _need("seen_at", Moment),
)
"""The processes that perform runs."""

# ---------------------------------------------------------------- telling people

notices = Table(
    "notices",
    metadata,
    _id(),
    Column("user", Words, ForeignKey("users.id"), nullable=False),
    _need("kind", Words),  # run, question, paused or suggestion
    _need("tag", Words),  # unread ones with the same are one
    _need("title", Words),
    _need("body", Words),
    _need("state", Words),  # of the run, "" without one
    _need("count", Integer),
    Column("task", Words),
    Column("run", Words),
    Column("room", Words),
    Column("canvas", Words),
    _need("prefill", Words),  # a suggestion: the ask to make a task of
    _need("at", Moment),
    Column("read_at", Moment),
    Column("dismissed_at", Moment),
    _need("acted", Json),  # what was done by links of mails, each once
    Index("notices_user", "user", "at"),
)
"""The inbox of each person."""

channels = Table(
    "channels",
    metadata,
    _id(),
    Column("user", Words, ForeignKey("users.id"), nullable=False),
    _need("kind", Words),  # email, push, webhook or apprise
    _need("name", Words),
    _need("enabled", Boolean),
    _need("state", Words),  # ready, unconfirmed or gone
    Column("quiet_from", Words),  # "22:00" on the clock of `zone`
    Column("quiet_to", Words),
    _need("digest", Words),  # off, hourly or daily
    _need("zone", Words),
    _need("address", Words),  # may hold a secret of its own: no list reads it
    Column("secret", Words),  # write-only: the key of a webhook's signature, the keys of a push subscription
    _need("last_error", Words),
    Column("last_sent_at", Moment),
    _need("created_at", Moment),
    Index("channels_user", "user"),
)
"""Where a person is told what is new in the inbox."""

deliveries = Table(
    "deliveries",
    metadata,
    _need("about", Words),  # the run's id, or what else is told once
    _need("channel", Words),  # "inbox", or a channel's id
    _need("notice", Words),
    _need("state", Words),
    _need("attempts", Integer),
    _need("due_at", Moment),
    Column("claimed_until", Moment),
    _need("last_error", Words),
    _need("made_at", Moment),
    Column("sent_at", Moment),
    PrimaryKeyConstraint("about", "channel", name="deliveries_pk"),
    Index("deliveries_due", "state", "due_at"),
)
"""The ledger: what was told, or is to be, by which way. Its key is why nothing is told twice."""

feeds = Table(
    "feeds",
    metadata,
    Column("user", Words, ForeignKey("users.id"), primary_key=True),
    Column("token", Words, nullable=False, unique=True),  # sha256 of the key
    _need("created_at", Moment),
)
"""Who may read a person's tasks as a calendar: whoever has the key."""
