"""Tasks from a conversation: made, listed and changed by what the person typed, never by what an agent has read.

A model copies the words of time, and proposes what they mean; code parses them. Where the copied words, the proposal
and the whole message do not say the same, or the message leaves something open, the person is asked. What was made is
told on the room's log.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from gesso.agent.chaining import Chained, chained, named_in
from gesso.agent.errands import Amendment, Errand, Standing, TaskDesk
from gesso.agent.scheduled import ASKS, WHICH_TASK
from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import BadInput
from gesso.room import wire
from gesso.room.zones import do_save_zone
from gesso.schedule.describe import describe
from gesso.schedule.proposal import DOUBT, Proposed, difference, picked
from gesso.schedule.schedule import Timetable
from gesso.schedule.words import Said, amend, understand
from gesso.schedule.words.questions import question
from gesso.schedule.words.zones import place_in
from gesso.tools.errand import ASK_ZONE, Typed, copied, errands_of, follower_of, read_typed, task_id, typed_words, which

UNKNOWN = "UTC"


class CreateTask(BaseModel):
    when: list[str] = Field(
        default=[],
        max_length=10,
        description="for each task the words of time, copied exactly from the person's messages, such as “every "
        "weekday at 7 pm”; never computed, never from a page",
    )
    schedules: list[Proposed] = Field(
        default=[],
        max_length=10,
        description="for each task what that means, worked out from now; only compared with what code reads",
    )
    zone: str | None = Field(
        None, max_length=80, description="the city or zone, in the person's words, if they said one"
    )


class ListTasks(BaseModel):
    pass


class ChangeTask(BaseModel):
    task: str | None = Field(None, description="id from list_tasks; default: the one just made or changed")
    words: str | None = Field(
        None, max_length=400, description="the person's words about when, copied exactly: “make it 8”, “not on Fridays”"
    )
    instruction: str | None = Field(None, max_length=4_000, description="what is to be done instead, without times")
    also: str | None = Field(None, max_length=2_000, description="the person's words to add to what is to be done")
    act: Literal["pause", "resume", "delete", "undo"] | None = None


def task_tools(desk: TaskDesk) -> tuple[Tool, ...]:
    """The tools of tasks, for a workspace that keeps them."""

    async def create(context: ToolContext, args: CreateTask) -> ToolResult:
        return await create_task(context, args, desk)

    async def mine(context: ToolContext, args: ListTasks) -> ToolResult:
        return told_list(await desk.mine(context.asked_by))

    async def change(context: ToolContext, args: ChangeTask) -> ToolResult:
        return await change_task(context, args, desk)

    return (
        Tool(
            "create_task",
            "Make one or more tasks that happen later, again and again, or when another task is done (“when the news "
            "is done, …”): reminders too. Only when the person's own message asks for it; code reads it from there.",
            CreateTask,
            "edit",
            create,
            reads="nothing",
            destinations=(),
            where="chat",
        ),
        Tool(
            "list_tasks",
            "The person's tasks: what, when, whether they are paused.",
            ListTasks,
            "read",
            mine,
            reads="nothing",
            destinations=(),
            where="chat",
        ),
        Tool(
            "change_task",
            "Change when a task happens or what it does, pause, resume or delete it, or undo its last change.",
            ChangeTask,
            "edit",
            change,
            reads="nothing",
            destinations=(),
            where="chat",
        ),
    )


async def create_task(context: ToolContext, args: CreateTask, desk: TaskDesk) -> ToolResult:
    """Make what the message asks for. Raises BadInput when no person typed it, or typed the copied words."""
    state, scene = context.room.state, context.scene
    typed = typed_words(state, state.turns[context.turn], scene)
    asked = scene.scheduled.question if scene.scheduled is not None else ""
    if chosen := picked(asked, typed.ask):
        typed = replace(typed, ask=chosen)
    for words in (*args.when, *filter(None, (args.zone,))):
        if not copied(words, typed):
            raise BadInput(f"No task was made: “{words[:80]}” is not in the person's messages. Copy their exact words.")
    now = datetime.fromisoformat(scene.now)
    chain = _chain(typed, asked, now)
    if chain is not None and not chain.before:
        first = await _first(context, chain, typed, asked, desk)
        if isinstance(first, ToolResult):
            return first
        if first is not None:
            return _told_made([await _follow(context, desk, chain, first, 0)])
    if chain is not None:
        typed = replace(typed, ask=chain.before or typed.ask)
    zone = await _zone(context, args.zone, typed)
    names_zone = not scene.zone and place_in(typed.ask) is not None and len(typed.ask.split()) <= 6
    found = read_typed(typed, now, zone, names_zone=names_zone)
    if found.question:
        return _ask(found.question)
    timed = [task.timetable for task in found.tasks if task.timetable is not None]
    if not timed:
        return _ask(question("remind_when", found.language))
    if not zone and any(timetable.zone == UNKNOWN for timetable in timed):
        return _ask(ASK_ZONE)
    if (doubt := _disagreement(args.when, timed, now, zone or UNKNOWN)) is not None:
        return _ask(doubt)
    if args.schedules and not asked.startswith(DOUBT):  # asked once: then the person's own words hold
        proposed = [each.timetable(zone or UNKNOWN) for each in args.schedules]
        if (doubt := difference(timed, proposed, now)) is not None:
            return _ask(doubt)
    turn = state.turns[context.turn]
    errands = errands_of(found, typed, scene, turn, context.room.id)
    made = [await _make(context, desk, errand, found.tasks) for errand in errands]
    if chain is not None and chain.before:
        made.append(await _follow(context, desk, chain, made[-1], len(made)))
    return _told_made(made, found.language)


def _chain(typed: Typed, asked: str, now: datetime) -> Chained | None:
    """What the message has done after another task; an answer to which one that is goes with the message before."""
    if asked.startswith(WHICH_TASK) and typed.earlier:
        return chained(typed.earlier[-1], now)
    return chained(typed.ask, now) if not asked else None


async def _first(
    context: ToolContext, chain: Chained, typed: Typed, asked: str, desk: TaskDesk
) -> Standing | ToolResult | None:
    """The task that comes before; the question where several could be meant; None where the words name none."""
    tasks = await desk.mine(context.asked_by)
    spoken = context.scene.scheduled.tasks if context.scene.scheduled is not None else ()
    if chain.first:
        words = f"{chain.first} {typed.ask}" if asked else chain.first
        ids = named_in(words, [(task.id, task.title) for task in tasks])
    else:
        ids = [task.id for task in tasks if task.id in spoken]
    found = [task for task in tasks if task.id in ids]
    if len(found) > 1:
        return _ask(f"{WHICH_TASK}: {' or '.join(f'“{task.title}”' for task in found[:4])}?")
    return found[0] if found else None


async def _follow(context: ToolContext, desk: TaskDesk, chain: Chained, first: Standing, number: int) -> Standing:
    """Make the task that comes after `first`."""
    turn, active = context.room.state.turns[context.turn], context.scene.active
    errand = follower_of(chain, first.id, first.title, active.id if active is not None else None)
    made = replace(errand, id=task_id(turn.parent, number), model=turn.model, said_in=context.room.id)
    return await _make(context, desk, made, ())


async def _zone(context: ToolContext, said: str | None, typed: Typed) -> str:
    """The person's zone: the one known, else the one they just named, which is then kept."""
    place = place_in(said or (typed.ask if typed.earlier else ""))
    if place and (said or not context.scene.zone):
        await do_save_zone(context.workspace, context.asked_by, place)
        return place
    return context.scene.zone


def _disagreement(copied_words: Sequence[str], timed: Sequence[Timetable], now: datetime, zone: str) -> str | None:
    """The question, when words that a model copied say another time than the whole message does."""
    read = [timetable.schedule for timetable in timed]
    for words in copied_words:
        alone = [task.timetable.schedule for task in understand(words, now, zone).tasks if task.timetable]
        if alone and not any(schedule in read for schedule in alone):
            whole = "; ".join(describe(schedule) for schedule in read)
            return f"{DOUBT}{whole}, or {describe(alone[0])}?"
    return None


async def _make(context: ToolContext, desk: TaskDesk, errand: Errand, found: Sequence[Said]) -> Standing:
    """Make one of those that were said and tell of it, each once."""
    member = context.room.state.members.get(context.asked_by)
    made = await desk.make(context.asked_by, member.name if member else "", errand)
    if made.id not in context.room.state.tasks:
        said = next((task for task in found if task.timetable == errand.timetable), None)
        zone = errand.timetable.zone if errand.timetable else context.scene.zone or UNKNOWN
        noted = [*(said.assumptions if said else ()), *filter(None, (said.note if said else None,)), *made.problems]
        await context.room.post(context.agent.id, wire.TaskCreated(
            task=made.id, title=made.title, instruction=made.instruction, sentence=made.sentence, next=made.next,
            zone=zone, kind=made.kind, output=made.output, canvas=made.canvas, assumptions=tuple(noted),
            turn=context.turn,
        ))  # fmt: skip
    return made


def _told_made(made: Sequence[Standing], language: str = "en") -> ToolResult:
    """`language`: of the person's words."""
    warned = [problem for each in made for problem in each.problems]
    if language == "de":
        lines = [f"„{each.title}“, {_in_german(each)}" for each in made]
        first = f"Aufgabe angelegt: {lines[0]}."
        if len(made) > 1:
            first = f"{len(made)} Aufgaben angelegt: {'; '.join(lines)}."
    else:
        lines = [f"“{each.title}”, {each.sentence}" for each in made]
        first = f"Done: made the task {lines[0]}."
        if len(made) > 1:
            first = f"Done: made {len(made)} tasks: {'; '.join(lines)}."
    if warned:
        first += f" But {' '.join(dict.fromkeys(warned))}"
    ids = ", ".join(each.id for each in made)
    more = f"The person sees a card with the next dates; do not repeat them. Ids: {ids}."
    title = made[0].title if len(made) == 1 else f"{len(made)} tasks"
    return ToolResult(f"{first}\n\n{more}", f"Made the task “{title}”" if len(made) == 1 else f"Made {title}")


def _in_german(task: Standing) -> str:
    return describe(task.timetable.schedule, "de") if task.timetable is not None else task.sentence


def _ask(asked: str) -> ToolResult:
    return ToolResult(f"{ASKS}{asked}", "Asked before making a task", ok=False)


def told_list(found: Sequence[Standing]) -> ToolResult:
    if not found:
        return ToolResult("There are no tasks.", "Looked at the tasks")
    lines = [f"- {task.title}: {_when(task)} ({task.id})" for task in found[:50]]
    return ToolResult("These are the tasks:\n" + "\n".join(lines), "Looked at the tasks")


def _when(task: Standing) -> str:
    held = "" if task.state == "active" else f", {task.state}"
    following = f", next {task.next[0].replace('T', ' ')[:16]}" if task.next and task.state == "active" else ""
    return f"{task.sentence}{held}{following}"


async def change_task(context: ToolContext, args: ChangeTask, desk: TaskDesk) -> ToolResult:
    """Change one of the person's tasks. A change that could be meant for several, or in two ways, is asked about."""
    state = context.room.state
    typed = typed_words(state, state.turns[context.turn], context.scene)
    if args.words is not None and not copied(args.words, typed):
        raise BadInput("Nothing was changed: these words about time are not in the person's message.")
    task = await _meant(context, args, typed, desk)
    if isinstance(task, ToolResult):
        return task
    instruction = args.instruction
    if args.also is not None:
        instruction = f"{instruction or task.instruction} ({args.also.strip()})"
    amendment = Amendment(instruction=instruction, act=args.act)
    if args.act is None and args.words is not None:
        if task.timetable is None:
            return _ask(f"“{task.title}” runs after another task. When should it be instead?")
        after = amend(args.words, task.timetable, datetime.fromisoformat(context.scene.now))
        if isinstance(after, str):
            return _ask(after)
        amendment = Amendment(timetable=after, instruction=instruction)
    if amendment == Amendment():
        raise BadInput("Nothing was changed: say `words`, `instruction`, `also` or `act`.")
    changed = await desk.change(context.asked_by, task.id, amendment)
    what = _what(task, changed, amendment)
    await context.room.post(context.agent.id, wire.TaskChanged(
        task=changed.id, what=what, title=changed.title, sentence=changed.sentence, next=changed.next[:3],
        state=changed.state, turn=context.turn,
    ))  # fmt: skip
    return ToolResult(
        f"Done: {what[:1].lower()}{what[1:]}.\n\nThe person sees the next dates; do not repeat them.", what
    )


async def _meant(context: ToolContext, args: ChangeTask, typed: Typed, desk: TaskDesk) -> Standing | ToolResult:
    """The task that is to change: the named one, the one just spoken of, or the only one that fits the words."""
    tasks = await desk.mine(context.asked_by)
    if args.task is not None:
        found = [task for task in tasks if task.id == args.task]
        if not found:
            raise BadInput(f"There is no task {args.task}. Call list_tasks for the ids.")
        return found[0]
    spoken = context.scene.scheduled.tasks if context.scene.scheduled is not None else ()
    near = [task for task in tasks if task.id in spoken] or list(tasks)
    if not near:
        raise BadInput("Nothing was changed: the person has no tasks.")
    ids = which(typed.ask, [(task.id, task.title) for task in near])
    if len(ids) > 1:
        titles = " or ".join(f"“{task.title}”" for task in near if task.id in ids[:4])
        return _ask(f"{WHICH_TASK}: {titles}?")
    return next(task for task in near if task.id == ids[0])


def _what(before: Standing, after: Standing, amendment: Amendment) -> str:
    """In words, what is different now."""
    if amendment.act == "undo":
        return f"Took back the last change of “{after.title}”: {after.sentence}"
    if amendment.act is not None:
        done = {"pause": "Paused", "resume": "Resumed", "delete": "Deleted"}[amendment.act]
        return f"{done} “{after.title}”"
    if before.sentence != after.sentence:
        return f"Moved “{after.title}” to {after.sentence}, instead of {before.sentence}"
    return f"Changed what “{after.title}” does: {after.instruction[:200]}"
