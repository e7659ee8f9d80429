"""Rows of canvases: the change log as sequencer, texts at versions, suggestions."""

from dataclasses import replace

import pytest

from gesso.base.clock import FakeClock
from gesso.store import canvases
from gesso.store.canvases import CanvasRow, ChangeRow, NoteRow, SnapshotRow, SuggestionRow
from gesso.store.database import Database
from gesso.store.errors import VersionTaken

NOW = FakeClock().now
CANVAS = CanvasRow("canvas_1", "room_1", "document", "Été 字", NOW)


def change(version: int, **more) -> ChangeRow:
    row = ChangeRow(version, NOW, "user_1", "person", None, "tab", [3, [0, "é", "", "😀"], 2])
    return replace(row, **more)


@pytest.fixture
async def made(db: Database) -> Database:
    await db.write(lambda conn: canvases.insert_canvas(conn, CANVAS, "字\nhello", [[7, "import:u", ""]]))
    return db


async def test_a_canvas_is_kept_as_given_and_can_be_updated(made: Database) -> None:
    assert await made.read(lambda conn: canvases.canvas_of(conn, "canvas_1")) == CANVAS
    assert await made.read(lambda conn: canvases.canvas_of(conn, "other")) is None
    new = replace(CANVAS, title="T", kind="code", language="python", eol="crlf", deleted_at=NOW)
    await made.write(lambda conn: canvases.update_canvas(conn, new))
    assert await made.read(lambda conn: canvases.canvases_of(conn, "room_1")) == [new]


async def test_changes_come_back_as_they_were(made: Database) -> None:
    rows = [change(1), change(2, kind="agent", turn="turn_1"), change(3, client="undo:call")]
    await made.write(lambda conn: canvases.append_changes(conn, "canvas_1", rows[:1]))
    await made.write(lambda conn: canvases.append_changes(conn, "canvas_1", rows[1:]))
    assert await made.read(lambda conn: canvases.changes_after(conn, "canvas_1", 0)) == rows
    assert await made.read(lambda conn: canvases.changes_after(conn, "canvas_1", 1, 1)) == [rows[1]]
    assert await made.read(lambda conn: canvases.last_version(conn, "canvas_1")) == 3


@pytest.mark.parametrize("version", [0, 1, 3, 9])
async def test_a_version_is_given_once_and_in_order(made: Database, version: int) -> None:
    await made.write(lambda conn: canvases.append_changes(conn, "canvas_1", [change(1)]))
    with pytest.raises(VersionTaken):
        await made.write(lambda conn: canvases.append_changes(conn, "canvas_1", [change(version)]))
    assert await made.read(lambda conn: canvases.last_version(conn, "canvas_1")) == 1


async def test_snapshots_are_found_by_version(made: Database) -> None:
    for version in (200, 400):
        row = SnapshotRow("canvas_1", version, f"text {version} 😀\r", [[1, "person:u", ""]])
        await made.write(lambda conn, row=row: canvases.save_snapshot(conn, row))
        await made.write(lambda conn, row=row: canvases.save_snapshot(conn, row))
    first = SnapshotRow("canvas_1", 0, "字\nhello", [[7, "import:u", ""]])
    read = made.read
    assert await read(lambda conn: canvases.latest_snapshot(conn, "canvas_1", 199)) == first
    assert (await read(lambda conn: canvases.latest_snapshot(conn, "canvas_1", 200))).version == 200
    assert (await read(lambda conn: canvases.latest_snapshot(conn, "canvas_1"))).text == "text 400 😀\r"
    with pytest.raises(LookupError):
        await read(lambda conn: canvases.latest_snapshot(conn, "other"))


async def test_suggestions_are_listed_while_open(made: Database) -> None:
    row = SuggestionRow("sug_1", "room_1", "canvas_1", None, "open", 0, 0, 1, "字", "é\n", "why", "agent_1", NOW)
    other = replace(row, id="sug_2", turn="turn_1")
    await made.write(lambda conn: canvases.save_suggestions(conn, [row, other]))
    assert await made.read(lambda conn: canvases.open_suggestions(conn, "canvas_1")) == [row, other]
    await made.write(lambda conn: canvases.place_suggestions(conn, [("sug_2", 5, 6)], 4))
    await made.write(lambda conn: canvases.settle_suggestions(conn, ["sug_1"], "accepted"))
    moved = replace(other, start=5, end=6, version=4)
    assert await made.read(lambda conn: canvases.open_suggestions(conn, "canvas_1")) == [moved]
    assert await made.read(lambda conn: canvases.suggestion_of(conn, "sug_1")) == replace(row, state="accepted")


async def test_places_of_comments_are_kept_until_deleted(made: Database) -> None:
    one, two = (NoteRow(name, "room_1", "canvas_1", 0, 0, 1, "字😀") for name in ("note_1", "note_2"))
    for each in (two, one):
        await made.write(lambda conn, each=each: canvases.insert_note(conn, each))
    assert await made.read(lambda conn: canvases.notes_of(conn, "canvas_1")) == [one, two]
    await made.write(lambda conn: canvases.place_notes(conn, [("note_1", 3, 3, True), ("note_2", 4, 6, False)], 9))
    placed = [replace(one, version=9, start=3, end=3, gone=True), replace(two, version=9, start=4, end=6)]
    assert await made.read(lambda conn: canvases.notes_of(conn, "canvas_1")) == placed
    await made.write(lambda conn: canvases.delete_note(conn, "note_1"))
    assert await made.read(lambda conn: canvases.note_of(conn, "note_1")) is None


async def test_what_postgresql_refuses_is_cleaned_at_the_door(db: Database) -> None:
    row = replace(CANVAS, title="a\x00b\ud800c")
    await db.write(lambda conn: canvases.insert_canvas(conn, row, "x\x00y\udfff"))
    found = await db.read(lambda conn: canvases.canvas_of(conn, "canvas_1"))
    assert found is not None and found.title == "a\ufffdb\ufffdc"
    assert (await db.read(lambda conn: canvases.latest_snapshot(conn, "canvas_1"))).text == "x\ufffdy\ufffd"
