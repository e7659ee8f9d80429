"""Whether a row repeats what is asked in a case: words in a row that a case has, too.

A row is contaminated by eight words in a row that a case has, too; by five, where the row or the case is short (fewer
than 16 words). Chinese and Japanese are written without spaces, a sign is less than a word there: 13 and 8 signs, and
short is under 26. Whose behaviour the case belongs to does not matter, nor whether it is of dev or test. Compares
messages; documents of rows and of cases are kept apart by a test.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from gesso.agent.guided.sentences import words_of
from gesso.behaviors.behavior import BEHAVIORS, load_behavior

_SIGN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
Gram = tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """How many words in a row are too many, of a long and of a short message, and what is short."""

    long: int
    short: int
    short_under: int


WORDS = Measure(8, 5, 16)
SIGNS = Measure(13, 8, 26)


@dataclass(frozen=True)
class Shared:
    """What a row shares with a case."""

    case: str
    words: str


class Contamination:
    """Messages of cases, searched by the words they hold."""

    def __init__(self, messages: Iterable[tuple[str, str]]) -> None:
        """`messages`: the id of each case, and what is asked in it."""
        self._long: dict[Gram, str] = {}
        self._short: dict[Gram, str] = {}
        self._brief: dict[Gram, str] = {}  # the short grams of long messages, which only a short row is held against
        for case, text in messages:
            words, measure = measured(text)
            near = self._short if len(words) < measure.short_under else self._brief
            for gram in grams(words, measure.short):
                near.setdefault(gram, case)
            for gram in grams(words, measure.long):
                self._long.setdefault(gram, case)

    def find(self, text: str) -> Shared | None:
        """The first words of `text` that are too much of a case, None where it has its own words."""
        words, measure = measured(text)
        for gram in grams(words, measure.long):
            if gram in self._long:
                return Shared(self._long[gram], " ".join(gram))
        brief = len(words) < measure.short_under
        for gram in grams(words, measure.short):
            case = self._short.get(gram) or (self._brief.get(gram) if brief else None)
            if case:
                return Shared(case, " ".join(gram))
        return None


@cache
def eval_cases() -> Contamination:
    """All that is asked in the cases of all behaviours, of every split."""
    return Contamination((case.id, case.input.ask) for name in BEHAVIORS for case in load_behavior(name).cases)


def measured(text: str) -> tuple[list[str], Measure]:
    """The words of a message, and by which measure they count: by signs where most of it is written in them."""
    words = words_of(text)
    signs = sum(1 for word in words if _SIGN.match(word))
    return words, SIGNS if signs * 2 > len(words) else WORDS


def grams(words: list[str], n: int) -> Iterator[Gram]:
    """Every `n` words in a row."""
    return (tuple(words[start : start + n]) for start in range(len(words) - n + 1))
