"""A schedule in words. That the grammar reads them back is tested beside the grammar."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings

from gesso.schedule.describe import describe
from gesso.schedule.rrule import parse_rrule
from gesso.schedule.schedule import BadSchedule, Calendar, Day, Interval, Once, Schedule
from tests.schedule.test_rrule import rules, written

START = date(2027, 1, 4)
NINE = (time(9),)
WORKDAYS = tuple(map(Day, range(5)))
WORDS: list[tuple[Schedule, str, str]] = [
    (
        Once(datetime(2027, 1, 4, 9)),
        "once on Monday 4 January 2027 at 09:00",
        "einmal am Montag, 4. Januar 2027 um 09:00 Uhr",
    ),
    (Calendar(START, "daily", NINE), "every day at 09:00", "jeden Tag um 09:00 Uhr"),
    (
        Calendar(START, "weekly", (time(19),), days=WORKDAYS),
        "every weekday at 19:00",
        "montags bis freitags um 19:00 Uhr",
    ),
    (
        Calendar(START, "weekly", NINE, 2, (Day(0), Day(3))),
        "every 2 weeks on Monday and Thursday at 09:00, starting 4 January 2027",
        "alle 2 Wochen am Montag und Donnerstag um 09:00 Uhr, ab 4. Januar 2027",
    ),
    (
        Calendar(START, "monthly", NINE, days=(Day(4, -1),), until=date(2027, 3, 31), skip=(date(2027, 12, 25),)),
        "on the last Friday of each month at 09:00, until 31 March 2027, not on 25 December 2027",
        "am letzten Freitag jedes Monats um 09:00 Uhr, bis 31. März 2027, nicht am 25. Dezember 2027",
    ),
    (
        Calendar(START, "monthly", NINE, monthdays=(31,)),
        "on the 31st (or the last day) of each month at 09:00",
        "am 31. (oder am letzten Tag) jedes Monats um 09:00 Uhr",
    ),
    (
        Calendar(START, "monthly", NINE, days=WORKDAYS, positions=(-1,)),
        "on the last weekday of each month at 09:00",
        "am letzten Wochentag (Montag bis Freitag) jedes Monats um 09:00 Uhr",
    ),
    (
        Calendar(START, "monthly", NINE, monthdays=(1, 15, -1)),
        "on the 1st, 15th and last day of each month at 09:00",
        "am 1., 15. und letzten Tag jedes Monats um 09:00 Uhr",
    ),
    (Calendar(START, "yearly", NINE), "every year on 4 January at 09:00", "jedes Jahr am 4. Januar um 09:00 Uhr"),
    (
        Interval(datetime(2027, 1, 4, tzinfo=UTC), 1800, (0, 1, 2, 3, 4), (time(9), time(17)), count=10),
        "every 30 minutes on weekdays between 09:00 and 17:00, 10 times",
        "alle 30 Minuten montags bis freitags zwischen 09:00 und 17:00 Uhr, 10-mal",
    ),
]


@pytest.mark.parametrize(("schedule", "english", "german"), WORDS)
def test_words(schedule: Schedule, english: str, german: str) -> None:
    assert describe(schedule) == english
    assert describe(schedule, "de") == german


@settings(max_examples=60, deadline=None)
@given(rules())
def test_every_time_of_every_rule_is_said(rule: tuple[datetime, dict[str, str]]) -> None:
    start, parts = rule
    try:
        schedule = parse_rrule(written(start, parts, [], "Europe/Berlin")).schedule
    except BadSchedule:
        return
    assert isinstance(schedule, Calendar)
    for language in ("en", "de"):
        words = describe(schedule, language)  # type: ignore[arg-type]
        assert all(f"{at:%H:%M}" in words for at in schedule.times)
        assert "  " not in words and "{" not in words
