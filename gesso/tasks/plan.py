"""What becomes of a task's due instants: a row for each, and where the task goes on. Pure: no clock, no database.

The rules are those of `gesso.schedule.policy`, which the simulation follows too. All instants later than `planned_to`
and not later than `now` are taken together: of several the latest may run if its grace allows, the others are missed.
A long downtime is planned in portions of MOST instants, of which only the last can hold one that runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from gesso.schedule.expand import Occurrence, instants, next_instant
from gesso.schedule.policy import MOST_GRACE, ONCE_GRACE, grace, on_overlap, run_id
from gesso.schedule.zone import zone
from gesso.tasks.stored import iso
from gesso.tasks.task import Run, RunState, Task

MOST = 500
LATE = timedelta(seconds=10)
NEWER = "down then; only the latest counts"
FORMAT = 1
"""How a run is performed. To be raised when a run begun by an older gesso could not be gone on with by this one."""


@dataclass(frozen=True)
class Plan:
    """`task` with its next instant, and the rows to insert with it.

    `chosen`: the latest row, whether it starts or not. `cancel`: runs that go on give way to it. `more`: plan again.
    """

    task: Task
    rows: Sequence[Run]
    chosen: Run | None = None
    cancel: bool = False
    more: bool = False


def plan(task: Task, now: datetime, going: int, held: int, closed: str = "") -> Plan:
    """The rows of every instant due by `now`. `going`, `held`: how many of its runs go on, and wait for them.

    `closed`: why nothing of it may start, or "".
    """
    due, following, more = _due(task, now)
    snooze = task.snoozed_until
    rows: list[Run] = []
    waiting: list[Run] = []
    for occurrence in due:
        row = _row(task, occurrence)
        if closed:
            rows.append(_ended(row, "skipped", closed, now))
        elif snooze and occurrence.utc < snooze:
            rows.append(_ended(row, "skipped", f"snoozed until {_said(snooze, task)}", now))
        else:
            waiting.append(row)
    if snooze and snooze <= now and not more:
        row = special(task, snooze, "snoozed")
        waiting.append(row)
        snooze = None
    chosen, cancel = None, False
    if waiting:
        waiting.sort(key=lambda row: row.scheduled)
        last = waiting[-1]
        period = following.utc - last.scheduled if following and last.note != "snoozed" else None
        chosen, cancel = _choose(task, last, now, (going, held), closed, more, period)
        rows += [_ended(row, "missed", NEWER, now) for row in waiting[:-1]]
        rows.append(chosen)
    planned_to = due[-1].utc if more else max(task.planned_to, now)
    next_at = min((at for at in (following.utc if following else None, snooze) if at), default=None)
    state = "ended" if task.state == "active" and task.timetable and next_at is None else task.state
    moved = replace(task, planned_to=planned_to, next_at=next_at, snoozed_until=snooze, state=state)
    return Plan(moved, rows, chosen, cancel, more)


def _due(task: Task, now: datetime) -> tuple[list[Occurrence], Occurrence | None, bool]:
    """The instants after `planned_to` until `now`, at most MOST; the one after them; and whether that is due too."""
    if task.timetable is None:
        return [], None, False
    due: list[Occurrence] = []
    for occurrence in instants(task.timetable, task.planned_to):
        if occurrence.utc > now:
            return due, occurrence, False
        if len(due) == MOST:
            return due, occurrence, True
        due.append(occurrence)
    return due, None, False


def _choose(
    task: Task, row: Run, now: datetime, load: tuple[int, int], closed: str, more: bool, period: timedelta | None
) -> tuple[Run, bool]:
    """What becomes of the latest due instant, and whether what goes on gives way to it. `period`: to the next one."""
    if closed:
        return _ended(row, "skipped", closed, now), False
    if more:
        return _ended(row, "missed", NEWER, now), False
    late = now - row.scheduled
    if late > LATE and late > _allowed(task, row, period):
        return _ended(row, "missed", "down for longer than its grace", now), False
    going, held = load
    move = on_overlap(task.settings.overlap, going, held)
    if move == "skip":
        others = "one run waits already" if held else f"{going} of its runs still going"
        return _ended(row, "skipped", others, now), False
    if move == "wait":
        return replace(row, reason="waits for the run before it", ready_at=None), False
    reason = f"late: nothing ran from its time until {_said(now, task)}" if late > LATE else ""
    return replace(row, reason=reason, ready_at=now), move == "cancel"


def _allowed(task: Task, row: Run, period: timedelta | None) -> timedelta:
    """The grace of `policy.py`; asking it for the next instant once more was a third of all planning."""
    if period is not None:
        return min(period / 2, MOST_GRACE)
    return grace(task.timetable, row.scheduled) if task.timetable and row.note != "snoozed" else ONCE_GRACE


def following(task: Task, after: datetime, most: int) -> list[Occurrence]:
    """The next instants of a task later than `after` and than what is planned."""
    if task.timetable is None:
        return []
    return list(islice(instants(task.timetable, max(after, task.planned_to)), most))


def next_at(task: Task) -> datetime | None:
    """Where `next_at` belongs for a task whose timetable was changed."""
    found = next_instant(task.timetable, task.planned_to) if task.timetable else None
    return min((at for at in (found.utc if found else None, task.snoozed_until) if at), default=None)


def special(task: Task, moment: datetime, note: str) -> Run:
    """A run of its own, which no timetable asked for. Its microseconds keep it apart from every instant of one."""
    at = apart(moment)
    where = task.timetable.zone if task.timetable else "UTC"
    wall = at.replace(microsecond=0).astimezone(zone(where)).isoformat()
    return Run(
        f"{task.id}:{task.version}:{at:%Y-%m-%dT%H:%M:%S.%fZ}", task.id, task.version, at, wall, note, format=FORMAT
    )


def apart(moment: datetime) -> datetime:
    """A moment that is no whole second, as every instant of a timetable is."""
    return moment if moment.microsecond else moment.replace(microsecond=1)


def _row(task: Task, due: Occurrence) -> Run:
    key = run_id(task.id, task.version, due.utc)
    return Run(key, task.id, task.version, due.utc, due.local.isoformat(), due.note, format=FORMAT)


def _ended(row: Run, state: RunState, reason: str, now: datetime) -> Run:
    return replace(row, state=state, reason=reason, ended_at=now, ready_at=None)


def _said(moment: datetime, task: Task) -> str:
    """A moment on the clock of the task's zone."""
    if task.timetable is None:
        return iso(moment)
    return f"{moment.astimezone(zone(task.timetable.zone)):%Y-%m-%d %H:%M}"
