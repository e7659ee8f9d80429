"""Single days: today, next Friday, 24 December, the 3rd, two days before Christmas, in three weeks.

A `Date` says what the day is once and what it would be in a rule; which of them is meant depends on what else is said.
"""

import calendar
from datetime import date, datetime, timedelta

from gesso.schedule.expand import resolve
from gesso.schedule.schedule import Day as RuleDay
from gesso.schedule.words.phrase import Ask, Date, Delay, Found, Part, Past, Value, Words
from gesso.schedule.zone import zone as zone_of

_UNIT_S = {"second": 1, "minute": 60, "hour": 3600}


def day(u: Words, i: int) -> Found | None:
    """The longest reading of a day that begins at `i`."""
    readings = [r for r in (f(u, i) for f in (_offset, _delay, _past, _dated, _weekday, _near, _end_of, _nth)) if r]
    return max(readings, key=lambda r: r[1], default=None)


def dated(u: Words, i: int) -> Found | None:
    """A day without what only makes sense at the top: for "until" and "starting"."""
    readings = [r for r in (f(u, i) for f in (_offset, _dated, _weekday, _near, _end_of)) if r]
    return max(readings, key=lambda r: r[1], default=None)


def add_months(day: date, n: int) -> date:
    """`n` months on; the last day of a month that is too short."""
    month = day.month - 1 + n
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _number(u: Words, i: int) -> tuple[float, int] | None:
    """Two, 20, a, one and a half, 1.5, half a."""
    if u.kind(i) == "number":
        n, j = float(u[i].n), i + 1
        if (u.glued(j, ".") or u.glued(j, ",")) and u.kind(j + 1) == "number" and u[j + 1].glued:
            return float(f"{u[i].n}.{u[j + 1].text}"), j + 2
        if u.kind(j) == "and" and u.kind(j + 1) == "a" and u.kind(j + 2) == "half":
            return n + 0.5, j + 3
        return n, j
    if u.kind(i) == "half" and u.kind(i + 1) == "a":
        return 0.5, i + 2
    if u.kind(i) == "half" and u.kind(i + 1) == "unit":
        return 0.5, i + 1
    if u.kind(i) == "a" and u.kind(i + 1) == "half":
        return 0.5, i + 2
    if u.kind(i) == "a" and u.kind(i + 1) == "times_half":
        return 1.5, i + 2
    if u.kind(i) == "a":
        return 1.0, i + 1
    return None


def amount(u: Words, i: int) -> tuple[float, str, int] | None:
    """An amount of time: (number, unit, next). "An hour and a half" and "1 hour 30 minutes" are one, in seconds."""
    got = _number(u, i)
    if got is None:
        return None
    n, j = got
    if u.kind(j) == "quarter" and u.kind(j + 1) == "of" and u.kind(j + 3) == "unit":
        return n * 15, "minute", j + 4
    if u.kind(j) != "unit":
        return None
    name, step = u[j].name, u[j].n
    name = {"letter": "hour", "letterm": "minute", "letterd": "day"}.get(name, name)
    if u[j].name.startswith("letter") and not u[j].glued:
        return None
    n, j = n * step, j + 1
    if u.kind(j) == "and" and u.kind(j + 1) == "a" and u.kind(j + 2) == "half":
        n, j = n + 0.5 * step, j + 3
    elif name in _UNIT_S:
        k = u.past(j, "and")
        rest = _number(u, k)
        if rest and u.kind(rest[1]) == "quarter" and u.kind(k) in ("a", "number"):
            return n * _UNIT_S[name] + rest[0] * 900, "second", rest[1] + 1
        if rest and u.kind(rest[1]) == "unit" and u[rest[1]].name in _UNIT_S and u[rest[1]].name != name:
            return n * _UNIT_S[name] + rest[0] * _UNIT_S[u[rest[1]].name], "second", rest[1] + 1
    return n, name, j


def _delay(u: Words, i: int) -> Found | None:
    """In 20 minutes; in an hour and a half; 2 hours from now; in 3 days."""
    led = u.kind(i) == "in"
    got = amount(u, i + 1 if led else i)
    if got is None:
        return None
    n, name, j = got
    if u.kind(j) == "from_now":
        j += 1
    elif not led:
        return None
    elif u.kind(j) == "possessive" or (u.sign(j, "'")):
        j += 1
    moment = u.moment
    if name in _UNIT_S:
        seconds = n * _UNIT_S[name]
        if seconds > 366 * 86400:
            return (Ask("vague"),), j
        return (Delay(moment.now + timedelta(seconds=seconds)),), j
    if n != int(n) or n > 5000:
        return (Ask("vague"),), j
    return (_days_on(u, int(n), name),), j


def _days_on(u: Words, n: int, name: str) -> Value:
    today = u.moment.today
    if name in ("day", "week"):
        then = today + timedelta(days=n * (7 if name == "week" else 1))
    else:
        then = add_months(today, n * (12 if name == "year" else 1))
    return Date(then)


def _past(u: Words, i: int) -> Found | None:
    """Yesterday, last week, two hours ago, the last 24 hours, since Monday: never when something is due."""
    j = u.past(i, "in", "from", "over", "on", "at", "during", "of", "within")
    j = u.past(j, "the")
    if u.kind(j) == "past":
        k = j + 1
        return (Past(),), u.past(k, "part")
    if u.kind(j) in ("last", "past_adj", "past_word"):
        k = u.past(j + 1, "few", "number")
        k = u.past(k, "few")
        if u.kind(k) in ("unit", "quarter", "quarters", "weekend", "month", "part") or (
            u.kind(k) in ("weekday", "weekdays") and u.kind(k + 1) != "of"
        ):
            if u.kind(k + 1) == "of" or (u.kind(j) == "last" and u.kind(k) == "unit" and u.kind(k + 1) in ("of", "in")):
                return None
            return (Past(),), k + 1
    if u.kind(i) == "since":
        got = dated(u, i + 1)
        if got:
            return (Past(),), got[1]
        if u.kind(i + 1) in ("last", "the", "this"):
            return None
    got_amount = amount(u, i)
    if got_amount and u.kind(got_amount[2]) == "past" and u[got_amount[2]].text in ("ago", "zuvor"):
        return (Past(),), got_amount[2] + 1
    return None


def _year(u: Words, i: int) -> int | None:
    unit = u[i]
    return unit.n if unit.kind == "number" and len(unit.text) == 4 and 1900 <= unit.n <= 2200 else None


def _dated(u: Words, i: int) -> Found | None:
    j = u.past(i, "on")
    if u.kind(j) == "weekday" and u.kind(i - 1) not in ("every",):  # "Friday, 24 December"
        k = j + 1
        k = k + 1 if u.sign(k, ",") else k
        k = u.past(k, "the")
        inner = _calendar_day(u, k)
        if inner:
            value = inner[0][0]
            if isinstance(value, Date) and value.day and value.day.weekday() != u[j].n:
                return (Ask("conflict"),), inner[1]
            return inner
        return None
    j = u.past(j, "the")
    if u.kind(j) == "feast":
        return _made(u, u[j].n % 100, u[j].n // 100, _maybe_year(u, j + 1))
    return _calendar_day(u, j)


def _maybe_year(u: Words, j: int) -> tuple[int | None, int]:
    k = j + 1 if u.sign(j, ",") else j
    year = _year(u, k)
    if year and u.kind(k + 1) not in ("meridiem", "oclock") and not u.glued(k + 1, ":"):
        return year, k + 1
    return None, j


def _calendar_day(u: Words, j: int) -> Found | None:
    iso = _iso(u, j) or _figures(u, j)
    if iso:
        return iso
    if u.kind(j) in ("ordinal", "number") and u[j].name != "word?" and 0 < u[j].n <= 99:
        k = u.past(j + 1, "of")
        if u.kind(k) == "month":
            k2 = k + 2 if u.glued(k + 1, ".") and len(u[k].text) <= 4 else k + 1
            return _made(u, u[j].n, u[k].n, _maybe_year(u, k2))
    if u.kind(j) == "month":
        k = j + 2 if u.glued(j + 1, ".") else j + 1
        k = u.past(k, "the")
        number = u[k]
        if number.kind in ("ordinal", "number") and 0 < number.n <= 31 and not u.glued(k + 1, ":"):
            if u.kind(k + 1) in ("meridiem", "oclock", "unit", "repeats"):
                return None
            return _made(u, number.n, u[j].n, _maybe_year(u, k + 1))
    return None


def _iso(u: Words, j: int) -> Found | None:
    """2026-12-24."""
    year = _year(u, j)
    if year and u.glued(j + 1, "-") and u.kind(j + 2) == "number" and u.glued(j + 3, "-") and u.kind(j + 4) == "number":
        end = j + 5
        if u[end].text == "t" and u[end].glued and u.kind(end + 1) == "number":
            end += 1
        return _made(u, u[j + 4].n, u[j + 2].n, (year, end))
    return None


def _figures(u: Words, j: int) -> Found | None:
    """24.12., 24.12.2026, 24/12, 12/24/2026; 3/4 asks unless it is known how its writer writes."""
    sep = u[j + 1].text
    if (
        u.kind(j) != "number"
        or sep not in "/."
        or not u[j + 1].glued
        or u.kind(j + 2) != "number"
        or not u[j + 2].glued
    ):
        if not (
            u.kind(j) == "ordinal" and u[j].text.isdigit() and u.kind(j + 1) in ("number", "ordinal") and u[j + 1].glued
        ):
            return None
        return _dotted(u, j)
    a, b, k = u[j].n, u[j + 2].n, j + 3
    year = None
    if u.glued(k, sep) and u.kind(k + 1) == "number" and u[k + 1].glued and len(u[k + 1].text) in (2, 4):
        year = u[k + 1].n if len(u[k + 1].text) == 4 else 2000 + u[k + 1].n
        k += 2
    elif u.glued(k, ".") and sep == ".":
        k += 1
    elif sep == "." or (u.kind(k) == "unit" or (u.kind(k) == "word" and u[k].glued)):
        return None
    if a > 31 or b > 31 or not a or not b or (a > 12 and b > 12):
        return (Ask("no_such_day"),), k
    if sep == "." or a == b or a > 12 or (b <= 12 and u.moment.day_first):
        return _made(u, a, b, (year, k))
    if b > 12 or u.moment.day_first is False:
        return _made(u, b, a, (year, k))
    return (Ask("date_order"),), k


def _dotted(u: Words, j: int) -> Found | None:
    """24.12. where the dot of an ordinal was taken with its number."""
    month, k = u[j + 1], j + 2
    if month.n > 12:
        return (Ask("no_such_day"),), k
    year = None
    if month.kind == "number" and u.glued(k, "."):
        k += 1
    elif month.kind == "number":
        return None
    if u.kind(k) == "number" and u[k].glued and len(u[k].text) in (2, 4):
        year, k = (u[k].n if len(u[k].text) == 4 else 2000 + u[k].n), k + 1
    elif _year(u, k):
        year, k = u[k].n, k + 1
    return _made(u, u[j].n, month.n, (year, k))


def _made(u: Words, d: int, m: int, year_end: tuple[int | None, int]) -> Found:
    year, end = year_end
    today = u.moment.today
    if not 1 <= m <= 12 or not 1 <= d <= (calendar.monthrange(year, m)[1] if year else (29 if m == 2 else _longest(m))):
        return (Ask("no_such_day"),), end
    rule = {"monthdays": (d,), "months": (m,)}
    if year:
        return (Date(date(year, m, d), **rule),), end  # type: ignore[arg-type]
    y = today.year
    while d > calendar.monthrange(y, m)[1] or date(y, m, d) < today:
        y += 1
    return (Date(date(y, m, d), note=f"{y}" if y != today.year else "", **rule),), end  # type: ignore[arg-type]


def _longest(month: int) -> int:
    return calendar.monthrange(2024, month)[1]


def weekday_list(u: Words, i: int) -> tuple[tuple[int, ...], bool, int] | None:
    """Monday; Mondays and Thursdays; Mon, Wed and Fri; Mon-Fri: (days, plural, next)."""
    if u.kind(i) != "weekday":
        return None
    days, plural, j = [u[i].n], u[i].name == "s", i + 1
    while True:
        k = j + 1 if u.glued(j, ".") and len(u[j - 1].text) <= 3 else j
        if (u.sign(k, "-") or u.kind(k) in ("to", "until")) and u.kind(k + 1) == "weekday" and len(days) == 1:
            last = u[k + 1].n
            days = [d % 7 for d in range(days[0], last + (7 if last < days[0] else 0) + 1)]
            return tuple(days), True, k + 2
        k = k + 1 if u.sign(k, ",") or u.sign(k, "/") else k
        k = u.past(k, "and")
        if k == j or u.kind(u.past(k, "on", "every", "the")) != "weekday":
            return tuple(days), plural, j
        k = u.past(k, "on", "every", "the")
        days.append(u[k].n)
        plural = plural or u[k].name == "s"
        j = k + 1


def coming(today: date, weekday: int, week: int = 0) -> date:
    """The next `weekday` after today, `week` weeks on."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1 + 7 * week)


def _weekday(u: Words, i: int) -> Found | None:
    """On Friday, this Friday, next Friday, Friday next week, Friday week, a week on Friday."""
    today = u.moment.today
    j = u.past(i, "on")
    if u.kind(j) == "a" and u.kind(j + 1) == "week_from":
        inner = day(u, j + 2)
        if inner and isinstance(inner[0][0], Date) and inner[0][0].day:
            return (Date(inner[0][0].day + timedelta(days=7)),), inner[1]
    if u.kind(j) == "next" and u.kind(j + 1) == "unit" and u[j + 1].name == "week":
        k = u.past(u.past(j + 2, "on"), "the")
        if u.kind(k) == "weekday":
            return _with_part(u, (Date(_in_next_week(today, u[k].n)),), k + 1)
    adjective = u.kind(j)
    k = u.past(j, "this", "next", "the")
    if adjective == "the" and u.kind(k) in ("this", "next"):
        adjective, k = u.kind(k), k + 1
    found = weekday_list(u, k)
    if found is None or (u[k].name == "?" and k == i and u.kind(k + 1) not in ("part",) and not _timely(u, k)):
        return None
    days, plural, end = found
    if plural and adjective not in ("this", "next"):
        return None
    if len(days) > 1:
        return (Date(None, days, ask=Ask("once_or_always")),), end
    weekday = days[0]
    if u.kind(end) == "unit" and u[end].text in ("week", "fortnight"):
        return (Date(coming(today, weekday, u[end].n)),), end + 1
    after = end
    if u.kind(after) == "next" and u.kind(after + 1) == "unit" and u[after + 1].name == "week":
        return (Date(_in_next_week(today, weekday)),), after + 2
    if u.kind(after) == "this" and u.kind(after + 1) == "unit" and u[after + 1].name == "week":
        return (Date(today + timedelta(days=weekday - today.weekday())),), after + 2
    return _with_part(u, (_single(today, weekday, adjective),), end)


def _timely(u: Words, k: int) -> bool:
    """Whether a time stands beside "sat" or "sun"."""
    return (
        u.kind(k + 1) in ("at", "and") or u.kind(k - 1) in ("and",) or u.sign(k + 1, ",") or u.kind(k + 1) == "number"
    )


def _in_next_week(today: date, weekday: int) -> date:
    return today + timedelta(days=7 - today.weekday() + weekday)


def _single(today: date, weekday: int, adjective: str) -> Date:
    then = coming(today, weekday)
    days = (weekday,)
    if weekday == today.weekday():
        if adjective == "next":
            return Date(then, days)
        return Date(None, days, ask=Ask("next_weekday", f"{today:%Y-%m-%d}|{then:%Y-%m-%d}"))
    if adjective == "next" and (then - today).days < 7 - today.weekday():
        return Date(None, days, ask=Ask("next_weekday", f"{then:%Y-%m-%d}|{then + timedelta(days=7):%Y-%m-%d}"))
    return Date(then, days)


def _with_part(u: Words, values: tuple[Value, ...], j: int) -> Found:
    """Friday evening, tomorrow morning."""
    if u.kind(j) == "part" and u.kind(j + 1) != "possessive":
        return (*values, Part(u[j].name)), j + 1
    return values, j


def _near(u: Words, i: int) -> Found | None:
    """Today, tonight, tomorrow, this evening."""
    today = u.moment.today
    j = u.past(i, "on")
    if u.kind(i) == "this" and u.kind(i + 1) == "part":
        return (Date(today), Part(u[i + 1].name)), i + 2
    if u.kind(i) == "unit" and u[i].name == "week" and u.kind(i + 1) == "day" and u[i + 1].n:  # "week tomorrow"
        return None
    if u.kind(j) == "day":
        values: tuple[Value, ...] = (Date(today + timedelta(days=u[j].n)),)
        if u[j].name:
            return (*values, Part(u[j].name)), j + 1
        return _with_part(u, values, j + 1)
    if u.kind(i) in ("next", "this") and u.kind(i + 1) in ("unit", "weekend", "quarter", "month"):
        if u.kind(i + 1) == "month":
            return (Date(None, months=(u[i + 1].n,), ask=Ask("which_day")),), i + 2
        return (Date(None, ask=Ask("which_day")),), i + 2
    return None


def _end_of(u: Words, i: int) -> Found | None:
    """The end of the month, the last day of next month, the end of the year."""
    j = u.past(u.past(i, "on", "at", "by"), "the")
    if u.kind(j) == "end" and u.kind(j + 1) == "of":
        j += 2
    elif u.kind(j) == "last" and u.kind(j + 1) == "unit" and u[j + 1].name == "day" and u.kind(j + 2) in ("of", "in"):
        j += 3
    else:
        return None
    every = u.kind(j) == "every"
    adjective = u.kind(u.past(j, "the"))
    k = u.past(u.past(j, "the"), "this", "next")
    today = u.moment.today
    if u.kind(k) == "month":
        year = today.year + (u[k].n < today.month)
        return _made(u, calendar.monthrange(year, u[k].n)[1], u[k].n, _maybe_year(u, k + 1))
    name = u[k].name if u.kind(k) == "unit" else u.kind(k)
    if every or name not in ("month", "year"):
        return None
    if name == "year":
        return (Date(date(today.year + (adjective == "next"), 12, 31), monthdays=(31,), months=(12,)),), k + 1
    first = add_months(today.replace(day=1), 1 if adjective == "next" else 0)
    then = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return (Date(then, monthdays=(-1,)),), k + 1


def _nth(u: Words, i: int) -> Found | None:
    """On the 3rd; the 15th and the last day; the first Monday in December; the last working day of the month."""
    j = u.past(i, "on")
    got = nth_list(u, j)
    if got is None:
        return None
    monthdays, days, positions, k = got
    led = j > i or u.kind(j) == "the"
    if monthdays and not led and not days:
        return None
    today = u.moment.today
    months, month_end = _of_month(u, k)
    if months is None:
        if u.kind(k) in ("of", "in") and u.kind(u.past(k + 1, "the")) in ("word", "mine", "this", "number", "quarter"):
            return None
        if days and not positions and not any(d.nth for d in days):
            return None
        if len(monthdays) == 1 and not days and monthdays[0] > 0:
            return (_on_the(today, monthdays[0]),), k
        return (Date(None, monthdays=monthdays, nth=days, positions=positions, ask=Ask("once_or_always")),), k
    if months == 0:  # "of the month": this one, or every one
        if len(monthdays) == 1 and monthdays[0] > 0:
            return (_on_the(today, monthdays[0]),), month_end
        return (Date(None, monthdays=monthdays, nth=days, positions=positions, ask=Ask("once_or_always")),), month_end
    year, month, end, named = months // 100, months % 100, month_end, u.kind(month_end - 1) == "month"
    then = _find_nth(year, month, monthdays, days, positions)
    if then and then < today and named:
        then = _find_nth(year + 1, month, monthdays, days, positions)
    rule = (month,) if named else ()
    ask = None if then else Ask("no_such_day")
    return (Date(then, monthdays=monthdays, nth=days, positions=positions, months=rule, ask=ask),), end


def _on_the(today: date, n: int) -> Date:
    for ahead in range(14):
        first = add_months(today.replace(day=1), ahead)
        if n <= calendar.monthrange(first.year, first.month)[1] and first.replace(day=n) >= today:
            return Date(first.replace(day=n), monthdays=(n,))
    return Date(None, ask=Ask("no_such_day"))


def _of_month(u: Words, k: int) -> tuple[int | None, int]:
    """What follows a "first Monday": year * 100 + month, 0 for "of the month", None for nothing."""
    if u.kind(k) not in ("of", "in"):
        return None, k
    j = u.past(k + 1, "the")
    adjective = u.kind(j)
    j = u.past(j, "this", "next")
    today = u.moment.today
    if u.kind(j) == "month":
        year, end = _maybe_year(u, j + 1)
        return (year or today.year) * 100 + u[j].n, end if year else j + 1
    if u.kind(j) == "unit" and u[j].name == "month":
        if adjective not in ("this", "next"):
            return 0, j + 1
        first = add_months(today.replace(day=1), 1 if adjective == "next" else 0)
        return first.year * 100 + first.month, j + 1
    return None, k


def nth_list(u: Words, i: int) -> tuple[tuple[int, ...], tuple[RuleDay, ...], tuple[int, ...], int] | None:
    """The 1st and 15th; the last day; the first and third Monday; the last working day:
    (days of the month, weekdays, positions, next)."""
    nths: list[int] = []
    monthdays: list[int] = []
    j = i
    while True:
        k = u.past(j, "the")
        if u.kind(k) == "last":
            n, k = -1, k + 1
        elif u.kind(k) == "ordinal":
            n, k = u[k].n, k + 1
        else:
            break
        nths.append(n)
        if u.kind(k) == "unit" and u[k].text in ("day", "tag"):
            monthdays += nths
            nths, j = [], k + 1
        elif (u.kind(k) == "weekday" and u[k].name != "s") or u.kind(k) == "weekdays":
            return _nth_weekdays(u, k, monthdays, nths)
        else:
            j = k
        k = j + 1 if u.sign(j, ",") else j
        k = u.past(k, "and")
        k = u.past(k, "on")
        if k == j or u.kind(u.past(k, "the")) not in ("ordinal", "last"):
            break
        j = k
    monthdays += nths
    if not monthdays or any(n < -31 or n > 31 or n == 0 for n in monthdays):
        return None
    if monthdays == [-1] and u[j - 1].kind == "last":
        return None
    return tuple(monthdays), (), (), j


def _nth_weekdays(
    u: Words, k: int, monthdays: list[int], nths: list[int]
) -> tuple[tuple[int, ...], tuple[RuleDay, ...], tuple[int, ...], int] | None:
    if monthdays or any(not -5 <= n <= 23 for n in nths):
        return None
    if u.kind(k) == "weekdays":
        return (), tuple(RuleDay(d) for d in range(5)), tuple(nths), k + 1
    days = [u[k].n]
    j = k + 1
    if u.kind(j) == "and" and u.kind(j + 1) == "weekday":
        days, j = [*days, u[j + 1].n], j + 2
    return (), tuple(RuleDay(d, n) for n in nths for d in days), (), j


def _find_nth(
    year: int, month: int, monthdays: tuple[int, ...], days: tuple[RuleDay, ...], positions: tuple[int, ...]
) -> date | None:
    """The one day of a month that is meant, or None."""
    length = calendar.monthrange(year, month)[1]
    everything = [date(year, month, d) for d in range(1, length + 1)]
    found: list[date] = []
    for n in monthdays:
        if -length <= n <= length:
            found.append(everything[n - 1 if n > 0 else n])
    if positions:
        fits = [d for d in everything if any(d.weekday() == r.weekday for r in days)]
        found += [fits[p - 1 if p > 0 else p] for p in positions if -len(fits) <= p <= len(fits)]
    else:
        for rule in days:
            fits = [d for d in everything if d.weekday() == rule.weekday]
            n = rule.nth or 1
            if -len(fits) <= n <= len(fits):
                found.append(fits[n - 1 if n > 0 else n])
    return found[0] if len(found) == 1 else None


def _offset(u: Words, i: int) -> Found | None:
    """Two days before 24 December, a week after Christmas, the day before Friday."""
    j = u.past(i, "on")
    if u.kind(j) == "the" and u.kind(j + 1) == "unit" and u[j + 1].name == "day":
        got: tuple[float, str, int] | None = (1.0, "day", j + 2)
    else:
        got = amount(u, j)
    if got is None or u.kind(got[2]) not in ("til", "after", "from"):
        return None
    n, name, k = got
    inner = dated(u, k + 1)
    if inner is None or name in _UNIT_S or n != int(n):
        return None
    base = inner[0][0]
    if not isinstance(base, Date) or base.day is None or name not in ("day", "week", "month", "year"):
        return ((base.ask or Ask("vague"),) if isinstance(base, Date) else (base,)), inner[1]
    if n > 5000:
        return (Ask("vague"),), inner[1]
    way = -1 if u.kind(k) == "til" else 1
    step = int(n) * way
    if name in ("day", "week"):
        then = base.day + timedelta(days=step * (7 if name == "week" else 1))
    else:
        then = add_months(base.day, step * (12 if name == "year" else 1))
    return (Date(then), *inner[0][1:]), inner[1]


def instant_of(local: datetime, zone: str) -> datetime:
    """The instant, in UTC, of a time on the wall: in a gap by the offset before it, in an overlap the first."""
    return resolve(local, zone_of(zone))[0]
