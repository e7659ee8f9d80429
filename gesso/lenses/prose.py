"""Sentences and words of a block of Markdown, where they stand in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gesso.sources.sentences import sentence_spans

_NO_PROSE = re.compile(
    r"`[^`\n]*`|\]\([^)\n]*\)|<?https?://[^\s>)]+>?|<[^<>\n]{1,200}>|^[ \t]*(?:>[ \t]?|(?:[-*+]|\d{1,9}[.)])[ \t]+)+",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Code points of a block, and how many words they hold."""

    start: int
    end: int
    words: int


def unmarked(text: str) -> str:
    """The text with code, addresses, tags and the marks of lists and quotes blanked, letter for letter as long."""
    return _NO_PROSE.sub(lambda found: " " * len(found.group()), text)


def words_of(text: str) -> Iterator[tuple[int, int, str]]:
    """Every word with where it stands."""
    for found in _WORD.finditer(text):
        yield found.start(), found.end(), found.group()


def sentences_in(text: str) -> list[Sentence]:
    """The sentences of prose whose marks are blanked."""
    return [Sentence(start, end, len(_WORD.findall(text, start, end))) for start, end in sentence_spans(text)]
