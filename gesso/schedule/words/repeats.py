"""What comes again: every weekday, Mondays and Thursdays, every other week, the last working day of each month."""

from dataclasses import replace

from gesso.schedule.schedule import Day as RuleDay
from gesso.schedule.schedule import Freq
from gesso.schedule.words.amounts import SECONDS, amount
from gesso.schedule.words.dates import weekday_list
from gesso.schedule.words.limits import starting
from gesso.schedule.words.monthdays import nth_list
from gesso.schedule.words.phrase import (
    Ask,
    Clock,
    Count,
    Date,
    Elapsed,
    Found,
    Hm,
    Lasting,
    Often,
    Part,
    Repeat,
    Start,
    Value,
    Words,
)
from gesso.schedule.words.written import calendar_day

_FREQ: dict[str, Freq] = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
WORKDAYS = tuple(RuleDay(d) for d in range(5))
WEEKEND = (RuleDay(5), RuleDay(6))
_NO_HOLIDAYS = "holidays"


def repeat(u: Words, i: int) -> Found | None:
    """The longest rule that begins at `i`."""
    readings = [r for r in (f(u, i) for f in (_every, _a_day, _plural, _often, _nth_of, _times, _next_n)) if r]
    return max(readings, key=lambda r: r[1], default=None)


def initials(u: Words, i: int) -> Found | None:
    """M/W/F, MWF."""
    found = weekday_list(u, i) if u.kind(i) != "weekday" else None
    return ((Repeat("weekly", 1, tuple(RuleDay(d) for d in found[0])),), found[2]) if found else None


def _every(u: Words, i: int) -> Found | None:
    j = u.past(i, "on", "in", "at")
    if u.kind(j) == "other" and u[j].text != "other" and u.kind(j + 1) in ("weekday", "weekend", "part", "unit"):
        return _unit(u, j, j + 1, 2, 0) or _named(u, j, j + 1, 2, 0)  # "alternate Fridays"
    if u.kind(j) != "every":
        return None
    if u.kind(j + 1) == "of":
        return _next_n(u, j + 2)  # "each of the next three Fridays"
    j += 2 if u.kind(j + 1) == "the" and u.kind(j + 2) in ("weekday", "unit", "part") else 1
    if u.kind(j) == "few":
        k = u.past(j + 1, "of")
        return ((Ask("vague"),), k + 1) if u.kind(k) in ("unit", "weekday") else None
    step, k, ordinal = 1, j, 0
    if u.kind(j) == "other":
        step, k = 2, j + 1
    elif u.kind(j) == "ordinal":
        ordinal, k = u[j].n, j + 1
    elif u.kind(j) == "last":
        ordinal, k = -1, j + 1
    return _elapsed(u, j, k) or _unit(u, j, k, step, ordinal) or _named(u, j, k, step, ordinal)


def _elapsed(u: Words, j: int, k: int) -> Found | None:
    """Every 30 minutes, every hour and a half, every half hour, every other hour."""
    got = amount(u, j)
    if got is None and u.kind(k) == "unit" and u[k].name in SECONDS:
        n = 2.0 if u.kind(j) == "other" else float(max(u[j].n, 1)) if u.kind(j) == "ordinal" else 1.0
        got = (n, u[k].name, k + 1)
        if n == 1 and u.kind(k + 1) == "and" and u.kind(k + 2) == "a" and u.kind(k + 3) == "half":
            got = (1.5, u[k].name, k + 4)
    if got is None and u.kind(j) == "quarter" and u.kind(j + 1) == "unit" and u[j + 1].name == "hour":
        got = (15, "minute", j + 2)
    if got is None or got[1] not in SECONDS:
        return None
    seconds = got[0] * SECONDS[got[1]]
    if seconds != int(seconds) or seconds < 60:
        return (Ask("cannot"),), got[2]
    return (Elapsed(int(seconds)),), got[2]


def _unit(u: Words, j: int, k: int, step: int, ordinal: int) -> Found | None:
    """Every day, every 2 weeks, every third month, every quarter, every morning, every weekday, every weekend."""
    if u.kind(k) == "number" and u.kind(k + 1) in ("unit", "weekdays", "weekend", "quarters", "part"):
        step, k = u[k].n, k + 1
        if not 0 < step <= 1000:
            return (Ask("cannot"),), k + 1
    if ordinal > 1:
        step = ordinal
    elif ordinal:
        return _first_of(u, j, k, ordinal)
    kind, name = u.kind(k), u[k].name
    if kind == "unit" and name in _FREQ:
        freq, step = _FREQ[name], step * u[k].n
        if freq == "weekly" and ordinal > 1 and u.kind(k + 1) == "of":
            return (Ask("cannot"),), k + 1
        return _weekly_on(u, freq, step, k + 1)
    if kind in ("quarter", "quarters"):
        return (Repeat("monthly", 3 * step, note="quarter"),), k + 1
    if kind == "part":
        return (Repeat("daily", step), Part(name)), k + 1
    if kind == "point" and step == 1:
        return (Repeat("daily"), Clock((Hm(u[k].n // 60, u[k].n % 60, "sure", name),))), k + 1
    if kind == "weekdays":
        if ordinal > 1 or step > 1:
            return (Ask("cannot"),), k + 1
        return _part_after(u, (Repeat("weekly", 1, WORKDAYS, note=_NO_HOLIDAYS),), k + 1)
    if kind == "weekend":
        return _part_after(u, (Repeat("weekly", step, WEEKEND),), k + 1)
    return None


def _weekly_on(u: Words, freq: Freq, step: int, k: int) -> Found:
    """Every week on Tuesday, every month on the 15th: the days said right after."""
    on = u.past(k, "on")
    if freq == "daily" and u.kind(k) == "of" and u.kind(k + 1) == "the" and u[k + 2].text == "week":
        return (Repeat(freq, step),), k + 3  # "every day of the week"
    if freq == "weekly" and on > k:
        found = weekday_list(u, u.past(on, "the", "a"))
        if found:
            return _part_after(u, (Repeat(freq, step, tuple(RuleDay(d) for d in found[0])),), found[2])
    if freq == "monthly" and on > k:
        listed = nth_list(u, on)
        if listed and u.kind(listed[3]) not in ("of", "month"):
            return (Repeat(freq, step, listed[1], listed[0], (), listed[2]),), listed[3]
    if freq == "yearly" and on > k:
        inner = calendar_day(u, u.past(on, "the"))
        if inner and isinstance(inner[0][0], Date):
            d = inner[0][0]
            return (Repeat(freq, step, (), d.monthdays, d.months),), inner[1]
    return (Repeat(freq, step),), k


def _first_of(u: Words, j: int, k: int, ordinal: int) -> Found | None:
    """Every last working day, every first Monday, every last day of the month."""
    listed = nth_list(u, j)
    if listed is None:
        return None
    end = listed[3]
    tail = u.past(end, "of", "in")
    if tail > end:
        tail = u.past(u.past(tail, "the"), "every")
        if u.kind(tail) == "unit" and u[tail].name == "month":
            end = tail + 1
        elif u.kind(tail) == "month":
            return (Repeat("yearly", 1, listed[1], listed[0], (u[tail].n,), listed[2]),), tail + 1
        elif u.kind(tail) not in ("word",):
            return (Ask("cannot"),), tail + 1
    return (Repeat("monthly", 1, listed[1], listed[0], (), listed[2]),), end


def _named(u: Words, j: int, k: int, step: int, ordinal: int) -> Found | None:
    """Every Monday, every Monday and Thursday, every second Tuesday, every 15th, every 24 December."""
    if ordinal > 0 and u.kind(k) == "and" and u.kind(k + 1) in ("ordinal", "last"):
        listed = nth_list(u, j)
        if listed and len(listed[1]) > 1 and all(d.nth for d in listed[1]):
            return (Repeat("monthly", 1, listed[1]),), listed[3]  # "every 2nd and 4th Saturday"
    if ordinal and u.kind(k) in ("weekday", "weekdays"):
        of = _first_of(u, j, k, ordinal)
        if of and (u.kind(of[1] - 1) in ("unit", "month") or ordinal in (1, -1)):
            return of
        for n in range(k + 1, min(k + 12, len(u.units))) if ordinal == 2 else ():
            begun = starting(u, n)
            if begun and isinstance(begun[0][0], Start) and begun[0][0].day.weekday() == u[k].n:
                return (Repeat("weekly", 2, (RuleDay(u[k].n),)),), k + 1  # "jeden zweiten Freitag ab dem 4."
        return (Ask("every_second"),), k + 1
    if u.kind(k) == "number" and u.kind(k + 1) == "weekday":
        return (Repeat("weekly", u[k].n, (RuleDay(u[k + 1].n),)),), k + 2
    found = weekday_list(u, k)
    if (found and u[k].name != "?") or (found and u.kind(k - 1) == "every"):
        values: tuple[Value, ...] = (Repeat("weekly", step, tuple(RuleDay(d) for d in found[0])),)
        return _part_after(u, values, found[2])
    inner = calendar_day(u, j) if not (ordinal and u.kind(k) not in ("of", "month")) else None
    if inner and isinstance(inner[0][0], Date) and inner[0][0].months:
        d = inner[0][0]
        return (Repeat("yearly", 1, (), d.monthdays, d.months),), inner[1]
    if inner and isinstance(inner[0][0], Ask):
        return inner
    if u.kind(j) == "feast":
        return (Repeat("yearly", 1, (), (u[j].n % 100,), (u[j].n // 100,)),), j + 1
    if (ordinal and u[j].text[0].isdigit()) or ordinal > 3:
        listed = nth_list(u, j)
        if listed and listed[0]:
            return _of_each_month(u, listed[3], Repeat("monthly", 1, (), listed[0]))
    return _months(u, j)


def _of_each_month(u: Words, k: int, rule: Repeat) -> Found:
    end = u.past(k, "of", "in")
    if end > k:
        end = u.past(u.past(end, "the"), "every")
        if u.kind(end) == "unit" and u[end].name == "month":
            return (rule,), end + 1
    return (rule,), k


def _months(u: Words, j: int) -> Found | None:
    """Every January and July: the day of the month is said elsewhere."""
    if u.kind(j) != "month" or (u[j].name == "?" and u.kind(j + 1) == "word"):
        return None
    months, k = [u[j].n], j + 1
    while True:
        n = k + 1 if u.sign(k, ",") or u.glued(k, "/") else k
        n = u.past(n, "and")
        if n == k or u.kind(n) != "month":
            break
        months.append(u[n].n)
        k = n + 1
    return (Repeat("yearly", 1, (), (), tuple(months)),), k


def _part_after(u: Words, values: tuple[Value, ...], j: int) -> Found:
    if u.kind(j) == "part" and u.kind(j + 1) != "possessive":
        return (*values, Part(u[j].name)), j + 1
    return values, j


def _a_day(u: Words, i: int) -> Found | None:
    """ "One word a day at 8:15": daily."""
    counted = any(u.kind(j) in ("number", "a") for j in u.beside(i, -1, 5))
    timed = u.kind(i + 2) == "at" or (u.kind(i + 2) == "number" and u.kind(i + 3) in ("meridiem", "sign"))
    plain = u.kind(i) in ("a", "per") and u[i + 1].text in ("day", "tag") and counted and timed
    return ((Repeat("daily"),), i + 2) if plain else None


def _plural(u: Words, i: int) -> Found | None:
    """Mondays and Thursdays, on weekdays, weekday mornings, in the mornings, Monday to Friday."""
    j = u.past(u.past(i, "on", "in", "at", "from", "during"), "the")
    found = weekday_list(u, j)
    if found and (found[1] or len(set(found[0])) > 2):
        note = "" if found[1] else "week"
        return _part_after(u, (Repeat("weekly", 1, tuple(RuleDay(d) for d in found[0]), note=note),), found[2])
    singular_with_plural_part = found and u.kind(found[2]) == "part" and u[found[2]].text.endswith("s")
    if found and singular_with_plural_part and u[found[2]].text != "morgens":
        rule = Repeat("weekly", 1, tuple(RuleDay(d) for d in found[0]))
        return (rule, Part(u[found[2]].name)), found[2] + 1
    if u.kind(j) == "weekdays" and (u[j].name == "s" or u.kind(j + 1) == "part"):
        return _part_after(u, (Repeat("weekly", 1, WORKDAYS, note=_NO_HOLIDAYS),), j + 1)
    if u.kind(j) == "weekend" and u[j].name == "s":
        return _part_after(u, (Repeat("weekly", 1, WEEKEND),), j + 1)
    if u.kind(j) == "weekend" and u.kind(j + 1) == "part" and u[j + 1].text.endswith("s"):
        return (Repeat("weekly", 1, WEEKEND), Part(u[j + 1].name)), j + 2
    plural_part = u.kind(j) == "part" and u[j].text in ("mornings", "evenings", "afternoons", "nights")
    if plural_part:
        return (Repeat("daily"), Part(u[j].name)), j + 1
    return None


def _often(u: Words, i: int) -> Found | None:
    """Daily, hourly, weekly, quarterly; "on a daily basis"; "a daily digest" only if nothing else is a rule."""
    j = i
    if u.kind(j) == "on" and u.kind(j + 1) == "a" and u.kind(j + 2) == "often":
        j += 2
    if u.kind(j) != "often":
        return None
    soft = j == i and (u.kind(j - 1) in ("a", "the", "mine") or u.kind(j + 1) == "word")
    name, n, end = u[j].name, u[j].n, j + 1
    if j > i and u.kind(end) == "word":
        end += 1
    more: tuple[Value, ...] = (Part("night"),) if u[j].text == "nightly" else ()
    if name == "hour":
        return (Elapsed(3600),), end
    if soft:
        return (Repeat(_FREQ[name], n, soft=True), *more), end
    if name == "day" and not more and u.kind(end) == "part":
        return _part_after(u, (Repeat("daily", n),), end)  # "daily evening 7 pm"
    values, end = _weekly_on(u, _FREQ[name], n, end)
    rule = values[0]
    if name == "month" and n == 3 and isinstance(rule, Repeat):
        values = (replace(rule, note="quarter"), *values[1:])
    return values, end


def _nth_of(u: Words, i: int) -> Found | None:
    """The first Monday of each month, the 15th and the last day of every month, the first day of each quarter."""
    j = u.past(i, "on", "at")
    k = u.past(j, "the")
    if u.kind(k) in ("end", "start_of"):
        n = -1 if u.kind(k) == "end" else 1
        k = u.past(k + 1, "of")
        listed: tuple[tuple[int, ...], tuple[RuleDay, ...], tuple[int, ...], int] | None = ((n,), (), (), k)
    else:
        listed = nth_list(u, j)
        if listed is None:
            return None
        k = u.past(listed[3], "of", "in")
        if k == listed[3] and u.kind(k) != "every" and u.kind(k) != "often":
            return None
    assert listed is not None
    monthdays, days, positions, _ = listed
    if u.kind(k) == "often" and u[k].name == "month" and u[k].n == 1:
        return (Repeat("monthly", 1, days, monthdays, (), positions),), k + 1
    if u.kind(k) == "month" and (several := _months(u, k)):
        named_months = several[0][0]
        if isinstance(named_months, Repeat) and len(named_months.months) > 1:  # "the last Sunday in March and June"
            return (Repeat("yearly", 1, days, monthdays, named_months.months, positions),), several[1]
    if u.kind(k) != "every":
        return None
    k += 1
    step = 1
    if u.kind(k) == "other":
        step, k = 2, k + 1
    elif u.kind(k) in ("number", "ordinal") and u.kind(k + 1) == "unit":
        step, k = u[k].n, k + 1
    if u.kind(k) == "unit" and u[k].name == "month":
        return (Repeat("monthly", step * u[k].n, days, monthdays, (), positions),), k + 1
    if u.kind(k) == "quarter" and len(monthdays) == 1 and monthdays[0] in (1, -1) and not days:
        months = (1, 4, 7, 10) if monthdays[0] == 1 else (3, 6, 9, 12)
        return (Repeat("yearly", 1, (), monthdays, months),), k + 1
    if (u.kind(k) == "quarter" and positions in ((1,), (-1,))) or (u.kind(k) == "quarter" and days):
        if all(d.nth in (None, 1, -1) for d in days):
            first = positions == (1,) or days[0].nth == 1
            return (Repeat("monthly", 1, days, monthdays, (1, 4, 7, 10) if first else (3, 6, 9, 12), positions),), k + 1
        return (Ask("cannot"),), k + 1
    if u.kind(k) == "month":
        named = _months(u, k)
        rule = named[0][0] if named else None
        if not named or not isinstance(rule, Repeat):
            return None
        return (Repeat("yearly", 1, days, monthdays, rule.months, positions),), named[1]
    if u.kind(k) == "unit" and u[k].name == "year" and len(monthdays) == 1 and monthdays[0] in (1, -1) and not days:
        return (Repeat("yearly", 1, (), monthdays, (1,) if monthdays[0] == 1 else (12,)),), k + 1
    if u.kind(k) in ("unit", "quarter"):
        return (Ask("cannot"),), k + 1
    return None


def _next_n(u: Words, i: int) -> Found | None:
    """The next two mornings; for the next 3 Mondays; for three nights; two Saturdays in a row."""
    j = u.past(u.past(i, "for"), "the")
    led = u.kind(j) in ("next", "this")
    k = j + 1 if led else j
    if u.kind(k) not in ("number", "few") or u.kind(k + 1) not in _COUNTED:
        return None
    n, kind, end = u[k].n, u.kind(k + 1), k + 2
    if (
        not led
        and not (kind in ("part", "weekday") and u.kind(i) == "for")
        and not (u[end].text in _RUNNING or u.kind(end) == "running")
    ):
        return None
    end = end + 1 if (u[end].text in _RUNNING or u.kind(end) == "running") else end
    if u.kind(k) == "few":
        return (Ask("vague"),), end
    if not 0 < n <= 500:
        return (Ask("cannot"),), end
    if kind == "part":
        return (Repeat("daily"), Part(u[k + 1].name), Lasting(n, "day")), end
    if kind == "unit":
        opens = i == 0 or u.kind(i - 1) in ("sign", "and", "line")
        day = u[k + 1].name == "day" and u[k + 1].n == 1
        return ((Repeat("daily"), Lasting(n, "day")), end) if day and opens and j == k - 1 and i == j - 1 else None
    days = {"weekdays": WORKDAYS, "weekend": WEEKEND}.get(kind, (RuleDay(u[k + 1].n),))
    values: tuple[Value, ...] = (Repeat("weekly", 1, days), Count(n * (2 if kind == "weekend" else 1), days=True))
    return _part_after(u, values, end)


_COUNTED = ("weekday", "weekdays", "weekend", "part", "unit")
_RUNNING = ("hintereinander", "nacheinander")


def _times(u: Words, i: int) -> Found | None:
    """Twice a day, three times a week; 10 times; once."""
    if u.kind(i) == "only":
        found = _times(u, i + 1)
        alone = u.kind(i + 1) == "times" and u.kind(i + 2) in ("sign", "end", "line", "and", "then")
        return found or (((Count(u[i + 1].n),), i + 2) if alone else None)
    if u.kind(i) == "times":
        n, j = u[i].n, i + 1
    elif u.kind(i) == "number" and u.kind(i + 1) == "repeats" and u[i].n > 0:
        n, j = u[i].n, i + 2
    elif (
        u.kind(i) == "number" and u.kind(i + 1) == "time" and u.kind(i + 2) in ("a", "per") and u.kind(i + 3) == "unit"
    ):
        n, j = u[i].n, i + 2  # "3 time a day"
    elif u.kind(i) == "number" and u.glued(i + 1, "-") and u.kind(i + 2) == "repeats" and u[i].n > 0:
        n, j = u[i].n, i + 3
    elif u.kind(i) == "few" and u.kind(i + 1) == "repeats":
        n, j = 0, i + 2
    else:
        return None
    k = u.past(j, "a", "per", "every")
    k = k + 1 if k == j and u[k].text in ("die", "im", "am") and u.kind(k + 1) == "unit" else k
    if k > j and u.kind(k) in ("unit", "quarter"):
        if n == 0:
            return (Ask("often"),), k + 1
        return (Often(n, u[k].name or "quarter"),), k + 1
    if u.kind(k) == "often" and k == j:
        return (Often(n, u[k].name),), k + 1
    on = u.past(j, "on")
    if u.kind(on) == "weekday" and u[on].name == "s" and n > 1:
        return (Often(n, "day"),), j  # "twice on Sundays"
    if u.kind(i) == "times":
        named = n > 1 and u.kind(on) in ("day", "weekday")
        return ((Count(n),), j + (u.kind(j) == "only")) if named or u.kind(j) == "only" else None
    return ((Count(n),) if n else (Ask("vague"),)), j
