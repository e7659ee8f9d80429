"""The next words, from a model that continues text: what it is shown, and how much of its answer is offered.

Pure but for the model, which the caller asks. Only text of the canvas itself is ever shown to it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gesso.agent.next_edit.candidate import Candidate, Situation, Splice
from gesso.agent.next_edit.likelihood import likely_words
from gesso.model.completion import Gap, Piece, Until

QUANTUM = 600
"""The window's beginning moves by so many code points: typing on leaves it, and what a model has read, as it is."""
LEAST_WINDOW = 300
SUFFIX = 600
MOST_TOKENS = 10
WITHIN_S = 0.24
LEAST_LETTERS = 3
"""Less than this is typed sooner than it is read."""

_BEGUN = re.compile(r"\w{1,40}\Z")
_CLOSING = re.compile(r"[)\]}>\"'’”»*_`.,;:!?]*[ \t]*")
_PROSE_END = r"[.!?…](?=\s)|\n"
_CODE_END = r"\S[^\n]*\n"


@dataclass(frozen=True)
class Ask:
    """What a model is asked at a caret, and the situation it was made for."""

    now: Situation
    gap: Gap
    until: Until


def ask_words(now: Situation, floor: float) -> Ask | None:
    """The question, or None where words would be in the way: inside a word, or before others on the same line.

    `floor` is the logarithm of the probability below which nothing would be offered anyway.
    """
    rest = now.text[now.caret : now.line_end]
    if not _CLOSING.fullmatch(rest) or now.caret == 0:
        return None
    before = now.text[window_start(now.text, now.caret) : now.caret]
    if not before.strip() or len(before) < 8:
        return None
    begun = _BEGUN.search(before)
    gap = Gap(before, now.text[now.caret : now.caret + SUFFIX], begun[0] if begun else "")
    # A word that is being spelled out again takes pieces of its own.
    tokens = MOST_TOKENS + (2 if begun else 0)
    return Ask(now, gap, Until(_CODE_END if now.code else _PROSE_END, tokens, floor, WITHIN_S))


def window_start(text: str, caret: int) -> int:
    """Where the text shown to a model begins: a line's start, the same one for as long as the caret goes on nearby."""
    aim = (caret - LEAST_WINDOW) // QUANTUM * QUANTUM
    if aim <= 0:
        return 0
    line = text.find("\n", aim - 1, aim + LEAST_WINDOW)
    return line + 1 if line >= 0 else aim


def offered_words(ask: Ask, pieces: Sequence[Piece], threshold: float) -> Candidate | None:
    """The longest run of whole words at the beginning of an answer that is likely enough; None when none is."""
    best: Candidate | None = None
    for text, logprob in _prefixes(ask, pieces):
        likely = likely_words(logprob, len(text), bool(ask.gap.begun), ask.now.code)
        if likely < threshold:
            break
        shown = _fitted(ask, text)
        if shown:
            best = Candidate("words", (Splice(ask.now.caret, ask.now.caret, shown),), likely)
    return best


def _prefixes(ask: Ask, pieces: Sequence[Piece]) -> list[tuple[str, float | None]]:
    """Every beginning of the answer that ends where a word does, shortest first, with its log-probability."""
    found: list[tuple[str, float | None]] = []
    text, logprob = "", 0.0
    known = all(piece.logprob is not None for piece in pieces)
    for index, piece in enumerate(pieces):
        text += piece.text
        logprob += piece.logprob or 0.0
        last = index + 1 == len(pieces)
        # The answer may have been cut inside a word: letters at its very end count only when something follows them.
        inside = text[-1:].isalnum() and (last or pieces[index + 1].text[:1].isalnum())
        end = re.search(ask.until.pattern, text)
        if text.strip() and (end or not inside):
            found.append((text[: end.end()] if end else text, logprob if known else None))
        if end:
            break
    return found


def _fitted(ask: Ask, text: str) -> str:
    """The words as they would be put in: no blank at their end, nothing that stands after the caret already, nothing
    that only says again what was just said. Empty when too little is left."""
    now = ask.now
    text = text.rstrip()
    after = now.text[now.caret : now.caret + SUFFIX]
    rest = now.text[now.caret : now.line_end].rstrip()
    for size in range(min(len(rest), len(text)), 0, -1):
        if text.endswith(rest[:size]):
            text = text[:-size]
            break
    said = text.strip()
    if sum(letter.isalnum() for letter in said) < LEAST_LETTERS and not (now.code and len(said) >= LEAST_LETTERS):
        return ""
    if after.lstrip().startswith(said) or (len(said) >= 12 and ask.gap.before.rstrip().endswith(said)):
        return ""
    if now.caret and now.text[now.caret - 1].isspace():
        text = text.lstrip(" ")
    return text
