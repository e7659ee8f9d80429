"""Starting, stopping, waiting for and resuming turns. One task per turn; one turn at a time of an agent in a room.

A turn runs whether or not anybody is looking. When the process starts again, turns that had not ended are picked up
from the log, so every turn reaches an end.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from gesso.agent.agents import GESSO, Agent, agent_of, called_agents
from gesso.agent.company import Company, Started
from gesso.agent.deciding.decisions import Decisions
from gesso.agent.goals import goal_of
from gesso.agent.guided.model import GuidedModel
from gesso.agent.look import in_front
from gesso.agent.rounds import RoundsAsk, parse_rounds, render_ask
from gesso.agent.tastes import learn
from gesso.agent.tool import Tool
from gesso.agent.trust.desk import TrustDesk
from gesso.agent.turn import SHUTDOWN, TurnPlan, run_turn
from gesso.base.clock import Clock
from gesso.base.errors import BadInput, GessoError, NotFound
from gesso.base.ids import new_id
from gesso.model.catalogue import PLAIN_ID, Catalogue
from gesso.model.messages import Model, ModelError
from gesso.room import wire
from gesso.room.room import LiveRoom
from gesso.room.state import Turn
from gesso.room.workspace import Person, Workspace
from gesso.store import rooms as room_rows

log = logging.getLogger(__name__)

STORAGE_RETRY_S = 2.0
STOP_TIMEOUT_S = 10.0


async def _no_more(person: str) -> Sequence[Tool]:
    return ()


class Turns:
    """`tools_of` tells which tools a person brings besides those that are handed to all."""

    def __init__(
        self, workspace: Workspace, catalogue: Catalogue, tools: Sequence[Tool], clock: Clock,
        decisions: Decisions | None = None,
    ) -> None:  # fmt: skip
        self._decisions = decisions
        self._workspace, self._catalogue, self._tools, self._clock = workspace, catalogue, tuple(tools), clock
        self._running: dict[str, asyncio.Task[wire.Outcome]] = {}
        self._closed = False
        self.tools_of: Callable[[str], Awaitable[Sequence[Tool]]] = _no_more
        self.company = Company(workspace, self)
        self.trust = TrustDesk(workspace.db, clock)
        self._turn_of_agent: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def tools(self) -> tuple[Tool, ...]:
        """What agents can be handed."""
        return self._tools

    async def tools_for(self, person: str) -> tuple[Tool, ...]:
        """What agents that work for that person can be handed."""
        return (*self._tools, *await self.tools_of(person))

    def hand(self, tools: Sequence[Tool]) -> None:
        """Hand agents more tools: those of parts that were made after this."""
        self._tools = (*self._tools, *tools)

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
        shortcut: wire.ShortcutUse | None = None,
        zone: str | None = None,
        widget: wire.WidgetAct | None = None,
    ) -> Started:
        """Post a message and start the turn that answers it. Raises what do_post_message raises, and ModelError."""
        live = await self._workspace.access_room(person.id, room, "comment")
        # A widget's words call nobody: whoever wrote it is not who answers in it.
        rounds = parse_rounds(text, live.state) if widget is None else None
        called = called_agents(live.state, text) if widget is None else []
        agent = called[0] if called else GESSO
        found = self.model(model or agent.model)
        live, message = await self._workspace.do_post_message(
            person, room, text, parent=parent, canvas=canvas, selection=selection, shortcut=shortcut, zone=zone,
            widget=widget,
        )  # fmt: skip
        if widget is None and shortcut is None:
            await learn(self._workspace, person.id, text)
        if agent is not GESSO:
            await self._workspace.do_invite_agent(person, room, agent.card)
        on = canvas or (selection.canvas if selection else None) or newest(live)
        if rounds is not None and on is not None:
            return await self.company.start(live, person, message, rounds, on, found)
        return await self.start(live, person, message, found, agent)

    async def work(
        self, person: Person, room: str, ask: RoundsAsk, *, canvas: str | None = None, model: str | None = None
    ) -> Started:
        """Let agents work by turns, as a sentence that asks for it does. Raises BadInput without a canvas."""
        live = await self._workspace.access_room(person.id, room, "comment")
        found, on = self.model(model), canvas or newest(live)
        if on is None:
            raise BadInput("Agents work on a page: open one first.")
        live, message = await self._workspace.do_post_message(person, room, render_ask(ask), canvas=on)
        return await self.company.start(live, person, message, ask, on, found)

    async def regenerate(self, person: Person, room: str, message: str, model: str | None = None) -> Started:
        """Another answer to a person's message, beside the ones there are."""
        live = await self._workspace.access_room(person.id, room, "comment")
        said = live.state.messages.get(message)
        if said is None or said.turn is not None:
            raise NotFound("There is no such message of a person in this conversation.")
        agent = next(iter(called_agents(live.state, said.text)), GESSO)
        return await self.start(live, person, message, self.model(model or agent.model), agent)

    def model(self, model: str | None) -> Model:
        """The model of that id, or the default one, with a small model's guide. Raises ModelError."""
        name = model or self._catalogue.default_id
        found = self._catalogue.get(name)
        if not found.guided:
            return found
        return GuidedModel(found, decides=None if name == PLAIN_ID else self._decisions, id=name)

    def price(self, model: Model) -> tuple[float, float] | None:
        """USD per million tokens (input, output); None where it is free or not known."""
        return self._catalogue.info(model.id).price

    async def start(
        self, room: LiveRoom, person: Person, message: str, model: Model, agent: Agent, *, task: str = "",
        canvas: str | None = None, rounds: str | None = None, run: wire.RunBrief | None = None,
        ids: tuple[str, str] | None = None,
    ) -> Started:  # fmt: skip
        """Begin a turn. `ids` are its own and its reply's; `run` makes it a run of a task."""
        turn, reply = ids or (new_id("turn"), new_id("msg"))
        if not task and (goal := await goal_of(self._workspace, room.state.messages[message])) is not None:
            task = goal.task
        await room.post(
            person.id,
            wire.TurnStarted(
                turn=turn, message=reply, parent=message, agent=agent.id, model=model.id, task=task, canvas=canvas,
                rounds=rounds, run=run,
            ),
        )  # fmt: skip
        self._run(room, turn, model, agent, resumed=False)
        return Started(room, message, turn)

    def _run(self, room: LiveRoom, turn: str, model: Model, agent: Agent, *, resumed: bool) -> None:
        if self._closed:
            return  # it stands on the log: the next start takes it
        now, price = self._clock(), self.price(model)
        today = f"{now:%A}, {now.day} {now:%B %Y}"
        tools = [tool for tool in self._tools if not agent.tools or tool.name in agent.tools]
        brief = room.state.turns[turn].run
        if brief is None:
            tools = [tool for tool in tools if tool.where != "run"]
        else:  # nobody looks: what was granted and nothing else, also when the turn is picked up again
            tools = [tool for tool in tools if tool.where != "chat" and tool.name in brief.tools]
            agent = replace(agent, trust="suggest") if brief.output == "suggest" and brief.step is None else agent
        tools = _that_fit(tools, room, turn)
        place = _Place(self._turn_of_agent[room.id, agent.id])
        pinned = frozenset(brief.tools) if brief is not None else None
        plan = TurnPlan(
            self._workspace, room, agent, model, tools, turn, today, self.trust, place, self._tools, pinned, price,
            self._decisions,
        )  # fmt: skip
        task = asyncio.create_task(self._in_order(plan, place, resumed))
        self._running[turn] = task
        task.add_done_callback(lambda _: self._running.pop(turn, None))

    async def _with_own(self, plan: TurnPlan) -> TurnPlan:
        """The plan with the tools that are the person's own, within what the agent and a task's grant allow."""
        turn = plan.room.state.turns[plan.turn]
        own = await self.tools_of(turn.by)
        named = plan.agent.tools if turn.run is None else turn.run.tools
        handed = [tool for tool in own if tool.name in named or (turn.run is None and not named)]
        handed = _that_fit(handed, plan.room, plan.turn)
        return replace(plan, tools=[*plan.tools, *handed], known=[*plan.known, *own])

    async def _in_order(self, plan: TurnPlan, place: "_Place", resumed: bool) -> wire.Outcome:
        """Take the turn when the agent's earlier ones here have ended; stopped before it began, it ends as stopped."""
        try:
            try:
                await place.take()
                whole = await self._with_own(plan)
            except asyncio.CancelledError as cancelled:
                if cancelled.args == (SHUTDOWN,):
                    raise
                await plan.room.post(plan.agent.id, wire.TurnEnded(turn=plan.turn, outcome="stopped"))
                return "stopped"
            return await run_turn(whole, resumed=resumed)
        except GessoError as unstored:  # everything else a turn meets is part of how it ended
            if plan.room.state.turns[plan.turn].run is not None:
                return "failed"  # open on the log: whoever performs the run goes on with it
            return await self._end_later(plan, unstored)
        finally:
            place.leave()

    async def _end_later(self, plan: TurnPlan, unstored: GessoError) -> wire.Outcome:
        """End a turn whose end could not be stored as soon as storage works again, in the room as loaded by then.

        Stopped meanwhile it ends as stopped; it still waits for storage, as open it would look busy until a restart.
        """
        problem = wire.Problem(code=unstored.code, message=unstored.message)
        ended = wire.TurnEnded(turn=plan.turn, outcome="failed", problem=problem)
        while True:
            try:
                await asyncio.sleep(STORAGE_RETRY_S)
                room = await self._workspace.room(plan.room.id)
                turn = room.state.turns.get(plan.turn)
                if turn is not None and turn.outcome is None:
                    await room.post(plan.agent.id, ended)
                return ended.outcome
            except NotFound:
                return ended.outcome
            except GessoError:
                log.warning("the end of turn %s still cannot be stored", plan.turn)
            except asyncio.CancelledError as cancelled:
                if cancelled.args == (SHUTDOWN,) or self._closed:
                    raise  # the next start finds it open and ends it
                ended = wire.TurnEnded(turn=plan.turn, outcome="stopped")

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

    async def ended(self, turn: str) -> None:
        """Return when the turn is no longer running here."""
        task = self._running.get(turn)
        if task is not None:
            await asyncio.wait([task])

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
                if turn.id in self._running or turn.run is not None:
                    continue  # a run goes on when whoever performs it asks for it
                count += 1
                await self._resume(room, turn)
            self.company.resume(room)
        return count

    async def pick_up(self, room: LiveRoom, turn: str) -> None:
        """Go on with a turn that a stop cut off; nothing for one that runs or has ended."""
        found = room.state.turns[turn]
        if turn not in self._running and found.outcome is None:
            await self._resume(room, found)

    async def _resume(self, room: LiveRoom, turn: Turn) -> None:
        try:
            model = self.model(turn.model)
        except ModelError as error:
            problem = wire.Problem(code=error.kind, message=error.message, next_step="Choose another model.")
            await room.post(turn.agent, wire.TurnEnded(turn=turn.id, outcome="failed", problem=problem))
            return
        self._run(room, turn.id, model, agent_of(room.state, turn.agent), resumed=True)

    async def close(self) -> None:
        """Let go of running turns without ending them: the next start picks them up."""
        self._closed = True
        for task in self._running.values():
            task.cancel(SHUTDOWN)
        if self._running:
            await asyncio.wait(list(self._running.values()))
        await self.company.close()


def _that_fit(tools: Sequence[Tool], room: LiveRoom, turn: str) -> list[Tool]:
    """The tools without those that change anything, for a turn about code where people want to be pointed only.

    The gate refuses such calls in any case: the choice may be made, or another canvas be named, while the turn runs.
    """
    found = room.state.turns[turn]
    front = in_front(found, room.state.messages[found.parent], room.state.open_canvases())
    row = room.state.canvases.get(front) if front else None
    pointing = row is not None and row.pairing == "point"
    return [tool for tool in tools if not pointing or tool.effect == "read"]


class _Place:
    """An agent's place in a room, which one turn at a time has."""

    def __init__(self, lock: asyncio.Lock) -> None:
        self._lock, self._held = lock, False

    async def take(self) -> None:
        await self._lock.acquire()
        self._held = True

    def leave(self) -> None:
        if self._held:
            self._held = False
            self._lock.release()


def newest(room: LiveRoom) -> str | None:
    canvases = room.state.open_canvases()
    return canvases[-1].id if canvases else None
