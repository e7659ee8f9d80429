"""Data over the API: a file put in by pieces, looked at, asked, charted, replaced; and what must not work."""

import functools
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gesso.formats.pictures import picture_of
from gesso.model.scripted import Call, Rule, Say
from gesso.room import running
from gesso.sandbox.finding import Found, find_tier
from tests.data.test_files import workbook

from .conftest import Client, House, open_house

SALES = (
    "date,city,product,units,revenue\n"
    "2025-01-03,Berlin,Tea,10,120.5\n2025-01-19,Paris,Coffee,4,80\n2025-02-02,Berlin,Coffee,7,140\n"
    "2025-02-11,Rome,Tea,,60\n2025-03-08,Paris,Tea,3,36.2\n"
)


@functools.cache
def found() -> Found:
    return find_tier()


@pytest.fixture(autouse=True)
def sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked for once for all of these tests; where none holds, DuckDB's own locks are what is tested."""
    monkeypatch.setattr(running, "find_tier", lambda data: found())


async def send(client: Client, room: str, name: str, data: bytes, canvas: str | None = None) -> Any:
    """The answer to the last request: the file put behind a new canvas, or behind `canvas`."""
    asked = {"name": name, "size_bytes": len(data), **({"canvas": canvas} if canvas else {})}
    upload = (await client.ok("POST", f"/api/rooms/{room}/data", asked))["upload"]
    kind = {"content-type": "application/octet-stream"}
    half = len(data) // 2
    for at, piece in ((0, data[:half]), (0, data[:half]), (half, data[half:])):  # the first one twice, as after a cut
        if piece:
            await client.ok("PUT", f"/api/data/{upload}?at={at}", content=piece, headers=kind)
    return await client.request("POST", f"/api/data/{upload}/done")


async def put(client: Client, data: str | bytes = SALES, name: str = "sales.csv") -> tuple[str, str]:
    """A room with a canvas over that file."""
    room = (await client.ok("POST", "/api/rooms", {"title": "Data"}))["id"]
    answer = await send(client, room, name, data.encode() if isinstance(data, str) else data)
    assert answer.status_code == 201, answer.text
    return room, str(answer.json()["canvas"])


async def test_a_file_becomes_a_canvas_with_a_profile_and_rows(house: House) -> None:
    owner = await house.owner()
    _, canvas = await put(owner)
    view = await owner.ok("GET", f"/api/canvases/{canvas}/data")
    assert (view["state"], view["rows"], view["number"]) == ("ready", 5, 1)
    assert [column["kind"] for column in view["columns"]] == ["time", "text", "text", "number", "number"]
    profile = await owner.ok("GET", f"/api/canvases/{canvas}/data/profile")
    assert profile["words"] == ["5 rows and 5 columns.", "4% of the cells are missing."]
    units = profile["columns"][3]
    assert (units["missing"], units["distinct"], units["median"], sum(units["bars"])) == (1, 4, 5.5, 4)
    asked = {"sort": "revenue", "down": True, "limit": 2, "filters": [{"column": "city", "op": "is", "value": "Paris"}]}
    rows = await owner.ok("POST", f"/api/canvases/{canvas}/data/rows", asked)
    assert (rows["count"], [row[4] for row in rows["rows"]]) == (2, [80, 36.2])
    text = (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    assert text.startswith("-- data: sales.csv, 5 rows\n-- columns: date (time), city (text),")


async def test_a_chart_keeps_its_query_and_shows_new_data_when_the_file_is_replaced(house: House) -> None:
    owner = await house.owner()
    room, canvas = await put(owner)
    sql = "SELECT city, sum(revenue) AS revenue FROM data GROUP BY 1 ORDER BY 2 DESC"
    made = await owner.ok("POST", f"/api/canvases/{canvas}/data/cards", {"title": "By city", "sql": sql, "draw": True})
    assert made["chart"] == {"mark": "bar", "x": "city", "y": "revenue", "color": None}
    assert made["spec"]["data"]["values"][0] == {"c0": "Berlin", "c1": 260.5}
    assert made["words"] == "Bar chart of revenue by city, 3 values. Highest: 260.5 at Berlin; lowest: 60 at Rome."
    text = (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    assert "-- q1: By city\n-- chart: " in text and text.endswith(f"{sql};\n")
    newer = SALES + "2025-03-09,Rome,Tea,30,400\n"
    assert (await send(owner, room, "sales 2.csv", newer.encode(), canvas)).status_code == 201
    cards = await owner.ok("GET", f"/api/canvases/{canvas}/data/cards")
    assert [(card["id"], card["table"]["rows"][0]) for card in cards] == [("q1", ["Rome", 460])]
    changed = {"title": "Cities", "sql": sql, "chart": {"mark": "point", "x": "city", "y": "revenue"}}
    await owner.ok("PUT", f"/api/canvases/{canvas}/data/cards/q1", changed)
    assert [card["title"] for card in await owner.ok("GET", f"/api/canvases/{canvas}/data/cards")] == ["Cities"]
    await owner.ok("DELETE", f"/api/canvases/{canvas}/data/cards/q1")
    assert await owner.ok("GET", f"/api/canvases/{canvas}/data/cards") == []


REFUSED = (
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM '/etc/passwd'", "SELECT * FROM read_text('/etc/*')",
    "COPY data TO '/tmp/gesso-out.csv'", "ATTACH '/tmp/gesso.db'", "INSTALL httpfs", "LOAD httpfs",
    "SELECT * FROM 'https://example.com/a.csv'", "SELECT 1; SELECT 2", "SET memory_limit = '90GB'",
    "SELECT * FROM glob('/etc/*')", "DROP VIEW data", "PRAGMA database_list", "CREATE TABLE a AS SELECT 1",
    "EXPORT DATABASE '/tmp/x'", "SELECT nothing FROM data", "SELEC 1", "", "SELECT * FROM config",
)  # fmt: skip


async def test_another_sheet_is_a_page_of_its_own_and_follows_the_file(house: House) -> None:
    owner = await house.owner()
    prices = [["item", "price"], ["tea", "4"]]
    room, canvas = await put(owner, workbook([["item", "count"], ["tea", "3"]], more={"Prices": prices}), "shop.xlsx")
    found = await owner.ok("GET", f"/api/canvases/{canvas}/data")
    assert (found["sheet"], found["sheets"], found["rows"]) == ("One", ["One", "Prices"], 1)
    path = f"/api/canvases/{canvas}/data/sheets"
    other = await owner.ok("POST", path, {"sheet": "Prices"})
    assert (other["sheet"], [each["name"] for each in other["columns"]]) == ("Prices", ["item", "price"])
    assert (await owner.ok("POST", path, {"sheet": "Prices"}))["canvas"] == other["canvas"] != canvas
    back = f"/api/canvases/{other['canvas']}/data/sheets"
    assert (await owner.ok("POST", back, {"sheet": "One"}))["canvas"] == canvas
    assert await owner.status("POST", path, {"sheet": "Nothing"}) == 404
    newer = workbook([["item", "count"], ["tea", "5"]], more={"Prices": [*prices, ["rice", "7"]]})
    assert (await send(owner, room, "shop.xlsx", newer, canvas)).status_code == 201
    joined = {"sql": "SELECT sum(count * price), count(*) FROM One RIGHT JOIN data USING (item)"}
    got = await owner.ok("POST", f"/api/canvases/{other['canvas']}/data/query", joined)
    assert got["rows"] == [[20, 2]], "the page of the other sheet has the new file too"


async def test_a_query_reads_its_table_and_nothing_else(house: House) -> None:
    owner = await house.owner()
    _, canvas = await put(owner)
    for sql in REFUSED:
        answer = await owner.request("POST", f"/api/canvases/{canvas}/data/query", json={"sql": sql})
        assert answer.status_code == 422 and answer.json()["error"]["message"], (sql, answer.text)
    count = await owner.ok("POST", f"/api/canvases/{canvas}/data/query", {"sql": "SELECT count(*) FROM data"})
    assert count["rows"] == [[5]]


async def test_a_query_without_end_is_stopped_and_the_data_stays(house: House) -> None:
    owner = await house.owner()
    _, canvas = await put(owner)
    object.__setattr__((await house.parts.data.access(owner.id, canvas))[2].reader._means, "query_s", 0.2)
    sql = "SELECT count(*) FROM range(1000000000) a, range(1000000000) b WHERE (a.range * b.range) % 7 = 3"
    answer = await owner.request("POST", f"/api/canvases/{canvas}/data/query", json={"sql": sql})
    assert answer.status_code == 422 and "more than 0.2 seconds" in answer.text
    count = await owner.ok("POST", f"/api/canvases/{canvas}/data/query", {"sql": "SELECT count(*) FROM data"})
    assert count["rows"] == [[5]]


async def test_what_is_saved_cannot_act_in_a_spreadsheet(house: House) -> None:
    owner = await house.owner()
    _, canvas = await put(owner, 'name,n\n"=HYPERLINK(""http://x"")",-1\n+1+1,2\n@SUM(A1),3\n', "formulas.csv")
    answer = await owner.request("POST", f"/api/canvases/{canvas}/data/save", json={"sql": "SELECT * FROM data"})
    assert answer.headers["content-disposition"].startswith("attachment")
    assert [line[:3] for line in answer.text.split("\r\n")[1:4]] == ["\"'=", "'+1", "'@S"]
    assert answer.text.split("\r\n")[1].endswith(",-1")


NO_TABLES = (
    ("empty.csv", b" \n \n", "empty"),
    ("pdf.csv", b"%PDF-1.7 ...", "is a PDF"),
    ("bin.csv", bytes(range(256)) * 40, "no table of text"),
    ("damaged.parquet", b"PAR1" + b"\xff" * 300 + b"PAR1", "could not be read"),
    ("damaged.xlsx", b"PK\x03\x04" + b"xl/workbook.xml" * 9, "no workbook"),
    ("page.csv", b"<!doctype html><html><table></table></html>", "web page"),
    ("numbers.json", b"[1, 2", "could not be read"),
    ("head.csv", b"a,b,c\n", "no rows"),
)


async def test_what_is_no_table_makes_nothing(house: House) -> None:
    owner = await house.owner()
    room = (await owner.ok("POST", "/api/rooms", {"title": "Bad"}))["id"]
    for name, data, said in NO_TABLES:
        answer = await send(owner, room, name, data)
        assert answer.status_code == 422 and said in answer.json()["error"]["message"], (name, answer.text)
    assert (await owner.ok("GET", f"/api/rooms/{room}"))["canvases"] == []


async def test_what_is_only_odd_is_read_and_told(house: House) -> None:
    owner = await house.owner()
    for name, data, rows, note in (
        ("latin.csv", "ort;wert\nKöln;1\nBonn;2\n".encode("cp1252"), [["Köln", 1], ["Bonn", 2]], "Windows-1252"),
        ("wide.csv", "a,b\nä,1\n".encode("utf-16"), [["ä", 1]], "UTF-16"),
        ("ragged.csv", b"a,b,c\n1,2,3\n4,5\n6,7,8\n", [[1, 2, 3], [4, 5, None], [6, 7, 8]], "filled up"),
        ("late.csv", b"a\n" + b"1\n" * 30_000 + b"x\n", None, ""),
        ("rows.xlsx", b'{"rows": [{"a": 1}, {"a": 2}]}', [[1], [2]], "list “rows”"),
    ):
        _, canvas = await put(owner, data, name)
        view = await owner.ok("GET", f"/api/canvases/{canvas}/data")
        assert note in " ".join(view["notes"]), (name, view["notes"])
        if rows is not None:
            got = await owner.ok("POST", f"/api/canvases/{canvas}/data/query", {"sql": "FROM data"})
            assert got["rows"] == rows, name


async def turn(client: Client, room: str, canvas: str, text: str) -> str:
    """What the reply says, when it has come."""
    posted = await client.ok("POST", f"/api/rooms/{room}/messages", {"text": text, "canvas": canvas, "wait_s": 30})
    assert posted["outcome"] == "done", posted
    return str((await client.ok("GET", f"/api/rooms/{room}/turns/{posted['turn']}"))["text"])


async def test_numbers_of_a_report_are_linked_and_turn_when_the_data_does(tmp_path: Path) -> None:
    rules = (
        Rule(tool=".*", steps=(Say(text="Done."),)),
        Rule(user="report", steps=(Call(name="report_data", args={}),)),
        Rule(user="slides", steps=(Call(name="report_data", args={"form": "slides"}),)),
        Rule(user="draw", steps=(Call(name="make_chart", args={"question": "revenue by month"}),)),
    )
    async with open_house(tmp_path, rules=rules) as house:
        owner = await house.owner()
        room, canvas = await put(owner)
        await turn(owner, room, canvas, "draw it")
        cards = await owner.ok("GET", f"/api/canvases/{canvas}/data/cards")
        assert [(card["title"], card["chart"]["mark"]) for card in cards] == [("Total revenue by month", "line")]
        await turn(owner, room, canvas, "write a report")
        pages = (await owner.ok("GET", f"/api/rooms/{room}"))["canvases"]
        report = next(page["id"] for page in pages if page["title"] == "Report on sales.csv")
        text = (await owner.ok("GET", f"/api/canvases/{report}"))["text"]
        assert f"](#data/{canvas}/q1)" in text, "the chart that was drawn before"
        assert f"[260.5](#data/{canvas}/" in text and "[Berlin](#data/" in text
        figures = await owner.ok("GET", f"/api/canvases/{report}/figures")
        assert len(figures) > 6 and {figure["state"] for figure in figures} == {"same"}
        newer = SALES + "2025-03-09,Rome,Tea,30,400\n"
        assert (await send(owner, room, "sales.csv", newer.encode(), canvas)).status_code == 201
        found = {figure["text"]: figure for figure in await owner.ok("GET", f"/api/canvases/{report}/figures")}
        assert (found["Berlin"]["state"], found["Berlin"]["now"]) == ("changed", "Rome")
        assert (found["260.5"]["state"], found["260.5"]["now"]) == ("changed", "460")
        assert (found["5"]["state"], found["5"]["now"]) == ("changed", "6")
        address = found["Berlin"]["address"]
        left = await owner.ok("POST", f"/api/canvases/{report}/figures", {"addresses": [address]})
        assert {figure["text"] for figure in left if figure["address"] == address} == {"Rome"}
        assert f"[Rome]({address})" in (await owner.ok("GET", f"/api/canvases/{report}"))["text"]
        ben = await house.member("Ben")
        assert await ben.status("GET", f"/api/canvases/{report}/figures") == 404
        await turn(owner, room, canvas, "slides of it")
        pages = (await owner.ok("GET", f"/api/rooms/{room}"))["canvases"]
        deck = next(page["id"] for page in pages if page["title"] == "Slides on sales.csv")
        slides = (await owner.ok("GET", f"/api/canvases/{deck}/slides"))["slides"]
        drawn = next(slide["html"] for slide in slides if slide["title"] == "Total revenue by month")
        assert f'src="#data/{canvas}/q1"' in drawn
        picture = await owner.get(f"/api/canvases/{canvas}/data/cards/q1/picture")
        assert picture.headers["content-type"] == "image/png" and picture_of(picture.content) is not None
        file = (await owner.get(f"/api/canvases/{deck}/export", params={"format": "pptx"})).content
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            pictures = [archive.read(name) for name in archive.namelist() if name.startswith("ppt/media/")]
        assert picture.content in pictures
        assert await ben.status("GET", f"/api/canvases/{canvas}/data/cards/q1/picture") == 404


async def test_the_lenses_of_data_show_columns_and_their_command_only_proposes(house: House) -> None:
    owner = await house.owner()
    _, canvas = await put(owner)
    listed = await owner.ok("GET", f"/api/canvases/{canvas}/lenses")
    assert [each["name"] for each in listed["lenses"]] == ["profile", "charts"]
    before = (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"]
    path = f"/api/canvases/{canvas}/lenses/profile"
    found = (await owner.ok("GET", path))["view"]
    assert found["data"][0]["label"] == "units" and found["summary"].startswith("5 rows")
    command = {"command": "missing", "args": {"datum": found["data"][0]["id"]}}
    made = await owner.ok("POST", path, command)
    assert len(made["suggestions"]) == 1
    assert (await owner.ok("GET", f"/api/canvases/{canvas}"))["text"] == before
    await owner.ok("POST", f"/api/canvases/{canvas}/suggestions/settle", {"state": "accepted"})
    charts = (await owner.ok("GET", f"/api/canvases/{canvas}/lenses/charts"))["view"]
    assert ("Kept with this page", "Rows without units") in {(each["group"], each["label"]) for each in charts["data"]}
