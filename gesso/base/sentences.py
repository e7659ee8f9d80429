"""Cutting prose into sentences and words. Offsets are kept: the pieces joined are the text again."""

import re

_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-ZÀ-ÖØ-ÞĀ-Ž0-9])|(?<=[。！？])(?=\S)|\n{2,}")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|z\.B|bzw|No|Nr|Inc|Jr|Sr)|\b[A-Z])\.$")


def split_sentences(text: str) -> list[str]:
    """The sentences of `text`, each with the white space after it; joined they are `text`."""
    sentences: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text[start : match.start()]):
            continue
        sentences.append(text[start : match.end()])
        start = match.end()
    if start < len(text):
        sentences.append(text[start:])
    return sentences


def words_of(text: str) -> list[str]:
    """The words of `text` in lower case; each Chinese or Japanese character is a word."""
    return re.findall(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:['’][^\W_]+)?", text.casefold())
