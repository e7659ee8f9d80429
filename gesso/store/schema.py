"""The tables, for SQLite and PostgreSQL alike.

No statement is made here. The log of a room (`events`) and of a canvas (`changes`) are the history; their primary keys
are the sequencers between processes. `rooms`, `members` and `messages` only serve lists and search and could be
rebuilt from the log. Times are microseconds since 1970 UTC, so that both engines compare them alike.
"""

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
from gesso.store.schema_apps import app_budgets as app_budgets
from gesso.store.schema_apps import app_shelf as app_shelf
from gesso.store.schema_apps import app_values as app_values
from gesso.store.schema_feeds import feeds as feeds
from gesso.store.schema_files import passages as passages
from gesso.store.schema_files import readings as readings
from gesso.store.schema_lenses import known_cards as known_cards
from gesso.store.schema_lenses import lens_scores as lens_scores
from gesso.store.schema_lenses import lens_shelf as lens_shelf
from gesso.store.schema_made import made_tools as made_tools
from gesso.store.schema_mcp import mcp_servers as mcp_servers
from gesso.store.schema_parts import metadata as metadata
from gesso.store.schema_parts import need, of_canvas, of_room, of_user, own_id
from gesso.store.schema_projects import project_rooms as project_rooms
from gesso.store.schema_projects import projects as projects
from gesso.store.schema_tastes import tastes as tastes
from gesso.store.schema_trust import approvals as approvals
from gesso.store.schema_trust import audit as audit
from gesso.store.schema_trust import trust_rules as trust_rules
from gesso.store.schema_trust import trust_rungs as trust_rungs
from gesso.store.schema_turned import turned_parts as turned_parts

SCHEMA = "0016"
"""The newest migration; a database that says so in `schema_version` needs no other."""

schema_version = Table("schema_version", MetaData(), Column("version_num", Text))
"""One row, kept by the migrations; not part of `metadata`, nor of backups."""

# ---------------------------------------------------------------- rooms

events = Table(
    "events",
    metadata,
    need("room", Words),
    need("seq", Integer),
    need("by", Words),
    need("at", Moment),
    need("body", Json),
    PrimaryKeyConstraint("room", "seq", name="events_pk"),
)

rooms = Table(
    "rooms",
    metadata,
    own_id(),
    need("title", Words),
    need("created_by", Words),
    need("created_at", Moment),
    need("updated_at", Moment),
    Column("deleted_at", Moment),
    need("preview", Words),
    need("folded", Words),  # the title as searched
    need("busy", Boolean),  # a turn is running; a start after a crash resumes it
    Index("rooms_updated", "updated_at"),
)

members = Table(
    "members",
    metadata,
    of_room(),
    need("user", Words),
    need("role", Words),
    PrimaryKeyConstraint("room", "user", name="members_pk"),
    Index("members_user", "user"),
)

messages = Table(
    "messages",
    metadata,
    of_room(),
    need("seq", Integer),
    need("text", Words),
    need("folded", Words),  # the text as searched
    PrimaryKeyConstraint("room", "seq", name="messages_pk"),
)

# ---------------------------------------------------------------- canvases

canvases = Table(
    "canvases",
    metadata,
    own_id(),
    need("room", Words),
    need("kind", Words),
    need("title", Words),
    Column("language", Words),
    need("eol", Words),
    need("created_at", Moment),
    Column("deleted_at", Moment),
    Index("canvases_room", "room"),
)

changes = Table(
    "changes",
    metadata,
    of_canvas(),
    need("version", Integer),
    need("at", Moment),
    need("by", Words),
    need("kind", Words),
    Column("turn", Words),
    need("client", Words),
    need("change", Json),
    PrimaryKeyConstraint("canvas", "version", name="changes_pk"),
)

snapshots = Table(
    "snapshots",
    metadata,
    of_canvas(),
    need("version", Integer),
    need("text", Words),
    need("blame", Json),
    PrimaryKeyConstraint("canvas", "version", name="snapshots_pk"),
)

suggestions = Table(
    "suggestions",
    metadata,
    own_id(),
    need("room", Words),
    of_canvas(),
    Column("turn", Words),
    need("state", Words),
    need("version", Integer),
    need("start", Integer),
    need("end", Integer),
    need("before", Words),
    need("after", Words),
    need("why", Words),
    need("by", Words),
    need("at", Moment),
    need("proposal", Words),  # the hunks of one proposal share it; "" for one that stands alone
    Index("suggestions_canvas", "canvas", "state"),
)

notes = Table(
    "notes",
    metadata,
    own_id(),
    need("room", Words),
    of_canvas(),
    need("version", Integer),
    need("start", Integer),
    need("end", Integer),
    need("quote", Words),
    need("gone", Boolean),
    Index("notes_canvas", "canvas"),
)
"""Where comments are in the text; what they say is on the room's log."""

visits = Table(
    "visits",
    metadata,
    need("user", Words),
    of_canvas(),
    need("version", Integer),
    need("at", Moment),
    PrimaryKeyConstraint("user", "canvas", name="visits_pk"),
)
"""The version somebody saw last: what "changed since I was here" is counted from."""

files = Table(
    "files",
    metadata,
    own_id(),
    of_room(),
    need("name", Words),
    need("media_type", Words),
    need("size_bytes", BigInteger),
    need("sha256", Words),  # names the bytes in the data folder
    need("by", Words),
    need("at", Moment),
    Index("files_room", "room"),
)

sources = Table(
    "sources",
    metadata,
    own_id(),
    of_room(),
    need("turn", Words),
    need("number", Integer),  # within its turn, from 1: what [n] means there
    need("url", Words),
    need("title", Words),
    need("kind", Words),  # media type of the original
    Column("published", Moment),
    need("size_bytes", BigInteger),
    need("sha256", Words),  # names the words, as UTF-8, in the data folder
    need("at", Moment),
    Index("sources_once", "turn", "number", unique=True),
    Index("sources_room", "room", "at"),
)
"""The pages that agents read, as they were read: what a citation is looked up in."""

outputs = Table(
    "outputs",
    metadata,
    Column("canvas", Words, ForeignKey("canvases.id"), primary_key=True),
    need("run", Integer),
    need("body", Json),
)
"""What the code of a canvas gave in its last run."""

# ---------------------------------------------------------------- people

users = Table(
    "users",
    metadata,
    own_id(),
    need("name", Words),
    need("email", Words),  # as written; "" for an owner who has given none
    Column("email_key", Words, unique=True),  # folded, null when there is no email
    Column("password_hash", Words),
    need("admin", Boolean),
    need("disabled", Boolean),
    need("created_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    own_id("token"),  # sha256 of what the cookie holds
    of_user(),
    need("created_at", Moment),
    need("expires_at", Moment),
    need("seen_at", Moment),
    Index("sessions_user", "user"),
)

api_keys = Table(
    "api_keys",
    metadata,
    own_id(),
    Column("token", Words, nullable=False, unique=True),
    of_user(),
    need("name", Words),
    need("scopes", Json),
    need("created_at", Moment),
    Column("expires_at", Moment),
    Column("used_at", Moment),
    Index("api_keys_user", "user"),
)

sign_in_tokens = Table(
    "sign_in_tokens",
    metadata,
    own_id("token"),
    of_user(),
    need("expires_at", Moment),
)

invitations = Table(
    "invitations",
    metadata,
    own_id(),
    Column("token", Words, nullable=False, unique=True),
    Column("room", Words),
    need("role", Words),
    need("admin", Boolean),
    need("by", Words),
    need("created_at", Moment),
    need("expires_at", Moment),
    Column("used_by", Words),
    Column("used_at", Moment),
    Column("revoked_at", Moment),
)

shares = Table(
    "shares",
    metadata,
    own_id(),
    Column("token", Words, nullable=False, unique=True),
    need("room", Words),
    Column("canvas", Words),
    need("by", Words),
    need("created_at", Moment),
    Column("revoked_at", Moment),
    Index("shares_room", "room"),
)

# ---------------------------------------------------------------- the workspace

agents = Table(
    "agents",
    metadata,
    own_id(),
    of_user(),
    need("name", Words),
    need("instructions", Words),
    need("tools", Json),
    Column("model", Words),
    need("hue", Integer),
    need("trust", Words),
    need("shared", Boolean),
    need("created_at", Moment),
    Index("agents_user", "user"),
)
"""Agents that people made for themselves or, `shared`, for everybody here."""

shortcuts = Table(
    "shortcuts",
    metadata,
    own_id(),
    of_user(),
    need("name", Words),
    need("prompt", Words),
    need("kind", Words),  # document, code or any
    need("shared", Boolean),
    need("created_at", Moment),
    Index("shortcuts_user", "user"),
)
"""A prompt with a name, made by a person; `shared` ones are in everybody's menu."""

settings = Table("settings", metadata, own_id("name"), need("value", Json))

connections = Table(
    "connections",
    metadata,
    own_id(),
    need("provider", Words),
    need("name", Words),
    Column("base_url", Words),
    Column("key", Words),  # write-only: no list reads it
    need("created_at", Moment),
)

# ---------------------------------------------------------------- tasks

tasks = Table(
    "tasks",
    metadata,
    own_id(),
    need("owner", Words),
    of_room(),
    need("title", Words),
    need("instruction", Words),
    Column("timetable", Json),  # null: it runs after another task, or is not due by itself
    need("settings", Json),
    Column("after", Words),  # the task whose success starts it
    need("state", Words),
    need("paused_why", Words),
    Column("paused_at", Moment),
    need("version", Integer),
    need("planned_to", Moment),  # every instant up to here has its row
    Column("next_at", Moment),  # the next instant that has none
    Column("snoozed_until", Moment),
    need("failures", Integer),  # in a row
    need("created_at", Moment),
    need("updated_at", Moment),
    Index("tasks_next", "next_at"),
    Index("tasks_owner", "owner"),
    Index("tasks_after", "after"),
)

task_versions = Table(
    "task_versions",
    metadata,
    need("task", Words),
    need("version", Integer),
    need("at", Moment),  # its instants are later than this
    need("by", Words),
    need("why", Words),
    need("title", Words),
    need("instruction", Words),
    Column("timetable", Json),
    need("settings", Json),
    PrimaryKeyConstraint("task", "version", name="task_versions_pk"),
)

runs = Table(
    "runs",
    metadata,
    own_id(),  # task:version:scheduled
    need("task", Words),
    need("version", Integer),
    need("scheduled", Moment),
    need("wall", Words),  # the same on the clock of the zone, with its offset
    need("note", Words),
    need("state", Words),
    need("reason", Words),
    Column("ready_at", Moment),  # queued: not before; null while it waits for the run before it
    Column("late_s", Integer),
    need("attempt", Integer),  # how often it was begun
    need("crashes", Integer),  # how often its process ended with it
    need("format", Integer),  # of the way it is performed; an older gesso leaves it alone
    Column("executor", Words),
    Column("lease_until", Moment),  # running: whose it is until then; waiting: when it expires
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("turn", Words),
    Column("room", Words),
    Column("canvas", Words),
    need("checks", Json),
    need("usage", Json),
    need("output", Words),
    Index("runs_once", "task", "scheduled", unique=True),
    Index("runs_scheduled", "scheduled"),
    Index("runs_ready", "state", "ready_at"),
    Index("runs_of_task", "task", "state"),
)
"""One row for each due instant of each task. The rows in state `queued` are the queue."""

executors = Table(
    "executors",
    metadata,
    own_id(),
    need("started_at", Moment),
    need("seen_at", Moment),
)
"""The processes that perform runs."""

# ---------------------------------------------------------------- telling people

notices = Table(
    "notices",
    metadata,
    own_id(),
    of_user(),
    need("kind", Words),  # run, work, question, paused, suggestion or approval
    need("tag", Words),  # unread ones with the same are one
    need("title", Words),
    need("body", Words),
    need("state", Words),  # of the run, "" without one
    need("count", Integer),
    Column("task", Words),
    Column("run", Words),
    Column("room", Words),
    Column("canvas", Words),
    need("prefill", Words),  # a suggestion: the ask to make a task of
    need("at", Moment),
    Column("read_at", Moment),
    Column("dismissed_at", Moment),
    need("acted", Json),  # what was done by links of mails, each once
    Index("notices_user", "user", "at"),
)
"""The inbox of each person."""

channels = Table(
    "channels",
    metadata,
    own_id(),
    of_user(),
    need("kind", Words),  # email, push, webhook or apprise
    need("name", Words),
    need("enabled", Boolean),
    need("state", Words),  # ready, unconfirmed or gone
    Column("quiet_from", Words),  # "22:00" on the clock of `zone`
    Column("quiet_to", Words),
    need("digest", Words),  # off, hourly or daily
    need("zone", Words),
    need("address", Words),  # may hold a secret of its own: no list reads it
    Column("secret", Words),  # write-only: the key of a webhook's signature, the keys of a push subscription
    need("last_error", Words),
    Column("last_sent_at", Moment),
    need("created_at", Moment),
    Index("channels_user", "user"),
)
"""Where a person is told what is new in the inbox."""

deliveries = Table(
    "deliveries",
    metadata,
    need("about", Words),  # the run's id, or what else is told once
    need("channel", Words),  # "inbox", or a channel's id
    need("notice", Words),
    need("state", Words),
    need("attempts", Integer),
    need("due_at", Moment),
    Column("claimed_until", Moment),
    need("last_error", Words),
    need("made_at", Moment),
    Column("sent_at", Moment),
    PrimaryKeyConstraint("about", "channel", name="deliveries_pk"),
    Index("deliveries_due", "state", "due_at"),
)
"""The ledger: what was told, or is to be, by which way. Its key is why nothing is told twice."""
