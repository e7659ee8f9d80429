"""Tasks over HTTP: understood, made, changed, held, run and looked at by their owner."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Path, Query
from pydantic import AwareDatetime
from starlette.responses import Response

from gesso.base.errors import BadInput
from gesso.schedule.schedule import FIRST_YEAR, LAST_YEAR
from gesso.schedule.words import amend
from gesso.server import task_views
from gesso.server.context import Actor, Here, Parts
from gesso.server.policy import Policy, Routes
from gesso.server.views import tasks as views
from gesso.tasks.doctor import examine, preflight_lines
from gesso.tasks.task import Task, TaskSettings
from gesso.tasks.tasks import Change, Draft

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")
MOST_DAYS = 100
MOST_SHOWN = 2_000

TaskId = Annotated[str, Path(max_length=80)]
RunId = Annotated[str, Path(max_length=200)]


class Asked(BadInput):
    """A change in words that raises a question, which is the message."""

    code = "question"


# ---------------------------------------------------------------- understanding


@routes.on("POST", "/api/tasks/preview", READ, views.TaskPreview)
async def preview_tasks(here: Here, person: Actor, body: views.TaskPreviewIn) -> views.TaskPreview:
    """What a sentence would make, or what must be asked first. Nothing is made."""
    now = _moment(body.now or here.workspace.clock())
    if body.timetable is not None:
        return task_views.described(body.timetable, now)
    chain = task_views.chain_of(body.text, now, body.earlier)
    tasks = await here.tasks.of(person.id) if chain is not None else ()
    return await asyncio.to_thread(task_views.preview, body.text, body.zone, now, body.earlier, chain, tasks)


@routes.on("POST", "/api/tasks/import", READ, views.TaskImportView)
async def import_tasks(here: Here, person: Actor, body: views.TaskImportIn) -> views.TaskImportView:
    """What lines of a crontab or an iCalendar file would make. Nothing is made."""
    return await asyncio.to_thread(task_views.imported, body.text, body.zone, here.workspace.clock())


def _moment(now: datetime) -> datetime:
    if not FIRST_YEAR < now.year < LAST_YEAR:
        raise BadInput(f"“now” is in the year {now.year}; expected {FIRST_YEAR + 1} to {LAST_YEAR - 1}.")
    return now


# ---------------------------------------------------------------- all of them


@routes.on("GET", "/api/tasks", READ, views.TasksView)
async def list_tasks(here: Here, person: Actor) -> views.TasksView:
    """One's own tasks, the newest first."""
    return await _listed(here, person.id)


@routes.on("POST", "/api/tasks", WRITE, views.TaskView, status=201)
async def make_task(here: Here, person: Actor, body: views.TaskIn) -> views.TaskView:
    """Make a task. It needs a timetable, or in its settings another task to run after."""
    draft = Draft(body.instruction, body.timetable, body.settings, body.title, body.room)
    return await _shown(here, await here.tasks.create(person, draft))


@routes.on("POST", "/api/tasks/pause-all", WRITE, views.TasksView)
async def pause_all_tasks(here: Here, person: Actor) -> views.TasksView:
    """Let none of one's tasks run until they are resumed."""
    await here.tasks.pause_all(person.id)
    return await _listed(here, person.id)


@routes.on("POST", "/api/tasks/resume-all", WRITE, views.TasksView)
async def resume_all_tasks(here: Here, person: Actor) -> views.TasksView:
    """Let them run again, from their next times on."""
    await here.tasks.resume_all(person.id)
    return await _listed(here, person.id)


@routes.on("POST", "/api/tasks/zone", WRITE, views.TasksView)
async def move_tasks(here: Here, person: Actor, body: views.ZoneIn) -> views.TasksView:
    """One is in this zone now: tasks that follow one go by its clocks."""
    await here.tasks.moved(person.id, body.zone)
    return await _listed(here, person.id)


@routes.on("GET", "/api/tasks/calendar", READ, views.TaskCalendarView)
async def task_calendar(
    here: Here,
    person: Actor,
    start: Annotated[AwareDatetime, Query(alias="from")],
    end: Annotated[AwareDatetime, Query(alias="to")],
) -> views.TaskCalendarView:
    """What ran and what will, from a moment until before another."""
    if not timedelta(0) < end - start <= timedelta(days=MOST_DAYS):
        raise BadInput(f"A calendar shows up to {MOST_DAYS} days: let “to” be later than “from” by no more.")
    tasks = await here.tasks.of(person.id)
    runs = await here.tasks.runs_between(person.id, start, end, MOST_SHOWN + 1)
    coming, more = task_views.planned(tasks, max(start, here.workspace.clock()), end, MOST_SHOWN)
    titles = {task.id: task.title for task in tasks}
    return views.TaskCalendarView(
        runs=[task_views.render_run(run, titles[run.task]) for run in runs[:MOST_SHOWN] if run.task in titles],
        planned=coming,
        more=more or len(runs) > MOST_SHOWN,
    )


@routes.on("POST", "/api/tasks/runs/{run}/again", WRITE, views.RunView)
async def run_again(here: Here, person: Actor, run: RunId) -> views.RunView:
    """Run the task of that run once more, now."""
    task, _ = await here.tasks.run_of(person.id, run)
    return task_views.render_run(await here.tasks.again(person.id, run), task.title)


# ---------------------------------------------------------------- one


@routes.on("GET", "/api/tasks/{task}", READ, views.TaskView)
async def read_task(here: Here, person: Actor, task: TaskId) -> views.TaskView:
    """One's own task."""
    return await _shown(here, await here.tasks.task(person.id, task))


@routes.on("PATCH", "/api/tasks/{task}", WRITE, views.TaskView)
async def change_task(here: Here, person: Actor, task: TaskId, body: views.TaskPatch) -> views.TaskView:
    """Change a task: its next version. Words that cannot be understood are answered with a question, as a refusal."""
    before = await here.tasks.task(person.id, task)
    timetable = body.timetable
    if body.text is not None:
        if before.timetable is None:
            raise BadInput("This task runs after another one, so it has no time to change.")
        amended = await asyncio.to_thread(amend, body.text, timetable or before.timetable, here.workspace.clock())
        if isinstance(amended, str):
            raise Asked(amended)
        timetable = amended
    settings = _merged(before.settings, body.settings) if body.settings else None
    why = f"“{body.text}”" if body.text else "changed by form"
    change = Change(body.instruction, timetable, settings, body.title)
    return await _shown(here, await here.tasks.change(person.id, task, change, why=why))


def _merged(before: TaskSettings, patch: TaskSettings) -> TaskSettings:
    """The settings with those of `patch` that were named."""
    return before.model_copy(update={name: getattr(patch, name) for name in patch.model_fields_set})


@routes.on("DELETE", "/api/tasks/{task}", WRITE, status=204)
async def delete_task(here: Here, person: Actor, task: TaskId) -> Response:
    """Delete a task. Its history is kept for 30 days, in which undo brings it back."""
    await here.tasks.delete(person.id, task)
    return Response(status_code=204)


@routes.on("POST", "/api/tasks/{task}/pause", WRITE, views.TaskView)
async def pause_task(here: Here, person: Actor, task: TaskId) -> views.TaskView:
    """Let it not run until it is resumed."""
    return await _shown(here, await here.tasks.pause(person.id, task))


@routes.on("POST", "/api/tasks/{task}/resume", WRITE, views.TaskView)
async def resume_task(here: Here, person: Actor, task: TaskId) -> views.TaskView:
    """Go on with its next time."""
    return await _shown(here, await here.tasks.resume(person.id, task))


@routes.on("POST", "/api/tasks/{task}/run", WRITE, views.RunView)
async def run_task(here: Here, person: Actor, task: TaskId) -> views.RunView:
    """Run it now, whatever its timetable says."""
    found = await here.tasks.task(person.id, task)
    return task_views.render_run(await here.tasks.run(person.id, task), found.title)


@routes.on("POST", "/api/tasks/{task}/snooze", WRITE, views.TaskView)
async def snooze_task(here: Here, person: Actor, task: TaskId, body: views.SnoozeIn) -> views.TaskView:
    """Let it rest for so many minutes, then run once and go on as before."""
    return await _shown(here, await here.tasks.snooze(person.id, task, body.minutes))


@routes.on("POST", "/api/tasks/{task}/undo", WRITE, views.TaskView)
async def undo_task(here: Here, person: Actor, task: TaskId) -> views.TaskView:
    """Take its last change back, or its deletion."""
    return await _shown(here, await here.tasks.undo(person.id, task))


@routes.on("GET", "/api/tasks/{task}/runs", READ, views.RunsView)
async def list_runs(
    here: Here,
    person: Actor,
    task: TaskId,
    before: AwareDatetime | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> views.RunsView:
    """What became of its times, the newest first."""
    found = await here.tasks.task(person.id, task)
    runs = await here.tasks.runs(person.id, task, before, limit + 1)
    shown = [task_views.render_run(run, found.title) for run in runs[:limit]]
    return views.RunsView(runs=shown, more=len(runs) > limit)


@routes.on("GET", "/api/tasks/{task}/doctor", READ, views.DoctorView)
async def examine_task(here: Here, person: Actor, task: TaskId) -> views.DoctorView:
    """Why it does or does not run."""
    found = await here.tasks.task(person.id, task)
    now = here.workspace.clock()
    lines = await here.workspace.db.read(lambda conn: examine(conn, found, now))
    lines += preflight_lines(await here.engine.preflight(found))
    return views.DoctorView(lines=[views.CheckView.model_validate(line) for line in lines])


async def _shown(here: Parts, task: Task) -> views.TaskView:
    tasks: Sequence[Task] = await here.tasks.of(task.owner) if task.settings.after else ()
    last = (await here.tasks.last_runs([task.id])).get(task.id)
    return task_views.render_task(task, last, {one.id: one.title for one in tasks}, here.workspace.clock())


async def _listed(here: Parts, owner: str) -> views.TasksView:
    tasks = await here.tasks.of(owner)
    last = await here.tasks.last_runs([task.id for task in tasks])
    titles, now = {task.id: task.title for task in tasks}, here.workspace.clock()
    return views.TasksView(
        tasks=[task_views.render_task(task, last.get(task.id), titles, now) for task in tasks],
        paused_all=await here.tasks.paused_all(owner),
    )
