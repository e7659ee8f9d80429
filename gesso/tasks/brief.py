"""What a run is given: its heading, how late it is, the last outputs and what its owner said about them.

Made once, when the turn starts, and kept in its first event, so that picking the run up finds the same. Reads canvases,
changes nothing.
"""

import hashlib
from datetime import datetime, timedelta

from gesso.base.errors import NotFound
from gesso.room.state import RoomState, Turn
from gesso.room.workspace import Workspace
from gesso.schedule.zone import zone as zone_named
from gesso.tasks.task import Run, Task

MOST_OUTPUTS = 3
MOST_OUTPUT = 4_000  # characters of each
MOST_CORRECTIONS = 5
MOST_KNOWN = 200
LATE = timedelta(minutes=2)


def message_of(run: str) -> str:
    """The id of the message a run begins with: the same whoever performs it, and however often."""
    return f"msg_{_name(run)}"


def turn_of(run: str, number: int) -> str:
    """The id of its turn, the `number`-th where the ones before met what passes."""
    return f"turn_{_name(run)}_{number}"


def _name(run: str) -> str:
    return hashlib.sha256(run.encode()).hexdigest()[:20]


def local(moment: datetime, task: Task) -> datetime:
    """The moment on the clocks of the task's zone."""
    return moment.astimezone(zone_named(task.timetable.zone if task.timetable else "UTC"))


def heading(run: Run, task: Task) -> str:
    """“Friday, 27 November 2026”; with the time for a task that runs more than once a day it is still one line."""
    due = local(run.scheduled, task)
    return f"{due:%A}, {due.day} {due:%B %Y}, {due:%H:%M}"


def lateness(run: Run, task: Task, now: datetime) -> str:
    """A sentence about how late it is, "" when it is on time."""
    late = now - run.scheduled
    if late < LATE:
        return ""
    due = local(run.scheduled, task)
    return f"This was due on {due:%A}, {due.day} {due:%B} at {due:%H:%M}; it is {span(late)} late."


def span(late: timedelta) -> str:
    minutes = int(late.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 2 * 1440 else f"{minutes // 1440} days"


def turns_of_task(state: RoomState, task: str) -> list[Turn]:
    """The runs of a task that came to a good end here, oldest first."""
    return [turn for turn in state.turns.values() if turn.run and turn.run.task == task and turn.outcome == "done"]


def canvas_of_task(state: RoomState, task: str) -> str | None:
    """The canvas that an earlier run of the task opened and nobody deleted: where entries go on."""
    turns = {turn.id for turn in turns_of_task(state, task)}
    return next((row.id for row in state.open_canvases() if row.turn in turns), None)


async def outputs(workspace: Workspace, state: RoomState, task: str) -> tuple[str, ...]:
    """What the last runs made, oldest first, as it reads now: with what people changed in it."""
    found = []
    for turn in turns_of_task(state, task)[-MOST_OUTPUTS:]:
        text = turn.text
        row = next((row for row in state.open_canvases() if row.turn == turn.id), None)
        if row is not None:
            try:
                text = (await workspace.canvas(row.id)).text
            except NotFound:
                continue
        if text.strip():
            found.append(text[:MOST_OUTPUT])
    return tuple(found)


def known_pages(state: RoomState, task: str) -> tuple[str, ...]:
    """The addresses of pages that earlier runs of the task have read, as they were opened, oldest first."""
    calls = [call for turn in turns_of_task(state, task) for step in turn.steps for call in step.calls]
    found = [str((call.args or {}).get("url")) for call in calls if call.name == "open_page" and call.ok]
    return tuple(dict.fromkeys(found))[-MOST_KNOWN:]


def corrections(state: RoomState, task: str, owner: str) -> tuple[str, ...]:
    """What the owner answered to runs, oldest first: "shorter", "no sports"."""
    said = [
        message.text
        for message in state.messages.values()
        if message.turn is None and not message.run and message.by == owner and _of_run(state, message.parent, task)
    ]
    return tuple(text[:1_000] for text in said[-MOST_CORRECTIONS:])


def _of_run(state: RoomState, message: str, task: str) -> bool:
    """Whether a message is a run's reply, or part of what was said about one."""
    for said in reversed(state.path(message)):
        if said.turn is None:
            if said.run:
                return said.run.startswith(f"{task}:")
            continue
        run = state.turns[said.turn].run
        if run is not None:
            return run.task == task
    return False
