"""Words that point back at a time said before: "at that time", "on those days"."""

from collections.abc import Sequence

from gesso.schedule.words.phrase import Ask, Clock, Date, Delay, Elapsed, Part, Phrase, Repeat, Words, Zone

_DAYS = ("on those days", "on these days", "those days", "on that day", "that day", "the same day", "on the same day",
         "the same days", "on the same days", "an diesen tagen", "an diesem tag", "an dem tag",
         "am selben tag")  # fmt: skip
_TIMES = ("at that time", "at that very time", "at that exact time", "at the same time", "right then", "at this time",
          "at exactly that time", "around that time", "at those times", "both times", "at both times",
          "genau dann", "zu dieser zeit",
          "zur selben zeit", "zu der zeit")  # fmt: skip


def again(u: Words, phrases: Sequence[Phrase], standings: Sequence[str]) -> list[Phrase]:
    """A phrase for each such pointer, with what the told times before it mean."""
    told = [p for p, standing in zip(phrases, standings, strict=True) if standing in ("told", "inner")]
    covered = {i for p in phrases for i in range(p.first, p.last)}
    found: list[Phrase] = []
    for i in range(len(u.units)) if told else ():
        for kinds, end in _pointers(u, i):
            values = tuple(v for p in told if p.last <= i for v in p.values if isinstance(v, kinds))
            if values and i not in covered and not any(p.first <= i < p.last for p in found):
                found.append(Phrase(values, i, end, u[i].start, u[end - 1].end, "again"))
    return found


def _pointers(u: Words, i: int) -> list[tuple[tuple[type, ...], int]]:
    """What is pointed at from here, and where the pointer ends; the longest first."""
    found: list[tuple[tuple[type, ...], int]] = []
    said = ""
    if (
        u[i].text == "then"
        and u[i - 1].text in ("me", "us")
        and u.kind(i + 1) in ("end", "sign", "line", "to", "about")
    ):
        found.append(((Ask, Clock, Date, Delay, Elapsed, Part, Repeat, Zone), i + 1))  # "remind me then"
    for j in range(i, min(i + 5, len(u.units))):
        said = f"{said} {u[j].text}".strip()
        if said in _DAYS:
            found.insert(0, ((Ask, Date, Repeat), j + 1))
        elif said in _TIMES:
            found.insert(0, ((Ask, Clock, Date, Delay, Elapsed, Part, Repeat, Zone), j + 1))
    return found
