"""A line of a crontab at the beginning of a message: "0 9 * * 1-5 check the build"."""

import re

from gesso.schedule.cron import parse_cron
from gesso.schedule.schedule import BadSchedule, Timetable
from gesso.schedule.words.phrase import Moment

_FIELD = r"[\d*][\d*/,-]*"
_DAYS = rf"(?:{_FIELD}|[A-Za-z]{{3}}(?:[,-][A-Za-z]{{3}})*)"
_LINE = re.compile(
    rf"\s*(?:cron(?:tab)?:?\s+)?((?:{_FIELD}[ \t]+){{4}}{_DAYS})(?: please)?[ \t]*:?[ \t]+(?=\S)(.+)", re.DOTALL
)


def pasted(text: str, moment: Moment) -> tuple[str, tuple[Timetable, ...], tuple[int, int]] | None:
    """What is to be done, when, and the place of the line; None for a message without one."""
    found = _LINE.match(text)
    if found is None or "*" not in found[1]:
        return None
    try:
        made = parse_cron(found[1], moment.today, moment.zone)
    except BadSchedule:
        return None
    return found[2], tuple(Timetable(each, moment.zone) for each in made), found.span(1)
