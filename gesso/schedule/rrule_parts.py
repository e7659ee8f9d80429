"""The parts of an RRULE, each read within its bounds; what they mean together is `rrule.py`'s.

A whitelist: a name that is not known, a number that is too large and a list that is too long are refused where they
stand, so that a hostile rule costs no more than reading it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from itertools import product

from gesso.schedule.content_line import Line, Moment, parse_moments
from gesso.schedule.schedule import MAX_COUNT, MAX_TIMES, BadSchedule, Day

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PARTS = frozenset(
    ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYHOUR", "BYMINUTE",
     "BYSECOND", "WKST", "RSCALE", "SKIP")
)  # fmt: skip
MOST_VALUES = 100
ENTRY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
NUMBER = re.compile(r"[+-]?\d{1,6}", re.ASCII)


@dataclass(frozen=True)
class Rule:
    """The parts of an RRULE, each within its bounds; what they mean together is not looked at yet."""

    freq: str
    interval: int
    count: int | None
    until: Moment | None
    days: tuple[Day, ...]
    numbers: Mapping[str, tuple[int, ...]]
    week_start: int
    exact: bool
    times: tuple[time, ...] = ()

    @staticmethod
    def parse(text: str) -> "Rule":
        parts: dict[str, str] = {}
        for part in text.strip().rstrip(";").upper().split(";", len(PARTS) + 1):
            name, equals, value = part.partition("=")
            if name not in PARTS or not equals:
                raise BadSchedule(
                    f"The rule's part “{part[:40]}” is not understood; known are {', '.join(sorted(PARTS))}."
                )
            if name in parts:
                raise BadSchedule(f"The rule says {name} twice.")
            parts[name] = value
        freq = parts.get("FREQ", "")
        if freq not in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY"):
            raise BadSchedule(f"FREQ is YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY or MINUTELY; got “{freq[:40]}”.")
        if "COUNT" in parts and "UNTIL" in parts:
            raise BadSchedule("A rule has COUNT or UNTIL, not both.")
        count = _number("COUNT", parts["COUNT"], 1, MAX_COUNT) if "COUNT" in parts else None
        until = parse_moments(Line("UNTIL", {}, parts["UNTIL"]))[0] if "UNTIL" in parts else None
        if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.get("SKIP", "OMIT") not in ("OMIT", "BACKWARD"):
            raise BadSchedule("RSCALE is GREGORIAN, and SKIP is OMIT or BACKWARD.")
        if (week := parts.get("WKST", "MO")) not in WEEKDAYS:
            raise BadSchedule(f"WKST is one of {', '.join(WEEKDAYS)}; got “{week[:40]}”.")
        numbers = {
            name: _numbers(name, parts[name], low, high)
            for name, low, high in (("BYMONTHDAY", -31, 31), ("BYMONTH", 1, 12), ("BYSETPOS", -366, 366),
                                    ("BYHOUR", 0, 23), ("BYMINUTE", 0, 59), ("BYSECOND", 0, 59))
            if name in parts
        }  # fmt: skip
        days = _days(parts["BYDAY"]) if "BYDAY" in parts else ()
        interval = _number("INTERVAL", parts.get("INTERVAL", "1"), 1, 999_999)
        return Rule(freq, interval, count, until, days, numbers, WEEKDAYS.index(week), parts.get("SKIP") == "OMIT")

    def with_times(self, first: datetime) -> "Rule":
        """The rule with its times of day: what it says, and else that of the first occurrence."""
        hours, minutes, seconds = (
            self.numbers.get(name, (own,))
            for name, own in (("BYHOUR", first.hour), ("BYMINUTE", first.minute), ("BYSECOND", first.second))
        )
        if len(hours) * len(minutes) * len(seconds) > MAX_TIMES:
            raise BadSchedule(f"The rule has more than {MAX_TIMES} times of day.")
        times = tuple(sorted(time(*at) for at in product(hours, minutes, seconds)))
        freq = self.freq
        if freq == "HOURLY" and self.interval == 1 and "BYHOUR" in self.numbers:
            freq = "DAILY"  # the same times, said from the other side
        return replace(self, freq=freq, times=times)


def _number(name: str, text: str, low: int, high: int) -> int:
    if not NUMBER.fullmatch(text) or not low <= int(text) <= high:
        raise BadSchedule(f"{name} is a number from {low} to {high}; got “{text[:40]}”.")
    return int(text)


def _numbers(name: str, text: str, low: int, high: int) -> tuple[int, ...]:
    values = text.split(",", MOST_VALUES)
    if len(values) > MOST_VALUES:
        raise BadSchedule(f"{name} has more than {MOST_VALUES} values.")
    found = {_number(name, value, low, high) for value in values}
    if low < 0 and 0 in found:
        raise BadSchedule(f"{name} counts from 1, or from the end from -1; got 0.")
    return tuple(sorted(found))


def _days(text: str) -> tuple[Day, ...]:
    values = text.split(",", MOST_VALUES)
    if len(values) > MOST_VALUES:
        raise BadSchedule(f"BYDAY has more than {MOST_VALUES} values.")
    days = set()
    for value in values:
        found = ENTRY.fullmatch(value)
        if not found or (found[1] and int(found[1]) == 0):
            raise BadSchedule(f"BYDAY has days such as MO or -1FR; got “{value[:40]}”.")
        days.add(Day(WEEKDAYS.index(found[2]), int(found[1]) if found[1] else None))
    return tuple(sorted(days, key=lambda day: (day.weekday, day.nth or 0)))
