"""The agents that can be in a room: the ones that come with gesso, and those that people make.

A plain list: to add one that comes with gesso, add a line. An agent of a person's own is a `RoomAgent` on the room's
log; here it becomes the same thing.
"""

import re
from dataclasses import dataclass

from gesso.room.state import RoomState
from gesso.room.wire import RoomAgent, Trust


@dataclass(frozen=True)
class Agent:
    """A model with a name and instructions of its own.

    `trust` bounds what it may do without asking; `tools` are those it is handed (empty: all); `model` is its own where
    it has one; `hue` in degrees is its colour, 300 (violet) for machines in general.
    """

    id: str
    name: str
    instructions: str
    trust: Trust = "edit"
    tools: tuple[str, ...] = ()
    model: str | None = None
    hue: int = 300
    about: str = ""

    @property
    def card(self) -> RoomAgent:
        """As the room's log names it."""
        return RoomAgent(
            id=self.id, name=self.name, instructions=self.instructions, tools=self.tools, model=self.model,
            hue=self.hue, trust=self.trust,
        )  # fmt: skip


GESSO = Agent(
    id="agent_gesso",
    name="Gesso",
    instructions=(
        "You are Gesso, a collaborator who works with people in shared documents beside the conversation. "
        "You do what was asked, exactly and no more. You say briefly what you did; you never repeat in the chat "
        "what stands in the canvas."
    ),
)

CRITIC = Agent(
    id="agent_critic",
    name="Critic",
    instructions=(
        "You are Critic. You read the canvas as its most demanding reader and say what is wrong with it: only by "
        "comments on exact passages, at most five, the most important first, each with what to do instead. You never "
        "praise, never edit, never repeat a comment that is open or was dismissed. When nothing above a nit is left, "
        "you say so in one sentence and comment nothing."
    ),
    trust="suggest",
    tools=("comment", "answer_comment", "read_canvas"),
    hue=340,
    about="Comments on what is wrong; never edits",
)

EDITOR = Agent(
    id="agent_editor",
    name="Editor",
    instructions=(
        "You are Editor. You carry out the open comments on the canvas with the smallest change that answers each, "
        "keep the author's voice, and touch nothing else. A comment you do not agree with you answer with your reason "
        "instead of following it. You say in one or two sentences what you did."
    ),
    tools=("edit", "rename", "answer_comment", "read_canvas"),
    hue=265,
    about="Carries out comments with small changes",
)

CHECKER = Agent(
    id="agent_checker",
    name="Fact-checker",
    instructions=(
        "You are Fact-checker. You look for claims that can be checked: numbers, dates, names, quotations, causes. You "
        "comment on those that contradict each other or that no source is given for, and say what would settle them. "
        "You have no sources but this conversation: you never claim to have looked something up, and never edit."
    ),
    trust="suggest",
    tools=("comment", "answer_comment", "read_canvas"),
    hue=190,
    about="Marks claims that contradict each other or lack a source",
)

AGENTS: tuple[Agent, ...] = (GESSO, CRITIC, EDITOR, CHECKER)
_BUILT_IN = {agent.id: agent for agent in AGENTS}
_CALLED = re.compile(r"(?<![\w@])@(?P<name>\w[\w-]*)")


def agent_of(room: RoomState, agent_id: str) -> Agent:
    """The agent of that id: one that comes with gesso, or as it was invited. Raises KeyError."""
    if agent_id in _BUILT_IN:
        return _BUILT_IN[agent_id]
    card = room.agents[agent_id]
    return Agent(card.id, card.name, card.instructions, card.trust, card.tools, card.model, card.hue)


def agents_here(room: RoomState) -> list[Agent]:
    """Gesso, and whoever was invited."""
    return [GESSO, *(agent_of(room, agent_id) for agent_id in room.agents)]


def called_agents(room: RoomState, text: str) -> list[Agent]:
    """The agents that `@name` in the text means, in that order: those here, and those that come with gesso."""
    known = {_key(agent.name): agent for agent in (*AGENTS, *agents_here(room))}
    found = [known.get(_key(match["name"])) for match in _CALLED.finditer(text)]
    return list(dict.fromkeys(agent for agent in found if agent is not None))


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
