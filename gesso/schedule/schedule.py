"""A typed schedule: when something is due, in the words of a calendar.

Three kinds. `Once` and `Calendar` are wall-clock rules: they are expanded on the local calendar of a zone and only then
become instants. `Interval` is elapsed time on a grid of UTC. None knows its zone; that is the `Timetable`'s, because a
person who travels keeps the rule and changes the zone. Expansion is `expand.py`'s part, RFC 5545 `rrule.py`'s.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

Freq = Literal["daily", "weekly", "monthly", "yearly"]


@dataclass(frozen=True)
class Day:
    """A weekday, 0 for Monday to 6 for Sunday; with `nth` the nth of its month or year, from the end if negative."""

    weekday: int
    nth: int | None = None


@dataclass(frozen=True)
class Once:
    """One time on the wall clock. `at` is naive: local time of the timetable's zone."""

    at: datetime


@dataclass(frozen=True)
class Calendar:
    """A rule of the calendar. On each day that fits it is due at each of `times`.

    `start` is the first day that can fit, and what `interval` is counted from. Empty fields take their value from
    `start`, as in RFC 5545. A `monthdays` of 29 to 31 means the last day in a month that is shorter. `positions` choose
    among the days of a period ("the last weekday of the month": Monday to Friday, -1). `until` is the last day
    included, `count` the number of times in all. `skip` are days left out.
    """

    start: date
    freq: Freq
    times: tuple[time, ...]
    interval: int = 1
    days: tuple[Day, ...] = ()
    monthdays: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None
    skip: tuple[date, ...] = ()


@dataclass(frozen=True)
class Interval:
    """Every `every_s` seconds of elapsed time from `start`, an aware UTC datetime, itself included.

    `weekdays`, `between` (first and last time of the local day, both included) and `skip` leave out what does not fit.
    """

    start: datetime
    every_s: int
    weekdays: tuple[int, ...] = ()
    between: tuple[time, time] | None = None
    until: date | None = None
    count: int | None = None
    skip: tuple[date, ...] = ()


Schedule = Once | Calendar | Interval


@dataclass(frozen=True)
class Timetable:
    """A schedule in a zone, an IANA name such as `Europe/Berlin`. `follows`: it is wherever its owner is."""

    schedule: Schedule
    zone: str
    follows: bool = False
