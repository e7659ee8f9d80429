"""One turn: the only agent loop.

A turn is steps. In each the model is shown the scene and says words, thoughts and calls; calls run; the next step
sees their results; a step without calls ends the turn. Everything said is an event as it is said, so a page, a
resumed turn and the lab all read the same thing. The loop keeps no state that the log does not hold: after a crash
`run_turn` continues from the log.

One turn is one task. Cancelling it stops the model, leaves the canvas sane and ends the turn as stopped.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, replace

from gesso.agent.agents import Agent
from gesso.agent.deciding.decisions import Decisions
from gesso.agent.deciding.hint import Hint, hint_of
from gesso.agent.deltas import Deltas
from gesso.agent.goals import measure_now, what_to_say
from gesso.agent.guided.model import GuidedModel
from gesso.agent.history import cut_call, messages_of_turn
from gesso.agent.look import take_scene
from gesso.agent.prompt import render_messages
from gesso.agent.scene import Scene
from gesso.agent.tool import Tool, ToolContext, ToolResult, Writer, parse_args, parse_partial
from gesso.agent.trust.desk import TrustDesk
from gesso.agent.trust.gate import Gate, Place, WaitsForPerson
from gesso.base.errors import GessoError
from gesso.base.ids import new_id
from gesso.canvas.text import clean
from gesso.model.embedded import EmbeddedModel
from gesso.model.messages import (
    CallChunk,
    Chunk,
    EndChunk,
    Model,
    ModelError,
    TextChunk,
    ThoughtChunk,
    UsageChunk,
)
from gesso.room import wire
from gesso.room.live_canvas import Author
from gesso.room.log import OVERTAKEN
from gesso.room.room import LiveRoom
from gesso.room.state import Call
from gesso.room.workspace import Workspace

log = logging.getLogger(__name__)

MAX_STEPS = 16
SHUTDOWN = "the server is stopping"
FEED_EVERY_S = 0.12  # how often unfinished arguments reach a tool's writer: at most eight times a second


@dataclass(frozen=True)
class TurnPlan:
    """Who takes the turn, with what. `turn` is already started on the room's log.

    `known` are all tools there are, also those that this agent is not handed. `pinned` are the tools that an approved
    plan names, None without one. `price` is USD per million tokens (input, output), None when it is free or not known.
    """

    workspace: Workspace
    room: LiveRoom
    agent: Agent
    model: Model
    tools: Sequence[Tool]
    turn: str
    today: str
    trust: TrustDesk
    place: Place
    known: Sequence[Tool] = ()
    pinned: frozenset[str] | None = None
    price: tuple[float, float] | None = None
    decisions: Decisions | None = None


class TooManySteps(GessoError):
    code = "too_many_steps"


class OverBudget(GessoError):
    code = "over_budget"


async def run_turn(plan: TurnPlan, *, resumed: bool = False) -> wire.Outcome:
    """Take the turn to its end and return how it ended; the room's log holds everything else.

    With `resumed` the turn was cut off by a restart: what was finished stays, what was not is done again.
    Writes a TurnEnded, also when cancelled, and never raises for a model's or a tool's failure. It leaves the turn open
    when cancelled with SHUTDOWN, for the next start to pick up, and raises OVERTAKEN in a run of a task, for whoever
    performs it to pick up in the room as it is stored, or WaitsForPerson there, to be picked up once that was settled.
    """
    run = _Run(plan)
    outcome: wire.Outcome = "failed"
    problem: wire.Problem | None = None
    try:
        if resumed:
            await run.pick_up()
        await run.make_ready()
        await run.steps()
        outcome = "done"
    except asyncio.CancelledError as cancelled:
        if stopped_by_shutdown(cancelled):
            raise
        outcome = "stopped"
    except GessoError as error:
        if isinstance(error, (*OVERTAKEN, WaitsForPerson)) and run.turn.run is not None:
            raise
        problem = problem_of(error)
    except Exception:
        log.exception("turn %s broke", plan.turn)
        problem = wire.Problem(
            code="internal",
            message="Something in gesso itself broke during this answer. What was written is kept.",
            next_step="Try again; the server's log has the details.",
        )
    await asyncio.shield(run.end(outcome, problem))
    return outcome


def stopped_by_shutdown(cancelled: BaseException | None) -> bool:
    """Whether the server's stop is behind a cancellation, also when putting a half-written call down met another."""
    while cancelled is not None:
        if isinstance(cancelled, asyncio.CancelledError) and cancelled.args == (SHUTDOWN,):
            return True
        cancelled = cancelled.__context__
    return False


def problem_of(error: GessoError) -> wire.Problem:
    """An error as a turn shows it; its message already ends with the next step."""
    code = error.kind if isinstance(error, ModelError) else error.code
    return wire.Problem(code=code, message=clean(error.message))


class _Run:
    """The moving parts of one turn."""

    def __init__(self, plan: TurnPlan) -> None:
        self.plan = plan
        self.tools = {tool.name: tool for tool in plan.tools}
        self.turn = plan.room.state.turns[plan.turn]
        known = {tool.name: tool for tool in (*plan.known, *plan.tools)}
        self.gate = Gate(plan.trust, plan.room, plan.agent, self.turn, known, plan.pinned, plan.place)
        self.deltas = Deltas(plan.room, plan.agent.id, self.turn.id, self.turn.message)
        self.usage = [0, 0]
        self.hint: Hint | None = None

    async def make_ready(self) -> None:
        """Fetch and load the embedded model when it is needed for the first time, telling how far that is."""
        inner = self.plan.model.inner if isinstance(self.plan.model, GuidedModel) else None
        if not isinstance(inner, EmbeddedModel) or inner.loaded:
            return
        told = -1

        async def tell(done: int, total: int) -> None:
            nonlocal told
            percent = 100 * done // max(total, 1) // 10 * 10
            if percent > told:
                self.deltas.thought(f"Fetching the built-in model, once: {percent} % of {total // 10**6} MB.\n")
                told = percent

        await inner.prepare(None if inner.weights.ready else tell)

    async def read_first(self, scene: Scene) -> None:
        """Let the trained decisions read the message before a capable model does."""
        if self.plan.decisions is not None and self.turn.run is None and not isinstance(self.plan.model, GuidedModel):
            self.hint = await hint_of(self.plan.decisions, scene)
            if self.hint is not None:
                self.deltas.thought(self.hint.thought)

    async def steps(self) -> None:
        for step in range(MAX_STEPS):
            scene = await take_scene(self.plan.workspace, self.plan.room, self.turn, self.plan.today)
            if step == 0 and not any(s.calls for s in self.turn.steps):
                await self.read_first(scene)
            self._mind_budget()
            if not await self._step(scene):
                return
        raise TooManySteps(f"The model called tools {MAX_STEPS} times without coming to an end, so it was stopped.")

    def _mind_budget(self) -> None:
        """Raises OverBudget before a model is asked again that has cost what a run of the task may cost."""
        run = self.turn.run
        if run is None or run.most_usd is None:
            return
        turns = self.plan.room.state.turns.values()
        before = sum(turn.usage.cost_usd or 0.0 for turn in turns if turn.run is not None and turn.run.run == run.run)
        spent = before + (self._cost() or 0.0)
        if spent >= run.most_usd:
            raise OverBudget(
                f"It was stopped after ${spent:.4f}: a run of this task may cost ${run.most_usd:g}. Raise that, or "
                "take a cheaper model."
            )

    def _cost(self) -> float | None:
        """USD that this turn has cost so far, None where the model is free or its price is not known."""
        tokens_in, tokens_out = self.usage
        price = self.plan.price
        return None if price is None else (tokens_in * price[0] + tokens_out * price[1]) / 1e6

    async def _step(self, scene: Scene) -> bool:
        """One answer of the model and its calls; whether there is a next."""
        calls: dict[str, _CallInProgress] = {}
        ended = False
        said = False
        stream = self._open(scene)
        try:
            async for chunk in stream:
                match chunk:
                    case TextChunk(text):
                        said = said or bool(text.strip())
                        self.deltas.text(text)
                    case ThoughtChunk(text):
                        self.deltas.thought(text)
                    case CallChunk(call, name, delta):
                        if call not in calls:  # a model's own ids need not differ from turn to turn
                            calls[call] = self._begin_call(new_id("call"), name, scene)
                        self.deltas.args(calls[call].id, calls[call].name, delta)
                        await calls[call].feed(delta)
                    case UsageChunk(tokens_in, tokens_out):
                        self.usage[0] += tokens_in
                        self.usage[1] += tokens_out
                    case EndChunk(reason):
                        ended = True
                        _mind_end(reason, bool(calls))
            self.deltas.flush()
            if not ended:
                raise ModelError("bad_reply", "The model's answer broke off. What had arrived is kept; try again.")
            if not calls and not said and not self.turn.text.strip() and not any(s.calls for s in self.turn.steps):
                raise ModelError("bad_reply", "The model answered with nothing. Try again or choose another model.")
            for begun in calls.values():
                await self._finish_call(begun, last=begun is [*calls.values()][-1])
            return bool(calls)
        except BaseException:
            try:
                self.deltas.flush()
            finally:
                for begun in calls.values():
                    await asyncio.shield(begun.abandon())
            raise
        finally:
            await stream.aclose()

    def _open(self, scene: Scene) -> AsyncGenerator[Chunk, None]:
        model, specs = self.plan.model, [tool.spec for tool in self.plan.tools]
        this_turn = messages_of_turn(self.turn)
        if isinstance(model, GuidedModel):
            return model.stream_scene(scene, this_turn, specs)
        if (hint := self.hint) is not None:
            scene = replace(scene, hint=hint.text)
            specs.sort(key=lambda spec: spec.name != hint.first)  # the others keep their order
        return model.stream(render_messages(scene, self.plan.agent, this_turn, model.context_tokens), specs)

    def _begin_call(self, call: str, name: str, scene: Scene) -> "_CallInProgress":
        tool = self.tools.get(name)
        context = self._context(call, scene)
        writer = tool.writer(context) if tool and tool.writer else None
        return _CallInProgress(call, name, tool, context, writer, self.deltas.flush)

    def _context(self, call: str, scene: Scene) -> ToolContext:
        plan = self.plan
        return ToolContext(plan.workspace, plan.room, plan.agent, self.turn.id, call, self.turn.by, scene)

    async def _finish_call(self, call: "_CallInProgress", last: bool) -> None:
        """Run a call whose arguments are complete; its result, good or bad, is an event.

        The `last` of a step also tells what a shortcut's goal measures now.
        """
        try:
            args = parse_args(call.args_text)
            if call.tool is None:
                known = ", ".join(self.tools)
                raise GessoError(f"There is no tool named {call.name!r}. The tools are: {known}.")
            parsed = call.tool.parse(args)
            await self.plan.room.post(
                self.plan.agent.id,
                wire.ToolCalled(turn=self.turn.id, message=self.turn.message, call=call.id, name=call.name, args=args),
            )
            result = await self.gate.carry_out(call.tool, call.context, parsed, call.writer)
        except GessoError as error:
            await call.abandon()
            if isinstance(error, (*OVERTAKEN, WaitsForPerson)) and self.turn.run is not None:
                raise  # no fault of the call: it is made again in the room as it is stored
            result = ToolResult(error.message + self._begun(call.id), ok=False)
        call.writer = None
        await self._returned(call.id, await self._measured(result) if last else result)

    async def _measured(self, result: ToolResult) -> ToolResult:
        """The result with what code measured, for a turn that works on a shortcut; the measure is an event too."""
        found = await measure_now(self.plan.workspace, self.plan.room.state, self.turn)
        if found is None:
            return result
        body = wire.ShortcutMeasured(turn=self.turn.id, words=found.words, met=found.met)
        await self.plan.room.post(self.plan.agent.id, body)
        return replace(result, text=f"{result.text} {what_to_say(found, len(self.turn.measured))}")

    def _begun(self, call: str) -> str:
        """What a refused call must know: that its canvas is open already, or it would open a second one."""
        for row in self.plan.room.state.canvases.values():
            if row.call == call:
                return f" Canvas {row.id} is open with the beginning that arrived: go on there with edit or rewrite."
        return ""

    async def _returned(self, call: str, result: ToolResult) -> None:
        await self.plan.room.post(self.plan.agent.id, self._return(call, result))

    def _return(self, call: str, result: ToolResult) -> wire.ToolReturned:
        return wire.ToolReturned(
            turn=self.turn.id, call=call, ok=result.ok, result=result.text, summary=result.summary,
            handle=result.handle, view=result.view,
        )  # fmt: skip

    async def pick_up(self) -> None:
        """Settle what a restart cut off: half-written canvases are told to the model, whole calls are not repeated."""
        scene = await take_scene(self.plan.workspace, self.plan.room, self.turn, self.plan.today)
        for call in list(self.turn.steps[-1].calls):
            if call.result is not None:
                continue
            if call.args is None:
                told = cut_call(self.plan.room.state, call, parse_partial(call.args_text))
                if told is not None:
                    args, result = told
                    await self._note(call, "Wrote the beginning")
                    # Together: a call without its result would be taken for one whose arguments had all arrived.
                    await self.plan.room.post(
                        self.plan.agent.id,
                        wire.ToolCalled(
                            turn=self.turn.id, message=self.turn.message, call=call.id, name=call.name, args=args
                        ),
                        self._return(call.id, result),
                    )
            else:
                await self._repeat(call, scene)
        discarded = len(self.turn.steps[-1].text) if not self.turn.steps[-1].calls else 0
        await self.plan.room.post(self.plan.agent.id, wire.TurnResumed(turn=self.turn.id, discarded=discarded))

    async def _note(self, call: Call, summary: str) -> None:
        """What a call wrote before the restart becomes one edit that can be undone, unless that was noted already."""
        plan, room = self.plan, self.plan.room
        for row in room.state.open_canvases():
            canvas = await plan.workspace.canvas(row.id)
            since = await canvas.begun_by(call.id)
            own = [edit for edit in room.state.edits if edit.canvas == row.id and edit.turn == plan.turn]
            if since is not None and not any(edit.to_version > since for edit in own):
                author = Author(plan.agent.id, "agent", call.id, plan.turn)
                await plan.workspace.note_written(room, canvas, author, since, summary)

    async def _repeat(self, call: Call, scene: Scene) -> None:
        """A call that was about to run: done already if a canvas's log names it, else run now.

        One that opened a canvas is run again, too: not all of its text may have arrived there.
        """
        tool, state = self.tools.get(call.name), self.plan.room.state
        opened = any(row.call == call.id for row in state.canvases.values())
        if not opened and await self.plan.workspace.was_applied(self.plan.room, call.id):
            result = ToolResult("Done before the server restarted.", ok=True)
        elif tool is None:
            result = ToolResult(f"There is no tool named {call.name!r}.", ok=False)
        else:
            try:
                result = await self.gate.carry_out(tool, self._context(call.id, scene), tool.parse(call.args or {}))
            except GessoError as error:
                if isinstance(error, (*OVERTAKEN, WaitsForPerson)) and self.turn.run is not None:
                    raise
                result = ToolResult(error.message, ok=False)
        await self._note(call, "Wrote the first version" if opened else "Changed the text")
        await self._returned(call.id, await self._measured(result))

    async def end(self, outcome: wire.Outcome, problem: wire.Problem | None) -> None:
        self.deltas.flush()
        tokens_in, tokens_out = self.usage
        usage = wire.Usage(input_tokens=tokens_in, output_tokens=tokens_out, cost_usd=self._cost())
        seen = await self.plan.workspace.canvas_versions(self.plan.room)
        await self.plan.room.post(
            self.plan.agent.id,
            wire.TurnEnded(turn=self.turn.id, outcome=outcome, problem=problem, usage=usage, seen=seen),
        )
        await self.gate.end()


def _mind_end(reason: str, calling: bool) -> None:
    """Raises ModelError where the model's answer ended before the model was done with it."""
    if reason == "refused":
        raise ModelError("refused", "The model declined to answer this. Put it in other words or choose another model.")
    if reason == "length" and calling:
        raise ModelError(
            "bad_reply",
            "The model ran out of room in the middle of an edit. "
            "Ask for a smaller part, or choose a model with a larger context.",
        )
    if reason == "length":
        raise ModelError(
            "bad_reply", "The answer was cut off at the model's limit of length. Ask it to go on from there."
        )


class _CallInProgress:
    """A call whose arguments are still arriving."""

    def __init__(
        self, call: str, name: str, tool: Tool | None, context: ToolContext, writer: Writer | None,
        flush: Callable[[], None],
    ) -> None:  # fmt: skip
        self.id, self.name, self.tool, self.context, self.writer = call, name, tool, context, writer
        self._flush = flush
        self.args_text = ""
        self._fed_at = 0.0

    async def feed(self, delta: str) -> None:
        self.args_text += delta
        now = asyncio.get_running_loop().time()
        if self.writer is not None and now - self._fed_at >= FEED_EVERY_S:
            self._fed_at = now
            self._flush()  # a crash must not leave a canvas of a call that the log does not know
            await self._write(self.writer)

    async def _write(self, writer: Writer) -> None:
        """Hand on what has arrived. A refusal ends the streaming; running the whole call will meet and tell it."""
        try:
            await writer.feed(parse_partial(self.args_text))
        except GessoError:
            self.writer = None
            await writer.abandon()

    async def abandon(self) -> None:
        """Put down what the call had begun, with all that arrived of it."""
        if self.writer is not None:
            await self._write(self.writer)
        if self.writer is not None:
            await self.writer.abandon()
        self.writer = None
