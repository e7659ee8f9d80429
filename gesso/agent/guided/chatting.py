"""Answers in the chat: what code knows exactly, else a short guarded answer of the small model; and closing words."""

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from gesso.agent.guided.ask import respell
from gesso.agent.guided.brief import count_words
from gesso.agent.guided.languages import ENGLISH_ONLY, language_of
from gesso.agent.guided.prose import LoopGuard, boasts, clean_sentences
from gesso.agent.guided.reporting import CODE_DOES, SUM_UP, YOU_CHANGED, code_named, describe_done, fact_in, summary_of
from gesso.agent.guided.speaking import say
from gesso.agent.measuring import MEASURED
from gesso.agent.scene import Scene
from gesso.agent.scheduled import ASKS
from gesso.base.late import late
from gesso.model.messages import Chunk, EndChunk, Message, Model, TextChunk

_CHANGED = late(
    r"\bwhat (?:did|have) (?:i|we) (?:just |recently )?(?:chang|edit|writ|wrote|remov|add|do)|\bwhat(?:'s| has|"
    r" is)? (?:been )?changed\b|\bwhat (?:is|was) (?:different|new)\b|"
    r"\bwas habe ich (?:gerade )?geändert|\bqué (?:he cambiado|cambié)|\bqu'est-ce que j'ai changé|"
    r"我(?:刚才|刚刚)?(?:改|修改)了什么|tôi (?:vừa|đã) (?:sửa|thay đổi) gì",
    re.IGNORECASE,
)
_COUNT = late(
    r"\bhow (?:many words|long)\b|\bword count\b|\bwie viele wörter\b|\bcuántas palabras\b|\bcombien de mots\b|多少字|"
    r"bao nhiêu từ",
    re.IGNORECASE,
)
THANKS = late(r"^\W*(?:thanks?(?: you| a lot| so much)?|thx|ty|danke|gracias|merci|cảm ơn|谢谢)\b[^?]*$", re.IGNORECASE)
GREETS = late(
    r"^\W*(?:hi|hello|hey|hallo|hola|bonjour|salut|good (?:morning|afternoon|evening))(?: there|"
    r" gesso)?\W*$",
    re.IGNORECASE,
)
_ASKS_WHAT_FOR = late(
    r"^\W*(?:(?:so|ok|hi|hello|hey),? )?(?:what (?:all )?(?:can|could|do) (?:you|gesso|i) do"
    r"(?: here| for me| with (?:you|this|gesso))?|"
    r"what(?: i|')s (?:this|gesso)|who are you|what are you|how (?:do|can) i (?:start|begin|use (?:this|gesso|you))|"
    r"how does (?:this|gesso|it) work|help(?: me)?|was kannst du(?: alles)?|hilfe)\W*$",
    re.IGNORECASE,
)
WHAT_FOR = """\
I write and change texts and programs with you, on a page beside this conversation:

- Ask for a text or a program: “write a letter to my landlord: the heater is broken”.
- Mark words and say what to change. Each change is shown and can be taken back; “suggest” only proposes it.
- Attach files and ask about them, or paste rows and say “chart this”.
- Say “remind me at 7 pm to call Anna” or “every weekday at 8 am collect the news”, and it is done then.

I am the small model that comes with gesso: exact where rules do the work, plain as a writer. A larger one is chosen \
in the menu at the message box."""
_ABOUT_TEXT = late(
    r"\b(?:it|this|the (?:text|story|document|post|letter|email|article|essay|intro|paragraph|table)|text|texto|"
    r"texte|bài)\b|文",
    re.IGNORECASE,
)
CHAT_WORDS = 130
MOST_WISHED = 400  # characters of a project's instructions: a small model loses the question behind more
_PERSONA = "You are a friendly expert who gives short practical answers."


async def answer_in_chat(inner: Model, scene: Scene, seed: int) -> AsyncGenerator[Chunk, None]:
    """Text chunks of a short answer, then an EndChunk."""
    said = respell(scene.ask)
    exact = _exact_answer(said, scene)
    if exact is not None:
        yield TextChunk(exact)
        yield EndChunk("stop")
        return
    if (language := language_of(scene.ask)) in ENGLISH_ONLY:
        yield TextChunk(ENGLISH_ONLY[language])
        yield EndChunk("stop")
        return
    held = ""  # white space waits for the next sentence, so that the answer does not end with it
    spoken = False
    async with aclosing(_model_answer(inner, said, scene, seed)) as pieces:
        async for piece in pieces:
            words = piece.rstrip()
            yield TextChunk((held if spoken else "") + words)
            held, spoken = piece[len(words) :], True
    if not spoken:
        yield TextChunk("I have no good answer to that. A larger model, chosen in the menu, may do better.")
    yield EndChunk("stop")


def _exact_answer(said: str, scene: Scene) -> str | None:
    """An answer that needs no model: what changed, how long the text is, a summary, thanks."""
    active = scene.active
    if THANKS.match(said):
        return "You are welcome."
    if GREETS.match(said):
        return "Hello! What shall we write, or change?"
    if _ASKS_WHAT_FOR.match(said):
        return WHAT_FOR
    if YOU_CHANGED.search(said):
        return describe_done(scene.chat)
    if active is None:
        return "There is no page in this conversation yet, so nothing was changed." if _CHANGED.search(said) else None
    if SUM_UP.search(said) and active.kind == "document" and (summary := summary_of(active.snapshot)):
        return summary
    if active.kind == "code" and CODE_DOES.search(said) and (facts := code_named(said, active)):
        return facts
    if _CHANGED.search(said):
        return describe_changed(active.changed)
    if _COUNT.search(said):
        return f"“{active.title}” has {count_words(active.text)} words."
    return (fact_in(said, active.snapshot) or None) if active.kind == "document" else None


def describe_changed(changed: str) -> str:
    """What people changed since the last turn, from the diff in the scene (lines with `-` and `+`)."""
    if not changed.strip():
        return "Nothing has changed since my last turn."
    removed = [line[1:].strip() for line in changed.splitlines() if line.startswith("-")]
    added = [line[1:].strip() for line in changed.splitlines() if line.startswith("+")]
    if removed and not added:
        return "You removed:\n\n" + "\n".join(f"> {line}" for line in removed)
    if added and not removed:
        return "You added:\n\n" + "\n".join(f"> {line}" for line in added)
    if removed and added:
        before, after = "\n".join(f"> {line}" for line in removed), "\n".join(f"> {line}" for line in added)
        return f"You changed\n\n{before}\n\nto\n\n{after}"
    return f"This changed:\n\n{changed}"


async def _model_answer(inner: Model, said: str, scene: Scene, seed: int) -> AsyncGenerator[str, None]:
    wish = f" Keep to this: {scene.instructions[:MOST_WISHED]}" if scene.instructions else ""
    messages = [Message("system", _PERSONA + wish)]
    messages += [Message(m.role, m.text[-600:]) for m in scene.chat[-4:] if m.role in ("user", "assistant") and m.text]
    question = re.sub(
        r"^\W*(?:please )?(?:can you )?help me (?:to )?(?P<what>[^?.!]+)[?.!]?$",
        r"How do I \g<what>?",
        said,
        flags=re.IGNORECASE,
    )
    if scene.active is not None and _ABOUT_TEXT.search(said):
        question = f"{scene.active.text[:1800]}\n\nQuestion about this text: {said}"
    messages.append(Message("user", question))
    guard = LoopGuard()
    source = say(inner, messages, max_tokens=CHAT_WORDS * 2, temperature=0.3, seed=seed)
    async with aclosing(source):
        async for sentence in clean_sentences(source, guard, CHAT_WORDS):
            if not boasts(sentence):
                yield sentence


_OPENED = late(r"“(?P<title>.*?)” is open with (?P<words>\d+) words")


def closing_words(messages: Sequence[Message]) -> str:
    """One honest sentence or two for the end of a turn, made from the tool's own result."""
    result = messages[-1]
    text = result.text.split(MEASURED)[0].strip().removeprefix(ASKS)  # the measure is shown beside the answer
    if opened := _OPENED.search(text):
        told = f"“{opened['title']}” is in the canvas, {opened['words']} words."
        if result.call_name != "open_canvas":
            return told
        if _opened_code(messages):
            return f"“{opened['title']}” is in the canvas. A small model wrote it, so run it before you rely on it."
        return f"{told} A small model wrote it, so check the facts."
    if text.startswith("Done: "):
        done = text.removeprefix("Done: ").split("\n\n")[0]
        return f"I {done[:1].lower()}{done[1:]}" if done else "Done."
    if "there as a suggestion" in text:
        return "Somebody changed that passage meanwhile, so I left it alone; my version is there as a suggestion."
    return text.split("\n\n")[0] or "Done."


def _opened_code(messages: Sequence[Message]) -> bool:
    calls = [call for message in messages for call in message.calls if call.name == "open_canvas"]
    return bool(calls) and calls[-1].args.get("kind") == "code"
