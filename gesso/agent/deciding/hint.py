"""What a capable model is told of a decision that was made before it is asked.

Large models get the tools and decide for themselves; a trained adapter has read the message first, and its reading is
handed to them as a hint on the desk. Only where an adapter is in force and its odds are clear, or the person's own word
settles it: what plain rules think is not worth a large model's attention.
"""

from dataclasses import dataclass

from gesso.agent.deciding.decisions import Decisions
from gesso.agent.scene import Scene

READINGS = {
    "open_canvas": {
        "document": ("a text to keep is wanted: open a canvas for it", "open_canvas"),
        "code": ("a program to keep is wanted: open a canvas with code", "open_canvas"),
        "chat": ("an answer in chat is wanted: open no canvas", ""),
    },
    "ask_first": {
        "ask": ("something needed is missing: ask one short question before you begin", ""),
    },
    "choose_tool": {
        "python": ("it is to be computed: run code first", "run_code"),
        "search": ("only a search can tell: search first", "search_web"),
    },
    "edit_or_rewrite": {
        "edit": ("a passage of the open text is to change: edit that passage alone", "edit"),
        "insert": ("something new belongs into the open text: insert it", "edit"),
        "delete": ("a passage is to go: delete it", "edit"),
        "rewrite": ("the whole text is to be written anew", "rewrite"),
        "rename": ("a name is to change everywhere", "rename"),
        "new": ("another text, of its own, is wanted: open a canvas", "open_canvas"),
        "chat": ("an answer in chat is wanted: leave the text as it is", ""),
        "undo": ("your last change is to be taken back", "undo"),
        "comment": ("comments are wanted: leave the text itself as it is", "comment"),
        "ask": ("it is not clear what is to change: ask a short question first", ""),
    },
}


@dataclass(frozen=True)
class Hint:
    """`text` is for the model, `thought` for the person; `first` the tool that is offered first, if any."""

    text: str
    thought: str
    first: str = ""


async def hint_of(decisions: Decisions, scene: Scene) -> Hint | None:
    """The hint for the message of `scene`, or None where nothing trained has something clear to say."""
    await decisions.refresh()
    if scene.goal is not None:
        return None
    order = ("ask_first", "choose_tool", "open_canvas") if scene.active is None else ("edit_or_rewrite",)
    for behavior in order:
        if decisions.trained(behavior) and (hint := await _hint(decisions, behavior, scene)) is not None:
            return hint
    return None


async def _hint(decisions: Decisions, behavior: str, scene: Scene) -> Hint | None:
    """The hint of one decision; None where its answer says nothing that the next one would not say better."""
    decision = await decisions.decide(behavior, scene)
    if decision.layer != "adapter":
        return Hint("", f"No hint for the model: {decision.unheard.rstrip('.')}.\n") if decision.unheard else None
    if (told := READINGS[behavior].get(str(decision.answer))) is None:
        return None
    reading, first = told
    text = (
        f"A small model trained for this has read the message ({decision.score:.2f} sure): {reading}. "
        "Go by that unless the message itself says otherwise."
    )
    return Hint(text, f"Read first: {reading} ({decision.why}; {decision.latency_ms:.0f} ms).\n", first)
