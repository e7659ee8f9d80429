"""Changes of a task that is there, as people say them: "make it 8", "not on Fridays", "stop after Christmas".

Nothing is changed that is not said. What is not understood, or could be meant in two ways, is a question.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from gesso.base.errors import BadInput
from gesso.schedule.schedule import BadSchedule, Calendar, Interval, Once, Schedule, Timetable
from gesso.schedule.schedule import Day as RuleDay
from gesso.schedule.words import calendars, clocks
from gesso.schedule.words.amounts import SECONDS, amount
from gesso.schedule.words.corrections import corrected
from gesso.schedule.words.dates import instant_of
from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import (
    Ask,
    Clock,
    Count,
    Date,
    Delay,
    Elapsed,
    Hm,
    Lasting,
    Part,
    Phrase,
    Repeat,
    Skip,
    Start,
    Until,
    Window,
    Words,
    Zone,
)
from gesso.schedule.words.questions import question
from gesso.schedule.words.reading import loose, read
from gesso.schedule.words.tokens import tokenize
from gesso.schedule.words.understand import language_of, moment_of
from gesso.schedule.zone import zone as zone_of

V = TypeVar("V")
_ALSO = word_set("also too additionally auch zusätzlich ebenfalls")
_BEFORE_HOUR = word_set("it auf es erst mach make set nimm take")
_FOREVER = word_set("forever indefinitely unbegrenzt unbefristet dauerhaft")
NEAR = timedelta(hours=3)


class _Unclear(Exception):
    def __init__(self, key: str, about: str = "", more: str = "") -> None:
        super().__init__(key)
        self.key, self.about, self.more = key, about, more


def amend(text: str, timetable: Timetable, now: datetime) -> Timetable | str:
    """`timetable` changed as `text` says, or the question that is in the way. `now` is aware."""
    if now.tzinfo is None:
        raise BadInput(f"now must have a zone, such as 2026-11-27T09:00:00+00:00; got {now.isoformat()}.")
    tokens = tokenize(text[:2000])
    lexicon = language_of([t.text for t in tokens])
    u = Words(lexicon.units(tokens), moment_of(now, timetable.zone, lexicon))
    try:
        return _Change(text, u, timetable).made()
    except _Unclear as unclear:
        first, _, second = unclear.more.partition("|")
        words = unclear.about or text[:120]
        return question(unclear.key, lexicon.language, words=words, date=unclear.more, first=first, second=second)
    except BadSchedule:
        return question("cannot", lexicon.language, words=text[:120])


class _Change:
    """One change, read once and made once."""

    def __init__(self, text: str, u: Words, timetable: Timetable) -> None:
        self.text, self.u, self.before = text, u, timetable
        done = corrected(u, read(u))
        self.read = done.phrases
        self.phrases = [p for p in done.phrases if not self.replaced(p)]
        self.taken_back = done.taken_back
        self.changed = False

    def replaced(self, p: Phrase) -> bool:
        """Whether the phrase is what was there before: "instead of 7", "statt montags"."""
        i = p.first - 1
        if self.u.kind(i) in ("at", "on", "of", "the"):
            i -= 1
        return self.u.kind(i) == "instead" or (self.u.kind(i) == "not" and p.of(Clock))

    def all(self, kind: type[V]) -> list[tuple[V, Phrase]]:
        return [(v, p) for p in self.phrases for v in p.values if isinstance(v, kind)]

    def one(self, kind: type[V]) -> V | None:
        found = self.all(kind)
        if any(v != found[0][0] for v, _ in found[1:]):
            raise _Unclear("conflict", self.said(found[0][1], found[-1][1]))
        self.changed |= bool(found)
        return found[0][0] if found else None

    def said(self, *phrases: Phrase) -> str:
        return self.text[phrases[0].start : phrases[-1].end]

    def made(self) -> Timetable:
        for ask, phrase in self.all(Ask):
            raise _Unclear(ask.key, self.said(phrase), ask.more)
        zone = self.one(Zone)
        schedule = self.shifted(self.before.schedule)
        schedule = self.ruled(schedule)
        schedule = self.dated(schedule)
        schedule = self.timed(schedule)
        schedule = self.thinned(schedule)
        schedule = self.bounded(schedule)
        left = [x for x in loose(self.u, list(self.read)) if x.kind != "number"]  # a bare one is the new hour
        left = [x for x in left if not any(a <= x.start < b for a, b in self.taken_back)]
        if left:
            raise _Unclear("uncovered", self.text[left[0].start : left[0].end])
        if not self.changed:
            raise _Unclear("amend")
        return self.checked(replace(self.before, schedule=schedule, zone=zone.zone if zone else self.before.zone))

    def checked(self, after: Timetable) -> Timetable:
        made, now = after.schedule, self.u.moment.now
        if isinstance(made, Once) and instant_of(made.at, after.zone) <= now:
            raise _Unclear("past", more=f"{made.at:%Y-%m-%d %H:%M}")
        if isinstance(made, Calendar) and calendars.first_day(made, now, after.zone) is None:
            raise _Unclear("until_past")
        return after

    # Later and earlier

    def shifted(self, before: Schedule) -> Schedule:
        """An hour later; 30 minutes earlier; two days later."""
        for i in range(len(self.u.units)):
            got = amount(self.u, i)
            if got and self.u.kind(got[2]) in ("later", "earlier"):
                self.changed = True
                self.phrases = [p for p in self.phrases if not i <= p.first <= got[2]]
                way = 1 if self.u.kind(got[2]) == "later" else -1
                return self.moved(before, got[0] * way, got[1])
        return before

    def moved(self, before: Schedule, n: float, unit: str) -> Schedule:
        if unit in SECONDS:
            by = timedelta(seconds=n * SECONDS[unit])
        elif unit in ("day", "week") and n == int(n):
            by = timedelta(days=n * (7 if unit == "week" else 1))
        else:
            raise _Unclear("cannot")
        if isinstance(before, Once):
            return Once(before.at + by)
        if isinstance(before, Interval):
            return replace(before, start=before.start + by)
        if unit not in SECONDS:
            raise _Unclear("which_day")
        moved = [datetime.combine(date(2001, 1, 1), t) + by for t in before.times]
        if any(m.date() != date(2001, 1, 1) for m in moved):
            raise _Unclear("cannot")  # over midnight it would be another day's
        return replace(before, times=tuple(sorted(m.time() for m in moved)))

    # Days

    def ruled(self, before: Schedule) -> Schedule:
        """Every other week instead; on weekdays; Tuesdays and Thursdays; every 2 hours."""
        elapsed = self.one(Elapsed)
        if elapsed and isinstance(before, Interval):
            return replace(before, every_s=elapsed.every_s)
        if elapsed:
            begin = calendars.grid_start(self.u.moment, self.before.zone, elapsed.every_s, None, None, None)
            until, count = (before.until, before.count) if isinstance(before, Calendar) else (None, None)
            return Interval(begin, elapsed.every_s, until=until, count=count)
        rules = self.all(Repeat)
        rule = self.one(Repeat)
        if rule is None:
            return before
        if rules[0][1].lead == "from" and len(rule.days) > 1:  # moved "from Monday to Tuesday"
            rule = replace(rule, days=rule.days[-1:])
        if isinstance(before, Interval):
            if rule.freq != "weekly" or not rule.days or rule.interval > 1:
                raise _Unclear("cannot")
            return replace(before, weekdays=tuple(sorted(d.weekday for d in rule.days)))
        return self.with_rule(before, rule)

    def with_rule(self, before: Once | Calendar, rule: Repeat) -> Calendar:
        today = self.u.moment.today
        times = (before.at.time(),) if isinstance(before, Once) else before.times
        old = before if isinstance(before, Calendar) else Calendar(today, "daily", times)
        if self.adds() and old.freq == rule.freq == "weekly" and rule.days:
            days = tuple(sorted({*old.days, *rule.days}, key=lambda d: d.weekday))
            return replace(old, days=days)
        bare = not (rule.days or rule.monthdays or rule.months or rule.positions)
        if bare and old.freq == rule.freq:
            made = replace(old, interval=rule.interval)
        elif bare and rule.freq == "weekly" and isinstance(before, Once):
            made = Calendar(today, "weekly", times, rule.interval, (RuleDay(before.at.weekday()),))
        elif not bare and rule.interval == 1 and old.freq == rule.freq:
            made = replace(old, days=rule.days, monthdays=rule.monthdays, months=rule.months, positions=rule.positions)
        elif calendars.complete(rule):
            made = Calendar(today, rule.freq, times, rule.interval, rule.days, rule.monthdays, rule.months,
                            rule.positions, old.until, old.count, old.skip)  # fmt: skip
        else:
            raise _Unclear("which_day", self.text[:80])
        return self.counted(made)

    def counted(self, made: Calendar) -> Calendar:
        """A rule of every second week or more is counted from its next day."""
        first = calendars.first_day(made, self.u.moment.now, self.before.zone)
        return replace(made, start=first) if made.interval > 1 and first else made

    def adds(self) -> bool:
        return any(x.text in _ALSO for x in self.u.units)

    def dated(self, before: Schedule) -> Schedule:
        """Move it to Tuesday; tomorrow instead; on the 15th."""
        starts = self.all(Start)
        span = next((p for _, p in starts if any(isinstance(v, Until) for v in p.values)), None)
        said = self.one(Date)
        if said is None:
            if isinstance(before, Once) and span:  # moved "from 3 May to 5 May"
                day = next(v.day for v in span.values if isinstance(v, Until))
                self.phrases.remove(span)
                self.changed = True
                return Once(datetime.combine(day, before.at.time()))
            return self.delayed(before)
        if isinstance(before, Once):
            if said.day is None:
                ask = said.ask or Ask("vague")
                raise _Unclear(ask.key, self.said(*[p for _, p in self.all(Date)]), ask.more)
            return Once(datetime.combine(said.day, before.at.time()))
        if isinstance(before, Calendar) and said.weekdays and before.freq == "weekly":
            days = tuple(RuleDay(d) for d in said.weekdays)
            kept = tuple(sorted({*before.days, *days}, key=lambda d: d.weekday)) if self.adds() else days
            return self.counted(replace(before, days=kept))
        if (
            isinstance(before, Calendar)
            and before.freq == "monthly"
            and (said.monthdays or said.nth)
            and not said.months
        ):
            made = replace(before, monthdays=said.monthdays, days=said.nth, positions=said.positions)
            return self.counted(made)
        raise _Unclear("once_or_always", self.said(*[p for _, p in self.all(Date)]))

    def delayed(self, before: Schedule) -> Schedule:
        delay = self.one(Delay)
        if delay is None:
            return before
        if not isinstance(before, Once):
            raise _Unclear("once_or_always")
        local = delay.at.replace(microsecond=0).astimezone(zone_of(self.before.zone)).replace(tzinfo=None)
        return Once(local)

    # Times of day

    def timed(self, before: Schedule) -> Schedule:
        said = [t for c, _ in self.all(Clock) for t in c.times] or self.bare()
        window = self.one(Window)
        if window and isinstance(before, Interval):
            return self.windowed(before, window)
        if window:  # moved "from 7 pm to 8 pm"
            said = [window.last]
        if not said:
            if self.all(Part):
                raise _Unclear("what_time")
            return before
        self.changed = True
        if isinstance(before, Interval):
            raise _Unclear("conflict", self.text[:80])
        parts = {p.name for p, _ in self.all(Part)}
        old = (before.at.time(),) if isinstance(before, Once) else before.times
        new = tuple(self.settled(hm, next(iter(parts)) if len(parts) == 1 else "", old) for hm in said)
        if isinstance(before, Once):
            if len(new) > 1:
                raise _Unclear("conflict", self.text[:80])
            return Once(datetime.combine(before.at.date(), new[0]))
        if self.adds():
            return replace(before, times=tuple(sorted({*old, *new})))
        if len(old) > 1 and len(new) == 1:
            raise _Unclear("spread", self.text[:80])
        return replace(before, times=tuple(sorted(set(new))))

    def settled(self, hm: Hm, part: str, old: Sequence[time]) -> time:
        """The time said; a bare 8 is the 8 nearest to what it was, if one is near."""
        day_clock = hm.how == "colon" and hm.hour >= 6
        got = clocks.settle(hm, part, day_clock)
        if not isinstance(got, Ask):
            return time(got.hour, got.minute)
        if hm.how == "ask" or part or hm.part or len(old) != 1:
            raise _Unclear(got.key, self.text[:80])
        was = timedelta(hours=old[0].hour, minutes=old[0].minute)
        halves = [timedelta(hours=hm.hour % 12 + add, minutes=hm.minute) for add in (0, 12)]
        near = [h for h in halves if abs(h - was) <= NEAR]
        if len(near) != 1:
            raise _Unclear(got.key, self.text[:80])
        return (datetime(2001, 1, 1) + near[0]).time()

    def bare(self) -> list[Hm]:
        """A number that can only be an hour: "make it 8", "8 is better", "lieber 8"."""
        covered = {i for p in self.phrases for i in range(p.first, p.last)}
        for i, unit in enumerate(self.u.units):
            after = self.u.kind(i + 1)
            if unit.kind != "number" or i in covered or after in ("unit", "repeats", "month", "ordinal", "weekday"):
                continue
            one = clocks._one(self.u, i, True)
            led = self.u.kind(i - 1) in ("correct", "at", "to", "end", "sign") or self.u[i - 1].text in _BEFORE_HOUR
            if one and self.u.kind(i - 1) not in ("not", "instead", "of") and (led or i == 0):
                return [one[0]]
        return []

    def windowed(self, before: Interval, window: Window) -> Interval:
        got = calendars.office_hours(window.first, window.last, False)
        if got is None:
            first, last = clocks.settle(window.first, "", False), clocks.settle(window.last, "", False)
            if isinstance(first, Ask) or isinstance(last, Ask):
                raise _Unclear("half_day", self.text[:80])
            got = time(first.hour, first.minute), time(last.hour, last.minute)
        return replace(before, between=got)

    # What is left out, and the end

    def thinned(self, before: Schedule) -> Schedule:
        for skip, phrase in self.all(Skip):
            self.changed = True
            if isinstance(before, Once):
                if before.at.weekday() in skip.weekdays or not self.all(Date):
                    raise _Unclear("cannot", self.said(phrase))
                continue  # "Monday, not Friday"
            if isinstance(before, Interval):
                if skip.months:
                    raise _Unclear("cannot", self.said(phrase))
                kept = tuple(d for d in before.weekdays or range(7) if d not in skip.weekdays)
                before = replace(before, weekdays=kept if skip.weekdays else before.weekdays)
                if not kept:
                    raise _Unclear("until_past", self.said(phrase))
            else:
                got = calendars.without(before, skip.weekdays, skip.months)
                if got is None:
                    raise _Unclear("cannot", self.said(phrase))
                before = got
            before = replace(before, skip=tuple(sorted({*before.skip, *skip.dates})))
        return before

    def bounded(self, before: Schedule) -> Schedule:
        until, count, start, lasting = self.one(Until), self.one(Count), self.one(Start), self.one(Lasting)
        endless = any(x.text in _FOREVER for x in self.u.units)
        if not (until or count or start or lasting or endless):
            return before
        self.changed = True
        if isinstance(before, Once):
            raise _Unclear("once_or_always")
        if endless:
            before = replace(before, until=None, count=None)
        if lasting:
            days = {"day": 1, "week": 7}.get(lasting.unit)
            if days is None:
                raise _Unclear("vague")
            before = replace(before, until=self.u.moment.today + timedelta(days=days * lasting.n - 1))
        if until:
            before = replace(before, until=until.day)
        if count:
            before = replace(before, count=count.n)
        if start and isinstance(before, Interval):
            raise _Unclear("cannot")
        return replace(before, start=start.day) if start and isinstance(before, Calendar) else before
