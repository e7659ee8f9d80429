"""Starting, stopping, waiting for and resuming turns. One task per turn; one turn at a time of an agent in a room.

A turn runs whether or not anybody is looking. When the process starts again, turns that had not ended are picked up
from the log, so every turn reaches an end.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass

from gesso.agent.agents import GESSO, Agent, agent_of, called_agents
from gesso.agent.guided.model import GuidedModel
from gesso.agent.rounds import RoundsAsk, left, next_step, parse_rounds
from gesso.agent.tool import Tool
from gesso.agent.turn import SHUTDOWN, TurnPlan, run_turn
from gesso.base.clock import Clock
from gesso.base.errors import Conflicting, GessoError, NotFound
from gesso.base.ids import new_id
from gesso.model.catalogue import Catalogue
from gesso.model.messages import Model, ModelError
from gesso.room import wire
from gesso.room.commenting import MAX_BODY, do_apply_note, do_reply
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.state import Note, Turn
from gesso.room.workspace import Person, Workspace
from gesso.store import rooms as room_rows

log = logging.getLogger(__name__)

STORAGE_RETRY_S = 2.0
STOP_TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Started:
    """A message and the turn that answers it."""

    room: LiveRoom
    message: str
    turn: str


class Turns:
    def __init__(self, workspace: Workspace, catalogue: Catalogue, tools: Sequence[Tool], clock: Clock) -> None:
        self._workspace, self._catalogue, self._tools, self._clock = workspace, catalogue, tuple(tools), clock
        self._running: dict[str, asyncio.Task[wire.Outcome]] = {}
        self._works: dict[str, asyncio.Task[None]] = {}  # what goes on between turns
        self._turn_of_agent: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def say(
        self,
        person: Person,
        room: str,
        text: str,
        *,
        parent: str | None = None,
        canvas: str | None = None,
        selection: wire.Selection | None = None,
        model: str | None = None,
    ) -> Started:
        """Post a message and start the turn that answers it. Raises what do_post_message raises, and ModelError."""
        live = await self._workspace.access_room(person.id, room, "comment")
        rounds = parse_rounds(text, live.state)
        called = called_agents(live.state, text)
        agent = called[0] if called else GESSO
        found = self._model(model or agent.model)
        live, message = await self._workspace.do_post_message(
            person, room, text, parent=parent, canvas=canvas, selection=selection
        )
        if agent is not GESSO:
            await self._workspace.do_invite_agent(person, room, agent.card)
        on = canvas or (selection.canvas if selection else None) or _newest(live)
        if rounds is not None and on is not None:
            return await self._start_rounds(live, person, message, rounds, on, found)
        return await self._start(live, person, message, found, agent)

    async def _start_rounds(
        self, room: LiveRoom, person: Person, message: str, ask: RoundsAsk, canvas: str, model: Model
    ) -> Started:
        """Let agents work by turns; the first turn is running when this returns."""
        for agent in ask.agents:
            await self._workspace.do_invite_agent(person, room.id, agent.card)
        rounds = new_id("rounds")
        await room.post(
            person.id,
            wire.RoundsStarted(
                rounds=rounds, message=message, canvas=canvas, agents=tuple(agent.id for agent in ask.agents), task="",
                until=ask.until, most=ask.most, model=model.id,
            ),
        )  # fmt: skip
        first = await self._take_step(room, rounds)
        assert first is not None  # the first step is always a turn
        self._follow(room, rounds, first)
        return Started(room, message, first)

    async def _take_step(self, room: LiveRoom, rounds: str) -> str | None:
        """Start the next turn of the work, or end it; the turn's id, or None at the end."""
        work = room.state.rounds[rounds]
        step = next_step(room.state, work)
        if isinstance(step, wire.RoundsEnded):
            await room.post(work.by, step)
            return None
        agent = agent_of(room.state, step.agent)
        try:
            model = self._model(agent.model or work.started.model)
        except ModelError as error:
            left_over = len(left(room.state, work))
            why = wire.RoundsEnded(
                rounds=rounds, outcome="failed", done=step.number - 1, left=left_over, why=error.message
            )
            await room.post(work.by, why)
            return None
        parent = room.state.turns[work.turns[-1]].message if work.turns else work.started.message
        person = Person(work.by, "")
        started = await self._start(
            room, person, parent, model, agent, task=step.task, canvas=work.started.canvas, rounds=rounds
        )
        return started.turn

    def _follow(self, room: LiveRoom, rounds: str, turn: str) -> None:
        """Go on with the work whenever its turn ends."""

        async def go_on() -> None:
            following: str | None = turn
            while following is not None:
                task = self._running.get(following)
                if task is not None:
                    await asyncio.wait([task])
                if room.state.turns[following].outcome is None:
                    return  # the server is stopping: the next start goes on
                await self._settle_carried_out(room, rounds, following)
                following = await self._take_step(room, rounds)

        task = asyncio.create_task(go_on())
        self._works[rounds] = task
        task.add_done_callback(lambda _: self._works.pop(rounds, None))

    async def _settle_carried_out(self, room: LiveRoom, rounds: str, turn: str) -> None:
        """Comments of the work whose words the turn changed have been dealt with."""
        work = room.state.rounds[rounds]
        live = await self._workspace.canvas(work.started.canvas)
        agent = room.state.turns[turn].agent
        changed = any(edit.turn == turn and edit.canvas == live.id for edit in room.state.edits)
        for note in [n for n in room.state.notes.values() if n.turn in work.turns and n.state == "open"]:
            place = live.marks.notes.get(note.id)
            if changed and place is not None and note.by != agent:
                start, end = place.points(live.document)
                if place.gone or live.document.slice(start, end) != note.quote:
                    await room.post(agent, wire.NoteSettled(note=note.id, canvas=live.id, state="applied"))

    async def answer_mentions(self, person: Person, room: LiveRoom, note: Note) -> None:
        """Let the agents that the last words of a comment's thread mention answer there."""
        last = note.replies[-1].body if note.replies else note.body
        for agent in called_agents(room.state, last):
            await self._workspace.do_invite_agent(person, room.id, agent.card)
            started = await self.say(
                person, room.id, f"@{agent.name.replace(' ', '')} in a comment: {last}", canvas=note.canvas,
                selection=await self._selection(note),
            )  # fmt: skip
            self._when_done(room, started.turn, self._answer_in_thread(room, note, started.turn))

    async def apply_note(self, person: Person, room: LiveRoom, live: LiveCanvas, note: Note, model: str | None) -> str:
        """Turn a comment into an edit; the turn that did or does it. Raises Conflicting when its passage is gone."""
        done = await do_apply_note(self._workspace, person, room, live, note.id)
        if done is not None:
            return done
        selection = await self._selection(note)
        if selection is None and note.quote:
            raise Conflicting("The words this comment is about are not in the text any more.")
        started = await self.say(person, room.id, note.body, canvas=live.id, selection=selection, model=model)
        self._when_done(room, started.turn, self._settle_applied(person, room, note, started.turn))
        return started.turn

    async def _selection(self, note: Note) -> wire.Selection | None:
        live = await self._workspace.canvas(note.canvas)
        place = live.marks.notes.get(note.id)
        if place is None or place.gone or place.from_ == place.to:
            return None
        start, end = place.points(live.document)
        quote = live.document.slice(start, end)
        return wire.Selection(canvas=live.id, version=live.version, start=start, end=end, quote=quote)

    def _when_done(self, room: LiveRoom, turn: str, then: Coroutine[None, None, None]) -> None:
        async def wait() -> None:
            task = self._running.get(turn)
            if task is not None:
                await asyncio.wait([task])
            if room.state.turns[turn].outcome == "done":
                await then
            else:
                then.close()

        task = asyncio.create_task(wait())
        self._works[f"after:{turn}"] = task
        task.add_done_callback(lambda _: self._works.pop(f"after:{turn}", None))

    async def _answer_in_thread(self, room: LiveRoom, note: Note, turn: str) -> None:
        said = room.state.turns[turn]
        if said.text.strip() and room.state.notes[note.id].state != "deleted":
            await do_reply(self._workspace, room, Author(said.agent, "agent", turn=turn), note.id, said.text[:MAX_BODY])

    async def _settle_applied(self, person: Person, room: LiveRoom, note: Note, turn: str) -> None:
        if note.state == "open" and any(edit.turn == turn for edit in room.state.edits):
            await room.post(person.id, wire.NoteSettled(note=note.id, canvas=note.canvas, state="applied"))

    async def regenerate(self, person: Person, room: str, message: str, model: str | None = None) -> Started:
        """Another answer to a person's message, beside the ones there are."""
        live = await self._workspace.access_room(person.id, room, "comment")
        said = live.state.messages.get(message)
        if said is None or said.turn is not None:
            raise NotFound("There is no such message of a person in this conversation.")
        agent = next(iter(called_agents(live.state, said.text)), GESSO)
        return await self._start(live, person, message, self._model(model or agent.model), agent)

    def _model(self, model: str | None) -> Model:
        found = self._catalogue.get(model or self._catalogue.default_id)
        return GuidedModel(found) if found.guided else found

    async def _start(
        self, room: LiveRoom, person: Person, message: str, model: Model, agent: Agent, *, task: str = "",
        canvas: str | None = None, rounds: str | None = None,
    ) -> Started:  # fmt: skip
        turn, reply = new_id("turn"), new_id("msg")
        await room.post(
            person.id,
            wire.TurnStarted(
                turn=turn, message=reply, parent=message, agent=agent.id, model=model.id, task=task, canvas=canvas,
                rounds=rounds,
            ),
        )  # fmt: skip
        self._run(room, turn, model, agent, resumed=False)
        return Started(room, message, turn)

    def _run(self, room: LiveRoom, turn: str, model: Model, agent: Agent, *, resumed: bool) -> None:
        now, price = self._clock(), self._catalogue.info(model.id).price
        today = f"{now:%A}, {now.day} {now:%B %Y}"
        tools = [tool for tool in self._tools if not agent.tools or tool.name in agent.tools]
        plan = TurnPlan(self._workspace, room, agent, model, tools, turn, today, price)
        task = asyncio.create_task(self._in_order(plan, resumed))
        self._running[turn] = task
        task.add_done_callback(lambda _: self._running.pop(turn, None))

    async def _in_order(self, plan: TurnPlan, resumed: bool) -> wire.Outcome:
        """Take the turn when the agent's earlier ones here have ended; stopped while waiting, it ends as stopped."""
        lock = self._turn_of_agent[plan.room.id, plan.agent.id]
        try:
            await lock.acquire()
        except asyncio.CancelledError as cancelled:
            if cancelled.args == (SHUTDOWN,):
                raise
            await plan.room.post(plan.agent.id, wire.TurnEnded(turn=plan.turn, outcome="stopped"))
            return "stopped"
        try:
            return await run_turn(plan, resumed=resumed)
        except GessoError as unstored:  # everything else a turn meets is part of how it ended
            return await self._end_later(plan, unstored)
        finally:
            lock.release()

    async def _end_later(self, plan: TurnPlan, unstored: GessoError) -> wire.Outcome:
        """End a turn whose end could not be stored as soon as storage works again, in the room as loaded by then."""
        problem = wire.Problem(code=unstored.code, message=unstored.message)
        while True:
            try:
                await asyncio.sleep(STORAGE_RETRY_S)
                room = await self._workspace.room(plan.room.id)
                turn = room.state.turns.get(plan.turn)
                if turn is not None and turn.outcome is None:
                    await room.post(plan.agent.id, wire.TurnEnded(turn=plan.turn, outcome="failed", problem=problem))
                return "failed"
            except NotFound:
                return "failed"
            except GessoError:
                log.warning("the end of turn %s still cannot be stored", plan.turn)
            except asyncio.CancelledError as cancelled:
                if cancelled.args == (SHUTDOWN,):
                    raise  # the next start finds it open and ends it

    async def stop(self, room: LiveRoom, turn: str) -> None:
        """Stop a running turn and wait until it has ended; one that has ended already is left as it is.

        Waits no longer than STOP_TIMEOUT_S: while nothing can be stored, an end cannot be either.
        """
        if turn not in room.state.turns:
            raise NotFound("There is no such turn in this conversation.")
        task = self._running.get(turn)
        if task is not None:
            task.cancel()
            await asyncio.wait([task], timeout=STOP_TIMEOUT_S)

    async def stop_all(self, room: LiveRoom) -> int:
        """Stop every running turn of the room, and with them the work of several agents; how many."""
        running = [turn.id for turn in room.state.running()]
        await asyncio.gather(*(self.stop(room, turn) for turn in running))
        return len(running)

    async def wait(self, room: LiveRoom, turn: str, timeout_s: float) -> Turn:
        """The turn once it has ended, or as it is after `timeout_s` seconds."""
        if turn not in room.state.turns:
            raise NotFound("There is no such turn in this conversation.")
        task = self._running.get(turn)
        if task is not None and timeout_s > 0:
            await asyncio.wait([task], timeout=timeout_s)
        return room.state.turns[turn]

    async def resume_all(self) -> int:
        """Pick up every turn that a stop of the server cut off; how many."""
        rooms = await self._workspace.db.read(room_rows.busy_rooms)
        count = 0
        for name in rooms:
            room = await self._workspace.room(name)
            for turn in room.state.running():
                if turn.id in self._running:
                    continue
                count += 1
                await self._resume(room, turn)
            for rounds in [r for r in room.state.rounds.values() if r.ended is None and r.turns]:
                self._follow(room, rounds.started.rounds, rounds.turns[-1])
        return count

    async def _resume(self, room: LiveRoom, turn: Turn) -> None:
        try:
            model = self._model(turn.model)
        except ModelError as error:
            problem = wire.Problem(code=error.kind, message=error.message, next_step="Choose another model.")
            await room.post(turn.agent, wire.TurnEnded(turn=turn.id, outcome="failed", problem=problem))
            return
        self._run(room, turn.id, model, agent_of(room.state, turn.agent), resumed=True)

    async def close(self) -> None:
        """Let go of running turns without ending them: the next start picks them up."""
        for task in self._running.values():
            task.cancel(SHUTDOWN)
        if self._running:
            await asyncio.wait(list(self._running.values()))
        if self._works:
            await asyncio.wait(list(self._works.values()))


def _newest(room: LiveRoom) -> str | None:
    canvases = room.state.open_canvases()
    return canvases[-1].id if canvases else None
