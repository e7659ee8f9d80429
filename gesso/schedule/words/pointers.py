"""What points at a time said elsewhere, leaves days out or narrows a rule, and was heard by no rule: it is asked about.

"Until then", "otherwise", "her time", "the day before", "we're shut on the 25th", "on my days off", "every day I work":
a schedule made without them would be wrong in silence.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from gesso.schedule.expand import instants
from gesso.schedule.schedule import Once, Timetable
from gesso.schedule.words.lexicon import Unit, word_set
from gesso.schedule.words.phrase import Clock, Date, Lasting, Past, Phrase, Repeat, Skip, Start, Until, Words
from gesso.schedule.words.zones import place_in, when_it_is
from gesso.schedule.zone import zone as zone_of

_POINTING = re.compile(
    r"\b(?:otherwise|(?:all|any|the|every|on) others?\b(?: (?:days?|times?|weeks?|mornings?|evenings?))?(?= )"
    r"|(?:his|her|their|your|its|[a-z]+'s) (?:local )?time(?=$|[ .,;:!?)])|(?:the )?same (?:times?|days?|hour|date)"
    r"|(?:that|those|these) (?:days?|times?|mornings?|evenings?|weeks?|dates?)"
    r"|(?:until|till|til|before|after|by) (?:then|that)(?=$|[ .,;!?])|beforehand|in advance|ahead of time"
    r"|(?:the |a |an |one |two |three |\d+ )?"
    r"(?:days?|nights?|evenings?|mornings?|weeks?|hours?|minutes?|mins?|months?) "
    r"(?:before|prior|earlier|beforehand|later|after)(?=$|[ .,;!?])(?! (?:tomorrow|yesterday|next))"
    r"|(?:my|our|his|her|their) (?:days? off|working days?|workdays?|shifts?|free days?|off days?)"
    r"|(?:at|on) (?:weird|odd|irregular|random|various|different) \w+"
    r"|odd (?:days?|weeks?|dates?|months?)|even (?:days?|weeks?|dates?|months?)|(?:odd|even)-numbered"
    r"|(?:during|in) the (?:day|daytime|night|week)(?=$|[ .,;!?])(?! (?:of|before|after))"
    r"|during (?:work|working|office|business|school|waking|daylight) (?:hours|time)|while i'?m (?:awake|up|at \w+)"
    r"|(?:(?<=[.,;!?-] )|(?<=no )|(?<=actually )|(?<=just ))"
    r"(?:forget (?:it|that|about it)|never ?mind|cancel (?:it|that|this)|scrap (?:it|that))"
    r"|vergiss es|doch nicht|tagsüber|nachtsüber"
    r"|ansonsten|sonst|bis dahin|vorher|davor|zuvor|danach noch|(?:am |den )?(?:vortag|folgetag|vorabend)"
    r"|am tag (?:davor|danach|vorher)|(?:zur )?(?:gleichen?|selben) (?:zeit|uhrzeit|tag)"
    r"|an (?:diesen|den|jenen) tagen|(?:an )?(?:allen )?anderen tagen|(?:un)?gerade[nr]? (?:tage|wochen|tagen)"
    r"|seiner zeit|ihrer zeit|(?:meine[nr]?|unsere[nr]?) (?:freien tage[n]?|dienste?n?|schicht(?:en)?))\b",
    re.IGNORECASE,
)
_LEAVES_OUT = word_set("""
    shut closed off away holiday holidays vacation leave travelling traveling otherwise except skip without free
    absent besides sick zu geschlossen frei urlaub weg verreist ferien außer ausser ohne
""")
_NARROWS = word_set("i i'm we we're he she they you that when if unless where wenn falls an sofern solange")
_DAYS_OUT = ("weekday", "weekdays", "weekend", "month", "unit", "ordinal", "last", "holidays", "day", "feast",
             "part", "point")  # fmt: skip
_GETS = word_set("get receive see know want need would can have")
_COMPARED = word_set("with than from of versus vs between in and mit als")
_CHECKED = 40


def unresolved(
    u: Words,
    text: str,
    phrases: Sequence[Phrase],
    chosen: Sequence[Phrase],
    timetables: Sequence[Timetable],
    told: frozenset[int],
) -> list[Unit]:
    """The first unit of each such expression. `told`: the units of statements and of subordinate clauses."""
    covered = {i for p in chosen for i in range(p.first, p.last)}
    found = [i for i in _pointing(u, text, told) if i not in covered and not _resolved(u, i, chosen)]
    found += [i for i in range(len(u.units)) if i not in covered and i not in told and _unheard(u, i)]
    found += [i for p in chosen if (i := _bounded(u, p, covered)) is not None]
    found += [p.first for p in phrases if p not in chosen and p.first not in told and _but_then(u, p, chosen)]
    found += [
        i for i in covered if u[i].text.startswith("local") and place_in(text[u[i].end :])
    ]  # "local time in Rome"
    found += _ranges(u, chosen)
    found += [i for p in chosen for i in _governed(u, p)]
    found += [p.first for p in phrases if p not in chosen and p.of(Clock) and _else_then(u, p)]
    found += [p.first for p in phrases if p not in chosen and _left_out(u, p, timetables)]
    return [u[i] for i in sorted(set(found))]


def _pointing(u: Words, text: str, told: frozenset[int]) -> Iterator[int]:
    places = [m.start() for m in _POINTING.finditer(text)]
    for i, unit in enumerate(u.units):
        if unit.kind != "opaque" and i not in told and any(unit.start <= at < unit.end for at in places):
            yield i


def _unheard(u: Words, i: int) -> bool:
    """An exception that names days ("except the last one of the month"), or how many times, that no rule read."""
    if u.kind(i) == "times" or (u.kind(i) == "number" and u.kind(i + 1) == "repeats"):
        return u[i].n > 1 and u.kind(i - 1) not in ("the", "mine")
    led = u.kind(i + 1) in ("on", "in", "at", "the", "during", "for", "every")
    if u.kind(i) != "except" and not (u.kind(i) == "not" and led):
        return False
    after = list(islice((j for j in range(i + 1, i + 7) if u.kind(j) != "of"), 6))
    end = next((n for n, j in enumerate(after) if u.kind(j) in ("sign", "line", "end", "clause")), len(after))
    return any(u.kind(j) in _DAYS_OUT for j in after[:end])


def _bounded(u: Words, p: Phrase, covered: set[int]) -> int | None:
    """What bounds a schedule right after it and was read by no rule: "every day at 9, not in the school break"."""
    i = p.last
    while u.kind(i) in ("sign", "but", "and") and u[i].text not in (".", "!", "?", ":"):
        i += 1
    if i in covered or u[i].text in ("without", "ohne", "skip", "minus"):
        return None
    on_days = u.kind(i + 1) in ("on", "in", "during")
    if u.kind(i) in ("except", "during") or u[i].text in _CONDITIONS or (u.kind(i) == "not" and on_days):
        return i
    dated = u[i].text in ("if", "wenn", "falls") and u[i + 1].text in ("it", "it's", "that", "today", "es", "heute")
    return i if dated and any(u.kind(n) in (*_DAYS_OUT, "mine") for n in range(i + 2, i + 7)) else None


_CONDITIONS = ("unless", "while", "solange", "sofern")


def _but_then(u: Words, p: Phrase, chosen: Sequence[Phrase]) -> bool:
    """ "At 6 pm, but on match days at 5": another time for some days, which the rule does not have."""
    if not (p.of(Clock) or p.of(Repeat)) or not any(q.last <= p.first and q.of(Clock) for q in chosen):
        return False
    near = range(p.first - 1, max(p.first - 7, 0), -1)
    opens = next((i for i in near if u.kind(i) in ("but", "sign")), None)
    return opens is not None and u.kind(opens) == "but" and not any(u.kind(i) == "that" for i in range(opens, p.first))


def _else_then(u: Words, p: Phrase) -> bool:
    """ "At 6 pm, and if I don't answer at 7 pm": a second time, on a condition."""
    opens = (i for i in range(p.first - 1, max(p.first - 8, 0), -1) if u[i].text in ("if", "wenn", "falls"))
    first = next(opens, None)
    return first is not None and u.kind(first - 1) in ("and", "or", "then")


def _resolved(u: Words, i: int, chosen: Sequence[Phrase]) -> bool:
    """Whether "that day" points at the only day said before it, or "the week before" at what is compared."""
    j = u.past(i, "on", "at", "the")
    if u.kind(j) == "that" or u[j].text in ("those", "these"):
        days = u.kind(j + 1) != "time"
        said = [p for p in chosen if p.last <= i and (p.of(Date) or p.of(Repeat) if days else p.of(Clock))]
        return len(said) == 1
    if u[i].text in ("otherwise", "sonst", "ansonsten") and any(p.of(Skip) and p.last <= i for p in chosen):
        return any(p.of(Repeat) and p.first in (i + 1, i + 2) for p in chosen)
    if "same" in (u[i].text, u[i + 1].text) and any(x.kind == "correct" for x in u.units[max(i - 14, 0) : i]):
        return True  # "no wait Sunday, same time"
    before = u[i - 1] if u.kind(i - 1) not in ("the", "a") else u[i - 2]
    return before.text in _COMPARED


def _ranges(u: Words, chosen: Sequence[Phrase]) -> Iterator[int]:
    """Two phrases with "to" or a dash between are one range; no rule read it."""
    days = sorted((p for p in chosen if p.of(Date) or p.of(Clock) or p.of(Repeat)), key=lambda p: p.first)
    for a, b in pairwise(days):
        between = [u[i] for i in range(a.last, b.first)]
        if between and all(x.kind in ("to", "the", "until", "at") for x in between) and not b.of(Until):
            yield a.last


def _governed(u: Words, p: Phrase) -> Iterator[int]:
    """ "Skip every fourth week" taken as a rule; "every day I work", which is not every day."""
    held = any(p.of(kind) for kind in (Date, Repeat, Clock))
    i = u.past(p.first - 1, "the") - 1 if u.kind(p.first - 1) == "the" else p.first - 1
    if held and not p.of(Skip) and u.kind(i) == "except":
        yield i
    gets = u[p.last].text in ("i", "we") and u[p.last + 1].text in _GETS  # "so that Monday to Friday I get the news"
    narrows = p.of(Repeat) and not p.of(Clock) and not when_it_is(u, p.last) and not gets
    if narrows and u[p.last].text in _NARROWS and u.kind(p.last + 1) in ("word", "not"):
        yield p.last


def _left_out(u: Words, p: Phrase, timetables: Sequence[Timetable]) -> bool:
    """Whether days that are said to be off, closed or away are days of the schedule."""
    if p.of(Past) or not any(p.of(kind) for kind in (Date, Repeat, Until, Start, Lasting)):
        return False
    first, last = p.first, p.last
    while (
        first > 0
        and first > p.first - 8
        and u[first - 1].text not in (".", ";", "!", "?")
        and u.kind(first - 1) != "line"
    ):
        first -= 1
    while last < p.last + 4 and u.kind(last) not in ("sign", "line", "end"):
        last += 1
    if not any(u[i].text in _LEAVES_OUT for i in range(first, last) if not p.first <= i < p.last):
        return False
    weekdays = {d for v in p.values if isinstance(v, Date) for d in v.weekdays}
    weekdays |= {d.weekday for v in p.values if isinstance(v, Repeat) for d in v.days}
    if all(isinstance(t.schedule, Once) for t in timetables) and p.of(Start):
        return False  # "I'm on holiday from 2 August": the days that are said are meant
    period = not any(isinstance(v, Date) and (v.day or v.weekdays or v.monthdays) for v in p.values)
    if period and not weekdays:
        return True  # "I'm away next week", "on holiday until the 5th"
    days = {v.day for v in p.values if isinstance(v, Date) and not v.weekdays}
    monthdays = {d for v in p.values if isinstance(v, (Date, Repeat)) for d in v.monthdays}
    for timetable in timetables:
        for each in islice(instants(timetable, u.moment.now), _CHECKED):
            day = each.utc.astimezone(zone_of(u.moment.zone)).date()
            if day in days or day.weekday() in weekdays or (day.day in monthdays and not weekdays):
                return True
    return False
