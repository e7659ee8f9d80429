"""What an agent sees when it takes a turn, as data.

A `Scene` is taken once at the start of every step of a turn. Capable models are shown it rendered as text
(`agent/prompt.py`); the guided path of a small model reads it directly and asks the model only what code cannot
decide. No IO here.
"""

from dataclasses import dataclass
from typing import Literal

from gesso.agent.shortcuts import Goal
from gesso.canvas.snapshot import Snapshot
from gesso.model.messages import Message
from gesso.room.wire_pairing import Pairing
from gesso.room.wire_tasks import RunBrief


@dataclass(frozen=True)
class SelectedPart:
    """What the person has selected, in code points of the canvas's text; `blocks` are the block numbers it touches."""

    start: int
    end: int
    quote: str
    blocks: tuple[int, ...]


@dataclass(frozen=True)
class SceneNote:
    """An open comment: `quote` is what it is about as it reads now, `said` the comment and the answers to it."""

    id: str
    by: str
    start: int
    end: int
    quote: str
    body: str
    kind: str
    severity: str | None
    replace: str | None
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Done:
    """A change that the agent made to a canvas in an earlier turn, and nobody took back.

    `ask` is what was asked for. `spans` are its words where they are now, in code points, in reading order; a span is
    empty where words were only removed. `just_now`: it was made in the exchange right before this message.
    """

    ask: str
    did: Literal["open", "edit", "insert", "delete", "rewrite", "rename"]
    spans: tuple[tuple[int, int], ...]
    turn: str = ""
    just_now: bool = False


@dataclass(frozen=True)
class CanvasScene:
    """A canvas of the room as the agent sees it. `changed` is a short diff of what people did since its last turn.

    `done` are the agent's latest changes that still stand, oldest first.
    """

    id: str
    kind: str
    title: str
    language: str | None
    text: str
    snapshot: Snapshot
    selection: SelectedPart | None = None
    changed: str = ""
    cut_off: bool = False  # the agent was interrupted while writing the end of this text
    notes: tuple[SceneNote, ...] = ()
    dismissed: tuple[tuple[str, str], ...] = ()  # (quote, kind) of agents' comments that a person dismissed
    done: tuple[Done, ...] = ()
    data: str = ""  # the name of the file behind it, where it is a page of data
    pairing: Pairing = "do"


@dataclass(frozen=True)
class Scheduled:
    """The scheduling that the turn right before this message was about: the person's messages for it, oldest first,
    the tasks that came of it, and what was asked back, "" when nothing was."""

    said: tuple[str, ...]
    tasks: tuple[str, ...]
    question: str = ""


@dataclass(frozen=True)
class SceneFile:
    """A file attached to the conversation; `about` says how long it is, or why it is not read."""

    name: str
    state: str
    about: str


@dataclass(frozen=True)
class Scene:
    """`ask` is the message of this turn, `active` the canvas in front of the person, `chat` what was said before.

    `goal` is there when the message stands for a shortcut. `hint` is how a trained decision reads the message.
    `now` is when the message was written (ISO, with an offset), `zone` (an IANA name) where its writer is, "" where
    nobody knows. `scheduled` is the scheduling it may go on with, `tasks` are the (id, title) of those said in this
    conversation, `run` what a run of a task goes by.
    `instructions` are those that people wrote for all conversations of `project`; `tastes` says how the person likes
    things to look.
    """

    ask: str
    chat: tuple[Message, ...] = ()
    active: CanvasScene | None = None
    others: tuple[CanvasScene, ...] = ()
    person: str = ""
    today: str = ""
    goal: Goal | None = None
    hint: str = ""
    now: str = ""
    zone: str = ""
    scheduled: Scheduled | None = None
    tasks: tuple[tuple[str, str], ...] = ()
    run: RunBrief | None = None
    files: tuple[SceneFile, ...] = ()
    project: str = ""
    instructions: str = ""
    tastes: str = ""
