"""What becomes of a task's due instants: a row for each, and where the task goes on. Pure: no clock, no database.

The rules are those of `gesso.schedule.policy`, which the simulation follows too. All instants later than `planned_to`
and not later than `now` are taken together: of several the latest may run if its grace allows, the others are missed.
A long downtime is planned in portions of MOST instants, of which only the last can hold one that runs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from gesso.schedule.expand import Occurrence, instants, next_instant
from gesso.schedule.policy import MOST_GRACE, NEWER, ONCE_GRACE, TOO_LATE, grace, on_overlap, run_id
from gesso.schedule.zone import zone
from gesso.tasks.stored import said
from gesso.tasks.task import Run, RunState, Task, TaskState

MOST = 500
LATE = timedelta(seconds=10)
FORMAT = 1
"""How a run is performed. To be raised when a run begun by an older gesso could not be gone on with by this one."""


@dataclass(frozen=True)
class Plan:
    """Where the task `before` goes on, and the rows to insert with that.

    `chosen`: the latest row, whether it starts or not. `cancel`: runs that go on give way to it. `more`: plan again.
    """

    before: Task
    planned_to: datetime
    next_at: datetime | None
    snoozed_until: datetime | None
    state: TaskState
    rows: Sequence[Run]
    chosen: Run | None = None
    cancel: bool = False
    more: bool = False

    @property
    def task(self) -> Task:
        """The task as it is then."""
        return replace(
            self.before, planned_to=self.planned_to, next_at=self.next_at, snoozed_until=self.snoozed_until,
            state=self.state,
        )  # fmt: skip


@dataclass(frozen=True)
class Due:
    """The instants after a moment until another, at most MOST; the one after them; and whether that is due too."""

    instants: Sequence[Occurrence] = ()
    following: Occurrence | None = None
    more: bool = False


def due_of(task: Task, now: datetime) -> Due:
    """What is due of the task since `planned_to`: the same for all that have its timetable and were planned with it."""
    if task.timetable is None:
        return Due()
    due: list[Occurrence] = []
    for occurrence in instants(task.timetable, task.planned_to):
        if occurrence.utc > now:
            return Due(due, occurrence)
        if len(due) == MOST:
            return Due(due, occurrence, more=True)
        due.append(occurrence)
    return Due(due)


def plan(task: Task, now: datetime, going: int, held: int, closed: str = "", found: Due | None = None) -> Plan:
    """The rows of every instant due by `now`. `going`, `held`: how many of its runs go on, and wait for them.

    `closed`: why nothing of it may start, or "". `found`: its `due_of`, where that is known.
    """
    found = found or due_of(task, now)
    due, following, more = found.instants, found.following, found.more
    snooze = task.snoozed_until
    rows: list[Run] = []
    waiting: list[tuple[datetime, str, Callable[..., Run]]] = []  # when, its note, and how its row is made
    for occurrence in due:
        if closed:
            rows.append(_row(task, occurrence, **_ended("skipped", closed, now)))
        elif snooze and occurrence.utc < snooze:
            rows.append(_row(task, occurrence, **_ended("skipped", f"snoozed until {said(snooze, task)}", now)))
        else:
            waiting.append((occurrence.utc, occurrence.note, partial(_row, task, occurrence)))
    if snooze and snooze <= now and not more:
        waiting.append((apart(snooze), "snoozed", partial(special, task, snooze, "snoozed")))
        snooze = None
    chosen, cancel = None, False
    if waiting:
        waiting.sort(key=lambda one: one[0])
        at, note, make = waiting[-1]
        period = following.utc - at if following and note != "snoozed" else None
        late = now - at
        too_late = late > LATE and not closed and not more and late > _allowed(task, at, note, period)
        fate, cancel = _fate(task, late, too_late, now, (going, held), closed, more)
        rows += [make_missed(**_ended("missed", NEWER, now)) for _, _, make_missed in waiting[:-1]]
        chosen = make(**fate)
        rows.append(chosen)
    planned_to = due[-1].utc if more else max(task.planned_to, now)
    next_at = following.utc if following else None
    if snooze and (next_at is None or snooze < next_at):
        next_at = snooze
    state = "ended" if task.state == "active" and task.timetable and next_at is None else task.state
    return Plan(task, planned_to, next_at, snooze, state, rows, chosen, cancel, more)


def _fate(
    task: Task, late: timedelta, too_late: bool, now: datetime, load: tuple[int, int], closed: str, more: bool
) -> tuple[dict[str, Any], bool]:
    """What becomes of the latest due instant, and whether what goes on gives way to it."""
    if closed:
        return _ended("skipped", closed, now), False
    if more:
        return _ended("missed", NEWER, now), False
    if too_late:
        return _ended("missed", TOO_LATE, now), False
    going, held = load
    move = on_overlap(task.settings.overlap, going, held)
    if move == "skip":
        return _ended("skipped", "one run waits already" if held else f"{going} of its runs still going", now), False
    if move == "wait":
        return {"reason": "waits for the run before it"}, False
    reason = f"late: nothing ran until {said(now, task)}" if late > LATE else ""
    return {"reason": reason, "ready_at": now}, move == "cancel"


def _allowed(task: Task, at: datetime, note: str, period: timedelta | None) -> timedelta:
    """The grace of `policy.py`; asking it for the next instant once more was a third of all planning."""
    if period is not None:
        return min(period / 2, MOST_GRACE)
    return grace(task.timetable, at) if task.timetable and note != "snoozed" else ONCE_GRACE


def following(task: Task, after: datetime, most: int) -> list[Occurrence]:
    """The next instants of a task later than `after` and than what is planned."""
    if task.timetable is None:
        return []
    return list(islice(instants(task.timetable, max(after, task.planned_to)), most))


def next_at(task: Task) -> datetime | None:
    """Where `next_at` belongs for a task whose timetable was changed."""
    found = next_instant(task.timetable, task.planned_to) if task.timetable else None
    return min((at for at in (found.utc if found else None, task.snoozed_until) if at), default=None)


def special(task: Task, moment: datetime, note: str, **fate: Any) -> Run:
    """A run of its own, which no timetable asked for. Its microseconds keep it apart from every instant of one."""
    at = apart(moment)
    where = task.timetable.zone if task.timetable else "UTC"
    wall = at.replace(microsecond=0).astimezone(zone(where)).isoformat()
    key = f"{task.id}:{task.version}:{at:%Y-%m-%dT%H:%M:%S.%fZ}"
    return Run(key, task.id, task.version, at, wall, note, format=FORMAT, **fate)


def apart(moment: datetime) -> datetime:
    """A moment that is no whole second, as every instant of a timetable is."""
    return moment if moment.microsecond else moment.replace(microsecond=1)


def _row(task: Task, due: Occurrence, **fate: Any) -> Run:
    key = run_id(task.id, task.version, due.utc)
    return Run(key, task.id, task.version, due.utc, due.local.isoformat(), due.note, format=FORMAT, **fate)


def _ended(state: RunState, reason: str, now: datetime) -> dict[str, Any]:
    return {"state": state, "reason": reason, "ended_at": now}
