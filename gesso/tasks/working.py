"""Working through a plan: one step after the other, each a turn of its own, until a person is needed or all is done.

The plan is read from its canvas before each step, so whatever a person did to it meanwhile counts. A step's end is on
the room's log before its box is ticked; called again after a crash the work goes on with the step that was cut off and
repeats none that ended. Between two steps it hears what people said, and looks at its budget, its deadline and whether
it was paused.
"""

import hashlib
import re
from collections.abc import Sequence
from time import monotonic

from gesso.agent.agents import CRITIC, EDITOR, GESSO, Agent
from gesso.agent.delegating.ways import Way, way_of
from gesso.agent.guided.model import GuidedModel
from gesso.agent.turns import Turns
from gesso.base.errors import BadInput, NotFound, TooLarge
from gesso.canvas.plan import Plan, PlanStep, parse_plan, reopened, without_deadline
from gesso.room import wire
from gesso.room.cards import Job
from gesso.room.live_canvas import Author
from gesso.room.log import LogBroken
from gesso.room.room import LiveRoom
from gesso.room.state import Turn
from gesso.room.workspace import Person, Workspace
from gesso.room.zones import zone_of_person
from gesso.sandbox.finding import NoSandbox
from gesso.schedule.zone import zone as zone_named
from gesso.sources.library import Sources
from gesso.sources.results import parse_hits
from gesso.store.sources import sources_of_turn
from gesso.tasks.evidence import renumbered
from gesso.tasks.hearing import YES, hear
from gesso.tasks.jobs import BUDGET, PAUSED, attempts, canvas_of, tick
from gesso.tasks.laboratory import Laboratory
from gesso.tasks.passing import may_be_tried_again
from gesso.tasks.queue import hold_of
from gesso.tasks.results import Results
from gesso.tasks.stepping import (
    TOOLS,
    ask_of,
    client_of,
    due_of,
    next_step,
    spent,
    summary_of,
    thought_of,
    turn_of,
    unbacked,
)
from gesso.tasks.task import WANTS, Ended, EndState, Run, Task
from gesso.tasks.verify import NOTHING_NEW, Result, verify

MOST_PICKED_UP = 10
"""How often a step is gone on with after its process ended, before it is held to be the cause."""
MOST_STEPS = 500  # done in one run
MOST_TRIES = 3
MOST_BEFORE = 6_000  # characters of what earlier steps came to
CANNOT = (
    "the built-in model does not know how to do this. Do it yourself and tick it, put it in other words (such as "
    "“Search for …” or “Draft the section “…””), or hand the work over with a larger model."
)


class Working:
    """Performs the runs of tasks that are plans. Without `sources` nothing was read, so nothing is quoted."""

    def __init__(
        self, workspace: Workspace, turns: Turns, sources: Sources | None = None, laboratory: Laboratory | None = None
    ) -> None:  # fmt: skip
        self._workspace, self._turns = workspace, turns
        self._results = Results(workspace, sources, laboratory)

    async def perform(self, room: LiveRoom, task: Task, run: Run) -> Ended:
        """See `Performer.perform`. Raises what storing raises."""
        job = await self._job(room, task, run)
        picked_up: set[str] = set()  # steps that this call has begun or gone on with
        for _ in range(MOST_STEPS):
            await self._settle(room, job)
            await self._hear(room, job)
            if (held := self._held(room, job)) is not None:
                return held
            plan = await self._plan(job)
            step = next_step(job, plan)
            if step is None:
                return await self._finish(room, job, plan)
            if await self._answered(room, job, step):
                continue
            if (question := await self._needs(room, job, plan, step)) is not None:
                return await self._wait(room, job, question, step)
            if job.state != "running":
                await room.post(GESSO.id, wire.JobMoved(job=job.id, state="running", only=job.moved.only))
            if (ended := await self._step(room, task, run, job, plan, step, picked_up)) is not None:
                return ended
        return await self._wait(room, job, f"It has done {MOST_STEPS} steps without coming to an end. Go on?", None)

    def _held(self, room: LiveRoom, job: Job) -> Ended | None:
        if job.state == "stopped":
            return self._ended(room, job, "failed", "You stopped it.")
        return self._ended(room, job, "waiting", PAUSED) if job.state == "paused" else None

    async def stop(self, room: LiveRoom, task: Task) -> None:
        """End the turn of the step that runs, whether it goes on here or was left open by a process that died."""
        for turn in [turn for turn in room.state.running() if turn.run and turn.run.task == task.id]:
            await self._turns.stop(room, turn.id)
            if turn.outcome is None:
                await room.post(turn.agent, wire.TurnEnded(turn=turn.id, outcome="stopped"))

    async def tell(self, room: LiveRoom, task: Task, run: Run, ended: Ended) -> None:
        """Where the engine ended the run, the work says so."""
        job = room.state.jobs.get(self._id(task, run))
        if job is not None and ended.state == "failed" and job.state in ("queued", "running", "waiting", "paused"):
            await room.post(GESSO.id, wire.JobMoved(job=job.id, state="failed", why=ended.reason))

    # ------------------------------------------------------------------ what is to be done

    def _id(self, task: Task, run: Run) -> str:
        """The work of a run: the task's own, or with a timetable a new one at each time."""
        own = task.settings.plan or ""
        return own if task.timetable is None else f"job_{hashlib.sha256(run.id.encode()).hexdigest()[:20]}"

    async def _job(self, room: LiveRoom, task: Task, run: Run) -> Job:
        """Raises NotFound with what to do where the plan is gone."""
        name, source = self._id(task, run), room.state.jobs.get(task.settings.plan or "")
        if source is None:
            raise NotFound("The plan of this work is not there any more: plan it anew.")
        if name not in room.state.jobs:
            text = without_deadline(reopened((await self._workspace.canvas(source.planned.canvas)).text))
            planned, now = source.planned, self._workspace.clock()
            title = f"{planned.title}, {now.day} {now:%B %Y}"
            canvas = canvas_of(name, "plan")
            await self._workspace.do_open_canvas(
                room, Author(task.owner, "person"), kind="document", title=f"Plan: {title}", text=text, id=canvas
            )
            await room.post(task.owner, planned.model_copy(update={
                "job": name, "title": title, "canvas": canvas, "parent": planned.job, "step": None, "turn": None,
                "asked": (), "cannot": (),
            }))  # fmt: skip
        job = room.state.jobs[name]
        row = room.state.canvases.get(job.planned.canvas)
        if row is None or row.deleted:
            raise NotFound("The canvas with the plan was deleted: restore it, then start again.")
        return job

    async def _plan(self, job: Job) -> Plan:
        return parse_plan((await self._workspace.canvas(job.planned.canvas)).text)

    async def _settle(self, room: LiveRoom, job: Job) -> None:
        """The step that ended last has its box ticked, where a crash came between the two."""
        last = job.ended[-1] if job.ended else None
        if last is not None and last.outcome == "done":
            step = (await self._plan(job)).step(last.step)
            if step is not None and step.open:
                await tick(self._workspace, room, job, last.step, last.attempt)

    async def _hear(self, room: LiveRoom, job: Job) -> None:
        """Carry out what people said that concerns the plan; the rest stays for the next step to hear."""
        for words in list(job.waiting):
            canvas = await self._workspace.canvas(job.planned.canvas)
            plan = parse_plan(canvas.text)
            heard = hear(words, plan, canvas.text, next_step(job, plan))
            if heard is None:
                continue
            state, moved = job.state, job.moved
            if heard.act != "change":
                state = "stopped" if heard.act == "stop" else "paused"
                moved = wire.JobMoved(job=job.id, state=state)
            await self._workspace.do_write_text(
                room, canvas, Author(GESSO.id, "agent", client_of(job, words)), heard.text
            )
            await room.post(GESSO.id, moved.model_copy(update={"why": heard.why, "heard": (words,)}))
            if heard.act != "change":
                return

    async def _needs(self, room: LiveRoom, job: Job, plan: Plan, step: PlanStep) -> str | None:
        """What a person must do or answer before this step, None where nothing is needed."""
        answer = job.waiting[-1] if job.waiting else ""
        if (over := await self._over(room, job, plan)) is not None:
            if not YES.match(answer):
                return over
            await room.post(GESSO.id, wire.JobMoved(job=job.id, state="running", past=True, heard=(answer,)))
        if job.state == "waiting" and job.moved.step == step.key and not answer and not _settled(room, job, step):
            return job.moved.question
        if step.who == "person":
            return f"Step {step.number} is yours: {step.text}. Tick it when it is done."
        if (way := self._way(room, job, step)).how == "person":
            said = f" You said: “{' '.join(answer.split())[:200]}”." if answer else ""
            return f"{_asked(step.text)}{said} Approve it to go on, or change the plan or the document first."
        if way.how in ("free", "code") and isinstance(self._turns.model(job.planned.model), GuidedModel):
            return f"Step {step.number}, “{step.text}”: {CANNOT}"
        return None

    async def _answered(self, room: LiveRoom, job: Job, step: PlanStep) -> bool:
        """Whether the person has just said that their step is done, or that they approve."""
        answer = job.waiting[-1] if job.waiting else ""
        theirs = step.who == "person" or self._way(room, job, step).how == "person"
        if not theirs or not YES.match(answer):
            return False
        attempt = attempts(job, step.key) + 1
        begun = wire.StepBegun(
            job=job.id, run="", step=step.key, attempt=attempt, text=step.text, heard=tuple(job.waiting)
        )
        ended = wire.StepEnded(
            job=job.id, step=step.key, attempt=attempt, text=step.text, outcome="done",
            summary=f"You said: {' '.join(answer.split())[:300]}",
        )  # fmt: skip
        await room.post(job.by, begun, ended)
        await tick(self._workspace, room, job, step.key, attempt)
        return True

    async def _over(self, room: LiveRoom, job: Job, plan: Plan) -> str | None:
        """Why it may not go on within its bounds."""
        if job.past:
            return None
        left = sum(step.open for step in plan.steps)
        rest = f"{left} step{'s' if left != 1 else ''} {'are' if left != 1 else 'is'} left. Go on all the same?"
        minutes, cost = spent(room.state, job)
        if plan.minutes is not None and minutes >= plan.minutes:
            return f"{BUDGET} of {plan.minutes:g} minutes is used up; {rest}"
        if plan.cost_usd is not None and cost >= plan.cost_usd:
            return f"{BUDGET} of ${plan.cost_usd:.2f} is used up; {rest}"
        if plan.deadline:
            made = next((event.at for event in await room.events(job.seq - 1, 1)), self._workspace.clock())
            due = due_of(plan.deadline, made, await zone_of_person(self._workspace, job.by) or "UTC")
            if due is not None and self._workspace.clock() >= due:
                return f"{BUDGET} of time is over, the deadline was {plan.deadline}; {rest}"
        return None

    def _way(self, room: LiveRoom, job: Job, step: PlanStep) -> Way:
        return way_of(step.text, has_target=self._results.target(room, job) is not None)

    async def _wait(self, room: LiveRoom, job: Job, question: str, step: PlanStep | None) -> Ended:
        key = step.key if step is not None else None
        if job.state != "waiting" or job.moved.question != question:
            only = job.moved.only
            await room.post(
                GESSO.id, wire.JobMoved(job=job.id, state="waiting", question=question, step=key, only=only)
            )
        return self._ended(room, job, "waiting", question)

    # ------------------------------------------------------------------ one step

    async def _step(
        self, room: LiveRoom, task: Task, run: Run, job: Job, plan: Plan, step: PlanStep, picked_up: set[str]
    ) -> Ended | None:  # fmt: skip
        """Do one step, or go on with it; an Ended where the run cannot go on after it."""
        known, attempt = job.steps.get(step.key), attempts(job, step.key) + 1
        way = self._way(room, job, step)
        cut_off = known is not None and known.ended is None and known.attempt == attempt
        if cut_off and known is not None and step.key not in picked_up and known.picked_up >= MOST_PICKED_UP:
            words = f"gesso stopped {MOST_PICKED_UP} times while it worked on it."
            return await self._failed(room, job, step, attempt, words, None)
        turn_id = turn_of(job.id, step.key, attempt, 1)
        if not cut_off or step.key not in picked_up:
            await room.post(GESSO.id, wire.StepBegun(
                job=job.id, run=run.id, step=step.key, attempt=attempt, text=step.text,
                turn=None if way.by_code else turn_id, heard=tuple(job.waiting),
            ))  # fmt: skip
        picked_up.add(step.key)
        began = monotonic()
        if way.by_code:
            try:
                summary, lacks, canvas = await self._results.by_code(room, job, plan, way, step)
            except (BadInput, NotFound, NoSandbox, TooLarge) as wrong:
                return await self._failed(room, job, step, attempt, wrong.message, None)
            await self._done(room, job, step, attempt, summary, lacks, None, canvas, monotonic() - began)
            return None
        number = 1
        while (before := room.state.turns.get(turn_id)) is not None and may_be_tried_again(room.state, before):
            number += 1
            turn_id = turn_of(job.id, step.key, attempt, number)
        turn = await self._turn(room, task, run, job, plan, step, way, turn_id)
        seconds = monotonic() - began
        if (approval := room.state.waiting(turn.id)) is not None:
            return await self._wait(room, job, f"{WANTS}{approval.asked.shows or approval.asked.why}"[:2_000], step)
        if turn.outcome == "stopped":
            await room.post(GESSO.id, wire.StepEnded(
                job=job.id, step=step.key, attempt=attempt, text=step.text, outcome="stopped", turn=turn.id,
                summary="It was stopped.", seconds=seconds,
            ))  # fmt: skip
            now = (await self._plan(job)).step(step.key)
            if now is None or now.who == "person" or not now.open or job.state in ("stopped", "paused"):
                return None
            return await self._wait(room, job, f"Step {step.number} was stopped. Do it again, or leave it out?", step)
        if turn.outcome == "failed":
            problem = turn.problem or wire.Problem(code="failed", message="The turn failed.")
            words = " ".join(filter(None, (problem.message, problem.next_step)))
            if may_be_tried_again(room.state, turn) and number < MOST_TRIES:
                return Ended("failed", words, passing=True, turn=turn.id, room=room.id)
            return await self._failed(room, job, step, attempt, words, turn.id)
        return await self._judge(room, job, step, attempt, way, turn, seconds)

    async def _turn(
        self, room: LiveRoom, task: Task, run: Run, job: Job, plan: Plan, step: PlanStep, way: Way, name: str
    ) -> Turn:  # fmt: skip
        """The turn of a step, once it has ended; stopped where it would take longer than the budget allows."""
        if name not in room.state.turns:
            brief, agent = await self._brief(room, task, run, job, plan, step, way)
            message = name.replace("turn_", "msg_")
            ask = ask_of(step, way, job.planned.title)
            if message not in room.state.messages:
                await room.post(job.by, wire.MessagePosted(
                    message=message, parent=room.state.head, text=f"{step.number}. {step.text}", canvas=brief.canvas,
                    run=run.id,
                ))  # fmt: skip
            await self._turns.start(
                room, Person(job.by, ""), message, self._turns.model(job.planned.model), agent, task=ask,
                canvas=brief.canvas, run=brief, ids=(name, name.replace("turn_", "reply_")),
            )  # fmt: skip
        if run.executor is not None:
            self._workspace.holds[name] = hold_of(run)
        await self._turns.pick_up(room, name)
        if plan.minutes is not None and not job.past:
            left_s = max(1.0, plan.minutes * 60 - spent(room.state, job)[0] * 60)
            if (await self._turns.wait(room, name, left_s)).outcome is None:
                await self._turns.stop(room, name)
        await self._turns.ended(name)
        self._workspace.holds.pop(name, None)
        turn = room.state.turns[name]
        if turn.outcome is None and room.state.waiting(name) is None:
            raise LogBroken("The step's end could not be stored yet; it is tried again.")
        return turn

    async def _brief(
        self, room: LiveRoom, task: Task, run: Run, job: Job, plan: Plan, step: PlanStep, way: Way
    ) -> tuple[wire.RunBrief, Agent]:  # fmt: skip
        """What the turn is given. A step that writes gets the document that the work ends with."""
        granted = task.settings.tools or ()
        wanted = TOOLS[way.how]
        canvas = self._results.target(room, job) if way.how in ("change", "remark") else None
        if way.how == "write":
            canvas = await self._results.canvas(room, job)
        agent = CRITIC if way.how == "remark" else EDITOR if re.match(r"carry out", step.text, re.IGNORECASE) else GESSO
        now = self._workspace.clock()
        zone = await zone_of_person(self._workspace, job.by) or "UTC"
        material = await self._results.material(room, job, plan)
        before = [(each.text, renumbered(each)[:2_000] or each.summary) for each in material.steps if each.summary]
        while sum(len(said) for _, said in before) > MOST_BEFORE and len(before) > 1:
            before.pop(0)
        if way.how == "code" and (stated := await self._results.stated(room, step)):
            before.append(("The figures", stated))
        begun = job.steps[step.key].begun
        heard = begun.heard if begun is not None else ()
        brief = wire.RunBrief(
            run=run.id, task=task.id, output=way.output, canvas=canvas,
            tools=tuple(name for name in granted if name in wanted), heading=way.heading,
            now=f"{now.astimezone(zone_named(zone)):%A, %d %B %Y, %H:%M}", zone=zone,
            step=wire.StepBrief(
                job=job.id, step=step.key, number=step.number, of=len(plan.steps), title=job.planned.title,
                ask=job.planned.ask, before=tuple(before), heard=tuple(dict.fromkeys((*job.heard[-8:], *heard))),
            ),
        )  # fmt: skip
        return brief, agent

    async def _judge(
        self, room: LiveRoom, job: Job, step: PlanStep, attempt: int, way: Way, turn: Turn, seconds: float
    ) -> Ended | None:  # fmt: skip
        """What a turn that ended well came to: done, a question, or nothing."""
        brief = turn.run
        assert brief is not None
        calls = [call for one in turn.steps for call in one.calls if call.result is not None]
        written = "\n".join(
            str((call.args or {}).get("text", "")) for call in calls if call.name == "add_entry" and call.ok
        )
        read = "\n".join(call.result or "" for call in calls)
        lacks: list[str] = []
        searches = [call for call in calls if call.name == "search_web" and call.ok]
        in_vain = bool(searches) and not any(parse_hits(call.result or "") for call in searches)
        if way.how in ("search", "write") and not in_vain:
            requires = ("search_web",) if way.how == "search" else ()
            verdict = verify(room.state, [turn], brief, requires, Result(turn.text, written, brief.canvas, read))
            if verdict.state == "waiting":
                return await self._asks(room, job, step, attempt, turn, seconds)
            if verdict.state == "failed":
                return await self._failed(room, job, step, attempt, verdict.reason, turn.id)
        elif not calls and turn.text.strip().endswith("?"):
            return await self._asks(room, job, step, attempt, turn, seconds)
        pages = await self._workspace.db.read(lambda conn: sources_of_turn(conn, turn.id))
        if way.how == "search" and not pages:
            lacks.append("nothing was found")
        if NOTHING_NEW.match(turn.text.strip()):
            lacks.append("nothing new was found")
        lacks += unbacked(turn)
        summary = summary_of(way, turn, len(pages), len(written.split()))
        await self._done(room, job, step, attempt, summary, tuple(lacks), turn.id, brief.canvas, seconds)
        return None

    async def _asks(
        self, room: LiveRoom, job: Job, step: PlanStep, attempt: int, turn: Turn, seconds: float
    ) -> Ended:  # fmt: skip
        """The turn asks back: the step waits for the answer and is done again with it."""
        await room.post(GESSO.id, wire.StepEnded(
            job=job.id, step=step.key, attempt=attempt, text=step.text, outcome="stopped", turn=turn.id,
            summary="It asked back.", seconds=seconds,
        ))  # fmt: skip
        return await self._wait(room, job, turn.text.strip()[-600:], step)

    async def _failed(
        self, room: LiveRoom, job: Job, step: PlanStep, attempt: int, why: str, turn: str | None
    ) -> Ended:  # fmt: skip
        await room.post(GESSO.id, wire.StepEnded(
            job=job.id, step=step.key, attempt=attempt, text=step.text, outcome="failed", turn=turn, summary=why[:600]
        ))  # fmt: skip
        question = f"Step {step.number} could not be done: {why} Try it again, take it over, or leave it out."
        return await self._wait(room, job, question, step)

    async def _done(
        self, room: LiveRoom, job: Job, step: PlanStep, attempt: int, summary: str, lacks: Sequence[str],
        turn: str | None, canvas: str | None, seconds: float,
    ) -> None:  # fmt: skip
        thought = thought_of(room.state.turns[turn]) if turn is not None else ""
        await room.post(GESSO.id, wire.StepEnded(
            job=job.id, step=step.key, attempt=attempt, text=step.text, outcome="done", summary=summary[:600],
            thought=thought, lacks=tuple(lacks), turn=turn, canvas=canvas, seconds=round(seconds, 2),
        ))  # fmt: skip
        await tick(self._workspace, room, job, step.key, attempt)

    async def _finish(self, room: LiveRoom, job: Job, plan: Plan) -> Ended:
        """The result with its evidence, and the end; held where a step was done alone and others are open."""
        if left := sum(step.open for step in plan.steps):
            why = f"That step was done alone; {left} {'are' if left != 1 else 'is'} still open."
            await room.post(GESSO.id, wire.JobMoved(job=job.id, state="paused", why=why))
            return self._ended(room, job, "done", why, output=why)
        canvas = await self._results.finish(room, job, plan)
        done = sum(step.mark == "x" for step in plan.steps)
        skipped = sum(step.mark == "-" for step in plan.steps)
        why = f"{done} of {len(plan.steps)} steps done" + (f", {skipped} left out" if skipped else "")
        await room.post(GESSO.id, wire.JobMoved(job=job.id, state="done", why=f"{why}.", canvas=canvas))
        return self._ended(room, job, "done", "", output=f"{why}. “{job.planned.title}” is written, with its evidence.")

    def _ended(self, room: LiveRoom, job: Job, state: EndState, reason: str, output: str = "") -> Ended:
        minutes, cost = spent(room.state, job)
        usage = {"cost_usd": cost, "minutes": round(minutes, 2)}
        return Ended(
            state, reason, room=room.id, canvas=job.result or job.planned.canvas, usage=usage, output=output
        )  # fmt: skip


def _settled(room: LiveRoom, job: Job, step: PlanStep) -> bool:
    """Whether its turn waited for an approval that is settled now."""
    mine = [turn for turn in room.state.running() if turn.run and turn.run.step and turn.run.step.job == job.id]
    return any(turn.run and turn.run.step and turn.run.step.step == step.key for turn in mine) and not any(
        room.state.waiting(turn.id) for turn in mine
    )


def _asked(words: str) -> str:
    """A step that waits for a person, as a question to them."""
    bare = re.sub(r"^(?:wait for|get|ask for)\s+", "", words, flags=re.IGNORECASE).rstrip(" .?")
    bare = re.sub(r"^my\b", "your", bare, flags=re.IGNORECASE)
    return f"{bare[:1].upper()}{bare[1:]}?"
