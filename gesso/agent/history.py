"""Rebuilding what a model has been told from the log: earlier messages, and the steps of a turn so far. Pure."""

from collections.abc import Mapping
from typing import Any

from gesso.agent.tool import ToolResult, parse_partial
from gesso.model.messages import Message, ToolCall
from gesso.room.state import Call, RoomState, Turn

CUT_OFF = "The server restarted while you were writing."
"""How the result of a call begins that had written only a part of its text."""


def messages_before(state: RoomState, message: str) -> tuple[Message, ...]:
    """The conversation on the way to `message`, without it, oldest first; work on canvases is told in a line each."""
    found: list[Message] = []
    acted: dict[str, list[str]] = {}
    for each in state.acts:
        if each.words:
            member = state.members.get(each.by)
            acted.setdefault(each.after, []).append(f"[{member.name if member else 'Somebody'}: {each.words}]")
    for said in state.path(message)[:-1]:
        if said.turn is None:
            found.append(Message("user", "\n".join([said.text, *acted.get(said.id, ())])))
            continue
        turn = state.turns[said.turn]
        done = [call.summary for step in turn.steps for call in step.calls if call.summary]
        text = "\n".join(filter(None, [turn.text, *(f"[{line}]" for line in done), *acted.get(said.id, ())]))
        found.append(Message("assistant", text or "[said nothing]"))
    return tuple(found)


def messages_of_turn(turn: Turn) -> tuple[Message, ...]:
    """The finished steps of a running turn, as the model said them and was answered.

    A call that was refused because its arguments could not be read is among them, or the model would never learn why.
    """
    found: list[Message] = []
    for step in turn.steps:
        finished = [call for call in step.calls if call.result is not None]
        if not finished:
            continue
        calls = tuple(ToolCall(call.id, call.name, _said_args(call)) for call in finished)
        found.append(Message("assistant", step.text, calls=calls))
        found += [Message("tool", call.result or "", call_id=call.id, call_name=call.name) for call in finished]
    return tuple(found)


def _said_args(call: Call) -> Mapping[str, Any]:
    return parse_partial(call.args_text) if call.args is None else call.args


def cut_call(state: RoomState, call: Call, partial: Mapping[str, Any]) -> tuple[dict[str, Any], ToolResult] | None:
    """A document that was being streamed when the server went down: the call as far as it came, and what to tell.

    None for calls that had not changed anything; those are simply made again.
    """
    canvas = next((row.id for row in state.canvases.values() if row.call == call.id), None)
    if canvas is None:
        return None
    told = (
        f"{CUT_OFF} Canvas {canvas} holds what you had written so far. "
        "Continue it from where it stops with edit, op insert_after, on its last block, or without a block if it is "
        "empty; do not open another canvas."
    )
    return dict(partial), ToolResult(told, ok=False)
