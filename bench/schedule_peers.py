"""When a task is due, beside `croniter` and APScheduler: who is wrong where, and how long the next instant takes.

The peers are in the `bench` extra and imported here alone. The right answers are written down by hand for the named
cases; for the years, a daily time is right if it comes once on each day of the calendar, in a gap with the offset
before it. Every program gets the same cron line, zone and moment.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from itertools import takewhile
from zoneinfo import ZoneInfo

from gesso.schedule.cron import parse_cron
from gesso.schedule.expand import instants
from gesso.schedule.rrule import parse_rrule
from gesso.schedule.schedule import BadSchedule, Timetable
from gesso.schedule.zone import TZDATA

Program = Callable[[str, str, datetime], Iterator[datetime]]

# What it is; cron line; zone; from; to; the instants that are right (or how many).
CASES: list[tuple[str, str, str, str, str, list[str] | int]] = [
    ("New York 02:30 in the gap", "30 2 * * *", "America/New_York",
     "2027-03-14T05:00", "2027-03-15T04:00", ["2027-03-14T07:30"]),
    ("Santiago 00:00 in the gap", "0 0 * * *", "America/Santiago",
     "2027-09-05T03:30", "2027-09-06T02:30", ["2027-09-05T04:00"]),
    ("Cairo 00:00 in the gap", "0 0 * * *", "Africa/Cairo",
     "2027-04-29T21:30", "2027-04-30T20:30", ["2027-04-29T22:00"]),
    ("Lord Howe 02:15 in the gap of 30 minutes", "15 2 * * *", "Australia/Lord_Howe",
     "2027-10-02T13:30", "2027-10-03T13:00", ["2027-10-02T15:45"]),
    ("New York 01:30, which comes twice", "30 1 * * *", "America/New_York",
     "2026-11-01T04:00", "2026-11-02T05:00", ["2026-11-01T05:30"]),
    ("New York 01:45, asked at 01:05 for the second time", "45 1 * * *", "America/New_York",
     "2026-11-01T06:05", "2026-11-02T07:00", ["2026-11-02T06:45"]),
    ("New York every 30 minutes, autumn day", "*/30 * * * *", "America/New_York",
     "2026-11-01T03:59", "2026-11-02T04:59", 50),
    ("New York every 30 minutes, spring day", "*/30 * * * *", "America/New_York",
     "2027-03-14T04:59", "2027-03-15T03:59", 46),
    ("New York 02:15, 02:45, 03:15, 03:45 in the gap", "15,45 2,3 * * *", "America/New_York",
     "2027-03-14T05:00", "2027-03-15T04:00", ["2027-03-14T07:15", "2027-03-14T07:45"]),
    ("Apia, the Friday that was left out", "0 19 * * 5", "Pacific/Apia",
     "2011-12-29T00:00", "2012-01-02T00:00", ["2011-12-31T05:00"]),
    ("Mondays, by number", "0 9 * * 1", "Europe/Berlin",
     "2027-01-03T00:00", "2027-01-09T00:00", ["2027-01-04T08:00"]),
]  # fmt: skip
ZONES = [
    "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Europe/Berlin", "Europe/London",
    "Europe/Dublin", "Africa/Casablanca", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Jerusalem",
    "Asia/Gaza", "Asia/Beirut", "Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Norfolk",
    "Pacific/Kiritimati", "Pacific/Easter", "America/St_Johns", "America/Havana", "America/Asuncion", "America/Nuuk",
    "America/Sao_Paulo", "America/Mexico_City", "Antarctica/Troll", "Asia/Tokyo", "Africa/Khartoum", "UTC",
]  # fmt: skip


def gesso(line: str, where: str, after: datetime) -> Iterator[datetime]:
    (rule,) = parse_cron(line, date(2010, 1, 1), where)
    return (one.utc for one in instants(Timetable(rule, where), after))


def croniter(line: str, where: str, after: datetime) -> Iterator[datetime]:
    from croniter import croniter as Croniter

    cron = Croniter(line, after.astimezone(ZoneInfo(where)))
    while True:
        yield cron.get_next(datetime).astimezone(UTC)


def apscheduler(line: str, where: str, after: datetime) -> Iterator[datetime]:
    """As its scheduler asks: the time fired last, and now the same moment."""
    from apscheduler.triggers.cron import CronTrigger

    trigger = CronTrigger.from_crontab(line, timezone=ZoneInfo(where))
    last, now = None, after + timedelta(microseconds=1)
    while (found := trigger.get_next_fire_time(last, now)) is not None:
        yield found.astimezone(UTC)
        last = now = found


PROGRAMS: dict[str, Program] = {"gesso": gesso, "croniter": croniter, "APScheduler": apscheduler}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def within(program: Program, line: str, where: str, start: datetime, end: datetime) -> list[datetime]:
    found = []
    for moment in takewhile(lambda moment: moment < end, program(line, where, start)):
        found.append(moment)
        if len(found) > 100_000:
            break
    return found


def named() -> None:
    print("| case | right | " + " | ".join(PROGRAMS) + " |\n|---|---|" + "---|" * len(PROGRAMS))
    for what, line, where, start, end, right in CASES:
        cells = []
        for program in PROGRAMS.values():
            found = within(program, line, where, utc(start), utc(end))
            said = [f"{moment:%Y-%m-%dT%H:%M}" for moment in found]
            good = len(found) == right == len(set(found)) if isinstance(right, int) else said == right
            cells.append(
                "right"
                if good
                else f"**{len(found)}**"
                if isinstance(right, int)
                else "**" + (", ".join(said) or "never") + "**"
            )
        print(f"| {what} | {right if isinstance(right, int) else ', '.join(right)} | " + " | ".join(cells) + " |")


def years(count: int) -> None:
    """Daily times over `count` years in each zone: instants that are missing and that are too many."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    end = datetime(2026 + count, 1, 1, tzinfo=UTC)
    totals = {name: [0, 0] for name in PROGRAMS}
    due = 0
    for where in ZONES:
        for hour in (0, 1, 2):
            right = set()
            for number in range(-2, (end - start).days + 2):
                wall = (start + timedelta(days=number)).replace(tzinfo=None, hour=hour, minute=30)
                right.add(wall.replace(tzinfo=ZoneInfo(where)).astimezone(UTC))
            right = {moment for moment in right if start < moment < end}
            due += len(right)
            for name, program in PROGRAMS.items():
                found = within(program, f"30 {hour} * * *", where, start, end)
                totals[name][0] += len(right - set(found))
                totals[name][1] += len(found) - len(right & set(found))
    print(f"\n{count} years, {len(ZONES)} zones, daily at 00:30, 01:30 and 02:30: {due:,} instants.")
    for name, (lost, extra) in totals.items():
        print(f"{name}: {lost} lost, {extra} too many or at another time")


def speed() -> None:
    took = {}
    for name, program in PROGRAMS.items():
        started = time.process_time()
        for number in range(1000):
            next(program("0 9 * * 1-5", "America/New_York", utc("2026-11-20T00:00") + timedelta(minutes=7 * number)))
        took[name] = (time.process_time() - started) * 1000
    print("\nNext instant from a line and a moment, µs of CPU: " + ", ".join(f"{n} {t:.0f}" for n, t in took.items()))
    print("Over gesso: " + ", ".join(f"{name} {took[name] / took['gesso']:.1f}" for name in PROGRAMS))


# Rules that cost most to look at; all of the kinds are in tests/schedule/test_rrule.py.
HOSTILE = [
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;COUNT=" + "9" * 5000, "FREQ=DAILY;BYHOUR=" + "1," * 5000 + "1",
    "FREQ=DAILY;" + "BYHOUR=1;" * 3000, "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6", "FREQ=DAILY" + "\nRRULE:FREQ=DAILY" * 1000,
    "FREQ=DAILY\nEXDATE;VALUE=DATE:" + ",".join(f"{2028 + n // 12}{n % 12 + 1:02}01" for n in range(600)),
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU", "x" * 1_000_000, ";" * 29_000,
]  # fmt: skip


def hostile() -> None:
    slowest = 0.0
    for rule in HOSTILE:
        started = time.process_time()
        try:
            parse_rrule(f"DTSTART;TZID=Europe/Berlin:20270104T090000\nRRULE:{rule}")
            raise AssertionError(f"taken: {rule[:60]}")
        except BadSchedule:
            slowest = max(slowest, time.process_time() - started)
    print(f"\n{len(HOSTILE)} hostile rules refused; the slowest took {slowest * 1000:.0f} ms of CPU.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=10)
    args = parser.parse_args()
    print(f"tzdata {TZDATA}, croniter {version('croniter')}, APScheduler {version('apscheduler')}, "
          f"load average {os.getloadavg()[0]:.1f}\n")  # fmt: skip
    named()
    speed()
    hostile()
    years(args.years)


if __name__ == "__main__":
    main()
