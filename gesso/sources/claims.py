"""Sentences that state facts, against the sentences of sources: supported, contradicted, similar, or not found.

Code alone, so it is strict. `supported`: a sentence of the source says the same words in the same order, with the same
numbers, signs and units, and nothing beside it takes them back. `contradicted`: it says the same but for a number or a
negation. `similar`: a sentence speaks of the same in other words, and a reader has to judge. A claim with one changed
digit, a "not", an ending, or a word more or less is never supported. Pure.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from gesso.base.late import late
from gesso.sources.quotes import PAGE_END
from gesso.sources.search import stem
from gesso.sources.sentences import doubt_of, with_headings_cut

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
_PAST_WORDS = """
    fell fall fallen fall rose rise risen rise grew grow grown grow sank sink sunk sink began begin begun begin
    came come became become went go gone go sold sell bought buy made make said say told tell took take taken
    take gave give given give got get lost lose won win paid pay held hold led lead left leave met meet kept
    keep found find brought bring built build spent spend sent send wrote write written write drew draw drawn
    draw knew know known know shrank shrink shrunk shrink stood stand understood understand broke break broken
    break chose choose chosen choose spoke speak spoken speak drove drive driven drive flew fly flown fly saw
    see seen see thought think felt feel ran run
"""
_PASTS = _PAST_WORDS.split()
_PAST = dict(zip(_PASTS[::2], _PASTS[1::2], strict=True))
_NUMBERS: dict[str, str] = {
    word: str(number)
    for number, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
         "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
    )
}  # fmt: skip
_TOKEN = late(r"(?<![\w.,])[-−+±]*\d+(?:[.,:]\d+)*|%|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_EXACT = late(r"(?<![\w.,])[-−+±]*\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[%‰°€$£¥₹<>≤≥=≠≈~±×÷^/?]")
_YEAR = late(r"#(?:1[5-9]|20)\d\d")


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
    """`sentence` is the one that decided, None where nothing speaks of it. `close`: with all numbers of the claim."""

    verdict: FactVerdict
    why: str
    sentence: Sentence | None = None
    close: bool = False


class Corpus:
    """The sentences of sources by name, found by the rarest words that they share with a claim."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources
        self._sentences = [each for name, text in sources.items() for each in _sentences(name, text)]
        self._with: defaultdict[str, list[int]] = defaultdict(list)
        for number, sentence in enumerate(self._sentences):
            for token in set(sentence.tokens):
                self._with[token].append(number)

    def check(self, claim: str, within: Sequence[str] = (), page: int | None = None) -> FactChecked:
        """What the sources say to a sentence; those of `within`, and that page of them, where they are given."""
        tokens = tokens_of(claim)
        near = [each for each in self._near(tokens, within) if page is None or each.page in (page, None)]
        found = [one for each in near[:MOST_COMPARED] if (one := self._compared(claim, tokens, each)) is not None]
        order = (("supported", False), ("similar", True), ("contradicted", False), ("similar", False))
        for kind in order:
            for each in found:
                if (each.verdict, each.close) == kind:
                    return each
        return FactChecked("not found", "no sentence of the sources speaks of it")

    def _compared(self, claim: str, tokens: Sequence[str], sentence: Sentence) -> FactChecked | None:
        if exactly(claim) == exactly(sentence.text):
            doubt = doubt_of(self._sources[sentence.source], sentence.start, sentence.end)
            if not doubt:
                return FactChecked("supported", "a sentence there says the same", sentence)
            return FactChecked("similar", f"these words stand there, but {doubt}: read it", sentence, True)
        return _alike(tokens, sentence)

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
        return [each for each in chosen if not within or each.source in within]


def exactly(text: str) -> tuple[str, ...]:
    """Every word, number and sign that counts, in its order. The same: capitals, “n't” and “not”, numbers in words."""
    found: list[str] = []
    for word in _EXACT.findall(text.replace("per cent", "%")):
        low = word.casefold().replace("’", "'")
        if low[0].isdigit() or (low[0] in "-−+±" and len(low) > 1):
            found.append("#" + _number(low))
        elif low in _NUMBERS:
            found.append("#" + _NUMBERS[low])
        elif low.endswith("n't"):
            found += [{"ca": "can", "wo": "will", "sha": "shall"}.get(low[:-3], low[:-3]), "not"]
        elif low == "cannot":
            found += ["can", "not"]
        else:
            found.append("%" if low in ("percent", "prozent") else low)
    return tuple(found)


def tokens_of(text: str) -> tuple[str, ...]:
    """Words but the loose ones, and numbers, by which sentences are found: stems, values, "¬" for every negation."""
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
        elif low not in _LOOSE:
            found.append(_SAME.get(low) or stem(_PAST.get(low, low.removesuffix("'s"))))
    return tuple(found)


def _number(text: str) -> str:
    bare = re.sub(r",(?=\d{3}(?!\d))", "", text.replace("−", "-")).lstrip("+")
    return bare.rstrip("0").rstrip(".") if re.fullmatch(r"-?\d+\.\d+", bare) else bare


def _sentences(name: str, text: str) -> list[Sentence]:
    found, page, seen = [], 1, 0
    paged = PAGE_END in text
    for start, end in with_headings_cut(text):
        page += text.count(PAGE_END, seen, start)
        seen = start
        words = text[start:end]
        tokens = tokens_of(words)
        if len(tokens) >= FEWEST:
            found.append(Sentence(name, start, end, words, page if paged else None, tokens))
    return found


def _alike(claim: Sequence[str], sentence: Sentence) -> FactChecked | None:
    mine, theirs = _masked(claim), _masked(sentence.tokens)
    blocks = SequenceMatcher(None, [each for each, _ in mine], [each for each, _ in theirs], autojunk=False)
    matching = [block for block in blocks.get_matching_blocks() if block.size]
    shared = sum(block.size for block in matching)
    share = shared / max(len(mine), 1)
    alike = (Counter(claim) & Counter(sentence.tokens)).total()
    if max(shared, alike) < FEWEST or max(share, alike / max(len(claim), 1)) < ALIKE:
        return None
    similar = FactChecked("similar", "a sentence there speaks of it in other words: read it", sentence)
    if share < SAME:
        return similar
    pairs = [
        (claim[mine[block.a + step][1]], sentence.tokens[theirs[block.b + step][1]])
        for block in matching
        for step in range(block.size)
    ]
    other = [(here, there) for here, there in pairs if here != there]
    if len(other) > 1 and any(_YEAR.fullmatch(here) and _YEAR.fullmatch(there) for here, there in other):
        return similar  # of another year, and so another number
    if other:
        return FactChecked("contradicted", f"“{other[0][0][1:]}” here, “{other[0][1][1:]}” there", sentence)
    first, last = theirs[matching[0].b][1], theirs[matching[-1].b + matching[-1].size - 1][1] + 1
    first -= sentence.tokens[first - 1 : first] == ("¬",)
    last += sentence.tokens[last : last + 1] == ("¬",)
    inside = sentence.tokens[first:last]
    own, denied = claim.count("¬"), inside.count("¬")
    if own % 2 != denied % 2:
        why = "it is denied there, and not here" if denied else "it is denied here, and not there"
        return FactChecked("contradicted", why, sentence)
    numbers = [here for here, _ in pairs if here[0] == "#"]
    return replace(similar, close=len(numbers) == sum(token[0] == "#" for token in claim))


def _masked(tokens: Sequence[str]) -> list[tuple[str, int]]:
    """Tokens with numbers alike and without negations, each with its place."""
    return [("#" if token[0] == "#" else token, at) for at, token in enumerate(tokens) if token != "¬"]
