"""A passage in a friendlier voice, by rules that keep every fact: no model, no stock phrases, no words of praise.

Stiff turns are said to the reader, officialese becomes plain words, connectives those of speech, and contractions come
last. What is quoted, linked or code is not touched. Where a text speaks of death or harm only the plain words and the
contractions are used. A passage that has nothing stiff in it comes back as it is. English.
"""

import re

from gesso.agent.guided.address import to_reader
from gesso.agent.guided.connectives import raised, spoken
from gesso.agent.guided.contractions import contracted
from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.agent.guided.swapping import Kept, swap
from gesso.agent.guided.swaps import CASUAL, SIMPLE, WARM

_GRAVE = re.compile(
    r"\b(?:die[sd]?|dead|death|deaths|dying|killed|murder\w*|funeral|cancer|victims?|suicide|injur(?:ed|ies)|war|"
    r"abuse\w*|deceased|bereave\w*|condolences?)\b",
    re.IGNORECASE,
)
_THAT = re.compile(
    r"\b(say|says|said|think|thinks|thought|believe|believes|believed|know|knows|knew|hope|hopes|hoped|notice|noticed|"
    r"suppose|guess|sure|afraid|happy|glad|sorry|mind|found|told (?:me|you|him|her|us|them)|been told) that "
    r"(?=(?:the|a|an|he|she|it|they|we|you|i|there|nobody|somebody|every|some|many|all|people|his|her|their|our|my|your|"
    r"old|no)\b)",
    re.IGNORECASE,
)
_LONG = 22
_SPLIT = re.compile(
    r"(?P<before>.{40,}?)(?:,|;) (?P<word>and|but|so|because) (?P<after>(?:i|you|he|she|it|we|they|the|this|these|that|"
    r"there|nobody|people|our|your|my|its)\b.{25,})",
    re.IGNORECASE | re.DOTALL,
)
_STARTS = {"and": "", "but": "But ", "so": "So ", "because": "That's because "}


def friendlier(text: str) -> str:
    """`text` in a friendlier voice; the same text when there is nothing stiff in it."""
    kept = Kept.but_quoted(text)
    if kept is None:
        return text
    grave = bool(_GRAVE.search(text))
    told = re.sub(r"(?:(?<=^)|(?<=[.!?] ))Should (I|you|we|they) (not )?(?=\w)", _if, kept.text)
    told = "".join(map(_sentence, split_sentences(spoken(told))))
    told = swap(told, SIMPLE | WARM | ({} if grave else CASUAL))
    told = _must(told)
    told = re.sub(r", as (?=(?:my|her|his|their|our|your) \w+ (?:had|has|have|always|used)\b)", ", the way ", told)
    told = re.sub(
        r"\b([Tt])here was no (?!one\b|longer\b|more\b|doubt\b)(?=[a-z]+ (?:in|on|at|of|for|to|except|from|left)\b)",
        r"\1here wasn't any ",
        told,
    )
    told = re.sub(r", as (?=(?:it|they|there|he|she) (?!were\b|say\b|had\b))", ", because ", told)
    told = contracted(_THAT.sub(r"\1 ", told))
    told = "".join(map(_split_long, split_sentences(told)))
    return kept.back(told)


def _sentence(told: str) -> str:
    tail = told[len(told.rstrip()) :]
    return to_reader(told.rstrip()) + tail


def _if(match: re.Match[str]) -> str:
    return f"If {match.group(1)} {'do not ' if match.group(2) else ''}"


def _must(text: str) -> str:
    """ "The dough must rest" as "the dough has to rest"; "must be" and "must have" may be guesses."""

    def change(match: re.Match[str]) -> str:
        noun = match["noun"].lower()
        many = noun in ("i", "you", "we", "they", "people", "children", "kids") or (
            noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
        )
        return f"{match['noun']} {'have' if many else 'has'} to "

    return re.sub(
        r"\b(?P<noun>[A-Za-z]+) must (?!be\b|not\b|have\b|know\b|think\b|admit\b|say\b)(?=[a-z])", change, text
    )


def _split_long(sentence: str) -> str:
    match = _SPLIT.match(sentence) if len(words_of(sentence)) > _LONG and "\ue000" not in sentence else None
    if match is None or re.search(r"\b(?:both|either|between|if|when|whether)\b", match["before"], re.IGNORECASE):
        return sentence
    start = _STARTS[match["word"].lower()]
    return f"{match['before']}. {start + match['after'] if start else raised(match['after'])}"
