"""Words made comparable: folded, cut into tokens, and how near two of them are. For every language alike. Pure.

Folding takes case and accents away ("đến" and "den" meet). Of Chinese and Japanese, which have no spaces, pairs of
signs are tokens; of code, the parts of names, too.
"""

import unicodedata
from functools import lru_cache

from gesso.agent.guided.overlap import stem
from gesso.base.late import late

_HUMP = late(r"(?<=[a-z0-9])(?=[A-Z])")
_TOKEN = late(r"(?P<han>[\u3040-\u30ff\u3400-\u9fff]+)|[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:['’][^\W\d_]+)?")
_SIGNS = str.maketrans({"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe"})
_POSSESSIVE = late(r"['’]s?$")
_ELIDED = late(r"^(?:[dlmnstcj]|qu)['’](?=\w)")

SAME, NEAR, FAR = "same", "near", "far"
"""How near two tokens are: equal; of one stem or beginning; one inside the other, or one slip apart."""


def fold(text: str) -> str:
    """Lower case without accents."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_SIGNS)


def tokens(text: str) -> list[str]:
    """The tokens of `text` in order."""
    found: list[str] = []
    for match in _TOKEN.finditer(_HUMP.sub(" ", text)):
        if han := match["han"]:
            found += [han[i : i + 2] for i in range(len(han) - 1)] if len(han) > 1 else [han]
        else:
            found.append(_POSSESSIVE.sub("", _ELIDED.sub("", fold(match.group()))))
    return [token for token in found if token]


def is_han(token: str) -> bool:
    return "\u3040" <= token[0] <= "\u9fff"


@lru_cache(maxsize=20_000)
def pieces(token: str) -> frozenset[str]:
    """The runs of three letters of a token with its edges, by which near ones are found."""
    edged = f"^{token}$"
    return frozenset(edged[i : i + 3] for i in range(len(edged) - 2))


@lru_cache(maxsize=50_000)
def nearness(one: str, other: str) -> str:
    """`SAME`, `NEAR`, `FAR`, or nothing where two tokens have nothing to do with each other."""
    if one == other:
        return SAME
    if is_han(one) or is_han(other) or min(len(one), len(other)) < 3 or one.isdigit() or other.isdigit():
        return ""
    if stem(one) == stem(other):
        return NEAR
    shorter, longer = sorted((one, other), key=len)
    common = _common_start(one, other)
    if common >= 4 and common >= 0.65 * len(longer):
        return NEAR
    if len(shorter) >= 4 and shorter in longer:
        return FAR
    if common >= 5 and common >= 0.5 * len(longer):
        return FAR
    if len(shorter) >= 4 and slips(one, other) <= (1 if len(shorter) < 8 else 2):
        return FAR
    return ""


def _common_start(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def slips(one: str, other: str) -> int:
    """Letters left out, put in, changed or swapped between two words, 3 for more than two."""
    if abs(len(one) - len(other)) > 2:
        return 3
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b))
            if last and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return min(3, row[-1])
