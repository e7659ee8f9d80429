"""Finds the passage a model quotes: exactly, or with white space and quotation marks normalised, or not at all.

Never a fuzzy match, never the first of several: a quote that is not there once is an error that shows the nearest
real text, so that the model can quote again. Positions are code points. Pure.
"""

import re
from collections.abc import Iterator

from gesso.base.errors import BadInput

_SINGLE = "'‘’‚‛′`´"
_DOUBLE = '"“”„‟″«»'
_PLAIN_MARKS = str.maketrans(dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"'))
_SHOWN = 200
_CANDIDATES = 5_000


class QuoteNotFound(BadInput):
    """The quote is nowhere in the text; `nearest` is the most similar real text, or ""."""

    code = "quote_not_found"

    def __init__(self, message: str, nearest: str = "") -> None:
        super().__init__(message)
        self.nearest = nearest


class QuoteAmbiguous(BadInput):
    """The quote is in the text `count` times."""

    code = "quote_ambiguous"

    def __init__(self, message: str, count: int) -> None:
        super().__init__(message)
        self.count = count


def find_quote(text: str, quote: str) -> tuple[int, int]:
    """The one range of `text` that reads `quote`.

    Raises QuoteNotFound or QuoteAmbiguous, whose messages are written for the model that quoted.
    """
    for wanted in dict.fromkeys((quote, quote.strip())):
        if not wanted:
            continue
        first = text.find(wanted)
        if first >= 0:
            return _only(quote, [first, *_later(text, wanted, first)], len(wanted))
    spans = _find_normalised(text, quote)
    if len(spans) == 1:
        return _unnormalised(text, *spans[0])
    if spans:
        raise _ambiguous(quote, len(spans))
    near = nearest_text(text, quote)
    shown = f" The nearest text there is: {near!r}." if near else ""
    raise QuoteNotFound(
        f"The quote {_short(quote)!r} is not in the document.{shown} Quote the text exactly as it stands.", near
    )


def _only(quote: str, starts: list[int], size: int) -> tuple[int, int]:
    if len(starts) > 1:
        raise _ambiguous(quote, len(starts))
    return starts[0], starts[0] + size


def _later(text: str, wanted: str, first: int) -> Iterator[int]:
    """The places after `first`, overlapping ones too, where `wanted` is; at most a thousand are counted."""
    at = first
    for _ in range(999):
        at = text.find(wanted, at + 1)
        if at < 0:
            return
        yield at


def _ambiguous(quote: str, count: int) -> QuoteAmbiguous:
    return QuoteAmbiguous(
        f"The quote {_short(quote)!r} is in the document {count} times. Quote more of the text around the one meant.",
        count,
    )


def _find_normalised(text: str, quote: str) -> list[tuple[int, int]]:
    """Where `quote` is in `text` when both are normalised, as ranges of the normalised text."""
    wanted = _normalised(quote)
    if not wanted:
        return []
    plain = _normalised(text)
    first = plain.find(wanted)
    starts = [] if first < 0 else [first, *_later(plain, wanted, first)]
    return [(start, start + len(wanted)) for start in starts]


def _normalised(text: str) -> str:
    """One space for each run of white space, one kind of single and of double quotation marks."""
    return " ".join(text.translate(_PLAIN_MARKS).split())


def _unnormalised(text: str, start: int, end: int) -> tuple[int, int]:
    """The range of `text` that became `start` to `end` of the normalised text; neither end is at a space."""
    at = 0
    first = -1
    for word in re.finditer(r"\S+", text):
        size = word.end() - word.start()
        if first < 0 and start < at + size:
            first = word.start() + start - at
        if end <= at + size:
            return first, word.start() + end - at
        at += size + 1
    raise AssertionError("the normalised text is longer than the text it was made of")


def _short(quote: str) -> str:
    return quote if len(quote) <= _SHOWN else f"{quote[:_SHOWN]}…"


def nearest_text(text: str, quote: str) -> str:
    """The sentence or line of `text` that shares most words with `quote`, cut to 200 characters; "" if none does."""
    wanted = {word.lower() for word in re.findall(r"\w+", quote[:2_000])}
    if not wanted:
        return ""
    best, best_score = "", 0.0
    for count, match in enumerate(re.finditer(r"[^\n.!?]{1,400}[.!?]?", text)):
        if count >= _CANDIDATES:
            break
        words = {word.lower() for word in re.findall(r"\w+", match.group())}
        score = len(words & wanted) / (len(words | wanted) or 1)
        if score > best_score:
            best, best_score = match.group().strip(), score
    return _short(best) if best_score >= 0.15 else ""
