"""What becomes of a due instant: lateness after downtime, overlap, and the id of a run. Pure rules, no state.

The scheduler and the simulation ask the same functions, so that what is foretold is what happens.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from gesso.schedule.expand import Occurrence, next_instant
from gesso.schedule.schedule import Once, Timetable

# What happens when a task is due while it still runs. A number lets as many of its runs go on at once.
Overlap = Literal["skip", "queue", "cancel"] | Annotated[int, Field(ge=1, le=100)]
Move = Literal["start", "skip", "wait", "cancel"]

NEWER = "gesso was not running then; only the latest is made up for"
TOO_LATE = "gesso was not running then, and it is too late to make up for it"
MOST_GRACE = timedelta(hours=12)
ONCE_GRACE = timedelta(days=7)


def run_id(task: str, version: int, scheduled: datetime) -> str:
    """`task:version:scheduled_utc`: the same for every process that plans this instant."""
    utc = scheduled.astimezone(UTC).isoformat(timespec="seconds")
    return f"{task}:{version}:{utc.removesuffix('+00:00')}Z"


def grace(timetable: Timetable, due: datetime) -> timedelta:
    """How late a run may start after downtime: half the period, at most 12 hours; seven days for what is due once.

    The period is the time to the next occurrence, also of a rule that ends with this one.
    """
    schedule = timetable.schedule
    if isinstance(schedule, Once):
        return ONCE_GRACE
    endless = Timetable(replace(schedule, until=None, count=None), timetable.zone)
    following = next_instant(endless, due)
    return min((following.utc - due) / 2, MOST_GRACE) if following else MOST_GRACE


def after_downtime(timetable: Timetable, due: Sequence[Occurrence], up_at: datetime) -> Occurrence | None:
    """Of the instants of a downtime that ended at `up_at`, the one to run now: the latest, if its grace allows."""
    if not due:
        return None
    latest = max(due, key=lambda occurrence: occurrence.utc)
    return latest if up_at - latest.utc <= grace(timetable, latest.utc) else None


def on_overlap(overlap: Overlap, running: int, waiting: int) -> Move:
    """What to do with a run that is due while `running` of its task go on and `waiting` wait for them.

    `wait` is answered once: one run waits, others are skipped. `cancel` means the running one.
    """
    if isinstance(overlap, int):
        return "start" if running < overlap else "skip"
    if not running:
        return "start"
    if overlap == "queue":
        return "skip" if waiting else "wait"
    return overlap
