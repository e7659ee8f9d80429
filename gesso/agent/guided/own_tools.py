"""“Use phone format on 030 123”: a tool that the person made, called by its name, on the guided path. Pure."""

import re
from collections.abc import Iterator, Sequence, Set

from gesso.agent.guided.ask import strip_politeness
from gesso.agent.guided.calls import whole_call
from gesso.agent.scene import Scene
from gesso.model.messages import Chunk, EndChunk, Message, TextChunk, ThoughtChunk

MADE = "made__"
_THIS = re.compile(
    r"^(?:this|it|the selection|what is selected|(?:this|the) (?:text|page|document|passage|lines?))$",
    re.IGNORECASE,
)
_QUOTES = ("“”", '""', "''", "‘’", "``", "„“", "«»")


def use_own(scene: Scene, messages: Sequence[Message], offered: Set[str]) -> Iterator[Chunk] | None:
    """The next step of using a tool of the person's own; None where the message names none."""
    if messages:
        last = messages[-1]
        made = last.role == "tool" and last.call_name.startswith(MADE)
        return _tell(last.text) if made and len(messages) <= 2 else None
    for name in sorted(offered, key=len, reverse=True):
        if name.startswith(MADE) and (text := _given(scene, name)) is not None:
            return _use(name, text)
    return None


def _given(scene: Scene, name: str) -> str | None:
    """What the message gives to that tool."""
    words = r"[\s_-]+".join(map(re.escape, name.removeprefix(MADE).split("_")))
    quoted = rf"[“\"'‘`]?{words}[”\"'’`]?"
    said = strip_politeness(scene.ask).strip()
    found = re.match(
        rf"^(?:(?:use|run|apply|call|try)\s+(?:my\s+|the\s+)?(?:tool\s+)?{quoted}(?:\s+tool)?\s+(?:on|to|with|for)\s*:?|"
        rf"(?:use|run|apply|call|try)\s+(?:my\s+|the\s+)?(?:tool\s+)?{quoted}(?:\s+tool)?\s*:|{quoted}\s*:)\s*(.+)$",
        said,
        re.IGNORECASE | re.DOTALL,
    )
    if found is None:
        return None
    text = found[1].strip()
    if _THIS.match(text.rstrip(".!?")):
        if scene.active is None:
            return None
        chosen = scene.active.selection
        return chosen.quote if chosen is not None else scene.active.text
    for pair in _QUOTES:
        bare = text.rstrip(".!?")
        if len(bare) > 2 and bare[0] == pair[0] and bare[-1] == pair[1]:
            return bare[1:-1]
    return text


def _use(name: str, text: str) -> Iterator[Chunk]:
    yield ThoughtChunk("Calling a tool that you made, since you named it.\n")
    yield from whole_call(name, {"text": text})
    yield EndChunk("calls")


def _tell(text: str) -> Iterator[Chunk]:
    fence = "```" if "```" not in text else "~~~~"
    yield TextChunk(text if "\n" not in text and len(text) < 300 else f"{fence}text\n{text}\n{fence}")
    yield EndChunk("stop")
