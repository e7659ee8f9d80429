"""Which rows a question is about: values it names, comparisons, years, months and spans of time. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gesso.data.hearing import Heard, Meant, Named, plain_number
from gesso.data.numbers import MONTHS, shown
from gesso.data.profile import ColumnProfile, Profile
from gesso.data.table import named, quoted

_ABOVE = r"(?:is |are |was |of )?(?:more than|greater than|larger than|higher than|over|above|exceeding|>)"
_LEAST = r"(?:is |are |of )?(?:at least|>=|from)"
_BELOW = r"(?:is |are |was |of )?(?:less than|lower than|smaller than|fewer than|under|below|<)"
_MOST = r"(?:is |are |of )?(?:at most|<=|up to)"
_EQUAL = r"(?:is|are|was|equals|equal to|=|==)"
_SIGNS = ((">", _ABOVE), (">=", _LEAST), ("<", _BELOW), ("<=", _MOST), ("=", _EQUAL))
_NOT = frozenset(("not", "without", "except", "excluding", "but", "no"))
_MONTH_NAMES = "|".join(name.lower() for name in MONTHS) + "|" + "|".join(name[:3].lower() for name in MONTHS)


@dataclass
class Conditions:
    """`parts` are of SQL, `said` of the title; `only` are columns that were named for a condition and nothing else."""

    parts: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    only: set[str] = field(default_factory=set)

    @property
    def sql(self) -> str:
        return "\nWHERE " + "\n  AND ".join(self.parts) if self.parts else ""

    @property
    def words(self) -> str:
        return ", " + ", ".join(self.said) if self.said else ""


def read_conditions(heard: Heard, profile: Profile, columns: Sequence[Named], values: Sequence[Meant]) -> Conditions:
    """Strikes out what it reads."""
    found = Conditions()
    _values(heard, columns, values, found)
    _comparisons(heard, columns, found)
    _times(heard, profile, columns, found)
    _missing(heard, columns, found)
    return found


def _values(heard: Heard, columns: Sequence[Named], values: Sequence[Meant], found: Conditions) -> None:
    """Several values of one column are any of them."""
    low = heard.low
    by: dict[tuple[str, bool], list[str]] = {}
    for each in values:
        before = low[max(0, each.start - 2) : each.start]
        negated = bool(_NOT & set(before))
        by.setdefault((each.column.name, negated), []).append(each.value)
        for at in range(max(0, each.start - 2), each.start):
            if low[at] in _NOT or low[at] in ("only", "just", "where", "or", "equals", "is", "="):
                heard.use(at, at + 1)
        for column in columns:  # "where city is Berlin", "the city Berlin"
            if column.column.name == each.column.name and 0 <= each.start - column.end <= 2:
                found.only.add(each.column.name)
    for (name, negated), wanted in by.items():
        quoted_values = ", ".join(quoted(value) for value in wanted)
        one = f"{named(name)}::VARCHAR {'<>' if negated else '='} {quoted_values}"
        several = f"{named(name)}::VARCHAR {'NOT ' * negated}IN ({quoted_values})"
        found.parts.append(one if len(wanted) == 1 else several)
        found.said.append(f"{'not ' * negated}{' or '.join(wanted)}")


def _comparisons(heard: Heard, columns: Sequence[Named], found: Conditions) -> None:
    low = heard.low
    for column in columns:
        if column.column.kind != "number":
            continue
        rest = low[column.end : column.end + 6]
        for sign, pattern in _SIGNS:
            for length in range(min(4, len(rest)), 0, -1):
                if length >= len(rest) or not re.fullmatch(pattern, " ".join(rest[:length])):
                    continue
                value = plain_number(rest[length])
                end = column.end + length + 1
                if value is None or any(heard.used[column.end : end]):
                    continue
                heard.use(column.end, end)
                if end < len(low) and (scaled := plain_number(f"{rest[length]} {low[end]}")) is not None:
                    heard.use(end, end + 1)
                    value = scaled
                found.parts.append(f"{named(column.column.name)} {sign} {value:g}")
                found.said.append(f"{column.column.name} {sign} {shown(value)}")
                found.only.add(column.column.name)
                break
            else:
                continue
            break
    if (where := heard.find(r"where|whose|having")) is not None:
        heard.use(where.start, where.end)


def _times(heard: Heard, profile: Profile, columns: Sequence[Named], found: Conditions) -> None:
    named_time = next((each.column for each in columns if each.column.kind == "time"), None)
    time = named_time or next((column for column in profile.columns if column.kind == "time"), None)
    if time is None:
        _year_column(heard, profile, found)
        return
    name = named(time.name)
    if place := heard.take(rf"(?:in |during |for )?({_MONTH_NAMES}),? ((?:19|20)\d\d)"):
        month, year = _month(place.match[1]), int(place.match[2])
        end = f"{year + month // 12}-{month % 12 + 1:02}-01"
        found.parts.append(f"{name} >= '{year}-{month:02}-01' AND {name} < '{end}'")
        found.said.append(f"{MONTHS[month - 1]} {year}")
    if place := heard.take(r"(?:between|from) ((?:19|20)\d\d) (?:and|to|until) ((?:19|20)\d\d)"):
        first, last = sorted((int(place.match[1]), int(place.match[2])))
        found.parts.append(f"{name} >= '{first}-01-01' AND {name} < '{last + 1}-01-01'")
        found.said.append(f"{first} to {last}")
    for pattern, sign, add, word in (
        (r"(?:since|from) ((?:19|20)\d\d)", ">=", 0, "since"), (r"after ((?:19|20)\d\d)", ">=", 1, "after"),
        (r"before ((?:19|20)\d\d)", "<", 0, "before"), (r"until ((?:19|20)\d\d)", "<", 1, "until"),
    ):  # fmt: skip
        if place := heard.take(pattern):
            found.parts.append(f"{name} {sign} '{int(place.match[1]) + add}-01-01'")
            found.said.append(f"{word} {place.match[1]}")
    if place := heard.take(r"(?:in |during |for )?(?:the year )?((?:19|20)\d\d)"):
        year = int(place.match[1])
        found.parts.append(f"{name} >= '{year}-01-01' AND {name} < '{year + 1}-01-01'")
        found.said.append(str(year))
    if place := heard.take(rf"(?:in|during) ({_MONTH_NAMES})"):
        month = _month(place.match[1])
        found.parts.append(f"month({name}) = {month}")
        found.said.append(MONTHS[month - 1])


def _year_column(heard: Heard, profile: Profile, found: Conditions) -> None:
    """A table may have its years as numbers."""
    year = next((column for column in profile.columns if column.name.lower() in ("year", "jahr")), None)
    if year is not None and (place := heard.take(r"(?:in |during |for )?((?:19|20)\d\d)")):
        found.parts.append(f"{named(year.name)} = {place.match[1]}")
        found.said.append(place.match[1])


def _missing(heard: Heard, columns: Sequence[Named], found: Conditions) -> None:
    place = heard.take(r"(?:where )?(?:is |are )?(?:missing|empty|null|blank)")
    if place is None or not columns:
        return
    near: ColumnProfile = min(columns, key=lambda each: abs(each.start - place.start)).column
    found.parts.append(f"{named(near.name)} IS NULL")
    found.said.append(f"{near.name} missing")
    found.only.add(near.name)


def _month(word: str) -> int:
    return next(at for at, name in enumerate(MONTHS, 1) if name.lower().startswith(word[:3]))
