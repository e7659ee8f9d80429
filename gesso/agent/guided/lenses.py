"""Lenses on the guided path: opened by name, or made of a wish by ready lists of words. Pure; no model is asked."""

import re
from collections.abc import Iterator, Sequence, Set

from gesso.agent.guided.ask import strip_politeness
from gesso.agent.guided.calls import whole_call
from gesso.agent.scene import Scene
from gesso.base.errors import BadInput
from gesso.lenses.designing import designed_by_rules
from gesso.lenses.registry import LENSES
from gesso.model.messages import Chunk, EndChunk, Message, TextChunk

_WISH = re.compile(
    r"^(?:can you |could you )?(?:(?:i(?:'d like| would like| want| need) |give me |make(?: me)? |show(?: me)? |"
    r"build(?: me)? |create |add )(?:an? |the )|an? )(?:slider|lens|meter|gauge|dial)s? "
    r"(?:for|of|that (?:shows|measures|tells)|showing|measuring) \S",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"^(?:open|show(?: me)?|use|look (?:at (?:this|it) )?through|bring up|turn on|switch on)(?: me)?(?: the| a| an)? "
    r"(?P<name>[a-z]+)(?: and sources)? lens(?: (?:for|on|of|to|with) .{0,60})?$",
    re.IGNORECASE,
)


def look_through(scene: Scene, messages: Sequence[Message], offered: Set[str]) -> Iterator[Chunk] | None:
    """Open the lens that the message asks for, and a sentence once it lies open; None where it asks for none."""
    if messages:
        done = messages[-1].role == "tool" and messages[-1].call_name == "open_lens"
        return _said(messages[-1].text) if done else None
    if "open_lens" not in offered or scene.active is None or scene.run is not None or scene.goal is not None:
        return None
    said = strip_politeness(scene.ask).strip().rstrip(".!?")
    named = _OPEN.match(said)
    lens = next((each.name for each in LENSES if named and each.name == named["name"].lower()), None)
    if lens is None and not (_WISH.match(said) and scene.active.kind == "document"):
        return None
    if lens is None:
        try:
            lens = designed_by_rules(said).by_words
        except BadInput as wrong:
            return _said(wrong.message)
    return _open(lens)


def _open(lens: str) -> Iterator[Chunk]:
    yield from whole_call("open_lens", {"lens": lens})
    yield EndChunk("calls")


def _said(words: str) -> Iterator[Chunk]:
    yield TextChunk(words)
    yield EndChunk("stop")
