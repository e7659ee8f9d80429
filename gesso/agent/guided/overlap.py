"""How much a message and each block speak of the same thing, by the rare words they share."""

import math
import re
from collections import Counter

from gesso.agent.guided.sentences import words_of
from gesso.canvas.snapshot import Snapshot

# Words of requests, not of topics.
_STOP_WORDS = """
    the a an and or but of to in on at by for from with about into as is are was were be been it its this that these
    those i you he she we they me my your his her our their make making made change rewrite write say says said part
    bit section paragraph sentence text passage thing word words where when why how what which who please can could
    would should will more less better nicer too very much sounds sound wrong right add remove delete fix put
    explain expand shorter longer simpler friendlier talk talks talking speak speaks mention mentions there here
    some something somewhere not no so do does did has have had need needs want looking us isn doesn der die das den
    dem ein eine einen und oder über von zu im ist sind mach bitte teil abschnitt genauer el la los las un una de en
    y le les des du et sur partie que se lo
"""
_STOP = frozenset(_STOP_WORDS.split())


EXACT = 0.1  # what the very form of a word counts for, beside its stem


def stem(word: str) -> str:
    """A rough stem that lets "bakers" meet "baker" and "talking" meet "talks"."""
    word = re.sub(r"['’]s$", "", word)
    for ending in ("ings", "ing", "ies", "edly", "ed", "es", "ers", "er", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def topic_words(text: str) -> set[str]:
    """The stems of the words in `text` that name a topic."""
    return {stem(w) for w in words_of(text) if w not in _STOP and (len(w) > 2 or ord(w[0]) > 0x2E7F)}


def rank_by_overlap(said: str, snapshot: Snapshot) -> list[tuple[int, float]]:
    """Leaf blocks that share topic words with `said`, best first, with the sum of the words' rarities."""
    wanted = topic_words(said)
    leaves = [block for block in snapshot.leaves() if block.kind not in ("heading", "rule", "frontmatter")]
    stems = {block.number: topic_words(block.text) for block in leaves}
    spread = Counter(word for words in stems.values() for word in words)
    scores = {
        number: sum(math.log(1 + len(leaves) / spread[word]) for word in words & wanted)
        for number, words in stems.items()
    }
    exact = set(words_of(said)) - _STOP
    for block in leaves:  # "goats" rather than "goat"
        if scores[block.number] > 0:
            scores[block.number] += EXACT * len(exact & set(words_of(block.text)))
    early = {block.number: _first_shared(block.text, wanted) for block in leaves}
    return sorted(((n, s) for n, s in scores.items() if s > 0), key=lambda pair: (-pair[1], early[pair[0]], pair[0]))


def _first_shared(text: str, wanted: set[str]) -> int:
    """How many words come before the first shared one: who opens with a topic is about it."""
    return next((i for i, word in enumerate(words_of(text)) if stem(word) in wanted), 10_000)
