"""What a timetable could be said with: its figures, days and months, for `witness.py`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import pairwise

from gesso.schedule.schedule import Calendar, Interval, Once, Timetable
from gesso.schedule.zone import zone as zone_of


@dataclass
class Tally:
    """Of one or several timetables together. `hours` are the hours of the day, 0 to 23, at which they are due."""

    numbers: set[float] = field(default_factory=set)
    weekdays: set[int] = field(default_factory=set)
    out: set[int] = field(default_factory=set)  # weekdays on which they are never due, or not once
    months: set[int] = field(default_factory=set)
    times: set[time] = field(default_factory=set)
    again: bool = False
    ends: bool = False
    leaves_out: bool = False


def tally(timetables: list[Timetable], now: datetime) -> Tally:
    """`now` aware; what is said of before now ("in 90 minutes") is counted from it."""
    found = Tally()
    for each in timetables:
        local = now.astimezone(zone_of(each.zone)).replace(tzinfo=None)
        schedule = each.schedule
        if isinstance(schedule, Once):
            _once(found, schedule.at, local, (schedule.at.replace(tzinfo=zone_of(each.zone)) - now).total_seconds())
        elif isinstance(schedule, Calendar):
            _calendar(found, schedule, local)
        else:
            _interval(found, schedule, schedule.start.astimezone(zone_of(each.zone)).replace(tzinfo=None), local)
    found.out |= set(range(7)) - found.weekdays
    found.numbers |= set(map(float, found.months))
    return found


def _once(found: Tally, at: datetime, now: datetime, ahead_s: float) -> None:
    found.times.add(at.time())
    found.weekdays.add(at.weekday())
    found.numbers |= {*_of_time(at.time()), *_of_day(at.date()), *_of_length(ahead_s)}
    found.numbers |= {(at.date() - now.date()).days, round((at.date() - now.date()).days / 7, 1)}
    found.numbers.add((at.year - now.year) * 12 + at.month - now.month)
    found.months.add(at.month)


def _calendar(found: Tally, s: Calendar, now: datetime) -> None:
    found.again |= s.until is None or s.until > s.start or s.count not in (None, 1) or len(s.times) > 1
    found.ends |= s.until is not None or s.count is not None
    found.times |= set(s.times)
    for at in s.times:
        found.numbers |= _of_time(at)
    for a, b in pairwise(s.times):
        found.numbers |= _of_length(((b.hour - a.hour) * 60 + b.minute - a.minute) * 60)
    found.numbers |= {float(s.interval), float(len(s.times)), float(len(s.days))}
    found.numbers |= {float(abs(n)) for n in (*s.monthdays, *s.positions)}
    found.numbers |= {float(abs(d.nth)) for d in s.days if d.nth}
    days = {d.weekday for d in s.days}
    by_date = bool(s.monthdays) or s.freq in ("monthly", "yearly")
    found.weekdays |= days or ({s.start.weekday()} if s.freq == "weekly" else set(range(7)))
    found.leaves_out |= bool(s.skip) or 0 < len(days) < 7 or bool(s.months) or by_date
    found.months |= set(s.months) or ({s.start.month} if s.freq == "yearly" else set())
    found.out |= {day.weekday() for day in s.skip} | (set(range(7)) - days if s.freq == "weekly" and days else set())
    for day in (s.start, s.until, *s.skip):
        if day:
            found.numbers |= _of_day(day)
            found.months.add(day.month)
    found.weekdays |= {s.until.weekday()} if s.until else set()
    found.weekdays |= {s.start.weekday()} if s.start != now.date() else set()
    if s.until:
        found.numbers |= _of_length(((s.until - s.start).days + 1) * 86400)
        found.numbers |= _of_length((s.until - now.date()).days * 86400)
        found.numbers.add((s.until.year - s.start.year) * 12 + s.until.month - s.start.month)
    if s.count:
        found.numbers |= {float(s.count), s.count / len(s.times)}


def _interval(found: Tally, s: Interval, start: datetime, now: datetime) -> None:
    found.again |= s.count != 1
    found.ends |= s.until is not None or s.count is not None or s.between is not None
    found.weekdays |= set(s.weekdays or range(7))
    found.leaves_out |= bool(s.weekdays or s.skip or s.between)
    found.numbers |= {*_of_length(s.every_s), *_of_time(start.time()), *_of_day(start.date())}
    for at in s.between or ():
        found.numbers |= _of_time(at)
    for day in (s.until, *s.skip):
        if day:
            found.numbers |= _of_day(day)
            found.months.add(day.month)
            found.weekdays.add(day.weekday())
            found.numbers |= _of_length(((day - now.date()).days + 1) * 86400) | _of_length(
                (day - now.date()).days * 86400
            )
    if s.count:
        found.numbers |= {float(s.count), *_of_length(s.count * s.every_s)}
    if s.count == 1:
        found.times.add(start.time())


def _of_time(at: time) -> set[float]:
    return set(_figures(at.hour, at.minute))


def _figures(hour: int, minute: int) -> Iterator[float]:
    """19:45 may be said as 19, 7, 45, 1945, 745, a quarter to 8 or 20."""
    yield from (hour, (hour - 1) % 12 + 1, minute, hour * 100 + minute, ((hour - 1) % 12 + 1) * 100 + minute)
    if not hour:
        yield 24
    if minute:
        yield from (60 - minute, (hour + 1) % 24, hour % 12 + 1, abs(minute - 30))


def _of_day(day: date) -> set[float]:
    return {float(day.day), float(day.month), float(day.year), float(day.year % 100), 20.0, float((day.day + 6) // 7)}


def _of_length(seconds: float) -> set[float]:
    return {round(seconds / unit, 1) for unit in (60, 900, 3600, 86400, 7 * 86400, 14 * 86400)} | {
        float(round(seconds / 60) % 60),
        float(round(seconds / 60) // 60),
    }
