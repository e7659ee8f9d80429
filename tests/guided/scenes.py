"""Scenes and a scripted inner model for the tests of the guided path."""

import json
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

from gesso.agent.deciding.decisions import Decides
from gesso.agent.guided.model import GuidedModel
from gesso.agent.scene import CanvasScene, Scene, SelectedPart
from gesso.behaviors import load_document
from gesso.canvas.snapshot import take_snapshot
from gesso.model.messages import (
    CallChunk,
    Chunk,
    Constraint,
    EndChunk,
    Message,
    Model,
    TextChunk,
    ThoughtChunk,
    ToolSpec,
)

TOOLS = tuple(ToolSpec(name, "", {}) for name in ("open_canvas", "edit", "rewrite", "rename", "read_canvas"))


@dataclass
class Inner:
    """Answers with `answer(prompt, number of the question)`; `odds` for choices. Remembers what it was asked."""

    answer: Callable[[str, int], str] = lambda prompt, number: "Nothing."
    odds: Callable[[str], dict[str, float]] = lambda prompt: {}
    asked: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    closed: int = 0
    id: str = "inner"
    name: str = "Inner"
    context_tokens: int = 4096
    guided: bool = True

    async def stream(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        constraint: Constraint | None = None,
        max_tokens: int | None = None,
        temperature: float | None = None,
        seed: int | None = None,
        stop: Sequence[str] = (),
    ) -> AsyncGenerator[Chunk, None]:
        self.asked.append(messages[-1].text)
        text = self.answer(messages[-1].text, len(self.asked) - 1)
        try:
            for at in range(0, len(text), 7):
                yield TextChunk(text[at : at + 7])
            yield EndChunk("stop")
        finally:
            self.closed += 1

    async def choose(self, messages: Sequence[Message], labels: Sequence[str]) -> dict[str, float]:
        self.chosen.append(messages[-1].text)
        odds = self.odds(messages[-1].text)
        return {label: odds.get(label, 1 / len(labels)) for label in labels}


@dataclass
class Played:
    thought: str
    text: str
    calls: list[tuple[str, dict[str, object]]]
    end: str
    pieces: int

    @property
    def edits(self) -> list[dict[str, object]]:
        assert [name for name, _ in self.calls] == ["edit"]
        edits = self.calls[0][1]["edits"]
        assert isinstance(edits, list)
        return edits


def scene(
    ask: str,
    document: str | None = None,
    select: str | None = None,
    *,
    title: str = "The text",
    cut_off: bool = False,
    changed: str = "",
) -> Scene:
    """A scene with `document` open: the name of a file of the behaviours, or the text itself."""
    if document is None:
        return Scene(ask)
    text = load_document(document) if document.endswith((".md", ".txt")) else document
    code = document.endswith(".py.txt")
    snapshot = take_snapshot(text, 1, "code" if code else "document", "python" if code else None)
    part = None
    if select is not None:
        start = text.index(select)
        blocks = tuple(b.number for b in snapshot.blocks_in(start, start + len(select)))
        part = SelectedPart(start, start + len(select), select, blocks)
    return Scene(
        ask,
        active=CanvasScene("canvas_1", snapshot.kind, title, snapshot.language, text, snapshot, part, changed, cut_off),
    )


async def play(
    inner: Model,
    seen: Scene,
    messages: Sequence[Message] = (),
    tools: Sequence[ToolSpec] = TOOLS,
    decides: Decides | None = None,
) -> Played:
    """One step of the guided model, with the arguments of its calls parsed."""
    texts: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    thought = text = end = ""
    pieces = 0
    async for chunk in GuidedModel(inner, decides=decides).stream_scene(seen, messages, tools):
        match chunk:
            case CallChunk(call, name, delta):
                names.setdefault(call, name)
                texts.setdefault(call, []).append(delta)
                pieces += 1
            case TextChunk(words):
                text += words
            case ThoughtChunk(words):
                thought += words
            case EndChunk(reason):
                assert not end, "two ends"
                end = reason
    calls = [(names[call], json.loads("".join(parts))) for call, parts in texts.items()]
    return Played(thought, text, calls, end, pieces)


def block_text(seen: Scene, number: object) -> str:
    assert seen.active is not None
    assert isinstance(number, int)
    return seen.active.snapshot.blocks[number - 1].text
