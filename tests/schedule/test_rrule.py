"""RFC 5545 in and out: python-dateutil as the oracle of what is read, and what is refused."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gesso.schedule.expand import instants
from gesso.schedule.rrule import parse_rrule, render_rrule
from gesso.schedule.schedule import BadSchedule, Calendar, Day, Interval, Once, Timetable
from gesso.schedule.zone import BadZone, zone

ZONES = ("UTC", "Africa/Abidjan", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
         "America/Santiago", "Pacific/Apia")  # fmt: skip
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST = 40
HORIZON = timedelta(days=366 * 12)


def oracle(start: datetime, rules: list[str], exdates: list[datetime], where: str) -> list[datetime]:
    """What dateutil says on the wall clock, resolved: through UTC and back, and the offset before a gap."""
    walls = {
        wall
        for rule in rules
        for wall in islice(rrulestr(rule, dtstart=start).between(start, start + HORIZON, inc=True), 4 * MOST)
    }
    found = set()
    for wall in sorted(walls - set(exdates))[: 2 * MOST]:
        found.add(wall.replace(tzinfo=zone(where), fold=0).astimezone(UTC))
    return sorted(found)[:MOST]


def ours(text: str, start: datetime, where: str) -> list[datetime]:
    first = start.replace(tzinfo=zone(where)).astimezone(UTC) - timedelta(seconds=1)
    last = (start + HORIZON).replace(tzinfo=zone(where)).astimezone(UTC)
    return [one.utc for one in islice(instants(parse_rrule(text), first), MOST) if one.utc <= last]


def some(values: list[int], most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.sampled_from(values), unique=True, max_size=most).map(sorted)


@st.composite
def rules(draw: st.DrawFn) -> tuple[datetime, dict[str, str]]:
    """A DTSTART and the parts of a rule of the whitelist."""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": freq}
    interval = draw(st.integers(1, 3 if freq == "YEARLY" else 5))
    if interval > 1:
        parts["INTERVAL"] = str(interval)
    days = [NAMES[day] for day in draw(some(list(range(7)), 4))]
    if freq in ("MONTHLY", "YEARLY") and days and draw(st.booleans()):
        days = [f"{draw(st.sampled_from([1, 2, 3, 4, -1, -2, 5]))}{day}" for day in days]
    if days:
        parts["BYDAY"] = ",".join(days)
    nth = any(day[0] in "-12345" for day in days)
    if freq in ("MONTHLY", "YEARLY") and not nth and (monthdays := draw(some([*range(-28, 0), *range(1, 29)], 5))):
        parts["BYMONTHDAY"] = ",".join(map(str, monthdays))
    if months := draw(some(list(range(1, 13)), 6)):
        parts["BYMONTH"] = ",".join(map(str, months))
    hours, minutes = draw(some(list(range(24)), 3)), draw(some([0, 1, 15, 30, 45, 59], 2))
    at = time(draw(st.sampled_from([0, 1, 2, 9, 23])), draw(st.sampled_from([0, 30])))
    if hours:
        parts["BYHOUR"] = ",".join(map(str, hours))
    if minutes:
        parts["BYMINUTE"] = ",".join(map(str, minutes))
    if (
        len(hours or [0]) * len(minutes or [0]) == 1
        and freq != "DAILY"
        and (days or "BYMONTHDAY" in parts)
        and draw(st.booleans())
    ):
        parts["BYSETPOS"] = draw(st.sampled_from(["1", "-1", "2", "1,-1"]))
    day = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 800)))
    if freq == "WEEKLY" and "BYSETPOS" in parts:
        day -= timedelta(days=day.weekday())  # dateutil does not count the days of the first week before its start
    start = datetime.combine(day, at)
    end = draw(st.sampled_from(["", "COUNT", "UNTIL"]))
    if end == "COUNT":
        parts["COUNT"] = str(draw(st.integers(1, 60)))
    if end == "UNTIL":
        parts["UNTIL"] = f"{day + timedelta(days=draw(st.integers(0, 900))):%Y%m%d}T235959"
    return start, parts


def written(start: datetime, parts: dict[str, str], exdates: list[datetime], where: str) -> str:
    rule = "RRULE:" + ";".join(f"{name}={value}" for name, value in parts.items())
    lines = [f"DTSTART;TZID={where}:{start:%Y%m%dT%H%M%S}", rule]
    if exdates:
        lines.append(f"EXDATE;TZID={where}:" + ",".join(f"{wall:%Y%m%dT%H%M%S}" for wall in exdates))
    return "\n".join(lines)


@settings(max_examples=100, deadline=None)
@given(rules(), st.sampled_from(ZONES), st.lists(st.integers(0, 15), max_size=3))
def test_dateutil_reads_the_same(rule: tuple[datetime, dict[str, str]], where: str, left_out: list[int]) -> None:
    start, parts = rule
    if start.day > 28 and parts["FREQ"] in ("MONTHLY", "YEARLY"):
        start = start.replace(day=28)  # the 29th to the 31st are ours, tested below
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    walls = list(islice(rrulestr(text, dtstart=start).between(start, start + timedelta(days=366 * 9), inc=True), 20))
    exdates = []
    for index in left_out:  # a whole day each
        if index < len(walls):
            exdates += [wall for wall in walls if wall.date() == walls[index].date() and wall not in exdates]
    exdates = [wall for wall in exdates if wall.date() != walls[-1].date()]
    expected = oracle(start, [text], exdates, where)
    try:
        timetable = parse_rrule(written(start, parts, exdates, where))
    except BadSchedule as refused:
        allowed = ("never due", "between the times", "before it starts", "leaves nothing", "some of a day's times")
        assert any(reason in refused.message for reason in allowed), refused.message
        assert "never due" not in refused.message or not expected
        return
    assert ours(written(start, parts, exdates, where), start, where) == expected
    again = render_rrule(timetable)
    assert ours(again, start, where) == expected
    assert render_rrule(parse_rrule(again)) == again
    assume(where != "UTC")
    lines = again.split("\n")
    first = datetime.strptime(lines[0].partition(":")[2], "%Y%m%dT%H%M%S")
    gone = [datetime.strptime(one, "%Y%m%dT%H%M%S") for line in lines if line.startswith("EXDATE")
            for one in line.partition(":")[2].split(",")]  # fmt: skip
    texts = [line.replace("Z", "") for line in lines if line.startswith("RRULE")]
    cut = parts["FREQ"] == "WEEKLY" and {"BYSETPOS", "BYMONTH"} <= parts.keys()  # again a first week begun in its midst
    if "RSCALE" not in again and "UNTIL" not in again and not cut:
        assert oracle(first, texts, gone, where)[: len(expected)] == expected  # what we write, dateutil reads


def test_a_place_in_the_week_is_a_weekday() -> None:
    text = "DTSTART;TZID=Pacific/Apia:20251229T000000\nRRULE:FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=2"
    assert render_rrule(parse_rrule(text)).endswith("BYDAY=TU;BYHOUR=0;BYMINUTE=0")


@pytest.mark.parametrize("last", [29, 30, 31])
@pytest.mark.parametrize("month", ["", ";BYMONTH=2,4,5"])
def test_the_last_days_are_written_so_that_anyone_reads_them(last: int, month: str) -> None:
    text = f"DTSTART;TZID=Europe/Berlin:20270101T090000\nRRULE:FREQ=MONTHLY{month};BYMONTHDAY={last}"
    again = render_rrule(parse_rrule(text))
    expected = ours(text, datetime(2027, 1, 1, 9), "Europe/Berlin")
    assert len({f"{moment:%Y-%m}" for moment in expected}) == (36 if month else MOST)  # none left out
    start, rule = again.split("\n")
    first = datetime.strptime(start.partition(":")[2], "%Y%m%dT%H%M%S")
    assert oracle(first, [rule], [], "Europe/Berlin")[: len(expected)] == expected
    assert render_rrule(parse_rrule(again)) == again


def test_the_31st_alone_can_be_said() -> None:
    text = "DTSTART;TZID=UTC:20270131T090000\nRRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=OMIT;BYMONTHDAY=31"
    found = ours(text, datetime(2027, 1, 31, 9), "UTC")
    assert [moment.month for moment in found[:7]] == [1, 3, 5, 7, 8, 10, 12]


BERLIN = "DTSTART;TZID=Europe/Berlin:20270104T090000\n"


@pytest.mark.parametrize(("rule", "expected"), [
    ("", Once(datetime(2027, 1, 4, 9))),
    ("RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20270331T220000Z",
     Calendar(date(2027, 1, 4), "weekly", (time(9),), days=tuple(map(Day, range(5))), until=date(2027, 3, 31))),
    ("RRULE:FREQ=WEEKLY;UNTIL=20270331T060000Z",  # 08:00 that day is before the time
     Calendar(date(2027, 1, 4), "weekly", (time(9),), until=date(2027, 3, 30))),
    ("RRULE:FREQ=HOURLY;BYHOUR=9,12", Calendar(date(2027, 1, 4), "daily", (time(9), time(12)))),
    ("RRULE:FREQ=MINUTELY;INTERVAL=30;BYDAY=MO",
     Interval(datetime(2027, 1, 4, 8, tzinfo=UTC), 1800, weekdays=(0,))),
    ("RRULE:FREQ=HOURLY;INTERVAL=2;UNTIL=20270104T160000Z",
     Interval(datetime(2027, 1, 4, 8, tzinfo=UTC), 7200, count=5)),
    ("RRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20270105",
     Calendar(date(2027, 1, 4), "daily", (time(9),), count=2, skip=(date(2027, 1, 5),))),
    ("RRULE:FREQ=DAILY;BYHOUR=9;BYMINUTE=0\nRRULE:FREQ=DAILY;BYHOUR=17;BYMINUTE=30",
     Calendar(date(2027, 1, 4), "daily", (time(9), time(17, 30)))),
])  # fmt: skip
def test_what_is_read(rule: str, expected: object) -> None:
    timetable = parse_rrule(BERLIN + rule)
    assert timetable == Timetable(expected, "Europe/Berlin")  # type: ignore[arg-type]
    assert parse_rrule(render_rrule(timetable)) == parse_rrule(render_rrule(parse_rrule(render_rrule(timetable))))


def test_folded_lines_calendar_zones_and_stand_ins() -> None:
    assert (
        parse_rrule("DTSTART;TZID=W. Europe Standard Time:20270104T090000\r\nRRULE:FREQ=DAI\r\n LY").zone
        == "Europe/Berlin"
    )
    assert parse_rrule("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Berlin:20270104T090000").zone == "Europe/Berlin"
    assert parse_rrule("FREQ=DAILY", "Europe/Berlin", datetime(2027, 1, 4, 9)) == parse_rrule(
        f"{BERLIN}RRULE:FREQ=DAILY"
    )
    assert parse_rrule("DTSTART:20270104T090000Z\nRRULE:FREQ=DAILY").zone == "UTC"


def test_an_interval_from_the_second_one_o_clock_is_written_in_utc() -> None:
    rule = Timetable(Interval(datetime(2026, 11, 1, 6, 30, tzinfo=UTC), 1800), "America/New_York")
    assert render_rrule(rule).startswith("DTSTART:20261101T063000Z\n")


HOSTILE = [
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31",
    "FREQ=DAILY;COUNT=1000000000",
    "FREQ=DAILY;COUNT=" + "9" * 5000,
    "FREQ=DAILY;INTERVAL=0",
    "FREQ=DAILY;INTERVAL=-1",
    "FREQ=DAILY;INTERVAL=999999",
    "FREQ=SECONDLY",
    "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))) + ";BYMINUTE=" + ",".join(map(str, range(60))),
    "FREQ=DAILY;BYHOUR=" + ",".join(["1"] * 5000),
    "FREQ=DAILY;" + "BYHOUR=1;" * 3000,
    "FREQ=YEARLY;BYYEARDAY=366",
    "FREQ=YEARLY;BYWEEKNO=53",
    "FREQ=YEARLY;BYEASTER=0",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
    "FREQ=MONTHLY;INTERVAL=12;BYMONTH=3",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
    "FREQ=MONTHLY;BYDAY=9MO",
    "FREQ=MONTHLY;BYDAY=0MO",
    "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=YEARLY;BYDAY=MO;BYSETPOS=366",
    "FREQ=DAILY;COUNT=2;UNTIL=20280101",
    "FREQ=DAILY;UNTIL=20260101",
    "FREQ=DAILY;UNTIL=20270230",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=",
    "BYDAY=MO",
    "FREQ=DAILY;RSCALE=HEBREW",
    "FREQ=MINUTELY;BYHOUR=9,10",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
    "FREQ=DAILY;FREQ=DAILY",
    "FREQ=DAILY\nRDATE:20280101T090000Z",
    "FREQ=DAILY\nRRULE:FREQ=WEEKLY",
    "FREQ=DAILY;BYHOUR=8,10",  # it begins between the two
    "FREQ=DAILY;BYHOUR=9,10\nEXDATE:20270105T080000Z",  # one of the day's two
    "FREQ=DAILY\nEXDATE;VALUE=DATE:" + ",".join(f"{2028 + n // 12}{n % 12 + 1:02}01" for n in range(600)),
    "FREQ=DAILY" + "\nRRULE:FREQ=DAILY" * 1000,
    "x" * 1_000_000,
    "\n" * 29_000,
    ";" * 29_000,
    "\x00",
    "FREQ=DAILY;UNTIL=٢٠٢٨٠١٠١",
]  # fmt: skip


MOST_CALLS = 60_000  # of functions, in C too: about 20 ms; `bench.schedule_peers` takes the time


@contextmanager
def calls() -> Iterator[Counter[str]]:
    """Counts what is called: the work, whatever else the machine does."""
    counted: Counter[str] = Counter()

    def count(frame: object, event: str, arg: object) -> None:
        if event in ("call", "c_call"):
            counted["calls"] += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield counted
    finally:
        sys.setprofile(before)


@pytest.mark.parametrize("rule", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_rule_is_refused_with_little_work(rule: str) -> None:
    with pytest.raises(BadSchedule) as refused, calls() as counted:
        parse_rrule(f"{BERLIN}RRULE:{rule}")
    assert 0 < counted["calls"] < MOST_CALLS
    assert len(refused.value.message) < 400


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200) | st.text("FREQ=DAILYWKMONTH;,:0123456789BYU\n", max_size=120))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    with calls() as counted, suppress(BadSchedule, BadZone):
        parse_rrule(text, "Europe/Berlin", datetime(2027, 1, 4, 9))
        parse_rrule(f"{BERLIN}RRULE:FREQ=DAILY;{text}")
    assert counted["calls"] < 2 * MOST_CALLS
