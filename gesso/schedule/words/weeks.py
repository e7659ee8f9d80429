"""Days and spans counted from today: the next Monday, in three weeks, all of next week."""

import calendar
from datetime import date, timedelta

from gesso.schedule.words.phrase import Date, Found, Start, Until, Value, Words
from gesso.schedule.words.written import add_months


def coming(today: date, weekday: int, week: int = 0) -> date:
    """The next `weekday` after today, `week` weeks on."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1 + 7 * week)


def in_next_week(today: date, weekday: int) -> date:
    return today + timedelta(days=7 - today.weekday() + weekday)


def days_on(u: Words, n: int, name: str) -> Value:
    today = u.moment.today
    if name in ("day", "week"):
        then = today + timedelta(days=n * (7 if name == "week" else 1))
    else:
        then = add_months(today, n * (12 if name == "year" else 1))
    return Date(then)


def whole_period(u: Words, i: int) -> Found | None:
    """Every day next week; weekdays at 9 this month only; all next week."""
    today, name = u.moment.today, u[i + 1].name
    only = u.kind(i + 2) == "only" or u.kind(i - 1) == "only"
    each = u.kind(i - 1) in ("weekdays", "weekday") or (u.kind(i - 1) == "unit" and u.kind(i - 2) == "every")
    if not (only or each) or name not in ("week", "month"):
        return None
    if name == "week":
        first = today + timedelta(days=7 - today.weekday()) if u.kind(i) == "next" else today
        last = first + timedelta(days=6 - first.weekday())
    else:
        first = add_months(today.replace(day=1), 1) if u.kind(i) == "next" else today
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    if name == "week" and u.kind(i) == "this" and u.kind(i + 2) == "and" and u.kind(i + 3) == "next":
        end = i + 5 if u.kind(i + 4) == "unit" else i + 4
        return (Start(first), Until(last + timedelta(days=7))), end  # "this week and next"
    return (Start(first), Until(last)), i + 2 + (u.kind(i + 2) == "only")
