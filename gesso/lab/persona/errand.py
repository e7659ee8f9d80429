"""Hidden schedules and how people say them: what `ScheduleEnv` is played with. Made by code from a seed, so the right
instants are known without reading the words. Own templates, no case of a behaviour. Pure.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import islice

from gesso.lab.persona.speech import mistype
from gesso.schedule.expand import instants
from gesso.schedule.schedule import Calendar, Day, Timetable

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)  # a Monday
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Ho_Chi_Minh", "UTC")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
JOBS = (
    "check the seedlings", "post the tide table", "sum up the parish mail", "count the kegs", "water the ferns",
    "list open repairs", "ring the boatyard", "send the choir a reminder",
)  # fmt: skip
BEGIN = (
    "Every {days} at {clock}: {job}.",
    "Please {job} every {days} at {clock}.",
    "I need you to {job}, every {days} at {clock}.",
)
BEGIN_VAGUE = ("Every {days}: {job}.", "Please {job} every {days}.")
MOVES = ("Make it {clock} instead.", "Sorry, {clock} is better.", "On second thoughts, {clock}.")
DISTRACTIONS = ("My train leaves at 6:15 tomorrow.", "We open at 10:00, by the way.", "There are 14 of them.")
SHOWN = 3
"""Instants that two schedules have in common when they are the same to a user."""


@dataclass(frozen=True)
class Stage:
    """What is said, and the timetable that is right once it is. `lacks`: the hour is not said, and must be asked."""

    said: str
    right: Timetable
    lacks: bool = False

    @property
    def dates(self) -> tuple[datetime, ...]:
        return dates_of(self.right)

    def answer(self) -> str:
        """What the user says when asked, or to correct: everything, plainly."""
        schedule = self.right.schedule
        assert isinstance(schedule, Calendar)
        return f"Every {_days(schedule)} at {clock_of(schedule.times[0])}."


@dataclass(frozen=True)
class Errand:
    """A user with a schedule in mind. `careful` users look at the dates they are shown; others wave them through."""

    seed: int
    zone: str
    stages: tuple[Stage, ...]
    careful: bool = True
    patience: int = 2


def make_errand(seed: int) -> Errand:
    """An errand from a seed: one or two stages, the second moving the hour; one in five begins without an hour."""
    chance = random.Random(seed)
    zone, job = chance.choice(ZONES), chance.choice(JOBS)
    weekdays = sorted(chance.sample(range(7), chance.choice((1, 1, 2, 3))))
    at = time(chance.randrange(6, 22), chance.choice((0, 0, 15, 30, 45)))
    rule = Calendar(date(2027, 3, 1), "weekly", (at,), days=tuple(Day(day) for day in weekdays))
    lacks = chance.random() < 0.2
    template = chance.choice(BEGIN_VAGUE if lacks else BEGIN)
    said = template.format(days=_days(rule), clock=clock_of(at), job=job)
    if chance.random() < 0.3:
        said = f"{chance.choice(DISTRACTIONS)} {said}"
    typos = chance.choice((0.0, 0.0, 0.1))
    keep = f"{said if typos == 0 else ''} {_days(rule)} Every every at"
    stages = [Stage(mistype(said, typos, chance, keep), Timetable(rule, zone), lacks)]
    if chance.random() < 0.4:
        later = time((at.hour + chance.choice((1, 2, 23))) % 24, at.minute)
        moved = Timetable(replace(rule, times=(later,)), zone)
        stages.append(Stage(chance.choice(MOVES).format(clock=clock_of(later)), moved))
    return Errand(seed, zone, tuple(stages), careful=chance.random() < 0.75, patience=chance.randint(1, 3))


def dates_of(timetable: Timetable) -> tuple[datetime, ...]:
    """The next instants after NOW, in UTC."""
    return tuple(found.utc for found in islice(instants(timetable, NOW), SHOWN))


def clock_of(at: time) -> str:
    return f"{at:%H:%M}"


def _days(rule: Calendar) -> str:
    names = [WEEKDAYS[day.weekday] for day in rule.days]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
