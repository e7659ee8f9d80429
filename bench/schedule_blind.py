"""Requests by an author who saw neither the grammar nor its words, through the path of `gesso tasks parse --batch`.

A line of a file: `id`, `slice`, `now` (with its offset), `zone`, `words`, `expect` (tasks, ask or none); `tasks` with
their `next` instants on the clock of `zone`; `also`: other readings that are as good; `ask_ok`: a question is
as good; `why`.
"""

import argparse
import json
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from gesso.tasks.parsing import parsed

SILENT = ("wrong", "guessed", "invented")
_SHOWN = 12


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def fits(wanted: list[list[str]], given: list[list[str]]) -> bool:
    """Whether the first instants of each task are those wanted; or those of all together, however they are divided.

    A task that is wanted with fewer than three instants ends with them.
    """
    pairs = list(zip(sorted(wanted), sorted(given), strict=False))
    whole = all(w == g[: len(w)] and (len(w) > 2 or len(g) == len(w)) for w, g in pairs)
    if whole and len(wanted) == len(given):
        return True
    ends = [w[-1] for w in wanted if len(w) > 2]
    until = min(ends, default="9999")
    all_of = (sorted(at for each in tasks for at in each if at <= until) for tasks in (wanted, given))
    return len({tuple(each) for each in all_of}) == 1


def verdict(row: dict[str, Any], answer: dict[str, Any]) -> str:
    """right, asked (where a question is as good), needless, missed, or one of `SILENT`."""
    here = ZoneInfo(row["zone"])
    given = [
        [f"{datetime.fromisoformat(at['utc']).astimezone(here):%Y-%m-%dT%H:%M}" for at in task["next"]]
        for task in answer["tasks"]
        if task["next"]
    ]
    if answer["question"]:
        return "right" if row["expect"] == "ask" else "asked" if row.get("ask_ok") else "needless"
    if not given:
        return "right" if row["expect"] == "none" else "missed"
    readings = [row["tasks"], *row.get("also", ())] if row["expect"] == "tasks" else row.get("also", ())
    if any(fits([task["next"] for task in tasks], given) for tasks in readings):
        return "right"
    return {"tasks": "wrong", "ask": "guessed", "none": "invented"}[row["expect"]]


def read(row: dict[str, Any]) -> dict[str, Any]:
    return parsed(row["words"], datetime.fromisoformat(row["now"]), row["zone"], _SHOWN)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--show", nargs="*", default=[*SILENT, "missed", "needless"])
    chosen = options.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in (row for path in chosen.files for row in rows_of(path)):
        answer = read(row)
        got = verdict(row, answer)
        counts[row["slice"]][got] += 1
        if got in chosen.show:
            tasks = [(task["instruction"], [at["local"] for at in task["next"][:3]]) for task in answer["tasks"]]
            print(f"{got}: {row['words']}  ({row['now']} {row['zone']})\n    got {answer['question'] or tasks}")
            print(f"    wanted {row['expect']} {[task['next'] for task in row['tasks']]} {row.get('why', '')}")
    print("| slice | n | right | asked, allowed | asked, not needed | missed | silently wrong |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, found in [*counts.items(), ("together", sum(counts.values(), Counter()))]:
        shown = [found[each] for each in ("right", "asked", "needless", "missed")]
        silent = sum(found[each] for each in SILENT)
        print(f"| {name} | {sum(found.values())} | " + " | ".join(map(str, [*shown, silent])) + " |")


if __name__ == "__main__":
    main()
