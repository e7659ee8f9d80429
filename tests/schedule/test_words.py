"""What people say about when, against answers worked out by hand from the calendar. See phrases.jsonl."""

import json
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from gesso.base.errors import BadInput
from gesso.schedule.expand import instants
from gesso.schedule.words import Understanding, understand

PHRASES = [json.loads(line) for line in (Path(__file__).parent / "phrases.jsonl").read_text().splitlines() if line]
NOW = datetime.fromisoformat("2026-11-25T10:07:00+00:00")  # a Wednesday


def answer(found: Understanding, now: datetime, most: int) -> Any:
    """`ask`, `none`, or the next local times of each task."""
    if found.question:
        return "ask"
    if not found.tasks:
        return "none"
    return [
        [f"{o.local:%Y-%m-%d %H:%M}" for o in islice(instants(t.timetable, now), most)]
        for t in found.tasks
        if t.timetable
    ]


@pytest.mark.parametrize("row", PHRASES, ids=lambda row: row["text"][:60])
def test_phrase(row: dict[str, Any]) -> None:
    now = datetime.fromisoformat(row.get("now", NOW.isoformat()))
    found = understand(row["text"], now, row.get("zone", "Europe/London"))
    expected = row["expect"]
    most = max(map(len, expected)) if isinstance(expected, list) else 0
    assert answer(found, now, most) == expected, found
    if "total" in row:
        assert found.tasks[0].timetable
        assert sum(1 for _ in islice(instants(found.tasks[0].timetable, now), 100)) == row["total"]
    if "do" in row:
        assert [task.instruction for task in found.tasks] == row["do"]
    for task in found.tasks:
        assert all(0 <= a < b <= len(row["text"]) for a, b in task.spans.values())


def test_a_naive_now_and_an_unknown_zone_are_refused() -> None:
    with pytest.raises(BadInput, match="zone"):
        understand("at 7pm", datetime(2026, 11, 27, 9), "Europe/Berlin")
    with pytest.raises(BadInput, match="Mars/Olympus"):
        understand("at 7pm", NOW, "Mars/Olympus")
