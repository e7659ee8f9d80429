"""Messages about tasks on the guided path: which tool they call, decided by code. Nothing is asked of the model.

Reading the words of time is the tool's part; here is only decided that a message is about a task at all. Pure.
"""

import re
from collections.abc import AsyncGenerator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from gesso.agent.chaining import Chained, chained, named_in
from gesso.agent.guided.ask import is_question, strip_politeness
from gesso.agent.guided.calls import whole_call
from gesso.agent.guided.scheduling import NOWHERE, decide_scheduling
from gesso.agent.scene import Scene
from gesso.agent.scheduled import WHICH_TASK
from gesso.base.late import late
from gesso.model.messages import Chunk, EndChunk, ThoughtChunk
from gesso.schedule.words.understand import understand_alone
from gesso.schedule.words.zones import place_in

_TASK = r"(?:tasks?|reminders?|alarms?|schedules?|aufgaben?|erinnerung(?:en)?|wecker)"
_THE = rf"(?:it|that|this|them|das|die|ihn|es|(?:the|my|that|this|all|die|den|meine?n?)\b[^.?!]{{0,60}}\b{_TASK})"
_BEFORE = r"(?:no,? |ok,? |oh,? |actually,? )?"
_AFTER = r"(?: (?:again|please|for now|now|wieder|bitte))?\W*$"
_VERBS = {
    "pause": "pause|hold|suspend|pausiere?|halte?",
    "resume": "resume|unpause|restart|continue|go on with|setze?",
    "delete": "stop|cancel|delete|remove|drop|end|forget|kill|lösche?|beende|stopp?e?|storniere?|entferne?",
    "undo": "undo|revert|take back",
}
_ACTS = {act: late(rf"^{_BEFORE}(?:{verbs}) {_THE}{_AFTER}", re.IGNORECASE) for act, verbs in _VERBS.items()}
_MOVES = late(
    rf"^(?:move|change|reschedule|shift|make|set|push|switch|verschieb\w*|stell\w*|leg\w*)\b[^.?!]*\b{_TASK}\b",
    re.IGNORECASE,
)
_NAMED = late(rf"\b{_TASK}\b", re.IGNORECASE)
_LIST = late(
    rf"^(?:list|show(?: me)?|what are|which are|what's on|zeig\w*(?: mir)?|was sind|welche sind) "
    rf"(?:all )?(?:of )?(?:my|meine?|our|unsere) (?:\w+ )?{_TASK}\W*$|"
    rf"^(?:what|which|welche|how many) {_TASK} "
    r"(?:do i have|have i|are (?:there|running|active|planned|scheduled)|habe ich)\b",
    re.IGNORECASE,
)
_MORE = late(
    r"^(?:and |but |please |oh,? )*(?:also|add|include|with|without|leave out|keep it|"
    r"in (?:english|german|french|spanish)|und|auch|mit|ohne)\b",
    re.IGNORECASE,
)
MOST_WORDS = 25


@dataclass(frozen=True)
class Chore:
    """A call of a tool of tasks, and why, for the person."""

    tool: str
    args: Mapping[str, Any]
    why: str


def chore_of(scene: Scene, offered: Set[str]) -> Chore | None:
    """None for a message that is about no task, and where no tasks are kept."""
    if "create_task" not in offered or scene.goal is not None or scene.run is not None or not scene.now:
        return None
    said = strip_politeness(scene.ask)
    before = scene.scheduled
    if before is not None and before.question.startswith(WHICH_TASK):  # what was asked about is now clear
        settled = replace(scene, ask=before.said[-1], scheduled=replace(before, question=""))
        return chore_of(settled, offered)
    if act := _act(scene, said):
        return Chore("change_task", {"act": act}, f"you want to {act} a task")
    if _LIST.match(said):
        return Chore("list_tasks", {}, "you asked for your tasks")
    if before is not None and before.question and not scene.zone and place_in(scene.ask) and len(said.split()) <= 6:
        return Chore("create_task", {"zone": scene.ask.strip()}, "you said where you are")
    earlier = before.said if before is not None else ()
    now = datetime.fromisoformat(scene.now)
    if _MOVES.match(said) and scene.active is None and understand_alone(said, now, scene.zone or NOWHERE).tasks:
        return Chore("change_task", {"words": scene.ask}, "you changed when one of your tasks happens")
    if (chain := chained(scene.ask, now)) is not None and _of_a_task(chain, scene):
        return Chore("create_task", {}, "it is to happen when another task is done")
    found = decide_scheduling(scene.ask, now, scene.zone, earlier=earlier, with_canvas=scene.active is not None)
    if found is not None and found.why == "follows" and before is not None and before.tasks:
        return Chore("change_task", {"words": scene.ask}, "you changed when it happens")
    if found is not None:
        why = {"reminder": "you want to be reminded", "repeats": "it is to happen again and again",
               "once": "it is to happen later", "follows": "you answered my question"}[found.why]  # fmt: skip
        return Chore("create_task", {}, why)
    return _more(scene, said)


def _of_a_task(chain: Chained, scene: Scene) -> bool:
    """Whether what comes first is a task: one said in the same message, just now, or by its name."""
    if chain.before:
        return chore_of(replace(scene, ask=chain.before, scheduled=None), frozenset({"create_task"})) is not None
    if not chain.first:
        return scene.scheduled is not None and bool(scene.scheduled.tasks)
    return bool(_NAMED.search(chain.first)) or bool(named_in(chain.first, scene.tasks))


def _act(scene: Scene, said: str) -> str | None:
    if is_question(said):
        return None
    act = next((act for act, pattern in _ACTS.items() if pattern.match(said)), None)
    just_now = scene.scheduled is not None and bool(scene.scheduled.tasks)
    return act if just_now or (_NAMED.search(said) and scene.active is None) else None


def _more(scene: Scene, said: str) -> Chore | None:
    """Right after a task was made: "also include sports" is about what it does."""
    before = scene.scheduled
    if before is None or len(before.tasks) != 1 or scene.active is not None or is_question(said):
        return None
    if not _MORE.match(said) or len(said.split()) > MOST_WORDS:
        return None
    return Chore("change_task", {"also": scene.ask}, "you added to what it does")


async def carry_chore(chore: Chore) -> AsyncGenerator[Chunk, None]:
    yield ThoughtChunk(f"About a task: {chore.why}.")
    for chunk in whole_call(chore.tool, chore.args):
        yield chunk
    yield EndChunk("calls")
