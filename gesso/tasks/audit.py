"""The audit: whether every instant that the tasks' versions name has exactly one row, and no row is without one.

It expands the timetables anew, as far as each task is planned, and reads the rows; it repairs nothing. Rows by hand, of
a snooze or after another task belong to no timetable and lie between the seconds, so they are left out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import Connection

from gesso.base.errors import BadInput
from gesso.schedule.expand import instants
from gesso.store import runs as run_rows
from gesso.store import tasks as task_rows
from gesso.store.tasks import VersionRow
from gesso.tasks.doctor import BEHIND
from gesso.tasks.stored import parse_timetable

Key = tuple[str, datetime, int]
"""A task, an instant and a version."""


@dataclass(frozen=True)
class Audit:
    """`missing`: instants without a row; `extra`: rows without an instant; `behind`: tasks that are not planned."""

    tasks: int
    instants: int
    rows: int
    duplicate_total: int
    missing: Sequence[Key]
    extra: Sequence[Key]
    behind: Sequence[str]

    @property
    def clean(self) -> bool:
        return not (self.duplicate_total or self.missing or self.extra or self.behind)


def audit(conn: Connection, now: datetime, days: int = 7) -> Audit:
    """Compare the last `days` days."""
    since = now - timedelta(days=days)
    rows = run_rows.scheduled_since(conn, since)
    tasks = task_rows.all_tasks(conn)
    found: Counter[Key] = Counter()
    expected: set[Key] = set()
    for task in tasks:
        found.update(
            (task.id, scheduled, version)
            for scheduled, _, version in rows.get(task.id, ())
            if not scheduled.microsecond
        )  # fmt: skip
        for version, until in _lives(task_rows.versions_of(conn, task.id), task.planned_to):
            expected.update((task.id, utc, version.version) for utc in _due(version, since, until))
    per_instant = Counter((task, scheduled) for task, scheduled, _ in found.elements())
    return Audit(
        tasks=len(tasks),
        instants=len(expected),
        rows=found.total(),
        duplicate_total=sum(count - 1 for count in per_instant.values()),
        missing=sorted(expected - set(found)),
        extra=sorted(set(found) - expected),
        behind=[task.id for task in tasks if task.next_at and task.next_at < now - BEHIND],
    )


def _lives(versions: Sequence[VersionRow], planned_to: datetime) -> Iterator[tuple[VersionRow, datetime]]:
    """Each version with the last moment at which an instant is its own."""
    for version, following in pairwise([*versions, None]):
        assert version is not None
        yield version, following.at if following else planned_to


def _due(version: VersionRow, since: datetime, until: datetime) -> Iterator[datetime]:
    try:
        timetable = parse_timetable(version.timetable)
    except BadInput:
        return  # a zone that this tzdata does not have: the task is paused, and says so
    if timetable is None:
        return
    for occurrence in instants(timetable, max(version.at, since - timedelta(microseconds=1))):
        if occurrence.utc > until:
            return
        yield occurrence.utc
