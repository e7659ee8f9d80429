"""Which phrases of time say when something is due, and which belong to what is asked ("the 7 o'clock news").

`free` phrases are the schedule; `weak` ones only if no free one says the same kind of thing; `inner` ones stand in a
subordinate clause ("that the meeting is at 6"), `told` ones in a statement or a question ("the shop opens at 9");
`spared` ones are part of the request, decided and not asked about.
"""

from collections.abc import Sequence
from typing import Literal

from gesso.schedule.words import openers, statements
from gesso.schedule.words.amounts import amount
from gesso.schedule.words.lexicon import Unit, word_set
from gesso.schedule.words.phrase import (
    Ask,
    Clock,
    Date,
    Delay,
    Elapsed,
    Lasting,
    Part,
    Past,
    Phrase,
    Repeat,
    Until,
    Window,
    Words,
)
from gesso.schedule.words.subjects import subjects
from gesso.schedule.words.zones import when_it_is

Standing = Literal["free", "weak", "inner", "told", "spared"]
_EVENTS = frozenset(
    [
        "meeting",
        "appointment",
        "flight",
        "dinner",
        "lunch",
        "call",
        "party",
        "deadline",
        "interview",
        "train",
        "concert",
        "exam",
        "class",
        "standup",
        "game",
        "match",
        "show",
        "movie",
        "event",
        "conference",
        "reservation",
        "visit",
        "session",
        "webinar",
        "wedding",
        "birthday",
        "meetings",
        "appointments",
        "flights",
        "calls",
        "termin",
        "besprechung",
        "treffen",
        "flug",
        "zug",
        "prüfung",
        "konzert",
        "sitzung",
        "anruf",
        "hochzeit",
        "feier",
        "abgabe",
    ]
)
_FRAMES = frozenset(
    [
        "reminder",
        "reminders",
        "alarm",
        "alarms",
        "task",
        "it",
        "this",
        "that",
        "timer",
        "notification",
        "appointment",
        "one",
        "wecker",
        "erinnerung",
        "aufgabe",
        "es",
        "das",
    ]
)
_COVERED = frozenset(
    [
        "forecast",
        "weather",
        "plan",
        "agenda",
        "outlook",
        "schedule",
        "meetings",
        "events",
        "calendar",
        "wetter",
        "vorhersage",
        "plan",
        "termine",
        "kalender",
        "menu",
        "programme",
        "program",
        "itinerary",
        "appointments",
    ]
)


ADJUNCTS = frozenset(
    ["eod", "cob", "eow", "eom", "end of day", "end of week", "end of business", "midweek", "mid - week", "mid - month",
     "lunchtime", "bedtime"]
)  # fmt: skip


def standings(u: Words, phrases: Sequence[Phrase]) -> list[Standing]:
    """The standing of each phrase, by what is around it."""
    inner, told = inside_clauses(u, phrases), statements.told(u, phrases)
    about = subjects(u, phrases)
    firsts = {p.first: p for p in phrases}
    found: list[Standing] = []
    for n, phrase in enumerate(phrases):
        touching = phrases[n - 1] if n and _touch(u, phrases[n - 1], phrase) else None
        standing = _outer(u, phrase, firsts, u.end if touching else u[phrase.first - 1])
        if phrase.first in inner and standing != "spared":
            standing = "inner"
        if phrase.first in told and standing != "spared":
            standing = "told"
        if phrase.first in about:
            standing = "spared"
        if standing == "weak" and touching and found[n - 1] == "free" and (touching.of(Date) or touching.of(Repeat)):
            standing = "free"  # "tomorrow 9 pm grapes"
        carried = (
            touching
            and not touching.of(Ask)
            and found[n - 1] == "spared"
            and not (phrase.of(Repeat) or phrase.of(Elapsed))
        )
        if standing in ("free", "weak") and carried and touching:
            if not touching.of(Past):
                standing = "spared"
            elif _past_day(u, touching):
                standing = "inner"
        found.append(standing)
    ruled = any(s == "free" and (p.of(Repeat) or p.of(Elapsed)) for p, s in zip(phrases, found, strict=True))
    return ["spared" if ruled and s == "free" and _takes(u, p) else s for p, s in zip(phrases, found, strict=True)]


_AHEAD = word_set("""
    due expiring happening planned scheduled expected coming ending starting closing events meetings deadlines tasks
    appointments games birthdays releases expires fällige fällig anstehen geplant termine
""")


def _takes(u: Words, p: Phrase) -> bool:
    """ "A dinner I can cook in 30 minutes": how long something takes, where a rule says when."""
    if u.kind(p.first - 1) != "word":
        return False
    if p.of(Lasting):
        return u[p.first - 1].text in _AHEAD  # "tasks due in the next 7 days"
    if not (p.of(Delay) or p.of(Date)):
        return False
    this = u.kind(p.first) in ("this", "next") and u.kind(p.first + 1) == "unit" and p.last == p.first + 2
    return this or (u.kind(p.first) == "in" and bool(amount(u, p.first + 1)))  # "tickets closed this week"


def _past_day(u: Words, phrase: Phrase) -> bool:
    """Whether it is a day that has been ("yesterday at 4"), not a span ("the last 24 hours at 4")."""
    return u.kind(phrase.last - 1) in ("weekday", "past", "part")


def _touch(u: Words, a: Phrase, b: Phrase) -> bool:
    return a.last == b.first


def _outer(u: Words, phrase: Phrase, firsts: dict[int, Phrase], before: Unit) -> Standing:
    """The standing by the words right around it; `before`: the unit before it that no other phrase has."""
    after = u[phrase.last]
    if phrase.last == phrase.first + 1 and u[phrase.first].name in ("noun", "moving"):
        return _occasion(u, phrase, firsts)
    if u.kind(phrase.first) == "vague" and u[phrase.first].text in ADJUNCTS and after.kind == "word":
        return "weak"  # "eod report 5.30 pm"
    if phrase.of(Past) or after.kind == "possessive" or _hyphenated(u, phrase):
        return "spared"
    if u[phrase.last - 1].kind == "feast" and before.kind == "word" and phrase.first == phrase.last - 1:
        return "spared"  # "wish me a happy new year"
    soft = any(isinstance(v, Repeat) and v.soft for v in phrase.values)
    if soft:
        return "weak" if before.kind not in ("the", "mine") else "spared"
    simple = phrase.of(Clock) or phrase.of(Date) or phrase.of(Part) or phrase.of(Window)
    ruled = phrase.of(Repeat) or phrase.of(Elapsed) or phrase.of(Until) or phrase.of(Delay)
    if not simple or ruled:
        return "spared" if before.kind == "mine" and not phrase.of(Elapsed) else "free"
    if u.kind(phrase.first) == "the" and phrase.last == phrase.first + 2 and phrase.of(Date) and after.kind == "word":
        read = before.kind == "word" and before.text in u.moment.lexicon.verbs
        if u.kind(phrase.first + 1) == "weekday" and (read or after.text not in u.moment.lexicon.verbs):
            return "spared"  # "the Friday report"
    owned = before.kind == "possessive" and u.kind(phrase.first - 2) in ("weekday", "day", "unit", "past")
    if before.kind == "mine" or owned or (before.kind in ("the", "a") and phrase.lead not in ("the", "on", "at", "in")):
        return "spared"
    if before.kind == "by" and phrase.of(Clock) and _reminds_by(u, phrase.first - 1):
        return "free"
    if before.kind == "by" and phrase.of(Clock) and any(q.of(Repeat) for q in firsts.values()):
        return "weak"  # "have it ready by 8 am every Monday"
    if before.text == "von" and phrase.of(Clock) and u.kind(phrase.first - 2) == "word":
        return "spared"  # "die Montagsrunde von 10 Uhr"
    if before.kind in ("of", "after", "til", "within", "since", "during", "by"):
        return "spared"
    if before.kind == "for":
        return _for(u, phrase)
    if before.kind == "to" and phrase.of(Clock) and not _framed(u, phrase.first - 1):
        return "spared" if u[phrase.first - 2].text in ("countdown", "count", "down") else "inner"
    noun_follows = after.kind == "word" and after.text not in u.moment.lexicon.verbs and phrase.last not in firsts
    led = phrase.lead in ("at", "on", "in", "every")
    if noun_follows and not led and not _opens(u, phrase.first) and phrase.of(Clock):
        return "weak"
    if noun_follows and phrase.of(Date) and not _opens(u, phrase.first):
        return "weak"
    return "free"


def _reminds_by(u: Words, by: int) -> bool:
    """ "Remind me by 7 tomorrow", and not "remind me to send it by 7"."""
    said = [u[i].text for i in range(max(by - 7, 0), by)]
    return "remind" in said and not {"to", "that", "about", "of"} & set(said[said.index("remind") :])


_TO_OCCASION = (
    "at",
    "on",
    "by",
    "til",
    "after",
    "until",
    "every",
    "from",
    "starting",
    "during",
    "between",
    "in",
    "for",
)
_GERMAN_TO_OCCASION = ("bei", "beim", "zu", "zum", "zur", "an", "am", "vor", "nach")


def _occasion(u: Words, phrase: Phrase, firsts: dict[int, Phrase]) -> Standing:
    """ "At sunset", "on my birthday" ask when that is; "the sunrise time", "a bedtime story" are what is asked for."""
    i = phrase.first - 1
    if u.kind(phrase.last) == "word" and u.kind(i) in ("meridiem", "oclock", "number"):
        return "spared"  # "5am dawn service"
    while u.kind(i) in ("the", "a", "mine", "possessive", "this", "next", "ordinal") or u.kind(i + 1) == "possessive":
        i -= 1
    noun_follows = u.kind(phrase.last) == "word" and u[phrase.last].text not in u.moment.lexicon.verbs
    led = u.kind(i) in _TO_OCCASION or u[i].text in _GERMAN_TO_OCCASION
    if led and not (noun_follows and u.kind(phrase.first - 1) in ("a", "the", "mine")):
        following = [firsts[phrase.last + n] for n in (0, 1) if phrase.last + n in firsts]
        dated = u.kind(i) == "on" and any(p.of(Date) for p in following)
        return "spared" if dated or u.kind(i) in ("for", "in") else "free"
    return "weak" if _opens(u, phrase.first) and not noun_follows else "spared"


def _hyphenated(u: Words, phrase: Phrase) -> bool:
    word = u[phrase.last + 1]
    compound = word.glued and word.kind in ("word", "unit") and word.text not in u.moment.lexicon.verbs
    return u.glued(phrase.last, "-") and compound


def _opens(u: Words, i: int) -> bool:
    """Whether a sentence begins at `i`."""
    return i == 0 or u.kind(i - 1) in ("line", "and", "then") or u.kind(i - 1) == "sign"


def _for(u: Words, phrase: Phrase) -> Standing:
    """ "Set it for Friday" says when; "the weather for Friday" says what."""
    i = phrase.first - 2
    if i < 0 or u[i].text in _FRAMES or u.kind(i) in ("sign", "this", "that", "line"):
        return "free"
    return "spared"


def _framed(u: Words, to: int) -> bool:
    """Whether "to 7" sets a time: "set the alarm to 7", and not "change the meeting to 7"."""
    return any(u[i].text in _FRAMES for i in range(max(to - 4, 0), to))


def covered_span(u: Words, phrase: Phrase) -> bool:
    """Whether "for the next two weeks" is what a forecast covers, and not how long a rule lasts."""
    return u[phrase.first - 1].text in _COVERED


def inside_clauses(u: Words, phrases: Sequence[Phrase]) -> frozenset[int]:
    """Units that stand in a subordinate clause, or after "about"."""
    inside: set[int] = set()
    at = {i for p in phrases for i in range(p.first, p.last)}
    starts = {p.first for p in phrases}
    i = 0
    while i < len(u.units):
        if i not in at and _opens_clause(u, i, starts):
            j = i + 1
            while j < len(u.units) and not (j not in at and _closes_clause(u, j, starts)):
                j += 1
            inside |= set(range(i + 1, j))
            i = j
        else:
            i += 1
    return frozenset(inside)


def _opens_clause(u: Words, i: int, starts: set[int]) -> bool:
    kind = u.kind(i)
    told = u[i].text == "me" and u[i - 1].text == "remind" and u.kind(i + 1) in ("the", "mine") and i + 1 not in starts
    if told and any(n < i - 1 for n in starts):
        return True  # "tomorrow at 8 remind me the plumber comes between 10 and 12"
    if kind not in ("that", "clause", "about") or openers.inside(u, i):
        return False
    if u[i].text in ("dass", "daß"):
        return True
    if i + 1 in starts and kind != "about" and kind != "clause":
        return False
    following = u.kind(i + 1)
    if when_it_is(u, i):
        return False
    if kind == "that" and u.kind(i + 1) == "unit":
        return False  # "that day"
    if kind == "that":
        return following not in ("end", "sign", "line", "every", "at", "and", "to") and i > 0
    return following not in ("end", "line")


def _closes_clause(u: Words, j: int, starts: set[int]) -> bool:
    unit = u[j]
    if unit.kind == "line" or (unit.kind == "sign" and unit.text in ".;!?,:" and not u.decimal(j)):
        return True
    if unit.kind in ("and", "then", "but"):
        k = j + 1
        return u[k].text in u.moment.lexicon.verbs or k in starts
    return False


def names_event(u: Words, first: int, last: int) -> bool:
    """Whether an appointment is spoken of among these units: its time need not be when to remind."""
    return any(u[i].text in _EVENTS for i in range(first, last))
