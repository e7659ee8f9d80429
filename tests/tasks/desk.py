"""A workspace on a virtual clock with tasks, the tools of tasks and who performs runs; the model is a function."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from gesso.agent.company import Started
from gesso.agent.turns import Turns
from gesso.model.messages import Message, Model, ModelError, ModelInfo, ToolSpec
from gesso.model.scripted import Call, Say, ScriptedModel, Told
from gesso.room.live_canvas import Author
from gesso.room.room import LiveRoom
from gesso.room.state import Turn
from gesso.room.workspace import Person, Workspace
from gesso.room.zones import do_save_zone
from gesso.schedule.policy import run_id
from gesso.schedule.schedule import Calendar, Timetable
from gesso.settings import Search, Settings
from gesso.sources.library import Sources
from gesso.store.database import Database
from gesso.store.files import Blobs
from gesso.tasks.chat import ChatTasks
from gesso.tasks.jobs import Jobs
from gesso.tasks.perform import Performing
from gesso.tasks.task import Run, Task, TaskSettings
from gesso.tasks.tasks import Draft, Tasks
from gesso.tools import TOOLS
from gesso.tools.delegate import delegate_tools
from gesso.tools.sources import source_tools
from gesso.tools.tasks import task_tools

ANNA, BEN = Person("user_anna", "Anna"), Person("user_ben", "Ben")
BERLIN = "Europe/Berlin"
START = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
Teller = Callable[[Sequence[Message], Sequence[ToolSpec]], Iterable[Told]]


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


class Silent:
    """Tells nobody."""

    def write(self, conn: Connection, task: Task, run: Run, paused: bool) -> None:
        pass


@dataclass
class OneModel:
    """A catalogue of one, which can be taken out of the menu."""

    model: Model
    default_id: str = "scripted"
    gone: bool = False
    price: tuple[float, float] | None = (2.0, 10.0)

    def get(self, model_id: str) -> Model:
        if self.gone:
            raise ModelError("missing", f"The model {model_id} is not in the menu.")
        return self.model

    def info(self, model_id: str) -> ModelInfo:
        return ModelInfo(self.model.id, self.model.name, "test", 1000, price=self.price)


@dataclass
class TaskDesk:
    db: Database
    clock: Clock
    workspace: Workspace
    catalogue: OneModel
    turns: Turns
    tasks: Tasks
    chat: ChatTasks
    performing: Performing
    jobs: Jobs

    @property
    def model(self) -> ScriptedModel:
        assert isinstance(self.catalogue.model, ScriptedModel)
        return self.catalogue.model

    async def room(self) -> LiveRoom:
        return await self.workspace.do_create_room(ANNA, "Talk")

    async def say(self, room: LiveRoom, text: str, **more: Any) -> Turn:
        self.clock.now += timedelta(seconds=1)
        started: Started = await self.turns.say(ANNA, room.id, text, **more)
        await self.turns.wait(room, started.turn, 30)
        return room.state.turns[started.turn]

    async def canvas(self, room: LiveRoom, text: str, title: str = "The fox") -> Any:
        author = Author(ANNA.id, "import")
        return (await self.workspace.do_open_canvas(room, author, kind="document", title=title, text=text)).canvas

    async def task(self, instruction: str = "Say something.", room: LiveRoom | None = None, **settings: Any) -> Task:
        timetable = Timetable(Calendar(START.date(), "daily", (START.time().replace(hour=19),)), BERLIN)
        draft = Draft(instruction, timetable, TaskSettings(**settings), room=room.id if room else None)
        return await self.tasks.create(ANNA, draft)

    def run(self, task: Task, days: int = 0, late: timedelta = timedelta(0)) -> Run:
        """The run of a task that is due so many days after START, with the clock set to it and how late it is."""
        due = START.replace(hour=18) + timedelta(days=days)
        self.clock.now = due + late
        return Run(run_id(task.id, task.version, due), task.id, task.version, due, f"{due:%Y-%m-%dT%H:%M}")

    def prompts(self) -> list[str]:
        return ["\n".join(message.text for message in asked.messages) for asked in self.model.asked]


@asynccontextmanager
async def task_desk(
    path: Path, teller: Teller, *, guided: bool = False, search: Search | None = None
) -> AsyncIterator[TaskDesk]:
    """The desk over the database in `path`; opened again there it goes on. With `search` its agents can research."""
    async with desk_of(path, ScriptedModel(teller, guided=guided), search) as made:
        yield made


@asynccontextmanager
async def desk_of(path: Path, model: Model, search: Search | None = None) -> AsyncIterator[TaskDesk]:
    """The same with any model."""
    clock = Clock()
    db = await Database.open(path / "gesso.db")
    workspace = Workspace(db, clock)
    catalogue = OneModel(model)
    menu: Any = catalogue
    turns = Turns(workspace, menu, TOOLS, clock)
    sources = Sources(db, Blobs(path / "files"), clock, Settings(path, "", search=search or Search(feeds=())))
    if search is not None:
        turns.hand(source_tools(sources))
    granted = [tool.name for tool in turns.tools if tool.where != "chat"]
    tasks = Tasks(workspace, clock, Silent(), granted, asyncio.Event())
    chat = ChatTasks(workspace, tasks, turns, clock)
    turns.hand(task_tools(chat))
    await do_save_zone(workspace, ANNA.id, BERLIN)
    try:
        performing = Performing(workspace, turns, sources=sources)
        jobs = Jobs(workspace, tasks, turns, sources.lacking)
        turns.hand(delegate_tools(jobs))
        chat.procedure = jobs.procedure
        yield TaskDesk(db, clock, workspace, catalogue, turns, tasks, chat, performing, jobs)
    finally:
        await turns.close()
        await workspace.close()
        await db.close()


def says(*texts: str) -> Teller:
    """One answer after the other, the last again and again; the result of a tool is answered with “Written.”."""
    left = list(texts)

    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        if messages[-1].role == "tool":
            return [Say(text="Written.")]
        return [Say(text=left.pop(0) if len(left) > 1 else left[0])]

    return tell


def calls(name: str, args: dict[str, Any], then: str = "Written.") -> Teller:
    """A call, and words after its result."""

    def tell(messages: Sequence[Message], tools: Sequence[ToolSpec]) -> Iterable[Told]:
        return [Say(text=then)] if messages[-1].role == "tool" else [Call(name=name, args=args)]

    return tell


def ends(room: LiveRoom) -> list[tuple[str, str]]:
    """The ends of runs that the room was told of: state and reason."""
    return [(run.state, run.reason) for card in room.state.tasks.values() for run in card.runs]


def cut_off(messages: Sequence[Message]) -> bool:
    """Whether the model was just told that it was cut off while it wrote a document, or could not go on with it."""
    last = messages[-1]
    return last.role == "tool" and (
        "restarted while you were writing" in last.text
        or (last.call_name == "edit" and last.text.startswith(("Nothing was", "There is no block")))
    )


def rest_of(text: str, messages: Sequence[Message], every_s: float = 0.0) -> Call:
    """The edit that makes `text` of the document that was cut off, as the model is told to."""
    desk = next(message.text for message in reversed(messages) if message.role == "user")
    blocks = re.findall(r"^\[(\d+)\] ", desk, re.MULTILINE)
    edits: list[dict[str, Any]] = [{"block": int(number), "op": "delete"} for number in blocks[1:]]
    whole: dict[str, Any] = {"op": "replace", "block": 1} if blocks else {"op": "insert_after"}
    return Call(name="edit", args={"edits": [whole | {"text": text}, *edits]}, piece=30, every_s=every_s)
