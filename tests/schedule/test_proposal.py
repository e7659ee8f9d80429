"""A model's proposal beside the grammar's reading: equal where the next times are, else one question."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from gesso.schedule.proposal import Proposed, difference, picked
from gesso.schedule.schedule import BadSchedule, Timetable
from gesso.schedule.words import understand
from gesso.schedule.zone import BadZone

NOW, BERLIN = datetime(2026, 11, 27, 9, tzinfo=UTC), "Europe/Berlin"


def read(text: str) -> list[Timetable]:
    return [task.timetable for task in understand(text, NOW, BERLIN).tasks if task.timetable]


def proposed(first: str, rule: str = "", **more: object) -> Timetable:
    return Proposed.model_validate({"first": first, "rule": rule, **more}).timetable(BERLIN)


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("every weekday at 7 pm a joke", [proposed("2026-11-27T19:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")]),
        ("remind me tomorrow at 9 am to call", [proposed("2026-11-28T09:00")]),
        ("every 2 hours check the page", [proposed("2026-11-27T10:17", "FREQ=HOURLY;INTERVAL=2")]),
        (
            "daily at 8 am until 3 December but not on 1 December, a quote",
            [proposed("2026-11-28T08:00", "FREQ=DAILY;UNTIL=20261203T235959Z", without=["2026-12-01"])],
        ),
        (
            "every Monday at 9 am Tokyo time the prices",
            [proposed("2026-11-30T09:00", "FREQ=WEEKLY", zone="Asia/Tokyo")],
        ),
        (
            "On Mondays at 8 am tell me a joke, and every Friday at 4 pm send a summary",
            [
                proposed("2026-11-27T16:00", "FREQ=WEEKLY;BYDAY=FR"),
                proposed("2026-11-30T08:00", "FREQ=WEEKLY;BYDAY=MO"),
            ],
        ),
    ],
)
def test_what_says_the_same_is_no_question(text: str, tables: list[Timetable]) -> None:
    assert difference(read(text), tables, NOW) is None


def test_what_says_otherwise_is_asked_with_both_readings() -> None:
    asked = difference(read("every weekday at 7 pm a joke"), [proposed("2026-11-28T07:00", "FREQ=DAILY")], NOW)
    assert asked == (
        "Is it every weekday at 19:00, next on 2026-11-27 at 19:00 Europe/Berlin, "
        "or every day at 07:00, next on 2026-11-28 at 07:00 Europe/Berlin?"
    )
    assert (
        picked(asked, "the first") == "every weekday at 19:00"
        and picked(asked, "The second one.") == "every day at 07:00"
    )
    assert picked(asked, "at 8") is None and picked("At what time?", "the first") is None
    more = [proposed("2026-11-27T19:00", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"), proposed("2026-11-28T10:00")]
    assert (difference(read("every weekday at 7 pm a joke"), more, NOW) or "").startswith("Is it only every weekday")


@pytest.mark.parametrize("first", ["tomorrow", "2026-11-27", "2026-11-27T19:00Z"])
def test_a_proposal_has_a_strict_form(first: str) -> None:
    with pytest.raises(ValidationError):
        Proposed(first=first)
    with pytest.raises(ValidationError):
        Proposed.model_validate({"first": "2026-11-27T19:00", "hour": 7})


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(BadSchedule):
        proposed("2026-02-30T09:00")
    with pytest.raises(BadSchedule, match="SECONDLY"):
        proposed("2026-11-27T09:00", "FREQ=SECONDLY")
    with pytest.raises(BadZone):
        proposed("2026-11-27T09:00", zone="Mars/Base")
