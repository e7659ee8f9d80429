"""A document beside itself in other words: its parts in order, each known by what it says, and joined again.

What was made of a part is kept by its words: a change elsewhere costs nothing, and a changed part is made anew.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gesso.formats import tree as t
from gesso.media.passages import blocks_of

_NOTE = re.compile(r"(?=^\[\^[^\]]+\]:)", re.MULTILINE)
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)|<(https?://[^>\s]+)>|(?<![(<\[])(https?://[^\s)>\]]+)")
_CODE = re.compile(r"`[^`\n]+`")
_MARK = re.compile(r"\[\^[^\]\s]+\]")
_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f' ]\d{3})*(?:[.,]\d+)?")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Part:
    """`source` is code points `start..end`; `kept` is what has no words to change: code, HTML, rules, front matter."""

    start: int
    end: int
    source: str
    kept: bool = False

    @property
    def key(self) -> str:
        return hashlib.sha256(self.source.encode("utf-8", "replace")).hexdigest()[:32]


def parts_of(text: str) -> list[Part]:
    """The parts, in order: blocks of the outermost level, footnotes, and what stands between them."""
    found: list[Part] = []
    at = 0
    for block in blocks_of(text):
        found += _between(text, at, block.start)
        kept = isinstance(block.block, t.Fence | t.Html | t.Rule) or not _LETTER.search(block.source)
        if block.source:
            found.append(Part(block.start, block.end, block.source, kept))
        at = block.end
    return [*found, *_between(text, at, len(text))]


def _between(text: str, start: int, end: int) -> Iterator[Part]:
    for piece in _NOTE.split(text[start:end]):
        words = piece.strip()
        if words:
            begin = start + len(piece) - len(piece.lstrip())
            yield Part(begin, begin + len(words), words, not words.startswith("[^"))
        start += len(piece)


def joined(text: str, parts: list[Part], words: Mapping[str, str]) -> str:
    """The document with `words` (by key) in the place of its parts; a part without any stays as it is."""
    pieces, at = [], 0
    for part in parts:
        pieces += [text[at : part.start], part.source if part.kept else words.get(part.key, part.source)]
        at = part.end
    return "".join([*pieces, text[at:]])


def doubts(source: str, words: str) -> tuple[str, ...]:
    """What stands in `source` and not in `words`, and must: addresses, code, marks of footnotes, numbers."""
    found, before, after = [], source, words
    for name, pattern in (("address", _LINK), ("code", _CODE), ("footnote", _MARK), ("number", _NUMBER)):
        here, there = (Counter(map(_shown, pattern.finditer(each))) for each in (before, after))
        found += [f"{name} {each}" for each in sorted((here - there).keys())]
        before, after = pattern.sub(" ", before), pattern.sub(" ", after)
    return tuple(found)


def _shown(match: re.Match[str]) -> str:
    """Of a number its digits alone: languages set points and commas differently."""
    if match[0][0].isdigit():
        return re.sub(r"\D", "", match[0])
    return next((group for group in match.groups() if group), match[0])
