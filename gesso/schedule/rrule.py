"""Recurrence rules of RFC 5545, in and out, under a whitelist.

What a `Calendar` or an `Interval` can say exactly is read; anything else is refused with a reason, within milliseconds
whatever it says. Two readings are ours. `HOURLY` and `MINUTELY` are elapsed time. A day of the month that a month has
not is its last day, where RFC 5545 leaves the month out; what is written says that in words that every program reads
(BYMONTHDAY=28,29,30,31;BYSETPOS=-1), or where it cannot in those of RFC 7529 (SKIP=BACKWARD).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from gesso.schedule.content_line import MOST_CHARS, Line, Moment, parse_line, parse_moments, render_moment, unfolded
from gesso.schedule.days import due_days
from gesso.schedule.expand import instants, next_instant, resolve
from gesso.schedule.rrule_parts import WEEKDAYS, Rule
from gesso.schedule.schedule import MAX_TIMES, BadSchedule, Calendar, Day, Freq, Interval, Once, Schedule, Timetable
from gesso.schedule.zone import zone as zone_named

FREQS: dict[str, Freq] = {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly", "YEARLY": "yearly"}


def parse_rrule(text: str, zone: str | None = None, start: datetime | None = None) -> Timetable:
    """The timetable of a DTSTART with its RRULE and EXDATE lines; without RRULE, once.

    `zone` and `start` (naive, on the wall clock) stand in for what the text does not say.
    Raises BadSchedule or BadZone.
    """
    if len(text) > MOST_CHARS:
        raise BadSchedule(f"A rule has at most {MOST_CHARS:,} characters; got {len(text):,}.")
    lines = [parse_line(line if ":" in line else f"RRULE:{line}") for line in unfolded(text)]
    return timetable_of(lines, zone, start)


def render_rrule(timetable: Timetable) -> str:
    """DTSTART, RRULE and EXDATE lines that say the timetable, each line not yet folded.

    DTSTART is the first occurrence, and nothing is left for it to imply. Raises BadSchedule for the intervals that
    RFC 5545 has no words for: only between two times of the day, or of seconds.
    """
    schedule, where = timetable.schedule, timetable.zone
    if isinstance(schedule, Once):
        return _start_line(schedule.at, where)
    if isinstance(schedule, Interval):
        return _render_interval(schedule, where)
    unskipped = replace(_explicit(schedule), skip=(), count=None)
    first = next(due_days(unskipped, unskipped.start), None)
    if first is None:
        raise BadSchedule("The rule is never due.")
    times = sorted(schedule.times)
    lines = [_start_line(datetime.combine(first.day, times[0]), where), *_rule_lines(schedule, unskipped, where)]
    gone = [datetime.combine(day, at) for day in sorted(schedule.skip) if _is_due(unskipped, day) for at in times]
    if gone:
        lines.append(_dated("EXDATE", gone, where))
    return "\n".join(lines)


def timetable_of(lines: Iterable[Line], zone: str | None = None, start: datetime | None = None) -> Timetable:
    """The timetable of the properties of one component. Raises BadSchedule or BadZone."""
    begin, rules, out = None, [], []
    for line in lines:
        if line.name == "DTSTART" and begin is None:
            begin = parse_moments(line)[0]
        elif line.name == "RRULE":
            rules.append(Rule.parse(line.value))
        elif line.name == "EXDATE":
            out += parse_moments(line)
        else:
            raise BadSchedule(f"Expected one DTSTART, RRULE and EXDATE; {line.name} is not understood here.")
    where = (begin and (begin.zone or ("UTC" if begin.utc else None))) or zone
    if not where:
        raise BadSchedule("The rule names no zone: write DTSTART;TZID=Europe/Berlin:20270101T090000.")
    first = begin.local(where) if begin else start
    if first is None:
        raise BadSchedule("The rule names no first time: write DTSTART;TZID=Europe/Berlin:20270101T090000.")
    if not rules:
        if out:
            raise BadSchedule("An EXDATE needs an RRULE whose days it leaves out.")
        return Timetable(Once(first), where)
    merged = _merged(rules, first)
    schedule: Schedule
    if merged.freq in ("HOURLY", "MINUTELY"):
        schedule = _interval(merged, first, where, out)
    else:
        schedule = _without(_calendar(merged, first, where), out, where)
    timetable = Timetable(schedule, where)
    if next_instant(timetable, resolve(first, zone_named(where))[0] - timedelta(seconds=1)) is None:
        raise BadSchedule("The rule is never due.")
    return timetable


def _calendar(parts: Rule, first: datetime, where: str) -> Calendar:
    monthdays = parts.numbers.get("BYMONTHDAY", ())
    freq, days = parts.freq, parts.days
    if freq == "DAILY" and monthdays and parts.interval == 1:
        freq = "MONTHLY"
    if parts.exact and not days and (monthdays or (first.day > 28 and freq in ("MONTHLY", "YEARLY"))):
        days, monthdays = tuple(map(Day, range(7))), monthdays or (first.day,)
    rule = Calendar(
        start=first.date(),
        freq=FREQS[freq],
        times=parts.times,
        interval=parts.interval,
        days=days,
        monthdays=monthdays,
        months=parts.numbers.get("BYMONTH", ()),
        positions=_day_positions(parts.numbers.get("BYSETPOS", ()), len(parts.times)),
        count=parts.count,
    )
    _check_week_start(parts.week_start, rule)
    rule = _plain_weekdays(_plain_last_days(_begun_at(rule, first.time())))
    return replace(rule, until=_last_day(parts.until, rule, where)) if parts.until else rule


def _check_week_start(week_start: int, rule: Calendar) -> None:
    """Weeks begin on Monday here. Another day makes a difference only to some rules of every second week."""
    weekdays = {day.weekday for day in rule.days} or {rule.start.weekday()}
    if week_start == 0 or rule.freq != "weekly" or rule.interval == 1 or weekdays == {rule.start.weekday()}:
        return
    if week_start == 6 and 6 not in weekdays | {rule.start.weekday()}:
        return
    raise BadSchedule(f"The weeks of this rule begin on {WEEKDAYS[week_start]}; only MO can be kept here.")


def _interval(parts: Rule, first: datetime, where: str, out: Sequence[Moment]) -> Interval:
    """Elapsed time from the first occurrence."""
    odd = sorted(set(parts.numbers) - {"BYSECOND"})
    if odd or any(day.nth for day in parts.days):
        what = ", ".join(odd) or "an nth weekday"
        raise BadSchedule(f"{parts.freq} with {what} is not understood; write FREQ=DAILY with BYHOUR and BYMINUTE.")
    if any(moment.wall for moment in out):
        raise BadSchedule(f"A rule of {parts.freq} can leave out whole days (EXDATE;VALUE=DATE), not single times.")
    start = resolve(first, zone_named(where))[0]
    every_s = parts.interval * (3600 if parts.freq == "HOURLY" else 60)
    weekdays = tuple(sorted({day.weekday for day in parts.days}))
    skip = tuple(sorted({moment.day for moment in out}))
    rule = Interval(start, every_s, weekdays=weekdays, count=parts.count, skip=skip)
    if not parts.until:
        return rule
    last = parts.until.local(where)
    if last is None or last.time() >= time(23, 59):
        return replace(rule, until=last.date() if last else parts.until.day)
    if weekdays or skip:
        raise BadSchedule("UNTIL is in the middle of a day; give a day, such as UNTIL=20270331.")
    count = (resolve(last, zone_named(where))[0] - start) // timedelta(seconds=every_s) + 1
    if count < 1:
        raise BadSchedule("UNTIL is before DTSTART.")
    return replace(rule, count=count)


def _merged(rules: Sequence[Rule], first: datetime) -> Rule:
    """One rule of several that differ in the time of day alone, as `render_rrule` writes 9:00 and 17:30."""
    timed = sorted((rule.with_times(first) for rule in rules), key=lambda rule: rule.times)
    if len(timed) == 1:
        return timed[0]
    if len(timed) > MAX_TIMES:
        raise BadSchedule(f"There are more than {MAX_TIMES} rules.")
    clock = ("BYHOUR", "BYMINUTE", "BYSECOND")
    alike = {
        repr(replace(rule, times=(), count=None, numbers={k: v for k, v in rule.numbers.items() if k not in clock}))
        for rule in timed
    }
    counts = [rule.count for rule in timed]
    total = sum(count or 0 for count in counts)
    if len(alike) > 1 or any(len(rule.times) > 1 for rule in timed) or timed[0].freq in ("HOURLY", "MINUTELY"):
        raise BadSchedule(
            "Several RRULE lines may differ only in one BYHOUR and BYMINUTE each; make a task of each rule."
        )
    if any(counts) and counts != _shares(total, len(timed)):
        raise BadSchedule("The counts of the RRULE lines do not end together.")
    return replace(timed[0], times=tuple(rule.times[0] for rule in timed), count=total or None)


def _shares(total: int, times: int) -> list[int | None]:
    """How many of `total` occurrences fall on each of the times of a day, in order."""
    return [(total - index + times - 1) // times for index in range(times)]


def _day_positions(positions: Sequence[int], times: int) -> tuple[int, ...]:
    """BYSETPOS counts times, our positions count days: every day chosen must be chosen with all of its times."""
    days = sorted({(p - 1) // times + 1 if p > 0 else -((-p - 1) // times + 1) for p in positions})
    if set(positions) != set(_time_positions(days, times)):
        raise BadSchedule("BYSETPOS chooses some of a day's times; choose whole days.")
    return tuple(days)


def _time_positions(days: Iterable[int], times: int) -> list[int]:
    return [
        (day - 1) * times + index + 1 if day > 0 else (day + 1) * times - index - 1
        for day in days for index in range(times)
    ]  # fmt: skip


def _begun_at(rule: Calendar, at: time) -> Calendar:
    """The rule without the times of its first day that are before DTSTART."""
    times = sorted(rule.times)
    if at <= times[0]:
        return rule
    due = next(due_days(rule, rule.start), None)
    if due is None or due.day != rule.start:
        return rule
    if at <= times[-1]:
        raise BadSchedule(f"DTSTART ({at}) is between the times of the rule's first day; begin at {times[0]}.")
    if rule.interval > 1:
        return replace(rule, skip=(rule.start,))
    return replace(_explicit(rule), start=rule.start + timedelta(days=1))


def _plain_weekdays(rule: Calendar) -> Calendar:
    """`FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=2` is every Tuesday. Where months cut weeks in parts it is not."""
    if rule.freq != "weekly" or rule.months or not rule.positions or not rule.days:
        return rule
    week = sorted(rule.days, key=lambda day: day.weekday)
    chosen = {p - 1 if p > 0 else len(week) + p for p in rule.positions}
    days = tuple(day for at, day in enumerate(week) if at in chosen)
    return replace(rule, days=days, positions=()) if days else rule


def _plain_last_days(rule: Calendar) -> Calendar:
    """`BYMONTHDAY=28,29,30,31;BYSETPOS=-1` is the 31st or the last day, which is what a 31 means here."""
    run = tuple(range(28, (rule.monthdays or (0,))[-1] + 1))
    whole = rule.freq == "monthly" or len(rule.months) == 1
    if rule.days or not whole or len(run) < 2 or rule.monthdays != run or rule.positions != (-1,):
        return rule
    return replace(rule, monthdays=run[-1:], positions=())


def _last_day(until: Moment, rule: Calendar, where: str) -> date:
    last = until.local(where)
    if last is None or last.time() >= max(rule.times):
        return last.date() if last else until.day
    if last.time() < min(rule.times):
        return last.date() - timedelta(days=1)
    raise BadSchedule("UNTIL is between the times of a day; give a day, such as UNTIL=20270331.")


def _without(rule: Calendar, out: Sequence[Moment], where: str) -> Calendar:
    """The rule without what EXDATE leaves out, and a COUNT, which counts that, too, made ours, which does not."""
    gone: dict[date, set[time]] = {}
    for moment in out:
        wall = moment.local(where)
        gone.setdefault(wall.date() if wall else moment.day, set()).update([wall.time()] if wall else rule.times)
    days = sorted(day for day in gone if day not in rule.skip and _is_due(rule, day))
    if any(gone[day] < set(rule.times) and gone[day] & set(rule.times) for day in days):
        raise BadSchedule("EXDATE leaves out some of a day's times; only whole days can be left out.")
    days = [day for day in days if gone[day] & set(rule.times)]
    if not days:
        return rule
    count = rule.count
    if count:
        walls = islice(_walls(rule), count)
        count = sum(1 for wall in walls if wall.date() not in days)
        if not count:
            raise BadSchedule("EXDATE leaves nothing of the rule.")
    return replace(rule, skip=tuple(sorted({*rule.skip, *days})), count=count)


def _is_due(rule: Calendar, day: date) -> bool:
    due = next(due_days(rule, day), None)
    return due is not None and due.day == day


def _walls(rule: Calendar) -> Iterable[datetime]:
    return (datetime.combine(due.day, at) for due in due_days(rule, rule.start) for at in sorted(rule.times))


def _explicit(rule: Calendar) -> Calendar:
    """The rule with what it takes from its start said in its fields."""
    if rule.freq == "weekly" and not rule.days:
        return replace(rule, days=(Day(rule.start.weekday()),))
    if rule.freq in ("monthly", "yearly") and not (rule.days or rule.monthdays):
        months = rule.months or ((rule.start.month,) if rule.freq == "yearly" else ())
        return replace(rule, months=months, monthdays=(rule.start.day,))
    return rule


def _rule_lines(schedule: Calendar, unskipped: Calendar, where: str) -> list[str]:
    """One RRULE, or one for each time of day where hours and minutes do not multiply to the times."""
    times = sorted(schedule.times)
    ends = _ends(schedule, unskipped, where)
    units = [tuple(sorted({getattr(at, unit) for at in times})) for unit in ("hour", "minute", "second")]
    if len(units[0]) * len(units[1]) * len(units[2]) == len(times):
        return [_rule_line(unskipped, units, len(times), ends)]
    if ends.count is None:
        each = [ends] * len(times)
    else:
        each = [_Ends(share, "") for share in _shares(ends.count, len(times))]
    return [
        _rule_line(unskipped, [(at.hour,), (at.minute,), (at.second,)], 1, end)
        for at, end in zip(times, each, strict=True) if end.count != 0
    ]  # fmt: skip


def _rule_line(unskipped: Calendar, units: Sequence[tuple[int, ...]], times: int, ends: "_Ends") -> str:
    parts = _calendar_parts(unskipped, times)
    parts |= {"BYHOUR": _listed(units[0]), "BYMINUTE": _listed(units[1])}
    if units[2] != (0,):
        parts["BYSECOND"] = _listed(units[2])
    if ends.count:
        parts["COUNT"] = str(ends.count)
    elif ends.until:
        parts["UNTIL"] = ends.until
    return "RRULE:" + ";".join(f"{name}={value}" for name, value in parts.items())


@dataclass(frozen=True)
class _Ends:
    count: int | None
    until: str


def _ends(rule: Calendar, unskipped: Calendar, where: str) -> _Ends:
    """COUNT counts what EXDATE leaves out, ours does not. A rule with both ends has the earlier one."""
    until = rule.until
    if rule.count:
        left = rule.count
        for walls, wall in enumerate(_walls(unskipped), start=1):
            left -= wall.date() not in rule.skip
            if not left:
                return _Ends(walls, "")
    if until is None:
        return _Ends(None, "")
    last = resolve(datetime.combine(until, time(23, 59, 59)), zone_named(where))[0]
    return _Ends(None, render_moment(last) + "Z")


def _calendar_parts(rule: Calendar, times: int) -> dict[str, str]:
    """The parts of an explicit rule that say which days, for `times` times on each."""
    freq, monthdays, positions = rule.freq, sorted(rule.monthdays), list(rule.positions)
    parts = {"FREQ": freq.upper()}
    if not rule.days and any(day > 28 for day in monthdays):
        one = len(monthdays) == 1 and not positions
        if one and freq == "yearly" and rule.interval == 1:
            freq, parts["FREQ"] = "monthly", "MONTHLY"
        if one and (freq == "monthly" or len(rule.months) == 1):
            monthdays, positions = list(range(28, monthdays[0] + 1)), [-1]
        else:
            parts = {"RSCALE": "GREGORIAN", "FREQ": parts["FREQ"], "SKIP": "BACKWARD"}
    if rule.interval > 1:
        parts["INTERVAL"] = str(rule.interval)
    if rule.months:
        parts["BYMONTH"] = _listed(sorted(rule.months))
    if monthdays:
        parts["BYMONTHDAY"] = _listed(monthdays)
    if rule.days:
        ordered = sorted(rule.days, key=lambda day: (day.weekday, day.nth or 0))
        parts["BYDAY"] = ",".join(f"{day.nth or ''}{WEEKDAYS[day.weekday]}" for day in ordered)
    if positions:
        parts["BYSETPOS"] = _listed(sorted(_time_positions(positions, times)))
    return parts


def _render_interval(rule: Interval, where: str) -> str:
    if rule.between or rule.every_s % 60:
        raise BadSchedule("RFC 5545 has no words for elapsed time between two times of day, or of seconds.")
    wall = rule.start.astimezone(zone_named(where)).replace(tzinfo=None)
    if resolve(wall, zone_named(where))[0] != rule.start:
        # The second time that the clock shows it, which only UTC can say.
        if rule.weekdays or rule.skip or rule.until:
            raise BadSchedule("The interval starts in the hour that comes twice; start it an hour later.")
        wall, where = rule.start.replace(tzinfo=None), "UTC"
    hours, rest = divmod(rule.every_s, 3600)
    parts = ["FREQ=MINUTELY", f"INTERVAL={rule.every_s // 60}"] if rest else ["FREQ=HOURLY", f"INTERVAL={hours}"]
    if rule.weekdays:
        parts.append("BYDAY=" + ",".join(WEEKDAYS[day] for day in sorted(rule.weekdays)))
    if rule.count:
        due = instants(Timetable(rule, where), rule.start - timedelta(seconds=1))
        parts.append(f"COUNT={sum(1 for _ in due)}")
    elif rule.until:
        last = resolve(datetime.combine(rule.until, time(23, 59, 59)), zone_named(where))[0]
        parts.append(f"UNTIL={render_moment(last)}Z")
    lines = [_start_line(wall, where), "RRULE:" + ";".join(parts)]
    if rule.skip:
        lines.append("EXDATE;VALUE=DATE:" + ",".join(f"{day:%Y%m%d}" for day in sorted(rule.skip)))
    return "\n".join(lines)


def _listed(values: Iterable[int]) -> str:
    return ",".join(map(str, values))


def _start_line(wall: datetime, where: str) -> str:
    return _dated("DTSTART", [wall], where)


def _dated(name: str, walls: Iterable[datetime], where: str) -> str:
    if where == "UTC":
        return f"{name}:" + ",".join(render_moment(wall) + "Z" for wall in walls)
    return f"{name};TZID={where}:" + ",".join(map(render_moment, walls))
