"""Single days: today, next Friday, two days before Christmas, in three weeks; and what has been, which is never due.

A `Date` says what the day is once and what it would be in a rule; which of them is meant depends on what else is said.
"""

import calendar
from datetime import date, datetime, timedelta
from itertools import pairwise

from gesso.schedule.expand import resolve
from gesso.schedule.words.amounts import SECONDS, amount
from gesso.schedule.words.clocks import clock
from gesso.schedule.words.feasts import moving
from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.monthdays import end_of, nth, nth_list, on_the
from gesso.schedule.words.phrase import (
    Ask,
    Clock,
    Date,
    Delay,
    Found,
    Hm,
    Part,
    Past,
    Repeat,
    Start,
    Until,
    Value,
    Words,
    remembered,
)
from gesso.schedule.words.weeks import coming, days_on, in_next_week, whole_period
from gesso.schedule.words.written import add_months, calendar_day, made, maybe_year
from gesso.schedule.zone import zone as zone_of


@remembered
def day(u: Words, i: int) -> Found | None:
    """The longest reading of a day that begins at `i`."""
    readings = [
        r for r in (f(u, i) for f in (_offset, _delay, _past, _dated, _beyond, _weekday, _near, end_of, nth)) if r
    ]
    return max(readings, key=lambda r: r[1], default=None)


@remembered
def dated(u: Words, i: int) -> Found | None:
    """A day without what only makes sense at the top: for "until" and "starting"."""
    readings = [r for r in (f(u, i) for f in (_offset, _dated, _beyond, _weekday, _near, end_of, nth)) if r]
    return max(readings, key=lambda r: r[1], default=None)


def _delay(u: Words, i: int) -> Found | None:
    """In 20 minutes; in an hour and a half; 2 hours from now; in 3 days."""
    led = u.kind(i) in ("in", "after")  # "after two days"
    set_for = amount(u, i + 1) if u.kind(i) == "for" and u[i - 1].text in ("timer", "countdown") else None
    if set_for and set_for[1] in SECONDS:
        return (Delay(u.moment.now + timedelta(seconds=set_for[0] * SECONDS[set_for[1]])),), set_for[2]
    got = amount(u, i + 1 if led else i)
    if got is None:
        few = u.past(u.past(i + 1, "a"), "few")
        if led and u.kind(few - 1) == "few" and u.kind(u.past(few, "of")) == "unit":
            return (Ask("vague"),), u.past(few, "of") + 1  # "in a couple of hours"
        return _workdays_on(u, i + 1 if led else i, led)
    n, name, j = got
    if i == 0 and name in SECONDS and u[j].text == "timer" and not any(k in _RULED for k in u.kinds):
        return (Delay(u.moment.now + timedelta(seconds=n * SECONDS[name])),), j + 1
    if i == 1 and name in SECONDS and u[0].text == "timer" and not any(k in _RULED for k in u.kinds):
        return (Delay(u.moment.now + timedelta(seconds=n * SECONDS[name])),), j  # "timer 25 min"
    if u.kind(i) == "after" and u.kind(j) not in ("end", "sign", "at", "in", "and", "part") and not _asked_for(u, j):
        return None  # "after two days of rest"
    if (
        u.kind(i) == "after"
        and name in SECONDS
        and not any(u[k].text in _REMINDING for k in range(max(i - 8, 0), i))
        and not (i == 0 and _asked_for(u, j))
    ):
        return None  # "a bell after seven minutes"
    if name in SECONDS and u.kind(j) in ("til", "after") and (of := clock(u, j + 1)):
        return _shifted(of, n * SECONDS[name] * (-1 if u.kind(j) == "til" else 1))
    if name in SECONDS and u.kind(j) in ("til", "earlier") and u[j + 1].text not in _SUBJECTS:
        reminds = any(u[k].text in _REMINDING for k in range(max(i - 8, 0), i))
        return (Ask("no_time") if reminds else Past(),), j + 1  # "check in 20 minutes before"
    if u.kind(j) == "from_now":
        j += 1
    elif not led:
        return None
    elif u.kind(j) == "possessive" or (u.sign(j, "'")):
        j += 1
    moment = u.moment
    if name in SECONDS:
        seconds = n * SECONDS[name]
        if seconds > 366 * 86400:
            return (Ask("vague"),), j
        return (Delay(moment.now + timedelta(seconds=seconds)),), j
    if n != int(n) or n > 5000:
        return (Ask("vague"),), j
    return (days_on(u, int(n), name),), j


def _asked_for(u: Words, j: int) -> bool:
    return u[j].text in u.moment.lexicon.verbs or u[j].text in ("please", "bitte")


def _shifted(of: Found, seconds: float) -> Found:
    """An hour before 6 pm: that time, where it is certain which half of the day is meant."""
    value = of[0][0]
    hm = value.times[0] if isinstance(value, Clock) and len(of[0]) == 1 and len(value.times) == 1 else None
    if hm is None or hm.how != "sure":
        return (Ask("no_time"),), of[1]
    minutes = hm.hour * 60 + hm.minute + int(seconds // 60)
    if not 0 <= minutes < 1440:
        return (Ask("no_time"),), of[1]
    return (Clock((Hm(minutes // 60, minutes % 60, "sure"),)),), of[1]


def _workdays_on(u: Words, i: int, led: bool) -> Found | None:
    """In three business days; two working days from now."""
    if u.kind(i) != "number" or u.kind(i + 1) != "weekdays" or not (led or u.kind(i + 2) == "from_now"):
        return None
    then, left = u.moment.today, min(u[i].n, 5000)
    while left > 0:
        then += timedelta(days=1)
        left -= then.weekday() < 5
    return (Date(then),), u.past(i + 2, "from_now")


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
            if k == j + 1 and u.kind(k + 1) in ("of", "in"):  # "the last day of the month"
                return None
            return (Past(),), k + 1
    if u.kind(i) == "since" and u.kind(u.past(i + 1, "the")) == "next":
        return None  # "since next week", as some say for "from": asked about
    if u.kind(i) == "since":
        got = dated(u, i + 1)
        if got and u.kind(i + 1) == "day" and u[i + 1].n and isinstance(got[0][0], Date) and got[0][0].day:
            return (Start(got[0][0].day),), got[1]  # "since tomorrow", as some say for "from"
        if got:
            return (Past(),), got[1]
        if u.kind(i + 1) in ("last", "the", "this"):
            return None
    got_amount = amount(u, i)
    if got_amount and u.kind(got_amount[2]) == "past" and u[got_amount[2]].text in ("ago", "zuvor"):
        return (Past(),), got_amount[2] + 1
    return None


@remembered
def _dated(u: Words, i: int) -> Found | None:
    j = u.past(i, "on")
    if u.kind(j) == "weekday" and u.kind(i - 1) not in ("every",):  # "Friday, 24 December"
        k = j + 1
        k = k + 1 if u.sign(k, ",") else k
        k = u.past(k, "the")
        inner = calendar_day(u, k)
        if inner:
            value = inner[0][0]
            if isinstance(value, Date) and value.day and value.day.weekday() != u[j].n:
                return (Ask("conflict"),), inner[1]
            return inner
        listed = nth_list(u, u.past(j + 1, "the")) if u.kind(u.past(j + 1, "the")) == "ordinal" else None
        if listed and len(listed[0]) == 1 and listed[0][0] > 0 and u.kind(listed[3]) not in ("of", "in", "every"):
            value = on_the(u.moment.today, listed[0][0])  # "Monday the 13th"
            fits = value.day is not None and value.day.weekday() == u[j].n
            return ((value,) if fits else (Ask("conflict"),)), listed[3]
        return None
    j = u.past(j, "the")
    if u.kind(j) == "feast":
        return made(u, u[j].n % 100, u[j].n // 100, maybe_year(u, j + 1))
    if u[j].name == "moving":
        return moving(u, j)
    return calendar_day(u, j)


@remembered
def _beyond(u: Words, i: int) -> Found | None:
    """The Monday after 1 July; the Friday before Christmas."""
    j = u.past(i, "on")
    way = u.kind(j + 2)
    if u.kind(j) != "the" or u.kind(j + 1) != "weekday" or u[j + 1].name == "s" or way not in ("after", "til"):
        return None
    inner = _dated(u, j + 3)
    if inner is None and way == "after" and u.kind(j + 3) in ("sign", "end", "line", "at", "number", "part"):
        named = next((n for n in range(i - 1, max(i - 20, -1), -1) if u.kind(n) in ("day", "weekday")), None)
        base_day = _named_day(u, named) if named is not None else None
        return ((Date(coming(base_day, u[j + 1].n)) if base_day else Ask("vague"),), j + 3)  # "the Wednesday after"
    base = inner[0][0] if inner else None
    if inner is None or not isinstance(base, Date) or base.day is None:
        return None
    step = 1 if way == "after" else -1
    then = base.day + timedelta(days=step)
    while then.weekday() != u[j + 1].n:
        then += timedelta(days=step)
    return (Date(then),), inner[1]


@remembered
def weekday_list(u: Words, i: int) -> tuple[tuple[int, ...], bool, int] | None:
    """Monday; Mondays and Thursdays; Mon, Wed and Fri; Mon-Fri: (days, plural, next)."""
    if u.kind(i) != "weekday":
        return _initials(u, i)
    days, plural, j = [u[i].n], u[i].name == "s", i + 1
    while True:
        k = j + 1 if u.glued(j, ".") and len(u[j - 1].text) <= 3 else j
        bare = k == j and u.kind(k) == "weekday" and u[k].n not in days and u[k + 1].text not in _SUBJECTS
        row = u.kind(k + 1) == "weekday" or len(days) > 1
        bare = bare and not (u[k].name == "?" and len(u[j - 1].text) > 4)  # "freitag so gegen 16 Uhr"
        if bare and (len(u[k].text) <= 4 or len(u[j - 1].text) <= 4 or row):  # "mon wed fri"
            days.append(u[k].n)
            j = k + 1
            continue
        if u.glued(k, "-") and u.kind(k + 1) == "weekday" and u.glued(k + 2, "-") and u.kind(k + 3) == "weekday":
            days += [u[k + 1].n, u[k + 3].n]  # "mon-wed-fri"
            plural, j = True, k + 4
            continue
        if (u.sign(k, "-") or u.kind(k) in ("to", "until")) and u.kind(k + 1) == "weekday" and len(days) == 1:
            last = u[k + 1].n
            days = [d % 7 for d in range(days[0], last + (7 if last < days[0] else 0) + 1)]
            return tuple(days), True, k + 2
        comma = u.sign(k, ",")
        k = k + 1 if comma or u.sign(k, "/") or u.sign(k, "+") else k
        k = u.past(k, "and")
        if comma and u.kind(k) == "weekday" and u[k + 1].text in _SUBJECTS:  # "on Thursdays, Fridays I'm away"
            return tuple(days), plural, j
        apart = (
            comma and u.kind(k) in ("on", "every") and u.kind(i - 1) not in ("on", "every")
        )  # "about Sunday, on Friday"
        if k == j or apart or u.kind(u.past(k, "on", "every", "the")) != "weekday":
            return tuple(days), plural, j
        short = max(len(u[j - 1].text), len(u[k].text)) <= 5
        opens = i == 0 or u.kind(i - 1) == "line"
        plural = plural or (short and (u[j].text in "/+" or (u[j].text == "&" and opens)))  # "tue/fri", "tue + thu"
        k = u.past(k, "on", "every", "the")
        days.append(u[k].n)
        plural = plural or u[k].name == "s"
        j = k + 1


_HYPHENED = {"m-f": (0, 1, 2, 3, 4), "m-th": (0, 1, 2, 3), "m-sa": (0, 1, 2, 3, 4, 5)}
_INITIALS = {"m": 0, "mo": 0, "t": 1, "tu": 1, "w": 2, "th": 3, "r": 3, "f": 4, "fr": 4, "sa": 5, "su": 6}
_RUNS = {"mwf": (0, 2, 4), "tth": (1, 3), "tuth": (1, 3), "mtwthf": (0, 1, 2, 3, 4), "mtwrf": (0, 1, 2, 3, 4)}


def _initials(u: Words, i: int) -> tuple[tuple[int, ...], bool, int] | None:
    """M/W/F, Tu/Th, MWF. Two letters alone may be anything: they need one that only a day has."""
    if u[i].text in _RUNS:
        return _RUNS[u[i].text], True, i + 1
    if u.glued(i + 1, "-") and u[i + 2].glued and (run := _HYPHENED.get(f"{u[i].text}-{u[i + 2].text}")):
        return run, True, i + 3
    if u[i].text not in _INITIALS:
        return None
    said, j = [u[i].text], i + 1
    while u.glued(j, "/") and u[j + 1].glued and u[j + 1].text in _INITIALS:
        said.append(u[j + 1].text)
        j += 2
    days = tuple(_INITIALS[letter] for letter in said)
    rising = all(a < b for a, b in pairwise(days))
    return (days, True, j) if rising and len(days) > 1 and (len(days) > 2 or {"th", "tu"} & set(said)) else None


_RULED = ("every", "often", "at", "oclock", "meridiem", "day", "weekday")
_REMINDING = word_set("remind reminder ping nudge alert notify tell wake erinnere erinner erinnern weck wecke sag")
_SUBJECTS = word_set("i i'm i've we we're they they're he he's she she's it's you ich wir er sie es")


@remembered
def _weekday(u: Words, i: int) -> Found | None:
    """On Friday, this Friday, next Friday, Friday next week, Friday week, a week on Friday."""
    today = u.moment.today
    j = u.past(i, "on")
    weeks = u.kind(j) == "a" and u.kind(j + 1) == "unit" and u[j + 1].text in ("week", "fortnight")
    if u[j].text == "fortnight" and u.kind(j + 1) in ("on", "from"):
        weeks, j = True, j - 1
    if weeks and u.kind(j + 2) in ("on", "from"):
        inner = day(u, j + 3)
        if inner and isinstance(inner[0][0], Date) and inner[0][0].day:
            return (Date(inner[0][0].day + timedelta(days=7 * u[j + 1].n)),), inner[1]
    if u.kind(j) == "next" and u.kind(j + 1) == "unit" and u[j + 1].name == "week":
        k = u.past(u.past(j + 2, "on"), "the")
        if u.kind(k) == "weekday":
            return _with_part(u, (Date(in_next_week(today, u[k].n)),), k + 1)
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
    if u.kind(after) == "after" and u.kind(after + 1) == "next":
        then = coming(today, weekday, 1)
        later = weekday <= today.weekday()  # the next one is of next week, so the one after it is plain
        return ((Date(then) if later else Ask("vague")),), after + 2
    if u.kind(after) == "next" and u.kind(after + 1) == "unit" and u[after + 1].name == "week":
        return (Date(in_next_week(today, weekday)),), after + 2
    if u.kind(after) == "this" and u.kind(after + 1) == "unit" and u[after + 1].name == "week":
        return (Date(today + timedelta(days=weekday - today.weekday())),), after + 2
    return _with_part(u, (_single(today, weekday, adjective),), end)


def _timely(u: Words, k: int) -> bool:
    """Whether a time stands beside "sat" or "sun"."""
    after = u.kind(k + 2 if u.sign(k + 1, ",") else k + 1)
    both = u.sign(k + 1, "+") and u.kind(k + 2) == "weekday"
    return both or after in ("at", "and", "number", "weekday") or u.kind(k - 1) in ("and",) or u.glued(k + 1, ".")


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


def _in_period(u: Words, i: int) -> Found | None:
    """Next month on the 5th."""
    k = u.past(i + 2, "on")
    number = u[u.past(k, "the")]
    if u[i + 1].name != "month" or k == i + 2 or number.kind != "ordinal" or number.n < 1:
        return None
    first = add_months(u.moment.today.replace(day=1), 1 if u.kind(i) == "next" else 0)
    if number.n > calendar.monthrange(first.year, first.month)[1]:
        return (Ask("no_such_day"),), u.past(k, "the") + 1
    return (Date(first.replace(day=number.n), monthdays=(number.n,)),), u.past(k, "the") + 1


@remembered
def _near(u: Words, i: int) -> Found | None:
    """Today, tonight, tomorrow, this evening."""
    today = u.moment.today
    j = u.past(i, "on")
    following = _day_after(u, i)
    if following:
        return following
    if u.kind(i) == "this" and u.kind(i + 1) == "part":
        return (Date(today), Part(u[i + 1].name)), i + 2
    if u.kind(i) == "unit" and u[i].name == "week" and u.kind(i + 1) == "day" and u[i + 1].n:  # "week tomorrow"
        return None
    if u.kind(j) == "day":
        values: tuple[Value, ...] = (Date(today + timedelta(days=u[j].n)),)
        also = _day_after(u, u.past(j + 1, "and")) if u.kind(j + 1) == "and" else None
        if also:  # "tomorrow and the day after"
            return (*values, *also[0]), also[1]
        if u[j].name:
            return (*values, Part(u[j].name)), j + 1
        return _with_part(u, values, j + 1)
    named = i + 3 if u.sign(i + 2, ",") else i + 2
    if u.kind(i) == "this" and u.kind(i + 1) == "weekend" and u.kind(u.past(named, "on")) == "weekday":
        inner = _weekday(u, named)
        if inner and u[u.past(named, "on")].n > 4:
            return inner  # "this weekend, Sunday afternoon"
    k = u.past(u.past(i, "on", "at"), "the")
    if k > i and u.kind(k) == "weekend" and u[k].name != "s" and u.kind(k + 1) not in ("possessive", "word"):
        return (Date(None, (5, 6), ask=Ask("once_or_always")),), k + 1
    if u.kind(i) in ("next", "this") and u.kind(i + 1) == "unit" and (whole := whole_period(u, i)):
        return whole
    if u.kind(i) in ("next", "this") and u.kind(i + 1) in ("unit", "weekend", "quarter", "month"):
        if u.kind(i + 1) == "month" and u.kind(i) == "this" and u[i + 1].n >= today.month:
            first = today.replace(month=u[i + 1].n, day=1)
            last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
            return (Start(max(first, today)), Until(last)), i + 2
        if u.kind(i + 1) == "month":
            return (Date(None, months=(u[i + 1].n,), ask=Ask("which_day")),), i + 2
        return _in_period(u, i) or ((Date(None, ask=Ask("which_day")),), i + 2)
    return None


def _named_day(u: Words, i: int) -> date:
    return u.moment.today + timedelta(days=u[i].n) if u.kind(i) == "day" else coming(u.moment.today, u[i].n)


def _day_after(u: Words, i: int) -> Found | None:
    """ "The day after", "the following day": the one after the day that is named before."""
    j = u.past(i, "on")
    if not (u.kind(j) == "the" and u.kind(j + 1) == "unit" and u[j + 1].name == "day" and u.kind(j + 2) == "after"):
        return None
    k = u.past(j + 3, "that")
    if dated(u, k) or u.kind(k) in ("word", "the", "mine", "a", "feast", "possessive", "every", "vague"):
        return None
    named = next((n for n in range(i - 1, max(i - 40, -1), -1) if u.kind(n) in ("day", "weekday")), None)
    base = 0 if named is None else u[named].n if u.kind(named) == "day" else None
    if base is None and named is not None:
        base = (coming(u.moment.today, u[named].n) - u.moment.today).days
    return ((Date(u.moment.today + timedelta(days=base + 1)),), k) if named is not None and base is not None else None


@remembered
def _offset(u: Words, i: int) -> Found | None:
    """Two days before 24 December, a week after Christmas, the day before Friday."""
    j = u.past(i, "on")
    if j > i and u.kind(j) == "unit" and u[j].name == "day" and u.kind(j + 1) in ("til", "after"):
        got: tuple[float, str, int] | None = (1.0, "day", j + 1)  # "am Tag vor Heiligabend"
    elif u.kind(j) == "the" and u.kind(j + 1) == "unit" and u[j + 1].name == "day":
        got = (1.0, "day", j + 2)
    else:
        got = amount(u, j)
    if got and got[1] == "week" and got[0] == int(got[0]) and u.kind(got[2]) == "day" and u.kind(i - 1) != "for":
        then = u.moment.today + timedelta(days=int(got[0]) * 7 + u[got[2]].n)
        return _with_part(u, (Date(then),), got[2] + 1)  # "two weeks today"
    if got is None or u.kind(got[2]) not in ("til", "after", "from"):
        return None
    n, name, k = got
    inner = dated(u, k + 1)
    if inner and isinstance(inner[0][0], Repeat):
        return (Ask("cannot"),), inner[1]  # the day before each last Friday is no day of any rule
    if inner is None or name in SECONDS or n != int(n):
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
    return (_same_each_year(base, then, step if name == "day" else step * 7) or Date(then), *inner[0][1:]), inner[1]


def _same_each_year(base: Date, then: date, days: int) -> Date | None:
    """A day before 14 February is a day of every year, too; None where 29 February is between, or no date is said."""
    if len(base.months) != 1 or len(base.monthdays) != 1 or base.nth or base.monthdays[0] < 1 or abs(days) > 300:
        return None
    if base.day is None or (then - base.day).days != days or (base.months[0], base.monthdays[0]) == (2, 29):
        return None
    common, leap = (date(y, base.months[0], base.monthdays[0]) + timedelta(days=days) for y in (2001, 2000))
    same = (common.month, common.day) == (leap.month, leap.day)
    return Date(then, monthdays=(then.day,), months=(then.month,)) if same else None


def instant_of(local: datetime, zone: str) -> datetime:
    """The instant, in UTC, of a time on the wall: in a gap by the offset before it, in an overlap the first."""
    return resolve(local, zone_of(zone))[0]
