"""One request at times that no single rule holds: "Mondays at 9 and Thursdays at 5" is two tasks."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from gesso.schedule.schedule import Day as RuleDay
from gesso.schedule.words.phrase import Clock, Date, Delay, Phrase, Repeat, Words


def rounds(u: Words, phrases: Sequence[Phrase]) -> list[list[Phrase]]:
    """ "Mondays at 9 and Thursdays at 5" as one list of phrases for each; empty if it is not said in that way."""

    def days(p: Phrase) -> bool:
        return p.of(Date) or p.of(Repeat)

    found: list[list[Phrase]] = []
    for p in phrases:
        new = (
            not found
            or (days(p) and any(map(days, found[-1])))
            or (p.of(Clock) and any(q.of(Clock) for q in found[-1]))
        )
        if new:
            found.append([])
        found[-1].append(p)
    whole = all(any(map(days, g)) and any(p.of(Clock) for p in g) for g in found)
    links = all(
        u.kind(i) in ("and", "sign", "on") and u[i].text != ":"
        for a, b in pairwise(phrases)
        for i in range(a.last, b.first)
    )
    if not whole or not links:
        return []
    first = next((v for g in found for p in g for v in p.values if isinstance(v, Repeat)), None)
    return [_weekly_too(g, first) for g in found]


def delays(u: Words, phrases: Sequence[Phrase]) -> list[list[Phrase]]:
    """ "Thirty minutes from now and again in an hour": each for itself; empty if anything else is said."""
    alone = all(len(p.values) == 1 and p.of(Delay) for p in phrases)
    joined = all(
        u.kind(i) in ("and", "then") or u.sign(i, ",") or u[i].text == "again"
        for a, b in pairwise(phrases)
        for i in range(a.last, b.first)
    )
    return [[p] for p in phrases] if alone and joined else []


def _weekly_too(group: list[Phrase], first: Repeat | None) -> list[Phrase]:
    """After "every Monday at 9", "and Thursday at 5" is every Thursday."""
    if first is None or first.freq != "weekly" or any(p.of(Repeat) for p in group):
        return group
    return [
        replace(p, values=tuple(
            Repeat("weekly", first.interval, tuple(RuleDay(d) for d in v.weekdays))
            if isinstance(v, Date) and v.weekdays else v for v in p.values
        ))
        for p in group
    ]  # fmt: skip
