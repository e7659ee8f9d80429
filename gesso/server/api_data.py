"""Data over HTTP: a file put in by pieces, its profile and rows, SQL, and the queries and charts kept with it.

Every query runs held in a child that can read that one table. What is saved as CSV cannot act in a spreadsheet.
"""

from typing import Annotated

from fastapi import Path, Query, Request, Response

from gesso.base.errors import BadInput
from gesso.data.asking import understand
from gesso.data.chart import Chart
from gesso.data.csv_out import csv_of
from gesso.data.desk import Data, Now, Shown, numbered
from gesso.data.rows import Filter, count_of, part_of
from gesso.data.sheet import parse_cards
from gesso.data.table import Column, Table
from gesso.data.uploads import PIECE_BYTES, Upload
from gesso.room.export import file_name
from gesso.room.live_canvas import Author
from gesso.server.context import Actor, Here
from gesso.server.policy import Attempts, Policy, Routes
from gesso.server.security import inert_headers
from gesso.server.views import data as views

routes = Routes()

READ = Policy("user", "read")
ASK = Policy("user", "read", attempts=Attempts(600, 60.0))
WRITE = Policy("user", "write", attempts=Attempts(300, 60.0))
PIECE = Policy("user", "write", body_bytes=PIECE_BYTES, content=("application/octet-stream",))
SAVED_ROWS = 100_000

Id = Annotated[str, Path(max_length=80)]


@routes.on("POST", "/api/rooms/{room}/data", WRITE, views.UploadView, status=201)
async def begin_data(here: Here, person: Actor, room: Id, body: views.UploadIn) -> views.UploadView:
    """Announce a file of data; its bytes are then sent in pieces."""
    await here.workspace.access_room(person.id, room, "edit")
    if body.canvas is not None:
        live, _, _ = await here.data.access(person.id, body.canvas, "edit")
        if live.id != room:
            raise BadInput("That page is of another conversation.")
    return _upload(await here.uploads.begin(person.id, room, body.canvas, body.name, body.size_bytes))


@routes.on("PUT", "/api/data/{upload}", PIECE, views.UploadView)
async def add_data(
    request: Request, here: Here, person: Actor, upload: Id, at: Annotated[int, Query(ge=0, le=2**50)] = 0
) -> views.UploadView:
    """The next piece. A piece that came already changes nothing, so that it can be sent again."""
    found = here.uploads.find(person.id, upload)
    await here.uploads.add(found, at, await request.body())
    return _upload(found)


@routes.on("DELETE", "/api/data/{upload}", WRITE, status=204)
async def cancel_data(here: Here, person: Actor, upload: Id) -> Response:
    """Give up on a file on its way."""
    await here.uploads.drop(here.uploads.find(person.id, upload))
    return Response(status_code=204)


@routes.on("POST", "/api/data/{upload}/done", WRITE, views.DataView, status=201)
async def finish_data(here: Here, person: Actor, upload: Id) -> views.DataView:
    """Make a canvas of the file, or put it behind the canvas it was announced for."""
    found = here.uploads.find(person.id, upload)
    part = here.uploads.whole(found)
    try:
        if found.canvas is not None:
            live = await here.data.do_replace(person, found.canvas, found.name, part)
        else:
            room = await here.workspace.access_room(person.id, found.room, "edit")
            live = await here.data.do_put(person, room, found.name, part)
    finally:
        await here.uploads.drop(found)
    _, _, data = await here.data.access(person.id, live.id)
    return await _view(data)


@routes.on("GET", "/api/canvases/{canvas}/data", READ, views.DataView)
async def read_data(here: Here, person: Actor, canvas: Id) -> views.DataView:
    """The file behind a canvas: its size, its columns, and its first rows while the rest is read."""
    _, _, data = await here.data.access(person.id, canvas)
    return await _view(data)


@routes.on("POST", "/api/canvases/{canvas}/data/sheets", WRITE, views.DataView, status=201)
async def open_sheet(here: Here, person: Actor, canvas: Id, body: views.SheetIn) -> views.DataView:
    """Open another sheet of the workbook as a canvas of its own; one that is open already is given again."""
    live = await here.data.do_open_sheet(person, canvas, body.sheet)
    _, _, data = await here.data.access(person.id, live.id)
    return await _view(data)


@routes.on("GET", "/api/canvases/{canvas}/data/profile", ASK, views.ProfileView)
async def read_profile(here: Here, person: Actor, canvas: Id) -> views.ProfileView:
    """What is in every column: types, what is missing, different values, outliers."""
    _, _, data = await here.data.access(person.id, canvas)
    return views.ProfileView.model_validate((await here.data.profile(data)).model_dump())


@routes.on("POST", "/api/canvases/{canvas}/data/rows", ASK, views.RowsView)
async def read_rows(here: Here, person: Actor, canvas: Id, body: views.RowsIn) -> views.RowsView:
    """A part of the rows, sorted and filtered."""
    _, _, data = await here.data.access(person.id, canvas)
    columns = (await data.opened()).columns
    filters = [Filter(each.column, each.op, each.value) for each in body.filters]
    sql = part_of(columns, filters, body.sort, body.down, body.offset, body.limit)
    table = await here.data.query(data, sql, body.limit)
    count = (await here.data.query(data, count_of(columns, filters), 1)).rows[0][0]
    return views.RowsView(
        columns=_columns(columns), rows=[list(row) for row in table.rows], count=int(count or 0), offset=body.offset
    )


@routes.on("POST", "/api/canvases/{canvas}/data/query", ASK, views.TableView)
async def query_data(here: Here, person: Actor, canvas: Id, body: views.QueryIn) -> views.TableView:
    """What a query in SQL over the table `data` gives. It can read nothing else, and only read."""
    _, _, data = await here.data.access(person.id, canvas)
    return _table(await here.data.query(data, body.sql, body.limit))


@routes.on("POST", "/api/canvases/{canvas}/data/save", ASK)
async def save_query(here: Here, person: Actor, canvas: Id, body: views.QueryIn) -> Response:
    """The result of a query as a CSV file, up to 100,000 rows."""
    room, live, data = await here.data.access(person.id, canvas)
    table = await data.reader.query(body.sql, SAVED_ROWS)
    title = room.state.canvases[live.id].title
    return Response(csv_of(table), media_type="text/csv", headers=inert_headers(file_name(title, ".csv")))


@routes.on("GET", "/api/canvases/{canvas}/data/cards", ASK, list[views.CardView])
async def read_cards(here: Here, person: Actor, canvas: Id) -> list[views.CardView]:
    """The queries kept with the data, each with what it gives now."""
    _, live, data = await here.data.access(person.id, canvas)
    await data.opened()
    return [_card(await here.data.shown(data, card)) for card in parse_cards(live.text)]


@routes.on("POST", "/api/canvases/{canvas}/data/cards", WRITE, views.CardView, status=201)
async def keep_card(here: Here, person: Actor, canvas: Id, body: views.CardIn) -> views.CardView:
    """Keep a query with the data, drawn or as a table."""
    room, live, data = await here.data.access(person.id, canvas, "edit")
    card, _ = await here.data.checked(data, body.title, body.sql, _chart(body.chart), body.draw)
    made = await here.data.do_keep(room, live, Author(person.id, "person"), numbered(card))
    return _card(await here.data.shown(data, made))


@routes.on("PUT", "/api/canvases/{canvas}/data/cards/{card}", WRITE, views.CardView)
async def change_card(here: Here, person: Actor, canvas: Id, card: Id, body: views.CardIn) -> views.CardView:
    """Another query, title or chart in the place of one that is kept."""
    room, live, data = await here.data.access(person.id, canvas, "edit")
    here.data.card(live, card)
    made, _ = await here.data.checked(data, body.title, body.sql, _chart(body.chart), body.draw)
    made = numbered(made)(card)
    await here.data.do_change(room, live, Author(person.id, "person"), made)
    return _card(await here.data.shown(data, made))


@routes.on("DELETE", "/api/canvases/{canvas}/data/cards/{card}", WRITE, status=204)
async def drop_card(here: Here, person: Actor, canvas: Id, card: Id) -> Response:
    """Keep a query no longer. The history of the canvas has it still."""
    room, live, _ = await here.data.access(person.id, canvas, "edit")
    await here.data.do_drop(room, live, Author(person.id, "person"), card)
    return Response(status_code=204)


@routes.on("GET", "/api/canvases/{canvas}/data/cards/{card}/picture", ASK)
async def draw_card(here: Here, person: Actor, canvas: Id, card: Id) -> Response:
    """The chart of a kept query as it is now, as a PNG file."""
    data = await here.data.picture(person.id, canvas, card)
    return Response(data, media_type="image/png", headers={"Cache-Control": "no-cache"})


@routes.on("POST", "/api/canvases/{canvas}/data/read", ASK, views.ReadQuestion)
async def read_question(here: Here, person: Actor, canvas: Id, body: views.QuestionIn) -> views.ReadQuestion:
    """A question in words as a query, by rules, with what was not understood; nothing is asked or kept."""
    _, _, data = await here.data.access(person.id, canvas)
    asked = understand(body.question, await here.data.profile(data))
    return views.ReadQuestion(
        kind=asked.kind, title=asked.title, sql=asked.sql, chart=_chart_view(asked.chart), assumed=asked.assumed,
        missed=asked.missed, why=asked.why,
    )  # fmt: skip


@routes.on("GET", "/api/canvases/{canvas}/figures", ASK, list[views.FigureView])
async def read_figures(here: Here, person: Actor, canvas: Id) -> list[views.FigureView]:
    """The numbers of a document that are linked to queries, each with what its query gives now."""
    _, live = await here.workspace.access_canvas(person.id, canvas, "view")
    return [_figure(each) for each in await here.data.figures(person.id, live.text)]


@routes.on("POST", "/api/canvases/{canvas}/figures", WRITE, list[views.FigureView])
async def update_figures(here: Here, person: Actor, canvas: Id, body: views.FiguresIn) -> list[views.FigureView]:
    """Change linked numbers of a document to what their queries give now."""
    return [_figure(each) for each in await here.data.do_update(person, canvas, body.addresses)]


def _figure(found: Now) -> views.FigureView:
    state = "gone" if found.value is None else "same" if found.value == found.text else "changed"
    target = found.address.removeprefix("#data/").partition("/")[0] if found.card else ""
    return views.FigureView(
        address=found.address, text=found.text, state=state, now=found.value or "", name=found.name, canvas=target,
        title=found.card.title if found.card else "", sql=found.card.sql if found.card else "",
    )  # fmt: skip


def _upload(found: Upload) -> views.UploadView:
    return views.UploadView(upload=found.id, piece_bytes=PIECE_BYTES, received=found.received)


async def _view(data: Data) -> views.DataView:
    state, put = data.state, data.put
    failure = data.reader.opened.exception() if state == "failed" else None
    opened = data.reader.opened.result() if state == "ready" else None
    preview = data.reader.preview.result() if state == "reading" and data.reader.preview.done() else None
    columns = opened.columns if opened else preview.columns if preview else ()
    return views.DataView(
        canvas=put.canvas, name=put.name, format=put.format, size_bytes=put.size_bytes, number=put.number,
        state="ready" if opened else "failed" if failure else "reading", why=str(failure) if failure else "",
        rows=opened.rows if opened else None, columns=_columns(columns), notes=list(opened.notes) if opened else [],
        first=_table(preview) if preview else None, sheet=opened.sheet if opened else put.sheet,
        sheets=list(opened.sheets) if opened else [],
    )  # fmt: skip


def _columns(columns: tuple[Column, ...]) -> list[views.DataColumn]:
    return [views.DataColumn(name=each.name, kind=each.kind, type=each.type) for each in columns]


def _table(table: Table) -> views.TableView:
    return views.TableView(columns=_columns(table.columns), rows=[list(row) for row in table.rows], more=table.more)


def _chart(chart: views.ChartIn | None) -> Chart | None:
    return Chart(chart.mark, chart.x, chart.y, chart.color) if chart else None


def _card(shown: Shown) -> views.CardView:
    card = shown.card
    return views.CardView(
        id=card.id, title=card.title, sql=card.sql,
        chart=_chart_view(card.chart),
        table=_table(shown.table) if shown.table else None, spec=shown.spec, words=shown.words, wrong=shown.wrong,
    )  # fmt: skip


def _chart_view(chart: Chart | None) -> views.ChartView | None:
    return views.ChartView(mark=chart.mark, x=chart.x, y=chart.y, color=chart.color) if chart else None
