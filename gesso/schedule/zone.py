"""Zones by their IANA names, from the pinned `tzdata` package and never from the operating system.

Two processes that read different zone data would disagree about when something is due. `zoneinfo.ZoneInfo(name)` asks
the system first, so zones are read from the package's files here. Such a zone cannot be pickled: nothing outside this
folder is handed a datetime that carries one.
"""

import difflib
import re
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import tzdata  # type: ignore[import-untyped]

from gesso.base.errors import BadInput

TZDATA: str = tzdata.IANA_VERSION

# What people write for a zone, and places that may be meant.
ABBREVIATIONS = {
    "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York", "EST5EDT": "America/New_York",
    "CST": "America/Chicago", "CDT": "America/Chicago", "CT": "America/Chicago", "CST6CDT": "America/Chicago",
    "MST": "America/Denver or America/Phoenix", "MDT": "America/Denver", "MT": "America/Denver",
    "MST7MDT": "America/Denver", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "PT": "America/Los_Angeles", "PST8PDT": "America/Los_Angeles", "AKST": "America/Anchorage",
    "HST": "Pacific/Honolulu", "GMT": "Europe/London or Africa/Abidjan", "BST": "Europe/London",
    "WET": "Europe/Lisbon", "CET": "Europe/Berlin or Europe/Paris", "CEST": "Europe/Berlin or Europe/Paris",
    "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin", "MET": "Europe/Berlin", "EET": "Europe/Athens",
    "EEST": "Europe/Athens", "MSK": "Europe/Moscow", "IST": "Asia/Kolkata, Europe/Dublin or Asia/Jerusalem",
    "PKT": "Asia/Karachi", "SGT": "Asia/Singapore", "JST": "Asia/Tokyo", "KST": "Asia/Seoul",
    "AEST": "Australia/Sydney or Australia/Brisbane", "AEDT": "Australia/Sydney", "ACST": "Australia/Adelaide",
    "AWST": "Australia/Perth", "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland", "BRT": "America/Sao_Paulo",
    "ART": "America/Argentina/Buenos_Aires", "SAST": "Africa/Johannesburg", "Z": "UTC", "ZULU": "UTC",
}  # fmt: skip
OFFSET = re.compile(r"(?:UTC|GMT|Etc/GMT)?\s*[+\-−]\s*\d{1,2}(?::?\d{2})?", re.IGNORECASE)


class BadZone(BadInput):
    code = "bad_zone"


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """The names a timetable can have: places, and UTC."""
    names = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    return frozenset(name for name in names if name == "UTC" or ("/" in name and not OFFSET.fullmatch(name)))


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The zone called `name`. Raises BadZone, with what to write instead."""
    check_zone(name)
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def check_zone(name: str) -> None:
    """Raises BadZone for what is no place: an offset, an abbreviation, a name that tzdata does not have."""
    if name not in zone_names():
        raise BadZone(_refusal(name))


def _refusal(name: str) -> str:
    shown = name.strip()[:60]
    if OFFSET.fullmatch(shown):
        return (
            f"“{shown}” is an offset, which knows no summer time. Write a place, such as Europe/Berlin or "
            "America/New_York; UTC alone is allowed."
        )
    if places := ABBREVIATIONS.get(shown.upper()):
        return f"“{shown}” is an abbreviation, which can mean several zones. Write a place: {places}."
    near = _same_zone(shown) or near_zones(shown)
    hint = f" Near it: {', '.join(near)}." if near else " Write a place as IANA names it, such as Europe/Berlin."
    return f"tzdata {TZDATA} knows no zone “{shown}”.{hint}"


def _same_zone(old: str) -> list[str]:
    """Places with the rules of a name of tzdata that is none, such as `Japan`."""
    folder = files("tzdata").joinpath("zoneinfo")
    if not old.isidentifier() or not (wanted := folder.joinpath(old)).is_file():
        return []
    rules = wanted.read_bytes()
    return [name for name in sorted(zone_names()) if folder.joinpath(*name.split("/")).read_bytes() == rules][:3]


def near_zones(text: str, most: int = 3) -> list[str]:
    """Zones whose name, or whose city, is written like `text`; the best first."""
    wanted = re.sub(r"[\s\-]+", "_", text.strip()).casefold()[:60]
    by_name: dict[str, str] = {}
    for name in sorted(zone_names()):
        by_name[name.casefold()] = name
        by_name.setdefault(name.rsplit("/", 1)[-1].casefold(), name)
    found = difflib.get_close_matches(wanted, by_name, n=2 * most, cutoff=0.7)
    return list(dict.fromkeys(by_name[name] for name in found))[:most]
