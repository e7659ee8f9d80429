"""A typed schedule: when something is due, in the words of a calendar.

Three kinds. `Once` and `Calendar` are wall-clock rules: they are expanded on the local calendar of a zone and only then
become instants. `Interval` is elapsed time on a grid of UTC. None knows its zone; that is the `Timetable`'s, because a
person who travels keeps the rule and changes the zone. Expansion is `expand.py`'s part, RFC 5545 `rrule.py`'s.

A value that exists is valid: each type refuses what cannot be expanded within its bounds, with BadSchedule. The types
are their own form on the wire and on disk, with a `type` tag: `TypeAdapter(Timetable)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict, Field

from gesso.base.errors import BadInput
from gesso.schedule.zone import check_zone

Freq = Literal["daily", "weekly", "monthly", "yearly"]

FIRST_YEAR, LAST_YEAR = 1970, 2199
MAX_COUNT = 10_000
MAX_TIMES = 96  # each quarter of an hour
MAX_SKIP = 366
MAX_INTERVAL = {"daily": 3660, "weekly": 520, "monthly": 120, "yearly": 10}  # ten years
MIN_EVERY_S, MAX_EVERY_S = 60, 366 * 86400
MONTH_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class BadSchedule(BadInput):
    """A schedule that cannot be: the message says which part, and what would do."""

    code = "bad_schedule"


@dataclass(frozen=True)
class Day:
    """A weekday, 0 for Monday to 6 for Sunday; with `nth` the nth of its month or year, from the end if negative."""

    weekday: int
    nth: int | None = None

    def __post_init__(self) -> None:
        _within("a weekday", (self.weekday,), 0, 6)
        if self.nth is not None:
            _within("the nth of a weekday", (abs(self.nth),), 1, 53)


@dataclass(frozen=True)
class Once:
    """One time on the wall clock. `at` is naive: local time of the timetable's zone."""

    at: datetime
    type: Literal["once"] = "once"

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        if self.at.tzinfo is not None:
            raise BadSchedule(
                f"“at” is a time on the wall clock without an offset, such as 2027-03-14T09:00; got {self.at}."
            )
        _whole("at", self.at.microsecond)
        _year("at", self.at)


@dataclass(frozen=True)
class Calendar:
    """A rule of the calendar. On each day that fits it is due at each of `times`.

    `start` is the first day that can fit, and what `interval` is counted from. Empty fields take their value from
    `start`, as in RFC 5545. A `monthdays` of 29 to 31 means the last day in a month that is shorter, unless `days` are
    given too ("Friday the 31st"). `positions` choose among the days of a period ("the last weekday of the month":
    Monday to Friday, -1). `until` is the last day included, `count` the number of times in all; days of `skip` are left
    out and not counted.
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
    type: Literal["calendar"] = "calendar"

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        if not 1 <= len(self.times) <= MAX_TIMES:
            raise BadSchedule(f"A calendar rule needs 1 to {MAX_TIMES} times of day; got {len(self.times)}.")
        for at in self.times:
            if at.tzinfo is not None:
                raise BadSchedule(f"A time of day has no offset; the zone is the timetable's. Got {at}.")
            _whole("times", at.microsecond)
        if not 1 <= self.interval <= MAX_INTERVAL[self.freq]:
            raise BadSchedule(f"A {self.freq} rule repeats every 1 to {MAX_INTERVAL[self.freq]}; got {self.interval}.")
        _twice("times", self.times)
        _ends(self.start, self.until, self.count, self.skip)
        if self.days or self.monthdays or self.months or self.positions:
            self._check_days()

    def _check_days(self) -> None:
        _within("a day of the month", tuple(map(abs, self.monthdays)), 1, 31)
        _within("a month", self.months, 1, 12)
        _within("a position", tuple(map(abs, self.positions)), 1, 366)
        for name in ("days", "monthdays", "months", "positions"):
            _twice(name, getattr(self, name))
        if self.freq in ("daily", "weekly") and any(day.nth for day in self.days):
            raise BadSchedule(f"The nth weekday needs a monthly or yearly rule; this one is {self.freq}.")
        of_month = self.freq == "monthly" or self.months
        if any(abs(day.nth) > 5 for day in self.days if day.nth and of_month):
            raise BadSchedule("A month has at most five of a weekday.")
        if self.monthdays and any(day.nth for day in self.days):
            raise BadSchedule("The nth weekday and days of the month cannot be together; give one of them.")
        if self.monthdays and self.freq in ("daily", "weekly"):
            raise BadSchedule(f"A {self.freq} rule has no days of the month; make it monthly.")
        if self.positions and self.freq == "daily":
            raise BadSchedule("Positions choose among the days of a week, month or year; this rule is daily.")
        longest = max(MONTH_DAYS[month] for month in self.months) if self.months else 31
        if any(abs(day) > longest for day in self.monthdays):
            raise BadSchedule(f"None of the months {list(self.months)} has a day {max(map(abs, self.monthdays))}.")


@dataclass(frozen=True)
class Interval:
    """Every `every_s` seconds of elapsed time from `start`, an aware UTC datetime, itself included.

    `weekdays`, `between` (first and last time of the local day, both included; 22:00 to 06:00 goes over midnight) and
    `skip` leave out what does not fit; what is left out is not counted. The days are those of the zone.
    """

    start: datetime
    every_s: int
    weekdays: tuple[int, ...] = ()
    between: tuple[time, time] | None = None
    until: date | None = None
    count: int | None = None
    skip: tuple[date, ...] = ()
    type: Literal["interval"] = "interval"

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        if self.start.utcoffset() != timedelta(0):
            raise BadSchedule(
                f"“start” of an interval is in UTC, such as 2027-03-14T09:00Z; got {self.start.isoformat()}."
            )
        if self.start.tzinfo is not UTC:
            object.__setattr__(self, "start", self.start.astimezone(UTC))
        _whole("start", self.start.microsecond)
        if not MIN_EVERY_S <= self.every_s <= MAX_EVERY_S:
            raise BadSchedule(
                f"An interval is {MIN_EVERY_S} seconds to {MAX_EVERY_S // 86400} days; got {self.every_s} seconds."
            )
        _within("a weekday", self.weekdays, 0, 6)
        if self.between and any(at.tzinfo is not None for at in self.between):
            raise BadSchedule("The times of “between” have no offset; the zone is the timetable's.")
        _ends(self.start.date() - timedelta(days=1), self.until, self.count, self.skip)


Schedule = Once | Calendar | Interval


@dataclass(frozen=True)
class Timetable:
    """A schedule in a zone, an IANA name such as `Europe/Berlin`. `follows`: it is wherever its owner is."""

    schedule: Annotated[Schedule, Field(discriminator="type")]
    zone: str
    follows: bool = False

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        check_zone(self.zone)


def _within(what: str, values: Sequence[int], low: int, high: int) -> None:
    for value in values:
        if not low <= value <= high:
            raise BadSchedule(f"Expected {what} from {low} to {high}; got {value}.")


def _twice(name: str, field: Sequence[object]) -> None:
    if len(set(field)) != len(field):
        raise BadSchedule(f"“{name}” names something twice.")


def _whole(what: str, microsecond: int) -> None:
    if microsecond:
        raise BadSchedule(f"“{what}” has a fraction of a second; schedules are in whole seconds.")


def _year(what: str, day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadSchedule(f"“{what}” is in the year {day.year}; expected {FIRST_YEAR} to {LAST_YEAR}.")


def _ends(start: date, until: date | None, count: int | None, skip: Sequence[date]) -> None:
    _year("start", start)
    if until is not None:
        _year("until", until)
        if until < start:
            raise BadSchedule(f"It ends on {until} before it starts on {start}.")
    if count is not None and not 1 <= count <= MAX_COUNT:
        raise BadSchedule(f"“count” is 1 to {MAX_COUNT}; got {count}.")
    if len(skip) > MAX_SKIP:
        raise BadSchedule(f"At most {MAX_SKIP} days can be left out; got {len(skip)}.")
