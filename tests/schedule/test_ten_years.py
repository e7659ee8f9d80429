"""Years over many zones: nothing twice, nothing lost, against an oracle that only looks at clocks.

The oracle steps through UTC by quarters of an hour and writes down what the zone's clocks show. A time of day is due
when a clock shows it first; if none does that day, as long after the clocks last stood before it as they would have had
to run.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from gesso.schedule.schedule import Calendar, Interval, Timetable
from gesso.schedule.simulate import SimulatedTask, simulate
from gesso.schedule.zone import zone

FEW = ["America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]
MANY = [
    *FEW, "America/Santiago", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Africa/Casablanca", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Tehran", "Asia/Jerusalem", "Asia/Gaza", "Asia/Beirut", "Pacific/Apia", "Pacific/Auckland",
    "Pacific/Chatham", "Pacific/Norfolk", "Pacific/Kiritimati", "Pacific/Easter", "America/St_Johns", "America/Havana",
    "America/Asuncion", "America/Nuuk", "America/Sao_Paulo", "America/Mexico_City", "Antarctica/Troll", "Asia/Tokyo",
    "Africa/Khartoum", "UTC",
]  # fmt: skip
TIMES = (time(0), time(0, 30), time(1, 30), time(2, 15), time(2, 30), time(3), time(12), time(23, 45))
QUARTER = timedelta(minutes=15)


def expected(name: str, start: datetime, end: datetime) -> list[datetime]:
    where, shown = zone(name), dict[datetime, datetime]()
    moment = start - timedelta(days=3)
    while moment < end + timedelta(days=3):
        shown.setdefault(moment.astimezone(where).replace(tzinfo=None, fold=0), moment)
        moment += QUARTER
    due = set()
    day = (start - timedelta(days=2)).date()
    while day <= (end + timedelta(days=1)).date():
        for at in TIMES:
            wall = before = datetime.combine(day, at)
            while before not in shown:
                before -= QUARTER
            due.add(shown[before] + (wall - before))
        day += timedelta(days=1)
    return sorted(moment for moment in due if start <= moment < end)


def check(name: str, start: datetime, end: datetime, grid_until: datetime | None = None) -> int:
    grid_end = grid_until or end
    walls = SimulatedTask("walls", Timetable(Calendar(date(2010, 1, 1), "daily", TIMES), name))
    grid = SimulatedTask("grid", Timetable(Interval(datetime(2010, 1, 1, tzinfo=UTC), 1800), name))
    by_wall, by_grid = simulate([walls], (), start, end), simulate([grid], (), start, grid_end)
    assert [row.due.utc for row in by_wall] == expected(name, start, end)
    half_hours = (grid_end - start) // timedelta(minutes=30)
    assert [row.due.utc for row in by_grid] == [start + n * timedelta(minutes=30) for n in range(half_hours)]
    rows = by_wall + by_grid
    assert len({row.run_id for row in rows}) == len(rows)
    assert {row.state for row in rows} == {"run"}
    return len(rows)


@pytest.mark.parametrize("name", FEW)
def test_both_changes_of_a_winter(name: str) -> None:
    start, end = datetime(2026, 9, 28, tzinfo=UTC), datetime(2027, 5, 2, tzinfo=UTC)
    assert check(name, start, end, start + timedelta(days=40)) > 3_000


@pytest.mark.slow
@pytest.mark.parametrize("name", MANY)
def test_ten_years(name: str) -> None:
    assert (
        check(
            name, datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
        )
        > 46_000
    )


def test_the_year_apia_left_a_day_out() -> None:
    assert check("Pacific/Apia", datetime(2011, 12, 15, tzinfo=UTC), datetime(2012, 1, 15, tzinfo=UTC)) > 1_500
