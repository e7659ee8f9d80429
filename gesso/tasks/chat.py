"""The tasks of a conversation: what the tools of tasks ask for, done through the one door to tasks.

A task made in chat has a room of its own, unless it writes into a canvas: then it works where the canvas is. What will
be missing when it runs is said when it is made.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from itertools import islice

from gesso.agent.agents import GESSO
from gesso.agent.delegating.asking import read_delegation
from gesso.agent.delegating.desk import Procedure
from gesso.agent.errands import Amendment, Errand, Standing
from gesso.agent.turns import Turns
from gesso.base.clock import Clock
from gesso.room import wire
from gesso.room.workspace import Person, Workspace
from gesso.schedule.expand import instants
from gesso.tasks.jobs import MOST_MINUTES, granted_for
from gesso.tasks.preflight import preflight
from gesso.tasks.saying import sentence
from gesso.tasks.task import Output, Task, TaskSettings, Watch
from gesso.tasks.tasks import Change, Draft, Tasks

SHOWN_NEXT = 5
AGAIN = re.compile(
    r"\b(?:once )?again\b|\b(?:as|like) (?:last time|before)\b|\b(?:the )?same (?:procedure|plan|steps)\b|\banew\b|"
    r"\bnoch ?einmal\b|\bwieder\b|\bwie (?:letztes|voriges) mal\b",
    re.IGNORECASE,
)


class ChatTasks:
    """A `TaskDesk`. `procedure` finds the finished plan of a person that their words mean."""

    procedure: Callable[[str, str], Awaitable[Procedure | None]] | None = None

    def __init__(self, workspace: Workspace, tasks: Tasks, turns: Turns, clock: Clock) -> None:
        self._workspace, self._tasks, self._turns, self._clock = workspace, tasks, turns, clock

    async def make(self, owner: str, name: str, errand: Errand) -> Standing:
        room = None
        if errand.canvas is not None:
            room = (await self._workspace.access_canvas(owner, errand.canvas, "edit"))[0].id
        draft = Draft(errand.instruction, errand.timetable, settings_of(errand), room=room, id=errand.id)
        if (plan := await self._plan(owner, errand)) is not None:
            tools = granted_for(read_delegation(plan.ask, "open").kind, self._tasks)
            settings = TaskSettings(
                kind="plan", plan=plan.job, model=errand.model, max_minutes=MOST_MINUTES, tools=tools
            )  # fmt: skip
            draft = replace(draft, settings=settings, room=plan.room, title=plan.title)
        made = await self._tasks.create(Person(owner, name), draft, by=GESSO.id, why="asked for in a conversation")
        standing = await self._standing(made)
        problems = [str(each["why"]) for each in await preflight(self._workspace, self._turns, made) if not each["ok"]]
        await self._note(made, standing, errand.said_in)
        return replace(standing, problems=tuple(problems))

    async def mine(self, owner: str) -> Sequence[Standing]:
        return [await self._standing(task) for task in await self._tasks.of(owner)]

    async def change(self, owner: str, task: str, amendment: Amendment) -> Standing:
        match amendment.act:
            case "pause":
                return await self._standing(await self._tasks.pause(owner, task))
            case "resume":
                return await self._standing(await self._tasks.resume(owner, task))
            case "undo":
                return await self._standing(await self._tasks.undo(owner, task, by=GESSO.id))
            case "delete":
                before = await self._tasks.task(owner, task)
                await self._tasks.delete(owner, task)
                return replace(await self._standing(before), state="deleted", next=())
        change = Change(instruction=amendment.instruction, timetable=amendment.timetable)
        changed = await self._tasks.change(owner, task, change, by=GESSO.id, why="changed in a conversation")
        return await self._standing(changed)

    async def _plan(self, owner: str, errand: Errand) -> Procedure | None:
        """The finished plan that is to be worked through again, where the words say so."""
        if self.procedure is None or errand.timetable is None or not AGAIN.search(errand.instruction):
            return None
        return await self.procedure(owner, AGAIN.sub(" ", errand.instruction))

    async def _note(self, task: Task, standing: Standing, said_in: str | None) -> None:
        """In a room of the task's own, which conversation it comes from: there the end of each run is told, too."""
        room = await self._workspace.room(task.room)
        if said_in in (None, task.room) or task.id in room.state.tasks:
            return
        await room.post(GESSO.id, wire.TaskCreated(
            task=task.id, title=task.title, instruction=task.instruction, sentence=standing.sentence,
            next=standing.next, zone=task.timetable.zone if task.timetable else "UTC", kind=task.settings.kind,
            output=task.settings.output.kind, canvas=task.settings.output.canvas, said_in=said_in,
        ))  # fmt: skip

    async def _standing(self, task: Task) -> Standing:
        timetable, titles = task.timetable, dict[str, str]()
        if task.settings.after is not None:
            titles = {known.id: known.title for known in await self._tasks.of(task.owner)}
        following = islice(instants(timetable, self._clock()), SHOWN_NEXT) if timetable else ()
        return Standing(
            task.id, task.title, task.instruction, timetable, task.state,
            sentence(task, titles),
            tuple(due.local.replace(tzinfo=None).isoformat(timespec="seconds") for due in following),
            task.settings.kind, task.settings.output.kind, task.settings.output.canvas,
        )  # fmt: skip


def settings_of(errand: Errand) -> TaskSettings:
    """How a task that was asked for in these words is run."""
    return TaskSettings(
        kind=errand.kind, model=errand.model, output=Output(kind=errand.output, canvas=errand.canvas),
        requires=errand.requires, watch=_watch(errand), after=errand.after,
    )  # fmt: skip


def _watch(errand: Errand) -> Watch | None:
    if errand.watch_url is None and errand.watch_canvas is None:
        return None
    return Watch(url=errand.watch_url, canvas=errand.watch_canvas)
