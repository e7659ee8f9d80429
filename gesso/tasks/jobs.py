"""The one door to delegated work: planned, started, held, spoken to, changed, forked, made a procedure.

The plan is the text of a canvas, where the work stands is on the room's log, and a run of a task does it
(`working.py`). Whoever acts, a page, an agent's tool or a command, comes through here; only the person who handed the
work over may, and only while they may edit the room.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Literal

from gesso.agent.agents import GESSO
from gesso.agent.delegating.asking import WHICH_PAPER, read_delegation
from gesso.agent.delegating.desk import JobDraft, Procedure
from gesso.agent.delegating.planning import plan_of, render_budget, reproduction
from gesso.agent.delegating.ways import way_of
from gesso.agent.turns import Turns
from gesso.base.errors import BadInput, Conflicting, Forbidden, NotFound
from gesso.base.ids import new_id
from gesso.canvas.plan import Plan, added, assigned, marked, moved, parse_plan, removed, render_plan, reopened, reworded
from gesso.room import wire
from gesso.room.cards import Job
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.state import RoomState
from gesso.room.workspace import Person, Workspace
from gesso.schedule.schedule import Timetable
from gesso.tasks.task import Task, TaskSettings
from gesso.tasks.tasks import Draft, Tasks

MOST_MINUTES = 1_440
STARTS = ("planned", "stopped", "failed", "done", "paused", "waiting", "queued")
StepAct = Literal["done", "skip", "open", "take", "give", "again", "remove"]
_WORD = re.compile(r"[^\W_]{3,}")
_PLAIN = """
    write make draft with the and for about sources please overview take time research report compare review this that
    document text find out into from its last before plan
"""


class Jobs:
    """A `JobDesk`. `lacking` says why nothing can be searched here, `cannot_run` what of an archive does not run."""

    def __init__(
        self, workspace: Workspace, tasks: Tasks, turns: Turns, lacking: Callable[[], Awaitable[str]],
        cannot_run: Callable[[str, str], Awaitable[str]] | None = None,
    ) -> None:  # fmt: skip
        self._workspace, self._tasks, self._turns, self._lacking = workspace, tasks, turns, lacking
        self._cannot_run = cannot_run

    async def cannot_run(self, room: str, archive: str) -> str:
        return await self._cannot_run(room, archive) if self._cannot_run is not None else ""

    async def lacking(self) -> str:
        return await self._lacking()

    def writes_code(self, model: str | None) -> bool:
        return not self._turns.model(model).guided and any(tool.name == "run_code" for tool in self._turns.tools)

    # ------------------------------------------------------------------ planning

    async def plan(self, person: Person, room: LiveRoom, draft: JobDraft, author: Author) -> str:
        """See `JobDesk.plan`."""
        known = room.state.jobs.get(draft.id)
        if known is None:
            text = draft.text or render_plan(draft.title, draft.steps, budget=draft.budget, deadline=draft.deadline)
            canvas = canvas_of(draft.id, "plan")
            await self._workspace.do_open_canvas(
                room, author, kind="document", title=f"Plan: {draft.title}", text=text, id=canvas
            )
            await room.post(person.id, wire.JobPlanned(
                job=draft.id, title=draft.title, ask=draft.ask, kind=draft.kind, canvas=canvas, model=draft.model,
                target=draft.target, asked=draft.asked, cannot=draft.cannot, parent=draft.parent, step=draft.step,
                turn=author.turn,
            ))  # fmt: skip
            known = room.state.jobs[draft.id]
        if draft.start and known.state == "planned":
            await self.start(person, room.id, draft.id)
        return known.planned.canvas

    async def delegate(
        self, person: Person, room: str, ask: str, *, steps: Sequence[str] = (), title: str = "", start: bool = False,
        model: str | None = None, canvas: str | None = None,
    ) -> Job:  # fmt: skip
        """Plan work without a conversation about it. Raises BadInput with the question where something is missing."""
        live = await self._workspace.access_room(person.id, room, "edit")
        row = live.state.canvases.get(canvas) if canvas else None
        told = read_delegation(ask, row.title if row is not None else "")
        if told.question and not steps:
            raise BadInput(told.question)
        planned = plan_of(told)
        if told.kind == "reproduce" and not steps:
            found = reproduction(told, files_of(live.state), capable=self.writes_code(model))
            if found is None:
                raise BadInput(WHICH_PAPER)
            planned = found
            if found.archive and (why := await self.cannot_run(room, found.archive)):
                planned = replace(found, cannot=(*found.cannot, why))
        draft = JobDraft(
            new_id("job"), told.ask or ask.strip(), told.kind, title or planned.title, tuple(steps) or planned.steps,
            budget=render_budget(told.minutes, told.cost_usd), deadline=told.deadline,
            asked=() if steps else told.asked, cannot=() if steps else planned.cannot, model=model, target=canvas,
        )  # fmt: skip
        await self.plan(person, live, draft, Author(person.id, "person"))
        if start or told.start:
            await self.start(person, live.id, draft.id)
        return live.state.jobs[draft.id]

    # ------------------------------------------------------------------ setting going and holding

    async def access(self, person: Person, room: str, job: str) -> tuple[LiveRoom, Job]:
        """The work, for who handed it over. Raises NotFound and Forbidden."""
        live = await self._workspace.access_room(person.id, room, "edit")
        found = live.state.jobs.get(job)
        if found is None:
            raise NotFound("There is no such delegated work in this conversation.")
        if found.by != person.id:
            raise Forbidden("Only who handed this work over may change it. Fork its plan to have one of your own.")
        return live, found

    async def start(self, person: Person, room: str, job: str, only: str | None = None) -> Job:
        """Set it going, or going again from where it is. With `only` that one step is done anew."""
        live, found = await self.access(person, room, job)
        plan = await self.read(found)
        if not plan.steps:
            raise BadInput("The plan has no steps: write some as “- [ ] …” lines, then start.")
        if only is None and not any(step.open for step in plan.steps) and found.state == "planned":
            raise BadInput("Every step of the plan is ticked, so there is nothing to start: untick what is to be done.")
        self._turns.model(found.planned.model)  # missing: said now, not when nobody looks
        task = await self._task(person, live, found)
        past = found.state == "waiting" and found.moved.question.startswith(BUDGET)
        queued = wire.JobMoved(job=job, state="queued", only=only, past=past)
        before = live.state.seq
        if found.state not in ("queued", "running"):
            await live.post(person.id, queued)
        if not await self._tasks.go_on(person.id, task.id):
            try:
                await self._tasks.run(person.id, task.id)
            except Conflicting:  # it runs, and goes on by itself
                if live.state.seq == before:
                    return found
        return found

    async def pause(self, person: Person, room: str, job: str) -> Job:
        """Held before its next step; the one that runs is finished."""
        live, found = await self.access(person, room, job)
        if found.state not in ("queued", "running", "waiting"):
            raise Conflicting("This work is not going on, so there is nothing to pause.")
        await live.post(person.id, wire.JobMoved(job=job, state="paused", why=PAUSED))
        return found

    async def stop(self, person: Person, room: str, job: str) -> Job:
        """Ended at once; what was completed stays, and it can be started again from there."""
        live, found = await self.access(person, room, job)
        if not found.going:
            raise Conflicting("This work is not going on, so there is nothing to stop.")
        await live.post(person.id, wire.JobMoved(job=job, state="stopped", why="You stopped it."))
        await self._tasks.cancel(person.id, task_of(job), "You stopped it.")
        return found

    async def join(self, person: Person, room: LiveRoom, job: Job, text: str, zone: str | None = None) -> str:
        """What a person says joins the work before its next step; the id of the message."""
        _, message = await self._workspace.do_post_message(person, room.id, text, zone=zone, job=job.id)
        if job.state == "waiting" and job.by == person.id:
            await self._tasks.go_on(person.id, task_of(job.id))
        return message

    def going(self, room: LiveRoom, person: Person) -> Job | None:
        """The work of that person in the room that goes on, the newest."""
        return next((job for job in reversed(room.state.jobs.values()) if job.going and job.by == person.id), None)

    # ------------------------------------------------------------------ steps

    async def act(self, person: Person, room: str, job: str, step: str, act: StepAct, words: str = "") -> Job:
        """Do something with one step of the plan. Raises NotFound for a step that the plan does not have."""
        live, found = await self.access(person, room, job)
        plan, canvas = await self.read(found), await self._workspace.canvas(found.planned.canvas)
        known = plan.step(step)
        if known is None:
            raise NotFound("The plan has no such step any more: look at it again.")
        match act:
            case "done":
                await self._done(person, live, found, step, words)
            case "skip":
                await self._write(person, live, canvas, marked(canvas.text, step, "-"))
            case "open":
                await self._write(person, live, canvas, marked(canvas.text, step, " "))
            case "take":
                await self._write(person, live, canvas, assigned(canvas.text, step, "person"))
                for turn in live.state.running():
                    if turn.run and turn.run.step and (turn.run.step.job, turn.run.step.step) == (job, step):
                        await self._turns.stop(live, turn.id)
            case "give":
                await self._write(person, live, canvas, assigned(canvas.text, step, "agent"))
            case "remove":
                await self._write(person, live, canvas, removed(canvas.text, step))
            case "again":
                text = marked(assigned(canvas.text, step, "agent"), step, " ")
                await self._write(person, live, canvas, text)
                return await self.start(person, room, job, only=step if found.state not in GOING else None)
        if act != "open" and found.state == "waiting" and found.moved.step == step:
            return await self.start(person, room, job)
        return found

    async def edit(
        self, person: Person, room: str, job: str, *, add: str = "", after: str | None = None, step: str | None = None,
        words: str | None = None, number: int | None = None,
    ) -> Job:  # fmt: skip
        """Add a step, or reword or move one."""
        live, found = await self.access(person, room, job)
        canvas = await self._workspace.canvas(found.planned.canvas)
        text = canvas.text
        if step is not None and parse_plan(text).step(step) is None:
            raise NotFound("The plan has no such step any more: look at it again.")
        if add.strip():
            text = added(text, add, after)
        if step is not None and number is not None:
            text = moved(text, step, number)
        if step is not None and words is not None and words.strip():
            text = reworded(text, step, words)
        await self._write(person, live, canvas, text)
        return found

    async def fork(self, person: Person, room: str, job: str, step: str) -> Job:
        """Another plan that goes on from `step` with what came before it; this one stays as it is."""
        live = await self._workspace.access_room(person.id, room, "edit")
        found = live.state.jobs.get(job)
        if found is None:
            raise NotFound("There is no such delegated work in this conversation.")
        plan, canvas = await self.read(found), await self._workspace.canvas(found.planned.canvas)
        if plan.step(step) is None:
            raise NotFound("The plan has no such step any more: look at it again.")
        planned = found.planned
        draft = JobDraft(
            new_id("job"), planned.ask, planned.kind, f"{planned.title} (another way)"[:120], (), model=planned.model,
            target=planned.target, cannot=planned.cannot, parent=job, step=step, text=reopened(canvas.text, step),
        )  # fmt: skip
        await self.plan(person, live, draft, Author(person.id, "person"))
        return live.state.jobs[draft.id]

    # ------------------------------------------------------------------ procedures

    async def procedures(self, owner: str) -> list[Procedure]:
        """The finished plans of that person, the newest first."""
        found = []
        for task in await self._tasks.of(owner):
            if task.settings.kind != "plan" or task.settings.plan is None or task.timetable is not None:
                continue
            try:
                live = await self._workspace.access_room(owner, task.room, "view")
            except (NotFound, Forbidden):
                continue
            job = live.state.jobs.get(task.settings.plan)
            row = live.state.canvases.get(job.planned.canvas) if job else None
            if job is None or job.state != "done" or live.state.deleted or row is None or row.deleted:
                continue
            steps = [f"{'@me ' if step.who == 'person' else ''}{step.text}" for step in (await self.read(job)).steps]
            found.append(Procedure(job.id, live.id, job.planned.title, job.planned.ask, tuple(steps)))
        return found

    async def procedure(self, owner: str, ask: str) -> Procedure | None:
        """See `JobDesk.procedure`: the one whose kind is the same and whose words are most alike."""
        wanted, kind = _words(ask), read_delegation(ask, "open").kind
        best: tuple[float, Procedure] | None = None
        for known in await self.procedures(owner):
            words = _words(known.ask)
            alike = len(wanted & words) / max(1, len(wanted | words))
            alike += 0.5 if kind != "other" and read_delegation(known.ask, "open").kind == kind else 0.0
            if alike >= 0.4 and (best is None or alike > best[0]):
                best = (alike, known)
        return best[1] if best else None

    async def schedule(self, person: Person, room: str, job: str, timetable: Timetable, title: str = "") -> Task:
        """A task that works through this plan anew at each of these times, in the same conversation."""
        live, found = await self.access(person, room, job)
        tools = granted_for(found.planned.kind, self._tasks)
        settings = TaskSettings(
            kind="plan", plan=job, model=found.planned.model, max_minutes=MOST_MINUTES, tools=tools
        )  # fmt: skip
        draft = Draft(found.planned.ask, timetable, settings, title or found.planned.title, live.id)
        return await self._tasks.create(person, draft)

    # ------------------------------------------------------------------ reading and writing

    async def read(self, job: Job) -> Plan:
        """The plan as it reads now."""
        return parse_plan((await self._workspace.canvas(job.planned.canvas)).text)

    async def _task(self, person: Person, live: LiveRoom, job: Job) -> Task:
        tools = granted_for(job.planned.kind, self._tasks)
        settings = TaskSettings(
            kind="plan", plan=job.id, model=job.planned.model, max_minutes=MOST_MINUTES, tools=tools
        )  # fmt: skip
        draft = Draft(job.planned.ask, None, settings, job.planned.title, live.id, task_of(job.id))
        return await self._tasks.create(person, draft)

    async def _write(self, person: Person, live: LiveRoom, canvas: LiveCanvas, text: str) -> None:
        await self._workspace.do_write_text(live, canvas, Author(person.id, "person", new_id("call")), text)

    async def _done(self, person: Person, live: LiveRoom, job: Job, step: str, words: str) -> None:
        canvas = await self._workspace.canvas(job.planned.canvas)
        known = parse_plan(canvas.text).step(step)
        assert known is not None
        attempt = attempts(job, step) + 1
        did = "approved" if way_of(known.text).how == "person" else "did"
        await live.post(person.id, wire.StepEnded(
            job=job.id, step=step, attempt=attempt, text=known.text, outcome="done",
            summary=" ".join(words.split())[:400] or f"{person.name or 'A person'} {did} it.",
        ))  # fmt: skip
        await tick(self._workspace, live, job, step, attempt)


GOING = ("queued", "running", "waiting", "paused")
BUDGET = "The budget"
PAUSED = "You paused it."


def granted_for(kind: str, tasks: Tasks) -> tuple[str, ...] | None:
    """What work of that kind may use; None: what is usual. Only reproducing a paper runs code."""
    return (*tasks.granted, "run_code") if kind == "reproduce" else None


def files_of(state: RoomState) -> list[tuple[str, str]]:
    """Names and kinds of the files of a conversation that can be used, the oldest first."""
    return [(each.name, each.kind) for each in state.files.values() if each.state not in ("failed", "removed")]


def canvas_of(job: str, what: str) -> str:
    """The id of a canvas of that work: the same whoever opens it, and however often."""
    return f"canvas_{hashlib.sha256(f'{job}:{what}'.encode()).hexdigest()[:20]}"


def task_of(job: str) -> str:
    return f"task_{hashlib.sha256(job.encode()).hexdigest()[:20]}"


def attempts(job: Job, step: str) -> int:
    """How often that step came to an end."""
    return sum(ended.step == step for ended in job.ended)


def ticking(job: str, step: str, attempt: int) -> str:
    return f"tick_{hashlib.sha256(f'{job}:{step}:{attempt}'.encode()).hexdigest()[:20]}"


async def tick(workspace: Workspace, room: LiveRoom, job: Job, step: str, attempt: int, mark: str = "x") -> None:
    """Tick the step's box, once for an attempt: one that a person has opened again since stays open."""
    canvas, client = await workspace.canvas(job.planned.canvas), ticking(job.id, step, attempt)
    if await canvas.begun_by(client) is None:
        await workspace.do_write_text(room, canvas, Author(GESSO.id, "agent", client), marked(canvas.text, step, mark))


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.casefold()) if word not in _PLAIN.split()}
