"""Starting, stopping, waiting for and resuming turns. One task per turn; one turn at a time in a room.

A turn runs whether or not anybody is looking. When the process starts again, turns that had not ended are picked up
from the log, so every turn reaches an end.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gesso.agent.agents import GESSO, Agent, agent_named
from gesso.agent.guided.model import GuidedModel
from gesso.agent.tool import Tool
from gesso.agent.turn import SHUTDOWN, TurnPlan, run_turn
from gesso.base.clock import Clock
from gesso.base.errors import GessoError, NotFound
from gesso.base.ids import new_id
from gesso.model.catalogue import Catalogue
from gesso.model.messages import Model, ModelError
from gesso.room import wire
from gesso.room.room import LiveRoom
from gesso.room.state import Turn
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
        self._turn_of_room: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

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
        found = self._model(model)
        live, message = await self._workspace.do_post_message(
            person, room, text, parent=parent, canvas=canvas, selection=selection
        )
        return await self._start(live, person, message, found, GESSO)

    async def regenerate(self, person: Person, room: str, message: str, model: str | None = None) -> Started:
        """Another answer to a person's message, beside the ones there are."""
        live = await self._workspace.access_room(person.id, room, "comment")
        said = live.state.messages.get(message)
        if said is None or said.turn is not None:
            raise NotFound("There is no such message of a person in this conversation.")
        return await self._start(live, person, message, self._model(model), GESSO)

    def _model(self, model: str | None) -> Model:
        found = self._catalogue.get(model or self._catalogue.default_id)
        return GuidedModel(found) if found.guided else found

    async def _start(self, room: LiveRoom, person: Person, message: str, model: Model, agent: Agent) -> Started:
        turn, reply = new_id("turn"), new_id("msg")
        await room.post(
            person.id,
            wire.TurnStarted(turn=turn, message=reply, parent=message, agent=agent.id, model=model.id),
        )
        self._run(room, turn, model, agent, resumed=False)
        return Started(room, message, turn)

    def _run(self, room: LiveRoom, turn: str, model: Model, agent: Agent, *, resumed: bool) -> None:
        now, price = self._clock(), self._catalogue.info(model.id).price
        today = f"{now:%A}, {now.day} {now:%B %Y}"
        plan = TurnPlan(self._workspace, room, agent, model, self._tools, turn, today, price)
        task = asyncio.create_task(self._in_order(plan, resumed))
        self._running[turn] = task
        task.add_done_callback(lambda _: self._running.pop(turn, None))

    async def _in_order(self, plan: TurnPlan, resumed: bool) -> wire.Outcome:
        """Take the turn when the room's earlier ones have ended; stopped while waiting, it ends as stopped."""
        lock = self._turn_of_room[plan.room.id]
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
        return count

    async def _resume(self, room: LiveRoom, turn: Turn) -> None:
        try:
            model = self._model(turn.model)
        except ModelError as error:
            problem = wire.Problem(code=error.kind, message=error.message, next_step="Choose another model.")
            await room.post(turn.agent, wire.TurnEnded(turn=turn.id, outcome="failed", problem=problem))
            return
        self._run(room, turn.id, model, agent_named(turn.agent), resumed=True)

    async def close(self) -> None:
        """Let go of running turns without ending them: the next start picks them up."""
        for task in self._running.values():
            task.cancel(SHUTDOWN)
        if self._running:
            await asyncio.wait(list(self._running.values()))
