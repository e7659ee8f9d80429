"""Performing a run: one turn in the task's room, of which the room's log knows everything.

The ids of the run's message and turn come from the run's id. Called again after a crash it finds them, goes on with
what was cut off and repeats nothing that was finished; called again after a person's answer it goes on from that. How
a run ended is told once in its room and once in the conversation where the task was said.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from gesso.agent.agents import GESSO
from gesso.agent.turns import Turns
from gesso.base.errors import BadInput, Forbidden, GessoError, NotFound
from gesso.model.messages import ModelError
from gesso.room import wire
from gesso.room.log import OVERTAKEN, LogBroken
from gesso.room.room import LiveRoom
from gesso.room.state import RoomState, Turn
from gesso.room.workspace import RANK, Person, Workspace
from gesso.sources.fetching import NotFetched, addresses, fetch_text
from gesso.sources.library import Sources
from gesso.sources.outward import Allowed, is_public
from gesso.store import runs as run_rows
from gesso.store.errors import StoreError
from gesso.tasks.brief import (
    canvas_of_task,
    corrections,
    heading,
    known_pages,
    lateness,
    local,
    message_of,
    outputs,
    turn_of,
)
from gesso.tasks.laboratory import Laboratory
from gesso.tasks.passing import PASSING, may_be_tried_again
from gesso.tasks.preflight import preflight, scope_of
from gesso.tasks.queue import hold_of
from gesso.tasks.task import WANTS, Ended, Run, Task
from gesso.tasks.verify import Result, Verdict, check, verify
from gesso.tasks.watching import Seen, look
from gesso.tasks.working import Working

log = logging.getLogger(__name__)

LOADED_ANEW = 2
BY_CODE = "code"
"""Stands for a model where none was asked."""
MOST_OUTPUT = 2_000
MOST_PAGE = 8_000  # characters of a page that a model is shown
MOST_LOOKED = 20


class Performing:
    """`allowed` says to which IP addresses a watched page may lead."""

    def __init__(
        self, workspace: Workspace, turns: Turns, allowed: Allowed = is_public, sources: Sources | None = None,
        laboratory: Laboratory | None = None,
    ) -> None:  # fmt: skip
        self._workspace, self._turns, self._allowed = workspace, turns, allowed
        self._working = Working(workspace, turns, sources, laboratory)

    async def preflight(self, task: Task) -> Sequence[Mapping[str, Any]]:
        return await preflight(self._workspace, self._turns, task)

    async def stop(self, task: Task, run: Run) -> None:
        """End the run's turn, whether it goes on here or was left open by a process that died."""
        room = await self._workspace.room(run.room or task.room)
        if task.settings.kind == "plan":
            await self._working.stop(room, task)
            return
        for turn in [turn for turn in room.state.running() if turn.run and turn.run.run == run.id]:
            await self._turns.stop(room, turn.id)
            if turn.outcome is None:
                await room.post(turn.agent, wire.TurnEnded(turn=turn.id, outcome="stopped"))

    async def tell(self, task: Task, run: Run, ended: Ended) -> None:
        """See `Performer.tell`. A conversation that is gone is told nothing."""
        for last in (False, False, True):
            try:
                room = await self._workspace.room(task.room)
                if task.settings.kind == "plan":
                    await self._working.tell(room, task, run, ended)
                elif not room.state.deleted:
                    await self._tell(room, task, run, ended)
                return
            except NotFound:
                return
            except OVERTAKEN:
                if last:
                    raise

    async def perform(self, task: Task, run: Run) -> Ended:
        """See `Performer.perform`."""
        for _ in range(LOADED_ANEW):
            try:
                return await self._performed(task, run)
            except OVERTAKEN as error:
                log.info("run %s goes on with its room as it is now: %s", run.id, error.message)
        try:
            return await self._performed(task, run)
        except (*OVERTAKEN, StoreError) as error:
            return Ended("failed", error.message, passing=True)

    async def _performed(self, task: Task, run: Run) -> Ended:
        try:
            room = await self._room(task)
            if task.settings.kind == "plan":
                return await self._working.perform(room, task, run)
            ended = await self._perform(room, task, run)
            if not ended.passing:
                await self._tell(room, task, run, ended)
            return ended
        except (*OVERTAKEN, StoreError):
            raise
        except GessoError as error:
            passing = isinstance(error, NotFetched) and error.passing
            passing = passing or (isinstance(error, ModelError) and error.kind in PASSING)
            ended = Ended("failed", error.message, passing=passing, room=task.room or None)
            if not passing:
                await self.tell(task, run, ended)
            return ended

    async def _room(self, task: Task) -> LiveRoom:
        """Where the task works. Raises NotFound and Forbidden with what to do."""
        try:
            room = await self._workspace.room(task.room)
        except NotFound as error:
            raise NotFound("The conversation of this task is not there any more: make the task anew.") from error
        if room.state.deleted:
            raise NotFound("The conversation of this task was deleted: restore it, or delete the task.")
        role = room.state.role_of(task.owner)
        if role is None or RANK[role] < RANK["comment"]:
            raise Forbidden("You may not write in the conversation of this task any more: make it elsewhere.")
        return room

    async def _perform(self, room: LiveRoom, task: Task, run: Run) -> Ended:
        turn = current(room.state, run.id)
        if run.executor is not None:
            self._workspace.holds[turn] = hold_of(run)
        if turn not in room.state.turns:
            if task.settings.kind == "reminder":
                await self._remind(room, task, run)
            elif (seen := await self._seen(room, task)) is not None and not seen.news:
                if not seen.first:
                    return Ended("nothing_new", f"{seen.what} is as it was", room=room.id, checks=(
                        check("looked", True, f"read {len(seen.text)} characters of {seen.what}"),
                    ))  # fmt: skip
                await self._begin_to_watch(room, task, run, seen)
            else:
                wrong = [each for each in await self.preflight(task) if not each["ok"]]
                if wrong:
                    raise BadInput(" ".join(str(each["why"]) for each in wrong))
                await self._start(room, task, run, seen)
        await self._go_on(room, turn)
        if (waiting := room.state.waiting(turn)) is not None:
            reason = f"{WANTS}{waiting.asked.shows or waiting.asked.why}"[:400]
            return Ended("waiting", reason, turn=turn, room=room.id)
        return await self._ended(room, task, turn)

    async def _seen(self, room: LiveRoom, task: Task) -> Seen | None:
        if task.settings.kind != "watch":
            return None
        return await look(self._workspace, room.state, task, self._allowed)

    # ------------------------------------------------------------------ beginning

    async def _start(self, room: LiveRoom, task: Task, run: Run, seen: Seen | None) -> None:
        model = self._turns.model(task.settings.model)
        brief = await self._brief(room, task, run, seen)
        brief = brief.model_copy(update={"pages": await self._pages(task) if seen is None else ()})
        message = await self._said(room, task, run, brief)
        turn = current(room.state, run.id)
        await self._turns.start(
            room, Person(task.owner, ""), message, model, GESSO, task=task.instruction, canvas=brief.canvas, run=brief,
            ids=(turn, turn.replace("turn_", "msg_")),
        )  # fmt: skip

    async def _brief(self, room: LiveRoom, task: Task, run: Run, seen: Seen | None = None) -> wire.RunBrief:
        state, output = room.state, task.settings.output
        canvas = output.canvas or (canvas_of_task(state, task.id) if output.kind == "append" else None)
        now = self._workspace.clock()
        return wire.RunBrief(
            run=run.id, task=task.id, output=output.kind, canvas=canvas, tools=scope_of(task, canvas),
            heading=heading(run, task), now=f"{local(now, task):%A, %d %B %Y, %H:%M}",
            zone=task.timetable.zone if task.timetable else "UTC", late=lateness(run, task, now),
            news=seen.news if seen is not None else "", seen=seen.hash if seen is not None else "",
            seen_text=seen.text if seen is not None else "",
            outputs=await outputs(self._workspace, state, task.id), corrections=corrections(state, task.id, task.owner),
            known=known_pages(state, task.id), most_usd=task.settings.max_cost_usd,
        )  # fmt: skip

    async def _pages(self, task: Task) -> tuple[str, ...]:
        """What the addresses in the instruction say, and what the task before this one in a chain came to."""
        found = [f"{url}\n{(await fetch_text(url, self._allowed))[:MOST_PAGE]}" for url in addresses(task.instruction)]
        if task.settings.after is not None:
            after = task.settings.after
            rows = await self._workspace.db.read(lambda conn: run_rows.runs_of(conn, after, None, MOST_LOOKED))
            before = next((row for row in rows if row.state == "done"), None)
            found += [f"The result of the task before this one:\n{before.output}"] if before else []
        return tuple(found)

    async def _said(self, room: LiveRoom, task: Task, run: Run, brief: wire.RunBrief) -> str:
        """The message that the run begins with, posted once; its id."""
        message = message_of(run.id)
        if message not in room.state.messages:
            await room.post(task.owner, wire.MessagePosted(
                message=message, parent=room.state.head, text=task.instruction, canvas=brief.canvas, zone=brief.zone,
                run=run.id,
            ))  # fmt: skip
        return message

    async def _remind(self, room: LiveRoom, task: Task, run: Run) -> None:
        brief = await self._brief(room, task, run)
        words = f"Reminder: {task.instruction}"
        await self._say(room, task, run, brief, f"{words}\n\n{brief.late}" if brief.late else words)

    async def _begin_to_watch(self, room: LiveRoom, task: Task, run: Run, seen: Seen) -> None:
        brief = await self._brief(room, task, run, seen)
        words = f"I have read {seen.what} and will tell you what changes from now on ({len(seen.text.split())} words)."
        await self._say(room, task, run, brief, words)

    async def _say(self, room: LiveRoom, task: Task, run: Run, brief: wire.RunBrief, words: str) -> None:
        """A whole turn that code says, stored at once or not at all."""
        message, turn = await self._said(room, task, run, brief), current(room.state, run.id)
        reply = turn.replace("turn_", "msg_")
        started = wire.TurnStarted(
            turn=turn, message=reply, parent=message, agent=GESSO.id, model=BY_CODE, task=task.instruction, run=brief
        )
        await room.post(
            GESSO.id, started, wire.TextDelta(turn=turn, message=reply, delta=words),
            wire.TurnEnded(turn=turn, outcome="done"),
        )  # fmt: skip

    # ------------------------------------------------------------------ going on and ending

    async def _go_on(self, room: LiveRoom, turn: str) -> None:
        """Return when the turn has ended or waits for an approval, going on with it where a stop cut it off."""
        try:
            await self._turns.pick_up(room, turn)
            await self._turns.ended(turn)
        finally:
            self._workspace.holds.pop(turn, None)
        if room.state.turns[turn].outcome is None and room.state.waiting(turn) is None:
            raise LogBroken("The run's end could not be stored yet; it is tried again.")

    async def _ended(self, room: LiveRoom, task: Task, turn: str) -> Ended:
        state = room.state
        first = state.turns[turn]
        brief = first.run
        assert brief is not None
        turns = [first, *answers(state, first)]
        for each in turns[1:]:
            await self._turns.ended(each.id)
        last = turns[-1]
        canvas = await self._written_into(state, turns, brief)
        result = await self._result(state, turns, brief, canvas)
        usage = _usage(turns)
        if last.outcome == "failed":
            problem = last.problem or wire.Problem(code="failed", message="The turn failed.")
            reason = " ".join(filter(None, (problem.message, problem.next_step)))
            return Ended("failed", reason, passing=may_be_tried_again(state, last), turn=turn, room=room.id,
                         canvas=canvas, usage=usage)  # fmt: skip
        if last.outcome == "stopped":
            return Ended("failed", "You stopped it.", turn=turn, room=room.id, canvas=canvas, usage=usage)
        if first.model == BY_CODE:
            verdict = Verdict(
                "done", brief.late.rstrip("."), ({"what": "said", "ok": True, "why": "it is in the room"},)
            )
        else:
            verdict = verify(state, turns, brief, task.settings.requires, result)
        shown = (result.written or result.text).strip()[:MOST_OUTPUT]
        return Ended(verdict.state, verdict.reason, turn=turn, room=room.id, canvas=canvas, checks=verdict.checks,
                     usage=usage, output=shown)  # fmt: skip

    async def _written_into(self, state: RoomState, turns: Sequence[Turn], brief: wire.RunBrief) -> str | None:
        ids = {turn.id for turn in turns}
        opened = [row.id for row in state.open_canvases() if row.turn in ids]
        if opened:
            return opened[-1]
        touched = [edit.canvas for edit in state.edits if edit.turn in ids]
        touched += [made.canvas for made in state.suggestions.values() if made.turn in ids]
        return touched[-1] if touched else None

    async def _result(
        self, state: RoomState, turns: Sequence[Turn], brief: wire.RunBrief, canvas: str | None
    ) -> Result:
        """What the turns said and wrote; of an appended entry the words that are new."""
        ids = {turn.id for turn in turns}
        text = "\n\n".join(turn.text for turn in turns if turn.text.strip())
        read = "\n".join(call.result or "" for turn in turns for step in turn.steps for call in step.calls)
        if canvas is None:
            return Result(text, read=read)
        live = await self._workspace.canvas(canvas)
        written = live.text
        if state.canvases[canvas].turn not in ids:
            made = [made.after for made in state.suggestions.values() if made.turn in ids]
            calls = [call for turn in turns for step in turn.steps for call in step.calls if call.result and call.ok]
            entries = [str((call.args or {}).get("text", "")) for call in calls if call.name == "add_entry"]
            written = "\n".join([*made, *entries])
        return Result(text, written, canvas, read)

    async def _tell(self, room: LiveRoom, task: Task, run: Run, ended: Ended) -> None:
        """The end of a run, in its room and in the conversation where the task was said; once each."""
        if ended.state == "waiting":
            return
        told = wire.RunFinished(
            task=task.id, run=run.id, title=task.title, state=ended.state, reason=ended.reason, canvas=ended.canvas,
            room=room.id, turn=ended.turn,
        )  # fmt: skip
        card = room.state.tasks.get(task.id)
        said_in = card.created.said_in if card is not None and card.created is not None else None
        places = [room]
        if said_in is not None and said_in != room.id and ended.state != "nothing_new":
            try:
                places.append(await self._workspace.room(said_in))
            except NotFound:
                log.info("the conversation of task %s is gone", task.id)
        for place in places:
            known = place.state.tasks.get(task.id)
            if not place.state.deleted and not (known and any(each.run == run.id for each in known.runs)):
                await place.post(GESSO.id, told)


def current(state: RoomState, run: str) -> str:
    """The id of the run's turn: the one that is there, else the next, when the last met what may pass."""
    number = 1
    while (turn := state.turns.get(turn_of(run, number))) is not None:
        if not may_be_tried_again(state, turn):
            break
        number += 1
    return turn_of(run, number)


def answers(state: RoomState, turn: Turn) -> list[Turn]:
    """The turns that go on from what the owner answered to a run's reply, oldest first."""
    found: list[Turn] = []
    replies = {turn.message}
    for message in state.messages.values():
        if message.parent not in replies or message.run:
            continue
        replies.add(message.id)
        if message.turn is not None and state.turns[message.turn].run is None:
            found.append(state.turns[message.turn])
    return found


def _usage(turns: Sequence[Turn]) -> dict[str, Any]:
    costs = [turn.usage.cost_usd for turn in turns if turn.usage.cost_usd is not None]
    return {
        "input_tokens": sum(turn.usage.input_tokens for turn in turns),
        "output_tokens": sum(turn.usage.output_tokens for turn in turns),
        "cost_usd": sum(costs) if costs else None,
    }
