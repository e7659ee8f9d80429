"""Writing a new canvas with the small model: direct prompts, guarded prose, a title from the request.

A small model left alone for 300 words goes in circles. So the text is made in short stretches, each with its own
question (an angle on the topic), under one guard that remembers everything said so far.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing

from gesso.agent.guided.brief import Brief, count_words, read_brief
from gesso.agent.guided.calls import streaming_call, streaming_edit
from gesso.agent.guided.code import clean_code, parses
from gesso.agent.guided.decision import Opening
from gesso.agent.guided.imports import with_imports
from gesso.agent.guided.opening import decide_opening
from gesso.agent.guided.prose import LoopGuard, clean_sentences, tidy_items
from gesso.agent.guided.sentences import split_sentences
from gesso.agent.guided.speaking import say
from gesso.agent.scene import CanvasScene, Scene
from gesso.canvas.snapshot import Block
from gesso.model.messages import Chunk, Message, Model

_HISTORY = re.compile(r"(?:the |a )?(?:short |brief )?(?:history|origins?) of\s+", re.IGNORECASE)

CODE_TRIES = 3
Stretch = tuple[str, str]
"""A heading (or none) and the question for the paragraph under it."""

_OPENING = "Write the first paragraph of a blog post about {topic}. Start with an interesting fact."
_CLOSING = "Write one short closing paragraph about {topic}."
_ANGLES: tuple[Stretch, ...] = (
    ("Why it matters", "In one paragraph, explain why {topic} matters to people."),
    ("An example", "In one paragraph, give an example about {topic}."),
    ("In practice", "In one paragraph, give practical advice about {topic}."),
    ("Looking ahead", "In one paragraph, describe the future of {topic}."),
)
_HISTORY_ANGLES: tuple[Stretch, ...] = (
    ("How it began", "In one paragraph, explain where the history of {thing} begins."),
    ("How it spread", "In one paragraph, tell how {thing} spread around the world."),
    ("Today", "In one paragraph, describe {thing} today."),
    ("Why it matters", "In one paragraph, explain why {thing} matters to people."),
)
_REASON_ANGLES: tuple[Stretch, ...] = (
    ("The main reason", "In one paragraph, explain {topic}."),
    ("An example", "In one paragraph, give an example that shows {topic}."),
    ("What others say", "In one paragraph, answer somebody who asks {topic}."),
    ("What to do", "In one paragraph, give practical advice about {topic}."),
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

    async def open(
        self, kind: Opening, request: str, message: str, into: str | None = None
    ) -> AsyncGenerator[Chunk, None]:
        """The chunks of an open_canvas call that streams the text; of a rewrite of canvas `into`, which is empty.

        `request` is the clause of `message` that asks for the text.
        """
        brief = read_brief(request, kind, message)
        head: dict[str, str] = {"kind": "code" if kind == "code" else "document", "title": brief.title}
        if kind == "code" and brief.language:
            head["language"] = brief.language
        text = self._code(brief) if kind == "code" else self._document(brief)
        async with aclosing(text):
            call = ("rewrite", {"canvas": into}) if into else ("open_canvas", head)
            async for chunk in streaming_call(*call, text):
                yield chunk

    async def resume(self, scene: Scene, active: CanvasScene) -> AsyncGenerator[Chunk, None]:
        """The chunks of an edit that goes on where the text of `active` stops."""
        brief = read_brief(scene.ask, active.kind)
        if decide_opening(scene.ask).label == "chat":  # "continue": the title says what it is about
            brief = read_brief(f"write an article about {active.title}", active.kind)
        last = active.snapshot.leaves()[-1] if active.snapshot.leaves() else None
        text = self._rest(brief, active, last)
        broken = last is not None and _is_broken(last)
        if last is None:
            edit: dict[str, object] = {"selection": True, "op": "replace"}
        else:
            edit = {"block": last.number, "op": "replace" if broken else "insert_after"}
        async with aclosing(text):
            async for chunk in streaming_edit(edit, text):
                yield chunk

    async def _document(self, brief: Brief) -> AsyncGenerator[str, None]:
        guard = LoopGuard()
        if brief.form == "letter":
            yield f"Dear {brief.recipient},\n\n{_first_sentences(brief)}"
            if not (brief.facts or _official(brief)):
                async with aclosing(self._stretches(brief, guard, [], 0)) as pieces:
                    async for piece in pieces:
                        yield f" {piece}"
            yield "\n\nI would be glad to hear from you soon.\n\nKind regards,\n[Your name]\n"
        else:
            yield f"# {brief.title}\n\n"
            guard.learn(brief.title)
            async with aclosing(self._stretches(brief, guard, [], 0)) as pieces:
                async for piece in pieces:
                    yield piece

    async def _stretches(
        self, brief: Brief, guard: LoopGuard, so_far: list[str], written: int, skip: int = 0
    ) -> AsyncGenerator[str, None]:
        """The text in stretches until it is about as long as wanted, ended at a sentence."""
        stretches = plan_stretches(brief)
        whole = brief.form in ("poem", "list", "speech")
        for number, (heading, prompt) in enumerate(stretches[min(skip, len(stretches) - 1) :]):
            left = brief.words - written
            if number > 0 and (left < 40 or whole):
                break
            guard.strikes = 0
            limit = left if whole else 80 if brief.form == "letter" else min(left, brief.words // 3 + 20, 110)
            messages = _with_tail(prompt, so_far, brief)
            source = say(
                self._inner,
                messages,
                max_tokens=int(limit * 1.7) + 60,
                temperature=_temperature(brief),
                seed=self._seed + number,
            )
            pieces = source if whole else one_paragraph(source)
            began = False
            async with aclosing(source):
                sentences = clean_sentences(
                    pieces, guard, limit, title=brief.title, lines=brief.form in ("poem", "list")
                )
                async for sentence in tidy_items(sentences) if _TO_BUY.search(brief.request) else sentences:
                    sentence = sentence if whole else sentence.strip()
                    if not began and not whole:
                        sentence = re.sub(r"^\d+[.)]\s+|^[-*]\s+", "", sentence)
                        sentence = sentence[:1].upper() + sentence[1:]
                    if began:
                        sentence = sentence if whole else f" {sentence}"
                    else:
                        gap = "\n\n" if so_far else ""
                        sentence = (
                            f"{gap}## {heading}\n\n{sentence}" if heading and brief.words >= 250 else gap + sentence
                        )
                    began = True
                    so_far.append(sentence)
                    written += count_words(sentence)
                    yield sentence

    async def _rest(self, brief: Brief, active: CanvasScene, last: Block | None) -> AsyncGenerator[str, None]:
        """The rest of a text that was cut off. A sentence that was broken off is dropped and said anew."""
        guard = LoopGuard()
        kept = ""
        if last is not None and _is_broken(last):
            kept = "".join(s for s in split_sentences(last.text) if _ends_sentence(s)).rstrip()
            if kept:
                yield kept
        guard.learn(active.text if last is None else active.text[: last.start] + kept)
        headings = sum(b.kind == "heading" for b in active.snapshot.blocks)
        prose = "\n\n".join(b.text for b in active.snapshot.leaves() if b.kind == "paragraph")
        written = min(count_words(prose), int(0.6 * brief.words))
        first = not kept
        async with aclosing(self._stretches(brief, guard, [prose], written, skip=max(1, headings))) as pieces:
            async for piece in pieces:
                yield piece.lstrip("\n") if first else piece
                first = False
        if first:
            yield "…"

    async def _code(self, brief: Brief) -> AsyncGenerator[str, None]:
        """The first of a few programs that can be parsed; for languages that cannot be checked here, the first one."""
        wanted = f"one complete {brief.language} code block with short comments and nothing else"
        prompt = f"{brief.request} in {brief.language}.\n\nAnswer with {wanted}."
        messages = [
            Message("system", "You are a programmer. You write short, correct, complete programs."),
            Message("user", prompt),
        ]
        best = ""
        for attempt in range(CODE_TRIES):
            source = say(
                self._inner, messages, max_tokens=600, temperature=0.1 + 0.2 * attempt, seed=self._seed + attempt
            )
            async with aclosing(source):
                program = "".join([line async for line in clean_code(source)])
            if len(program) > len(best) and not best:
                best = program
            if program.strip() and parses(program, brief.language):
                best = program
                break
        if brief.language == "python":
            best = with_imports(best)
        for line in (best or "\n").splitlines(keepends=True):
            yield line


def plan_stretches(brief: Brief) -> list[Stretch]:
    """The questions whose answers make the text, each with a heading or none."""
    topic = brief.topic
    if brief.form == "story":
        return [("", brief.request), *(("", angle) for angle in _STORY_ANGLES)]
    if brief.form == "poem":
        return [("", f"{_as_order(brief)} Write only the poem, in four stanzas.")]
    if brief.form == "letter":
        return [("", f"In one short paragraph, tell me about {brief.subject}.")] if brief.subject else []
    if brief.form in ("list", "speech"):
        return [("", _as_order(brief))]
    thing = _HISTORY.sub("", topic).strip()
    if _HISTORY.match(topic) and thing:
        angles = _HISTORY_ANGLES
    elif re.match(r"(?:why|how|what|whether)\b", topic, re.IGNORECASE):
        angles = _REASON_ANGLES
    else:
        angles = _ANGLES
    if not brief.about:
        return [("", _as_order(brief)), *((h, p.format(topic=topic, thing=thing)) for h, p in angles[:2])]
    inner = angles if brief.words > 400 else angles[:3] if brief.words >= 200 else angles[:1]
    stretches = [("", _OPENING), *inner, *([("", _CLOSING)] if brief.words >= 200 else [])]
    return [(heading, prompt.format(topic=topic, thing=thing)) for heading, prompt in stretches]


_TO_BUY = re.compile(r"\b(?:packing|shopping|grocery|gear) list\b|\bwhat to (?:pack|bring|buy)\b", re.IGNORECASE)
_OFFICIAL = re.compile(
    r"\b(?:complain\w*|landlord|company|manager|office|council|bank|insurance|formal|resign\w*|notice|cancel\w*|"
    r"refund|request|kündig\w*)\b",
    re.IGNORECASE,
)
_APPLIES = re.compile(
    r"\b(?:cover letter|application|apply|job|position|bewerbung|anschreiben|motivación|motivation)\b", re.IGNORECASE
)


def _official(brief: Brief) -> bool:
    """Whether made-up facts would do harm: then the letter is a frame with gaps, not a small model's fancy."""
    return bool(_OFFICIAL.search(brief.order) or _APPLIES.search(brief.order))


def _first_sentences(brief: Brief) -> str:
    about = f"I am writing to you about {brief.subject or '[what it is about]'}."
    if _APPLIES.search(brief.order):
        return (
            f"I would like to apply for {brief.subject or '[the position]'}.\n\n"
            f"[Say in two or three sentences what you have done so far "
            f"and why it fits.]\n\n"
            "I learn quickly, I am reliable, and I would be happy to tell you more about myself in a conversation."
        )
    happened = brief.facts or "[Add what happened, with the dates, and what you have already tried.]"
    opening = brief.facts if brief.facts and not brief.subject else f"{about}\n\n{happened}"
    if _official(brief):
        return (
            f"{opening}\n\n"
            "I would like to ask you to look into this as soon as possible, and to let me know in writing what you "
            "will do and by when. "
            "If you need anything more from me, please tell me."
        )
    return opening if brief.facts else about


def _as_order(brief: Brief) -> str:
    order = brief.request.rstrip(" .")
    return (
        f"{order}."
        if re.match(r"(?:.*\. )?(?:write|draft|compose|create|make|prepare)\b", order, re.IGNORECASE)
        else f"Write this: {order}."
    )


def _temperature(brief: Brief) -> float:
    return 0.6 if brief.form in ("story", "poem") else 0.3


async def one_paragraph(pieces: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    """The pieces up to the first blank line that follows a whole paragraph of prose."""
    seen = ""
    async for piece in pieces:
        seen += piece
        body = seen.lstrip()
        if "\n\n" in body and len(body.split("\n\n")[0].split()) > 15:
            yield piece.split("\n")[0]
            return
        yield piece


def _with_tail(prompt: str, so_far: list[str], brief: Brief) -> list[Message]:
    """The question, after the end of what is written when it must follow on from it."""
    if not so_far:
        return [Message("user", prompt)]
    tail = "".join(so_far)[-700:]
    if brief.form == "story":
        return [Message("user", brief.request), Message("assistant", tail), Message("user", prompt)]
    return [Message("user", prompt)]


def _is_broken(block: Block) -> bool:
    return block.kind == "paragraph" and not _ends_sentence(block.text)


def _ends_sentence(text: str) -> bool:
    return bool(re.search(r"[.!?…。！？:][\"'”’)\]*_]*\s*$", text))
