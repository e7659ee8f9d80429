"""What is denied where a clause begins: "no reminders on Fridays", "don't send it on Sundays": days to leave out."""

from collections.abc import Sequence
from dataclasses import replace

from gesso.schedule.schedule import Day as RuleDay
from gesso.schedule.words.lexicon import word_set
from gesso.schedule.words.phrase import Ask, Clock, Date, Delay, Elapsed, Phrase, Repeat, Skip, Value, Words

_NO = word_set("no kein keine keinen")
_BEFORE = word_set("please pls so but and i we you do bitte und aber ich")
_NOT_DENIED = word_set("forget let miss fail hesitate matter worry only just to vergiss vergessen before later earlier")


def without_denied(u: Words, phrases: Sequence[Phrase]) -> list[Phrase]:
    """The phrases, with those of a denied clause as days to leave out, or as a question where they name no days."""
    found: list[Phrase] = []
    for p in phrases:
        if _is_denied(u, p, phrases):
            found.append(_denied(p))
        elif found and found[-1].of(Skip) and found[-1] not in phrases and p.of(Skip) and u.kind(p.first) == "but":
            found.append(
                replace(p, values=tuple(_held(v) for v in p.values))
            )  # "not on Fridays, but Monday to Thursday"
        else:
            found.append(p)
    return found


def _held(value: Value) -> Value:
    if not isinstance(value, Skip) or not value.weekdays:
        return value
    return Repeat("weekly", 1, tuple(RuleDay(d) for d in value.weekdays))


def _is_denied(u: Words, p: Phrase, phrases: Sequence[Phrase]) -> bool:
    if not any(p.of(kind) for kind in (Clock, Date, Repeat, Elapsed, Delay)):
        return False
    inside = {i for q in phrases for i in range(q.first, q.last)}
    first = p.first
    while first > 0 and first - 1 not in inside and u.kind(first - 1) not in ("sign", "line", "but", "that", "clause"):
        first -= 1
    if u.kind(first - 1) in ("that", "clause"):
        return False
    while first < p.first and u[first].text in _BEFORE:
        first += 1
    negation = u.kind(first) == "not" or (u.kind(first) == "correct" and u[first].text in _NO)
    following = {u[i].text for i in range(first + 1, first + 3)}
    words = any(u.kind(i) == "word" for i in range(first + 1, p.first))
    return negation and words and not following & _NOT_DENIED and not u.sign(first + 1, ",")


def _denied(p: Phrase) -> Phrase:
    days: set[int] = set()
    for v in p.values:
        days |= set(v.weekdays) if isinstance(v, Date) else set()
        days |= {d.weekday for d in v.days} if isinstance(v, Repeat) and v.freq == "weekly" else set()
    once = tuple(v.day for v in p.values if isinstance(v, Date) and v.day and not v.weekdays)
    value: Value = Skip(tuple(sorted(days)), once) if (days or once) and not p.of(Clock) else Ask("uncovered")
    return replace(p, values=(value,))
