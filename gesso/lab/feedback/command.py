"""`gesso lab collect` and `gesso lab forget`: what they take. The rest is imported when it is used."""

import argparse
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gesso.lab.bench import Bench
from gesso.lab.errors import LabError

if TYPE_CHECKING:
    from gesso.store.database import Database

Add = Callable[[str, Callable[[argparse.Namespace, Bench], Awaitable[int]], str], argparse.ArgumentParser]


def add_feedback_commands(add: Add) -> None:
    sub = add("collect", _collect, "make training rows of what people did with answers, where they consented")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    sub = add("forget", _forget, "leave a person out of every later collection, and take them out of collected folders")
    sub.add_argument("person", metavar="PERSON", help="an e-mail address, a whole name, or an id")
    sub.add_argument(
        "--in",
        dest="folders",
        type=Path,
        nargs="*",
        default=[],
        metavar="FOLDER",
        help="what `gesso lab collect` wrote",
    )


async def _collect(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.base.clock import system_clock
    from gesso.lab.feedback.collect import collect, new_salt, write_collected

    db = await _database(bench)
    try:
        now, salt = system_clock(), new_salt()
        found = await db.read(lambda conn: collect(conn, now, salt))
        manifest = write_collected(found, args.out, salt, now)
    finally:
        await db.close()
    counts = ", ".join(f"{name} {about['rows']}" for name, about in manifest["files"].items())
    print(f"{args.out}: {found.answers} answers since {found.since}, {found.spoke} of them say something; {counts}")
    return 0


async def _forget(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.feedback.forget import clean_folder, find_people, forget

    db = await _database(bench)
    try:
        people = await db.read(lambda conn: find_people(conn, args.person))
        await db.write(lambda conn: forget(conn, people))
    finally:
        await db.close()
    print("Later collections hold nothing of theirs.")
    for folder in args.folders:
        print(f"{folder}: {clean_folder(folder, people)} rows taken out")
    return 0


async def _database(bench: Bench) -> "Database":
    """The workspace's database. Raises LabError where there is none; none is made by looking."""
    from gesso.store.database import Database

    url = bench.settings.database_url
    if "://" not in url and not Path(url).exists():
        raise LabError(f"There is no workspace at {bench.settings.data}; set GESSO_DATA to where it is.")
    return await Database.open(url)
