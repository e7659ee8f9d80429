"""A line of a crontab, pasted: into schedules of ours.

Five fields or a name such as `@daily`. cron joins the day of the month and the day of the week with "or" when both are
given; that is two rules, and two schedules come out. What cron can say about minutes that is neither a grid nor a few
times of day is refused, and so are the six fields of other programs, in which a number means another thing.
"""

import re
from datetime import date, datetime, time

from gesso.schedule.expand import resolve
from gesso.schedule.schedule import MAX_TIMES, BadSchedule, Calendar, Day, Interval, Schedule
from gesso.schedule.zone import zone

NAMES = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}  # fmt: skip
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
ITEM = re.compile(r"(\*|[0-9A-Z]{1,3})(?:-([0-9A-Z]{1,3}))?(?:/([0-9]{1,2}))?", re.ASCII)


def parse_cron(text: str, start: date, where: str) -> tuple[Schedule, ...]:
    """The schedules that a cron line means in the zone `where` from the day `start` on.

    One, or two where it says "this day or that".

    A weekday of 0 or 7 is Sunday. Every minute, every few minutes and every hour are elapsed time from that midnight.
    Raises BadSchedule.
    """
    line = text.strip()
    if line.lower() == "@reboot":
        raise BadSchedule("@reboot is no time; say when it is to run.")
    fields = NAMES.get(line.lower(), line).upper().split()
    if len(text) > 500 or len(fields) != 5:
        raise BadSchedule(
            "Expected five fields: minute, hour, day of the month, month, day of the week, such as 0 19 * * 1-5; "
            f"got {len(fields)}: “{line[:40]}”."
        )
    minutes = _field("minute", fields[0], 0, 59)
    hours = _field("hour", fields[1], 0, 23)
    monthdays = _field("day of the month", fields[2], 1, 31)
    months = _field("month", fields[3], 1, 12, MONTHS)
    weekdays = sorted({day % 7 for day in _field("day of the week", fields[4], 0, 7, WEEKDAYS)})
    any_monthday, any_weekday = len(monthdays) == 31, len(weekdays) == 7
    days = () if any_weekday else tuple(Day((day - 1) % 7) for day in weekdays)
    of_year = () if len(months) == 12 else tuple(months)
    step = _grid(minutes, hours)
    if step and any_monthday and not of_year:
        begin, _ = resolve(datetime.combine(start, time(0, minutes[0])), zone(where))
        return (Interval(begin, step, tuple(sorted(day.weekday for day in days))),)
    if len(hours) * len(minutes) > MAX_TIMES:
        raise BadSchedule(f"That is more than {MAX_TIMES} times a day on some days; say it as every so many minutes.")
    times = tuple(time(hour, minute) for hour in hours for minute in minutes)
    if any_monthday:
        return (Calendar(start, "weekly" if days else "daily", times, days=_ordered(days), months=of_year),)
    # All seven weekdays beside it: the 31st is that day, not the last of a shorter month.
    every_day = tuple(map(Day, range(7)))
    by_monthday = Calendar(start, "monthly", times, days=every_day, monthdays=tuple(monthdays), months=of_year)
    if fields[2].startswith("*") or fields[4].startswith("*"):  # cron: a star anywhere joins the two with "and"
        return (by_monthday if any_weekday else Calendar(
            start, "monthly", times, days=_ordered(days), monthdays=tuple(monthdays), months=of_year
        ),)  # fmt: skip
    if any_weekday:
        return (Calendar(start, "daily", times, months=of_year),)
    return by_monthday, Calendar(start, "weekly", times, days=_ordered(days), months=of_year)


def _ordered(days: tuple[Day, ...]) -> tuple[Day, ...]:
    return tuple(sorted(days, key=lambda day: day.weekday))


def _grid(minutes: list[int], hours: list[int]) -> int:
    """Seconds of a step that is the same all day long; 0 if there is none."""
    if len(hours) < 24:
        return 0
    steps = {later - earlier for earlier, later in zip(minutes, [*minutes[1:], minutes[0] + 60], strict=True)}
    return steps.pop() * 60 if len(steps) == 1 else 0


def _field(what: str, text: str, low: int, high: int, names: tuple[str, ...] = ()) -> list[int]:
    """The numbers that a field names, in order."""
    found: set[int] = set()
    for item in text.split(","):
        parts = ITEM.fullmatch(item)
        if not parts or (parts[1] == "*" and parts[2]):
            raise BadSchedule(f"The {what} “{text[:40]}” is not understood; expected such as *, 5, 1-5, */15 or 1,15.")
        step = int(parts[3]) if parts[3] else 1
        if parts[1] == "*":
            first, last = low, high
        else:
            first = _number(what, parts[1], low, high, names)
            last = _number(what, parts[2], low, high, names) if parts[2] else high if parts[3] else first
        if what == "day of the week" and last == 0 and parts[2]:
            last = 7  # FRI-SUN
        if step == 0 or last < first:
            raise BadSchedule(f"The {what} “{text[:40]}” goes backwards or nowhere.")
        found.update(range(first, last + 1, step))
    if what == "day of the week" and text.startswith("*/"):
        found.discard(7)
    return sorted(found)


def _number(what: str, text: str, low: int, high: int, names: tuple[str, ...]) -> int:
    if text in names:
        return names.index(text) + low
    if not text.isdecimal() or not low <= int(text) <= high:
        raise BadSchedule(f"The {what} is from {low} to {high}; got “{text}”.")
    return int(text)
