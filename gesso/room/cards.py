"""What a conversation shows of tasks and of delegated work, folded from the room's log."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gesso.room import wire
from gesso.room.state_values import TaskCard

State = Any
"""A `RoomState`, which imports this."""


@dataclass
class JobStep:
    """A step that was begun: `ended` is how its last attempt came out, None while it is worked on."""

    key: str
    text: str
    attempt: int
    begun: wire.StepBegun | None = None
    ended: wire.StepEnded | None = None
    picked_up: int = 0  # how often it was gone on with after it was cut off


@dataclass
class Job:
    """Delegated work. `moved` is its last change of state; `waiting` what people said that no step has heard yet.

    `ended` are all ends of steps, oldest first; `heard` all that joined.
    """

    planned: wire.JobPlanned
    by: str
    seq: int
    moved: wire.JobMoved
    steps: dict[str, JobStep] = field(default_factory=dict)
    ended: list[wire.StepEnded] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    result: str | None = None
    started: int = 0  # how often it was set going
    past: bool = False  # a person let it go on past its budget

    @property
    def id(self) -> str:
        return self.planned.job

    @property
    def state(self) -> wire.JobState:
        return self.moved.state

    @property
    def going(self) -> bool:
        return self.state in ("queued", "running", "waiting", "paused")


def _task_created(state: State, event: wire.Event, body: Any) -> None:
    state.tasks[body.task] = TaskCard(
        body.task, body.title, body.sentence, body.next, created=body, by=event.by
    )  # fmt: skip


def _task_changed(state: State, event: wire.Event, body: Any) -> None:
    card = state.tasks.setdefault(body.task, TaskCard(body.task, body.title, body.sentence, body.next, by=event.by))
    card.title, card.sentence, card.next, card.state = body.title, body.sentence, body.next, body.state
    card.changes.append(body)


def _run_finished(state: State, event: wire.Event, body: Any) -> None:
    card = state.tasks.setdefault(body.task, TaskCard(body.task, body.title, "", (), by=event.by))
    card.runs.append(body)


def _job_planned(state: State, event: wire.Event, body: Any) -> None:
    moved = wire.JobMoved(job=body.job, state="planned")
    state.jobs[body.job] = Job(body, event.by, event.seq, moved)


def _job_moved(state: State, event: wire.Event, body: Any) -> None:
    job = state.jobs[body.job]
    job.moved = body
    job.result = body.canvas or job.result
    job.started += body.state == "queued"
    job.past = job.past or body.past
    _taken_in(job, body.heard)


def _taken_in(job: Job, heard: tuple[str, ...]) -> None:
    for words in heard:
        if words in job.waiting:
            job.waiting.remove(words)


def _step_begun(state: State, event: wire.Event, body: Any) -> None:
    job = state.jobs[body.job]
    known = job.steps.get(body.step)
    again = known is not None and known.attempt == body.attempt and known.ended is None
    picked_up = known.picked_up + 1 if known is not None and again else 0
    job.steps[body.step] = JobStep(body.step, body.text, body.attempt, begun=body, picked_up=picked_up)
    _taken_in(job, body.heard)


def _step_ended(state: State, event: wire.Event, body: Any) -> None:
    job = state.jobs[body.job]
    step = job.steps.setdefault(body.step, JobStep(body.step, body.text, body.attempt))
    step.attempt, step.ended = body.attempt, body
    job.ended.append(body)


def joined(state: State, job: str, words: str) -> None:
    """A person said something to work that goes on."""
    if (known := state.jobs.get(job)) is not None:
        known.waiting.append(words)
        known.heard.append(words)


FOLDS: dict[str, Callable[[State, wire.Event, Any], None]] = {
    "task_created": _task_created,
    "task_changed": _task_changed,
    "run_finished": _run_finished,
    "job_planned": _job_planned,
    "job_moved": _job_moved,
    "step_begun": _step_begun,
    "step_ended": _step_ended,
}
