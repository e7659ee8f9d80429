"""Cron lines on paste."""

from datetime import UTC, date, datetime, time
from itertools import islice

import pytest

from gesso.schedule.cron import parse_cron
from gesso.schedule.expand import instants
from gesso.schedule.schedule import BadSchedule, Calendar, Day, Interval, Timetable

START = date(2027, 1, 1)
WORKDAYS = tuple(map(Day, range(5)))


@pytest.mark.parametrize(("line", "expected"), [
    ("0 19 * * 1-5", Calendar(START, "weekly", (time(19),), days=WORKDAYS)),
    ("0 19 * * MON-FRI", Calendar(START, "weekly", (time(19),), days=WORKDAYS)),
    ("0 9 * * 0", Calendar(START, "weekly", (time(9),), days=(Day(6),))),
    ("0 9 * * 7", Calendar(START, "weekly", (time(9),), days=(Day(6),))),
    ("0 9 * * fri-sun", Calendar(START, "weekly", (time(9),), days=(Day(4), Day(5), Day(6)))),
    ("0 9 * * 5-7", Calendar(START, "weekly", (time(9),), days=(Day(4), Day(5), Day(6)))),
    ("30 8,18 * jan,7 *", Calendar(START, "daily", (time(8, 30), time(18, 30)), months=(1, 7))),
    ("0 9-17/4 * * *", Calendar(START, "daily", (time(9), time(13), time(17)))),
    ("@daily", Calendar(START, "daily", (time(0),))),
    ("*/30 * * * *", Interval(datetime(2027, 1, 1, tzinfo=UTC), 1800)),
    ("5 * * * 1", Interval(datetime(2027, 1, 1, 0, 5, tzinfo=UTC), 3600, (0,))),
    ("@hourly", Interval(datetime(2027, 1, 1, tzinfo=UTC), 3600)),
    ("* * * * *", Interval(datetime(2027, 1, 1, tzinfo=UTC), 60)),
])  # fmt: skip
def test_what_a_line_means(line: str, expected: object) -> None:
    assert parse_cron(line, START, "UTC") == (expected,)


def days_of(line: str, count: int) -> list[str]:
    after = datetime(2026, 12, 31, tzinfo=UTC)
    found = {
        one.utc for rule in parse_cron(line, START, "UTC")
        for one in islice(instants(Timetable(rule, "UTC"), after), count * 2)
    }  # fmt: skip
    return [f"{moment:%m-%d}" for moment in sorted(found)[:count]]


def test_day_of_the_month_or_day_of_the_week_is_two_schedules() -> None:
    assert len(parse_cron("0 9 13 * 5", START, "UTC")) == 2
    assert days_of("0 9 13 * 5", 4) == ["01-01", "01-08", "01-13", "01-15"]


def test_the_31st_of_a_cron_line_skips_shorter_months() -> None:
    assert days_of("0 9 31 * *", 3) == ["01-31", "03-31", "05-31"]
    assert days_of("@monthly", 3) == ["01-01", "02-01", "03-01"]
    assert days_of("@yearly", 1) == ["01-01"]


@pytest.mark.parametrize("line", [
    "", "0 9 * *", "0 0 9 * * *", "60 9 * * *", "0 24 * * *", "0 9 0 * *", "0 9 * 13 *", "0 9 * * 8", "0 9 * * MO",
    "a b c d e", "*/0 * * * *", "5-1 * * * *", "0 9 L * *", "0 9 * * 5#3", "? * * * *", "@reboot", "@never",
    "*/7 1-23 * * *", "0 9 ٣ * *", "0 " * 10_000, "0 9 30 2 *",
])  # fmt: skip
def test_what_is_refused(line: str) -> None:
    with pytest.raises(BadSchedule) as refused:
        parse_cron(line, START, "UTC")
    assert len(refused.value.message) < 300


def test_hours_of_a_grid_keep_their_hours() -> None:
    rule = Timetable(parse_cron("*/30 9-10 * * *", START, "Europe/Berlin")[0], "Europe/Berlin")
    found = islice(instants(rule, datetime(2027, 1, 1, tzinfo=UTC)), 5)
    assert [f"{one.local:%H:%M}" for one in found] == ["09:00", "09:30", "10:00", "10:30", "09:00"]


def test_a_grid_is_of_the_zone_s_minutes() -> None:
    rule = Timetable(parse_cron("5 * * * *", START, "Asia/Kathmandu")[0], "Asia/Kathmandu")
    assert next(instants(rule, datetime(2027, 1, 1, tzinfo=UTC))).local.isoformat() == "2027-01-01T06:05:00+05:45"
