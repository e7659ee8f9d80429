"""Widgets of a document as their words, for files that can show nothing else; what hangs on the text stays there."""

from dataclasses import replace

from gesso.formats.document import Document, Lost
from gesso.widgets.reading import Refused, parse_widget, widget_fences
from gesso.widgets.words import words_of

AS_WORDS = "widgets (their words are written)"


def worded(document: Document) -> Document:
    """The document with words in place of every widget; one that is none, or that a suggestion changes, stays a fence.

    A comment inside a widget is then on all of its words.
    """
    if document.kind == "code":
        return document
    parts: list[str] = []
    moved: list[tuple[int, int, int, int]] = []  # start and end before, start and end after
    at = length = 0
    for fence in widget_fences(document.text):
        if any(offer.start < fence.end and fence.start < offer.end for offer in document.suggestions):
            continue
        try:
            words = words_of(parse_widget(fence.source))
        except Refused:
            continue
        before = document.text[at : fence.start]
        start = length + len(before)
        parts += [before, words]
        length, at = start + len(words), fence.end
        moved.append((fence.start, fence.end, start, length))
    if not moved:
        return document

    def place(point: int, end: bool) -> int:
        shift = 0
        for start, stop, new_start, new_stop in moved:
            if point <= start:
                break
            if point < stop:
                return new_stop if end else new_start
            shift = new_stop - stop
        return point + shift

    return replace(
        document,
        text="".join([*parts, document.text[at:]]),
        comments=tuple(replace(n, start=place(n.start, False), end=place(n.end, True)) for n in document.comments),
        suggestions=tuple(
            replace(offer, start=place(offer.start, False), end=place(offer.end, True))
            for offer in document.suggestions
        ),
    )


def losses_worded(document: Document) -> tuple[Lost, ...]:
    """How many widgets become words."""
    count = 0 if worded(document) is document else len(widget_fences(document.text))
    return (Lost(AS_WORDS, count=count),) if count else ()
