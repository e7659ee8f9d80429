"""What a phrase says of a schedule: its day, its hour, both; and which phrases stand together."""

from dataclasses import replace

from gesso.schedule.words.phrase import (
    Ask,
    Clock,
    Date,
    Delay,
    Elapsed,
    Part,
    Phrase,
    Repeat,
    Start,
    Window,
    Words,
    Zone,
)


def on_day_clock(p: Phrase, u: Words) -> bool:
    """Whether the phrase has a time that only the 24-hour clock writes so."""
    times = [t for v in p.values if isinstance(v, Clock) for t in v.times]
    times += [t for v in p.values if isinstance(v, Window) for t in (v.first, v.last)]
    written = any(u.kind(i) in ("meridiem", "point", "part") for i in range(p.first, p.last))
    return (not written and any(t.how == "sure" and not t.part and (t.hour > 12 or t.hour == 0) for t in times)) or any(
        u.kind(i) == "number" and u[i].text.startswith("0") and len(u[i].text) == 2 and u.glued(i + 1, ":")
        for i in range(p.first, p.last)
    )


def fills_slot(p: Phrase, by: Phrase) -> bool:
    """Whether `by` says what the weak phrase `p` would say. "A weekly report" on Friday may still be weekly."""
    if p.of(Ask):
        return by.of(Clock) or by.of(Elapsed) or by.of(Delay)
    if any(isinstance(v, Repeat) and v.soft for v in p.values):
        return by.of(Repeat) or by.of(Elapsed) or by.of(Delay)
    return same_slot(p, by)


def same_slot(a: Phrase, b: Phrase) -> bool:
    groups: tuple[tuple[type, ...], ...] = ((Clock, Delay, Elapsed), (Date, Repeat, Delay), (Window,), (Zone,))
    return any(any(a.of(k) for k in g) and any(b.of(k) for k in g) for g in groups)


def says_when(p: Phrase) -> bool:
    return any(p.of(k) for k in (Clock, Date, Repeat, Elapsed, Delay))


def says_day(p: Phrase) -> bool:
    return any(p.of(k) for k in (Date, Repeat, Elapsed, Delay, Start))


def only_days(p: Phrase) -> Phrase:
    return replace(p, values=tuple(v for v in p.values if not isinstance(v, (Clock, Part))))


def run(phrases: list[Phrase], around: Phrase, u: Words) -> list[Phrase]:
    """The phrases that stand together with one, small words and commas between."""
    run, at = [around], phrases.index(around)
    for step in (1, -1):
        n = at + step
        while 0 <= n < len(phrases):
            a, b = (phrases[n - 1], phrases[n]) if step == 1 else (phrases[n], phrases[n + 1])
            if any(u.kind(i) not in ("and", "sign", "for", "but") for i in range(a.last, b.first)):
                break
            run.append(phrases[n])
            n += step
    return run
