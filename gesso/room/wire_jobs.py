"""What a room's log says of delegated work: its plan, where it stands, and each step begun and ended.

The plan itself is the text of a canvas (`gesso/canvas/plan.py`); a step is known by the key that its words give. An
ended step is on the log before its box is ticked, so that nothing that was completed is done again.
"""

from typing import Literal

from gesso.room.wire_value import Wire

JobState = Literal["planned", "queued", "running", "waiting", "paused", "done", "failed", "stopped"]
StepOutcome = Literal["done", "failed", "stopped", "handed"]


class JobPlanned(Wire):
    """A plan for `ask` was written into `canvas`; it waits for its start.

    `asked`: what was asked first, each with the default that is used. `cannot`: what of it this model cannot do.
    `parent` is the work it was forked from at `step`, or whose plan it takes as its procedure.
    """

    type: Literal["job_planned"] = "job_planned"
    job: str
    title: str
    ask: str
    kind: str
    canvas: str
    model: str | None = None
    target: str | None = None
    asked: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    parent: str | None = None
    step: str | None = None
    turn: str | None = None


class JobMoved(Wire):
    """The work is now in `state`. `only`: a step that is done alone. `canvas`: the result, once there is one.

    `why` is for people; `question` what a person is to answer before it goes on. `past`: its budget binds no longer.
    `heard`: what people said that this answers.
    """

    type: Literal["job_moved"] = "job_moved"
    job: str
    state: JobState
    why: str = ""
    question: str = ""
    step: str | None = None
    only: str | None = None
    canvas: str | None = None
    past: bool = False
    heard: tuple[str, ...] = ()


class StepBegun(Wire):
    """`heard`: what people said since the step before, which joins here. `turn`: where it is done, None by code."""

    type: Literal["step_begun"] = "step_begun"
    job: str
    run: str
    step: str
    attempt: int
    text: str
    turn: str | None = None
    heard: tuple[str, ...] = ()


class StepEnded(Wire):
    """`handed`: a person takes it. `summary` says in a line what came of it, `thought` what was done and why.
    `lacks`: what it could not do or find, and what its words claim that no call did."""

    type: Literal["step_ended"] = "step_ended"
    job: str
    step: str
    attempt: int
    text: str
    outcome: StepOutcome
    summary: str = ""
    thought: str = ""
    lacks: tuple[str, ...] = ()
    turn: str | None = None
    canvas: str | None = None
    seconds: float = 0.0


class StepBrief(Wire):
    """What a turn that is a step of delegated work goes by, beside its run: `before` are (step, what came of it)."""

    job: str
    step: str
    number: int
    of: int
    title: str
    ask: str
    before: tuple[tuple[str, str], ...] = ()
    heard: tuple[str, ...] = ()
