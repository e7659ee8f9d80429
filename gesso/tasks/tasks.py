"""The one door to tasks: made, changed, paused, snoozed, run, undone and deleted by their owner.

Whoever acts (a page, an agent's tool, a command) comes through here. Each change is one transaction that first plans
what is due by now, so that no instant of the old state is lost and none of the new one fires at once. Deletion keeps
the history for KEPT.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from gesso.base.clock import Clock
from gesso.base.errors import BadInput, Conflicting, NotFound
from gesso.base.ids import new_id
from gesso.room.workspace import Person, Workspace
from gesso.schedule.policy import on_overlap
from gesso.schedule.schedule import BadSchedule, Timetable
from gesso.schedule.zone import check_zone
from gesso.store import runs as run_rows
from gesso.store import tasks as task_rows
from gesso.store.tasks import VersionRow
from gesso.tasks import queue
from gesso.tasks.plan import apart, next_at
from gesso.tasks.planning import Writes, insert_special, plan_task
from gesso.tasks.stored import dump_timetable, iso, parse_settings, parse_timetable, row_of_task, run_of, task_of
from gesso.tasks.task import Run, Task, TaskSettings, TaskState

MOST_TASKS = 1_000  # of one person
MAX_TITLE, MAX_INSTRUCTION = 200, 20_000
MAX_SNOOZE_MINUTES = 366 * 1_440
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Draft:
    """A task to be made. Without `room` it gets a conversation of its own; without `title` its first words are it.

    With an `id` it is made once: who makes it again gets the one that is there.
    """

    instruction: str
    timetable: Timetable | None
    settings: TaskSettings = field(default_factory=TaskSettings)
    title: str = ""
    room: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class Change:
    """What to change; None stays."""

    instruction: str | None = None
    timetable: Timetable | None = None
    settings: TaskSettings | None = None
    title: str | None = None


class Tasks:
    """`granted`: the names of the tools a new task may use while nobody looks. `bell` is set after each change."""

    def __init__(
        self, workspace: Workspace, clock: Clock, notifier: Writes, granted: Sequence[str], bell: asyncio.Event
    ) -> None:
        self._workspace, self._clock, self._notifier = workspace, clock, notifier
        self.granted, self._bell = tuple(granted), bell

    # ------------------------------------------------------------------ finding

    async def of(self, owner: str) -> list[Task]:
        """That person's tasks, the newest first."""
        return [task_of(row) for row in await self._workspace.db.read(partial(task_rows.tasks_of, owner=owner))]

    async def task(self, owner: str, task: str) -> Task:
        """Raises NotFound, also for somebody else's."""
        return await self._workspace.db.read(lambda conn: _mine(task_rows.task_by_id(conn, task), owner))

    async def run_of(self, owner: str, run: str) -> tuple[Task, Run]:
        """A run of one's own task, and the task. Raises NotFound."""

        def job(conn: Connection) -> tuple[Task, Run]:
            row = run_rows.run_by_id(conn, run)
            if row is None:
                raise NotFound("There is no such run.")
            return _mine(task_rows.task_by_id(conn, row.task), owner), run_of(row)

        return await self._workspace.db.read(job)

    async def runs(self, owner: str, task: str, before: datetime | None, limit: int) -> list[Run]:
        """The runs of a task scheduled before that moment, the newest first. Raises NotFound."""
        await self.task(owner, task)
        found = await self._workspace.db.read(lambda conn: run_rows.runs_of(conn, task, before, limit))
        return [run_of(row) for row in found]

    async def last_runs(self, tasks: Sequence[str]) -> dict[str, Run]:
        found = await self._workspace.db.read(lambda conn: run_rows.last_runs(conn, tasks))
        return {task: run_of(row) for task, row in found.items()}

    async def runs_between(self, owner: str, start: datetime, end: datetime, limit: int) -> list[Run]:
        found = await self._workspace.db.read(lambda conn: run_rows.runs_between(conn, owner, start, end, limit))
        return [run_of(row) for row in found]

    async def paused_all(self, owner: str) -> bool:
        return owner in await self._workspace.db.read(task_rows.paused_all)

    # ------------------------------------------------------------------ making and changing

    async def create(self, person: Person, draft: Draft, by: str = "", why: str = "created") -> Task:
        """Raises BadInput for what can never be due, Conflicting past MOST_TASKS. `by`: the agent that did it."""
        if draft.id is not None and (known := await self._known(person.id, draft.id)) is not None:
            return known
        instruction, title = _checked(draft.instruction, draft.title)
        settings = draft.settings
        if settings.tools is None:
            settings = settings.model_copy(update={"tools": self.granted})
        if draft.room is not None:
            await self._workspace.access_room(person.id, draft.room, "edit")
        now = self._clock()
        made = Task(
            draft.id or new_id("task"), person.id, draft.room or "", title, instruction, draft.timetable, settings,
            "active", 1, now, now, now,
        )  # fmt: skip
        made = _due(made)
        await self._workspace.db.read(partial(_check_after, task=made))
        if not made.room:
            made = replace(made, room=(await self._workspace.do_create_room(person, title)).id)

        def job(conn: Connection) -> None:
            if task_rows.count_tasks(conn, person.id) >= MOST_TASKS:
                raise Conflicting(f"You have {MOST_TASKS} tasks already; delete one first.")
            _check_after(conn, made)
            task_rows.insert_task(conn, row_of_task(made))
            task_rows.insert_version(conn, _version(made, by or person.id, why, now))

        await self._workspace.db.write(job)
        self._bell.set()
        return made

    async def _known(self, owner: str, task: str) -> Task | None:
        """The owner's task of that id. Raises Conflicting when it was deleted since."""
        row = await self._workspace.db.read(lambda conn: task_rows.task_by_id(conn, task))
        if row is None or row.owner != owner:
            return None
        if row.state == "deleted":
            raise Conflicting("This task was made before, and deleted. Say it again to have it anew.")
        return task_of(row)

    async def change(self, owner: str, task: str, change: Change, by: str = "", why: str = "changed") -> Task:
        """The next version of the task. Instants until now are the old version's, later ones the new one's."""

        def job(conn: Connection, before: Task, now: datetime) -> Task:
            instruction, title = _checked(
                before.instruction if change.instruction is None else change.instruction,
                before.title if change.title is None else change.title,
            )
            settings = change.settings or before.settings
            if settings.tools is None:
                settings = settings.model_copy(update={"tools": before.settings.tools})
            timetable = None if settings.after else change.timetable or before.timetable
            after = replace(before, instruction=instruction, title=title, settings=settings, timetable=timetable)
            return before if after == before else self._next_version(conn, before, after, by or owner, why, now)

        return await self._act(owner, task, job)

    async def undo(self, owner: str, task: str, by: str = "") -> Task:
        """A new version as the one before the newest was, or a deleted task back. Raises Conflicting for neither."""

        def job(conn: Connection, before: Task, now: datetime) -> Task:
            if before.state == "deleted":
                found = next_at(before)
                state: TaskState = (
                    "paused" if before.paused_at else "active" if found or not before.timetable else "ended"
                )
                return replace(before, state=state, next_at=found)
            versions = task_rows.versions_of(conn, task)
            if len(versions) < 2:
                raise Conflicting("This task was never changed, so there is nothing to undo.")
            old = versions[-2]
            after = replace(
                before, instruction=old.instruction, title=old.title, timetable=parse_timetable(old.timetable),
                settings=parse_settings(old.settings),
            )  # fmt: skip
            why = f"undid version {before.version}"
            return self._next_version(conn, before, after, by or owner, why, now)

        return await self._act(owner, task, job, deleted=True)

    async def moved(self, owner: str, zone: str) -> list[Task]:
        """The owner is in this zone now: the tasks that follow them, in it. Raises BadZone."""
        check_zone(zone)
        follow = [
            task for task in await self.of(owner)
            if task.timetable and task.timetable.follows and task.timetable.zone != zone
        ]  # fmt: skip
        changes = [(task.id, Change(timetable=replace(task.timetable, zone=zone))) for task in follow if task.timetable]
        return [await self.change(owner, task, change, why=f"moved to {zone}") for task, change in changes]

    def _next_version(self, conn: Connection, before: Task, after: Task, by: str, why: str, now: datetime) -> Task:
        after = replace(after, version=before.version + 1, failures=0, updated_at=now)
        if after.timetable != before.timetable or after.settings.after != before.settings.after:
            _check_after(conn, after)
            after = _due(after)
            if after.state == "ended":
                after = replace(after, state="active")
        task_rows.insert_version(conn, _version(after, by, why, after.planned_to))
        return after

    # ------------------------------------------------------------------ holding and going on

    async def pause(self, owner: str, task: str) -> Task:
        def job(conn: Connection, before: Task, now: datetime) -> Task:
            if before.state != "active":
                return before
            run_rows.end_queued(conn, task, "skipped", "paused before it began", now)
            return replace(before, state="paused", paused_why="You paused it.", paused_at=now)

        return await self._act(owner, task, job)

    async def resume(self, owner: str, task: str) -> Task:
        """Goes on with the next instant after now; what was due in the pause was skipped."""

        def job(conn: Connection, before: Task, now: datetime) -> Task:
            if before.state != "paused":
                return before
            state: TaskState = "active" if before.next_at or before.timetable is None else "ended"
            return replace(before, state=state, paused_why="", paused_at=None, failures=0)

        return await self._act(owner, task, job)

    async def snooze(self, owner: str, task: str, minutes: int) -> Task:
        """Nothing of it runs until so many minutes from now; then it runs once, and goes on as before."""
        if not 1 <= minutes <= MAX_SNOOZE_MINUTES:
            raise BadInput(
                f"A task is snoozed for 1 minute to {MAX_SNOOZE_MINUTES // 1440} days; got {minutes} minutes."
            )

        def job(conn: Connection, before: Task, now: datetime) -> Task:
            if before.state == "paused":
                raise Conflicting("This task is paused; resume it first.")
            held = replace(before, state="active", snoozed_until=apart(now + timedelta(minutes=minutes)))
            return replace(held, next_at=next_at(held))

        return await self._act(owner, task, job)

    async def delete(self, owner: str, task: str) -> None:
        """Ends what goes on, too; the history stays for KEPT."""

        def job(conn: Connection, before: Task, now: datetime) -> Task:
            run_rows.end_going(conn, task, "its task was deleted", now)
            return replace(before, state="deleted", next_at=None, snoozed_until=None)

        await self._act(owner, task, job)

    async def pause_all(self, owner: str) -> None:
        await self._all(owner, True)

    async def resume_all(self, owner: str) -> None:
        """No task fires at once: what was due until now was skipped."""
        await self._all(owner, False)

    async def _all(self, owner: str, pause: bool) -> None:
        now = self._clock()

        def job(conn: Connection) -> None:
            if pause == (owner in task_rows.paused_all(conn)):
                return
            for row in task_rows.tasks_of(conn, owner):
                found = task_rows.task_for_update(conn, row.id)
                assert found is not None
                plan_task(conn, task_of(found), now, self._notifier)
                if pause:
                    run_rows.end_queued(conn, row.id, "skipped", "all tasks paused before it began", now)
            task_rows.save_paused_all(conn, owner, iso(now) if pause else None)

        await self._workspace.db.write(job)
        self._bell.set()

    # ------------------------------------------------------------------ running by hand

    async def run(self, owner: str, task: str) -> Run:
        """Run it now, whatever its timetable says. Raises Conflicting while it runs and may not twice."""
        started: list[Run] = []

        def job(conn: Connection, before: Task, now: datetime) -> Task:
            started.clear()  # the writer may do a job twice
            move = on_overlap(before.settings.overlap, *run_rows.going(conn, [task]).get(task, (0, 0)))
            if move == "skip":
                raise Conflicting("This task is running already; wait until it is done.")
            if move == "cancel":
                run_rows.end_going(conn, task, "cancelled by a run by hand", now)
            ready_at = None if move == "wait" else now
            started.append(insert_special(conn, before, now, "by hand", ready_at=ready_at))
            return before

        await self._act(owner, task, job)
        return started[0]

    async def answered(self, owner: str, room: str) -> int:
        """The owner said something in that room: runs that wait there for an answer go on; how many."""
        if not await self._workspace.db.read(lambda conn: run_rows.waiting_in(conn, room, owner)):
            return 0
        now = self._clock()

        def job(conn: Connection) -> int:
            return sum(queue.answered(conn, run, now) for run in run_rows.waiting_in(conn, room, owner))

        found = await self._workspace.db.write(job)
        self._bell.set()
        return found

    async def go_on(self, owner: str, task: str) -> bool:
        """What the task's run waits for is there: it goes on. Whether one waited."""
        now = self._clock()

        def job(conn: Connection) -> bool:
            _mine(task_rows.task_by_id(conn, task), owner)
            waiting = [row.id for row in run_rows.runs_of(conn, task, None, 5) if row.state == "waiting"]
            return sum(queue.answered(conn, run, now) for run in waiting) > 0

        found = await self._workspace.db.write(job)
        self._bell.set()
        return found

    async def cancel(self, owner: str, task: str, why: str) -> None:
        """End what goes on of the task; the task stays."""

        def job(conn: Connection, before: Task, now: datetime) -> Task:
            run_rows.end_going(conn, task, why, now)
            return before

        await self._act(owner, task, job)

    async def again(self, owner: str, run: str) -> Run:
        """Run the task of that run once more, now."""
        task, _ = await self.run_of(owner, run)
        return await self.run(owner, task.id)

    async def _act(
        self, owner: str, task: str, job: Callable[[Connection, Task, datetime], Task], deleted: bool = False
    ) -> Task:
        """Plan what is due of the task, then change it, in one transaction."""
        now = self._clock()

        def whole(conn: Connection) -> Task:
            planned = plan_task(conn, _mine(task_rows.task_for_update(conn, task), owner, deleted), now, self._notifier)
            after = job(conn, planned, now)
            if after != planned:
                after = replace(after, updated_at=now)
                task_rows.save_task(conn, row_of_task(after))
            return after

        changed = await self._workspace.db.write(whole)
        self._bell.set()
        return changed


def _mine(row: task_rows.TaskRow | None, owner: str, deleted: bool = False) -> Task:
    if row is None or row.owner != owner or (row.state == "deleted" and not deleted):
        raise NotFound("You have no such task.")
    return task_of(row)


def _checked(instruction: str, title: str) -> tuple[str, str]:
    """What to do and what it is called, within bounds."""
    instruction = instruction.strip()
    if not instruction:
        raise BadInput("Say what is to be done, such as “Summarise the news about solar power”.")
    if len(instruction) > MAX_INSTRUCTION:
        raise BadInput(f"What is to be done has at most {MAX_INSTRUCTION} characters; got {len(instruction)}.")
    return instruction, " ".join(title.split())[:MAX_TITLE] or title_of(instruction)


def title_of(instruction: str) -> str:
    """Its first words."""
    line = next((line.strip() for line in instruction.splitlines() if line.strip()), "")
    return line if len(line) <= 60 else line[:59].rsplit(" ", 1)[0] + "…"


def _due(task: Task) -> Task:
    """The task with its next instant. Raises BadInput when it has neither one nor a task it comes after."""
    if not task.by_hand and (task.timetable is None) == (task.settings.after is None):
        raise BadInput("A task needs a timetable, or another task to run after: one of the two.")
    found = replace(task, next_at=next_at(task))
    if task.timetable is not None and found.next_at is None:
        raise BadSchedule("Nothing of this lies in the future; give a later date or time.")
    return found


def _check_after(conn: Connection, task: Task) -> None:
    """That the task it comes after is there, is the same person's, and does not in turn come after it."""
    seen = {task.id}
    after = task.settings.after
    while after is not None:
        row = task_rows.task_by_id(conn, after)
        if row is None or row.owner != task.owner or row.state == "deleted":
            raise NotFound("You have no such task to run after.")
        if after in seen:
            raise BadInput("These tasks would run after each other without end; let one have a timetable.")
        seen.add(after)
        after = row.after


def _version(task: Task, by: str, why: str, at: datetime) -> VersionRow:
    return VersionRow(
        task.id, task.version, at, by, why[:MAX_TITLE], task.title, task.instruction, dump_timetable(task.timetable),
        task.settings.model_dump(mode="json"),
    )  # fmt: skip
