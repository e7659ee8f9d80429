"""`gesso lab rank`: what it takes and what it tells. The learning needs numpy and is imported when it is used."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from gesso.base.errors import BadInput
from gesso.lab.bench import Bench

Add = Callable[[str, Callable[[argparse.Namespace, Bench], Awaitable[int]], str], argparse.ArgumentParser]


def add_ranking_commands(add: Add) -> None:
    sub = add("rank", _rank, "learn which passage a message means, from the rows, with documents left out; minutes")
    sub.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="for weights.json and manifest.json")


async def _rank(args: argparse.Namespace, bench: Bench) -> int:
    try:
        from gesso.lab.ranking import rank
    except ImportError as wrong:
        raise BadInput(f"This needs the package {wrong.name!r}: install gesso with the extra `train`.") from wrong
    manifest = await asyncio.to_thread(rank, args.out, ("gesso", "lab", "rank", "--out", str(args.out)))
    print(f"{manifest['features']} features from {manifest['rows']} rows, penalty {manifest['penalty']}")
    for name, told in (("documents left out", manifest["documents_left_out"]), ("dev cases", manifest["dev"])):
        print(f"{name}: {_line(told)}")
    return 0


def _line(told: dict[str, Any]) -> str:
    return (
        f"right {told['right']} of {told['n']} (rules {told['rules right']}), "
        f"harmful {told['harmful']} (rules {told['rules harmful']}), won {told['won']}, lost {told['lost']}"
    )
