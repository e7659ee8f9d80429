"""“Verify this document” and “find sources for this” on the guided path: code checks and code looks. Pure."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from gesso.agent.guided.ask import strip_politeness
from gesso.agent.guided.calls import whole_call
from gesso.agent.scene import Scene
from gesso.model.messages import Chunk, EndChunk, Message, TextChunk, ThoughtChunk
from gesso.sources.results import MATERIAL
from gesso.sources.search import terms_of

MOST_TERMS = 8

_VERIFY = re.compile(
    r"^(?:verify|fact[- ]?check)\b|^(?:check|verify|prove|prüfe?) (?:the |these |all |all the |my |its |die )?"
    r"(?:facts?|claims?|figures|numbers|quotes|quotations|citations|sources|fakten|angaben|zitate)\b",
    re.IGNORECASE,
)
_SOURCES_FOR = re.compile(
    r"^(?:find|give|show)(?: me)?(?: some| good| the| a)* sources? (?:for|on|of|to) "
    r"(?:this|it|that|these|the selection|the selected|the passage|what is selected)\b",
    re.IGNORECASE,
)


def verify(scene: Scene, messages: Sequence[Message], offered: Set[str]) -> Iterator[Chunk] | None:
    """The next step of checking a document; None where the message asks for something else."""
    if "check_facts" not in offered or scene.active is None or scene.active.kind != "document":
        return None
    if not _VERIFY.search(strip_politeness(scene.ask)):
        return None
    results = [message for message in messages if message.role == "tool"]
    return _tell(results[-1].text) if results else _check(scene.active.id)


def with_topic(scene: Scene) -> Scene:
    """The scene with “sources for this” said in words: what is selected, looked for in files or else on the web."""
    chosen = scene.active.selection if scene.active is not None else None
    if chosen is None or scene.active is None or not _SOURCES_FOR.search(strip_politeness(scene.ask)):
        return scene
    topic = " ".join(terms_of(chosen.quote)[:MOST_TERMS])
    if not topic:
        return scene
    bare = replace(scene.active, selection=None)
    ask = f"What do the files say about {topic}?" if scene.files else f"Search the web for {topic}"
    return replace(scene, ask=ask, active=bare)


def _check(canvas: str) -> Iterator[Chunk]:
    yield ThoughtChunk("Looking every claim up in the files and pages of this conversation, by code.\n")
    yield from whole_call("check_facts", {"canvas": canvas})
    yield EndChunk("calls")


def _tell(told: str) -> Iterator[Chunk]:
    yield TextChunk(told.removeprefix(MATERIAL).strip())
    yield EndChunk("stop")
