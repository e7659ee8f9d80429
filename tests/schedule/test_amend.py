"""Changes of a task in words: the next dates after the change, or a question."""

from datetime import UTC, date, datetime, time
from itertools import islice

import pytest

from gesso.schedule.expand import instants
from gesso.schedule.schedule import Calendar, Day, Interval, Once, Timetable
from gesso.schedule.words import amend, understand

NOW = datetime(2026, 11, 25, 10, 7, tzinfo=UTC)  # a Wednesday
ZONE = "Europe/London"
WEEKDAYS = Timetable(Calendar(NOW.date(), "weekly", (time(19),), days=tuple(Day(d) for d in range(5))), ZONE)
MONDAYS = Timetable(Calendar(NOW.date(), "weekly", (time(7),), days=(Day(0),)), ZONE)
DAILY = Timetable(Calendar(NOW.date(), "daily", (time(7),)), ZONE)
TWICE = Timetable(Calendar(NOW.date(), "daily", (time(8), time(20))), ZONE)
MONTHLY = Timetable(Calendar(NOW.date(), "monthly", (time(9),), monthdays=(1,)), ZONE)
ONCE = Timetable(Once(datetime(2026, 11, 27, 9)), ZONE)
GRID = Timetable(Interval(datetime(2026, 11, 25, 11, tzinfo=UTC), 1800), ZONE)

CASES = [
    (WEEKDAYS, "make it 8", "25 20:00, 26 20:00, 27 20:00"),
    (WEEKDAYS, "no, 8 not 7", "25 20:00, 26 20:00"),
    (WEEKDAYS, "make it 8am", "26 08:00, 27 08:00, 30 08:00"),
    (WEEKDAYS, "6 am is better", "26 06:00, 27 06:00"),
    (WEEKDAYS, "make it 2", None),
    (WEEKDAYS, "not on Fridays", "25 19:00, 26 19:00, 30 19:00"),
    (WEEKDAYS, "an hour later", "25 20:00, 26 20:00"),
    (WEEKDAYS, "30 minutes earlier", "25 18:30, 26 18:30"),
    (WEEKDAYS, "move it to Tuesdays", "01 19:00, 08 19:00"),
    (WEEKDAYS, "also on Saturdays", "25 19:00, 26 19:00, 27 19:00, 28 19:00, 30 19:00"),
    (WEEKDAYS, "move it from 7pm to 9pm", "25 21:00, 26 21:00"),
    (WEEKDAYS, "skip tomorrow", "25 19:00, 27 19:00"),
    (WEEKDAYS, "until Friday", "25 19:00, 26 19:00, 27 19:00"),
    (WEEKDAYS, "not on holidays", None),
    (WEEKDAYS, "make it blue", None),
    (MONDAYS, "make it 8", "30 08:00, 07 08:00"),
    (MONDAYS, "every other week instead", "30 07:00, 14 07:00"),
    (MONDAYS, "move it to Tuesday", "01 07:00, 08 07:00"),
    (ONCE, "make it 10", "27 10:00"),
    (ONCE, "make it tomorrow", "26 09:00"),
    (ONCE, "two days later", "29 09:00"),
    (ONCE, "make it 3", None),
    (ONCE, "today at 8am", None),
    (GRID, "every hour", "25 11:00, 25 12:00"),
    (WEEKDAYS, "nicht freitags", "25 19:00, 26 19:00, 30 19:00"),
    (WEEKDAYS, "eine Stunde später", "25 20:00, 26 20:00"),
    (WEEKDAYS, "lieber um 20 Uhr", "25 20:00, 26 20:00"),
    (WEEKDAYS, "verschieb es auf dienstags", "01 19:00, 08 19:00"),
    (WEEKDAYS, "um 8 statt um 7", "25 20:00, 26 20:00"),
    (MONDAYS, "jede zweite Woche", "30 07:00, 14 07:00"),
    (WEEKDAYS, "no, at nine", "25 21:00, 26 21:00"),
    (MONDAYS, "no, at nine", "30 09:00, 07 09:00"),
    (ONCE, "no, at ten", "27 10:00"),
    (WEEKDAYS, "actually 7:30 pm", "25 19:30, 26 19:30"),
    (WEEKDAYS, "half an hour later please", "25 19:30"),
    (WEEKDAYS, "never on Mondays and Fridays", "25 19:00, 26 19:00, 01 19:00"),
    (WEEKDAYS, "drop Fridays", "25 19:00, 26 19:00, 30 19:00"),
    (WEEKDAYS, "not on Fridays any more", "25 19:00, 26 19:00, 30 19:00"),
    (WEEKDAYS, "weekends too", "25 19:00, 26 19:00, 27 19:00, 28 19:00, 29 19:00"),
    (WEEKDAYS, "stop at the end of the year", "25 19:00"),
    (WEEKDAYS, "until 4 December", "25 19:00"),
    (WEEKDAYS, "only on Tuesdays", "01 19:00, 08 19:00"),
    (WEEKDAYS, "change it to every day", "25 19:00, 26 19:00, 27 19:00, 28 19:00"),
    (DAILY, "only on weekdays", "26 07:00, 27 07:00, 30 07:00"),
    (DAILY, "every other day", "26 07:00, 28 07:00"),
    (DAILY, "make that 6:45", "26 06:45, 27 06:45"),
    (DAILY, "8 instead of 7", "26 08:00, 27 08:00"),
    (DAILY, "in the evening instead", None),
    (DAILY, "skip this weekend", None),
    (DAILY, "start on Monday", "30 07:00, 01 07:00"),
    (DAILY, "London time", "26 07:00"),
    (DAILY, "7 am New York time", "25 07:00, 26 07:00"),
    (TWICE, "make it 9", None),
    (TWICE, "make it 9 am and 9 pm", "25 21:00, 26 09:00"),
    (MONTHLY, "on the 15th instead", "15 09:00, 15 09:00"),
    (MONTHLY, "the last day of the month", "30 09:00, 31 09:00"),
    (MONTHLY, "at 10 instead", "01 10:00"),
    (MONDAYS, "every other week instead, starting 7 December", "07 07:00, 21 07:00"),
    (MONDAYS, "Tuesday instead of Monday", "01 07:00, 08 07:00"),
    (MONDAYS, "move it to Tuesday at 8", "01 08:00, 08 08:00"),
    (MONDAYS, "move it to Tuesday at 3", None),
    (MONDAYS, "just once more", None),
    (ONCE, "move it to next Tuesday", "01 09:00"),
    (ONCE, "move it to Tuesday", "01 09:00"),
    (ONCE, "a week later", "04 09:00"),
    (ONCE, "tomorrow at noon", "26 12:00"),
    (ONCE, "yesterday", None),
    (GRID, "every 45 minutes", "25 11:00"),
    (GRID, "only between 9 and 5", "25 11:00, 25 11:30"),
    (GRID, "not at weekends", "25 11:00"),
    (WEEKDAYS, "delete it", None),
    (WEEKDAYS, "at 25:00", None),
    (WEEKDAYS, "not on weekdays", None),
    (WEEKDAYS, "um neun statt um sieben", "25 21:00"),
    (WEEKDAYS, "nein, um neun", "25 21:00"),
    (WEEKDAYS, "hör nach Weihnachten auf", "25 19:00"),
    (WEEKDAYS, "nur noch dienstags", "01 19:00, 08 19:00"),
    (MONDAYS, "jede zweite Woche bitte", "30 07:00, 14 07:00"),
    (MONDAYS, "auf Dienstag verschieben", "01 07:00, 08 07:00"),
    (ONCE, "eine Woche später", "04 09:00"),
]


@pytest.mark.parametrize(
    ("before", "text", "expected"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_change(before: Timetable, text: str, expected: str | None) -> None:
    after = amend(text, before, NOW)
    if expected is None:
        assert isinstance(after, str) and after
        return
    assert isinstance(after, Timetable), after
    wanted = expected.split(", ")
    found = [f"{o.local:%d %H:%M}" for o in islice(instants(after, NOW), len(wanted) + 5)]
    assert found[: len(wanted)] == wanted


def test_stop_after_christmas_ends_it() -> None:
    for text in ("stop after Christmas", "bis Weihnachten", "hör nach Weihnachten auf"):
        after = amend(text, WEEKDAYS, NOW)
        assert isinstance(after, Timetable) and isinstance(after.schedule, Calendar)
        assert after.schedule.until == date(2026, 12, 25)


SAID = [
    ("every day at 7am tell me a fact", "make it 8 instead", "26 08:00, 27 08:00"),
    ("remind me thursdays at 5pm to empty the bin", "mondays, not thursdays", "30 17:00, 07 17:00"),
    ("remind me on Friday at 9am to call", "oh wait, monday not friday", "30 09:00"),
    ("remind me to buy milk", "tomorrow at 9 am", "26 09:00"),
    ("remind me at 7 to call mum", "pm", "25 19:00"),
    ("remind me at 7 to call mum", "evening please", "25 19:00"),
    ("every morning a joke please", "7", "26 07:00, 27 07:00"),
    ("every day at 7am a fact", "how about 9 am?", "26 09:00, 27 09:00"),
    ("every day at 7am a fact", "at 9 pm send me a joke", "25 21:00"),
    ("jeden Tag um 7 Uhr ein Witz", "8 Uhr passt besser", "26 08:00, 27 08:00"),
    ("erinnere mich morgen an die Post", "um 9 Uhr", "26 09:00"),
    ("remind me tomorrow to buy milk", "at 9", "ask"),
    ("every day at 7am a fact", "thanks! what is 9 plus 8?", "none"),
    ("every day at 7am a fact", "thank you", "none"),
]


@pytest.mark.parametrize(("earlier", "text", "expected"), SAID)
def test_a_message_is_understood_with_the_one_before(earlier: str, text: str, expected: str) -> None:
    found = understand(text, NOW, ZONE, earlier=[earlier])
    if expected in ("ask", "none"):
        assert bool(found.question) == (expected == "ask") and not any(t.timetable for t in found.tasks)
        return
    [task] = found.tasks
    assert task.timetable and not found.question
    most = expected.count(",") + 1
    assert ", ".join(f"{o.local:%d %H:%M}" for o in islice(instants(task.timetable, NOW), most)) == expected
