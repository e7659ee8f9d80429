"""Rules of the calendar: joined, filled from days that are said elsewhere, thinned, and their first day found."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from gesso.schedule.schedule import Calendar
from gesso.schedule.schedule import Day as RuleDay
from gesso.schedule.words.dates import instant_of
from gesso.schedule.words.phrase import Date, Hm, Lasting, Moment, Repeat
from gesso.schedule.words.written import add_months
from gesso.schedule.zone import zone as zone_of


def merged(a: Repeat, b: Repeat) -> Repeat | None:
    """One rule of two: "every two weeks" and "on Mondays", "every day" and "on weekdays". None if they disagree."""
    if replace(a, note="") == replace(b, note=""):
        return a if a.note else b
    for x, y in ((a, b), (b, a)):
        bare = not (x.days or x.monthdays or x.months or x.positions)
        if bare and x.freq == y.freq and (y.interval == 1 or x.interval == y.interval):
            return replace(y, interval=x.interval, note=x.note or y.note)
        if bare and x.freq == "daily" and x.interval == 1 and y.freq in ("weekly", "monthly", "yearly") and _dayed(y):
            return y
        if bare and x.note == "quarter" and y.freq == "yearly" and len(y.months) == 4:
            return y  # "quarterly, on the 1st of Jan/Apr/Jul/Oct"
        if bare and x.freq == "weekly" and x.interval == 1 and y.freq == "weekly":
            return y
    if a.freq == b.freq == "weekly" and a.interval == b.interval and not a.note and not b.note:
        return None
    if a.freq == b.freq == "monthly" and a.interval == b.interval and bool(a.positions) == bool(b.positions):
        return None
    return None


def _dayed(rule: Repeat) -> bool:
    return bool(rule.days or rule.monthdays)


def filled(rule: Repeat, said: Date) -> Repeat | None:
    """The rule with a day that is said elsewhere: "monthly", "on the 15th". None if the two do not go together."""
    if said.months and not said.monthdays and not said.nth and said.day is None:
        return replace(rule, months=said.months) if not rule.months else None
    if rule.freq == "yearly" and rule.months == said.months and rule.monthdays == said.monthdays and rule.months:
        return rule  # "every Groundhog Day, 2 February"
    if rule.freq == "weekly" and not rule.days and said.weekdays:
        return replace(rule, days=tuple(RuleDay(d) for d in said.weekdays))
    if rule.freq == "weekly" and {d.weekday for d in rule.days} == set(said.weekdays) and said.weekdays:
        return rule
    bare = not (rule.days or rule.monthdays or rule.positions)
    if rule.freq == "monthly" and bare and not said.months and (said.monthdays or said.nth):
        return replace(rule, monthdays=said.monthdays, days=said.nth, positions=said.positions)
    if rule.freq == "yearly" and bare and (said.monthdays or said.nth):
        if rule.months and said.months and rule.months != said.months:
            return None
        months = said.months or rule.months
        return replace(rule, months=months, monthdays=said.monthdays, days=said.nth, positions=said.positions)
    return None


def rule_of(said: Date) -> Repeat | None:
    """The rule that a day of several, or of each month, is when it is bounded: "at weekends from next week on"."""
    if len(said.weekdays) > 1:
        return Repeat("weekly", 1, tuple(RuleDay(d) for d in said.weekdays))
    if (said.monthdays or said.nth) and not said.months:
        return Repeat("monthly", 1, said.nth, said.monthdays, (), said.positions)
    return None


def complete(rule: Repeat) -> bool:
    """Whether the rule says on which days it is."""
    if rule.freq == "daily":
        return True
    if rule.freq == "weekly":
        return bool(rule.days)
    if rule.freq == "monthly":
        return bool(rule.days or rule.monthdays)
    return bool(rule.months and (rule.days or rule.monthdays))


def half_outside(made: Calendar, weekdays: tuple[int, ...]) -> bool:
    """Whether some of the days to leave out are days of the rule, and others, on workdays, are not."""
    days = {d.weekday for d in made.days}
    outside = {d for d in weekdays if d < 5} - days
    return made.freq == "weekly" and bool(days & set(weekdays)) and bool(outside)


def without(made: Calendar, weekdays: tuple[int, ...], months: tuple[int, ...]) -> Calendar | None:
    """The rule without some weekdays or months; None where that cannot be one rule, or leaves nothing."""
    if weekdays:
        if any(d.nth for d in made.days) or made.positions or made.freq in ("monthly", "yearly"):
            return None
        days = made.days or tuple(RuleDay(d) for d in range(7))
        left = tuple(d for d in days if d.weekday not in weekdays)
        if not left:
            return None
        freq = "weekly" if made.freq == "daily" and made.interval == 1 else made.freq
        made = replace(made, freq=freq, days=left)
    if months:
        left_months = tuple(m for m in made.months or tuple(range(1, 13)) if m not in months)
        if not left_months:
            return None
        made = replace(made, months=left_months)
    return made


def begun(rule: Repeat, first: date) -> Repeat:
    """The rule on the weekday, or day of the month or year, that it begins on: "every 2 weeks from 14 June"."""
    bare = not (rule.days or rule.monthdays or rule.positions or rule.months or rule.note)
    if not bare or rule.freq not in ("weekly", "monthly", "yearly"):
        return rule
    if rule.freq == "weekly":
        return replace(rule, days=(RuleDay(first.weekday()),))
    return replace(rule, monthdays=(first.day,), months=(first.month,) if rule.freq == "yearly" else ())


def last_of(first: date, lasting: Lasting) -> date:
    """The last day of "for two weeks" that begin on `first`."""
    if lasting.unit in ("day", "week"):
        return first + timedelta(days=lasting.n * (7 if lasting.unit == "week" else 1) - 1)
    return add_months(first, lasting.n * (12 if lasting.unit == "year" else 1)) - timedelta(days=1)


def fits(rule: Calendar, day: date) -> bool:
    """Whether `day` is one of the rule's, intervals aside."""
    if day in rule.skip or (rule.months and day.month not in rule.months):
        return False
    last = (add_months(day.replace(day=1), 1) - timedelta(days=1)).day
    if rule.positions:
        fitting = [n for n in range(1, last + 1) if any(day.replace(day=n).weekday() == d.weekday for d in rule.days)]
        return any(
            -len(fitting) <= p <= len(fitting) and fitting[p - 1 if p > 0 else p] == day.day for p in rule.positions
        )
    if rule.monthdays and not any(day.day == (min(n, last) if n > 0 else last + 1 + n) for n in rule.monthdays):
        return False
    return not rule.days or any(
        day.weekday() == d.weekday
        and (d.nth is None or (day.day - 1) // 7 + 1 == d.nth or -((last - day.day) // 7 + 1) == d.nth)
        for d in rule.days
    )


def first_day(rule: Calendar, now: datetime, zone: str) -> date | None:
    """The first day on which the rule is due after `now`."""
    day = max(rule.start, now.astimezone(zone_of(zone)).date() - timedelta(days=1))
    for ahead in range(366 * 9):
        then = day + timedelta(days=ahead)
        if rule.until and then > rule.until:
            return None
        if fits(rule, then) and any(instant_of(datetime.combine(then, t), zone) > now for t in rule.times):
            return then
    return None


def grid_start(
    moment: Moment, zone: str, every_s: int, between: tuple[time, time] | None, anchor: time | None, day: date | None
) -> datetime:
    """The first instant of an elapsed rule: on the round hour if the step divides the day, else one step from now."""
    now = moment.now.replace(microsecond=0)
    if day or anchor or between:
        first = day or moment.today
        at = instant_of(datetime.combine(first, anchor or (between[0] if between else time())), zone)
    elif 86400 % every_s == 0:
        at = instant_of(datetime.combine(moment.today, time()), zone)
    else:
        return now.replace(second=0) + timedelta(seconds=every_s)
    if at > now:
        return at
    steps = (now - at) // timedelta(seconds=every_s) + 1
    return (at + timedelta(seconds=every_s) * steps).astimezone(UTC)


def office_hours(a: Hm, b: Hm, day_clock: bool) -> tuple[time, time] | None:
    """ "9 and 5", "9 and 17", "8 to 6": the working day that everybody means, or None."""
    first, last = a.hour, b.hour
    if a.how == "either":  # "between 2 and 5pm", "between 9 and 5pm"
        if first < last - 12:
            return (time(first + 12, a.minute), time(last, b.minute)) if first < 6 else None
        return (time(first, a.minute), time(last, b.minute)) if first <= 12 else None
    if last >= 13 or (day_clock and last > first):
        return (time(first, a.minute), time(last, b.minute)) if last > first else None
    if a.how == "sure" and b.how == "sure":
        return None
    if 6 <= first < last == 12 and not a.part and not b.part:
        return time(first, a.minute), time(12, b.minute)
    if 6 <= first <= 12 and 1 <= last <= 7 and last < first and b.how != "sure":
        return time(first, a.minute), time(last + 12, b.minute)
    return None
