"""Everything that is said on a room's event log, as typed values.

The event log is the only history of a room: whatever the page shows, a turn resumes from, an export contains or the
lab learns from is a reading of these rows. `web/src/wire.gen.ts` is generated from it and from `frames.py`, which holds
what a canvas's socket says; nothing here does IO. Positions are code points.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from gesso.room.wire_agents import AgentDismissed as AgentDismissed
from gesso.room.wire_agents import AgentInvited as AgentInvited
from gesso.room.wire_agents import RoomAgent as RoomAgent
from gesso.room.wire_agents import RoundsEnded as RoundsEnded
from gesso.room.wire_agents import RoundsOutcome as RoundsOutcome
from gesso.room.wire_agents import RoundsStarted as RoundsStarted
from gesso.room.wire_agents import Trust as Trust
from gesso.room.wire_data import DataPut as DataPut
from gesso.room.wire_files import FileChanged as FileChanged
from gesso.room.wire_jobs import JobMoved as JobMoved
from gesso.room.wire_jobs import JobPlanned as JobPlanned
from gesso.room.wire_jobs import JobState as JobState
from gesso.room.wire_jobs import StepBegun as StepBegun
from gesso.room.wire_jobs import StepBrief as StepBrief
from gesso.room.wire_jobs import StepEnded as StepEnded
from gesso.room.wire_jobs import StepOutcome as StepOutcome
from gesso.room.wire_notes import Drawn as Drawn
from gesso.room.wire_notes import NoteEdited as NoteEdited
from gesso.room.wire_notes import NoteOpened as NoteOpened
from gesso.room.wire_notes import NoteReplied as NoteReplied
from gesso.room.wire_notes import NoteSettled as NoteSettled
from gesso.room.wire_notes import NoteState as NoteState
from gesso.room.wire_pairing import CanvasPaired as CanvasPaired
from gesso.room.wire_pairing import Pairing as Pairing
from gesso.room.wire_tasks import RunBrief as RunBrief
from gesso.room.wire_tasks import RunFinished as RunFinished
from gesso.room.wire_tasks import TaskChanged as TaskChanged
from gesso.room.wire_tasks import TaskCreated as TaskCreated
from gesso.room.wire_trust import ApprovalAsked as ApprovalAsked
from gesso.room.wire_trust import ApprovalSettled as ApprovalSettled
from gesso.room.wire_trust import ApprovalState as ApprovalState
from gesso.room.wire_trust import ArgSource as ArgSource
from gesso.room.wire_trust import CallBegun as CallBegun
from gesso.room.wire_trust import CallUndone as CallUndone
from gesso.room.wire_value import Severity as Severity
from gesso.room.wire_value import Wire as Wire
from gesso.room.wire_views import ResultView as ResultView
from gesso.room.wire_widgets import WidgetAct as WidgetAct
from gesso.room.wire_widgets import WidgetActed as WidgetActed

Role = Literal["owner", "edit", "comment", "view"]
CanvasKind = Literal["document", "code"]
Outcome = Literal["done", "stopped", "failed"]
SuggestionState = Literal["open", "accepted", "rejected", "stale"]
CanvasTrust = Literal["suggest", "selection", "free"]
"""What agents may do to a canvas by themselves: only suggest, change what a person selected, or edit freely."""


# ---------------------------------------------------------------- bodies of events on the room's log


class Selection(Wire):
    """A part of a canvas, in code points of the text at `version`, with the words themselves."""

    canvas: str
    version: int
    start: int
    end: int
    quote: str


class ShortcutUse(Wire):
    """The shortcut a message stands for, `id` as in the list or of a person's own; its canvas and language then."""

    id: str
    option: str | None = None
    title: str
    canvas: str
    version: int
    language: str | None = None


class RoomCreated(Wire):
    """`auto` when nobody gave the title; the first message will then be its title."""

    type: Literal["room_created"] = "room_created"
    title: str
    auto: bool = False


class RoomRenamed(Wire):
    """`auto` when the title was made from the first message rather than by a person."""

    type: Literal["room_renamed"] = "room_renamed"
    title: str
    auto: bool = False


class RoomDeleted(Wire):
    type: Literal["room_deleted"] = "room_deleted"


class RoomRestored(Wire):
    type: Literal["room_restored"] = "room_restored"


class MemberJoined(Wire):
    type: Literal["member_joined"] = "member_joined"
    member: str
    name: str
    role: Role


class MemberLeft(Wire):
    type: Literal["member_left"] = "member_left"
    member: str


class MessagePosted(Wire):
    """A person's message. `parent` is the message it answers ("" at the root); two with one parent are branches.

    `zone` is where the person is, an IANA name. With `run` it is not typed but what a run of a task of theirs begins
    with. With `job` it joins delegated work before its next step, and starts no turn. With `widget` it says what was
    done in one.
    """

    type: Literal["message_posted"] = "message_posted"
    message: str
    parent: str
    text: str
    canvas: str | None = None
    selection: Selection | None = None
    shortcut: ShortcutUse | None = None
    zone: str | None = None
    run: str | None = None
    job: str | None = None
    widget: WidgetAct | None = None


class BranchChosen(Wire):
    """The conversation now continues from `message` (the last one of a branch)."""

    type: Literal["branch_chosen"] = "branch_chosen"
    message: str


class TurnStarted(Wire):
    """An agent begins to answer `parent`; its reply is message `message`.

    `task` is what it is to do where that is not simply the words of `parent`, on `canvas`; `rounds` names the work of
    several agents that this turn is a part of, `run` says that it is a run of a task.
    """

    type: Literal["turn_started"] = "turn_started"
    turn: str
    message: str
    parent: str
    agent: str
    model: str
    task: str = ""
    canvas: str | None = None
    rounds: str | None = None
    run: RunBrief | None = None


class TurnResumed(Wire):
    """The server came back while the turn was running; `discarded` characters of unfinished reply text were dropped."""

    type: Literal["turn_resumed"] = "turn_resumed"
    turn: str
    discarded: int = 0


class TextDelta(Wire):
    type: Literal["text_delta"] = "text_delta"
    turn: str
    message: str
    delta: str


class Thought(Wire):
    type: Literal["thought"] = "thought"
    turn: str
    message: str
    delta: str


class ToolArgs(Wire):
    """More of the JSON text of a call's arguments. The first of a call carries its name."""

    type: Literal["tool_args"] = "tool_args"
    turn: str
    message: str
    call: str
    name: str
    delta: str


class ToolCalled(Wire):
    """The arguments are complete and the tool is about to run."""

    type: Literal["tool_called"] = "tool_called"
    turn: str
    message: str
    call: str
    name: str
    args: dict[str, Any]


class ToolReturned(Wire):
    """`result` is what the model is told; `summary` what a person reads; `handle` what its undo is given.

    `view` is how people are shown it, by a page of a server of tools.
    """

    type: Literal["tool_returned"] = "tool_returned"
    turn: str
    call: str
    ok: bool
    result: str
    summary: str = ""
    handle: str = ""
    view: ResultView | None = None


class Usage(Wire):
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = None


class Problem(Wire):
    """What happened, in one sentence, and one next step."""

    code: str
    message: str
    next_step: str = ""


class ShortcutMeasured(Wire):
    """What code measured after a turn worked on a shortcut; `met` is null where there is no goal. The last counts."""

    type: Literal["shortcut_measured"] = "shortcut_measured"
    turn: str
    words: str
    met: bool | None


class TurnEnded(Wire):
    """`seen` is the version of each canvas at the end: what people change after that is told to the agent next time."""

    type: Literal["turn_ended"] = "turn_ended"
    turn: str
    outcome: Outcome
    problem: Problem | None = None
    usage: Usage = Usage()
    seen: dict[str, int] = Field(default_factory=dict)


class AnswerRated(Wire):
    """A person's thumb on a turn's answer; None takes it back."""

    type: Literal["answer_rated"] = "answer_rated"
    turn: str
    thumb: Literal["up", "down"] | None


class CanvasClosed(Wire):
    """A person closed what an agent had opened a moment ago. Later ones are not told: they say nothing about it."""

    type: Literal["canvas_closed"] = "canvas_closed"
    canvas: str


class CanvasOpened(Wire):
    type: Literal["canvas_opened"] = "canvas_opened"
    canvas: str
    kind: CanvasKind
    title: str
    language: str | None = None
    turn: str | None = None
    call: str | None = None


class CanvasUpdated(Wire):
    """Title, kind or language changed; the whole new set is given."""

    type: Literal["canvas_updated"] = "canvas_updated"
    canvas: str
    kind: CanvasKind
    title: str
    language: str | None = None


class CanvasDeleted(Wire):
    type: Literal["canvas_deleted"] = "canvas_deleted"
    canvas: str


class CanvasRestored(Wire):
    type: Literal["canvas_restored"] = "canvas_restored"
    canvas: str


class CanvasTrusted(Wire):
    type: Literal["canvas_trusted"] = "canvas_trusted"
    canvas: str
    trust: CanvasTrust


class CanvasPrivacySet(Wire):
    """Whether a canvas is private: never shown to a model that nobody asked (next edits). Asking an agent still is."""

    type: Literal["canvas_privacy_set"] = "canvas_privacy_set"
    canvas: str
    private: bool


class VersionNamed(Wire):
    """A person gave a version of a canvas a name; "" takes the name away."""

    type: Literal["version_named"] = "version_named"
    canvas: str
    version: int
    name: str


class CanvasChanged(Wire):
    """Changes `from_version+1 .. to_version` of a canvas are one edit by an agent, an import or the API.

    `turn` is what undo names. `before` and `after` are the words at the place, for a person to read (at most 2,000
    characters each); typing by people is not repeated here.
    """

    type: Literal["canvas_changed"] = "canvas_changed"
    canvas: str
    turn: str
    from_version: int
    to_version: int
    summary: str
    why: str = ""
    before: str = ""
    after: str = ""


class ChangeSettled(Wire):
    """A person kept or undid an agent's edit of a canvas (all changes of `turn` there)."""

    type: Literal["change_settled"] = "change_settled"
    canvas: str
    turn: str
    state: Literal["kept", "undone"]


class SuggestionMade(Wire):
    """Words offered in place of others; `version`, `start`, `end` in code points at that version.

    The hunks of one rewrite share a `proposal`.
    """

    type: Literal["suggestion_made"] = "suggestion_made"
    suggestion: str
    canvas: str
    turn: str | None
    version: int
    start: int
    end: int
    before: str
    after: str
    why: str = ""
    proposal: str = ""


class SuggestionSettled(Wire):
    """`after` is what was taken when it was only a part; the rest is then a new suggestion."""

    type: Literal["suggestion_settled"] = "suggestion_settled"
    suggestion: str
    canvas: str
    state: SuggestionState
    version: int | None = None
    after: str | None = None


Body = Annotated[
    RoomCreated
    | RoomRenamed
    | RoomDeleted
    | RoomRestored
    | MemberJoined
    | MemberLeft
    | MessagePosted
    | BranchChosen
    | TurnStarted
    | TurnResumed
    | TextDelta
    | Thought
    | ToolArgs
    | ToolCalled
    | ToolReturned
    | ShortcutMeasured
    | TurnEnded
    | AnswerRated
    | CanvasOpened
    | CanvasClosed
    | CanvasUpdated
    | CanvasDeleted
    | CanvasRestored
    | CanvasTrusted
    | CanvasPrivacySet
    | CanvasPaired
    | VersionNamed
    | CanvasChanged
    | ChangeSettled
    | SuggestionMade
    | SuggestionSettled
    | NoteOpened
    | NoteReplied
    | NoteEdited
    | NoteSettled
    | AgentInvited
    | AgentDismissed
    | RoundsStarted
    | RoundsEnded
    | TaskCreated
    | TaskChanged
    | RunFinished
    | ApprovalAsked
    | ApprovalSettled
    | CallBegun
    | CallUndone
    | DataPut
    | FileChanged
    | JobPlanned
    | JobMoved
    | StepBegun
    | StepEnded
    | WidgetActed,
    Field(discriminator="type"),
]


class Event(Wire):
    """One row of a room's log. `seq` counts from 1 without gaps; `by` is a participant (user or agent id)."""

    seq: int
    room: str
    at: datetime
    by: str
    body: Body
