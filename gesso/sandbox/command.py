"""`gesso sandbox attack`: every attack on every tier that can be tried here, held or not."""

import argparse
import json
from pathlib import Path

from gesso.sandbox.attacks import ABOUT, try_attacks
from gesso.sandbox.holding import TIERS, Tier, missing


def add_sandbox(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    about = "attack each tier and print what was held; status 1 where code could not be run"
    attack = commands.add_parser("attack", help=about, description=about)
    attack.add_argument("--json", action="store_true", help="one JSON document instead of lines")
    attack.add_argument("--none", action="store_true", help="also without a sandbox, where the attacks must succeed")


def run_sandbox(args: argparse.Namespace, data: Path) -> int:
    """Try and print; the exit status."""
    tiers: list[Tier | None] = [*TIERS]
    if args.none:
        tiers.append(None)
    holds, rows = False, []
    for tier in tiers:
        name, absent = tier or "none", missing(tier) if tier else ""
        tried = None if absent else try_attacks(tier, data)
        failed = absent or (tried.failed if tried else "")
        held = {} if tried is None else {each: tried.held.get(each, False) for each in ABOUT}
        holds = holds or bool(tier and tried and tried.all_held)
        rows.append({"tier": name, "failed": failed, "held": {} if failed else held})
        if not args.json:
            _print(name, failed, held)
    if args.json:
        print(json.dumps({"tiers": rows, "holds": holds}, indent=1))
    elif not holds:
        print("Nothing holds here, so gesso does not run code. Installing bubblewrap is usually enough.")
    return 0 if holds else 1


def _print(tier: str, failed: str, held: dict[str, bool]) -> None:
    if failed:
        print(f"{tier}: cannot be used: {failed}\n")
        return
    count = sum(held.values())
    print(f"{tier}: {count} of {len(held)} held")
    for name, was in held.items():
        print(f"  {'held    ' if was else 'NOT HELD'}  {name:<15} {ABOUT[name]}")
    print()
