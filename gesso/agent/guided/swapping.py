"""Exchanging words and phrases by a table, and keeping what is quoted, linked or code out of it.

A capital at the beginning stays; a capitalised word inside a sentence is a name and is left. "A" and "an" follow the
new word. A word that is a noun as often as a verb ("your request") is exchanged only where it is surely a verb.
"""

import re
from dataclasses import dataclass
from typing import Literal

from gesso.base.late import late

_LINK = r"\[[^\]]*\]\([^)]*\)|`[^`]*`|https?://\S+|<[^>]+>|\S+@\S+\.\w+"
_LINKS = late(_LINK)
_QUOTED = late(_LINK + r"|\"[^\"\n]*\"|“[^”\n]*”|„[^“”\n]*[“”]")
_MARK = late(r"\ue000(\d+)\ue001")


@dataclass(frozen=True)
class Kept:
    """A text with marks in place of the spans that nothing may change."""

    text: str
    spans: tuple[str, ...]

    @staticmethod
    def but_links(text: str) -> "Kept | None":
        """Links, code and addresses are kept. None when the text has the marks in it already."""
        return _kept(text, _LINKS)

    @staticmethod
    def but_quoted(text: str) -> "Kept | None":
        """Quotations are kept too, unless they are most of the text."""
        kept = _kept(text, _QUOTED)
        return kept if kept is None or 2 * len(kept.text) >= len(text) else _kept(text, _LINKS)

    def back(self, text: str) -> str:
        return _MARK.sub(lambda m: self.spans[int(m.group(1))], text)


def _kept(text: str, pattern: re.Pattern[str]) -> Kept | None:
    spans: list[str] = []
    if "\ue000" in text or "\ue001" in text:
        return None

    def put(match: re.Match[str]) -> str:
        spans.append(match.group(0))
        return f"\ue000{len(spans) - 1}\ue001"

    return Kept(pattern.sub(put, text), tuple(spans))


_EITHER = """
    request requests purchase purchases attempt attempts approach approaches exhibit exhibits select transform
    individual remaining remain remains estimate assist assists dispatch dispatches start starts need
"""
_AMBIGUOUS = frozenset(_EITHER.split())
_GONE = "\ue002"
_VERB_BEFORE = late(
    r"(?:^|\b(?:to|will|can|may|must|should|would|could|not|please|i|you|we|they|he|she|it|who|and|or|[a-z]+n't) )$",
    re.IGNORECASE,
)
_VOWEL = late(r"(?:[aeiou](?!ni[^n]|se|ne\b|uro)|hour|honest)", re.IGNORECASE)


def swap(text: str, table: dict[str, str], names: Literal["left", "too"] = "left") -> str:
    """`text` with whole words and phrases replaced by `table`; capitalised words inside a sentence with names "too"."""
    lowered = {find.lower(): new for find, new in table.items()}
    words = "|".join(sorted(map(re.escape, lowered), key=len, reverse=True))
    pattern = re.compile(rf"\b(?:(?P<article>an?) )?(?P<found>{words})\b(?!-)", re.IGNORECASE)

    def put(match: re.Match[str]) -> str:
        found, article = match["found"], match["article"]
        new = lowered[found.lower()]
        before = text[: match.start("found")]
        begins = not before.rstrip(" *_") or before.rstrip(" *_")[-1] in ".!?:\n…>-"
        if found.lower() in _AMBIGUOUS and (article or not _VERB_BEFORE.search(before)):
            return match.group(0)
        if names == "left" and found[:1].isupper() and not begins and not found.startswith(("I ", "I'")):
            return match.group(0)
        if found[:1].isupper() and new:
            new = new[:1].upper() + new[1:]
        if not article:
            return new if new or not begins else _GONE
        if not new or new.split()[0] in ("more", "many", "enough", "some", "most"):
            return match.group(0)
        fit = ("An" if _VOWEL.match(new) else "A") if article[0] == "A" else "an" if _VOWEL.match(new) else "a"
        return f"{fit} {new}"

    swapped = pattern.sub(put, text)
    if swapped == text:
        return text
    swapped = re.sub(rf"{_GONE}[ ,;]*(\w?)", lambda m: m.group(1).upper(), swapped)
    swapped = re.sub(r"(?<=\S) {2,}(?=\S)", " ", swapped)
    swapped = re.sub(r" +(?=[,.;!?])", "", swapped)
    return re.sub(r"^\s*[,;]\s*", "", swapped)
