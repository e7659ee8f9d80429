"""The second reader: a schedule that its words do not say is noticed, whatever the grammar made of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from gesso.schedule.schedule import Calendar, Day, Once, Schedule, Timetable
from gesso.schedule.words import understand
from gesso.schedule.words.witness import doubt

NOW = datetime(2026, 3, 11, 9, 20, tzinfo=UTC)  # a Wednesday
TODAY = date(2026, 3, 11)
WEEKDAYS = tuple(map(Day, range(5)))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("every day at 8 am the news", Calendar(TODAY, "daily", (time(20),))),
        ("every day at 8 am the news", Calendar(TODAY, "daily", (time(8, 30),))),
        ("every day at 8 am the news", Once(datetime(2026, 3, 12, 8))),
        ("every weekday at 8 am the news", Calendar(TODAY, "daily", (time(8),))),
        ("every weekday at 8 am the news", Calendar(TODAY, "weekly", (time(8),), days=WEEKDAYS[1:])),
        ("every Monday at 8 am the news", Calendar(TODAY, "weekly", (time(8),), days=WEEKDAYS[1:2])),
        ("every Monday at 8 am the news", Calendar(TODAY, "weekly", (time(8),), 2, WEEKDAYS[:1])),
        ("every day at 8 am until 20 March the news", Calendar(TODAY, "daily", (time(8),))),
        ("every day at 8 am and 6 pm the news", Calendar(TODAY, "daily", (time(8),))),
        ("remind me tomorrow at 5 pm to call Ben", Once(datetime(2026, 3, 13, 17))),
        ("remind me on Friday at 5 pm to call Ben", Once(datetime(2026, 3, 12, 17))),
    ],
)
def test_what_is_not_said_is_doubted(text: str, wrong: Schedule) -> None:
    [said] = understand(text, NOW, "Europe/London").tasks
    assert said.timetable is not None
    assert doubt(text, [said], (), NOW) is None
    made = replace(said, timetable=Timetable(wrong, "Europe/London"))
    assert doubt(text, [made], (), NOW) is not None
