"""`gesso lab audit`: what it takes. What it does is imported when it is used."""

from __future__ import annotations

import argparse
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path

from gesso.lab.bench import Bench

Add = Callable[[str, Callable[[argparse.Namespace, Bench], Awaitable[int]], str], argparse.ArgumentParser]


def add_auditing_commands(add: Add) -> None:
    sub = add("audit", _audit, "check training rows; exit status 1 when they are not to be trained on")
    sub.add_argument("rows", type=Path, metavar="ROWS.jsonl", help="a file of `gesso lab rows` or `synthesize`")
    sub.add_argument("--behavior", "--behaviour", required=True, metavar="BEHAVIOUR")
    sub.add_argument("--out", type=Path, metavar="FILE", help="write the report, too: as a page, or FILE.json")


async def _audit(args: argparse.Namespace, bench: Bench) -> int:
    from gesso.lab.audit.contamination import eval_cases
    from gesso.lab.audit.gate import audit
    from gesso.lab.audit.page import render_lines, render_page
    from gesso.lab.audit.reading import read_audit_rows, seeds_to_audit
    from gesso.lab.episode import write_whole
    from gesso.lab.evaluate import load_graded
    from gesso.lab.rows import load_seeds

    behavior, rows = load_graded(args.behavior), read_audit_rows(args.rows)
    name = behavior.name
    found = audit(name, rows, seeds_to_audit(load_seeds(name)), eval_cases())
    print(render_lines(found))
    if args.out:
        as_json = args.out.suffix == ".json"
        write_whole(args.out, json.dumps(asdict(found)) if as_json else render_page(found))
        print(f"{args.out}: the report")
    return 1 if found.red else 0
