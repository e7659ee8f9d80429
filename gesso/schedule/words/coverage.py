"""Nothing about when is dropped in silence: the words of time beside a schedule that are no part of it.

A schedule is said in stretches: its phrases with small words between. Whatever else in such a stretch speaks of time,
be it a phrase that was taken for a part of the request, a number, a word of time that no rule read, or a word that only
looks like one, is asked about, unless it plainly belongs to a noun ("at 9 the Friday report", "at 8 three quotes").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from gesso.schedule.words import standing, statements
from gesso.schedule.words.clocks import LABELS
from gesso.schedule.words.lexicon import Unit, word_set
from gesso.schedule.words.phrase import Clock, Date, Lasting, Past, Phrase, Repeat, Value, Words

_BETWEEN = word_set("""
    and or then at on in of by for from the a but only not correct sharp to about_time since until starting during
    within except sign onward this next per between instead
""")
_SMALL = word_set("""
    all again please pls exactly both always also too precisely roughly maybe say whole entire just even ie eg
    each every once more jeweils immer auch etwa circa ca ungefähr bitte also dann
""")
_STOP_SIGNS = (".", "!", "?", ";")
_TIMELY = frozenset(
    [
        "weekday", "weekdays", "weekend", "month", "often", "part", "point", "day", "feast", "vague", "holidays",
        "meridiem", "oclock", "number", "ordinal", "unit", "every", "half", "quarter", "quarters", "threequarter",
        "times", "repeats", "later", "earlier", "last", "monthend", "monthstart", "yearend", "past_word",
    ]
)  # fmt: skip
# Words of time that the lexicons do not have: they cannot be read, so beside a schedule they are asked about.
_LIKE_TIME = re.compile(
    r"(?:bi|semi|mid|every)?-?(?:night|dai|week|month|hour|year|quarter|fortnight|annual)(?:ly|s|ish|end|ends)?|"
    r"(?:spring|summer|autumn|fall|winter)s?|arvos?|eves?|morn|noonish|midmorning|lunchtimes?|semesters?|"
    r"(?:trading|school|market|match|rest|leap|work)days?|\w+(?:day|days|night|nights|week|weeks|month|months)|"
    r"ish|[ap]m?|hrs?|hh|z|"
    r"quincena|decades?|centur(?:y|ies)|sabbath|ramadhan|lent|advent|term|terms|shift|shifts|"
    r"\w*(?:tags|abends|nachts|morgens|mittags|wöchig|tägig|stündig|monatig|jährig)\w*|frühling|sommer|herbst|winter",
    re.IGNORECASE,
)
_NUMBERED = word_set("flight train bus tram route order ticket invoice pr bug flug zug bestellung rechnung")
_LOOK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "every", "other", "next",
         "month", "week", "daily", "weekly", "monthly", "morning", "evening", "tomorrow", "tonight", "until", "except",
         "weekday", "weekend", "afternoon", "midnight", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
         "samstag", "sonntag", "morgens", "abends", "täglich", "monat", "woche")  # fmt: skip
_NO_LOOK = word_set("""
    text next never ever even mother father brother others another bother their there neat news net west mouth moth
    worth north south tooth mount money week weak meek seek wee unity warning learning burning meaning opening
    meeting meetings unless expect accept excerpt daisy diary dairy fully nearly early really weather heather either
    neither together whether monitor today tonight morgen wache wachen ich mich noch doch koche suche sache tochter
    under wonder when then them they very ours our over order offer water later motto monte tax fax
""")


def uncovered(
    u: Words,
    phrases: Sequence[Phrase],
    inner: frozenset[int],
    chosen: Sequence[Phrase],
    taken_back: Sequence[tuple[int, int]],
) -> list[Unit]:
    """The first unit of each thing that speaks of time in a stretch with a chosen phrase and is not chosen.

    `inner`: the places of the phrases in subordinate clauses.
    """
    starts = {p.first: p for p in phrases}
    kept = {id(p) for p in chosen}
    meant = {_bare(value) for p in chosen for value in p.values}
    known = {p.first for p in phrases if p.first in inner or meant.issuperset(map(_bare, p.values))}
    found: dict[int, Unit] = {}
    for p in chosen:
        for step in (1, -1):
            for i in _beside(u, p, starts, known, step, taken_back):
                q = starts.get(i)
                if (q is None or id(q) not in kept) and not _covered(i, chosen):
                    found[i] = u[i]
    return [found[i] for i in sorted(found)]


def _bare(value: Value) -> Value:
    if isinstance(value, Date) and value.day:
        return Date(value.day)
    return replace(value, note="") if isinstance(value, Repeat) else value


def _covered(i: int, chosen: Sequence[Phrase]) -> bool:
    return any(p.first <= i < p.last for p in chosen)


def _beside(
    u: Words,
    p: Phrase,
    starts: dict[int, Phrase],
    known: set[int],
    step: int,
    taken_back: Sequence[tuple[int, int]],
) -> Iterator[int]:
    """The places of what speaks of time after (1) or before (-1) a phrase, small words between."""
    ends = {q.last - 1: q for q in starts.values()}
    i = p.last if step == 1 else p.first - 1
    corrected = False
    while 0 <= i < len(u.units):
        unit = u[i]
        q = starts.get(i) if step == 1 else ends.get(i)
        if any(a <= unit.start < b for a, b in taken_back):
            i += step
            continue
        corrected |= unit.kind == "correct"
        if q is not None:
            amount = q.of(Past) and u[q.last - 1].name in ("day", "week", "month") and u.kind(q.first - 1) == "word"
            if step == -1 and q.last == p.first and (p.of(Clock) or p.of(Date)) and amount:
                yield q.first  # "evr 3 days 6pm"
            if (q.first in known and not corrected) or _explained(u, q, corrected):
                return
            yield q.first
            i = q.last if step == 1 else q.first - 1
            continue
        if unit.kind in _TIMELY or (unit.kind == "word" and _looks_timely(u, i)):
            if unit.name == "hour" and (before := ends.get(i - 1)) and before.of(Clock):
                i += step  # "10:00 hrs"
                continue
            if _of_a_noun(u, i, i + 1) or not _speaks(u, i, corrected):
                return
            yield i
        elif step == 1 and _points_on(u, i):
            yield i
        elif _ends_stretch(u, i, step, starts):
            return
        i += step


def _points_on(u: Words, i: int) -> bool:
    """After that; this week and next."""
    if u.kind(i) == "next":
        return u.kind(i - 1) == "and" and u.kind(i + 1) in ("at", "end", "sign")
    return u.kind(i) in ("after", "til", "past_word") and u.kind(i + 1) in ("next", "this", "that")


def _ends_stretch(u: Words, i: int, step: int, starts: dict[int, Phrase]) -> bool:
    unit = u[i]
    if unit.text == ":" and step == 1 and i + 1 not in starts:
        return True
    if unit.kind == "sign" and unit.text in _STOP_SIGNS and u.kind(i + step) != "correct":
        return True
    return unit.kind not in _BETWEEN and unit.text not in _SMALL and unit.kind != "correct"


def _explained(u: Words, q: Phrase, corrected: bool) -> bool:
    """Whether a phrase that is not chosen plainly belongs to something else."""
    if _of_a_noun(u, q.first, q.last) or (q.of(Past) and not corrected) or statements.is_person(u, q.last):
        return True
    if u.kind(q.first) == "vague" and u[q.first].name in ("noun", "moving") and u.kind(q.first - 1) in ("mine", "word"):
        return True  # "on my birthday, 3 May", "wish her happy birthday on 3 May"
    if u.kind(q.first) == "vague" and u[q.first].text in standing.ADJUNCTS and u.kind(q.last) == "word":
        return True  # "eod report 5.30 pm"
    if u.kind(q.first - 1) == "til" and any(u.kind(j) == "not" for j in (q.first - 2, q.first - 3)):
        return True  # "not before 9, but every day at 9:30"
    return q.of(Lasting) and standing.covered_span(u, q)


def _of_a_noun(u: Words, first: int, last: int) -> bool:
    """Whether units `first` to `last` stand before a noun, or count one: the Friday report, 3 quotes."""
    after, before = u[last], u[first - 1]
    if after.kind == "possessive" or (u.glued(last, "-") and u[last + 1].glued):
        return True
    noun = after.kind == "word" and after.text not in u.moment.lexicon.verbs and after.text not in _SMALL
    noun = noun or (after.kind in ("word",) and before.kind in ("the", "a", "mine", "this"))
    led = before.kind in ("the", "a", "mine", "this", "of") or u.kind(first) in ("the", "a", "mine")
    return noun and (led or (u.kind(first) in ("number", "ordinal") and last == first + 1))


def _speaks(u: Words, i: int, corrected: bool) -> bool:
    """Whether a unit of a kind of time is one here: "may" is a verb, a number may count, "a night" may be a noun."""
    unit, after = u[i], u[i + 1]
    if unit.kind == "number":
        if unit.glued and u.kind(i - 1) == "sign" and u.kind(i - 2) == "number" and not corrected:
            return False  # "1,200"
        if u.kind(i - 1) == "word" and u[i - 1].text in LABELS and not corrected:
            return False  # "chapter 5"
        if u[i - 2].text in _NUMBERED or (u[i - 1].text in _NUMBERED and unit.n > 24):
            return False  # "flight LH 902"
        if u.kind(i - 1) == "not" or (u.kind(i - 1) == "til" and u.kind(i - 2) == "not"):
            return False  # "5:30 pm (not 5)"
        counted = after.kind in ("word", "unit", "opaque") and not corrected
        return not counted or after.text in u.moment.lexicon.verbs
    if unit.kind in ("unit", "quarter", "part") and u.kind(i - 1) in ("the", "mine"):
        return False  # "a plan for the day"
    if unit.text in ("first", "erstmals"):
        return after.kind in _TIMELY
    if unit.kind == "month" and u.kind(i - 1) == "word" and u[i - 1].text not in _SMALL:
        return False  # "Dr May", "ask April"
    if unit.kind == "month" and after.kind == "word" and after.text not in u.moment.lexicon.verbs:
        return False  # "January sales"
    if unit.name == "?" and unit.kind in ("month", "weekday"):
        return after.kind in ("number", "ordinal", "sign", "end", "and") or u.kind(i - 1) in ("in", "of", "and", "on")
    if unit.kind in ("meridiem",) and unit.text == "am":
        return u.kind(i - 1) in ("number", "at", "point")
    if unit.kind in ("times", "repeats", "quarter", "last", "past_word"):
        return corrected or after.kind in ("unit", "weekday", "month", "per", "a")
    if unit.kind in ("half",):
        return after.kind in ("number", "past_word", "to", "end", "sign", "unit")
    if unit.kind == "every":
        return after.kind in _TIMELY or (after.kind == "word" and _looks_timely(u, i + 1))
    return True


def _looks_timely(u: Words, i: int) -> bool:
    """A word of time that no lexicon has, or one misspelt."""
    word = u[i].text
    if word in u.moment.lexicon.verbs or word in _NO_LOOK or word in u.moment.lexicon.real:
        return False
    if len(word) <= 3 and not (u[i].glued and u.kind(i - 1) == "number"):
        return bool(re.fullmatch(r"nxt|evy|mth|wks?|hrs?|yrs?|mns|arvo|eve", word))
    if _LIKE_TIME.fullmatch(word) and (len(word) > 3 or u[i].glued):
        return True
    return len(word) > 3 and any(
        abs(len(word) - len(right)) <= 2 and SequenceMatcher(None, word, right).ratio() >= 0.8 for right in _LOOK
    )
