"""A schedule in plain words, in English or German: "every weekday at 19:00, until 31 March 2027".

Everything that decides when it is due is said, but not the zone, which is the timetable's. The words are such that the
grammar of `words` reads them back.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from gesso.schedule.schedule import Calendar, Day, Interval, Once, Schedule

Language = Literal["en", "de"]


@dataclass(frozen=True)
class _Tongue:
    """The words of a language. In `{}` stands what varies; `units` are one and many of each frequency."""

    weekdays: Sequence[str]
    months: Sequence[str]
    both: str
    ordinal: Callable[[int], str]
    last: Callable[[int], str]
    day: Callable[[date], str]
    once: str
    at: str
    until: str
    times: str
    skip: str
    starting: str
    every: dict[str, str]
    every_n: dict[str, str]
    workdays: str
    weekend: str
    on: str
    on_the: str
    each: str
    workday: str
    last_day: str
    clamped: str
    only_days: str
    that_has: str
    in_months: str
    of_month: str
    of_months: str
    of_year: str
    date: str
    elapsed: Sequence[tuple[int, str, str]]
    on_weekdays: str
    on_weekend: str
    between: str


def _english_ordinal(number: int) -> str:
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    words = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
    return words.get(number, f"{number}{suffix}")


def _german_ordinal(number: int) -> str:
    return {1: "ersten", 2: "zweiten", 3: "dritten", 4: "vierten", 5: "fünften"}.get(number, f"{number}.")


def _english_numeral(number: int) -> str:
    return f"{number}{'th' if 10 < number % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


ENGLISH_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                  "November", "December")  # fmt: skip
GERMAN_MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                 "November", "Dezember")  # fmt: skip

ENGLISH = _Tongue(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=ENGLISH_MONTHS,
    both=" and ",
    ordinal=_english_ordinal,
    last=lambda n: "last" if n == 1 else f"{_english_ordinal(n)} to last",
    day=lambda day: f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year}",
    once="once on {weekday} {day}",
    at=" at {}",
    until=", until {}",
    times=", {} times",
    skip=", not on {}",
    starting=", starting {}",
    every={"daily": "every day", "weekly": "every {}", "monthly": "{}", "yearly": "every year {}"},
    every_n={"daily": "every {n} days", "weekly": "every {n} weeks {}", "monthly": "every {n} months {}",
             "yearly": "every {n} years {}"},
    workdays="every weekday",
    weekend="every Saturday and Sunday",
    on="on {}",
    on_the="on the {}",
    each="on every {}",
    workday="weekday",
    last_day="{} day",
    clamped="{} (or the last day)",
    only_days="{} the {}",
    that_has="{} (not in months without it)",
    in_months=" in {}",
    of_month=" of each month",
    of_months=" of {}",
    of_year=" of the year",
    date="{day} {month}",
    elapsed=((3600, "every hour", "every {n} hours"),
             (60, "every minute", "every {n} minutes"), (1, "every second", "every {n} seconds")),
    on_weekdays=" on weekdays",
    on_weekend=" on weekends",
    between=" between {} and {}",
)  # fmt: skip

GERMAN = _Tongue(
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    months=GERMAN_MONTHS,
    both=" und ",
    ordinal=_german_ordinal,
    last=lambda n: {1: "letzten", 2: "vorletzten"}.get(n, f"{n}.-letzten"),
    day=lambda day: f"{day.day}. {GERMAN_MONTHS[day.month - 1]} {day.year}",
    once="einmal am {weekday}, {day}",
    at=" um {} Uhr",
    until=", bis {}",
    times=", {}-mal",
    skip=", nicht am {}",
    starting=", ab {}",
    every={"daily": "jeden Tag", "weekly": "jeden {}", "monthly": "{}", "yearly": "jedes Jahr {}"},
    every_n={"daily": "alle {n} Tage", "weekly": "alle {n} Wochen {}", "monthly": "alle {n} Monate {}",
             "yearly": "alle {n} Jahre {}"},
    workdays="montags bis freitags",
    weekend="jeden Samstag und Sonntag",
    on="am {}",
    on_the="am {}",
    each="an jedem {}",
    workday="Wochentag (Montag bis Freitag)",
    last_day="{} Tag",
    clamped="{} (oder am letzten Tag)",
    only_days="{}, dem {}",
    that_has="{} (nicht in Monaten ohne ihn)",
    in_months=" im {}",
    of_month=" jedes Monats",
    of_months=" im {}",
    of_year=" des Jahres",
    date="{day}. {month}",
    elapsed=((3600, "jede Stunde", "alle {n} Stunden"),
             (60, "jede Minute", "alle {n} Minuten"), (1, "jede Sekunde", "alle {n} Sekunden")),
    on_weekdays=" montags bis freitags",
    on_weekend=" am Wochenende",
    between=" zwischen {} und {} Uhr",
)  # fmt: skip

TONGUES: dict[Language, _Tongue] = {"en": ENGLISH, "de": GERMAN}
SHORTEST = 28  # days of a month
WORKDAYS, WEEKEND, WEEK = frozenset(range(5)), frozenset((5, 6)), frozenset(range(7))


def describe(schedule: Schedule, language: Language = "en") -> str:
    """The schedule in words, without a full stop."""
    tongue = TONGUES[language]
    match schedule:
        case Once():
            at = schedule.at
            once = tongue.once.format(weekday=tongue.weekdays[at.weekday()], day=tongue.day(at.date()))
            return once + tongue.at.format(_clock(at.time()))
        case Calendar():
            text = _days(schedule, tongue) + tongue.at.format(_joined(map(_clock, sorted(schedule.times)), tongue))
            if schedule.interval > 1:
                text += tongue.starting.format(tongue.day(schedule.start))
        case Interval():
            text = _elapsed(schedule, tongue)
    if schedule.until:
        text += tongue.until.format(tongue.day(schedule.until))
    if schedule.count:
        text += tongue.times.format(schedule.count)
    if schedule.skip:
        text += tongue.skip.format(_joined(map(tongue.day, sorted(schedule.skip)), tongue))
    return text


def _days(rule: Calendar, tongue: _Tongue) -> str:
    match rule.freq:
        case "daily":
            text = _every(rule, tongue, "")
            if rule.days:
                weekdays = {day.weekday for day in rule.days}
                text = _weekdays(weekdays, tongue) if rule.interval == 1 else f"{text} {_on_weekdays(weekdays, tongue)}"
            return text + _in_months(rule, tongue)
        case "weekly":
            weekdays = {day.weekday for day in rule.days} or {rule.start.weekday()}
            if rule.positions:
                which = _joined([_nth(p, tongue) for p in sorted(rule.positions)], tongue)
                named = tongue.on_the.format(
                    f"{which} / {_joined([tongue.weekdays[d] for d in sorted(weekdays)], tongue)}"
                )
                return tongue.every_n["weekly"].format(named, n=rule.interval) + _in_months(rule, tongue)
            if rule.interval == 1:
                return _weekdays(weekdays, tongue) + _in_months(rule, tongue)
            return _every(rule, tongue, _on_weekdays(weekdays, tongue)) + _in_months(rule, tongue)
        case "monthly":
            return _every(rule, tongue, _of_month(rule, tongue))
        case "yearly":
            return _every(rule, tongue, _of_year(rule, tongue))


def _every(rule: Calendar, tongue: _Tongue, which: str) -> str:
    return (tongue.every if rule.interval == 1 else tongue.every_n)[rule.freq].format(which, n=rule.interval)


def _of_month(rule: Calendar, tongue: _Tongue) -> str:
    of = tongue.of_months.format(_months(rule.months, tongue)) if rule.months else tongue.of_month
    return _chosen(rule, tongue, of if rule.months or rule.interval == 1 else "")


def _of_year(rule: Calendar, tongue: _Tongue) -> str:
    if not rule.days and len(days := rule.monthdays or (rule.start.day,)) == 1 and days[0] > 0 and not rule.positions:
        months = rule.months or (tuple(range(1, 13)) if rule.monthdays else (rule.start.month,))
        dates = [tongue.date.format(day=days[0], month=tongue.months[month - 1]) for month in sorted(months)]
        named = _joined(dates, tongue)
        return tongue.on.format(tongue.clamped.format(named) if days[0] == 29 and 2 in months else named)
    in_year = bool(rule.days) and not (rule.months or rule.monthdays)
    of = tongue.of_months.format(_months(rule.months, tongue)) if rule.months else tongue.of_month
    return _chosen(rule, tongue, tongue.of_year if in_year else of)


def _chosen(rule: Calendar, tongue: _Tongue, of: str) -> str:
    """Which days of a month or year, and of which."""
    weekdays = frozenset(day.weekday for day in rule.days if day.nth is None)
    numbers = rule.monthdays or (() if rule.days else (rule.start.day,))
    if numbers:
        named = _joined([_monthday(number, tongue, clamp=not rule.days) for number in _ordered(numbers)], tongue)
        if weekdays == WEEK:
            each = tongue.on_the.format(named) + of
            return tongue.that_has.format(each) if any(abs(number) > SHORTEST for number in numbers) else each
        if weekdays:
            only = tongue.each.format(tongue.only_days.format(_named_weekdays(weekdays, tongue), named))
            return only + (of if rule.months else "")
        if rule.positions:
            named = f"{_joined([_nth(p, tongue) for p in rule.positions], tongue)} / {named}"
        return tongue.on_the.format(named) + of
    if rule.positions:
        which = _joined([_nth(position, tongue) for position in _ordered(rule.positions)], tongue)
        kind = tongue.workday if weekdays == WORKDAYS else _either(rule.days, tongue)
        return tongue.on_the.format(f"{which} {tongue.last_day.format('').strip() if weekdays == WEEK else kind}") + of
    if all(day.nth is None for day in rule.days):
        return tongue.each.format(_named_weekdays(weekdays, tongue)) + of
    return tongue.on_the.format(_joined([_nth_day(day, tongue) for day in rule.days], tongue)) + of


def _either(days: Sequence[Day], tongue: _Tongue) -> str:
    return "/".join(tongue.weekdays[day.weekday] for day in days)


def _nth_day(day: Day, tongue: _Tongue) -> str:
    name = tongue.weekdays[day.weekday]
    return name if day.nth is None else f"{_nth(day.nth, tongue)} {name}"


def _nth(number: int, tongue: _Tongue) -> str:
    return tongue.ordinal(number) if number > 0 else tongue.last(-number)


def _monthday(number: int, tongue: _Tongue, clamp: bool) -> str:
    if number < 0:
        return tongue.last_day.format(tongue.last(-number))
    named = f"{number}." if tongue is GERMAN else _english_numeral(number)
    return tongue.clamped.format(named) if clamp and number > 28 else named


def _weekdays(weekdays: set[int] | frozenset[int], tongue: _Tongue) -> str:
    if weekdays == WEEK:
        return tongue.every["daily"]
    if weekdays in (WORKDAYS, WEEKEND):
        return tongue.workdays if weekdays == WORKDAYS else tongue.weekend
    return tongue.every["weekly"].format(_named_weekdays(weekdays, tongue))


def _on_weekdays(weekdays: set[int], tongue: _Tongue) -> str:
    return tongue.on.format(_named_weekdays(weekdays, tongue))


def _named_weekdays(weekdays: set[int] | frozenset[int], tongue: _Tongue) -> str:
    return _joined([tongue.weekdays[day] for day in sorted(weekdays)], tongue)


def _each_of(weekdays: frozenset[int], tongue: _Tongue) -> str:
    """ "On Wednesdays": each of them, and not the next one."""
    if tongue is GERMAN:
        return _joined([f"{tongue.weekdays[day].lower()}s" for day in sorted(weekdays)], tongue)
    return tongue.on.format(_joined([f"{tongue.weekdays[day]}s" for day in sorted(weekdays)], tongue))


def _in_months(rule: Calendar, tongue: _Tongue) -> str:
    return tongue.in_months.format(_months(rule.months, tongue)) if rule.months else ""


def _months(months: Sequence[int], tongue: _Tongue) -> str:
    return _joined([tongue.months[month - 1] for month in sorted(months)], tongue)


def _elapsed(rule: Interval, tongue: _Tongue) -> str:
    size, one, many = next(entry for entry in tongue.elapsed if rule.every_s % entry[0] == 0)
    n = rule.every_s // size
    text = one if n == 1 else many.format(n=n)
    weekdays = frozenset(rule.weekdays)
    if weekdays in (WORKDAYS, WEEKEND):
        text += tongue.on_weekdays if weekdays == WORKDAYS else tongue.on_weekend
    elif weekdays and weekdays != WEEK:
        text += " " + _each_of(weekdays, tongue)
    if rule.between:
        text += tongue.between.format(_clock(rule.between[0]), _clock(rule.between[1]))
    return text


def _ordered(numbers: Sequence[int]) -> list[int]:
    """From the beginning, then from the end."""
    return sorted(numbers, key=lambda number: (number < 0, number))


def _clock(at: time) -> str:
    return f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"


def _joined(words: Iterable[str], tongue: _Tongue) -> str:
    listed = list(words)
    return listed[0] if len(listed) == 1 else ", ".join(listed[:-1]) + tongue.both + listed[-1]
