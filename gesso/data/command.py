"""`gesso data`: what is in a file, and what a query gives, without a server. The file is read as the page reads it."""

import argparse
import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from gesso.base.errors import NotFound
from gesso.data.formats import HEAD, format_of
from gesso.data.profile import Profile, profile_of
from gesso.data.reader import Reader
from gesso.data.sheet import render_head
from gesso.data.table import Table
from gesso.sandbox.finding import find_tier

MOST_ROWS = 2_000


def add_data(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION", dest="action")
    profile = actions.add_parser("profile", help="types, missing, different values and outliers of every column")
    query = actions.add_parser("query", help="what a query in SQL gives; the table is called data")
    for action in (profile, query):
        action.add_argument("file", type=Path, help="CSV, TSV, XLSX, Parquet, JSON or JSON lines")
    query.add_argument("sql")
    query.add_argument("--limit", type=int, default=100, help=f"rows at most, up to {MOST_ROWS:,}; default 100")
    for action in (profile, query):
        action.add_argument("--json", action="store_true", help="print JSON for programs")


def run_data(args: argparse.Namespace) -> int:
    """Raises NotFound, BadData, BadQuery, QueryTooMuch."""
    print(asyncio.run(_answer(args)), end="")
    return 0


async def _answer(args: argparse.Namespace) -> str:
    async with reading(args.file) as reader:
        opened = await reader.opened
        if args.action == "profile":
            profile = await profile_of(opened.rows, opened.columns, lambda sql: reader.query(sql, 10_000, 600.0))
            return _json(profile.model_dump()) if args.json else render_profile(profile, opened.notes)
        table = await reader.query(args.sql, max(1, min(args.limit, MOST_ROWS)), 600.0)
        return _json(as_json(table)) if args.json else render_rows(table)


@asynccontextmanager
async def reading(file: Path) -> AsyncIterator[Reader]:
    """A child that reads the file, until the block ends. Raises NotFound, BadData."""
    if not file.is_file():
        raise NotFound(f"{file} is not a file.")
    path = file.resolve()
    with path.open("rb") as opened:
        format = format_of(path.name, opened.read(HEAD))
    tier = (await asyncio.to_thread(find_tier)).tier
    with tempfile.TemporaryDirectory(prefix="gesso-data-") as folder:
        Path(folder).chmod(0o755)
        if os.geteuid() == 0:  # the child is a user of its own, and the file's own rights are not to be changed
            path = Path(shutil.copyfile(path, Path(folder) / "file"))
            path.chmod(0o644)
        reader = await Reader.start(tier, path, format, Path(folder) / "table")
        try:
            yield reader
        finally:
            await reader.aclose()


async def page_of(file: Path) -> tuple[str, Profile]:
    """The text of a page over the file, and what is in its table. Raises NotFound, BadData."""
    async with reading(file) as reader:
        opened = await reader.opened
        profile = await profile_of(opened.rows, opened.columns, lambda sql: reader.query(sql, 10_000, 600.0))
        return render_head(file.name, opened.rows, opened.columns), profile


def as_json(table: Table) -> dict[str, Any]:
    columns = [{"name": each.name, "kind": each.kind, "type": each.type} for each in table.columns]
    return {"columns": columns, "rows": [list(row) for row in table.rows], "more": table.more}


def render_profile(profile: Profile, notes: tuple[str, ...] = ()) -> str:
    width = max(len(column.name) for column in profile.columns) if profile.columns else 0
    lines = [" ".join((*profile.words, *notes)), ""]
    lines += [f"{each.name:{min(width, 30)}}  {each.kind:6}  {', '.join(each.words)}" for each in profile.columns]
    return "\n".join(lines) + "\n"


def render_rows(table: Table) -> str:
    shown = [[column.name for column in table.columns]]
    shown += [["" if cell is None else str(cell)[:60] for cell in row] for row in table.rows]
    widths = [max(len(row[at]) for row in shown) for at in range(len(table.columns))]
    lines = ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]
    return "\n".join(lines) + ("\n… there are more rows" if table.more else "") + "\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
