"""Views of delegated work: its plan with where each step stands, what it may spend, and what it waits for."""

from typing import Annotated, Literal

from pydantic import Field

from gesso.canvas.plan import MOST_STEPS, Who
from gesso.room.wire import JobState
from gesso.server.views.base import Id, In, Line, Out, Words
from gesso.server.views.tasks import Zone
from gesso.tasks.jobs import StepAct

StepState = Literal["open", "running", "waiting", "done", "failed", "stopped", "skipped"]
Ask = Annotated[Words, Field(max_length=4_000)]
StepWords = Annotated[Words, Field(max_length=2_000)]


class StepView(Out):
    """`key` is what it is known by: its words. `turn` is where it is or was done; `attempts` how often it ended."""

    key: str
    number: int
    text: str
    detail: str
    who: Who
    state: StepState
    summary: str
    thought: str
    lacks: list[str]
    attempts: int
    turn: str | None
    needs_person: bool


class SpentView(Out):
    """The bounds that the plan names, None where it names none, and what was used."""

    minutes: float | None
    minutes_used: float
    cost_usd: float | None
    cost_used: float
    deadline: str


class JobView(Out):
    """`canvas` holds the plan, `result` what came of it. `waits_for`: the step that `question` is about."""

    id: str
    room: str
    title: str
    ask: str
    kind: str
    state: JobState
    why: str
    question: str
    waits_for: str | None
    canvas: str
    result: str | None
    model: str | None
    asked: list[str]
    cannot: list[str]
    parent: str | None
    mine: bool
    spent: SpentView
    steps: list[StepView]


class JobsView(Out):
    jobs: list[JobView]


class JobIn(In):
    """`steps` in place of the ones that are known for such work; one that begins with “@me ” is the person's."""

    ask: Ask
    title: Line = ""
    steps: Annotated[tuple[StepWords, ...], Field(max_length=MOST_STEPS)] = ()
    start: bool = False
    model: Id | None = None
    canvas: Id | None = None


class JobSaidIn(In):
    text: Ask


class StepIn(In):
    """A step behind `after`, or behind the last."""

    text: StepWords
    after: Id | None = None


class StepChangeIn(In):
    """Its words, or its place, from 1."""

    text: StepWords | None = None
    number: Annotated[int, Field(ge=1, le=MOST_STEPS)] | None = None


class StepActIn(In):
    """`done` and `skip` settle it, `open` takes that back, `take` and `give` say who does it, `again` does it alone."""

    act: StepAct
    text: Ask = ""


class ForkIn(In):
    step: Id


class ProcedureScheduleIn(In):
    """When, in words: “every Monday at 9”."""

    text: Ask
    zone: Zone


class ProcedureView(Out):
    job: str
    room: str
    title: str
    ask: str
    steps: list[str]


class ProceduresView(Out):
    procedures: list[ProcedureView]
