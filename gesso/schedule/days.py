"""The days of a calendar rule, on the calendar alone: no zone, no time of day.

A rule is walked by its periods: days, weeks, months or years, every `interval` of them, counted from the one of
`start`. Periods before the wanted day are jumped over, so that a rule that started years ago costs no more.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gesso.schedule.schedule import LAST_YEAR, Calendar, Day

MAX_EMPTY_DAYS = 60 * 366  # a rule that fits no day for so long never will: the calendar repeats within 40 years


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day that fits; `clamped` if it is the last of its month in place of one that the month has not."""

    day: date
    clamped: bool


def due_days(rule: Calendar, first: date) -> Iterator[DueDay]:
    """The days that fit `rule` from `first` on, in order, without those it leaves out."""
    first = max(first, rule.start)
    return _daily(rule, first) if rule.freq == "daily" else _by_period(rule, first)


def _daily(rule: Calendar, first: date) -> Iterator[DueDay]:
    """A day at a time: most tasks are daily, and planning many walks this."""
    weekdays = frozenset(day.weekday for day in rule.days)
    ordinal = rule.start.toordinal() + (first - rule.start).days // rule.interval * rule.interval
    last_fit = ordinal
    while (day := date.fromordinal(ordinal)).year <= LAST_YEAR:
        if (rule.until and day > rule.until) or ordinal - last_fit > MAX_EMPTY_DAYS:
            return
        if not (rule.months and day.month not in rule.months) and not (weekdays and day.weekday() not in weekdays):
            last_fit = ordinal
            if day >= first and day not in rule.skip:
                yield DueDay(day, False)
        ordinal += rule.interval


def _by_period(rule: Calendar, first: date) -> Iterator[DueDay]:
    last_fit = first
    for period_start, days in _periods(rule, first):
        for due in _positioned(rule, days):
            last_fit = max(last_fit, due.day)
            if rule.until and due.day > rule.until:
                return
            if due.day >= first and due.day not in rule.skip:
                yield due
        if (rule.until and period_start > rule.until) or (period_start - last_fit).days > MAX_EMPTY_DAYS:
            return


def _periods(rule: Calendar, first: date) -> Iterator[tuple[date, list[DueDay]]]:
    """Each week, month or year of the rule that reaches `first` or later: its first day, and its days that fit."""
    start, step = rule.start, rule.interval
    match rule.freq:
        case "weekly":
            monday = start.toordinal() - start.weekday()
            ordinal = monday + (first.toordinal() - monday) // (7 * step) * 7 * step
            weekdays = sorted(day.weekday for day in rule.days) or [start.weekday()]
            while (day := date.fromordinal(ordinal)).year <= LAST_YEAR:
                week = [date.fromordinal(ordinal + weekday) for weekday in weekdays]
                yield day, [DueDay(d, False) for d in week if not rule.months or d.month in rule.months]
                ordinal += 7 * step
        case "monthly":
            month = start.year * 12 + start.month - 1
            month += (first.year * 12 + first.month - 1 - month) // step * step
            while month // 12 <= LAST_YEAR:
                yield date(month // 12, month % 12 + 1, 1), _fits_month(rule, month // 12, month % 12 + 1)
                month += step
        case "yearly":
            year = start.year + (first.year - start.year) // step * step
            while year <= LAST_YEAR:
                yield date(year, 1, 1), _fits_year(rule, year)
                year += step


def _positioned(rule: Calendar, days: list[DueDay]) -> list[DueDay]:
    """Of the days of one period, those at the rule's positions; all if it has none. Days before the start count."""
    if not rule.positions:
        return days
    count = len(days)
    indexes = {p - 1 if p > 0 else count + p for p in rule.positions}
    return [days[index] for index in sorted(indexes) if 0 <= index < count]


def _fits_month(rule: Calendar, year: int, month: int) -> list[DueDay]:
    if rule.months and month not in rule.months:
        return []
    if not rule.days:
        return _of_monthdays(rule, year, month)
    length = monthrange(year, month)[1]
    days = [DueDay(day, False) for day in _weekdays(rule.days, date(year, month, 1), length)]
    if not rule.monthdays:
        return days
    wanted = {number if number > 0 else length + 1 + number for number in rule.monthdays}
    return [due for due in days if due.day.day in wanted]


def _fits_year(rule: Calendar, year: int) -> list[DueDay]:
    if not (rule.days or rule.monthdays):
        months: tuple[int, ...] = rule.months or (rule.start.month,)
    elif rule.days and not (rule.months or rule.monthdays):
        first = date(year, 1, 1)
        length = date(year, 12, 31).toordinal() - first.toordinal() + 1
        return [DueDay(day, False) for day in _weekdays(rule.days, first, length)]
    else:
        months = rule.months or tuple(range(1, 13))
    return [due for month in sorted(months) for due in _fits_month(rule, year, month)]


def _of_monthdays(rule: Calendar, year: int, month: int) -> list[DueDay]:
    """The rule's days of a month, the last day for any that it has not; the start's day if the rule names none."""
    length = monthrange(year, month)[1]
    found: dict[int, bool] = {}
    for number in rule.monthdays or (rule.start.day,):
        day = number if number > 0 else length + 1 + number
        if day < 1:  # -31 in a month of thirty: counted from the end, it has no such day
            continue
        clamped = day > length
        day = min(day, length)
        found[day] = found.get(day, True) and clamped
    return [DueDay(date(year, month, day), found[day]) for day in sorted(found)]


def _weekdays(wanted: tuple[Day, ...], first: date, length: int) -> list[date]:
    """The wanted weekdays of the `length` days from `first` on, in order."""
    start = first.toordinal()
    found: set[int] = set()
    for day in wanted:
        all_of_it = range(start + (day.weekday - first.weekday()) % 7, start + length, 7)
        if day.nth is None:
            found.update(all_of_it)
        elif abs(day.nth) <= len(all_of_it):
            found.add(all_of_it[day.nth - 1 if day.nth > 0 else day.nth])
    return [date.fromordinal(ordinal) for ordinal in sorted(found)]
