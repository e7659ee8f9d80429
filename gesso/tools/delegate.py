"""Handing over long work: the plan is written into a canvas, where the person changes it and starts it.

Only a person's own message hands work over, and only their own words start it at once. A question that nothing could be
taken for is asked first. A finished plan for work like this is taken again where they refer to it.
"""

import base64
import hashlib
from dataclasses import replace

from pydantic import BaseModel, Field

from gesso.agent.delegating.asking import WHICH_PAPER, Delegation, is_german, read_delegation
from gesso.agent.delegating.desk import JobDesk, JobDraft, Procedure
from gesso.agent.delegating.planning import Planned, plan_of, render_budget, reproduction
from gesso.agent.delegating.ways import way_of
from gesso.agent.guided.handing_over import earlier_of
from gesso.agent.scheduled import ASKS
from gesso.agent.tool import Tool, ToolContext, ToolResult
from gesso.base.errors import BadInput
from gesso.canvas.plan import MOST_STEPS
from gesso.room.live_canvas import Author
from gesso.room.workspace import Person

NO_SEARCH = "Nothing can be searched here yet, so nothing can be found out: "


class Delegate(BaseModel):
    title: str = Field("", max_length=120, description="what the result is, in a few words")
    steps: list[str] = Field(
        default=[],
        max_length=60,
        description="the steps in order, each one sentence that begins with its verb; a step for the person begins "
        "with “@me ”; “Wait for your approval of …” where the person must agree before it goes on. Empty: a plan "
        "that is known for this kind of work",
    )
    taken: list[str] = Field(
        default=[],
        max_length=6,
        description="what you would have asked and what you take instead, each as “Which region? Taken: all.”",
    )


def delegate_tools(desk: JobDesk) -> tuple[Tool, ...]:
    """The tool that plans work, for a server that does it."""

    async def run(context: ToolContext, args: Delegate) -> ToolResult:
        return await delegate(context, args, desk)

    return (
        Tool(
            "delegate",
            "Plan long work that the person hands over (“take your time”, “make a plan first”, “research …”): the plan "
            "opens as a canvas that they change and start. Not for what one answer does.",
            Delegate,
            "edit",
            run,
            reads="nothing",
            destinations=(),
            where="chat",
        ),
    )


async def delegate(context: ToolContext, args: Delegate, desk: JobDesk) -> ToolResult:
    """Plan what the message hands over. Raises BadInput when no person typed it."""
    state = context.room.state
    turn = state.turns[context.turn]
    asked = state.messages[turn.parent]
    if asked.turn is not None or asked.run is not None or asked.shortcut is not None:
        raise BadInput("Nothing was planned: only a person's own message hands work over.")
    scene = context.scene
    page = scene.active.title if scene.active is not None else ""
    told = read_delegation(asked.text, page, earlier_of(scene))
    if told.question and not args.steps:
        return ToolResult(f"{ASKS}{told.question}", "Asked before planning", ok=False)
    planned: Planned | None = plan_of(told)
    if told.kind == "reproduce":
        files = [(each.name, each.kind) for each in state.files.values() if each.state not in ("failed", "removed")]
        planned = reproduction(told, files, capable=desk.writes_code(turn.model))
    if planned is None:
        return ToolResult(f"{ASKS}{WHICH_PAPER}", "Asked before planning", ok=False)
    before = await desk.procedure(context.asked_by, told.ask or told.subject)
    draft = _draft(context, args, told, planned, before if told.again else None)
    taken = list(draft.asked)
    if before is not None and not told.again:
        taken.append(f"A plan like this was finished before (“{before.title}”). Say “as last time” to take its steps.")
    if told.again and before is None:
        taken.append("No finished plan is like this, so this one is new.")
    cannot = list(draft.cannot)
    if any(way_of(step.removeprefix("@me ")).how == "search" for step in draft.steps) and (why := await desk.lacking()):
        cannot.insert(0, NO_SEARCH + why[:1].lower() + why[1:])
    if planned.archive and (why := await desk.cannot_run(context.room.id, planned.archive)):
        cannot.append(why)
    draft = replace(draft, asked=tuple(taken), cannot=tuple(cannot))
    member = state.members.get(context.asked_by)
    person = Person(context.asked_by, member.name if member else "")
    author = Author(context.agent.id, "agent", context.call, context.turn)
    canvas = await desk.plan(person, context.room, draft, author)
    count = f"{len(draft.steps)} step{'s' if len(draft.steps) != 1 else ''}"
    begun = "It has been started, as asked." if draft.start else "Nothing is done before Start is pressed."
    done = f"Done: planned “{draft.title}” in {count}. {begun}"
    if is_german(told.ask):
        begun = "Es hat begonnen, wie gewünscht." if draft.start else "Vor „Start“ geschieht nichts."
        done = f"„{draft.title}“ ist geplant, in {len(draft.steps)} Schritten. {begun}"
    return ToolResult(
        f"{done}\n\nThe person sees the plan ({canvas}) and a card "
        f"with what "
        "was taken and what cannot be done; do not repeat them.",
        f"Planned “{draft.title}” in {count}",
    )


def _draft(
    context: ToolContext, args: Delegate, told: Delegation, planned: Planned, before: Procedure | None
) -> JobDraft:  # fmt: skip
    steps, title, cannot = planned.steps, planned.title, planned.cannot
    taken = told.asked
    turn = context.room.state.turns[context.turn]
    if args.steps and told.kind != "reproduce":
        steps, title, taken = tuple(args.steps[:MOST_STEPS]), args.title or planned.title, tuple(args.taken)
        cannot = ()
    if before is not None:
        steps = tuple(_anew(step, before, told) for step in before.steps)
        taken = (f"Steps taken from “{before.title}”, which was finished before.",)
    on_page = told.kind in ("review", "clean") and context.scene.active is not None
    return JobDraft(
        job_id(turn.parent), told.ask or told.subject, told.kind, title, steps,
        budget=render_budget(told.minutes, told.cost_usd), deadline=told.deadline, asked=taken, cannot=cannot,
        model=turn.model, target=context.scene.active.id if on_page and context.scene.active else None,
        start=told.start, parent=before.job if before else None,
    )  # fmt: skip


def _anew(step: str, before: Procedure, told: Delegation) -> str:
    """A step of a finished plan for another subject."""
    old = read_delegation(before.ask, page=before.title).subject
    if not old or not told.subject or old.casefold() == told.subject.casefold():
        return step
    at = step.casefold().find(old.casefold())
    return step if at < 0 else f"{step[:at]}{told.subject}{step[at + len(old) :]}"


def job_id(message: str) -> str:
    """The same for the same message, whoever plans it again."""
    digest = hashlib.sha256(f"job:{message}".encode()).digest()
    return f"job_{base64.b32hexencode(digest).decode().lower()[:20]}"
