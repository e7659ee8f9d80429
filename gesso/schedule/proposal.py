"""What a model takes a message to say about when, beside the grammar's reading: typed, compared, never a decision.

A model names the first time and the rule of each task; both readings are expanded and what is due next is compared.
Where they differ the person is asked, once. Pure.
"""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice

from pydantic import BaseModel, ConfigDict, Field

from gesso.schedule.describe import describe
from gesso.schedule.expand import instants
from gesso.schedule.rrule import parse_rrule
from gesso.schedule.schedule import BadSchedule, Interval, Timetable
from gesso.schedule.zone import check_zone

COMPARED = 5
DOUBT = "Is it "
"""How the question begins that a difference becomes."""

Due = tuple[object, ...]


class Proposed(BaseModel):
    """One task's times as a model understands them."""

    model_config = ConfigDict(extra="forbid")

    first: str = Field(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$", description="the first time it is due, local, such as 2026-11-30T19:00"
    )
    rule: str = Field(
        default="",
        max_length=400,
        description="RFC 5545, such as FREQ=WEEKLY;BYDAY=MO,TH, with UNTIL or COUNT; empty: once",
    )
    without: list[str] = Field(default=[], max_length=60, description="dates left out, such as 2026-12-24")
    zone: str = Field(default="", max_length=60, description="IANA name, only if the person named a place or a zone")

    def timetable(self, zone: str) -> Timetable:
        """Raises BadSchedule or BadZone, in words for the model that proposed it."""
        where = self.zone or zone
        check_zone(where)
        try:
            first, gone = datetime.fromisoformat(self.first), [date.fromisoformat(day) for day in self.without]
        except ValueError as error:
            raise BadSchedule(f"There is no such date: {error}.") from None
        rule = self.rule.strip().removeprefix("RRULE:")
        out = [f"EXDATE;VALUE=DATE:{day:%Y%m%d}" for day in gone]
        if not rule:
            return parse_rrule(f"DTSTART;TZID={where}:{first:%Y%m%dT%H%M%S}")
        return parse_rrule("\n".join([f"RRULE:{_local(rule)}", *out]), where, first)


def difference(read: Sequence[Timetable], proposed: Sequence[Timetable], now: datetime) -> str | None:
    """The question where the two do not say the same next times, in any order of tasks; None where they do."""
    ours, theirs = Counter(_due(t, now) for t in read), Counter(_due(t, now) for t in proposed)
    if ours == theirs:
        return None
    only = [t for t in read if ours[_due(t, now)] > theirs[_due(t, now)]]
    other = [t for t in proposed if theirs[_due(t, now)] > ours[_due(t, now)]]
    if not other:
        return f"{DOUBT}all of this: {'; '.join(_told(t, now) for t in read)}?"
    if not only:
        return (
            f"{DOUBT}only {'; '.join(_told(t, now) for t in read)}, or also {'; '.join(_told(t, now) for t in other)}?"
        )
    return f"{DOUBT}{'; '.join(_told(t, now) for t in only)}, or {'; '.join(_told(t, now) for t in other)}?"


def picked(question: str, answer: str) -> str | None:
    """The words of the reading that "the first" or "the second one" chooses of such a question."""
    found = _PICK.match(answer)
    if found is None or not question.startswith(DOUBT) or ";" in question:
        return None
    sides = question.removeprefix(DOUBT).rstrip("?").split(", or ")
    if len(sides) != 2:
        return None
    side = sides[0] if found[1].lower() in ("first", "former", "1") else sides[1]
    return side.partition(", next on ")[0]


_PICK = re.compile(r"^\W*(?:the )?(first|former|1|second|latter|other|2)(?: one)?(?: please)?\W*$", re.IGNORECASE)


def _local(rule: str) -> str:
    """The rule with an UNTIL without zone: models write a day, or a time with a Z that they did not mean."""
    return re.sub(r"UNTIL=(\d{8})(?:T\d{6}Z?)?", r"UNTIL=\1", rule)


def _due(timetable: Timetable, now: datetime) -> Due:
    """What is due next. Of elapsed time the step counts: where it begins is a habit, not something that was said."""
    schedule = timetable.schedule
    if isinstance(schedule, Interval) and schedule.between is None:
        return schedule.every_s, tuple(schedule.weekdays)
    return tuple(each.utc for each in islice(instants(timetable, now), COMPARED))


def _told(timetable: Timetable, now: datetime) -> str:
    following = next(instants(timetable, now), None)
    begins = f", next on {following.local:%Y-%m-%d at %H:%M} {timetable.zone}" if following else ", which is over"
    return f"{describe(timetable.schedule)}{begins}"
