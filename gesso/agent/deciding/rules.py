"""What the rules say to each decision, and how certain they are. The baseline that a trained adapter is held against.

"certain" is the person's own word: the place of the answer, a name and its new one, a passage that was named or
selected. Everything is pure; nothing is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gesso.agent.deciding.adapters import Certainty
from gesso.agent.guided.ask import respell, wants_canvas, wants_chat
from gesso.agent.guided.changing import decide_doing
from gesso.agent.guided.decision import DoingDecision, OpeningDecision
from gesso.agent.guided.going_on import pick_with
from gesso.agent.guided.opening import decide_opening
from gesso.agent.guided.picking import Pick
from gesso.agent.scene import CanvasScene, Scene
from gesso.base.errors import NotFound

Found = OpeningDecision | DoingDecision | Pick
"""What the guided path acts on."""


class NoCanvas(NotFound):
    code = "no_canvas"


@dataclass(frozen=True)
class Vote:
    """`labels` in the terms of the question that an adapter is asked: one, or for passages the number of each block."""

    labels: tuple[str, ...]
    certainty: Certainty
    why: str
    found: Found


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
    own_word = wants_chat(said) or wants_canvas(said)
    return Vote((found.label,), "certain" if own_word else _by(found.sure), found.why, found)


def _doing(scene: Scene) -> Vote:
    active = _active(scene)
    found = decide_doing(scene.ask, active.snapshot, selected_leaves(active), active.done)
    said = respell(scene.ask)
    own_word = found.sure and (found.label in ("undo", "rename") or wants_chat(said) or wants_canvas(said))
    label = found.label if found.sure else "ask"
    return Vote((label,), "certain" if own_word else _by(found.sure), found.why, found)


def _passage(scene: Scene) -> Vote:
    active = _active(scene)
    found = pick_with(scene.ask, active.snapshot, selected_leaves(active), active.done)
    asks = not found.blocks or (found.how == "content" and not found.sure)
    labels = ("none",) if asks else tuple(map(str, found.blocks))
    told = found.how in ("named", "selection", "missing")
    return Vote(labels, "certain" if told else _by(not asks), found.why, found)


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
}
