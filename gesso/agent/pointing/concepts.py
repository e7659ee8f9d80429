"""What words and figures speak of, beyond the words themselves: "who pays" and "48 €" are both about money.

The words are in `concepts.txt`, written by hand; amounts, times, dates and addresses are known by their form. Pure.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

from gesso.agent.pointing.tokens import tokens
from gesso.base.late import late

_FORMS = (
    (
        "money",
        late(r"[€$£¥]\s?\d|\d\s?(?:[€$£¥₫]|euros?\b|eur\b|dollars?\b|pounds?\b|pence\b|cents?\b|đồng\b|元)"),
    ),
    ("time", late(r"\b\d{1,2}(?:[:.]\d\d| ?[ap]\.?m\b| ?h\b| ?Uhr\b|点| o'clock\b)", re.IGNORECASE)),
    ("year", late(r"\b(?:1[6-9]|20)\d\d\b")),
    ("contact", late(r"\S@\S|https?://|\b0\d[\d /-]{5,}|\+\d[\d /-]{6,}")),
    ("number", late(r"\d+ ?%|\b\d{2,}\b")),
    ("size", late(r"\b\d+(?:[.,]\d+)? ?(?:m|cm|mm|km|kg|g|ml|l|m²|米|斤|克)\b")),
)


@cache
def _concepts() -> dict[str, frozenset[str]]:
    """The concepts of each token."""
    found: dict[str, set[str]] = {}
    text = resources.files(__package__).joinpath("concepts.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        name, colon, words = line.partition(":")
        if colon and not line.startswith("#"):
            for token in tokens(words):
                found.setdefault(token, set()).add(name)
    return {token: frozenset(names) for token, names in found.items()}


def concepts_in(found: Iterable[str], text: str) -> frozenset[str]:
    """What a text and its tokens speak of."""
    known = _concepts()
    named = {name for token in set(found) for name in known.get(token, ())}
    return frozenset(named | {name for name, form in _FORMS if form.search(text)})
