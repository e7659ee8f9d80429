"""What a task is, what a run is, and who performs one. Values only; nothing here reads a row or a clock.

A `Task` is the newest version of what somebody asked to be done at certain times; a `Run` is what became of one of
these times. `Performer` does the work of a run, `Notifier` tells its owner; the engine calls both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from gesso.schedule.policy import Overlap
from gesso.schedule.schedule import Timetable

TaskState = Literal["active", "paused", "ended", "deleted"]
RunState = Literal[
    "queued", "running", "waiting", "done", "nothing_new", "skipped", "missed", "failed", "cancelled"
]  # fmt: skip
EndState = Literal["done", "nothing_new", "failed", "waiting"]
WANTS = "Wants your approval: "
"""How the reason of a run begins that waits for an approval rather than for an answer."""
GOING = ("queued", "running", "waiting")
"""The states of a run that has not ended."""

ToolName = Annotated[str, Field(min_length=1, max_length=80)]


class _Setting(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Output(_Setting):
    """Where a run writes: a message, a new document, an entry at the end of `canvas`, or suggestions on it."""

    kind: Literal["message", "document", "append", "suggest"] = "message"
    canvas: Annotated[str, Field(max_length=80)] | None = None


class Watch(_Setting):
    """What a watch task looks at before it asks a model: the text of a page, or of a canvas."""

    url: Annotated[str, Field(max_length=2_000)] | None = None
    canvas: Annotated[str, Field(max_length=80)] | None = None


class TaskSettings(_Setting):
    """How a task is run. `tools`: what it may use while nobody looks, frozen at its creation; None is replaced then.

    `requires`: tools that must really have run for it to count as done. `after`: the task whose success starts it.
    `plan`: the delegated work that it goes on with or, with a timetable, does anew each time.
    That a task follows its owner's zone is `Timetable.follows`.
    """

    kind: Literal["ask", "reminder", "watch", "plan"] = "ask"
    model: Annotated[str, Field(max_length=200)] | None = None
    output: Output = Output()
    tools: Annotated[tuple[ToolName, ...], Field(max_length=100)] | None = None
    requires: Annotated[tuple[ToolName, ...], Field(max_length=20)] = ()
    watch: Watch | None = None
    overlap: Overlap = "skip"
    max_minutes: Annotated[int, Field(ge=1, le=1_440)] = 60
    max_cost_usd: Annotated[float, Field(gt=0, le=10_000)] | None = None
    notify: Literal["always", "changed", "failures", "never"] = "always"
    after: Annotated[str, Field(max_length=80)] | None = None
    plan: Annotated[str, Field(max_length=80)] | None = None


@dataclass(frozen=True)
class Task:
    """`next_at`: the next instant that has no row yet, None when there is none. `failures`: in a row."""

    id: str
    owner: str
    room: str
    title: str
    instruction: str
    timetable: Timetable | None
    settings: TaskSettings
    state: TaskState
    version: int
    created_at: datetime
    updated_at: datetime
    planned_to: datetime
    next_at: datetime | None = None
    snoozed_until: datetime | None = None
    paused_why: str = ""
    paused_at: datetime | None = None
    failures: int = 0

    @property
    def by_hand(self) -> bool:
        """Whether it is delegated work, which goes when it is started and not at times."""
        return self.settings.kind == "plan" and self.settings.plan is not None and self.timetable is None


@dataclass(frozen=True)
class Run:
    """What became of one due instant. `wall`: the instant as the zone's clocks show it, with offset.

    `note`: `gap`, `overlap`, `clamped` as in `gesso.schedule.expand`, `by hand`, `snoozed`, `after <task>`, or "".
    `checks`: `{"what", "ok", "why"}` each. `late_s`: how much later than `scheduled` it began. `attempt`: how often it
    was begun, and of that `crashes`: how often it was cut off.
    """

    id: str
    task: str
    version: int
    scheduled: datetime
    wall: str
    note: str = ""
    state: RunState = "queued"
    reason: str = ""
    ready_at: datetime | None = None
    late_s: int | None = None
    attempt: int = 0
    crashes: int = 0
    format: int = 1
    executor: str | None = None
    lease_until: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    turn: str | None = None
    room: str | None = None
    canvas: str | None = None
    checks: Sequence[Mapping[str, Any]] = ()
    usage: Mapping[str, Any] = field(default_factory=dict)
    output: str = ""


@dataclass(frozen=True)
class Ended:
    """How performing a run ended. `passing`: a failure that trying again may cure, so the engine tries again.

    `waiting`: a person was asked; the engine calls `perform` again once `Tasks.answered` was called.
    """

    state: EndState
    reason: str = ""
    passing: bool = False
    turn: str | None = None
    room: str | None = None
    canvas: str | None = None
    checks: Sequence[Mapping[str, Any]] = ()
    usage: Mapping[str, Any] = field(default_factory=dict)
    output: str = ""


class Performer(Protocol):
    async def perform(self, task: Task, run: Run) -> Ended:
        """Do the work of `run`. Idempotent by its id: called again after a crash, it goes on where it was.

        Cancelled when the program stops (the run goes on after the next start) and when the run is stopped for good,
        after which `stop` is called. An exception is a failure that does not pass.
        """
        ...

    async def stop(self, task: Task, run: Run) -> None:
        """The run was cancelled, deleted or took too long: end its turn."""
        ...

    async def tell(self, task: Task, run: Run, ended: Ended) -> None:
        """Say where the run works how it ended, before that is stored; nothing where `perform` has said it.

        Idempotent by the run's id. Called for every end, so also where the last try failed or the run was stopped.
        """
        ...

    async def preflight(self, task: Task) -> Sequence[Mapping[str, Any]]:
        """What the task needs and whether it is there (model, tools, permissions), as `{"what", "ok", "why"}`."""
        ...


class Notifier(Protocol):
    """`paused`: this failure was the last of those that pause a task."""

    def write(self, conn: Connection, task: Task, run: Run, paused: bool) -> None:
        """In the transaction that ends or suspends `run`, on the writer's thread: the owner's inbox row."""
        ...

    async def ended(self, task: Task, run: Run, paused: bool) -> None:
        """After that transaction: deliveries. Idempotent by the run's id; what a crash cut off is picked up later."""
        ...
