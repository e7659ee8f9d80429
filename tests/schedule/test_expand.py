"""Expansion: the instants named in the contract, the calendar's corners, and what bad input gets."""

import time as clock
import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from itertools import islice, pairwise
from pathlib import Path
from zoneinfo import _zoneinfo

import pytest
from pydantic import TypeAdapter, ValidationError

from gesso.base.errors import BadInput
from gesso.schedule.expand import Occurrence, instants, next_instant
from gesso.schedule.schedule import BadSchedule, Calendar, Day, Interval, Once, Timetable
from gesso.schedule.zone import BadZone, zone, zone_names

NEW_YORK = "America/New_York"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def daily(where: str, at: str, start: str = "2010-01-01") -> Timetable:
    return Timetable(Calendar(date.fromisoformat(start), "daily", (time.fromisoformat(at),)), where)


def after(timetable: Timetable, moment: str, count: int) -> list[Occurrence]:
    return list(islice(instants(timetable, utc(moment)), count))


def on_day(timetable: Timetable, day: str) -> list[Occurrence]:
    """Those on a local day of the zone."""
    wanted = date.fromisoformat(day)
    start = datetime.combine(wanted, time(), tzinfo=UTC) - timedelta(days=2)
    found = []
    for occurrence in instants(timetable, start):
        if occurrence.local.date() > wanted:
            return found
        if occurrence.local.date() == wanted:
            found.append(occurrence)
    return found


@pytest.mark.parametrize(
    ("where", "at", "day", "local", "note"),
    [
        (NEW_YORK, "02:30", "2027-03-14", "2027-03-14T03:30:00-04:00", "gap"),
        ("America/Santiago", "00:00", "2027-09-05", "2027-09-05T01:00:00-03:00", "gap"),
        ("Africa/Cairo", "00:00", "2027-04-30", "2027-04-30T01:00:00+03:00", "gap"),
        ("Australia/Lord_Howe", "02:15", "2027-10-03", "2027-10-03T02:45:00+11:00", "gap"),
        (NEW_YORK, "01:30", "2026-11-01", "2026-11-01T01:30:00-04:00", "overlap"),
        ("Europe/Berlin", "02:30", "2027-03-28", "2027-03-28T03:30:00+02:00", "gap"),
        ("Pacific/Apia", "19:00", "2011-12-31", "2011-12-31T19:00:00+14:00", "gap"),
    ],
)
def test_once_on_the_day_the_clocks_change(where: str, at: str, day: str, local: str, note: str) -> None:
    found = on_day(daily(where, at), day)
    assert [(one.local.isoformat(), one.note) for one in found] == [(local, note)]


@pytest.mark.parametrize(
    ("where", "times", "near"),
    [
        (NEW_YORK, ("01:30", "02:30", "02:45", "03:15"), "2027-03-14T07:00"),
        (NEW_YORK, ("01:30", "02:15"), "2026-11-01T06:00"),
        ("Australia/Lord_Howe", ("02:15", "02:40"), "2027-10-02T15:30"),
        ("Pacific/Apia", ("00:30", "09:00", "23:50"), "2011-12-30T10:00"),
        ("Pacific/Kwajalein", ("09:00", "18:00"), "1993-08-21T12:00"),
    ],
)
def test_asked_at_any_moment_near_a_change_what_comes_is_what_comes_after_it(
    where: str, times: tuple[str, ...], near: str
) -> None:
    rule = Calendar(date(1990, 1, 1), "daily", tuple(map(time.fromisoformat, times)))
    timetable = Timetable(rule, where)
    change = utc(near)
    every = list(islice(instants(timetable, change - timedelta(days=9)), 60))
    for minutes in range(-3000, 3000, 10):
        moment = change + timedelta(minutes=minutes)
        assert next_instant(timetable, moment) == next(one for one in every if one.utc > moment)


def test_no_zone_changes_twice_within_two_days() -> None:
    """`instants` looks for a gap in the day before by the offsets at its ends."""
    for name in zone_names():
        with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
            changes = _zoneinfo.ZoneInfo.from_file(file)._trans_utc
        assert all(later - earlier > 2 * 86_400 for earlier, later in pairwise(changes) if earlier >= 0), name


@pytest.mark.parametrize(("day", "runs"), [("2026-11-01", 50), ("2027-03-14", 46), ("2026-06-01", 48)])
def test_every_half_hour_is_elapsed_time(day: str, runs: int) -> None:
    half_hours = Timetable(Interval(utc("2020-01-01T00:00"), 1800), NEW_YORK)
    assert len(on_day(half_hours, day)) == runs


def test_asked_inside_the_second_one_o_clock_hour_the_next_is_tomorrow() -> None:
    found = after(daily(NEW_YORK, "01:45"), "2026-11-01T06:05", 1)  # 01:05 for the second time
    assert found[0].local.isoformat() == "2026-11-02T01:45:00-05:00"


def test_a_gap_can_change_the_order_but_not_what_comes_out_in_order() -> None:
    three = Timetable(Calendar(date(2020, 1, 1), "daily", (time(2, 45), time(3, 15), time(3, 45))), NEW_YORK)
    found = on_day(three, "2027-03-14")
    assert [f"{one.local:%H:%M} {one.note}" for one in found] == ["03:15 ", "03:45 gap"]  # two of them are one instant


def test_days_a_zone_never_had() -> None:
    fridays = Timetable(Calendar(date(2011, 1, 7), "weekly", (time(19),), days=(Day(4),)), "Pacific/Apia")
    found = after(fridays, "2011-12-29T00:00", 2)
    assert [(one.local.isoformat(), one.note) for one in found] == [
        ("2011-12-31T19:00:00+14:00", "gap"),
        ("2012-01-06T19:00:00+14:00", ""),
    ]
    found = after(daily("Pacific/Kwajalein", "07:00", "1990-01-01"), "1993-08-19T20:00", 3)
    assert [one.local.date().day for one in found] == [20, 22, 23]  # 21 August 1993 was left out


def test_the_31st_is_the_last_day_of_a_shorter_month_and_says_so() -> None:
    rule = Timetable(Calendar(date(2026, 1, 31), "monthly", (time(9),)), "Europe/Berlin")
    found = after(rule, "2026-01-01T00:00", 4)
    assert [(f"{one.local:%m-%d}", one.note) for one in found] == [
        ("01-31", ""), ("02-28", "clamped"), ("03-31", ""), ("04-30", "clamped"),
    ]  # fmt: skip
    leap = Timetable(Calendar(date(2024, 2, 29), "yearly", (time(9),)), "Europe/Berlin")
    assert [f"{one.local:%Y-%m-%d}" for one in after(leap, "2024-03-01T00:00", 4)] == [
        "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Calendar(date(2027, 1, 1), "monthly", (time(9),), days=(Day(4, -1),)), ["01-29", "02-26", "03-26"]),
        (
            Calendar(date(2027, 1, 1), "monthly", (time(9),), days=tuple(map(Day, range(5))), positions=(-1,)),
            ["01-29", "02-26", "03-31"],
        ),
        (Calendar(date(2027, 1, 1), "monthly", (time(9),), days=(Day(4),), monthdays=(13,)), ["08-13"]),
        (Calendar(date(2027, 1, 4), "weekly", (time(9),), 2, days=(Day(0), Day(2))), ["01-04", "01-06", "01-18"]),
        (Calendar(date(2027, 1, 6), "weekly", (time(9),), 2, days=(Day(0), Day(2))), ["01-06", "01-18", "01-20"]),
        (Calendar(date(2027, 1, 1), "daily", (time(9),), interval=3, months=(2,)), ["02-03", "02-06", "02-09"]),
        (Calendar(date(2027, 1, 1), "yearly", (time(9),), months=(5,), days=(Day(6, 2),)), ["05-09"]),
        (Calendar(date(2027, 1, 1), "daily", (time(9),), count=2, skip=(date(2027, 1, 2),)), ["01-01", "01-03"]),
        (Calendar(date(2027, 1, 1), "daily", (time(9),), until=date(2027, 1, 2)), ["01-01", "01-02"]),
    ],
)  # fmt: skip
def test_rules_of_the_calendar(rule: Calendar, expected: list[str]) -> None:
    found = after(Timetable(rule, "Europe/Berlin"), "2026-12-31T12:00", 3)
    assert [f"{one.local:%m-%d}" for one in found if one.local.year == 2027] == expected


def test_a_count_holds_wherever_it_is_asked_from() -> None:
    twice = Calendar(date(2027, 1, 1), "daily", (time(17), time(9)), count=3)
    assert len(after(Timetable(twice, "UTC"), "2026-01-01T00:00", 9)) == 3
    assert len(after(Timetable(twice, "UTC"), "2027-01-01T12:00", 9)) == 2
    ends_first = Calendar(date(2027, 1, 1), "daily", (time(9), time(17)), count=9, until=date(2027, 1, 3))
    assert len(after(Timetable(ends_first, "UTC"), "2026-01-01T00:00", 9)) == 6
    office = Interval(utc("2027-01-01T08:00"), 3600, between=(time(9), time(10)), count=3)
    assert [f"{one.utc:%d %H}" for one in after(Timetable(office, "UTC"), "2027-01-01T09:30", 9)] == ["01 10", "02 09"]


def test_an_interval_in_office_hours() -> None:
    rule = Interval(utc("2026-01-01T00:00"), 1800, (0, 1, 2, 3, 4), (time(9), time(17)), skip=(date(2026, 11, 23),))
    found = after(Timetable(rule, NEW_YORK), "2026-11-20T21:00", 4)
    assert [f"{one.local:%d %H:%M}" for one in found] == ["20 16:30", "20 17:00", "24 09:00", "24 09:30"]


def test_an_interval_over_midnight() -> None:
    rule = Interval(utc("2026-01-01T00:00"), 7200, between=(time(22), time(3)))
    found = after(Timetable(rule, "UTC"), "2026-01-01T03:00", 4)
    assert [f"{one.local:%d %H}" for one in found] == ["01 22", "02 00", "02 02", "02 22"]


@pytest.mark.parametrize(
    "rule",
    [
        Calendar(date(2026, 1, 1), "daily", (time(9),), interval=7, days=(Day(1),)),  # begun on a Thursday
        Calendar(date(2026, 1, 1), "monthly", (time(9),), days=(Day(0),), positions=(6,)),
        Interval(utc("2026-01-01T12:00"), 86400, between=(time(9), time(10))),
        Interval(utc("2026-01-01T12:00"), 7 * 86400, weekdays=(1,)),
    ],
)
def test_a_rule_that_fits_nothing_ends(rule: Calendar | Interval) -> None:
    started = clock.process_time()
    assert next_instant(Timetable(rule, "UTC"), utc("2026-01-01T00:00")) is None
    assert clock.process_time() - started < 2


def test_planning_is_fast() -> None:
    rules = [
        Timetable(Calendar(date(1999, 3, 1), "weekly", (time(index % 24, index % 60),), days=(Day(index % 7),)), name)
        for index, name in zip(range(2000), ["Europe/Berlin", NEW_YORK, "Asia/Kolkata", "UTC"] * 500, strict=True)
    ]
    now = utc("2026-11-27T07:00")
    started = clock.process_time()
    assert all(next_instant(rule, now) for rule in rules)
    assert (clock.process_time() - started) / len(rules) < 0.005


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("UTC+2", "is an offset"), ("+02:00", "is an offset"), ("Etc/GMT-2", "is an offset"),
        ("EST", "America/New_York"), ("CEST", "Europe/Berlin"), ("Europe/Berln", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"), ("new york", "America/New_York"), ("Japan", "Asia/Tokyo"),
        ("../../etc/passwd", "knows no zone"), ("", "knows no zone"), ("x" * 10_000, "knows no zone"),
    ],
)  # fmt: skip
def test_a_zone_is_a_place(name: str, says: str) -> None:
    with pytest.raises(BadZone, match=says) as refused:
        Timetable(Once(datetime(2027, 1, 1, 9)), name)
    assert len(refused.value.message) < 200


def test_zones_come_from_the_package_and_not_the_system(tmp_path: Path) -> None:
    """On a machine whose zone data is wrong."""
    (tmp_path / "Europe").mkdir()
    tokyo = files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes()
    (tmp_path / "Europe" / "Vaduz").write_bytes(tokyo)
    zoneinfo.reset_tzpath([str(tmp_path)])
    try:
        noon = utc("2027-01-01T12:00")
        assert noon.astimezone(zoneinfo.ZoneInfo.no_cache("Europe/Vaduz")).hour == 21
        assert noon.astimezone(zone("Europe/Vaduz")).hour == 13
    finally:
        zoneinfo.reset_tzpath()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Once(datetime(2027, 1, 1, 9, tzinfo=UTC)),
        lambda: Once(datetime(2300, 1, 1, 9)),
        lambda: Calendar(date(2027, 1, 1), "daily", ()),
        lambda: Calendar(date(2027, 1, 1), "daily", (time(9),), interval=0),
        lambda: Calendar(date(2027, 1, 1), "daily", (time(9),), count=10**9),
        lambda: Calendar(date(2027, 1, 1), "daily", (time(9),), until=date(2026, 1, 1)),
        lambda: Calendar(date(2027, 1, 1), "yearly", (time(9),), months=(2,), monthdays=(30,)),
        lambda: Calendar(date(2027, 1, 1), "weekly", (time(9),), days=(Day(1, 2),)),
        lambda: Calendar(date(2027, 1, 1), "monthly", (time(9),), days=(Day(1, 6),)),
        lambda: Interval(utc("2027-01-01T00:00"), 1),
        lambda: Interval(datetime(2027, 1, 1), 3600),
        lambda: Day(7),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(make: object) -> None:
    with pytest.raises(BadSchedule) as refused:
        make()  # type: ignore[operator]
    assert isinstance(refused.value, BadInput)


def test_a_timetable_is_its_own_form_on_the_wire() -> None:
    form = TypeAdapter(Timetable)
    rules = (
        Once(datetime(2027, 1, 1, 9)),
        Calendar(date(2027, 1, 1), "monthly", (time(9),), days=(Day(4, -1),), skip=(date(2027, 12, 25),)),
        Interval(utc("2027-01-01T00:00"), 3600, between=(time(9), time(17))),
    )
    for rule in rules:
        timetable = Timetable(rule, "Europe/Berlin")
        assert form.validate_json(form.dump_json(timetable)) == timetable
    with pytest.raises(ValidationError):
        form.validate_python({"zone": "UTC", "schedule": {"type": "once", "at": "2027-01-01T09:00", "every": 3}})
