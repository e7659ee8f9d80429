"""Messages that are nearly the same: five letters in a row compared as sets, with MinHash to find whom to compare.

64 hashes in 16 bands of 4: two messages of likeness .7 meet in a band with a chance of .99, and every meeting is then
counted exactly, so that a pair which is told is one. Pure, and the same for the same messages.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

GRAM = 5
LIKE = 0.7
BANDS, ROWS = 16, 4
_PRIME = (1 << 61) - 1
_FACTORS = tuple((pow(3, 7 * i + 5, _PRIME), pow(5, 11 * i + 3, _PRIME)) for i in range(BANDS * ROWS))


def near_pairs(texts: Sequence[str], like: float = LIKE) -> Iterator[tuple[int, int, float]]:
    """The pairs of texts at least so alike, with their likeness, each once and in order."""
    sets = [shingles(text) for text in texts]
    buckets: defaultdict[tuple[int, tuple[int, ...]], list[int]] = defaultdict(list)
    for at, found in enumerate(sets):
        signature = min_hash(found)
        for band in range(BANDS):
            buckets[band, signature[band * ROWS : (band + 1) * ROWS]].append(at)
    met = {(one, two) for bucket in buckets.values() for i, two in enumerate(bucket) for one in bucket[:i]}
    for one, two in sorted(met):
        likeness = jaccard(sets[one], sets[two])
        if likeness >= like:
            yield one, two, likeness


def shingles(text: str) -> frozenset[str]:
    """Every five letters in a row of a message, in lower case; a shorter one as it is."""
    line = " ".join(text.casefold().split())
    return frozenset(line[start : start + GRAM] for start in range(max(1, len(line) - GRAM + 1)))


def jaccard(one: frozenset[str], two: frozenset[str]) -> float:
    """What two sets share over what they hold together."""
    return len(one & two) / len(one | two) if one | two else 1.0


def min_hash(found: frozenset[str]) -> tuple[int, ...]:
    """The lowest of each of 64 hashes; the share of equal ones estimates the likeness of two sets."""
    values = [zlib.crc32(gram.encode()) for gram in found]
    return tuple(min((a * value + b) % _PRIME for value in values) for a, b in _FACTORS)
