"""A canvas in memory: the authority over one document.

Every change, whoever makes it, goes through `_accept`: it takes effect at once, gets the next version, moves anchors,
and is stored and announced in order. A stale push is rebased here, over one logged change at a time, and never
refused for being stale. Nothing awaits between reading the text and accepting a change, so the loop is the lock.
What agents do beyond single changes (streams, suggestions, undo) is in `writing.py` and `settling.py`.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Literal

from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.base.errors import TooLarge
from gesso.canvas.anchors import Anchor
from gesso.canvas.blame import Blame
from gesso.canvas.branch import LogRow
from gesso.canvas.changes import Change
from gesso.canvas.rebase import rebase
from gesso.canvas.snapshot import Snapshot, take_snapshot
from gesso.canvas.suggestion import Suggestion
from gesso.canvas.text import BadChange, Text
from gesso.room import frames
from gesso.room.hub import Hub
from gesso.room.log import LogBroken, OrderedCommits
from gesso.room.marks import Marks
from gesso.store import canvases as rows
from gesso.store.database import Database

Kind = Literal["person", "agent", "import"]

KEEP_LOGGED = 2_000  # changes kept in memory; an older push, resume or undo reads them from the store
LOOKED_BACK = 500  # changes looked through for one call's own
SNAPSHOT_EVERY = 200
MAX_TEXT_UNITS = 20_000_000


@dataclass(frozen=True)
class Author:
    """Who made a change.

    What can be taken back as one has a `turn`, and as `client` the id of the tool call (or request) that made it; the
    change that takes it back has the client `undo:<turn>`. For typing, `client` is the connection's id.
    """

    by: str
    kind: Kind
    client: str = ""
    turn: str | None = None

    @property
    def label(self) -> str:
        return f"{self.kind}:{self.by}"


@dataclass(frozen=True)
class Logged:
    """A change with its place in the log."""

    version: int
    change: Change
    author: Author

    @property
    def row(self) -> LogRow:
        """As the undo of turns reads it."""
        client = self.author.client
        undoes = client.removeprefix("undo:") if client.startswith("undo:") else ""
        return LogRow(self.change, self.author.turn or "", undoes=undoes)


Hold = Callable[[Connection], None]
"""Raises where what writes may not do so any more. Called in the transaction that stores what it wrote."""


class LiveCanvas:
    """`holds`: of turns, by their id, what must still be so when a change of theirs is stored."""

    def __init__(
        self, db: Database, clock: Clock, holds: Mapping[str, Hold], row: rows.CanvasRow, text: Text, version: int,
        blame: Blame,
    ) -> None:  # fmt: skip
        self.id, self.room = row.id, row.room
        self.row = row
        self.hub: Hub[frames.ServerFrame] = Hub()
        self.version = self.stored_version = version
        self.blame = blame
        self.marks = Marks(self.hub.publish, lambda: self.version)
        self.watchers: list[Callable[[Logged], None]] = []
        self.gone: list[Suggestion] = []  # found stale while loading; whoever seats the canvas records them
        self.document = text
        self._db, self._clock, self._holds = db, clock, holds
        self._logged: deque[Logged] = deque(maxlen=KEEP_LOGGED)
        self._commits = OrderedCommits(db)

    @classmethod
    async def load(cls, db: Database, clock: Clock, holds: Mapping[str, Hold], row: rows.CanvasRow) -> "LiveCanvas":
        """The canvas as stored: its latest snapshot and every change after it."""

        def read(
            conn: Connection,
        ) -> tuple[rows.SnapshotRow, list[rows.ChangeRow], list[rows.SuggestionRow], list[rows.NoteRow]]:
            snapshot = rows.latest_snapshot(conn, row.id)
            changes = rows.changes_after(conn, row.id, snapshot.version)
            return snapshot, changes, rows.open_suggestions(conn, row.id), rows.notes_of(conn, row.id)

        snapshot, changes, suggestions, notes = await db.read(read)
        canvas = cls(db, clock, holds, row, Text.of(snapshot.text), snapshot.version, Blame.from_json(snapshot.blame))
        canvas.marks.on_stale = canvas.gone.append
        await canvas._revive(suggestions, notes)
        since = _stored_at(suggestions, notes)
        for change in changes:
            canvas._take(_from_row(change), since)
        canvas.stored_version = canvas.version
        return canvas

    # ------------------------------------------------------------------ reading

    @property
    def broken(self) -> bool:
        return self._commits.broken

    @property
    def text(self) -> str:
        return str(self.document)

    def snapshot(self) -> Snapshot:
        """Numbered blocks of the text as it is now."""
        return take_snapshot(self.text, self.version, self.row.kind, self.row.language)

    async def logged_after(self, version: int) -> list[Logged]:
        """Every change after `version` up to now, oldest first. Raises BadChange for a version that never was."""
        self._require_known(version)
        older: list[Logged] = []
        at = version
        while at < self.version - len(self._logged):  # more may be logged, and memory move on, while we read
            count = self.version - len(self._logged) - at
            await self._commits.drained()
            stored = await self._db.read(partial(rows.changes_after, canvas=self.id, version=at, limit=count))
            older += [_from_row(row) for row in stored]
            at = older[-1].version
        return older + list(islice(reversed(self._logged), self.version - at))[::-1]

    async def begun_by(self, client: str) -> int | None:
        """The version before the first change that this client made lately; None if it made none."""
        entries = await self.logged_after(max(0, self.version - LOOKED_BACK))
        return next((entry.version - 1 for entry in entries if entry.author.client == client), None)

    async def text_at(self, version: int) -> str:
        """The text as it was at `version`. Raises BadChange for a version that never was."""
        return str(await self.document_at(version))

    def _require_known(self, version: int) -> None:
        if not 0 <= version <= self.version:
            raise BadChange(f"This canvas is at version {self.version}; version {version} is not known.")

    async def document_at(self, version: int) -> Text:
        """The text as it was at `version`. Raises BadChange for a version that never was.

        Without its authors: with those of a long history it took ten times as long.
        """
        if version == self.version:
            return self.document
        self._require_known(version)
        await self._commits.drained()

        def read(conn: Connection) -> tuple[str, list[rows.ChangeRow]]:
            at, text = rows.latest_text(conn, self.id, version)
            return text, rows.changes_between(conn, self.id, at, version)

        stored, changes = await self._db.read(read)
        text = Text.of(stored)
        for row in changes:
            text = text.apply(Change.from_json(row.change))
        return text

    async def span_now(self, start: int, end: int, version: int) -> tuple[int, int] | None:
        """Where code points `start..end` of the text at `version` are now; None when that text is gone."""
        then = await self.document_at(version)
        if not 0 <= start <= end <= len(then):
            return None
        entries = await self.logged_after(version)
        place = Anchor.on(then, start, end).map_all(entry.change for entry in entries)
        return None if place.gone else place.points(self.document)

    # ------------------------------------------------------------------ changing

    async def push(
        self, base: int, changes: Sequence[Change], author: Author, still_allowed: Callable[[], None] = lambda: None
    ) -> None:
        """Take in changes made one after another on version `base`, brought up to date first; returns when stored.

        `still_allowed` is called after everything that takes time, and may raise.

        Raises BadChange when they do not fit that version, TooLarge past the limits of size.
        """
        logged = await self.logged_after(base)
        still_allowed()
        fitted = rebase(list(changes), [entry.change for entry in logged])
        text = self.document
        for change in fitted:
            text = text.apply(change)  # all of them fit, or none is taken
        task: asyncio.Future[None] | None = None
        for change in fitted:
            task = self.accept(change, author)
        if task is not None:
            await task

    def accept(self, change: Change, author: Author) -> "asyncio.Future[None]":
        """Make `change` of the current text the next version; done when it is stored and announced.

        Raises BadChange when it does not fit the text, TooLarge past the limits, LogBroken when storage failed.
        """
        if self.broken:
            raise LogBroken("This document could not be stored just now. What was saved before is safe; try again.")
        if change.new_length > MAX_TEXT_UNITS:
            raise TooLarge(f"A document may have at most {MAX_TEXT_UNITS:,} characters.")
        entry = Logged(self.version + 1, change, author)
        self._take(entry)
        stored = _to_row(entry, self._clock())
        save = self._saving() if self.version % SNAPSHOT_EVERY == 0 else None
        hold = self._holds.get(author.turn or "")

        def job(conn: Connection) -> None:
            if hold is not None:
                hold(conn)
            rows.append_changes(conn, self.id, [stored])
            if save is not None:
                save(conn)

        return self._commits.submit(job, lambda _: self._announce(entry))

    def _take(self, entry: Logged, since: dict[str, int] | None = None) -> None:
        """Let a change take effect in memory."""
        author = entry.author
        self.document = self.document.apply(entry.change)
        self.blame = self.blame.apply(entry.change, author.label, author.turn or "")
        self.version = entry.version
        self._logged.append(entry)
        for watcher in tuple(self.watchers):
            watcher(entry)
        self.marks.follow(entry.change, self.document, entry.version, since)

    async def _revive(self, suggestions: list[rows.SuggestionRow], notes: list[rows.NoteRow]) -> None:
        """Put stored marks where they are now. Those stored before the snapshot are brought up to it, at its text;
        those stored after it join when the log reaches them."""
        marks, version = self.marks, self.version
        marks.suggestions = {row.id: _suggestion(row) for row in suggestions}
        marks.notes = {row.id: Anchor(row.start, row.end, row.quote, row.gone) for row in notes}
        since = _stored_at(suggestions, notes)
        old = min(since.values(), default=version)
        if old >= version:
            return
        text = await self.document_at(old)
        stored = await self._db.read(lambda conn: rows.changes_after(conn, self.id, old, version - old))
        for change in map(_from_row, stored):
            text = text.apply(change.change)
            marks.follow(change.change, text, change.version, since)

    def _announce(self, entry: Logged) -> None:
        self.stored_version = entry.version
        self.hub.publish(update_frame(entry))

    def _saving(self) -> Callable[[Connection], None]:
        """A write of the text, its authors and the places of all marks as they are now."""
        version, marks = self.version, self.marks
        row = rows.SnapshotRow(self.id, version, self.text, self.blame.to_json())
        suggestions = [(s.id, s.from_, s.to) for s in marks.suggestions.values()]
        notes = [(key, a.from_, a.to, a.gone) for key, a in marks.notes.items()]

        def save(conn: Connection) -> None:
            rows.save_snapshot(conn, row)
            rows.place_suggestions(conn, suggestions, version)
            rows.place_notes(conn, notes, version)

        return save

    async def save_snapshot(self) -> None:
        """Store the text as it is, so that the next load reads no log. Called when the canvas rests."""
        await self._commits.submit(self._saving(), lambda _: None)

    async def save_row(self, row: rows.CanvasRow) -> None:
        """Change what is known of the canvas beside its text: title, kind, language, line ending."""
        self.row = row
        await self.store(lambda conn: rows.update_canvas(conn, row))

    def store(self, job: Callable[[Connection], None]) -> "asyncio.Future[None]":
        """Run a write in this canvas's order of commits."""
        return self._commits.submit(job, lambda _: None)

    async def drained(self) -> None:
        await self._commits.drained()

    # ------------------------------------------------------------------ frames

    def opened_frame(self, editable: bool) -> frames.Opened:
        return frames.Opened(
            version=self.version,
            text=self.text,
            checksum=self.document.checksum,
            editable=editable,
            blame=blame_runs(self.blame),
        )

    def sum_frame(self) -> frames.Sum:
        return frames.Sum(version=self.version, checksum=self.document.checksum)


def update_frame(entry: Logged) -> frames.Update:
    author = entry.author
    return frames.Update(
        version=entry.version, change=entry.change.to_json(), client=author.client, by=author.by, kind=author.kind,
        turn=author.turn,
    )  # fmt: skip


def blame_runs(blame: Blame) -> list[frames.BlameRun]:
    found = []
    for run in blame.runs:
        kind, _, by = run.author.partition(":")
        found.append(
            frames.BlameRun.model_validate({"length": run.length, "by": by, "kind": kind, "turn": run.turn or None})
        )
    return found


def _stored_at(suggestions: list[rows.SuggestionRow], notes: list[rows.NoteRow]) -> dict[str, int]:
    """The version at which each mark's place was stored."""
    return {row.id: row.version for row in suggestions} | {row.id: row.version for row in notes}


def _suggestion(row: rows.SuggestionRow) -> Suggestion:
    return Suggestion(
        id=row.id, from_=row.start, to=row.end, before=row.before, after=row.after, why=row.why, author=row.by,
        turn=row.turn or "", proposal=row.proposal,
    )  # fmt: skip


def _to_row(entry: Logged, at: datetime) -> rows.ChangeRow:
    author = entry.author
    return rows.ChangeRow(
        version=entry.version, at=at, by=author.by, kind=author.kind, turn=author.turn, client=author.client,
        change=entry.change.to_json(),
    )  # fmt: skip


def _from_row(row: rows.ChangeRow) -> Logged:
    author = Author(row.by, row.kind, row.client, row.turn)
    return Logged(row.version, Change.from_json(row.change), author)
