"""A canvas in memory: the authority over one document.

Every change, whoever makes it, goes through `_accept`: it takes effect at once, gets the next version, moves anchors,
and is stored and announced in order. A stale push is rebased here, over one logged change at a time, and never
refused for being stale. Nothing awaits between reading the text and accepting a change, so the loop is the lock.
What agents do beyond single changes (streams, suggestions, undo) is in `writing.py` and `settling.py`.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Literal

from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.base.errors import Conflicting, TooLarge
from gesso.canvas.anchors import Anchor
from gesso.canvas.blame import Blame
from gesso.canvas.branch import LogRow
from gesso.canvas.changes import Change
from gesso.canvas.rebase import rebase
from gesso.canvas.snapshot import Snapshot, take_snapshot
from gesso.canvas.suggestion import Suggestion
from gesso.canvas.text import BadChange, Text
from gesso.room import wire
from gesso.room.hub import Hub
from gesso.room.log import LogBroken, OrderedCommits
from gesso.store import canvases as rows
from gesso.store.database import Database

Kind = Literal["person", "agent", "import"]

KEEP_LOGGED = 2_000  # changes kept in memory; an older push, resume or undo reads them from the store
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


@dataclass(frozen=True)
class Draft:
    """Words an agent is still writing in place of others; shown, never applied until finished."""

    author: Author
    place: Anchor
    after: str


class LiveCanvas:
    def __init__(self, db: Database, clock: Clock, row: rows.CanvasRow, text: Text, version: int, blame: Blame) -> None:
        self.id, self.room = row.id, row.room
        self.row = row
        self.hub: Hub[wire.ServerFrame] = Hub()
        self.version = self.stored_version = version
        self.blame = blame
        self.suggestions: dict[str, Suggestion] = {}
        self.drafts: dict[str, Draft] = {}
        self.watchers: list[Callable[[Logged], None]] = []
        self.on_stale: Callable[[Suggestion], None] = lambda _: None
        self.gone: list[Suggestion] = []  # found stale while loading; whoever seats the canvas records them
        self.document = text
        self._db, self._clock = db, clock
        self._logged: deque[Logged] = deque(maxlen=KEEP_LOGGED)
        self._commits = OrderedCommits(db)

    @classmethod
    async def load(cls, db: Database, clock: Clock, row: rows.CanvasRow) -> "LiveCanvas":
        """The canvas as stored: its latest snapshot and every change after it."""

        def read(conn: Connection) -> tuple[rows.SnapshotRow, list[rows.ChangeRow], list[rows.SuggestionRow]]:
            snapshot = rows.latest_snapshot(conn, row.id)
            changes = rows.changes_after(conn, row.id, snapshot.version)
            return snapshot, changes, rows.open_suggestions(conn, row.id)

        snapshot, changes, suggestions = await db.read(read)
        canvas = cls(db, clock, row, Text.of(snapshot.text), snapshot.version, Blame.from_json(snapshot.blame))
        canvas.on_stale = canvas.gone.append
        for stored in suggestions:
            # Stored with their place at a version; those newer than the snapshot join when the log reaches them.
            found = await canvas._revive(stored, snapshot.version)
            if found.state == "stale":
                canvas.gone.append(found)
            else:
                canvas.suggestions[stored.id] = found
        for change in changes:
            canvas._take(_from_row(change), {s.id: s.version for s in suggestions})
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
        if not 0 <= version <= self.version:
            raise BadChange(f"This canvas is at version {self.version}; version {version} is not known.")
        older: list[Logged] = []
        at = version
        while at < self.version - len(self._logged):  # more may be logged, and memory move on, while we read
            count = self.version - len(self._logged) - at
            await self._commits.drained()
            stored = await self._db.read(partial(rows.changes_after, canvas=self.id, version=at, limit=count))
            older += [_from_row(row) for row in stored]
            at = older[-1].version
        return older + list(islice(reversed(self._logged), self.version - at))[::-1]

    async def text_at(self, version: int) -> str:
        """The text as it was at `version`."""
        return str((await self.document_at(version))[0])

    async def document_at(self, version: int) -> tuple[Text, Blame]:
        """Text and blame as they were at `version`. Raises BadChange for a version that never was."""
        if version == self.version:
            return self.document, self.blame
        if not 0 <= version <= self.version:
            raise BadChange(f"This canvas is at version {self.version}; version {version} is not known.")
        await self._commits.drained()

        def read(conn: Connection) -> tuple[rows.SnapshotRow, list[rows.ChangeRow]]:
            snapshot = rows.latest_snapshot(conn, self.id, version)
            return snapshot, rows.changes_after(conn, self.id, snapshot.version, version - snapshot.version)

        snapshot, stored = await self._db.read(read)
        text, blame = Text.of(snapshot.text), Blame.from_json(snapshot.blame)
        for entry in map(_from_row, stored):
            text = text.apply(entry.change)
            blame = blame.apply(entry.change, entry.author.label, entry.author.turn or "")
        return text, blame

    async def span_now(self, start: int, end: int, version: int) -> tuple[int, int] | None:
        """Where code points `start..end` of the text at `version` are now; None when that text is gone."""
        then = (await self.document_at(version))[0]
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
        moved = self._take(entry)
        stored = _to_row(entry, self._clock())
        snapshot = self._snapshot_row() if self.version % SNAPSHOT_EVERY == 0 else None

        def job(conn: Connection) -> None:
            rows.append_changes(conn, self.id, [stored])
            if snapshot is not None:
                rows.save_snapshot(conn, snapshot)

        return self._commits.submit(job, lambda _: self._announce(entry, moved))

    def _take(self, entry: Logged, since: dict[str, int] | None = None) -> bool:
        """Let a change take effect in memory; whether suggestions or drafts moved."""
        author = entry.author
        self.document = self.document.apply(entry.change)
        self.blame = self.blame.apply(entry.change, author.label, author.turn or "")
        self.version = entry.version
        self._logged.append(entry)
        for watcher in tuple(self.watchers):
            watcher(entry)
        if not self.suggestions and not self.drafts:
            return False
        self.drafts = {key: _moved(draft, entry.change) for key, draft in self.drafts.items()}
        for key, old in list(self.suggestions.items()):
            if since is not None and since.get(key, 0) >= entry.version:
                continue
            new = self.suggestions[key] = old.map(entry.change)
            if new.state == "stale":
                del self.suggestions[key]
                self.on_stale(new)
        return True

    async def _revive(self, stored: rows.SuggestionRow, version: int) -> Suggestion:
        """A stored suggestion, brought from the version it was stored at up to `version` when that is later."""
        found = Suggestion(
            id=stored.id, from_=stored.start, to=stored.end, before=stored.before, after=stored.after, why=stored.why,
            author=stored.by, turn=stored.turn or "",
        )  # fmt: skip
        if stored.version < version:
            span = version - stored.version
            for row in await self._db.read(lambda conn: rows.changes_after(conn, self.id, stored.version, span)):
                found = found.map(_from_row(row).change)
        return found

    def _announce(self, entry: Logged, moved: bool) -> None:
        self.stored_version = entry.version
        self.hub.publish(update_frame(entry))
        if moved:
            self.hub.publish(self.suggestions_frame())

    def _snapshot_row(self) -> rows.SnapshotRow:
        return rows.SnapshotRow(self.id, self.version, self.text, self.blame.to_json())

    async def save_snapshot(self) -> None:
        """Store the text as it is, so that the next load reads no log. Called when the canvas rests."""
        row = self._snapshot_row()
        await self._commits.submit(lambda conn: rows.save_snapshot(conn, row), lambda _: None)

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

    def opened_frame(self, editable: bool) -> wire.Opened:
        return wire.Opened(
            version=self.version,
            text=self.text,
            checksum=self.document.checksum,
            editable=editable,
            blame=blame_runs(self.blame),
        )

    def suggestions_frame(self) -> wire.Suggestions:
        found = [
            wire.WireSuggestion(
                id=s.id, by=s.author, turn=s.turn or None, start=s.from_, end=s.to, before=s.before, after=s.after,
                why=s.why,
            )
            for s in self.suggestions.values()
        ]  # fmt: skip
        found += [
            wire.WireSuggestion(
                id=key, by=d.author.by, turn=d.author.turn, start=d.place.from_, end=d.place.to, before=d.place.quote,
                after=d.after, streaming=True,
            )
            for key, d in self.drafts.items()
        ]  # fmt: skip
        return wire.Suggestions(version=self.version, suggestions=found)

    def show_suggestions(self) -> None:
        """Tell listeners that suggestions or drafts are others than before."""
        self.hub.publish(self.suggestions_frame())

    def sum_frame(self) -> wire.Sum:
        return wire.Sum(version=self.version, checksum=self.document.checksum)

    def suggestion(self, suggestion: str) -> Suggestion:
        """An open suggestion. Raises Conflicting when it is no longer open here."""
        found = self.suggestions.get(suggestion)
        if found is None:
            raise Conflicting("This suggestion is no longer open; its words were changed, or somebody settled it.")
        return found


def update_frame(entry: Logged) -> wire.Update:
    author = entry.author
    return wire.Update(
        version=entry.version, change=entry.change.to_json(), client=author.client, by=author.by, kind=author.kind,
        turn=author.turn,
    )  # fmt: skip


def blame_runs(blame: Blame) -> list[wire.BlameRun]:
    found = []
    for run in blame.runs:
        kind, _, by = run.author.partition(":")
        found.append(
            wire.BlameRun.model_validate({"length": run.length, "by": by, "kind": kind, "turn": run.turn or None})
        )
    return found


def _moved(draft: Draft, change: Change) -> Draft:
    return Draft(draft.author, draft.place.map(change), draft.after)


def _to_row(entry: Logged, at: datetime) -> rows.ChangeRow:
    author = entry.author
    return rows.ChangeRow(
        version=entry.version, at=at, by=author.by, kind=author.kind, turn=author.turn, client=author.client,
        change=entry.change.to_json(),
    )  # fmt: skip


def _from_row(row: rows.ChangeRow) -> Logged:
    author = Author(row.by, row.kind, row.client, row.turn)
    return Logged(row.version, Change.from_json(row.change), author)
