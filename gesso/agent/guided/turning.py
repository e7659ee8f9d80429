"""Other forms of a page on the guided path: slides, an audiobook, reading levels, a translation, a comic; and pictures.

Rules by the words of the message alone; the tool opens the form and counts what is in it. Pure.
"""

import re
from collections.abc import Iterator, Sequence, Set

from gesso.agent.guided.ask import respell, strip_politeness
from gesso.agent.guided.calls import whole_call
from gesso.agent.scene import Scene
from gesso.model.messages import Chunk, EndChunk, Message, TextChunk, ThoughtChunk

_THIS = r"(?:this|that|it|(?:the|my|our|this) (?:document|text|page|story|article|chapter|notes?|report|novel|tale))"
_MAKE = r"(?:turn|make|convert|transform|show|open|give me|export|read|see|present|create|build|i want|i need)"
_FORMS = (
    ("slides", rf"\b{_MAKE}\b.{{0,40}}\b(?:slides?|slide ?show|slide deck|presentation|power ?point)\b"),
    ("aloud", rf"\b{_MAKE}\b.{{0,40}}\b(?:audio ?books?|spoken version|audio version)\b|\bas an audio ?book\b"),
    ("cards", rf"\b{_MAKE}\b.{{0,40}}\banki\b|\banki (?:deck|cards?)\b"),
    (
        "levels",
        r"\b(?:reading|reader)[- ]levels?\b(?! (?:of|in)\b)",
    ),
    ("storyboard", rf"\b{_MAKE}\b.{{0,40}}\b(?:comic(?: ?strip)?s?|story ?board|graphic novel)\b"),
)
_BESIDE = re.compile(
    r"\b(?:translat\w+|(?:in|into) (?P<before>[a-z]+))\b.*\b(?:side[- ]by[- ]side|next to (?:it|the original)|"
    r"beside (?:it|the (?:text|original))|bilingual|in parallel|aligned|both languages)\b|"
    r"\b(?:side[- ]by[- ]side|bilingual|parallel|aligned)\b.*\b(?:translation|version)\b",
    re.IGNORECASE,
)
_INTO = re.compile(r"\b(?:in|into|to) ([a-z]+)\b|\b([a-z]+) translation\b", re.IGNORECASE)
_ABOUT = re.compile(rf"\b(?:of|from|out of|for) {_THIS}\b|\b{_MAKE} {_THIS}\b|\b{_THIS}\b", re.IGNORECASE)
_OTHERWISE = re.compile(
    r"\b(?:explain|why|what (?:is|are)|how (?:do|does|to)|write (?:a|an|some|me) (?!comic|story ?board)|about)\b", re.I
)
_DRAW = re.compile(
    r"^(?:draw|paint|generate|create|make|show|give)(?: me| us)? (?:an?|the) "
    r"(?:picture|image|illustration|painting|photo|photograph|drawing)(?: (?:of|showing|with))? (?P<what>.{3,400})$",
    re.IGNORECASE | re.DOTALL,
)
LANGUAGES = frozenset(
    re.findall(
        r"\w+",
        "english german french spanish italian portuguese dutch polish czech swedish danish norwegian finnish turkish "
        "greek ukrainian russian arabic hebrew hindi chinese japanese korean vietnamese indonesian thai romanian "
        "hungarian catalan latin",
    )
)
_SHOWN = re.compile(r"!\[[^\]]*\]\(files/[^)]+\)")


def turn(scene: Scene, messages: Sequence[Message], offered: Set[str]) -> Iterator[Chunk] | None:
    """The call that opens a form or draws, and the words after it; None where the message asks for something else."""
    if scene.run is not None or scene.goal is not None:
        return None
    if messages:
        return _after(messages[-1])
    said = strip_politeness(respell(scene.ask)).strip()
    if len(said) > 500:
        return None
    if "draw_picture" in offered and (drawn := _DRAW.match(said.rstrip(".!"))) is not None:
        args = {"words": drawn["what"].strip(), "alt": drawn["what"].strip()[:300]}
        return _call("draw_picture", args, "a picture of it was asked for")
    if "turn_into" not in offered or scene.active is None or scene.active.data or not scene.active.text.strip():
        return None
    if (form := wanted(said)) is None:
        return None
    language = _language(said) if form == "translation" else ""
    args = {"form": form} | ({"language": language} if language else {})
    return _call("turn_into", args, f"the page was asked for in another form, {form}")


def wanted(said: str) -> str | None:
    """Which form a message asks for, of the page in front."""
    if _BESIDE.search(said):
        return "translation" if _language(said) else None
    if _OTHERWISE.search(said) or not (_ABOUT.search(said) or len(said.split()) <= 5):
        return None
    return next((form for form, words in _FORMS if re.search(words, said, re.IGNORECASE)), None)


def _language(said: str) -> str:
    for found in _INTO.finditer(said):
        word = (found[1] or found[2]).casefold()
        if word in LANGUAGES:
            return word
    return ""


def _call(name: str, args: dict[str, str], why: str) -> Iterator[Chunk]:
    yield ThoughtChunk(f"I look at the words: {why}.\n")
    yield from whole_call(name, args)
    yield EndChunk("calls")


def _after(last: Message) -> Iterator[Chunk] | None:
    if last.role != "tool" or last.call_name not in ("turn_into", "draw_picture"):
        return None
    shown = _SHOWN.match(last.text)
    return _say(shown[0] if shown else last.text)


def _say(words: str) -> Iterator[Chunk]:
    yield TextChunk(words)
    yield EndChunk("stop")
