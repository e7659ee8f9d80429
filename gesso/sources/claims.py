"""Sentences that state facts, against the sentences of sources: supported, contradicted, similar, or not found.

Code alone, so it is strict. `supported`: a sentence of the source says the same words in the same order, but for their
endings and punctuation. `contradicted`: it says the same but for a number or a negation. `similar`: a
sentence speaks of the same in other words, and a reader has to judge. A claim with one changed digit, a "not" or a
word more or less is never supported. Pure.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from gesso.sources.quotes import PAGE_END
from gesso.sources.search import stem

FactVerdict = Literal["supported", "contradicted", "similar", "not found"]

SAME = 0.8  # of a claim's words that a sentence has to share in their order, to contradict it
ALIKE = 0.55  # likewise, to be shown as similar
FEWEST = 3  # words shared, at least
MOST_COMPARED = 25

_LOOSE_WORDS = """
    a an the of to in on at by for with from and that which who it its this these those as also then there do does did
    der die das den dem des ein eine einen einem einer und von im am zu zum zur dass
"""
_LOOSE = frozenset(_LOOSE_WORDS.split())
_NOT_WORDS = """
    not no never none nobody nothing without cannot neither nor hardly kein keine keinen keiner nicht nie ohne
"""
_NOT = frozenset(_NOT_WORDS.split())
_SAME: dict[str, str] = {
    "are": "is", "am": "is", "were": "was", "have": "has", "percent": "%", "per cent": "%", "prozent": "%",
}  # fmt: skip
_NUMBERS: dict[str, str] = {
    word: str(number)
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
    )
}  # fmt: skip
_TOKEN = re.compile(r"(?<![\w.,])[-−+±]*\d+(?:[.,:]\d+)*|%|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_END = re.compile(
    r"(?<=[.!?…])[\"'”’)\]]*(?:\s*\[\d{1,3}\])*\s+(?=[\"'“‘(\[]?[A-ZÀ-ÖØ-ÞĀ-Ž0-9])|(?<=[。！？])|\n{2,}|\f"
)
_HEAD = re.compile(r"[A-ZÀ-Þ0-9][^\n]{1,68}[^\n.,;:!?]\n(?=[\"“‘(]?[A-ZÀ-Þ0-9])")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|z\.B|bzw|No|Nr|Inc|Jr|Sr)|\b[A-Z])\.$")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a source: code points of its words, and how it is compared."""

    source: str
    start: int
    end: int
    text: str
    page: int | None
    tokens: tuple[str, ...]


@dataclass(frozen=True)
class FactChecked:
    """`sentence` is the one that decided, None where nothing speaks of it."""

    verdict: FactVerdict
    why: str
    sentence: Sentence | None = None


class Corpus:
    """The sentences of sources by name, found by the rarest words that they share with a claim."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sentences = [each for name, text in sources.items() for each in _sentences(name, text)]
        self._with: defaultdict[str, list[int]] = defaultdict(list)
        for number, sentence in enumerate(self._sentences):
            for token in set(sentence.tokens):
                self._with[token].append(number)

    def check(self, claim: str, within: Sequence[str] = ()) -> FactChecked:
        """What the sources say to a sentence; those of `within` where they are given."""
        tokens = tokens_of(claim)
        compared = [_compared(claim, tokens, sentence) for sentence in self._near(tokens, within)]
        found = [each for each in compared if each is not None]
        for verdict in ("supported", "contradicted", "similar"):
            for each in found:
                if each.verdict == verdict:
                    return each
        return FactChecked("not found", "no sentence of the sources speaks of it")

    def _near(self, tokens: Sequence[str], within: Sequence[str]) -> list[Sentence]:
        """Sentences that share most of the claim's words, rare ones above all; best first."""
        scores: defaultdict[int, float] = defaultdict(float)
        for token in set(tokens):
            there = self._with.get(token, ())
            weight = math.log(1 + len(self._sentences) / (1 + len(there)))
            if len(there) <= max(2_000, len(self._sentences) // 4):
                for number in there:
                    scores[number] += weight
        best = sorted(scores.items(), key=lambda each: (-each[1], each[0]))
        chosen = (self._sentences[number] for number, _ in best)
        return [each for each in chosen if not within or each.source in within][:MOST_COMPARED]


def tokens_of(text: str, loose: Set[str] = _LOOSE) -> tuple[str, ...]:
    """Words but the `loose` ones and numbers as they are compared: stems, values, "¬" for every negation."""
    found: list[str] = []
    for word in _TOKEN.findall(text):
        low = word.casefold().replace("’", "'")
        if low[0].isdigit() or low[0] in "-−+±":
            found.append("#" + _number(low))
        elif low in _NUMBERS:
            found.append("#" + _NUMBERS[low])
        elif low in _NOT:
            found.append("¬")
        elif low.endswith("n't"):
            found += [_SAME.get(low[:-3], low[:-3]), "¬"] if low[:-3] not in ("do", "does", "did", "ca") else ["¬"]
        elif low not in loose:
            found.append(_SAME.get(low) or stem(low.removesuffix("'s")))
    return tuple(found)


def _number(text: str) -> str:
    bare = re.sub(r",(?=\d{3}(?!\d))", "", text.replace("−", "-")).lstrip("+")
    return bare.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", bare) else bare


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences are, without the space around them."""
    spans, start = [], 0
    for match in [*_END.finditer(text), None]:
        end = len(text) if match is None else match.end()
        if match is not None and _ABBREVIATION.search(text[max(start, match.start() - 12) : match.start()]):
            continue
        left, right = start, end
        while left < right and text[left].isspace():
            left += 1
        while right > left and text[right - 1].isspace():
            right -= 1
        if left < right:
            spans.append((left, right))
        start = end
    return spans


def _with_headings_cut(text: str) -> Iterator[tuple[int, int]]:
    """Every sentence, and once more without its first line where that may be a heading: layout is not known here."""
    for start, end in sentence_spans(text):
        yield start, end
        head = _HEAD.match(text, start, end)
        if head is not None:
            yield head.end(), end


def _sentences(name: str, text: str) -> list[Sentence]:
    found, page, seen = [], 1, 0
    paged = PAGE_END in text
    for start, end in _with_headings_cut(text):
        page += text.count(PAGE_END, seen, start)
        seen = start
        words = text[start:end]
        tokens = tokens_of(words)
        if len(tokens) >= FEWEST:
            found.append(Sentence(name, start, end, words, page if paged else None, tokens))
    return found


def _compared(text: str, claim: Sequence[str], sentence: Sentence) -> FactChecked | None:
    if tuple(claim) == sentence.tokens and tokens_of(text, frozenset()) == tokens_of(sentence.text, frozenset()):
        return FactChecked("supported", "a sentence there says the same", sentence)
    mine, theirs = _masked(claim), _masked(sentence.tokens)
    blocks = SequenceMatcher(None, [each for each, _ in mine], [each for each, _ in theirs], autojunk=False)
    matching = [block for block in blocks.get_matching_blocks() if block.size]
    shared = sum(block.size for block in matching)
    share = shared / max(len(mine), 1)
    alike = (Counter(claim) & Counter(sentence.tokens)).total()
    if max(shared, alike) < FEWEST or max(share, alike / max(len(claim), 1)) < ALIKE:
        return None
    if share >= SAME:
        for block in matching:
            for step in range(block.size):
                here, there = claim[mine[block.a + step][1]], sentence.tokens[theirs[block.b + step][1]]
                if here != there:
                    return FactChecked("contradicted", f"“{here[1:]}” here, “{there[1:]}” there", sentence)
        first, last = matching[0], matching[-1]
        inside = sentence.tokens[theirs[first.b][1] : theirs[last.b + last.size - 1][1] + 1]
        own, other = claim.count("¬"), inside.count("¬")
        if own % 2 != other % 2:
            why = "it is denied there, and not here" if other else "it is denied here, and not there"
            return FactChecked("contradicted", why, sentence)
    return FactChecked("similar", "a sentence there speaks of it in other words: read it", sentence)


def _masked(tokens: Sequence[str]) -> list[tuple[str, int]]:
    """Tokens with numbers alike and without negations, each with its place."""
    return [("#" if token[0] == "#" else token, at) for at, token in enumerate(tokens) if token != "¬"]
