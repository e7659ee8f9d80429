"""A run of a task on the guided path: code decides where the result goes, the small model writes the words.

What changed is quoted, not told by the model, for it would get it wrong. Each run has a seed of its own, or the poem of
every day would be the same poem.
"""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from gesso.agent.guided.brief import read_brief
from gesso.agent.guided.calls import streaming_call
from gesso.agent.guided.chatting import answer_in_chat
from gesso.agent.guided.decision import Opening
from gesso.agent.guided.opening import decide_opening
from gesso.agent.guided.prose import LoopGuard, clean_sentences
from gesso.agent.guided.speaking import say
from gesso.agent.guided.writing import Writer
from gesso.agent.scene import CanvasScene, Scene
from gesso.model.messages import Chunk, EndChunk, Message, Model, TextChunk, ThoughtChunk
from gesso.room.wire_tasks import RunBrief

ENTRY_WORDS = 140
TAIL = 900  # characters of the text that an entry goes on from
SHOWN_NEWS = 3_000
PAGE_CHARS = 1_800


def seed_of(run: str) -> int:
    return int.from_bytes(hashlib.sha256(run.encode()).digest()[:4]) & 0x7FFFFFFF


async def run_chunks(inner: Model, scene: Scene, run: RunBrief) -> AsyncGenerator[Chunk, None]:
    """The result as a message, a new canvas or an entry. Suggestions are an ordinary edit with other rights."""
    seed = seed_of(run.run)
    yield ThoughtChunk(f"A run of a task, for {run.now}.{f' {run.late}' if run.late else ''}")
    if run.news:
        yield TextChunk(f"{_late(run)}This is new since last time:\n\n```\n{run.news[:SHOWN_NEWS]}\n```")
        yield EndChunk("stop")
        return
    if run.pages and run.output == "message":
        scene = replace(scene, ask=f"{run.pages[0][:PAGE_CHARS]}\n\n{scene.ask}")
    steps: AsyncGenerator[Chunk, None]
    if run.output == "append" and run.canvas is not None and scene.active is not None:
        steps = _entry(inner, scene, scene.active, seed)
    elif run.output in ("document", "append"):
        opening = decide_opening(scene.ask)
        kind: Opening = "code" if opening.label == "code" else "document"
        steps = Writer(inner, seed).open(kind, opening.request or scene.ask, scene.ask)
    else:
        if run.late:
            yield TextChunk(_late(run))
        steps = answer_in_chat(inner, scene, seed)
    async with aclosing(steps) as chunks:
        async for chunk in chunks:
            yield chunk


def _late(run: RunBrief) -> str:
    return f"{run.late}\n\n" if run.late else ""


async def _entry(inner: Model, scene: Scene, active: CanvasScene, seed: int) -> AsyncGenerator[Chunk, None]:
    """An add_entry call whose text goes on from the end of the canvas."""
    async with aclosing(_words(inner, scene.ask, active, seed)) as pieces:
        async for chunk in streaming_call("add_entry", {}, pieces):
            yield chunk


async def _words(inner: Model, ask: str, active: CanvasScene, seed: int) -> AsyncGenerator[str, None]:
    brief = read_brief(ask, active.kind)
    tail = active.text.strip()[-TAIL:]
    messages = [Message("user", f"Write “{active.title}”."), Message("assistant", tail)] if tail else []
    messages.append(Message("user", f"{ask.rstrip('.')}. Write only the new part, about {ENTRY_WORDS} words."))
    guard = LoopGuard()
    guard.learn(tail)
    source = say(inner, messages, max_tokens=int(ENTRY_WORDS * 2), temperature=0.5, seed=seed)
    async with aclosing(source):
        async for sentence in clean_sentences(
            source, guard, ENTRY_WORDS, title=brief.title, lines=brief.form in ("poem", "list")
        ):
            yield sentence
