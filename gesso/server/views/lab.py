"""JSON of the lab's page. What is summed up (`Summary`, `Part`) has the lab's own form."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from gesso.lab.summary import Part, Rate, Summary
from gesso.server.views.base import In, Name, Out, Words

SplitName = Literal["dev", "test"]


class LabScore(Out):
    """A candidate in the overview. `run` is its file; `subject`: the one that the behaviour is about."""

    run: str
    candidate: str
    subject: bool
    n: int
    failed: int
    score: float
    low: float
    high: float


class LabRow(Out):
    """A behaviour. `untested` are the lines of its spec without a case; `shipped` names the adapter in force."""

    behavior: str
    lines: int
    untested: list[str]
    dev: int
    test: int
    languages: int
    shipped: str | None
    scores: list[LabScore]


class LabFile(Out):
    """A file of graded answers. `own`: on the behaviour's own cases. `fault`: why it cannot be used, else empty."""

    id: str
    name: str
    shipped: bool
    at: datetime
    behavior: str
    candidate: str
    splits: list[str]
    n: int
    own: bool
    fault: str


class LabEval(Out):
    """An eval that was started from the page. `done` of `total` cases are answered; `left_s` is an estimate."""

    id: str
    behavior: str
    candidate: str
    split: str
    state: Literal["running", "done", "failed", "stopped"]
    at: datetime
    ended: datetime | None
    done: int
    total: int
    left_s: float | None
    message: str


class LabView(Out):
    """The overview. `candidates` are what can be measured, `folder` is where the lab keeps its files."""

    folder: str
    split: SplitName
    rows: list[LabRow]
    files: list[LabFile]
    evals: list[LabEval]
    candidates: list[str]


class LabEvalIn(In):
    behavior: Name
    candidate: Name
    split: Literal["dev", "test", "all"] = "dev"


class LabLine(Out):
    """A line of a spec and what tests it; `score` is the subject's on its cases, null without any."""

    line: str
    statement: str
    dev: int
    test: int
    contrast: int
    languages: int
    score: Part | None


class LabLead(Out):
    """How much better the subject is than a candidate, on the cases both answered; `p` is McNemar's, by Holm."""

    verdict: Literal["better", "worse", "not told apart"]
    value: float
    low: float
    high: float
    n: int
    p: float | None


class LabCandidate(Out):
    run: str
    at: datetime
    shipped: bool
    subject: bool
    candidate: str
    n: int
    failed: int
    whole: bool
    score: Part
    balanced: Rate | None
    lead: LabLead | None
    p50_ms: float | None
    p95_ms: float | None
    prompt_tokens: float
    slices: list[Part]
    languages: list[Part]


class LabBehavior(Out):
    """A behaviour, its candidates the best first. `detectable` is the least difference that n would show."""

    behavior: str
    split: SplitName
    lines: list[LabLine]
    candidates: list[LabCandidate]
    same_cases: bool
    detectable: float | None
    splits: list[SplitName]


class LabSituation(Out):
    """What a case puts in front of whoever answers it. `text` is the document with its problems planted, `before` the
    earlier exchanges about it, which a conversation made of the case does not have."""

    behavior: str
    case: str
    spec_id: str
    statement: str
    split: str
    slice: str
    lang: str
    ask: str
    earlier: list[str]
    document: str
    text: str
    selection: str
    target: str
    before: list[str]


class LabAnswer(Out):
    run: str
    candidate: str
    answer: str
    value: float
    why: str
    score: float | None
    layer: str
    latency_ms: float


class LabDecision(Out):
    """What the product decides about the case now; `fault` is why it could not be asked."""

    answer: str
    layer: str
    why: str
    score: float | None
    latency_ms: float
    right: bool
    fault: str


class LabCase(Out):
    situation: LabSituation
    answers: list[LabAnswer]
    now: LabDecision | None


class LabRoom(Out):
    """The conversation that a case was opened as; `draft` is its message, to be sent or changed by hand."""

    room: str
    canvas: str | None
    draft: str


class LabSide(Out):
    answer: str
    value: float
    why: str


class LabCompared(Out):
    case: str
    spec_id: str
    slice: str
    lang: str
    ask: str
    target: str
    first: LabSide
    second: LabSide


class LabComparison(Out):
    """Two candidates on the cases both answered; where they differ comes first."""

    behavior: str
    first: str
    second: str
    n: int
    left_out: int
    first_score: float
    second_score: float
    difference: Rate
    only_first: int
    only_second: int
    p: float | None
    detectable: float
    verdict: Literal["better", "worse", "not told apart"]
    cases: list[LabCompared]


class LabRunView(Out):
    file: LabFile
    summary: Summary


class LabTrainingPoint(Out):
    step: int
    loss: float


class LabTraining(Out):
    """A training run's folder. `moving`: its progress was written within the last minutes. `finished`: it came to
    its end and wrote an adapter. `fault`: why it cannot be shown."""

    id: str
    name: str
    at: datetime
    moving: bool
    finished: bool
    method: str
    step: int
    steps: int
    best_step: int
    best_loss: float | None
    tokens_per_s: float
    seconds: float
    left_s: float
    train: list[LabTrainingPoint]
    dev: list[LabTrainingPoint]
    scores: dict[str, float]
    fault: str


class LabAdapter(Out):
    """An adapter's folder: in the package, shipped, or as it was trained. `faults` and `reasons` keep it from being
    shipped; `card` is Markdown."""

    id: str
    key: str
    place: Literal["package", "shipped", "trained"]
    made: str
    behaviors: list[str]
    in_force: list[str]
    passed: bool
    reasons: list[str]
    faults: list[str]
    bytes: int
    sums: dict[str, str]
    card: str


class LabRegistryRow(Out):
    at: str
    do: Literal["ship", "rollback"]
    key: str
    behaviors: list[str]


class LabAdapters(Out):
    """`next_back` is what a roll-back would take out of force, null when nothing is."""

    adapters: list[LabAdapter]
    registry: list[LabRegistryRow]
    next_back: str | None
    problems: list[str]


class LabCheck(Out):
    """One check of an audit. `red` is null where nothing is required of it."""

    name: str
    value: str
    limit: str
    red: bool | None
    examples: list[str]


class LabAudit(Out):
    """What `gesso lab audit` found in training rows. `fault`: why the file cannot be shown."""

    id: str
    name: str
    at: datetime
    behavior: str
    rows: int
    checks: list[LabCheck]
    fault: str


class LabRolloutItem(Out):
    at: int
    reward: float
    seed: int
    environment: str
    forfeit: str


class LabRollouts(Out):
    """A file of played conversations. `fault`: why it cannot be shown, wholly or from a line on."""

    id: str
    name: str
    at: datetime
    items: list[LabRolloutItem]
    mean: float
    fault: str


class LabRollout(Out):
    """A played conversation; `messages` have the shape of chat templates, `exchanges` are the user's side."""

    environment: str
    model: str
    seed: int
    reward: float
    components: dict[str, float]
    forfeit: str
    messages: list[dict[str, Any]]
    exchanges: list[dict[str, Any]]
    document: str
    final: str


class LabShipIn(In):
    adapter: Annotated[Words, Field(min_length=1, max_length=80)]


class LabPair(Out):
    """Two answers to one case, whose they are not said."""

    case: str
    ask: str
    earlier: list[str]
    text: str
    left: str
    right: str


class LabWins(Out):
    behavior: str
    first: str
    second: str
    by: str
    n: int
    rate: Rate
    ties: int


class LabJudging(Out):
    """Where a person stands: `done` of `total` pairs whose answers differ; `equal` were left out. `pair` is next."""

    behavior: str
    done: int
    total: int
    equal: int
    pair: LabPair | None


class LabVerdictIn(In):
    first: Name
    second: Name
    case: Name
    choice: Literal["left", "right", "tie"]
    why: Annotated[Words, Field(max_length=2_000)] = ""
