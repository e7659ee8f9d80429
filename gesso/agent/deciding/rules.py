"""What the rules say to each decision, and how certain they are. The baseline that a trained adapter is held against.

"certain" is the person's own word: the place of the answer, a name and its new one, a passage that was named or
selected, an order said outright. Everything is pure; nothing is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from gesso.agent.deciding import wording
from gesso.agent.deciding.adapters import Certainty
from gesso.agent.guided.ask import respell, wants_canvas, wants_chat
from gesso.agent.guided.changing import decide_doing
from gesso.agent.guided.commenting import comments_of, remarks_on
from gesso.agent.guided.decision import DoingDecision, OpeningDecision
from gesso.agent.guided.going_on import pick_with
from gesso.agent.guided.opening import asks_for_little, decide_opening
from gesso.agent.guided.outright import said_outright
from gesso.agent.guided.picking import Pick
from gesso.agent.scene import CanvasScene, Scene
from gesso.base.errors import BadInput, NotFound
from gesso.schedule.expand import instants
from gesso.schedule.schedule import Timetable
from gesso.schedule.words import Understanding, understand

Found = OpeningDecision | DoingDecision | Pick | Understanding
"""What the guided path acts on."""


class NoCanvas(NotFound):
    code = "no_canvas"


class NoTime(BadInput):
    code = "no_time"


SHOWN_TIMES = 3


@dataclass(frozen=True)
class Vote:
    """`labels` in the terms of the question that an adapter is asked: one, or for passages the number of each block."""

    labels: tuple[str, ...]
    certainty: Certainty
    why: str
    found: Found | None = None


def rule_vote(behavior: str, scene: Scene) -> Vote | None:
    """None for a behaviour that the rules do not know. Raises NoCanvas where one must be open."""
    rule = RULES.get(behavior)
    return rule(scene) if rule is not None else None


def selected_leaves(active: CanvasScene) -> tuple[int, ...]:
    """The blocks that hold the selected text."""
    if active.selection is None or active.selection.start == active.selection.end:
        return ()
    return tuple(b.number for b in active.snapshot.blocks_in(active.selection.start, active.selection.end))


def _opening(scene: Scene) -> Vote:
    found = decide_opening(scene.ask)
    said = respell(scene.ask)
    little = found.label == "chat" and found.sure and asks_for_little(said)
    own_word = wants_chat(said) or wants_canvas(said) or little
    return Vote((found.label,), "certain" if own_word else _by(found.sure), found.why, found)


def _doing(scene: Scene) -> Vote:
    active = _active(scene)
    found = decide_doing(scene.ask, active.snapshot, selected_leaves(active), active.done)
    said = respell(scene.ask)
    own_word = said_outright(found, scene.ask, active.snapshot, selected_leaves(active)) or (
        found.sure and (found.label in ("undo", "rename") or wants_chat(said) or wants_canvas(said))
    )
    label = found.label if found.sure else "ask"
    return Vote((label,), "certain" if own_word else _by(found.sure), found.why, found)


def _passage(scene: Scene) -> Vote:
    active = _active(scene)
    found = pick_with(scene.ask, active.snapshot, selected_leaves(active), active.done)
    asks = not found.blocks or (found.how == "content" and not found.sure)
    labels = ("none",) if asks else tuple(map(str, found.blocks))
    told = found.how in ("named", "selection", "missing")
    return Vote(labels, "certain" if told else _by(not asks), found.why, found)


def _comment(scene: Scene) -> Vote:
    active = _active(scene)
    remarks = remarks_on(active, scene.ask, selected_leaves(active))
    return Vote((comments_of(remarks),), "certain", f"{len(remarks)} found by checks")


def _schedule(scene: Scene) -> Vote:
    """The next times of every task: code reads them, for a model of this size computes no hours."""
    if not scene.now or not scene.zone:
        raise NoTime("When something is due cannot be said without the time of the message and the zone of its writer.")
    now = datetime.fromisoformat(scene.now)
    found = understand(scene.ask, now, scene.zone, earlier=_earlier(scene))
    if found.question:
        return Vote(("ask",), "certain", found.question, found)
    tasks = [task.timetable for task in found.tasks if task.timetable is not None]
    if not tasks:
        return Vote(("none",), "certain", "nothing is said about when", found)
    return Vote(tuple(_next_times(task, now) for task in tasks), "certain", "the times you named", found)


def _next_times(task: Timetable, now: datetime) -> str:
    return " ".join(f"{each.utc:%Y-%m-%dT%H:%MZ}" for each in islice(instants(task, now), SHOWN_TIMES))


def _asking(scene: Scene) -> Vote:
    if scene.active is not None:
        doing = _doing(scene)
        return Vote(("ask" if doing.labels == ("ask",) else "go",), doing.certainty, doing.why)
    label, why = wording.first(scene.ask, _earlier(scene))
    return Vote((label,), "unsure", why)


def _tool(scene: Scene) -> Vote:
    opening = _opening(scene)
    if scene.active is not None:
        return Vote(("canvas",), opening.certainty, opening.why)
    label, why = wording.tool(scene.ask, opening.labels[0], _earlier(scene))
    return Vote((label,), "unsure", why)


def _shown(scene: Scene) -> Vote:
    label, why = wording.shown(scene.ask)
    return Vote((label,), "unsure", why)


def _earlier(scene: Scene) -> list[str]:
    return [said.text for said in scene.chat if said.role == "user"]


def _by(sure: bool) -> Certainty:
    return "sure" if sure else "unsure"


def _active(scene: Scene) -> CanvasScene:
    if scene.active is None:
        raise NoCanvas("This is decided about an open canvas, and none is open.")
    return scene.active


RULES: dict[str, Callable[[Scene], Vote]] = {
    "open_canvas": _opening,
    "edit_or_rewrite": _doing,
    "pick_passage": _passage,
    "comment": _comment,
    "schedule": _schedule,
    "ask_first": _asking,
    "choose_tool": _tool,
    "widget_or_app": _shown,
}
