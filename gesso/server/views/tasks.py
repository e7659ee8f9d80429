"""Views of tasks: what a sentence would make, tasks as they are, their runs, and the calendar of both."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field, PlainSerializer

from gesso.schedule.schedule import Timetable
from gesso.server.views.base import Id, In, Line, Out, Words
from gesso.tasks.task import RunState, TaskSettings, TaskState
from gesso.tasks.tasks import MAX_INSTRUCTION, MAX_SNOOZE_MINUTES

MAX_SAID = 20_000


def _z(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


Utc = Annotated[datetime, PlainSerializer(_z, return_type=str, when_used="json")]
Zone = Annotated[Words, Field(max_length=80)]
Said = Annotated[Words, Field(max_length=MAX_SAID)]
Instruction = Annotated[Words, Field(max_length=MAX_INSTRUCTION)]
Span = tuple[int, int]


class DueView(Out):
    """`local` is the instant on the zone's clocks, with its offset."""

    utc: Utc
    local: str
    note: str


class CheckView(Out):
    what: str
    ok: bool
    why: str


class RunView(Out):
    id: str
    task: str
    title: str
    version: int
    scheduled_utc: Utc
    scheduled_local: str
    note: str
    state: RunState
    reason: str
    late_s: int | None
    started_utc: Utc | None
    ended_utc: Utc | None
    room: str | None
    turn: str | None
    canvas: str | None
    checks: list[CheckView]
    cost_usd: float | None
    output: str


class TaskView(Out):
    """`sentence`: when it runs, in words. `next`: five at most, none while it is not active."""

    id: str
    title: str
    instruction: str
    state: TaskState
    paused_why: str
    room: str
    zone: str
    sentence: str
    timetable: Timetable | None
    settings: TaskSettings
    version: int
    next: list[DueView]
    last_run: RunView | None
    created_at: Utc
    failures: int


class TasksView(Out):
    tasks: list[TaskView]
    paused_all: bool


class PreviewedTask(Out):
    """`note`: a zone that is not the person's own. `settings`: what kind of task the words ask for."""

    title: str
    instruction: str
    settings: TaskSettings
    timetable: Timetable | None
    sentence: str
    next: list[DueView]
    assumptions: tuple[str, ...]
    note: str | None


class RefusedLine(Out):
    line: str
    why: str


class TaskPreview(Out):
    """`question`: what must be answered first. `uncovered`: code points of words of time that nothing covers."""

    tasks: list[PreviewedTask]
    question: str | None
    uncovered: tuple[Span, ...]


class TaskImportView(TaskPreview):
    refused: list[RefusedLine]


class TaskPreviewIn(In):
    """A sentence said after `earlier`, or a `timetable` to be shown in words."""

    text: Said = ""
    timetable: Timetable | None = None
    zone: Zone
    now: AwareDatetime | None = None
    earlier: Annotated[list[Said], Field(max_length=20)] = Field(default_factory=list)


class TaskImportIn(In):
    """Lines of a crontab, or an iCalendar file."""

    text: Annotated[Words, Field(max_length=600_000)]
    zone: Zone


class TaskIn(In):
    title: Line = ""
    instruction: Instruction
    timetable: Timetable | None = None
    settings: TaskSettings = Field(default_factory=TaskSettings)
    room: Id | None = None


class TaskPatch(In):
    """What is absent stays, of the settings too. `text`: a change as people say it, such as "make it 8"."""

    title: Line | None = None
    instruction: Instruction | None = None
    timetable: Timetable | None = None
    settings: TaskSettings | None = None
    text: Annotated[Words, Field(max_length=2_000)] | None = None


class SnoozeIn(In):
    minutes: Annotated[int, Field(ge=1, le=MAX_SNOOZE_MINUTES)]


class ZoneIn(In):
    zone: Zone


class RunsView(Out):
    runs: list[RunView]
    more: bool


class PlannedView(Out):
    task: str
    title: str
    utc: Utc
    local: str
    note: str


class TaskCalendarView(Out):
    """`more`: there is more than is shown."""

    runs: list[RunView]
    planned: list[PlannedView]
    more: bool


class DoctorView(Out):
    lines: list[CheckView]
