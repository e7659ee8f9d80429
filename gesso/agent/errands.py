"""What the tools of tasks need of whoever keeps tasks, and what passes between them. Values and one protocol.

An `Errand` is what a person asked for in a message, as code read it. Times are a `Timetable`; nothing here plans.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from gesso.room.wire_tasks import OutputKind, TaskKind
from gesso.schedule.schedule import Timetable


@dataclass(frozen=True)
class Errand:
    """A task to be made. `id` comes from the message, so that making it again makes nothing. Without a timetable it
    runs whenever the task `after` is done.

    `watch_url` or `watch_canvas` is looked at before a model is asked; `requires` are tools that must really run.
    """

    id: str
    instruction: str
    timetable: Timetable | None
    kind: TaskKind = "ask"
    output: OutputKind = "message"
    canvas: str | None = None
    after: str | None = None
    watch_url: str | None = None
    watch_canvas: str | None = None
    requires: tuple[str, ...] = ()
    model: str | None = None
    said_in: str | None = None


@dataclass(frozen=True)
class Standing:
    """A task as it is. `next` are its next local times, ISO without an offset, at most five."""

    id: str
    title: str
    instruction: str
    timetable: Timetable | None
    state: Literal["active", "paused", "ended", "deleted"]
    sentence: str
    next: tuple[str, ...]
    kind: TaskKind = "ask"
    output: OutputKind = "message"
    canvas: str | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Amendment:
    """What to change; None stays. `act` is instead of a change."""

    timetable: Timetable | None = None
    instruction: str | None = None
    act: Literal["pause", "resume", "delete", "undo"] | None = None


class TaskDesk(Protocol):
    async def make(self, owner: str, name: str, errand: Errand) -> Standing:
        """The task; the one that is there already when its id is known. `name` is the owner's.

        `problems` say what will be missing when it runs. Raises BadInput for what can never be due.
        """
        ...

    async def mine(self, owner: str) -> Sequence[Standing]:
        """That person's tasks that are not deleted, the newest first."""
        ...

    async def change(self, owner: str, task: str, amendment: Amendment) -> Standing:
        """The task afterwards. Raises NotFound for somebody else's, Conflicting for an undo of nothing."""
        ...
