"""iCalendar files: the summary and schedule of events and to-dos in, a feed of tasks out.

Own code, because little is needed: a name for each thing and its DTSTART, RRULE and EXDATE, which `rrule.py` reads
under its whitelist. Attendees, alarms and the rest are passed over. What cannot be kept exactly is not imported, with
its reason. In a feed, what RFC 5545 has no words for stands as single events of the next weeks.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from gesso.base.errors import BadInput, TooLarge
from gesso.schedule.content_line import Line, escaped, folded, parse_line, render_moment, unescaped, unfolded
from gesso.schedule.expand import instants
from gesso.schedule.rrule import render_rrule, timetable_of
from gesso.schedule.schedule import BadSchedule, Timetable
from gesso.schedule.zone import BadZone, zone, zone_names

MOST_BYTES = 2_000_000
MOST_ENTRIES = 1_000
SINGLE_DAYS, MOST_SINGLE = 60, 200


@dataclass(frozen=True)
class Imported:
    uid: str
    summary: str
    timetable: Timetable


@dataclass(frozen=True)
class NotImported:
    summary: str
    reason: str


@dataclass(frozen=True)
class FeedEntry:
    uid: str
    summary: str
    timetable: Timetable
    duration_s: int = 900


@dataclass
class _Component:
    name: str
    lines: list[Line] = field(default_factory=list)

    def text(self, name: str) -> str:
        return next((unescaped(line.value) for line in self.lines if line.name == name), "")


def parse_ics(data: bytes, where: str) -> tuple[list[Imported], list[NotImported]]:
    """The events and to-dos of a calendar file; `where` is the zone of times that name none.

    Raises BadInput for what is no iCalendar file, TooLarge for more than 2 MB or 1,000 entries.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge(f"A calendar file has at most {MOST_BYTES // 1_000_000} MB; got {len(data):,} bytes.")
    found: list[Imported] = []
    refused: list[NotImported] = []
    for count, component in enumerate(_components(data)):
        if count >= MOST_ENTRIES:
            raise TooLarge(f"A calendar file has at most {MOST_ENTRIES:,} entries.")
        summary = " ".join(component.text("SUMMARY").split())[:500] or "(no title)"
        try:
            found.append(Imported(component.text("UID")[:200], summary, _timetable(component, where)))
        except (BadSchedule, BadZone) as error:
            refused.append(NotImported(summary, error.message))
    return found, refused


def _components(data: bytes) -> Iterator[_Component]:
    """The VEVENTs and VTODOs of a file, without what is nested in them. Zones by private names get their real ones."""
    lines = unfolded(data.decode("utf-8-sig", errors="replace"))
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        raise BadInput("Expected an iCalendar file, which begins with BEGIN:VCALENDAR.")
    aliases: dict[str, str] = {}
    path: list[_Component] = []
    for text in lines:
        try:
            line = parse_line(text)
        except BadSchedule:
            continue  # a broken line of something that may not be needed
        if line.name == "BEGIN":
            path.append(_Component(line.value.strip().upper()))
        elif line.name == "END" and path:
            ended = path.pop()
            if ended.name == "VTIMEZONE" and (location := ended.text("X-LIC-LOCATION")) in zone_names():
                aliases[ended.text("TZID")] = location
            if ended.name in ("VEVENT", "VTODO"):
                yield ended
        elif path:
            tzid = line.params.get("TZID", "")
            params = {**line.params, "TZID": aliases[tzid]} if tzid in aliases else line.params
            path[-1].lines.append(Line(line.name, params, line.value))


def _timetable(component: _Component, where: str) -> Timetable:
    names = {line.name for line in component.lines}
    if "RECURRENCE-ID" in names:
        raise BadSchedule("This is a change of a single occurrence, which a schedule cannot keep.")
    if component.text("STATUS").strip().upper() == "CANCELLED":
        raise BadSchedule("It is cancelled.")
    begin = "DTSTART" if "DTSTART" in names else "DUE" if component.name == "VTODO" else ""
    lines = [line for line in component.lines if line.name in (begin, "RRULE", "EXDATE", "RDATE", "EXRULE")]
    lines = [Line("DTSTART", line.params, line.value) if line.name == begin else line for line in lines]
    if any(line.name == "DTSTART" and "T" not in line.value for line in lines):
        raise BadSchedule("It lasts whole days and has no time of day; say when it is to run.")
    return timetable_of(lines, where)


def render_ics(entries: Iterable[FeedEntry], now: datetime) -> str:
    """An iCalendar feed of `entries`, with the zones that it names."""
    entries = list(entries)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//gesso//tasks//EN", "CALSCALE:GREGORIAN"]
    for name in sorted({entry.timetable.zone for entry in entries} - {"UTC"}):
        lines += _zone_lines(name, now)
    for entry in entries:
        lines += _event_lines(entry, now.astimezone(UTC))
    return "".join(folded(line) + "\r\n" for line in [*lines, "END:VCALENDAR"])


def _event_lines(entry: FeedEntry, now: datetime) -> list[str]:
    try:
        return _event(entry, entry.uid, render_rrule(entry.timetable).split("\n"), now)
    except BadSchedule:
        single = islice(instants(entry.timetable, now), MOST_SINGLE)
        return [
            line
            for due in single
            if due.utc <= now + timedelta(days=SINGLE_DAYS)
            for line in _event(entry, f"{entry.uid}-{_utc(due.utc)}", [f"DTSTART:{_utc(due.utc)}"], now)
        ]


def _event(entry: FeedEntry, uid: str, when: Sequence[str], now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(uid)}",
        f"DTSTAMP:{_utc(now)}",
        *when,
        f"DURATION:PT{max(entry.duration_s, 1)}S",
        f"SUMMARY:{escaped(entry.summary)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _zone_lines(name: str, now: datetime) -> list[str]:
    """The zone's changes from a year ago to five years on, each by itself: no program need know its rules."""
    where = zone(name)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    first = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=366)
    changes = [(first, first - timedelta(hours=1)), *_changes(where, first, first + timedelta(days=6 * 366))]
    for after, before in changes:
        new, old = after.astimezone(where), before.astimezone(where)
        kind = "DAYLIGHT" if new.dst() else "STANDARD"
        at = (after + (old.utcoffset() or timedelta())).replace(tzinfo=None)
        lines += [
            f"BEGIN:{kind}", f"DTSTART:{render_moment(at)}", f"TZOFFSETFROM:{old:%z}", f"TZOFFSETTO:{new:%z}",
            f"TZNAME:{new.tzname()}", f"END:{kind}",
        ]  # fmt: skip
    return [*lines, "END:VTIMEZONE"]


def _changes(where: ZoneInfo, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The first moment of each new offset, with one before it; offsets change on a quarter of an hour."""
    day, quarter = timedelta(days=1), timedelta(minutes=15)
    while first < last:
        after = first + day
        if first.astimezone(where).utcoffset() != after.astimezone(where).utcoffset():
            moment = first
            while moment.astimezone(where).utcoffset() == first.astimezone(where).utcoffset():
                moment += quarter
            yield moment, moment - quarter
        first = after


def _utc(moment: datetime) -> str:
    return render_moment(moment.astimezone(UTC)) + "Z"
