"""What a message says about when: its tasks with a typed timetable each, or one question.

Deterministic, without a model, clock or disk. The rule above all: never silently a wrong hour. Every word of time is
part of a schedule, part of what is asked by decision (`spared`), or asked about (`uncovered`).
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from gesso.base.errors import BadInput
from gesso.schedule.schedule import FIRST_YEAR, LAST_YEAR, Calendar, Once
from gesso.schedule.words import clauses, coverage, demands, leads, pointers, standing, statements
from gesso.schedule.words.again import again
from gesso.schedule.words.build import build
from gesso.schedule.words.clauses import Clause
from gesso.schedule.words.corrections import corrected, holding, unheard
from gesso.schedule.words.english import ENGLISH
from gesso.schedule.words.foreign import foreign
from gesso.schedule.words.foreign import says_when as asks_for_later
from gesso.schedule.words.german import GERMAN
from gesso.schedule.words.instruction import instruction
from gesso.schedule.words.lexicon import Lexicon, Unit
from gesso.schedule.words.negated import without_denied
from gesso.schedule.words.pasted import pasted
from gesso.schedule.words.phrase import (
    Ask,
    Clock,
    Date,
    Delay,
    Elapsed,
    Lasting,
    Moment,
    Often,
    Part,
    Phrase,
    Repeat,
    Skip,
    Start,
    Until,
    Words,
)
from gesso.schedule.words.plan import Plan
from gesso.schedule.words.questions import question
from gesso.schedule.words.reading import MAX_PHRASES, TIMELY, loose, read, residue
from gesso.schedule.words.reminders import REMINDERS, wants_time
from gesso.schedule.words.rounds import delays, rounds
from gesso.schedule.words.said import Said, Span, Understanding
from gesso.schedule.words.slots import fills_slot, on_day_clock, only_days, run, says_day, says_when
from gesso.schedule.words.subjects import subjects
from gesso.schedule.words.tokens import items, tokenize
from gesso.schedule.words.turns import turned
from gesso.schedule.words.witness import doubt
from gesso.schedule.zone import check_zone
from gesso.schedule.zone import zone as zone_of

LEXICONS: tuple[Lexicon, ...] = (ENGLISH, GERMAN)
# Days in the words of another language are asked about: of "Montag at 9 am" nothing may be dropped.
_DAYS_OF_OTHERS = {
    mine.language: frozenset(
        word
        for other in LEXICONS
        for word, (kind, *_) in other.senses.items()
        if other is not mine and kind in ("weekday", "weekdays", "day") and len(word) > 3 and word not in mine.senses
    )
    for mine in LEXICONS
}
_BARE = ("", "remind me", "tell me", "send me", "erinnere mich", "erinner mich")
_WHEN_IT_BEGINS = re.compile(r"\bwhen (?:it|that|this) (?:starts|begins|opens)\b", re.IGNORECASE)
_NOTHING = re.compile(
    r"remind (?:me|us) (?:of|about|to do) (?:something|a thing|some things|things|stuff)|"
    r"(?:erinner[en]? (?:mich|uns)) an (?:etwas|was)",
    re.IGNORECASE,
)
MAX_CHARS = 200_000
MAX_READ = 4_000  # a longer message is a document: when it is due is to be said apart from it


def understand_alone(text: str, now: datetime, zone: str, day_first: bool | None = None) -> Understanding:
    """The tasks in `text` without regard to what was said before, at `now` (aware) by somebody in `zone` (IANA).

    `day_first`: whether 3/4 is the third of April; None asks. Raises BadInput for a naive or far `now` and BadZone for
    a zone that tzdata does not have.
    """
    if now.tzinfo is None:
        raise BadInput(f"now must have a zone, such as 2026-11-27T09:00:00+00:00; got {now.isoformat()}.")
    if not FIRST_YEAR < now.year < LAST_YEAR:
        raise BadInput(f"“now” is in the year {now.year}; expected {FIRST_YEAR + 1} to {LAST_YEAR - 1}.")
    check_zone(zone)
    if len(text) > MAX_CHARS:
        raise BadInput(f"A message has at most {MAX_CHARS} characters; got {len(text)}.")
    tokens = tokenize(text if len(text) <= MAX_READ else f"{text[:MAX_READ]}\n{text[-MAX_READ:]}")
    words = [t.text for t in tokens]
    lexicon = language_of(words)
    if foreign(words, len(lexicon.marks.intersection(words[:2000]))):
        asked = question("language", "en") if asks_for_later(text[:MAX_READ]) else None
        return Understanding((), asked, language="unknown")
    u = Words(turned(lexicon.units(tokens)), moment_of(now, zone, lexicon, day_first))
    if line := pasted(text[:MAX_READ], u.moment):
        what, timetables, span = line
        return Understanding(
            tuple(Said(instruction(what, 0, len(what), (), lexicon.language), t, {"freq": span}) for t in timetables),
            language=lexicon.language,
        )
    phrases = read(u) if len(text) <= MAX_READ else []
    if len(text) > MAX_READ or len(phrases) > MAX_PHRASES:
        timely_words = any(unit.kind in TIMELY for unit in u.units)
        asked = question("long", lexicon.language) if timely_words else None
        return Understanding((), asked, language=lexicon.language)
    return _witnessed(_Reader(text, u, phrases).understanding(), text, now)


def _witnessed(found: Understanding, text: str, now: datetime) -> Understanding:
    """As found; or a question about the first word that a second reader misses in the schedules or in their words."""
    if found.question or not any(task.timetable for task in found.tasks):
        return found
    about = doubt(text, found.tasks, found.taken_back, now)
    if about is None:
        return found
    asked = question("uncovered", found.language, words=text[about[0] : about[1]][:120])
    tasks = tuple(replace(task, timetable=None, question=asked) for task in found.tasks)
    return replace(found, tasks=tasks, question=asked, asked=about, uncovered=(about,))


def moment_of(now: datetime, zone: str, lexicon: Lexicon, day_first: bool | None = None) -> Moment:
    """`now` with the local clock of `zone`."""
    utc = now.astimezone(UTC)
    local = utc.astimezone(zone_of(zone)).replace(tzinfo=None)
    return Moment(utc, local, zone, lexicon, lexicon.day_first if day_first is None else day_first)


def language_of(words: Sequence[str]) -> Lexicon:
    """The lexicon that knows most of the words that only one language has; the first if none does."""
    counts = [sum(word in lexicon.marks for word in words[:2000]) for lexicon in LEXICONS]
    return LEXICONS[counts.index(max(counts))]


class _Reader:
    """One message, read once."""

    def __init__(self, text: str, u: Words, phrases: Sequence[Phrase]) -> None:
        self.text, self.u = text, u
        self.language = u.moment.lexicon.language
        done = corrected(u, phrases)
        denied = without_denied(u, done.phrases)
        self.denied = bool(denied) and all(p not in done.phrases for p in denied)
        done = replace(done, phrases=tuple(denied))
        self.phrases, self.taken_back = list(done.phrases), (*done.taken_back, *items(text))
        found = standing.standings(u, self.phrases)
        said_again = again(u, self.phrases, found)
        self.phrases = sorted([*self.phrases, *said_again], key=lambda p: p.first)
        self.standing = dict(zip(map(id, done.phrases), found, strict=True)) | {id(p): "free" for p in said_again}
        told = [p for p in done.phrases if self.standing[id(p)] == "told"]
        if told and done.taken_back:
            was = standing.standings(u, phrases)
            free = [p for p, how in zip(phrases, was, strict=True) if how == "free"]
            held = holding(phrases, done.phrases, told, free)
            self.standing |= {id(p): "free" for p in held if any(a <= p.start < b for a, b in done.taken_back)}
        self.day_clock = any(on_day_clock(p, u) for p in self.phrases)

    def understanding(self) -> Understanding:
        if found := self.led():
            return found
        free = [p for p in self.phrases if self.standing[id(p)] == "free"]
        parts = clauses.split(self.u, free)
        chosen = [self.chosen(c) for c in parts]
        for group in chosen:
            group += [self.marked([p])[0] for p in unheard(self.u, self.phrases, group, self.taken_back)]
        plans = self.plans(parts, chosen)
        loose_units = self.loose(parts, chosen)
        spared = [p for p in self.phrases if not any(p is q for group in chosen for q in group)]
        if self.denied:
            return Understanding((), spared=self.spared(self.phrases, loose_units), language=self.language)
        if not any(chosen) or not (self.demanded(parts, chosen, loose_units) or self.hour_beside(chosen)):
            return self.nothing(self.phrases, loose_units)
        said = [s for c, group, plan in zip(parts, chosen, plans, strict=True) for s in self.several(c, group, plan)]
        said = _once_each(said)
        asked = next((s.question for s in said if s.question), None)
        said = self.shared(said)
        if asked is None and len(said) > 1 and any(s.instruction.lower() in _BARE for s in said):
            asked = question("what", self.language)  # "remind me Monday at noon. Typo: Tuesday at noon."
        if asked is None and any(_NOTHING.fullmatch(s.instruction) for s in said):
            asked = question("what", self.language)
        if asked is None:
            loose_units += [
                x
                for c, group in zip(parts, chosen, strict=True)
                for x in residue(self.u, group, self.taken_back, c.last)
            ]
            loose_units += self.beside(chosen) + self.unresolved(chosen, said)
        about = next((p.about for p in plans if p.ask), None)
        if asked is None and loose_units:
            asked = self.ask(Ask("uncovered"), (loose_units[0].start, loose_units[0].end))
            about = (loose_units[0].start, loose_units[0].end)
            said = [Said(s.instruction, None, s.spans, s.assumptions, s.note, asked) for s in said]
        return Understanding(
            tuple(said), asked, about, tuple((x.start, x.end) for x in loose_units),
            self.spared(spared, loose_units), self.language, self.taken_back,
        )  # fmt: skip

    def led(self) -> Understanding | None:
        """A reminder that is asked for so long before something else."""
        every = leads.leads_of(self.u)
        made = [leads.led(self.u, self.phrases, every, lead, self.day_clock) for lead in every]
        plans = [m.plan for m in made if m is not None]
        if not every or len(plans) < len(every):
            return None
        own = [p for m in made[:1] if m for p in m.own]
        whole = (self.u[every[0].first].start, self.u[every[-1].last - 1].end)
        cuts = [whole, *((self.lead_of(p), p.end) for p in own), *self.taken_back]
        what = instruction(self.text, 0, self.u.units[-1].end, cuts, self.language)
        asks = [(self.ask(p.ask, p.about), p.about) for p in plans if p.ask]
        asked, about = asks[0] if asks else (None, None)
        heard = (whole, *((p.start, p.end) for p in own))
        said = tuple(Said(what, p.timetable, p.spans, tuple(p.assumptions), None, asked, heard) for p in plans)
        rest = tuple((p.start, p.end) for p in self.phrases)
        return Understanding(said, asked, about, (), rest, self.language, (*self.taken_back, whole, *rest))

    def beside(self, chosen: list[list[Phrase]]) -> list[Unit]:
        """What speaks of time beside the schedule and is not part of it."""
        taken = [p for group in chosen for p in group]
        inner = frozenset(p.first for p in self.phrases if self.standing[id(p)] == "inner")
        return coverage.uncovered(self.u, self.phrases, inner, taken, self.taken_back)

    def unresolved(self, chosen: list[list[Phrase]], said: Sequence[Said]) -> list[Unit]:
        """What points elsewhere, leaves days out or narrows the rule, and was not heard."""
        taken = [p for group in chosen for p in group]
        apart = statements.told(self.u, self.phrases) | standing.inside_clauses(self.u, self.phrases)
        apart |= subjects(self.u, self.phrases)
        times = [s.timetable for s in said if s.timetable]
        found = pointers.unresolved(self.u, self.text, self.phrases, taken, times, apart)
        return [x for x in found if not any(a <= x.start < b for a, b in self.taken_back)]

    def hour_beside(self, chosen: list[list[Phrase]]) -> bool:
        """ "Gym 7 tomorrow": a day and a figure that may be its hour."""
        short = len(self.u.units) <= 6
        return short and any(x.kind == "number" and 0 < x.n <= 24 for x in self.beside(chosen))

    def shared(self, said: list[Said]) -> list[Said]:
        """With what is said only once for two times: "remind me Monday at 9 and Tuesday at 10 to call Bob"."""
        for n, (one, following) in enumerate(pairwise(said)):
            if one.instruction.lower() not in _BARE or not one.spans or not following.spans:
                continue
            between = self.text[max(b for _, b in one.spans.values()) : min(a for a, _ in following.spans.values())]
            if between.strip(" ,").lower() in ("and", "und", "") and following.instruction.lower() not in _BARE:
                said[n] = replace(one, instruction=following.instruction)
        return said

    def spared(self, phrases: Sequence[Phrase], loose_units: Sequence[Unit]) -> tuple[Span, ...]:
        """The places of the phrases that belong to what is asked, and of the words of time that are nouns of it."""
        covered = {i for p in self.phrases for i in range(p.first, p.last)}
        nouns = [x for i, x in enumerate(self.u.units) if i not in covered and x.kind in TIMELY]
        nouns = [x for x in nouns if not any(x is y for y in loose_units)]
        nouns = [x for x in nouns if not any(a <= x.start < b for a, b in self.taken_back)]
        return tuple(sorted([*((p.start, p.end) for p in phrases), *((x.start, x.end) for x in nouns)]))

    def demanded(self, parts: list[Clause], chosen: list[list[Phrase]], loose_units: list[Unit]) -> bool:
        """Whether anything is to be done then: an hour or a rule is said, or a request is for a day."""
        if self.wants_time() or any(demands.hourly(self.u, p) for group in chosen for p in group):
            return True
        covered = {i for p in self.phrases for i in range(p.first, p.last)}
        sentences = statements.sentences(self.u, covered)
        wanted = {id(p) for group in chosen for p in group}
        for first, last in sentences:
            inside = [p for p in self.phrases if first <= p.first < last and id(p) in wanted]
            if inside and self.u[last - 1].text != "?" and demands.delivers(self.u, first, last, covered):
                return True
        if demands.day_words(loose_units):
            loose_units.clear()
        return False

    # Which phrases are the schedule of a clause

    def inside(self, c: Clause) -> list[Phrase]:
        return [p for p in self.phrases if c.first <= p.first < c.last]

    def chosen(self, c: Clause) -> list[Phrase]:
        """The phrases that say when this task is due."""
        phrases = self.inside(c)
        free = [p for p in phrases if self.standing[id(p)] == "free" and not self.covers(p)]
        free = self.complement(c, free)
        for p in phrases:
            if self.standing[id(p)] == "weak" and not any(fills_slot(p, q) for q in free):
                free.append(p)
        inner = [p for p in phrases if self.standing[id(p)] == "inner"]
        free += self.promoted(c, free, inner)
        told = [p for p in phrases if self.standing[id(p)] == "told"]
        if told and not any(says_when(p) for p in free) and (self.wants_time() or self.done_again(c, told)):
            free += told if _WHEN_IT_BEGINS.search(self.text[:MAX_READ]) else self.marked(told)
        free += self.bounds(free, [*inner, *told])
        return sorted(free, key=lambda p: p.first)

    def done_again(self, c: Clause, told: list[Phrase]) -> bool:
        """ "List what I did every day at 9": a request, and a rule in what is told."""
        if not any(p.of(Repeat) or p.of(Elapsed) for p in told) or self.u[c.last - 1].text == "?":
            return False
        said = [self.u[i].text for i in range(max(c.first, told[0].first - 8), told[0].first)]
        own = said[:1] == ["do"] or any(statements.is_person(self.u, i) for i in (c.first, c.first + 1))
        return not own and bool(self.u.moment.lexicon.verbs.intersection(said))

    def bounds(self, free: list[Phrase], others: list[Phrase]) -> list[Phrase]:
        """Of a rule, what a clause would swallow: "ask me how I slept, not on Fridays, until May" is asked about."""
        if not any(p.of(Repeat) or p.of(Elapsed) or p.of(Often) for p in free):
            return [p for p in others if any(isinstance(v, Ask) and v.key == "conflict" for v in p.values)]
        left_out = [p for p in others if p.of(Skip) and p not in free]
        ends = [p for p in others if (p.of(Start) or p.of(Until) or p.of(Lasting)) and p not in free]
        ends = [p for p in ends if self.u[p.first - 1].text not in ("left", "remaining", "go", "noch", "days", "tage")]
        return [*left_out, *(self.marked(ends) if ends else [])]

    def covers(self, p: Phrase) -> bool:
        return p.of(Lasting) and standing.covered_span(self.u, p)

    def complement(self, c: Clause, free: list[Phrase]) -> list[Phrase]:
        """In "remind me at 5 to be there at 6" the second time is what to be reminded of."""
        to = next((i for i in range(c.first, c.last) if self.leads_on(i) and self.reminds(c.first, i)), None)
        if to is None:
            return free
        before, after = [p for p in free if p.first < to], [p for p in free if p.first >= to]
        if not any(p.of(Clock) or p.of(Delay) or p.of(Elapsed) for p in before):
            return free
        kept = [p for p in after if not (p.of(Clock) and not p.of(Repeat)) and not p.of(Part)]
        dated = any(p.of(Date) or p.of(Repeat) or p.of(Delay) for p in before)
        kept = [p for p in kept if not (dated and p.of(Date))]
        again = [p for p in after if p not in kept and self.u[p.first - 1].text in ("one", "another", "again", "and")]
        return before + sorted([*kept, *again], key=lambda p: p.first)

    def leads_on(self, i: int) -> bool:
        """ "Remind me | to", "remind me | of"."""
        return self.u.kind(i) == "to" or (self.u.kind(i) == "of" and self.u[i - 1].text == "me")

    def reminds(self, first: int, to: int) -> bool:
        return any(self.u[i].text in REMINDERS for i in range(first, to))

    def promoted(self, c: Clause, free: list[Phrase], inner: list[Phrase]) -> list[Phrase]:
        """Phrases of a subordinate clause that say when after all, as nothing else does."""
        ruled = [p for p in inner if p.of(Repeat) or p.of(Elapsed)]
        if not inner or any(says_when(p) for p in free):
            clock = any(p.of(Clock) or p.of(Delay) or p.of(Elapsed) for p in free)
            if ruled and not any(says_day(p) for p in free):
                return self.marked(ruled)  # "remind me that it is due on the 3rd, on the 1st of every month, 22:15"
            return [] if clock or not any(p.of(Clock) for p in inner) else self.marked(inner)
        if ruled and not any(p.of(Clock) or p.of(Elapsed) for p in [*free, *inner]):
            return self.marked(inner) if self.reminds(c.first, inner[0].first) else []
        if ruled:
            touching = run(inner, ruled[-1], self.u)
            return [p for p in touching if not (p.of(Date) and p.lead == "day")]
        if not any(p.of(Clock) or p.of(Delay) for p in inner):
            return self.marked(inner) if self.reminds(c.first, inner[0].first) else []
        about = any(self.u.kind(i) == "about" for i in range(c.first, inner[0].first))
        if about and not standing.names_event(self.u, c.first, c.last):
            return inner
        return self.marked(inner)

    def marked(self, inner: list[Phrase]) -> list[Phrase]:
        """The same words as a question: are they when it is due, or what it is about?"""
        first, last = inner[0], inner[-1]
        return [Phrase((Ask("now_or_then"),), first.first, last.last, first.start, last.end, "ask")]

    # Timetables

    def plans(self, parts: list[Clause], chosen: list[list[Phrase]]) -> list[Plan]:
        """One plan for each clause; a clause with only a time takes the days of the one before it."""
        plans: list[Plan] = []
        days: list[Phrase] = []  # what the task before took from one before it
        for n, group in enumerate(chosen):
            carried: list[Phrase] = []
            if n and not any(says_day(p) for p in group):
                group = chosen[n] = [self.goes_on(plans[-1], p) for p in group]
            if n and group and not any(says_day(p) for p in group):
                carried = [only_days(p) for p in chosen[n - 1] if says_day(p) and not p.of(Clock)] or days
            days = carried
            plan = build(self.u, sorted([*carried, *group], key=lambda p: p.first), self.day_clock)
            if carried and plan.timetable:
                plan.assumptions.append("on the same days as the task before it")
            if n + 1 < len(chosen) and self.later_rule(group, chosen[n + 1]):
                plan = Plan(None, Ask("spread"), (chosen[n + 1][-1].start, chosen[n + 1][-1].end))
            if carried:
                chosen[n] = group
            plans.append(plan)
        return plans

    def goes_on(self, before: Plan, p: Phrase) -> Phrase:
        """ "At 5 pm to leave and at 5:30 to text": the half of the day of the time right before it."""
        schedule = before.timetable.schedule if before.timetable else None
        [value, *more] = p.values
        if not isinstance(schedule, Once) or not isinstance(value, Clock) or more or len(value.times) > 1:
            return p
        hm, at = value.times[0], schedule.at
        near = at.hour >= 12 and hm.how in ("bare", "colon") and not hm.part and hm.hour + 12 - at.hour in (0, 1)
        if not near or (hm.hour + 12, hm.minute) <= (at.hour, at.minute) or hm.hour > 11:
            return p
        return replace(p, values=(Clock((replace(hm, hour=hm.hour + 12, how="sure"),)),))

    def later_rule(self, group: list[Phrase], following: list[Phrase]) -> bool:
        """ "Weather at 8 and news at 6 every day": whether the rule at the end is for both is not said."""
        if any(says_day(p) for p in group) or not group or not following:
            return False
        return any(p.of(Repeat) for p in following) and not following[0].of(Repeat)

    def several(self, c: Clause, group: list[Phrase], plan: Plan) -> list[Said]:
        """One task; or one for each "Monday at 9, Thursday at 5" that no single rule holds."""
        pairs = rounds(self.u, group) or delays(self.u, group) if plan.ask and plan.ask.key == "conflict" else []
        plans = [build(self.u, pair, self.day_clock) for pair in pairs]
        if len(plans) < 2 or any(p.ask for p in plans):
            return [self.said(c, group, plan)]
        plan.ask = None
        own = [tuple((p.start, p.end) for p in pair) for pair in pairs]
        return [replace(self.said(c, group, p), heard=heard) for p, heard in zip(plans, own, strict=True)]

    def said(self, c: Clause, group: list[Phrase], plan: Plan) -> Said:
        first = self.u[c.first].start
        last = self.u[c.last - 1].end
        cuts = [(self.lead_of(p), p.end) for p in group] + [s for s in self.taken_back if first <= s[0] < last]
        what = instruction(self.text, first, last, cuts, self.language)
        if (
            c.first
            and what.lower().startswith(("to ", "about ", "of ", "for ", "zu ", "an "))
            and self.reminds(0, c.first)
        ):
            reminded = "Erinnere mich" if self.language == "de" else "Remind me"
            what = f"{reminded} {what[:1].lower()}{what[1:]}"
        asked = self.ask(plan.ask, plan.about) if plan.ask else None
        note = None
        own = self.u.moment.zone
        if plan.timetable and plan.timetable.zone != own:
            note = f"The times are those of {plan.timetable.zone}, not of {own}."
        spans = {k: v for k, v in plan.spans.items() if k not in ("start",) or _has_start(plan)}
        heard = tuple((p.start, p.end) for p in group)
        return Said(what, plan.timetable, spans, tuple(plan.assumptions), note, asked, heard)

    def lead_of(self, p: Phrase) -> int:
        """Where a phrase begins with the small word before it that goes when it goes."""
        if p.of(Skip) and self.u.kind(self.u.past(p.first - 2, "correct") - 1) == "correct":
            return self.u[p.first - 2].start  # "oh no, not on weekends"
        before = self.u[p.first - 1]
        if p.of(Skip) and before.kind == "correct":
            return before.start
        small = before.kind in ("for", "on", "at", "in", "by", "from", "starting", "of", "to_time") and p.first > 0
        small = small or before.text == "jeweils"
        if small and not (before.kind == "of" and not p.of(Repeat)):
            return before.start
        return p.start

    def ask(self, ask: Ask, about: Span | None) -> str:
        words = self.text[about[0] : about[1]] if about else ""
        if ask.key == "no_such_day":
            words = re.sub(r"^(on|the|am|den|dem|at)\s+", "", words)
        first, _, second = ask.more.partition("|")
        return question(ask.key, self.language, words=words[:120], first=first, second=second, date=ask.more)

    # Nothing said, or too little

    def loose(self, parts: list[Clause], chosen: list[list[Phrase]]) -> list[Unit]:
        taken = self.taken_back
        told = {id(self.u[i]) for f in (statements.told, subjects) for i in f(self.u, self.phrases)}
        other = _DAYS_OF_OTHERS[self.language]
        found = [*loose(self.u, self.phrases), *(x for x in self.u.units if x.kind == "word" and x.text in other)]
        kept = [x for x in found if x.kind == "number" or id(x) not in told]
        return [x for x in kept if not any(a <= x.start < b for a, b in taken)]

    def nothing(self, spared: list[Phrase], loose_units: list[Unit]) -> Understanding:
        """No phrase says when: a reminder then asks; anything else has no schedule."""
        places = self.spared(spared, loose_units)
        uncovered = tuple((x.start, x.end) for x in loose_units)
        if not self.wants_time() and not loose_units:
            return Understanding((), None, None, (), places, self.language)
        end = self.u.units[-1].end
        what = instruction(self.text, 0, end, (), self.language)
        about = uncovered[0] if uncovered else None
        asked = self.ask(Ask("uncovered"), about) if about else question("remind_when", self.language)
        return Understanding((Said(what, None, question=asked),), asked, about, uncovered, places, self.language)

    def wants_time(self) -> bool:
        return wants_time(self.u, self.text[:MAX_READ], self.phrases)


def _once_each(said: list[Said]) -> list[Said]:
    """Without the tasks that only say the time of another one again: "tomorrow 1 pm. wait, 2 pm, remind me"."""
    doing = [s for s in said if s.instruction]
    again = [s for s in said if not s.instruction and s.timetable and any(s.timetable == d.timetable for d in doing)]
    more = {id(d): tuple(x for s in again if s.timetable == d.timetable for x in s.heard) for d in doing}
    return [replace(s, heard=(*s.heard, *more.get(id(s), ()))) for s in said if not any(s is a for a in again)]


def _has_start(plan: Plan) -> bool:
    return plan.timetable is not None and isinstance(plan.timetable.schedule, Calendar)
