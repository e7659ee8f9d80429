"""How much time a passage says has passed: “three years later”, “the next morning”, “ten years earlier”. In years."""

import re
from dataclasses import dataclass

from gesso.base.late import late
from gesso.lenses.characters import words

_UNITS = {"minute": 1 / 525_600, "hour": 1 / 8760, "day": 1 / 365, "night": 1 / 365, "week": 7 / 365, "month": 1 / 12,
          "year": 1.0, "decade": 10.0, "century": 100.0}  # fmt: skip
_UNIT = "minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?"
_LATER = late(
    rf"\b(?P<count>{words.NUMBER}|a|an|several|many|some|a few|a couple of)?\s*(?:more )?(?P<unit>{_UNIT}) "
    r"(?P<way>later|afterwards?|had passed|had gone by|passed|went by|earlier|previously|"
    r"(?:on|before|back)(?=[,.;]))\b",
    re.I,
)
_AFTER = late(rf"\bAfter (?P<count>{words.NUMBER}|a|several|many) (?P<unit>{_UNIT})\b(?! of)", re.I)
_NEXT = late(
    r"\b(?:The|the|Next|next) (?:next|following)? ?(?P<unit>morning|day|evening|night|afternoon|week|month|year|"
    r"spring|summer|autumn|winter)\b"
)
_YEAR = late(r"\b(1[0-9]{3}|20[0-9]{2}|2[1-9][0-9]{2})\b")
_BACK = frozenset({"before", "earlier", "previously", "back"})


@dataclass(frozen=True, slots=True)
class Passed:
    """`years` is below 0 where the story goes back, None where how much is not said."""

    start: int
    end: int
    years: float | None


def passed_in(text: str) -> list[Passed]:
    """The spans that a passage of narration states, in order. The first words of it say most."""
    found = []
    for match in [*_LATER.finditer(text), *_AFTER.finditer(text)]:
        way = (match.groupdict().get("way") or "later").lower()
        unit = _UNITS[match["unit"].lower().rstrip("s")]
        count = match["count"]
        if way == "on" and (not count or (match.end() < len(text) and text[match.end()] not in ",.;")):
            continue
        years = _count(count)
        if way in _BACK and match.start() > 40:
            continue  # “she had seen it ten years before”: told, not gone to
        total = None if years is None else years * unit
        found.append(Passed(match.start(), match.end(), -(total or 1.0) if way in _BACK else total))
    for match in _NEXT.finditer(text):
        if match.group().lower().startswith(("the next", "the following", "next")) and match.start() < 60:
            named = match["unit"].lower()
            season = named in ("spring", "summer", "autumn", "winter")
            ahead = 0.75 if season else _UNITS.get(named, 1 / 365)
            found.append(Passed(match.start(), match.end(), ahead))
    return sorted(found, key=lambda each: each.start)


def _count(said: str | None) -> float | None:
    if said is None or said.lower() in ("several", "many", "some"):
        return None
    if said.lower() in ("a", "an"):
        return 1.0
    if said.lower() in ("a few", "a couple of"):
        return 3.0
    return float(words.number_of(said))


def year_in(heading: str) -> int | None:
    """The year that a heading or a dateline names."""
    found = _YEAR.findall(heading)
    return int(found[0]) if len(set(found)) == 1 else None
