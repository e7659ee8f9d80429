"""`gesso tasks change`, `pause`, `resume`, `run`, `snooze`, `undo`, `delete`, `history`: tasks by hand, without a page.

They go through the one door to tasks, on the database, whether a server runs or not; one that runs sees the change
within two seconds. A task is named by its id or by a part of its title that no other has.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gesso.base.clock import system_clock
from gesso.base.errors import BadInput, NotFound
from gesso.room.workspace import Workspace
from gesso.schedule.words import amend
from gesso.store import tasks as task_rows
from gesso.store.database import Database
from gesso.tasks.doctor import find
from gesso.tasks.notify import Inbox
from gesso.tasks.plan import following
from gesso.tasks.saying import sentence
from gesso.tasks.stored import iso, task_of
from gesso.tasks.task import Run, Task
from gesso.tasks.tasks import Change, Tasks

T = TypeVar("T")
Act = Callable[[Tasks, Task], Awaitable[T]]
SHOWN_NEXT = 3


def act_on(address: str, key: str, act: Act[T], deleted: bool = False) -> T:
    """What `act` gives for the one task that `key` names. Raises NotFound, and BadInput where it names several."""

    async def acting() -> T:
        db = await Database.open(address)
        workspace = Workspace(db)
        try:
            clock = system_clock
            tasks = Tasks(workspace, clock, Inbox(clock, lambda: None), (), asyncio.Event())
            row = await db.read(lambda conn: task_rows.task_by_id(conn, key))
            found = [task_of(row)] if row and deleted else await db.read(lambda conn: find(conn, key))
            if not found:
                raise NotFound(f"There is no task “{key}”; `gesso tasks list` shows them.")
            if len(found) > 1:
                names = "; ".join(f"{task.id} {task.title}" for task in found[:5])
                raise BadInput(f"“{key}” names {len(found)} tasks; give an id: {names}")
            return await act(tasks, found[0])
        finally:
            await workspace.close()
            await db.close()

    return asyncio.run(acting())


async def changed(tasks: Tasks, task: Task, words: str) -> Task:
    """The task changed as `words` say ("make it 8"). Raises BadInput with the question they leave open."""
    if task.timetable is None:
        raise BadInput("This task runs after another one, so it has no time to change.")
    amended = amend(words, task.timetable, system_clock())
    if isinstance(amended, str):
        raise BadInput(amended)
    return await tasks.change(task.owner, task.id, Change(timetable=amended), why=f"“{words}”")


def shown(task: Task, when: str = "") -> str:
    """What the task is now, and its next dates. `when`: in words, where another task's title is to be in them."""
    when = when or sentence(task, {task.settings.after or "": task.settings.after or ""})
    why = f": {task.paused_why}" if task.paused_why else ""
    lines = [f"{task.id}  {task.state}{why}", f"    {task.title}: {when}"]
    if task.state == "active":
        lines += [f"    {one.local:%Y-%m-%d %H:%M %z}" for one in following(task, system_clock(), SHOWN_NEXT)]
    return "\n".join(lines)


def shown_runs(runs: list[Run]) -> str:
    """A line for each run, the newest first."""
    return "\n".join(_line(run) for run in runs) or "It has not run yet."


def _line(run: Run) -> str:
    late = f", {run.late_s} s late" if run.late_s else ""
    return f"{iso(run.scheduled)}  {run.state}{late}{': ' + run.reason if run.reason else ''}"
