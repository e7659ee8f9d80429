"""A quiz by rules from a text, with its own words: a sentence with a year, a number or a name left out. Pure.

The wrong answers are other years, numbers and names of the same text; only where it has too few years or numbers are
near ones reckoned. No model is asked, and the same text gives the same quiz.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from gesso.widgets.catalogue import Question, Quiz
from gesso.widgets.making import plain

MOST_QUESTIONS = 6
OPTIONS = 4
GAP = "____"
_YEAR = re.compile(r"(?<![\w.,-])(?:1[0-9]{3}|20[0-9]{2})(?![\w%-]|[.,]\d)")
_NUMBER = re.compile(r"(?<![\w.,-])\d{1,3}(?:,\d{3})+(?![\w%]|[.,]\d)|(?<![\w.,-])\d{1,5}(?![\w%-]|[.,:]\d)")
_NAME = re.compile(r"(?<![\w’'-])[A-ZÀ-ÖØ-Þ][\w’'-]+(?:(?: (?:of|the|de|van|von|da|del))* [A-ZÀ-ÖØ-Þ][\w’'-]+)*")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """the a an in on at it he she they we i you his her its their this that these those and but or so when while if
        as by for from to of with after before since during once then there here what who how why where no not one two
        some many most every each all both another later today yesterday tomorrow now also yet still even only monday
        tuesday wednesday thursday friday saturday sunday january february march april may june july august september
        october november december""",
    )
)


@dataclass(frozen=True)
class _Gap:
    sentence: str
    start: int
    end: int
    kind: str

    @property
    def words(self) -> str:
        return self.sentence[self.start : self.end]


def quiz_of(sentences: Sequence[str], label: str, most: int = MOST_QUESTIONS) -> Quiz | None:
    """At most `most` questions, spread over the text; None where it names too little to ask for."""
    told = [words for sentence in sentences if 6 <= len((words := plain(sentence)).split()) <= 45]
    names = _names(told)
    gaps = {sentence: found for sentence in told if (found := _gaps(sentence, names))}
    pool: dict[str, list[str]] = {}
    for found in gaps.values():
        for gap in found:
            pool.setdefault(gap.kind, []).append(gap.words)
    questions: list[Question] = []
    asked: set[str] = set()
    for sentence in _spread(list(gaps), most * 2):
        if len(questions) == most:
            break
        made = next((q for gap in gaps[sentence] if gap.words not in asked and (q := _question(gap, pool))), None)
        if made is not None:
            asked.add(made.options[made.answer - 1])
            questions.append(made)
    return Quiz(label=label, questions=tuple(questions)) if questions else None


def _names(sentences: Sequence[str]) -> frozenset[str]:
    """Names: capital words that also stand where no sentence begins."""
    found = set()
    for sentence in sentences:
        for match in _NAME.finditer(sentence):
            if match.start() > 0 and sentence[match.start() - 2 : match.start()] not in (". ", "! ", "? ", "“"):
                words = match.group(0)
                if words.split()[0].casefold() not in _COMMON and not words.isupper():
                    found.add(words)
    return frozenset(found)


def _gaps(sentence: str, names: frozenset[str]) -> list[_Gap]:
    """What can be left out, the most telling first."""
    years = [_Gap(sentence, m.start(), m.end(), "year") for m in _YEAR.finditer(sentence)]
    named = [
        _Gap(sentence, m.start(), m.end(), "name") for m in _NAME.finditer(sentence) if m.group(0) in names
    ]  # fmt: skip
    taken = {gap.start for gap in years}
    numbers = [
        _Gap(sentence, m.start(), m.end(), "number") for m in _NUMBER.finditer(sentence) if m.start() not in taken
    ]  # fmt: skip
    # A word that stands twice in the sentence would answer itself.
    return [gap for gap in (*years, *named, *numbers) if len(re.findall(rf"\b{re.escape(gap.words)}\b", sentence)) == 1]


def _spread(sentences: list[str], most: int) -> list[str]:
    if len(sentences) <= most:
        return sentences
    return [sentences[at * len(sentences) // most] for at in range(most)]


def _question(gap: _Gap, pool: dict[str, list[str]]) -> Question | None:
    same = [words for words in dict.fromkeys(pool[gap.kind]) if words != gap.words and words not in gap.sentence]
    number = _lot(gap.sentence)
    if gap.kind == "number":  # one of another size gives itself away
        size = _value(gap.words)
        same = [words for words in same if size / 4 <= _value(words) <= size * 4]
    others = [same[(number + at) % len(same)] for at in range(min(len(same), OPTIONS - 1))]
    if gap.kind != "name":
        value = _value(gap.words)
        steps = (7, -4, 11, -9, 2, 3) if gap.kind == "year" else (2, -1, 5, 10, 3, 1)
        scale = 1 if gap.kind == "year" else max(1, value // 10)
        near = (value + step * scale for step in steps)
        grouped = [f"{each:,}" if "," in gap.words else str(each) for each in near if each > 0]
        others += [each for each in grouped if each not in others and each not in gap.sentence]
    others = list(dict.fromkeys(others))[: OPTIONS - 1]
    if len(others) < 2:
        return None
    place = number % (len(others) + 1)
    options = [*others[:place], gap.words, *others[place:]]
    ask = f"{gap.sentence[: gap.start]}{GAP}{gap.sentence[gap.end :]}"
    return Question(ask=ask, options=tuple(options), answer=place + 1, why=gap.sentence)


def _value(words: str) -> int:
    return int(words.replace(",", ""))


def _lot(words: str) -> int:
    """A number that the words settle: the right answer does not always stand in one place."""
    return int.from_bytes(blake2b(words.encode(), digest_size=4).digest(), "big")
