"""Sentences whose answers others wrote without knowing the grammar: how often it is right, asks, misses, errs silently.

A line of a file: `id`, `now` (local), `zone`, `text`, `expect` (tasks, ask, none), `tasks` of `next` (the first four
local times, fewer when it ends) with `also_ok` (other answers as good), `or_ask` (a question is as good), `split_ok`
(several tasks with these times together are as good). The gate is what the chat takes for a wish to schedule.
"""

import argparse
import json
from collections import Counter, defaultdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from gesso.agent.guided.scheduling import decide_scheduling
from gesso.schedule.expand import instants
from gesso.schedule.words import Understanding, understand
from gesso.schedule.zone import zone as zone_of

SHOWN = 4
SILENT = ("wrong", "dropped", "guessed", "invented")


def local_times(found: Understanding, row: dict[str, Any], now: datetime) -> list[list[str]]:
    """The first local times of each task, in the zone of the person."""
    here = zone_of(row["zone"])
    return [
        [f"{each.utc.astimezone(here):%Y-%m-%dT%H:%M}" for each in islice(instants(said.timetable, now), SHOWN)]
        for said in found.tasks
        if said.timetable
    ]


def verdict(row: dict[str, Any], found: Understanding, now: datetime) -> str:
    """right, asked (where allowed), needless (a question where none was), missed, or one of `SILENT`."""
    expect = row["expect"]
    if found.question:
        if expect == "tasks":
            return "asked" if row.get("or_ask") else "needless"
        return "right" if expect == "ask" else "needless"
    given = local_times(found, row, now)
    if not given:
        return "right" if expect == "none" else "missed"
    if expect != "tasks":
        return "guessed" if expect == "ask" else "invented"
    return _against(row, given)


def _against(row: dict[str, Any], given: list[list[str]]) -> str:
    wanted, left = list(row["tasks"]), []
    for times in given:
        fit = next((each for each in wanted if times == each["next"] or times in each["also_ok"]), None)
        if fit is None:
            left.append(times)
        else:
            wanted.remove(fit)
    if not left and not wanted:
        return "right"
    if row.get("split_ok") and len(row["tasks"]) == 1:
        together = sorted(each for times in given for each in times)[:SHOWN]
        if together in (row["tasks"][0]["next"], *row["tasks"][0]["also_ok"]):
            return "right"
    return "wrong" if left else "dropped"


def instructed(row: dict[str, Any], found: Understanding) -> list[str]:
    """What the instructions lack or should have lost."""
    said = " | ".join(task.instruction.lower() for task in found.tasks)
    return [words for task in row.get("tasks", ()) for words in task["instruction_has"] if words.lower() not in said]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", nargs="+", type=Path)
    options.add_argument("--show", nargs="*", default=[*SILENT, "missed", "needless"])
    chosen = options.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    gate: dict[str, Counter[str]] = defaultdict(Counter)
    lacking = 0
    rows = [json.loads(line) for path in chosen.files for line in path.read_text().splitlines() if line]
    for row in rows:
        now = datetime.fromisoformat(row["now"]).replace(tzinfo=zone_of(row["zone"]), fold=row.get("fold", 0))
        found = understand(row["text"], now, row["zone"])
        got = verdict(row, found, now)
        kind = ("tasks, may ask" if row.get("or_ask") and row["expect"] == "tasks" else row["expect"]) + (
            f" {row['lang']}" if "lang" in row else ""
        )
        counts[kind][got] += 1
        gate[kind]["taken" if decide_scheduling(row["text"], now, row["zone"]) else "not"] += 1
        lacks = instructed(row, found) if got == "right" else []
        lacking += bool(lacks)
        if lacks and "instruction" in chosen.show:
            print(f"{row['id']} lacks {lacks}: {[s.instruction for s in found.tasks]}\n    {row['text']}")
        if got in chosen.show:
            print(f"{got} {row['id']} ({row['now']} {row['zone']}): {row['text']}")
            print(f"    right: {[t['next'] for t in row.get('tasks', ())] or row['expect']} ({row.get('why', '')})")
            print(f"    got: {found.question or local_times(found, row, now) or 'none'}")
    table(counts, gate)
    print(f"right, and words of the instruction are lacking: {lacking}")


def table(counts: dict[str, Counter[str]], gate: dict[str, Counter[str]]) -> None:
    print("| expected | n | right | asked, allowed | asked, not needed | missed | silently wrong | taken by the chat |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    lines = [*sorted(counts.items()), ("together", sum(counts.values(), Counter()))]
    for kind, found in lines:
        taken = gate[kind]["taken"] if kind in gate else sum(each["taken"] for each in gate.values())
        silent = sum(found[each] for each in SILENT)
        shown = [sum(found.values()), found["right"], found["asked"], found["needless"], found["missed"], silent, taken]
        print(f"| {kind} | " + " | ".join(map(str, shown)) + " |")


if __name__ == "__main__":
    main()
