"""Messages that speak of times and set none: the cases of every other behaviour, and texts, edits and questions."""

import json
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from gesso.schedule.words import understand

NOW = datetime(2026, 11, 25, 10, 7, tzinfo=UTC)  # a Wednesday
OWN = [line for line in (Path(__file__).parent / "no_schedule.txt").read_text().splitlines() if line]


@pytest.mark.parametrize("text", OWN, ids=lambda text: text[:60])
def test_a_message_about_times_sets_none(text: str) -> None:
    found = understand(text, NOW, "Europe/London")
    assert not found.tasks and found.question is None, found


def test_what_other_behaviours_are_asked_gives_no_task_and_hardly_a_question() -> None:
    asks = set()
    for folder in files("gesso.behaviors").iterdir():
        cases = folder / "cases.jsonl"
        if folder.name != "schedule" and cases.is_file():
            asks |= {json.loads(line)["input"].get("ask") for line in cases.read_text().splitlines()}
    asks -= {None, ""}
    found = {ask: understand(ask, NOW, "Europe/London") for ask in asks}
    assert len(asks) > 2000
    assert [ask for ask, u in found.items() if any(said.timetable for said in u.tasks)] == []
    assert sum(u.question is not None for u in found.values()) <= len(asks) // 100
