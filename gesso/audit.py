"""`gesso audit verify`: whether the audit log, or an export of it, is as it was written."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from gesso.base.errors import BadInput
from gesso.settings import Settings
from gesso.store.audit import AuditRow, Verified, all_audit, parse_row, verify
from gesso.store.database import Database


def run_audit(args: argparse.Namespace, settings: Settings) -> int:
    """Prints what was found; 1 where something was changed or is missing."""
    seen: set[str] = set()

    def watched(rows: Iterator[AuditRow]) -> Iterator[AuditRow]:
        for row in rows:
            seen.add(row.hash)
            yield row

    found = _of_file(args.file, watched) if args.file is not None else asyncio.run(_of_database(settings, watched))
    if found.wrong:
        print(f"CHANGED: {found.wrong}; {found.rows} rows before it are as they were written.", file=sys.stderr)
        return 1
    if args.head is not None and args.head not in seen:
        print("CHANGED: the noted row is not in the log any more: it was written anew or cut off.", file=sys.stderr)
        return 1
    if not found.whole and args.file is None:
        print("CHANGED: rows are missing.", file=sys.stderr)
        return 1
    part = "" if found.whole else " (a part of a log: each row is as it was written, rows between are not here)"
    print(f"{found.rows} rows are as they were written{part}. Newest: {found.head}")
    return 0


Watch = Callable[[Iterator[AuditRow]], Iterator[AuditRow]]


def _of_file(file: Path, watched: Watch) -> Verified:
    try:
        with file.open(encoding="utf-8") as lines:
            return verify(watched(parse_row(line) for line in lines if line.strip()))
    except (OSError, ValueError) as error:
        raise BadInput(f"{file} could not be read as an export of the audit log: {error}.") from None


async def _of_database(settings: Settings, watched: Watch) -> Verified:
    db = await Database.open(settings.database_url)
    try:
        return await db.read(lambda conn: verify(watched(all_audit(conn))))
    finally:
        await db.close()
