"""The lines that RFC 5545 is written in: `NAME;PARAM=VALUE:VALUE`, folded, escaped, and the dates in them.

Only their form. What a property means is `rrule.py`'s and `ics.py`'s.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from gesso.schedule.schedule import BadSchedule
from gesso.schedule.zone import BadZone, zone, zone_names

MOST_CHARS = 30_000
LINE = re.compile(r"([A-Za-z0-9-]{1,60})((?:;[A-Za-z0-9-]{1,60}=(?:\"[^\"]{0,500}\"|[^\";:]{0,500}))*):(.*)", re.DOTALL)
PARAM = re.compile(r";([A-Za-z0-9-]+)=(?:\"([^\"]*)\"|([^\";:]*))")
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.ASCII)

# How Windows names the zones that are met most; facts of the Unicode CLDR's table.
WINDOWS = {
    "W. Europe Standard Time": "Europe/Berlin", "Central Europe Standard Time": "Europe/Budapest",
    "Central European Standard Time": "Europe/Warsaw", "Romance Standard Time": "Europe/Paris",
    "GMT Standard Time": "Europe/London", "E. Europe Standard Time": "Europe/Chisinau",
    "GTB Standard Time": "Europe/Bucharest", "FLE Standard Time": "Europe/Kyiv",
    "Turkey Standard Time": "Europe/Istanbul",
    "Russian Standard Time": "Europe/Moscow", "Israel Standard Time": "Asia/Jerusalem",
    "Arabian Standard Time": "Asia/Dubai", "India Standard Time": "Asia/Kolkata",
    "China Standard Time": "Asia/Shanghai", "Singapore Standard Time": "Asia/Singapore",
    "Tokyo Standard Time": "Asia/Tokyo", "Korea Standard Time": "Asia/Seoul",
    "AUS Eastern Standard Time": "Australia/Sydney", "New Zealand Standard Time": "Pacific/Auckland",
    "Eastern Standard Time": "America/New_York", "Central Standard Time": "America/Chicago",
    "Mountain Standard Time": "America/Denver", "Pacific Standard Time": "America/Los_Angeles",
    "Alaskan Standard Time": "America/Anchorage", "Hawaiian Standard Time": "Pacific/Honolulu",
    "E. South America Standard Time": "America/Sao_Paulo", "South Africa Standard Time": "Africa/Johannesburg",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    name: str
    params: Mapping[str, str]
    value: str


@dataclass(frozen=True)
class Moment:
    """A date, or a time on the wall clock, or with `utc` an instant; in the zone of its TZID if it has one."""

    day: date
    wall: datetime | None
    utc: bool
    zone: str | None

    def local(self, where: str) -> datetime | None:
        """On the wall clock of the zone `where`; None for a whole day."""
        if self.wall is None:
            return None
        source = UTC if self.utc else zone(self.zone) if self.zone and self.zone != where else None
        return self.wall.replace(tzinfo=source).astimezone(zone(where)).replace(tzinfo=None) if source else self.wall


def unfolded(text: str) -> list[str]:
    """The lines of a text, those that were folded joined."""
    return [line for line in re.sub(r"\r?\n[ \t]", "", text).splitlines() if line.strip()]


def parse_line(text: str) -> Line:
    found = LINE.fullmatch(text.strip())
    if not found:
        raise BadSchedule(f"Expected a line such as RRULE:FREQ=DAILY; got “{text.strip()[:60]}”.")
    params = {name.upper(): quoted or plain for name, quoted, plain in PARAM.findall(found[2])}
    return Line(found[1].upper(), params, found[3])


def parse_moments(line: Line) -> list[Moment]:
    """The dates of DTSTART, EXDATE and the like. Raises BadSchedule, BadZone."""
    tzid = line.params.get("TZID")
    where = zone_of_tzid(tzid) if tzid else None
    return [_moment(text, where, line.name) for text in line.value.split(",")]


def _moment(text: str, where: str | None, name: str) -> Moment:
    found = MOMENT.fullmatch(text.strip())
    try:
        if found and found[4] is None:
            day = date(int(found[1]), int(found[2]), int(found[3]))
            return Moment(day, None, False, where)
        if found:
            year, month, dom, hour, minute, second = (int(found[index]) for index in range(1, 7))
            wall = datetime(year, month, dom, hour, minute, min(second, 59))
            return Moment(wall.date(), wall, bool(found[7]), where)
    except ValueError as error:
        raise BadSchedule(f"{name} names a day or time that does not exist: “{text[:40]}”.") from error
    raise BadSchedule(f"{name} expects a date such as 20270314T090000; got “{text[:40]}”.")


def zone_of_tzid(tzid: str) -> str:
    """The IANA name that a calendar program's TZID means. Raises BadZone."""
    if tzid in WINDOWS:
        return WINDOWS[tzid]
    parts = tzid.strip("/").split("/")  # some programs put their own name before it
    for first in range(len(parts)):
        if (name := "/".join(parts[first:])) in zone_names():
            return name
    if tzid in ("Etc/UTC", "GMT", "Z"):
        return "UTC"
    zone(tzid)
    raise BadZone(f"The zone “{tzid[:60]}” is unknown.")


def render_moment(wall: datetime) -> str:
    return f"{wall:%Y%m%dT%H%M%S}"


def folded(line: str) -> str:
    """A line cut to 75 bytes as RFC 5545 asks, never inside a character."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > 75:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + width
    return "\r\n".join([*pieces, piece])


def escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return re.sub(r"\r\n|\r|\n", r"\\n", text)


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
