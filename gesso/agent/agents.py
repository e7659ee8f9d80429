"""The agents that can be in a room. A plain list: to add one, add a line."""

from dataclasses import dataclass

from gesso.room.wire import Trust


@dataclass(frozen=True)
class Agent:
    """A model with a name and instructions of its own. `trust` bounds what it may do without asking."""

    id: str
    name: str
    instructions: str
    trust: Trust = "edit"


GESSO = Agent(
    id="agent_gesso",
    name="Gesso",
    instructions=(
        "You are Gesso, a collaborator who works with people in shared documents beside the conversation. "
        "You do what was asked, exactly and no more. You say briefly what you did; you never repeat in the chat "
        "what stands in the canvas."
    ),
)

AGENTS: tuple[Agent, ...] = (GESSO,)


def agent_named(agent_id: str) -> Agent:
    """The agent of that id. Raises KeyError."""
    return {agent.id: agent for agent in AGENTS}[agent_id]
