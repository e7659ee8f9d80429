"""Attachments under other names: the text says so, and comments and suggestions stay on their words."""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace

from gesso.formats.document import Document
from gesso.formats.links import ATTACHMENT

_NAMED = re.compile(re.escape(ATTACHMENT) + r"([^()<>\n\"]*?)(?=[)>]|\s+\"|$)", re.MULTILINE)


def addressed(document: Document, addresses: Mapping[str, str]) -> Document:
    """The document whose text gives each attachment of `addresses` its address; the others keep their name."""
    starts: list[int] = []
    shifts: list[int] = []
    pieces: list[str] = []
    last = shift = 0
    for match in _NAMED.finditer(document.text):
        address = addresses.get(match[1])
        if address is not None:
            pieces += [document.text[last : match.start()], address]
            last = match.end()
            shift += len(address) - len(match[0])
            starts.append(last)
            shifts.append(shift)

    def moved(place: int) -> int:
        at = bisect_right(starts, place)
        return place + (shifts[at - 1] if at else 0)

    def renamed(text: str) -> str:
        return _NAMED.sub(lambda match: addresses.get(match[1], match[0]), text)

    return replace(
        document,
        text="".join(pieces) + document.text[last:],
        comments=tuple(replace(note, start=moved(note.start), end=moved(note.end)) for note in document.comments),
        suggestions=tuple(
            replace(offer, start=moved(offer.start), end=moved(offer.end), after=renamed(offer.after))
            for offer in document.suggestions
        ),
    )
