"""From a schedule to instants. Pure: a timetable and a moment in, occurrences out; no clock, no memory.

Wall-clock rules are expanded on the local calendar and then resolved: a time that the zone skips is taken with the
offset before the gap (02:30 becomes 03:30), of a time that comes twice the first is taken. Resolving can change the
order (02:45 in a gap comes after 03:15) and make two times one instant; what comes out is strictly later each time.
Days that the zone skipped whole (Apia had no 30 December 2011) are a gap like any other. Interval rules are a grid of
UTC, and only their conditions look at the local day.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from gesso.schedule.days import due_days
from gesso.schedule.schedule import Calendar, Interval, Once, Timetable
from gesso.schedule.zone import zone

Note = Literal["", "gap", "overlap", "clamped"]

DAY = timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAIVE_EPOCH = EPOCH.replace(tzinfo=None)
LAST = datetime(2200, 1, 1, tzinfo=UTC)
MAX_REFUSED = 3000


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something is due.

    `local` is the same instant as `utc` on the clocks of the zone; `wall` what the rule asked for, which differs from
    it in a gap. `note` says what was done to the rule's words: the clock skipped that time (`gap`), it comes twice and
    this is the first (`overlap`), the month has no such day and its last was taken (`clamped`).
    """

    utc: datetime
    local: datetime
    wall: datetime
    note: Note = ""


def instants(timetable: Timetable, after: datetime) -> Iterator[Occurrence]:
    """The occurrences strictly after the aware datetime `after`, in order; ends when the schedule does."""
    if after.tzinfo is None:
        raise ValueError("instants() needs an aware datetime")
    after = after.astimezone(UTC)
    where = zone(timetable.zone)
    match schedule := timetable.schedule:
        case Once():
            return _resolved(iter([(schedule.at, False)]), where, after)
        case Calendar():
            wall = after.astimezone(where).replace(tzinfo=None)
            # A gap moves a time by a day at most. No zone changes twice within two days, so this finds every gap.
            gap_before = where.utcoffset(wall - DAY) != where.utcoffset(wall)
            return _resolved(_walls(schedule, wall - DAY if gap_before else wall), where, after)
        case Interval():
            return _grid(schedule, where, after)


def next_instant(timetable: Timetable, after: datetime) -> Occurrence | None:
    """The first occurrence strictly after `after`, None when there is none."""
    return next(instants(timetable, after), None)


def resolve(wall: datetime, where: ZoneInfo) -> tuple[datetime, Note]:
    """The instant in UTC of a naive time on the wall clock, and what had to be done to find it."""
    first = wall.replace(fold=0) if wall.fold else wall
    offset, other = where.utcoffset(first), where.utcoffset(wall.replace(fold=1))
    assert offset is not None and other is not None
    utc = EPOCH + (wall - NAIVE_EPOCH - offset)  # a third of the time of replace()
    if offset == other:
        return utc, ""
    return utc, "gap" if other > offset else "overlap"


def _resolved(walls: Iterator[tuple[datetime, bool]], where: ZoneInfo, after: datetime) -> Iterator[Occurrence]:
    """The instants, later than `after`, of wall times given in order: in their own order, each once."""
    waiting: list[tuple[datetime, datetime, Note]] = []
    for wall, clamped in walls:
        utc, note = resolve(wall, where)
        if note != "gap" and not waiting:  # only what a gap has moved can come after, or at, a later time of the wall
            if utc > after:
                local = datetime.combine(wall, wall.time(), _offset((wall - NAIVE_EPOCH) - (utc - EPOCH)))
                yield Occurrence(utc, local, wall, note or ("clamped" if clamped else ""))
            continue
        # Nothing that is later on the wall can be earlier than this: in a gap, the offset after it.
        least = utc
        if note == "gap":
            after_gap = wall.replace(tzinfo=where, fold=1).utcoffset()
            assert after_gap is not None
            least = (wall - after_gap).replace(tzinfo=UTC)
        while waiting and waiting[0][0] < least:
            yield _pop(waiting, where)
        if utc > after:
            heapq.heappush(waiting, (utc, wall, note or ("clamped" if clamped else "")))
    while waiting:
        yield _pop(waiting, where)


@lru_cache
def _offset(of: timedelta) -> timezone:
    return timezone(of)


def _pop(waiting: list[tuple[datetime, datetime, Note]], where: ZoneInfo) -> Occurrence:
    """The earliest that waits. Others at the same instant go with it; that one of them met a gap is still said."""
    utc, wall, note = heapq.heappop(waiting)
    while waiting and waiting[0][0] == utc:
        note = "gap" if "gap" in (note, also := heapq.heappop(waiting)[2]) else note or also
    return Occurrence(utc, _local(utc, where), wall, note)


def _local(utc: datetime, where: ZoneInfo) -> datetime:
    """The instant on the zone's clocks, with the plain offset of that moment instead of the zone."""
    local = utc.astimezone(where)
    offset = local.utcoffset()
    assert offset is not None
    return local.replace(tzinfo=timezone(offset), fold=0)


def _walls(rule: Calendar, after: datetime) -> Iterator[tuple[datetime, bool]]:
    """The times of the rule on the wall clock that are later than `after`, and whether the day was moved."""
    end = _end(rule) if rule.count else None
    times = sorted(rule.times)
    for day in due_days(rule, after.date()):
        for at in times:
            wall = datetime.combine(day.day, at)
            if end and wall > end:
                return
            if wall > after:
                yield wall, day.clamped


@lru_cache(maxsize=4096)
def _end(rule: Calendar) -> datetime:
    """The last time on the wall clock of a rule with a count. Counted from the start, once for each rule."""
    assert rule.count
    times = sorted(rule.times)
    full, rest = divmod(rule.count - 1, len(times))
    last = date.max
    for index, due in enumerate(due_days(rule, rule.start)):
        last = due.day
        if index == full:
            return datetime.combine(last, times[rest])
    return datetime.combine(last, times[-1])


def _grid(rule: Interval, where: ZoneInfo, after: datetime) -> Iterator[Occurrence]:
    step = timedelta(seconds=rule.every_s)
    end = _grid_end(rule, where) if rule.count else LAST
    for occurrence in _grid_from(rule, where, max(0, (after - rule.start) // step + 1)):
        if occurrence.utc > end:
            return
        yield occurrence


@lru_cache(maxsize=4096)
def _grid_end(rule: Interval, where: ZoneInfo) -> datetime:
    """The last instant of an interval rule with a count: arithmetic, or counted once if it has conditions."""
    assert rule.count
    if not (rule.weekdays or rule.between or rule.skip):
        return min(LAST, rule.start + (rule.count - 1) * timedelta(seconds=rule.every_s))
    utc = rule.start
    for occurrence in islice(_grid_from(rule, where, 0), rule.count):
        utc = occurrence.utc
    return utc


def _grid_from(rule: Interval, where: ZoneInfo, index: int) -> Iterator[Occurrence]:
    step = timedelta(seconds=rule.every_s)
    refused = 0
    # A grid that never meets its conditions ("every 24 hours, between 9 and 10", from noon) ends by MAX_REFUSED.
    while (utc := rule.start + index * step) < LAST and refused < MAX_REFUSED:
        local = _local(utc, where)
        if rule.until and local.date() > rule.until:
            return
        if open_at := _closed_until(rule, local, where):
            refused += 1
            index = max(index + 1, -((rule.start - open_at) // step))
            continue
        refused = 0
        yield Occurrence(utc, local, local.replace(tzinfo=None))
        index += 1


def _closed_until(rule: Interval, local: datetime, where: ZoneInfo) -> datetime | None:
    """None if the rule is due at `local`; otherwise a moment, in UTC, before which it is not."""
    day, at = local.date(), local.time()
    if (rule.weekdays and local.weekday() not in rule.weekdays) or day in rule.skip:
        return _first_moment(day + DAY, time(), where)
    if rule.between:
        first, last = rule.between
        if first <= last:
            if at < first:
                return _first_moment(day, first, where)
            return _first_moment(day + DAY, time(), where) if at > last else None
        if last < at < first:
            return _first_moment(day, first, where)
    return None


def _first_moment(day: date, at: time, where: ZoneInfo) -> datetime:
    """A moment in UTC before which the zone's clocks do not show `at` of `day`: the earlier of two, an hour's safety in
    a gap."""
    wall = datetime.combine(day, at, tzinfo=where)
    offsets = [found for fold in (0, 1) if (found := wall.replace(fold=fold).utcoffset()) is not None]
    return (wall.replace(tzinfo=None) - max(offsets)).replace(tzinfo=UTC)
