"""The reading-level ladder: the same document for other readers, and how hard each version is to read.

Two rungs are made by rules, which need no model: plain words for rare ones, and the same in shorter sentences. They
drop nothing and say nothing new. The other rungs are asked of a model. English is measured by Flesch-Kincaid (years of
school), every other language by LIX (Björnsson 1968: words per sentence and the share of words over six letters).
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.agent.guided.swapping import Kept, swap
from gesso.agent.guided.swaps import SIMPLE
from gesso.canvas.reading import counts_of, flesch_kincaid, language_written, prose_of

Rung = Literal["plain", "short", "year9", "year6", "year3"]
BY_RULES: tuple[Rung, ...] = ("plain", "short")
BY_MODEL: tuple[Rung, ...] = ("year9", "year6", "year3")
TITLES: dict[Rung, str] = {
    "plain": "Plain words", "short": "Short sentences", "year9": "School year 9", "year6": "School year 6",
    "year3": "School year 3",
}  # fmt: skip
Formula = Literal["Flesch-Kincaid", "LIX"]
LONG = 12
"""Words; a sentence with more is split where two of its clauses meet."""
_ITEM = re.compile(r"^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)", re.MULTILINE)
_WHOLE = re.compile(r"[ \t]*(?:#|>|\||!\[|\[\^)")
_SUBJECT = (
    r"(?:i|you|he|she|it|we|they|the|this|these|those|that|there|nobody|people|his|her|their|our|its|many|some|most|all|"
    r"no|each|every|[A-Z]\w+)"
)
_MEET = re.compile(rf",\s+(and|but|so|because|while|although)\s+(?={_SUBJECT}\b)|;\s+|\s+[–—]\s+(?={_SUBJECT}\b)")
_STARTS = {"and": "", "but": "But ", "so": "So ", "because": "This is because ", "while": "", "although": "But "}
_OPENING = re.compile(
    r"\W*(?:if|when|as|after|before|while|although|though|since|because|unless|until|once|whether)\b", re.I
)
_SHORTEST = 4


def by_rules(rung: Rung, source: str) -> str:
    """A part at that rung. Headings, quotes, tables, pictures and footnotes stay; English is what the rules know."""
    return _by_rules(rung, source)


@lru_cache(maxsize=20_000)
def _by_rules(rung: Rung, source: str) -> str:
    if _WHOLE.match(source):
        return source
    change: Callable[[str], str] = _plain if rung == "plain" else lambda piece: _shortened(_plain(piece))
    pieces = _ITEM.split(source)
    head = change(pieces[0]) if pieces[0].strip() else pieces[0]
    return head + "".join(mark + change(words) for mark, words in zip(pieces[1::2], pieces[2::2], strict=True))


def _plain(text: str) -> str:
    kept = Kept.but_quoted(text)
    return text if kept is None else kept.back(swap(kept.text, SIMPLE))


def _shortened(text: str) -> str:
    kept = Kept.but_quoted(text)
    return text if kept is None else kept.back("".join(map(_split, split_sentences(kept.text))))


def _split(sentence: str) -> str:
    """The sentence as several, where both halves can stand alone; over again in its second half."""
    if len(words_of(sentence)) <= LONG or _OPENING.match(sentence):
        return sentence
    for found in _MEET.finditer(sentence):
        before, after = sentence[: found.start()], sentence[found.end() :]
        if min(len(words_of(before)), len(words_of(after))) < _SHORTEST or _open(before):
            continue
        start = _STARTS.get((found[1] or "").lower(), "")
        rest = start + after if start else after[:1].upper() + after[1:]
        return f"{before.rstrip(' ,;')}. {_split(rest)}"
    return sentence


def _open(before: str) -> bool:
    """Whether what stands before goes on behind: an open bracket, or one half of two."""
    return before.count("(") > before.count(")") or bool(
        re.search(r"\b(?:both|either|neither|between|not only|said|says|asked)\W*$|\b(?:both|either|between)\b", before)
    )


def formula_for(text: str) -> Formula:
    return "Flesch-Kincaid" if language_written(text) in ("en", None) else "LIX"


def measured(formula: Formula, text: str) -> float | None:
    """How hard the prose in `text` is to read, to one decimal; None without any."""
    if formula == "LIX":
        return _lix(text)
    grade = flesch_kincaid(counts_of(text))
    return None if grade is None else round(max(0.0, grade), 1)


def _lix(text: str) -> float | None:
    counts = counts_of(text)
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", prose_of(text))
    if not words or not counts.sentences:
        return None
    return round(len(words) / counts.sentences + 100 * sum(len(word) > 6 for word in words) / len(words), 1)
