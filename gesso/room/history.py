"""The history of a canvas for people: versions with who and why, names, comparing, restoring, and "since I was here".

Versions are runs of the change log (`canvas/history.py`); what is known of turns, edits and names comes from the
room's log. Nothing is kept beside those two: a version is a place in the log, restoring one is a new change. Reads
are bounded, so that a log of 100,000 changes answers as fast as one of 1,000.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from gesso.base.errors import BadInput, Conflicting
from gesso.base.ids import new_id
from gesso.canvas import history
from gesso.canvas.diff import TOKEN, change_between, join_edits, word_diff
from gesso.room import wire
from gesso.room.live_canvas import Author, Kind, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.state import AgentEdit, VersionName
from gesso.room.workspace import SHOWN, Person, Workspace
from gesso.store import canvases as rows
from gesso.store.visits import Visit, save_visit, visit_of

MAX_BLOCKS = 6  # of 500 changes, read for one page: 41 ms where nobody ever pauses
MAX_NAMES = 500  # of one canvas
MAX_NAME = 120
MAX_HUNKS = 2_000
_THREAD = 50_000  # characters from which on a comparison leaves the loop


@dataclass(frozen=True)
class Who:
    """Somebody's part of a version or of a text. `turn` and `undoes` name turns of the room; `model` is the turn's."""

    by: str
    kind: Kind
    model: str | None = None
    turn: str | None = None
    undoes: str | None = None
    added: int = 0
    removed: int = 0


@dataclass(frozen=True)
class Version:
    """The text at `to_version`, and what made it of the text at `from_version`."""

    from_version: int
    to_version: int
    started: datetime
    at: datetime
    who: tuple[Who, ...]
    summary: str = ""
    why: str = ""
    name: VersionName | None = None


@dataclass(frozen=True)
class Page:
    """Versions, newest first; `next` is the `before` of the next page, None at the end."""

    versions: list[Version]
    next: int | None


@dataclass(frozen=True)
class Hunk:
    """Code points `start..end` of the older text are `at..at_end` of the newer; words are cut at SHOWN characters."""

    start: int
    end: int
    at: int
    at_end: int
    removed: str
    added: str


@dataclass(frozen=True)
class Comparison:
    """What makes the second text of the first; `left_out` hunks beyond MAX_HUNKS are counted only."""

    hunks: list[Hunk]
    left_out: int
    added: int
    removed: int
    words_added: int
    words_removed: int


@dataclass(frozen=True)
class Since:
    """What others changed after a visit; `more` when there is too much to count."""

    visit: Visit
    versions: int
    who: tuple[Who, ...]
    more: bool


@dataclass(frozen=True)
class Share:
    """How many code points of a text are somebody's."""

    by: str
    kind: Kind
    model: str | None
    characters: int


# ---------------------------------------------------------------- reading


async def list_versions(workspace: Workspace, room: LiveRoom, live: LiveCanvas, before: int | None, limit: int) -> Page:
    """The versions that end before version `before` (None: the newest), at most `limit`; fewer when they are long."""
    top = live.version if before is None else min(before - 1, live.version)
    names = room.state.canvases[live.id].names
    await live.drained()
    runs = await workspace.db.read(lambda conn: _runs(conn, live.id, frozenset(names), 0, top, limit))
    versions = _told(room, live, runs)
    end = versions[-1].from_version if versions else 0
    return Page(versions, end + 1 if end else None)


async def named_versions(
    workspace: Workspace, room: LiveRoom, live: LiveCanvas, before: int | None, limit: int
) -> Page:
    """The same of versions that have a name."""
    names = room.state.canvases[live.id].names
    chosen = sorted((v for v in names if v and (before is None or v < before)), reverse=True)
    await live.drained()

    def read(conn: Connection) -> list[history.Run]:
        return [_runs(conn, live.id, frozenset(names), 0, version, 1)[0] for version in chosen[:limit]]

    runs = await workspace.db.read(read)
    return Page(_told(room, live, runs), chosen[limit - 1] if len(chosen) > limit else None)


def _runs(
    conn: Connection, canvas: str, pinned: frozenset[int], after: int, top: int, limit: int | None
) -> list[history.Run]:
    """Runs that end at or before `top`, of changes after `after`, newest first; whole blocks are read."""
    found: list[history.Run] = []
    if top <= after:
        return found
    newest = history.block_of(top)
    for block in range(newest, max(newest - MAX_BLOCKS, history.block_of(after + 1) - 1, -1), -1):
        start = block * history.BLOCK
        made = [_made(row) for row in rows.changes_between(conn, canvas, max(start, after), start + history.BLOCK)]
        found += [run for run in reversed(history.runs_of(made, pinned)) if run.to_version <= top]
        if limit is not None and len(found) >= limit:
            return found[:limit]
    return found


def _made(row: rows.ChangeRow) -> history.Made:
    undoes = row.client.removeprefix("undo:") if row.client.startswith("undo:") else ""
    hand = history.Hand(row.by, row.kind, row.turn or "", undoes)
    return history.Made(row.version, row.at, hand, *history.sizes_of(row.change))


def _told(room: LiveRoom, live: LiveCanvas, runs: Iterable[history.Run]) -> list[Version]:
    """Runs with what the room's log knows of them."""
    edits = {edit.turn: edit for edit in room.state.edits if edit.canvas == live.id}
    names = room.state.canvases[live.id].names
    return [_version(room, edits, names.get(run.to_version), run) for run in runs]


def _version(room: LiveRoom, edits: dict[str, AgentEdit], name: VersionName | None, run: history.Run) -> Version:
    who = tuple(_who(room, part) for part in run.parts)
    edit = next((edits[one.turn] for one in who if one.turn in edits), None)
    undone = next((edits[one.undoes] for one in who if one.undoes in edits), None)
    return Version(
        run.from_version, run.to_version, run.started, run.ended, who, edit.summary if edit else "",
        edit.why if edit else (undone.why or undone.summary) if undone else "", name,
    )  # fmt: skip


def _who(room: LiveRoom, part: history.Part) -> Who:
    hand = part.hand
    return Who(
        hand.by, _kind(hand.kind), _model(room, hand.turn), hand.turn or None, hand.undoes or None, part.added,
        part.removed,
    )  # fmt: skip


def _kind(kind: str) -> Kind:
    return "agent" if kind == "agent" else "import" if kind == "import" else "person"


def _model(room: LiveRoom, turn: str) -> str | None:
    found = room.state.turns.get(turn)
    return found.model if found else None


async def compare(live: LiveCanvas, older: int, newer: int) -> Comparison:
    """The words that differ between two versions. Raises BadChange for a version that never was."""
    a, b = await live.text_at(older), await live.text_at(newer)
    if len(a) + len(b) > _THREAD:
        return await asyncio.to_thread(_compared, a, b)
    return _compared(a, b)


def _compared(a: str, b: str) -> Comparison:
    hunks: list[Hunk] = []
    left_out = shift = added = removed = words_added = words_removed = 0
    for start, end, insert in join_edits(a, word_diff(a, b)):
        gone = a[start:end]
        if len(hunks) < MAX_HUNKS:
            hunks.append(Hunk(start, end, start + shift, start + shift + len(insert), gone[:SHOWN], insert[:SHOWN]))
        else:
            left_out += 1
        shift += len(insert) - len(gone)
        added, removed = added + len(insert), removed + len(gone)
        words_added, words_removed = words_added + _words(insert), words_removed + _words(gone)
    return Comparison(hunks, left_out, added, removed, words_added, words_removed)


def _words(text: str) -> int:
    return sum(1 for token in TOKEN.findall(text) if token[0].isalnum())


def shares_of(room: LiveRoom, live: LiveCanvas) -> list[Share]:
    """Each author's part of the text as it is now, most first."""
    totals: dict[tuple[str, Kind, str | None], int] = {}
    unit = point = 0
    for run in live.blame.runs:
        unit += run.length
        upto = live.document.to_points(unit)
        kind, _, by = run.author.partition(":")
        key = (by, _kind(kind), _model(room, run.turn))
        totals[key] = totals.get(key, 0) + upto - point
        point = upto
    return [Share(*key, count) for key, count in sorted(totals.items(), key=lambda item: -item[1])]


# ---------------------------------------------------------------- doing


async def do_restore_version(workspace: Workspace, person: Person, canvas: str, version: int) -> tuple[LiveCanvas, str]:
    """Make the text read as it did at `version`, as a new version that can be undone.

    The canvas, and the turn that undo names: "" when it reads so already. A word-level change, so what is the same
    in both keeps its authors, comments and cursors. Raises BadChange for a version that never was.
    """
    room, live = await workspace.access_canvas(person.id, canvas, "edit")
    text = await live.text_at(version)
    at = await _time_of(workspace, live, version)
    author = Author(person.id, "person", new_id("call"), new_id("edit"))
    name = room.state.canvases[canvas].names.get(version)
    why = f"Restored “{name.name}”" if name else f"Restored the version of {at:%Y-%m-%d %H:%M} UTC"
    change = change_between(live.document, text)
    await workspace.do_apply(room, live, author, change, "Restored a version", why)
    return live, "" if change.empty else author.turn or ""


async def _time_of(workspace: Workspace, live: LiveCanvas, version: int) -> datetime:
    if version == 0:
        return live.row.created_at
    await live.drained()
    [row] = await workspace.db.read(lambda conn: rows.changes_between(conn, live.id, version - 1, version))
    return row.at


async def do_name_version(workspace: Workspace, person: Person, canvas: str, version: int, name: str) -> None:
    """Give a version a name, or with "" take it away. Raises BadInput for a version that never was."""
    room, live = await workspace.access_canvas(person.id, canvas, "edit")
    name = " ".join(name.split())[:MAX_NAME]
    if not 1 <= version <= live.version:
        raise BadInput(f"There is no version {version} to name; the newest is {live.version}.")
    names = room.state.canvases[canvas].names
    held = names.get(version)
    if (held.name if held else "") == name:
        return
    if name and held is None and len(names) >= MAX_NAMES:
        raise Conflicting(f"At most {MAX_NAMES} versions of a canvas can have a name; take one away first.")
    await room.post(person.id, wire.VersionNamed(canvas=canvas, version=version, name=name))


async def do_visit(workspace: Workspace, person: str, canvas: str) -> Visit:
    """Remember that the person has seen the text as it is now."""
    _, live = await workspace.access_canvas(person, canvas, "view")
    visit = Visit(live.version, workspace.clock())
    await workspace.db.write(lambda conn: save_visit(conn, person, canvas, visit))
    return visit


async def changed_since(workspace: Workspace, room: LiveRoom, live: LiveCanvas, person: str) -> Since | None:
    """What others changed since the person's last visit; None for somebody who was never here."""
    await live.drained()
    top = live.version

    def read(conn: Connection) -> tuple[Visit | None, list[history.Run]]:
        visit = visit_of(conn, person, live.id)
        after = visit.version if visit else top
        return visit, _runs(conn, live.id, frozenset(), after, top, None)

    visit, runs = await workspace.db.read(read)
    if visit is None:
        return None
    totals: dict[tuple[str, Kind], Who] = {}
    count = 0
    for run in runs:
        others = [_who(room, part) for part in run.parts if part.hand.by != person]
        count += bool(others)
        for who in others:
            held = totals.get((who.by, who.kind), Who(who.by, who.kind, who.model))
            totals[who.by, who.kind] = Who(
                who.by, who.kind, who.model, added=held.added + who.added, removed=held.removed + who.removed
            )
    found = sorted(totals.values(), key=lambda who: -(who.added + who.removed))
    return Since(visit, count, tuple(found), bool(runs) and runs[-1].from_version > visit.version)
