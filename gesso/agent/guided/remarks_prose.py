"""Checks of how a text reads: long sentences, doubled words, padding, hedges, passives, shouting. Pure."""

import re
from collections.abc import Iterator

from gesso.agent.guided.languages import language_of
from gesso.agent.guided.remarks import Finding
from gesso.agent.guided.sentences import split_sentences, words_of
from gesso.base.late import late
from gesso.canvas.snapshot import Block, Snapshot

LONG_WORDS = 40

_DOUBLED = late(r"(?<![\w'’-])(?P<word>[^\W\d_]{2,})(?P<gap>[ \t]+|\n)(?P<again>(?P=word))(?![\w'’-])", re.IGNORECASE)
_DOUBLES = "that had very really so no bye ha many much long far die der das den sie nous vous bla du"
_MAY_DOUBLE = frozenset(_DOUBLES.split())
_PADDING = {
    "in order to": "to", "due to the fact that": "because", "in spite of the fact that": "although",
    "despite the fact that": "although", "at this point in time": "now", "at the present time": "now",
    "in the event that": "if", "for the purpose of": "for", "with regard to": "about", "in the near future": "soon",
    "a large number of": "many", "the majority of": "most", "has the ability to": "can", "have the ability to": "can",
    "is able to": "can", "are able to": "can", "prior to": "before", "until such time as": "until",
    "on a daily basis": "daily", "it is important to note that": "", "each and every": "every",
    "first and foremost": "first", "in close proximity to": "near", "make a decision": "decide",
}  # fmt: skip
_PADDED = late(rf"\b(?:{'|'.join(sorted(_PADDING, key=len, reverse=True))})\b", re.IGNORECASE)
_HEDGE = (
    r"(?:really|quite|very|rather|somewhat|perhaps|basically|actually|just|sort of|kind of|arguably|fairly|"
    r"simply|probably|"
    r"maybe|possibly|literally|pretty much)"
)
_HEDGES = late(rf"\b{_HEDGE}(?:\s+{_HEDGE})+\b", re.IGNORECASE)
_ONE_HEDGE = late(rf"\b{_HEDGE}\b", re.IGNORECASE)
_PASSIVE = late(
    r"\b(?:is|are|was|were|been|being|be)\s+(?:\w+ly\s+)?(?:\w{2,}ed|known|found|made|given|taken|seen|sent|"
    r"shown|done|"
    r"written|held|built|paid|kept|told|lost|chosen|drawn|driven|hidden|thrown|bought|brought)\b",
    re.IGNORECASE,
)
_MARKS = late(r"(?:[^\W_]+[ ,]+)?[^\W_]+[!?]*!{2,}[!?]*")
_CAPITALS = late(r"\b[A-ZÀ-Þ]{2,}(?:[ ,'’-]+[A-ZÀ-Þ]{1,}){3,}\b[!?]*")
_RUDE = late(
    r"\b(?:obviously|needless to say|as (?:everyone|everybody|anyone|anybody) (?:knows|can see)|any idiot|"
    r"bothered to)\b",
    re.IGNORECASE,
)
_SPLIT_AT = late(r"(?:,|;| –| -) (?:and|but|which|who|because|while|so|although|und|aber|weil|y|pero|et|mais)\b|; ")


def find_in_prose(snapshot: Snapshot) -> list[Finding]:
    """What makes a text hard or unpleasant to read, in no order."""
    language = language_of(snapshot.text[:2_000])
    found: list[Finding] = []
    for block in snapshot.leaves():
        if block.kind not in ("paragraph", "item", "quote"):
            continue
        found += [*_long(block), *_padding(block), *_hedges(block), *_passives(block), *_tone(block)]
        if language not in ("vi", "zh"):  # there a word said twice is grammar
            found += _doubled(block)
    return found


def _long(block: Block) -> Iterator[Finding]:
    at = block.start
    for sentence in split_sentences(block.text):
        words = len(words_of(sentence))
        if words > LONG_WORDS:
            middle = len(sentence) // 2
            cuts = sorted(_SPLIT_AT.finditer(sentence), key=lambda match: abs(match.start() - middle))
            where = f" before “{sentence[cuts[0].start() :].strip(' ,;–-').split()[0]}”" if cuts else ""
            opening = " ".join(sentence.split()[:4])
            body = f"The sentence “{opening}…” has {words} words. Split it{where}, so that each part says one thing."
            yield Finding(at, at + len(sentence.rstrip()), "clarity", "minor", body)
        at += len(sentence)


def _doubled(block: Block) -> Iterator[Finding]:
    for match in _DOUBLED.finditer(block.text):
        if match["word"].casefold() in _MAY_DOUBLE:
            continue
        body = f"“{match['word']}” stands there twice in a row. Take one out."
        yield Finding(block.start + match.start(), block.start + match.end(), "clarity", "minor", body, match["word"])


def _padding(block: Block) -> Iterator[Finding]:
    for match in _PADDED.finditer(block.text):
        plain = _PADDING[match.group(0).lower()]
        start, end = block.start + match.start(), block.start + match.end()
        if plain:
            new = plain.capitalize() if match.group(0)[0].isupper() else plain
            yield Finding(start, end, "clarity", "nit", f"“{match.group(0)}” is padding. Say “{new}”.", new)
        else:
            yield Finding(start, end, "clarity", "nit", f"“{match.group(0)}” says nothing. Begin with what follows it.")


def _hedges(block: Block) -> Iterator[Finding]:
    for match in _HEDGES.finditer(block.text):
        body = f"“{match.group(0)}” takes back what the sentence says. Keep one of these words, or none."
        yield Finding(block.start + match.start(), block.start + match.end(), "clarity", "nit", body)
    at = block.start
    for sentence in split_sentences(block.text):
        hedges = [m for m in _ONE_HEDGE.finditer(sentence) if m.group(0).lower() not in ("very", "just")]
        if len(hedges) >= 3:
            named = ", ".join(f"“{m.group(0)}”" for m in hedges)
            body = f"{named} in one sentence leave nothing certain. Say what you know, and hedge once."
            yield Finding(at + hedges[0].start(), at + hedges[-1].end(), "clarity", "minor", body)
        at += len(sentence)


def _passives(block: Block) -> Iterator[Finding]:
    matches = list(_PASSIVE.finditer(block.text))
    for first, last in zip(matches, matches[2:], strict=False):
        between = block.text[first.start() : last.end()]
        if len(split_sentences(between)) <= 3 and len(between) < 300:
            named = ", ".join(f"“{m.group(0)}”" for m in matches if first.start() <= m.start() <= last.start())
            body = f"{named}: nobody does anything here. Say who did it in at least one of them."
            yield Finding(block.start + first.start(), block.start + last.end(), "clarity", "minor", body)
            return


def _tone(block: Block) -> Iterator[Finding]:
    capitals = list(_CAPITALS.finditer(block.text))
    for match in capitals:
        body = f"“{match.group(0)[:40]}” shouts. Write it in small letters, and let the reason carry the weight."
        yield Finding(block.start + match.start(), block.start + match.end(), "tone", "minor", body)
    for match in _MARKS.finditer(block.text):
        if any(c.start() <= match.end() and match.start() <= c.end() for c in capitals):
            continue
        quiet = re.sub(r"[!?]*!{2,}[!?]*$", "!", match.group(0))
        body = (
            f"More than one exclamation mark after “{quiet.rstrip('!')}” sounds angry. One is enough, or a full stop."
        )
        yield Finding(block.start + match.start(), block.start + match.end(), "tone", "minor", body, quiet)
    for match in _RUDE.finditer(block.text):
        body = f"“{match.group(0)}” talks down to the reader or to those it is about. Leave it out and say the fact."
        yield Finding(block.start + match.start(), block.start + match.end(), "tone", "minor", body)
