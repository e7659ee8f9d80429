"""What a message takes back: "at 7, sorry, 8 pm", "no, 8 not 7", "not Tuesday but Wednesday"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from gesso.schedule.words import clocks
from gesso.schedule.words.amounts import SECONDS, amount
from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Clock, Date, Delay, Elapsed, Hm, Part, Past, Phrase, Repeat, Skip, Value, Words
from gesso.schedule.words.weeks import days_on

_KINDS: tuple[tuple[type, ...], ...] = ((Clock,), (Date, Repeat), (Elapsed,), (Delay,), (Skip,))
_FILL = ("sign", "correct", "at", "on", "the", "and", "but")


@dataclass(frozen=True)
class Corrected:
    """The phrases that hold, and the places of the words that only corrected."""

    phrases: tuple[Phrase, ...]
    taken_back: tuple[tuple[int, int], ...]


def corrected(u: Words, phrases: Sequence[Phrase]) -> Corrected:
    """The phrases after every correction in the message, first to last."""
    kept, gone = _without_dropped(u, phrases)
    i = 0
    while i < len(u.units):
        end = _marker(u, i)
        if end is None:
            i += 1
            continue
        done = _apply(u, kept, i, end) or _said_before(u, kept, i, end)
        if done:
            before, (kept, last) = kept, done
            gone += [(p.start, p.end) for p in before if p not in kept]
            gone.append((u[_led_from(u, kept, i)].start, u[last - 1].end))
            i = max(last, i + 1)
        else:
            i = end
    return Corrected(tuple(kept), tuple(gone))


def _without_dropped(u: Words, phrases: Sequence[Phrase]) -> tuple[list[Phrase], list[tuple[int, int]]]:
    """ "At 12:00 and 18:00. Forget the 12:00 one.": one of several times is taken away again."""
    kept, gone = list(phrases), []
    for p in phrases:
        led = (
            u[p.first - 2].text in _DROPS
            and u.kind(p.first - 1) == "the"
            and u[p.last].text in ("one", "run", "reminder")
        )
        old = next(
            (q for q in kept if q.last <= p.first and (a := _times(q)) and len(a) > 1 and set(_times(p)) < set(a)), None
        )
        if led and old is not None:
            times = tuple(t for t in _times(old) if t not in _times(p))
            kept = [replace(q, values=(Clock(times),)) if q is old else q for q in kept if q is not p]
            gone.append((u[p.first - 2].start, u[p.last].end))
    return kept, gone


_DROPS = word_set("forget drop cancel remove lose skip scrap delete ditch")


def _times(p: Phrase) -> tuple[Hm, ...]:
    return next((v.times for v in p.values if isinstance(v, Clock)), ())


def _led_from(u: Words, kept: Sequence[Phrase], i: int) -> int:
    """Where the words that lead to the marker at `i` begin: "4:15 pm... | actually", "goals. | Oh and make it"."""
    covered = {n for p in kept for n in range(p.first, p.last)}
    j = i
    while j > 1 and j - 1 not in covered:
        dots = u[j - 1].text == "." and u[j - 2].text == "."
        if not (dots or u.sign(j - 1, ",") or u[j - 1].text in ("oh", "ah", "and", "but", "ach", "und")):
            break
        j -= 1
    return j if u.kind(j) == "sign" or j == i or u.kind(j - 1) in ("sign", "line") else i


def unheard(
    u: Words, phrases: Sequence[Phrase], chosen: Sequence[Phrase], taken_back: Sequence[tuple[int, int]]
) -> list[Phrase]:
    """The times after a word of correction that took nothing back: "at 8 - wait, that's too early - at 9"."""
    found: list[Phrase] = []
    for i, unit in enumerate(u.units):
        begins = u.kind(i - 1) in ("sign", "line", "or")
        marks = unit.kind == "correct" or (unit.kind == "not" and u.kind(i + 1) in ("number", "weekday"))
        if not marks or not begins or any(a <= unit.start < b for a, b in taken_back):
            continue
        earlier = [p for p in chosen if p.last <= i and any(p.of(k) for group in _KINDS for k in group)]
        later = [p for p in phrases if i < p.first <= i + 9 and p not in chosen and p not in found]
        found += [p for p in later if any(_same_kind(p, q) or (p.of(Past) and q.of(Delay)) for q in earlier)]
    preferred = [p for p in phrases if p not in chosen and p not in found and _past_better(u, p.last) > p.last]
    return found + [p for p in preferred if any(_same_kind(p, q) for q in chosen if q.last <= p.first)]


def holding(
    before: Sequence[Phrase], after: Sequence[Phrase], told: Sequence[Phrase], free: Sequence[Phrase]
) -> list[Phrase]:
    """Of the phrases `told` after the corrections, those that took the place of one of `free` before them."""
    gone = [p for p in before if p not in after and p in free]
    kept = [p for p in after if p in free]
    return [
        p
        for p in told
        if any(_same_kind(p, q) and q.last <= p.first for q in gone) and not any(_same_kind(p, q) for q in kept)
    ]


def _past_better(u: Words, i: int) -> int:
    """The place after "are better", "would suit me better", "passt besser" at `i`, or `i`."""
    end = next((j + 1 for j in range(i, i + 5) if u[j].text in _PREFERRED), None)
    return end if end is not None and u[i].text in _VERBS_OF_FIT else i


_PREFERRED = (
    "fine",
    "enough",
    "good",
    "okay",
    "better",
    "best",
    "easier",
    "preferable",
    "besser",
    "lieber",
    "günstiger",
    "leichter",
)
_VERBS_OF_FIT = word_set("""
    is are would works work suits suit fits fit 's passt passen ist sind wäre wären geht gehen
""")


def _marker(u: Words, i: int) -> int | None:
    """The place after a word of correction at `i` and what fills the pause after it."""
    if _denies(u, i):
        return i + 1
    if u.kind(i) != "correct" and not (u.kind(i) == "not" and _not_but(u, i)):
        return None
    return _filled(u, i + 1)


def _filled(u: Words, j: int) -> int:
    """The place after what fills the pause: "no wait, it's 6", "actually, let's do 8", "nein, lieber schon um 11"."""
    while u.kind(j) == "correct" or (u.kind(j) == "sign" and u[j].text in ",.-!:") or u[j].text in _FILLERS:
        j += 1
    return j


_FILLERS = word_set("""
    it 's it's is should be meant mean let's let us do make say go with set use please only just already then
    das es ist sind schon erst doch lieber bitte mach machen nehmen wir dann nur
""")


def _judged(u: Words, phrases: Sequence[Phrase], j: int) -> Phrase | None:
    """ "Wait, Tuesdays are full, do Wednesdays", "hm, that's too much, every 4 hours": what comes after the reason."""
    pause = next((n for n in range(j, j + 9) if u.kind(n) == "sign" and u[n].text in ",;-." and not u.decimal(n)), None)
    if pause is None or not any(u[n].text in _WHY_NOT for n in range(j, pause)):
        return None
    return _said_at(u, phrases, _filled(u, pause))


_WHY_NOT = word_set("""
    too full busy taken booked bad wrong clash clashes won't doesn't don't can't early late much often free
    zu voll belegt passt geht schlecht früh spät
""")


def _not_but(u: Words, i: int) -> bool:
    """Not at 7 but at 8."""
    return _but_at(u, i) is not None or (u.kind(i + 1) == "number" and u.sign(i + 2, ",") and u.kind(i + 3) == "number")


def _but_at(u: Words, i: int) -> int | None:
    return next(
        (j for j in range(i + 1, i + 6) if u.kind(j) in ("but", "only") or u[j].text in ("just", "rather")), None
    )


def _apply(u: Words, phrases: list[Phrase], i: int, j: int) -> tuple[list[Phrase], int] | None:
    if u.kind(i) == "not":
        return _instead(u, phrases, i)
    if u.kind(j) == "not":  # "no, not Tuesday, Thursday"
        denied = next((p for p in phrases if j <= p.first <= j + 1), None)
        j = _filled(u, denied.last) if denied else j
        if denied and _said_at(u, phrases, j) is None:
            j = next((p.first for p in phrases if denied.last < p.first < denied.last + 8 and _same_days(denied, p)), j)
    new = _judged(u, phrases, j) or _said_at(u, phrases, j)
    if new is None:
        return None
    left_out = next((p for p in phrases if p.of(Skip) and i - 1 <= p.last <= i), None)
    if (
        left_out is not None
        and new.of(Date)
        and (days := tuple(d for v in new.values if isinstance(v, Date) for d in v.weekdays))
    ):
        made = replace(left_out, values=(Skip(days),))  # "except Friday, no, Thursday"
        return sorted(
            [*(p for p in phrases if p is not left_out and p is not new), made], key=lambda p: p.first
        ), new.last
    earlier = [p for p in phrases if p.last <= i and not (_same_kind(p, new) and p.values == new.values)]
    old = next((p for p in reversed(earlier) if _same_kind(p, new)), None)
    if old is None:
        return None
    end = _denied(u, phrases, _past_better(u, new.last))
    made = _replaced(old, new, any(u.kind(n) == "meridiem" for n in range(old.first, old.last)))
    rest = [p for p in phrases if p is not old and not (i <= p.first < end)]
    cut = next((p for p in phrases if i < p.first < end < p.last and p.of(Clock)), None)
    if cut is not None and not new.of(Clock) and (again := clocks.clock(u, at := u.past(end, "sign"))):
        rest.append(Phrase(again[0], at, again[1], u[at].start, u[again[1] - 1].end, "at"))  # "in three, at 10 am"
    rest = [p for p in rest if p.first > i or not (_same_kind(p, new) and p.values == new.values)]
    beside = next((p for p in phrases if p.first == end and end == new.last and not _same_kind(p, new)), None)
    if beside is not None:  # "Thursday at noon, no, Friday at noon": both are said again
        gone = next((p for p in reversed(rest) if p.last <= i and _same_kind(p, beside)), None)
        rest = [p for p in rest if p is not gone]
    return sorted([*rest, made], key=lambda p: p.first), end


def _denies(u: Words, i: int) -> bool:
    """ "Friday, not Thursday": the word of denial, right before a day or a time."""
    j = u.past(u.past(i + 1, "on", "at"), "the")
    return u.kind(i) == "not" and u.kind(j) in ("weekday", "number", "day") and u.kind(i - 1) != "end"


def _said_before(u: Words, phrases: list[Phrase], i: int, end: int) -> tuple[list[Phrase], int] | None:
    """ "In the morning I mean", "Tuesday, rather", "Friday, not Thursday": what holds stands before the marker."""
    new = next((p for p in phrases if p.last == i or (p.last == i - 1 and u.sign(i - 1, ","))), None)
    if new is None:
        return None
    if u.kind(i) == "correct":
        if u[i].text not in _AFTERWARDS:
            return None
        if new.of(Part) and not any(new.of(k) for group in _KINDS for k in group):
            clock = next((p for p in reversed(phrases) if p.last <= new.first and p.of(Clock)), None)
            made = replace(clock, values=(*clock.values, *new.values)) if clock else new
            kept = [p for p in phrases if p is not new and p is not clock]
            return sorted([*kept, made], key=lambda p: p.first), i + 1
        denied: Phrase | None = None
    elif "but" in (u[i].text[:3], u.kind(i - 1)):
        return None  # an exception
    else:
        denied = next((p for p in phrases if i <= p.first <= i + 2), None)
        if denied is None:
            return None
    earlier = [p for p in phrases if p.last <= new.first and _same_kind(p, new)]
    if denied:
        earlier = [p for p in earlier if _same_time(p, denied)]
    if not earlier:
        return None
    old = earlier[-1]
    rest = [p for p in phrases if p is not old and p is not new and p is not denied]
    return sorted([*rest, _replaced(old, new, False)], key=lambda p: p.first), denied.last if denied else i + 1


_AFTERWARDS = (
    "actually",
    "i mean",
    "i meant",
    "rather",
    "sorry",
    "ich meine",
    "ich meinte",
    "better",
    "besser",
    "vielmehr",
)


def _same_time(old: Phrase, denied: Phrase) -> bool:
    """Whether both are of the same days, or of the same hours."""

    def days(p: Phrase) -> set[int]:
        found = {d for v in p.values if isinstance(v, (Date, Skip)) for d in v.weekdays}
        return found | {d.weekday for v in p.values if isinstance(v, Repeat) for d in v.days}

    def hours(p: Phrase) -> set[int]:
        return {t.hour % 12 for v in p.values if isinstance(v, Clock) for t in v.times}

    return bool((days(old) and days(old) == days(denied)) or (hours(old) and hours(old) == hours(denied)))


def _instead(u: Words, phrases: list[Phrase], i: int) -> tuple[list[Phrase], int] | None:
    """ "Not on Tuesday but on Wednesday": the first is no exception, the second holds."""
    but = _but_at(u, i)
    if but is None and u.kind(i + 1) == "number":  # "not 9, 10 am"
        but = next((j for j in range(i + 2, i + 4) if u.sign(j, ",")), None)
    if but is None:
        return None
    new = _said_at(u, phrases, u.past(but + 1, "only", "on") if u.kind(but) != "only" else but + 1)
    new = new or _said_at(u, phrases, but + 1)
    if new is None:
        return None
    rest = [p for p in phrases if not (i <= p.first < new.last)]
    old = next((p for p in rest if p.last <= i and _same_kind(p, new)), None)
    made = replace(new, first=new.first)
    kept = [p for p in rest if p is not old]
    return sorted([*kept, made], key=lambda p: p.first), new.last if old else i + 1


def _said_at(u: Words, phrases: Sequence[Phrase], j: int) -> Phrase | None:
    """The phrase at `j`, where a bare number is a time of day, too."""
    known = next((p for p in phrases if p.first == j), None)
    if known and any(known.of(k) for group in _KINDS for k in group):
        return known
    k = u.past(j, "at")
    one = clocks._one(u, k, True)
    last = next((p for p in reversed(phrases) if p.last <= j and (p.of(Clock) or p.of(Delay) or _ahead(u, p))), None)
    delayed = _delay_at(u, phrases, j) if u.kind(j) == "in" or (last and not last.of(Clock)) else None
    if delayed or one is None or u.kind(one[1]) in ("unit", "repeats", "month"):
        return delayed or _delay_at(u, phrases, j)
    if u.kind(one[1]) == "word" and u[one[1]].text not in u.moment.lexicon.verbs:
        return None
    return Phrase((Clock((one[0],)),), j, one[1], u[j].start, u[one[1] - 1].end, "at")


def _same_days(denied: Phrase, p: Phrase) -> bool:
    return (denied.of(Skip) or denied.of(Date) or denied.of(Repeat)) and (p.of(Date) or p.of(Repeat))


def _ahead(u: Words, p: Phrase) -> bool:
    """ "In two weeks"."""
    return p.of(Date) and u.kind(p.first) == "in" and amount(u, p.first + 1) is not None


def _delay_at(u: Words, phrases: Sequence[Phrase], j: int) -> Phrase | None:
    """After "in 10 minutes", a bare "15 minutes" counts from now, too."""
    old = next((p for p in reversed(phrases) if p.last <= j and (p.of(Delay) or _ahead(u, p))), None)
    j = u.past(j, "in") if old else j
    got = amount(u, j)
    if old and got is None and u.kind(j) == "number" and u.kind(j + 1) in ("sign", "end", "line", "word", "to"):
        unit = amount(u, old.first + 1) or amount(u, old.first)
        got = (float(u[j].n), unit[1], j + 1) if unit else None  # "in ten minutes, no, in twenty"
    if got is not None and old and got[1] in ("day", "week", "month") and not old.of(Delay):
        return Phrase((days_on(u, int(got[0]), got[1]),), j, got[2], u[j].start, u[got[2] - 1].end, "in")
    if got is None or got[1] not in SECONDS or not old:
        return None
    delay = Delay(u.moment.now + timedelta(seconds=got[0] * SECONDS[got[1]]))
    return Phrase((delay,), j, got[2], u[j].start, u[got[2] - 1].end, "in")


def _same_kind(a: Phrase, b: Phrase) -> bool:
    return any(any(a.of(k) for k in group) and any(b.of(k) for k in group) for group in _KINDS)


def _denied(u: Words, phrases: Sequence[Phrase], j: int) -> int:
    """The place after ", not 7" or "instead of 7"."""
    k = j + 1 if u.sign(j, ",") else j
    k = u.past(k, "and")
    if u.kind(k) == "not" or (u.kind(k) == "instead" and u.kind(k + 1) == "of"):
        k += 2 if u.kind(k) == "instead" else 1
        skip = next((p for p in phrases if p.first in (k, k - 1) and (p.of(Skip) or p.of(Clock) or p.of(Date))), None)
        if skip:
            return skip.last
        k = u.past(k, "at", "on")
        one = clocks._one(u, k, True)
        if one:
            return one[1]
    return j


def _replaced(old: Phrase, new: Phrase, halves: bool) -> Phrase:
    """The old phrase's place with the new one's meaning. A bare 8 after "7 pm" is in the same half of the day.

    `halves`: the old one was said with am or pm, so that 8:30 is on that clock, too.
    """
    values: list[Value] = []
    for value in new.values:
        if isinstance(value, Clock) and (before := _clock(old)):
            values.append(replace(value, times=tuple(_same_half(t, before, halves) for t in value.times)))
        else:
            values.append(value)
    if not new.of(Part) and new.of(Clock):
        values += [v for v in old.values if isinstance(v, Part)]
    if new.of(Date) and old.of(Repeat):
        values = [_as_rule(v, old) if isinstance(v, Date) else v for v in values]
    if not new.of(Clock):
        values += [v for v in old.values if isinstance(v, Part)]
    return replace(new, values=tuple(values))


def _as_rule(value: Date, old: Phrase) -> Value:
    from gesso.schedule.schedule import Day as RuleDay

    rule = next(v for v in old.values if isinstance(v, Repeat))
    if value.weekdays and rule.freq in ("weekly", "daily"):
        return replace(rule, freq="weekly", note="", days=tuple(RuleDay(d) for d in value.weekdays))
    if rule.freq == "monthly" and (value.monthdays or value.nth) and not value.months:
        return replace(rule, monthdays=value.monthdays, days=value.nth, positions=value.positions)
    if rule.freq == "yearly" and value.months and value.monthdays:
        return replace(rule, months=value.months, monthdays=value.monthdays)
    return value


def _clock(phrase: Phrase) -> Hm | None:
    return next((v.times[0] for v in phrase.values if isinstance(v, Clock)), None)


def _same_half(new: Hm, old: Hm, halves: bool) -> Hm:
    if (new.how == "bare" or (halves and new.how == "colon")) and not new.part:
        if old.part:
            return replace(new, part=old.part)
        if old.how == "sure" and 1 <= new.hour <= 11:
            return replace(new, hour=new.hour + (12 if old.hour >= 12 else 0), how="sure")
        if old.how == "colon":
            return replace(new, how="colon")
    return new
