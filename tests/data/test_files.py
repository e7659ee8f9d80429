"""Files that are odd or harmful, read as the server does: each ends in a table or in a sentence, and in time."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gesso.cli import main
from gesso.data.formats import HEAD, format_of
from gesso.data.profile import profile_of
from gesso.data.reader import Means, Reader
from gesso.data.table import BadData


@asynccontextmanager
async def read(tmp_path: Path, name: str, data: bytes, means: Means | None = None) -> AsyncIterator[Reader]:
    """DuckDB's own locks alone hold here; the sandbox is tried in tests/sandbox and tests/server."""
    path = tmp_path / name
    path.write_bytes(data)
    reader = await Reader.start(None, path, format_of(name, data[:HEAD]), tmp_path / "table", means)
    try:
        yield reader
    finally:
        await reader.aclose()


def workbook(rows: list[list[str]], padding: int = 0, more: dict[str, list[list[str]]] | None = None) -> bytes:
    """An XLSX of texts and numbers: the sheet “One”, and `more` by their names. `padding` spaces make its first sheet
    large and its file small."""

    def cell(value: str) -> str:
        return f'<c t="n"><v>{value}</v></c>' if value.isdigit() else f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    sheets = {"One": rows, **(more or {})}
    office = "http://schemas.openxmlformats.org"
    main_ns, rel = f"{office}/spreadsheetml/2006/main", f"{office}/officeDocument/2006/relationships"
    package = f"{office}/package/2006"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        whole = f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships">{whole}</Relationships>')
        named = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main_ns}" xmlns:r="{rel}"><sheets>{named}</sheets></workbook>'
        )
        related = "".join(
            f'<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{related}</Relationships>'
        )
        for number, each in enumerate(sheets.values(), 1):
            cells = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in each)
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as stream:
                stream.write(f'<worksheet xmlns="{main_ns}"><sheetData>{cells}</sheetData></worksheet>'.encode())
                for _ in range(padding // 10_000_000 * (number == 1)):
                    stream.write(b" " * 10_000_000)
    return out.getvalue()


async def test_a_workbook_keeps_text_that_looks_like_a_number(tmp_path: Path) -> None:
    async with read(tmp_path, "a.xlsx", workbook([["zip", "n"], ["007a", "1"], ["008b", "2"]])) as reader:
        opened = await reader.opened
        assert [(column.name, column.kind) for column in opened.columns] == [("zip", "text"), ("n", "number")]
        assert (await reader.query("SELECT sum(n) FROM data", 1)).rows == ((3,),)


@pytest.mark.slow
async def test_each_sheet_of_a_workbook_is_read_by_its_name(tmp_path: Path) -> None:
    more = {"Prices 2025": [["item", "price"], ["tea", "4"], ["rice", "7"]], "Empty": [], "Title": [["Only a heading"]]}
    book = workbook([["item", "count"], ["tea", "3"]], more=more)
    async with read(tmp_path, "shop.xlsx", book) as reader:
        opened = await reader.opened
        assert (opened.sheet, opened.sheets) == ("One", ("One", "Prices 2025")) and "Prices 2025" in opened.notes[0]
        joined = 'SELECT count * price FROM data JOIN "Prices 2025" USING (item)'
        assert (await reader.query(joined, 5)).rows == ((12,),)
        assert (await reader.query("SELECT count(*) FROM One", 5)).rows == ((1,),)
    (tmp_path / "shop.xlsx").write_bytes(book)
    for sheet, rows in (("Prices 2025", 2), ("Title", None), ("Gone", None)):
        kept = tmp_path / f"kept {sheet}"
        reader = await Reader.start(None, tmp_path / "shop.xlsx", "xlsx", kept, sheet=sheet)
        try:
            if rows is None:
                with pytest.raises(BadData):
                    await reader.opened
            else:
                assert (await reader.opened).rows == rows
                assert (await reader.query("SELECT sum(price) FROM data", 5)).rows == ((11,),)
                assert (await reader.query("SELECT count FROM One", 5)).rows == ((3,),)
        finally:
            await reader.aclose()


async def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    async with read(tmp_path, "bomb.xlsx", workbook([["a"]], 610_000_000)) as reader:
        with pytest.raises(BadData, match="unpack to more than"):
            await reader.opened


@pytest.mark.slow
async def test_two_thousand_columns_are_read_and_told(tmp_path: Path) -> None:
    head = ",".join(f"c{at}" for at in range(2_000))
    data = f"{head}\n{','.join(['1'] * 2_000)}\n{','.join(['2'] * 2_000)}\n".encode()
    async with read(tmp_path, "wide.csv", data) as reader:
        opened = await reader.opened
        assert (opened.rows, len(opened.columns)) == (2, 2_000)
        profile = await profile_of(opened.rows, opened.columns, lambda sql: reader.query(sql, 100))
        assert profile.left_out == 1_800 and "not looked at" in profile.words[-1]


async def test_a_child_that_dies_is_said_and_not_waited_for(tmp_path: Path) -> None:
    async with read(tmp_path, "a.csv", b"a\n1\n") as reader:
        await reader.opened
        reader._process.kill()
        await reader._process.wait()
        with pytest.raises(Exception, match=r"more memory|took more"):
            await reader.query("SELECT 1", 1, 1.0)


def test_the_command_line_profiles_and_asks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("city,n\nBerlin,1\nParis,\n")
    assert main(["data", "profile", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], [column["missing"] for column in told["columns"]]) == (2, [0, 1])
    assert main(["data", "query", str(path), "SELECT count(*) AS n FROM data"]) == 0
    assert capsys.readouterr().out == "n\n2\n"
    assert main(["data", "query", str(path), "FROM read_csv('/etc/passwd')"]) == 1
    assert "nothing else" in capsys.readouterr().err
