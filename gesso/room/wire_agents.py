"""What a room's log says of agents: who was invited, and the work of several by turns."""

from typing import Literal

from gesso.room.wire_value import Severity, Wire

Trust = Literal["suggest", "edit", "act"]
RoundsOutcome = Literal["done", "limit", "stuck", "stopped", "failed", "budget"]


class RoomAgent(Wire):
    """An agent as invited into a room. `tools` empty: all of them; `model` None: the one chosen; `hue` in degrees."""

    id: str
    name: str
    instructions: str
    tools: tuple[str, ...] = ()
    model: str | None = None
    hue: int = 300
    trust: Trust = "edit"


class AgentInvited(Wire):
    type: Literal["agent_invited"] = "agent_invited"
    agent: RoomAgent


class AgentDismissed(Wire):
    type: Literal["agent_dismissed"] = "agent_dismissed"
    agent: str


class RoundsStarted(Wire):
    """Agents work on a canvas by turns, in this order, until the first has no open comment above `until`.

    At most `most` rounds. `message` asked for it.
    """

    type: Literal["rounds_started"] = "rounds_started"
    rounds: str
    message: str
    canvas: str
    agents: tuple[str, ...]
    task: str
    until: Severity
    most: int
    model: str


class RoundsEnded(Wire):
    """`left` comments above `until` are still open. `why` is one sentence for people."""

    type: Literal["rounds_ended"] = "rounds_ended"
    rounds: str
    outcome: RoundsOutcome
    done: int
    left: int
    why: str
