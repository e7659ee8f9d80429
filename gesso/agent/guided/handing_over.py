"""Long work handed over on the guided path: which messages are that, decided by code. Nothing is asked of the model.

Planning is the tool's part (`tools/delegate.py`); here is only decided that a message hands work over, or answers what
was asked before planning it. Pure.
"""

from collections.abc import Iterator, Set

from gesso.agent.delegating.asking import QUESTIONS, hands_over
from gesso.agent.guided.calls import whole_call
from gesso.agent.scene import Scene
from gesso.model.messages import Chunk, EndChunk, ThoughtChunk

MOST_ANSWER = 40  # words of an answer to such a question


def earlier_of(scene: Scene) -> tuple[str, ...]:
    """The person's message that this one goes on with: the one whose question it answers."""
    chat = scene.chat
    last = next((at for at in range(len(chat) - 1, -1, -1) if chat[at].role == "assistant"), None)
    if last is None or not any(question in chat[last].text for question in QUESTIONS):
        return ()
    said = next((message.text for message in reversed(chat[:last]) if message.role == "user"), None)
    return (said,) if said is not None else ()


def hand_over(scene: Scene, offered: Set[str]) -> Iterator[Chunk] | None:
    """The call that plans it; None for a message that hands nothing over."""
    if "delegate" not in offered or scene.goal is not None or scene.run is not None:
        return None
    if hands_over(scene.ask):
        return _plan("you hand over work that takes several steps, so it begins with a plan")
    if earlier_of(scene) and len(scene.ask.split()) <= MOST_ANSWER and not scene.ask.rstrip().endswith("?"):
        return _plan("you answered what I asked before planning")
    return None


def _plan(why: str) -> Iterator[Chunk]:
    yield ThoughtChunk(f"Planning first: {why}.\n")
    yield from whole_call("delegate", {})
    yield EndChunk("calls")
