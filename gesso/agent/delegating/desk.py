"""What the tool that delegates needs of whoever keeps delegated work. Values and one protocol."""

from dataclasses import dataclass
from typing import Protocol

from gesso.room.live_canvas import Author
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person


@dataclass(frozen=True)
class JobDraft:
    """Work to be planned. `id` comes from the message, so that planning it again makes nothing.

    A step that begins with "@me " is the person's. `target` is the canvas that it is about. `asked` and `cannot` are
    said with the plan. `start`: without waiting for a person.
    """

    id: str
    ask: str
    kind: str
    title: str
    steps: tuple[str, ...]
    budget: str = ""
    deadline: str = ""
    asked: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    model: str | None = None
    target: str | None = None
    start: bool = False
    parent: str | None = None
    step: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Procedure:
    """A finished plan that may serve again. `steps` are its words, as they were when it ended."""

    job: str
    room: str
    title: str
    ask: str
    steps: tuple[str, ...]


class JobDesk(Protocol):
    async def plan(self, person: Person, room: LiveRoom, draft: JobDraft, author: Author) -> str:
        """Write the plan into a canvas and tell of it; its canvas. The one that is there when its id is known."""
        ...

    async def procedure(self, owner: str, ask: str) -> Procedure | None:
        """The finished plan of that person whose ask is most like this one, if any is."""
        ...

    def writes_code(self, model: str | None) -> bool:
        """Whether that model can write code here and run it."""
        ...

    async def lacking(self) -> str:
        """Why nothing can be searched here, "" where something can."""
        ...

    async def cannot_run(self, room: str, archive: str) -> str:
        """What of an attached archive's programs cannot be run here, "" where nothing is left out."""
        ...
