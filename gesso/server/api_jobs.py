"""Delegated work over HTTP: planned, started, held, spoken to, its steps changed, forked, and kept as a procedure."""

import asyncio
from typing import Annotated

from fastapi import Path

from gesso.agent.delegating.ways import way_of
from gesso.base.errors import BadInput, NotFound
from gesso.canvas.plan import Plan, PlanStep
from gesso.room.cards import Job
from gesso.room.room import LiveRoom
from gesso.room.workspace import Person
from gesso.schedule.words import understand
from gesso.server import task_views
from gesso.server.context import Actor, Here, Parts
from gesso.server.policy import Policy, Routes
from gesso.server.views import jobs as views
from gesso.server.views import tasks as task_shapes
from gesso.tasks.jobs import attempts
from gesso.tasks.stepping import spent

routes = Routes()

READ = Policy("user", "read")
WRITE = Policy("user", "write")

RoomId = Annotated[str, Path(max_length=80)]
JobId = Annotated[str, Path(max_length=80)]
StepId = Annotated[str, Path(max_length=80)]


@routes.on("GET", "/api/rooms/{room}/jobs", READ, views.JobsView)
async def list_jobs(here: Here, person: Actor, room: RoomId) -> views.JobsView:
    """The delegated work of a conversation, oldest first."""
    live = await here.workspace.access_room(person.id, room, "view")
    return views.JobsView(jobs=[await _shown(here, person, live, job) for job in live.state.jobs.values()])


@routes.on("POST", "/api/rooms/{room}/jobs", WRITE, views.JobView, status=201)
async def plan_job(here: Here, person: Actor, room: RoomId, body: views.JobIn) -> views.JobView:
    """Hand over work: its plan opens as a canvas. A question that must be answered first is the error's message."""
    job = await here.jobs.delegate(
        person, room, body.ask, steps=body.steps, title=body.title, start=body.start, model=body.model,
        canvas=body.canvas,
    )  # fmt: skip
    return await _of(here, person, room, job.id)


@routes.on("GET", "/api/rooms/{room}/jobs/{job}", READ, views.JobView)
async def read_job(here: Here, person: Actor, room: RoomId, job: JobId) -> views.JobView:
    """The work as it is now, with its plan as it reads now."""
    return await _of(here, person, room, job)


@routes.on("POST", "/api/rooms/{room}/jobs/{job}/start", WRITE, views.JobView)
async def start_job(here: Here, person: Actor, room: RoomId, job: JobId) -> views.JobView:
    """Start it, or let it go on from where it is, also past a budget that it asked about."""
    await here.jobs.start(person, room, job)
    return await _of(here, person, room, job)


@routes.on("POST", "/api/rooms/{room}/jobs/{job}/pause", WRITE, views.JobView)
async def pause_job(here: Here, person: Actor, room: RoomId, job: JobId) -> views.JobView:
    """Hold it before its next step."""
    await here.jobs.pause(person, room, job)
    return await _of(here, person, room, job)


@routes.on("POST", "/api/rooms/{room}/jobs/{job}/stop", WRITE, views.JobView)
async def stop_job(here: Here, person: Actor, room: RoomId, job: JobId) -> views.JobView:
    """End it now; what was completed stays."""
    await here.jobs.stop(person, room, job)
    return await _of(here, person, room, job)


@routes.on("POST", "/api/rooms/{room}/jobs/{job}/say", WRITE, views.JobView)
async def say_to_job(here: Here, person: Actor, room: RoomId, job: JobId, body: views.JobSaidIn) -> views.JobView:
    """Say something that joins the work before its next step."""
    live, found = await here.jobs.access(person, room, job)
    await here.jobs.join(person, live, found, body.text)
    return await _of(here, person, room, job)


@routes.on("POST", "/api/rooms/{room}/jobs/{job}/steps", WRITE, views.JobView)
async def add_step(here: Here, person: Actor, room: RoomId, job: JobId, body: views.StepIn) -> views.JobView:
    """Another step, also while it goes on."""
    await here.jobs.edit(person, room, job, add=body.text, after=body.after)
    return await _of(here, person, room, job)


@routes.on("PATCH", "/api/rooms/{room}/jobs/{job}/steps/{step}", WRITE, views.JobView)
async def change_step(
    here: Here, person: Actor, room: RoomId, job: JobId, step: StepId, body: views.StepChangeIn
) -> views.JobView:
    """Other words for a step, or another place."""
    await here.jobs.edit(person, room, job, step=step, words=body.text, number=body.number)
    return await _of(here, person, room, job)


@routes.on("POST", "/api/rooms/{room}/jobs/{job}/steps/{step}", WRITE, views.JobView)
async def act_on_step(
    here: Here, person: Actor, room: RoomId, job: JobId, step: StepId, body: views.StepActIn
) -> views.JobView:
    """Tick, approve, leave out, open, take over, hand back, remove a step, or do it again alone."""
    await here.jobs.act(person, room, job, step, body.act, body.text)
    return await _of(here, person, room, job)


@routes.on("POST", "/api/rooms/{room}/jobs/{job}/fork", WRITE, views.JobView, status=201)
async def fork_job(here: Here, person: Actor, room: RoomId, job: JobId, body: views.ForkIn) -> views.JobView:
    """Another plan that goes on from a step, with what came before it."""
    made = await here.jobs.fork(person, room, job, body.step)
    return await _of(here, person, room, made.id)


@routes.on("POST", "/api/rooms/{room}/jobs/{job}/schedule", WRITE, task_shapes.TaskView, status=201)
async def schedule_job(
    here: Here, person: Actor, room: RoomId, job: JobId, body: views.ProcedureScheduleIn
) -> task_shapes.TaskView:
    """Do this plan anew at these times. What must be asked first is the error's message."""
    await here.jobs.access(person, room, job)
    now = here.workspace.clock()
    words = f"summarise the news {body.text}"  # the grammar wants something to be done then
    found = await asyncio.to_thread(understand, words, now, body.zone)
    timed = next((task.timetable for task in found.tasks if task.timetable is not None), None)
    if timed is None:
        raise BadInput(found.question or "Say when, such as “every Monday at 9”.")
    task = await here.jobs.schedule(person, room, job, timed)
    return task_views.render_task(task, None, {task.id: task.title}, now)


@routes.on("GET", "/api/procedures", READ, views.ProceduresView)
async def list_procedures(here: Here, person: Actor) -> views.ProceduresView:
    """One's finished plans, the newest first: each can be done again."""
    found = await here.jobs.procedures(person.id)
    return views.ProceduresView(procedures=[
        views.ProcedureView(job=one.job, room=one.room, title=one.title, ask=one.ask, steps=list(one.steps))
        for one in found
    ])  # fmt: skip


async def _of(here: Parts, person: Person, room: str, job: str) -> views.JobView:
    live = await here.workspace.access_room(person.id, room, "view")
    found = live.state.jobs.get(job)
    if found is None:
        raise NotFound("There is no such delegated work in this conversation.")
    return await _shown(here, person, live, found)


async def _shown(here: Parts, person: Person, live: LiveRoom, job: Job) -> views.JobView:
    plan = await here.jobs.read(job)
    planned, moved = job.planned, job.moved
    return views.JobView(
        id=job.id, room=live.id, title=planned.title, ask=planned.ask, kind=planned.kind, state=job.state,
        why=moved.why, question=moved.question, waits_for=moved.step, canvas=planned.canvas, result=job.result,
        model=planned.model, asked=list(planned.asked), cannot=list(planned.cannot), parent=planned.parent,
        mine=job.by == person.id, spent=_spent(live, job, plan), steps=[_step(job, step) for step in plan.steps],
    )  # fmt: skip


def _spent(live: LiveRoom, job: Job, plan: Plan) -> views.SpentView:
    minutes, cost = spent(live.state, job)
    return views.SpentView(
        minutes=plan.minutes, minutes_used=round(minutes, 2), cost_usd=plan.cost_usd, cost_used=round(cost, 4),
        deadline=plan.deadline,
    )  # fmt: skip


def _step(job: Job, step: PlanStep) -> views.StepView:
    known = job.steps.get(step.key)
    ended = known.ended if known is not None else None
    turn = (ended.turn if ended is not None else None) or (known.begun.turn if known and known.begun else None)
    return views.StepView(
        key=step.key, number=step.number, text=step.text, detail=step.detail, who=step.who, state=_state(job, step),
        summary=ended.summary if ended is not None else "", thought=ended.thought if ended is not None else "",
        lacks=list(ended.lacks) if ended is not None else [],
        attempts=attempts(job, step.key), turn=turn,
        needs_person=step.who == "person" or way_of(step.text).how == "person",
    )  # fmt: skip


def _state(job: Job, step: PlanStep) -> views.StepState:
    known = job.steps.get(step.key)
    if step.mark == "-":
        return "skipped"
    if step.mark == "x":
        return "done"
    if job.state == "waiting" and job.moved.step == step.key:
        return "waiting"
    if known is not None and known.ended is None and job.state in ("running", "paused"):
        return "running"
    if known is not None and known.ended is not None and known.ended.outcome == "failed":
        return "failed"
    return "open"
