"""Views of what people make for their own work here: shortcuts, agents, and agents working by rounds."""

from typing import Annotated, Literal

from pydantic import Field

from gesso.room.wire import RoomAgent, Severity, Trust
from gesso.server.views.base import Id, In, Name, Out, Words

Prompt = Annotated[Words, Field(min_length=1, max_length=20_000)]
ShortName = Annotated[Name, Field(max_length=60)]
Kind = Literal["document", "code", "any"]
Hue = Annotated[int, Field(ge=0, le=359)]
ToolNames = Annotated[list[Id], Field(max_length=50)]


class ShortcutOption(Out):
    id: str
    title: str


class BuiltInShortcut(Out):
    id: str
    title: str
    kind: Literal["document", "code"]
    options: list[ShortcutOption]


class OwnShortcutView(Out):
    """A prompt with a name; `{selection}` in it stands for the words it is used on. `mine`: the caller made it."""

    id: str
    name: str
    prompt: str
    kind: Kind
    shared: bool
    mine: bool


class ShortcutsView(Out):
    built_in: list[BuiltInShortcut]
    own: list[OwnShortcutView]


class OwnShortcutIn(In):
    name: ShortName
    prompt: Prompt
    kind: Kind = "any"
    shared: bool = False


class OwnShortcutPatch(In):
    name: ShortName | None = None
    prompt: Prompt | None = None
    kind: Kind | None = None
    shared: bool | None = None


class AgentView(Out):
    """An agent that can be invited. `origin`: it comes with gesso, the caller made it, somebody else here did."""

    id: str
    name: str
    about: str
    instructions: str
    tools: tuple[str, ...]
    model: str | None
    hue: int
    trust: Trust
    shared: bool
    origin: Literal["built_in", "mine", "shared"]


class ToolView(Out):
    name: str
    about: str


class AgentsView(Out):
    """`tools` are what an agent can be handed."""

    agents: list[AgentView]
    tools: list[ToolView]


class AgentIn(In):
    """`tools` empty: all of them. `model` absent: the one chosen for the message. `hue` in degrees."""

    name: ShortName
    instructions: Prompt
    tools: ToolNames = Field(default_factory=list)
    model: Id | None = None
    hue: Hue = 320
    trust: Trust = "suggest"
    shared: bool = False


class AgentPatch(In):
    name: ShortName | None = None
    instructions: Prompt | None = None
    tools: ToolNames | None = None
    model: Id | Literal[""] | None = None
    hue: Hue | None = None
    trust: Trust | None = None
    shared: bool | None = None


class InviteIn(In):
    agent: Id


class RoomAgentsView(Out):
    """Who is in the conversation, besides Gesso."""

    agents: list[RoomAgent]


class RoundsIn(In):
    """Let agents work on a canvas by turns until the first has no open comment above `until`, `most` rounds at most.

    `task` is what they are told besides; `model` serves those without a model of their own.
    """

    agents: Annotated[list[Id], Field(min_length=2, max_length=4)]
    canvas: Id | None = None
    until: Severity = "minor"
    most: Annotated[int, Field(ge=1, le=10)] = 3
    task: Annotated[Words, Field(max_length=4_000)] = ""
    model: Id | None = None


class StoppedView(Out):
    """How many turns were running."""

    stopped: int
