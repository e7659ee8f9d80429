"""`gesso lab rows`: what it takes. What it does is imported when it is used."""

import argparse
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from gesso.lab.bench import Bench

Add = Callable[[str, Callable[[argparse.Namespace, Bench], Awaitable[int]], str], argparse.ArgumentParser]


def add_synthesizing_commands(add: Add) -> None:
    sub = add("rows", _rows, "make the files that `gesso lab train` learns a behaviour from")
    sub.add_argument("behavior", metavar="BEHAVIOUR")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where the files are written")


async def _rows(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.synthesize.build import build_rows, write_rows

    built = build_rows(args.behavior)
    path = write_rows(built, args.behavior, args.out, ["gesso", *sys.argv[1:]], {"rows": 0})
    print(f"{path}: {len(built.train)} rows to train on, {len(built.dev)} of dev, {len(built.left)} left out")
    return 0
