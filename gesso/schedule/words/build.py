"""The phrases of one task put together: one timetable, or the one question that is in the way."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TypeVar

from gesso.schedule.schedule import BadSchedule, Calendar, Freq, Interval, Once, Schedule, Timetable
from gesso.schedule.schedule import Day as RuleDay
from gesso.schedule.words import calendars
from gesso.schedule.words.dates import instant_of
from gesso.schedule.words.heard import Heard
from gesso.schedule.words.phrase import (
    Ask,
    Clock,
    Count,
    Date,
    Delay,
    Elapsed,
    Lasting,
    Minute,
    Often,
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
from gesso.schedule.words.plan import Plan, Stop
from gesso.schedule.words.weeks import coming
from gesso.schedule.zone import zone as zone_of

V = TypeVar("V")
_PARTLY = re.compile(
    r"^(?:before|after|first thing|eod|cob|end of|close of|start of business|nach|vor|zum)\b|lunch|dinner|bed"
)


def build(u: Words, phrases: Sequence[Phrase], day_clock: bool) -> Plan:
    """The timetable of one task. Any `Ask` among the values, and any contradiction, is a question instead."""
    plan = Plan()
    try:
        plan.timetable = _Builder(u, phrases, day_clock, plan).timetable()
    except Stop as stop:
        plan.ask, plan.about = stop.ask, stop.about
    except BadSchedule:  # "every February on the 31st": words for what no schedule can be
        plan.ask, plan.about = Ask("cannot"), (phrases[0].start, phrases[-1].end)
    return plan


class _Builder(Heard):
    # Putting together

    def timetable(self) -> Timetable:
        for ask, phrase in self.all(Ask):
            if ask.key == "vague" and self.said_exactly(phrase):
                continue
            raise Stop(ask, (phrase.start, phrase.end))
        for phrase in self.phrases:
            for word in phrase.typos:
                self.note(f"“{word}” is taken for a misspelt word of time")
        zone = self.one(Zone, "zone")
        if zone:
            self.zone = zone.zone
            self.shift_moment(zone.zone)
        schedule = self.schedule()
        return Timetable(schedule, self.zone)

    def said_exactly(self, vague: Phrase) -> bool:
        """ "Before bed, say 10:45 pm": whether the hour of the words follows at once."""
        hour = next((p for _, p in self.all(Clock) if vague.last <= p.first <= vague.last + 3), None)
        words = self.u[vague.first].text
        days = {i for _, p in self.all(Date) for i in range(p.first, p.last)}
        between = range(vague.last, hour.first) if hour else ()
        small = hour is not None and all(
            self.u.kind(i) in ("sign", "at") or self.u[i].text in ("say", "so") or i in days for i in between
        )
        return small and bool(_PARTLY.search(words))

    def shift_moment(self, zone: str) -> None:
        """Days are counted where the clock is: "9 am Tokyo time" is on Tokyo's days."""
        local = self.moment.now.astimezone(zone_of(zone)).replace(tzinfo=None)
        relative = [p for d, p in self.all(Date) if d.day and not d.monthdays and not self.same_day(d, local.date())]
        if relative and local.date() != self.moment.today:
            self.stop("which_day", *relative)
        self.moment = replace(self.moment, zone=zone, local=local)

    @staticmethod
    def same_day(said: Date, today: date) -> bool:
        """Whether "Saturday" is the same day to somebody for whom it is `today`."""
        return len(said.weekdays) == 1 and coming(today, said.weekdays[0]) == said.day

    def schedule(self) -> Schedule:
        rules, elapsed = self.all(Repeat), self.one(Elapsed, "every_s")
        delay = self.one(Delay, "at")
        if elapsed:
            return self.interval(elapsed)
        if self.has(Minute) and self.all(Window):
            return self.interval(Elapsed(3600))  # "from 9 to 5, on the hour"
        if self.has(Minute):
            self.stop("no_time", *[p for _, p in self.all(Minute)])
        if delay:
            if rules or self.has(Date) or self.has(Clock):
                self.stop("conflict", *self.phrases)
            return self.delayed(delay)
        times = self.times()
        if rules or self.has(Often):
            return self.calendar(self.rule(), times)
        if self.all(Window):
            self.stop("conflict", *[p for _, p in self.all(Window)])
        return self.once(times)

    def delayed(self, delay: Delay) -> Schedule:
        at = delay.at.replace(microsecond=0)
        local = at.astimezone(zone_of(self.zone)).replace(tzinfo=None)
        if instant_of(local, self.zone) != at:  # the second of two same hours of an autumn night
            return Interval(at, 86400, count=1)
        return Once(local)

    # Single times

    def once(self, times: tuple[time, ...]) -> Schedule:
        dates = self.all(Date)
        lasting = self.all(Lasting)
        for each, phrase in lasting:
            if each.unit == "second":
                self.stop("cannot", phrase)
        if lasting and lasting[0][0].unit == "day" and times:
            self.note("every day, because it lasts several days")
            return self.calendar(Repeat("daily"), times)
        bounded = any(self.has(kind) for kind in (Start, Until, Lasting, Count))
        rule = calendars.rule_of(dates[0][0]) if bounded and len(dates) == 1 else None
        if rule and times and not self.ranged():
            self.note("again and again, as it has a beginning or an end")
            self.mark("days" if rule.days else "monthdays", dates[0][1])
            return self.calendar(rule, times)
        if self.ranged() and not dates and times:
            self.note("every day of those")
            return self.calendar(Repeat("daily"), times)
        for kind in (Until, Lasting, Count, Skip):
            counted = kind is Count and dates and [c.n for c, _ in self.all(Count)] == [len(times)]  # "twice tomorrow"
            if (found := self.all(kind)) and not (counted or (kind is Skip and self.elsewhere(dates))):
                self.stop("once_or_always", *[p for _, p in found])
        start = self.one(Start, "date")
        day = self.day_of(dates)
        if start:
            self.stop("once_or_always", *[p for _, p in self.all(Start)])
        if not times:
            if day and not self.all(Part) and day < self.moment.today:
                self.past(datetime.combine(day, time()))
            self.stop("what_time")
        if day is None:
            return self.soonest(times)
        midnight = any(h.part == "midnight" for c, _ in self.all(Clock) for h in c.times)
        if midnight and day == self.moment.today and times == (time(),):
            return self.at(datetime.combine(day + timedelta(days=1), time()))  # "at midnight tonight"
        if any(h.part == "midnight" for c, _ in self.all(Clock) for h in c.times):
            self.stop("midnight")
        late = any(p.name in ("night", "tonight") for p, _ in self.all(Part)) and times[0] < time(5)
        if late:
            self.stop("half_day")
        if len(times) > 1 or self.last_day:
            return self.calendar(Repeat("daily"), times, day)
        return self.at(datetime.combine(day, times[0]))

    def elsewhere(self, dates: list[tuple[Date, Phrase]]) -> bool:
        """ "Not on Monday, on Tuesday": whether no day that is said is one to leave out."""
        off = {d for s, _ in self.all(Skip) for d in s.weekdays}
        out = {d for s, _ in self.all(Skip) for d in s.dates}
        days = [d.day for d, _ in dates if d.day]
        first = min((p.first for _, p in dates), default=0)
        apart = bool(days) and all(d not in out and d.weekday() not in off for d in days)
        if apart and all(p.first < first for _, p in self.all(Skip)):
            self.mark("skip", *[p for _, p in self.all(Skip)])
            return True
        return False

    def ranged(self) -> bool:
        """Whether a first and a last day are said as one: from the 10th to the 14th."""
        return any(p.of(Until) for _, p in self.all(Start))

    def day_of(self, dates: list[tuple[Date, Phrase]]) -> date | None:
        if not dates:
            return None
        days = {d.day for d, _ in dates}
        for d, phrase in dates:
            if d.day is None:
                raise Stop(d.ask or Ask("vague"), (phrase.start, phrase.end))
            self.mark("date", phrase)
            if self.lacks(d) and not any(self.u.kind(i) in ("next", "unit") for i in range(phrase.first, phrase.last)):
                self.stop("which_day", phrase)
            if d.note:
                self.note(f"in {d.note}, the next time there is such a day")
        if len(days) > 1:
            return self.days_running(sorted(d for d in days if d), [p for _, p in dates])
        return days.pop()

    def lacks(self, said: Date) -> bool:
        """ "The 31st", in June: whether the month that it is has no such day."""
        today = self.moment.today
        beyond = (
            said.day is not None
            and said.day.month != today.month
            and said.day.day > monthrange(today.year, today.month)[1]
        )
        return beyond and bool(said.monthdays) and not said.months

    def days_running(self, days: list[date], phrases: list[Phrase]) -> date:
        """Tonight and tomorrow: days in a row that are said in a row, one rule with an end."""
        joined = all(a is b or a.last < b.first for a, b in pairwise(phrases))  # and not "Monday the 13th"
        together = joined and self.chained(phrases) and (days[-1] - days[0]).days == len(days) - 1
        if not together:
            self.stop("conflict", *phrases)
        self.last_day = days[-1]
        return days[0]

    def soonest(self, times: tuple[time, ...]) -> Schedule:
        if len(times) > 1:
            self.stop("once_or_always")
        today = self.moment.today
        for ahead in (0, 1, 2):
            at = datetime.combine(today + timedelta(days=ahead), times[0])
            if instant_of(at, self.zone) > self.moment.now:
                self.note("today" if not ahead else "tomorrow, as that time has passed today")
                return Once(at)
        raise AssertionError("one of three days is ahead")

    def at(self, at: datetime) -> Once:
        if instant_of(at, self.zone) <= self.moment.now:
            self.past(at)
        back = instant_of(at, self.zone).astimezone(zone_of(self.zone)).replace(tzinfo=None)
        if back != at:
            self.note(f"{at:%H:%M} does not exist that day, as the clocks change: it is {back:%H:%M}")
        return Once(at)

    def past(self, at: datetime) -> None:
        self.stop("past", more=f"{at:%Y-%m-%d %H:%M}")

    # Rules

    def rule(self) -> Repeat:
        """All that is said of the rule, as one."""
        rules = [(r, p) for r, p in self.all(Repeat)]
        if any(not r.soft for r, _ in rules):
            rules = [(r, p) for r, p in rules if not r.soft]
        often = self.one(Often)
        for r, p in rules:
            self.mark("freq", p)
            if r.interval > 1:
                self.mark("interval", p)
            if r.days:
                self.mark("days", p)
            if r.monthdays:
                self.mark("monthdays", p)
            if r.months:
                self.mark("months", p)
        merged = rules[0][0] if rules else Repeat("daily") if often and often.unit == "day" else None
        for r, p in rules[1:]:
            assert merged is not None
            both = calendars.merged(merged, r)
            hours = sum(len(c.times) for c, _ in self.all(Clock))
            if "daily" in (merged.freq, r.freq) and merged.freq != r.freq and hours > 1:
                both = None  # "every day at 6 and at 9 on weekends"
            if both is None:
                self.stop("conflict", rules[0][1], p)
            merged = both or merged
        return self.with_dates(merged, often)

    def with_dates(self, rule: Repeat | None, often: Often | None) -> Repeat:
        if often and rule is None and often.unit in ("week", "month", "year"):
            units = {"week": "weekly", "month": "monthly", "year": "yearly"}
            rule = Repeat(units[often.unit])  # type: ignore[arg-type]
        if rule is None:
            self.stop("often")
        assert rule is not None
        for d, p in self.all(Date):
            filled = calendars.filled(rule, d)
            if filled is None:
                self.stop("conflict", *self.phrases)
            assert filled is not None
            rule = filled
            self.mark("months" if d.months and not d.monthdays else "days" if d.weekdays or d.nth else "monthdays", p)
        if often and not self.often_fits(rule, often):
            self.stop("times_a_day" if often.unit == "day" else "often", *[p for _, p in self.all(Often)])
        start = self.one(Start)
        if start and not calendars.complete(rule):
            rule = calendars.begun(rule, start.day)
            self.note(f"on the same day as the first, {start.day:%Y-%m-%d}")
        if not calendars.complete(rule):
            self.stop("which_day", *[p for _, p in self.all(Repeat)])
        if rule.note == "quarter":
            nths = {*rule.monthdays, *rule.positions, *(d.nth for d in rule.days if not rule.positions)}
            if nths not in ({1}, {-1}):
                self.stop("which_day", *[p for _, p in self.all(Repeat)])
            freq: Freq = "monthly" if rule.days else "yearly"
            rule = replace(rule, interval=1, freq=freq, months=(1, 4, 7, 10) if nths == {1} else (3, 6, 9, 12))
        if rule.note == "month":
            self.note("every month")
        if rule.note == "week":
            self.note("every week")
        if rule.note == "holidays":
            self.note("Monday to Friday; public holidays are not left out")
        return rule

    def often_fits(self, rule: Repeat, often: Often) -> bool:
        if often.unit == "day":
            return sum(len(c.times) for c, _ in self.all(Clock)) == often.n
        if often.unit == "week":
            return rule.freq == "weekly" and len(rule.days) == often.n
        if often.unit == "month":
            return rule.freq == "monthly" and max(len(rule.monthdays), len(rule.days)) == often.n
        return often.n == 1

    def calendar(self, rule: Repeat, times: tuple[time, ...], only: date | None = None) -> Schedule:
        if not times:
            if self.all(Window):
                self.stop("conflict", *[p for _, p in self.all(Window)])
            self.stop("what_time")
        start = self.one(Start, "start")
        made = Calendar(
            start.day if start else only or self.moment.today, rule.freq, times, rule.interval, rule.days,
            rule.monthdays, rule.months, rule.positions, self.last_day or only,
        )  # fmt: skip
        made = self.skipped(made)
        return self.bounded(made)

    def skipped(self, made: Calendar) -> Calendar:
        for skip, phrase in self.all(Skip):
            if calendars.half_outside(made, skip.weekdays):
                self.stop("conflict", *self.phrases)  # "Mondays and Wednesdays. Not Wednesday, Tuesday."
            got = calendars.without(made, skip.weekdays, skip.months)
            if got is None:
                self.stop("cannot", phrase)
            assert got is not None
            made = replace(got, skip=tuple(sorted({*got.skip, *skip.dates})))
            self.mark("skip" if skip.dates else "days" if skip.weekdays else "months", phrase)
        return made

    def bounded(self, made: Calendar) -> Calendar:
        """With its first day, its end and its count; a rule that is never due is a question."""
        first = calendars.first_day(made, self.moment.now, self.zone)
        count, until, lasting = self.one(Count, "count"), self.one(Until, "until"), self.one(Lasting, "until")
        if first is None:
            self.stop("until_past")
        assert first is not None
        if made.interval > 1:
            if not self.all(Start):
                self.note(f"counted from {first:%Y-%m-%d}, the first of them")
            if not (self.all(Start) and (made.freq == "daily" or calendars.fits(made, made.start))):
                made = replace(made, start=first)
        if until and lasting:
            self.stop("conflict")
        if lasting and lasting.unit == "second":
            self.stop("cannot", *[p for _, p in self.all(Lasting)])
        end = until.day if until else calendars.last_of(first, lasting) if lasting else made.until
        if until and until.note:
            self.note(f"until {until.day:%Y-%m-%d}")
        if end and end < first:
            self.stop("until_past", *[p for _, p in self.all(Until)])
        if 29 in made.monthdays and made.months == (2,):
            self.stop("leap_day", *[p for _, p in self.all(Repeat)])
        if any(d > 28 for d in made.monthdays) and made.freq == "monthly":
            self.note("in a shorter month, its last day")
        if count is None:
            return replace(made, until=end)
        if made.interval == 1:
            made = replace(made, start=first)
        gone = sum(instant_of(datetime.combine(made.start, t), self.zone) <= self.moment.now for t in made.times)
        return replace(
            made,
            until=end,
            count=count.n * (len(made.times) if count.days else 1) + (gone if made.start == first else 0),
        )

    # Elapsed time

    def interval(self, elapsed: Elapsed) -> Schedule:
        window = self.one(Window, "between")
        rule = self.interval_rule()
        clocks = self.all(Clock)
        start = self.one(Start, "start")
        dates = [d for d, _ in self.all(Date)]
        first_date = self.first_date(clocks)
        only = dates[0].day if len(dates) == 1 and not rule and not first_date and not start else None
        if first_date or only:
            start, dates = Start(first_date or only or self.moment.today), []
        if only:
            self.last_day = only
        if self.has(Often) or any(len(d.weekdays) < 2 for d in dates) or (dates and rule):
            self.stop("conflict", *self.phrases)
        if clocks and not self.anchors(clocks):
            self.stop("conflict", *self.phrases)
        weekdays = tuple(sorted({d.weekday for d in rule.days})) if rule else ()
        weekdays = weekdays or tuple(sorted({w for d in dates for w in d.weekdays}))
        between = self.between(window) if window else None
        anchor = self.times()[0] if clocks else None
        minute = self.one(Minute, "start")
        minute = None if minute and not minute.n and elapsed.every_s % 3600 == 0 else minute  # "on the hour"
        if minute and (elapsed.every_s % 3600 or between or anchor):
            self.stop("cannot")
        anchor = time(0, minute.n) if minute else anchor
        if between and anchor:
            self.stop("conflict", *self.phrases)
        skips = self.all(Skip)
        off = {d for s, _ in skips for d in s.weekdays}
        if off:
            weekdays = tuple(d for d in (weekdays or range(7)) if d not in off)
        if any(s.months for s, _ in skips) or (off and not weekdays):
            self.stop("cannot", *[p for _, p in skips])
        left_out = tuple(sorted({d for s, _ in skips for d in s.dates}))
        if between and 1800 % elapsed.every_s:
            return self.grid(elapsed, between, weekdays, left_out, start)
        begin = calendars.grid_start(
            self.moment, self.zone, elapsed.every_s, between, anchor, start.day if start else None
        )
        count, until, lasting = self.one(Count, "count"), self.one(Until, "until"), self.one(Lasting, "until")
        first = begin.astimezone(zone_of(self.zone)).date()
        if lasting and lasting.unit == "second":
            if between or count or lasting.n // elapsed.every_s < 1:
                self.stop("cannot", *[p for _, p in self.all(Lasting)])
            count, lasting = Count(lasting.n // elapsed.every_s), None
        end = until.day if until else calendars.last_of(first, lasting) if lasting else self.last_day
        if end and end < first:
            self.stop("until_past", *[p for _, p in self.all(Until)])
        return Interval(begin, elapsed.every_s, weekdays, between, end, count.n if count else None, left_out)

    def interval_rule(self) -> Repeat | None:
        rules = [r for r, _ in self.all(Repeat) if not r.soft]
        for r in rules:
            if (r.freq != "weekly" and (r.freq, r.interval, r.days) != ("daily", 1, ())) or r.interval != 1:
                self.stop("cannot", *[p for _, p in self.all(Repeat)])
        weekly = [r for r in rules if r.freq == "weekly" and r.days]
        if len(weekly) > 1:
            self.stop("conflict", *self.phrases)
        for _, p in self.all(Repeat) if weekly else ():
            self.mark("weekdays", p)
        return weekly[0] if weekly else None

    def anchors(self, clocks: list[tuple[Clock, Phrase]]) -> bool:
        """Whether the only time said is where the grid begins: "every 2 hours starting at 9:00"."""
        only = len(clocks) == 1 and len(clocks[0][0].times) == 1
        at = clocks[0][1].first
        begins = any(p.last == at for _, p in self.all(Start))
        return only and (begins or self.begins(at - 1))

    def begins(self, i: int) -> bool:
        return self.u.kind(i) in ("starting", "from") or self.u[i].text in ("first", "erstmals")

    def first_date(self, clocks: list[tuple[Clock, Phrase]]) -> date | None:
        """The day of "starting at 9:42 today"."""
        if len(clocks) != 1 or not self.begins(clocks[0][1].first - 1):
            return None
        dates = self.all(Date)
        touching = len(dates) == 1 and dates[0][1].first in (clocks[0][1].last, clocks[0][1].first)
        return dates[0][0].day if touching else None

    def grid(
        self,
        elapsed: Elapsed,
        between: tuple[time, time],
        weekdays: tuple[int, ...],
        skip: tuple[date, ...],
        start: Start | None,
    ) -> Calendar:
        """ "Every two hours between 9 and 5" are times of the wall clock, in winter and in summer."""
        low, high = (t.hour * 60 + t.minute for t in between)
        step = elapsed.every_s // 60
        times = tuple(time(m // 60, m % 60) for m in range(low, high + 1, step))
        days = tuple(RuleDay(d) for d in weekdays)
        begin = start.day if start else self.moment.today
        made = Calendar(begin, "weekly" if days else "daily", times, days=days, skip=skip, until=self.last_day)
        self.note(f"counted from {between[0]:%H:%M} on each day")
        return self.bounded(made)
