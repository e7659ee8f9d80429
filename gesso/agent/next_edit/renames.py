"""A word was replaced by another: the same replacement wherever else the word stands. Pure."""

import re

from gesso.agent.next_edit.candidate import Candidate, Replacement, Situation, Splice, candidate

_WORDS = re.compile(r"\w[\w'’-]*(?: \w[\w'’-]*){0,3}")
_NAME = re.compile(r"[A-Z0-9_]|[^\W\d_]-[^\W\d_]|[^\x00-\x7f]")
MOST_CHARS = 60
OTHERS_AWAY = 200_000
"""Code points around the caret that are searched."""

_LIKELY = {"name": 0.85, "again": 0.92, "code": 0.8, "plain": 0.25}


def widened(text: str, found: Replacement) -> tuple[str, str, int, int]:
    """The whole words that were replaced and that stand there now, and where: "An|na" to "Ev|a" is Anna to Eva."""
    start, end = found.start, found.end
    while start > 0 and _inside(text[start - 1]) and (found.before[:1] or text[start : start + 1]).isalnum():
        start -= 1
    while end < len(text) and _inside(text[end]) and (found.before[-1:] or text[end - 1 : end]).isalnum():
        end += 1
    before = text[start : found.start] + found.before + text[found.end : end]
    return before, text[start:end], start, end


def _inside(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def rename_others(now: Situation) -> Candidate | None:
    """The other uses of the word that was just replaced, all at once."""
    if now.newest is None:
        return None
    before, after, start, end = widened(now.text, now.newest)
    # A word of one letter is a list's mark or an article; a word still being typed is not yet what is meant.
    if not _exchanged(before, after) or (now.caret == end and len(after) < 3 and not now.code):
        return None
    if start < now.caret < end:
        return None
    low = max(0, now.caret - OTHERS_AWAY)
    nearby = now.text[low : now.caret + OTHERS_AWAY]
    pattern = rf"(?<![\w]){re.escape(before)}(?![\w])"
    places = [(low + each.start(), low + each.end()) for each in re.finditer(pattern, nearby)]
    splices = [Splice(a, b, after) for a, b in places if b <= start or a >= end]
    return candidate("rename", splices, _likely(now, before, after))


def _exchanged(before: str, after: str) -> bool:
    """Whether one word or name stands where another stood."""
    same = before == after or not before or not after
    short = len(before) < 2 or len(after) < 2 or max(len(before), len(after)) > MOST_CHARS
    return not same and not short and all(_WORDS.fullmatch(words) for words in (before, after))


def _likely(now: Situation, before: str, after: str) -> float:
    """How likely all uses are meant: surely when it was done twice, well for a name, seldom for an everyday word."""
    done = [widened(now.text, each)[:2] for each in now.recent[:-1]]
    if (before, after) in done:
        return _LIKELY["again"]
    if now.code:
        return _LIKELY["code"]
    return _LIKELY["name"] if _NAME.search(before) else _LIKELY["plain"]
