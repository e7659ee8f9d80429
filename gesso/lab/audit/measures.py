"""How much the messages of a set differ from each other: four numbers, without a model and without an embedding.

A set from few templates is low in all of them: the same pairs of words, the same beginnings, much to save by packing.
All of them fall with the size of a set, so that two sets are compared on samples of one size (`sample`). Pure.
"""

import math
import random
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from gesso.agent.guided.sentences import words_of

GRAM = 3
SAMPLE = 400


def sample(texts: Sequence[str], size: int, seed: int = 0) -> list[str]:
    """At most `size` of the texts, always the same."""
    return list(texts) if len(texts) <= size else random.Random(seed).sample(list(texts), size)


def distinct_2(texts: Sequence[str]) -> float:
    """The share of all pairs of neighbouring words that are different ones; 0 where there are no pairs."""
    pairs = [pair for text in texts for pair in pairwise(words_of(text))]
    return len(set(pairs)) / len(pairs) if pairs else 0.0


def vendi_share(texts: Sequence[str]) -> float:
    """The Vendi score over the number of texts: 1 where none is like another, 1/n where all are the same.

    Of order 2 (Pasarkar and Dieng 2023), which needs no eigenvalues: n² over the sum of all squared similarities. Two
    texts are alike by the cosine of their counts of three letters in a row.
    """
    vectors = [_unit(text) for text in texts]
    if not vectors:
        return 0.0
    squares = sum(_dot(one, other) ** 2 for i, one in enumerate(vectors) for other in vectors[:i])
    total = 2 * squares + len(vectors)
    return len(vectors) ** 2 / total / len(vectors)


def gzip_ratio(texts: Sequence[str]) -> float:
    """The bytes of the packed texts over their bytes; low where they repeat each other."""
    plain = "\n".join(texts).encode()
    return len(zlib.compress(plain, 9)) / len(plain) if plain else 0.0


def commonest_opening(texts: Sequence[str]) -> tuple[str, float]:
    """The two words that most messages begin with, and their share."""
    openings = Counter(" ".join(words_of(text)[:2]) for text in texts)
    if not openings:
        return "", 0.0
    words, count = openings.most_common(1)[0]
    return words, count / len(texts)


def coverage(cells: Sequence[str], wanted: Sequence[str]) -> float:
    """Which share of the kinds that occur in `wanted` occur in `cells`, too."""
    needed = set(wanted)
    return len(needed & set(cells)) / len(needed) if needed else 1.0


def _unit(text: str) -> Mapping[str, float]:
    line = f" {' '.join(text.casefold().split())} "
    counts = Counter(line[start : start + GRAM] for start in range(max(1, len(line) - GRAM + 1)))
    length = math.sqrt(math.fsum(count * count for count in counts.values()))
    return {gram: count / length for gram, count in counts.items()}


def _dot(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    less, more = (one, other) if len(one) < len(other) else (other, one)
    return math.fsum(value * more[gram] for gram, value in less.items() if gram in more)
