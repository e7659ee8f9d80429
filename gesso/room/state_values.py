"""What a room's log folds into, thing by thing; `state.py` does the folding."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from gesso.room import wire


@dataclass
class Member:
    id: str
    name: str
    role: wire.Role


@dataclass
class Approval:
    """A call that a person is asked for. `args` are the ones settled on, once it is approved."""

    asked: wire.ApprovalAsked
    state: wire.ApprovalState = "open"
    args: dict[str, Any] | None = None
    reason: str = ""
    by: str = ""


@dataclass
class Call:
    """A tool call of a turn: `args` once complete, `result` once returned.

    `begun` says why it was carried out, for one that acts outside the room; `undone` what taking it back said.
    """

    id: str
    name: str
    args_text: str = ""
    args: dict[str, Any] | None = None
    result: str | None = None
    ok: bool = True
    summary: str = ""
    handle: str = ""
    begun: str = ""
    undone: str = ""
    approval: str | None = None
    view: wire.ResultView | None = None


@dataclass
class Step:
    """One answer of the model within a turn: words, then calls."""

    text: str = ""
    calls: list[Call] = field(default_factory=list)


@dataclass
class Turn:
    id: str
    message: str
    parent: str
    agent: str
    model: str
    by: str
    task: str = ""
    canvas: str | None = None
    rounds: str | None = None
    run: wire.RunBrief | None = None
    steps: list[Step] = field(default_factory=lambda: [Step()])
    thoughts: str = ""
    outcome: wire.Outcome | None = None
    problem: wire.Problem | None = None
    usage: wire.Usage = field(default_factory=wire.Usage)
    measured: list[wire.ShortcutMeasured] = field(default_factory=list)
    thumbs: dict[str, Literal["up", "down"]] = field(default_factory=dict)  # by person

    @property
    def text(self) -> str:
        return "\n\n".join(step.text for step in self.steps if step.text)

    def call(self, call_id: str) -> Call | None:
        return next((c for s in self.steps for c in s.calls if c.id == call_id), None)


@dataclass
class Said:
    """A message: a person's (`turn` None) or the reply of a turn."""

    id: str
    parent: str
    by: str
    at: datetime
    text: str = ""
    turn: str | None = None
    canvas: str | None = None
    selection: wire.Selection | None = None
    shortcut: wire.ShortcutUse | None = None
    zone: str | None = None
    run: str | None = None  # of a task, which began with this message
    job: str | None = None  # that it joined
    widget: wire.WidgetAct | None = None  # in which it was done, rather than typed


@dataclass(frozen=True)
class Acted:
    """What a person did in a widget; `after` is the last message then. `words` are "" where a message says it."""

    act: wire.WidgetAct
    by: str
    after: str
    words: str = ""


@dataclass(frozen=True)
class VersionName:
    name: str
    by: str
    at: datetime


@dataclass
class CanvasRow:
    id: str
    kind: wire.CanvasKind
    title: str
    language: str | None
    turn: str | None = None  # the turn and call that opened it, when an agent did
    call: str | None = None
    deleted: bool = False
    private: bool = False
    seen: int | None = None  # its version when an agent last ended a turn here
    trust: wire.CanvasTrust = "free"
    pairing: wire.Pairing = "do"
    names: dict[int, VersionName] = field(default_factory=dict)  # of versions
    data: wire.DataPut | None = None  # the file behind it, where it is a data canvas


@dataclass
class AgentEdit:
    """All that a turn changed in a canvas; `state` once a person settled it."""

    canvas: str
    turn: str
    from_version: int
    to_version: int
    summary: str
    why: str
    state: Literal["open", "kept", "undone"] = "open"


@dataclass
class Reply:
    id: str
    by: str
    at: datetime
    body: str
    turn: str | None = None
    edited: bool = False


@dataclass
class Note:
    """A comment and what was answered to it."""

    id: str
    canvas: str
    by: str
    at: datetime
    turn: str | None
    quote: str
    body: str
    kind: str
    severity: wire.Severity | None
    replace: str | None
    state: wire.NoteState = "open"
    drawn: wire.Drawn | None = None
    edited: bool = False
    replies: list[Reply] = field(default_factory=list)


@dataclass
class Rounds:
    """Several agents working by turns; `turns` in the order they were taken."""

    started: wire.RoundsStarted
    by: str
    turns: list[str] = field(default_factory=list)
    ended: wire.RoundsEnded | None = None


@dataclass
class TaskCard:
    """A task that was made or changed here, as the conversation shows it; `runs` that ended, oldest first."""

    id: str
    title: str
    sentence: str
    next: tuple[str, ...]
    state: Literal["active", "paused", "ended", "deleted"] = "active"
    created: wire.TaskCreated | None = None
    by: str = ""
    changes: list[wire.TaskChanged] = field(default_factory=list)
    runs: list[wire.RunFinished] = field(default_factory=list)
