"""The scheduling that a message goes on with: the turn right before it made a task, changed one, or asked about one."""

from gesso.agent.scene import Scheduled
from gesso.room.state import RoomState, Turn

TASK_TOOLS = ("create_task", "change_task")
ASKS = "Ask the person: "
"""How the result of a tool begins that could not be done without an answer."""
WHICH_TASK = "Which task do you mean"


def scheduled_before(state: RoomState, message: str) -> Scheduled | None:
    """None when the turn before `message` had nothing to do with tasks."""
    said: list[str] = []
    tasks: list[str] = []
    question = ""
    path = state.path(message)[:-1]
    for reply in reversed(path):
        if reply.turn is None:
            continue
        turn = state.turns[reply.turn]
        results = _results(turn)
        if not results:
            break
        if not said:
            question = next((text.removeprefix(ASKS) for text in results if text.startswith(ASKS)), "")
        said.insert(0, state.messages[turn.parent].text)
        tasks = [*_told(state, turn.id), *(task for task in tasks if task not in _told(state, turn.id))]
        if _made(state, turn.id):
            break
    return Scheduled(tuple(said), tuple(tasks), question) if said else None


def _results(turn: Turn) -> list[str]:
    calls = [call for step in turn.steps for call in step.calls if call.name in TASK_TOOLS]
    return [call.result for call in calls if call.result is not None]


def _made(state: RoomState, turn: str) -> bool:
    return any(card.created is not None and card.created.turn == turn for card in state.tasks.values())


def _told(state: RoomState, turn: str) -> list[str]:
    """The tasks that the turn made or changed."""
    return [
        card.id
        for card in state.tasks.values()
        if (card.created is not None and card.created.turn == turn) or any(c.turn == turn for c in card.changes)
    ]
