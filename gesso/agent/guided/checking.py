"""Whether words a small model wrote in place of a passage may stand there. Returns reasons, changes nothing."""

import re

from gesso.agent.guided.overlap import topic_words
from gesso.agent.guided.prose import is_chatty, strip_preamble
from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.agent.guided.wish import Wish

_NOT = re.compile(r"\b(?:not|no|never|nobody|nothing|none|without|nor|cannot|\w+n't)\b", re.IGNORECASE)
_LEAK = re.compile(
    r"\b(?:rewrit\w+|revised|rephras\w+|passage|paragraph|instruction|the original|original text|as an ai|sentence|"
    r"grammar|tone|version|edit(?:ed|s)?)\b",
    re.IGNORECASE,
)
_LENGTHS: dict[Wish, tuple[float, float]] = {
    "shorter": (0.2, 0.9), "longer": (1.15, 3.0), "simpler": (0.4, 1.35), "friendlier": (0.6, 1.6),
    "formal": (0.6, 1.7), "grammar": (0.85, 1.15),
    "other": (0.35, 2.5),
}  # fmt: skip


def first_passage(answer: str) -> str:
    """The paragraph of an answer that is the new passage, without preamble, quotation marks and remarks after it."""
    text = strip_preamble(answer.strip()).strip()
    text = re.split(r"\n\s*\n", text, maxsplit=1)[0].strip()
    kept: list[str] = []
    for sentence in split_sentences(text):
        if is_chatty(sentence):
            break
        kept.append(sentence)
    text = re.sub(r"\s*\n\s*", " ", "".join(kept)).strip()
    if len(text) > 2 and text[0] in '"“' and text[-1] in '"”' and text[1:-1].count('"') == 0:
        text = text[1:-1].strip()
    return text


def objection(before: str, after: str, wish: Wish, request: str = "") -> str:
    """Why `after` may not replace `before`; empty when it may."""
    if not after.strip():
        return "it is empty"
    if words_of(before) == words_of(after):
        return "it is the same as before"
    low, high = _LENGTHS.get(wish, (0.3, 3.0))
    ratio = len(words_of(after)) / max(1, len(words_of(before)))
    if not low <= ratio <= high:
        return "its length is off"
    if any(match.group(0).lower() not in before.lower() for match in _LEAK.finditer(after)):
        return "it speaks of the task"
    if not re.search(r"[.!?…:。！？\"”’)\]*_]\s*$", after) and re.search(r"[.!?…。！？]\s*$", before):
        return "it stops in mid-sentence"
    if set(re.findall(r"\d+", after)) - set(re.findall(r"\d+", before)):
        return "it brings in a number"
    if wish == "other":
        return _strays(before, after, request)
    return _drift(before, after, wish)


def _strays(before: str, after: str, request: str) -> str:
    """For free wishes: what was asked for is in it, and most of what was there is still there."""
    old, new = topic_words(before), topic_words(after)
    asked = topic_words(request) - old
    if asked and not asked & new:
        return "what was asked for is not in it"
    if len(old & new) < 0.6 * len(old):
        return "too little of the meaning is kept"
    return "too much is made up" if len(new - old - asked) > 0.4 * len(new) else ""


def _drift(before: str, after: str, wish: Wish) -> str:
    """For changes of style: the same facts, the same names, the same yes and no."""
    old, new = topic_words(before), topic_words(after)
    nays, nays_now = len(_NOT.findall(before)), len(_NOT.findall(after))
    if wish != "longer" and (bool(nays) != bool(nays_now) or (wish != "shorter" and nays != nays_now)):
        return "a yes became a no"
    if _names(after) - _names(before) - {w.capitalize() for w in words_of(before)}:
        return "it brings in a name"
    if wish != "shorter" and set(re.findall(r"\d+", before)) - set(re.findall(r"\d+", after)):
        return "a number is lost"
    if not _people(after) <= _people(before):
        return "somebody else does it now"
    kept = len(old & new) / max(1, len(old))
    fresh = len(new - old) / max(1, len(new))
    if kept < {"shorter": 0.35, "simpler": 0.6, "friendlier": 0.7, "formal": 0.6, "grammar": 0.9, "longer": 0.8}.get(
        wish, 0.5
    ):
        return "too little of the meaning is kept"
    if fresh > {"shorter": 0.15, "simpler": 0.3, "friendlier": 0.3, "formal": 0.35, "grammar": 0.1, "longer": 0.6}.get(
        wish, 0.4
    ):
        return "too much is made up"
    return ""


_PEOPLE = re.compile(r"\b(?:i|me|you|he|him|she|her|we|us|they|them)\b", re.IGNORECASE)


def _people(text: str) -> set[str]:
    """The personal pronouns: "I hear from you" has others than "you hear from me"."""
    return {match.lower() for match in _PEOPLE.findall(text)}


def _names(text: str) -> set[str]:
    """Capitalised words that do not begin a sentence."""
    return {w for w in re.findall(r"(?<![.!?]\s)(?<!^)(?<![\"“])\b[A-ZÀ-Þ][a-zà-ÿ]+", text) if w not in ("I",)}
