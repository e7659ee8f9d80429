"""The constrained question put to the inner model, only where the rules are unsure.

The model answers with one of a few labels. SmolLM2-135M says "document" to nearly everything, "N/A" included, with
0.94; so what counts is how far its odds move from those for "N/A", and only a clear move changes the rules' guess.
Measured (`gesso lab eval`): alone it is far worse than the rules, so it never overrules a sure one. What to do to an
open text it is not asked at all: on 66 unseen messages it corrected nothing and turned 7 harmless answers into edits.
"""

from dataclasses import replace
from typing import TypeVar, get_args

from gesso.agent.guided.decision import Opening, OpeningDecision
from gesso.agent.scene import Scene
from gesso.model.messages import Message, Model

CLEAR = 0.75
NEUTRAL = "N/A"

L = TypeVar("L", bound=str)

_OPENING_EXAMPLES: tuple[tuple[str, Opening], ...] = (
    ("Write an essay about the moon", "document"),
    ("What is the moon made of?", "chat"),
    ("make a python script that sorts my photos", "code"),
    ("how long should an essay be", "chat"),
    ("birthday speech for my uncle, he likes trains", "document"),
    ("my script is slow, why?", "chat"),
)


def opening_question(ask: str) -> list[Message]:
    """The few-shot question whether to open a canvas."""
    question = [Message("system", "Does the person want a document, code, or a chat answer? Reply with one word.")]
    for said, label in _OPENING_EXAMPLES:
        question += [Message("user", said), Message("assistant", label)]
    return [*question, Message("user", ask)]


async def settle_opening(decision: OpeningDecision, scene: Scene, inner: Model) -> OpeningDecision:
    """The decision, with the inner model asked if the rules were unsure."""
    if decision.sure:
        return decision
    labels: tuple[Opening, ...] = get_args(Opening)
    label, clear = await _ask(inner, opening_question(scene.ask), labels)
    if clear and label != decision.label:
        return OpeningDecision(label, "that is how I understood your message", scene.ask)
    return replace(decision, sure=True)


async def _ask(inner: Model, question: list[Message], labels: tuple[L, ...]) -> tuple[L, bool]:
    odds = await inner.choose(question, labels)
    prior = await inner.choose([*question[:-1], Message("user", NEUTRAL)], labels)
    gain = {label: odds.get(label, 0.0) / max(prior.get(label, 0.0), 1e-6) for label in labels}
    best = max(labels, key=lambda label: gain[label])
    return best, gain[best] >= CLEAR * sum(gain.values())
