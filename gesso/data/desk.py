"""The one door to data: a file put behind a canvas or replaced, looked at, asked, and the queries kept with it.

The canvas's text holds the queries (`sheet.py`), so history, undo and rights are those of every canvas; the file is a
stored file of the room. Results are kept in memory by the bytes they came from, so a new file never shows an old
number.
"""

import asyncio
import contextlib
import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gesso.base.errors import BadInput, Conflicting, GessoError, NotFound, TooLarge
from gesso.base.ids import new_id
from gesso.canvas.diff import change_between
from gesso.data.chart import Chart, chart_for, spec_of, words_of
from gesso.data.figures import Figure, charts_in, figures_in, now, updated
from gesso.data.formats import HEAD, Format, format_of
from gesso.data.profile import Profile, profile_of
from gesso.data.reader import Reader
from gesso.data.readers import Readers, key_of
from gesso.data.sheet import Card, next_id, parse_cards, render_head, with_card, with_head, without_card
from gesso.data.table import BadData, Opened, Table
from gesso.room import wire
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person, Workspace
from gesso.store import files as file_rows
from gesso.store.files import Blobs, StoredFile

ROOM_BYTES = 4_000_000_000
WAIT_S = 8.0  # for a file to be read, before it is shown as being read
CARD_ROWS = 2_000
MOST_CARDS = 200
KEPT_RESULTS = 300
MEDIA: dict[Format, str] = {
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Data:
    """The file behind a canvas, and a child that reads it."""

    put: wire.DataPut
    key: str
    reader: Reader

    @property
    def state(self) -> str:
        if not self.reader.opened.done():
            return "reading"
        return "failed" if self.reader.opened.exception() else "ready"

    async def opened(self) -> Opened:
        """Raises BadData."""
        return await asyncio.shield(self.reader.opened)


@dataclass(frozen=True)
class Shown:
    """A kept query with what it gives now; `wrong` says why it gives nothing."""

    card: Card
    table: Table | None = None
    chart: Chart | None = None
    spec: dict[str, Any] | None = None
    words: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Now:
    """A linked number: `text` is what the document says, `value` what its cell says now; None where it has none."""

    address: str
    text: str
    value: str | None
    card: Card | None
    name: str


class DataDesk:
    """One for each server."""

    def __init__(self, workspace: Workspace, blobs: Blobs, readers: Readers) -> None:
        self._workspace, self._blobs, self.readers = workspace, blobs, readers
        self._results: OrderedDict[tuple[str, str, int], Table] = OrderedDict()
        self._profiles: OrderedDict[str, Profile] = OrderedDict()
        self._profiling: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self.readers.aclose()

    # ------------------------------------------------------------------ files in

    async def do_put(self, person: Person, room: LiveRoom, name: str, part: Path) -> LiveCanvas:
        """A new canvas over the file at `part`, which is moved. Raises BadData, TooLarge: then nothing is made."""
        row, format, reader = await self._store(person, room, name, part)
        return await self._open(person, room, name, _put_of("", row, format, 1), reader)

    async def do_open_sheet(self, person: Person, canvas: str, sheet: str) -> LiveCanvas:
        """A canvas over another sheet of the workbook behind this one: the one there is, or a new one.

        Raises NotFound for a sheet that it has not.
        """
        room, live, data = await self.access(person.id, canvas, "edit")
        opened, file = await data.opened(), data.put.file
        if sheet not in opened.sheets:
            raise NotFound(f"There is no sheet “{sheet}” with rows in “{data.put.name}”.")
        if sheet == opened.sheet:
            return live
        for row in room.state.open_canvases():
            if row.data is not None and row.data.file == file:
                there = await self._workspace.canvas(row.id)
                if (await (await self.data(room, there)).opened()).sheet == sheet:
                    return there
        stored = await self._workspace.db.read(lambda conn: file_rows.file_of(conn, file))
        assert stored is not None
        reader = await self.readers.reader(stored.sha256, self._blobs.path(stored.sha256), data.put.format, sheet)
        await reader.opened
        put = data.put.model_copy(update={"sheet": sheet, "number": 1})
        return await self._open(person, room, f"{data.put.name} · {sheet}", put, reader)

    async def _open(self, person: Person, room: LiveRoom, title: str, put: wire.DataPut, reader: Reader) -> LiveCanvas:
        made = await self._workspace.do_open_canvas(
            room, Author(person.id, "import"), kind="code", title=title, language="sql",
            text=render_head(title, None, ()),
        )  # fmt: skip
        await room.post(person.id, put.model_copy(update={"canvas": made.canvas.id}))
        self._head_when_read(room, made.canvas, person, title, reader)
        return made.canvas

    async def do_replace(self, person: Person, canvas: str, name: str, part: Path) -> LiveCanvas:
        """A newer file behind the canvas, and behind those over other sheets of the same workbook; their queries stay.

        Raises BadData, TooLarge: then the old one stays.
        """
        room, live = await self._workspace.access_canvas(person.id, canvas, "edit")
        before = self._put(room, live)
        row, format, reader = await self._store(person, room, name, part, before.sheet)
        await self._behind(person, room, live, _put_of(live.id, row, format, before.number + 1, before.sheet), reader)
        for other in room.state.open_canvases():
            if other.id != live.id and other.data is not None and other.data.file == before.file:
                put = _put_of(other.id, row, format, other.data.number + 1, other.data.sheet)
                beside = await self.readers.reader(row.sha256, self._blobs.path(row.sha256), format, put.sheet)
                await self._behind(person, room, await self._workspace.canvas(other.id), put, beside)
        return live

    async def _behind(
        self, person: Person, room: LiveRoom, live: LiveCanvas, put: wire.DataPut, reader: Reader
    ) -> None:
        await room.post(person.id, put)
        self._head_when_read(room, live, person, put.name + (f" · {put.sheet}" if put.sheet else ""), reader)

    async def _store(
        self, person: Person, room: LiveRoom, name: str, part: Path, sheet: str = ""
    ) -> tuple[StoredFile, Format, Reader]:
        """The stored file, with a child that has read it or, of a large one, its first rows."""
        format = format_of(name, await asyncio.to_thread(_head_of, part))
        sheet = sheet if format == "xlsx" else ""
        size = (await asyncio.to_thread(part.stat)).st_size

        def fits(conn: Connection) -> None:
            if file_rows.size_of_room(conn, room.id, "data") + size > ROOM_BYTES:
                raise TooLarge(f"The data of a conversation may have {ROOM_BYTES:,} bytes together.")

        await self._workspace.db.read(fits)
        if os.geteuid() == 0:  # the child that reads it is a user of its own
            await asyncio.to_thread(part.chmod, 0o644)
        sha256 = await asyncio.to_thread(self._blobs.adopt_now, part)
        reader = await self.readers.reader(sha256, self._blobs.path(sha256), format, sheet)
        await reader.preview
        try:
            await asyncio.wait_for(asyncio.shield(reader.opened), WAIT_S)
        except TimeoutError:
            pass  # a large one goes on being read
        except BadData:
            if not await self._workspace.db.read(lambda conn: file_rows.is_named(conn, sha256)):
                await asyncio.to_thread(self._blobs.path(sha256).unlink, missing_ok=True)
            raise
        row = StoredFile(
            new_id("file"), room.id, name, MEDIA[format], size, sha256, person.id, self._workspace.db.clock()
        )
        await self._workspace.db.write(lambda conn: file_rows.insert_file(conn, row))
        return row, format, reader

    def _head_when_read(self, room: LiveRoom, live: LiveCanvas, person: Person, name: str, reader: Reader) -> None:
        async def write() -> None:
            with contextlib.suppress(GessoError):
                opened = await asyncio.shield(reader.opened)
                head = render_head(name, opened.rows, opened.columns)
                await self._write(room, live, Author(person.id, "import"), with_head(live.text, head), "")

        task = asyncio.create_task(write())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # ------------------------------------------------------------------ looking

    def _put(self, room: LiveRoom, live: LiveCanvas) -> wire.DataPut:
        put = room.state.canvases[live.id].data
        if put is None:
            raise BadInput("There is no data behind this page. Drop a CSV, XLSX, Parquet or JSON file to get some.")
        return put

    async def access(self, person: str, canvas: str, need: wire.Role = "view") -> tuple[LiveRoom, LiveCanvas, Data]:
        """The canvas and its data. Raises what `access_canvas` does, and BadInput where it has none."""
        room, live = await self._workspace.access_canvas(person, canvas, need)
        return room, live, await self.data(room, live)

    async def data(self, room: LiveRoom, live: LiveCanvas) -> Data:
        put = self._put(room, live)
        row = await self._workspace.db.read(lambda conn: file_rows.file_of(conn, put.file))
        path = self._blobs.path(row.sha256) if row is not None else None
        if row is None or path is None or not path.exists():
            raise NotFound("The bytes of this data are not in the data folder; restore a backup, or replace the file.")
        reader = await self.readers.reader(row.sha256, path, put.format, put.sheet)
        return Data(put, key_of(row.sha256, put.sheet), reader)

    async def profile(self, data: Data) -> Profile:
        """Made once and kept beside the table. Raises BadData, QueryTooMuch."""
        lock = self._profiling.setdefault(data.key, asyncio.Lock())
        async with lock:
            if (known := self._profiles.get(data.key)) is not None:
                return known
            opened = await data.opened()
            kept = self.readers.kept(data.key).with_suffix(".profile.json")
            try:
                found = Profile.model_validate_json(await asyncio.to_thread(kept.read_text))
            except (OSError, ValueError):
                found = await profile_of(opened.rows, opened.columns, lambda sql: data.reader.query(sql, 10_000, 180.0))
                await asyncio.to_thread(kept.write_text, found.model_dump_json())
            self._profiles[data.key] = found
            while len(self._profiles) > 20:
                self._profiling.pop(self._profiles.popitem(last=False)[0], None)
            return found

    async def query(self, data: Data, sql: str, limit: int = CARD_ROWS) -> Table:
        """What the query gives, kept for as long as the file is the same. Raises BadQuery, QueryTooMuch, BadData."""
        key = (data.key, sql, limit)
        if (known := self._results.get(key)) is not None:
            self._results.move_to_end(key)
            return known
        table = await data.reader.query(sql, limit)
        if len(table.rows) <= CARD_ROWS:
            self._results[key] = table
            while len(self._results) > KEPT_RESULTS:
                self._results.popitem(last=False)
        return table

    async def shown(self, data: Data, card: Card) -> Shown:
        """The card with what it gives now; what fails is said in it."""
        try:
            table = await self.query(data, card.sql)
            if card.chart is None:
                return Shown(card, table)
            spec = spec_of(card.chart, table, card.title)
            return Shown(card, table, card.chart, spec, words_of(card.chart, table))
        except BadData:
            raise
        except GessoError as wrong:
            return Shown(card, wrong=wrong.message)

    async def figures(self, person: str, text: str) -> list["Now"]:
        """Each linked number of a document with what its query gives now; one whose data the person may not see, or
        whose query is gone, says so."""
        found: dict[str, Now] = {}
        for figure in figures_in(text):
            if figure.address not in found or found[figure.address].text != figure.text:
                found[figure.address] = await self._now(person, figure)
        return list(found.values())

    async def picture(self, person: str, canvas: str, card: str) -> bytes:
        """The chart of a kept query as it is now, as PNG. Raises NotFound, BadQuery, and what `access` does."""
        _, live, data = await self.access(person, canvas)
        found = self.card(live, card)
        if found.chart is None:
            raise NotFound("That query is kept as a table; it has no chart.")
        table = await self.query(data, found.sql)
        from gesso.data.picture import png_of  # draws with Pillow, which a start does without

        return await asyncio.to_thread(png_of, found.chart, table, found.title)

    async def pictures(self, person: str, text: str) -> dict[str, bytes]:
        """The charts that a text shows, by their addresses; those that the person may not see are left out."""
        found = {}
        for address, (canvas, card) in charts_in(text).items():
            with contextlib.suppress(GessoError):
                found[address] = await self.picture(person, canvas, card)
        return found

    async def do_update(self, person: Person, canvas: str, addresses: list[str]) -> list["Now"]:
        """Write what their queries give now into the linked numbers of a document that are named, where it is other."""
        room, live = await self._workspace.access_canvas(person.id, canvas, "edit")
        found = await self.figures(person.id, live.text)
        values = {each.address: each.value for each in found if each.address in addresses and each.value is not None}
        await self._write(room, live, Author(person.id, "person"), updated(live.text, values), "")
        return await self.figures(person.id, live.text)

    async def _now(self, person: str, figure: Figure) -> "Now":
        try:
            _, live, data = await self.access(person, figure.canvas)
            card = self.card(live, figure.card)
            await data.opened()
            value = now(figure, await self.query(data, card.sql))
        except GessoError:
            return Now(figure.address, figure.text, None, None, "")
        return Now(figure.address, figure.text, value, card, data.put.name)

    # ------------------------------------------------------------------ queries that are kept

    async def do_keep(self, room: LiveRoom, live: LiveCanvas, author: Author, card: Callable[[str], Card]) -> Card:
        """Keep a query at the end of the canvas; `card` is given its id. Raises Conflicting past MOST_CARDS."""
        made = card(next_id(live.text))
        if len(parse_cards(live.text)) >= MOST_CARDS:
            raise Conflicting(f"At most {MOST_CARDS} queries are kept with one file; remove one first.")
        await self._write(room, live, author, with_card(live.text, made), f"Added “{made.title}”"[:120])
        return made

    async def do_change(self, room: LiveRoom, live: LiveCanvas, author: Author, card: Card) -> None:
        """Raises NotFound."""
        self.card(live, card.id)
        await self._write(room, live, author, with_card(live.text, card), f"Changed “{card.title}”"[:120])

    async def do_drop(self, room: LiveRoom, live: LiveCanvas, author: Author, id: str) -> None:
        """Raises NotFound."""
        card = self.card(live, id)
        await self._write(room, live, author, without_card(live.text, id), f"Removed “{card.title}”"[:120])

    def card(self, live: LiveCanvas, id: str) -> Card:
        found = next((card for card in parse_cards(live.text) if card.id == id), None)
        if found is None:
            raise NotFound("There is no such query in this page.")
        return found

    async def checked(self, data: Data, title: str, sql: str, chart: Chart | None, draw: bool) -> tuple[Card, Table]:
        """A card that is known to work, without an id yet; where it is to be drawn and nobody said how, with the chart
        that suits it. Raises BadQuery, QueryTooMuch, BadData."""
        table = await self.query(data, sql)
        if draw and chart is None:
            chart = chart_for(table)
        if chart is not None:
            spec_of(chart, table, title)
        return Card("q0", title, sql, chart), table

    async def _write(self, room: LiveRoom, live: LiveCanvas, author: Author, text: str, summary: str) -> None:
        await self._workspace.do_apply(room, live, author, change_between(live.document, text), summary)


def numbered(card: Card) -> Callable[[str], Card]:
    return lambda id: replace(card, id=id)


def _put_of(canvas: str, row: StoredFile, format: Format, number: int, sheet: str = "") -> wire.DataPut:
    return wire.DataPut(
        canvas=canvas, file=row.id, name=row.name, format=format, size_bytes=row.size_bytes, number=number,
        sheet=sheet if format == "xlsx" else "",
    )  # fmt: skip


def _head_of(part: Path) -> bytes:
    with part.open("rb") as file:
        return file.read(HEAD)
