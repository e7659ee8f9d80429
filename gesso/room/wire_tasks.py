"""What a room's log says of tasks: that one was made or changed here, what a run is given, how it ended.

The tasks themselves are rows (`gesso/store/tasks.py`); these are what a conversation shows of them. Local times are
ISO without an offset, on the clocks of `zone`.
"""

from typing import Literal

from gesso.room.wire_jobs import StepBrief
from gesso.room.wire_value import Wire

RunState = Literal["done", "nothing_new", "waiting", "skipped", "missed", "failed", "cancelled"]
OutputKind = Literal["message", "document", "append", "suggest"]
TaskKind = Literal["ask", "reminder", "watch", "plan"]


class TaskCreated(Wire):
    """A person's message became a task. `next` are its next local times, at most five; `assumptions` what was taken
    and not said. `turn` made it, None where a form did. `said_in`, in the task's own room, is where it was said."""

    type: Literal["task_created"] = "task_created"
    task: str
    title: str
    instruction: str
    sentence: str
    next: tuple[str, ...]
    zone: str
    kind: TaskKind = "ask"
    output: OutputKind = "message"
    canvas: str | None = None
    assumptions: tuple[str, ...] = ()
    question: str | None = None
    turn: str | None = None
    said_in: str | None = None


class TaskChanged(Wire):
    """`what` says in words what is different; the rest is how the task is now."""

    type: Literal["task_changed"] = "task_changed"
    task: str
    what: str
    title: str
    sentence: str
    next: tuple[str, ...]
    state: Literal["active", "paused", "ended", "deleted"] = "active"
    turn: str | None = None


class RunFinished(Wire):
    """A run of a task ended. `room` is where it worked, when that is another one; `turn` what it said there."""

    type: Literal["run_finished"] = "run_finished"
    task: str
    run: str
    title: str
    state: RunState
    reason: str = ""
    canvas: str | None = None
    room: str | None = None
    turn: str | None = None


class RunBrief(Wire):
    """What a turn that is a run of a task goes by, the same however often it is picked up.

    `tools` are all it may use; `pages` what the addresses in its instruction said when it began. `heading` is the line
    that an appended entry stands under, `late` in words how late it is, `news` what changed in what is watched, `seen`
    (a hash) and `seen_text` what that says now. `outputs` are the last ones, `corrections` what the owner said about
    them, oldest first. `known`: addresses of the pages that earlier runs told of. `most_usd`: what the run may cost.
    `step`: of which plan it is a step.
    """

    run: str
    task: str
    output: OutputKind
    canvas: str | None = None
    tools: tuple[str, ...] = ()
    heading: str = ""
    now: str = ""
    zone: str = ""
    late: str = ""
    news: str = ""
    pages: tuple[str, ...] = ()
    seen: str = ""
    seen_text: str = ""
    outputs: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    most_usd: float | None = None
    step: StepBrief | None = None
