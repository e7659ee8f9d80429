"""How long before something else: "essay due 12 December at 5 pm, remind me two days before at 10 am"."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from gesso.schedule.schedule import Calendar, Once, Timetable
from gesso.schedule.schedule import Day as RuleDay
from gesso.schedule.words import statements
from gesso.schedule.words.amounts import SECONDS, amount
from gesso.schedule.words.build import build
from gesso.schedule.words.dates import dated, instant_of
from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Ask, Clock, Date, Delay, Elapsed, Lasting, Part, Past, Phrase, Repeat, Words
from gesso.schedule.words.plan import Plan

_BEFORE = word_set("before beforehand earlier prior ahead vorher davor zuvor früher eher")
_REMINDS = word_set("""
    remind reminder ping nudge alert tell text message notify wake buzz warn poke
    erinnere erinner erinnern erinnerst erinnerung weck wecke sag sagen melde bescheid
""")
_DAY_BEFORE = word_set("vortag vorabend")


@dataclass(frozen=True)
class Lead:
    """Units `first` to `last` (excluded): so many seconds, or days, before."""

    first: int
    last: int
    seconds: int
    days: int


def leads_of(u: Words) -> list[Lead]:
    """Such expressions in a message that asks to be reminded: one, or several that are joined; else none."""
    if not any(x.text in _REMINDS for x in u.units):
        return []
    found = [lead for i in range(len(u.units)) if (lead := _at(u, i)) is not None]
    found = [x for x in found if not any(y is not x and y.first < x.first < y.last for y in found)]
    found = [*_shared(u, found[0]), *found] if found else []
    joined = all(all(u.kind(i) in _JOINING or u[i].text in ("again", "once", "more") for i in range(a.last, b.first))
                 for a, b in pairwise(found))  # fmt: skip
    return found if joined else []


_JOINING = ("and", "then", "sign", "or", "at", "on")


def _shared(u: Words, lead: Lead) -> list[Lead]:
    """ "24 hours and also 2 hours ahead": the amounts that the one word after the last is for, too."""
    found: list[Lead] = []
    first = lead.first
    while True:
        end = first
        while u.kind(end - 1) in ("and", "then", "sign") and (u.kind(end - 1) != "sign" or u.sign(end - 1, ",")):
            end -= 1
        before = next((i for i in range(end - 1, max(end - 4, -1), -1) if (a := amount(u, i)) and a[2] == end), None)
        got = amount(u, before) if before is not None and end < first else None
        if got is None or before is None:
            return found
        n, name, _ = got
        seconds = int(n * SECONDS[name]) if name in SECONDS else 0
        days = int(n) * (7 if name == "week" else 1) if name in ("day", "week") and n == int(n) else 0
        if not (seconds or days):
            return found
        found.insert(0, Lead(before, end, seconds, days))
        first = before


def _at(u: Words, i: int) -> Lead | None:
    j = u.past(u.past(i, "on", "at"), "the")
    if u[j].text in _DAY_BEFORE:
        return Lead(i, j + 1, 0, 1)
    seconds, days, k = 0, 0, j
    if u.kind(j) in ("unit", "part") and j > i and (u[j].name == "day" or u.kind(j) == "part"):
        days, k = 1, j + 1
    elif got := amount(u, i):
        n, name, k = got
        if name in SECONDS:
            seconds = int(n * SECONDS[name])
        elif name in ("day", "week") and n == int(n):
            days = int(n) * (7 if name == "week" else 1)
    if (
        not (seconds or days)
        or not (u[k].text in _BEFORE or u[k].text == "in advance")
        or u.kind(i - 1) in ("in", "with")
    ):
        return None
    k += 1
    hour = seconds and u.kind(k) in ("number", "point", "half", "quarter")
    if u[k - 1].text == "before" and (dated(u, k) or hour):
        return None
    if u[k].text in ("each", "every") and u.kind(k + 1) == "time":
        k += 2
    elif u[k].text in ("that", "it", "each") and u.kind(k + 1) in ("end", "sign", "to", "at", "line"):
        k += 1
    return Lead(i, k, seconds, days)


@dataclass(frozen=True)
class Led:
    """What comes of it: the plan, and the phrases that are the task's own."""

    plan: Plan
    own: tuple[Phrase, ...]


def led(u: Words, phrases: Sequence[Phrase], every: Sequence[Lead], lead: Lead, day_clock: bool) -> Led | None:
    """The plan of a reminder before something whose time is said; None where nothing has one. `every`: all leads."""
    said = [p for p in phrases if not p.of(Past) and not any(x.first <= p.first < x.last for x in every)]
    if any(p.of(kind) for p in said for kind in (Elapsed, Delay, Lasting)):
        return None
    asks = max((i for i in range(lead.first) if u[i].text in _REMINDS), default=None)
    own = [p for p in said if p.first > every[0].first or (asks is not None and p.first > asks)]
    anchor = [p for p in said if p not in own]
    if not anchor:
        anchor, own = own, []
    if any(p.of(Date) for p in anchor):
        anchor = [
            p for p in anchor if not (p.last == p.first + 1 and u[p.first].name == "noun")
        ]  # "my birthday is 3 May"
    hours = any(p.of(Clock) for p in own)
    yearly = [p for p in own if p.values == (Repeat("yearly"),)]
    if not any(p.of(Date) or p.of(Repeat) or p.of(Clock) for p in anchor) or any(
        (p.of(Date) or p.of(Repeat)) and p not in yearly for p in own
    ):
        return None
    if (lead.seconds and hours) or any(_asks_for_itself(u, p, phrases) for p in anchor):
        return None
    if lead.days and hours:
        anchor = [_days_only(p) for p in anchor if not p.of(Clock) or p.of(Date) or p.of(Repeat)]
    group = sorted([*anchor, *(own if lead.days else ())], key=lambda p: p.first)
    plan = build(u, group, day_clock)
    if plan.timetable is not None:
        plan = _shifted(u, plan, lead)
    return Led(plan, tuple(own))


def _asks_for_itself(u: Words, p: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Whether the sentence of a time asks for something of its own, which is then another task."""
    covered = {i for q in phrases for i in range(q.first, q.last)}
    first, last = next(((a, b) for a, b in statements.sentences(u, covered) if a <= p.first < b), (0, 0))
    if any(u[i].text in _REMINDS for i in range(first, last)):
        return False
    verbs = u.moment.lexicon.verbs
    for i in range(first, last):
        begins = i == first or i - 1 in covered or u.kind(i - 1) in ("sign", "and", "then")
        if i not in covered and begins and u[i].text in verbs and u[i + 1].text not in ("with", "mit", "due"):
            return u.kind(i - 1) != "sign" or not u.sign(i - 1, "-")
    return False


def _days_only(p: Phrase) -> Phrase:
    return replace(p, values=tuple(v for v in p.values if not isinstance(v, (Clock, Part))))


def _shifted(u: Words, plan: Plan, lead: Lead) -> Plan:
    assert plan.timetable is not None
    by, made = timedelta(seconds=lead.seconds, days=lead.days), plan.timetable.schedule
    span = (u[lead.first].start, u[lead.last - 1].end)
    after: Once | Calendar | None = None
    if isinstance(made, Once):
        after = Once(made.at - by)
        if instant_of(after.at, plan.timetable.zone) <= u.moment.now:
            return Plan(None, Ask("past", f"{after.at:%Y-%m-%d %H:%M}"), span)
    elif isinstance(made, Calendar) and not (made.until or made.count or made.skip) and made.interval == 1:
        after = _earlier(made, by)
    if after is None:
        return Plan(None, Ask("no_time"), span)
    plan.timetable = Timetable(after, plan.timetable.zone)
    plan.spans = {**plan.spans, "before": span}
    return plan


def _earlier(made: Calendar, by: timedelta) -> Calendar | None:
    """A daily or weekly rule so much earlier, where that is again one rule."""
    if made.freq == "yearly":
        return _earlier_each_year(made, by)
    if made.freq not in ("daily", "weekly") or any(d.nth for d in made.days):
        return None
    moved = [datetime.combine(date(2001, 1, 8), t) - by for t in made.times]
    back = {(date(2001, 1, 8) - m.date()).days for m in moved}
    if len(back) != 1:
        return None
    days = tuple(sorted((RuleDay((d.weekday - back.copy().pop()) % 7) for d in made.days), key=lambda d: d.weekday))
    times: tuple[time, ...] = tuple(sorted(m.time() for m in moved))
    return replace(made, times=times, days=days)


def _earlier_each_year(made: Calendar, by: timedelta) -> Calendar | None:
    """A date of every year so many days earlier, where 29 February is not between."""
    if len(made.months) != 1 or len(made.monthdays) != 1 or made.days or by.seconds or by.days > 300:
        return None
    month, day = made.months[0], made.monthdays[0]
    if day < 1 or day > monthrange(2001, month)[1]:
        return None
    common, leap = (date(year, month, day) - by for year in (2001, 2000))
    if (common.month, common.day) != (leap.month, leap.day):
        return None
    return replace(made, months=(common.month,), monthdays=(common.day,))
