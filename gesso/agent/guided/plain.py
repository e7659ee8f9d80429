"""Changes of a passage that need no model: honest, small, and never wrong about facts. `friendly.py` has one more.

Each function returns the passage changed, or the same passage when it can do nothing. Links, code and addresses
inside a passage are never touched, and quotations only to correct them. English word lists; the sentence-wise ones
work in any language.
"""

import re
from collections import Counter
from collections.abc import Callable
from itertools import combinations

from gesso.agent.guided.address import to_reader
from gesso.agent.guided.connectives import spoken, written
from gesso.agent.guided.contractions import written_out
from gesso.agent.guided.overlap import topic_words
from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.agent.guided.swapping import Kept, swap
from gesso.agent.guided.swaps import FILLERS, FORMAL, SIMPLE, TYPOS
from gesso.base.late import late

_KEEP = late(r"\[[^\]]*\]\([^)]*\)|`[^`]*`|https?://\S+|<[^>]+>")


def _outside(text: str, change: Callable[[str], str]) -> str:
    """`change` applied to everything but links, code, addresses and quotations."""
    kept = Kept.but_quoted(text)
    return text if kept is None else kept.back(change(kept.text))


def _corrected(text: str, change: Callable[[str], str]) -> str:
    """`change` applied to everything but links, code and addresses."""
    kept = Kept.but_links(text)
    return text if kept is None else kept.back(change(kept.text))


_LEANS = late(
    r"^(?:(?:He|She|It|They|This|That|These|Those|However|Therefore|So|But|Also|Furthermore|Moreover|In addition|Then|"
    r"Their|His|Her|Its|Both|There (?:was|were)|Subsequently|Instead|Otherwise|For this reason)\b|"
    r"\w+ (?:them|it|him|her)\b)"
)
_ALLUDES = late(r"\b(?:he|she|they|it|him|them)\b")
_WEIGHTY = late(
    r"\b(?:must|please|not|never|only|required|deadline|cannot|important|essential|by (?:\w+day|\d+))\b|\?",
    re.IGNORECASE,
)
SHORTER = (0.45, 0.78)
"""What share of the words a shorter passage keeps, where leaving out whole sentences allows it."""
_MOST_TRIED = 10


def shorter(text: str) -> str:
    """Without its least telling sentences; a lone sentence loses its filler words and its last side remark."""
    sentences = split_sentences(text)
    if len(sentences) >= 2:
        return "".join(sentences[i] for i in _telling(sentences)).rstrip()
    lean = _outside(text, lambda part: swap(part, FILLERS))
    trimmed = _outside(lean, lambda part: re.sub(r"\s*\([^()]*\)", "", part))
    cut = re.match(
        r"^(.{20,}?),\s+(?:which|where|when|because|although|though|while|and|so|as|exactly)\b[^.!?]*([.!?])\s*$",
        trimmed,
        re.DOTALL,
    )
    if cut and not _KEEP.search(trimmed[cut.end(1) :]):
        trimmed = cut.group(1) + cut.group(2)
    return trimmed[:1].upper() + trimmed[1:] if text[:1].isupper() else trimmed


def _telling(sentences: list[str]) -> tuple[int, ...]:
    """Which sentences stay: rather the first, and those that say most, not leaning on one left out."""
    spread = Counter(word for s in sentences for word in topic_words(s))
    lengths = [len(words_of(s)) for s in sentences]

    def worth(index: int) -> float:
        words = topic_words(sentences[index])
        told = sum(1 / spread[w] + (0.5 if spread[w] > 1 else 0) for w in words) / max(6, lengths[index])
        linked = 2.0 if _KEEP.search(sentences[index]) else 0.0
        figures = 0.3 if re.search(r"\d", sentences[index]) else 0.0
        return told + linked + figures + (0.4 if _WEIGHTY.search(sentences[index]) else 0.0)

    if len(sentences) > _MOST_TRIED:
        best = sorted(range(1, len(sentences)), key=worth, reverse=True)[: (len(sentences) * 2) // 3 - 1]
        return (0, *sorted(best))

    def cost(kept: tuple[int, ...]) -> float:
        share = sum(lengths[i] for i in kept) / max(1, sum(lengths))
        lost = sum(worth(i) for i in range(len(sentences)) if i not in kept)
        bare = [sentences[i] for i in kept if i - 1 not in kept and i]
        leaning = sum(1.5 if _LEANS.match(s) else 0.5 for s in bare if _LEANS.match(s) or _ALLUDES.search(s))
        low, high = SHORTER
        return lost + leaning + (0.0 if 0 in kept else 1.0) + 10 * max(0.0, low - share, share - high)

    choices = [some for size in range(1, len(sentences)) for some in combinations(range(len(sentences)), size)]
    return min(choices, key=cost)


def _if(match: re.Match[str]) -> str:
    return f"If {match.group(1)} {'do not ' if match.group(2) else ''}"


_SPLITS = {"and": ". ", "but": ". But ", "because": ". This is because ", "so": ". So ", "where": ". There "}
_CLAUSES = late(
    r"(?P<before>[^,;:]*),\s+(?P<word>and|but|because|so|where) (?=(?:i|you|he|she|it|we|they|the|this|these|nobody|"
    r"people|only|her|his|their|there|ivy|others|many|some|most|no)\b)",
    re.IGNORECASE,
)


def simpler(text: str) -> str:
    """With common words for rare ones, said to the reader, and split where two clauses of a long sentence meet."""
    return _outside(text, _simpler)


def _simpler(text: str) -> str:
    direct = "".join(map(_direct, split_sentences(spoken(text))))
    swapped = swap(direct, SIMPLE)
    out: list[str] = []
    for told in split_sentences(swapped):
        sentence = re.sub(r"^Should (I|you|we|they) (not )?(?=\w)", _if, told)
        whole = re.sub(r";\s+(\w)", lambda m: ". " + m.group(1).upper(), sentence)
        if len(words_of(whole)) > 8:
            clauses = _CLAUSES.match(whole)
            if clauses and not re.match(r"(?:if|when|as|after|before|while|although|since)\b", whole, re.IGNORECASE):
                joint = _SPLITS[clauses["word"].lower()]
                whole = clauses["before"] + joint + whole[clauses.end() :]
            whole = re.sub(r"(?<=\. )([a-z])", lambda m: m.group(1).upper(), whole)
        out.append(whole[:1].upper() + whole[1:] if text[:1].isupper() else whole)
    return "".join(out)


def _direct(sentence: str) -> str:
    """The sentence said to its reader, in the forms of writing."""
    said = to_reader(sentence.rstrip())
    if said == sentence.rstrip() or said.startswith(("Just so", "Keep in mind", "It'd be")):
        return sentence
    return written_out(said) + sentence[len(sentence.rstrip()) :]


def simpler_than(text: str) -> str:
    """`simpler`, or for a sentence it cannot help, the shorter form of it."""
    done = simpler(text)
    if done != text:
        return done
    if len(split_sentences(text)) > 1:
        return text  # leaving sentences out would lose what they say
    halves = re.match(
        r"^((?:It|He|She|They|We|I|You|This|That) (?:was|is|were|are|"
        r"am) )((?:\w+ly )?\w+),? and ((?!then\b)\w+[^,.;]*[.!?])(\s*)$",
        text,
    )
    return f"{halves[1]}{halves[2]}. {halves[1]}{halves[3]}{halves[4]}" if halves else shorter(text)


def formal(text: str) -> str:
    """With contractions written out, everyday words replaced and the connectives of writing."""
    return _outside(text, lambda part: swap(written(written_out(part)), FORMAL))


def grammar(text: str) -> str:
    """With common misspellings, doubled words, spacing and capitals put right."""
    fixed = _corrected(text, lambda part: swap(part, TYPOS, names="too"))

    def tidy(part: str) -> str:
        part = re.sub(r"\bi\b(?=[ ',])", "I", part)
        part = re.sub(
            r"\b(\w+)(?: \1)+\b(?!-)",
            lambda m: m.group(0) if m.group(1).lower() in ("had", "that") else m.group(1),
            part,
        )
        part = re.sub(r"(?<=\w) +([,.;!?])(?=\s|$)", r"\1", part)
        return re.sub(r"(?<=\S)  +(?=\S)", " ", part)

    fixed = _corrected(fixed, tidy)
    fixed = re.sub(r"(?<=[.!?] )([a-z])(?=\w* )", lambda m: m.group(1).upper(), fixed)
    return (
        fixed[:1].upper() + fixed[1:]
        if text[:1].islower() and len(split_sentences(text)) >= 1 and text.rstrip().endswith((".", "!", "?"))
        else fixed
    )


def to_bullets(text: str) -> str:
    """A list with one sentence an item."""
    sentences = [s.strip() for s in split_sentences(text) if s.strip()]
    return "\n".join(f"- {s}" for s in sentences)


def to_prose(text: str) -> str:
    """The items of a list as sentences of one paragraph."""
    items = [
        re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?", "", line).strip()
        for line in text.splitlines()
        if line.strip()
    ]
    return " ".join(item if item.endswith((".", "!", "?")) else item + "." for item in items)
