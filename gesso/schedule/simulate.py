"""What a set of tasks does on a virtual clock: one row for each due instant, with its reason. Pure.

These are the rules the real scheduler follows (`policy.py`), without the rest of it: no database, no retries, nothing
that can fail. A run takes the duration that its task states; while the machine is down nothing starts, and what was
going goes on when it is up again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import AwareDatetime, ConfigDict

from gesso.base.errors import BadInput, TooLarge
from gesso.schedule.expand import Occurrence, instants
from gesso.schedule.policy import NEWER, TOO_LATE, Overlap, after_downtime, on_overlap, run_id
from gesso.schedule.schedule import Timetable

State = Literal["run", "late", "skipped", "missed"]

FAR = datetime(2200, 1, 1, tzinfo=UTC)
MOST_ROWS = 1_000_000


@dataclass(frozen=True)
class Span:
    """From `start` on until before `end`; without an end, for good."""

    start: AwareDatetime
    end: AwareDatetime = FAR

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise BadInput(f"A pause or downtime ends after it starts; got {self.start} to {self.end}.")


@dataclass(frozen=True)
class Edit:
    """After `at` the task has this timetable: its next version."""

    at: AwareDatetime
    timetable: Timetable

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class SimulatedTask:
    """A task and its history. Without `created_at` it was there when the window begins."""

    id: str
    timetable: Timetable
    created_at: AwareDatetime | None = None
    edits: tuple[Edit, ...] = ()
    pauses: tuple[Span, ...] = ()
    deleted_at: AwareDatetime = FAR
    overlap: Overlap = "skip"
    duration_s: int = 60

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        times = [edit.at for edit in self.edits]
        if self.created_at is not None:
            times.insert(0, self.created_at)
        if any(later <= earlier for earlier, later in pairwise(times)):
            raise BadInput(f"Task “{self.id}”: edits come after the creation and each other, in order.")
        if self.duration_s < 0:
            raise BadInput(f"Task “{self.id}”: a duration is 0 seconds or more; got {self.duration_s}.")


@dataclass(frozen=True)
class Row:
    """What became of one due instant; `started` and `ended` are None if it never ran."""

    run_id: str
    task: str
    version: int
    due: Occurrence
    state: State
    reason: str
    started: datetime | None = None
    ended: datetime | None = None


def simulate(tasks: Sequence[SimulatedTask], downtime: Sequence[Span], start: datetime, end: datetime) -> list[Row]:
    """A row for each instant due from `start` until before `end`, in order of time and then of id.

    Each task is followed from its creation, so that a run that began before the window is still going in it.
    Raises BadInput for two tasks with one id, TooLarge for more than a million rows.
    """
    if len({task.id for task in tasks}) < len(tasks):
        raise BadInput("Two tasks have the same id; give each its own.")
    down = _merged(downtime)
    rows: list[Row] = []
    for task in tasks:
        rows += [row for row in _Life(task, down, start, end).rows() if row.due.utc >= start]
        if len(rows) > MOST_ROWS:
            raise TooLarge(f"The tasks are due more than {MOST_ROWS:,} times; take fewer or a smaller window.")
    return sorted(rows, key=lambda row: (row.due.utc, row.task))


class _Life:
    """One task through time. `_going` and `_waiting` are what runs and waits when the next instant is looked at."""

    def __init__(self, task: SimulatedTask, down: Sequence[Span], start: datetime, end: datetime) -> None:
        self.task, self.down = task, down
        created = task.created_at or start - timedelta(microseconds=1)
        self.versions = [(created, task.timetable), *((edit.at, edit.timetable) for edit in task.edits)]
        self.end = end
        self._rows: dict[str, Row] = {}
        self._going: list[Row] = []
        self._waiting: Row | None = None

    def rows(self) -> list[Row]:
        held: list[Row] = []  # due in the downtime that is going on
        until: datetime | None = None
        for row in self._due():
            if until and row.due.utc >= until:
                self._come_up(held, until)
                held, until = [], None
            if len(self._rows) >= MOST_ROWS:
                raise TooLarge(f"Task “{self.task.id}” is due more than {MOST_ROWS:,} times; take a smaller window.")
            if paused := self._paused(row.due.utc):
                self._put(row, "skipped", f"paused since {_said(paused.start)}")
            elif span := next((span for span in self.down if _holds(span, row.due.utc)), None):
                held.append(row)
                until = span.end
            else:
                self._attempt(row, row.due.utc)
        if until:
            self._come_up(held, until)
        self._finish_until(FAR)
        return list(self._rows.values())

    def _due(self) -> Iterator[Row]:
        """Every due instant of every version, from its own beginning to the next one's."""
        ends = [at for at, _ in self.versions[1:]] + [FAR]
        for version, ((since, timetable), last) in enumerate(zip(self.versions, ends, strict=True), start=1):
            for due in instants(timetable, since):
                if due.utc > last or due.utc >= min(self.end, self.task.deleted_at):
                    break
                yield Row(run_id(self.task.id, version, due.utc), self.task.id, version, due, "missed", "")

    def _come_up(self, held: list[Row], up_at: datetime) -> None:
        """The downtime is over: of what was due in it, the latest may run, late; the others are missed."""
        timetable = self.versions[held[-1].version - 1][1]
        chosen = after_downtime(timetable, [row.due for row in held], up_at)
        for row in held:
            if row.due is not chosen:
                newer = chosen is not None or row is not held[-1]
                self._put(row, "missed", NEWER if newer else TOO_LATE)
            elif up_at >= self.task.deleted_at or self._version_at(up_at) != row.version:
                self._put(row, "missed", f"down then; changed or deleted by {_said(up_at)}")
            elif self._paused(up_at):
                self._put(row, "skipped", f"down then; paused by {_said(up_at)}")
            else:
                self._attempt(row, up_at)

    def _attempt(self, row: Row, at: datetime) -> None:
        self._finish_until(at)
        move = on_overlap(self.task.overlap, len(self._going), 1 if self._waiting else 0)
        if move == "start":
            self._start(row, at, "" if at == row.due.utc else f"down from its time until {_said(at)}")
        elif move == "wait":
            self._waiting = row
        elif move == "skip":
            others = "one run waits already" if self._waiting else f"{len(self._going)} of its runs still going"
            self._put(row, "skipped", others)
        else:
            for going in self._going:
                self._rows[going.run_id] = replace(
                    going, ended=at, reason=f"cancelled by the run of {_said(row.due.utc)}"
                )
            self._going = []
            self._start(row, at, "" if at == row.due.utc else f"down from its time until {_said(at)}")

    def _finish_until(self, moment: datetime) -> None:
        """Let runs end up to `moment`; one that waits starts when the one before it ends."""
        while True:
            ended = [row.ended for row in self._going if row.ended and row.ended <= moment]
            self._going = [row for row in self._going if row.ended and row.ended > moment]
            if not ended or not self._waiting:
                return
            row, self._waiting = self._waiting, None
            at = max(ended)
            at = next((span.end for span in self.down if _holds(span, at)), at)
            if self._paused(at) or at >= self.task.deleted_at:
                self._put(row, "skipped", f"paused or deleted while it waited until {_said(at)}")
            else:
                self._start(row, at, f"waited until {_said(at)} for the run before it")

    def _start(self, row: Row, at: datetime, late: str) -> None:
        ended = self._end_of(at, timedelta(seconds=self.task.duration_s))
        started = replace(row, state="late" if late else "run", reason=late or "on time", started=at, ended=ended)
        self._rows[row.run_id] = started
        self._going.append(started)

    def _end_of(self, at: datetime, duration: timedelta) -> datetime:
        """When a run that starts at `at` ends: downtime stretches it."""
        ended = at + duration
        for span in self.down:
            if at < span.start < ended:
                ended += span.end - span.start
        return min(ended, FAR)

    def _put(self, row: Row, state: State, reason: str) -> None:
        self._rows[row.run_id] = replace(row, state=state, reason=reason)

    def _paused(self, moment: datetime) -> Span | None:
        """The pause that holds `moment`. The moment of resuming is in it: to resume never fires at once."""
        return next((span for span in self.task.pauses if span.start <= moment <= span.end), None)

    def _version_at(self, moment: datetime) -> int:
        return sum(1 for at, _ in self.versions if at < moment)


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _holds(span: Span, moment: datetime) -> bool:
    return span.start <= moment < span.end


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%SZ}"
