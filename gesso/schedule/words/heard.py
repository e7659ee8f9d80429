"""What was said for one task, by kind: its single values, its times of day, and the words each came from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from itertools import pairwise
from typing import TypeVar

from gesso.schedule.words import calendars
from gesso.schedule.words.clocks import settle
from gesso.schedule.words.doings import part_of_doing
from gesso.schedule.words.phrase import Ask, Clock, Date, Elapsed, Hm, Moment, Part, Phrase, Repeat, Window, Words
from gesso.schedule.words.plan import Plan, Span, Stop

V = TypeVar("V")
# Where English is spoken so that "half seven" is half past seven.
_HALF_PAST = ("Europe/London", "Europe/Dublin", "Europe/Belfast", "Europe/Jersey", "Australia/", "Pacific/Auckland",
              "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi", "Africa/Accra")  # fmt: skip


class Heard:
    """The phrases of one task by kind, its times of day settled, and the plan that is made of them."""

    def __init__(self, u: Words, phrases: Sequence[Phrase], day_clock: bool, plan: Plan) -> None:
        self.u, self.phrases, self.day_clock, self.plan = u, phrases, day_clock, plan
        self.moment: Moment = u.moment
        self.zone = self.moment.zone
        self.last_day: date | None = None
        whole = list(phrases)
        self.whole: Span | None = (whole[0].start, whole[-1].end) if whole else None

    # What was said, by kind

    def all(self, kind: type[V]) -> list[tuple[V, Phrase]]:
        return [(v, p) for p in self.phrases for v in p.values if isinstance(v, kind)]

    def one(self, kind: type[V], *fields: str) -> V | None:
        """The only value of a kind; two that differ are a question."""
        found = self.all(kind)
        if any(v != found[0][0] for v, _ in found[1:]):
            self.stop("conflict", *[p for _, p in found])
        for name in fields if found else ():
            self.mark(name, *[p for _, p in found])
        return found[0][0] if found else None

    def has(self, kind: type) -> bool:
        return any(p.of(kind) for p in self.phrases)

    def mark(self, name: str, *phrases: Phrase) -> None:
        start, end = min(p.start for p in phrases), max(p.end for p in phrases)
        old = self.plan.spans.get(name)
        self.plan.spans[name] = (min(start, old[0]), max(end, old[1])) if old else (start, end)

    def stop(self, key: str, *phrases: Phrase, more: str = "") -> None:
        about = (min(p.start for p in phrases), max(p.end for p in phrases)) if phrases else self.whole
        raise Stop(Ask(key, more), about)

    def note(self, text: str) -> None:
        if text not in self.plan.assumptions:
            self.plan.assumptions.append(text)

    # Times of day

    def times(self) -> tuple[time, ...]:
        clocks = self.all(Clock)
        parts = self.all(Part)
        if not clocks and parts and all(p.name == "noon" for p, _ in parts):
            self.mark("times", *[p for _, p in parts])
            self.note("noon is 12:00")
            return (time(12),)
        if not clocks:
            return ()
        if len(clocks) > 1 and not self.chained([p for _, p in clocks]) and len({c.times for c, _ in clocks}) > 1:
            self.stop("conflict", *[p for _, p in clocks])
        settled: list[time] = []
        for clock, phrase in clocks:
            for hm in clock.times:
                settled.append(self.settled(hm, phrase, parts, len(clocks)))
            self.mark("times", phrase)
        for _, phrase in parts:
            self.mark("times", phrase)
        return tuple(sorted(set(settled)))

    def chained(self, phrases: list[Phrase]) -> bool:
        """Whether the phrases follow each other with nothing but commas and "and" between."""
        return all(
            all(self.u.kind(i) in ("and",) or self.u.sign(i, ",") for i in range(a.last, b.first))
            or all(any(p.first <= i < p.last and p.of(Part) for p in self.phrases) or self.u.kind(i) == "and"
                   or self.u.sign(i, ",") for i in range(a.last, b.first))
            or (self.u.kind(b.first - 2) == "and" and self.u[b.first - 1].text == "again"
                and all(self.dated(i) for i in range(a.last, b.first - 2)))
            for a, b in pairwise(phrases)
        )  # fmt: skip

    def dated(self, i: int) -> bool:
        """Whether the unit at `i` is of a day that is said."""
        return any(p.first <= i < p.last and p.of(Date) for p in self.phrases)

    def settled(self, hm: Hm, phrase: Phrase, parts: list[tuple[Part, Phrase]], clocks: int) -> time:
        beside = [v.name for v, p in parts if p is phrase or p.last == phrase.first or phrase.last == p.first]
        names = {v.name for v, _ in parts}
        name = hm.part or (beside[0] if len(set(beside)) == 1 else "")
        if not name and clocks == 1 and len(names) == 1:
            name = next(iter(names))
        elif not name and names:
            if hm.how == "sure" and len(names) > 1:
                name = ""
            elif len(names) > 1 or hm.how != "sure":
                self.stop("half_day", phrase)
        if not name and clocks == 1 and (found := part_of_doing(self.u, hm, phrase)):
            name, why = found
            self.note(f"in the {name}, because of “{why}”")
        if hm.how == "ask" and hm.minute == 30 and self.zone.startswith(_HALF_PAST):
            hm = replace(hm, how="bare")
            self.note(f"half {hm.hour} is half past {hm.hour}")
        if not name and hm.how == "bare" and 1 <= hm.hour <= 6 and self.later_today(hm):
            hm = replace(hm, hour=hm.hour + 12, how="sure")
            self.note("in the afternoon, as that hour of the morning has passed")
        got = settle(hm, name, self.day_clock)
        if isinstance(got, Ask):
            raise Stop(got, (phrase.start, phrase.end))
        if hm.how == "colon" and not name and hm.hour < 12 and not self.day_clock:
            self.note(f"{hm.hour}:{hm.minute:02} is read on the 24-hour clock")
        return time(got.hour, got.minute)

    def later_today(self, hm: Hm) -> bool:
        """Whether today is said and only the second such hour of it is still to come: "today at 3", at noon."""
        days = {d.day for d, _ in self.all(Date)}
        now = self.moment.local.time()
        once = not (self.has(Repeat) or self.has(Elapsed)) and days == {self.moment.today}
        return once and time(hm.hour, hm.minute) < now < time(hm.hour + 12, hm.minute)

    def between(self, window: Window) -> tuple[time, time]:
        phrase = self.all(Window)[0][1]
        a, b = window.first, window.last
        names = [p.name for p, _ in self.all(Part)]
        if a.how in ("bare", "either", "colon") and b.how in ("bare", "colon", "sure") and not names:
            got = calendars.office_hours(a, b, self.day_clock)
            if got:
                if a.how != "sure" or b.how != "sure":
                    self.note(f"from {got[0]:%H:%M} to {got[1]:%H:%M}")
                return got
        name = names[0] if len(set(names)) == 1 else ""
        first, last = settle(a, a.part or name, self.day_clock), settle(b, b.part or name, self.day_clock)
        if isinstance(first, Ask) or isinstance(last, Ask):
            raise Stop(Ask("half_day"), (phrase.start, phrase.end))
        if (last.hour, last.minute) <= (first.hour, first.minute):
            raise Stop(Ask("cannot"), (phrase.start, phrase.end))
        return time(first.hour, first.minute), time(last.hour, last.minute)
