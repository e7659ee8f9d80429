"""A text read from left to right: at each place the longest phrase of time that begins there."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from gesso.schedule.words import clocks, dates, limits, repeats, zones
from gesso.schedule.words.amounts import amount
from gesso.schedule.words.lexicon import Unit, word_set
from gesso.schedule.words.phrase import Ask, Date, Found, Past, Phrase, Repeat, Value, Words

MAX_PHRASES = 60  # of more, no person could say what is meant: it is asked about


def read(u: Words) -> list[Phrase]:
    """The phrases of time in `u`, in order, without overlap."""
    phrases: list[Phrase] = []
    i = 0
    while i < len(u.units) and len(phrases) <= MAX_PHRASES:
        found = _longest(u, i)
        if found is None:
            i += 1
            continue
        values, end = found
        if any(isinstance(v, Repeat) for v in values):
            end = u.past(end, "onward")  # "and every Friday after that"
        group = u.units[i:end]
        typos = tuple(unit.text for unit in group if unit.typo)
        phrases.append(Phrase(values, i, end, group[0].start, group[-1].end, group[0].kind, typos))
        i = end
    return phrases


# Each grammar with the kinds of unit that it can begin with.
_GRAMMARS = (
    (limits.until, {"until", "but", "and", "word", "end"}),
    (limits.skip, {"and", "but", "except", "not", "word", "clause"}),
    (limits.rest_of, {"for"}),
    (limits.skip_after, {"on", "the", "weekday", "weekend", "correct"}),
    (limits.starting, {"starting", "from", "after", "ordinal", "of", "start_of"}),
    (limits.days_of_month, {"from", "between", "the", "number", "ordinal", "month"}),
    (limits.lasting, {"for", "during", "within", "in", "number"}),
    (zones.zone, {"word", "in", "and", "the", "local", "number", "month", "weekday"}),
    (repeats.repeat, {"on", "in", "at", "from", "during", "the", "every", "weekday", "weekdays", "weekend", "part",
                      "often", "end", "start_of", "ordinal", "last", "times", "number", "few", "only", "for", "next",
                      "this", "other", "a", "per"}),
    (repeats.initials, {"word", "unit"}),
    (clocks.window, {"between", "from", "number", "at", "point", "half", "quarter"}),
    (clocks.clock, {"at", "for", "sharp", "number", "point", "half", "quarter", "threequarter", "a"}),
    (clocks.this_time, {"at", "this"}),
    (clocks.minute, {"at", "on"}),
    (clocks.part, {"in", "at", "during", "on", "the", "part"}),
)  # fmt: skip
_NEVER = word_set(
    "word opaque line possessive sign correct not but and or then meridiem oclock about clause repeats instead until "
    "except"
)  # no day begins with one


def _longest(u: Words, i: int) -> Found | None:
    best: Found | None = None
    kind = u.kind(i)
    for grammar, begins in _GRAMMARS:
        found = grammar(u, i) if kind in begins else None
        if found and found[1] > i and (best is None or found[1] > best[1]):
            best = found
    found = dates.day(u, i) if kind not in _NEVER else None
    if found and found[1] > i and (best is None or found[1] > best[1]):
        best = found
    return best or _spare(u, i)


def _spare(u: Words, i: int) -> Found | None:
    """Amounts of time that are part of what is asked: a 30-minute plan, 2 hours of rest, and words that always ask."""
    if u.kind(i) == "number" and u.sign(i + 1, "-") and u.kind(i + 2) == "unit":
        return (Past(),), i + 3
    got = amount(u, i) if u.kind(i) in ("number", "half") else None
    if got:
        return (Past(),), got[2]
    if u.kind(i) == "vague":
        return (Ask("vague"),), i + 1
    whole = u.past(i + 1, "of") if u[i].text in ("all", "throughout", "during", "ganzen") else i
    if whole > i and u.kind(whole) == "month" and (whole > i + 1 or u[whole].name != "?"):
        months: Value = Date(None, months=(u[whole].n,), ask=Ask("which_day"))
        return (months,), whole + 1
    if u.kind(i) == "in" and u.kind(i + 1) == "month" and u.kind(i + 2) == "and" and u.kind(i + 3) == "month":
        both: Value = Date(None, months=(u[i + 1].n, u[i + 3].n), ask=Ask("which_day"))
        return (both,), i + 4
    if u.kind(i) == "in" and u.kind(i + 1) == "month":
        value: Value = Date(None, months=(u[i + 1].n,), ask=Ask("which_day"))
        return (value,), i + 2
    return None


TIMELY = frozenset(
    [
        "weekday",
        "weekdays",
        "weekend",
        "month",
        "often",
        "part",
        "point",
        "day",
        "feast",
        "vague",
        "holidays",
        "meridiem",
        "oclock",
        "times",
    ]
)


def loose(u: Words, phrases: list[Phrase]) -> list[Unit]:
    """Words of time that no phrase covers and that are not plainly a noun of the request."""
    covered = {i for p in phrases for i in range(p.first, p.last)}
    return [unit for i, unit in enumerate(u.units) if i not in covered and _suspicious(u, i)]


def _ruled(u: Words, i: int) -> bool:
    """Whether an "every" that no rule has stands before a word of time: "each, as I said, Tuesday"."""
    near = u.beside(i, 1, 3)
    return any(u.kind(j) in ("weekday", "weekdays", "weekend", "part", "day") for j in near)


def _like_every(u: Words, i: int) -> bool:
    """Whether the word before a day or a step of time looks like "every" or "other" in a hurry: "evrely", "othr"."""
    word = u[i].text
    if (
        u.kind(i) != "word"
        or word in _NOT_EVERY
        or u.kind(i + 1) not in ("weekday", "weekdays", "weekend", "unit", "part")
    ):
        return False
    return any(SequenceMatcher(None, word, right).ratio() >= 0.75 for right in ("every", "other", "each", "jeden"))


_NOT_EVERY = word_set(
    "very ever never even over another others mother father brother bother together jedenfalls immer jeweils"
)


def _suspicious(u: Words, i: int) -> bool:
    unit, before, after = u[i], u[i - 1], u[i + 1]
    if unit.kind == "word":
        return _like_every(u, i)
    if unit.kind == "part" and i == 0 and after.kind == "sign":
        return False  # "Morning!"
    if unit.kind == "number" and 1 <= unit.n <= 24 and after.kind in ("end", "sign", "line"):
        return any(u.kind(j) == "correct" for j in range(i - 5, i))  # "no, I was told 6."
    if unit.name == "?" or after.kind == "possessive" or (u.glued(i - 1, "-") and u.glued(i + 1, "-")):
        return False  # "vom 9-Uhr-Termin"
    if unit.kind == "half":
        return before.kind == "and" and after.kind not in ("a", "of", "the", "word", "number")
    noun = before.kind in ("the", "a", "mine", "of", "this") or (before.kind == "sign" and before.glued)
    if unit.kind == "until":
        if before.text in ("left", "remaining", "go", "noch", "days", "tage"):
            return False  # "how many days are left until the election"
        return unit.text in ("until", "till", "til", "bis") and after.kind not in ("sign", "end")
    if unit.kind == "last":
        return after.kind in ("weekday", "weekdays") or (after.kind == "unit" and after.name == "day")
    if unit.kind == "ordinal" and unit.text[0].isdigit():
        if after.kind == "number" and (u.kind(i + 2) == "meridiem" or u.sign(i + 2, ":")):
            return True  # "rent 1st 9am"
        return before.kind in ("the", "on", "and") and after.kind in ("end", "sign", "and", "at")
    if unit.kind == "meridiem" and unit.text == "am":
        return before.kind in ("number", "at", "point")  # and not "I am"
    if unit.kind == "later":
        return before.kind != "unit"
    if unit.kind == "starting":
        return unit.text != "start" and after.kind in (
            "number",
            "ordinal",
            "on",
            "the",
            "next",
            "weekday",
            "month",
            "day",
        )
    if unit.kind == "unit":
        return unit.name in ("day", "week", "month", "year", "minute", "hour") and before.kind in ("every", "next")
    if unit.kind == "month":
        return False
    if unit.kind in ("part", "weekend", "often", "holidays", "feast", "weekday", "weekdays", "day") and (
        noun
        or (before.kind == "word" and after.kind == "word")
        or (before.kind == "word" and unit.kind in ("feast", "part"))
    ):
        return False
    if unit.kind in ("part", "day", "holidays") and before.kind == "word" and before.text in ("good", "happy", "guten"):
        return False
    if unit.kind == "every":
        counted = ("unit", "weekday", "weekdays", "last", "number")
        of = after.kind == "of" and any(u.kind(j) in counted for j in range(i + 2, i + 4))
        return of or _ruled(u, i)  # "each of the last 3 days of the month"
    if unit.kind == "times":
        return False
    if unit.kind == "holidays":
        return before.kind in ("except", "not", "on", "word", "and") and before.text != "word"
    return unit.kind in TIMELY


def residue(u: Words, chosen: list[Phrase], taken_back: Sequence[tuple[int, int]], last: int) -> list[Unit]:
    """What opens a sentence, right before its time, and is no request, while one follows: "2moro 5 pm: call Ben".

    `last`: the end of the clause.

    A word of time written as nobody foresaw would be taken for a part of what is asked.
    """
    if not chosen:
        return []
    first = min(chosen, key=lambda p: p.first)
    start = next((i + 1 for i in range(first.first - 1, -1, -1) if _ends_sentence(u, i)), 0)
    before = [i for i in range(start, first.first) if u.kind(i) not in _SMALL]
    if any(a <= u[i].start < b for i in before for a, b in taken_back):
        return []
    end = first.last
    while any(p.first == end for p in chosen) or u.kind(end) in ("sign", "and", "on", "at"):
        end = next((p.last for p in chosen if p.first == end), end + 1)
    alone = u[end].text in ("remind", "reminder") and u.kind(end + 2) in ("end", "sign", "line", "word")
    rest = (
        end < last
        and u.kind(end) in ("word", "a")
        and u[end].text not in _POLITE
        and not (alone and u[end + 2].text != "of")
    )
    if not rest or not 0 < len(before) <= 3 or any(u.kind(i) in _SAYING for i in before):
        return []
    if any(u[i].text in u.moment.lexicon.verbs or u[i].text in _OPENING for i in before):
        return []
    if len(before) > 1 and all(u.kind(i) == "word" and len(u[i].text) > 2 for i in before):
        return []  # "eye drops at 7 am"
    return [replace(u[before[0]], end=u[before[-1]].end)]


def _ends_sentence(u: Words, i: int) -> bool:
    """An "ea." ends none."""
    if u[i].text == "." and u.kind(i - 1) == "word" and len(u[i - 1].text) < 3:
        return False
    return u.kind(i) == "line" or u[i].text in (".", "!", "?", ";", ":", ",")


_SMALL = (
    "sign",
    "sharp",
    "and",
    "or",
    "on",
    "at",
    "in",
    "by",
    "only",
    "starting",
    "until",
    "from",
    "for",
    "of",
    "end",
    "month",
)
_SAYING = ("mine", "clause", "about", "that", "correct", "then", "the", "a", "opaque", "not", "but", "except", "past")
_POLITE = word_set("please pls thanks thx bitte danke everyone")
_OPENING = word_set("""
    please pls hey hi hello ok okay gesso so well yes yeah sure reminder remind alarm timer task hallo bitte morgen moin
    can could would will you i we let's need want kindly just maybe perhaps thanks note todo listen right good great
    alright hm new nag anyway is are was ist war erinnerung wecker kannst könntest du ich wir
""")
