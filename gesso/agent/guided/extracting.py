"""The sentences of a page that tell most about a matter, word for word. Pure."""

import re
from collections.abc import Sequence

from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.sources.search import SMALL, pattern_of

MOST = 2
FEWEST_WORDS, MOST_WORDS = 7, 60
FEWEST_LETTERS = 24  # of languages that are written without spaces
_WHOLE = re.compile(r"[.!?。！？][\"'”’)\]]*$")
_BEGINS = re.compile(r"^[\"'“‘(\[]?[^\W_a-zà-öø-ÿ]")
_OF_THE_SITE = re.compile(
    r"\b(?:cookies?|subscri(?:be|ption)\w*|sign(?:ed)? (?:up|in)|log ?in|newsletter|all rights reserved|click here|"
    r"javascript|privacy policy|terms of (?:use|service)|follow us|read more|share this|adverti[sz]\w*|©|"
    r"this (?:article|story) (?:was|is|has been)|enable|your browser|email address|photograph(?:er)?:|getty|"
    r"datenschutz|anmelden|abonnier\w*)\b|©",
    re.IGNORECASE,
)


def best_sentences(text: str, terms: Sequence[str], title: str, most: int = MOST) -> list[str]:
    """At most `most` sentences, in the order of the text: those that speak of the terms and the title, early ones too.

    Each is a piece of `text`. Empty where nothing in it is a whole sentence.
    """
    patterns = [pattern_of(term) for term in terms]
    titled = set(words_of(title)) - SMALL
    scored: list[tuple[float, int, str]] = []
    number = 0
    for paragraph in re.split(r"\n+|\f", text):
        for sentence in split_sentences(paragraph):
            bare = sentence.strip()
            if not _readable(bare):
                continue
            low = bare.casefold()
            words = set(words_of(bare))
            score = 1.0 * sum(bool(pattern.search(low)) for pattern in patterns)
            score += 1.5 * len(titled & words) / max(len(titled), 1)
            score += 1.2 / (1 + 0.35 * number) + 0.2 * bool(re.search(r"\d", bare))
            scored.append((score, number, bare))
            number += 1
    best = sorted(scored, key=lambda each: (-each[0], each[1]))
    kept: list[tuple[float, int, str]] = []
    for one in best:
        if len(kept) < most and all(_differ(one[2], other[2]) for other in kept):
            kept.append(one)
    return [sentence for _, _, sentence in sorted(kept, key=lambda each: each[1])]


def _readable(sentence: str) -> bool:
    words = words_of(sentence)
    long_enough = len(words) >= FEWEST_WORDS and len(sentence) >= FEWEST_LETTERS
    return (
        long_enough
        and len(words) <= MOST_WORDS
        and bool(_WHOLE.search(sentence))
        and bool(_BEGINS.match(sentence))
        and _OF_THE_SITE.search(sentence) is None
    )


def _differ(one: str, other: str) -> bool:
    first, second = set(words_of(one)), set(words_of(other))
    return len(first & second) < 0.7 * min(len(first), len(second))
