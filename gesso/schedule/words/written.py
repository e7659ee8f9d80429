"""Dates as they are written: 24 December, Dec 24 2026, the 24th of December, 2026-12-24, 24.12., 24/12."""

import calendar
from datetime import date

from gesso.schedule.words.phrase import Ask, Date, Found, Words, remembered


@remembered
def calendar_day(u: Words, j: int) -> Found | None:
    iso = _iso(u, j) or _figures(u, j)
    if iso:
        return iso
    if u.kind(j) in ("ordinal", "number") and u[j].name != "word?" and 0 < u[j].n <= 99:
        k = u.past(j + 1, "of")
        if u.kind(k) == "month":
            k2 = k + 2 if u.glued(k + 1, ".") and len(u[k].text) <= 4 else k + 1
            return made(u, u[j].n, u[k].n, maybe_year(u, k2))
    if u.kind(j) == "month":
        k = j + 2 if u.glued(j + 1, ".") else j + 1
        k = u.past(k, "the")
        number = u[k]
        if number.kind in ("ordinal", "number") and 0 < number.n <= 31 and not u.glued(k + 1, ":"):
            if u.kind(k + 1) in ("meridiem", "oclock", "unit", "repeats"):
                return None
            return made(u, number.n, u[j].n, maybe_year(u, k + 1))
    return None


def maybe_year(u: Words, j: int) -> tuple[int | None, int]:
    if u.kind(j) in ("this", "next") and u.kind(j + 1) == "unit" and u[j + 1].text == "year":
        return u.moment.today.year + (u.kind(j) == "next"), j + 2
    k = j + 1 if u.sign(j, ",") else j
    year = year_at(u, k)
    if year and u.kind(k + 1) not in ("meridiem", "oclock") and not u.glued(k + 1, ":"):
        return year, k + 1
    return None, j


def year_at(u: Words, i: int) -> int | None:
    unit = u[i]
    return (
        unit.n
        if unit.kind == "number" and (len(unit.text) == 4 or unit.name == "year") and 1900 <= unit.n <= 2200
        else None
    )


def _iso(u: Words, j: int) -> Found | None:
    """2026-12-24."""
    year = year_at(u, j)
    if year and u.glued(j + 1, "-") and u.kind(j + 2) == "number" and u.glued(j + 3, "-") and u.kind(j + 4) == "number":
        end = j + 5
        if u[end].text == "t" and u[end].glued and u.kind(end + 1) == "number":
            end += 1
        return made(u, u[j + 4].n, u[j + 2].n, (year, end))
    return None


def _figures(u: Words, j: int) -> Found | None:
    """24.12., 24.12.2026, 24/12, 12/24/2026; 3/4 asks unless it is known how its writer writes."""
    sep, dotted = u[j + 1].text, u.kind(j + 2) == "ordinal" and u[j + 2].text.isdigit()
    if u.kind(j) != "number" or not (dotted or u.kind(j + 2) == "number") or not (u[j + 1].glued and u[j + 2].glued):
        return None
    if sep not in ("/", "."):
        return None
    k, year = j + 3, None
    if dotted:  # "24.12." with its second dot taken as an ordinal's
        year, k = (u[k].n, k + 1) if year_at(u, k) else (None, k)
    elif u.glued(k, sep) and u.kind(k + 1) == "number" and u[k + 1].glued and len(u[k + 1].text) in (2, 4):
        year, k = (u[k + 1].n if len(u[k + 1].text) == 4 else 2000 + u[k + 1].n), k + 2
    elif u.glued(k, ".") and sep == ".":
        k += 1
    elif sep == "." or u.kind(k) in ("unit", "oclock", "meridiem") or (u.kind(k) == "word" and u[k].glued):
        return None
    return _ordered(u, u[j].n, u[j + 2].n, sep == ".", (year, k))


def _ordered(u: Words, a: int, b: int, day_first: bool, year_end: tuple[int | None, int]) -> Found:
    """The date of two figures, by the order that the figures, the dots or the writer's habit tell; else a question."""
    if a > 31 or b > 31 or not a or not b or (a > 12 and b > 12):
        return (Ask("no_such_day"),), year_end[1]
    if day_first or a == b or a > 12 or (b <= 12 and u.moment.day_first):
        return made(u, a, b, year_end)
    if b > 12 or u.moment.day_first is False:
        return made(u, b, a, year_end)
    return (Ask("date_order"),), year_end[1]


def made(u: Words, d: int, m: int, year_end: tuple[int | None, int]) -> Found:
    year, end = year_end
    today = u.moment.today
    if not 1 <= m <= 12 or not 1 <= d <= (calendar.monthrange(year, m)[1] if year else (29 if m == 2 else _longest(m))):
        return (Ask("no_such_day"),), end
    rule = {"monthdays": (d,), "months": (m,)}
    if year:
        return (Date(date(year, m, d), **rule),), end  # type: ignore[arg-type]
    y = today.year
    while d > calendar.monthrange(y, m)[1] or date(y, m, d) < today:
        y += 1
    return (Date(date(y, m, d), note=f"{y}" if y != today.year else "", **rule),), end  # type: ignore[arg-type]


def _longest(month: int) -> int:
    return calendar.monthrange(2024, month)[1]


def add_months(day: date, n: int) -> date:
    """`n` months on; the last day of a month that is too short."""
    month = day.month - 1 + n
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
