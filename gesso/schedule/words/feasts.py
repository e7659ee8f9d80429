"""Feasts that move: Easter and what is counted from it, and Thanksgiving where it is kept. Elsewhere they are asked."""

from datetime import date, timedelta

from gesso.schedule.words.phrase import Ask, Date, Found, Words
from gesso.schedule.words.written import maybe_year

_FROM_EASTER = {
    "easter": 0, "easter sunday": 0, "ostersonntag": 0, "easter monday": 1, "ostermontag": 1, "good friday": -2,
    "karfreitag": -2, "maundy thursday": -3, "gründonnerstag": -3, "palm sunday": -7, "palmsonntag": -7,
    "ash wednesday": -46, "aschermittwoch": -46, "shrove tuesday": -47, "rosenmontag": -48, "ascension day": 39,
    "himmelfahrt": 39, "christi himmelfahrt": 39, "whit sunday": 49, "pfingstsonntag": 49, "whit monday": 50,
    "pfingstmontag": 50, "fronleichnam": 60,
}  # fmt: skip
# Where Easter is counted by the Julian calendar, or is commonly kept on two days.
_OTHER_EASTER = (
    "Europe/Athens", "Europe/Bucharest", "Europe/Sofia", "Europe/Belgrade", "Europe/Kiev", "Europe/Kyiv",
    "Europe/Moscow", "Europe/Minsk", "Europe/Chisinau", "Europe/Skopje", "Europe/Podgorica", "Europe/Sarajevo",
    "Asia/Nicosia",
    "Asia/Famagusta", "Asia/Tbilisi", "Asia/Beirut", "Africa/Cairo", "Africa/Addis_Ababa", "Africa/Asmara",
)  # fmt: skip
_CANADA = (
    "America/Toronto", "America/Vancouver", "America/Montreal", "America/Edmonton", "America/Winnipeg",
    "America/Regina", "America/Halifax", "America/St_Johns", "America/Moncton", "America/Glace_Bay",
    "America/Goose_Bay", "Canada/",
    "America/Whitehorse", "America/Yellowknife", "America/Iqaluit", "America/Thunder_Bay", "America/Dawson",
)  # fmt: skip
_UNITED_STATES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix",
    "America/Detroit", "America/Boise", "America/Anchorage", "America/Juneau", "America/Indiana/",
    "America/Kentucky/", "Pacific/Honolulu",
    "America/North_Dakota/", "America/Menominee", "America/Indianapolis", "US/",
)  # fmt: skip


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the rule of Meeus, Jones and Butcher."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), (i, k) = divmod(b, 4), divmod(c, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _thanksgiving(zone: str, year: int) -> date | None:
    """The fourth Thursday of November in the United States, the second Monday of October in Canada."""
    if zone.startswith(_UNITED_STATES):
        return date(year, 11, 22 + (3 - date(year, 11, 22).weekday()) % 7)
    if zone.startswith(_CANADA):
        return date(year, 10, 8 + (0 - date(year, 10, 8).weekday()) % 7)
    return None


# Month, weekday and which of them in the month, in the United States.
_AMERICAN = {
    "labor day": (9, 0, 1), "labour day": (9, 0, 1), "memorial day": (5, 0, -1), "presidents day": (2, 0, 3),
    "presidents ' day": (2, 0, 3), "president 's day": (2, 0, 3), "martin luther king day": (1, 0, 3),
    "mlk day": (1, 0, 3), "columbus day": (10, 0, 2),
}  # fmt: skip


# The second Sunday in May, and the third in June, where these are the days.
_MOTHERS = (
    *_UNITED_STATES,
    *_CANADA,
    "Australia/",
    "Pacific/Auckland",
    "Europe/Berlin",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/Rome",
    "Europe/Amsterdam",
    "Europe/Brussels",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
)
_FATHERS = (
    *_UNITED_STATES,
    *_CANADA,
    "Europe/London",
    "Europe/Dublin",
    "Europe/Paris",
    "Europe/Amsterdam",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
)
_ADVENT = {"erst": 3, "1": 3, "zwei": 2, "2": 2, "drit": 1, "3": 1, "vier": 0, "4": 0, "adve": 3, "firs": 3}


def _advent(name: str, year: int) -> date:
    """The fourth Sunday in Advent is the last one before Christmas."""
    fourth = date(year, 12, 24) - timedelta(days=(date(year, 12, 24).weekday() + 1) % 7)
    return fourth - timedelta(weeks=_ADVENT[name.split(" .")[0] if name[0].isdigit() else name[:4]])


def _parents(zone: str, name: str, year: int) -> date | None:
    mothers = name.startswith("mother")
    if not zone.startswith(_MOTHERS if mothers else _FATHERS):
        return None
    first = date(year, 5 if mothers else 6, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + (7 if mothers else 14))


def _american(zone: str, name: str, year: int) -> date | None:
    """Labor Day and others that are the so-manieth weekday of a month; Labor Day in Canada, too."""
    if name == "black friday":
        thanks = _thanksgiving("America/New_York", year)
        return thanks + timedelta(days=1) if thanks else None
    month, weekday, nth = _AMERICAN[name]
    if not zone.startswith(_UNITED_STATES) and not (month == 9 and zone.startswith(_CANADA)):
        return None
    last = date(year, month, 31) if month in (1, 5, 10) else date(year, month, 28)
    if nth < 0:
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _of_year(u: Words, name: str, year: int) -> date | None:
    if name.startswith(("mother", "father")):
        return _parents(u.moment.zone, name, year)
    if "advent" in name:
        return _advent(name, year)
    if name in _AMERICAN or name == "black friday":
        return _american(u.moment.zone, name, year)
    if name.startswith("thanksgiving"):
        return _thanksgiving(u.moment.zone, year)
    if u.moment.zone.startswith(_OTHER_EASTER):
        return None
    return easter(year) + timedelta(days=_FROM_EASTER[name]) if name in _FROM_EASTER else None


def moving(u: Words, j: int) -> Found | None:
    """The next of the feast at `j`, or that of the year after it; None where it is not known when it is kept."""
    year, end = maybe_year(u, j + 1)
    today = u.moment.today
    if u.kind(j - 1) == "every":
        return None
    day = _of_year(u, u[j].text, year or today.year)
    if day is not None and year is None and day < today:
        day = _of_year(u, u[j].text, today.year + 1)
    if day is None:
        return (Ask("vague"),), end
    return (Date(day, note=f"{day.year}" if day.year != today.year else ""),), end
