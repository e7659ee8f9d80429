"""Rows of canvases: what there is, every change of each, texts at some versions, and suggestions.

The key (canvas, version) of `changes` is the sequencer between processes; changes are never altered. Version 0 is
what the canvas was made with and always has a snapshot. Positions of suggestions are UTF-16 units, as everywhere on
the change log. What a change means is not known here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from gesso.store.errors import VersionTaken, is_taken
from gesso.store.schema import canvases, changes, notes, snapshots, suggestions

CanvasKind = Literal["document", "code"]
ChangeKind = Literal["person", "agent", "import"]
Eol = Literal["lf", "crlf", "mixed"]
SuggestionState = Literal["open", "accepted", "rejected", "stale"]


@dataclass(frozen=True)
class CanvasRow:
    """A canvas. `eol` is the line ending of the file it came from, and of exports."""

    id: str
    room: str
    kind: CanvasKind
    title: str
    created_at: datetime
    language: str | None = None
    eol: Eol = "lf"
    deleted_at: datetime | None = None


@dataclass(frozen=True)
class ChangeRow:
    """A change that made `version`; `change` is ChangeSet JSON."""

    version: int
    at: datetime
    by: str
    kind: ChangeKind
    turn: str | None
    client: str
    change: list[Any]


@dataclass(frozen=True)
class SnapshotRow:
    """The text at `version`, and who wrote which of it (as `Blame.to_json` says it)."""

    canvas: str
    version: int
    text: str
    blame: list[list[int | str]] = field(default_factory=list)


@dataclass(frozen=True)
class SuggestionRow:
    """Words offered for units `start` to `end` of the text at `version`."""

    id: str
    room: str
    canvas: str
    turn: str | None
    state: SuggestionState
    version: int
    start: int
    end: int
    before: str
    after: str
    why: str
    by: str
    at: datetime
    proposal: str = ""


@dataclass(frozen=True)
class NoteRow:
    """Where a comment is: units `start` to `end` of the text at `version`, or, once `gone`, the point where it was."""

    id: str
    room: str
    canvas: str
    version: int
    start: int
    end: int
    quote: str
    gone: bool = False


# ---------------------------------------------------------------- canvases


def insert_canvas(
    conn: Connection, row: CanvasRow, text: str = "", blame: Sequence[Sequence[int | str]] | None = None
) -> None:
    """A new canvas whose version 0 is `text`."""
    conn.execute(insert(canvases), _canvas_values(row))
    save_snapshot(conn, SnapshotRow(row.id, 0, text, [list(run) for run in blame or ()]))


def update_canvas(conn: Connection, row: CanvasRow) -> None:
    """Make the canvas's row say what `row` says (title, kind, language, line ending, deletion)."""
    values = _canvas_values(row)
    kept = {name: values[name] for name in ("kind", "title", "language", "eol", "deleted_at")}
    conn.execute(update(canvases).where(canvases.c.id == row.id).values(kept))


def canvas_of(conn: Connection, canvas: str) -> CanvasRow | None:
    """The canvas of that id, deleted or not."""
    row = conn.execute(select(canvases).where(canvases.c.id == canvas)).one_or_none()
    return None if row is None else CanvasRow(**row._mapping)


def canvases_of(conn: Connection, room: str) -> list[CanvasRow]:
    """All canvases of a room, deleted ones too, in the order they were made."""
    query = select(canvases).where(canvases.c.room == room).order_by(canvases.c.created_at, canvases.c.id)
    return [CanvasRow(**row._mapping) for row in conn.execute(query)]


def _canvas_values(row: CanvasRow) -> dict[str, Any]:
    return {
        "id": row.id, "room": row.room, "kind": row.kind, "title": row.title, "language": row.language, "eol": row.eol,
        "created_at": row.created_at, "deleted_at": row.deleted_at,
    }  # fmt: skip


# ---------------------------------------------------------------- changes

_INSERT = insert(changes)
_LAST = select(func.coalesce(func.max(changes.c.version), 0)).where(changes.c.canvas == bindparam("of"))
_CHANGE_FIELDS = [column for column in changes.c if column.name != "canvas"]


def append_changes(conn: Connection, canvas: str, rows: Sequence[ChangeRow]) -> None:
    """Add changes with consecutive versions; VersionTaken unless the first is the next one of the log."""
    if not rows:
        return
    last = last_version(conn, canvas)
    if rows[0].version != last + 1:
        raise _taken(canvas, rows[0].version, last)
    values = [
        {
            "canvas": canvas, "version": row.version, "at": row.at, "by": row.by, "kind": row.kind, "turn": row.turn,
            "client": row.client, "change": row.change,
        }
        for row in rows
    ]  # fmt: skip
    try:
        conn.execute(_INSERT, values)
    except DBAPIError as error:
        if is_taken(error):
            raise _taken(canvas, rows[0].version, rows[0].version) from error
        raise


def changes_after(conn: Connection, canvas: str, version: int, limit: int | None = None) -> list[ChangeRow]:
    """The changes that came after `version`, oldest first, at most `limit`."""
    query = select(*_CHANGE_FIELDS).where(changes.c.canvas == canvas, changes.c.version > version)
    return [ChangeRow(**row._mapping) for row in conn.execute(query.order_by(changes.c.version).limit(limit))]


def changes_between(conn: Connection, canvas: str, after: int, upto: int) -> list[ChangeRow]:
    """The changes that made versions `after + 1` to `upto`, oldest first."""
    query = select(*_CHANGE_FIELDS).where(changes.c.canvas == canvas, changes.c.version > after)
    rows = conn.execute(query.where(changes.c.version <= upto).order_by(changes.c.version))
    return [ChangeRow(*row) for row in rows]  # by place: thousands are read for one page of history


def last_version(conn: Connection, canvas: str) -> int:
    """The newest version; 0 for a canvas that was never changed."""
    return int(conn.execute(_LAST, {"of": canvas}).scalar_one())


def _taken(canvas: str, version: int, last: int) -> VersionTaken:
    return VersionTaken(f"Version {version} of canvas {canvas} was to be next, but its log ends at {last}; reload it.")


# ---------------------------------------------------------------- snapshots


def save_snapshot(conn: Connection, row: SnapshotRow) -> None:
    """Keep the text at a version; a second time for the same version does nothing, for it cannot differ."""
    there = select(snapshots.c.version).where(snapshots.c.canvas == row.canvas, snapshots.c.version == row.version)
    if conn.execute(there).first() is None:
        values = {"canvas": row.canvas, "version": row.version, "text": row.text, "blame": row.blame}
        conn.execute(insert(snapshots), values)


def latest_snapshot(conn: Connection, canvas: str, at_or_before: int | None = None) -> SnapshotRow:
    """The newest snapshot, or the newest one not later than a version. Raises LookupError for no such canvas."""
    query = select(snapshots).where(snapshots.c.canvas == canvas)
    if at_or_before is not None:
        query = query.where(snapshots.c.version <= at_or_before)
    row = conn.execute(query.order_by(snapshots.c.version.desc()).limit(1)).one_or_none()
    if row is None:
        raise LookupError(f"canvas {canvas} has no snapshot at or before version {at_or_before}")
    return SnapshotRow(**row._mapping)


def latest_text(conn: Connection, canvas: str, at_or_before: int) -> tuple[int, str]:
    """Version and text of the newest snapshot not later than a version: its authors, often longer, are not read."""
    query = select(snapshots.c.version, snapshots.c.text).where(snapshots.c.canvas == canvas)
    row = conn.execute(
        query.where(snapshots.c.version <= at_or_before).order_by(snapshots.c.version.desc()).limit(1)
    ).one_or_none()
    if row is None:
        raise LookupError(f"canvas {canvas} has no snapshot at or before version {at_or_before}")
    return row.version, row.text


# ---------------------------------------------------------------- suggestions


def save_suggestions(conn: Connection, rows: Sequence[SuggestionRow]) -> None:
    """Insert suggestions."""
    if rows:
        values = [{column.name: getattr(row, column.name) for column in suggestions.c} for row in rows]
        conn.execute(insert(suggestions), values)


def settle_suggestions(conn: Connection, ids: Sequence[str], state: SuggestionState) -> None:
    """Record how suggestions ended."""
    if ids:
        query = update(suggestions).where(suggestions.c.id == bindparam("of")).values(state=state)
        conn.execute(query, [{"of": suggestion} for suggestion in ids])


def suggestion_of(conn: Connection, suggestion: str) -> SuggestionRow | None:
    row = conn.execute(select(suggestions).where(suggestions.c.id == suggestion)).one_or_none()
    return None if row is None else SuggestionRow(**row._mapping)


def open_suggestions(conn: Connection, canvas: str) -> list[SuggestionRow]:
    """The suggestions of a canvas that nobody has settled, in the order they were made."""
    query = select(suggestions).where(suggestions.c.canvas == canvas, suggestions.c.state == "open")
    return [SuggestionRow(**row._mapping) for row in conn.execute(query.order_by(suggestions.c.at, suggestions.c.id))]


def settled_suggestions(conn: Connection, canvas: str) -> list[SuggestionRow]:
    """The suggestions of a canvas that somebody accepted or rejected, in the order they were made."""
    query = select(suggestions).where(suggestions.c.canvas == canvas, suggestions.c.state.in_(("accepted", "rejected")))
    return [SuggestionRow(**row._mapping) for row in conn.execute(query.order_by(suggestions.c.at, suggestions.c.id))]


def place_suggestions(conn: Connection, places: Sequence[tuple[str, int, int]], version: int) -> None:
    """Set where open suggestions (id, start, end) are in the text at `version`."""
    _place(conn, suggestions, [{"of": name, "start": a, "end": b, "version": version} for name, a, b in places])


# ---------------------------------------------------------------- notes


def insert_note(conn: Connection, row: NoteRow) -> None:
    conn.execute(insert(notes), {column.name: getattr(row, column.name) for column in notes.c})


def delete_note(conn: Connection, note: str) -> None:
    conn.execute(delete(notes).where(notes.c.id == note))


def note_of(conn: Connection, note: str) -> NoteRow | None:
    row = conn.execute(select(notes).where(notes.c.id == note)).one_or_none()
    return None if row is None else NoteRow(**row._mapping)


def notes_of(conn: Connection, canvas: str) -> list[NoteRow]:
    """Every comment's place on a canvas, settled ones too, in the order they were made."""
    query = select(notes).where(notes.c.canvas == canvas).order_by(notes.c.id)
    return [NoteRow(**row._mapping) for row in conn.execute(query)]


def place_notes(conn: Connection, places: Sequence[tuple[str, int, int, bool]], version: int) -> None:
    """Set where comments (id, start, end, gone) are in the text at `version`."""
    rows = [{"of": name, "start": a, "end": b, "gone": gone, "version": version} for name, a, b, gone in places]
    _place(conn, notes, rows)


def _place(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = [name for name in rows[0] if name != "of"]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        renamed = [{"of": row["of"], **{f"new_{name}": row[name] for name in names}} for row in rows]
        conn.execute(update(table).where(table.c.id == bindparam("of")).values(values), renamed)
