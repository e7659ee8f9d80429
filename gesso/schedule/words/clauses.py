"""A message cut into tasks: where one request with its time ends and the next begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Clock, Date, Delay, Elapsed, Part, Phrase, Repeat, Start, Words


@dataclass(frozen=True)
class Clause:
    """Units `first` to `last` (excluded) of one task."""

    first: int
    last: int


def split(u: Words, free: Sequence[Phrase]) -> list[Clause]:
    """The clauses of a text. It is cut only where both sides have a time of their own and something to do."""
    cuts = [0]
    good = _good_cuts(u, free)
    while True:
        cut = _next_cut(u, free, cuts[-1], good)
        if cut is None:
            break
        cuts.append(cut)
    ends = [*cuts[1:], len(u.units)]
    return [Clause(a, b) for a, b in zip(cuts, ends, strict=True)]


def timed(phrase: Phrase) -> bool:
    """Whether the phrase alone says a time of day, or a step."""
    return any(phrase.of(k) for k in (Clock, Delay, Elapsed, Part))


def _good_cuts(u: Words, free: Sequence[Phrase]) -> list[int]:
    """The places after which a request may begin."""
    covered = _covered(free)
    inside = {i for p in free for i in range(p.first + 1, p.last)}
    return [
        i
        for i in range(1, len(u.units))
        if i not in inside and _boundary(u, i) and _starts_request(u, free, covered, i)
    ]


def _next_cut(u: Words, free: Sequence[Phrase], start: int, cuts: Sequence[int]) -> int | None:
    times = [p for p in free if p.first >= start and timed(p)]
    covered = _covered(free)
    doing = next((i for i in range(start, len(u.units)) if i not in covered and _does(u, i)), len(u.units))
    good = [c for c in cuts if c > max(start, doing)]
    good = [c for c in good if any(p.last <= c for p in times) and any(p.first >= c for p in times)]
    good = [c for c in good if not _goes_on(times, c)]
    if not good:
        return None
    following = next(p for p in times if p.first >= good[0])
    before = [c for c in good if c <= following.first]
    if not before:
        return good[0]
    lead = before[-1]
    if all(
        i in _covered(free) or u.kind(i) in ("and", "then", "sign", "line", "correct")
        for i in range(lead, following.first)
    ):
        return lead
    sentence = [c for c in before if u.kind(c) in ("line",) or (u.kind(c) == "sign" and u[c].text in ".;!?")]
    return sentence[-1] if sentence else before[0]


def _goes_on(times: Sequence[Phrase], cut: int) -> bool:
    """ "Every Sunday evening, say around 8 pm": the hour of the part of the day before the comma."""
    before = next((p for p in times if p.last == cut), None)
    after = next((p for p in times if p.first == cut + 1), None)
    if before is None or after is None or not before.of(Part):
        return False
    dated = any(after.of(kind) for kind in (Date, Repeat, Start))
    return after.of(Clock) and not dated and not any(before.of(kind) for kind in (Clock, Delay, Elapsed))


def _covered(free: Sequence[Phrase]) -> set[int]:
    return {i for p in free for i in range(p.first, p.last)}


def _boundary(u: Words, i: int) -> bool:
    kind = u.kind(i)
    return kind in ("and", "then", "line") or (kind == "sign" and u[i].text in ",.;!?" and not u.decimal(i))


def _does(u: Words, i: int) -> bool:
    """Whether the unit is a word of something to do."""
    return u.kind(i) == "word" and u[i].text not in ("please", "bitte")


def _starts_request(u: Words, free: Sequence[Phrase], covered: set[int], cut: int) -> bool:
    """Whether a request begins after `cut`: a verb, times and small words aside; a new sentence needs any word."""
    sentence = u.kind(cut) == "line" or (u.kind(cut) == "sign" and u[cut].text in ".;!?")
    verbs = u.moment.lexicon.verbs
    if _whole_time(u, free, cut) or _timed_list(u, free, cut) or elliptic(u, free, cut):
        return True
    if u.kind(cut) == "and" and u.kind(cut + 1) == "to" and u.kind(cut + 2) == "word":
        return any(u[i].text in ("remind", "reminder") for i in range(cut))  # "remind me to x hourly and to y daily"
    for i in range(cut, min(cut + 60, len(u.units))):
        if u.kind(i) == "to" and i - 1 in covered:  # "remind me at 8 to start, at 9 to stop"
            return True
        if i in covered or u.kind(i) in ("and", "then", "sign", "line", "correct") or u[i].text in _OPENERS:
            continue
        owned = u.kind(i + 1) == "possessive"  # "every day at 7 pm tomorrow's calendar"
        return u[i].text in verbs or (sentence and (owned or u.kind(i) in ("word", "the", "a", "mine")))
    return False


def elliptic(u: Words, free: Sequence[Phrase], cut: int) -> bool:
    """ "Weather at 6:45 every morning, and a summary every Sunday at 20:00": each with its own day, hour and thing."""
    covered = _covered(free)
    begins = next((i for i in range(cut + 1, len(u.units)) if i not in covered and u.kind(i) not in ("and", "sign")), 0)
    an = u[begins].text in ("an", "an den") and u.moment.lexicon.language == "de"
    if (
        not (an or u.kind(begins) in (*_THINGS, "about", "for"))
        or u.kind(begins) == "mine"
        or u[begins].text in _NO_THING
    ):
        return False
    if u.kind(begins) == "for" and not any(p.last <= cut and u.kind(p.last) == "for" for p in free):
        return False
    for end in range(cut + 2, len(u.units) + 1):
        if end in covered or not (end == len(u.units) or _boundary(u, end)):
            continue
        if _has_its_own(u, free, covered, cut + 1, end):
            return _has_its_own(u, free, covered, 0, cut)
        if u.kind(end) == "line" or u[end].text in (".", "!", "?", ";"):
            break
    return False


def _has_its_own(u: Words, free: Sequence[Phrase], covered: set[int], first: int, last: int) -> bool:
    inside = [p for p in free if first <= p.first < last]
    dayed = any(p.of(kind) for p in inside for kind in (Date, Repeat, Delay))
    thing = any(i not in covered and _does(u, i) and u[i].text not in _NO_THING for i in range(first, last))
    return dayed and thing and any(p.of(Clock) or p.of(Delay) for p in inside)


def _timed_list(u: Words, free: Sequence[Phrase], cut: int) -> bool:
    """Whether an item of "8 am inbox summary, 1 pm exchange rate" begins after `cut`, and one ends before it."""
    following = next((p for p in free if p.first == u.past(cut + 1, "and")), None)
    clocks = [p for p in free if p.of(Clock) and p.last < cut]
    if following is None or not clocks or len(following.values) > 1 or not following.of(Clock):
        return False
    before, covered = clocks[-1], _covered(free)
    opens = before.first - 1 in covered or u.kind(before.first - 1) in ("sign", "end", "line", "and")
    opens = opens or u[before.first - 1].text in ("me", "us", "mich", "uns")
    between = range(before.last, cut)
    about = (*_THINGS, "about", "of", "for") if u.kind(before.last) in ("about", "of", "for") else _THINGS
    named = u.kind(before.last) in about and not any(i in covered for i in between)
    return opens and named and u.kind(following.last) in about


_THINGS = ("word", "a", "the", "mine")


def _whole_time(u: Words, free: Sequence[Phrase], cut: int) -> bool:
    """Whether a day and a time follow at once, and then a thing: ", and every day at 9 pm the solution"."""
    i, days, times = cut + 1, False, False
    while i < len(u.units):
        phrase = next((p for p in free if p.first == i), None)
        if phrase:
            days |= any(phrase.of(k) for k in (Date, Repeat, Start))
            times |= phrase.of(Clock)
            i = phrase.last
        elif (
            u.kind(i) in ("and", "then", "line")
            or u[i].text in ("oh", "yeah", "yes")
            or u.sign(i, ",")
            or (u.sign(i, ":") and times)
        ):
            i += 1
        else:
            break
    asks = u.kind(i) == "clause" and u[i].text in ("how", "what", "which", "who", "where", "why")
    return days and times and (u.kind(i) in _THINGS or asks) and u[i].text not in _OPENERS


_NO_THING = word_set("""
    well actually no or so
    remind reminder me us tell send ping nudge alert i i'm i'll i've we we're he she they it it's there not if please
    thanks thank you so erinnere erinner mich mir uns ich wir er sie es danke sag schick schicke same also only okay ok
""")
_OPENERS = frozenset(
    [
        "oh",
        "yeah",
        "yes",
        "well",
        "please",
        "bitte",
        "you",
        "can",
        "could",
        "would",
        "du",
        "kannst",
        "i",
        "want",
        "to",
        "gesso",
    ]
)
