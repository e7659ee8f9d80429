"""What the guided path decided, and why, in words a person can read.

`sure` is false where the rules saw only a hint. About opening a canvas the inner model is then asked; about a change
of the text the person is ("ask"), for a wrong change is worse than a question.
"""

from dataclasses import dataclass
from typing import Literal

from gesso.agent.guided.picking import Pick

Opening = Literal["document", "code", "chat"]
Doing = Literal["edit", "insert", "delete", "rewrite", "rename", "new", "chat", "ask", "undo", "comment"]


@dataclass(frozen=True)
class OpeningDecision:
    """Open a document, open code, or stay in chat. `request` is the part of the message that asks for it."""

    label: Opening
    why: str
    request: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Renaming:
    find: str
    replace: str


@dataclass(frozen=True)
class DoingDecision:
    """What to do to the open canvas. `request` is the part of the message that decided, or what it goes on with.

    `question` is what to ask, where that is known. `pick` is the passage where the message does not name it, because it
    speaks of the change before.
    """

    label: Doing
    why: str
    request: str
    sure: bool = True
    renaming: Renaming | None = None
    pick: Pick | None = None
    question: str = ""
