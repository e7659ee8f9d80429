"""A played conversation as one JSON line, for the rollout viewer and for training: docs/lab.md, "Episodes".

Holds what was said and done (`messages` in the shape of chat templates, with tool calls), the reward by component, the
hidden task, and the room's event log, from which the viewer draws the room itself.
"""

import json
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, ConfigDict

from gesso.lab.environment.reward import Score
from gesso.lab.environment.session import Session
from gesso.room.state import Turn


class Rollout(BaseModel):
    """`exchanges` are the user's side: the wish behind each message, how it was judged and what the user did."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = "rollout"
    environment: str
    model: str
    seed: int
    reward: float
    components: dict[str, float]
    forfeit: str = ""
    task: dict[str, Any]
    messages: list[dict[str, Any]]
    exchanges: list[dict[str, Any]]
    document: str = ""
    final: str = ""
    events: list[dict[str, Any]] = []

    @property
    def line(self) -> str:
        return self.model_dump_json()


async def rollout_of(session: Session, environment: str, found: Score) -> Rollout:
    """The conversation of a closed session."""
    messages: list[dict[str, Any]] = []
    for e in session.exchanges:
        messages.append({"role": "user", "content": e.asked})
        messages += messages_of(session.room.state.turns[e.turn])
    return Rollout(
        environment=environment,
        model=session.table.model,
        seed=session.task.seed,
        reward=found.total,
        components=found.components,
        forfeit=found.forfeit,
        task=asdict(session.task),
        messages=messages,
        exchanges=[
            {
                "wish": asdict(e.wish), "turn": e.turn, "why": e.reaction.why, "met": e.reaction.met,
                "right": e.reaction.right, "settle": e.reaction.settle, "thumb": e.reaction.thumb,
                "touch": e.reaction.touch, "kept": session.kept.get(e.turn), "collateral": e.collateral,
            }
            for e in session.exchanges
        ],
        document=session.task.document,
        final=session.final,
        events=[event.model_dump(mode="json") for event in await session.events()],
    )  # fmt: skip


def messages_of(turn: Turn) -> list[dict[str, Any]]:
    """What an agent said, called and was told in a turn."""
    found: list[dict[str, Any]] = []
    for step in turn.steps:
        calls = [
            {
                "id": c.id,
                "type": "function",
                "function": {"name": c.name, "arguments": json.dumps(c.args or {}, ensure_ascii=False)},
            }
            for c in step.calls
        ]
        if step.text or calls:
            found.append({"role": "assistant", "content": step.text} | ({"tool_calls": calls} if calls else {}))
        found += [{"role": "tool", "tool_call_id": c.id, "content": c.result or ""} for c in step.calls]
    return found
