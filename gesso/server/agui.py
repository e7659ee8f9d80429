"""A room's log rows as AG-UI 1.0 events.

One row is one event with the protocol's own field names, plus the row itself as `gesso` (the protocol's objects are
open, so its readers pass over it). Pure; checked against the published validators of `@ag-ui/core` 1.0.0.
"""

from collections.abc import Callable
from typing import Any

from gesso.room import wire

PROTOCOL_VERSION = "1.0"

Json = dict[str, Any]


def render_event(event: wire.Event) -> Json:
    """`event` as an AG-UI event, ready for JSON."""
    body = event.body
    make = _MAKERS.get(body.type)
    row = event.model_dump(mode="json")
    fields = make(event, body) if make else {"type": "CUSTOM", "name": body.type, "value": row["body"]}
    return {**fields, "timestamp": int(event.at.timestamp() * 1000), "gesso": row}


def _posted(event: wire.Event, body: Any) -> Json:
    return {"type": "TEXT_MESSAGE_CHUNK", "messageId": body.message, "role": "user", "delta": body.text}


def _text(event: wire.Event, body: Any) -> Json:
    return {"type": "TEXT_MESSAGE_CHUNK", "messageId": body.message, "role": "assistant", "delta": body.delta}


def _thought(event: wire.Event, body: Any) -> Json:
    # A reasoning message is a message of its own, so it must not share the reply's id.
    return {"type": "REASONING_MESSAGE_CHUNK", "messageId": f"{body.message}:thoughts", "delta": body.delta}


def _tool_args(event: wire.Event, body: Any) -> Json:
    return {
        "type": "TOOL_CALL_CHUNK",
        "toolCallId": body.call,
        "toolCallName": body.name,
        "parentMessageId": body.message,
        "delta": body.delta,
    }


def _tool_returned(event: wire.Event, body: Any) -> Json:
    # The result is a new message of role tool in the protocol; ours has none, so the call names it.
    return {
        "type": "TOOL_CALL_RESULT",
        "messageId": f"{body.call}:result",
        "toolCallId": body.call,
        "content": body.result,
    }


def _turn_started(event: wire.Event, body: Any) -> Json:
    return {
        "type": "RUN_STARTED",
        "threadId": event.room,
        "runId": body.turn,
        "protocolVersion": PROTOCOL_VERSION,
    }


def _turn_ended(event: wire.Event, body: Any) -> Json:
    usage = [{"inputTokens": body.usage.input_tokens, "outputTokens": body.usage.output_tokens}]
    if body.outcome == "failed":
        problem = body.problem or wire.Problem(code="failed", message="The turn failed.")
        return {"type": "RUN_ERROR", "message": problem.message, "code": problem.code, "usage": usage}
    outcome = {"type": "success" if body.outcome == "done" else "cancelled"}
    return {
        "type": "RUN_FINISHED",
        "threadId": event.room,
        "runId": body.turn,
        "outcome": outcome,
        "usage": usage,
    }


_MAKERS: dict[str, Callable[[wire.Event, Any], Json]] = {
    "message_posted": _posted,
    "text_delta": _text,
    "thought": _thought,
    "tool_args": _tool_args,
    "tool_returned": _tool_returned,
    "turn_started": _turn_started,
    "turn_ended": _turn_ended,
}
