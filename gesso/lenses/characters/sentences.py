"""Sentences and quotations of a block. Never fails; a quotation that is not closed goes to the end of the block."""

import re

_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*(?:»|$)|(?<!\w)‘(?:[^’]|’(?=\w))*(?:’(?!\w)|$)", re.S)
_END = re.compile(r"(?:[.!?…]+[\"”’»)*_]*|[.!?…]?[\"”»])(?=\s+[\"“‘«(*_]*[A-ZÀ-Þ0-9])|\n\s*\n")
_SHORTENED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Capt|Sgt|Lt|Col|Gen|Rev|Hon|Jr|Sr|No|vs|etc)|\b[A-Z])\.$")


def quotations(text: str) -> list[tuple[int, int]]:
    """Where somebody's words stand, with their quotation marks."""
    return [found.span() for found in _QUOTED.finditer(text)]


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences, one after the other, without the blanks between."""
    found: list[tuple[int, int]] = []
    begin = 0
    for end in _END.finditer(text):
        if _SHORTENED.search(text, max(0, end.start() - 6), end.start() + 1) and text[end.start()] == ".":
            continue
        if text[begin : end.end()].strip():
            found.append((begin, end.end()))
        begin = end.end()
        while begin < len(text) and text[begin].isspace():
            begin += 1
    if text[begin:].strip():
        found.append((begin, len(text)))
    return found
