"""The bounds of a rule: until, for two weeks, ten times, starting Monday, except Fridays, not in August."""

from datetime import date, timedelta

from gesso.schedule.words.amounts import SECONDS, amount
from gesso.schedule.words.clocks import clock
from gesso.schedule.words.dates import dated, weekday_list
from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.monthdays import nth_list, on_the
from gesso.schedule.words.phrase import (
    Ask,
    Clock,
    Count,
    Date,
    Found,
    Hm,
    Lasting,
    Skip,
    Start,
    Until,
    Value,
    Window,
    Words,
)
from gesso.schedule.words.written import add_months, made, maybe_year


def until(u: Words, i: int) -> Found | None:
    """Until 24 December, through Friday, until the end of March, stop after Christmas."""
    j = i + 1 if u.kind(i) == "but" else i
    j = u.past(j, "and")
    if u[j].text in _STOPS and u.kind(j + 1) in ("after", "on", "at", "past_word"):
        j += 2
    elif u.kind(j) == "until":
        j += 1
    else:
        return None
    if u.kind(j) == "and":  # "up to and including"
        j += 1
    if (u.kind(j) == "number" and u.kind(j + 1) == "repeats") or u.kind(j) == "times":
        return (Count(u[j].n),), j + 2 if u.kind(j) == "number" else j + 1
    got = dated(u, j)
    if got is None and u.kind(j) in ("mine", "the"):  # "until my exam on 20 June"
        on = next((n for n in range(j + 2, j + 4) if u.kind(n) == "on" and u.kind(n - 1) == "word"), None)
        got = dated(u, on) if on is not None else None
    if got is None and u.kind(i) == "until" and (hourly := _until_hour(u, j)):
        return hourly
    if got is None:
        if u.kind(u.past(j, "this", "next")) == "month":
            return (Ask("vague"),), u.past(j, "this", "next") + 1
        return None
    value, end = got[0][0], got[1]
    if isinstance(value, Ask):
        return (value,), end
    if not isinstance(value, Date):
        return None
    if value.day is None:
        return (value.ask or Ask("vague"),), end
    return (Until(value.day, value.note),), end


def _until_hour(u: Words, j: int) -> Found | None:
    """ "Every hour until 8 pm tonight": the last of today's steps."""
    of = clock(u, j) or clock(u, j - 1)
    value = of[0][0] if of else None
    today = of is not None and u.kind(of[1]) == "day" and u[of[1]].n == 0
    steps = any(u.kind(k) == "every" and amount_after(u, k) for k in range(len(u.units)) if k < 200)
    if of is None or not isinstance(value, Clock) or len(value.times) > 1 or not today or not steps:
        return None
    last = value.times[0]
    if last.how != "sure":
        return None
    return (Window(Hm(0, 0, "sure"), last), Until(u.moment.today)), of[1] + 1


def lasting(u: Words, i: int) -> Found | None:
    """For two weeks, for the next 10 days, over the next month; "for 10 times"."""
    said = amount(u, i) if u.kind(i) == "number" else None
    if said and u.kind(said[2]) == "lasting" and said[1] not in SECONDS and said[0] == int(said[0]):
        return (Lasting(int(said[0]), said[1]),), said[2] + 1  # "sieben Tage lang"
    if u.kind(i) not in ("for", "during", "within", "in"):
        return None
    j = u.past(i + 1, "the")
    nexts = u.past(j, "next")
    if u.kind(i) in ("during", "within", "in") and nexts == j:
        return None
    got = amount(u, nexts)
    if got is None and nexts > j and u.kind(nexts) in ("unit",):
        got = (float(u[nexts].n), u[nexts].name, nexts + 1)
    if got is None:
        if u.kind(nexts) == "number" and u.kind(nexts + 1) == "repeats":
            return (Count(u[nexts].n),), nexts + 2
        return None
    n, name, end = got
    if u.kind(end) == "sign" and u[end].text == "-":
        return None
    if name in SECONDS:
        stepped = nexts > j or any(u.kind(k) == "every" for k in range(max(i - 4, 0), i))
        steps = any(u.kind(k) == "every" and amount_after(u, k) for k in range(len(u.units)) if k < 200)
        return ((Lasting(int(n * SECONDS[name]), "second"),), end) if stepped and steps and n >= 1 else None
    if n != int(n) or not 0 < n <= 5000:
        return None
    return (Lasting(int(n), name),), end


def amount_after(u: Words, i: int) -> bool:
    """Whether "every" at `i` is of a step of hours or minutes."""
    got = amount(u, i + 1)
    return (got is not None and got[1] in SECONDS) or (u.kind(i + 1) == "unit" and u[i + 1].name in SECONDS)


def starting(u: Words, i: int) -> Found | None:
    """Starting Monday, from 1 December on, beginning tomorrow."""
    if u.kind(i) == "ordinal":
        return _first_one(u, i)
    german = u[i].text == "vom" and u.kind(i + 1) == "ordinal"
    if (
        german
        and u.kind(i + 2) == "until"
        and (till := dated(u, i + 3))
        and isinstance(till[0][0], Date)
        and till[0][0].day
    ):
        end_day = till[0][0].day  # "vom 21. bis 23. Dezember"
        if 0 < u[i + 1].n < end_day.day:
            return (Start(end_day.replace(day=u[i + 1].n)), Until(end_day)), till[1]
    if u.kind(i) == "start_of" and u.kind(u.past(i + 1, "on")) in ("day", "weekday"):
        german = True  # "Beginn morgen"
    if u.kind(i) not in ("starting", "from", "after") and not (german and u.kind(i) == "start_of"):
        return None
    j = u.past(i + 1, "on", "in", "at")
    if u.kind(j) == "now" or (u.kind(j) == "word" and u[j].text in ("now", "jetzt", "sofort")):
        return (Start(u.moment.today),), u.past(j + 1, "onward", "on")
    got = dated(u, j)
    got = _period(u, j) or got
    if got is None:
        return None
    value, end = got[0][0], got[1]
    if isinstance(value, Date) and value.day and u.kind(end) in ("to", "until"):
        last = dated(u, end + 1) or dated(u, u.past(end + 1, "the"))
        if last and isinstance(last[0][0], Date) and last[0][0].day and not isinstance(last[0][0], Ask):
            return (Start(value.day), Until(last[0][0].day)), last[1]
    end = u.past(end, "onward")
    if u[end].text == "on" and u.kind(end + 1) not in ("weekday", "weekdays", "the", "number", "ordinal", "month"):
        end += 1
    if u.kind(i) == "after":
        return None
    if isinstance(value, Date) and value.day:
        more: tuple[Value, ...] = ()
        return (Start(value.day), *more), end
    if isinstance(value, Date):
        return (value.ask or Ask("vague"),), end
    return ((value,) if isinstance(value, Ask) else ()) or (Ask("vague"),), end


def days_of_month(u: Words, i: int) -> Found | None:
    """9-12 December; from the 9th to the 12th of December; December 9 through 12."""
    j = u.past(u.past(i, "from", "between"), "the")
    month = u.kind(j) == "month"
    j = u.past(j + 1, "the") if month else j
    k = j + 1
    if u.kind(i) == "between" and (span := _between_feasts(u, i + 1)):
        return span
    joined = u.kind(k) in ("to", "until") or u.sign(k, "-") or (u.kind(k) == "and" and u.kind(i) == "between")
    m = u.past(k + 1, "the")
    figures = all(u.kind(n) in ("number", "ordinal") and u[n].name != "word" and 0 < u[n].n <= 31 for n in (j, m))
    if not joined or not figures or u[j].n >= u[m].n:
        return None
    end = m + 1 if month else u.past(m + 1, "of")
    if month and (u.kind(end) in ("meridiem", "oclock", "unit") or u.sign(end, ":")):
        return None
    if not month and u.kind(end) != "month":
        return None
    last = made(u, u[m].n, u[end if not month else u.past(u.past(i, "from", "between"), "the")].n,
                maybe_year(u, end + (not month)))  # fmt: skip
    value = last[0][0]
    if not isinstance(value, Date) or value.day is None:
        return last
    return (Start(value.day.replace(day=u[j].n)), Until(value.day)), last[1]


def _between_feasts(u: Words, i: int) -> Found | None:
    """Between Christmas and New Year: the days in between. Between 3 May and 10 May: both included."""
    first = dated(u, i)
    last = dated(u, first[1] + 1) if first and u.kind(first[1]) == "and" else None
    a, b = (got[0][0] if got else None for got in (first, last))
    if last is None or not isinstance(a, Date) or not isinstance(b, Date) or not a.day or not b.day:
        return None
    inner = 1 if u.kind(i) == "feast" else 0
    end = b.day if b.day > a.day else b.day.replace(year=b.day.year + 1)
    return (Start(a.day + timedelta(days=inner)), Until(end - timedelta(days=inner))), last[1]


def _within_month(u: Words, i: int) -> Found | None:
    """Vom 21. bis 23. Dezember."""
    till = dated(u, i + 3)
    value = till[0][0] if till else None
    if till is None or not isinstance(value, Date) or value.day is None or not 0 < u[i + 1].n < value.day.day:
        return None
    return (Start(value.day.replace(day=u[i + 1].n)), Until(value.day)), till[1]


def _first_one(u: Words, i: int) -> Found | None:
    """First one on 22 January; first time tomorrow; first on Monday."""
    j = i + 1 if u[i].text == "first" else -1
    j = j + 1 if j > 0 and u[j].text in ("one", "time") else j
    led = j > 0 and (u.kind(j) == "on" or j > i + 1)
    got = (_period(u, u.past(j, "is")) or dated(u, u.past(j, "is", "on"))) if led else None
    value = got[0][0] if got else None
    return ((Start(value.day),), got[1]) if got and isinstance(value, Date) and value.day else None


def _period(u: Words, j: int) -> Found | None:
    """The first day of next week, next month, or of a month: where "starting next week" begins."""
    today = u.moment.today
    k = u.past(j, "the")
    if u.kind(k) == "next" and u.kind(k + 1) == "unit":
        name = u[k + 1].name
        first = {
            "week": today + timedelta(days=7 - today.weekday()),
            "month": add_months(today.replace(day=1), 1),
            "year": today.replace(year=today.year + 1, month=1, day=1),
        }.get(name)
        return ((Date(first),), k + 2) if first and u.kind(k + 2) not in ("on", "weekday") else None
    k = u.past(u.past(j, "in"), "next")
    if u.kind(k) == "month" and u.kind(k + 1) not in ("number", "ordinal", "the") and not u.sign(k + 1, "."):
        year = today.year + (u[k].n <= today.month)
        return (Date(today.replace(year=year, month=u[k].n, day=1)),), k + 1
    return None


def skip(u: Words, i: int) -> Found | None:
    """Except Fridays, not on weekends, but not in August, skip 25 December."""
    j = u.past(u.past(i, "and"), "but")
    unless = _unless(u, i)
    if unless is not None:
        j = unless
    drops = u[j].text in _DROP and u.kind(u.past(j + 1, "the")) in ("weekday", "weekend")
    if (
        not drops
        and unless is None
        and u.kind(j) not in ("except", "not")
        and not (j > i and u[j - 1].kind == "but" and u.kind(j) in ("weekday", "weekend"))
    ):
        return None
    negated = drops or u.kind(j) in ("except", "not")
    j = j + 1 if negated and unless is None else j
    weekdays: list[int] = []
    dates: list[date] = []
    months: list[int] = []
    end = j
    while True:
        j = u.past(u.past(j, "on", "in", "for", "at"), "the", "every", "all")
        found = weekday_list(u, j)
        if found and not (u.kind(j - 1) == "not" and u[j].name != "s" and u.kind(found[2]) == "but"):
            weekdays += found[0]
            end = found[2]
        elif u.kind(j) == "weekend":
            weekdays += [5, 6]
            end = j + 1
        elif u.kind(j) == "weekdays":
            weekdays += range(5)
            end = j + 1
        elif u.kind(j) == "holidays":
            return (Ask("holidays"),), j + 1
        elif (
            (several := nth_list(u, u.past(j, "the")))
            and len(several[0]) > 1
            and u.kind(several[3]) not in ("of", "in")
        ):
            days = [on_the(u.moment.today, n) for n in several[0]]
            if any(d.day is None for d in days):
                return (Ask("no_such_day"),), several[3]
            dates += [d.day for d in days if d.day]
            end = several[3]
        elif got := dated(u, j) or dated(u, j - 1):
            value = got[0][0]
            if not isinstance(value, Date) or value.day is None:
                return ((value.ask if isinstance(value, Date) else None) or Ask("vague"),), got[1]
            dates.append(value.day)
            end = got[1]
            while u.kind(end) == "and" and u.kind(end + 1) == "number" and _ends_list(u, end + 2, value.day, end + 1):
                dates.append(value.day.replace(day=u[end + 1].n))  # "December 14 and 15"
                end += 2
        elif u.kind(j) == "month" and not (u[j].name == "?" and u.kind(j - 1) not in ("in",)):
            months.append(u[j].n)
            end = j + 1
        elif u.kind(j) == "feast":
            return (Ask("vague"),), j + 1
        else:
            break
        j = end + 1 if u.sign(end, ",") else end
        j = u.past(u.past(j, "and", "or"), "not")
        if j == end:
            break
    if end == i or not (weekdays or dates or months):
        return None
    return (Skip(tuple(sorted(set(weekdays))), tuple(dates), tuple(months)),), end


def _ends_list(u: Words, after: int, day: date, i: int) -> bool:
    """Whether the number at `i` is a later day of the same month, and no time and no amount."""
    month_first = u.kind(i - 2) in ("number", "ordinal") and u.kind(i - 3) == "month"
    whole = u.kind(after) not in ("meridiem", "oclock", "unit", "month", "repeats") and u.kind(after) != "sign"
    whole = whole or u[after].text in (",", ";") or (u[after].text == "." and not u[after + 1].glued)
    whole = whole and (u.kind(after) != "word" or u[after].text in u.moment.lexicon.verbs)
    return month_first and whole and day.day < u[i].n <= 28


def _unless(u: Words, i: int) -> int | None:
    """The place after "unless it's a" and "unless it is"; None before anything but a day of the week."""
    if u[i].text not in ("unless", "außer"):
        return None
    j = i + 2 if u[i + 1].text in ("it", "it's") else i + 1
    j = j + 1 if u[j].text in ("'s", "is", "on") else j
    j = u.past(u.past(j, "on"), "a", "the")
    return j if u.kind(j) in ("weekday", "weekend", "holidays") else None


def skip_after(u: Words, i: int) -> Found | None:
    """Mondays off; Tuesdays and Thursdays excepted; nur freitags nicht; no Mondays."""
    j = i
    if u.kind(i) == "correct":
        if u[i].text not in ("no", "kein", "keine"):
            return None
        j = i + 1
    j = u.past(u.past(j, "on"), "the")
    found = weekday_list(u, j)
    if found is None and u.kind(j) == "weekend":
        found = ((5, 6), True, j + 1)
    if found is None:
        return None
    days, plural, end = found
    if u.kind(i) == "correct":
        return ((Skip(tuple(sorted(set(days)))),), end) if plural else None
    k = u.past(end, "sign") if u.sign(end, ",") else end
    left_out = u[k].text in _OFF or (u.kind(k) == "not" and u.kind(k + 1) in ("end", "sign", "line"))
    return ((Skip(tuple(sorted(set(days)))),), k + 1) if left_out and k == end else None


_STOPS = word_set("stop end stopping aufhören hör höre schluss")
_DROP = word_set("drop cancel lose ditch streich streiche")
_OFF = word_set("off excepted excluded aside apart free ausgenommen frei nie never")


def rest_of(u: Words, i: int) -> Found | None:
    """For the rest of the week, month or year."""
    j = u.past(i, "for")
    j = u.past(j, "the")
    if j > i and u[j].text in ("rest", "remainder") and u.kind(j + 1) == "of":
        k = u.past(j + 2, "the", "this")
        name = u[k].name if u.kind(k) == "unit" else ""
        today = u.moment.today
        if name == "year":
            return (Until(today.replace(month=12, day=31)),), k + 1
        if name == "week":
            return (Until(today + timedelta(days=6 - today.weekday())),), k + 1
        if name == "month":
            following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
            return (Until(following - timedelta(days=1)),), k + 1
    return None
