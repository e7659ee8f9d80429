"""Writing a new canvas with the small model: direct prompts, guarded prose, a title from the request.

A small model left alone for 300 words goes in circles. So the text is made in short stretches, each with its own
question (an angle on the topic), under one guard that remembers everything said so far.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from gesso.agent.guided.brief import Brief, count_words, read_brief
from gesso.agent.guided.calls import streaming_call, streaming_edit
from gesso.agent.guided.code import clean_code
from gesso.agent.guided.decision import Opening
from gesso.agent.guided.prose import LoopGuard, clean_sentences
from gesso.agent.guided.speaking import say
from gesso.agent.scene import CanvasScene, Scene
from gesso.canvas.snapshot import Block
from gesso.model.messages import Chunk, Message, Model

TEMPERATURE = 0.5
_HISTORY = re.compile(r"\b(?:history|origins?|story) of\b|\bgeschichte de[rs]\b|\bhistoria de\b|\bhistoire d", re.IGNORECASE)

_ANGLES = (
    "Write a paragraph about why {topic} matters to people today.",
    "Write a paragraph with one concrete example about {topic}.",
    "Write a paragraph with practical advice about {topic}.",
    "Write a short closing paragraph about {topic}.",
)
_HISTORY_ANGLES = (
    "Write a paragraph about how people's everyday life changed in {topic}.",
    "Write a paragraph about trade and travel in {topic}.",
    "Write a paragraph about what is different today in {topic}.",
    "Write a short closing paragraph about {topic}.",
)
_STORY_ANGLES = (
    "Continue the story. Something unexpected happens.",
    "Continue the story with a short conversation.",
    "Write how the story ends.",
)


class Writer:
    """Writes whole texts and goes on with texts that were cut off."""

    def __init__(self, inner: Model, seed: int) -> None:
        self._inner = inner
        self._seed = seed

    async def open(self, kind: Opening, request: str, scene: Scene) -> AsyncGenerator[Chunk, None]:
        """The chunks of an open_canvas call that streams the text."""
        brief = read_brief(request, kind)
        head: dict[str, str] = {"kind": "code" if kind == "code" else "document", "title": brief.title}
        if kind == "code" and brief.language:
            head["language"] = brief.language
        text = self._code(brief) if kind == "code" else self._document(brief)
        async with aclosing(text):
            async for chunk in streaming_call("open_canvas", head, text):
                yield chunk

    async def resume(self, scene: Scene, active: CanvasScene) -> AsyncGenerator[Chunk, None]:
        """The chunks of an edit that goes on where the text of `active` stops."""
        brief = read_brief(scene.ask, active.kind)
        last = active.snapshot.leaves()[-1] if active.snapshot.leaves() else None
        text = self._rest(brief, active, last)
        broken = last is not None and not _ends_sentence(last.text) and last.kind == "paragraph"
        if last is None:
            edit: dict[str, object] = {"selection": True, "op": "replace"}
        else:
            edit = {"block": last.number, "op": "replace" if broken else "insert_after"}
        async with aclosing(text):
            async for chunk in streaming_edit(edit, text):
                yield chunk

    async def _document(self, brief: Brief) -> AsyncGenerator[str, None]:
        guard = LoopGuard()
        if brief.form != "letter":
            yield f"# {brief.title}\n\n"
            guard.learn(brief.title)
        async for piece in self._stretches(brief, guard, [], 0):
            yield piece

    async def _stretches(
        self, brief: Brief, guard: LoopGuard, so_far: list[str], written: int
    ) -> AsyncGenerator[str, None]:
        """The text in stretches until it is about as long as wanted, ended at a sentence."""
        prompts = _prompts(brief)
        if so_far:
            prompts = prompts[1:]
        for number, prompt in enumerate(prompts):
            left = brief.words - written
            if left < 0.25 * brief.words and number > 0:
                break
            closing = number == len(prompts) - 1 and number > 0
            limit = min(left, 70) if closing else left
            if number > 0:
                limit = min(limit, 110)
            guard.strikes = 0
            messages = _with_tail(prompt, so_far, brief)
            tokens = int(limit * 1.7) + 60
            source = say(self._inner, messages, max_tokens=tokens, temperature=TEMPERATURE, seed=self._seed + number)
            began = False
            async with aclosing(source):
                lines = brief.form in ("poem", "list")
                async for sentence in clean_sentences(source, guard, limit, title=brief.title, lines=lines):
                    gap = "\n\n" if so_far and not began and not so_far[-1].endswith("\n\n") else ""
                    began = True
                    so_far.append(gap + sentence)
                    written += count_words(sentence)
                    yield gap + sentence
            if brief.form in ("poem", "letter", "list") and written >= 30:
                break

    async def _rest(self, brief: Brief, active: CanvasScene, last: Block | None) -> AsyncGenerator[str, None]:
        guard = LoopGuard()
        guard.learn(active.text)
        if last is not None and not _ends_sentence(last.text) and last.kind == "paragraph":
            yield last.text.rstrip() + await self._end_of_sentence(last.text) + "\n\n"
        prose = "\n\n".join(b.text for b in active.snapshot.leaves() if b.kind == "paragraph")
        written = min(count_words(prose), int(0.7 * brief.words))
        async for piece in self._stretches(brief, guard, [prose], written):
            yield piece.lstrip("\n") if piece.startswith("\n\n") else piece

    async def _end_of_sentence(self, text: str) -> str:
        """The words that complete a sentence broken off, with the space before them; "…" when the model finds none."""
        tail = text[-400:]
        messages = [Message("user", f"Complete the last sentence of this text. Write only the missing words.\n\n{tail}")]
        source = say(self._inner, messages, max_tokens=40, temperature=0.3, seed=self._seed)
        answer = "".join([piece async for piece in source]).strip()
        at = answer.rfind(tail[-25:])
        rest = answer[at + len(tail[-25:]) :] if at >= 0 else answer
        ended = re.match(r"[^.!?\n]{0,160}[.!?]", rest.strip())
        if ended is None or ended.group(0)[:1].isupper():
            return "…"
        return (" " if not text.endswith((" ", "\n")) and re.match(r"\w", ended.group(0)) else "") + ended.group(0)

    def _code(self, brief: Brief) -> AsyncGenerator[str, None]:
        prompt = f"{brief.request}\n\nAnswer with one complete {brief.language} code block with short comments and nothing else."
        messages = [
            Message("system", "You are a programmer. You write short, correct, complete programs."),
            Message("user", prompt),
        ]
        source = say(self._inner, messages, max_tokens=700, temperature=0.2, seed=self._seed)
        return clean_code(source)


def _prompts(brief: Brief) -> list[str]:
    topic = brief.topic
    if brief.form == "story":
        return [brief.request, *_STORY_ANGLES]
    if brief.form == "poem":
        return [f"{brief.request}. Write only the poem, in four short stanzas.", f"Write another stanza about {topic}."]
    if brief.form in ("letter", "list"):
        return [brief.request, brief.request]
    angles = _HISTORY_ANGLES if _HISTORY.search(topic) else _ANGLES
    return [brief.request, *(angle.format(topic=topic) for angle in angles)]


def _with_tail(prompt: str, so_far: list[str], brief: Brief) -> list[Message]:
    """The question, after the end of what is written when it must follow on from it."""
    if not so_far:
        return [Message("user", prompt)]
    tail = "".join(so_far)[-700:]
    if brief.form == "story":
        return [Message("user", brief.request), Message("assistant", tail), Message("user", prompt)]
    return [Message("user", prompt)]


def _ends_sentence(text: str) -> bool:
    return bool(re.search(r"[.!?…。！？:][\"'”’)\]*_]*\s*$", text))


