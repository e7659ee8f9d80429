"""Schedules that are known, said in words: the typed rule is drawn first, its words are the grammar's.

The answer is what the rule gives when it is expanded, never what a parser makes of the words; so these rows can measure
the parser.
"""

import random
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from gesso.lab.synthesize.draft import Draft
from gesso.lab.synthesize.grammar import Grammar
from gesso.schedule.expand import instants
from gesso.schedule.schedule import Calendar, Day, Once, Schedule, Timetable

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Ho_Chi_Minh", "Europe/London", "Asia/Shanghai")
SHAPES = ("daily", "weekly", "weekly", "weekdays", "once", "monthly")
HOURS = (6, 7, 8, 9, 11, 13, 15, 17, 18, 20, 22)
INSTANTS = 3
FIRST = datetime(2027, 1, 4, 9, 0)
ENGLISH_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                  "November", "December")  # fmt: skip
GERMAN_MONTHS = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
                 "November", "Dezember")  # fmt: skip
SPANISH_MONTHS = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
                  "noviembre", "diciembre")  # fmt: skip


def set_schedule(draft: Draft, grammar: Grammar) -> Draft:
    """The draft with now and zone, a shape as its variant, the words for it, and its next instants as label."""
    chance = draft.chance("schedule")
    zone = chance.choice(ZONES)
    wall = FIRST + timedelta(days=chance.randrange(300), minutes=chance.randrange(0, 600))
    now = wall.replace(tzinfo=ZoneInfo(zone))
    given = {"now": now.isoformat(), "zone": zone}
    if draft.label in ("ask", "none"):
        return draft.but(variant=draft.label, given=given, kind=draft.label)
    shape, at = chance.choice(SHAPES), time(chance.choice(HOURS), chance.choice((0, 0, 15, 30)))
    rule, slots = _rule(shape, at, wall, draft.lang, grammar, chance)
    said = grammar.write("at", chance, {"clock": clock(at, draft.lang, chance)})
    slots["time"], kind = said, shape
    if chance.random() < 0.25:
        wrong = grammar.write("at", chance, {"clock": clock(time((at.hour + 3) % 24, 0), draft.lang, chance)})
        slots["time"] = grammar.write("correct", chance, {"before_time": wrong, "time": said})
        kind = f"{shape} corrected"
    found = islice(instants(Timetable(rule, zone), now), INSTANTS)
    label = " ".join(f"{each.utc:%Y-%m-%dT%H:%MZ}" for each in found)
    return draft.but(variant=shape, label=label, given=given, slots=slots, kind=kind)


def _rule(
    shape: str, at: time, wall: datetime, lang: str, grammar: Grammar, chance: random.Random
) -> tuple[Schedule, dict[str, str]]:
    today = wall.date()
    match shape:
        case "daily":
            return Calendar(today, "daily", (at,)), {}
        case "weekdays":
            return Calendar(today, "weekly", (at,), days=tuple(Day(day) for day in range(5))), {}
        case "weekly":
            day = chance.randrange(7)
            return Calendar(today, "weekly", (at,), days=(Day(day),)), {"day": grammar.write(f"day{day}", chance)}
        case "monthly":
            nth = chance.randint(1, 28)
            said = ordinal(nth) if lang == "en" else str(nth)
            return Calendar(today, "monthly", (at,), monthdays=(nth,)), {"nth": said}
        case _:
            day_of = today + timedelta(days=chance.randint(2, 60))
            return Once(datetime.combine(day_of, at)), {"date": date_words(day_of.day, day_of.month, lang)}


def clock(at: time, lang: str, chance: random.Random) -> str:
    """An hour as people of a language write it; never one that could be morning or evening."""
    if lang == "en" and chance.random() < 0.5:
        half = "am" if at.hour < 12 else "pm"
        hour = at.hour % 12 or 12
        return f"{hour}:{at.minute:02} {half}" if at.minute else f"{hour} {half}"
    if lang == "de":
        return f"{at.hour}:{at.minute:02} Uhr" if at.minute else f"{at.hour} Uhr"
    if lang == "zh":
        return f"{at.hour}点{at.minute}分" if at.minute else f"{at.hour}点整"
    return f"{at.hour:02}:{at.minute:02}"


def date_words(day: int, month: int, lang: str) -> str:
    """A date in words, without its year."""
    match lang:
        case "en":
            return f"{day} {ENGLISH_MONTHS[month - 1]}"
        case "de":
            return f"{day}. {GERMAN_MONTHS[month - 1]}"
        case "es":
            return f"{day} de {SPANISH_MONTHS[month - 1]}"
        case "vi":
            return f"{day} tháng {month}"
        case _:
            return f"{month}月{day}日"


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 11th."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
