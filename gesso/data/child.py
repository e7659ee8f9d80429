"""Reads one file of data and answers questions in SQL about it. Run as a program, held by the sandbox where one holds.

`python -I -c SOURCE CONFIG`, CONFIG being JSON: `file` (a path), `format`, `work` (the folder it may write: the table
is kept there, so that a second start is quick), `sheet` (of a workbook; "" for the first with rows), `memory_mb`,
`threads`. It speaks lines of JSON on standard output: first `{"preview": table}`, then `{"opened": {"rows", "notes",
"columns", "sheet", "sheets"}}` or `{"failed": why}`. Then it reads lines
`{"id", "sql", "limit"}` and answers `{"id", "table"}` or `{"id", "wrong", "kind"}`; `{"stop": id}` interrupts. Whatever
is asked runs without access to other files, to the network or to extensions, and only reading is allowed.
"""

import codecs
import csv
import datetime
import json
import math
import re
import sys
import threading
import zipfile
from pathlib import Path
from typing import Any

import duckdb

PREVIEW = 200
CELL = 500
ANSWER_BYTES = 8_000_000
MOST_COLUMNS = 20_000
MOST_SHEETS = 60
MOST_ROWS = 2_000_000_000
UNPACKED = 600_000_000
NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "UTINYINT",
           "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "BIGNUM")  # fmt: skip
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


class Unreadable(Exception):
    """What is wrong with the file, for a person."""


class Narrow(Exception):
    """It was read as one column, though its header has several."""


lock = threading.Lock()


def tell(message: dict[str, Any]) -> None:
    with lock:
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def main() -> None:
    config = json.loads(sys.argv[1])
    work = Path(config["work"])
    try:
        known = opened_before(config, work) or ingest(config, work)
        con = shut(config, work, known)
        columns = [[name, kind_of(type_), type_] for name, type_, *_ in con.execute("DESCRIBE data").fetchall()]
        rows = con.execute("SELECT count(*) FROM data").fetchone()[0]
        if not (work / "table.json").exists():
            (work / "table.json").write_text(json.dumps(known))
        told = {name: known[name] for name in ("notes", "sheet", "sheets")}
        tell({"opened": {"rows": rows, "columns": columns, **told}})
    except Unreadable as wrong:
        tell({"failed": str(wrong)})
        return
    except MemoryError:
        tell({"failed": "Reading this file needs more memory than it may have."})
        return
    except (duckdb.Error, OSError, ValueError, RecursionError) as wrong:
        tell({"failed": f"This file could not be read: {first_line(wrong)}"})
        return
    serve(con)


# ---------------------------------------------------------------- answering


def serve(con: Any) -> None:
    running: dict[str, Any] = {}
    for line in sys.stdin:
        message = json.loads(line)
        if "stop" in message:
            if running.get("id") == message["stop"]:
                con.interrupt()
            continue
        if (before := running.get("thread")) is not None:
            before.join()
        running["id"] = message["id"]
        running["thread"] = threading.Thread(target=answer, args=(con, message))
        running["thread"].start()


def answer(con: Any, message: dict[str, Any]) -> None:
    try:
        tell({"id": message["id"], "table": ask(con, message["sql"], message["limit"])})
    except Unreadable as wrong:
        tell({"id": message["id"], "wrong": str(wrong), "kind": "refused"})
    except MemoryError:
        tell({"id": message["id"], "wrong": "This query needs more memory than it may have.", "kind": "limit"})
    except duckdb.InterruptException:
        tell({"id": message["id"], "wrong": "This query was stopped.", "kind": "stopped"})
    except (duckdb.OutOfMemoryException, duckdb.IOException) as wrong:
        what = "This query needs more memory and disk than it may have." if "memory" in str(wrong).lower() else ""
        tell({"id": message["id"], "wrong": what or first_line(wrong), "kind": "limit"})
    except duckdb.PermissionException:
        what = "Refused: a query may read the table “data” and nothing else, no other file, address or extension."
        tell({"id": message["id"], "wrong": what, "kind": "refused"})
    except (duckdb.Error, ValueError, OverflowError, RecursionError) as wrong:
        what = first_line(wrong)
        if re.search(r"disabled (?:by|through) configuration|external access|extension", what, re.IGNORECASE):
            what = "Refused: a query may read the table “data” and nothing else, no other file, address or extension."
            tell({"id": message["id"], "wrong": what, "kind": "refused"})
        else:
            tell({"id": message["id"], "wrong": what, "kind": "sql"})


def ask(con: Any, sql: str, limit: int) -> dict[str, Any]:
    statements = con.extract_statements(sql)
    if len(statements) != 1:
        raise Unreadable("One query at a time, please." if statements else "There is no query here.")
    if statements[0].type not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
        raise Unreadable("Only reading is allowed: begin with SELECT, WITH or FROM. The file itself is never changed.")
    cursor = con.execute(statements[0])
    return table_of(cursor, limit)


def table_of(cursor: Any, limit: int) -> dict[str, Any]:
    columns = [[name, kind_of(str(type_)), str(type_)] for name, type_, *_ in cursor.description]
    rows: list[list[Any]] = []
    size = 0
    while len(rows) <= limit and (some := cursor.fetchmany(min(500, limit + 1 - len(rows)))):
        for row in some:
            rows.append([value_of(cell) for cell in row])
            size += sum(len(cell) if isinstance(cell, str) else 8 for cell in rows[-1])
        if size > ANSWER_BYTES:
            return {"columns": columns, "rows": rows[:limit], "more": True}
    return {"columns": columns, "rows": rows[:limit], "more": len(rows) > limit}


def kind_of(type_: str) -> str:
    head = type_.partition("(")[0].upper()
    if type_.endswith("]") or head in ("STRUCT", "MAP", "UNION", "LIST"):
        return "other"
    if head in NUMBERS or head == "NUMBER":
        return "number"
    if head.startswith(("DATE", "TIMESTAMP")):
        return "time"
    return {"BOOLEAN": "bool", "BOOL": "bool", "VARCHAR": "text", "STRING": "text", "ENUM": "text"}.get(head, "other")


def value_of(cell: Any) -> Any:
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, int):
        return cell if abs(cell) < 2**53 else str(cell)
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else str(cell)
    if isinstance(cell, datetime.datetime):
        return cell.replace(tzinfo=None).isoformat(" ", "seconds" if not cell.microsecond else "auto")
    if type(cell).__name__ == "Decimal":
        return float(cell)
    if isinstance(cell, bytes):
        return cell[: CELL // 2].hex()
    text = cell if isinstance(cell, str) else cell.isoformat() if hasattr(cell, "isoformat") else str(cell)
    text = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    return text if len(text) <= CELL else text[:CELL] + "…"


def first_line(wrong: BaseException) -> str:
    text = str(wrong).strip() or type(wrong).__name__
    kept = [line for line in text.splitlines() if line.strip()][:2]
    return re.sub(r"^[A-Z]\w+(?: \w+)? Error: ", "", " ".join(kept))[:400]


# ---------------------------------------------------------------- opening


def opened_before(config: dict[str, Any], work: Path) -> dict[str, Any] | None:
    """What `ingest` gave when it made the table that is there."""
    try:
        known = json.loads((work / "table.json").read_text())
    except (OSError, ValueError):
        return None
    tell({"preview": None})
    return {"sheet": "", "sheets": [], **known}


def settings(config: dict[str, Any], work: Path) -> dict[str, Any]:
    return {
        "autoload_known_extensions": "false",
        "autoinstall_known_extensions": "false",
        "allow_community_extensions": "false",
        "memory_limit": f"{config['memory_mb']}MB",
        "threads": str(config["threads"]),
        "temp_directory": str(work / "spill"),
        "max_temp_directory_size": "4GB",
        "preserve_insertion_order": "true",
    }


def shut(config: dict[str, Any], work: Path, known: dict[str, Any]) -> Any:
    """A connection that can read the table `data`, of a workbook its other sheets by their names, and nothing else."""
    con = duckdb.connect(":memory:", config=settings(config, work))
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET python_enable_replacements = false")
    con.execute("SET enable_progress_bar = false")
    if known["source"] == "table":
        con.execute(f"ATTACH {quoted(str(work / 'table.duckdb'))} AS stored (READ_ONLY)")
        con.execute("CREATE VIEW data AS SELECT * FROM stored.data")
        for name in known["sheets"]:
            if name.lower() != "data":
                there = "data" if name == known["sheet"] else name
                con.execute(f"CREATE VIEW {column(name)} AS SELECT * FROM stored.{column(there)}")
    else:
        con.execute(f"SET allowed_paths = [{quoted(config['file'])}]")
        con.execute(f"CREATE VIEW data AS SELECT * FROM read_parquet({quoted(config['file'])})")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def ingest(config: dict[str, Any], work: Path) -> dict[str, Any]:
    """What is to be said of the reading, where the table is (a table of its own, or the Parquet file itself), and of a
    workbook which sheet it is and which there are."""
    for old in work.glob("table.duckdb*"):
        old.unlink()
    con = duckdb.connect(str(work / "table.duckdb"), config=settings(config, work))
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET python_enable_replacements = false")
    con.execute("SET enable_progress_bar = false")
    known: dict[str, Any] = {"source": "file" if config["format"] == "parquet" else "table", "sheet": "", "sheets": []}
    try:
        if config["format"] == "xlsx":
            return known | from_book(con, Path(config["file"]), work, config["sheet"])
        read = {"csv": from_csv, "json": from_json, "parquet": from_parquet}[config["format"]]
        return known | {"notes": read(con, Path(config["file"]), work)}
    finally:
        con.close()


def keep(con: Any, select: str, wide: int = 0, table: str = "data") -> None:
    """Show the first rows of `data`, then keep the whole as that table. Raises Narrow where there should be more
    columns, `wide` of them."""
    first = table_of(con.execute(f"SELECT * FROM ({select}) LIMIT {PREVIEW}"), PREVIEW)
    if len(first["columns"]) > MOST_COLUMNS:
        raise Unreadable(f"This has more than {MOST_COLUMNS:,} columns.")
    if len(first["columns"]) < min(wide, 2):
        raise Narrow
    if table == "data":
        tell({"preview": first})
    con.execute(f"CREATE OR REPLACE TABLE {column(table)} AS {select}")
    if con.execute(f"SELECT count(*) FROM {column(table)}").fetchone()[0] == 0:
        raise Unreadable("There are no rows in this file.")


PADDED = "null_padding = true, strict_mode = false"
TRIES = (  # from strict to forgiving; what each forgives is said
    ("sample_size = 20480", ""),
    ("sample_size = -1", ""),
    (f"sample_size = -1, {PADDED}", "Some rows had too few cells and were filled up."),
    (f"sample_size = -1, {PADDED}, ignore_errors = true, store_rejects = true", "rejects"),
    (f"all_varchar = true, {PADDED}, ignore_errors = true", "Some rows did not fit and were left out, and every "
     "column was read as text."),
)  # fmt: skip


def from_csv(con: Any, path: Path, work: Path, more: str = "", table: str = "data") -> list[str]:
    path, encoding = as_utf8(path, work)
    delimiter, wide = cells_of_header(path)
    last, tries = "", list(TRIES)
    while tries:
        options, note = tries.pop(0)
        try:
            select = f"SELECT * FROM read_csv({quoted(str(path))}, max_line_size = 16000000{more}, {options})"
            keep(con, select, wide, table)
        except Narrow:
            more += f", delim = {quoted(delimiter)}" * ("delim" not in more)
            continue
        except (duckdb.OutOfMemoryException, duckdb.IOException):
            raise
        except duckdb.Error as wrong:
            last = first_line(wrong)
            if not encoding and ("unicode" in str(wrong).lower() or "utf-8" in str(wrong).lower()):
                path, encoding = recoded(path, work, "cp1252"), "Windows-1252"
                tries = list(TRIES)
            continue
        if note == "rejects":
            note = rejected(con)
        return [*([f"Read as {encoding}, as it is not UTF-8."] if encoding else []), *([note] if note else [])]
    raise Unreadable(f"This could not be read as a table: {last}")


def rejected(con: Any) -> str:
    count, first = con.execute("SELECT count(DISTINCT line), min(line) FROM reject_errors").fetchone()
    if not count:
        return ""
    was = "was" if count == 1 else "were"
    return f"{count:,} line{'s' * (count != 1)} did not fit and {was} left out; the first is line {first:,}."


def cells_of_header(path: Path) -> tuple[str, int]:
    """What most likely stands between the cells of the first line, and how many cells it then has."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        line = file.readline(4_000_000).rstrip("\r\n")
    csv.field_size_limit(10_000_000)
    found = [(delimiter, next(iter(csv.reader([line], delimiter=delimiter)), [])) for delimiter in ",;\t|"]
    delimiter, cells = max(found, key=lambda each: len(each[1]))
    return delimiter, len(cells)


def as_utf8(path: Path, work: Path) -> tuple[Path, str]:
    """The file as UTF-8, and the name of the encoding it had where that was another."""
    with path.open("rb") as file:
        head = file.read(2_000_000)
    if not head.strip():
        raise Unreadable("This file is empty.")
    for bom, name in BOMS:
        if head.startswith(bom):
            return (path, "") if name == "utf-8-sig" else (recoded(path, work, name), name.upper())
    if b"\x00" in head[:100_000]:
        half = head[:100_000]
        zeros = half[1::2].count(0), half[0::2].count(0)
        if max(zeros) > len(half) // 4:
            name = "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
            return recoded(path, work, name), "UTF-16"
        raise Unreadable("This is no table of text: it holds bytes that no text has. Is it named rightly?")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return recoded(path, work, "cp1252"), "Windows-1252"
    return path, ""


def recoded(path: Path, work: Path, encoding: str) -> Path:
    target = work / "recoded.csv"
    part = work / "recoding.csv"
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with path.open("rb") as file, part.open("wb") as out:
        while data := file.read(4_000_000):
            out.write(decoder.decode(data).encode())
        out.write(decoder.decode(b"", True).encode())
    return part.replace(target)


def from_json(con: Any, path: Path, work: Path) -> list[str]:
    read = f"SELECT * FROM read_json({quoted(str(path))}, maximum_object_size = 100000000)"
    described = con.execute(f"DESCRIBE {read}").fetchall()
    name, type_ = described[0][0], str(described[0][1])
    if len(described) == 1 and type_.startswith("STRUCT") and type_.endswith("[]"):  # {"rows": [{…}, {…}]}
        keep(con, f"SELECT unnest(item) FROM (SELECT unnest({column(name)}) AS item FROM ({read}))")
        return [f"Read from the list “{name}” in it."]
    if [name] == ["json"] and len(described) == 1:
        raise Unreadable("This JSON holds no list of objects, so there is no table in it.")
    keep(con, read)
    return []


def from_parquet(con: Any, path: Path, work: Path) -> list[str]:
    read = f"SELECT * FROM read_parquet({quoted(str(path))})"
    rows = con.execute(f"SELECT count(*) FROM ({read})").fetchone()[0]
    if rows == 0 or rows > MOST_ROWS:
        raise Unreadable(f"This says it has {rows:,} rows; from 1 to {MOST_ROWS:,} can be read.")
    tell({"preview": table_of(con.execute(f"{read} LIMIT {PREVIEW}"), PREVIEW)})
    return []


def from_book(con: Any, path: Path, work: Path, wanted: str) -> dict[str, Any]:
    """The sheet named `wanted`, or the first with rows, as `data`; each other with rows as a table of its name."""
    import python_calamine

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > UNPACKED:
                raise Unreadable(f"This workbook would unpack to more than {UNPACKED // 1_000_000} MB.")
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        names = [name for name in book.sheet_names[:MOST_SHEETS] if filled(book.get_sheet_by_name(name))]
    except Exception as wrong:
        raise Unreadable(f"This is no workbook that can be read: {first_line(wrong)}") from wrong
    if not names:
        raise Unreadable("All sheets of this workbook are empty.")
    if wanted and wanted not in names:
        raise Unreadable(f"This workbook has no sheet “{wanted}” with rows; it has {', '.join(names[:12])}.")
    sheet = wanted or names[0]
    notes = from_sheet(con, book, sheet, work, "data")
    kept = [sheet]
    for name in names:
        if name == sheet or name.lower() == "data":
            continue
        try:
            from_sheet(con, book, name, work, name)
            kept.append(name)
        except Unreadable:
            continue  # a heading alone, or notes: no table
    kept.sort(key=names.index)
    others = [column(name) for name in kept if name != sheet]
    if others:
        notes.insert(0, f"This is the sheet “{sheet}”. SQL can read the others, too: {', '.join(others)}.")
    return {"notes": notes, "sheet": sheet, "sheets": kept}


def filled(sheet: Any) -> bool:
    return bool(sheet.height and sheet.width)


def from_sheet(con: Any, book: Any, name: str, work: Path, table: str) -> list[str]:
    target = work / "sheet.csv"
    try:
        texts = write_sheet(book.get_sheet_by_name(name), target)
    except Exception as wrong:
        raise Unreadable(f"The sheet “{name}” cannot be read: {first_line(wrong)}") from wrong
    types = "".join(f"{quoted(each)}: 'VARCHAR', " for each in texts)
    more = f", header = true, types = {{{types[:-2]}}}" if types else ", header = true"
    return from_csv(con, target, work, more, table)


def write_sheet(sheet: Any, target: Path) -> list[str]:
    """The sheet as CSV; the names of the columns that hold text alone, which is not to be taken for numbers."""
    header: list[str] = []
    texts: dict[int, bool] = {}
    with target.open("w", newline="") as out:
        writer = csv.writer(out)
        for row in sheet.iter_rows():
            if not header:
                if not any(cell != "" for cell in row):
                    continue
                header = unique([shown(cell) or f"column{at + 1}" for at, cell in enumerate(row)])
                writer.writerow(header)
                continue
            for at, cell in enumerate(row):
                if cell != "":
                    texts[at] = texts.get(at, True) and isinstance(cell, str)
            writer.writerow([shown(cell) for cell in row])
    return [header[at] for at, text in texts.items() if text and at < len(header)]


def unique(names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        again = 1
        while (tried := name if again == 1 else f"{name}_{again}") in found:
            again += 1
        found.append(tried)
    return found


def shown(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat(*(" ",) * isinstance(cell, datetime.datetime)) if hasattr(cell, "isoformat") else str(cell)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def column(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


if __name__ == "__main__":
    main()
