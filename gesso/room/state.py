"""A room as its log tells it: the fold of all events, and nothing else.

`RoomState.of(events)` and applying events one by one give equal states; a test proves it for every action. Only
the room that owns the log applies events; everyone else reads.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gesso.room import cards, wire
from gesso.room.state_values import Acted as Acted
from gesso.room.state_values import AgentEdit as AgentEdit
from gesso.room.state_values import Approval as Approval
from gesso.room.state_values import Call as Call
from gesso.room.state_values import CanvasRow as CanvasRow
from gesso.room.state_values import Member as Member
from gesso.room.state_values import Note as Note
from gesso.room.state_values import Reply as Reply
from gesso.room.state_values import Rounds as Rounds
from gesso.room.state_values import Said as Said
from gesso.room.state_values import Step as Step
from gesso.room.state_values import TaskCard as TaskCard
from gesso.room.state_values import Turn as Turn
from gesso.room.state_values import VersionName as VersionName


@dataclass
class RoomState:
    id: str
    seq: int = 0
    title: str = ""
    title_auto: bool = True
    deleted: bool = False
    created_by: str = ""
    updated_at: datetime | None = None
    head: str = ""
    members: dict[str, Member] = field(default_factory=dict)
    messages: dict[str, Said] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)
    canvases: dict[str, CanvasRow] = field(default_factory=dict)
    edits: list[AgentEdit] = field(default_factory=list)
    suggestions: dict[str, wire.SuggestionMade] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)
    agents: dict[str, wire.RoomAgent] = field(default_factory=dict)
    rounds: dict[str, Rounds] = field(default_factory=dict)
    tasks: dict[str, TaskCard] = field(default_factory=dict)
    approvals: dict[str, Approval] = field(default_factory=dict)
    files: dict[str, wire.FileChanged] = field(default_factory=dict)
    jobs: dict[str, cards.Job] = field(default_factory=dict)
    acts: list[Acted] = field(default_factory=list)

    @classmethod
    def of(cls, room: str, events: Iterable[wire.Event]) -> "RoomState":
        state = cls(room)
        for event in events:
            state.apply(event)
        return state

    def apply(self, event: wire.Event) -> None:
        """Take in the next event. Raises ValueError when one is missing between."""
        if event.seq != self.seq + 1:
            raise ValueError(f"room {self.id}: event {event.seq} after {self.seq}")
        self.seq = event.seq
        self.updated_at = event.at
        _APPLY[event.body.type](self, event, event.body)

    def path(self, message: str) -> list[Said]:
        """Messages from the first one down to `message`, oldest first."""
        found: list[Said] = []
        while message and message in self.messages:
            found.append(self.messages[message])
            message = self.messages[message].parent
        return found[::-1]

    def running(self) -> list[Turn]:
        return [turn for turn in self.turns.values() if turn.outcome is None]

    def waiting(self, turn: str) -> Approval | None:
        """What the turn waits for a person to settle."""
        open_ = (each for each in self.approvals.values() if each.state == "open" and each.asked.turn == turn)
        return next(open_, None)

    def open_canvases(self) -> list[CanvasRow]:
        return [row for row in self.canvases.values() if not row.deleted]

    def role_of(self, user: str) -> wire.Role | None:
        member = self.members.get(user)
        return member.role if member else None


def _created(state: RoomState, event: wire.Event, body: Any) -> None:
    state.title, state.title_auto, state.created_by = body.title, body.auto, event.by


def _renamed(state: RoomState, event: wire.Event, body: Any) -> None:
    state.title, state.title_auto = body.title, body.auto


def _deleted(state: RoomState, event: wire.Event, body: Any) -> None:
    state.deleted = True


def _restored(state: RoomState, event: wire.Event, body: Any) -> None:
    state.deleted = False


def _joined(state: RoomState, event: wire.Event, body: Any) -> None:
    state.members[body.member] = Member(body.member, body.name, body.role)


def _left(state: RoomState, event: wire.Event, body: Any) -> None:
    state.members.pop(body.member, None)


def _posted(state: RoomState, event: wire.Event, body: Any) -> None:
    state.messages[body.message] = Said(
        body.message, body.parent, event.by, event.at, body.text, canvas=body.canvas, selection=body.selection,
        shortcut=body.shortcut, zone=body.zone, run=body.run, job=body.job, widget=body.widget,
    )  # fmt: skip
    if body.widget is not None:
        state.acts.append(Acted(body.widget, event.by, state.head))
    state.head = body.message
    if body.job is not None:
        cards.joined(state, body.job, body.text)


def _branch(state: RoomState, event: wire.Event, body: Any) -> None:
    state.head = body.message


def _turn_started(state: RoomState, event: wire.Event, body: Any) -> None:
    state.turns[body.turn] = Turn(
        body.turn, body.message, body.parent, body.agent, body.model, event.by, body.task, body.canvas, body.rounds,
        body.run,
    )  # fmt: skip
    if body.rounds is not None:
        state.rounds[body.rounds].turns.append(body.turn)
    state.messages[body.message] = Said(body.message, body.parent, body.agent, event.at, turn=body.turn)
    state.head = body.message


def _turn_resumed(state: RoomState, event: wire.Event, body: Any) -> None:
    """What the interrupted step had not finished is said anew: its words and its calls without full arguments."""
    step = state.turns[body.turn].steps[-1]
    if not any(call.args is not None for call in step.calls):
        step.text = ""
    step.calls = [call for call in step.calls if call.args is not None]


def _text(state: RoomState, event: wire.Event, body: Any) -> None:
    _writing_step(state.turns[body.turn]).text += body.delta


def _thought(state: RoomState, event: wire.Event, body: Any) -> None:
    state.turns[body.turn].thoughts += body.delta


def _tool_args(state: RoomState, event: wire.Event, body: Any) -> None:
    turn = state.turns[body.turn]
    call = turn.call(body.call)
    if call is None:
        call = Call(body.call, body.name)
        _writing_step(turn).calls.append(call)
    call.args_text += body.delta


def _tool_called(state: RoomState, event: wire.Event, body: Any) -> None:
    turn = state.turns[body.turn]
    call = turn.call(body.call)
    if call is None:
        call = Call(body.call, body.name)
        _writing_step(turn).calls.append(call)
    call.args, call.args_text = body.args, ""


def _tool_returned(state: RoomState, event: wire.Event, body: Any) -> None:
    call = state.turns[body.turn].call(body.call)
    if call is not None:
        call.result, call.ok, call.summary, call.handle = body.result, body.ok, body.summary, body.handle
        call.view = body.view


def _measured(state: RoomState, event: wire.Event, body: Any) -> None:
    state.turns[body.turn].measured.append(body)


def _turn_ended(state: RoomState, event: wire.Event, body: Any) -> None:
    turn = state.turns[body.turn]
    turn.outcome, turn.problem, turn.usage = body.outcome, body.problem, body.usage
    for approval in state.approvals.values():
        if approval.asked.turn == body.turn and approval.state == "open":
            approval.state = "expired"
    for canvas, version in body.seen.items():
        if canvas in state.canvases:
            state.canvases[canvas].seen = version


def _rated(state: RoomState, event: wire.Event, body: Any) -> None:
    thumbs = state.turns[body.turn].thumbs
    thumbs.pop(event.by, None)
    if body.thumb is not None:
        thumbs[event.by] = body.thumb


def _canvas_closed(state: RoomState, event: wire.Event, body: Any) -> None:
    """Whose desk it is on is nobody else's business; the log keeps that it was closed."""


def _writing_step(turn: Turn) -> Step:
    """The step now being written: a new one begins once the calls of the last have all returned."""
    last = turn.steps[-1]
    if last.calls and all(call.result is not None for call in last.calls):
        last = Step()
        turn.steps.append(last)
    return last


def _canvas_opened(state: RoomState, event: wire.Event, body: Any) -> None:
    state.canvases[body.canvas] = CanvasRow(
        body.canvas, body.kind, body.title, body.language, turn=body.turn, call=body.call
    )


def _canvas_updated(state: RoomState, event: wire.Event, body: Any) -> None:
    row = state.canvases[body.canvas]
    row.kind, row.title, row.language = body.kind, body.title, body.language


def _canvas_deleted(state: RoomState, event: wire.Event, body: Any) -> None:
    state.canvases[body.canvas].deleted = True


def _canvas_restored(state: RoomState, event: wire.Event, body: Any) -> None:
    state.canvases[body.canvas].deleted = False


def _canvas_privacy(state: RoomState, event: wire.Event, body: Any) -> None:
    state.canvases[body.canvas].private = body.private


def _changed(state: RoomState, event: wire.Event, body: Any) -> None:
    state.edits.append(AgentEdit(body.canvas, body.turn, body.from_version, body.to_version, body.summary, body.why))


def _settled(state: RoomState, event: wire.Event, body: Any) -> None:
    for edit in state.edits:
        if edit.canvas == body.canvas and edit.turn == body.turn:
            edit.state = body.state


def _suggested(state: RoomState, event: wire.Event, body: Any) -> None:
    state.suggestions[body.suggestion] = body


def _suggestion_settled(state: RoomState, event: wire.Event, body: Any) -> None:
    state.suggestions.pop(body.suggestion, None)


def _trusted(state: RoomState, event: wire.Event, body: Any) -> None:
    state.canvases[body.canvas].trust = body.trust


def _paired(state: RoomState, event: wire.Event, body: Any) -> None:
    state.canvases[body.canvas].pairing = body.pairing


def _version_named(state: RoomState, event: wire.Event, body: Any) -> None:
    names = state.canvases[body.canvas].names
    names.pop(body.version, None)
    if body.name:
        names[body.version] = VersionName(body.name, event.by, event.at)


def _note_opened(state: RoomState, event: wire.Event, body: Any) -> None:
    state.notes[body.note] = Note(
        body.note, body.canvas, event.by, event.at, body.turn, body.quote, body.body, body.kind, body.severity,
        body.replace, drawn=body.drawn,
    )  # fmt: skip


def _note_replied(state: RoomState, event: wire.Event, body: Any) -> None:
    state.notes[body.note].replies.append(Reply(body.reply, event.by, event.at, body.body, body.turn))


def _note_edited(state: RoomState, event: wire.Event, body: Any) -> None:
    note = state.notes[body.note]
    said = note if body.reply is None else next(reply for reply in note.replies if reply.id == body.reply)
    said.body, said.edited = body.body, True


def _note_settled(state: RoomState, event: wire.Event, body: Any) -> None:
    state.notes[body.note].state = body.state


def _agent_invited(state: RoomState, event: wire.Event, body: Any) -> None:
    state.agents[body.agent.id] = body.agent


def _agent_dismissed(state: RoomState, event: wire.Event, body: Any) -> None:
    state.agents.pop(body.agent, None)


def _rounds_started(state: RoomState, event: wire.Event, body: Any) -> None:
    state.rounds[body.rounds] = Rounds(body, event.by)


def _rounds_ended(state: RoomState, event: wire.Event, body: Any) -> None:
    state.rounds[body.rounds].ended = body


def _approval_asked(state: RoomState, event: wire.Event, body: Any) -> None:
    state.approvals[body.approval] = Approval(body)
    call = state.turns[body.turn].call(body.call)
    if call is not None:
        call.approval = body.approval


def _approval_settled(state: RoomState, event: wire.Event, body: Any) -> None:
    found = state.approvals[body.approval]
    found.state, found.reason, found.by = body.state, body.reason, event.by
    if body.state == "approved":
        found.args = found.asked.args if body.args is None else body.args


def _call_begun(state: RoomState, event: wire.Event, body: Any) -> None:
    call = state.turns[body.turn].call(body.call)
    if call is not None:
        call.begun = body.why


def _call_undone(state: RoomState, event: wire.Event, body: Any) -> None:
    call = state.turns[body.turn].call(body.call)
    if call is not None and body.ok:
        call.undone = body.result


def _data_put(state: RoomState, event: wire.Event, body: Any) -> None:
    state.canvases[body.canvas].data = body


def _file_changed(state: RoomState, event: wire.Event, body: Any) -> None:
    if body.state == "removed":
        state.files.pop(body.file, None)
    else:
        state.files[body.file] = body


def _widget_acted(state: RoomState, event: wire.Event, body: Any) -> None:
    state.acts.append(Acted(body.acted, event.by, state.head, body.words))


_APPLY: dict[str, Callable[[RoomState, wire.Event, Any], None]] = {
    "room_created": _created,
    "room_renamed": _renamed,
    "room_deleted": _deleted,
    "room_restored": _restored,
    "member_joined": _joined,
    "member_left": _left,
    "message_posted": _posted,
    "branch_chosen": _branch,
    "turn_started": _turn_started,
    "turn_resumed": _turn_resumed,
    "text_delta": _text,
    "thought": _thought,
    "tool_args": _tool_args,
    "tool_called": _tool_called,
    "tool_returned": _tool_returned,
    "shortcut_measured": _measured,
    "turn_ended": _turn_ended,
    "answer_rated": _rated,
    "canvas_closed": _canvas_closed,
    "canvas_opened": _canvas_opened,
    "canvas_updated": _canvas_updated,
    "canvas_deleted": _canvas_deleted,
    "canvas_restored": _canvas_restored,
    "canvas_privacy_set": _canvas_privacy,
    "canvas_changed": _changed,
    "change_settled": _settled,
    "suggestion_made": _suggested,
    "suggestion_settled": _suggestion_settled,
    "canvas_trusted": _trusted,
    "canvas_paired": _paired,
    "version_named": _version_named,
    "note_opened": _note_opened,
    "note_replied": _note_replied,
    "note_edited": _note_edited,
    "note_settled": _note_settled,
    "agent_invited": _agent_invited,
    "agent_dismissed": _agent_dismissed,
    "rounds_started": _rounds_started,
    "rounds_ended": _rounds_ended,
    **cards.FOLDS,
    "approval_asked": _approval_asked,
    "approval_settled": _approval_settled,
    "call_begun": _call_begun,
    "call_undone": _call_undone,
    "data_put": _data_put,
    "file_changed": _file_changed,
    "widget_acted": _widget_acted,
}
