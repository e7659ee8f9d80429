"""A label that an adapter chose, as what the guided path acts on; and any such thing in the terms of the graders.

Where the adapter says what the rules say, their reading is kept, with all that they saw (the clause, the name and its
new one, several passages). Where it says something else, the whole message is what counts. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from gesso.agent.deciding.question import NONE
from gesso.agent.deciding.rules import Found, Vote
from gesso.agent.guided.decision import Doing, DoingDecision, Opening, OpeningDecision
from gesso.agent.guided.picking import Pick
from gesso.agent.pointing.ranker import Pointed
from gesso.agent.scene import Scene

CANDIDATES = 4
WHICH_NAME = "Which name shall I change, and into what? Tell me both; I have changed nothing yet."


def understood(
    behavior: str, scene: Scene, labels: Sequence[str], scores: Mapping[str, float], vote: Vote | None, why: str
) -> Found | None:
    """None for a behaviour whose label says all. `labels` is one, or of passages one or several."""
    label = labels[0]
    found = vote.found if vote is not None else None
    match behavior:
        case "open_canvas":
            known = found if isinstance(found, OpeningDecision) and found.label == label else None
            return OpeningDecision(cast(Opening, label), why, known.request if known else scene.ask)
        case "edit_or_rewrite":
            return _doing(scene, cast(Doing, label), found if isinstance(found, DoingDecision) else None, why)
        case "pick_passage":
            return _pick(labels, scores, vote, why)
        case _:
            return None


def answer_of(scene: Scene, label: str, found: Found) -> str | tuple[str, ...]:
    """What graders are given: the label, or the texts of the passages."""
    if not isinstance(found, Pick):
        return label
    if scene.active is None or label == NONE:
        return ()
    return tuple(scene.active.snapshot.blocks[number - 1].text for number in found.blocks)


def _doing(scene: Scene, label: Doing, known: DoingDecision | None, why: str) -> DoingDecision:
    if known is not None and known.label == label:
        return replace(known, why=why, sure=label != "ask")
    if label == "rename":
        return DoingDecision("ask", f"{why}: a name is to change", scene.ask, sure=False, question=WHICH_NAME)
    if label == "ask":
        question = known.question if known is not None else ""
        return DoingDecision("ask", why, scene.ask, sure=False, question=question)
    return DoingDecision(label, why, scene.ask)


def _pick(labels: Sequence[str], scores: Mapping[str, float], vote: Vote | None, why: str) -> Pick:
    found = vote.found if vote is not None and isinstance(vote.found, Pick) else Pick((), "nothing", why)
    ranked = sorted((name for name in scores if name != NONE), key=lambda name: -scores[name])
    candidates = tuple(int(name) for name in ranked[:CANDIDATES])
    if NONE in labels:
        return Pick((), "nothing", why, False, "", found.place, found.before, candidates)
    if vote is not None and set(labels) == set(vote.labels):
        return replace(found, sure=True)
    blocks = tuple(sorted(map(int, labels)))
    told = f"block{'s' if len(blocks) > 1 else ''} {', '.join(map(str, blocks))} ({why})"
    return Pick(blocks, "content", told, True, "", found.place, found.before, candidates)


def pick_of(pointed: Pointed, ruled: Pick) -> Pick:
    """What the ranker chose, to be acted on. Where the rules chose the same, their reading is kept."""
    sure = f"{pointed.share:.2f}"
    if not pointed.blocks:
        why = f"no passage is likely enough ({sure})"
        return Pick((), "nothing", why, False, "", ruled.place, ruled.before, pointed.candidates)
    if pointed.as_ruled:
        return replace(ruled, sure=True)
    what = f"the section “{pointed.section}”" if pointed.section else "the passage that fits your words best"
    return Pick(pointed.blocks, "content", f"{what} ({sure})", True, "", ruled.place, ruled.before, pointed.candidates)
