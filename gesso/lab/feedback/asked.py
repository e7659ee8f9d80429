"""The decision an answer was, as it stood when the turn began: the short question, and the label that was chosen. Pure.

The same question as the product asks its adapters (`render_question`), so that what is collected trains them as it is.
"""

from dataclasses import dataclass
from datetime import datetime

from gesso.agent.deciding.question import Question, render_question
from gesso.agent.past import kind_of
from gesso.agent.scene import CanvasScene, Done, Scene, SelectedPart
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import Message
from gesso.room.state import RoomState, Said, Turn

_EMPTY = take_snapshot("", 0, "document", None)


@dataclass(frozen=True)
class Asked:
    """`people` are those whose earlier messages are in the question; `canvas` the one in front."""

    ask: str
    by: str
    at: datetime
    behavior: str
    question: Question
    people: frozenset[str]
    canvas: str | None = None


def asked_at(state: RoomState, turn: str, since: datetime) -> Asked:
    """What a turn that has just begun is asked; `state` is the room at that moment. Nothing from before `since`."""
    begun = state.turns[turn]
    asked = state.messages[begun.parent]
    path = [said for said in state.path(asked.id)[:-1] if said.at >= since]
    said = [each for each in path if each.turn is None]
    active = _active(state, begun, asked, path)
    chat = tuple(Message("user", each.text) for each in said)
    scene = Scene(begun.task or asked.text, chat=chat, active=active)
    behavior = "open_canvas" if active is None else "edit_or_rewrite"
    people = frozenset(each.by for each in said)
    question = render_question(behavior, scene)
    return Asked(asked.text, asked.by, asked.at, behavior, question, people, active.id if active else None)


def label_of(state: RoomState, turn: Turn, behavior: str) -> str | None:
    """What was decided, by what was done; None where that is no answer to the question."""
    calls = [call for step in turn.steps for call in step.calls if call.ok]
    opened = [row for row in state.canvases.values() if row.turn == turn.id]
    if behavior == "open_canvas":
        return opened[-1].kind if opened else "chat" if turn.text.strip() else None
    if opened:
        return "new"
    names = [call.name for call in calls if call.name != "read_canvas"]
    if not names:
        text = turn.text.strip()
        return None if not text else "ask" if text.endswith("?") else "chat"
    if names[-1] in ("comment", "undo"):
        return names[-1]
    canvas = next((edit.canvas for edit in state.edits if edit.turn == turn.id), None)
    return kind_of(turn, canvas) if canvas is not None else None


def _active(state: RoomState, turn: Turn, asked: Said, path: list[Said]) -> CanvasScene | None:
    """The canvas in front as far as the question speaks of it: its kind, whether words are selected, what was done."""
    rows = state.open_canvases()
    name = asked.selection.canvas if asked.selection else turn.canvas or asked.canvas
    row = next((each for each in rows if each.id == name), None) if name else rows[-1] if rows else None
    if row is None:
        return None
    chosen = asked.selection
    selection = None
    if chosen is not None and chosen.canvas == row.id:
        selection = SelectedPart(chosen.start, chosen.end, chosen.quote, ())
    return CanvasScene(
        row.id, row.kind, row.title, row.language, "", _EMPTY, selection, done=_done(state, row.id, path)
    )


def _done(state: RoomState, canvas: str, path: list[Said]) -> tuple[Done, ...]:
    last = path[-1] if path else None
    if last is None or last.turn is None:
        return ()
    standing = [e for e in state.edits if e.turn == last.turn and e.canvas == canvas and e.state != "undone"]
    if not standing:
        return ()
    earlier = state.turns[last.turn]
    ask = state.messages[earlier.parent].text
    return (Done(ask, kind_of(earlier, canvas), (), last.turn, just_now=True),)
