"""Days by their place in a month: the 3rd, the last day, the first Monday, the last working day, the end of March."""

import calendar
from dataclasses import replace
from datetime import date

from gesso.schedule.schedule import Day as RuleDay
from gesso.schedule.words.phrase import Ask, Date, Found, Repeat, Start, Until, Words, remembered
from gesso.schedule.words.written import add_months, made, maybe_year


@remembered
def nth(u: Words, i: int) -> Found | None:
    """On the 3rd; the 15th and the last day; the first Monday in December; the last working day of the month."""
    j = u.past(i, "on")
    got = nth_list(u, j)
    if got is None:
        return None
    monthdays, days, positions, k = got
    clock = u.kind(k) == "number" and (u.kind(k + 1) == "meridiem" or u.sign(k + 1, ":"))
    led = j > i or u.kind(j) == "the" or (clock and u[k - 1].text.isdigit())
    today = u.moment.today
    months, month_end = _of_month(u, k)
    if monthdays and not led and not days and months != 0:
        return None
    if monthdays and months is None and not days and _counts_a_noun(u, j, k, on=j > i):
        return None
    if months is None:
        if u.kind(k) in ("of", "in") and u.kind(u.past(k + 1, "the")) in ("word", "mine", "this", "number", "quarter"):
            return None
        if days and not positions and not any(d.nth for d in days):
            return None
        if len(monthdays) == 1 and not days and monthdays[0] > 0:
            return (_of_that_month(u, i, on_the(today, monthdays[0])),), k
        if len(monthdays) > 1:
            return (Repeat("monthly", 1, days, monthdays, (), positions, note="month"),), k
        if len({d.nth for d in days}) > 1:
            return (Repeat("monthly", 1, days, monthdays, (), positions, note="month"),), k
        return (Date(None, monthdays=monthdays, nth=days, positions=positions, ask=Ask("once_or_always")),), k
    if months == 0:  # "of the month": this one, or every one
        if len(monthdays) == 1 and monthdays[0] > 0 and led:
            return (on_the(today, monthdays[0]),), month_end
        return (Repeat("monthly", 1, days, monthdays, (), positions, note="month"),), month_end
    if len(monthdays) > 1 and not days and u.kind(month_end - 1) == "month" and min(monthdays) > 0:
        return _several(u, months // 100, months % 100, monthdays, month_end)
    year, month, end, named = months // 100, months % 100, month_end, u.kind(month_end - 1) == "month"
    then = _find_nth(year, month, monthdays, days, positions)
    if then and then < today and named:
        then = _find_nth(year + 1, month, monthdays, days, positions)
    rule = (month,) if named else ()
    ask = None if then else Ask("no_such_day")
    return (Date(then, monthdays=monthdays, nth=days, positions=positions, months=rule, ask=ask),), end


def _counts_a_noun(u: Words, j: int, k: int, on: bool) -> bool:
    """The third paragraph, the first two, the 2nd para, the second one: units `j` to `k` count, and are no day."""
    following = u[k]
    noun = following.kind == "word" and following.text not in u.moment.lexicon.verbs
    timed = following.kind == "number" and (u.kind(k + 1) == "meridiem" or u.sign(k + 1, ":"))
    if not timed and (following.kind in ("number", "weekend", "part", "often", "quarter") or u.glued(k, "-")):
        return True
    figures = any(u.kind(n) == "ordinal" and u[n].text[0].isdigit() for n in range(j, k))
    dated = on or u.kind(j - 1) in ("until", "starting", "from", "by", "til", "after", "except", "not", "since")
    return not dated if figures and noun else noun or not (figures or dated or timed)


def _several(u: Words, year: int, month: int, monthdays: tuple[int, ...], end: int) -> Found | None:
    """On the 2nd and 4th of December: these days, once each."""
    length = calendar.monthrange(year, month)[1]
    if max(monthdays) > length:
        return (Ask("no_such_day"),), end
    first, last = date(year, month, min(monthdays)), date(year, month, max(monthdays))
    if first < u.moment.today:
        first, last = first.replace(year=year + 1), last.replace(year=year + 1)
    return (Repeat("monthly", 1, (), tuple(sorted(monthdays))), Start(first), Until(last)), end


def _of_that_month(u: Words, i: int, soonest: Date) -> Date:
    """After "on the 1st of April", "and on the 14th" is of April; elsewhere that is asked."""
    named = next((n for n in range(i - 1, max(i - 25, -1), -1) if u.kind(n) == "month" and u[n].name != "?"), None)
    if named is None or soonest.day is None or soonest.day.month == u[named].n:
        return soonest
    year = u.moment.today.year + (u[named].n < u.moment.today.month)
    n = soonest.monthdays[0]
    if n > calendar.monthrange(year, u[named].n)[1]:
        return soonest
    if u.kind(i - 1) == "and" or u.sign(i - 1, ","):
        return replace(soonest, day=date(year, u[named].n, n))
    return replace(soonest, day=None, ask=Ask("which_day"))


def on_the(today: date, n: int) -> Date:
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
        year, end = maybe_year(u, j + 1)
        return (year or today.year) * 100 + u[j].n, end if year else j + 1
    if u.kind(j) == "unit" and u[j].name == "month":
        if adjective not in ("this", "next"):
            return 0, j + 1
        first = add_months(today.replace(day=1), 1 if adjective == "next" else 0)
        return first.year * 100 + first.month, j + 1
    return None, k


@remembered
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
        j = aside(u, j)
        k = j + 1 if u.sign(j, ",") else j
        k = u.past(k, "and")
        k = u.past(k, "on") if k > j else j
        if k == j or u.kind(u.past(k, "the")) not in ("ordinal", "last"):
            break
        j = k
    monthdays += nths
    if not monthdays or any(n < -31 or n > 31 or n == 0 for n in monthdays):
        return None
    if (
        monthdays == [-1]
        and u[j - 1].kind == "last"
        and not (u.kind(j) == "of" and u[u.past(j + 1, "the")].name == "month")
    ):
        return None
    return tuple(monthdays), (), (), j


def aside(u: Words, j: int) -> int:
    """The place after "(or the last day)" or "(Monday to Friday)" at `j`: what a description adds for clarity."""
    close = next((k for k in range(j + 1, j + 8) if u.sign(k, ")")), None)
    plain = close and u.sign(j, "(") and any(u.kind(k) in ("last", "weekday") for k in range(j + 1, close))
    return close + 1 if close and plain else j


def _nth_weekdays(
    u: Words, k: int, monthdays: list[int], nths: list[int]
) -> tuple[tuple[int, ...], tuple[RuleDay, ...], tuple[int, ...], int] | None:
    if monthdays or any(not -5 <= n <= 23 for n in nths):
        return None
    if u.kind(k) == "weekdays":
        return (), tuple(RuleDay(d) for d in range(5)), tuple(nths), aside(u, k + 1)
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


@remembered
def end_of(u: Words, i: int) -> Found | None:
    """The end of the month, the last day of next month, the end of the year."""
    j = u.past(u.past(i, "on", "at", "by", "to_time"), "the")
    if u.kind(j) == "monthstart":
        return (Repeat("monthly", 1, (), (1,), note="month"),), j + 1  # "am Monatsersten"
    if u.kind(j) in ("monthend", "yearend"):
        today = u.moment.today
        month = today.month if u.kind(j) == "monthend" else 12
        then = date(today.year, month, calendar.monthrange(today.year, month)[1])
        return (Date(then, monthdays=(-1,), months=() if u.kind(j) == "monthend" else (12,)),), j + 1
    if u.kind(j) == "end" and u.kind(j + 1) == "month":
        j += 1  # "Ende April"
    elif u.kind(j) == "end" and u.kind(j + 1) == "of":
        j += 2
    elif u.kind(j) == "last" and u.kind(j + 1) == "unit" and u[j + 1].name == "day" and u.kind(j + 2) in ("of", "in"):
        if u.kind(u.past(j + 3, "the")) == "unit" and u[u.past(j + 3, "the")].name == "month":
            return None  # a rule, as any nth day of the month
        j += 3
    else:
        return None
    every = u.kind(j) == "every"
    adjective = u.kind(u.past(j, "the"))
    k = u.past(u.past(j, "the"), "this", "next")
    today = u.moment.today
    if u.kind(k) == "month":
        year = today.year + (u[k].n < today.month)
        return made(u, calendar.monthrange(year, u[k].n)[1], u[k].n, maybe_year(u, k + 1))
    name = u[k].name if u.kind(k) == "unit" else u.kind(k)
    if every or name not in ("month", "year"):
        return None
    if name == "year":
        return (Date(date(today.year + (adjective == "next"), 12, 31), monthdays=(31,), months=(12,)),), k + 1
    first = add_months(today.replace(day=1), 1 if adjective == "next" else 0)
    then = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return (Date(then, monthdays=(-1,)),), k + 1
