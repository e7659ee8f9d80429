"""Agents and comments among turns: work of several agents by turns, answers in a thread, comments carried out.

It starts turns through the same door as a person's message and goes on when they end. What work comes next the log
says (`rounds.py`), so a restart takes it up; only the copy of an answer into its thread is lost when the server stops
between the two.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Protocol

from gesso.agent.agents import Agent, agent_of, called_agents
from gesso.agent.rounds import RoundsAsk, left, next_step
from gesso.base.errors import Conflicting
from gesso.base.ids import new_id
from gesso.model.messages import Model, ModelError
from gesso.room import wire
from gesso.room.commenting import MAX_BODY, do_apply_note, do_reply
from gesso.room.live_canvas import Author, LiveCanvas
from gesso.room.room import LiveRoom
from gesso.room.state import Note
from gesso.room.workspace import Person, Workspace


@dataclass(frozen=True)
class Started:
    """A message and the turn that answers it."""

    room: LiveRoom
    message: str
    turn: str


class StartsTurns(Protocol):
    """What the company needs of `Turns`."""

    def model(self, model: str | None) -> Model: ...

    async def say(
        self, person: Person, room: str, text: str, *, canvas: str | None = None,
        selection: wire.Selection | None = None, model: str | None = None,
    ) -> Started: ...  # fmt: skip

    async def start(
        self, room: LiveRoom, person: Person, message: str, model: Model, agent: Agent, *, task: str = "",
        canvas: str | None = None, rounds: str | None = None,
    ) -> Started: ...  # fmt: skip

    async def ended(self, turn: str) -> None: ...


class Company:
    def __init__(self, workspace: Workspace, turns: StartsTurns) -> None:
        self._workspace, self._turns = workspace, turns
        self._tasks: set[asyncio.Task[None]] = set()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def resume(self, room: LiveRoom) -> None:
        """Go on with work that a stop of the server cut off; its last turn runs or has ended."""
        for work in [r for r in room.state.rounds.values() if r.ended is None and r.turns]:
            self._follow(room, work.started.rounds, work.turns[-1])

    async def close(self) -> None:
        """Return when nothing of this goes on; the turns have ended or were let go."""
        if self._tasks:
            await asyncio.wait(list(self._tasks))

    # ------------------------------------------------------------------ rounds

    async def start(
        self, room: LiveRoom, person: Person, message: str, ask: RoundsAsk, canvas: str, model: Model
    ) -> Started:
        """Let agents work by turns; the first turn is running when this returns."""
        for agent in ask.agents:
            await self._workspace.do_invite_agent(person, room.id, agent.card)
        rounds = new_id("rounds")
        await room.post(
            person.id,
            wire.RoundsStarted(
                rounds=rounds, message=message, canvas=canvas, agents=tuple(agent.id for agent in ask.agents),
                task=ask.task, until=ask.until, most=ask.most, model=model.id,
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
            model = self._turns.model(agent.model or work.started.model)
        except ModelError as error:
            left_over = len(left(room.state, work))
            why = wire.RoundsEnded(
                rounds=rounds, outcome="failed", done=step.number - 1, left=left_over, why=error.message
            )
            await room.post(work.by, why)
            return None
        parent = room.state.turns[work.turns[-1]].message if work.turns else work.started.message
        person = Person(work.by, "")
        started = await self._turns.start(
            room, person, parent, model, agent, task=step.task, canvas=work.started.canvas, rounds=rounds
        )
        return started.turn

    def _follow(self, room: LiveRoom, rounds: str, turn: str) -> None:
        """Go on with the work whenever its turn ends."""

        async def go_on() -> None:
            following: str | None = turn
            while following is not None:
                await self._turns.ended(following)
                if room.state.turns[following].outcome is None:
                    return  # the server is stopping: the next start goes on
                await self._settle_carried_out(room, rounds, following)
                following = await self._take_step(room, rounds)

        self._spawn(go_on())

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

    # ------------------------------------------------------------------ comments

    async def answer_mentions(self, person: Person, room: LiveRoom, note: Note) -> None:
        """Let the agents that the last words of a comment's thread mention answer there."""
        last = note.replies[-1].body if note.replies else note.body
        for agent in called_agents(room.state, last):
            await self._workspace.do_invite_agent(person, room.id, agent.card)
            started = await self._turns.say(
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
        started = await self._turns.say(person, room.id, note.body, canvas=live.id, selection=selection, model=model)
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
            await self._turns.ended(turn)
            if room.state.turns[turn].outcome == "done":
                await then
            else:
                then.close()

        self._spawn(wait())

    async def _answer_in_thread(self, room: LiveRoom, note: Note, turn: str) -> None:
        said = room.state.turns[turn]
        if said.text.strip() and room.state.notes[note.id].state != "deleted":
            await do_reply(self._workspace, room, Author(said.agent, "agent", turn=turn), note.id, said.text[:MAX_BODY])

    async def _settle_applied(self, person: Person, room: LiveRoom, note: Note, turn: str) -> None:
        if note.state == "open" and any(edit.turn == turn for edit in room.state.edits):
            await room.post(person.id, wire.NoteSettled(note=note.id, canvas=note.canvas, state="applied"))
